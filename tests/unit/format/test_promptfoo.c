#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "syntax/json.h"
#include "unit/format/promptfoo.h"
#include "unit/syntax/suite.h"

/* ---- recognition */

static void the_name_or_the_schema_or_the_members_make_it_one(void **state)
{
	static const struct {
		const char *path, *bytes;
		bool is;
	} rows[] = {
		{ "promptfooconfig.yaml", "", true },
		{ "a/promptfooconfig.yml", "[", true },
		{ "promptfooconfig.rag.yaml", "", true },
		{ "promptfooconfig_x.json", "", true },
		{ "promptfooconfig.js", "", true },
		{ "promptfooconfig.mts", "", true },
		{ "promptfooconfig.md", "", false },
		{ "my-promptfooconfig.yaml", "", false },
		{ "e.yaml",
		  "# yaml-language-server: "
		  "$schema=https://promptfoo.dev/config-schema.json\nx: 1",
		  true },
		{ "e.json",
		  "# yaml-language-server: "
		  "$schema=https://promptfoo.dev/config-schema.json",
		  false },
		{ "e.yaml",
		  "\n# yaml-language-server: "
		  "$schema=https://promptfoo.dev/config-schema.json",
		  false },
		{ "e.yaml", "prompts: x\nproviders: y\ntests: z", true },
		{ "e.json", "{\"prompts\":1,\"targets\":1,\"scenarios\":1}",
		  true },
		{ "e.yaml", "prompts: x\nproviders: y", false },
		{ "e.yaml", "prompts: x\ntests: z", false },
		{ "e.md", "prompts: x\nproviders: y\ntests: z", false },
		{ "t.yaml", "- vars: {a: 1}\n  assert: [{type: equals}]",
		  true },
		{ "t.yaml", "- vars: {a: 1}\n  assert: [equals]", false },
		{ "t.yaml", "- vars: [a]\n  assert: [{type: equals}]", false },
		{ "t.yaml", "- assert: [{type: equals}]", false },
	};
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_int_equal(
			strcmp(files_taken(&a, rows[i].path, rows[i].bytes),
			       "promptfoo") == 0,
			rows[i].is);
	arena_free(&a);
}

static void a_program_and_a_list_of_tests_have_no_prompts(void **state)
{
	struct arena a = { 0 };
	struct format_file file;
	struct error err = { 0 };

	(void)state;
	assert_int_equal(files_format(&a, "promptfooconfig.ts", STR("x("), NULL,
				      NULL, &file, &err),
			 0);
	assert_string_equal(shown(&a, &file),
			    "note 0:0: the configuration is a program: its "
			    "prompts are known only when it is run\n");
	arena_free(&a);
	as_read("- vars: {a: 1}\n  assert: [{type: equals}]\n",
		"note 1:1: these are tests: they are no part of a prompt\n");
}

/* ---- prompts in the configuration */

static void texts_are_messages_of_the_user(void **state)
{
	(void)state;
	as_read("prompts:\n"
		"  - 'Say {{x}}'\n"
		"  - |\n"
		"    a/b\n"
		"    {{ env.Y }}\n"
		"  - {raw: two, label: L, id: i}\n"
		"  - {raw: three, id: i}\n"
		"  - {id: four}\n"
		"  - {id: five, display: L}\n"
		"tests: [{vars: {x: 1}}]\n",
		"prompt 1 2:5\n"
		"user " NUN " 2:6 `Say {{x}}`\n"
		"prompt 2 3:5\n"
		"user " NUN " 4:5 `a/b\n{{ env.Y }}\n`\n"
		"prompt L 6:5\n"
		"user " NUN " 6:11 `two`\n"
		"prompt i 7:5\n"
		"user " NUN " 7:11 `three`\n"
		"prompt 5 8:5\n"
		"user " NUN " 8:10 `four`\n"
		"prompt L#2 9:5\n"
		"user " NUN " 9:10 `five`\n");
	as_read("prompts: one\n", "prompt 1 1:10\nuser " NUN " 1:10 `one`\n");
	as_read("prompts: {one: Label}\n",
		"prompt Label 1:11\nuser " NUN " 1:11* `one`\n");
	as_read("description: nothing\n",
		"prompt 1 1:1\nuser " NUN " 1:1* `{{prompt}}`\n");
}

