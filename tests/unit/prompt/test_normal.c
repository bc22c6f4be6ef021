#include "memory.h"

#include "base/buf.h"
#include "prompt/normal.h"

/* ---- a digest that was computed without promptpin --------------------- */

static const char whole_manifest[] =
	"promptpin: 1\n"
	"defaults:\n"
	"  model: openai/gpt-4.1-2025-04-14\n"
	"  params: {temperature: 0.5, max_tokens: 1024}\n"
	"prompts:\n"
	"  support/triage:\n"
	"    messages:\n"
	"      - system: prompts/system.md\n"
	"      - slot: history\n"
	"      - user: {file: prompts/user.j2, options: {trim_blocks: true, "
	"lstrip_blocks: false}}\n"
	"    tools: [tools/*.json]\n"
	"    tool_choice: auto\n"
	"    output: schemas/out.yaml\n"
	"    variables: {name: string, tone: string?}\n"
	"    examples: [{input: x, output: {a: 1.0}}]\n"
	"    params: {temperature: 0.30, stop: null}\n"
	"    retrieval: {index: docs, top_k: 5}\n";

/* What normal_digest.py beside this file prints. */
#define WHOLE_DIGEST \
	"sha256:99bbc4575b6f07f758effd1c2396d92b64aaa8617a03378f26a1926ff395cfbf"

static void is_what_an_independent_program_computes(void **state)
{
	char text[STORE_DIGEST_TEXT + 1];
	struct memory m;
	struct built p;

	(void)state;
	memory_open(
		&m,
		MEMORY_FILES(
			{ STR("promptpin.yaml"), str_of(whole_manifest) },
			MEMORY_FILE(
				"prompts/system.md",
				"\xef\xbb\xbfYou are a clerk.\r\nBe brief.\r"),
			MEMORY_FILE("prompts/user.j2",
				    "Hi {{name}}!\n{%include  'tone.j2'%}\n"
				    "{# who wrote this #}\n"),
			MEMORY_FILE("prompts/tone.j2",
				    "Be {{ tone|default('kind') }}.\n"),
			MEMORY_FILE(
				"tools/search.json",
				"{ \"name\": \"search\",\n  \"input_schema\": "
				"{\"type\": \"object\", \"properties\": "
				"{\"q\": {\"type\": \"string\"}}}}\n"),
			MEMORY_FILE("schemas/out.yaml",
				    "type: object\nproperties:\n"
				    "  b: {$ref: b.json}\n"
				    "  a: {type: integer, maximum: 1e1}\n"),
			MEMORY_FILE("schemas/b.json",
				    "{\"type\":\"string\"}")));
	assert_int_equal(memory_build(&m, "support/triage", &p), 0);
	memory_clean(&m);
	assert_true(p.complete);
	store_id_write(&p.normal, text);
	assert_string_equal(text, WHOLE_DIGEST);
	memory_close(&m);
}

/* ---- properties: what is a change and what is not ---------------------- */

#define PLAIN "promptpin: 1\nprompts:\n  a:\n    messages: [{user: a.j2}]\n"

/* The normal digest of prompt `a` of a repository with these files. */
static struct store_id digest_of(const char *manifest, const char *path,
				 const char *bytes, const char *path2,
				 const char *bytes2)
{
	const struct view_file files[] = {
		{ STR("promptpin.yaml"), str_of(manifest) },
		{ str_of(path), str_of(bytes) },
		{ str_of(path2), str_of(bytes2) },
	};
	struct memory m;
	struct built p;

	memory_open(&m, files, path2 ? 3 : 2);
	assert_int_equal(memory_build(&m, "a", &p), 0);
	memory_clean(&m);
	assert_true(p.complete);
	memory_close(&m);
	return p.normal;
}

static const struct {
	const char *what;
	bool same;
	const char *one, *two;
} texts[] = {
	{ "line ends", true, "a\r\nb\r", "a\nb\n" },
	{ "byte order mark", true,
	  "\xef\xbb\xbf"
	  "a",
	  "a" },
	{ "spaces in a tag", true, "{{a}}{%if a%}x{%endif%}",
	  "{{   a\n}}{% if a %}x{% endif %}" },
	{ "comments", true, "{# one #}", "{#two#}" },
	{ "white space control", false, "{{- a }}", "{{ a }}" },
	{ "a space outside of tags", false, "a b", "a  b" },
	{ "a newline at the end", false, "a\n", "a" },
	{ "a variable's name", false, "{{ a }}", "{{ b }}" },
	{ "Unicode form", false, "\xc3\xa9", "e\xcc\x81" },
};

