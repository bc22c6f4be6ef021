/* Schemas by inclusion, as the families of changes tell it. */
#include "compat/contract.h"
#include "fixture.h"

#define VARIABLES(properties)                                               \
	"{'variables':{'schema':{'type':'object','properties':{" properties \
	"},'additionalProperties':false}}}"
#define OUTPUT(schema)                                                 \
	"{'output':{'format':'json_schema','schema':{'type':'object'," \
	"'properties':{" schema "}}}}"
#define TOOL(schema)                                                      \
	"{'tools':[{'name':'t','definition':{'name':'t','input_schema':{" \
	"'type':'object','properties':{" schema "}}}}]}"
#define CITY(schema) "'a':{'type':'object','properties':{'city':" schema "}}"
#define LIST(schema) "'l':{'type':'array','items':" schema "}"

static void what_is_nested_has_a_pointer(void **state)
{
	static const struct fixture_row rows[] = {
		{ "in an object", VARIABLES(CITY("{'maxLength':9}")),
		  VARIABLES(CITY("{'maxLength':8}")),
		  "variable-constraint-tightened variables/a/city major\n" },
		{ "the other way", VARIABLES(CITY("{'maxLength':8}")),
		  VARIABLES(CITY("{'maxLength':9}")),
		  "variable-widened variables/a/city minor\n" },
		{ "in a list", TOOL(LIST("{'type':'integer'}")),
		  TOOL(LIST("{'type':'number'}")),
		  "tool-arg-type-widened tools/t/arguments/l/- major\n" },
		{ "a name with a slash", OUTPUT("'a/b':{'type':'null'}"),
		  OUTPUT("'a/b':{'type':'string'}"),
		  "output-type-changed output/a~1b major\n" },
		{ "a name that came", TOOL(CITY("{}")),
		  TOOL("'a':{'type':'object','properties':{'city':{},'zip':{}}}"),
		  "tool-arg-added tools/t/arguments/a/zip major\n" },
		{ "a description", TOOL(CITY("{'description':'x'}")),
		  TOOL(CITY("{'description':'y'}")),
		  "tool-description-changed tools/t/arguments/a/city minor\n" },
		{ "a default", VARIABLES(CITY("{'default':1}")),
		  VARIABLES(CITY("{'default':2}")),
		  "variable-default-changed variables/a/city minor\n" },
	};

	(void)state;
	FIXTURE_ROWS(rows);
}

static void a_difference_that_breaks_nobody_is_compatible(void **state)
{
	static const struct fixture_row rows[] = {
		{ "keywords that come to the same",
		  VARIABLES("'v':{'type':'integer','minimum':1}"),
		  VARIABLES("'v':{'type':'integer','exclusiveMinimum':0}"),
		  "variable-widened variables patch\n" },
		{ "an enum for its only type", OUTPUT("'v':{'enum':[null]}"),
		  OUTPUT("'v':{'type':'null'}"),
		  "message-text-changed output minor\n" },
		{ "a union of what was there",
		  TOOL("'v':{'type':['string','null']}"),
		  TOOL("'v':{'anyOf':[{'type':'string'},{'type':'null'}]}"),
		  "tool-description-changed tools/t/arguments minor\n" },
		{ "a branch that brings nothing",
		  OUTPUT("'v':{'anyOf':[{'type':'number'}]}"),
		  OUTPUT("'v':{'anyOf':[{'type':'number'},{'type':'integer'}]}"),
		  "message-text-changed output minor\n" },
		{ "a branch that brings something",
		  OUTPUT("'v':{'anyOf':[{'type':'number'},{'enum':['a']}]}"),
		  OUTPUT("'v':{'anyOf':[{'type':'number'},{'enum':['a']},{'type':'object'}]}"),
		  "output-union-branch-added output/v major\n" },
		{ "required where it is by a condition",
		  OUTPUT("'v':{'type':'number','multipleOf':0.01}"),
		  OUTPUT("'v':{'type':'number','multipleOf':0.1}"),
		  "output-narrowed output/v minor\n" },
	};

	(void)state;
	FIXTURE_ROWS(rows);
}

