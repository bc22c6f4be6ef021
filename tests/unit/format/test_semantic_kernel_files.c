#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/format/files.h"
#include "unit/format/shown.h"
#include "unit/syntax/suite.h"

static bool is_yaml(struct arena *a, const char *path, const char *bytes)
{
	return strcmp(files_taken(a, path, bytes), "semantic-kernel-yaml") == 0;
}

static void yaml_as_read(const char *bytes, const char *expected)
{
	const struct file_row files[] = { { "p/a.yaml", bytes }, { 0 } };

	shown_row_is("p/a.yaml", files, expected);
}

/* ---- recognition */

static void a_folder_is_known_by_either_file(void **state)
{
	struct arena a = { 0 };

	(void)state;
	assert_string_equal(files_taken(&a, "a/skprompt.txt", ""),
			    "semantic-kernel");
	assert_string_equal(files_taken(&a, "a/my_skprompt.txt", ""), "-");
	assert_string_equal(files_taken(&a, "config.json",
					"{\"schema\":1,\"completion\":{}}"),
			    "semantic-kernel");
	assert_string_equal(
		files_taken(&a, "config.json",
			    "{\"schema\":1,\"input\":{\"parameters\":[]}}"),
		"semantic-kernel");
	assert_string_equal(files_taken(&a, "config.json",
					"// c\n{\"description\":\"\","
					"\"execution_settings\":{/* , */},}"),
			    "semantic-kernel");
	assert_string_equal(files_taken(&a, "config.json", "{\"schema\":1}"),
			    "-");
	assert_string_equal(
		files_taken(&a, "config.json", "{\"execution_settings\":{}}"),
		"-");
	assert_string_equal(
		files_taken(&a, "x.json", "{\"schema\":1,\"completion\":{}}"),
		"-");
	arena_free(&a);
}

static void a_yaml_file_is_known_by_its_members(void **state)
{
	static const struct {
		const char *bytes;
		bool is;
	} rows[] = {
		{ "template: x\ntemplate_format: semantic-kernel", true },
		{ "template: x\ntemplate_format: liquid", true },
		{ "template_format: handlebars\nexecution_settings: {}", true },
		{ "template: x\nexecution_settings: {}", true },
		{ "template: x\ninput_variables: [{name: a}]", true },
		{ "template: x\ntemplate_format: handlebars\n"
		  "input_variables: []",
		  true },
		{ "template: x", false },
		{ "template_format: handlebars", false },
		{ "template: x\ntemplate_format: f-string", false },
		{ "template: x\ntemplate_format: mustache\n"
		  "input_variables: [{name: a}]",
		  false },
		{ "template: x\ntemplate_format: jinja2\ninput_variables: [a]",
		  false },
		{ "template: x\ntemplate_format: jinja2\ninput_variables: []",
		  false },
		{ "_type: prompt\ntemplate: x\ntemplate_format: jinja2",
		  false },
		{ "- template: x", false },
		{ "template: [", false },
	};
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_int_equal(is_yaml(&a, "a.yml", rows[i].bytes),
				 rows[i].is);
	assert_false(is_yaml(&a, "a.json",
			     "{\"template\":\"\",\"template_format\":"
			     "\"liquid\"}"));
	arena_free(&a);
}

/* ---- settings and variables */

