#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/format/show.h"

#define MESSAGE "{\"role\":\"user\",\"content\":\"x\"}"
#define MESSAGES "\"messages\":[" MESSAGE "]"
#define TOOL "{\"name\":\"t\",\"input_schema\":{}}"

static void members_tell_the_interface(void **state)
{
	static const char *const rows[][2] = {
		{ "{\"model\":\"m\"," MESSAGES "}", "openai-chat" },
		{ "{\"model\":\"m\",\"messages\":[{\"role\":\"system\","
		  "\"content\":\"x\"}," MESSAGE "]}",
		  "openai-chat" },
		{ "{\"model\":\"claude-x\"," MESSAGES "}", "openai-chat" },
		{ "{\"model\":\"claude-x\",\"max_tokens\":1," MESSAGES "}",
		  "anthropic" },
		{ "{\"model\":\"m\",\"system\":\"s\"," MESSAGES "}",
		  "anthropic" },
		{ "{\"model\":\"m\",\"tools\":[" TOOL "]," MESSAGES "}",
		  "anthropic" },
		{ "{\"model\":\"m\",\"messages\":[{\"role\":\"user\","
		  "\"content\":[{\"type\":\"tool_result\"}]}]}",
		  "anthropic" },
		{ "{\"model\":\"m\",\"system\":\"s\",\"messages\":[{\"role\":"
		  "\"developer\",\"content\":\"x\"}]}",
		  "openai-chat" },
		{ "{\"model\":\"m\",\"input\":[" MESSAGE "]}",
		  "openai-responses" },
		{ "{\"model\":\"m\",\"instructions\":\"i\",\"input\":\"x\"}",
		  "openai-responses" },
		{ "{\"model\":\"m\",\"input\":\"x\",\"text\":{}}",
		  "openai-responses" },
		{ "{\"prompt\":{\"id\":\"pmpt_1\"}}", "openai-responses" },
		{ "[" MESSAGE "]", "messages" },
		{ "{" MESSAGES "}", "messages" },
	};
	struct show s = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (strcmp(show_taken(&s, "a.json", rows[i][0]), rows[i][1]) !=
		    0)
			fail_msg("%s is %s", rows[i][0],
				 show_taken(&s, "a.json", rows[i][0]));
	show_free(&s);
}

/* What else has a model, messages, an input or a prompt. */
static void other_json_is_no_request(void **state)
{
	static const char *const rows[] = {
		"{\"name\":\"p\",\"version\":\"1.0.0\",\"scripts\":{\"a\":"
		"\"b\"},\"dependencies\":{}}",
		"{\"compilerOptions\":{\"target\":\"es5\"},\"include\":[]}",
		"{\"openapi\":\"3.1.0\",\"info\":{},\"paths\":{}}",
		"{\"model\":\"text-embedding-3-small\",\"input\":\"x\"}",
		"{\"model\":\"tts-1\",\"input\":\"x\",\"voice\":\"alloy\","
		"\"instructions\":\"slow\"}",
		"{\"model\":\"Golf\",\"messages\":[\"sold\"]}",
		"{\"model\":\"m\",\"messages\":[]}",
		"{\"model\":\"m\",\"messages\":[{\"role\":\"admin\","
		"\"content\":\"x\"}]}",
		"{\"model\":\"m\",\"messages\":[{\"role\":\"user\"}]}",
		"{\"model\":1," MESSAGES "}",
		"{\"channel\":\"c\"," MESSAGES "}",
		"[{\"role\":\"manager\",\"content\":\"x\"}]",
		"[{\"role\":\"user\",\"content\":7}]",
		"{\"prompt\":{\"id\":\"x\"}}",
		"{\"prompt\":\"Name?\",\"model\":\"m\"}",
		"[]",
		"{}",
		"1",
		"null",
		"{",
		"",
	};
	struct show s = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (strcmp(show_taken(&s, "a.json", rows[i]), "-") != 0)
			fail_msg("%s is %s", rows[i],
				 show_taken(&s, "a.json", rows[i]));
	assert_string_equal(show_taken(&s, "a.txt", "[" MESSAGE "]"), "-");
	show_free(&s);
}