static void what_cannot_be_decided_is_not_proven(void **state)
{
	static const struct fixture_row rows[] = {
		{ "a pattern of a variable",
		  VARIABLES("'v':{'type':'string','pattern':'^(.+)\\\\1$'}"),
		  VARIABLES("'v':{'type':'string','pattern':'^(..+)\\\\1$'}"),
		  "variable-constraint-tightened variables/v major?\n" },
		{ "a pattern that is new in an output",
		  OUTPUT("'v':{'type':'string'}"),
		  OUTPUT("'v':{'type':'string','pattern':'^(.+)\\\\1$'}"),
		  "output-narrowed output/v minor\n" },
		{ "no schema at all", VARIABLES("'v':{'type':'integer'}"),
		  VARIABLES("'v':{'type':'intger'}"),
		  "variable-constraint-tightened variables major?\n" },
		{ "a file that is not there", OUTPUT("'v':{}"),
		  OUTPUT("'v':{'$ref':'gone.json'}"),
		  "output-constraint-relaxed output major?\n" },
	};

	(void)state;
	FIXTURE_ROWS(rows);
}

#define PART(part)                                                               \
	"{'output':{'format':'json_schema','schema':{'properties':{'q':"         \
	"{'$ref':'o.json'}}},'parts':{'o.json':{'$ref':'p.json'},'p.json':" part \
	"}}}"

static void a_change_in_a_file_is_told_of_that_file(void **state)
{
	const char now[] = "{\"enum\":[\"a\",\"b\"]}";
	struct compat_policy policy;
	struct error err = { 0 };
	struct changes changes;
	struct arena a = { 0 };
	struct fixture x, y;
	struct store_id id;

	(void)state;
	fixture_open(&x, PART("{'enum':['a']}"));
	fixture_open(&y, PART("{'enum':['a','b']}"));
	assert_int_equal(compat_preset(STR("prompt"), &policy), 0);
	assert_int_equal(
		compat_changes(&a, &x.side, &y.side, &policy, &changes, &err),
		0);
	assert_int_equal(changes.count, 1);
	assert_true(str_is(changes.items[0].where, "output/q"));
	store_id_of(&id, now, sizeof(now) - 1);
	assert_true(store_id_equal(changes.items[0].to, &id));
	assert_true(str_is(changes.items[0].pointer, "/enum"));
	assert_true(str_is(changes.items[0].before, "[\"a\"]"));
	assert_true(str_is(changes.items[0].after, "[\"a\",\"b\"]"));
	arena_free(&x.arena);
	arena_free(&y.arena);
	arena_free(&a);
}

static void a_witness_is_shown(void **state)
{
	struct arena a = { 0 };
	struct changes changes;

	(void)state;
	fixture_compare(&a, VARIABLES("'v':{'type':['integer','null']}"),
			VARIABLES("'v':{'type':'integer'}"), "prompt",
			&changes);
	assert_int_equal(changes.count, 1);
	assert_true(str_is(changes.items[0].why,
			   "{\"v\":null} was accepted and no longer is"));
	fixture_compare(&a, TOOL("'v':{'type':'integer'}"),
			TOOL("'v':{'type':['integer','null']}"), "prompt",
			&changes);
	assert_true(str_is(changes.items[0].why,
			   "{\"v\":null} was not promised and may come now"));
	arena_free(&a);
}

/* Variables are a closed set, also where a file does not say so; one that
 * says what others may be is taken at its word. */
static void variables_of_an_open_schema_are_closed(void **state)
{
#define OPEN(properties, more)                                              \
	"{'variables':{'schema':{'type':'object','properties':{" properties \
	"}" more "}}}"
	static const struct fixture_row rows[] = {
		{ "one that went", OPEN("'a':{},'b':{}", ""),
		  OPEN("'a':{}", ""), "variable-removed variables/b major\n" },
		{ "one that came", OPEN("'a':{}", ""),
		  OPEN("'a':{},'b':{}", ""),
		  "variable-optional-added variables/b minor\n" },
		{ "others may be anything",
		  OPEN("'a':{},'b':{}", ",'unevaluatedProperties':{}"),
		  OPEN("'a':{}", ",'unevaluatedProperties':{}"),
		  "variable-widened variables/b minor\n" },
	};

	(void)state;
	FIXTURE_ROWS(rows);
}

/* Not with words that changed besides, which come first. */
static void the_witness_stands_with_what_breaks(void **state)
{
	struct changes changes;
	struct arena a = { 0 };
	struct str got = fixture_compare(
		&a, TOOL("'v':{'enum':['a'],'description':'x'}"),
		TOOL("'v':{'enum':['a','b'],'description':'y'}"), "model",
		&changes);

	(void)state;
	assert_true(str_is(
		got, "tool-arg-enum-value-added tools/t/arguments/v major\n"
		     "tool-description-changed tools/t/arguments/v patch\n"));
	assert_true(changes.items[0].why.n > 0);
	assert_int_equal(changes.items[1].why.n, 0);
	arena_free(&a);
}

