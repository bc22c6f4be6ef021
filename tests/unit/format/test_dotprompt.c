#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/format/files.h"
#include "unit/format/lines.h"

/* A message of this format: its place, its role, its text as JSON. */
#define HB(place, role, text) \
	place " " role " handlebars dialect=\"dotprompt\" \"" text "\"\n"
#define HEAD "---\nmodel: m\n---\n"
#define MODEL "model  m\n"

struct row {
	const char *text, *shows;
};

static void check(const char *path, const char *text, const char *shows)
{
	struct arena a = { 0 };
	struct format_file f;
	struct error err;

	if (files_format(&a, path, str_of(text), "dotprompt", NULL, &f, &err) <
	    0)
		fail_msg("%s", err.text);
	if (strcmp(lines_file(&a, &f), shows) != 0)
		fail_msg("%s\nis\n%swant\n%s", text, lines_file(&a, &f), shows);
	arena_free(&a);
}

static void check_all(const struct row *rows)
{
	for (; rows->text; rows++)
		check("p/a.prompt", rows->text, rows->shows);
}

/* ---- recognition */

static void knows_its_files_and_no_others(void **state)
{
	static const struct {
		const char *path, *text, *why;
	} rows[] = {
		{ "a.prompt", HEAD "x", "its header has `model`" },
		{ "a.prompt", "# licence\n\n" HEAD "x",
		  "its header has `model`" },
		{ "a.prompt", "---\noutput:\n  format: json\n---\nx",
		  "its header has `output`" },
		{ "a.prompt", "---\nmodel: a: b\n---\nx",
		  "its header has `model`" },
		{ "a.b.prompt", "{{role \"system\"}}x",
		  "its text has `{{role \"`" },
		{ "a.prompt", "---\nname: x\n---\na {{history}}",
		  "its text has `{{history}}`" },
		{ "a.prompt", "{{>b}}", "its text has `{{>`" },
		{ "a/_b.prompt", "text",
		  "its name begins with _ and ends in .prompt" },
		/* near misses */
		{ "a.prompt", "plain text, {{name}}", NULL },
		{ "a.prompt", "---\nname: x\n---\n{{name}}", NULL },
		{ "a.prompt", "---\nmodels: m\n---\nx", NULL },
		{ "a.prompt", "---\nmodel: m\nx", NULL },
		{ "a.prompt",
		  "---\nmodel: m\nprovider: openai\n---\n"
		  "<system>\nx\n</system>",
		  NULL },
		{ "a.prompt.md", HEAD "x", NULL },
		{ "a.prompty", HEAD "x", NULL },
		{ "prompt", HEAD "x", NULL },
		{ "_b.md", "text", NULL },
		{ 0 },
	};

	(void)state;
	for (size_t i = 0; rows[i].path; i++)
		files_taken_for(rows[i].path, rows[i].text, "dotprompt",
				rows[i].why);
}

/* ---- messages */

static void cuts_messages_at_marks(void **state)
{
	static const struct row rows[] = {
		{ HEAD "Hi {{x}}\n", HB("4:1", "user", "Hi {{x}}") MODEL },
		{ HEAD "a\n{{role \"system\"}}b\n{{role 'model'}}\nc",
		  HB("4:1", "user", "a\\n") HB("5:18", "system", "b\\n")
			  HB("6:17", "assistant", "\\nc") MODEL },
		/* what is blank only gets the next role */
		{ HEAD "{{role \"system\"}}\n {{! c }}\n{{role \"user\"}}b",
		  HB("6:16", "user", "b") MODEL },
		{ HEAD "{{role \"system\"}}", MODEL },
		{ HEAD, MODEL },
		{ HEAD "{{! c }}a", HB("4:1", "user", "{{! c }}a") MODEL },
		/* behind the history it is the model that goes on */
		{ HEAD "a{{history}}b{{role \"user\"}}c",
		  HB("4:1", "user", "a") "slot history\n" HB("4:13",
							     "assistant", "b")
			  HB("4:29", "user", "c") MODEL },
		{ HEAD "{{history}}\n{{role \"user\"}}c",
		  "slot history\n" HB("5:16", "user", "c") MODEL },
		/* braces and signs of all kinds */
		{ HEAD "{{{role \"system\"}}}a{{&role \"user\" }}b"
		       "{{  role\n\"model\"  }}c",
		  HB("4:20", "system", "a") HB("4:38", "user", "b")
			  HB("5:12", "assistant", "c") MODEL },
		{ HEAD "a  {{~role \"system\"~}}  \n b {{~history}} c",
		  HB("4:1", "user", "a")
			  HB("5:2", "system", "b") "slot history\n" HB(
				  "5:16", "assistant", " c") MODEL },
		{ HEAD "{{role \"tester\" x=1}}a",
		  HB("4:22", "tester", "a") MODEL },
		/* CR LF counts as one line, and stays */
		{ "---\r\nmodel: m\r\n---\r\na\r\n{{role \"model\"}}\r\nb\r\n",
		  HB("4:1", "user", "a\\r\\n")
			  HB("5:17", "assistant", "\\r\\nb") MODEL },
		/* names that only begin so */
		{ HEAD "{{roles}} {{historyOf}} {{a.role}}",
		  HB("4:1", "user", "{{roles}} {{historyOf}} {{a.role}}")
			  MODEL },
		{ HEAD "\\{{role \"system\"}}a",
		  HB("4:1", "user", "\\\\{{role \\\"system\\\"}}a") MODEL },
		{ HEAD "{{section \"a\"}}{{media url=u}}",
		  HB("4:1", "user", "{{section \\\"a\\\"}}{{media url=u}}")
			  MODEL },
		{ 0 },
	};

	(void)state;
	check_all(rows);
}

