#include "fixture.h"

#define TOOL(name, definition) "{'name':'" name "','definition':" definition "}"
#define TOOLS(list) "{'tools':[" list "]}"
/* One tool in OpenAI's shape. */
#define FUNCTION(more, properties, required)                                 \
	TOOLS(TOOL("t",                                                      \
		   "{'type':'function','function':{'name':'t'," more         \
		   "'parameters':{'type':'object','properties':{" properties \
		   "},'required':[" required "]}}}"))
#define ARGS(properties, required) FUNCTION("", properties, required)
#define ARG(schema) ARGS("'q':" schema, "'q'")
/* The same in others'. */
#define INPUT(key, schema) TOOLS(TOOL("t", "{'name':'t','" key "':" schema "}"))

static void tools_are_matched_by_name(void **state)
{
	static const struct fixture_row rows[] = {
		{ "added", TOOLS(TOOL("a", "{}")),
		  TOOLS(TOOL("a", "{}") "," TOOL("b", "{'x':1}")),
		  "tool-added tools/b major\n" },
		{ "removed", TOOLS(TOOL("a", "{}") "," TOOL("b", "{}")),
		  TOOLS(TOOL("a", "{}")), "tool-removed tools/b minor\n" },
		{ "all removed", TOOLS(TOOL("a", "{}")), "{}",
		  "tool-removed tools/a minor\n" },
		{ "renamed", TOOLS(TOOL("a", "{'name':'a','x':1}")),
		  TOOLS(TOOL("b", "{'name':'b','x':1}")),
		  "tool-renamed tools/a major\n" },
		{ "renamed in a function",
		  TOOLS(TOOL("a", "{'function':{'name':'a','x':1}}")),
		  TOOLS(TOOL("b", "{'function':{'name':'b','x':1.0}}")),
		  "tool-renamed tools/a major\n" },
		{ "called otherwise in the release alone",
		  TOOLS(TOOL("a", "{'x':1}")), TOOLS(TOOL("b", "{'x':1.0}")),
		  "" },
		{ "not a rename", TOOLS(TOOL("a", "{'name':'a','x':1}")),
		  TOOLS(TOOL("b", "{'name':'b','x':2}")),
		  "tool-added tools/b major\ntool-removed tools/a minor\n" },
		{ "renamed and described anew",
		  TOOLS(TOOL("a", "{'name':'a','description':'x','parameters':"
				  "{'properties':{'q':{'title':'x'}}}}")),
		  TOOLS(TOOL("b", "{'name':'b','description':'y','parameters':"
				  "{'properties':{'q':{}}}}")),
		  "tool-renamed tools/a major\n" },
		{ "no arguments to know it by",
		  TOOLS(TOOL("a", "{'name':'a','description':'x'}")),
		  TOOLS(TOOL("b", "{'name':'b','description':'y'}")),
		  "tool-added tools/b major\ntool-removed tools/a minor\n" },
		{ "another order", TOOLS(TOOL("a", "{}") "," TOOL("b", "{}")),
		  TOOLS(TOOL("b", "{}") "," TOOL("a", "{}")),
		  "tool-description-changed tools minor\n" },
		{ "one added in front", TOOLS(TOOL("a", "{}")),
		  TOOLS(TOOL("b", "{'x':1}") "," TOOL("a", "{}")),
		  "tool-added tools/b major\n" },
	};

	(void)state;
	FIXTURE_ROWS(rows);
}

