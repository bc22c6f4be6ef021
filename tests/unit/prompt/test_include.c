#include "memory.h"

#include "base/buf.h"

#define MANIFEST \
	"promptpin: 1\nprompts:\n  a:\n    messages: [{user: p/a.j2}]\n"

/* Build prompt `a` with these files besides the manifest. */
static void open_with(struct memory *m, struct built *p, const char *manifest,
		      const struct view_file *files, size_t count)
{
	struct view_file all[16] = { { STR("promptpin.yaml"),
				       str_of(manifest) } };

	assert_true(count < 16);
	memcpy(all + 1, files, count * sizeof(*files));
	memory_open(m, all, count + 1);
	assert_int_equal(memory_build(m, "a", p), 0);
}

static void parts_are_the_closure_by_names_as_written(void **state)
{
	struct memory m;
	struct built p;
	const struct store_message *message;

	(void)state;
	open_with(
		&m, &p, MANIFEST,
		MEMORY_FILES(
			MEMORY_FILE("p/a.j2",
				    "{% include 'b.j2' %}{% include './b.j2' %}"
				    "{% extends 'top.j2' %}"),
			MEMORY_FILE("p/b.j2", "{% import 'x/c.j2' as c %}"),
			MEMORY_FILE("x/c.j2", "c"),
			MEMORY_FILE("p/x/c.j2", "first"),
			MEMORY_FILE("top.j2", "top")));
	memory_clean(&m);
	assert_true(p.complete);
	message = &p.effective.messages[0];
	assert_int_equal(message->part_count, 4);
	assert_string_equal(message->parts[0].name, "./b.j2");
	assert_string_equal(message->parts[1].name, "b.j2");
	assert_string_equal(message->parts[2].name, "top.j2");
	assert_string_equal(message->parts[3].name, "x/c.j2");
	assert_true(
		store_id_equal(&message->parts[0].id, &message->parts[1].id));
	assert_int_equal(p.text_count, 4);
	assert_true(str_is(p.texts[0].path, "p/a.j2"));
	assert_true(str_is(p.texts[2].path, "p/x/c.j2"));
	assert_int_equal(p.texts[2].chain_count, 3);
	assert_true(str_is(p.texts[2].chain[0], "p/a.j2"));
	assert_true(str_is(p.texts[2].chain[1], "p/b.j2"));
	memory_close(&m);
}

static void every_candidate_that_exists_is_a_part(void **state)
{
	struct memory m;
	struct built p;

	(void)state;
	open_with(&m, &p, MANIFEST "    includes: [d1.j2, d2.j2]\n",
		  MEMORY_FILES(
			  MEMORY_FILE("p/a.j2",
				      "{% include ['no.j2', 'b.j2', 'c.j2'] %}"
				      "{% include 'gone.j2' ignore missing %}"
				      "{% include which %}"),
			  MEMORY_FILE("p/b.j2", "b"),
			  MEMORY_FILE("p/c.j2", "c"),
			  MEMORY_FILE("p/d2.j2", "d")));
	memory_clean(&m);
	assert_int_equal(p.effective.messages[0].part_count, 3);
	assert_string_equal(p.effective.messages[0].parts[2].name, "d2.j2");
	memory_close(&m);
}

static void templates_says_where_names_are_looked_up(void **state)
{
	struct memory m;
	struct built p;

	(void)state;
	open_with(&m, &p, MANIFEST "    templates: [q, p]\n",
		  MEMORY_FILES(MEMORY_FILE("p/a.j2", "{% include 'b.j2' %}"),
			       MEMORY_FILE("p/b.j2", "p"),
			       MEMORY_FILE("q/b.j2", "q")));
	memory_clean(&m);
	assert_true(str_is(p.texts[1].path, "q/b.j2"));
	memory_close(&m);
}

