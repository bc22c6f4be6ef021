#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/template/kit_as.h"

static const char language[] = "string-template";

static void names_with_and_without_braces_are_variables(void **state)
{
	struct kit k = { 0 };

	(void)state;
	kit_as(&k, language, "Dear $name, ${order}s cost $$5 $$${Total_2}$_x.");
	assert_string_equal(kit_variables(&k), "Total_2 _x name order");
	assert_string_equal(kit_shape(&k), "TETETEET");
	assert_true(str_is(k.t.segments[4].raw, "s cost $$5 $$"));
	assert_true(str_is(k.t.segments[1].raw, "$name"));
	assert_string_equal(kit_ways(&k), "name\norder\nTotal_2\n_x");
	kit_free(&k);
	/* Names are ASCII. */
	kit_as(&k, language, "$nam\xc3\xa9 $$$$ $$x");
	assert_string_equal(kit_variables(&k), "nam");
	kit_free(&k);
	kit_as(&k, language, "$a");
	assert_string_equal(kit_shape(&k), "E");
	kit_free(&k);
}

static void a_dollar_sign_before_no_name_is_refused(void **state)
{
	static const char *const bad[] = { "a\n  $5",	  "a\n  $",
					   "a\n  ${",	  "a\n  ${x",
					   "a\n  ${x y}", "a\n  ${}",
					   "a\n  ${1}",	  "a\n  $\xc3\xa9" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		kit_refused(language, bad[i], 2, 3, "`$$`");
}

static void safe_substitute_leaves_what_it_does_not_know(void **state)
{
	const struct template_option safe = { STR("safe_substitute"),
					      STR("true") };
	const struct template_option wrong = { STR("safe_substitute"),
					       STR("\"yes\"") };
	struct kit k = { 0 };

	(void)state;
	assert_int_equal(template_read(&k.arena,
				       language_find(str_of(language)),
				       STR("$5 ${ ${x $a ${b} $"), &safe, 1,
				       &k.t, &k.why),
			 0);
	assert_string_equal(kit_variables(&k), "a? b?");
	assert_string_equal(kit_shape(&k), "TETET");
	assert_int_equal(template_read(&k.arena,
				       language_find(str_of(language)),
				       STR("a"), &wrong, 1, &k.t, &k.why),
			 -1);
	assert_int_equal(k.why.pos.line, 0);
	kit_free(&k);
}

static void a_text_of_dollar_signs_ends_well(void **state)
{
	static const char *const parts[] = { "$", "${", "$a", "${a", "${a}" };
	const struct template_option safe = { STR("safe_substitute"),
					      STR("true") };
	struct kit k = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		struct str text = kit_repeat(&k, "", parts[i],
					     KIT_LARGE / strlen(parts[i]), "");

		(void)kit_try_as(&k, language, text);
		assert_int_equal(template_read(&k.arena,
					       language_find(str_of(language)),
					       text, &safe, 1, &k.t, &k.why),
				 0);
		kit_free(&k);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_with_and_without_braces_are_variables),
		cmocka_unit_test(a_dollar_sign_before_no_name_is_refused),
		cmocka_unit_test(safe_substitute_leaves_what_it_does_not_know),
		cmocka_unit_test(a_text_of_dollar_signs_ends_well),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
