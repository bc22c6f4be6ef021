#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/template/kit_as.h"

enum { LARGE = TEMPLATE_SIZE / 8 }; /* many times what one part needs */

static const char python[] = "python-format";
static const char langchain[] = "langchain-f-string";

static void a_field_is_a_variable_and_doubled_braces_are_text(void **state)
{
	struct kit k = { 0 };

	(void)state;
	kit_as(&k, python, "Hi {name}, {{not}} {{{x}}} {name}.\n");
	assert_string_equal(kit_shape(&k), "TETETET");
	assert_string_equal(kit_variables(&k), "name x");
	assert_true(str_is(k.t.segments[2].raw, ", {{not}} {{"));
	assert_true(str_is(k.t.segments[3].raw, "{x}"));
	assert_int_equal(k.t.variables[0].pos.column, 5);
	assert_true(k.t.variables[0].read);
	kit_free(&k);
	kit_as(&k, python, "");
	assert_int_equal(k.t.segment_count, 0);
	kit_as(&k, python, "a\n{{}}");
	assert_string_equal(kit_shape(&k), "T");
	assert_string_equal(kit_variables(&k), "");
	kit_free(&k);
}

static void the_root_is_the_variable_and_the_path_is_kept(void **state)
{
	struct kit k = { 0 };

	(void)state;
	kit_as(&k, python, "{a.b} {c[d.e}].f} {x[y z]!r}{ s }{\xc3\xa9}");
	assert_string_equal(kit_variables(&k), " s  a c x \xc3\xa9");
	assert_string_equal(kit_ways(&k),
			    "a.b\nc[d.e}].f\nx[y z] !r\n s \n\xc3\xa9");
	kit_free(&k);
}

static void conversion_and_spec_are_what_a_value_passes_through(void **state)
{
	struct kit k = { 0 };

	(void)state;
	kit_as(&k, python, "{p:>10.2f} {p!r} {p!s:^4} {d:%Y-%m} {p!\xc3\xa9}");
	assert_string_equal(kit_ways(&k),
			    "p :>10.2f\np !r\np !s:^4\nd :%Y-%m\np !\xc3\xa9");
	kit_free(&k);
}

static void fields_in_a_spec_are_variables_one_level_deep(void **state)
{
	struct kit k = { 0 };

	(void)state;
	kit_as(&k, python, "{x:{width}.{prec!r}} {a:{b:{c}}} {d:}");
	assert_string_equal(kit_variables(&k), "a b d prec width x");
	assert_string_equal(kit_shape(&k), "ETETE");
	kit_free(&k);
	/* What is wrong in a spec, parse() does not see. */
	kit_as(&k, python, "{x:{a}{b!xy}}");
	assert_string_equal(kit_variables(&k), "a x");
	kit_free(&k);
}

static void a_field_without_a_name_is_the_next_argument(void **state)
{
	struct kit k = { 0 };

	(void)state;
	kit_as(&k, python, "{} {:>{}} {.name} {[k]}");
	assert_string_equal(kit_variables(&k), "0 1 2 3 4");
	assert_string_equal(kit_ways(&k), "0\n1 :>{}\n2\n3.name\n4[k]");
	kit_free(&k);
	kit_as(&k, python, "{1} {0.x}");
	assert_string_equal(kit_variables(&k), "0 1");
	kit_free(&k);
}

static void a_lone_brace_is_refused_with_what_to_write(void **state)
{
	(void)state;
	kit_refused(python, "a\n b }", 2, 4, "doubled: `}}`");
	kit_refused(python, "{a}}", 1, 4, "doubled: `}}`");
	kit_refused(python, "\xc3\xa9 {", 1, 3, "doubled: `{{`");
	kit_refused(python, "ok {a} {b", 1, 8, "not closed");
	kit_refused(python, "ok {a[}", 1, 4, "not closed");
	kit_refused(python, "ok {a:{b}", 1, 4, "not closed");
	kit_refused(python, "ok {a!", 1, 4, "not closed");
	kit_refused(python, "ok {a!r", 1, 4, "not closed");
	kit_refused(python, "ok {a!rx}", 1, 8, "after the conversion");
	kit_refused(python, "{\n  {a}}", 2, 3, "are doubled: `{{`, `}}`");
}

static void json_where_a_field_is_read_is_doubted(void **state)
{
	const struct language *l = language_find(STR("python-format"));
	const char *odd[] = { "\"json\"", "\n  \"a\"", "'a'",
			      " x",	  "% if %",    "a, b" };
	const char *fine[] = { "a", "a b", "user_name", "0", "" };

	(void)state;
	for (size_t i = 0; i < sizeof(odd) / sizeof(*odd); i++)
		assert_non_null(strstr(l->doubt(str_of(odd[i])), "`{{`"));
	for (size_t i = 0; i < sizeof(fine) / sizeof(*fine); i++)
		assert_null(l->doubt(str_of(fine[i])));
}

static void langchain_takes_names_only(void **state)
{
	struct kit k = { 0 };

	(void)state;
	kit_as(&k, langchain, "{foo:>{w.x}} {{bar}} {a b!r}");
	assert_string_equal(kit_variables(&k), "a b foo w");
	kit_free(&k);
	kit_refused(langchain, "a {a.b}", 1, 3, "no `.`");
	kit_refused(langchain, "{a[0]}", 1, 1, "no `[`");
	kit_refused(langchain, "{a]}", 1, 1, "no `[`");
	kit_refused(langchain, "{0}", 1, 1, "by name only");
	kit_refused(langchain, "{100}", 1, 1, "by name only");
	kit_refused(langchain, "{:>4}", 1, 1, "by name only");
	kit_refused(langchain, "}", 1, 1, "single");
}

static void no_option_is_known(void **state)
{
	const struct template_option option = { STR("x"), STR("true") };
	struct kit k = { 0 };

	(void)state;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(
			template_read(
				&k.arena,
				language_find(str_of(i ? langchain : python)),
				STR("a"), &option, 1, &k.t, &k.why),
			-1);
		assert_int_equal(k.why.pos.line, 0);
		assert_non_null(strstr(k.why.text, i ? langchain : python));
	}
	kit_free(&k);
}

static void a_text_of_braces_ends_well(void **state)
{
	static const char *const parts[] = { "{",    "}",   "{{",     "{a",
					     "{a[",  "{a:", "{a:{",   "{}",
					     "{a!r", "[",   "{a:{}}", "{{}}" };
	struct kit k = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		struct str text = kit_repeat(&k, "", parts[i],
					     LARGE / strlen(parts[i]), "");

		(void)kit_try_as(&k, python, text);
		(void)kit_try_as(&k, langchain, text);
		kit_free(&k);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_field_is_a_variable_and_doubled_braces_are_text),
		cmocka_unit_test(the_root_is_the_variable_and_the_path_is_kept),
		cmocka_unit_test(
			conversion_and_spec_are_what_a_value_passes_through),
		cmocka_unit_test(fields_in_a_spec_are_variables_one_level_deep),
		cmocka_unit_test(a_field_without_a_name_is_the_next_argument),
		cmocka_unit_test(a_lone_brace_is_refused_with_what_to_write),
		cmocka_unit_test(json_where_a_field_is_read_is_doubted),
		cmocka_unit_test(langchain_takes_names_only),
		cmocka_unit_test(no_option_is_known),
		cmocka_unit_test(a_text_of_braces_ends_well),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
