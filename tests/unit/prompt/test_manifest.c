#include "memory.h"

#include "prompt/manifest.h"

#define TOP "promptpin: 1\nprompts:\n"
#define A TOP "  a:\n    messages: [{system: s.md}]\n"

/* One wrong manifest each: what is said of it, where, and what to do. */
static const struct bad {
	const char *text;
	unsigned line, column;
	const char *message, *help;
} bads[] = {
	/* the top */
	{ "", 1, 1, "is empty", "promptpin init" },
	{ "- a\n", 1, 1, "not a mapping", "promptpin init" },
	{ "prompts: {}\n", 1, 1, "does not say `promptpin: 1`",
	  "`promptpin: 1`" },
	{ "promptpin: one\n", 1, 12, "the number of the manifest's form",
	  "`promptpin: 1`" },
	{ "promptpin: 1\nprompt: {}\n", 2, 1,
	  "`prompt` is not a key of promptpin.yaml; did you mean `prompts`?",
	  "`prompts:`" },
	{ "promptpin: 1\nzzz: {}\n", 2, 1, "`zzz` is not a key",
	  "man 5 promptpin.yaml" },
	{ "promptpin: 1\ngates: []\n", 2, 1, "reserved for a newer version",
	  "take the key out" },
	{ "promptpin: 1\ncollections: {files: a}\n", 2, 14,
	  "a list of collections", "- {files:" },
	{ "promptpin: 1\ncollections: [{root: a}]\n", 2, 15, "has no `files`",
	  "- {files:" },
	{ "promptpin: 1\ncollections: [{files: a/*, rot: a}]\n", 2, 28,
	  "not a key of a collection", "man 5" },
	{ "promptpin: 1\ncollections: [{files: a/*, messages: [{user: x.md}]}]\n",
	  2, 38, "has no `messages`", "take the key out" },
	{ "promptpin: 1\ncollections: [{files: a/*, role: usr}]\n", 2, 34,
	  "a role", "assistant" },

	{ "promptpin: 1\nprompts: 3\n", 2, 10,
	  "takes a mapping from ids to prompts and is a text", "prompts: {}" },
	{ "promptpin: 1\nprompts:\n", 2, 9, "and is empty", "prompts: {}" },
	{ "promptpin: 1\nrequires: 1.3\n", 2, 11, "\">=X.Y\"", "with quotes" },
	{ "promptpin: 1\nnormalization: x\n", 2, 16, "number of a rule set",
	  "normalization: 1" },
	{ "promptpin: 1\nignore: x\n", 2, 9, "takes a list of texts",
	  "ignore: [...]" },
	{ "promptpin: 1\nprotected: []\n", 2, 12, "names no branch",
	  "leave the key out" },
	{ "promptpin: 1\npromptpin: 1\n", 2, 1, "twice", "line 1" },
	{ "promptpin: 1\nprompts: &x {}\n", 2, 10, "anchor", "man 5" },
	{ "promptpin: 1\nprompts: {a: *x}\n", 2, 14, "alias", "man 5" },
	{ "promptpin: [\n", 0, 0, "", "man 5" },
	/* ids and entries */
	{ TOP "  A/b: {}\n", 3, 3, "`A/b` is not a prompt id",
	  "support/triage" },
	{ TOP "  a: x\n", 3, 6, "takes a mapping with the keys of a prompt",
	  "messages:" },
	{ TOP "  a: {}\n", 3, 3, "has no `messages`", "messages:" },
	{ TOP "  a: {mesages: []}\n", 3, 7, "did you mean `messages`?",
	  "`messages:`" },
	{ TOP "  a: {file: []}\n", 3, 13, "takes a text", "text" },
	{ A "    format: dotprompt\n", 5, 13, "has no `file`", "file: PATH" },
	{ A "    version: file\n", 5, 14, "has no `file`", "take the key out" },
	{ A "    version: 1.0.0\n", 5, 14, "its head", "promptpin bump" },
	{ A "    owner: []\n", 5, 12, "takes a text and is a list", "text" },
	{ A "    evals:\n", 5, 11, "takes a value and is empty",
	  "take the key" },
	/* messages */
	{ TOP "  a: {messages: []}\n", 3, 17, "one to 1,000 messages",
	  "messages: [{system: PATH}]" },
	{ TOP "  a: {messages: [x.md]}\n", 3, 18, "a message is one key",
	  "- system: PATH" },
	{ TOP "  a: {messages: [[x.md]]}\n", 3, 18, "a message is one key",
	  "- system: PATH" },
	{ TOP "  a: {messages: [{sytem: x.md}]}\n", 3, 19,
	  "did you mean `system`?", "`system:`" },
	{ TOP "  a: {messages: [{system: x.md, user: y.md}]}\n", 3, 33,
	  "a message has one key", "- system: {file: PATH" },
	{ TOP "  a: {messages: [{system: x.bin}]}\n", 3, 27,
	  "does not tell in what language", "syntax: text" },
	{ TOP "  a: {messages: [{system: {file: x, syntax: jinja}}]}\n", 3, 45,
	  "`jinja` is not a template language", "text, jinja2" },
	{ TOP "  a: {messages: [{system: {syntax: text}}]}\n", 3, 27,
	  "names no `file`", "{file: PATH}" },
	{ TOP
	  "  a: {messages: [{system: {file: a.py, symbol: X, match: Y}}]}\n",
	  3, 58, "not both", "one of the two" },
	{ TOP "  a: {file: a.py, messages: [{user: x.md}]}\n", 3, 29,
	  "not both", "one of the two" },
	{ TOP "  a: {file: {symbol: b}}\n", 3, 13, "names no file",
	  "symbol: NAME" },
	{ TOP "  a: {file: a.x, format: dotpromt}\n", 3, 26,
	  "`dotpromt` is not a prompt file format", "" },
	{ TOP "  a: {file: a.x, options: {trim_blocks: true}}\n", 3, 27,
	  "belong to a template language", "syntax:" },
	{ "promptpin: 1\ndefaults: {file: a}\n", 2, 18, "cannot be shared",
	  "in a collection" },
	{ TOP "  a: {messages: [{system: {fil: a.md}}]}\n", 3, 28,
	  "did you mean `file`?", "`file:`" },
	{ TOP "  a: {messages: [{user: {file: a.j2, options: {trim_block: "
	      "true}}}]}\n",
	  3, 48, "did you mean `trim_blocks`?", "" },
	{ TOP "  a: {messages: [{user: {file: a.j2, options: {trim_blocks: "
	      "yes}}}]}\n",
	  3, 61, "true or false", "trim_blocks: true" },
	{ TOP "  a: {messages: [{user: {file: a.md, options: {trim_blocks: "
	      "true}}}]}\n",
	  3, 48, "not a key of options of text", "man 5" },
	{ TOP "  a:\n    messages: [{user: a.j2}]\n    options: {trm_blocks: "
	      "true}\n",
	  5, 15, "did you mean `trim_blocks`?", "" },
	{ TOP "  a: {messages: [{slot: []}]}\n", 3, 25, "takes a text", "" },
	/* paths */
	{ A "    tools: {a: b}\n", 5, 12, "a list of paths", "tools: [PATH" },
	{ A "    tools: [.promptpin/format]\n", 5, 13, "lies in the store",
	  "source" },
	/* values */
	{ A "    output: x.txt\n", 5, 13, "a mapping, or the path",
	  ".json, .yaml or .yml" },
	{ A "    params: {a: ~}\n", 5, 17, "spelled as in JSON", "quotes" },
	{ A "    params: {a: }\n", 5, 17, "empty", "quotes" },
	{ A "    params: []\n", 5, 13, "and is a list", "" },
	{ A "    tool_choice: true\n", 5, 18, "takes a text, a mapping", "" },
	{ A "    examples: {input: a}\n", 5, 15, "a list of at most", "input" },
	{ A "    model: {provider: x}\n", 5, 12, "has no `id`", "PROVIDER/ID" },
	{ A "    model: {id: x, revison: y}\n", 5, 20,
	  "did you mean `revision`?", "" },
	{ A "    model: \"a\\u202eb\"\n", 5, 12, "invisible character", "" },
	/* variables */
	{ A "    variables: [a]\n", 5, 16, "a mapping of names",
	  "NAME: string" },
	{ A "    variables: {a: strnig}\n", 5, 20, "did you mean `string`?",
	  "JSON Schema in braces" },
	{ A "    variables: {a: 3}\n", 5, 20, "a type or a JSON Schema", "" },
	{ A "    variables: {\"a?\": string}\n", 5, 17, "not the name",
	  "NAME: string?" },
	{ A "    variables: {type: object, properties: {a: string}}\n", 5, 16,
	  "a whole JSON Schema", "variables: PATH" },
	/* policy */
	{ "promptpin: 1\npolicy: strict\n", 2, 9, "takes a mapping",
	  "standard@1" },
	{ "promptpin: 1\npolicy: {preset: standard}\n", 2, 18,
	  "`standard` is not what `preset` takes", "standard@1" },
	{ "promptpin: 1\npolicy: {rule: {}}\n", 2, 10, "did you mean `rules`?",
	  "" },
	{ "promptpin: 1\npolicy: {rules: {drft: error}}\n", 2, 18,
	  "did you mean `drift`?", "" },
	{ "promptpin: 1\npolicy: {rules: {drift: fatal}}\n", 2, 25,
	  "`fatal` is not a level", "error, warning, note or off" },
	{ "promptpin: 1\npolicy: {rules: {store-rewritten: off}}\n", 2, 35,
	  "is always an error", "" },
	{ "promptpin: 1\npolicy: {bump: {text: none}}\n", 2, 23, "raised",
	  "patch, minor or major" },
	{ "promptpin: 1\npolicy: {bump: {txt: minor}}\n", 2, 17,
	  "did you mean `text`?", "" },
	{ "promptpin: 1\npolicy: {push: all}\n", 2, 16, "`push`",
	  "every-commit" },
	/* defaults */
	{ "promptpin: 1\ndefaults: {parms: {}}\n", 2, 12,
	  "did you mean `params`?", "" },
	{ "promptpin: 1\ndefaults: {options: {trim_block: true}}\n", 2, 22,
	  "did you mean `trim_blocks`?", "" },
	{ "promptpin: 1\ndefaults: 3\n", 2, 11, "keys of a prompt", "" },
};

