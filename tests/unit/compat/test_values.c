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

static void the_choice_among_tools_is_not_proven(void **state)
{
	static const struct fixture_row rows[] = {
		{ "required to auto", "{'tool_choice':'required'}",
		  "{'tool_choice':'auto'}",
		  "tool-choice-relaxed tool_choice major\n" },
		{ "auto to none", "{'tool_choice':'auto'}",
		  "{'tool_choice':'none'}",
		  "tool-choice-relaxed tool_choice major?\n" },
		{ "gone", "{'tool_choice':'auto'}", "{}",
		  "tool-choice-relaxed tool_choice major?\n" },
		{ "order", "{'tool_choice':{'a':1,'b':2}}",
		  "{'tool_choice':{'b':2,'a':1}}", "" },
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
		cmocka_unit_test(the_choice_among_tools_is_not_proven),
		cmocka_unit_test(retrieval_examples_and_code_are_compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