static void a_chat_request(void **state)
{
	(void)state;
	show_is("a.json",
		"{\"model\": \"gpt-4.1\", \"messages\": [\n"
		" {\"role\": \"developer\", \"content\": \"Be {{x}}.\"},\n"
		" {\"role\": \"user\", \"content\": [\n"
		"  {\"type\": \"text\", \"text\": \"a\"},"
		" {\"type\": \"text\", \"text\": \"b\\n\"}]}],\n"
		" \"tools\": [{\"type\": \"function\", \"function\": {\"name\": "
		"\"t\"}}],\n"
		" \"functions\": [{\"name\": \"f\", \"parameters\": {}}],\n"
		" \"tool_choice\": \"auto\", \"stream\": true, \"user\": \"u\","
		" \"response_format\": {\"type\": \"json_object\"},\n"
		" \"temperature\": 0.10, \"top_p\": 1}",
		NULL,
		"developer text 2:36 \"Be {{x}}.\"\n"
		"user text 4:29 \"a\"\n"
		"user text 4:59 \"b\\n\"\n"
		"tool t openai-chat {\"type\":\"function\",\"function\":{"
		"\"name\":\"t\"}}\n"
		"tool f openai-functions {\"name\":\"f\",\"parameters\":{}}\n"
		"tool_choice \"auto\"\n"
		"output {\"type\":\"json_object\"}\n"
		"model gpt-4.1\n"
		"params {\"temperature\":0.10,\"top_p\":1}\n");
}

static void what_looks_like_a_variable_is_noted_once(void **state)
{
	(void)state;
	show_notes_are("a.json",
		       "[{\"role\": \"user\", \"content\": \"x\"},\n"
		       "{\"role\": \"user\", \"content\": \"Hi {{name}}\"},\n"
		       "{\"role\": \"user\", \"content\": \"Hi {{x}}\"}]",
		       "2:33 what looks like a variable is text here: "
		       "{{name}}\n");
}

static void what_is_more_than_text_stays_json(void **state)
{
	static const char text[] =
		"[{\"role\": \"user\", \"content\": [{\"type\": \"text\", "
		"\"text\": \"a\"}, {\"type\": \"image_url\", \"image_url\": "
		"{\"url\": \"u\"}}]},\n"
		"{\"role\": \"assistant\", \"content\": null, \"tool_calls\": "
		"[{\"id\": \"1\"}]},\n"
		"{\"role\": \"tool\", \"tool_call_id\": \"1\", \"content\": "
		"\"ok\"},\n"
		"{\"role\": \"user\", \"content\": []}, {\"role\": \"user\", "
		"\"content\": null}]";

	(void)state;
	show_is("a.json", text, NULL,
		"user text 1:30 \"[{\\\"type\\\":\\\"text\\\",\\\"text\\\":"
		"\\\"a\\\"},{\\\"type\\\":\\\"image_url\\\",\\\"image_url\\\":{"
		"\\\"url\\\":\\\"u\\\"}}]\"\n"
		"assistant text 2:1 \"{\\\"content\\\":null,\\\"tool_calls\\\":"
		"[{\\\"id\\\":\\\"1\\\"}]}\"\n"
		"tool text 3:1 \"{\\\"tool_call_id\\\":\\\"1\\\",\\\"content\\\":"
		"\\\"ok\\\"}\"\n"
		"user text 4:29 \"[]\"\n"
		"user text 4:34 \"{\\\"content\\\":null}\"\n");
	show_notes_are("a.json", text,
		       "1:30 what is more than text in a message is kept as "
		       "JSON\n");
}

static void an_anthropic_request(void **state)
{
	(void)state;
	show_is("a.json",
		"{\"model\": \"claude-opus-4-6\", \"max_tokens\": 9,\n"
		"\"system\": [{\"type\": \"text\", \"text\": \"a\", "
		"\"cache_control\": {\"type\": \"ephemeral\"}}, {\"type\": "
		"\"text\", \"text\": \"b\"}],\n" MESSAGES ",\n"
		"\"tools\": [{\"name\": \"t\", \"input_schema\": {\"type\": "
		"\"object\"}, \"cache_control\": {}}, {\"type\": "
		"\"bash_20250124\", \"name\": \"bash\"}],\n"
		"\"tool_choice\": {\"type\": \"auto\"}, \"metadata\": {}}",
		NULL,
		"system text 2:38 \"a\"\n"
		"system text 2:109 \"b\"\n"
		"user text 3:39 \"x\"\n"
		"tool t anthropic {\"name\":\"t\",\"input_schema\":{\"type\":"
		"\"object\"}}\n"
		"tool bash hosted {\"type\":\"bash_20250124\",\"name\":\"bash\"}"
		"\n"
		"tool_choice {\"type\":\"auto\"}\n"
		"model claude-opus-4-6\n"
		"params {\"max_tokens\":9}\n");
}

