#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/template/kit.h"

/* Read text with one option, none if name is NULL. */
static int try_option(struct kit *k, struct str text, const char *name,
		      const char *json)
{
	const struct template_option option = { str_of(name), str_of(json) };

	return template_read(&k->arena, language_find(STR("jinja2")), text,
			     &option, name ? 1 : 0, &k->t, &k->why);
}

static void tags_are_spelled_in_one_way_and_text_stays(void **state)
{
	static const struct {
		const char *text, *canonical;
	} cases[] = {
		{ "", "" },
		{ " a \n\n b\t\n", " a \n\n b\t\n" },
		{ "\xef\xbb\xbf"
		  "a\r\n{{ b }}\r\n",
		  "a\n{{ b }}\n" },
		{ "{{a}}", "{{ a }}" },
		{ "{{ a }}", "{{ a }}" },
		{ "{{\ta.b [ 'c' ]\n}}", "{{ a . b [ 'c' ] }}" },
		{ "{{-1}}", "{{- 1 }}" },
		{ "{{ -1 }}", "{{ - 1 }}" },
		{ "{{- -1 -}}", "{{- - 1 -}}" },
		{ "{{+b}}", "{{+ b }}" },
		{ "{%if a%}\nx\n{%-endif-%}\n",
		  "{% if a %}\nx\n{%- endif -%}\n" },
		{ "{%+if a+%}{%endif%}", "{%+ if a +%}{% endif %}" },
		{ "{# a {{ b }} #}", "{# #}" },
		{ "{##}", "{# #}" },
		{ "{#- a -#}", "{#- -#}" },
		{ "{#-#}", "{#- #}" },
		{ "{#--#}", "{#- -#}" },
		{ "{#+ a +#}", "{#+ +#}" },
		{ "{#", "{#" },
		{ "{#-\n", "{#-\n" },
		{ "{%raw%} {{a}} {%-endraw-%} ",
		  "{% raw %} {{a}} {%- endraw -%} " },
		{ "{%\nraw\n%}", "{% raw %}" },
		{ "{{ a.1.5 }}{{ 1.5e-3 }}", "{{ a . 1 . 5 }}{{ 1.5e-3 }}" },
		{ "{{ 'a  {{ }}'  \"\n\" }}", "{{ 'a  {{ }}' \"\n\" }}" },
		{ "{{ a|f(1,b=2)is not x }}",
		  "{{ a | f ( 1 , b = 2 ) is not x }}" },
		{ "{{ a//b**c!=d }}", "{{ a // b ** c != d }}" },
		{ "{{\xc2\xa0"
		  "a\xe2\x80\x83}}",
		  "{{ a }}" },
		{ "{%if a:%}{%endif%}", "{% if a : %}{% endif %}" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct kit k = { 0 };

		kit_read(&k, cases[i].text);
		assert_string_equal(kit_canonical(&k).p, cases[i].canonical);
		kit_read(&k, cases[i].canonical);
		assert_string_equal(kit_canonical(&k).p, cases[i].canonical);
		kit_free(&k);
	}
}

static void a_tag_written_canonically_is_not_copied(void **state)
{
	struct kit k = { 0 };

	(void)state;
	kit_read(&k,
		 "a{{ b }}{%- if c -%}{% endif %}{# #}{% raw %}{% endraw %}");
	for (size_t i = 0; i < k.t.segment_count; i++)
		assert_ptr_equal(k.t.segments[i].raw.p,
				 k.t.segments[i].canonical.p);
	kit_free(&k);
}

static void segments_say_what_they_are_and_where(void **state)
{
	static const struct {
		enum segment_kind kind;
		const char *raw;
		unsigned line, column;
		size_t include;
	} want[] = {
		{ SEGMENT_TEXT, "\xc3\xa9\n", 1, 1, 0 },
		{ SEGMENT_STATEMENT, "{% include 'a' %}", 2, 1, 1 },
		{ SEGMENT_EXPRESSION, "{{- b\n}}", 2, 18, 0 },
		{ SEGMENT_COMMENT, "{# c #}", 3, 3, 0 },
		{ SEGMENT_STATEMENT, "{% raw %}", 3, 10, 0 },
		{ SEGMENT_TEXT, "{{ \xc3\xa9", 3, 19, 0 },
		{ SEGMENT_STATEMENT, "{% endraw -%}", 3, 23, 0 },
		{ SEGMENT_TEXT, " \n", 3, 36, 0 },
		{ SEGMENT_STATEMENT, "{% extends d %}", 4, 1, 2 },
		{ SEGMENT_TEXT, "\n", 4, 16, 0 },
	};
	struct kit k = { 0 };
	struct str text = STR(
		"\xc3\xa9\n{% include 'a' %}{{- b\n}}{# c #}"
		"{% raw %}{{ \xc3\xa9{% endraw -%} \n{% extends d %}\n");

	(void)state;
	kit_read_str(&k, text);
	assert_int_equal(k.t.segment_count, sizeof(want) / sizeof(*want));
	for (size_t i = 0; i < k.t.segment_count; i++) {
		const struct segment *s = &k.t.segments[i];

		assert_int_equal(s->kind, want[i].kind);
		assert_true(str_is(s->raw, want[i].raw));
		assert_int_equal(s->pos.line, want[i].line);
		assert_int_equal(s->pos.column, want[i].column);
		assert_int_equal(s->include, want[i].include);
	}
	assert_true(str_eq(kit_raws(&k), text));
	kit_free(&k);
}

static void delimiters_are_the_hosts(void **state)
{
	const struct template_option options[] = {
		{ STR("block_start_string"), STR("\"<%\"") },
		{ STR("block_end_string"), STR("\"%>\"") },
		{ STR("variable_start_string"), STR("\"<%=\"") },
		{ STR("variable_end_string"), STR("\"%>\"") },
		{ STR("comment_start_string"), STR("\"<!--\"") },
		{ STR("comment_end_string"), STR("\"-->\"") },
	};
	struct kit k = { 0 };
	struct str text = STR("{{ a }}<%if b%><%=c%><%endif%><!---d--->"
			      "<%raw%><%=e%><%endraw%>");

	(void)state;
	assert_int_equal(template_read(&k.arena, language_find(STR("jinja2")),
				       text, options, 6, &k.t, &k.why),
			 0);
	assert_string_equal(kit_variables(&k), "b? c");
	assert_string_equal(kit_canonical(&k).p,
			    "{{ a }}<% if b %><%= c %><% endif %><!--- --->"
			    "<% raw %><%=e%><% endraw %>");
	kit_free(&k);
}

static void options_that_cannot_be_are_refused_without_a_place(void **state)
{
	static const struct {
		const char *name, *json, *why;
	} cases[] = {
		{ "block_start_string", "\"\"",
		  "option \"block_start_string\" is empty" },
		{ "comment_end_string", "\" #}\"",
		  "option \"comment_end_string\" contains white space" },
		{ "variable_start_string", "\"{%\"",
		  "block, variable and comment start strings must differ" },
		{ "comment_start_string", "\"{{\"",
		  "block, variable and comment start strings must differ" },
		{ "trim_blocks", "\"x\"",
		  "option \"trim_blocks\" is not true or false" },
		{ "block_end_string", "true",
		  "option \"block_end_string\" is not text" },
		{ "line_statement_prefix", "\"#\"",
		  "option \"line_statement_prefix\" is not one of jinja2's" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct kit k = { 0 };

		assert_int_equal(
			try_option(&k, STR("a"), cases[i].name, cases[i].json),
			-1);
		assert_int_equal(k.why.pos.line, 0);
		assert_string_equal(k.why.text, cases[i].why);
		kit_free(&k);
	}
}

static void every_option_is_in_the_table_with_its_default(void **state)
{
	const struct option_spec *spec = language_find(STR("jinja2"))->options;
	struct str text = STR("{{ a }}{% if b %}{# c #}\n{% endif %}\n");
	size_t n = 0;

	(void)state;
	for (; spec[n].name; n++) {
		struct kit k = { 0 };

		assert_int_equal(
			try_option(&k, text, spec[n].name, spec[n].fallback),
			0);
		assert_string_equal(kit_variables(&k), "a b?");
		kit_free(&k);
	}
	assert_int_equal(n, 9);
}

/* What the host does with white space changes neither text nor tags. */
static void white_space_options_leave_the_text_as_it_is(void **state)
{
	static const char *const names[] = { "trim_blocks", "lstrip_blocks",
					     "keep_trailing_newline" };
	struct str text = STR("  {% if a %}\n  {# b #}\n{% endif %}\n");

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct kit k = { 0 };

		assert_int_equal(try_option(&k, text, names[i], "true"), 0);
		assert_string_equal(kit_canonical(&k).p,
				    "  {% if a %}\n  {# #}\n{% endif %}\n");
		/* The newline that would be dropped keeps a comment open. */
		assert_int_equal(try_option(&k, STR("{#\n"), names[i], "true"),
				 i == 2 ? -1 : 0);
		kit_free(&k);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tags_are_spelled_in_one_way_and_text_stays),
		cmocka_unit_test(a_tag_written_canonically_is_not_copied),
		cmocka_unit_test(segments_say_what_they_are_and_where),
		cmocka_unit_test(delimiters_are_the_hosts),
		cmocka_unit_test(
			options_that_cannot_be_are_refused_without_a_place),
		cmocka_unit_test(every_option_is_in_the_table_with_its_default),
		cmocka_unit_test(white_space_options_leave_the_text_as_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