static void a_chat_is_its_messages(void **state)
{
	(void)state;
	as_read("prompts:\n"
		"  - '[{\"role\": \"system\", \"content\": \"A {{a}}\"},\n"
		"    {\"role\": \"human\", \"content\": \"B\\n\"}]'\n"
		"  - |\n"
		"    - role: ai\n"
		"      content: C {{c}}\n",
		"prompt 1 2:5\n"
		"system " NUN " 2:5* `A {{a}}`\n"
		"user " NUN " 2:5* `B\n`\n"
		"prompt 2 4:5\n"
		"assistant " NUN " 6:16* `C {{c}}`\n");
}

static void what_is_no_chat_before_rendering_is_one_message(void **state)
{
	(void)state;
	as_read("prompts:\n"
		"  - |-\n"
		"    [{\"role\": \"user\", \"content\": {{c | dump}}}]\n"
		"  - |-\n"
		"    [INST] x [/INST]\n"
		"  - |-\n"
		"    {\"role\": \"user\"}\n"
		"  - |-\n"
		"    - role: user\n"
		"      content: {{c}}: x\n"
		"  - |-\n"
		"    [{\"role\": \"user\"}, {}]\n",
		"prompt 1 2:5\n"
		"user " NUN " 3:5 `[{\"role\": \"user\", \"content\": "
		"{{c | dump}}}]`\n"
		"prompt 2 4:5\n"
		"user " NUN " 5:5 `[INST] x [/INST]`\n"
		"prompt 3 6:5\n"
		"user " NUN " 7:5 `{\"role\": \"user\"}`\n"
		"prompt 4 8:5\n"
		"user " NUN " 9:5 `- role: user\n  content: {{c}}: x`\n"
		"prompt 5 11:5\n"
		"user " NUN " 12:5 `[{\"role\": \"user\"}, {}]`\n"
		"note 3:5: its roles are known only when it is rendered: it is "
		"taken as one message\n"
		"note 4:5: no file matches this: promptfoo takes it for the "
		"text of a prompt\n"
		"note 10:17: its roles are known only when it is rendered: it "
		"is taken as one message\n");
}

static void what_is_more_than_text_is_json(void **state)
{
	const struct file_row files[] = {
		{ "e/chat.json",
		  "[{\"role\":\"user\",\"content\":[\n"
		  "  {\"type\":\"text\",\"text\":\"b {{b}}\","
		  "\"cache_control\":{}},{\"type\":\"input_text\","
		  "\"text\":\"c\"}]},\n"
		  " {\"role\":\"user\",\"content\":["
		  "{\"type\":\"text\",\"text\":\"t\"},{\"u\":\"{{u}}\"}]},\n"
		  " {\"role\":\"assistant\",\"content\":null,\"tool_calls\":"
		  "[\"{{ f(\\\"x\\\") }}\"]},\n"
		  " {\"role\":\"tool\",\"content\":\"r\",\"name\":\"n\"},\n"
		  " {\"role\":\"user\",\"content\":{\"a\":\"file://sys.md\"}},\n"
		  " {\"role\":\"system\",\"content\":\"file://sys.md\"},\n"
		  " {\"role\":\"user\",\"content\":\"file://ctx.json\"}]" },
		{ "e/sys.md", "Be kind\n" },
		{ "e/ctx.json", "{}" },
		{ 0 },
	};

	(void)state;
	with_files("prompts: file://chat.json\n", files,
		   "prompt chat.json 1:10\n"
		   "user " NUN " 2:26 `b {{b}}`\n"
		   "user " NUN " 2:84 `c`\n"
		   "user " NUN " 3:27* `[{\"type\":\"text\",\"text\":\"t\"},"
		   "{\"u\":\"{{u}}\"}]`\n"
		   "assistant text 4:2* `{\"content\":null,\"tool_calls\":["
		   "\"{{ f(\\\"x\\\") }}\"]}`\n"
		   "tool " NUN " 5:2* `{\"content\":\"r\",\"name\":\"n\"}`\n"
		   "user " NUN " 6:27* `{\"a\":\"file://sys.md\"}`\n"
		   "system " NUN " 1:1 whole `Be kind\n`\n"
		   "user " NUN " 8:28 `file://ctx.json`\n"
		   "opaque file://sys.md (e/sys.md) `Be kind\n`\n"
		   "opaque file://ctx.json (e/ctx.json) `{}`\n"
		   "note 4:2: the tags in what is no text of a message are not "
		   "read: it is taken as text\n");
	/* in a text of the configuration it is not loaded */
	with_files(
		"prompts: '[{\"role\":\"user\",\"content\":\"file://x\"}]'\n",
		files, "prompt 1 1:10\nuser " NUN " 1:37* `file://x`\n");
}

