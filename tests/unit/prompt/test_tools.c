#include "memory.h"

#define MANIFEST "promptpin: 1\nprompts:\n  a:\n    messages: [{user: a.md}]\n"
#define OPENAI(name) \
	"{\"type\":\"function\",\"function\":{\"name\":\"" name "\"}}"
#define MCP(name) "{\"name\":\"" name "\",\"inputSchema\":{}}"

static void open_with(struct memory *m, struct built *p, const char *tools,
		      const struct view_file *files, size_t count)
{
	static char manifest[400]; /* findings point into it */
	struct view_file all[16] = { { STR("promptpin.yaml"), { 0 } },
				     MEMORY_FILE("a.md", "x") };

	assert_true(count < 15);
	(void)snprintf(manifest, sizeof(manifest), "%s    tools: %s\n",
		       MANIFEST, tools);
	memcpy(all + 2, files, count * sizeof(*files));
	all[0].bytes = str_of(manifest);
	memory_open(m, all, count + 2);
	assert_int_equal(memory_build(m, "a", p), 0);
}

static const struct {
	const char *file, *names, *shape;
} shapes[] = {
	{ OPENAI("f"), "f", "openai-chat" },
	{ "{\"type\":\"function\",\"name\":\"f\",\"parameters\":{}}", "f",
	  "openai-responses" },
	{ "{\"name\":\"f\",\"input_schema\":{}}", "f", "anthropic" },
	{ "{\"type\":\"custom\",\"name\":\"f\",\"input_schema\":{}}", "f",
	  "anthropic" },
	{ MCP("f"), "f", "mcp" },
	{ "{\"tools\":[" MCP("g") "," MCP("f") "],\"nextCursor\":\"x\"}", "g f",
	  "mcp" },
	{ "{\"toolSpec\":{\"name\":\"f\",\"inputSchema\":{\"json\":{}}}}", "f",
	  "bedrock" },
	{ "{\"functionDeclarations\":[{\"name\":\"f\"},{\"name\":\"g\"}]}",
	  "f g", "gemini" },
	{ "{\"tools\":[{\"function_declarations\":[{\"name\":\"f\"}]}]}", "f",
	  "gemini" },
	{ "{\"functions\":[{\"name\":\"f\"}]}", "f", "openai-functions" },
	{ "{\"type\":\"web_search_20260318\",\"name\":\"web_search\"}",
	  "web_search", "hosted" },
	{ "{\"type\":\"file_search\"}", "file_search", "hosted" },
	{ "[{\"type\":\"mcp\",\"server_label\":\"x\"},"
	  "{\"type\":\"mcp\",\"server_label\":\"y\"}]",
	  "x y", "hosted" },
	{ "{\"type\":\"custom\",\"name\":\"f\"}", "f", "custom" },
	{ "{\"type\":\"custom\",\"custom\":{\"name\":\"f\"}}", "f", "custom" },
};

static void knows_the_shapes_of_providers(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		char names[100] = "";
		struct memory m;
		struct built p;

		open_with(&m, &p, "[t.json]",
			  MEMORY_FILES(
				  { STR("t.json"), str_of(shapes[i].file) }));
		memory_clean(&m);
		for (size_t k = 0; k < p.effective.tool_count; k++) {
			if (k)
				strcat(names, " ");
			strcat(names, p.effective.tools[k].name);
			assert_string_equal(p.effective.tools[k].shape,
					    shapes[i].shape);
		}
		assert_string_equal(names, shapes[i].names);
		memory_close(&m);
	}
}

static const struct {
	const char *file, *message;
} strange[] = {
	{ "{\"name\":\"f\",\"parameters\":{}}", "no shape that is known" },
	{ "{\"name\":\"f\",\"inputSchema\":{},\"input_schema\":{}}",
	  "members of two shapes" },
	{ "{\"type\":\"function\",\"function\":{\"name\":\"f\"},\"name\":\"f\"}",
	  "both `function` and `name`" },
	{ "{\"type\":\"function\",\"function\":{}}", "has no name" },
	{ "{\"name\":3,\"inputSchema\":{}}", "has no name" },
	{ "{\"toolSpec\":{}}", "has no name" },
	{ "[[" MCP("f") "]]", "a tool is an object, not array" },
	{ "3", "a tool is an object, not number" },
	{ "{\"type\":\"custom\"}", "has no name" },
	{ "{", "" },
	{ "{\"a\":1,\"a\":2}", "" },
};

static void never_guesses_a_shape(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(strange) / sizeof(strange[0]); i++) {
		const struct finding *f;
		struct memory m;
		struct built p;

		open_with(&m, &p, "[t.json]",
			  MEMORY_FILES(
				  { STR("t.json"), str_of(strange[i].file) }));
		f = memory_finding(&m, RULE_FORMAT_INVALID, strange[i].message);
		assert_int_equal(m.sink.count, 1);
		assert_true(str_is(f->path, "t.json"));
		assert_true(f->pos.line == 1);
		assert_true(f->help[0].n > 0);
		assert_false(p.complete);
		memory_close(&m);
	}
}

