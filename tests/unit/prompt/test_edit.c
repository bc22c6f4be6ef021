/* Edits of promptpin.yaml leave every other byte alone, or are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "prompt/edit.h"

static const char plain[] = "promptpin: 1 # the format\n"
			    "prompts:\n"
			    "  # about a\n"
			    "  a:\n"
			    "    messages:\n"
			    "      - user: a.md\n"
			    "\n"
			    "  # about b\n"
			    "  \"b\":\n"
			    "    messages: [{user: b.md}]\n"
			    "ignore: [x]\n";

static void assert_text(struct str s, const char *expected)
{
	assert_int_equal(s.n, strlen(expected));
	assert_memory_equal(s.p, expected, s.n);
}

static void takes_an_entry_out_and_leaves_the_rest(void **state)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct str out;

	(void)state;
	assert_int_equal(edit_remove(&a, str_of(plain), STR("a"), &out, &err),
			 0);
	assert_text(
		out,
		"promptpin: 1 # the format\nprompts:\n  # about a\n\n"
		"  # about b\n  \"b\":\n    messages: [{user: b.md}]\nignore: [x]\n");
	assert_int_equal(edit_remove(&a, str_of(plain), STR("b"), &out, &err),
			 0);
	assert_text(
		out,
		"promptpin: 1 # the format\nprompts:\n  # about a\n  a:\n"
		"    messages:\n      - user: a.md\n\n  # about b\nignore: [x]\n");
	arena_free(&a);
}

static void the_last_entry_leaves_an_empty_mapping(void **state)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct str out;

	(void)state;
	assert_int_equal(
		edit_remove(&a, STR("promptpin: 1\nprompts:\n  a:\n    x: 1\n"),
			    STR("a"), &out, &err),
		0);
	assert_text(out, "promptpin: 1\nprompts: {}\n");
	arena_free(&a);
}

static void renames_in_place_quoted_or_not(void **state)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct str out;

	(void)state;
	assert_int_equal(
		edit_rename(&a, STR("prompts:\n  a: {x: a}\n  \"b\": {}\n"),
			    STR("a"), STR("new/a"), &out, &err),
		0);
	assert_text(out, "prompts:\n  new/a: {x: a}\n  \"b\": {}\n");
	assert_int_equal(
		edit_rename(&a, STR("prompts:\n  a: {x: a}\n  \"b\": {}\n"),
			    STR("b"), STR("c"), &out, &err),
		0);
	assert_text(out, "prompts:\n  a: {x: a}\n  \"c\": {}\n");
	arena_free(&a);
}

static void refuses_what_it_cannot_prove(void **state)
{
	static const struct {
		const char *what, *text, *id;
		int remove, rename;
	} cases[] = {
		{ "flow style", "prompts: {a: {x: 1}, b: {x: 2}}\n", "a",
		  ERROR_REFUSED, 0 },
		{ "an id with an escape",
		  "prompts:\n  \"\\x61\": {x: 1}\n  b: {}\n", "a", 0,
		  ERROR_REFUSED },
		{ "not there", "prompts:\n  b: {}\n", "a", ERROR_ABSENT,
		  ERROR_ABSENT },
		{ "no prompts", "promptpin: 1\n", "a", ERROR_ABSENT,
		  ERROR_ABSENT },
		{ "not YAML", "prompts: [\n", "a", ERROR_REFUSED,
		  ERROR_REFUSED },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena a = { 0 };
		struct error err = { 0 };
		struct str out, text = str_of(cases[i].text),
				id = str_of(cases[i].id);

		print_message("%s\n", cases[i].what);
		assert_int_equal(edit_remove(&a, text, id, &out, &err),
				 cases[i].remove);
		error_clear(&err);
		assert_int_equal(
			edit_rename(&a, text, id, STR("z"), &out, &err),
			cases[i].rename);
		arena_free(&a);
	}
}

static void adds_behind_what_is_there(void **state)
{
	static const char entry[] = "  n: # new\n    x: 1\n";
	static const char element[] = "  - n\n  - \"*, ]\"\n";
	static const struct {
		const char *what, *key, *block, *text,
			*want; /* NULL: refused */
	} cases[] = {
		{ "a mapping in the middle", "prompts", entry,
		  "prompts:\n  a:\n    x: 2 # a's\n    # also a's\n\n# of b\nb: 1\n",
		  "prompts:\n  a:\n    x: 2 # a's\n    # also a's\n  n: # new\n"
		  "    x: 1\n\n# of b\nb: 1\n" },
		{ "another indentation, no end of line", "prompts", entry,
		  "prompts:\n    a: {x: 2}",
		  "prompts:\n    a: {x: 2}\n    n: # new\n      x: 1\n" },
		{ "a key that is not there", "prompts", entry, "v: 1",
		  "v: 1\n\n# above\nprompts:\n  n: # new\n    x: 1\n" },
		{ "braces with nothing in them", "prompts", entry,
		  "prompts: {} # none\nv: 1\n",
		  "prompts: # none\n  n: # new\n    x: 1\nv: 1\n" },
		{ "nothing at all", "prompts", entry, "prompts:\nv: 1\n",
		  "prompts:\n  n: # new\n    x: 1\nv: 1\n" },
		{ "a block scalar at the end", "prompts", entry,
		  "prompts:\n  a: |\n    x\n\n\n",
		  "prompts:\n  a: |\n    x\n  n: # new\n    x: 1\n\n\n" },
		{ "a list that is not indented", "ignore", element,
		  "ignore:\n- a\nv: 1\n",
		  "ignore:\n- a\n- n\n- \"*, ]\"\nv: 1\n" },
		{ "a list of mappings", "ignore", element,
		  "ignore:\n  - {a: 1}\n  - b: 1\n    c: 2\n",
		  "ignore:\n  - {a: 1}\n  - b: 1\n    c: 2\n  - n\n"
		  "  - \"*, ]\"\n" },
		{ "a list on a line", "ignore", element,
		  "ignore: [a, b] # two\n",
		  "ignore: [a, b, n, \"*, ]\"] # two\n" },
		{ "CRLF", "ignore", "  - n\n", "ignore:\r\n  - a\r\nv: 1\r\n",
		  "ignore:\r\n  - a\r\n  - n\r\nv: 1\r\n" },
		{ "a mapping on a line", "prompts", entry,
		  "prompts: {a: {x: 2}}\n", NULL },
		{ "all of it on a line", "prompts", entry, "{prompts: {}}\n",
		  NULL },
		{ "of another kind", "prompts", entry, "prompts:\n  - a\n",
		  NULL },
		{ "the name is there", "prompts", entry, "prompts:\n  n: 1\n",
		  NULL },
		{ "not YAML", "prompts", entry, "prompts: [\n", NULL },
		{ "a list that ends on another line", "ignore", element,
		  "ignore: [a,\n  b\n  ]\n", NULL },
		{ "a text with a bracket", "ignore", element,
		  "ignore: [\"a]b\"]\n", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena a = { 0 };
		struct error err = { 0 };
		struct str out = STR("untouched");
		int rc = edit_append(&a, str_of(cases[i].text), cases[i].key,
				     STR("# above\n"), str_of(cases[i].block),
				     &out, &err);

		print_message("%s\n", cases[i].what);
		assert_int_equal(rc, cases[i].want ? 0 : ERROR_REFUSED);
		assert_text(out, cases[i].want ? cases[i].want : "untouched");
		arena_free(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_an_entry_out_and_leaves_the_rest),
		cmocka_unit_test(the_last_entry_leaves_an_empty_mapping),
		cmocka_unit_test(renames_in_place_quoted_or_not),
		cmocka_unit_test(refuses_what_it_cannot_prove),
		cmocka_unit_test(adds_behind_what_is_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
