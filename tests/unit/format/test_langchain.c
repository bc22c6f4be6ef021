#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/format/files.h"
#include "unit/format/lines.h"

/* A message: its place, its role, its text as JSON. */
#define F(place, role, text) place " " role " langchain-f-string \"" text "\"\n"
#define VARIABLES(properties, required)                              \
	"variables {\"type\":\"object\",\"properties\":{" properties \
	"},\"required\":[" required "]}\n"
#define LC(id, kwargs)                                   \
	"{\"lc\":1,\"type\":\"constructor\",\"id\":[" id \
	"],\"kwargs\":{" kwargs "}}"
#define PROMPT(kwargs) \
	LC("\"langchain\",\"prompts\",\"prompt\",\"PromptTemplate\"", kwargs)
#define CHAT(kwargs) \
	LC("\"langchain\",\"prompts\",\"chat\",\"ChatPromptTemplate\"", kwargs)
struct row {
	const char *text, *shows;
};

static void check(const char *path, const char *text,
		  const struct file_row *files, const char *shows)
{
	struct arena a = { 0 };
	struct format_file f;
	struct error err;

	if (files_format(&a, path, str_of(text), "langchain", files, &f, &err) <
	    0)
		fail_msg("%s", err.text);
	if (strcmp(lines_file(&a, &f), shows) != 0)
		fail_msg("%s\nis\n%swant\n%s", text, lines_file(&a, &f), shows);
	arena_free(&a);
}

static void check_all(const char *path, const struct row *rows)
{
	for (; rows->text; rows++)
		check(path, rows->text, NULL, rows->shows);
}

/* ---- recognition */

static void knows_its_files_and_no_others(void **state)
{
	static const struct {
		const char *path, *text, *why;
	} rows[] = {
		{ "a.json", "{\"_type\":\"prompt\",\"template\":\"\"}",
		  "its `_type` is prompt" },
		{ "a.yaml", "_type: few_shot\nsuffix: a",
		  "its `_type` is few_shot" },
		{ "a.yml", "_type: chat\ntemplate: []", "its `_type` is chat" },
		{ "a.json", "{\"input_variables\":[\"a\"],\"template\":\"\"}",
		  "it has `template` and a list of names `input_variables`" },
		{ "a.json",
		  "{\"input_variables\":[],\"output_parser\":null,"
		  "\"template\":\"\"}",
		  "it has `template` and a list of names `input_variables`" },
		{ "a.json", CHAT("\"messages\":[]"),
		  "it is a serialized ChatPromptTemplate" },
		{ "a.json", "{\"manifest\":" PROMPT("\"template\":\"\"") "}",
		  "it is a serialized PromptTemplate" },
		{ "a.json",
		  LC("\"RunnableSequence\"", "\"first\":" CHAT("\"a\":1")),
		  "it is a serialized RunnableSequence" },
		/* near misses */
		{ "a.json", "{\"_type\":\"llm_chain\",\"template\":\"\"}",
		  NULL },
		{ "a.json", "{\"_type\":\"prompt\"}", NULL },
		{ "a.json", "{\"_type\":\"chat\",\"prompt\":\"\"}", NULL },
		{ "a.txt", "{\"_type\":\"prompt\",\"template\":\"\"}", NULL },
		{ "a.json", "{\"template\":\"\"}", NULL },
		{ "a.json", "{\"input_variables\":[],\"template\":\"\"}",
		  NULL },
		{ "a.json",
		  "{\"input_variables\":[{\"name\":\"a\"}],"
		  "\"template\":\"\"}",
		  NULL },
		{ "a.yaml",
		  "template: a\ninput_variables: [b]\nexecution_settings: {}",
		  NULL },
		{ "a.json", LC("\"ChatOpenAI\"", "\"model\":\"m\""), NULL },
		{ "a.json",
		  LC("\"RunnableSequence\"",
		     "\"first\":" LC("\"ChatOpenAI\"", "")),
		  NULL },
		{ "a.json", "[]", NULL },
		{ "a.json", "{", NULL },
		{ 0 },
	};

	(void)state;
	for (size_t i = 0; rows[i].path; i++)
		files_taken_for(rows[i].path, rows[i].text, "langchain",
				rows[i].why);
}

