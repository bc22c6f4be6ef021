#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/format/show.h"

static const struct file_row others[] = {
	{ "f/a.jinja2", "# system:\nA {{ x }}\n\nuser:\n{{ y }}\n" },
	{ "f/mark.jinja2", "\xef\xbb\xbfsystem:\nA\n" },
	{ "f/plain.jinja2", "\nA {{ x }}\n" },
	{ "f/stray.jinja2", "A\nuser:\nB\n" },
	{ "f/blocks.jinja2",
	  "{% for m in h %}\nuser:\n{{ m }}\n{% endfor %}\nuser:\nB\n" },
	{ 0 },
};

#define FLOW "f/flow.dag.yaml"
#define NODE(name, more)                                               \
	"- name: " name "\n  type: llm\n  source: {type: code, path: " \
	"a.jinja2}\n" more
#define CLOSED ",\"additionalProperties\":false}\n"

static void is_known_by_its_name(void **state)
{
	static const struct {
		const char *path, *text, *format;
	} rows[] = {
		{ "flow.dag.yaml", "nodes: []", "promptflow" },
		{ "a/flow.flex.yaml", "entry: x:y", "promptflow" },
		{ "a/flow.dag.yaml", "nodes: [", "promptflow" },
		{ "a/flow.dag.yml", "nodes: []", "-" },
		{ "a/my.flow.dag.yaml", "nodes: []", "-" },
		{ "a/.promptflow/flow.tools.json", "{\"code\":{}}",
		  "promptflow-tools" },
		{ "flow.tools.json", "{\"package\":{}}", "promptflow-tools" },
		{ "flow.tools.json", "[]", "-" },
		{ "flow.tools.json", "{", "-" },
	};
	struct show s = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(show_taken(&s, rows[i].path, rows[i].text),
				    rows[i].format);
	show_free(&s);
}

static void reads_a_chat_node(void **state)
{
	(void)state;
	show_is(FLOW,
		"inputs:\n  q: {type: string}\n  n: {type: int, default: 3}\n"
		"nodes:\n" NODE("chat", "  inputs:\n"
					"    deployment_name: d\n"
					"    model: m\n"
					"    max_tokens: \"256\"\n"
					"    temperature: 0.70\n"
					"    stop:\n"
					"    x: ${inputs.q}\n"
					"    y: ${flow.n}\n"
					"    z: ${other.output}\n"
					"    tone: formal\n"
					"  connection: c\n"
					"  api: chat\n"
					"  provider: AzureOpenAI\n"),
		others,
		"prompt chat\n"
		"system jinja2 2:1 \"A {{ x }}\"\n"
		"user jinja2 5:1 \"{{ y }}\"\n"
		"variables {\"type\":\"object\",\"properties\":{"
		"\"x\":{\"type\":\"string\"},"
		"\"y\":{\"type\":\"integer\",\"default\":3},"
		"\"z\":{},\"tone\":{\"const\":\"formal\"}},"
		"\"required\":[\"x\",\"z\",\"tone\"]" CLOSED
		"provider AzureOpenAI\nmodel d\n"
		"params {\"model\":\"m\",\"max_tokens\":\"256\","
		"\"temperature\":0.70,\"stop\":null}\n");
}

static void chooses_the_model_by_the_provider(void **state)
{
	(void)state;
	show_is(FLOW,
		"nodes:\n" NODE("a", "  provider: OpenAI\n  inputs: "
				     "{deployment_name: d, model: m}\n")
			NODE("b", "  inputs: {model: m}\n"),
		others,
		"prompt a\n"
		"system jinja2 2:1 \"A {{ x }}\"\n"
		"user jinja2 5:1 \"{{ y }}\"\n"
		"variables {\"type\":\"object\",\"properties\":{},"
		"\"required\":[]" CLOSED "provider OpenAI\nmodel m\n"
		"params {\"deployment_name\":\"d\"}\n"
		"prompt b\n"
		"system jinja2 2:1 \"A {{ x }}\"\n"
		"user jinja2 5:1 \"{{ y }}\"\n"
		"variables {\"type\":\"object\",\"properties\":{},"
		"\"required\":[]" CLOSED "model m\n");
}

