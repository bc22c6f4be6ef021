/* The independent data on changes of schemas, all of it. */
#include "include_kit.h"

#include "unit/syntax/suite.h"

static struct arena a;

static int clear(void **state)
{
	(void)state;
	arena_free(&a);
	return 0;
}

static bool is_true(const struct node *object, const char *name)
{
	const struct node *value = node_get(object, name);

	return value && value->kind == NODE_TRUE;
}

struct matrix {
	const char *id;
	const struct schema_set *before, *after;
	size_t wrong, undecided;
};

static void judge(struct matrix *m, enum include_direction direction,
		  enum include_readers readers, bool breaks)
{
	struct include_options options = include_options(direction, readers);
	struct inclusion r;
	bool input = direction == INCLUDE_INPUT;

	schema_compare(&a, m->before, m->after, &options, &r);
	kit_sound(&a, input ? m->before : m->after,
		  input ? m->after : m->before, &r);
	if (r.verdict == (breaks ? INCLUSION_FAILS : INCLUSION_HOLDS))
		return;
	m->wrong++;
	m->undecided += r.verdict == INCLUSION_UNDECIDED;
	printf("%s %s %s: %s, not %s; %.*s; witness %.*s\n", m->id,
	       input ? "input" : "output",
	       readers == INCLUDE_STRICT ? "strict" : "declared",
	       kit_word(r.verdict), breaks ? "fails" : "holds",
	       STR_ARG(kit_rules(&a, &r)), STR_ARG(kit_text(&a, r.witness)));
}

static void every_change_of_the_matrix_both_ways_in_both_readings(void **state)
{
	const char *folder = suite_folder(&a, "schema-compat");
	struct node cases;
	struct matrix m = { .wrong = 0 };
	size_t verdicts = 0;

	(void)state;
	if (!folder)
		skip();
	cases = kit_node(&a, suite_read(&a, folder, "atomic-matrix.json"));
	for (size_t i = 0; i < cases.count; i++) {
		const struct node *c = &cases.items[i];
		const struct node *declared = node_get(c, "declared_mode");
		enum schema_dialect dialect = schema_dialect_named(
			node_get(c, "dialect")->text);
		bool formats = is_true(c, "format_assert");

		m.id = str_c(&a, node_get(c, "id")->text);
		m.before = kit_compile(&a, node_get(c, "old"), dialect,
				       formats);
		m.after = kit_compile(&a, node_get(c, "new"), dialect, formats);
		assert_non_null(m.before);
		assert_non_null(m.after);
		judge(&m, INCLUDE_INPUT, INCLUDE_STRICT,
		      is_true(c, "input_breaking"));
		judge(&m, INCLUDE_OUTPUT, INCLUDE_STRICT,
		      is_true(c, "output_breaking"));
		verdicts += 2;
		if (!declared)
			continue;
		judge(&m, INCLUDE_INPUT, INCLUDE_DECLARED,
		      is_true(declared, "input_breaking"));
		judge(&m, INCLUDE_OUTPUT, INCLUDE_DECLARED,
		      is_true(declared, "output_breaking_tolerant"));
		verdicts += 2;
	}
	printf("%zu changes, %zu verdicts, %zu wrong, of these %zu undecided\n",
	       cases.count, verdicts, m.wrong, m.undecided);
	assert_int_equal(m.wrong, 0);
}

/* ---- the registry's tools and prompts -------------------------------- */

/* The variables of a prompt as a closed object. */
static struct node variables(const struct node *definition)
{
	const struct node *list = node_get(definition, "variables");
	struct buf b = buf_in(&a);
	bool first = true;