static void a_prefix_and_suffix_of_every_test_are_in_the_text(void **state)
{
	const struct file_row files[] = {
		{ "e/c.yaml", "- {role: user, content: x}\n" }, { 0 }
	};

	(void)state;
	with_files("prompts: ['a', file://c.yaml]\n"
		   "defaultTest: {options: {prefix: '<', suffix: '>'},\n"
		   "  vars: {a: 1}}\n",
		   files,
		   "prompt 1 1:11\nuser " NUN " 1:12* `<a>`\n"
		   "prompt c.yaml 1:16\n"
		   "user " NUN " 1:1* `<[{\"role\":\"user\",\"content\":"
		   "\"x\"}]>`\n");
}

/* ---- prompts in files */

static void a_file_is_read_by_its_ending(void **state)
{
	(void)state;
	with_files("prompts:\n"
		   "- file://p/a.txt\n"
		   "- p/c.md\n"
		   "- ./p/d.j2\n"
		   "- p/e.jsonl\n"
		   "- {id: file://p/f.yaml, label: F}\n"
		   "- p/g.yml\n"
		   "- p/j.yaml\n"
		   "- ../top.txt\n"
		   "- k.md\n",
		   some_files,
		   "prompt p/a.txt 2:3\n"
		   "user " NUN " 2:2 `One \r\nline`\n"
		   "prompt p/a.txt#2 2:3\n"
		   "user " NUN " 5:2 `Two`\n"
		   "prompt p/c.md 3:3\n"
		   "user " NUN " 1:1 whole `---\nFour\n---\n`\n"
		   "prompt ./p/d.j2 4:3\n"
		   "user " NUN " 1:1 whole `{% if x %}5{% endif %}\n`\n"
		   "prompt p/e.jsonl 5:3\n"
		   "user " NUN " 1:27* `s`\n"
		   "prompt p/e.jsonl#2 5:3\n"
		   "user " NUN " 3:1 `seven`\n"
		   "prompt F 6:3\n"
		   "system " NUN " 2:12 `eight`\n"
		   "prompt p/g.yml 7:3\n"
		   "user " NUN " 1:1* `{\"a\":null}`\n"
		   "prompt p/j.yaml 8:3\n"
		   "user " NUN " 1:1* `nine`\n"
		   "prompt ../top.txt 9:3\n"
		   "user " NUN " 1:1 whole `Ten`\n"
		   "prompt k.md 10:3\n"
		   "user " NUN " 1:1 whole `Eleven`\n");
}

static void code_is_opaque_with_the_bytes_of_its_file(void **state)
{
	(void)state;
	with_files("prompts:\n"
		   "- p/h.py:f\n"
		   "- file://p/h.py\n"
		   "- p/i.sh\n"
		   "- 'exec: sh p/i.sh x'\n"
		   "- 'exec:ls -l'\n"
		   "- langfuse://a:1:text\n"
		   "- {raw: 'portkey://b', label: B}\n",
		   some_files,
		   "prompt p/h.py:f 2:3\n"
		   "opaque p/h.py:f (e/p/h.py) `def f(): pass\n`\n"
		   "prompt p/h.py 3:3\n"
		   "opaque file://p/h.py (e/p/h.py) `def f(): pass\n`\n"
		   "prompt p/i.sh 4:3\n"
		   "opaque p/i.sh (e/p/i.sh) `echo\n`\n"
		   "prompt exec: sh p/i.sh x 5:3\n"
		   "opaque exec: sh p/i.sh x (e/p/i.sh) `echo\n`\n"
		   "prompt exec:ls -l 6:3\n"
		   "opaque exec:ls -l () `exec:ls -l`\n"
		   "prompt langfuse://a:1:text 7:3\n"
		   "opaque langfuse://a:1:text () `langfuse://a:1:text`\n"
		   "prompt B 8:3\n"
		   "opaque portkey://b () `portkey://b`\n");
}

static void a_glob_is_each_file_that_it_matches(void **state)
{
	(void)state;
	with_files("prompts:\n"
		   "- p/*.txt\n"
		   "- {id: 'p/{b,h}.{txt,py}', label: L}\n",
		   some_files,
		   "prompt p/a.txt 2:3\n"
		   "user " NUN " 2:2 `One \r\nline`\n"
		   "prompt p/a.txt#2 2:3\n"
		   "user " NUN " 5:2 `Two`\n"
		   "prompt p/b.txt 2:3\n"
		   "user " NUN " 1:1 whole `Three`\n"
		   "prompt L: p/b.txt 3:3\n"
		   "user " NUN " 1:1 whole `Three`\n"
		   "prompt L: p/h.py 3:3\n"
		   "opaque p/h.py (e/p/h.py) `def f(): pass\n`\n");
}