static void reads_a_completion_and_a_prompt_whole(void **state)
{
	(void)state;
	show_is(FLOW,
		"nodes:\n"
		"- {name: a, type: llm, api: completion, source: {path: "
		"plain.jinja2}}\n"
		"- {name: b, type: prompt, source: {path: a.jinja2}, "
		"inputs: {model: v}}\n"
		"- {name: c, type: python, source: {path: c.py}}\n",
		others,
		"prompt a\nuser jinja2 1:1 \"\\nA {{ x }}\\n\"\n"
		"prompt b\nuser jinja2 1:1 \"# system:\\nA {{ x }}\\n\\n"
		"user:\\n{{ y }}\\n\"\n"
		"variables {\"type\":\"object\",\"properties\":{"
		"\"model\":{\"const\":\"v\"}},\"required\":[\"model\"]" CLOSED);
}

static void reads_tools_of_both_kinds(void **state)
{
	(void)state;
	show_is(FLOW,
		"nodes:\n"
		"- name: a\n  type: custom_llm\n"
		"  source: {type: package_with_prompt, tool: p.q, path: "
		"mark.jinja2}\n"
		"  inputs:\n    tools: [{type: function, function: {name: f}}]"
		"\n    tool_choice: auto\n    response_format: {type: text}\n"
		"- name: b\n  type: llm\n  source: {path: mark.jinja2}\n"
		"  inputs: {functions: [{name: g}], function_call: none}\n"
		"- name: c\n  type: llm\n  source: {path: mark.jinja2}\n"
		"  inputs:\n    tools: ${inputs.t}\n",
		others,
		"prompt a\nsystem jinja2 2:1 \"A\"\n"
		"tool f openai-chat {\"type\":\"function\",\"function\":"
		"{\"name\":\"f\"}}\n"
		"opaque p.q =  (p.q) 4:45\n"
		"tool_choice \"auto\"\noutput {\"type\":\"text\"}\n"
		"variables {\"type\":\"object\",\"properties\":{},"
		"\"required\":[]" CLOSED "prompt b\nsystem jinja2 2:1 \"A\"\n"
		"tool g openai-functions {\"name\":\"g\"}\n"
		"tool_choice \"none\"\n"
		"variables {\"type\":\"object\",\"properties\":{},"
		"\"required\":[]" CLOSED "prompt c\nsystem jinja2 2:1 \"A\"\n"
		"opaque ${inputs.t} =  (${inputs.t}) 17:12\n"
		"variables {\"type\":\"object\",\"properties\":{},"
		"\"required\":[]" CLOSED);
}

static void takes_the_default_variant(void **state)
{
	static const char text[] =
		"nodes:\n- {name: a, use_variants: true}\n"
		"node_variants:\n  a:\n    default_variant_id: v1\n"
		"    variants:\n"
		"      v0: {node: {type: llm, source: {path: a.jinja2}}}\n"
		"      v1: {node: {type: llm, source: {path: mark.jinja2}}}\n";
	struct show s = { 0 };

	(void)state;
	show_is(FLOW, text, others, "prompt a\nsystem jinja2 2:1 \"A\"\n");
	show_read(&s, FLOW, text, others);
	assert_string_equal(show_notes(&s),
			    "0:0 variants of nodes that are not the default, "
			    "and are not read: 1\n");
	show_free(&s);
}

static void sets_the_options_of_its_renderer(void **state)
{
	struct show s = { 0 };
	const struct format_message *m;

	(void)state;
	show_read(&s, FLOW, "nodes:\n" NODE("a", ""), others);
	m = &s.file.prompts[0].messages[0];
	assert_int_equal(m->option_count, 2);
	assert_true(str_is(m->options[0].name, "keep_trailing_newline"));
	assert_true(str_is(m->options[1].name, "trim_blocks"));
	assert_true(str_is(m->options[1].json, "true"));
	assert_true(str_is(m->text.path, "f/a.jinja2"));
	assert_int_equal(s.file.other_count, 1);
	show_free(&s);
}

