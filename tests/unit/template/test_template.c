#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/template/kit.h"

static void the_ending_of_a_path_says_the_language(void **state)
{
	static const struct {
		const char *path, *language;
	} cases[] = {
		{ "a.txt", "text" },
		{ "prompts/a.md", "text" },
		{ "a.j2", "jinja2" },
		{ "a.md.j2", "jinja2" },
		{ "a.jinja", "jinja2" },
		{ "a.jinja2", "jinja2" },
		{ "a.j2.md", "text" },
		{ "a.J2", NULL },
		{ "a.html", NULL },
		{ "a", NULL },
		{ "", NULL },
		{ "txt", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct language *l = language_by_path(
			str_of(cases[i].path));

		if (!cases[i].language)
			assert_null(l);
		else
			assert_string_equal(l->name, cases[i].language);
	}
}

static void every_language_is_found_by_its_name(void **state)
{
	size_t n = 0;

	(void)state;
	for (; language_all()[n]; n++)
		assert_ptr_equal(language_find(str_of(language_all()[n]->name)),
				 language_all()[n]);
	assert_true(n >= 4);
	assert_null(language_find(STR("jinja")));
	assert_null(language_find(STR("")));
}

static void normal_text_has_no_mark_and_line_feeds(void **state)
{
	static const struct {
		const char *text, *normal;
	} cases[] = {
		{ "", "" },
		{ "a\nb", "a\nb" },
		{ "\xef\xbb\xbf", "" },
		{ "\xef\xbb\xbf"
		  "a",
		  "a" },
		{ "\xef\xbb\xbf\xef\xbb\xbf"
		  "a",
		  "\xef\xbb\xbf"
		  "a" },
		{ "a\xef\xbb\xbf", "a\xef\xbb\xbf" },
		{ "a\r\nb\rc\n", "a\nb\nc\n" },
		{ "\r", "\n" },
		{ "\r\r\n\n\r", "\n\n\n\n" },
		{ "\xef\xbb\xbf\r\n", "\n" },
	};
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct str text = str_of(cases[i].text);
		struct str normal = text_normal(&a, text);

		assert_true(str_is(normal, cases[i].normal));
		if (str_eq(text, normal))
			assert_ptr_equal(text.p, normal.p);
	}
	arena_free(&a);
}

static void text_is_one_segment_and_means_nothing(void **state)
{
	const struct language *l = language_find(STR("text"));
	struct template_option option = { STR("trim_blocks"), STR("true") };
	struct kit k = { 0 };

	(void)state;
	assert_int_equal(template_read(&k.arena, l,
				       STR("\xef\xbb\xbf{{ a }}\r\n"), NULL, 0,
				       &k.t, &k.why),
			 0);
	assert_int_equal(k.t.segment_count, 1);
	assert_int_equal(k.t.segments[0].kind, SEGMENT_TEXT);
	assert_int_equal(k.t.segments[0].pos.line, 1);
	assert_int_equal(k.t.variable_count, 0);
	assert_true(str_is(kit_canonical(&k), "{{ a }}\n"));
	assert_int_equal(
		template_read(&k.arena, l, STR(""), NULL, 0, &k.t, &k.why), 0);
	assert_int_equal(k.t.segment_count, 0);
	assert_int_equal(
		template_read(&k.arena, l, STR("a"), &option, 1, &k.t, &k.why),
		-1);
	assert_int_equal(k.why.pos.line, 0);
	assert_string_equal(k.why.text, "text has no option \"trim_blocks\"");
	kit_free(&k);
}

static void what_is_not_utf8_is_refused_at_its_place(void **state)
{
	struct kit k = { 0 };

	(void)state;
	assert_int_equal(kit_try(&k, STR("ab\nc\xff{{ a }}")), -1);
	assert_int_equal(k.why.pos.line, 2);
	assert_int_equal(k.why.pos.column, 2);
	assert_string_equal(k.why.text, "not UTF-8");
	kit_free(&k);
}

static void a_mebibyte_is_read_and_a_byte_more_is_not(void **state)
{
	struct kit k = { 0 };
	char *text = arena_alloc(&k.arena, TEMPLATE_SIZE + 1);

	(void)state;
	memset(text, 'x', TEMPLATE_SIZE + 1);
	assert_int_equal(kit_try(&k, (struct str){ text, TEMPLATE_SIZE }), 0);
	assert_int_equal(kit_try(&k, (struct str){ text, TEMPLATE_SIZE + 1 }),
			 -1);
	assert_int_equal(k.why.pos.line, 0);
	assert_string_equal(k.why.text, "larger than 1048576 bytes");
	kit_free(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_ending_of_a_path_says_the_language),
		cmocka_unit_test(every_language_is_found_by_its_name),
		cmocka_unit_test(normal_text_has_no_mark_and_line_feeds),
		cmocka_unit_test(text_is_one_segment_and_means_nothing),
		cmocka_unit_test(what_is_not_utf8_is_refused_at_its_place),
		cmocka_unit_test(a_mebibyte_is_read_and_a_byte_more_is_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