static void leaves_marks_that_only_rendering_knows(void **state)
{
	static const struct row rows[] = {
		{ HEAD "{{#if a}}{{role \"system\"}}b{{else}}{{history}}"
		       "{{/if}}{{role \"model\"}}c",
		  HB("4:1", "user",
		     "{{#if a}}{{role \\\"system\\\"}}b{{else}}{{history}}"
		     "{{/if}}") HB("4:70", "assistant", "c") MODEL
		  "note 4:10 a {{role}} in a block is known only when it is "
		  "rendered: the message goes on here\n"
		  "note 4:36 a {{history}} in a block is known only when it "
		  "is rendered: the message goes on here\n" },
		{ HEAD "a{{^b}}{{history}}{{^}}c{{/b}}{{role \"model\"}}d",
		  HB("4:1", "user", "a{{^b}}{{history}}{{^}}c{{/b}}")
			  HB("4:47", "assistant", "d") MODEL
		  "note 4:8 a {{history}} in a block is known only when it "
		  "is rendered: the message goes on here\n" },
		{ HEAD "{{role who}}a", HB("4:1", "user", "{{role who}}a") MODEL
		  "note 4:1 the role is no text of small letters in quotes: "
		  "the message goes on here\n" },
		{ HEAD "{{role \"System\"}}a",
		  HB("4:1", "user", "{{role \\\"System\\\"}}a") MODEL
		  "note 4:1 the role is no text of small letters in quotes: "
		  "the message goes on here\n" },
		{ HEAD "{{#role \"system\"}}a{{/role}}{{role \"model\"}}b",
		  HB("4:1", "user", "{{#role \\\"system\\\"}}a{{/role}}")
			  HB("4:45", "assistant", "b") MODEL
		  "note 4:1 role is no block: dotprompt leaves out what "
		  "stands in it; write {{role \"...\"}} before the text\n" },
		/* raw blocks; partials that all of the template may use */
		{ HEAD "{{{{raw}}}}{{role \"system\"}}{{{{/raw}}}}a",
		  HB("4:1", "user",
		     "{{{{raw}}}}{{role \\\"system\\\"}}{{{{/raw}}}}a") MODEL },
		{ HEAD "{{#*inline \"x\"}}a{{/inline}}{{role \"model\"}}"
		       "{{>x}}",
		  HB("4:1", "user",
		     "{{#*inline \\\"x\\\"}}a{{/inline}}"
		     "{{role \\\"model\\\"}}{{>x}}") MODEL },
		/* a template that is refused is one text */
		{ HEAD "a{{role \"system\"}}{{#if}",
		  HB("4:1", "user", "a{{role \\\"system\\\"}}{{#if}") MODEL },
		{ 0 },
	};

	(void)state;
	check_all(rows);
}