static void globs_are_sorted_by_name_and_files_count_once(void **state)
{
	struct memory m;
	struct built p;

	(void)state;
	open_with(&m, &p, "[t/2.json, t/*.json, '**/*.json', u/z.yaml]",
		  MEMORY_FILES(
			  MEMORY_FILE("t/1.json", MCP("zeta")),
			  MEMORY_FILE("t/2.json", MCP("mid")),
			  MEMORY_FILE("t/3.json",
				      "[" MCP("beta") "," MCP("alpha") "]"),
			  MEMORY_FILE("u/4.json", MCP("omega")),
			  MEMORY_FILE("u/z.yaml", "name: y\ninputSchema: {}\n"),
			  MEMORY_FILE(".promptpin/x.json", "3")));
	memory_clean(&m);
	assert_int_equal(p.effective.tool_count, 6);
	assert_string_equal(p.effective.tools[0].name, "mid");
	assert_string_equal(p.effective.tools[1].name, "alpha");
	assert_string_equal(p.effective.tools[2].name, "beta");
	assert_string_equal(p.effective.tools[3].name, "zeta");
	assert_string_equal(p.effective.tools[4].name, "omega");
	assert_string_equal(p.effective.tools[5].name, "y");
	/* again, from what the builder keeps */
	assert_int_equal(memory_build(&m, "a", &p), 0);
	assert_int_equal(p.effective.tool_count, 6);
	memory_close(&m);
}

static const struct object *object_of(const struct built *p,
				      const struct store_id *id)
{
	for (size_t i = 0; i < p->object_count; i++)
		if (store_id_equal(&p->objects[i].id, id))
			return &p->objects[i];
	fail_msg("no such object");
	return NULL;
}

static void one_tool_is_its_file_and_one_of_several_is_cut_out(void **state)
{
	struct memory m;
	struct built p;
	const struct object *o;

	(void)state;
	open_with(
		&m, &p, "[one.json, two.json, three.yaml]",
		MEMORY_FILES(MEMORY_FILE("one.json", " " MCP("a") "\n"),
			     MEMORY_FILE("two.json",
					 "[{ \"name\": \"b\", \"inputSchema\": "
					 "{\"maximum\": 1.0} }]"),
			     MEMORY_FILE("three.yaml",
					 "name: c\ninputSchema: {x: 1.0}\n")));
	memory_clean(&m);
	o = object_of(&p, &p.effective.tools[0].definition);
	assert_true(o->whole);
	assert_true(str_is(o->bytes, " " MCP("a") "\n"));
	o = object_of(&p, &p.effective.tools[1].definition);
	assert_false(o->whole);
	assert_true(str_is(o->bytes, "{\"name\":\"b\",\"inputSchema\":"
				     "{\"maximum\":1.0}}"));
	assert_true(str_is(o->path, "two.json"));
	o = object_of(&p, &p.effective.tools[2].definition);
	assert_true(str_is(o->bytes, "{\"name\":\"c\",\"inputSchema\":"
				     "{\"x\":1.0}}"));
	/* whole files are objects too, for restore: a.md, 3 files, 2 cut */
	assert_int_equal(p.object_count, 6);
	assert_int_equal(p.source_count, 5);
	memory_close(&m);
}

static void two_tools_of_one_name_are_refused(void **state)
{
	const struct finding *f;
	struct memory m;
	struct built p;

	(void)state;
	open_with(&m, &p, "[x.json, y.json]",
		  MEMORY_FILES(MEMORY_FILE("x.json", MCP("a")),
			       MEMORY_FILE("y.json", OPENAI("a"))));
	f = memory_finding(
		&m, RULE_MANIFEST_INVALID,
		"two tools are called a; the second stands in y.json");
	assert_true(str_is(f->path, "promptpin.yaml"));
	assert_int_equal(f->pos.line, 5);
	assert_int_equal(f->pos.column, 21);
	memory_close(&m);
}

static void what_is_not_there_is_missing(void **state)
{
	const struct finding *f;
	struct memory m;
	struct built p;

	(void)state;
	open_with(&m, &p, "[no/*.json, 'it is.json']",
		  MEMORY_FILES(MEMORY_FILE("x.json", MCP("a"))));
	assert_int_equal(m.sink.count, 2);
	f = memory_finding(&m, RULE_SOURCE_MISSING,
			   "no/*.json matches no file");
	assert_int_equal(f->pos.column, 13);
	f = memory_finding(&m, RULE_SOURCE_MISSING, "it is.json is not there");
	assert_true(str_is(f->help[0], "git add 'it is.json'"));
	memory_close(&m);
}

