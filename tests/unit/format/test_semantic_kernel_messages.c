#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/format/files.h"
#include "unit/format/shown.h"

static void template_as_read(const char *format, const char *text,
			     const char *expected)
{
	struct arena a = { 0 };
	const struct file_row files[] = {
		{ "skprompt.txt", text },
		{ "config.json",
		  str_fmt(&a, "{\"schema\":1,\"template_format\":\"%s\"}",
			  format)
			  .p },
		{ 0 },
	};

	shown_row_is("skprompt.txt", files, expected);
	arena_free(&a);
}

#define SK "semantic-kernel"
#define HB "handlebars dialect=\"semantic-kernel\""

static void a_sequence_of_messages_is_cut(void **state)
{
	(void)state;
	template_as_read(SK,
			 "<message role=\"system\">\r\n  Be {{$mood}}.\r\n"
			 "</message>\r\n\r\n"
			 "<message\trole = 'user' >a &amp; <b c='&lt;'>\xc3\xa9"
			 "</b><!-- x --></message >\r\n"
			 "<message role=\"x\"><![CDATA[ <{{$y}}> ]]></message>",
			 "prompt 1:1\n"
			 "system semantic-kernel 2:3 `Be {{$mood}}.`\n"
			 "user semantic-kernel 5:25 `a &amp; <b c='&lt;'>\xc3"
			 "\xa9</b><!-- x -->`\n"
			 "x semantic-kernel 6:29 `<{{$y}}>`\n");
	template_as_read("handlebars",
			 "{{! a }}<message role=\"user\">{{#if a}}b{{/if}}"
			 "</message>{{! c }}",
			 "prompt 1:1\nuser " HB " 1:30 `{{#if a}}b{{/if}}`\n");
	template_as_read("handlebars",
			 "{{~#message role=\"user\" ~}} {{a}} {{/message}}\n"
			 "{{#message  role=\"assistant\"}}b{{~/message~}}",
			 "prompt 1:1\nuser " HB " 1:29 `{{a}}`\n"
			 "assistant " HB " 2:31 `b`\n");
	template_as_read(
		"handlebars",
		"<message role=\"a\">{{#x}}1{{else}}2{{/x}}{{#if y}}3"
		"{{^}}4{{/if}}{{#if z}}{{^ }}5{{/if}}</message><message role=\"b\">"
		"{{^x}}6{{/x}}{{{{raw}}}}7{{{{/raw}}}}</message>",
		"prompt 1:1\n"
		"a " HB " 1:19 `{{#x}}1{{else}}2{{/x}}{{#if y}}3{{^}}4"
		"{{/if}}{{#if z}}{{^ }}5{{/if}}`\n"
		"b " HB " 1:115 `{{^x}}6{{/x}}{{{{raw}}}}7"
		"{{{{/raw}}}}`\n");
	template_as_read("jinja2",
			 "<message role=\"a\">{% if x %}1{%- else +%}2"
			 "{%endif%}</message><message role=\"b\">"
			 "{% for i in x -%}{{ i }}{%- endfor %}</message>",
			 "prompt 1:1\n"
			 "a jinja2 1:19 `{% if x %}1{%- else +%}2{%endif%}`\n"
			 "b jinja2 1:80 `{% for i in x -%}{{ i }}"
			 "{%- endfor %}`\n");
	template_as_read("jinja2",
			 "{# c #}<message role=\"user\">{{ a }}</message>",
			 "prompt 1:1\nuser jinja2 1:29 `{{ a }}`\n");
}

