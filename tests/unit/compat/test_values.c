#include "fixture.h"

#define PARAMS(members) "{'params':{" members "}}"

static void parameters_are_compared_one_by_one(void **state)
{
	static const struct fixture_row rows[] = {
		{ "one", PARAMS("'temperature':0,'seed':1"),
		  PARAMS("'temperature':0.5,'seed':1"),
		  "param-changed params/temperature patch\n" },
		{ "spelling and order", PARAMS("'a':1,'b':2"),
		  PARAMS("'b':2.0,'a':1"), "" },
		{ "added", "{}", PARAMS("'top_p':1"),
		  "param-changed params/top_p patch\n" },
		{ "removed", PARAMS("'top_p':1"), PARAMS(""),
		  "param-changed params/top_p patch\n" },
		{ "shape", PARAMS("'n':1"), PARAMS("'n':2"),
		  "param-shape-changed params/n major\n" },
		{ "shape and other", PARAMS("'a':1"),
		  PARAMS("'a':2,'stream':true"),
		  "param-shape-changed params/stream major\n"
		  "param-changed params/a patch\n" },
		{ "max_tokens down", PARAMS("'max_tokens':9"),
		  PARAMS("'max_tokens':8"),
		  "param-changed params/max_tokens minor\n" },
		{ "max_tokens new", PARAMS(""), PARAMS("'max_output_tokens':8"),
		  "param-changed params/max_output_tokens minor\n" },
		{ "max_tokens up", PARAMS("'max_tokens':8"),
		  PARAMS("'max_tokens':10"),
		  "param-changed params/max_tokens patch\n" },
		{ "max_tokens gone", PARAMS("'max_completion_tokens':8"),
		  PARAMS(""),
		  "param-changed params/max_completion_tokens patch\n" },
		{ "stop", PARAMS("'stop':'a'"), PARAMS("'stop':['a']"),
		  "param-changed params/stop minor\n" },
		{ "null is a value", PARAMS("'a':null"), PARAMS(""),
		  "param-changed params/a patch\n" },
		{ "empty and absent", PARAMS(""), "{}",
		  "param-changed params patch\n" },
		{ "no object", PARAMS(""), "{'params':[]}",
		  "param-shape-changed params major?\n" },
	};

	(void)state;
	FIXTURE_ROWS(rows);
}

#define CHOICE(value) "{'tool_choice':" value "}"
#define TOOLS(value)                                                         \
	"{'tools':[{'name':'a','definition':1},{'name':'b','definition':2}]" \
	",'tool_choice':" value "}"
#define MORE "tool-choice-relaxed tool_choice major\n"
#define MAYBE "tool-choice-relaxed tool_choice major?\n"
#define LESS "tool-arg-narrowed tool_choice minor\n"
#define ALIKE "tool-arg-narrowed tool_choice patch\n"