static void says_when_a_template_is_a_whole_file(void **state)
{
	static const char text[] =
		"nodes:\n- {name: a, type: prompt, source: {path: a.jinja2}}\n"
		"- {name: b, type: prompt, source: {path: mark.jinja2}}\n";
	struct show s = { 0 };

	(void)state;
	show_read(&s, FLOW, text, others);
	assert_true(s.file.prompts[0].messages[0].text.whole);
	assert_false(s.file.prompts[1].messages[0].text.whole);
	show_free(&s);
}

static void notes_what_has_no_prompt(void **state)
{
	static const struct {
		const char *path, *text, *notes;
	} rows[] = {
		{ FLOW, "nodes: [{name: a, type: python}]",
		  "0:0 no node of the flow is of type llm or prompt: it has "
		  "no prompt\n0:0 1 node of the flow is code\n" },
		{ "flow.flex.yaml", "entry: flow:ChatFlow\n",
		  "1:8 the flow is the code flow:ChatFlow: it has no prompt "
		  "of its own\n" },
		{ "flow.tools.json", "{\"code\":{}}",
		  "0:0 prompt flow wrote down here what its nodes take; the "
		  "prompts are in flow.dag.yaml and the templates it names\n" },
	};
	struct show s = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		show_read(&s, rows[i].path, rows[i].text, NULL);
		assert_int_equal(s.file.prompt_count, 0);
		assert_string_equal(show_troubles(&s), "");
		assert_string_equal(show_notes(&s), rows[i].notes);
		show_free(&s);
	}
}

static void notes_roles_in_blocks_of_the_template(void **state)
{
	struct show s = { 0 };

	(void)state;
	show_read(&s, FLOW,
		  "nodes:\n- {name: a, type: llm, source: {path: "
		  "blocks.jinja2}}\n",
		  others);
	assert_string_equal(show_troubles(&s), "");
	assert_string_equal(
		show_notes(&s),
		"0:0 f/blocks.jinja2:2: what looks like the line of a role or "
		"a conversation stays text: it stands in a block, or a tag "
		"touches it, so that only rendering shows what becomes of "
		"it\n");
	show_free(&s);
}

static void says_what_is_wrong(void **state)
{
	static const struct {
		const char *text, *troubles;
	} rows[] = {
		{ "nodes: [", "2:1 did not find expected node content while "
			      "parsing a flow node\n" },
		{ "[]", "1:1 a flow is an object, not array\n" },
		{ "nodes: [{type: llm}]", "1:9 the node has no name\n" },
		{ "nodes: [{name: a, type: llm}]",
		  "1:9 the node a names no template\n" },
		{ "nodes: [{name: a}, {name: a}]",
		  "1:20 two nodes are called a\n" },
		{ "nodes: [{name: a, type: llm, source: {path: no.jinja2}}]",
		  "1:45 f/no.jinja2 is not there\n" },
		{ "nodes: [{name: a, type: llm, source: {path: ../../x}}]",
		  "1:45 ../../x leaves the repository, or is not a path\n" },
		{ "nodes: [{name: a, type: llm, source: "
		  "{path: stray.jinja2}}]",
		  "1:1 the text stands in front of the first role, which "
		  "prompt flow refuses in a chat\n" },
		{ "nodes: [{name: a, type: llm, source: "
		  "{path: plain.jinja2}}]",
		  "2:1 the text stands in front of the first role, which "
		  "prompt flow refuses in a chat\n" },
	};
	struct show s = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		show_read(&s, FLOW, rows[i].text, others);
		assert_string_equal(show_troubles(&s), rows[i].troubles);
		show_free(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_known_by_its_name),
		cmocka_unit_test(reads_a_chat_node),
		cmocka_unit_test(chooses_the_model_by_the_provider),
		cmocka_unit_test(reads_a_completion_and_a_prompt_whole),
		cmocka_unit_test(reads_tools_of_both_kinds),
		cmocka_unit_test(takes_the_default_variant),
		cmocka_unit_test(sets_the_options_of_its_renderer),
		cmocka_unit_test(says_when_a_template_is_a_whole_file),
		cmocka_unit_test(notes_what_has_no_prompt),
		cmocka_unit_test(notes_roles_in_blocks_of_the_template),
		cmocka_unit_test(says_what_is_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