static void arguments_must_not_become_more(void **state)
{
	static const struct fixture_row rows[] = {
		{ "optional added", ARGS("'q':{}", "'q'"),
		  ARGS("'q':{},'l':{}", "'q'"),
		  "tool-arg-added tools/t/arguments/l major\n" },
		{ "required added", ARGS("'q':{}", "'q'"),
		  ARGS("'q':{},'l':{}", "'q','l'"),
		  "tool-arg-added tools/t/arguments/l major\n" },
		{ "required removed", ARGS("'q':{},'l':{}", "'q','l'"),
		  ARGS("'q':{}", "'q'"),
		  "tool-arg-required-removed tools/t/arguments/l major\n" },
		{ "optional removed", ARGS("'q':{},'l':{}", "'q'"),
		  ARGS("'q':{}", "'q'"),
		  "tool-arg-narrowed tools/t/arguments/l minor\n" },
		{ "now optional", ARGS("'q':{}", "'q'"), ARGS("'q':{}", ""),
		  "tool-arg-became-optional tools/t/arguments/q major\n" },
		{ "now required", ARGS("'q':{}", ""), ARGS("'q':{}", "'q'"),
		  "tool-arg-narrowed tools/t/arguments/q minor\n" },
		{ "type", ARG("{'type':'integer'}"), ARG("{'type':'string'}"),
		  "tool-arg-type-changed tools/t/arguments/q major\n" },
		{ "more types", ARG("{'type':'integer'}"),
		  ARG("{'type':'number'}"),
		  "tool-arg-type-widened tools/t/arguments/q major\n" },
		{ "null", ARG("{'type':'string'}"),
		  ARG("{'type':['string','null']}"),
		  "tool-arg-type-widened tools/t/arguments/q major\n" },
		{ "fewer types", ARG("{'type':'number'}"),
		  ARG("{'type':'integer'}"),
		  "tool-arg-narrowed tools/t/arguments/q minor\n" },
		{ "new value", ARG("{'enum':['c','f']}"),
		  ARG("{'enum':['c','f','k']}"),
		  "tool-arg-enum-value-added tools/t/arguments/q major\n" },
		{ "value gone", ARG("{'enum':['c','f']}"),
		  ARG("{'enum':['c']}"),
		  "tool-arg-narrowed tools/t/arguments/q minor\n" },
		{ "larger", ARG("{'maximum':50}"), ARG("{'maximum':500}"),
		  "tool-arg-constraint-relaxed tools/t/arguments/q major\n" },
		{ "smaller", ARG("{'maximum':500}"), ARG("{'maximum':50}"),
		  "tool-arg-narrowed tools/t/arguments/q minor\n" },
		{ "not understood", ARG("{'not':{'type':'null'}}"),
		  ARG("{'not':{'type':'string'}}"),
		  "tool-arg-constraint-relaxed tools/t/arguments/q major\n" },
		{ "opened",
		  INPUT("input_schema", "{'additionalProperties':false}"),
		  INPUT("input_schema", "{}"),
		  "tool-opened tools/t/arguments major\n" },
		{ "closed", INPUT("inputSchema", "{}"),
		  INPUT("inputSchema", "{'additionalProperties':false}"),
		  "tool-arg-narrowed tools/t/arguments minor\n" },
		{ "strict off", FUNCTION("'strict':true,", "'q':{}", ""),
		  ARGS("'q':{}", ""), "tool-opened tools/t major\n" },
		{ "strict on", ARGS("'q':{}", ""),
		  FUNCTION("'strict':true,", "'q':{}", ""),
		  "tool-arg-narrowed tools/t minor\n" },
		{ "strict off, and other words",
		  FUNCTION("'strict':true,'description':'a',", "'q':{}", ""),
		  FUNCTION("'description':'b',", "'q':{}", ""),
		  "tool-opened tools/t major\n"
		  "tool-description-changed tools/t minor\n" },
		{ "elsewhere", INPUT("input_schema", "{}"),
		  INPUT("parameters", "{}"),
		  "tool-description-changed tools/t minor\n" },
		{ "a schema is new", TOOLS(TOOL("t", "{'name':'t'}")),
		  INPUT("parameters", "{'type':'object'}"),
		  "tool-arg-narrowed tools/t/arguments minor\n" },
		{ "no object", TOOLS(TOOL("t", "1")), TOOLS(TOOL("t", "2")),
		  "tool-arg-constraint-relaxed tools/t major?\n" },
	};

	(void)state;
	FIXTURE_ROWS(rows);
}

static void what_the_model_reads_is_a_description(void **state)
{
#define REF(part)                                                          \
	"{'tools':[{'name':'t','definition':{'parameters':{'$ref':'p'}},'" \
	"parts':{'p':" part "}}]}"
	static const struct fixture_row rows[] = {
		{ "of the tool", FUNCTION("'description':'a',", "'q':{}", ""),
		  FUNCTION("'description':'b',", "'q':{}", ""),
		  "tool-description-changed tools/t minor\n" },
		{ "of an argument", ARG("{'description':'a'}"),
		  ARG("{'description':'b'}"),
		  "tool-description-changed tools/t/arguments/q minor\n" },
		{ "default", ARG("{'default':1}"), ARG("{'default':2}"),
		  "tool-description-changed tools/t/arguments/q minor\n" },
		{ "order of arguments", ARGS("'a':{},'b':{}", ""),
		  ARGS("'b':{},'a':{}", ""),
		  "tool-description-changed tools/t/arguments minor\n" },
		{ "an argument called description",
		  ARGS("'description':{'type':'string'}", ""),
		  ARGS("'description':{'type':'null'}", ""),
		  "tool-arg-type-changed tools/t/arguments/description major\n" },
		{ "number spelled in another way", ARG("{'maximum':50}"),
		  ARG("{'maximum':5e1}"), "" },
		{ "in a file", REF("{'title':'a'}"), REF("{'title':'b'}"),
		  "tool-description-changed tools/t/arguments minor\n" },
		{ "more than that in a file", REF("{'type':'null'}"),
		  REF("{'type':'string'}"),
		  "tool-arg-type-changed tools/t/arguments major\n" },
		{ "spelling in a file", REF("{'a':1}"), REF("{'a':1.0}"), "" },
	};

	(void)state;
	FIXTURE_ROWS(rows);
}