/* Whether exactly that is said, and one help besides. */
static bool says(const struct memory *m, const struct bad *bad)
{
	const struct finding *f = m->sink.items;

	return m->rc == 0 && m->sink.count == 1 &&
	       f->rule == RULE_MANIFEST_INVALID &&
	       memory_has(f->message, bad->message) &&
	       (bad->line == 0 ||
		(f->pos.line == bad->line && f->pos.column == bad->column)) &&
	       f->help_count == 1 && memory_has(f->help[0], bad->help) &&
	       f->key_count >= 2 &&
	       (!m->manifest.prompt_count || m->manifest.prompts[0].invalid);
}

static void says_where_what_and_how_for_every_mistake(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(bads) / sizeof(bads[0]); i++) {
		struct memory m;

		memory_open(&m, MEMORY_FILES({ STR("promptpin.yaml"),
					       str_of(bads[i].text) }));
		if (!says(&m, &bads[i])) {
			print_message("case %zu:\n%s", i, bads[i].text);
			memory_show(&m);
			wrong++;
		}
		memory_close(&m);
	}
	assert_int_equal(wrong, 0);
}

static void one_bad_entry_does_not_hide_the_others(void **state)
{
	struct memory m;
	const struct finding *f;

	(void)state;
	memory_open(&m, MEMORY_FILES(MEMORY_FILE(
				"promptpin.yaml",
				TOP "  a: {mesages: []}\n"
				    "  b: {messages: [{system: s.md}]}\n"
				    "  c: {messages: [{system: ../s.md}]}\n")));
	assert_int_equal(m.manifest.prompt_count, 3);
	assert_true(m.manifest.valid);
	assert_true(manifest_prompt(&m.manifest, STR("a"))->invalid);
	assert_false(manifest_prompt(&m.manifest, STR("b"))->invalid);
	assert_true(manifest_prompt(&m.manifest, STR("c"))->invalid);
	assert_null(manifest_prompt(&m.manifest, STR("d")));
	f = memory_finding(&m, RULE_MANIFEST_INVALID, "mesages");
	assert_true(str_is(f->prompt, "a"));
	assert_true(str_is(f->line, "  a: {mesages: []}"));
	f = memory_finding(&m, RULE_PATH_ESCAPE, "../s.md");
	assert_true(str_is(f->prompt, "c"));
	memory_close(&m);
}