static void texts_differ_only_in_what_the_model_sees(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct store_id one = digest_of(PLAIN, "a.j2", texts[i].one,
						NULL, NULL);
		struct store_id two = digest_of(PLAIN, "a.j2", texts[i].two,
						NULL, NULL);

		if (store_id_equal(&one, &two) != texts[i].same)
			fail_msg("%s", texts[i].what);
	}
}

#define PARAMS PLAIN "    params: p.json\n"
#define TOOLS PLAIN "    tools: [p.json]\n"
#define OUTPUT PLAIN "    output: p.json\n"

static const struct {
	const char *what;
	bool same;
	const char *manifest, *one, *two;
} values[] = {
	{ "params: order", true, PARAMS, "{\"a\":1,\"b\":2}",
	  "{ \"b\":2, \"a\":1 }" },
	{ "params: number spelling", true, PARAMS,
	  "{\"a\":1.0,\"b\":-0,\"c\":1e2}", "{\"a\":1,\"b\":0,\"c\":100}" },
	{ "params: escapes", true, PARAMS, "{\"\\u0061\":\"\\/\"}",
	  "{\"a\":\"/\"}" },
	{ "params: null is a value", false, PARAMS, "{\"a\":null}", "{}" },
	{ "params: all digits count", false, PARAMS,
	  "{\"a\":0.1000000000000000055511151231257827}", "{\"a\":0.1}" },
	{ "params: order of arrays", false, PARAMS, "{\"a\":[1,2]}",
	  "{\"a\":[2,1]}" },
	{ "tools: order of members", false, TOOLS,
	  "{\"name\":\"t\",\"input_schema\":{\"a\":1,\"b\":1}}",
	  "{\"name\":\"t\",\"input_schema\":{\"b\":1,\"a\":1}}" },
	{ "tools: white space", true, TOOLS,
	  "{\"name\":\"t\",\"input_schema\":{}}",
	  "{ \"name\": \"t\",\n\"input_schema\": {} }\n" },
	{ "tools: one in a list or alone", true, TOOLS,
	  "{\"name\":\"t\",\"input_schema\":{}}",
	  "[{\"name\":\"t\",\"input_schema\":{}}]" },
	{ "output: order of members", false, OUTPUT,
	  "{\"type\":\"object\",\"title\":\"t\"}",
	  "{\"title\":\"t\",\"type\":\"object\"}" },
	{ "output: numbers", true, OUTPUT, "{\"maximum\":1.50}",
	  "{\"maximum\":15e-1}" },
	{ "output: schema or wrapper", false, OUTPUT, "{\"type\":\"object\"}",
	  "{\"type\":\"json_object\"}" },
};

static void values_differ_only_in_what_the_model_sees(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		struct store_id one = digest_of(values[i].manifest, "a.j2", "x",
						"p.json", values[i].one);
		struct store_id two = digest_of(values[i].manifest, "a.j2", "x",
						"p.json", values[i].two);

		if (store_id_equal(&one, &two) != values[i].same)
			fail_msg("%s", values[i].what);
	}
}

static void moving_files_is_no_change(void **state)
{
	static const char tool[] = "{\"name\":\"t\",\"inputSchema\":{}}";
	struct store_id one = digest_of(PLAIN "    tools: [t/one.json]\n",
					"a.j2", "x", "t/one.json", tool);
	struct store_id two = digest_of(
		"promptpin: 1\nprompts:\n  a:\n    messages: "
		"[{user: moved/b.jinja}]\n    tools: [u/two.json]\n",
		"moved/b.jinja", "x", "u/two.json", tool);

	(void)state;
	assert_true(store_id_equal(&one, &two));
}

static void a_value_is_the_same_in_the_manifest_yaml_and_json(void **state)
{
	struct store_id json = digest_of(PARAMS, "a.j2", "x", "p.json",
					 "{\"t\":0.5,\"s\":[\"a\",null]}");
	struct store_id yaml = digest_of(PLAIN "    params: p.yaml\n", "a.j2",
					 "x", "p.yaml",
					 "s: [a, null]\nt: 0.5\n");
	struct store_id here = digest_of(PLAIN "    params: {s: [a, null], t: "
					       "0.50}\n",
					 "a.j2", "x", NULL, NULL);

	(void)state;
	assert_true(store_id_equal(&json, &yaml));
	assert_true(store_id_equal(&json, &here));
}

