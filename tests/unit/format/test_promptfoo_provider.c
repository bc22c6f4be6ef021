#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/format/promptfoo.h"

static void one_provider_adds_to_each_prompt(void **state)
{
	(void)state;
	as_read("prompts: [a, b]\n"
		"providers:\n"
		"  - id: openai:chat:gpt-4.1\n"
		"    config:\n"
		"      temperature: 0.50\n"
		"      apiKey: secret\n"
		"      tool_choice: auto\n"
		"      response_format: {type: json_object}\n"
		"      tools:\n"
		"        - {type: function, function: {name: f}}\n",
		"prompt 1 1:11\n"
		"user " NUN " 1:11 `a`\n"
		"tool f openai-chat {\"type\":\"function\",\"function\":"
		"{\"name\":\"f\"}}\n"
		"choice \"auto\"\n"
		"output {\"type\":\"json_object\"}\n"
		"params {\"temperature\":0.50}\n"
		"model openai/gpt-4.1 3:9\n"
		"prompt 2 1:14\n"
		"user " NUN " 1:14 `b`\n"
		"tool f openai-chat {\"type\":\"function\",\"function\":"
		"{\"name\":\"f\"}}\n"
		"choice \"auto\"\n"
		"output {\"type\":\"json_object\"}\n"
		"params {\"temperature\":0.50}\n"
		"model openai/gpt-4.1 3:9\n");
}

static void several_providers_make_a_prompt_each(void **state)
{
	(void)state;
	as_read("prompts:\n"
		"  - {raw: a, label: A}\n"
		"  - {raw: b, label: B}\n"
		"targets:\n"
		"  - openai:gpt-4o\n"
		"  - {id: 'x:m', label: X1, config: {t: 1}, prompts: [A]}\n"
		"  - 'x:m': {label: X2, config: {t: 2}, prompts: [B, C]}\n",
		"prompt A@openai:gpt-4o 2:5\n"
		"user " NUN " 2:11 `a`\n"
		"model openai/gpt-4o 5:5\n"
		"prompt A@X1 2:5\n"
		"user " NUN " 2:11 `a`\n"
		"params {\"t\":1}\n"
		"model x/m 6:10\n"
		"prompt B@openai:gpt-4o 3:5\n"
		"user " NUN " 3:11 `b`\n"
		"model openai/gpt-4o 5:5\n"
		"prompt B@X2 3:5\n"
		"user " NUN " 3:11 `b`\n"
		"params {\"t\":2}\n"
		"model x/m 7:5\n");
}

static void prompts_of_a_provider_are_named_by_label_or_text(void **state)
{
	(void)state;
	as_read("prompts: [a, b, {raw: c, label: 'L: x'}, {raw: d, label: Lx}]\n"
		"providers:\n"
		"- {id: 'v:m', prompts: [b, L, 3, b]}\n",
		"prompt 2 1:14\nuser " NUN " 1:14 `b`\nmodel v/m 3:8\n"
		"prompt L: x 1:17\nuser " NUN " 1:23 `c`\nmodel v/m 3:8\n");
}

static void a_name_that_is_taken_is_given_a_number(void **state)
{
	(void)state;
	as_read("prompts: [{raw: a, label: L}, {raw: b, label: 'L#2'},\n"
		"  {raw: c, label: L}, {raw: d, label: L}]\n",
		"prompt L 1:11\nuser " NUN " 1:17 `a`\n"
		"prompt L#2 1:31\nuser " NUN " 1:37 `b`\n"
		"prompt L#3 2:3\nuser " NUN " 2:9 `c`\n"
		"prompt L#4 2:23\nuser " NUN " 2:29 `d`\n");
}