static void paths_may_not_leave_the_repository(void **state)
{
	static const char *const paths[] = { "../x.md",	     "/etc/x.md",
					     "a/../../x.md", ".git/x.md",
					     ".GIT/x.md",    "a\\\\x.md",
					     "C:/x.md" };

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		char text[200];
		struct view_file file = { STR("promptpin.yaml"), { 0 } };
		struct memory m;

		(void)snprintf(text, sizeof(text),
			       TOP "  a: {messages: [{system: \"%s\"}]}\n",
			       paths[i]);
		file.bytes = str_of(text);
		memory_open(&m, &file, 1);
		if (m.sink.count != 1 ||
		    m.sink.items[0].rule != RULE_PATH_ESCAPE)
			fail_msg("%s", paths[i]);
		assert_int_equal(m.sink.items[0].pos.line, 3);
		assert_int_equal(m.sink.items[0].pos.column, 27);
		memory_close(&m);
	}
}

static void is_absent_where_there_is_none(void **state)
{
	struct memory m;

	(void)state;
	memory_open(&m, MEMORY_FILES(MEMORY_FILE("x", "y")));
	assert_int_equal(m.rc, 0);
	assert_false(m.manifest.present);
	assert_int_equal(m.sink.count, 0);
	memory_close(&m);
}