/* ---- _type */

static void reads_a_template_and_its_variables(void **state)
{
	static const struct row rows[] = {
		{ "{\"_type\":\"prompt\",\"input_variables\":[\"b\",\"a\"],\n"
		  " \"template\":\"{a} {b}\"}",
		  F("2:14", "user", "{a} {b}")
			  VARIABLES("\"b\":{},\"a\":{}", "\"b\",\"a\"") },
		/* of the hub's first days */
		{ "{\"input_variables\":[\"a\"],\"output_parser\":null,"
		  "\"template\":\"{a}\"}",
		  F("1:59", "user", "{a}") VARIABLES("\"a\":{}", "\"a\"") },
		/* a partial variable has a value, and may be passed */
		{ "{\"_type\":\"prompt\",\"input_variables\":[\"a\"],"
		  "\"template\":\"{a}{b}\",\"partial_variables\":{\"b\":\"x\"},"
		  "\"template_format\":\"f-string\"}",
		  F("1:55", "user", "{a}{b}") VARIABLES(
			  "\"b\":{\"default\":\"x\"},\"a\":{}", "\"a\"") },
		{ "{\"_type\":\"prompt\",\"template\":\"{a}{b}\","
		  "\"partial_variables\":{\"b\":\"x\"}}",
		  F("1:31", "user", "{a}{b}") VARIABLES(
			  "\"b\":{\"default\":\"x\"},\"a\":{}", "\"a\"") },
		{ "{\"_type\":\"prompt\",\"template\":\"{a}\"}",
		  F("1:31", "user", "{a}") },
		{ "{\"_type\":\"prompt\",\"template\":\"{{a}}\","
		  "\"template_format\":\"mustache\"}",
		  "1:31 user mustache extensions=false \"{{a}}\"\n" },
		{ "{\"_type\":\"prompt\",\"template\":\"{{ a }}\","
		  "\"template_format\":\"jinja2\"}",
		  "1:31 user jinja2 \"{{ a }}\"\n"
		  "note 1:58 LangChain's load_prompt() loads jinja2 templates "
		  "no more\n" },
		/* what it does not send */
		{ "{\"_type\":\"prompt\",\"template\":\"a\",\"name\":null,"
		  "\"metadata\":{},\"tags\":[],\"validate_template\":true,"
		  "\"output_parser\":{\"_type\":\"default\"}}",
		  F("1:31", "user", "a") },
		{ 0 },
	};

	(void)state;
	check_all("a.json", rows);
	check("a.yaml",
	      "_type: prompt\ninput_variables:\n  [\"a\"]\n"
	      "partial_variables:\n  b: 1\ntemplate: |\n  A {a}\n  {b}\n",
	      NULL,
	      F("7:3", "user", "A {a}\\n{b}\\n")
		      VARIABLES("\"b\":{\"default\":1},\"a\":{}", "\"a\""));
}