static void uses_of_variables_say_how_they_are_reached(void **state)
{
	struct memory m;
	struct built p;

	(void)state;
	open_with(&m, &p,
		  "promptpin: 1\nprompts:\n  a:\n    messages: [{system: "
		  "p/s.j2}, {user: p/a.j2}]\n",
		  MEMORY_FILES(
			  MEMORY_FILE("p/s.j2", "{{ s }}{% include 'b.j2' %}"),
			  MEMORY_FILE("p/a.j2", "{% include 'b.j2' %}"
						"{% import 'lib.j2' as lib %}"),
			  MEMORY_FILE("p/b.j2", "\n{{ b|default('x') }}"),
			  MEMORY_FILE("p/lib.j2", "{{ unseen }}")));
	memory_clean(&m);
	assert_int_equal(p.use_count, 3);
	assert_true(str_is(p.uses[0].name, "s"));
	assert_true(str_is(p.uses[1].name, "b"));
	assert_true(str_is(p.uses[1].role, "system"));
	assert_true(p.uses[1].optional);
	assert_int_equal(p.uses[1].pos.line, 2);
	assert_true(str_is(p.uses[1].chain[0], "p/s.j2"));
	assert_true(str_is(p.uses[2].role, "user"));
	assert_int_equal(p.uses[2].chain_count, 2);
	assert_true(str_is(p.uses[2].chain[0], "p/a.j2"));
	/* texts are there once, uses once a message */
	assert_int_equal(p.text_count, 4);
	memory_close(&m);
}

/* The names of all uses, with a question mark where optional. */
static const char *used(struct memory *m, const struct built *p)
{
	struct buf b = buf_in(&m->a);

	for (size_t i = 0; i < p->use_count; i++)
		buf_addf(&b, "%s%.*s%s", i ? " " : "", STR_ARG(p->uses[i].name),
			 p->uses[i].optional ? "?" : "");
	return p->use_count ? buf_str(&b).p : "";
}

static const struct {
	const char *a, *b, *c, *uses;
} bindings[] = {
	{ "{% for x in xs %}{% include 'b.j2' %}{% endfor %}", "{{ x }}", "",
	  "xs" },
	{ "{% set x = 1 %}{% include 'b.j2' %}", "{{ x }}{{ y }}", "", "y" },
	{ "{% include 'b.j2' %}{% set x = 1 %}", "{{ x }}", "", "x" },
	{ "{% if c %}{% set x = 1 %}{% endif %}{% include 'b.j2' %}", "{{ x }}",
	  "", "c? x?" },
	{ "{% set x = 1 %}{% extends 'b.j2' %}", "{{ x }}", "", "" },
	{ "{% with x = 1 %}{% import 'b.j2' as b with context %}{% endwith %}",
	  "{{ x }}", "", "" },
	/* names add up on the way */
	{ "{% set x = 1 %}{% include 'b.j2' %}",
	  "{% with y = 1 %}{% include 'c.j2' %}{% endwith %}",
	  "{{ x }}{{ y }}{{ z }}", "z" },
	/* bound wherever it is reached from, or not at all */
	{ "{% set x = 1 %}{% include 'c.j2' %}{% include 'b.j2' %}",
	  "{% include 'c.j2' %}", "{{ x }}", "" },
	{ "{% with x = 1 %}{% include 'c.j2' %}{% endwith %}"
	  "{% include 'b.j2' %}",
	  "{% include 'c.j2' %}", "{{ x }}", "x" },
	{ "{% include 'b.j2' %}{% with x = 1 %}{% include 'c.j2' %}{% endwith %}",
	  "{% include 'c.j2' %}", "{{ x }}", "x" },
	{ "{% with x = 1, y = 1 %}{% include 'b.j2' %}{% endwith %}"
	  "{% with y = 1 %}{% include 'b.j2' %}{% endwith %}",
	  "{% include 'c.j2' %}", "{{ x }}{{ y }}", "x" },
	{ "{% if x %}{% include 'b.j2' %}{% endif %}{% include 'b.j2' %}",
	  "{{ x }}", "", "x? x" },
	{ "{% import 'b.j2' as b %}{% include 'b.j2' %}", "{{ x }}", "", "x" },
	/* only assigned */
	{ "{% if c %}{% set x = 1 %}{% endif %}", "", "", "c?" },
};

static void a_name_bound_wherever_a_part_is_reached_from_is_no_use(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bindings) / sizeof(bindings[0]); i++) {
		struct memory m;
		struct built p;

		open_with(
			&m, &p, MANIFEST,
			MEMORY_FILES({ STR("p/a.j2"), str_of(bindings[i].a) },
				     { STR("p/b.j2"), str_of(bindings[i].b) },
				     { STR("p/c.j2"), str_of(bindings[i].c) }));
		memory_clean(&m);
		if (strcmp(used(&m, &p), bindings[i].uses) != 0)
			fail_msg("%s\nwant: %s\nhave: %s", bindings[i].a,
				 bindings[i].uses, used(&m, &p));
		memory_close(&m);
	}
}

