/* Files of megabytes of what begins something: reading them comes to an end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/code/kit.h"

enum { LARGE = 10 * 1024 * 1024, SOME = 256 * 1024 };

static struct str repeated(struct arena *a, const char *part, size_t size)
{
	size_t n = strlen(part);
	char *text = arena_alloc(a, size);

	for (size_t i = 0; i < size; i++)
		text[i] = part[i % n];
	return (struct str){ text, size };
}

static void read_all_of(const char *language, const char *part, size_t size)
{
	struct arena a = { 0 };
	struct str text = repeated(&a, part, size);
	struct code_literals all;
	struct code_error why;

	if (code_literals(&a, kit_language(language), text, &all, &why) < 0)
		assert_non_null(strstr(why.text, "string literals"));
	else
		assert_true(all.count <= CODE_LITERALS);
	arena_free(&a);
}

static void ten_megabytes_of_one_thing_end_well(void **state)
{
	(void)state;
	read_all_of("python", "\"", LARGE);
	read_all_of("python", "\"\"\"", LARGE);
	read_all_of("javascript", "${", LARGE);
	read_all_of("go", "`", LARGE);
}

static void openings_of_all_kinds_end_well(void **state)
{
	static const char *const parts[] = { "\"", "\"\"\"", "${", "`", "{" };
	static const struct {
		const char *language, *part;
	} cases[] = {
		{ "python", "f'{" },
		{ "python", "f'''{" },
		{ "python", "f\"{f'{" },
		{ "python", "'''" },
		{ "python", "'a\n" },
		{ "python", "'a' + " },
		{ "python", "A = (" },
		{ "python", "a[" },
		{ "python", "def f(" },
		{ "python", "class a:\n " },
		{ "python", "f'{x:{" },
		{ "python", "dedent('''\n a'''" },
		{ "python", "a.b.c" },
		{ "python", "A=B\n" },
		{ "javascript", "`${" },
		{ "javascript", "${`" },
		{ "javascript", "`${'" },
		{ "javascript", "/*" },
		{ "javascript", "a=>{" },
		{ "javascript", "a=/[" },
		{ "javascript", "'a\n" },
		{ "javascript", "a`" },
		{ "javascript", "a:{b:[" },
		{ "javascript", "`${/a" },
		{ "csharp", "$\"{" },
		{ "csharp", "$$\"\"\"{{" },
		{ "csharp", "@\"" },
		{ "csharp", "$@\"{" },
		{ "csharp", "\"\"\"\n" },
		{ "csharp", "a{" },
		{ "java", "\"\"\"\n" },
		{ "java", "\"\"\"\n a\n\"\"\"" },
		{ "go", "`" },
		{ "go", "a{\"b\":" },
		{ "ruby", "<<~A\n" },
		{ "ruby", "<<A " },
		{ "ruby", "\"#{" },
		{ "ruby", "%q(" },
		{ "ruby", "#{\"" },
		{ "ruby", "def a\n" },
		{ "ruby", "<<~A\n#{\nA\n" },
		{ "ruby", "'a' \\\n" },
	};

	(void)state;
	for (size_t l = 0; code_all()[l]; l++)
		for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
			if (strcmp(code_name(code_all()[l]), "yaml") != 0)
				read_all_of(code_name(code_all()[l]), parts[i],
					    SOME);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		read_all_of(cases[i].language, cases[i].part, SOME);
}

static void what_is_larger_is_refused(void **state)
{
	struct arena a = { 0 };
	struct str text = repeated(&a, "\n", CODE_SIZE + 1);
	struct code_literals all;
	struct code_error why;

	(void)state;
	assert_int_equal(
		code_literals(&a, kit_language("python"), text, &all, &why),
		-1);
	assert_non_null(strstr(why.text, "16 MiB"));
	arena_free(&a);
}

static void too_many_literals_are_refused(void **state)
{
	struct arena a = { 0 };
	struct str text = repeated(&a, "'a'\n", 4 * (CODE_LITERALS + 1));
	struct code_literals all;
	struct code_error why;

	(void)state;
	assert_int_equal(
		code_literals(&a, kit_language("python"), text, &all, &why),
		-1);
	assert_non_null(strstr(why.text, "more than 200000 string literals"));
	text.n -= 4;
	assert_int_equal(
		code_literals(&a, kit_language("python"), text, &all, &why), 0);
	assert_int_equal(all.count, CODE_LITERALS);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ten_megabytes_of_one_thing_end_well),
		cmocka_unit_test(openings_of_all_kinds_end_well),
		cmocka_unit_test(what_is_larger_is_refused),
		cmocka_unit_test(too_many_literals_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
