#include "fixture.h"

/* Declared: properties, required. */
#define OPEN(properties, required, more)                                    \
	"{'variables':{'schema':{'type':'object','properties':{" properties \
	"},'required':[" required "]" more "}}}"
#define VARS(properties, required) \
	OPEN(properties, required, ",'additionalProperties':false")
#define ONE(schema) VARS("'v':" schema, "'v'")
#define USER(text) "{'messages':[{'role':'user','text':'" text "'}]}"

static void declared_names_are_compared(void **state)
{
	static const struct fixture_row rows[] = {
		{ "removed", VARS("'a':{},'b':{'type':'null'}", "'a'"),
		  VARS("'a':{}", "'a'"),
		  "variable-removed variables/b major\n" },
		{ "added, required", VARS("'a':{}", "'a'"),
		  VARS("'a':{},'b':{}", "'a','b'"),
		  "variable-required-added variables/b major\n" },
		{ "added, optional", VARS("'a':{}", "'a'"),
		  VARS("'a':{},'b':{}", "'a'"),
		  "variable-optional-added variables/b minor\n" },
		{ "now required", VARS("'a':{}", ""), VARS("'a':{}", "'a'"),
		  "variable-became-required variables/a major\n" },
		{ "now optional", VARS("'a':{}", "'a'"), VARS("'a':{}", ""),
		  "variable-widened variables/a minor\n" },
		{ "renamed", VARS("'a':{'type':'string'}", "'a'"),
		  VARS("'b':{'type':'string'}", "'b'"),
		  "variable-removed variables/a major\n" },
		{ "not renamed: other types", VARS("'a':{'type':'string'}", ""),
		  VARS("'b':{'type':'integer'}", ""),
		  "variable-removed variables/a major\n"
		  "variable-optional-added variables/b minor\n" },
		{ "order of properties", VARS("'a':{},'b':{}", ""),
		  VARS("'b':{},'a':{}", ""), "" },
		{ "order of required", VARS("'a':{},'b':{}", "'a','b'"),
		  VARS("'b':{},'a':{}", "'b','a'"),
		  "variable-widened variables patch\n" },
		{ "open to others",
		  OPEN("'a':{}", "", ",'additionalProperties':true"),
		  OPEN("'a':{},'b':{}", "", ",'additionalProperties':true"),
		  "variable-optional-added variables/b minor\n" },
		{ "required and declared nowhere", VARS("'a':{}", ""),
		  VARS("'a':{}", "'z'"),
		  "variable-became-required variables/z major\n" },
		{ "the same, beside another change", VARS("'a':{}", ""),
		  VARS("'a':{},'b':{}", "'z'"),
		  "variable-became-required variables/z major\n"
		  "variable-optional-added variables/b minor\n" },
		{ "a name of no letters", VARS("'':{'properties':{}}", ""),
		  VARS("'':{'properties':{'a':false}}", ""),
		  "variable-constraint-tightened variables//a major\n"
		  "variable-optional-added variables//a minor\n" },
	};

	(void)state;
	FIXTURE_ROWS(rows);
}

