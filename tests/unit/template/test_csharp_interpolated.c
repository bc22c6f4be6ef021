#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/template/kit_as.h"

static const char language[] = "csharp-interpolated";

static const struct template_option two[] = { { { "braces", 6 },
						{ "\"2\"", 3 } } };

static void a_name_and_its_members_are_a_variable(void **state)
{
	struct kit k = { 0 };

	(void)state;
	kit_as(&k, language,
	       "{name}, { user.Name } {items[0]?.Title}{{no}} }}");
	assert_string_equal(kit_variables(&k), "items name user");
	assert_string_equal(kit_ways(&k), "name\nuser.Name\nitems[0]?.Title");
	assert_string_equal(kit_shape(&k), "ETETET");
	kit_free(&k);
}

static void alignment_and_format_are_what_it_passes_through(void **state)
{
	struct kit k = { 0 };

	(void)state;
	kit_as(&k, language, "{a,10:N2} {b:yyyy-MM-dd} {c,-4}");
	assert_string_equal(kit_ways(&k), "a ,10:N2\nb :yyyy-MM-dd\nc ,-4");
	kit_free(&k);
}

static void any_other_expression_is_opaque(void **state)
{
	static const char *const cases[] = {
		"F(x)",	     "a + b", "(a ? b : c)",   "1",	   "\"}\"",
		"this.Name", "null",  "a[b]",	       "$\"{x}\"", "@\"\"\"}\"",
		"'}'",	     "a.B()", "new { A = 1 }", "x => { }",
	};

	(void)state;
	kit_all_opaque(language, "{ ", " }", cases,
		       sizeof(cases) / sizeof(*cases));
}

static void the_option_says_how_many_braces_there_are(void **state)
{
	struct kit k = { 0 };

	(void)state;
	kit_language(&k, language, STR("{\"a\": {{x}}, {b}} {{{y}}} }"), two,
		     1);
	assert_string_equal(kit_variables(&k), "x y");
	assert_string_equal(kit_shape(&k), "TETET");
	assert_true(str_is(kit_raws(&k), "{\"a\": {{x}}, {b}} {{{y}}} }"));
	kit_free(&k);
}

static void other_values_of_the_option_are_refused(void **state)
{
	static const char *const values[] = { "\"0\"",	"\"9\"", "\"\"",
					      "\"22\"", "2",	 "true" };
	struct kit k = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
		const struct template_option o = { STR("braces"),
						   str_of(values[i]) };

		assert_int_equal(
			kit_language_try(&k, language, STR("{{x}}"), &o, 1),
			-1);
		assert_int_equal(k.why.pos.line, 0);
		assert_non_null(strstr(k.why.text, "braces"));
		kit_free(&k);
	}
}

static void what_is_not_closed_is_refused(void **state)
{
	struct kit k = { 0 };

	(void)state;
	kit_refused(language, "a\n {b", 2, 2, "not closed");
	kit_refused(language, "a }", 1, 3, "alone");
	kit_refused(language, "{}", 1, 1, "no expression");
	kit_refused(language, "{\"}", 1, 1, "not closed");
	assert_int_equal(kit_language_try(&k, language, STR("{{a}"), two, 1),
			 -1);
	assert_non_null(strstr(k.why.text, "fewer braces"));
	kit_free(&k);
}

static void a_text_of_openings_ends_well(void **state)
{
	static const char *const parts[] = { "{",  "{{",  "{a}", "{\"",
					     "{(", "{a:", "}}" };
	struct kit k = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		struct str text = kit_repeat(&k, "", parts[i],
					     KIT_LARGE / strlen(parts[i]), "");

		(void)kit_try_as(&k, language, text);
		(void)kit_language_try(&k, language, text, two, 1);
		kit_free(&k);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_and_its_members_are_a_variable),
		cmocka_unit_test(
			alignment_and_format_are_what_it_passes_through),
		cmocka_unit_test(any_other_expression_is_opaque),
		cmocka_unit_test(the_option_says_how_many_braces_there_are),
		cmocka_unit_test(other_values_of_the_option_are_refused),
		cmocka_unit_test(what_is_not_closed_is_refused),
		cmocka_unit_test(a_text_of_openings_ends_well),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
