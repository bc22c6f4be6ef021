/* What paths promise. */
#include "pattern/look.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct row {
	const char *path;
	enum look look;
	bool code;
} rows[] = {
	/* by the name alone */
	{ "a.prompt", LOOK_PROMPT, false },
	{ "src/a.prompty", LOOK_PROMPT, false },
	{ "x/skprompt.txt", LOOK_PROMPT, false },
	{ "a.prompt.md", LOOK_PROMPT, false },
	{ "prompts/a.j2", LOOK_PROMPT, false },
	{ "src/Prompts/x/a.mustache", LOOK_PROMPT, false },
	/* what is in it decides */
	{ "prompts/a.md", LOOK_MAYBE_CONTENT, false },
	{ "prompts/a.txt", LOOK_MAYBE_CONTENT, false },
	{ "prompts/a.json", LOOK_MAYBE_CONTENT, false },
	{ "prompts/a.yaml", LOOK_MAYBE_CONTENT, true },
	{ "a/system_prompt.txt", LOOK_MAYBE_CONTENT, false },
	{ "a/user-prompt.j2", LOOK_MAYBE_CONTENT, false },
	{ "promptfooconfig.yaml", LOOK_MAYBE_CONTENT, true },
	{ "a/flow.dag.yaml", LOOK_MAYBE_CONTENT, true },
	/* coding assistants */
	{ "AGENTS.md", LOOK_AGENT, false },
	{ "docs/agents.md", LOOK_NO, false },
	{ "src/x/CLAUDE.md", LOOK_AGENT, false },
	{ ".claude/commands/a.md", LOOK_AGENT, false },
	{ ".cursor/rules/a.mdc", LOOK_AGENT, false },
	{ ".github/prompts/a.prompt.md", LOOK_AGENT, false },
	{ ".cursorrules", LOOK_AGENT, false },
	{ "node_modules/x/AGENTS.md", LOOK_NO, false },
	/* code */
	{ "a.py", LOOK_NO, true },
	{ "src/a/b.tsx", LOOK_NO, true },
	{ "a.yaml", LOOK_NO, true },
	{ "src/contest.py", LOOK_NO, true },
	{ "src/test_a.py", LOOK_NO, false },
	{ "src/a_test.go", LOOK_NO, false },
	{ "src/a.spec.ts", LOOK_NO, false },
	{ "src/ATests.cs", LOOK_NO, false },
	{ "src/a.min.js", LOOK_NO, false },
	{ "tests/a.py", LOOK_NO, false },
	{ "a_tests/a.py", LOOK_NO, false },
	{ "src/__tests__/a.ts", LOOK_NO, false },
	{ "vendor/x/a.go", LOOK_NO, false },
	{ "examples/a.py", LOOK_NO, false },
	{ "x/third-party/a.py", LOOK_NO, false },
	{ "src/Test/a.cs", LOOK_NO, false },
	{ ".github/workflows/a.yml", LOOK_NO, false },
	/* none */
	{ "", LOOK_NO, false },
	{ "a", LOOK_NO, false },
	{ ".", LOOK_NO, false },
	{ "py", LOOK_NO, false },
	{ "a.c", LOOK_NO, false },
	{ "a.md", LOOK_NO, false },
	{ "a.j2", LOOK_NO, false },
	{ "templates/a.j2", LOOK_NO, false },
	{ "prompts/README.md", LOOK_NO, false },
	{ "prompts/CHANGELOG.txt", LOOK_NO, false },
	{ "docs/prompts/a.md", LOOK_NO, false },
	{ "prompts/.hidden.md", LOOK_NO, false },
	{ "tests/prompts/a.j2", LOOK_NO, false },
	{ "prompts/a.png", LOOK_NO, false },
	{ "prompts/a.handlebarsx", LOOK_NO, false },
};
enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static void a_path_says_what_it_promises(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		struct str path = str_of(rows[i].path);

		if (look_path(path) != rows[i].look)
			fail_msg("%s: %d", rows[i].path, look_path(path));
		if (look_code(path) != rows[i].code)
			fail_msg("%s: not code %d", rows[i].path, rows[i].code);
	}
}

static void nothing_that_promises_is_passed_over_at_first_sight(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++)
		if ((rows[i].look != LOOK_NO || rows[i].code) &&
		    !look_may(str_of(rows[i].path)))
			fail_msg("%s", rows[i].path);
	assert_false(look_may(STR("a.c")));
	assert_false(look_may(STR("src/a.cpp")));
	assert_false(look_may(STR("README.md")));
	assert_false(look_may(STR("templates/a.j2")));
	assert_false(look_may(STR("a.json")));
}

static void parts_have_names_of_their_own(void **state)
{
	(void)state;
	assert_true(look_is_part(STR("prompts/_tone.j2")));
	assert_true(look_is_part(STR("prompts/partials/tone.j2")));
	assert_true(look_is_part(STR("prompts/includes/tone.j2")));
	assert_false(look_is_part(STR("prompts/tone.j2")));
	assert_false(look_is_part(STR("")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_path_says_what_it_promises),
		cmocka_unit_test(
			nothing_that_promises_is_passed_over_at_first_sight),
		cmocka_unit_test(parts_have_names_of_their_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