static void a_use_says_the_way_on_which_it_is_not_bound(void **state)
{
	struct memory m;
	struct built p;

	(void)state;
	open_with(
		&m, &p, MANIFEST,
		MEMORY_FILES(MEMORY_FILE("p/a.j2",
					 "{% for x in xs %}{% include 'c.j2' %}"
					 "{% endfor %}{% include 'b.j2' %}"),
			     MEMORY_FILE("p/b.j2", "{% include 'c.j2' %}"),
			     MEMORY_FILE("p/c.j2", "{{ x }}")));
	memory_clean(&m);
	assert_int_equal(p.use_count, 2);
	assert_true(str_is(p.uses[1].name, "x"));
	assert_int_equal(p.uses[1].chain_count, 3);
	assert_true(str_is(p.uses[1].chain[1], "p/b.j2"));
	memory_close(&m);
}

static void what_is_wrong_is_said_once_however_often_a_part_is_entered(
	void **state)
{
	struct memory m;
	struct built p;

	(void)state;
	open_with(
		&m, &p, MANIFEST,
		MEMORY_FILES(MEMORY_FILE("p/a.j2",
					 "{% for x in xs %}{% include 'b.j2' %}"
					 "{% endfor %}{% include 'b.j2' %}"),
			     MEMORY_FILE("p/b.j2", "{% include 'no.j2' %}"
						   "{% include '../no.j2' %}"
						   "{% include 'c.j2' %}"
						   "{% include y %}"),
			     MEMORY_FILE("p/c.j2", "\xff")));
	assert_int_equal(m.sink.count, 4);
	memory_close(&m);
}

static const struct {
	enum rule rule;
	const char *extra, *a, *b;
	const char *path, *message;
} bads[] = {
	{ RULE_INCLUDE_MISSING, "", "x\n{% include 'no.j2' %}", "", "p/a.j2",
	  "no.j2 is in no folder of templates (looked in: p, the top)" },
	{ RULE_INCLUDE_MISSING, "", "{% include 'b.j2' %}",
	  "{% include ['no.j2', 'nor.j2'] %}", "p/b.j2", "no.j2" },
	{ RULE_INCLUDE_MISSING, "    templates: []\n", "{% include 'b.j2' %}",
	  "", "p/a.j2", "b.j2 is in no folder" },
	{ RULE_INCLUDE_DYNAMIC, "", "{% include x %}", "", "p/a.j2",
	  "computed" },
	{ RULE_INCLUDE_CYCLE, "", "{% include 'a.j2' %}", "", "p/a.j2",
	  "p/a.j2 includes p/a.j2" },
	{ RULE_INCLUDE_CYCLE, "", "{% include 'b.j2' %}",
	  "{% include './a.j2' %}", "p/b.j2",
	  "p/a.j2 includes p/b.j2 includes p/a.j2" },
	{ RULE_PATH_ESCAPE, "", "{% include '../../.env' %}", "", "p/a.j2",
	  "../../.env leaves" },
	{ RULE_PATH_ESCAPE, "", "{% include '/etc/passwd' %}", "", "p/a.j2",
	  "/etc/passwd" },
	{ RULE_PATH_ESCAPE, "", "{% include 'a\\\\b' %}", "", "p/a.j2", "b" },
	{ RULE_PATH_ESCAPE, "", "{% include '.git/config' %}", "", "p/a.j2",
	  ".git/config" },
	{ RULE_TEMPLATE_INVALID, "", "{% include 'b.j2' %}", "{% if %}",
	  "p/b.j2", "" },
	{ RULE_SOURCE_NOT_TEXT, "", "{% include 'b.j2' %}", "\xff", "p/b.j2",
	  "not UTF-8" },
};

static void says_what_is_wrong_with_an_include(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bads) / sizeof(bads[0]); i++) {
		char manifest[300];
		const struct finding *f;
		struct memory m;
		struct built p;

		(void)snprintf(manifest, sizeof(manifest), "%s%s", MANIFEST,
			       bads[i].extra);
		open_with(&m, &p, manifest,
			  MEMORY_FILES({ STR("p/a.j2"), str_of(bads[i].a) },
				       { STR("p/b.j2"), str_of(bads[i].b) }));
		f = memory_finding(&m, bads[i].rule, bads[i].message);
		if (m.sink.count != 1 || !str_is(f->path, bads[i].path))
			memory_show(&m);
		assert_int_equal(m.sink.count, 1);
		assert_true(str_is(f->path, bads[i].path));
		assert_true(f->help_count == 1 && f->help[0].n > 0);
		assert_true(f->pos.line > 0);
		if (str_is(f->path, "p/b.j2")) {
			assert_int_equal(f->chain_count, 2);
			assert_true(str_is(f->chain[0], "p/a.j2"));
			assert_true(str_is(f->chain[1], "p/b.j2"));
		}
		assert_false(p.complete);
		memory_close(&m);
	}
}