/* What breaks is never passed over because something harmless was told. */
static void what_no_delta_accounts_for_is_told_all_the_same(void **state)
{
	static const enum contract_verdict verdicts[] = { CONTRACT_BROKEN,
							  CONTRACT_UNDECIDED,
							  CONTRACT_HOLDS };
	const struct contract_terms terms = {
		.broken = CHANGE_OUTPUT_CONSTRAINT_RELAXED,
		.compatible = CHANGE_OUTPUT_NARROWED,
		.where = STR("output"),
		.subject = STR_EMPTY,
		.noun = "property",
	};
	struct compat_policy policy;

	(void)state;
	assert_int_equal(compat_preset(STR("prompt"), &policy), 0);
	for (size_t i = 0; i < 3; i++) {
		struct arena a = { 0 };
		struct compare c = { .arena = &a, .policy = &policy };
		const struct contract_result r = { .verdict = verdicts[i],
						   .witness = STR_EMPTY };

		compare_add(&c, CHANGE_OUTPUT_NARROWED, STR("output"),
			    STR("harmless"));
		contract_finish(&c, &terms, &r, 0);
		if (verdicts[i] == CONTRACT_HOLDS) {
			assert_int_equal(c.count, 1);
		} else {
			assert_int_equal(c.count, 2);
			assert_int_equal(c.items[1].needs, BUMP_MAJOR);
			assert_int_equal(c.items[1].proven,
					 verdicts[i] == CONTRACT_BROKEN);
		}
		arena_free(&a);
	}
}

/* With readers that refuse what they do not know, closed schemas are. */
static void strict_readers_see_what_others_pass_over(void **state)
{
#define CLOSED(properties)                                              \
	"{'output':{'format':'json_schema','schema':{'type':'object','" \
	"properties':{" properties "},'additionalProperties':false}}}"
	struct compat_policy policy;
	struct error err = { 0 };
	struct changes changes;
	struct arena a = { 0 };
	struct fixture x, y;

	(void)state;
	fixture_open(&x, CLOSED("'a':{}"));
	fixture_open(&y, CLOSED("'a':{},'b':{}"));
	assert_int_equal(compat_preset(STR("prompt"), &policy), 0);
	assert_int_equal(
		compat_changes(&a, &x.side, &y.side, &policy, &changes, &err),
		0);
	assert_int_equal(changes.count, 1);
	assert_int_equal(changes.items[0].kind, CHANGE_OUTPUT_PROPERTY_ADDED);
	assert_int_equal(changes.items[0].why.n, 0);
	policy.readers_strict = true;
	assert_int_equal(
		compat_changes(&a, &x.side, &y.side, &policy, &changes, &err),
		0);
	assert_int_equal(changes.count, 1);
	assert_int_equal(changes.items[0].kind, CHANGE_OUTPUT_PROPERTY_ADDED);
	assert_true(changes.items[0].why.n > 0);
	arena_free(&x.arena);
	arena_free(&y.arena);
	arena_free(&a);
}

static void recursive_schemas_end(void **state)
{
#define TREE(leaf)                                                         \
	"{'variables':{'schema':{'type':'object','properties':{'t':{"      \
	"'$ref':'#/$defs/t'}},'$defs':{'t':{'type':'object','properties':" \
	"{'left':{'$ref':'#/$defs/t'},'leaf':" leaf "}}}}}}"
	static const struct fixture_row rows[] = {
		{ "the leaf", TREE("{'type':'number'}"),
		  TREE("{'type':'integer'}"),
		  "variable-type-narrowed variables/t/leaf major\n" },
		{ "itself", "{'variables':{'schema':{'$ref':'#'}}}",
		  "{'variables':{'schema':{'$ref':'#','title':'x'}}}",
		  "variable-widened variables patch\n" },
	};

	(void)state;
	FIXTURE_ROWS(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_nested_has_a_pointer),
		cmocka_unit_test(a_difference_that_breaks_nobody_is_compatible),
		cmocka_unit_test(what_cannot_be_decided_is_not_proven),
		cmocka_unit_test(a_change_in_a_file_is_told_of_that_file),
		cmocka_unit_test(a_witness_is_shown),
		cmocka_unit_test(variables_of_an_open_schema_are_closed),
		cmocka_unit_test(the_witness_stands_with_what_breaks),
		cmocka_unit_test(
			what_no_delta_accounts_for_is_told_all_the_same),
		cmocka_unit_test(strict_readers_see_what_others_pass_over),
		cmocka_unit_test(recursive_schemas_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
