#include "fixture.h"

#define OUTPUT(schema) "{'output':{'format':'json_schema','schema':" schema "}}"
#define WRAPPED(value) \
	"{'output':{'format':'json_schema','definition':" value "}}"
#define PROPS(properties, required)                         \
	OUTPUT("{'type':'object','properties':{" properties \
	       "},'required':[" required "]}")
#define ONE(schema) PROPS("'p':" schema, "'p'")

static void an_output_comes_and_goes(void **state)
{
	static const struct fixture_row rows[] = {
		{ "gone", OUTPUT("{}"), "{}",
		  "output-schema-removed output major\n" },
		{ "new", "{}", OUTPUT("{}"), "output-narrowed output minor\n" },
		{ "another format", OUTPUT("{}"),
		  "{'output':{'format':'json_object','schema':{}}}",
		  "output-format-changed output major\n" },
		{ "wrapped now", OUTPUT("{'type':'object'}"),
		  WRAPPED("{'name':'a','schema':{'type':'object'}}"),
		  "output-format-changed output major\n" },
	};

	(void)state;
	FIXTURE_ROWS(rows);
}

static void an_output_must_not_become_more(void **state)
{
	static const struct fixture_row rows[] = {
		{ "added", PROPS("'a':{}", ""), PROPS("'a':{},'b':{}", "'b'"),
		  "output-property-added output/b minor\n" },
		{ "required removed", PROPS("'a':{},'b':{}", "'b'"),
		  PROPS("'a':{}", ""),
		  "output-property-removed output/b major\n" },
		{ "optional removed", PROPS("'a':{},'b':{}", ""),
		  PROPS("'a':{}", ""),
		  "output-property-removed output/b minor\n" },
		{ "now optional", PROPS("'a':{}", "'a'"), PROPS("'a':{}", ""),
		  "output-became-optional output/a major\n" },
		{ "now required", PROPS("'a':{}", ""), PROPS("'a':{}", "'a'"),
		  "output-narrowed output/a minor\n" },
		{ "null", ONE("{'type':'string'}"),
		  ONE("{'type':['string','null']}"),
		  "output-became-nullable output/p major\n" },
		{ "type", ONE("{'type':'string'}"), ONE("{'type':'integer'}"),
		  "output-type-changed output/p major\n" },
		{ "more types", ONE("{'type':'integer'}"),
		  ONE("{'type':'number'}"),
		  "output-type-widened output/p major\n" },
		{ "fewer types", ONE("{'type':'number'}"),
		  ONE("{'type':'integer'}"),
		  "output-narrowed output/p minor\n" },
		{ "new value", ONE("{'enum':[1]}"), ONE("{'enum':[1,2]}"),
		  "output-enum-value-added output/p major\n" },
		{ "value gone", ONE("{'enum':[1,2]}"), ONE("{'enum':[1]}"),
		  "output-narrowed output/p minor\n" },
		{ "bound dropped", ONE("{'maxItems':2}"), ONE("{}"),
		  "output-constraint-relaxed output/p major\n" },
		{ "bound new", ONE("{}"), ONE("{'maxItems':2}"),
		  "output-narrowed output/p minor\n" },
		{ "not understood", OUTPUT("{'oneOf':[{}]}"),
		  OUTPUT("{'oneOf':[{},{}]}"),
		  "output-narrowed output minor\n" },
		{ "properties are no object", OUTPUT("{'properties':1}"),
		  OUTPUT("{'properties':2}"),
		  "output-constraint-relaxed output major?\n" },
		{ "strict off", WRAPPED("{'strict':true,'schema':{}}"),
		  WRAPPED("{'schema':{}}"),
		  "output-constraint-relaxed output major\n" },
		{ "strict on", WRAPPED("{'schema':{}}"),
		  WRAPPED("{'strict':true,'schema':{}}"),
		  "output-narrowed output minor\n" },
		{ "in a wrapper",
		  WRAPPED("{'json_schema':{'schema':{'properties':{}}}}"),
		  WRAPPED("{'json_schema':{'schema':{'properties':{'a':{}}}}}"),
		  "output-property-added output/a minor\n" },
		{ "a wrapper's name", WRAPPED("{'name':'a','schema':{}}"),
		  WRAPPED("{'name':'b','schema':{}}"),
		  "output-constraint-relaxed output major?\n" },
	};

	(void)state;
	FIXTURE_ROWS(rows);
}

static void what_the_model_reads_is_text(void **state)
{
#define REF(part)                                                           \
	"{'output':{'format':'json_schema','schema':{'$ref':'p'},'parts':{" \
	"'p':" part "}}}"
	static const struct fixture_row rows[] = {
		{ "described", ONE("{'description':'a'}"),
		  ONE("{'description':'b'}"),
		  "message-text-changed output/p minor\n" },
		{ "the whole described", OUTPUT("{'title':'a'}"),
		  OUTPUT("{'title':'b'}"),
		  "message-text-changed output minor\n" },
		{ "order", PROPS("'a':{},'b':{}", ""),
		  PROPS("'b':{},'a':{}", ""),
		  "output-property-order-changed output minor\n" },
		{ "spelling of a number", ONE("{'maximum':1}"),
		  ONE("{'maximum':1.0}"), "" },
		{ "in a file", REF("{'title':'a'}"), REF("{'title':'b'}"),
		  "message-text-changed output minor\n" },
		{ "order in a file", REF("{'a':1,'b':2}"), REF("{'b':2,'a':1}"),
		  "output-property-order-changed output minor\n" },
		{ "more in a file", REF("{'type':'null'}"), REF("{}"),
		  "output-type-widened output major\n" },
	};

	(void)state;
	FIXTURE_ROWS(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_output_comes_and_goes),
		cmocka_unit_test(an_output_must_not_become_more),
		cmocka_unit_test(what_the_model_reads_is_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