static void reads_both_shapes_of_chat(void **state)
{
	static const struct row rows[] = {
		{ "{\"_type\":\"chat\",\"input_variables\":[\"a\",\"h\"],"
		  "\"template\":[\n{\"role\":\"system\",\"content\":\"S\"},\n"
		  "{\"role\":\"placeholder\",\"content\":\"{h}\"},\n"
		  "{\"role\":\"human\",\"content\":\"{a} {b}\"},\n"
		  "{\"role\":\"ai\",\"content\":\"A\"},\n"
		  "{\"role\":\"test\",\"content\":\"T\"},\n"
		  "[\"human\",\"P\"],\n[\"placeholder\",[\"{g}\",true]],\n"
		  "\"B\"],\"partial_variables\":{\"b\":\"x\"}}",
		  F("2:29", "system", "S") "slot h\n" F("4:28", "user",
							"{a} {b}")
			  F("5:25", "assistant", "A") F("6:27", "test", "T")
				  F("7:11", "user",
				    "P") "slot g\n" F("9:2", "user", "B")
					  VARIABLES("\"b\":{\"default\":\"x\"},"
						    "\"a\":{}",
						    "\"a\"") },
		{ "{\"_type\":\"chat\",\"messages\":[{\"prompt\":"
		  "{\"template\":\"{a}\",\"input_variables\":[\"a\"]}}],"
		  "\"input_variables\":[\"a\"]}",
		  F("1:52", "user", "{a}") VARIABLES("\"a\":{}", "\"a\"") },
		/* the loader reads one; all of them are pinned */
		{ "{\"_type\":\"chat\",\"messages\":[{\"prompt\":"
		  "{\"template\":\"a\"},\"role\":\"system\"},{\"prompt\":"
		  "{\"template\":\"{{b}}\",\"template_format\":\"mustache\"}},"
		  "{\"variable_name\":\"h\",\"n_messages\":5}]}",
		  F("1:52", "system",
		    "a") "1:96 user mustache extensions=false \"{{b}}\"\n"
			 "slot h\n"
			 "note 1:28 LangChain's load_prompt() reads the first of "
			 "these messages alone\n"
			 "note 1:168 at most 5 messages stand here\n" },
		{ "{\"_type\":\"chat\",\"template\":\"{a}\","
		  "\"template_format\":\"mustache\"}",
		  "1:29 user mustache extensions=false \"{a}\"\n" },
		/* parts */
		{ "{\"_type\":\"chat\",\"template\":[[\"human\",[\"{a}\","
		  "{\"type\":\"text\",\"text\":\"{b}\"},\n"
		  "{\"type\":\"image_url\",\"image_url\":{\"url\":\"{c}\","
		  "\"d\":\"\\\"{{\"}}]]]}",
		  F("1:40", "user", "{a}") F("1:68", "user", "{b}")
			  F("2:1", "user",
			    "{{\\\"type\\\":\\\"image_url\\\","
			    "\\\"image_url\\\":{{\\\"url\\\":\\\"{c}\\\","
			    "\\\"d\\\":\\\"\\\\\\\"{{\\\"}}}}") },
		{ 0 },
	};

	(void)state;
	check_all("a.json", rows);
}

static void reads_examples_of_a_few_shot_prompt(void **state)
{
	static const char *const told =
		"note 1:1 the text before the examples, the examples, each in "
		"the example prompt, and the text behind them are one text to "
		"the model\n";
	struct arena a = { 0 };

	(void)state;
	check("a.yaml",
	      "_type: few_shot\ninput_variables:\n    [\"adjective\"]\n"
	      "prefix: \n    Write antonyms.\nexample_prompt:\n"
	      "    _type: prompt\n    input_variables:\n"
	      "        [\"input\", \"output\"]\n    template:\n"
	      "        \"Input: {input}\\nOutput: {output}\"\nexamples:\n"
	      "  - {input: happy, output: sad}\n  - {q: 1, input: a, output: "
	      "b}\nsuffix:\n    \"Input: {adjective}\\nOutput:\"\n",
	      NULL,
	      str_fmt(&a,
		      F("5:5", "user",
			"Write antonyms.") "11:9 user langchain-f-string bound:input bound:output "
					   "\"Input: {input}\\nOutput: {output}\"\n" F(
						   "16:5", "user",
						   "Input: {adjective}\\nOutput:")
						   VARIABLES(
							   "\"adjective\":{}",
							   "\"adjective\"") "example {\"input\":\"happy\",\"output\":\"sad\"}\n"
									    "example {\"input\":{\"q\":1,\"input\":\"a\","
									    "\"output\":\"b\"},\"output\":null}\n%s",
		      told)
		      .p);
	check("a.json",
	      "{\"_type\":\"few_shot\",\"prefix\":\"\",\"suffix\":\"{b}\","
	      "\"example_separator\":\"\\n--\\n\",\"examples\":[],"
	      "\"template_format\":\"jinja2\",\"example_prompt\":"
	      "{\"template\":\"x\"}}",
	      NULL,
	      str_fmt(&a,
		      F("1:148", "user",
			"x") "1:43 user jinja2 \"{b}\"\n"
			     "params {\"example_separator\":\"\\n--\\n\"}\n"
			     "note 1:109 LangChain's load_prompt() loads jinja2 "
			     "templates no more\n%s",
		      told)
		      .p);
	arena_free(&a);
}