static void takes_a_file_without_header_as_it_is(void **state)
{
	static const struct row rows[] = {
		{ "\n a \n", "1:1 user handlebars dialect=\"dotprompt\" "
			     "whole:p/a.prompt \"\\n a \\n\"\n" },
		{ " {{role \"system\"}} a \n", HB("1:19", "system", " a \\n") },
		{ "", "" },
		{ "---\n\n---\na\n",
		  "1:1 user handlebars dialect=\"dotprompt\" "
		  "whole:p/a.prompt \"---\\n\\n---\\na\\n\"\n"
		  "note 2:1 the header is empty, so that dotprompt takes the "
		  "whole file for the template\n" },
		{ "---\nmodel: m\n",
		  "1:1 user handlebars dialect=\"dotprompt\" "
		  "whole:p/a.prompt \"---\\nmodel: m\\n\"\n"
		  "note 1:1 a header begins, and no line `---` closes it, so "
		  "that dotprompt takes the whole file for the template\n" },
		{ "---\na: [\n---\nb\n",
		  HB("1:1", "user",
		     "---\\na: [\\n---\\nb") "format-invalid 3:1 did not find expected node content "
					     "while parsing a flow node\n"
					     "note 2:1 dotprompt takes the whole file for the template, "
					     "header included, where the header is not YAML\n" },
		{ "---\na: &x 1\n---\nb\n",
		  HB("1:1", "user",
		     "---\\na: &x 1\\n---\\nb") "format-invalid 2:4 the anchor &x: anchors are not part of "
						"plain YAML\n"
						"note 2:1 dotprompt takes the whole file for the template, "
						"header included, where the header is not YAML\n" },
		/* a header that is no object says nothing */
		{ "---\n- a\n---\nb", HB("4:1", "user", "b") },
		{ "---\n# a\n---\nb", HB("4:1", "user", "b") },
		{ 0 },
	};

	(void)state;
	check_all(rows);
	check("p/_a.prompt", "---\nmodel: m\n---\n{{role \"system\"}}a\n",
	      "1:1 user handlebars dialect=\"dotprompt\" whole:p/_a.prompt "
	      "\"---\\nmodel: m\\n---\\n{{role \\\"system\\\"}}a\\n\"\n"
	      "note 1:1 a partial: other prompts include it, and it is none "
	      "of its own\n");
}

/* ---- the header */

static void reads_every_key_of_the_header(void **state)
{
	static const struct row rows[] = {
		{ "---\nmodel: googleai/gemini-2.5-flash\nversion: 1.10\n"
		  "description: says hello\nname: x\nvariant: y\n"
		  "config:\n  temperature: 0.70\n  version: gemini-001\n"
		  "  stopSequences: [a]\nmy.ext: 1\nmetadata: {a: b}\n"
		  "maxTurns: 3\nreturnToolRequests: true\nraw: x\n---\na",
		  "version 1.10\ndescription says hello\n" HB(
			  "17:1", "user",
			  "a") "model googleai gemini-2.5-flash revision gemini-001\n"
			       "params {\"temperature\":0.70,\"stopSequences\":[\"a\"]}\n" },
		{ "---\nmodel: a/b/c\nconfig: {version: {a: 1}}\n---\na",
		  HB("5:1", "user", "a") "model a b/c\n"
					 "params {\"version\":{\"a\":1}}\n" },
		{ "---\nmodel: /b\nconfig: {}\n---\na",
		  HB("5:1", "user", "a") "model  /b\n" },
		{ "---\nmodel: ${env:M}\n---\na",
		  HB("4:1", "user", "a") "model  ${env:M}\n" },
		{ "---\nmodel:\nconfig: ~\ntools:\ninput:\noutput: null\n"
		  "version:\ndescription:\ntoolDefs:\n---\na",
		  HB("11:1", "user", "a") },
		{ "---\ntools: [search, 'b']\ntoolChoice: auto\ntoolDefs:\n"
		  "  - name: c\n    description: d\n    inputSchema: {}\n"
		  "  - {name: e}\n---\na",
		  HB("10:1", "user",
		     "a") "tool search named \"search\"\n"
			  "tool b named \"b\"\n"
			  "tool c mcp {\"name\":\"c\",\"description\":\"d\","
			  "\"inputSchema\":{}}\n"
			  "tool e dotprompt {\"name\":\"e\"}\n"
			  "tool_choice \"auto\"\n" },
		{ "---\ndescription: |\n  b\n---\na",
		  "description b\n\n" HB("5:1", "user", "a") },
		{ "---\ntemperature: 1\nmodel: m\n---\na",
		  HB("5:1", "user", "a") MODEL
		  "note 2:1 `temperature` is no key of dotprompt's: only "
		  "code can read it, and it is no part of the prompt\n" },
		{ 0 },
	};

	(void)state;
	check_all(rows);
}