static void a_choice_among_tools_must_not_become_more(void **state)
{
	static const struct fixture_row rows[] = {
		{ "required to auto", CHOICE("'required'"), CHOICE("'auto'"),
		  MORE },
		{ "auto to required", CHOICE("'auto'"), CHOICE("'required'"),
		  LESS },
		{ "auto to none", CHOICE("'auto'"), CHOICE("'none'"), LESS },
		{ "none to auto", CHOICE("'none'"), CHOICE("'auto'"), MORE },
		{ "none to required", CHOICE("'none'"), CHOICE("'any'"), MORE },
		{ "required to none", CHOICE("'required'"), CHOICE("'none'"),
		  MORE },
		{ "gone", CHOICE("'auto'"), "{}", ALIKE },
		{ "required, and gone", CHOICE("'required'"), "{}", MORE },
		{ "in another shape", CHOICE("'required'"),
		  CHOICE("{'type':'any'}"), ALIKE },
		{ "Bedrock's", CHOICE("{'any':{}}"), CHOICE("{'auto':{}}"),
		  MORE },
		{ "Gemini's", CHOICE("{'mode':'ANY'}"),
		  CHOICE("{'functionCallingConfig':{'mode':'AUTO'}}"), MORE },
		{ "several at once",
		  CHOICE("{'type':'auto','disable_parallel_tool_use':true}"),
		  CHOICE("{'type':'auto'}"), MORE },
		{ "one at a time", CHOICE("{'type':'auto'}"),
		  CHOICE("{'type':'auto','disable_parallel_tool_use':true}"),
		  LESS },
		{ "one tool to any", TOOLS("{'type':'tool','name':'a'}"),
		  TOOLS("{'type':'any'}"), MORE },
		{ "any to one tool", TOOLS("'required'"),
		  TOOLS("{'type':'function','function':{'name':'a'}}"), LESS },
		{ "another tool", TOOLS("{'type':'function','name':'a'}"),
		  TOOLS("{'tool':{'name':'b'}}"), MORE },
		{ "a longer list",
		  TOOLS("{'mode':'ANY','allowedFunctionNames':['a']}"),
		  TOOLS("{'mode':'ANY','allowedFunctionNames':['a','b']}"),
		  MORE },
		{ "a shorter list",
		  TOOLS("{'type':'allowed_tools','mode':'auto','tools':["
			"{'type':'function','name':'a'},"
			"{'type':'function','name':'b'}]}"),
		  TOOLS("{'type':'allowed_tools','allowed_tools':{'mode':"
			"'auto','tools':[{'type':'function','function':"
			"{'name':'a'}}]}}"),
		  LESS },
		{ "of no shape", CHOICE("'auto'"), CHOICE("{'x':1}"), MAYBE },
		{ "with more said", CHOICE("'auto'"),
		  CHOICE("{'type':'auto','x':1}"), MAYBE },
		{ "order", CHOICE("{'a':1,'b':2}"), CHOICE("{'b':2,'a':1}"),
		  "" },
		{ "parallel calls on", PARAMS("'parallel_tool_calls':false"),
		  PARAMS(""),
		  "tool-choice-relaxed params/parallel_tool_calls "
		  "major\n" },
		{ "parallel calls off", PARAMS(""),
		  PARAMS("'parallel_tool_calls':false"),
		  "tool-arg-narrowed params/parallel_tool_calls minor\n" },
		{ "parallel calls said", PARAMS(""),
		  PARAMS("'parallel_tool_calls':true"),
		  "param-changed params/parallel_tool_calls patch\n" },
		{ "format in text", PARAMS("'text':{'format':1}"),
		  PARAMS("'text':{'format':2}"),
		  "param-shape-changed params/text major\n" },
		{ "no format in text", PARAMS("'text':{'verbosity':'low'}"),
		  PARAMS("'text':{'verbosity':'high'}"),
		  "param-changed params/text patch\n" },
	};

	(void)state;
	FIXTURE_ROWS(rows);
}

static void retrieval_examples_and_code_are_compared(void **state)
{
	static const struct fixture_row rows[] = {
		{ "retrieval", "{'retrieval':{'top_k':3}}",
		  "{'retrieval':{'top_k':4}}",
		  "retrieval-changed retrieval minor\n" },
		{ "retrieval new", "{}", "{'retrieval':{}}",
		  "retrieval-changed retrieval minor\n" },
		{ "retrieval spelled in another way",
		  "{'retrieval':{'a':1,'b':2}}", "{'retrieval':{'b':2,'a':1}}",
		  "" },
		{ "an example", "{'examples':[{'input':1},{'input':2}]}",
		  "{'examples':[{'input':1},{'input':3}]}",
		  "message-text-changed examples[1] minor\n" },
		{ "an example more", "{'examples':[{'input':1}]}",
		  "{'examples':[{'input':1},{'input':3}]}",
		  "message-text-changed examples minor\n" },
		{ "an example spelled in another way",
		  "{'examples':[{'a':1,'b':2}]}",
		  "{'examples':[{'b':2,'a':1}]}", "" },
		{ "code", "{'opaque':[{'ref':'a.py:f','file':'x'}]}",
		  "{'opaque':[{'ref':'a.py:f','file':'y'}]}",
		  "message-text-changed opaque/a.py:f minor?\n" },
		{ "code called otherwise",
		  "{'opaque':[{'ref':'a','file':'x'}]}",
		  "{'opaque':[{'ref':'b','file':'x'}]}",
		  "message-text-changed opaque/a minor?\n"
		  "message-text-changed opaque/b minor?\n" },
		{ "code in another order",
		  "{'opaque':[{'ref':'a','file':'x'},{'ref':'b','file':'x'}]}",
		  "{'opaque':[{'ref':'b','file':'x'},{'ref':'a','file':'x'}]}",
		  "message-text-changed opaque minor?\n" },
	};

	(void)state;
	FIXTURE_ROWS(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parameters_are_compared_one_by_one),
		cmocka_unit_test(a_choice_among_tools_must_not_become_more),
		cmocka_unit_test(retrieval_examples_and_code_are_compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