static void what_looks_like_a_path_and_is_none(void **state)
{
	(void)state;
	with_files("prompts:\n"
		   "- Rate {{a}}/{{b}}\n"
		   "- How are you/me?\n"
		   "- p/nothing*.txt\n",
		   some_files,
		   "prompt 1 2:3\n"
		   "user " NUN " 2:3 `Rate {{a}}/{{b}}`\n"
		   "prompt 2 3:3\n"
		   "user " NUN " 3:3 `How are you/me?`\n"
		   "prompt 3 4:3\n"
		   "user " NUN " 4:3 `p/nothing*.txt`\n"
		   "note 3:3: no file matches this: promptfoo takes it for the "
		   "text of a prompt\n"
		   "note 4:3: no file matches this: promptfoo takes it for the "
		   "text of a prompt\n");
}

static void a_file_that_is_not_there_is_told(void **state)
{
#define AT "e/promptfooconfig.yaml:"
#define NONE "promptfoo takes this text for a path, and no such file is there\n"
	(void)state;
	with_files("prompts:\n"
		   "- p/x.txt\n"
		   "- p/x.py:f\n"
		   "- Rate and/or review\n"
		   "- Mr. Wu\n"
		   "- ../../y.txt\n"
		   "- 3\n"
		   "- [a]\n"
		   "- {label: x}\n",
		   some_files,
		   "prompt p/x.py:f 3:3\n"
		   "opaque p/x.py:f () `p/x.py:f`\n"
		   "prompt 6 7:3\n"
		   "user " NUN " 7:3 `3`\n"
		   "source-missing " AT "2:3: e/p/x.txt is not there\n"
		   "source-missing " AT "3:3: e/p/x.py is not there\n"
		   "format-invalid " AT "4:3: " NONE "format-invalid " AT
		   "5:3: " NONE "path-escape " AT
		   "6:3: ../../y.txt leaves the repository, or is not a path\n"
		   "format-invalid " AT
		   "8:3: a prompt is a text or an object, not array\n"
		   "format-invalid " AT
		   "9:3: the prompt has neither `raw` nor `id`\n");
#undef NONE
#undef AT
}

static void a_table_is_a_prompt_a_row(void **state)
{
	const struct file_row files[] = {
		{ "e/a.csv", "label, prompt ,x\r\n"
			     "L1,\"Say \"\"hi\"\"\nto {{a}}\",1\r\n"
			     "\r\n"
			     ", two ,2\r\n"
			     "L3,,3\r\n"
			     "L4,a \"b\" c,4" },
		{ "e/b.csv", "prompt\none\n\n two \r\n" },
		{ "e/c.csv", "prompt,label\na,b\nc,d,e\n" },
		{ "e/d.csv", "a,b\n\"x\n" },
		{ "e/f.csv", "a,b\nc,d\n" },
		{ "e/g.csv", "prompt,x\n\"a\"b,1\n" },
		{ "e/h.csv", "prompt,x\n\"a,b\n" },
		{ 0 },
	};

	(void)state;
	with_files("prompts: [a.csv, file://b.csv]\n", files,
		   "prompt L1 1:11\n"
		   "user " NUN " 2:5* `Say \"hi\"\nto {{a}}`\n"
		   "prompt a.csv 1:11\n"
		   "user " NUN " 5:3 `two`\n"
		   "prompt L4 1:11\n"
		   "user " NUN " 7:4 `a \"b\" c`\n"
		   "prompt b.csv 1:18\n"
		   "user " NUN " 2:1 `one`\n"
		   "prompt b.csv#2 1:18\n"
		   "user " NUN " 4:1 ` two `\n");
	/* tables that csv-parse refuses are lines */
	with_files("prompts: [file://c.csv, file://d.csv, file://f.csv,\n"
		   "  file://g.csv]\n",
		   files,
		   "prompt c.csv 1:11\nuser " NUN " 1:1 `prompt,label`\n"
		   "prompt c.csv#2 1:11\nuser " NUN " 2:1 `a,b`\n"
		   "prompt c.csv#3 1:11\nuser " NUN " 3:1 `c,d,e`\n"
		   "prompt d.csv 1:25\nuser " NUN " 1:1 `a,b`\n"
		   "prompt d.csv#2 1:25\nuser " NUN " 2:1 `\"x`\n"
		   "prompt g.csv 2:3\nuser " NUN " 2:1 `\"a\"b`\n"
		   "format-invalid e/f.csv:0:0: there is no prompt in it\n");
	with_files("prompts: [h.csv]\n", files,
		   "prompt h.csv 1:11\nuser " NUN " 1:1 `prompt,x`\n"
		   "prompt h.csv#2 1:11\nuser " NUN " 2:1 `\"a,b`\n");
}

