#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/template/kit_as.h"

static const char language[] = "claude-command";

static void arguments_are_variables(void **state)
{
	struct kit k = { 0 };

	(void)state;
	kit_as(&k, language, "Fix $1 as $2.\nAll: $ARGUMENTS, $ARGUMENTS[0]$9");
	assert_string_equal(kit_variables(&k), "1 2 9 ARGUMENTS");
	assert_string_equal(kit_shape(&k), "TETETETEE");
	assert_string_equal(kit_ways(&k), "1\n2\nARGUMENTS\nARGUMENTS[0]\n9");
	assert_int_equal(k.t.variables[3].pos.line, 2);
	assert_int_equal(k.t.variables[3].pos.column, 7);
	kit_free(&k);
}

static void any_other_dollar_is_text(void **state)
{
	struct kit k = { 0 };

	(void)state;
	kit_as(&k, language,
	       "$10 $1a $1_ $ $$ $HOME ${1} $ARGUMENT $ARGUMENTS[x] $");
	assert_string_equal(kit_variables(&k), "ARGUMENTS");
	assert_string_equal(kit_shape(&k), "TET");
	kit_free(&k);
}

static void what_a_command_prints_is_opaque(void **state)
{
	struct kit k = { 0 };

	(void)state;
	kit_as(&k, language, "Diff: !`git diff $1 $ARGUMENTS`.\n!`date`");
	assert_string_equal(kit_opaque(&k), "git diff $1 $ARGUMENTS\ndate");
	assert_string_equal(kit_variables(&k), "1 ARGUMENTS");
	assert_string_equal(kit_shape(&k), "TETE");
	assert_int_equal(k.t.opaque[0].pos.column, 7);
	assert_int_equal(k.t.opaque[1].pos.line, 2);
	kit_free(&k);
}

static void other_marks_and_code_are_no_command(void **state)
{
	struct kit k = { 0 };

	(void)state;
	kit_as(&k, language, "no!`a` `!`b` !`` !`c\n` ! `d` !");
	assert_string_equal(kit_opaque(&k), "");
	assert_string_equal(kit_shape(&k), "T");
	kit_free(&k);
}

static void a_text_of_openings_ends_well(void **state)
{
	static const char *const parts[] = { "$",   "$1",	   "!`",
					     " !`", "$ARGUMENTS[", " !`$1` ",
					     "`",   "$ARGUMENTS" };

	(void)state;
	kit_ends_well(language, parts, sizeof(parts) / sizeof(*parts), true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arguments_are_variables),
		cmocka_unit_test(any_other_dollar_is_text),
		cmocka_unit_test(what_a_command_prints_is_opaque),
		cmocka_unit_test(other_marks_and_code_are_no_command),
		cmocka_unit_test(a_text_of_openings_ends_well),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
