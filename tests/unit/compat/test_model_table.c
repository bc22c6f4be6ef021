/* templates/models, against ids whose class is known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "compat/model.h"
#include "compat/model_pattern.h"
#include "syntax/json.h"

static const char *const holds[] = { "unknown", "pinned", "floating",
				     "deployment" };

struct row {
	const char *provider, *id, *hold, *family;
};

static void families_are_a_line_of_a_vendor_in_one_generation(void **state)
{
	static const struct row rows[] = {
		{ "openai", "gpt-4.1-2025-04-14", "pinned", "gpt-4.1" },
		{ "openai", "gpt-4.1", "floating", "gpt-4.1" },
		{ "openai", "gpt-4.1-mini", "floating", "gpt-4.1-mini" },
		{ "openai", "gpt-4.2-2026-01-01", "pinned", "gpt-4.2" },
		{ "openai", "gpt-5.4-mini-2026-03-17", "pinned", "gpt-5-mini" },
		{ "openai", "gpt-5", "floating", "gpt-5" },
		{ "openai", "gpt-5.3-chat-latest", "floating", "gpt-5-chat" },
		{ "openai", "gpt-4-1106-preview", "pinned", "gpt-4-turbo" },
		{ "openai", "gpt-4-32k-0613", "pinned", "gpt-4-32k" },
		{ "openai", "gpt-4-9999", "floating", "gpt-4-9999" },
		{ "openai", "ft:gpt-4o-mini-2024-07-18:org::abc", "pinned",
		  "gpt-4o-mini" },
		{ "openai", "o4-mini-deep-research-2025-06-26", "pinned",
		  "o4-mini-deep-research" },
		{ "anthropic", "claude-3-5-sonnet-20241022", "pinned",
		  "claude-sonnet-3" },
		{ "anthropic", "claude-3-5-sonnet-latest", "floating",
		  "claude-sonnet-3" },
		{ "anthropic", "claude-sonnet-4-5", "floating",
		  "claude-sonnet-4" },
		{ "anthropic", "claude-sonnet-4-6", "pinned",
		  "claude-sonnet-4" },
		{ "vertexai", "claude-sonnet-4-5@20250929", "pinned",
		  "claude-sonnet-4" },
		{ "bedrock", "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
		  "pinned", "claude-sonnet-4" },
		{ "bedrock", "amazon.nova-micro-v1:0", "pinned",
		  "amazon-nova-micro" },
		{ "googleai", "gemini-2.5-flash", "unknown", "gemini-2-flash" },
		{ "google", "models/gemini-1.5-flash-8b-001", "pinned",
		  "gemini-1-flash-8b" },
		{ "mistral", "mistral-large-2411", "pinned", "mistral-large" },
		{ "mistral", "mistral-large-2413", "floating",
		  "mistral-large-2413" },
		{ "xai", "grok-2-vision-1212", "pinned", "grok-2-vision" },
		{ "cohere", "command-r-08-2024", "pinned", "command-r" },
		{ "cohere", "command-r", "floating", "command-r" },
		{ "ollama", "llama3.1:8b", "floating", "llama3.1:8b" },
		{ "ollama", "llama3.1:latest", "floating", "llama3.1" },
		{ "azure", "gpt-4o", "deployment", "" },
		{ "openrouter", "anthropic/claude-sonnet-4-6", "pinned",
		  "claude-sonnet-4" },
		{ "", "gpt-4o-2024-08-06", "pinned", "gpt-4o" },
		{ "ours", "ticket-bert", "unknown", "" },
		{ "ours", "ticket-bert-latest", "floating", "" },
		{ "ours", "claude-opus-banana-20250101", "unknown", "" },
	};
	bool failed = false;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena a = { 0 };
		struct model_known known;

		model_know(&a, str_of(rows[i].provider), str_of(rows[i].id),
			   &known);
		if (strcmp(holds[known.hold], rows[i].hold) != 0 ||
		    !str_is(known.family, rows[i].family)) {
			print_error("%s: %s %.*s\n", rows[i].id,
				    holds[known.hold], STR_ARG(known.family));
			failed = true;
		}
		arena_free(&a);
	}
	assert_false(failed);
}

static void patterns_take_what_they_say(void **state)
{
	static const struct {
		const char *pattern, *id;
		bool matches, dated;
	} rows[] = {
		{ "a-YYYY-MM-DD", "a-2025-12-31", true, true },
		{ "a-YYYY-MM-DD", "a-2025-13-31", false, false },
		{ "a-YYYY-MM-DD", "a-1925-12-31", false, false },
		{ "a[-MMDD]", "a", true, false },
		{ "a[-MMDD]", "a-0132", false, false },
		{ "a[b[c]]d", "abcd", true, false },
		{ "a[b[c]]d", "abd", true, false },
		{ "a[b[c]]d", "acd", false, false },
		{ "(W)[-YYMM]", "x-2511", true, true },
		{ "W", "a b", false, false },
		{ "X", "a b", true, false },
		{ "X", "", false, false },
		{ "A", "a1", false, false },
		{ "#", "12", false, false },
		{ "S", "0123456789a", false, false },
		{ "S", "0123456789ab", true, false },
	};
	struct model_match m;
	struct str many = { NULL, 0 };
	char id[MODEL_ID_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		bool matches = model_matches(rows[i].pattern,
					     str_of(rows[i].id), &m);

		if (matches != rows[i].matches ||
		    (matches && m.dated != rows[i].dated))
			fail_msg("%s with %s", rows[i].pattern, rows[i].id);
	}
	/* What would take for ever does not match. */
	memset(id, 'a', sizeof(id));
	many = (struct str){ id, sizeof(id) };
	assert_false(model_matches("(W)(W)(W)(W)(W)b", many, &m));
}

