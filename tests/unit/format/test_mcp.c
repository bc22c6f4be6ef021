#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/format/show.h"

#define TOOL "{\"name\":\"t\",\"inputSchema\":{\"type\":\"object\"}}"
#define CHAT \
	"{\"type\":\"function\",\"function\":{\"name\":\"c\",\"parameters\":{}}}"
#define GOT \
	"{\"role\":\"user\",\"content\":{\"type\":\"text\",\"text\":\"Hi\"}}"

static void members_tell_the_list(void **state)
{
	static const char *const rows[][3] = {
		{ "a.json", "{\"tools\":[" TOOL "]}", "mcp-tools" },
		{ "a.json",
		  "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":[" TOOL
		  "]}}",
		  "mcp-tools" },
		{ "a.json",
		  "{\"prompts\":[{\"name\":\"a\"},{\"name\":\"b\","
		  "\"arguments\":[]}]}",
		  "mcp-prompts" },
		{ "a.json", "{\"messages\":[" GOT "]}", "mcp-prompts" },
		{ "a.json", "{\"mcpServers\":{}}", "mcp-config" },
		{ ".vscode/mcp.json", "{\"servers\":{}}", "mcp-config" },
		{ ".mcp.json", "{\"servers\":{}}", "mcp-config" },
		{ "a.json", "[" CHAT "]", "tools" },
		{ "a.json", CHAT, "tools" },
		{ "a.json", TOOL, "tools" },
		{ "a.json", "[" TOOL "," CHAT "]", "tools" },
		{ "a.json", "{\"tools\":[" CHAT "],\"tool_choice\":\"auto\"}",
		  "tools" },
		{ "a.yaml", "- name: t\n  input_schema: {}\n", "tools" },
		{ "a.yml", "type: function\nname: t\nparameters: {}\n",
		  "tools" },
		{ "a.json",
		  "{\"toolSpec\":{\"name\":\"t\",\"inputSchema\":{}}}",
		  "tools" },
		{ "a.json",
		  "{\"functionDeclarations\":[{\"name\":\"t\",\"parameters\":{}"
		  "}]}",
		  "tools" },
		{ "a.json",
		  "{\"tools\":[{\"functionDeclarations\":[{\"name\":\"t\","
		  "\"parameters\":{}}]}]}",
		  "tools" },
		{ "a.json",
		  "{\"functions\":[{\"name\":\"t\",\"parameters\":{}}]}",
		  "tools" },
	};
	struct show s = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (strcmp(show_taken(&s, rows[i][0], rows[i][1]),
			   rows[i][2]) != 0)
			fail_msg("%s is %s", rows[i][1],
				 show_taken(&s, rows[i][0], rows[i][1]));
	show_free(&s);
}

/* What a repository has of JSON and YAML, and nobody sends to a model. */
static void other_files_are_no_list(void **state)
{
	static const char *const rows[][2] = {
		{ "package.json",
		  "{\"name\":\"p\",\"version\":\"1.0.0\",\"type\":\"module\"}" },
		{ "tsconfig.json", "{\"compilerOptions\":{\"lib\":[\"a\"]}}" },
		{ "tsconfig.json", "// a comment\n{\"files\":[]}" },
		{ "openapi.json",
		  "{\"openapi\":\"3.1.0\",\"paths\":{\"/a\":{\"get\":{"
		  "\"parameters\":[]}}}}" },
		{ "openapi.yaml",
		  "openapi: 3.1.0\ninfo: {title: a}\npaths: {}\n" },
		{ ".github/workflows/ci.yml",
		  "name: CI\non: [push]\njobs:\n  a:\n    steps:\n"
		  "    - name: b\n      run: make\n" },
		{ "deployment.yaml",
		  "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n"
		  "spec: {replicas: 1}\n" },
		{ "docker-compose.yml", "services:\n  a: {image: b}\n" },
		{ "mkdocs.yml", "site_name: a\nnav: [b.md]\n" },
		{ "abi.json",
		  "[{\"type\":\"function\",\"name\":\"transfer\",\"inputs\":[],"
		  "\"outputs\":[]}]" },
		{ "schema.json",
		  "{\"$schema\":\"x\",\"type\":\"object\",\"properties\":{}}" },
		{ "action.yml",
		  "name: a\ndescription: b\ninputs: {c: {required: true}}\n"
		  "runs: {using: composite}\n" },
		{ "a.json", "{\"code\":{},\"package\":{\"a\":{}}}" },
		{ "a.json", "{\"tools\":[\"hammer\"]}" },
		{ "a.json", "{\"tools\":[{\"name\":\"hammer\"}]}" },
		{ "a.json", "{\"tools\":[" TOOL ",{\"name\":\"x\"}]}" },
		{ "a.json", "{\"tools\":[]}" },
		{ "a.json", "{\"model\":\"m\",\"messages\":[" GOT "]}" },
		{ "a.yaml",
		  "tools: [{name: t, input_schema: {}}]\nmodel: m\n" },
		{ "a.json", "{\"prompts\":[{\"name\":\"a\"}]}" },
		{ "a.json", "{\"prompts\":[\"a\"]}" },
		{ "a.json",
		  "{\"prompts\":[{\"name\":\"a\",\"arguments\":{}}]}" },
		{ "a.json", "{\"servers\":{}}" },
		{ "a.json", "{\"mcpServers\":[]}" },
		{ "a.json", "{\"functions\":[{\"name\":\"t\"}]}" },
		{ "a.json", "{\"type\":\"function\",\"name\":\"t\"}" },
		{ "a.json", "{\"type\":\"web_search\"}" },
		{ "a.txt", "{\"tools\":[" TOOL "]}" },
		{ "a.yaml", "- &a {name: t, input_schema: {}}\n" },
	};
	struct show s = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (strcmp(show_taken(&s, rows[i][0], rows[i][1]), "-") != 0)
			fail_msg("%s is %s", rows[i][1],
				 show_taken(&s, rows[i][0], rows[i][1]));
	show_free(&s);
}

static void listed_tools(void **state)
{
	static const char text[] =
		"{\"jsonrpc\":\"2.0\",\"result\":{\"tools\":[" TOOL
		"],\n\"nextCursor\":\"2\"}}";

	(void)state;
	show_is("a.json", text, NULL, "tool t mcp " TOOL "\n");
	show_notes_are("a.json", text,
		       "2:14 the list goes on: `nextCursor` says that the "
		       "server has more\n");
}

static void listed_prompts_are_known_to_the_server(void **state)
{
	static const char text[] =
		"{\"prompts\": [\n"
		" {\"name\": \"review\", \"description\": \"d\", "
		"\"arguments\": [\n"
		"  {\"name\": \"code\", \"description\": \"What\", "
		"\"required\": true},\n"
		"  {\"name\": \"tone\"}]},\n"
		" {\"name\": \"plain\"}]}";

	(void)state;
	show_is("a.json", text, NULL,
		"prompt review\n"
		"opaque review =  (review) 2:11\n"
		"variables {\"type\":\"object\",\"properties\":{\"code\":{"
		"\"type\":\"string\",\"description\":\"What\"},\"tone\":{"
		"\"type\":\"string\"}},\"required\":[\"code\"],"
		"\"additionalProperties\":false}\n"
		"prompt plain\n"
		"opaque plain =  (plain) 5:11\n"
		"variables {\"type\":\"object\",\"properties\":{},\"required\":"
		"[],\"additionalProperties\":false}\n");
	show_notes_are("a.json", text,
		       "1:13 the texts of these prompts are known only to the "
		       "server\n");
}

static void a_prompt_that_was_got(void **state)
{
	(void)state;
	show_is("a.json",
		"{\"messages\":[{\"role\":\"user\",\"content\":{\"type\":"
		"\"text\",\"text\":\"a\",\"annotations\":{}}}]}",
		NULL,
		"user text 1:39 \"{\\\"type\\\":\\\"text\\\",\\\"text\\\":"
		"\\\"a\\\",\\\"annotations\\\":{}}\"\n");
	show_is("a.json",
		"{\"result\": {\"description\": \"d\", \"messages\": [" GOT
		",\n{\"role\":\"assistant\",\"content\":{\"type\":\"image\","
		"\"data\":\"x\"}}]}, \"jsonrpc\": \"2.0\"}",
		NULL,
		"user text 1:94 \"Hi\"\n"
		"assistant text 2:31 \"{\\\"type\\\":\\\"image\\\","
		"\\\"data\\\":\\\"x\\\"}\"\n");
}

static void a_configuration_has_no_prompt(void **state)
{
	(void)state;
	show_is("mcp.json", "{\"servers\":{\"a\":{}}}", NULL, "");
	show_notes_are("a.json", "{\"mcpServers\":{\"docs\":{}}}",
		       "1:16 the tools of the MCP server docs are known only "
		       "when it runs: save what its tools/list gives, and name "
		       "that file in `tools:`\n");
}

static void a_file_of_tools(void **state)
{
	(void)state;
	show_is("a.json", "{\"tools\":[" CHAT "],\"tool_choice\":\"auto\"}",
		NULL, "tool c openai-chat " CHAT "\ntool_choice \"auto\"\n");
	show_is("a.yaml", "- name: t\n  input_schema: {minimum: 1.0}\n", NULL,
		"tool t anthropic {\"name\":\"t\",\"input_schema\":{\"minimum\":"
		"1.0}}\n");
}

static void what_is_wrong_has_a_place(void **state)
{
	(void)state;
	show_wrong("a.json", "{\"tools\": 1}", "mcp-tools",
		   "1:11 `tools` has to be a list\n");
	show_wrong("a.json", "[]", "mcp-tools",
		   "1:1 `tools` has to be a list\n");
	show_wrong("a.json", "{\"tools\": [{\"inputSchema\": {}}]}",
		   "mcp-tools", "1:12 the tool, of shape mcp, has no name\n");
	show_wrong("a.json", "{}", "mcp-prompts",
		   "1:1 `prompts` has to be a list\n");
	show_wrong("a.json",
		   "{\"prompts\": [{}, {\"name\": \"a\", \"arguments\": "
		   "[{}]}]}",
		   "mcp-prompts",
		   "1:14 a prompt has no name\n"
		   "1:46 an argument has no name\n");
	show_wrong("a.json", "{\"messages\": [{\"role\": \"user\"}]}",
		   "mcp-prompts", "1:15 a message has no role or no content\n");
	show_wrong("a.json", "{}", "mcp-config",
		   "1:1 there is no `mcpServers`\n");
	show_wrong("a.json", "[" TOOL "," TOOL "]", "tools",
		   "1:47 two tools are called t\n");
	show_wrong("a.yaml", "- a: b\n", "tools",
		   "1:3 the tool has no shape that is known\n");
	show_wrong("a.yaml", "a: [\n", "tools",
		   "2:1 did not find expected node content while parsing a "
		   "flow node\n");
	show_wrong("a.json", "{", "mcp-config",
		   "1:2 expected a member name in double quotes\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members_tell_the_list),
		cmocka_unit_test(other_files_are_no_list),
		cmocka_unit_test(listed_tools),
		cmocka_unit_test(listed_prompts_are_known_to_the_server),
		cmocka_unit_test(a_prompt_that_was_got),
		cmocka_unit_test(a_configuration_has_no_prompt),
		cmocka_unit_test(a_file_of_tools),
		cmocka_unit_test(what_is_wrong_has_a_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