static void an_id_is_vendor_and_model(void **state)
{
	static const struct {
		const char *id, *model; /* NULL: none */
	} rows[] = {
		{ "openai:gpt-4o", "openai/gpt-4o" },
		{ "openai:chat:gpt-4o", "openai/gpt-4o" },
		{ "openai:responses:o3", "openai/o3" },
		{ "openai:completion:davinci", "openai/completion:davinci" },
		{ "anthropic:messages:claude-x", "anthropic/claude-x" },
		{ "bedrock:converse:a.b-v1:0", "bedrock/a.b-v1:0" },
		{ "bedrock:a.b-v1:0", "bedrock/a.b-v1:0" },
		{ "ollama:chat:llama3:8b", "ollama/llama3:8b" },
		{ "openrouter:meta/llama", "openrouter/meta/llama" },
		{ "echo", "/echo" },
		{ "'{{env.MODEL}}'", "/{{env.MODEL}}" },
		{ "openai:chat", NULL },
	};
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct str bytes = str_fmt(&a, "prompts: x\nproviders: [%s]",
					   rows[i].id);
		struct format_file file;
		struct error err = { 0 };
		const struct format_prompt *p;

		assert_int_equal(files_format(&a, "promptfooconfig.yaml", bytes,
					      NULL, NULL, &file, &err),
				 0);
		p = &file.prompts[0];
		assert_int_equal(file.note_count, rows[i].model ? 0 : 1);
		assert_int_equal(p->opaque_count + file.trouble_count, 0);
		if (rows[i].model)
			assert_string_equal(str_fmt(&a, "%.*s/%.*s",
						    STR_ARG(p->provider),
						    STR_ARG(p->model))
						    .p,
					    rows[i].model);
		else
			assert_int_equal(p->provider.n + p->model.n, 0);
	}
	arena_free(&a);
}

static void code_and_services_that_answer_are_opaque(void **state)
{
	static const char *const ids[] = {
		"https://a.example/v1",
		"exec:run.sh",
		"webhook:https://a",
		"package:a:b",
		"openai:assistant:asst_1",
		"http",
		"browser",
	};
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++)
		as_read(str_fmt(&a, "prompts: x\nproviders: [%s]", ids[i]).p,
			str_fmt(&a,
				"prompt 1 1:10\nuser " NUN " 1:10 `x`\n"
				"opaque %s () `%s`\n",
				ids[i], ids[i])
				.p);
	arena_free(&a);
	with_files("prompts: p/i.sh\n"
		   "providers: ['python:p/h.py:g']\n",
		   some_files,
		   "prompt p/i.sh 1:10\n"
		   "opaque p/i.sh (e/p/i.sh) `echo\n`\n"
		   "opaque python:p/h.py:g (e/p/h.py) `def f(): pass\n`\n");
	with_files("prompts: x\nproviders: file://p/h.py\n", some_files,
		   "prompt 1 1:10\nuser " NUN " 1:10 `x`\n"
		   "opaque file://p/h.py (e/p/h.py) `def f(): pass\n`\n");
}

static void settings_may_be_in_files(void **state)
{
	const struct file_row files[] = {
		{ "e/prov.yaml", "- id: openai:m\n"
				 "  config:\n"
				 "    tools: file://tools.json\n"
				 "    response_format: file://out.json\n" },
		{ "e/tools.json", "[{\"name\":\"t\",\"input_schema\":{}}]" },
		{ "e/more.yaml", "name: u\ninput_schema: {}\n" },
		{ "e/out.json",
		  "{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\","
		  "\"schema\":\"file://s.json\"}}" },
		{ "e/s.json", "{}" },
		{ "e/sys.txt", "S" },
		{ "e/t.js", "x" },
		{ "e/c.yaml", "top_k: 3" },
		{ 0 },
	};

	(void)state;
	with_files("prompts: x\nproviders: [file://prov.yaml]\n", files,
		   "prompt 1 1:10\n"
		   "user " NUN " 1:10 `x`\n"
		   "tool t anthropic {\"name\":\"t\",\"input_schema\":{}}\n"
		   "opaque file://s.json (e/s.json) `{}`\n"
		   "output {\"type\":\"json_schema\",\"json_schema\":{\"name\":"
		   "\"n\",\"schema\":\"file://s.json\"}}\n"
		   "model openai/m 1:7\n");
	with_files("prompts: x\n"
		   "providers:\n"
		   "- id: a:m\n"
		   "  config:\n"
		   "    tools: [file://tools.json, file://more.yaml,\n"
		   "      'file://t.js:f']\n"
		   "    systemInstruction: {parts: [file://sys.txt]}\n"
		   "    functions: [{name: g}]\n",
		   files,
		   "prompt 1 1:10\n"
		   "user " NUN " 1:10 `x`\n"
		   "tool t anthropic {\"name\":\"t\",\"input_schema\":{}}\n"
		   "tool u anthropic {\"name\":\"u\",\"input_schema\":{}}\n"
		   "tool g openai-functions {\"name\":\"g\"}\n"
		   "opaque file://t.js:f (e/t.js) `x`\n"
		   "opaque file://sys.txt (e/sys.txt) `S`\n"
		   "params {\"systemInstruction\":{\"parts\":"
		   "[\"file://sys.txt\"]}}\n"
		   "model a/m 3:7\n");
	with_files(
		"prompts: x\nproviders: [{id: a:m, config: file://c.yaml}]\n",
		files,
		"prompt 1 1:10\nuser " NUN " 1:10 `x`\n"
		"params {\"top_k\":3}\nmodel a/m 2:18\n");
}