	buf_adds(&b, "{\"type\":\"object\",\"additionalProperties\":false,"
		     "\"properties\":{");
	for (size_t i = 0; i < list->count; i++) {
		const struct node *v = &list->members[i].value;

		buf_adds(&b, i ? "," : "");
		json_string(&b, list->members[i].name);
		buf_adds(&b, ":{\"type\":");
		json_compact(&b, node_get(v, "type"));
		if (node_get(v, "enum")) {
			buf_adds(&b, ",\"enum\":");
			json_compact(&b, node_get(v, "enum"));
		}
		buf_addc(&b, '}');
	}
	buf_adds(&b, "},\"required\":[");
	for (size_t i = 0; i < list->count; i++) {
		if (!is_true(&list->members[i].value, "required"))
			continue;
		buf_adds(&b, first ? "" : ",");
		json_string(&b, list->members[i].name);
		first = false;
	}
	buf_adds(&b, "]}");
	return kit_node(&a, buf_str(&b));
}

static enum inclusion_verdict compare(const struct node *before,
				      const struct node *after,
				      enum include_direction direction,
				      enum include_readers readers)
{
	struct include_options options = include_options(direction, readers);
	const struct schema_set *x = kit_compile(&a, before, SCHEMA_UNSAID,
						 false);
	const struct schema_set *y = kit_compile(&a, after, SCHEMA_UNSAID,
						 false);
	struct inclusion r;

	assert_non_null(x);
	assert_non_null(y);
	schema_compare(&a, x, y, &options, &r);
	return r.verdict;
}

/*
 * The registry asks of tools that callers may go on as they did, and that
 * nobody loses an argument: inputs, and no declared property lost either way.
 * What it refuses must be refused here in one of the two directions.
 */
static void the_registry_s_tools(void **state)
{
	const char *folder = suite_folder(&a, "schema-compat");
	struct node cases;

	(void)state;
	if (!folder)
		skip();
	cases = kit_node(&a, suite_read(&a, folder, "apicurio-mcp-tool.json"));
	assert_int_equal(cases.count, 8);
	for (size_t i = 0; i < cases.count; i++) {
		const struct node *c = &cases.items[i];
		const struct node *x = node_get(node_get(c, "old"),
						"inputSchema");
		const struct node *y = node_get(node_get(c, "new"),
						"inputSchema");
		bool input = compare(x, y, INCLUDE_INPUT, INCLUDE_DECLARED) ==
			     INCLUSION_HOLDS;
		bool output = compare(x, y, INCLUDE_OUTPUT, INCLUDE_STRICT) ==
			      INCLUSION_HOLDS;
		bool compatible = is_true(c, "compatible");

		if (compatible ? !input : input && output)
			fail_msg("%.*s", STR_ARG(node_get(c, "id")->text));
	}
}

static void the_registry_s_prompts(void **state)
{
	const char *folder = suite_folder(&a, "schema-compat");
	struct node cases;

	(void)state;
	if (!folder)
		skip();
	cases = kit_node(
		&a, suite_read(&a, folder, "apicurio-prompt-template.json"));
	assert_int_equal(cases.count, 9);
	for (size_t i = 0; i < cases.count; i++) {
		const struct node *c = &cases.items[i];
		const struct node *before = node_get(c, "old");
		const struct node *after = node_get(c, "new");
		const struct node *x = node_get(before, "outputSchema");
		const struct node *y = node_get(after, "outputSchema");
		struct node from = variables(before), to = variables(after);
		bool safe = compare(&from, &to, INCLUDE_INPUT,
				    INCLUDE_DECLARED) == INCLUSION_HOLDS;

		if (x && y)
			safe = safe &&
			       compare(x, y, INCLUDE_OUTPUT, INCLUDE_STRICT) ==
				       INCLUSION_HOLDS;
		/* One gives up a variable that its text no longer uses, and
		 * one its output schema: neither is for schemas to judge. */
		if (str_ends(node_get(c, "id")->text, "RemovedAndNotUsed") ||
		    (x && !y))
			continue;
		if (safe != is_true(c, "compatible"))
			fail_msg("%.*s", STR_ARG(node_get(c, "id")->text));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(
			every_change_of_the_matrix_both_ways_in_both_readings,
			clear),
		cmocka_unit_test_teardown(the_registry_s_tools, clear),
		cmocka_unit_test_teardown(the_registry_s_prompts, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