/* ---- further files */

static void reads_the_files_it_names(void **state)
{
	static const struct file_row files[] = {
		{ "p/t.txt", "T {a}\n" },
		{ "top.txt", "top" },
		{ "p/pre.txt", "P" },
		{ "p/ex.json", "[{\"q\": 1}]" },
		{ "p/ex.yaml", "- input: a\n  output: no\n" },
		{ "p/one.yaml", "_type: prompt\ntemplate: \"{q}\"\n" },
		{ "p/bad.json", "[" },
		{ "p/object.json", "{}" },
		{ 0 },
	};

	(void)state;
	check("p/a.json", "{\"_type\":\"prompt\",\"template_path\":\"t.txt\"}",
	      files,
	      "1:1 user langchain-f-string whole:p/t.txt \"T {a}\\n\"\n");
	/* from where a program runs: most often the top */
	check("p/a.json",
	      "{\"_type\":\"prompt\",\"template_path\":\"top.txt\"}", files,
	      "1:1 user langchain-f-string whole:top.txt \"top\"\n");
	check("p/a.json",
	      "{\"_type\":\"few_shot\",\"prefix_path\":\"pre.txt\","
	      "\"suffix_path\":\"t.txt\",\"example_prompt_path\":"
	      "\"one.yaml\",\"examples\":\"ex.json\"}",
	      files,
	      "1:1 user langchain-f-string whole:p/pre.txt \"P\"\n"
	      "2:12 user langchain-f-string bound:q \"{q}\"\n"
	      "1:1 user langchain-f-string whole:p/t.txt \"T {a}\\n\"\n"
	      "example {\"input\":{\"q\":1},\"output\":null}\n"
	      "note 1:1 the text before the examples, the examples, each in "
	      "the example prompt, and the text behind them are one text to "
	      "the model\n");
	check("p/a.json",
	      "{\"_type\":\"few_shot\",\"prefix_path\":\"top.txt\","
	      "\"suffix_path\":\"t.txt\",\"examples\":[],"
	      "\"example_prompt\":{\"template\":\"{x}\","
	      "\"partial_variables\":{\"x\":1}}}",
	      files,
	      "1:1 user langchain-f-string whole:top.txt \"top\"\n"
	      "1:111 user langchain-f-string bound:x \"{x}\"\n"
	      "1:1 user langchain-f-string whole:p/t.txt \"T {a}\\n\"\n"
	      "params {\"example_prompt\":{\"partial_variables\":"
	      "{\"x\":1}}}\n"
	      "note 1:1 the text before the examples, the examples, each in "
	      "the example prompt, and the text behind them are one text to "
	      "the model\n");
	check("p/a.json",
	      "{\"_type\":\"few_shot\",\"suffix\":\"s\",\"example_prompt\":"
	      "{\"template\":\"x\"},\"examples\":\"ex.yaml\"}",
	      files,
	      F("1:64", "user", "x") F(
		      "1:31", "user",
		      "s") "example {\"input\":\"a\",\"output\":\"no\"}\n"
			   "note 1:1 the text before the examples, the examples, each in "
			   "the example prompt, and the text behind them are one text to "
			   "the model\n");
	check("p/a.json", "{\"_type\":\"prompt\",\"template_path\":\"no.txt\"}",
	      files, "source-missing 1:35 p/no.txt is not there\n");
	check("p/a.json",
	      "{\"_type\":\"prompt\",\"template_path\":\"../../a.txt\"}", files,
	      "path-escape 1:35 ../../a.txt leaves the repository, or is not "
	      "a path\n");
}

