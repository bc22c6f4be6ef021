#include "memory.h"
#include "unit/view/scratch.h"

#define ONE "promptpin: 1\nprompts:\n  a:\n    messages: [{system: s.md}]\n"

static void builds_the_simplest_prompt(void **state)
{
	struct memory m;
	struct built p;

	(void)state;
	memory_open(&m,
		    MEMORY_FILES(MEMORY_FILE("promptpin.yaml", ONE),
				 MEMORY_FILE("s.md", "You are helpful.\n")));
	assert_int_equal(memory_build(&m, "a", &p), 0);
	memory_clean(&m);
	assert_true(p.complete);
	assert_int_equal(p.effective.message_count, 1);
	assert_string_equal(p.effective.messages[0].role, "system");
	assert_string_equal(p.effective.messages[0].syntax, "text");
	assert_int_equal(p.object_count, 1);
	assert_true(p.objects[0].whole);
	assert_int_equal(p.source_count, 2);
	assert_string_equal(p.sources[0].path, "promptpin.yaml");
	assert_string_equal(p.sources[0].at, "/prompts/a");
	assert_string_equal(p.sources[1].path, "s.md");
	assert_null(p.variables);
	memory_close(&m);
}

static void an_invalid_entry_is_not_built(void **state)
{
	struct memory m;
	struct built p;

	(void)state;
	memory_open(&m, MEMORY_FILES(MEMORY_FILE("promptpin.yaml",
						 ONE "    zzzzz: 1\n")));
	assert_int_equal(m.sink.count, 1);
	assert_int_equal(memory_build(&m, "a", &p), 0);
	assert_false(p.complete);
	assert_int_equal(m.sink.count, 1);
	memory_close(&m);
}

static void what_is_built_can_be_written_as_a_release(void **state)
{
	struct store_release release = { .prompt = "support/a",
					 .version = "1.0.0",
					 .at = "2026-11-21T10:00:00Z",
					 .rules = 1 };
	struct store_bytes bytes;
	struct memory m;
	struct built p;

	(void)state;
	memory_open(
		&m,
		MEMORY_FILES(
			MEMORY_FILE(
				"promptpin.yaml",
				"promptpin: 1\ndefaults: {params: {a: 1}}\nprompts:\n"
				"  support/a:\n    messages:\n"
				"      - system: {file: s.j2, options: {trim_blocks: "
				"true, block_start_string: \"<\\\"%\"}}\n"
				"      - slot: \"h\\\"x\"\n"
				"    tools: ['t/*.json']\n"
				"    output: {type: json_object}\n"
				"    variables: {x: string}\n"
				"    tool_choice: auto\n"
				"    examples: [{input: a, output: b}]\n"
				"    model: {id: m, revision: r, adapter: a}\n"
				"    retrieval: r.yaml\n"),
			MEMORY_FILE("s.j2", "{{ x }}<\"% include 'b.j2' %}"),
			MEMORY_FILE("b.j2", "b"),
			MEMORY_FILE("r.yaml", "k: 3\n"),
			MEMORY_FILE("t/t.json",
				    "{\"name\":\"t\",\"inputSchema\":{\"$ref\":"
				    "\"d.json\"}}"),
			MEMORY_FILE("t/d.json",
				    "{\"name\":\"d\",\"inputSchema\":{}}")));
	assert_int_equal(memory_build(&m, "support/a", &p), 0);
	memory_clean(&m);
	release.normal = p.normal;
	release.effective = p.effective;
	release.sources = p.sources;
	release.source_count = p.source_count;
	assert_int_equal(store_release_write(&bytes, &release), STORE_OK);
	store_bytes_release(&bytes);
	/* sorted and each once */
	for (size_t i = 1; i < p.object_count; i++)
		assert_true(store_id_compare(&p.objects[i - 1].id,
					     &p.objects[i].id) < 0);
	for (size_t i = 1; i < p.source_count; i++)
		assert_true(strcmp(p.sources[i - 1].path, p.sources[i].path) <
				    0 ||
			    p.sources[i].at);
	memory_close(&m);
}

/* ---- what only git can hold ------------------------------------------- */

struct git {
	struct repo *repo;
	struct view *view;
	struct manifest manifest;
	struct sink sink;
};

