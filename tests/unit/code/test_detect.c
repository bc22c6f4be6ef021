/* Prompts in source code that nobody declared: what each detector takes and
 * what it does not. */
#include "code/detect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "pattern/look.h"

static struct arena arena;

static int teardown(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

static size_t find(const char *path, struct str bytes, uint32_t on,
		   struct detected **out)
{
	size_t count;

	assert_int_equal(detect_find(detect_new(&arena, on), &arena,
				     str_of(path), bytes, out, &count),
			 0);
	return count;
}

static uint32_t bit(const char *name)
{
	int i = detector_find(str_of(name));

	assert_true(i >= 0);
	return UINT32_C(1) << i;
}

#define LONG "You are a helpful assistant, and respond in valid JSON."
#define DULL "Please enter the name of the file that is to be removed."

static const struct row {
	const char *detector, *path, *before, *after;
} rows[] = {
	{ "py-const", "a.py", "X_SYSTEM_PROMPT: str = (f\"\"\"", "\"\"\")\n" },
	{ "py-const", "a.py", "    INSTRUCTIONS = dedent('''", "''')\n" },
	{ "py-const-str", "a.py", "SYSTEM_MESSAGE = \"", "\"\n" },
	{ "py-const-str", "a.py", "SYSTEM_PROMPT = (\n  \"", "\"\n)\n" },
	{ "py-var", "a.py", "self.system_prompt = \"\"\"", "\"\"\"\n" },
	{ "py-kwarg", "a.py", "f(x, instructions=\"", "\")\n" },
	{ "role-dict", "a.py", "[{'role': 'system', 'content': '", "'}]\n" },
	{ "role-dict", "a.ts", "x = {\"role\": \"user\",\n\"content\": `",
	  "`}\n" },
	{ "role-obj", "a.js", "x = {role: 'system', content: '", "'}\n" },
	{ "role-field", "a.go", "x := M{Role: \"system\", Content: \"",
	  "\"}\n" },
	{ "role-field", "a.go",
	  "x := M{Role: openai.ChatMessageRoleSystem, Content: `", "`}\n" },
	{ "lc-class", "a.py", "ChatPromptTemplate.from_template(\"", "\")\n" },
	{ "lc-class", "a.py", "PromptTemplate(template=\"", "\")\n" },
	{ "lc-tuple", "a.py", "from_messages([(\"system\", \"", "\")])\n" },
	{ "msg-class", "a.py", "f(SystemMessage(content=\"", "\"))\n" },
	{ "ts-const", "a.ts", "export const userPrompt = `", "`;\n" },
	{ "cs-raw", "a.cs", "var prompt = \"\"\"\n  ", "\n  \"\"\";\n" },
	{ "cs-raw", "a.java", "String PROMPT = \"\"\"\n", "\"\"\";\n" },
	{ "go-const", "a.go", "const sysPrompt = `", "`\n" },
	{ "go-const", "a.rb", "PROMPT = \"", "\"\n" },
	{ "yaml-value", "a.yaml", "a:\n  - backstory: >\n      ", "\n" },
	{ "yaml-value", "a.yml", "system_prompt: \"", "\"\n" },
	{ "you-are", "a.py", "f(\"", "\")\n" },
	{ "you-are", "a.go", "f(`# Role\n\n", "`)\n" },
};
enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static struct str code_of(const struct row *row, const char *text)
{
	return str_fmt(&arena, "%s%s%s", row->before, text, row->after);
}

static void each_detector_takes_what_it_is_for(void **state)
{
	struct detected *found;

	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		const struct row *r = &rows[i];

		if (find(r->path, code_of(r, LONG), bit(r->detector), &found) !=
		    1)
			fail_msg("row %zu, %s: not found", i, r->detector);
		assert_string_equal(found[0].by->name, r->detector);
		assert_non_null(memmem(found[0].literal.text.p,
				       found[0].literal.text.n, LONG,
				       sizeof(LONG) - 1));
	}
	for (size_t i = 0; detector_at(i); i++) {
		bool tried = !detector_at(i)->on;

		for (size_t j = 0; j < ROWS; j++)
			tried |= strcmp(rows[j].detector,
					detector_at(i)->name) == 0;
		if (!tried)
			fail_msg("%s has no row here", detector_at(i)->name);
	}
}

static void a_text_that_speaks_to_nobody_is_no_prompt(void **state)
{
	struct detected *found;

	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		const struct row *r = &rows[i];
		/* What LangChain is given is a prompt whatever it says. */
		bool any = strncmp(r->detector, "lc-", 3) == 0;

		if (!any)
			assert_int_equal(find(r->path, code_of(r, DULL),
					      bit(r->detector), &found),
					 0);
		assert_int_equal(find(r->path, code_of(r, "short"),
				      bit(r->detector), &found),
				 0);
	}
}