/* ---- constructors */

/* One object a line. */
static const char chat_of_all[] =
	"{\"lc\":1,\"type\":\"constructor\",\"id\":[\"langchain\",\"prompts"
	"\",\"chat\",\"ChatPromptTemplate\"],\"kwargs\":{\"input_variables"
	"\":[\"a\",\"h\",\"b\"],\"optional_variables\":[\"o\"],\"messages\""
	":[\n"
	"{\"lc\":1,\"type\":\"constructor\",\"id\":[\"langchain\",\"prompts"
	"\",\"chat\",\"SystemMessagePromptTemplate\"],\"kwargs\":{\"prompt"
	"\":\n"
	"{\"lc\":1,\"type\":\"constructor\",\"id\":[\"langchain\",\"prompts"
	"\",\"prompt\",\"PromptTemplate\"],\"kwargs\":{\n"
	"\"template\":\"{{a}}\",\"template_format\":\"mustache\"}}}},\n"
	"{\"lc\":1,\"type\":\"constructor\",\"id\":[\"langchain\",\"prompts"
	"\",\"chat\",\"MessagesPlaceholder\"],\"kwargs\":{\"variable_name\""
	":\"h\"}},\n"
	"{\"lc\":1,\"type\":\"constructor\",\"id\":[\"langchain\",\"prompts"
	"\",\"chat\",\"HumanMessagePromptTemplate\"],\"kwargs\":{\"prompt\""
	":[\n"
	"{\"lc\":1,\"type\":\"constructor\",\"id\":[\"langchain\",\"prompts"
	"\",\"prompt\",\"PromptTemplate\"],\"kwargs\":{\n"
	"\"template\":\"{b}\",\"partial_variables\":{\"p\":\"x\"}}},\n"
	"{\"lc\":1,\"type\":\"constructor\",\"id\":[\"ImagePromptTemplate\""
	"],\"kwargs\":{\"template\":\n"
	"{\"url\":\"{i}\"}}}]}},\n"
	"{\"lc\":1,\"type\":\"constructor\",\"id\":[\"langchain\",\"prompts"
	"\",\"chat\",\"ChatMessagePromptTemplate\"],\"kwargs\":{\"role\":\""
	"ai\",\"prompt\":\n"
	"{\"lc\":1,\"type\":\"constructor\",\"id\":[\"langchain\",\"prompts"
	"\",\"prompt\",\"PromptTemplate\"],\"kwargs\":{\n"
	"\"template\":\"c\"}}}},\n"
	"{\"lc\":1,\"type\":\"constructor\",\"id\":[\"langchain\",\"schema"
	"\",\"messages\",\"AIMessage\"],\"kwargs\":{\n"
	"\"content\":\"{not a template}\"}},\n"
	"{\"lc\":1,\"type\":\"constructor\",\"id\":[\"SystemMessage\"],\"kw"
	"args\":{\"content\":[\n"
	"{\"type\":\"text\",\"text\":\"t\"},\n"
	"{\"x\":1}]}}]}}";

static const char chat_of_all_shows[] =
	"4:13 system mustache extensions=false \"{{a}}\"\n"
	"slot h\n"
	"8:13 user langchain-f-string \"{b}\"\n"
	"10:1 user langchain-f-string \"{{\\\"url\\\":\\\"{i}\\\"}}\"\n"
	"13:13 assistant langchain-f-string \"c\"\n"
	"15:12 assistant text \"{not a template}\"\n"
	"17:24 system text \"t\"\n"
	"18:1 system text \"{\\\"x\\\":1}\"\n"
	"variables {\"type\":\"object\",\"properties\":{\"p\":{\"default\":"
	"\"x\"},\"o\":{},\"a\":{},\"b\":{}},\"required\":[\"a\",\"b\"]}\n";