static void reads_what_the_answer_is_to_be(void **state)
{
	static const struct row rows[] = {
		{ "---\noutput: {schema: {a: string}}\n---\na",
		  HB("4:1", "user",
		     "a") "output {\"type\":\"object\",\"properties\":{\"a\":"
			  "{\"type\":\"string\"}},\"required\":[\"a\"],"
			  "\"additionalProperties\":false}\n" },
		{ "---\noutput: {format: json, schema: string}\n---\na",
		  HB("4:1", "user", "a") "output {\"type\":\"string\"}\n" },
		{ "---\noutput: {format: json}\n---\na",
		  HB("4:1", "user",
		     "a") "output {\"type\":\"json_object\"}\n" },
		{ "---\noutput: {format: text}\n---\na",
		  HB("4:1", "user", "a") "output {\"type\":\"text\"}\n" },
		{ "---\noutput: {format: csv}\n---\na",
		  HB("4:1", "user",
		     "a") "output {\"type\":\"text\",\"format\":\"csv\"}\n" },
		{ "---\noutput: {format: jsonl, schema: {type: array}}\n---\na",
		  HB("4:1", "user",
		     "a") "output {\"type\":\"json_schema\",\"format\":\"jsonl\","
			  "\"schema\":{\"type\":\"array\"}}\n" },
		{ "---\noutput:\n  format: json\n  summary: string\n---\na",
		  HB("6:1", "user",
		     "a") "output {\"type\":\"json_object\"}\n"
			  "note 4:3 dotprompt reads no `summary` in `output`: "
			  "`schema` may have been meant\n" },
		{ "---\noutput: {schema: {a: Foo, b: Foo, c?: Bar}}\n---\na",
		  HB("4:1", "user",
		     "a") "output {\"type\":\"object\",\"properties\":{\"a\":"
			  "{\"$ref\":\"#/$defs/Foo\"},\"b\":{\"$ref\":"
			  "\"#/$defs/Foo\"},\"c\":{\"$ref\":\"#/$defs/Bar\"}},"
			  "\"required\":[\"a\",\"b\"],\"additionalProperties\":false,"
			  "\"$defs\":{\"Foo\":{},\"Bar\":{}}}\n"
			  "opaque Foo\nopaque Bar\n" },
		{ 0 },
	};

	(void)state;
	check_all(rows);
}

static void reads_the_variables_with_their_defaults(void **state)
{
	static const struct row rows[] = {
		{ "---\ninput:\n  schema: {a: string, b?: number, c: any}\n"
		  "  default: {c: [1], d: x}\n---\na",
		  HB("6:1", "user",
		     "a") "variables {\"type\":\"object\",\"properties\":{\"a\":"
			  "{\"type\":\"string\"},\"b\":{\"type\":[\"number\","
			  "\"null\"]},\"c\":{\"default\":[1]},\"d\":{\"default\":"
			  "\"x\"}},\"required\":[\"a\"],"
			  "\"additionalProperties\":false}\n" },
		/* JSON Schema leaves open what is not declared */
		{ "---\ninput:\n  schema:\n    type: object\n    title: T\n"
		  "    properties: {a: {type: string, default: 1}}\n"
		  "    required: [a]\n  default: {a: 2}\n---\na",
		  HB("10:1", "user",
		     "a") "variables {\"type\":\"object\",\"properties\":{\"a\":"
			  "{\"type\":\"string\",\"default\":2}},\"required\":[],"
			  "\"title\":\"T\"}\n" },
		{ "---\ninput: {schema: {a: string, (*): number}}\n---\na",
		  HB("4:1", "user",
		     "a") "variables {\"type\":\"object\",\"properties\":{\"a\":"
			  "{\"type\":\"string\"}},\"required\":[\"a\"],"
			  "\"additionalProperties\":{\"type\":\"number\"}}\n" },
		/* defaults alone: the others are those that are used */
		{ "---\ninput: {default: {a: 1}}\n---\n{{a}} {{b}} "
		  "{{#if c}}{{d}}{{/if}}",
		  HB("4:1", "user",
		     "{{a}} {{b}} {{#if c}}{{d}}{{/if}}") "variables {\"type\":\"object\",\"properties\":{\"a\":"
							  "{\"default\":1},\"b\":{},\"c\":{},\"d\":{}},"
							  "\"required\":[\"b\",\"d\"]}\n" },
		{ "---\ninput: {default: {a: 1}}\n---\n{{#b}}{{c}}{{/b}}",
		  HB("4:1", "user",
		     "{{#b}}{{c}}{{/b}}") "variables {\"type\":\"object\",\"properties\":{\"a\":"
					  "{\"default\":1},\"b\":{}},\"required\":[]}\n" },
		{ "---\ninput: {schema: string}\n---\na",
		  HB("4:1", "user",
		     "a") "note 2:17 the schema of the input is not an object's, so "
			  "that the variables are those which the text uses\n" },
		{ "---\ninput: {schema: Foo}\n---\na",
		  HB("4:1", "user",
		     "a") "opaque Foo\n"
			  "note 2:17 the schema of the input is not an object's, so "
			  "that the variables are those which the text uses\n" },
		{ "---\ninput: {schema: {type: object, properties: "
		  "{a: string}}}\n---\na",
		  HB("4:1", "user",
		     "a") "variables {\"type\":\"object\",\"properties\":{\"a\":"
			  "\"string\"},\"required\":[]}\n"
			  "note 2:48 `a` stands in a JSON Schema and has a text for "
			  "its schema: {type: string} may have been meant\n" },
		{ "---\ninput: {name: string}\n---\na",
		  HB("4:1", "user",
		     "a") "note 2:9 dotprompt reads no `name` in `input`: `schema` "
			  "may have been meant\n" },
		{ 0 },
	};

	(void)state;
	check_all(rows);
}

