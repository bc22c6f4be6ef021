#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/template/kit_as.h"

static const char language[] = "semantic-kernel";

static void a_dollar_name_in_braces_is_a_variable(void **state)
{
	struct kit k = { 0 };

	(void)state;
	kit_as(&k, language,
	       "{{$city}} {$x} {{ $b_2\n}} {{'$a'}} {{\xc2\xa0$c\xe2\x80\x83}}");
	assert_string_equal(kit_variables(&k), "b_2 c city");
	assert_string_equal(kit_shape(&k), "ETETETE");
	assert_string_equal(kit_ways(&k), "city escaped\nb_2 escaped\n"
					  "c escaped");
	assert_int_equal(k.t.variables[2].pos.column, 3);
	assert_string_equal(kit_opaque(&k), "");
	kit_free(&k);
}

static void a_function_is_opaque_and_its_arguments_pass_through_it(void **state)
{
	struct kit k = { 0 };

	(void)state;
	kit_as(&k, language,
	       "{{time.now}} {{ web.search $q top='3' lang = $l }}{{f x=\"a=b\"}}");
	assert_string_equal(kit_variables(&k), "l q");
	assert_string_equal(kit_ways(&k),
			    "q web.search escaped\nl web.search escaped");
	assert_string_equal(kit_opaque(&k), "time.now\nweb.search\nf");
	assert_int_equal(k.t.opaque[1].pos.column, 14);
	kit_free(&k);
}

static void what_is_no_block_is_text(void **state)
{
	static const char *const texts[] = {
		"",	    "{{}}",	 "{{ }}",  "{{\n}} x",	   "{{ '}} x",
		"{ { $a}}", "{{ $a } }", "}} x {", "{{\xc2\xa0}}",
	};
	struct kit k = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		kit_as(&k, language, texts[i]);
		assert_string_equal(kit_shape(&k), i ? "T" : "");
		kit_free(&k);
	}
}

static void another_opening_begins_the_block_anew(void **state)
{
	struct kit k = { 0 };

	(void)state;
	kit_as(&k, language, "{{{$a}}} {{ x {{$b}} {{ '{{' }}");
	assert_string_equal(kit_variables(&k), "a b");
	assert_string_equal(kit_shape(&k), "TETETE");
	assert_true(str_is(k.t.segments[0].raw, "{"));
	assert_true(str_is(k.t.segments[2].raw, "} {{ x "));
	assert_true(str_is(k.t.segments[5].raw, "{{ '{{' }}"));
	kit_free(&k);
}

static void code_that_net_refuses_is_refused_at_its_place(void **state)
{
	(void)state;
	kit_refused(language, "a\n{{ $}}", 2, 4, "no name follows `$`");
	kit_refused(language, "{{$a-b}}", 1, 3, "a variable's name");
	kit_refused(language, "{{$a $b}}", 1, 6, "follow a variable");
	kit_refused(language, "{{'a' 'b'}}", 1, 7, "follow a value");
	kit_refused(language, "{{-a}}", 1, 3, "a function's name");
	kit_refused(language, "{{a.b.c}}", 1, 3, "one `.`");
	kit_refused(language, "{{a=$b}}", 1, 3, "the function before it");
	kit_refused(language, "{{f 'a''b'}}", 1, 8, "a space");
	kit_refused(language, "{{f $a $b}}", 1, 8, "without a name");
	kit_refused(language, "{{f a}}", 1, 5, "an argument is");
	kit_refused(language, "{{f a=b}}", 1, 5, "behind `=`");
	kit_refused(language, "{{f a= }}", 1, 5, "behind `=`");
	kit_refused(language, "{{f -a=$b}}", 1, 5, "an argument's name");
	kit_refused(language, "{{f a=$}}", 1, 7, "no name follows `$`");
	kit_refused(language, "{{f'x 'y'z'}}", 1, 3, "a function's name");
}

static void a_text_of_braces_ends_well(void **state)
{
	static const char *const parts[] = { "{",     "}",	 "{{",
					     "{{$",   "{{'",	 "{{$a}}",
					     "{{f}}", "{{ }}",	 "'",
					     "{{f a", "{{f a=$b" };
	struct kit k = { 0 };

	(void)state;
	kit_ends_well(language, parts, sizeof(parts) / sizeof(*parts), false);
	(void)kit_try_as(&k, language,
			 kit_repeat(&k, "{{", "a.b ", 200000, "}}"));
	kit_free(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_dollar_name_in_braces_is_a_variable),
		cmocka_unit_test(
			a_function_is_opaque_and_its_arguments_pass_through_it),
		cmocka_unit_test(what_is_no_block_is_text),
		cmocka_unit_test(another_opening_begins_the_block_anew),
		cmocka_unit_test(code_that_net_refuses_is_refused_at_its_place),
		cmocka_unit_test(a_text_of_braces_ends_well),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