static const struct file_row pair[] = {
	{ "p/F/skprompt.txt", "Say {{$x}}\r\n" },
	{ "p/F/config.json",
	  "{\n"
	  "  \"schema\": 1, // what it is\n"
	  "  \"description\": \"Says // x\",\n"
	  "  \"execution_settings\": {\n"
	  "    \"gpt\": {\"model_id\": \"a\"},\n"
	  "    \"default\": {\n"
	  "      \"model_id\": \"gpt-4o\", \"service_id\": \"s\",\n"
	  "      \"temperature\": 0.0, \"stop_sequences\": [\",]\"],\n"
	  "      \"response_format\": \"json_object\",\n"
	  "      \"function_choice_behavior\": {\"type\": \"required\",\n"
	  "        \"functions\": [\"time.now\"], \"options\": {}}\n"
	  "    },\n"
	  "  },\n"
	  "  \"input_variables\": [\n"
	  "    {\"name\": \"x\", \"description\": \"What\"},\n"
	  "    {\"name\": \"y\", \"default\": \"\", \"is_required\": true},\n"
	  "    {\"name\": \"z\", \"is_required\": false,\n"
	  "     \"json_schema\": \"{\\\"type\\\":\\\"integer\\\"}\"},\n"
	  "    {\"name\": \"d\", \"default\": 3, \"description\": \"\"}\n"
	  "  ]\n"
	  "}\n" },
	{ "alone/skprompt.txt", "\xef\xbb\xbfHi" },
	{ "mark/skprompt.txt",
	  "\xef\xbb\xbf<message role=\"user\">a</message>\r\n"
	  "<message role=\"user\">b</message>" },
	{ "mark/config.json", "{\"schema\":1,\"completion\":{}}" },
	{ "lost/config.json", "{\"schema\":1,\"completion\":{}}" },
	{ "bad/skprompt.txt", "x" },
	{ "bad/config.json", "{\"schema\": 1,\n \"a\": }" },
	{ "skprompt.txt", "top" },
	{ "config.json",
	  "{\"schema\":1,\"template_format\":\"jinja2\","
	  "\"completion\":{\"max_tokens\":5},\"input\":{\"parameters\":"
	  "[{\"name\":\"i\",\"description\":\"d\",\"defaultValue\":\"\"},"
	  "{\"name\":\"j\"}]}}" },
	{ 0 },
};

#define OF_PAIR                                                      \
	"prompt 1:1\n"                                               \
	"description Says // x\n"                                    \
	"user semantic-kernel 1:1 whole `Say {{$x}}\r\n`\n"          \
	"tool time.now named \"time.now\"\n"                         \
	"choice \"required\"\n"                                      \
	"output {\"type\":\"json_object\"}\n"                        \
	"params {\"temperature\":0.0,\"stop_sequences\":[\",]\"],"   \
	"\"function_choice_behavior\":{\"options\":{}}}\n"           \
	"variables {\"type\":\"object\",\"properties\":{"            \
	"\"x\":{\"description\":\"What\"},\"y\":{\"default\":\"\"}," \
	"\"z\":{\"type\":\"integer\"},\"d\":{\"default\":3}},"       \
	"\"required\":[\"x\",\"y\"]}\n"                              \
	"model /gpt-4o 7:19\n"

static void either_file_gives_the_same_prompt(void **state)
{
	(void)state;
	shown_row_is("p/F/config.json", pair,
		     OF_PAIR
		     "note 6:16: of 2 services the settings of `default` "
		     "are part of the prompt\n");
	shown_row_is("p/F/skprompt.txt", pair,
		     OF_PAIR
		     "note 0:0: of 2 services the settings of `default` "
		     "are part of the prompt\n");
}

static void a_config_of_old_is_read(void **state)
{
	(void)state;
	shown_row_is("skprompt.txt", pair,
		     "prompt 1:1\n"
		     "user jinja2 1:1 whole `top`\n"
		     "params {\"max_tokens\":5}\n"
		     "variables {\"type\":\"object\",\"properties\":{\"i\":"
		     "{\"description\":\"d\",\"default\":\"\"},\"j\":{}},"
		     "\"required\":[\"j\"]}\n");
}

static void one_file_may_lack_the_other(void **state)
{
	(void)state;
	shown_row_is("alone/skprompt.txt", pair,
		     "prompt 1:1\nuser semantic-kernel 1:1 whole `Hi`\n");
	shown_row_is("mark/config.json", pair,
		     "prompt 1:1\nuser semantic-kernel 1:22 `a`\n"
		     "user semantic-kernel 2:22 `b`\n");
	shown_row_is("mark/skprompt.txt", pair,
		     "prompt 1:1\nuser semantic-kernel 1:22 `a`\n"
		     "user semantic-kernel 2:22 `b`\n");
	shown_row_is(
		"lost/config.json", pair,
		"source-missing lost/config.json:0:0: lost/skprompt.txt is "
		"not there\n");
	shown_row_is("bad/skprompt.txt", pair,
		     "prompt 1:1\nuser semantic-kernel 1:1 whole `x`\n"
		     "format-invalid bad/config.json:2:7: expected a value\n");
}