static void refuses_what_dotprompt_cannot_use(void **state)
{
	static const struct row rows[] = {
		{ "---\nmodel: [a]\n---\na",
		  HB("4:1", "user",
		     "a") "format-invalid 2:8 `model` is not a text\n" },
		{ "---\nconfig: 3\n---\na",
		  HB("4:1", "user",
		     "a") "format-invalid 2:9 `config` is not an object\n" },
		{ "---\nconfig: {a: 0x1F}\n---\na",
		  HB("4:1", "user",
		     "a") "format-invalid 2:13 0x1F is not spelled as in JSON: put "
			  "it in quotes if it is text\n" },
		{ "---\ntools: search\n---\na",
		  HB("4:1", "user",
		     "a") "format-invalid 2:8 `tools` is not a list\n" },
		{ "---\ntools: [[a]]\n---\na",
		  HB("4:1", "user",
		     "a") "format-invalid 2:9 a tool is named by a text, not by "
			  "array\n" },
		{ "---\ntools: [a, a]\n---\na",
		  HB("4:1", "user",
		     "a") "tool a named \"a\"\n"
			  "format-invalid 2:12 two tools are called a\n" },
		{ "---\ntoolDefs: [a]\n---\na",
		  HB("4:1", "user",
		     "a") "format-invalid 2:12 the definition of a tool is not an "
			  "object\n" },
		{ "---\ninput: string\n---\na",
		  HB("4:1", "user",
		     "a") "format-invalid 2:8 `input` is not an object\n" },
		{ "---\noutput:\n  schema:\n    a: 3\n---\na",
		  HB("6:1", "user",
		     "a") "format-invalid 4:8 a Picoschema is made of names of types "
			  "and of objects, not of number\n" },
		{ 0 },
	};

	(void)state;
	check_all(rows);
}

/* ---- size */

static void is_linear_in_marks(void **state)
{
	struct arena a = { 0 };
	struct buf b = buf_in(&a);
	struct format_file f;
	struct error err;

	(void)state;
	for (size_t i = 0; i < 60000; i++)
		buf_adds(&b, "{{role \"user\"}}a");
	assert_int_equal(files_format(&a, "a.prompt", buf_str(&b), "dotprompt",
				      NULL, &f, &err),
			 0);
	assert_int_equal(f.prompts[0].message_count, FORMAT_MESSAGES);
	assert_true(f.trouble_count > 0);
	buf_clear(&b);
	for (size_t i = 0; i < 80000; i++)
		buf_adds(&b, "{{role x}}a");
	assert_int_equal(files_format(&a, "a.prompt", buf_str(&b), "dotprompt",
				      NULL, &f, &err),
			 0);
	assert_int_equal(f.prompts[0].message_count, 1);
	assert_true(f.note_count > 100);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_its_files_and_no_others),
		cmocka_unit_test(cuts_messages_at_marks),
		cmocka_unit_test(leaves_marks_that_only_rendering_knows),
		cmocka_unit_test(takes_a_file_without_header_as_it_is),
		cmocka_unit_test(reads_every_key_of_the_header),
		cmocka_unit_test(reads_what_the_answer_is_to_be),
		cmocka_unit_test(reads_the_variables_with_their_defaults),
		cmocka_unit_test(refuses_what_dotprompt_cannot_use),
		cmocka_unit_test(is_linear_in_marks),
	};

	return cmocka_run_group_tests_name("format/dotprompt", tests, NULL,
					   NULL);
}
