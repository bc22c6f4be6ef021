#include "fixture.h"

#define MODEL(id) "{'model':{'provider':'p','id':'" id "'}}"
#define VERSION "model-version-changed model minor\n"
#define FAMILY "model-family-changed model major?\n"
#define LOOSE "model-pin-loosened model minor\n"

#define KNOWN "model-family-changed model major\n"
#define ADAPTER "adapter-changed model minor\n"

static void a_change_is_what_the_table_says(void **state)
{
	static const struct fixture_row rows[] = {
		{ "another date", MODEL("gpt-4.1-2025-04-14"),
		  MODEL("gpt-4.1-2025-06-01"), VERSION },
		{ "at a host", MODEL("claude-3-5-sonnet@20240620"),
		  MODEL("claude-3-5-sonnet@20241022"), VERSION },
		{ "another version", MODEL("claude-sonnet-4-5-20250929"),
		  MODEL("claude-sonnet-4-6"), VERSION },
		{ "alias to dated", MODEL("gpt-4.1"),
		  MODEL("gpt-4.1-2025-04-14"), VERSION },
		{ "dated to alias", MODEL("gpt-4.1-2025-04-14"),
		  MODEL("gpt-4.1"), LOOSE },
		{ "dated to latest", MODEL("claude-3-5-sonnet-20241022"),
		  MODEL("claude-3-5-sonnet-latest"), LOOSE },
		{ "dateless to alias", MODEL("claude-sonnet-4-6"),
		  MODEL("claude-sonnet-4-5"), LOOSE },
		{ "another family", MODEL("gpt-4.1-2025-04-14"),
		  MODEL("gpt-5-2025-08-07"), KNOWN },
		{ "a size is no version", MODEL("claude-3-opus-20240229"),
		  MODEL("claude-3-haiku-20240307"), KNOWN },
		{ "unknown", MODEL("ours-20240229"), MODEL("ours-20240307"),
		  FAMILY },
		{ "to unknown", MODEL("gpt-4.1"), MODEL("ours"), FAMILY },
		{ "fine-tuned", MODEL("ft:gpt-4o-2024-08-06:a::1"),
		  MODEL("ft:gpt-4o-2024-08-06:a::2"), ADAPTER },
		{ "tuned from", MODEL("gpt-4o-2024-08-06"),
		  MODEL("ft:gpt-4o-2024-08-06:a::2"), ADAPTER },
		{ "tuned from another", MODEL("gpt-4o-2024-05-13"),
		  MODEL("ft:gpt-4o-2024-08-06:a::2"), VERSION },
		{ "the same", MODEL("gpt-4.1"), MODEL("gpt-4.1"), "" },
	};

	(void)state;
	FIXTURE_ROWS(rows);
}

static void provider_revision_and_adapter_count(void **state)
{
	static const struct fixture_row rows[] = {
		{ "provider", MODEL("a"), "{'model':{'provider':'q','id':'a'}}",
		  FAMILY },
		{ "provider gone", MODEL("a"), "{'model':{'id':'a'}}", FAMILY },
		{ "provider only said", "{'model':{'id':'gpt-4.1'}}",
		  "{'model':{'provider':'openai','id':'gpt-4.1'}}", VERSION },
		{ "a host is another", "{'model':{'id':'gpt-4.1'}}",
		  "{'model':{'provider':'azure','id':'gpt-4.1'}}", FAMILY },
		{ "model new", "{}", MODEL("a"), FAMILY },
		{ "model gone", MODEL("a"), "{}", FAMILY },
		{ "revision", "{'model':{'id':'a','revision':'1'}}",
		  "{'model':{'id':'a','revision':'2'}}",
		  "model-version-changed model/revision minor\n" },
		{ "adapter", "{'model':{'id':'a'}}",
		  "{'model':{'id':'a','adapter':'x'}}",
		  "adapter-changed model/adapter minor\n" },
	};

	(void)state;
	FIXTURE_ROWS(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_change_is_what_the_table_says),
		cmocka_unit_test(provider_revision_and_adapter_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