static void a_bad_file_in_a_glob_is_said_by_every_prompt(void **state)
{
	struct memory m;
	struct built p;

	(void)state;
	open_with(&m, &p, "['*.json']",
		  MEMORY_FILES(MEMORY_FILE("x.json", MCP("a")),
			       MEMORY_FILE("y.json", "{}"),
			       MEMORY_FILE("z.json", "\xff")));
	assert_int_equal(m.sink.count, 2);
	memory_finding(&m, RULE_FORMAT_INVALID, "no shape");
	memory_finding(&m, RULE_SOURCE_NOT_TEXT, "not UTF-8");
	assert_int_equal(memory_build(&m, "a", &p), 0);
	assert_int_equal(m.sink.count, 4);
	memory_close(&m);
}

static void refs_of_a_tool_are_its_parts(void **state)
{
	struct memory m;
	struct built p;
	const struct store_tool *tool;

	(void)state;
	open_with(
		&m, &p, "[t/x.json]",
		MEMORY_FILES(
			MEMORY_FILE(
				"t/x.json",
				"{\"name\":\"a\",\"inputSchema\":{\"properties\":{"
				"\"$ref\":{\"$ref\":\"s.json#/x\"},"
				"\"const\":{\"$ref\":\"../u.yaml\"},"
				"\"own\":{\"$ref\":\"#/definitions/y\"}},"
				"\"default\":{\"$ref\":\"data.json\"},"
				"\"allOf\":[{\"$ref\":\"s.json\"}]}}"),
			MEMORY_FILE("t/s.json",
				    "{\"x\":{\"$ref\":\"v.json\"}}"),
			MEMORY_FILE("t/v.json", "{\"$ref\":\"s.json\"}"),
			MEMORY_FILE("u.yaml", "type: string\n")));
	memory_clean(&m);
	tool = &p.effective.tools[0];
	assert_int_equal(tool->part_count, 3);
	assert_string_equal(tool->parts[0].name, "../u.yaml");
	assert_string_equal(tool->parts[1].name, "s.json");
	assert_string_equal(tool->parts[2].name, "v.json");
	memory_close(&m);
}

static const struct {
	const char *ref;
	enum rule rule;
	const char *message;
} bad_refs[] = {
	{ "https://example.com/x.json", RULE_FORMAT_INVALID,
	  "outside the repository" },
	{ "urn:x", RULE_FORMAT_INVALID, "outside the repository" },
	{ "//host/x.json", RULE_FORMAT_INVALID, "outside the repository" },
	{ "../../x.json", RULE_PATH_ESCAPE, "leaves the repository" },
	{ "no.json", RULE_SOURCE_MISSING, "t/no.json is not there" },
	{ "text.md", RULE_FORMAT_INVALID, "named .json, .yaml or .yml" },
	{ "bad.json", RULE_FORMAT_INVALID, "" },
	{ "sub/two.json", RULE_FORMAT_INVALID, "stands for two files" },
};

static void refs_do_not_leave_the_repository(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bad_refs) / sizeof(bad_refs[0]); i++) {
		char tool[200];
		struct memory m;
		struct built p;

		(void)snprintf(tool, sizeof(tool),
			       "{\"name\":\"a\",\"inputSchema\":{\"anyOf\":["
			       "{\"$ref\":\"one.json\"},{\"$ref\":\"%s\"}]}}",
			       bad_refs[i].ref);
		open_with(&m, &p, "[t/x.json]",
			  MEMORY_FILES({ STR("t/x.json"), str_of(tool) },
				       MEMORY_FILE("t/one.json", "{}"),
				       MEMORY_FILE("t/bad.json", "{"),
				       MEMORY_FILE("t/text.md", "x"),
				       MEMORY_FILE("t/sub/two.json",
						   "{\"$ref\":\"one.json\"}"),
				       MEMORY_FILE("t/sub/one.json", "{}")));
		memory_finding(&m, bad_refs[i].rule, bad_refs[i].message);
		assert_int_equal(m.sink.count, 1);
		memory_close(&m);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_the_shapes_of_providers),
		cmocka_unit_test(never_guesses_a_shape),
		cmocka_unit_test(globs_are_sorted_by_name_and_files_count_once),
		cmocka_unit_test(
			one_tool_is_its_file_and_one_of_several_is_cut_out),
		cmocka_unit_test(two_tools_of_one_name_are_refused),
		cmocka_unit_test(what_is_not_there_is_missing),
		cmocka_unit_test(a_bad_file_in_a_glob_is_said_by_every_prompt),
		cmocka_unit_test(refs_of_a_tool_are_its_parts),
		cmocka_unit_test(refs_do_not_leave_the_repository),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