static void needs_a_newer_program_before_anything_else_is_wrong(void **state)
{
	static const char *const texts[] = {
		"requires: \">=1.3\"\nprompts: [[[\n",
		"\xef\xbb\xbfrequires: '>=0.1.1' # soon\r\n\tx",
		"promptpin: 2\nunknown: &x\n",
		"{promptpin: 1, requires: \">=99\"}",
		"promptpin: 1\nnormalization: 2\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct view_file file = { STR("promptpin.yaml"),
					  str_of(texts[i]) };
		struct memory m;

		memory_open(&m, &file, 1);
		assert_int_equal(m.rc, ERROR_FAILED);
		assert_non_null(strstr(m.err.text, "needs"));
		memory_close(&m);
	}
}

static void a_newer_store_stops_it_too(void **state)
{
	struct memory m;

	(void)state;
	memory_open(&m, MEMORY_FILES(MEMORY_FILE(".promptpin/format",
						 "promptpin-store 2\n")));
	assert_int_equal(m.rc, ERROR_FAILED);
	memory_close(&m);
	memory_open(&m, MEMORY_FILES(MEMORY_FILE(".promptpin/format",
						 "promptpin-store 1\n")));
	assert_int_equal(m.rc, 0);
	memory_close(&m);
}

static const char full[] =
	"promptpin: 1\n"
	"requires: \">=0.1\"\n"
	"normalization: 1\n"
	"defaults:\n"
	"  model: {id: llama, revision: r, adapter: x}\n"
	"  params: {temperature: 0.3, max_tokens: 1024, stop: a}\n"
	"  tools: [t.json]\n"
	"prompts:\n"
	"  one:\n"
	"    messages:\n"
	"      - system: ./p/s.md\n"
	"      - slot: history\n"
	"      - user: {file: p/u.txt, syntax: jinja2, options: {trim_blocks: "
	"true, lstrip_blocks: false, keep_trailing_newline: true}}\n"
	"    templates: [., p/]\n"
	"    includes: [a.j2, ../b.j2]\n"
	"    params: {stop: null, n: 2, temperature: 0.9}\n"
	"    model: openai/gpt-4.1\n"
	"    owner: team\n"
	"    compatible: [x]\n"
	"    evals: {a: b}\n"
	"  two:\n"
	"    messages: [{developer: a.md}, {assistant: b.j2}, {tool: c.txt}]\n"
	"    options: {trim_blocks: true}\n"
	"    model: plain\n"
	"    tools: []\n"
	"  three:\n"
	"    syntax: text\n"
	"    messages: [{user: d.j2}]\n"
	"ignore: [tests/**]\n"
	"protected: [main, release/*]\n"
	"policy:\n"
	"  preset: strict@1\n"
	"  rules: {hidden-prompt: note, drift: warning}\n"
	"  bump: {preset: model, message-text-changed: major, text: patch, "
	"contract: minor}\n"
	"  push: every-commit\n";

static void check_messages(const struct prompt_entry *one,
			   const struct prompt_entry *two,
			   const struct prompt_entry *three)
{
	assert_int_equal(one->message_count, 3);
	assert_true(str_is(one->messages[0].role, "system"));
	assert_true(str_is(one->messages[0].file.path, "p/s.md"));
	assert_true(str_is(one->messages[1].slot, "history"));
	assert_string_equal(one->messages[2].language->name, "jinja2");
	assert_true(one->messages[2].option_count >= 1);
	assert_true(str_is(
		one->messages[2].options[one->messages[2].option_count - 1].name,
		"trim_blocks"));
	/* options of the prompt go where the language has them */
	assert_int_equal(two->messages[0].option_count, 0);
	assert_int_equal(two->messages[1].option_count, 1);
	assert_string_equal(three->messages[0].language->name, "text");
}

