#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/template/kit_as.h"

static const char language[] = "ruby-interpolated";

static void a_name_and_its_members_are_a_variable(void **state)
{
	struct kit k = { 0 };

	(void)state;
	kit_as(&k, language,
	       "#{name}, #{ @user.name } #{items[0]&.title}#{h[:k]} #@no {x}");
	assert_string_equal(kit_variables(&k), "@user h items name");
	assert_string_equal(kit_ways(&k), "name\n@user.name\nitems[0]&.title\n"
					  "h[:k]");
	assert_string_equal(kit_shape(&k), "ETETEET");
	kit_free(&k);
}

static void any_other_expression_is_opaque(void **state)
{
	static const char *const cases[] = {
		"f(x)",
		"a + b",
		"a ? b : c",
		"1",
		"'}'",
		"NAME",
		"self.name",
		"nil",
		"a[b]",
		"\"#{x}\"",
		"a { }",
		"\"}#{'}'}\"",
		"x.join(\", \")",
		"a.b { |c| \"#{c}\" }",
	};

	(void)state;
	kit_all_opaque(language, "#{ ", " }", cases,
		       sizeof(cases) / sizeof(*cases));
}

static void escapes_hide_a_number_sign(void **state)
{
	struct kit k = { 0 };

	(void)state;
	kit_as(&k, language, "\\#{a} \\\\#{b} #\\{c} # \\");
	assert_string_equal(kit_variables(&k), "b");
	kit_free(&k);
}

static void what_is_not_closed_is_refused(void **state)
{
	struct kit k = { 0 };

	(void)state;
	kit_refused(language, "a\n #{b", 2, 2, "not closed");
	kit_refused(language, "#{\"}", 1, 1, "not closed");
	kit_refused(language, kit_repeat(&k, "#{", "{", TEMPLATE_DEPTH, "").p,
		    1, 1, "not closed");
	kit_free(&k);
}

static void a_text_of_openings_ends_well(void **state)
{
	static const char *const parts[] = { "#",   "#{", "#{a}",
					     "#{'", "\\", "#{\"" };

	(void)state;
	kit_ends_well(language, parts, sizeof(parts) / sizeof(*parts), false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_and_its_members_are_a_variable),
		cmocka_unit_test(any_other_expression_is_opaque),
		cmocka_unit_test(escapes_hide_a_number_sign),
		cmocka_unit_test(what_is_not_closed_is_refused),
		cmocka_unit_test(a_text_of_openings_ends_well),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