static void declared_schemas_are_compared_keyword_by_keyword(void **state)
{
	static const struct fixture_row rows[] = {
		{ "type", ONE("{'type':'string'}"), ONE("{'type':'integer'}"),
		  "variable-type-changed variables/v major\n" },
		{ "fewer types", ONE("{'type':'number'}"),
		  ONE("{'type':'integer'}"),
		  "variable-type-narrowed variables/v major\n" },
		{ "null dropped", ONE("{'type':['string','null']}"),
		  ONE("{'type':'string'}"),
		  "variable-type-narrowed variables/v major\n" },
		{ "any to one", ONE("{}"), ONE("{'type':'string'}"),
		  "variable-type-narrowed variables/v major\n" },
		{ "more types", ONE("{'type':'integer'}"),
		  ONE("{'type':'number'}"),
		  "variable-widened variables/v minor\n" },
		{ "the same types", ONE("{'type':['string','null']}"),
		  ONE("{'type':['null','string']}"),
		  "variable-widened variables patch\n" },
		{ "value gone", ONE("{'enum':['a','b']}"),
		  ONE("{'enum':['a']}"),
		  "variable-enum-value-removed variables/v major\n" },
		{ "value new", ONE("{'enum':['a']}"), ONE("{'enum':['a','b']}"),
		  "variable-widened variables/v minor\n" },
		{ "one gone, one new", ONE("{'enum':['a','c']}"),
		  ONE("{'enum':['a','b']}"),
		  "variable-enum-value-removed variables/v major\n"
		  "variable-widened variables/v minor\n" },
		{ "value said twice", ONE("{'enum':['a','a']}"),
		  ONE("{'enum':['a']}"), "variable-widened variables patch\n" },
		{ "1 is 1.0", ONE("{'enum':[1]}"), ONE("{'enum':[1.0]}"), "" },
		{ "enum new", ONE("{'type':'string'}"),
		  ONE("{'type':'string','enum':['a']}"),
		  "variable-enum-added variables/v major\n" },
		{ "enum dropped", ONE("{'type':'string','enum':['a']}"),
		  ONE("{'type':'string'}"),
		  "variable-widened variables/v minor\n" },
		{ "shorter", ONE("{'maxLength':4000}"),
		  ONE("{'maxLength':2000}"),
		  "variable-constraint-tightened variables/v major\n" },
		{ "longer", ONE("{'maxLength':2000}"),
		  ONE("{'maxLength':4000}"),
		  "variable-widened variables/v minor\n" },
		{ "larger least", ONE("{'minimum':-1}"), ONE("{'minimum':0.5}"),
		  "variable-constraint-tightened variables/v major\n" },
		{ "smaller least", ONE("{'minimum':1e1}"), ONE("{'minimum':9}"),
		  "variable-widened variables/v minor\n" },
		{ "a pattern", ONE("{'pattern':'a'}"), ONE("{'pattern':'b'}"),
		  "variable-constraint-tightened variables/v major\n" },
		{ "a pattern gone", ONE("{'pattern':'a'}"), ONE("{}"),
		  "variable-widened variables/v minor\n" },
		{ "boolean bound", ONE("{'exclusiveMinimum':true}"),
		  ONE("{'exclusiveMinimum':false}"),
		  "variable-constraint-tightened variables major?\n" },
		{ "nested", ONE("{'items':{'type':'string'}}"),
		  ONE("{'items':{'type':'integer'}}"),
		  "variable-type-changed variables/v/- major\n" },
		{ "beside $ref", ONE("{'$ref':'#/x','type':'string'}"),
		  ONE("{'$ref':'#/x','type':'integer'}"),
		  "variable-constraint-tightened variables major?\n" },
		{ "described", ONE("{'description':'a'}"),
		  ONE("{'description':'b','title':'c'}"),
		  "variable-widened variables/v patch\n" },
		{ "described below", ONE("{'items':{'title':'a'}}"),
		  ONE("{'items':{'title':'b'}}"),
		  "variable-widened variables/v/- patch\n" },
		{ "a property called title",
		  ONE("{'properties':{'title':{'type':'string'}}}"),
		  ONE("{'properties':{'title':{'type':'integer'}}}"),
		  "variable-type-changed variables/v/title major\n" },
		{ "properties of a property",
		  ONE("{'title':'a','properties':{}}"),
		  ONE("{'title':'b','properties':{'x':false}}"),
		  "variable-constraint-tightened variables/v/x major\n"
		  "variable-optional-added variables/v/x minor\n"
		  "variable-widened variables/v patch\n" },
		{ "a property called title that is no schema",
		  ONE("{'properties':{'title':'a'}}"),
		  ONE("{'properties':{'title':'b'}}"),
		  "variable-constraint-tightened variables major?\n" },
		{ "a value that has a title", ONE("{'const':{'title':'a'}}"),
		  ONE("{'const':{'title':'b'}}"),
		  "variable-enum-value-removed variables/v major\n"
		  "variable-widened variables/v minor\n" },
		{ "a schema that is true", ONE("true"), ONE("false"),
		  "variable-removed variables/v major\n" },
	};

	(void)state;
	FIXTURE_ROWS(rows);
}

static void defaults_are_compared(void **state)
{
	static const struct fixture_row rows[] = {
		{ "another", VARS("'v':{'default':1}", ""),
		  VARS("'v':{'default':2}", ""),
		  "variable-default-changed variables/v minor\n" },
		{ "the same", VARS("'v':{'default':1}", ""),
		  VARS("'v':{'default':1.0}", ""), "" },
		{ "gone and required", VARS("'v':{'default':1}", ""),
		  VARS("'v':{}", "'v'"),
		  "variable-default-removed variables/v major\n" },
		{ "gone and optional", VARS("'v':{'default':1}", ""),
		  VARS("'v':{}", ""),
		  "variable-default-changed variables/v minor\n" },
		{ "new", VARS("'v':{}", "'v'"), VARS("'v':{'default':1}", ""),
		  "variable-widened variables/v minor\n"
		  "variable-default-changed variables/v minor\n" },
		{ "a word in a default",
		  VARS("'v':{'default':{'title':'a'}}", ""),
		  VARS("'v':{'default':{'title':'b'}}", ""),
		  "variable-default-changed variables/v minor\n" },
	};

	(void)state;
	FIXTURE_ROWS(rows);
}