static void reads_all_keys(void **state)
{
	const struct prompt_entry *one, *two, *three;
	struct memory m;

	(void)state;
	memory_open(&m, MEMORY_FILES(MEMORY_FILE("promptpin.yaml", full)));
	memory_clean(&m);
	assert_true(m.manifest.valid);
	one = manifest_prompt(&m.manifest, STR("one"));
	two = manifest_prompt(&m.manifest, STR("two"));
	three = manifest_prompt(&m.manifest, STR("three"));
	check_messages(one, two, three);
	assert_true(one->templates_given);
	assert_int_equal(one->template_count, 2);
	assert_int_equal(one->templates[0].path.n, 0);
	assert_true(str_is(one->templates[1].path, "p"));
	assert_true(str_is(one->includes[1].path, "../b.j2"));
	assert_int_equal(one->tool_count, 1);
	assert_int_equal(two->tool_count, 0);
	assert_true(str_is(one->model.provider, "openai"));
	assert_true(str_is(one->model.id, "gpt-4.1"));
	assert_int_equal(one->model.revision.n, 0);
	assert_int_equal(two->model.provider.n, 0);
	assert_true(str_is(two->model.id, "plain"));
	assert_true(str_is(three->model.revision, "r"));
	assert_true(str_is(one->owner, "team"));
	assert_true(one->defaults_used);
	assert_true(str_is(one->params.at, "/prompts/one/params"));
	assert_true(str_is(three->params.at, "/defaults/params"));
	assert_true(str_is(m.manifest.ignore[0], "tests/**"));
	assert_string_equal(m.manifest.protected_names[1], "release/*");
	assert_null(m.manifest.protected_names[2]);
	memory_close(&m);
}

static void reads_the_policy(void **state)
{
	const struct policy *policy;
	struct memory m;

	(void)state;
	memory_open(&m, MEMORY_FILES(MEMORY_FILE("promptpin.yaml", full)));
	policy = &m.manifest.policy;
	assert_true(policy->given);
	assert_true(str_is(policy->preset, "strict@1"));
	assert_true(str_is(policy->bump_preset, "model"));
	assert_true(str_is(policy->push, "every-commit"));
	assert_int_equal(policy->rules[RULE_HIDDEN_PROMPT], LEVEL_NOTE);
	assert_int_equal(policy->rules[RULE_DRIFT], LEVEL_WARNING);
	assert_int_equal(policy->rules[RULE_UNRELEASED], -1);
	assert_int_equal(policy->rule_pos[RULE_DRIFT].line, 33);
	/* one kind says more than its row, wherever it stands */
	assert_int_equal(policy->bumps[CHANGE_MESSAGE_TEXT_CHANGED],
			 BUMP_MAJOR);
	assert_int_equal(policy->bumps[CHANGE_RETRIEVAL_CHANGED], BUMP_PATCH);
	assert_int_equal(policy->bumps[CHANGE_VARIABLE_REMOVED], BUMP_MINOR);
	assert_int_equal(policy->bumps[CHANGE_TEMPLATE_SYNTAX_CHANGED],
			 BUMP_MINOR);
	assert_int_equal(policy->bumps[CHANGE_MODEL_FAMILY_CHANGED], -1);
	assert_int_equal(policy->bumps[CHANGE_VARIABLE_OPTIONAL_ADDED], -1);
	memory_close(&m);
}

static void a_fingerprint_has_no_line_in_it(void **state)
{
	struct memory m, moved;

	(void)state;
	memory_open(&m, MEMORY_FILES(MEMORY_FILE("promptpin.yaml",
						 A "    ower: x\n")));
	memory_open(&moved,
		    MEMORY_FILES(MEMORY_FILE("promptpin.yaml",
					     "# moved\n\n" A "    ower: x\n")));
	sink_finish(&m.sink);
	sink_finish(&moved.sink);
	assert_int_equal(m.sink.items[0].pos.line + 2,
			 moved.sink.items[0].pos.line);
	assert_true(store_id_equal(&m.sink.items[0].fingerprint,
				   &moved.sink.items[0].fingerprint));
	memory_close(&m);
	memory_close(&moved);
}

static void bad_defaults_make_every_prompt_invalid(void **state)
{
	struct memory m;

	(void)state;
	memory_open(&m, MEMORY_FILES(MEMORY_FILE("promptpin.yaml",
						 A "defaults: {params: 3}\n")));
	assert_int_equal(m.sink.count, 1);
	assert_false(m.manifest.valid);
	assert_true(m.manifest.prompts[0].invalid);
	memory_close(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_where_what_and_how_for_every_mistake),
		cmocka_unit_test(one_bad_entry_does_not_hide_the_others),
		cmocka_unit_test(paths_may_not_leave_the_repository),
		cmocka_unit_test(is_absent_where_there_is_none),
		cmocka_unit_test(
			needs_a_newer_program_before_anything_else_is_wrong),
		cmocka_unit_test(a_newer_store_stops_it_too),
		cmocka_unit_test(reads_all_keys),
		cmocka_unit_test(reads_the_policy),
		cmocka_unit_test(a_fingerprint_has_no_line_in_it),
		cmocka_unit_test(bad_defaults_make_every_prompt_invalid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