/* a0 includes a1 includes a2 ... ; each `width` times. */
static void open_ladder(struct memory *m, struct built *p, size_t rungs,
			size_t width)
{
	struct arena a = { 0 };
	struct view_file *files = arena_zero(&a, rungs + 1, sizeof(*files));

	files[0] = (struct view_file)MEMORY_FILE(
		"promptpin.yaml",
		"promptpin: 1\nprompts:\n  a:\n    messages: [{user: a0.j2}]\n");
	for (size_t i = 0; i < rungs; i++) {
		struct buf b = buf_in(&a);

		for (size_t k = 0; i + 1 < rungs && k < width; k++)
			buf_addf(&b, "{%% include 'a%zu.j2' %%}", i + 1);
		files[i + 1].path = str_fmt(&a, "a%zu.j2", i);
		files[i + 1].bytes = buf_str(&b);
	}
	memory_open(m, files, rungs + 1);
	assert_int_equal(memory_build(m, "a", p), 0);
	arena_free(&a);
}

static void includes_nest_as_deep_as_the_limit_and_no_deeper(void **state)
{
	struct memory m;
	struct built p;

	(void)state;
	open_ladder(&m, &p, INCLUDE_DEPTH + 1, 1);
	memory_clean(&m);
	assert_true(p.complete);
	memory_close(&m);
	open_ladder(&m, &p, INCLUDE_DEPTH + 2, 1);
	assert_int_equal(m.sink.count, 1);
	memory_finding(&m, RULE_INCLUDE_CYCLE, "more than 16 deep");
	memory_close(&m);
}

static void includes_that_fan_out_cost_what_their_files_cost(void **state)
{
	struct memory m;
	struct built p;

	(void)state;
	/* 50 to the power of 16 ways through it */
	open_ladder(&m, &p, INCLUDE_DEPTH + 1, 50);
	memory_clean(&m);
	assert_int_equal(p.effective.messages[0].part_count, INCLUDE_DEPTH);
	memory_close(&m);
}

static void too_many_parts_are_refused(void **state)
{
	struct arena a = { 0 };
	struct view_file *files = arena_zero(&a, PROMPT_PARTS + 3,
					     sizeof(*files));
	struct buf b = buf_in(&a);
	struct memory m;
	struct built p;

	(void)state;
	files[0] = (struct view_file)MEMORY_FILE(
		"promptpin.yaml",
		"promptpin: 1\nprompts:\n  a:\n    messages: [{user: a.j2}]\n");
	for (size_t i = 0; i <= PROMPT_PARTS; i++) {
		files[i + 2].path = str_fmt(&a, "%zu.j2", i);
		files[i + 2].bytes = STR("x");
		buf_addf(&b, "{%% include '%zu.j2' %%}", i);
	}
	files[1] = (struct view_file){ STR("a.j2"), buf_str(&b) };
	memory_open(&m, files, PROMPT_PARTS + 3);
	assert_int_equal(memory_build(&m, "a", &p), 0);
	memory_finding(&m, RULE_TEMPLATE_INVALID, "more than 1000 parts");
	memory_close(&m);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_are_the_closure_by_names_as_written),
		cmocka_unit_test(every_candidate_that_exists_is_a_part),
		cmocka_unit_test(templates_says_where_names_are_looked_up),
		cmocka_unit_test(uses_of_variables_say_how_they_are_reached),
		cmocka_unit_test(
			a_name_bound_wherever_a_part_is_reached_from_is_no_use),
		cmocka_unit_test(a_use_says_the_way_on_which_it_is_not_bound),
		cmocka_unit_test(
			what_is_wrong_is_said_once_however_often_a_part_is_entered),
		cmocka_unit_test(says_what_is_wrong_with_an_include),
		cmocka_unit_test(
			includes_nest_as_deep_as_the_limit_and_no_deeper),
		cmocka_unit_test(
			includes_that_fan_out_cost_what_their_files_cost),
		cmocka_unit_test(too_many_parts_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