static void one_literal_is_found_once(void **state)
{
	struct detected *found;
	struct str code = STR("SYSTEM_PROMPT = \"\"\"" LONG "\"\"\"\n");

	(void)state;
	assert_int_equal(find("a.py", code, detect_default(), &found), 1);
	assert_string_equal(found[0].by->name, "py-const");
	assert_true(found[0].named);
	assert_true(str_is(found[0].literal.symbol, "SYSTEM_PROMPT"));
	assert_int_equal(found[0].literal.pos.column, 17);
}

static void a_name_that_two_literals_have_is_none(void **state)
{
	struct detected *found;
	struct str code = STR("if x:\n  prompt = \"\"\"" LONG "\"\"\"\n"
			      "else:\n  prompt = \"\"\"" LONG
			      " Please.\"\"\"\n");

	(void)state;
	assert_int_equal(find("a.py", code, detect_default(), &found), 2);
	assert_false(found[0].named);
	assert_false(found[1].named);
}

static void comments_and_texts_about_code_are_passed_over(void **state)
{
	static const char *const codes[] = {
		"# SYSTEM_PROMPT = \"\"\"" LONG "\"\"\"\n",
		"# {\"role\": \"system\", \"content\": \"" LONG "\"}\n",
		"SYSTEM_PROMPT = load(\"prompts/system.txt of the package\")\n",
		"x = '{\"role\": \"system\", \"content\": \"" LONG "\"}'\n",
		"SYSTEM_PROMPT = name\nother = \"\"\"" LONG "\"\"\"\n",
		"[{\"role\": \"system\", \"content\": text}, \"" LONG "\"]\n",
		"if x in (\"system\", \"" DULL "\"): pass\n",
		"from_messages([])\ny = (\"system\", \"" DULL "\")\n",
	};
	struct detected *found;

	(void)state;
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (find("a.py", str_of(codes[i]),
			 detect_default() & ~bit("you-are"), &found))
			fail_msg("code %zu: found by %s", i, found[0].by->name);
}

static void what_is_off_is_not_found(void **state)
{
	struct detected *found;

	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		size_t count = find(rows[i].path, code_of(&rows[i], LONG),
				    ~bit(rows[i].detector), &found);

		for (size_t j = 0; j < count; j++)
			assert_string_not_equal(found[j].by->name,
						rows[i].detector);
	}
	assert_int_equal(detect_default() & bit("py-const-any"), 0);
	assert_int_equal(find("a.py", STR("X_PROMPT = 'x'\n"),
			      bit("py-const-any"), &found),
			 1);
}

static void a_file_made_by_a_program_is_not_searched(void **state)
{
	struct buf code = buf_in(&arena);
	struct detected *found;

	(void)state;
	buf_adds(&code, "SYSTEM_PROMPT = \"\"\"" LONG "\"\"\"\n#");
	for (int i = 0; i < DETECT_LINE - 10; i++)
		buf_addc(&code, 'x');
	assert_int_equal(find("a.py", buf_str(&code), detect_default(), &found),
			 1);
	buf_adds(&code, "xxxxxxxxxxxxxxxxxxxx\n");
	assert_int_equal(find("a.py", buf_str(&code), detect_default(), &found),
			 0);
	assert_int_equal(find("a.py", STR("SYSTEM_PROMPT = '''\xff'''"),
			      detect_default(), &found),
			 0);
	assert_int_equal(find("a.unknown",
			      STR("SYSTEM_PROMPT = '''" LONG "'''"),
			      detect_default(), &found),
			 0);
}

static void hints_are_counted_once_and_at_the_beginning_of_words(void **state)
{
	(void)state;
	assert_int_equal(detect_hints(STR("")), 0);
	assert_int_equal(detect_hints(STR(DULL)), 0);
	assert_int_equal(detect_hints(STR("You are a poet")), 2);
	assert_int_equal(detect_hints(STR("You\nare\ta poet")), 2);
	assert_int_equal(detect_hints(STR("the user and the user")), 1);
	assert_int_equal(detect_hints(STR("bathe user")), 0);
}

static void every_suffix_of_a_language_is_looked_at(void **state)
{
	static const char *const paths[] = {
		"a.py", "a.js",	  "a.ts",  "a.tsx", "a.go",   "a.cs", "a.java",
		"a.rb", "a.yaml", "a.yml", "a.csx", "a.rake", "a.pyi"
	};

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		assert_non_null(code_by_path(str_of(paths[i])));
		assert_true(look_code(str_of(paths[i])));
		assert_true(look_may(str_of(paths[i])));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_detector_takes_what_it_is_for),
		cmocka_unit_test(a_text_that_speaks_to_nobody_is_no_prompt),
		cmocka_unit_test(one_literal_is_found_once),
		cmocka_unit_test(a_name_that_two_literals_have_is_none),
		cmocka_unit_test(comments_and_texts_about_code_are_passed_over),
		cmocka_unit_test(what_is_off_is_not_found),
		cmocka_unit_test(a_file_made_by_a_program_is_not_searched),
		cmocka_unit_test(
			hints_are_counted_once_and_at_the_beginning_of_words),
		cmocka_unit_test(every_suffix_of_a_language_is_looked_at),
	};

	return cmocka_run_group_tests(tests, NULL, teardown);
}