/* One near miss a row: it has a <message>, and is no sequence of them. */
static void anything_else_is_one_message(void **state)
{
	static const struct {
		const char *format, *text;
	} rows[] = {
		{ SK, "x <message role=\"a\">b</message>" },
		{ SK, "<message role=\"a\">b</message> x" },
		{ SK, "<message role=\"a\">b</message>{{$x}}" },
		{ SK, "<message role=\"{{$x}}\">b</message>" },
		{ SK, "<message role=\"a&amp;\">b</message>" },
		{ SK, "<message role=\"\">b</message>" },
		{ SK, "<message name=\"a\">b</message>" },
		{ SK, "<message role=\"a\" name=\"b\">b</message>" },
		{ SK, "<message role=a>b</message>" },
		{ SK, "<message role=\"a\"/>" },
		{ SK, "<message role=\"a\"> </message>" },
		{ SK, "<message role=\"a\">b" },
		{ SK, "<message role=\"a\">b</Message>" },
		{ SK, "<message role=\"a\">b</messages>" },
		{ SK, "<message role=\"a\">b & c</message>" },
		{ SK, "<message role=\"a\">b &nbsp; c</message>" },
		{ SK, "<message role=\"a\">&#; c</message>" },
		{ SK, "<message role=\"a\">b < c</message>" },
		{ SK, "<message role=\"a\">]]></message>" },
		{ SK, "<message role=\"a\"><b>c</message>" },
		{ SK, "<message role=\"a\"><b>c</d></message>" },
		{ SK, "<message role=\"a\"><b c>d</b></message>" },
		{ SK, "<message role=\"a\"><b c=\"<\">d</b></message>" },
		{ SK, "<message role=\"a\"><!-- - -- --></message>" },
		{ SK, "<message role=\"a\"><![CDATA[b</message>" },
		{ SK, "<message role=\"a\">\x02</message>" },
		{ SK, "<message role=\"a\">\x0c</message>" },
		{ SK, "<Message role=\"a\">b</Message>" },
		{ "handlebars", "{{#if x}}<message role=\"a\">b</message>"
				"{{/if}}" },
		{ "handlebars", "<message role=\"a\">{{#if x}}</message>"
				"<message role=\"b\">{{/if}}</message>" },
		{ "handlebars", "<message role=\"a\">{{set \"x\" 1}}</message>"
				"<message role=\"b\">{{x}}</message>" },
		{ "handlebars", "<message role=\"a\">{{^x}}</message>"
				"<message role=\"b\">{{/x}}</message>" },
		{ "handlebars", "<message role=\"a\">{{~#x}}a</message>"
				"<message role=\"b\">b</message>"
				"<message role=\"b\">{{/x}}</message>" },
		{ "jinja2", "<message role=\"a\">{%- if x %}</message>"
			    "<message role=\"b\">{% endif %}</message>" },
		{ "handlebars", "{{#message role=x}}b{{/message}}" },
		{ "handlebars", "{{#each a}}{{#message role=\"b\"}}c"
				"{{/message}}{{/each}}" },
		{ "jinja2", "<message role=\"a\">{% set x = 1 %}</message>"
			    "<message role=\"b\">{{ x }}</message>" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena a = { 0 };
		bool odd = strchr(rows[i].text, '\x02') ||
			   strstr(rows[i].text, "role=x}}");

		template_as_read(
			rows[i].format, rows[i].text,
			str_fmt(&a, "prompt 1:1\nuser %s 1:1 whole `%s`\n%s",
				strcmp(rows[i].format, "handlebars") == 0 ?
					HB :
					rows[i].format,
				rows[i].text,
				odd ? "" :
				      "note 1:1: its <message> elements are "
				      "known only when it is rendered: it is "
				      "one message of the user's\n")
				.p);
		arena_free(&a);
	}
}

static void text_without_messages_needs_no_note(void **state)
{
	(void)state;
	template_as_read(SK, "<message>a</message>",
			 "prompt 1:1\nuser semantic-kernel 1:1 whole "
			 "`<message>a</message>`\n");
	template_as_read(SK, "",
			 "prompt 1:1\nuser semantic-kernel 1:1 whole "
			 "``\n");
	/* the template itself is wrong: said where it is read */
	template_as_read("jinja2", "<message role=\"a\">{{</message>",
			 "prompt 1:1\nuser jinja2 1:1 whole "
			 "`<message role=\"a\">{{</message>`\n");
}

static void a_set_in_the_only_message_stays_there(void **state)
{
	(void)state;
	template_as_read("jinja2",
			 "<message role=\"a\">{% set x = 1 %}{{ x }}</message>",
			 "prompt 1:1\na jinja2 1:19 "
			 "`{% set x = 1 %}{{ x }}`\n");
}

static void an_unknown_template_format_is_wrong(void **state)
{
	(void)state;
	template_as_read("erb", "x",
			 "prompt 1:1\nformat-invalid config.json:1:31: "
			 "Semantic Kernel has no template format erb\n");
}

static void many_messages_take_linear_time(void **state)
{
	struct arena a = { 0 };
	struct buf b = buf_in(&a);
	struct format_file file;
	struct error err = { 0 };

	(void)state;
	for (size_t i = 0; i < 1000; i++)
		buf_adds(&b, "<message role=\"user\">{{$x}} and some words\n"
			     "that go on in another line</message>\r\n");
	assert_int_equal(files_format(&a, "skprompt.txt", buf_str(&b), NULL,
				      NULL, &file, &err),
			 0);
	assert_int_equal(file.prompts[0].message_count, 1000);
	assert_int_equal(file.prompts[0].messages[999].text.pos.line, 1999);
	assert_int_equal(file.trouble_count, 0);
	buf_adds(&b, "<message role=\"user\">one more</message>");
	assert_int_equal(files_format(&a, "skprompt.txt", buf_str(&b), NULL,
				      NULL, &file, &err),
			 0);
	assert_int_equal(file.prompts[0].message_count, 1);
	buf_clear(&b);
	for (size_t i = 0; i < 20000; i++)
		buf_adds(&b, "<message role=\"u\"><![CDATA[<!--<a b='&lt;'");
	assert_int_equal(files_format(&a, "skprompt.txt", buf_str(&b), NULL,
				      NULL, &file, &err),
			 0);
	assert_int_equal(file.prompts[0].message_count, 1);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sequence_of_messages_is_cut),
		cmocka_unit_test(anything_else_is_one_message),
		cmocka_unit_test(text_without_messages_needs_no_note),
		cmocka_unit_test(a_set_in_the_only_message_stays_there),
		cmocka_unit_test(an_unknown_template_format_is_wrong),
		cmocka_unit_test(many_messages_take_linear_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
