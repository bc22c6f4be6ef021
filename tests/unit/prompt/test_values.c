#include "memory.h"

#define MANIFEST "promptpin: 1\nprompts:\n  a:\n    messages: [{user: a.md}]\n"

/* Prompt `a` with more lines in its entry and one more file. */
static void open_with(struct memory *m, struct built *p, const char *lines,
		      const char *path, const char *bytes)
{
	static char manifest[1000]; /* findings point into it */
	const struct view_file files[] = {
		{ STR("promptpin.yaml"), { manifest, 0 } },
		MEMORY_FILE("a.md", "x"),
		{ str_of(path), str_of(bytes) },
	};
	struct view_file all[3];

	(void)snprintf(manifest, sizeof(manifest), "%s%s", MANIFEST, lines);
	memcpy(all, files, sizeof(all));
	all[0].bytes = str_of(manifest);
	memory_open(m, all, path ? 3 : 2);
	assert_int_equal(memory_build(m, "a", p), 0);
}

static struct str bytes_of(const struct built *p, const struct store_id *id)
{
	assert_non_null(id);
	for (size_t i = 0; i < p->object_count; i++)
		if (store_id_equal(&p->objects[i].id, id))
			return p->objects[i].bytes;
	fail_msg("no such object");
	return STR_EMPTY;
}

static void assert_bytes(const struct built *p, const struct store_id *id,
			 const char *expected)
{
	struct str bytes = bytes_of(p, id);

	if (!str_is(bytes, expected))
		fail_msg("%.*s is not %s", STR_ARG(bytes), expected);
}

static void params_merge_member_by_member(void **state)
{
	struct memory m;
	struct built p;

	(void)state;
	open_with(&m, &p,
		  "    params: {b: null, d: {y: 1}, a: 9.0}\n"
		  "defaults:\n  params: {a: 1, b: 2, c: x, d: {x: 1}}\n",
		  NULL, NULL);
	memory_clean(&m);
	assert_bytes(&p, p.effective.params,
		     "{\"a\":9.0,\"b\":null,\"c\":\"x\",\"d\":{\"y\":1}}");
	assert_int_equal(p.source_count, 3);
	assert_string_equal(p.sources[1].at, "/defaults");
	assert_string_equal(p.sources[2].at, "/prompts/a");
	memory_close(&m);
}

static void params_merge_with_a_file_too(void **state)
{
	struct memory m;
	struct built p;

	(void)state;
	open_with(&m, &p,
		  "    params: p.json\ndefaults:\n  params: {a: 1, b: 2}\n",
		  "p.json", "{\"c\": 3, \"a\": 4}");
	memory_clean(&m);
	assert_bytes(&p, p.effective.params, "{\"a\":4,\"b\":2,\"c\":3}");
	memory_close(&m);
	open_with(&m, &p, "    params: {a: 1}\ndefaults:\n  params: p.yaml\n",
		  "p.yaml", "b: 2\na: 0\n");
	memory_clean(&m);
	assert_bytes(&p, p.effective.params, "{\"b\":2,\"a\":1}");
	memory_close(&m);
}

static void other_keys_replace_the_default_whole(void **state)
{
	struct memory m;
	struct built p;

	(void)state;
	open_with(
		&m, &p,
		"    retrieval: {a: 1}\n    model: m\n"
		"defaults:\n  retrieval: {b: 2}\n  model: {provider: x, id: y}\n"
		"  tool_choice: none\n",
		NULL, NULL);
	memory_clean(&m);
	assert_bytes(&p, p.effective.retrieval, "{\"a\":1}");
	assert_bytes(&p, p.effective.tool_choice, "\"none\"");
	assert_null(p.effective.model->provider);
	assert_string_equal(p.effective.model->id, "m");
	memory_close(&m);
}

static const struct {
	const char *written, *stored;
} variables[] = {
	{ "{}", "{\"type\":\"object\",\"properties\":{},\"required\":[],"
		"\"additionalProperties\":false}" },
	{ "{b: string, a: {type: string, enum: [free, pro]}, c: integer?, d: "
	  "{type: string, default: eu}, file: string, e: true}",
	  "{\"type\":\"object\",\"properties\":{\"b\":{\"type\":\"string\"},"
	  "\"a\":{\"type\":\"string\",\"enum\":[\"free\",\"pro\"]},"
	  "\"c\":{\"type\":\"integer\"},"
	  "\"d\":{\"type\":\"string\",\"default\":\"eu\"},"
	  "\"file\":{\"type\":\"string\"},\"e\":true},"
	  "\"required\":[\"b\",\"a\",\"file\",\"e\"],"
	  "\"additionalProperties\":false}" },
	{ "{type: string, properties: string}",
	  "{\"type\":\"object\",\"properties\":{\"type\":{\"type\":\"string\"},"
	  "\"properties\":{\"type\":\"string\"}},"
	  "\"required\":[\"type\",\"properties\"],"
	  "\"additionalProperties\":false}" },
	{ "v.json", "{ \"type\": \"object\" }" },
	{ "{file: v.json}", "{ \"type\": \"object\" }" },
};

static void variables_are_stored_as_one_schema(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
		char lines[400];
		struct memory m;
		struct built p;

		(void)snprintf(lines, sizeof(lines), "    variables: %s\n",
			       variables[i].written);
		open_with(&m, &p, lines, "v.json", "{ \"type\": \"object\" }");
		memory_clean(&m);
		assert_bytes(&p, &p.effective.variables->schema,
			     variables[i].stored);
		assert_non_null(p.variables);
		assert_int_equal(p.variables_pos.line, 5);
		memory_close(&m);
	}
}

