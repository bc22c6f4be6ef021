#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/format/show.h"

static void the_header_marks_a_prompt(void **state)
{
	static const char *const rows[][2] = {
		{ "a.md", "messages: [{role: user, content: x}]" },
		{ "a.prompt.md", "messages: [{role: user, content: x}]" },
		{ "a.md", "inputs: [{name: a}]\nversion: 1" },
		{ "a.prompt.md", "id: a\nversion: 1\ninputs: [{name: a}]" },
		{ "a.md", "model: m\ntemperature: 0" },
		{ "a.prompt.md", "model: m\nmax_tokens: 9" },
		{ "a.md", "model: m\ntools: [a]" },
		{ "a.md", "model: m\nsystem: Be brief." },
		{ "a.md", "role: system" },
		{ "a.md", "invokable: true" },
		{ "prompts/a.md", "model: m" },
		{ "plugin/agents/a.md", "name: a\nmodel: m" },
	};
	struct show s = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct str text = str_fmt(&s.arena, "---\n%s\n---\nx",
					  rows[i][1]);

		if (strcmp(show_taken(&s, rows[i][0], text.p), "markdown") != 0)
			fail_msg("%s: %s is %s", rows[i][0], rows[i][1],
				 show_taken(&s, rows[i][0], text.p));
	}
	show_free(&s);
}

static void what_copilot_knows_is_copilots(void **state)
{
	struct show s = { 0 };

	(void)state;
	assert_string_equal(
		show_taken(&s, "a.prompt.md",
			   "---\nmodel: m\ntools: [a]\nagent: b\nname: c\n---"),
		"copilot-prompt");
	assert_string_equal(show_taken(&s, "a.md", "---\nrole: manager\n---"),
			    "-");
	assert_string_equal(
		show_taken(&s, "a.md", "---\ninvokable: false\n---"), "-");
	assert_string_equal(
		show_taken(&s, "a.md", "---\nmessages: [{text: a}]\n---"), "-");
	assert_string_equal(
		show_taken(&s, "a.md", "---\ninputs: [a]\nversion: 1\n---"),
		"-");
	show_free(&s);
}

static void sections_are_messages(void **state)
{
	(void)state;
	show_is("a.prompt.md",
		"---\nid: a\nversion: 1.4.0\nmodel: mock/echo\n"
		"temperature: 0.30\nstop: [x]\ntags: [t]\nevals: [{a: b}]\n"
		"inputs:\n  - name: who\n    description: whom\n"
		"  - {name: n, type: float, required: false, default: 2}\n"
		"outputs:\n  schema: {type: object}\n---\n\n"
		"# System\n\n  Be brief.\n## More\n\n# user \n"
		"Hi {{who}}\n#\tASSISTANT\nYes\n# Users\n# User\n",
		NULL,
		"version 1.4.0\n"
		"system jinja2 19:3 \"Be brief.\\n## More\"\n"
		"user jinja2 23:1 \"Hi {{who}}\"\n"
		"assistant jinja2 25:1 \"Yes\\n# Users\"\n"
		"output {\"type\":\"object\"}\n"
		"variables {\"type\":\"object\",\"properties\":{\"who\":"
		"{\"type\":\"string\",\"description\":\"whom\"},\"n\":{\"type\":"
		"\"number\",\"default\":2}},\"required\":[\"who\"],"
		"\"additionalProperties\":false}\n"
		"model mock/echo\n"
		"params {\"temperature\":0.30,\"stop\":[\"x\"]}\n");
}

static void text_before_a_heading_makes_it_one_message(void **state)
{
	(void)state;
	show_is("a.md", "---\nmodel: m\ntop_p: 1\n---\nFirst\n# User\nx", NULL,
		"user text 5:1 \"First\\n# User\\nx\"\n"
		"model m\nparams {\"top_p\":1}\n");
	show_is("a.md", "---\nrole: system\n---\nx", NULL,
		"system text 4:1 \"x\"\n");
}

static void the_header_may_hold_messages(void **state)
{
	(void)state;
	show_is("a.md",
		"---\nmodel: m\nprovider: openai\nsystem: Be brief.\n"
		"messages:\n- {role: assistant, content: 'Hi {x}'}\n"
		"- content: x\ntemplate_format: f-string\n---\nBye {y}",
		NULL,
		"system langchain-f-string 4:9 \"Be brief.\"\n"
		"assistant langchain-f-string 6:31 \"Hi {x}\"\n"
		"user langchain-f-string 7:12 \"x\"\n"
		"user langchain-f-string 10:1 \"Bye {y}\"\n"
		"provider openai\nmodel m\n");
}

static void inputs_have_many_forms(void **state)
{
	(void)state;
	show_is("a.md",
		"---\nmodel: m\ninputs:\n  a: int\n  b: {type: list}\n"
		"  c: {description: d}\n---\n{{a}}",
		NULL,
		"user jinja2 8:1 \"{{a}}\"\n"
		"variables {\"type\":\"object\",\"properties\":{\"a\":{\"type\":"
		"\"integer\"},\"b\":{\"type\":\"array\"},\"c\":{\"type\":"
		"\"string\",\"description\":\"d\"}},\"required\":[\"a\",\"b\","
		"\"c\"],\"additionalProperties\":false}\n"
		"model m\n");
	show_is("a.md", "---\nmodel: m\ninput_variables: [a]\n---\n{{a}}", NULL,
		"user jinja2 5:1 \"{{a}}\"\n"
		"variables {\"type\":\"object\",\"properties\":{\"a\":{\"type\":"
		"\"string\"}},\"required\":[\"a\"],\"additionalProperties\":"
		"false}\n"
		"model m\n");
	show_notes_are("a.md",
		       "---\nmodel: m\ninputs: [{name: a, type: date}]\n---\nx",
		       "3:10 the type date is not known: any value will do\n");
	show_notes_are(
		"a.md",
		"---\nmodel: m\ntools: []\ntemplate_format: liquid\n---\n"
		"{{a}}",
		"4:18 no such template language is known here\n"
		"6:1 what looks like a variable is text here: {{a}}\n");
}

static void what_is_wrong_has_a_place(void **state)
{
	(void)state;
	show_wrong("a.md", "---\nmodel: [\n---\nx", "markdown",
		   "3:1 did not find expected node content while "
		   "parsing a flow node\n");
	show_wrong("a.md", "---\nmodel: m\n", "markdown",
		   "1:1 the header is not closed\n");
	show_wrong("a.md", "---\ninputs:\n- type: int\n---\nx", "markdown",
		   "3:3 an input has no name\n");
	show_wrong("a.md", "---\nmessages:\n- role: user\n---\nx", "markdown",
		   "3:3 a message of the header has no text\n");
	show_wrong("a.md", "---\nmodel: m\ntop_p: 1_0\n---\nx", "markdown",
		   "3:8 1_0 is not spelled as in JSON: put it in quotes "
		   "if it is text\n");
	show_wrong("a.md", "no header at all", "markdown", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_header_marks_a_prompt),
		cmocka_unit_test(what_copilot_knows_is_copilots),
		cmocka_unit_test(sections_are_messages),
		cmocka_unit_test(text_before_a_heading_makes_it_one_message),
		cmocka_unit_test(the_header_may_hold_messages),
		cmocka_unit_test(inputs_have_many_forms),
		cmocka_unit_test(what_is_wrong_has_a_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