static void a_reference_to_the_environment_stays_one(void **state)
{
	(void)state;
	as_read("prompts: ['file://{{env.D}}/a.txt']\n"
		"providers:\n"
		"- id: v:m\n"
		"  config:\n"
		"    tools: 'file://{{env.D}}/t.json'\n"
		"    response_format: 'file://{{env.D}}/o.json'\n"
		"    x: 'file://{{env.D}}/x'\n",
		"prompt {{env.D}}/a.txt 1:11\n"
		"opaque file://{{env.D}}/a.txt () `file://{{env.D}}/a.txt`\n"
		"opaque file://{{env.D}}/t.json () `file://{{env.D}}/t.json`\n"
		"opaque file://{{env.D}}/o.json () `file://{{env.D}}/o.json`\n"
		"opaque file://{{env.D}}/x () `file://{{env.D}}/x`\n"
		"params {\"x\":\"file://{{env.D}}/x\"}\n"
		"model v/m 3:7\n");
	as_read("prompts: x\nproviders: 'file://{{env.D}}/p.yaml'\n",
		"prompt 1 1:10\nuser " NUN " 1:10 `x`\n"
		"opaque file://{{env.D}}/p.yaml () "
		"`file://{{env.D}}/p.yaml`\n");
}

static void a_json_configuration_is_read_the_same(void **state)
{
	struct arena a = { 0 };
	struct format_file file;
	struct error err = { 0 };

	(void)state;
	assert_int_equal(
		files_format(&a, "promptfooconfig.json",
			     STR("\xef\xbb\xbf{\"prompts\": [\"a {{b}}\"],\n"
				 " \"providers\": {\"v:m\": {\"config\": "
				 "{\"t\": 1}}}}"),
			     NULL, NULL, &file, &err),
		0);
	assert_string_equal(shown(&a, &file),
			    "prompt 1 1:14\nuser " NUN " 1:15 `a {{b}}`\n"
			    "params {\"t\":1}\nmodel v/m 2:15\n");
	arena_free(&a);
}

static void the_config_of_a_prompt_goes_over_the_providers(void **state)
{
	(void)state;
	as_read("prompts:\n"
		"  - {raw: x, config: {b: 3, c: 4,\n"
		"      response_format: {type: text}}}\n"
		"  - y\n"
		"providers: [{id: v:m, config: {a: 1, b: 2}}]\n",
		"prompt 1 2:5\n"
		"user " NUN " 2:11 `x`\n"
		"output {\"type\":\"text\"}\n"
		"params {\"a\":1,\"b\":3,\"c\":4}\n"
		"model v/m 5:18\n"
		"prompt 2 4:5\n"
		"user " NUN " 4:5 `y`\n"
		"params {\"a\":1,\"b\":2}\n"
		"model v/m 5:18\n");
	as_read("prompts: [{raw: x, config: {b: 3}}]\n",
		"prompt 1 1:11\nuser " NUN " 1:17 `x`\nparams {\"b\":3}\n");
}

