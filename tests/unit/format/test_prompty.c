#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/format/files.h"
#include "unit/format/prompty_shown.h"

#define DEEP(x) "[[[[[[[[[[" x "]]]]]]]]]]"
#define DEEPER(x) DEEP(DEEP(DEEP(x)))

static const struct file_row others[] = {
	{ "a/deep.json", DEEPER("\"${file:deep2.json}\"") },
	{ "a/deep2.json", DEEPER("\"${file:deep3.json}\"") },
	{ "a/deep3.json", DEEPER("1") },
	{ "a/in.json", "[{\"name\":\"x\",\"kind\":\"string\"}]" },
	{ "a/sub/c.json", "{\"azure_deployment\":\"d\"}" },
	{ "a/p.yaml", "n: 1\nt: ${file:in.json}\n" },
	{ "a/text.txt", "T\n" },
	{ "a/self.json", "\"${file:self.json}\"" },
	{ "a/loop.json", "{\"x\":\"${file:loop.json}\"}" },
	{ "a/tools.json",
	  "[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]" },
	{ "a/base.prompty",
	  "---\nmodel:\n  configuration: {type: t, azure_deployment: base}\n"
	  "  parameters: {n: 2, m: 3}\nbase: base2.prompty\n---\nuser:\nB" },
	{ "a/base2.prompty", "---\nmodel: {parameters: {k: 4}}\n---\nB" },
	{ "a/bad.prompty", "---\na: [\n---\nB" },
	{ "a/spec.json", "{}" },
	{ "up.json", "{\"azure_deployment\":\"up\"}" },
	{ "g/prompty.json",
	  "{\"default\":{\"type\":\"t\",\"azure_deployment\":\"g\"}}" },
	{ "h/prompty.json", "{\"other\":{}}" },
	{ 0 },
};

static struct format_file read_file(struct arena *a, const char *path,
				    const char *text)
{
	struct format_file file = { 0 };
	struct error err = { 0 };

	if (files_format(a, path, str_of(text), "prompty", others, &file,
			 &err) < 0)
		fail_msg("%s", err.text);
	return file;
}

struct row {
	const char *text, *want;
};

/* Each text as a/b.prompty comes to that, and to no trouble unless the table
 * is of troubles. */
static void check(const struct row *rows,
		  struct str (*what)(struct arena *a,
				     const struct format_file *file),
		  bool trouble)
{
	struct arena a = { 0 };

	for (; rows->text; rows++) {
		struct format_file file = read_file(&a, "a/b.prompty",
						    rows->text);
		struct str got = what(&a, &file);

		if (!trouble && file.trouble_count > 0)
			fail_msg("%s\nis %.*s", rows->text,
				 STR_ARG(shown_troubles(&a, &file)));
		if (!str_is(got, rows->want))
			fail_msg("%s\n is %.*s\nnot %s", rows->text,
				 STR_ARG(got), rows->want);
	}
	arena_free(&a);
}

static struct str messages_of(struct arena *a, const struct format_file *file)
{
	return shown_messages(a, &file->prompts[0]);
}

static struct str variables_of(struct arena *a, const struct format_file *file)
{
	return shown_value(a, file->prompts[0].variables);
}

static struct str params_of(struct arena *a, const struct format_file *file)
{
	return shown_value(a, file->prompts[0].params);
}

static struct str output_of(struct arena *a, const struct format_file *file)
{
	return shown_value(a, file->prompts[0].output);
}

static struct str tools_of(struct arena *a, const struct format_file *file)
{
	return shown_tools(a, &file->prompts[0]);
}

static struct str opaque_of(struct arena *a, const struct format_file *file)
{
	return shown_opaque(a, &file->prompts[0]);
}

static struct str model_of(struct arena *a, const struct format_file *file)
{
	const struct format_prompt *p = &file->prompts[0];

	return str_fmt(a, "%.*s %.*s", STR_ARG(p->provider), STR_ARG(p->model));
}

static struct str variant_of(struct arena *a, const struct format_file *file)
{
	(void)a;
	return str_of(file->variant);
}

static struct str language_of(struct arena *a, const struct format_file *file)
{
	const struct format_message *m = &file->prompts[0].messages[0];

	return str_fmt(
		a, "%s%s%.*s", m->language->name, m->option_count ? " " : "",
		STR_ARG(m->option_count ? m->options[0].name : STR_EMPTY));
}