static void the_first_service_counts_without_a_default(void **state)
{
	(void)state;
	yaml_as_read("template: x\n"
		     "execution_settings:\n"
		     "  a: {ai_model_id: m, temperature: 1}\n"
		     "  b: {temperature: 2}\n",
		     "prompt 1:1\n"
		     "user semantic-kernel 1:11 `x`\n"
		     "params {\"temperature\":1}\n"
		     "model /m 3:20\n"
		     "note 3:6: of 2 services the settings of `a` are part of "
		     "the prompt\n");
	yaml_as_read("template: x\n"
		     "execution_settings:\n"
		     "  - {service_id: a, temperature: 1}\n"
		     "  - {service_id: default, temperature: 2}\n",
		     "prompt 1:1\n"
		     "user semantic-kernel 1:11 `x`\n"
		     "params {\"temperature\":2}\n"
		     "note 4:5: of 2 services the settings of `default` are "
		     "part of the prompt\n");
}

static void fixed_prompts_of_the_settings_are_messages(void **state)
{
	static const char text[] =
		"template: |-\n"
		"  <message role=\"%s\">hi</message>\n"
		"execution_settings:\n"
		"  default: {chat_system_prompt: S, chat_developer_prompt: D,\n"
		"    response_format: {type: text}, tools: [],\n"
		"    tool_choice: none}\n";
	struct arena a = { 0 };

	(void)state;
	yaml_as_read(str_fmt(&a, text, "user").p,
		     "prompt 1:1\n"
		     "developer text 4:59* `D`\n"
		     "system text 4:33* `S`\n"
		     "user semantic-kernel 2:24 `hi`\n"
		     "choice \"none\"\n"
		     "output {\"type\":\"text\"}\n");
	yaml_as_read(str_fmt(&a, text, "system").p,
		     "prompt 1:1\n"
		     "developer text 4:59* `D`\n"
		     "system semantic-kernel 2:26 `hi`\n"
		     "choice \"none\"\n"
		     "output {\"type\":\"text\"}\n");
	arena_free(&a);
}

static void what_is_not_known_is_noted(void **state)
{
	(void)state;
	yaml_as_read("template: '{% if x %}'\n"
		     "template_format: liquid\n"
		     "input_variables:\n"
		     "  - {name: x, allow_dangerously_set_content: true}\n",
		     "prompt 1:1\n"
		     "user text 1:12 `{% if x %}`\n"
		     "variables {\"type\":\"object\",\"properties\":{\"x\":{}},"
		     "\"required\":[\"x\"]}\n"
		     "note 4:5: x goes in without encoding: what is passed may "
		     "bring messages of its own\n"
		     "note 2:18: Liquid is not read: the template is taken as "
		     "text, its variables are not known\n");
	yaml_as_read("template_format: Handlebars\n"
		     "template: x\n"
		     "execution_settings:\n",
		     "prompt 1:1\n"
		     "user handlebars dialect=\"semantic-kernel\" 2:11 `x`\n");
	yaml_as_read("template_format: handlebars\n"
		     "execution_settings:\n"
		     "  default: {function_choice_behavior: {type: auto}}\n",
		     "prompt 1:1\n"
		     "choice \"auto\"\n"
		     "note 3:39: which functions the model may call only the "
		     "application knows\n"
		     "note 1:1: it has no template: only the application knows "
		     "the text\n");
}

static void what_is_wrong_is_told_with_its_place(void **state)
{
#define AT "format-invalid p/a.yaml:"
	(void)state;
	yaml_as_read(
		"template: x\n"
		"execution_settings: {default: [1]}\n"
		"input_variables:\n"
		"  - {name: a, json_schema: '{'}\n"
		"  - {description: b}\n",
		"prompt 1:1\n"
		"user semantic-kernel 1:11 `x`\n"
		"variables {\"type\":\"object\",\"properties\":{\"a\":{}},"
		"\"required\":[\"a\"]}\n" AT
		"2:31: the settings of a service are array, not an "
		"object\n" AT
		"4:28: json_schema is not JSON: line 1, column 2: expected "
		"a member name in double quotes\n" AT
		"5:5: the variable has no name\n");
	yaml_as_read("template: [x]\nexecution_settings: {}\n",
		     "prompt 1:1\n" AT "1:11: template is array, not a text\n");
#undef AT
}