static void a_responses_request(void **state)
{
	(void)state;
	show_is("a.json",
		"{\"model\": \"gpt-5\", \"instructions\": \"Be brief.\",\n"
		"\"input\": [{\"role\": \"user\", \"content\": [{\"type\": "
		"\"input_text\", \"text\": \"a\"}]},\n"
		"{\"type\": \"function_call_output\", \"output\": \"1\"}],\n"
		"\"tools\": [{\"type\": \"function\", \"name\": \"t\", "
		"\"parameters\": {}}, {\"type\": \"web_search\"}],\n"
		"\"text\": {\"format\": {\"type\": \"text\"}, \"verbosity\": "
		"\"low\"}, \"reasoning\": {\"effort\": \"low\"}}",
		NULL,
		"system text 1:37 \"Be brief.\"\n"
		"user text 2:72 \"a\"\n"
		"function_call_output text 3:1 \"{\\\"type\\\":"
		"\\\"function_call_output\\\",\\\"output\\\":\\\"1\\\"}\"\n"
		"tool t openai-responses {\"type\":\"function\",\"name\":\"t\","
		"\"parameters\":{}}\n"
		"tool web_search hosted {\"type\":\"web_search\"}\n"
		"output {\"type\":\"text\"}\n"
		"model gpt-5\n"
		"params {\"reasoning\":{\"effort\":\"low\"},\"text\":{"
		"\"verbosity\":\"low\"}}\n");
	show_is("a.json",
		"{\"model\":\"m\",\"input\":\"x\",\"instructions\":null,"
		"\"text\":{\"verbosity\":\"low\"}}",
		NULL,
		"user text 1:23 \"x\"\nmodel m\nparams {"
		"\"text\":{\"verbosity\":\"low\"}}\n");
}

static void a_prompt_that_the_vendor_stores_is_opaque(void **state)
{
	(void)state;
	show_is("a.json",
		"{\"prompt\": {\"id\": \"pmpt_1\", \"version\": \"2\", "
		"\"variables\": {\"a\": \"b\"}}}",
		NULL,
		"opaque pmpt_1@2 =  (pmpt_1@2) 1:12\n"
		"params {\"prompt\":{\"id\":\"pmpt_1\",\"version\":\"2\","
		"\"variables\":{\"a\":\"b\"}}}\n");
	show_notes_are("a.json", "{\"prompt\": {\"id\": \"pmpt_1\"}}",
		       "1:12 the stored prompt has no `version`: the vendor's "
		       "newest is used\n");
}

static void what_is_wrong_has_a_place(void **state)
{
	static const char *const objects[] = { "openai-chat", "anthropic",
					       "openai-responses" };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		show_wrong("a.json", " []", objects[i],
			   "1:2 a request is an object, not array\n");
		show_wrong("a.json", "{", objects[i],
			   "1:2 expected a member name in double quotes\n");
	}
	show_wrong("a.json", "{\"messages\": 1}", "openai-chat",
		   "1:14 `messages` has to be a list\n");
	show_wrong("a.json", "{}", "anthropic",
		   "1:1 `messages` has to be a list\n");
	show_wrong("a.json", "{\"messages\": [{\"content\": \"x\"}]}",
		   "openai-chat", "1:15 a message has no role\n");
	show_wrong("a.json", "[1]", "messages", "1:2 a message has no role\n");
	show_wrong("a.json", "\"x\"", "messages",
		   "1:1 messages are a list, not string\n");
	show_wrong("a.json", "{\"model\": \"m\"}", "messages",
		   "1:1 `messages` has to be a list\n");
	show_wrong("a.json", "{\"prompt\": {}}", "openai-responses",
		   "1:12 `prompt` has no `id`\n");
	show_wrong("a.json", "{" MESSAGES ",\"tools\":[" TOOL "," TOOL "]}",
		   "anthropic", "1:85 two tools are called t\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members_tell_the_interface),
		cmocka_unit_test(other_json_is_no_request),
		cmocka_unit_test(a_chat_request),
		cmocka_unit_test(what_looks_like_a_variable_is_noted_once),
		cmocka_unit_test(what_is_more_than_text_stays_json),
		cmocka_unit_test(an_anthropic_request),
		cmocka_unit_test(a_responses_request),
		cmocka_unit_test(a_prompt_that_the_vendor_stores_is_opaque),
		cmocka_unit_test(what_is_wrong_has_a_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