#define SCHEMA "{'type':'object','properties':{'q':{'type':'string'}}}"
#define WIDER "{'type':'object','properties':{'q':{}}}"
#define CHAT(schema)                                                 \
	TOOLS(TOOL("t", "{'type':'function','function':{'name':'t'," \
			"'description':'d','parameters':" schema "}}"))
#define RESPONSES(schema)                                                  \
	TOOLS(TOOL("t", "{'type':'function','name':'t','description':'d'," \
			"'parameters':" schema "}"))
#define ANTHROPIC(schema)                                                      \
	TOOLS(TOOL("t", "{'name':'t','description':'d','input_schema':" schema \
			"}"))
#define MCP(schema, more)                                     \
	TOOLS(TOOL("t", "{'name':'t','description':'d'," more \
			"'inputSchema':" schema "}"))
#define BEDROCK(schema)                                              \
	TOOLS(TOOL("t", "{'toolSpec':{'name':'t','description':'d'," \
			"'inputSchema':{'json':" schema "}}}"))
#define GEMINI(schema)                                                         \
	TOOLS(TOOL(                                                            \
		"t",                                                           \
		"{'name':'t','description':'d','parametersJsonSchema':" schema \
		"}"))
#define WIDENED "tool-arg-type-widened tools/t/arguments/q major\n"
#define ELSEWHERE "tool-description-changed tools/t minor\n"

static void every_shape_says_the_same(void **state)
{
	static const struct fixture_row rows[] = {
		{ "Chat", CHAT(SCHEMA), CHAT(WIDER), WIDENED },
		{ "Responses", RESPONSES(SCHEMA), RESPONSES(WIDER), WIDENED },
		{ "Anthropic", ANTHROPIC(SCHEMA), ANTHROPIC(WIDER), WIDENED },
		{ "MCP", MCP(SCHEMA, ""), MCP(WIDER, ""), WIDENED },
		{ "Bedrock", BEDROCK(SCHEMA), BEDROCK(WIDER), WIDENED },
		{ "Gemini", GEMINI(SCHEMA), GEMINI(WIDER), WIDENED },
		{ "Chat to Responses", CHAT(SCHEMA), RESPONSES(SCHEMA),
		  ELSEWHERE },
		{ "Anthropic to Bedrock", ANTHROPIC(SCHEMA), BEDROCK(SCHEMA),
		  ELSEWHERE },
		{ "Gemini to MCP, wider", GEMINI(SCHEMA), MCP(WIDER, ""),
		  WIDENED },
		{ "a function to a custom tool",
		  TOOLS(TOOL("t", "{'type':'function','name':'t'}")),
		  TOOLS(TOOL("t", "{'type':'custom','name':'t'}")),
		  "tool-arg-constraint-relaxed tools/t major?\n" },
		{ "annotations", MCP(SCHEMA, "'annotations':{'a':true},"),
		  MCP(SCHEMA, ""), ELSEWHERE },
		{ "what no model reads", MCP(SCHEMA, "'icons':[1],"),
		  MCP(SCHEMA, "'_meta':2,"),
		  "tool-description-changed tools/t patch\n" },
		{ "what it returns", MCP(SCHEMA, "'outputSchema':{},"),
		  MCP(SCHEMA, "'outputSchema':{'type':'null'},"),
		  "tool-arg-constraint-relaxed tools/t major?\n" },
		{ "a hosted tool of another date",
		  TOOLS(TOOL("t", "{'type':'bash_20250124','name':'t'}")),
		  TOOLS(TOOL("t", "{'type':'bash_20250728','name':'t'}")),
		  "tool-arg-constraint-relaxed tools/t major?\n" },
	};

	(void)state;
	FIXTURE_ROWS(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tools_are_matched_by_name),
		cmocka_unit_test(arguments_must_not_become_more),
		cmocka_unit_test(what_the_model_reads_is_a_description),
		cmocka_unit_test(every_shape_says_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
