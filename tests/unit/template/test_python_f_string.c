#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/template/kit_as.h"

static const char language[] = "python-f-string";

static void a_name_and_its_members_are_a_variable(void **state)
{
	struct kit k = { 0 };

	(void)state;
	kit_as(&k, language,
	       "{name}, { user.name } {items[0].title} {d[\"k\"]}{{no}} }}");
	assert_string_equal(kit_variables(&k), "d items name user");
	assert_string_equal(kit_ways(&k), "name\nuser.name\nitems[0].title\n"
					  "d[\"k\"]");
	assert_string_equal(kit_shape(&k), "ETETETET");
	assert_string_equal(kit_opaque(&k), "");
	kit_free(&k);
}

static void conversions_and_specs_are_what_it_passes_through(void **state)
{
	struct kit k = { 0 };

	(void)state;
	kit_as(&k, language, "{a!r:>10} {b:.2f} {c=} {d = !s} {e:{w}.{p}}");
	assert_string_equal(kit_variables(&k), "a b c d e p w");
	assert_string_equal(kit_ways(&k), "a !r:>10\nb :.2f\nc =\nd = !s\n"
					  "e :{w}.{p}\nw\np");
	kit_free(&k);
}

static void any_other_expression_is_opaque(void **state)
{
	static const char *const cases[] = {
		"f(x)",		 "a + b",
		"a if b else c", "1",
		"'x'",		 "self.name",
		"None",		 "a == b",
		"a != b",	 "a <= b",
		"{'a': '}'}",	 "(x := 1)",
		"f(a=1)",	 "[x for x in y]",
		"a[b]",		 "\"a\".join(b)",
		"f\"{x}\"",	 "f'{x[\"}\"]:{w}}'",
		"'''it's }'''",	 "(lambda: 1)",
		"a.b()",
	};

	(void)state;
	kit_all_opaque(language, "{ ", " }", cases,
		       sizeof(cases) / sizeof(*cases));
}

static void what_python_refuses_is_refused(void **state)
{
	struct kit k = { 0 };

	(void)state;
	kit_refused(language, "a\n {b", 2, 2, "not closed");
	kit_refused(language, "a }", 1, 3, "alone");
	kit_refused(language, "{}", 1, 1, "no expression");
	kit_refused(language, "{ !r}", 1, 1, "no expression");
	kit_refused(language, "{'}", 1, 1, "not closed");
	kit_refused(language, "{a:{b}", 1, 1, "not closed");
	kit_refused(language, "{a=b}", 1, 3, "ends here");
	kit_refused(
		language,
		kit_repeat(&k, "{", "f'{", TEMPLATE_DEPTH + 2,
			   kit_repeat(&k, "}", "'}", TEMPLATE_DEPTH + 2, "").p)
			.p,
		1, 1, "not closed");
	kit_free(&k);
}

static void a_text_of_openings_ends_well(void **state)
{
	static const char *const parts[] = {
		"{",   "{{", "{a}", "{'", "{f'{",
		"{a:", "{[", "{a.", "}}", "{a:{b}"
	};

	(void)state;
	kit_ends_well(language, parts, sizeof(parts) / sizeof(*parts), false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_and_its_members_are_a_variable),
		cmocka_unit_test(
			conversions_and_specs_are_what_it_passes_through),
		cmocka_unit_test(any_other_expression_is_opaque),
		cmocka_unit_test(what_python_refuses_is_refused),
		cmocka_unit_test(a_text_of_openings_ends_well),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