static void reads_what_dumpd_writes(void **state)
{
	static const struct row rows[] = {
		{ PROMPT("\"input_variables\":[\"a\"],\"template\":\"{a}\","
			 "\"template_format\":\"f-string\","
			 "\"partial_variables\":{}"),
		  F("1:131", "user", "{a}") VARIABLES("\"a\":{}", "\"a\"") },
		{ chat_of_all, chat_of_all_shows },
		/* what has no serialized form is opaque */
		{ CHAT("\"messages\":[{\"lc\":1,\"type\":\"not_implemented\","
		       "\"id\":[\"x\",\"FewShotChatMessagePromptTemplate\"],"
		       "\"repr\":\"FewShot(1)\"}]"),
		  "opaque FewShot(1)\n" },
		{ LC("\"langchain_core\",\"prompts\",\"structured\","
		     "\"StructuredPrompt\"",
		     "\"messages\":[[\"human\",\"a\"]],\"schema_\":"
		     "{\"type\":\"object\"},\"structured_output_kwargs\":"
		     "{\"method\":\"json_schema\"}"),
		  F("1:128", "user",
		    "a") "output {\"type\":\"object\"}\n"
			 "params {\"structured_output_kwargs\":"
			 "{\"method\":\"json_schema\"}}\n" },
		{ 0 },
	};

	(void)state;
	check_all("a.json", rows);
}

static const char with_model[] =
	"{\"owner\":\"-\",\"manifest\":{\"lc\":1,\"type\":\"constructor\","
	"\"id\":[\"langchain\",\"schema\",\"runnable\",\"RunnableSequence\""
	"],\"kwargs\":{\"first\":{\"lc\":1,\"type\":\"constructor\",\"id\":"
	"[\"langchain\",\"prompts\",\"chat\",\"ChatPromptTemplate\"],\"kwar"
	"gs\":{\"messages\":[\n"
	"[\"human\",\"a\"]]}},\"last\":\n"
	"{\"lc\":1,\"type\":\"constructor\",\"id\":[\"langchain\",\"schema"
	"\",\"runnable\",\"RunnableBinding\"],\"kwargs\":{\"bound\":\n"
	"{\"lc\":1,\"type\":\"constructor\",\"id\":[\"langchain\",\"chat_mo"
	"dels\",\"anthropic\",\"ChatAnthropic\"],\"kwargs\":{\"temperature"
	"\":1.0,\"max_tokens\":9,\"anthropic_api_key\":{\"lc\":1,\"type\":"
	"\"secret\",\"id\":[\"K\"]},\"model\":\"claude-3-5-sonnet-20240620"
	"\"}},\"kwargs\":{\"tools\":[{\"type\":\"function\",\"function\":{"
	"\"name\":\"f\"}}],\"tool_choice\":\"auto\",\"max_tokens\":5}}}}}}";

static const char with_model_shows[] =
	"2:11 user langchain-f-string \"a\"\n"
	"tool f openai-chat {\"type\":\"function\",\"function\":{\"name\":"
	"\"f\"}}\n"
	"tool_choice \"auto\"\n"
	"model anthropic claude-3-5-sonnet-20240620\n"
	"params {\"temperature\":1.0,\"max_tokens\":5}\n";

static const char with_parser[] =
	"{\"lc\":1,\"type\":\"constructor\",\"id\":[\"RunnableSequence\"],"
	"\"kwargs\":{\"first\":\n"
	"{\"lc\":1,\"type\":\"constructor\",\"id\":[\"langchain\",\"prompts"
	"\",\"prompt\",\"PromptTemplate\"],\"kwargs\":{\n"
	"\"template\":\"a\"}},\"middle\":[\n"
	"{\"lc\":1,\"type\":\"constructor\",\"id\":[\"langchain_openai\",\""
	"chat_models\",\"base\",\"ChatOpenAI\"],\"kwargs\":{\"model_name\":"
	"\"gpt-4.1\",\"top_p\":1}}],\"last\":{\"lc\":1,\"type\":\"construct"
	"or\",\"id\":[\"StrOutputParser\"],\"kwargs\":{\"x\":1}}}}";

