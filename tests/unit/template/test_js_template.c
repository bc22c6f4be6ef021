#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/template/kit_as.h"

static const char language[] = "js-template";

static void a_name_and_its_members_are_a_variable(void **state)
{
	struct kit k = { 0 };

	(void)state;
	kit_as(&k, language,
	       "${name}, ${ user.name } ${items[0].title} ${a?.b['c']} ${$x}");
	assert_string_equal(kit_variables(&k), "$x a items name user");
	assert_string_equal(kit_ways(&k), "name\nuser.name\nitems[0].title\n"
					  "a?.b['c']\n$x");
	assert_string_equal(kit_shape(&k), "ETETETETE");
	assert_string_equal(kit_opaque(&k), "");
	kit_free(&k);
}

static void methods_are_what_it_passes_through(void **state)
{
	struct kit k = { 0 };

	(void)state;
	kit_as(&k, language,
	       "${a.b.trim().slice(0, -2).x} ${c.join(', ')} ${d?.toFixed(2)}");
	assert_string_equal(kit_ways(&k), "a.b .trim().slice(0, -2).x\n"
					  "c .join(', ')\nd ?.toFixed(2)");
	kit_free(&k);
}

static void a_literal_behind_a_name_makes_it_optional(void **state)
{
	struct kit k = { 0 };

	(void)state;
	kit_as(&k, language, "${a ?? 'kind'} ${b.c || \"\"} ${d||0} ${e ?? f}");
	assert_string_equal(kit_variables(&k), "a? b? d?");
	assert_string_equal(kit_opaque(&k), "e ?? f");
	kit_free(&k);
}

static void any_other_expression_is_opaque(void **state)
{
	static const char *const cases[] = {
		"f(x)",
		"a + b",
		"a ? b : c",
		"1",
		"'x'",
		"this.name",
		"true",
		"new A()",
		"a.map(x => x)",
		"a[b]",
		"a.b(c)",
		"a ?? 'x' + b",
		"JSON.stringify(x)",
		"`${x}`",
		"{a: '}'}.a",
		"",
		"a /* } */ + 1",
		"a.b(`}${'`'}`)",
		"a // }\n",
	};
	struct kit k = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct str text = str_fmt(&k.arena, "x${%s}y", cases[i]);

		kit_as_str(&k, language, text);
		assert_string_equal(kit_shape(&k), "TET");
		assert_string_equal(kit_variables(&k), "");
		assert_int_equal(k.t.opaque_count, 1);
		assert_int_equal(k.t.opaque[0].pos.column, 2);
		kit_free(&k);
	}
}

static void escapes_hide_a_dollar_sign(void **state)
{
	struct kit k = { 0 };

	(void)state;
	kit_as(&k, language, "\\${a} \\\\${b} $\\{c} $d ` \\");
	assert_string_equal(kit_variables(&k), "b");
	kit_free(&k);
}

static void what_is_not_closed_is_refused(void **state)
{
	struct kit k = { 0 };

	(void)state;
	kit_refused(language, "a\n ${b", 2, 2, "`\\${`");
	kit_refused(language, "${`}", 1, 1, "not closed");
	kit_refused(language, "${'}\n'", 1, 1, "text in quotes");
	kit_refused(language, "${/* }", 1, 1, "not closed");
	kit_refused(language, "${a\\", 1, 1, "not closed");
	kit_refused(language, kit_repeat(&k, "${", "{", TEMPLATE_DEPTH, "").p,
		    1, 1, "too deeply");
	kit_as_str(
		&k, language,
		kit_repeat(&k, "${", "{", TEMPLATE_DEPTH - 1,
			   kit_repeat(&k, "}", "}", TEMPLATE_DEPTH - 1, "").p));
	kit_free(&k);
}

static void a_text_of_openings_ends_well(void **state)
{
	static const char *const parts[] = { "$",   "${",   "${a}", "${`", "\\",
					     "${'", "${a.", "${a(", "${/*" };

	(void)state;
	kit_ends_well(language, parts, sizeof(parts) / sizeof(*parts), false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_and_its_members_are_a_variable),
		cmocka_unit_test(methods_are_what_it_passes_through),
		cmocka_unit_test(a_literal_behind_a_name_makes_it_optional),
		cmocka_unit_test(any_other_expression_is_opaque),
		cmocka_unit_test(escapes_hide_a_dollar_sign),
		cmocka_unit_test(what_is_not_closed_is_refused),
		cmocka_unit_test(a_text_of_openings_ends_well),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
