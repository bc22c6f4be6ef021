#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/format/files.h"
#include "unit/format/shown.h"

#define GITHUB "mustache escape=false extensions=false"

static void as_read(const char *bytes, const char *expected)
{
	shown_is("p/x.prompt.yml", bytes, "github-models", NULL, expected);
}

static void the_name_and_its_messages_make_it_one(void **state)
{
	static const char full[] = "messages: []\nmodel: x\n";
	struct arena a = { 0 };

	(void)state;
	assert_string_equal(files_taken(&a, "a/b.prompt.yml", full),
			    "github-models");
	assert_string_equal(files_taken(&a, "b.prompt.yaml", "messages: []"),
			    "github-models");
	assert_string_equal(files_taken(&a, "b_prompt.yml", full),
			    "github-models");
	assert_string_equal(files_taken(&a, "b_prompt.yml", "messages: []"),
			    "-");
	assert_string_equal(files_taken(&a, "prompt.yml", full), "-");
	assert_string_equal(files_taken(&a, "b.prompt.yml", "model: x"), "-");
	assert_string_equal(files_taken(&a, "b.prompt.yml", "messages: {}"),
			    "-");
	assert_string_equal(files_taken(&a, "b.prompt.yml", "[messages: "),
			    "-");
	arena_free(&a);
}

static void all_that_reaches_the_model_is_in_it(void **state)
{
	(void)state;
	as_read("name: Greeter\n"
		"description: Greets\n"
		"model: openai/gpt-4o-mini\n"
		"modelParameters:\n"
		"  temperature: 0.5\n"
		"  maxTokens: 10\n"
		"messages:\n"
		"  - role: system\n"
		"    content: Be kind.\n"
		"  - role: User\n"
		"    content: |\n"
		"      Greet {{name}}.\n"
		"testData:\n"
		"  - name: Ann\n"
		"evaluators:\n"
		"  - name: kind\n"
		"    string: {contains: hello}\n",
		"prompt 1:1\n"
		"description Greets\n"
		"system " GITHUB " 9:14 `Be kind.`\n"
		"user " GITHUB " 12:7 `Greet {{name}}.\n`\n"
		"params {\"temperature\":0.5,\"maxTokens\":10}\n"
		"model openai/gpt-4o-mini 3:8\n");
}

static void a_model_without_publisher_is_an_id_alone(void **state)
{
	(void)state;
	as_read("model: gpt-4o\nmessages: []\nmodelParameters:\n",
		"prompt 1:1\nmodel /gpt-4o 1:8\n");
	as_read("model: /x\nmessages: []\nmodelParameters: {}\n",
		"prompt 1:1\nmodel //x 1:8\n");
}

static void other_braces_make_a_message_text(void **state)
{
	static const char *const texts[] = { "{{ name }}", "{{#if x}}",
					     "{{{name}}}", "a {{",
					     "{{}}",	   "{{n}",
					     "{{n} }" };
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct format_file file;
		struct error err = { 0 };
		struct str bytes = str_fmt(
			&a,
			"messages:\n"
			"- {role: user, content: \"{{x}} %s\"}",
			texts[i]);

		assert_int_equal(files_format(&a, "x.prompt.yml", bytes, NULL,
					      NULL, &file, &err),
				 0);
		assert_string_equal(file.prompts[0].messages[0].language->name,
				    "text");
		assert_int_equal(file.note_count, 1);
		assert_int_equal(file.notes[0].pos.line, 2);
	}
	arena_free(&a);
	as_read("messages:\n- {role: user, content: \"{{a-b}}{{c.d_1}}}} }\"}",
		"prompt 1:1\nuser " GITHUB " 2:26 `{{a-b}}{{c.d_1}}}} }`\n");
}

static void the_output_is_openais_wrapper(void **state)
{
	(void)state;
	as_read("messages: []\nresponseFormat: json_object\n",
		"prompt 1:1\noutput {\"type\":\"json_object\"}\n");
	as_read("messages: []\n"
		"responseFormat: json_schema\n"
		"jsonSchema: |-\n"
		"  {\"name\": \"n\", \"schema\": {\"type\": \"object\"}}\n",
		"prompt 1:1\noutput {\"type\":\"json_schema\",\"json_schema\":"
		"{\"name\":\"n\",\"schema\":{\"type\":\"object\"}}}\n");
	as_read("messages: []\n"
		"responseFormat: json_schema\n"
		"jsonSchema: {name: n, schema: {}}\n",
		"prompt 1:1\noutput {\"type\":\"json_schema\",\"json_schema\":"
		"{\"name\":\"n\",\"schema\":{}}}\n");
	as_read("messages: []\njsonSchema: '{}'\n", "prompt 1:1\n");
}

static void what_the_tool_refuses_is_told_with_its_place(void **state)
{
#define AT "format-invalid p/x.prompt.yml:"
	(void)state;
	as_read("- a\n", AT "1:1: the file has no list of messages\n");
	as_read("messages: [\n", AT "2:1: did not find expected node content "
				    "while parsing a flow node\n");
	as_read("messages:\n- {content: x}\n- {role: boss, content: x}\n"
		"- {role: user}\n- {role: user, content: [x]}\n",
		"prompt 1:1\n" AT "2:3: the message has no role\n" AT
		"3:10: the role is none that GitHub Models has\n" AT
		"4:3: the message has no text\n" AT
		"5:25: the message has no text\n");
	as_read("messages: []\nresponseFormat: xml\n",
		"prompt 1:1\n" AT
		"2:17: responseFormat is none that GitHub Models has\n");
	as_read("messages: []\nresponseFormat: json_schema\n",
		"prompt 1:1\n" AT "2:17: responseFormat is json_schema, and "
		"there is no jsonSchema\n");
	as_read("messages: []\nresponseFormat: json_schema\njsonSchema: '['\n",
		"prompt 1:1\n" AT "3:13: jsonSchema is not a JSON object\n");
	as_read("messages: []\nmodelParameters: [1]\n",
		"prompt 1:1\n" AT
		"2:18: modelParameters is array, not an object\n");
#undef AT
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_name_and_its_messages_make_it_one),
		cmocka_unit_test(all_that_reaches_the_model_is_in_it),
		cmocka_unit_test(a_model_without_publisher_is_an_id_alone),
		cmocka_unit_test(other_braces_make_a_message_text),
		cmocka_unit_test(the_output_is_openais_wrapper),
		cmocka_unit_test(what_the_tool_refuses_is_told_with_its_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