static void options_and_roles_are_part_of_the_prompt(void **state)
{
	struct store_id plain = digest_of(PLAIN, "a.j2", "x", NULL, NULL);
	struct store_id fallback = digest_of(
		"promptpin: 1\nprompts:\n  a:\n    messages: [{user: "
		"{file: a.j2, options: {trim_blocks: false}}}]\n",
		"a.j2", "x", NULL, NULL);
	struct store_id trimmed = digest_of(
		"promptpin: 1\nprompts:\n  a:\n    messages: [{user: "
		"{file: a.j2, options: {trim_blocks: true}}}]\n",
		"a.j2", "x", NULL, NULL);
	struct store_id system = digest_of(
		"promptpin: 1\nprompts:\n  a:\n    messages: "
		"[{system: a.j2}]\n",
		"a.j2", "x", NULL, NULL);
	struct store_id text = digest_of(
		"promptpin: 1\nprompts:\n  a:\n    messages: [{user: "
		"{file: a.j2, syntax: text}}]\n",
		"a.j2", "x", NULL, NULL);

	(void)state;
	assert_true(store_id_equal(&plain, &fallback));
	assert_false(store_id_equal(&plain, &trimmed));
	assert_false(store_id_equal(&plain, &system));
	assert_false(store_id_equal(&plain, &text));
}

/* ---- releases: the same digest from the store's side ------------------- */

struct bag {
	const struct object *objects;
	size_t count, reads;
};

static int read_bag(void *context, struct arena *a, const struct store_id *id,
		    struct str *out, struct error *err)
{
	struct bag *bag = context;

	(void)a;
	(void)err;
	bag->reads++;
	for (size_t i = 0; i < bag->count; i++) {
		if (store_id_equal(&bag->objects[i].id, id)) {
			*out = bag->objects[i].bytes;
			return 0;
		}
	}
	return ERROR_ABSENT;
}

static void a_release_comes_to_what_was_built(void **state)
{
	struct store_id again, missing;
	struct normal *n;
	struct memory m;
	struct built p;
	struct bag bag;
	struct object_reader reader = { &bag, read_bag };

	(void)state;
	memory_open(
		&m,
		MEMORY_FILES(MEMORY_FILE("promptpin.yaml",
					 PLAIN "    params: {b: 1.0, a: 2}\n"
					       "    variables: {x: string}\n"),
			     MEMORY_FILE("a.j2", "{{x}}{% include 'b.j2' %}"),
			     MEMORY_FILE("b.j2", "{{x}}\r\n")));
	assert_int_equal(memory_build(&m, "a", &p), 0);
	memory_clean(&m);
	bag = (struct bag){ p.objects, p.object_count, 0 };
	n = normal_new(&m.a);
	assert_int_equal(normal_digest(n, &p.effective, 1, &reader, &again,
				       &missing, &m.err),
			 0);
	assert_true(store_id_equal(&again, &p.normal));
	assert_int_equal(bag.reads, 4);
	assert_int_equal(normal_digest(n, &p.effective, 1, &reader, &again,
				       &missing, &m.err),
			 0);
	assert_int_equal(bag.reads, 4); /* the cache has them all */
	memory_close(&m);
}

/* U+10000 is above U+FF5E by bytes and below it by UTF-16 code units. */
static void names_of_parts_are_sorted_by_utf16(void **state)
{
	struct store_part bytewise[] = { { "\xef\xbd\x9e", { { 1 } } },
					 { "\xf0\x90\x80\x80", { { 2 } } } };
	struct store_part utf16[] = { { "\xf0\x90\x80\x80", { { 2 } } },
				      { "\xef\xbd\x9e", { { 1 } } } };
	struct store_variables variables = { .parts = bytewise,
					     .part_count = 2 };
	struct store_effective effective = { .variables = &variables };
	struct object objects[] = { { .id = { { 1 } }, .bytes = STR("1") },
				    { .id = { { 2 } }, .bytes = STR("2") },
				    { .bytes = STR("{}") } };
	struct bag bag = { objects, 3, 0 };
	struct object_reader reader = { &bag, read_bag };
	struct store_id one, two, missing;
	struct arena a = { 0 };
	struct error err = { 0 };

	(void)state;
	assert_int_equal(normal_digest(normal_new(&a), &effective, 1, &reader,
				       &one, &missing, &err),
			 0);
	variables.parts = utf16;
	assert_int_equal(normal_digest(normal_new(&a), &effective, 1, &reader,
				       &two, &missing, &err),
			 0);
	assert_true(store_id_equal(&one, &two));
	arena_free(&a);
}