/* ---- suites */

static void texts_are_split_as_promptfoos_own_tests_say(void **state)
{
	struct arena a = { 0 };
	const char *root = suite_folder(&a, "templates/promptfoo");
	const struct node *cases;
	struct node all;
	struct syntax_error why;

	(void)state;
	if (!root)
		skip();
	assert_int_equal(json_read(&a,
				   suite_read(&a, root, "text_processor.json"),
				   &all, &why),
			 0);
	cases = node_get(&all, "cases");
	assert_int_equal(cases->count, 6);
	for (size_t i = 0; i < cases->count; i++) {
		const struct node *one = &cases->items[i];
		const struct node *prompts = node_get(one, "prompts");
		const struct file_row files[] = {
			{ "a.txt", str_c(&a, node_get(one, "content")->text) },
			{ 0 }
		};
		struct format_file file;
		struct error err = { 0 };

		assert_int_equal(files_format(&a, "promptfooconfig.yaml",
					      STR("prompts: a.txt"), NULL,
					      files, &file, &err),
				 0);
		assert_int_equal(file.prompt_count, prompts->count);
		assert_int_equal(file.trouble_count, prompts->count ? 0 : 1);
		for (size_t k = 0; k < prompts->count; k++)
			assert_true(
				str_eq(file.prompts[k].messages[0].text.text,
				       prompts->items[k].text));
	}
	arena_free(&a);
}

static void every_file_of_the_corpus_is_read(void **state)
{
	static const char in[] = "anthropics+claude-cookbooks@4b36a1e1/skills/";
	static const struct {
		const char *path;
		size_t prompts, missing; /* files that are not in the sample */
	} rows[] = {
		{ "retrieval_augmented_generation/evaluation/"
		  "promptfooconfig_end_to_end.yaml",
		  6, 3 },
		{ "retrieval_augmented_generation/evaluation/"
		  "promptfooconfig_retrieval.yaml",
		  3, 3 },
		{ "summarization/evaluation/promptfooconfig.yaml", 6, 3 },
		{ "summarization/evaluation/tests.yaml", 0, 0 },
	};
	struct arena a = { 0 };
	const char *root = suite_folder(&a, "corpus-sample");

	(void)state;
	if (!root)
		skip();
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const char *path = str_fmt(&a, "%s%s", in, rows[i].path).p;
		struct format_file file;
		struct error err = { 0 };

		assert_int_equal(files_format(&a, path,
					      suite_read(&a, root, path), NULL,
					      NULL, &file, &err),
				 0);
		assert_string_equal(format_name(file.format), "promptfoo");
		assert_int_equal(file.prompt_count, rows[i].prompts);
		assert_int_equal(file.trouble_count, rows[i].missing);
		for (size_t k = 0; k < file.trouble_count; k++)
			assert_int_equal(file.troubles[k].rule,
					 RULE_SOURCE_MISSING);
	}
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			the_name_or_the_schema_or_the_members_make_it_one),
		cmocka_unit_test(a_program_and_a_list_of_tests_have_no_prompts),
		cmocka_unit_test(texts_are_messages_of_the_user),
		cmocka_unit_test(a_chat_is_its_messages),
		cmocka_unit_test(
			what_is_no_chat_before_rendering_is_one_message),
		cmocka_unit_test(what_is_more_than_text_is_json),
		cmocka_unit_test(
			a_prefix_and_suffix_of_every_test_are_in_the_text),
		cmocka_unit_test(a_file_is_read_by_its_ending),
		cmocka_unit_test(code_is_opaque_with_the_bytes_of_its_file),
		cmocka_unit_test(a_glob_is_each_file_that_it_matches),
		cmocka_unit_test(what_looks_like_a_path_and_is_none),
		cmocka_unit_test(a_file_that_is_not_there_is_told),
		cmocka_unit_test(a_table_is_a_prompt_a_row),
		cmocka_unit_test(texts_are_split_as_promptfoos_own_tests_say),
		cmocka_unit_test(every_file_of_the_corpus_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