static void open_index(struct git *g, const char *script)
{
	scratch_new();
	sh(".", "git init -q r");
	sh("r", "printf 'promptpin: 1\\nprompts:\\n  a:\\n    messages: "
		"[{system: d/s.md}]\\n' > promptpin.yaml; mkdir d; "
		"echo x > d/s.md; git add promptpin.yaml");
	sh("r", script);
	g->repo = open_repo("r", 0);
	works(view_index(&g->view, &arena, g->repo, &err));
	g->sink = sink_in(&arena);
	works(manifest_read(&g->manifest, &arena, g->view, &g->sink, &err));
}

static void close_index(struct git *g)
{
	repo_close(g->repo);
	scratch_free();
}

static const struct {
	const char *script;
	enum rule rule;
	const char *path, *message, *help;
} cases[] = {
	{ "true", RULE_SOURCE_MISSING, "promptpin.yaml",
	  "d/s.md is not in the index", "git add d/s.md" },
	{ "ln -sf /etc/passwd d/s.md; git add d", RULE_PATH_ESCAPE,
	  "promptpin.yaml", "d/s.md is a symbolic link", "a regular file" },
	{ "mv d e; ln -s e d; git add .", RULE_PATH_ESCAPE, "promptpin.yaml",
	  "d is a symbolic link", "a regular file" },
	{ "git update-index --add --cacheinfo "
	  "160000,1111111111111111111111111111111111111111,d",
	  RULE_SOURCE_MISSING, "promptpin.yaml", "d is a submodule", "copy" },
	{ "b=$(git hash-object -w d/s.md); printf '100644 %s 2\\td/s.md\\n"
	  "100644 %s 3\\td/s.md\\n' $b $b | git update-index --index-info",
	  RULE_SOURCE_MISSING, "promptpin.yaml", "d/s.md has a merge conflict",
	  "git add d/s.md" },
	{ "head -c 1048577 /dev/zero | tr '\\0' x > d/s.md; git add d",
	  RULE_SOURCE_NOT_TEXT, "d/s.md", "", "" },
	{ "printf 'a\\nb\\0c' > d/s.md; git add d", RULE_SOURCE_NOT_TEXT,
	  "d/s.md", "NUL", "UTF-8" },
	{ "printf 'caf\\351' > d/s.md; git add d", RULE_SOURCE_NOT_TEXT,
	  "d/s.md", "not UTF-8", "UTF-8" },
	{ "git add -N d/s.md", RULE_SOURCE_MISSING, "promptpin.yaml", "d/s.md",
	  "git add d/s.md" },
};

static void says_what_stands_where_a_text_should_be(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct finding *f;
		struct built p;
		struct git g;

		open_index(&g, cases[i].script);
		works(prompt_build(builder_new(&arena, g.view, &g.manifest),
				   &g.manifest.prompts[0], &g.sink, &p, &err));
		assert_int_equal(g.sink.count, 1);
		f = &g.sink.items[0];
		if (f->rule != cases[i].rule ||
		    !str_is(f->path, cases[i].path) ||
		    !memory_has(f->message, cases[i].message) ||
		    !memory_has(f->help[0], cases[i].help))
			fail_msg("%s: %s, %.*s: %.*s (%.*s)", cases[i].script,
				 rule_info(f->rule)->id, STR_ARG(f->path),
				 STR_ARG(f->message), STR_ARG(f->help[0]));
		assert_false(p.complete);
		close_index(&g);
	}
}

static void a_manifest_that_is_no_file_is_present_and_not_valid(void **state)
{
	struct git g;

	(void)state;
	open_index(&g,
		   "mv promptpin.yaml x; ln -s x promptpin.yaml; git add .");
	assert_true(g.manifest.present);
	assert_false(g.manifest.valid);
	assert_int_equal(g.sink.count, 1);
	assert_true(memory_has(g.sink.items[0].message, "symbolic link"));
	close_index(&g);
	open_index(&g, "head -c 1048577 /dev/zero | tr '\\0' '#' > "
		       "promptpin.yaml; git add .");
	assert_true(g.manifest.present);
	assert_false(g.manifest.valid);
	close_index(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(builds_the_simplest_prompt),
		cmocka_unit_test(an_invalid_entry_is_not_built),
		cmocka_unit_test(what_is_built_can_be_written_as_a_release),
		cmocka_unit_test(says_what_stands_where_a_text_should_be),
		cmocka_unit_test(
			a_manifest_that_is_no_file_is_present_and_not_valid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