static const struct {
	const char *written, *format;
	bool wrapped;
} outputs[] = {
	{ "{type: object}", "json_schema", false },
	{ "{anyOf: []}", "json_schema", false },
	{ "{type: [object, 'null']}", "json_schema", false },
	{ "{type: json_schema, json_schema: {name: x, schema: {}}}",
	  "json_schema", true },
	{ "{type: json_schema, name: x, schema: {}}", "json_schema", true },
	{ "{type: json_object}", "json_object", true },
	{ "{type: text}", "text", true },
	{ "o.json", "json_schema", false },
};

static void outputs_are_schemas_or_a_providers_wrapper(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(outputs) / sizeof(outputs[0]); i++) {
		char lines[200];
		struct memory m;
		struct built p;

		(void)snprintf(lines, sizeof(lines), "    output: %s\n",
			       outputs[i].written);
		open_with(&m, &p, lines, "o.json", "true");
		memory_clean(&m);
		assert_string_equal(p.effective.output->format,
				    outputs[i].format);
		assert_int_equal(p.effective.output->wrapped,
				 outputs[i].wrapped);
		memory_close(&m);
	}
}

static void examples_are_in_order(void **state)
{
	struct memory m;
	struct built p;

	(void)state;
	open_with(&m, &p,
		  "    examples: [{input: b, output: 1}, e.json, {input: a, "
		  "output: 2, note: x}]\n",
		  "e.json", "{\"output\":{},\"input\":{}}");
	memory_clean(&m);
	assert_int_equal(p.effective.example_count, 3);
	assert_bytes(&p, &p.effective.examples[0],
		     "{\"input\":\"b\",\"output\":1}");
	assert_bytes(&p, &p.effective.examples[1],
		     "{\"output\":{},\"input\":{}}");
	memory_close(&m);
}

static const struct {
	const char *lines, *bytes;
	enum rule rule;
	const char *path, *message;
} bads[] = {
	{ "    params: p.json\n", "[]", RULE_FORMAT_INVALID, "p.json",
	  "`params`: not an object" },
	{ "    params: p.json\n", "{\"a\":1e10000}", RULE_FORMAT_INVALID,
	  "p.json", "" },
	{ "    params: p.json\n", "{\"a\":\"\\ud800\"}", RULE_FORMAT_INVALID,
	  "p.json", "" },
	{ "    params: {a: 1}\ndefaults: {params: p.json}\n", "3",
	  RULE_FORMAT_INVALID, "p.json", "`params`: not an object" },
	{ "    tool_choice: p.json\n", "[]", RULE_FORMAT_INVALID, "p.json",
	  "neither a text nor an object" },
	{ "    retrieval: p.json\n", "3", RULE_FORMAT_INVALID, "p.json",
	  "neither an object nor a list" },
	{ "    output: p.json\n", "{\"type\":\"jsn\"}", RULE_FORMAT_INVALID,
	  "p.json", "neither a JSON Schema nor" },
	{ "    output: {type: strnig}\n", "", RULE_MANIFEST_INVALID,
	  "promptpin.yaml", "neither a JSON Schema nor" },
	{ "    output: {$ref: 'http://x/y'}\n", "", RULE_FORMAT_INVALID,
	  "promptpin.yaml", "outside the repository" },
	{ "    variables: p.json\n", "[]", RULE_FORMAT_INVALID, "p.json",
	  "not a JSON Schema of an object" },
	{ "    examples: [p.json]\n", "{\"input\":1}", RULE_FORMAT_INVALID,
	  "p.json", "`input` and `output`" },
	{ "    examples: [{input: 1}]\n", "", RULE_MANIFEST_INVALID,
	  "promptpin.yaml", "`input` and `output`" },
	{ "    output: q.json\n", "", RULE_SOURCE_MISSING, "promptpin.yaml",
	  "q.json is not there" },
	{ "    output: p.json\n",
	  "version https://git-lfs.github.com/spec/v1\noid sha256:x\n",
	  RULE_SOURCE_NOT_TEXT, "p.json", "Git LFS pointer" },
};

static void says_what_is_wrong_with_a_value(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bads) / sizeof(bads[0]); i++) {
		const struct finding *f;
		struct memory m;
		struct built p;

		open_with(&m, &p, bads[i].lines, "p.json", bads[i].bytes);
		f = memory_finding(&m, bads[i].rule, bads[i].message);
		if (m.sink.count != 1 || !str_is(f->path, bads[i].path) ||
		    f->pos.line == 0 || f->help_count != 1)
			memory_show(&m);
		assert_int_equal(m.sink.count, 1);
		assert_true(str_is(f->path, bads[i].path));
		assert_true(f->pos.line > 0);
		assert_int_equal(f->help_count, 1);
		assert_false(p.complete);
		memory_close(&m);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(params_merge_member_by_member),
		cmocka_unit_test(params_merge_with_a_file_too),
		cmocka_unit_test(other_keys_replace_the_default_whole),
		cmocka_unit_test(variables_are_stored_as_one_schema),
		cmocka_unit_test(outputs_are_schemas_or_a_providers_wrapper),
		cmocka_unit_test(examples_are_in_order),
		cmocka_unit_test(says_what_is_wrong_with_a_value),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