static struct str read_file(struct arena *a, const char *path)
{
	char *bytes = arena_alloc(a, 1 << 20);
	FILE *file = fopen(path, "rbe");
	size_t n;

	if (!file)
		return STR_EMPTY;
	n = fread(bytes, 1, 1 << 20, file);
	(void)fclose(file);
	return (struct str){ bytes, n };
}

/* Providers of the suite that are no providers of ours. */
static struct str provider(const struct node *row)
{
	struct str name = node_get(row, "provider")->text;

	return str_find(name, ' ', 0) < name.n || str_is(name, "litellm") ?
		       STR_EMPTY :
		       name;
}

static void ids_of_the_suite_are_held_as_it_says(void **state)
{
	const char *suites = getenv("PROMPTPIN_SUITES");
	struct arena a = { 0 };
	struct syntax_error why;
	struct node root;
	const struct node *ids;
	struct str path, text;
	size_t wrong = 0;

	(void)state;
	path = str_fmt(&a, "%s/templates/model-ids/model_ids.json",
		       suites ? suites : "../shared/suites");
	text = read_file(&a, path.p);
	if (!text.n) {
		print_message("skipped: %s is not there\n", path.p);
		arena_free(&a);
		skip();
	}
	assert_int_equal(json_read(&a, text, &root, &why), 0);
	ids = node_get(&root, "ids");
	assert_true(ids->count >= 195);
	for (size_t i = 0; i < ids->count; i++) {
		const struct node *row = &ids->items[i];
		struct str id = node_get(row, "id")->text;
		struct str expected = node_get(row, "expected")->text;
		struct model_known known;

		model_know(&a, provider(row), id, &known);
		if (!str_is(expected, holds[known.hold])) {
			print_error("%.*s is %s, wanted %.*s\n", STR_ARG(id),
				    holds[known.hold], STR_ARG(expected));
			wrong++;
		}
	}
	arena_free(&a);
	assert_int_equal(wrong, 0);
}

static void the_table_has_a_date(void **state)
{
	(void)state;
	assert_int_equal(strlen(model_table_date()), 10);
	assert_memory_equal(model_table_date(), "20", 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			families_are_a_line_of_a_vendor_in_one_generation),
		cmocka_unit_test(patterns_take_what_they_say),
		cmocka_unit_test(ids_of_the_suite_are_held_as_it_says),
		cmocka_unit_test(the_table_has_a_date),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