static void files_that_a_schema_refers_to_are_compared(void **state)
{
#define REF(part)                                                       \
	"{'variables':{'schema':{'type':'object','properties':{'v':{'$" \
	"ref':'p.json'}},'required':[],'additionalProperties':false},'" \
	"parts':{'p.json':" part "}}}"
	static const struct fixture_row rows[] = {
		{ "changed", REF("{'type':'string'}"), REF("{'type':'null'}"),
		  "variable-type-changed variables/v major\n" },
		{ "described", REF("{'title':'a'}"), REF("{'title':'b'}"),
		  "variable-widened variables/v patch\n" },
		{ "order", REF("{'a':1,'b':2}"), REF("{'b':2,'a':1}"), "" },
	};

	(void)state;
	FIXTURE_ROWS(rows);
}

static void names_are_inferred_where_none_are_declared(void **state)
{
#define BOTH(text, schema)                                             \
	"{'messages':[{'role':'user','text':'" text                    \
	"'}],'variables':{'schema':"                                   \
	"{'type':'object','properties':{" schema "},'required':['a']," \
	"'additionalProperties':false}}}"
	static const struct fixture_row rows[] = {
		{ "gone", USER("{{ a }}{{ b }}"), USER("{{ a }}"),
		  "variable-removed variables/b major\n"
		  "message-text-changed messages[0] minor\n" },
		{ "new", USER("{{ a }}"), USER("{{ a }}{{ b }}"),
		  "variable-required-added variables/b major\n"
		  "message-text-changed messages[0] minor\n" },
		{ "new with a default", USER("{{ a }}"),
		  USER("{{ a }}{{ b|default(1) }}"),
		  "variable-optional-added variables/b minor\n"
		  "message-text-changed messages[0] minor\n" },
		{ "optional before", USER("{{ a|default(1) }}"),
		  USER("{{ a }}"),
		  "variable-default-removed variables/a major\n"
		  "message-text-changed messages[0] minor\n" },
		{ "optional now", USER("{{ a }}"), USER("{{ a|default(1) }}"),
		  "variable-widened variables/a minor\n"
		  "message-text-changed messages[0] minor\n" },
		{ "renamed", USER("a {{ a }}"), USER("a {{ b }}"),
		  "variable-removed variables/a major\n"
		  "message-text-changed messages[0] minor\n" },
		{ "not renamed: other text", USER("a {{ a }}"),
		  USER("x {{ b }}"),
		  "variable-removed variables/a major\n"
		  "variable-required-added variables/b major\n"
		  "message-text-changed messages[0] minor\n" },
		{ "a part sees the loop's variable",
		  USER("{% for i in a %}{{ i }}{% endfor %}"),
		  "{'messages':[{'role':'user','text':'{% for i in a %}{% "
		  "include \\\"p\\\" %}{% endfor %}','parts':{'p':'{{ i }}'}}]}",
		  "message-split messages[0] patch\n" },
		{ "declared now", USER("{{ a }}"), BOTH("{{ a }}", "'a':{}"),
		  "variable-widened variables minor\n" },
		{ "declared now, and one more", USER("{{ a }}"),
		  BOTH("{{ a }}", "'a':{},'b':{}"),
		  "variable-optional-added variables/b minor\n" },
		{ "declared no more", BOTH("{{ a }}", "'a':{},'b':{}"),
		  USER("{{ a }}"), "variable-removed variables/b major\n" },
		{ "in no message any more", BOTH("{{ a }}", "'a':{}"),
		  BOTH("a", "'a':{}"),
		  "variable-use-removed variables/a minor\n"
		  "message-text-changed messages[0] minor\n" },
		{ "still in one", BOTH("{{ a }}", "'a':{}"),
		  BOTH("b{{ a }}", "'a':{}"),
		  "message-text-changed messages[0] minor\n" },
	};

	(void)state;
	FIXTURE_ROWS(rows);
}

static void a_rename_is_asked_about(void **state)
{
	struct arena a = { 0 };
	struct changes changes;

	(void)state;
	fixture_compare(&a, USER("{{ tone }}"), USER("{{ style }}"), "prompt",
			&changes);
	assert_true(
		str_ends(changes.items[0].message, "renamed tone to style?"));
	fixture_compare(&a, VARS("'tone':{}", ""), VARS("'style':{}", ""),
			"prompt", &changes);
	assert_int_equal(changes.count, 1);
	assert_true(
		str_ends(changes.items[0].message, "renamed tone to style?"));
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(declared_names_are_compared),
		cmocka_unit_test(
			declared_schemas_are_compared_keyword_by_keyword),
		cmocka_unit_test(defaults_are_compared),
		cmocka_unit_test(files_that_a_schema_refers_to_are_compared),
		cmocka_unit_test(names_are_inferred_where_none_are_declared),
		cmocka_unit_test(a_rename_is_asked_about),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