static void references_in_the_file_are_followed(void **state)
{
	(void)state;
	as_read("prompts: [{'$ref': '#/x/p'}]\n"
		"providers:\n"
		"  - '$ref': '#/x/v'\n"
		"x:\n"
		"  p: hello\n"
		"  v: {id: v:m, config: {'$ref': '#/x/c'}}\n"
		"  c: {a: 1}\n",
		"prompt 1 1:11\n"
		"user " NUN " 5:6 `hello`\n"
		"params {\"a\":1}\n"
		"model v/m 6:11\n");
	as_read("prompts: x\nproviders: ['$ref']\n",
		"prompt 1 1:10\nuser " NUN " 1:10 `x`\nmodel /$ref 2:13\n");
}

static void what_is_wrong_is_told_with_its_place(void **state)
{
#define AT "format-invalid e/promptfooconfig.yaml:"
	(void)state;
	as_read("x", AT "1:1: the configuration is string, not an object\n");
	as_read("prompts: []\n", AT "1:10: there are no prompts in "
				    "`prompts`\n");
	as_read("prompts:\nproviders:\n",
		AT "1:9: there are no prompts in `prompts`\n");
	as_read("prompts: x\nproviders: [[], {label: x}, {a: {config: {b: .inf}"
		"}}]\n",
		"prompt 1 1:10\nuser " NUN " 1:10 `x`\nmodel /a 2:29\n" AT
		"2:13: a provider is a text or an object, not array\n" AT
		"2:17: the provider has no id\n" AT
		"2:46: .inf is not spelled as in JSON: put it in quotes if it "
		"is text\n");
	as_read("prompts: x\nproviders: [{id: a:b, config: {tools: [{}]}}]\n",
		"prompt 1 1:10\nuser " NUN " 1:10 `x`\nmodel a/b 2:18\n" AT
		"2:40: the tool has no shape that is known\n");
	as_read("prompts: x\na: &b c\n",
		AT "2:4: the anchor &b: anchors are not part of plain "
		   "YAML\n");
#undef AT
}

static void there_is_a_bound_on_prompts(void **state)
{
	struct arena a = { 0 };
	struct buf b = buf_in(&a);
	struct format_file file;
	struct error err = { 0 };

	(void)state;
	buf_adds(&b, "providers: [a:b, c:d]\nprompts:\n");
	for (size_t i = 0; i < 1001; i++)
		buf_adds(&b, "- x\n");
	assert_int_equal(files_format(&a, "promptfooconfig.yaml", buf_str(&b),
				      NULL, NULL, &file, &err),
			 0);
	assert_int_equal(file.prompt_count, FORMAT_PROMPTS);
	assert_int_equal(file.trouble_count, 2);
	assert_string_equal(str_c(&a, file.troubles[0].message),
			    "more than 1000 prompts");
	assert_string_equal(str_c(&a, file.troubles[1].message),
			    "more than 1000 prompts, each with each provider");
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_provider_adds_to_each_prompt),
		cmocka_unit_test(several_providers_make_a_prompt_each),
		cmocka_unit_test(
			prompts_of_a_provider_are_named_by_label_or_text),
		cmocka_unit_test(a_name_that_is_taken_is_given_a_number),
		cmocka_unit_test(an_id_is_vendor_and_model),
		cmocka_unit_test(code_and_services_that_answer_are_opaque),
		cmocka_unit_test(settings_may_be_in_files),
		cmocka_unit_test(a_reference_to_the_environment_stays_one),
		cmocka_unit_test(a_json_configuration_is_read_the_same),
		cmocka_unit_test(
			the_config_of_a_prompt_goes_over_the_providers),
		cmocka_unit_test(references_in_the_file_are_followed),
		cmocka_unit_test(what_is_wrong_is_told_with_its_place),
		cmocka_unit_test(there_is_a_bound_on_prompts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
