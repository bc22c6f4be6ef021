#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/template/kit_as.h"

static const char language[] = "vscode-prompt";

static void inputs_are_variables(void **state)
{
	struct kit k = { 0 };

	(void)state;
	kit_as(&k, language,
	       "Add ${input:what:a feature, e.g. x} to ${input:where}.");
	assert_string_equal(kit_variables(&k), "what where");
	assert_string_equal(kit_shape(&k), "TETET");
	assert_true(
		str_is(k.t.segments[1].raw, "${input:what:a feature, e.g. x}"));
	assert_int_equal(k.t.variables[0].pos.column, 7);
	kit_free(&k);
}

static void what_the_editor_knows_is_no_variable(void **state)
{
	struct kit k = { 0 };

	(void)state;
	kit_as(&k, language, "${selection} in ${file} of ${workspaceFolder}");
	assert_string_equal(kit_variables(&k), "");
	assert_string_equal(kit_shape(&k), "ETETE");
	assert_string_equal(kit_ways(&k), "selection\nfile\nworkspaceFolder");
	kit_free(&k);
}

static void any_other_stays_text(void **state)
{
	struct kit k = { 0 };

	(void)state;
	kit_as(&k, language,
	       "echo ${HOME} ${x:-1} ${{ secrets.KEY }} ${input:} ${ ${input:a\n}"
	       " ${input:b} $");
	assert_string_equal(kit_variables(&k), "b");
	assert_string_equal(kit_ways(&k), "b");
	assert_string_equal(kit_shape(&k), "TET");
	kit_free(&k);
}

static void a_text_of_openings_ends_well(void **state)
{
	static const char *const parts[] = {
		"$", "${", "${input:", "${input:a}", "${a", "${input:a:", "${A}"
	};

	(void)state;
	kit_ends_well(language, parts, sizeof(parts) / sizeof(*parts), true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(inputs_are_variables),
		cmocka_unit_test(what_the_editor_knows_is_no_variable),
		cmocka_unit_test(any_other_stays_text),
		cmocka_unit_test(a_text_of_openings_ends_well),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