/* ---- recognition */

static void is_known_by_its_name(void **state)
{
	static const struct {
		const char *path, *text, *why;
	} rows[] = {
		{ "a/b.prompty", "Hi", "its name ends in .prompty" },
		{ "a/b.prompty", "---\nname: [\n",
		  "its name ends in .prompty" },
		{ "b.prompty", "---\nmodel: {id: m}\n---\nA",
		  "its name ends in .prompty, its header has `model.id`" },
		{ "b.prompty", "---\nmodel: {configuration: {}}\n---\nA",
		  "its name ends in .prompty, its header has "
		  "`model.configuration`" },
		{ "b.prompty.txt", "---\nmodel: {id: m}\n---\nA", NULL },
		{ "b.prompt", "---\nmodel: {id: m}\n---\nA", NULL },
		{ "prompty", "system:\nA", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		files_taken_for(rows[i].path, rows[i].text, "prompty",
				rows[i].why);
}

static void tells_the_generation(void **state)
{
	static const struct row rows[] = {
		{ "Hi", "v2" },
		{ "---\nname: x\n---\nA", "v2" },
		{ "---\nmodel: m\n---\nA", "v2" },
		{ "---\nmodel: {id: m}\n---\nA", "v2" },
		{ "---\nmodel: {id: m, options: {n: 1}}\n---\nA", "v2" },
		{ "---\nmodel: {id: m, apiType: chat}\n---\nA", "v2" },
		{ "---\nmodel: {provider: x}\n---\nA", "v2" },
		{ "---\nmodel: {api: chat, connection: {kind: key}}\n---\nA",
		  "v2" },
		{ "---\ninputs: [{name: x, kind: string}]\n---\nA", "v2" },
		{ "---\ninputs: {x: {kind: string}}\n---\nA", "v2" },
		{ "---\ninputs: {x: {type: string}}\n---\nA", "1.x" },
		{ "---\nmodel: {id: m}\ninputs: {x: {sample: 1}}\n---\nA",
		  "1.x" },
		{ "---\nmodel: {api: chat}\n---\nA", "1.x" },
		{ "---\nmodel: {api: chat, options: {n: 1}}\n---\nA", "1.x" },
		{ "---\nmodel: {id: m, connection: {type: t}}\n---\nA", "1.x" },
		{ "---\nmodel: {connection: {azure_deployment: d}}\n---\nA",
		  "1.x" },
		{ "---\nmodel: {id: m, connection: \"${file:x}\"}\n---\nA",
		  "v2" },
		{ "---\ntools: [{id: x, type: y}]\n---\nA", "1.x" },
		{ "---\ntemplate: jinja2\n---\nA", "1.x" },
		{ "---\ntemplate: {format: mustache}\n---\nA", "1.x" },
		{ "---\ntemplate: {format: {kind: mustache}}\n---\nA", "v2" },
		{ "---\nmodel: {configuration: {name: m}}\n---\nA", "v1" },
		{ "---\nmodel: {id: m, parameters: {n: 1}}\n---\nA", "v1" },
		{ "---\nmodel: {api: chat}\nsample: {x: 1}\n---\nA", "v1" },
		{ "---\napi: chat\nmodel: {azure_deployment: m}\n---\nA",
		  "v1" },
		{ 0 },
	};

	(void)state;
	check(rows, variant_of, false);
}

/* ---- messages */

static void cuts_messages_as_each_generation_does(void **state)
{
	static const struct row rows[] = {
		{ "Hi\n", "system<Hi>" },
		{ "---\n---\n\n\nHi\n", "system<Hi>" },
		{ "---\n---\nsystem:\n\n A \n\n\nuser:\nB\n",
		  "system< A >user<B>" },
		{ "---\n---\nsystem:\nuser:\nB", "system<>user<B>" },
		{ "---\n---\n{# a #}\nuser:\nB", "user<B>" },
		{ "---\n---\n{% set x = 1 %}\nuser:\nB",
		  "system<{% set x = 1 %}>user<B>" },
		{ "---\r\n---\r\nsystem:\r\nA\r\n\r\nuser:\r\nB\r\n",
		  "system<A>user<B>" },
		{ "\n ---\nname: x\n---\nuser:\nB", "user<B>" },
		{ "---\nsample: {}\n---\nsystem:\n\n A \n\n\nuser:\n B \n",
		  "system<A>user<B>" },
		{ "---\nsample: {}\n---\ntool:\nA\nfunction:\nB",
		  "system<tool:\nA>function<B>" },
		{ "---\ntemplate: jinja2\n---\nsystem:\n A\n\nuser:\nB\n",
		  "system< A\n\n>user<B\n>" },
		{ "---\ntemplate: jinja2\n---\nuser:\nB\n\n", "user<B\n>" },
		{ "---\ntemplate: mustache\n---\nsystem:\nA\n\nuser:\nB\n\n",
		  "system<A\n>user<B\n>" },
		{ "---\ntemplate: jinja2\n---\nuser:\nB\n![thread]\n",
		  "user<B\n>[thread]" },
		{ "---\nsample: {}\n---\n![thread]\nuser:\nB",
		  "[thread]user<B>" },
		{ "---\nmodel: {api: embedding, configuration: {}}\n---\n"
		  "user:\n{{text}}\n",
		  "user<user:\n{{text}}>" },
		{ "---\nmodel: {id: m, provider: p, api: embedding}\n---\n"
		  "user:\nA",
		  "user<A>" },
		{ "---\nmodel: {id: m, apiType: embedding}\n---\n{{text}}\n",
		  "system<{{text}}>" },
		{ 0 },
	};

	(void)state;
	check(rows, messages_of, false);
}

static void puts_conversations_where_they_stand(void **state)
{
	static const struct row rows[] = {
		{ "---\ninputs: [{name: talk, kind: thread}]\n---\n"
		  "system:\nA\n\n{{talk}}\n\nuser:\nB",
		  "system<A>[talk]user<B>" },
		{ "---\ninputs: {talk: {kind: thread}}\n---\n"
		  "user:\n{{ talk }} B ",
		  "[talk]user<B>" },
		{ "---\ninputs: [{name: talk, kind: thread}]\n---\nuser:\nB",
		  "user<B>[talk]" },
		{ "---\ninputs: {talk: {kind: thread}, t: {kind: thread}}\n"
		  "---\nuser:\nB{{t}}",
		  "user<B>[t]" },
		{ "---\ninputs: {talk: {kind: thread}}\n---\n"
		  "{% if a %}{{talk}}{% endif %}",
		  "system<{% if a %}{{talk}}{% endif %}>[talk]" },
		{ 0 },
	};

	(void)state;
	check(rows, messages_of, false);
}

static void says_where_each_message_stands(void **state)
{
	static const char text[] =
		"---\nname: x\n---\nsystem:\n\n  A\nB {{ x }}\nuser:\nC\n";
	struct arena a = { 0 };
	struct format_file file = read_file(&a, "a/b.prompty", text);
	const struct format_message *m = file.prompts[0].messages;

	(void)state;
	assert_int_equal(file.prompts[0].message_count, 2);
	assert_int_equal(m[0].text.pos.line, 6);
	assert_int_equal(m[0].text.pos.column, 1);
	assert_int_equal(m[1].text.pos.line, 9);
	assert_false(m[0].text.whole);
	assert_true(str_is(m[0].text.path, "a/b.prompty"));
	arena_free(&a);
}

static void binds_what_earlier_messages_set(void **state)
{
	static const char text[] =
		"---\n---\nsystem:\n{% set a = b %}{{ a }}\nuser:\n"
		"{{ a }}{{ c }}{% macro m() %}{% endmacro %}\nuser:\n"
		"{{ m() }}{{ d }}{% for d in e %}{{ d }}{% endfor %}";
	struct arena a = { 0 };
	struct format_file file = read_file(&a, "a/b.prompty", text);
	const struct format_message *m = file.prompts[0].messages;

	(void)state;
	assert_int_equal(file.prompts[0].message_count, 3);
	assert_int_equal(m[0].bound_count, 0);
	assert_int_equal(m[1].bound_count, 1);
	assert_true(str_is(m[1].bound[0].name, "a"));
	assert_false(m[1].bound[0].perhaps);
	assert_int_equal(m[2].bound_count, 1);
	assert_true(str_is(m[2].bound[0].name, "m"));
	arena_free(&a);
}

static void binds_what_earlier_messages_may_have_set(void **state)
{
	static const char text[] =
		"---\n---\nsystem:\n{% if a is not defined %}"
		"{% set a = 1 %}{% endif %}\nuser:\n{{ a }}{{ c }}";
	struct arena a = { 0 };
	struct format_file file = read_file(&a, "a/b.prompty", text);
	const struct format_message *m = file.prompts[0].messages;

	(void)state;
	assert_int_equal(m[0].bound_count, 0);
	assert_int_equal(m[1].bound_count, 1);
	assert_true(str_is(m[1].bound[0].name, "a"));
	assert_true(m[1].bound[0].perhaps);
	arena_free(&a);
}

static void knows_the_template_languages(void **state)
{
	static const struct row rows[] = {
		{ "A", "jinja2" },
		{ "---\ntemplate: jinja2\n---\nA", "jinja2" },
		{ "---\ntemplate: mustache\n---\nA", "mustache extensions" },
		{ "---\ntemplate: {type: mustache}\n---\nA",
		  "mustache extensions" },
		{ "---\ntemplate: {format: mustache, parser: prompty}\n---\nA",
		  "mustache extensions" },
		{ "---\ntemplate: {format: {kind: mustache}}\n---\nA",
		  "mustache extensions" },
		{ "---\ntemplate: {format: {kind: nunjucks}}\n---\nA",
		  "nunjucks" },
		{ "---\ntemplate: {format: {kind: \"*\"}}\n---\nA", "jinja2" },
		{ "---\ntemplate: other\n---\nA", "text" },
		{ 0 },
	};

	(void)state;
	check(rows, language_of, false);
}

/* ---- variables */

#define CLOSED ",\"additionalProperties\":false}"

static void makes_variables_of_inputs(void **state)
{
	static const struct row rows[] = {
		{ "---\nname: x\n---\nA", "" },
		{ "---\ninputs: []\n---\nA",
		  "{\"type\":\"object\",\"properties\":{},\"required\":[]}" },
		{ "---\ninputs:\n"
		  "- {name: a, kind: string, required: true}\n"
		  "- {name: b, kind: float, default: 0.5, required: true}\n"
		  "- {name: c, kind: integer, enumValues: [1, 2], example: 1}\n"
		  "- {name: d, kind: image, description: D}\n"
		  "- {name: e, kind: array, items: {kind: boolean}}\n"
		  "- {name: f, kind: object, properties: "
		  "[{name: g, kind: string, required: true}]}\n"
		  "- {name: h, kind: string, nullable: true}\n"
		  "- {name: i, kind: union, anyOf: "
		  "[{kind: string}, {kind: integer}]}\n"
		  "- {name: t, kind: thread}\n"
		  "---\nA",
		  "{\"type\":\"object\",\"properties\":{"
		  "\"a\":{\"type\":\"string\"},"
		  "\"b\":{\"type\":\"number\",\"default\":0.5},"
		  "\"c\":{\"type\":\"integer\",\"enum\":[1,2]},"
		  "\"d\":{\"type\":\"string\",\"description\":\"D\","
		  "\"contentMediaType\":\"image/*\"},"
		  "\"e\":{\"type\":\"array\",\"items\":{\"type\":\"boolean\"}},"
		  "\"f\":{\"type\":\"object\",\"properties\":"
		  "{\"g\":{\"type\":\"string\"}},\"required\":[\"g\"]},"
		  "\"h\":{\"type\":[\"string\",\"null\"]},"
		  "\"i\":{\"anyOf\":[{\"type\":\"string\"},"
		  "{\"type\":\"integer\"}]}"
		  "},\"required\":[\"a\"]}" },
		{ "---\nmodel: m\ninputs: {a: Jane, b: {kind: string}, "
		  "c: ~}\n---\nA",
		  "{\"type\":\"object\",\"properties\":{"
		  "\"a\":{\"type\":\"string\",\"default\":\"Jane\"},"
		  "\"b\":{\"type\":\"string\"},\"c\":{}},\"required\":[]}" },
		{ "---\ninputs: ${file:in.json}\n---\nA",
		  "{\"type\":\"object\",\"properties\":{"
		  "\"x\":{\"type\":\"string\"}},\"required\":[]}" },
		{ "---\nmodel: {api: chat}\n"
		  "inputs: {a: Jane, b: {type: string, default: x, sample: y},"
		  " c: {sample: [1]}, d: {type: object, json_schema: "
		  "{type: object, minProperties: 1}}}\n---\nA",
		  "{\"type\":\"object\",\"properties\":{"
		  "\"a\":{\"type\":\"string\"},"
		  "\"b\":{\"type\":\"string\",\"default\":\"x\"},"
		  "\"c\":{\"type\":\"array\"},"
		  "\"d\":{\"type\":\"object\",\"minProperties\":1}},"
		  "\"required\":[\"a\",\"c\",\"d\"]" CLOSED },
		{ "---\nsample: {a: 1}\ninputs: {a: {type: list, items: "
		  "{type: string}, is_chat_history: true}, "
		  "b: {type: odd}}\n---\nA",
		  "{\"type\":\"object\",\"properties\":{"
		  "\"a\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}},"
		  "\"b\":{}},\"required\":[\"a\",\"b\"]}" },
		{ "---\nsample: {a: 1}\n---\nA", "" },
		{ 0 },
	};

	(void)state;
	check(rows, variables_of, false);
}

static void makes_a_schema_of_outputs(void **state)
{
	static const struct row rows[] = {
		{ "---\nname: x\n---\nA", "" },
		{ "---\noutputs: [{name: a, kind: string, required: true},"
		  "{name: b, kind: float, description: B}]\n---\nA",
		  "{\"type\":\"object\",\"properties\":{"
		  "\"a\":{\"type\":\"string\"},"
		  "\"b\":{\"type\":\"number\",\"description\":\"B\"}},"
		  "\"required\":[\"a\"]" CLOSED },
		{ "---\nmodel: {api: chat}\noutputs: {a: {type: string}, "
		  "b: {type: number}}\n---\nA",
		  "{\"type\":\"object\",\"properties\":{"
		  "\"a\":{\"type\":\"string\"},\"b\":{\"type\":\"number\"}},"
		  "\"required\":[\"a\",\"b\"]" CLOSED },
		{ "---\nsample: {}\noutputs: {a: {type: string}}\n---\nA",
		  "{\"type\":\"object\",\"properties\":{"
		  "\"a\":{\"type\":\"string\"}},\"required\":[\"a\"]}" },
		{ "---\nmodel: {parameters: {response_format: "
		  "{type: json_object}}}\noutputs: {a: {type: string}}\n"
		  "---\nA",
		  "{\"type\":\"json_object\"}" },
		{ "---\nmodel: {api: chat, options: {response_format: "
		  "\"${file:in.json}\"}}\n---\nA",
		  "[{\"name\":\"x\",\"kind\":\"string\"}]" },
		{ 0 },
	};

	(void)state;
	check(rows, output_of, false);
}

/* ---- model and parameters */

static void finds_the_model(void **state)
{
	static const struct row rows[] = {
		{ "A", " " },
		{ "---\nmodel: gpt-4\n---\nA", " gpt-4" },
		{ "---\nmodel: {id: m, provider: openai}\n---\nA", "openai m" },
		{ "---\nmodel: {id: \"${env:M:gpt-4}\"}\n---\nA",
		  " ${env:M:gpt-4}" },
		{ "---\nmodel: {configuration: {type: azure_openai, "
		  "azure_deployment: d, name: n}}\n---\nA",
		  "azure_openai d" },
		{ "---\nmodel: {configuration: {name: n}}\n---\nA", " n" },
		{ "---\nmodel: {configuration: {model: n}}\n---\nA", " n" },
		{ "---\nmodel: {configuration: \"${file:sub/c.json}\"}\n---\nA",
		  " d" },
		{ "---\nmodel: {configuration: \"${file:../up.json}\"}\n---\nA",
		  " up" },
		{ "---\nmodel: {configuration: {azure_deployment: "
		  "\"${env:D}\"}}\n---\nA",
		  " ${env:D}" },
		{ "---\nmodel: {api: chat, id: i, connection: {type: t, "
		  "azure_deployment: d}}\n---\nA",
		  "t i" },
		{ "---\nmodel: {api: chat, connection: {azure_deployment: d}}"
		  "\n---\nA",
		  " d" },
		{ "---\napi: chat\nmodel: {azure_deployment: d}\n---\nA",
		  " d" },
		{ "---\nmodel: {parameters: {n: 1}}\nbase: base.prompty\n"
		  "---\nA",
		  "t base" },
		{ 0 },
	};

	(void)state;
	check(rows, model_of, false);
}

static void fills_the_connection_from_prompty_json(void **state)
{
	static const struct {
		const char *path, *text, *want;
		size_t notes;
	} rows[] = {
		{ "g/x/y/b.prompty", "---\nsample: {}\n---\nA", "t g", 1 },
		{ "g/b.prompty",
		  "---\nmodel: {configuration: {azure_deployment: d}}\n---\nA",
		  "t d", 1 },
		{ "g/b.prompty", "---\nmodel: {api: chat}\n---\nA", "t g", 1 },
		{ "g/b.prompty", "---\nmodel: {id: m}\n---\nA", " m", 0 },
		{ "h/b.prompty", "---\nsample: {}\n---\nA", " ", 1 },
		{ "b.prompty", "---\nsample: {}\n---\nA", " ", 0 },
	};
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct format_file file = read_file(&a, rows[i].path,
						    rows[i].text);
		struct str got = model_of(&a, &file);

		if (!str_is(got, rows[i].want) ||
		    file.note_count != rows[i].notes)
			fail_msg("%s: %.*s, %zu notes", rows[i].path,
				 STR_ARG(got), file.note_count);
	}
	arena_free(&a);
}

static void keeps_the_parameters_that_go_nowhere_else(void **state)
{
	static const struct row rows[] = {
		{ "---\nmodel: {id: m, options: {temperature: 0.70, "
		  "maxOutputTokens: 9}}\n---\nA",
		  "{\"temperature\":0.70,\"maxOutputTokens\":9}" },
		{ "---\nmodel: {parameters: {n: 1, tools: [], tool_choice: "
		  "auto, response_format: {type: text}, stop: \"\"}}\n---\nA",
		  "{\"n\":1,\"stop\":\"\"}" },
		{ "---\nmodel: {parameters: {tool_choice: auto}}\n---\nA", "" },
		{ "---\nmodel: {parameters: \"${file:p.yaml}\"}\n---\nA",
		  "{\"n\":1,\"t\":[{\"name\":\"x\",\"kind\":\"string\"}]}" },
		{ "---\nmodel: {parameters: {a: \"${file:text.txt}\", "
		  "b: \"${env:X}\", c: \"${other:x}\"}}\n---\nA",
		  "{\"a\":\"T\\n\",\"b\":\"${env:X}\",\"c\":\"${other:x}\"}" },
		{ "---\nmodel: {parameters: {n: 1}}\nbase: base.prompty\n"
		  "---\nA",
		  "{\"n\":1,\"m\":3,\"k\":4}" },
		{ 0 },
	};

	(void)state;
	check(rows, params_of, false);
}

/* ---- tools */

static void keeps_tools_in_their_shape(void **state)
{
	static const struct row rows[] = {
		{ "---\ntools: [{name: f, kind: function, parameters: "
		  "[{name: x, kind: string}]}, {name: g, kind: mine}]\n---\nA",
		  "f prompty {\"name\":\"f\",\"kind\":\"function\","
		  "\"parameters\":[{\"name\":\"x\",\"kind\":\"string\"}]}; "
		  "g prompty {\"name\":\"g\",\"kind\":\"mine\"}" },
		{ "---\ntools: {f: {kind: mine}}\n---\nA",
		  "f prompty {\"kind\":\"mine\"}" },
		{ "---\ntools: [{id: f, type: file_search}]\n---\nA",
		  "f prompty {\"id\":\"f\",\"type\":\"file_search\"}" },
		{ "---\nmodel: {parameters: {tools: \"${file:tools.json}\"}}\n"
		  "---\nA",
		  "f openai-chat {\"type\":\"function\",\"function\":"
		  "{\"name\":\"f\"}}" },
		{ "---\nmodel: {parameters: {functions: [{name: f}]}}\n---\nA",
		  "f openai-functions {\"name\":\"f\"}" },
		{ "---\ntemplate: jinja2\n---\ntools:\n  - id: f\n"
		  "    type: x\nuser:\nB",
		  "f prompty {\"id\":\"f\",\"type\":\"x\"}" },
		{ 0 },
	};

	(void)state;
	check(rows, tools_of, false);
}

static void hashes_what_only_running_it_could_know(void **state)
{
	static const struct row rows[] = {
		{ "---\ntools: [{name: f, kind: openapi, specification: "
		  "./spec.json}]\n---\nA",
		  "2:49 ./spec.json a/spec.json<{}>" },
		{ "---\ntools: [{name: f, kind: openapi, specification: "
		  "none.json}]\n---\nA",
		  "2:49 none.json" },
		{ "---\ntools: [{name: f, kind: mcp, serverName: s}]\n---\nA",
		  "2:42 s" },
		{ "---\n---\nuser[name=\"{{x}}\"]:\nA",
		  "3:1 user[name=\"{{x}}\"]:" },
		{ "---\ntemplate: jinja2\n---\ntools:\n  - id: {{f}}\nuser:\nB",
		  "5:1   - id: {{f}}\n" },
		{ 0 },
	};

	(void)state;
	check(rows, opaque_of, false);
}

/* ---- what is wrong, and what is to be known */

static void says_what_is_wrong(void **state)
{
	static const struct row rows[] = {
		{ "---\nname: x\n",
		  "a/b.prompty:1:1 format-invalid: the header is not closed, "
		  "or nothing stands behind it" },
		{ "---\nname: x\n---",
		  "a/b.prompty:1:1 format-invalid: the header is not closed, "
		  "or nothing stands behind it" },
		{ "---\n- a\n---\nA", "a/b.prompty:2:1 format-invalid: the "
				      "header is not `name: value`" },
		{ "---\nmodel: {parameters: 7}\n---\nA",
		  "a/b.prompty:2:21 format-invalid: the parameters of the "
		  "model are not an object but string" },
		{ "---\ninputs: 7\n---\nA",
		  "a/b.prompty:2:9 format-invalid: inputs is neither a list "
		  "nor an object but number" },
		{ "---\ninputs:\n- kind: string\n---\nA",
		  "a/b.prompty:3:3 format-invalid: the input has no name" },
		{ "---\ntools: [7]\n---\nA",
		  "a/b.prompty:2:9 format-invalid: a tool is an object, not "
		  "number" },
		{ "---\ntools: 7\n---\nA",
		  "a/b.prompty:2:8 format-invalid: tools is neither a list "
		  "nor an object but number" },
		{ "---\ntools: [{kind: x}]\n---\nA",
		  "a/b.prompty:2:9 format-invalid: the tool has no name" },
		{ "---\nmodel: {id: m, options: \"${file:no.json}\"}\n---\nA",
		  "a/b.prompty:2:25 source-missing: a/no.json is not there" },
		{ "---\nmodel: {id: m, options: \"${file:../up.json}\"}\n---\nA",
		  "a/b.prompty:2:25 path-escape: ../up.json is outside of the "
		  "prompt's folder, where Prompty 2 reads no file" },
		{ "---\nmodel: {id: m, connection: \"${file:../up.json}\"}\n---\n"
		  "A",
		  "a/b.prompty:2:28 path-escape: ../up.json is outside of the "
		  "prompt's folder, where Prompty 2 reads no file" },
		{ "---\nmodel: {parameters: \"${file:../../x.json}\"}\n---\nA",
		  "a/b.prompty:2:21 path-escape: ../../x.json leaves the "
		  "repository, or is not a path" },
		{ "---\nmodel: {parameters: \"${file:self.json}\"}\n---\nA",
		  "a/b.prompty:2:21 format-invalid: files name each other "
		  "more than 8 deep" },
		{ "---\nmodel: {parameters: \"${file:loop.json}\"}\n---\nA",
		  "a/b.prompty:2:21 format-invalid: files name each other too "
		  "deep, or too often" },
		{ "---\nmodel: {parameters: {a: \"${file:deep.json}\"}}\n"
		  "---\nA",
		  "a/b.prompty:2:25 format-invalid: files name each other too "
		  "deep, or too often" },
		{ "---\nmodel: {parameters: {}}\nbase: bad.prompty\n---\nA",
		  "a/bad.prompty:3:1 format-invalid: did not find expected "
		  "node content while parsing a flow node" },
		{ "---\nmodel: {parameters: {}}\nbase: no.prompty\n---\nA",
		  "a/b.prompty:3:7 source-missing: a/no.prompty is not there" },
		{ 0 },
	};

	(void)state;
	check(rows, shown_troubles, true);
}

static void tells_the_place_of_broken_yaml(void **state)
{
	struct arena a = { 0 };
	struct format_file file = read_file(&a, "b.prompty",
					    "---\nname: x\nname: y\n---\nA");

	(void)state;
	assert_int_equal(file.trouble_count, 1);
	assert_int_equal(file.troubles[0].pos.line, 3);
	assert_int_equal(file.troubles[0].pos.column, 1);
	assert_int_equal(file.troubles[0].rule, RULE_FORMAT_INVALID);
	arena_free(&a);
}

static void notes_what_is_no_fault(void **state)
{
	static const struct row rows[] = {
		{ "---\nname: x\n---\nA", "" },
		{ "---\nname: a --- b\n---\nA",
		  "2:9 the header ends here, at the first ---, though it is "
		  "no line of its own: all behind it is the template" },
		{ "---\n---\n{% if a %}\nuser:\nA{% endif %}",
		  "4:1 what looks like the line of a role or a conversation "
		  "stays text: it stands in a block, or a tag touches it, so "
		  "that only rendering shows what becomes of it" },
		{ "---\ntemplate: jinja2\n---\nA ![x](y.png)",
		  "4:3 an image is sent in the place of this text; its bytes "
		  "are no part of the prompt here" },
		{ "---\ntemplate: jinja2\n---\n![x]({{y}}) ![a](http://b)",
		  "" },
		{ "---\n---\n![x](y.png)", "" },
		{ "---\nbase: x\nmodel: {api: chat}\n---\nA",
		  "2:7 Prompty 1.x takes nothing from a `base`" },
		{ "---\nsample: {}\n---\n{% extends \"x\" %}",
		  "0:0 the template extends another, which decides what its "
		  "messages are: it is one message here" },
		{ 0 },
	};

	(void)state;
	check(rows, shown_notes, false);
}

static void takes_version_and_description(void **state)
{
	struct arena a = { 0 };
	struct format_file file = read_file(
		&a, "b.prompty", "---\nversion: 1.10\ndescription: D\n---\nA");
	const struct format_prompt *p = &file.prompts[0];

	(void)state;
	assert_true(str_is(p->version, "1.10"));
	assert_int_equal(p->version_pos.line, 2);
	assert_true(str_is(p->description, "D"));
	file = read_file(&a, "b.prompty",
			 "---\nmetadata: {version: \"2.0\"}\n---\nA");
	assert_true(str_is(file.prompts[0].version, "2.0"));
	arena_free(&a);
}

static void lists_the_files_it_read(void **state)
{
	struct arena a = { 0 };
	struct format_file file = read_file(
		&a, "a/b.prompty",
		"---\nmodel: {configuration: {type: t, name: \"${file:text.txt}\"},"
		" parameters: \"${file:p.yaml}\"}\n---\nA");

	(void)state;
	assert_int_equal(file.other_count, 2);
	assert_true(str_is(file.others[0], "a/p.yaml"));
	assert_true(str_is(file.others[1], "a/in.json"));
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_known_by_its_name),
		cmocka_unit_test(tells_the_generation),
		cmocka_unit_test(cuts_messages_as_each_generation_does),
		cmocka_unit_test(puts_conversations_where_they_stand),
		cmocka_unit_test(says_where_each_message_stands),
		cmocka_unit_test(binds_what_earlier_messages_set),
		cmocka_unit_test(binds_what_earlier_messages_may_have_set),
		cmocka_unit_test(knows_the_template_languages),
		cmocka_unit_test(makes_variables_of_inputs),
		cmocka_unit_test(makes_a_schema_of_outputs),
		cmocka_unit_test(finds_the_model),
		cmocka_unit_test(fills_the_connection_from_prompty_json),
		cmocka_unit_test(keeps_the_parameters_that_go_nowhere_else),
		cmocka_unit_test(keeps_tools_in_their_shape),
		cmocka_unit_test(hashes_what_only_running_it_could_know),
		cmocka_unit_test(says_what_is_wrong),
		cmocka_unit_test(tells_the_place_of_broken_yaml),
		cmocka_unit_test(notes_what_is_no_fault),
		cmocka_unit_test(takes_version_and_description),
		cmocka_unit_test(lists_the_files_it_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