static void says_which_object_is_missing_or_is_not_what_it_should_be(
	void **state)
{
	struct store_id id, missing, out;
	struct store_effective effective = { .params = &id };
	struct arena a = { 0 };
	struct error err = { 0 };
	struct object object = { .bytes = STR("{") };
	struct bag bag = { &object, 0, 0 };
	struct object_reader reader = { &bag, read_bag };

	(void)state;
	store_id_of(&id, "{", 1);
	object.id = id;
	assert_int_equal(normal_digest(normal_new(&a), &effective, 1, &reader,
				       &out, &missing, &err),
			 ERROR_ABSENT);
	assert_true(store_id_equal(&missing, &id));
	bag.count = 1;
	assert_int_equal(normal_digest(normal_new(&a), &effective, 1, &reader,
				       &out, &missing, &err),
			 ERROR_REFUSED);
	assert_true(store_id_equal(&missing, &id));
	assert_true(strlen(err.text) > 0);
	arena_free(&a);
}

static void refuses_a_rule_set_that_it_does_not_know(void **state)
{
	struct store_id missing, out;
	struct store_effective effective = { 0 };
	struct arena a = { 0 };
	struct error err = { 0 };
	struct bag bag = { 0 };
	struct object_reader reader = { &bag, read_bag };

	(void)state;
	assert_int_equal(normal_digest(normal_new(&a), &effective, 2, &reader,
				       &out, &missing, &err),
			 ERROR_FAILED);
	arena_free(&a);
}

struct order {
	struct buf roles;
};

static void add_role(void *context, const struct store_id *id,
		     enum object_role role, const struct store_message *message)
{
	struct order *o = context;

	(void)id;
	buf_addf(&o->roles, "%d%s ", (int)role, message ? "m" : "");
}

static void names_every_object_with_its_role_in_order(void **state)
{
	struct memory m;
	struct built p;
	struct order o;

	(void)state;
	memory_open(
		&m,
		MEMORY_FILES(
			MEMORY_FILE("promptpin.yaml",
				    PLAIN "    output: {$ref: o.json}\n"
					  "    tools: [t.json]\n"
					  "    tool_choice: auto\n"
					  "    variables: {x: string}\n"
					  "    params: {a: 1}\n"),
			MEMORY_FILE("a.j2", "{% include 'b.j2' %}"),
			MEMORY_FILE("b.j2", "b"), MEMORY_FILE("o.json", "{}"),
			MEMORY_FILE("t.json",
				    "{\"name\":\"t\",\"inputSchema\":{}}")));
	assert_int_equal(memory_build(&m, "a", &p), 0);
	memory_clean(&m);
	o.roles = buf_in(&m.a);
	normal_each(&p.effective, add_role, &o);
	assert_string_equal(buf_str(&o.roles).p, "0m 0m 2 1 2 2 1 1 ");
	memory_close(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_what_an_independent_program_computes),
		cmocka_unit_test(texts_differ_only_in_what_the_model_sees),
		cmocka_unit_test(values_differ_only_in_what_the_model_sees),
		cmocka_unit_test(moving_files_is_no_change),
		cmocka_unit_test(
			a_value_is_the_same_in_the_manifest_yaml_and_json),
		cmocka_unit_test(options_and_roles_are_part_of_the_prompt),
		cmocka_unit_test(a_release_comes_to_what_was_built),
		cmocka_unit_test(names_of_parts_are_sorted_by_utf16),
		cmocka_unit_test(
			says_which_object_is_missing_or_is_not_what_it_should_be),
		cmocka_unit_test(refuses_a_rule_set_that_it_does_not_know),
		cmocka_unit_test(names_every_object_with_its_role_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