/* ---- suites */

static void real_file(struct arena *a, const char *folder, struct str path,
		      const char *format)
{
	struct format_file file;
	struct error err = { 0 };
	struct str why, bytes;
	const struct format *f;
	struct format_request request = { .a = a, .path = path };

	bytes = suite_read(a, folder, str_c(a, path));
	f = format_recognize(a, path, bytes, &why);
	if (!f || strcmp(format_name(f), format) != 0)
		fail_msg("%.*s is taken for %s", STR_ARG(path),
			 f ? format_name(f) : "nothing");
	request.bytes = bytes;
	request.format = f;
	assert_int_equal(format_read(&request, &file, &err), 0);
	/* without the other file of the folder, which config.json needs */
	if (file.trouble_count != (str_ends(path, "config.json") ? 1U : 0U))
		fail_msg("%.*s: %s", STR_ARG(path), shown(a, &file));
}

static void every_file_of_the_corpus_is_read(void **state)
{
	static const struct {
		const char *named, *format;
	} rows[] = { { "sk-skprompt", "semantic-kernel" },
		     { "sk-config-json", "semantic-kernel" },
		     { "sk-yaml", "semantic-kernel-yaml" } };
	struct arena a = { 0 };
	const char *folder = suite_folder(&a, "corpus-sample");
	struct str list, line;
	size_t count = 0;

	(void)state;
	if (!folder)
		skip();
	list = suite_read(&a, folder, "MANIFEST.tsv");
	for (unsigned i = 2; (line = text_line(list, i)).n; i++) {
		size_t tab = str_rfind(line, '\t');
		struct str format = str_cut(line, tab + 1, line.n);
		struct str path = str_cut(line, 0, tab);

		path = str_cut(path, str_rfind(path, '\t') + 1, path.n);
		for (size_t k = 0; k < sizeof(rows) / sizeof(*rows); k++)
			if (str_is(format, rows[k].named)) {
				real_file(&a, folder, path, rows[k].format);
				count++;
			}
	}
	assert_int_equal(count, 23 + 20 + 8);
	arena_free(&a);
}

static void every_file_of_the_kernels_own_tests_is_read(void **state)
{
	static const char net[] = "dotnet/src/IntegrationTests/CrossLanguage/"
				  "Data";
	static const char python[] = "python/tests/integration/cross_language/"
				     "data";
	const char *const folders[] = { net, python };
	struct arena a = { 0 };
	const char *root = suite_folder(&a, "templates/semantic-kernel");
	size_t count = 0;

	(void)state;
	if (!root)
		skip();
	for (size_t i = 0; i < 2; i++) {
		const char *folder = str_fmt(&a, "%s/%s", root, folders[i]).p;
		const char **names = suite_names(&a, folder);

		for (; *names; names++)
			if (str_ends(str_of(*names), ".yaml")) {
				real_file(&a, folder, str_of(*names),
					  "semantic-kernel-yaml");
				count++;
			}
	}
	assert_int_equal(count, 7);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_folder_is_known_by_either_file),
		cmocka_unit_test(a_yaml_file_is_known_by_its_members),
		cmocka_unit_test(either_file_gives_the_same_prompt),
		cmocka_unit_test(a_config_of_old_is_read),
		cmocka_unit_test(one_file_may_lack_the_other),
		cmocka_unit_test(the_first_service_counts_without_a_default),
		cmocka_unit_test(fixed_prompts_of_the_settings_are_messages),
		cmocka_unit_test(what_is_not_known_is_noted),
		cmocka_unit_test(what_is_wrong_is_told_with_its_place),
		cmocka_unit_test(every_file_of_the_corpus_is_read),
		cmocka_unit_test(every_file_of_the_kernels_own_tests_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