static const char with_parser_shows[] = "3:13 user langchain-f-string \"a\"\n"
					"model openai gpt-4.1\n"
					"params {\"top_p\":1}\n";

static void reads_a_prompt_with_its_model(void **state)
{
	static const struct row rows[] = {
		{ with_model, with_model_shows },
		/* a model alone, and a parser behind it, which gets the answer */
		{ with_parser, with_parser_shows },
		{ 0 },
	};

	(void)state;
	check_all("a.json", rows);
}

/* ---- what is refused */

static void refuses_what_langchain_refuses(void **state)
{
	static const struct row rows[] = {
		{ "{\"_type\":\"prompt\"}",
		  "format-invalid 1:1 there is no `template`\n" },
		{ "{\"_type\":\"other\"}",
		  "format-invalid 1:10 LangChain loads no prompt of `_type` "
		  "other\n" },
		{ "{\"_type\":\"prompt\",\"template\":\"a\","
		  "\"template_path\":\"a.txt\"}",
		  "format-invalid 1:50 both `template` and `template_path` "
		  "are there\n" },
		{ "{\"_type\":\"prompt\",\"template_path\":\"a.j2\"}",
		  "format-invalid 1:35 LangChain reads templates from .txt "
		  "files only\n" },
		{ "{\"_type\":\"prompt\",\"template\":\"a\","
		  "\"template_format\":\"erb\"}",
		  "format-invalid 1:30 `template_format` is erb\n" },
		{ "{\"_type\":\"prompt\",\"template\":\"a\","
		  "\"input_variables\":[1]}",
		  F("1:31", "user", "a") VARIABLES(
			  "",
			  "") "format-invalid 1:53 a variable is named by a text, not by "
			      "number\n" },
		{ "{\"_type\":\"chat\"}",
		  "format-invalid 1:1 there are no messages\n" },
		{ "{\"_type\":\"chat\",\"messages\":[{\"x\":1},3,[\"\",\"a\"],"
		  "{\"role\":\"placeholder\",\"content\":\"{}\"}]}",
		  "format-invalid 1:29 a message has no role and content, and "
		  "no prompt\n"
		  "format-invalid 1:37 a message is not number\n"
		  "format-invalid 1:39 a message is not array\n"
		  "format-invalid 1:80 a placeholder has no name\n"
		  "note 1:28 LangChain's load_prompt() reads the first of "
		  "these messages alone\n" },
		{ "{\"_type\":\"few_shot\",\"suffix\":\"s\",\"examples\":1}",
		  F("1:31", "user",
		    "s") "format-invalid 1:1 there is no `example_prompt`\n"
			 "format-invalid 1:45 `examples` is not a list\n"
			 "note 1:1 the text before the examples, the examples, each "
			 "in the example prompt, and the text behind them are one "
			 "text to the model\n" },
		{ "[]",
		  "format-invalid 1:1 a prompt of LangChain is not array\n" },
		{ LC("\"ChatOpenAI\"", "\"a\":1"),
		  "format-invalid 1:1 ChatOpenAI is no prompt of LangChain\n" },
		{ "{", "format-invalid 1:2 expected a member name in "
		       "double quotes\n" },
		{ 0 },
	};

	(void)state;
	check_all("a.json", rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_its_files_and_no_others),
		cmocka_unit_test(reads_a_template_and_its_variables),
		cmocka_unit_test(reads_both_shapes_of_chat),
		cmocka_unit_test(reads_examples_of_a_few_shot_prompt),
		cmocka_unit_test(reads_the_files_it_names),
		cmocka_unit_test(reads_what_dumpd_writes),
		cmocka_unit_test(reads_a_prompt_with_its_model),
		cmocka_unit_test(refuses_what_langchain_refuses),
	};

	return cmocka_run_group_tests_name("format/langchain", tests, NULL,
					   NULL);
}
