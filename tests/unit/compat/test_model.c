#include "fixture.h"

#define MODEL(id) "{'model':{'provider':'p','id':'" id "'}}"
#define VERSION "model-version-changed model minor\n"
#define FAMILY "model-family-changed model major?\n"
#define LOOSE "model-pin-loosened model minor\n"

static void a_family_is_the_id_without_date_or_version(void **state)
{
	static const struct fixture_row rows[] = {
		{ "-YYYY-MM-DD", MODEL("gpt-4.1-2025-04-14"),
		  MODEL("gpt-4.1-2025-06-01"), VERSION },
		{ "-YYYYMMDD", MODEL("claude-3-5-sonnet-20240620"),
		  MODEL("claude-3-5-sonnet-20241022"), VERSION },
		{ "@YYYYMMDD", MODEL("claude-3-5-sonnet@20240620"),
		  MODEL("claude-3-5-sonnet@20241022"), VERSION },
		{ "-MMDD", MODEL("gpt-4-0314"), MODEL("gpt-4-0613"), VERSION },
		{ "-YYMM", MODEL("mistral-large-2402"),
		  MODEL("mistral-large-2407"), VERSION },
		{ "-NNN", MODEL("gemini-1.5-pro-001"),
		  MODEL("gemini-1.5-pro-002"), VERSION },
		{ "-vN:M", MODEL("a.claude-20240620-v1:0"),
		  MODEL("a.claude-20241022-v2:0"), VERSION },
		{ "alias to dated", MODEL("gpt-4.1"),
		  MODEL("gpt-4.1-2025-04-14"), VERSION },
		{ "dated to alias", MODEL("gpt-4.1-2025-04-14"),
		  MODEL("gpt-4.1"), LOOSE },
		{ "dated to latest", MODEL("claude-x-20241022"),
		  MODEL("claude-x-latest"), LOOSE },
		{ "another family", MODEL("gpt-4.1-2025-04-14"),
		  MODEL("gpt-5-2025-08-07"), FAMILY },
		{ "a size is no version", MODEL("claude-3-opus-20240229"),
		  MODEL("claude-3-haiku-20240307"), FAMILY },
		{ "one digit is no version", MODEL("claude-3"),
		  MODEL("claude-4"), FAMILY },
		{ "nothing but a date", MODEL("-20240229"), MODEL("-20240307"),
		  FAMILY },
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
		cmocka_unit_test(a_family_is_the_id_without_date_or_version),
		cmocka_unit_test(provider_revision_and_adapter_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
