/*
 * Prompty's own vectors and files, and those of prompt flow.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "syntax/json.h"
#include "unit/format/files.h"
#include "unit/format/prompty_shown.h"
#include "unit/syntax/suite.h"

/* ---- files of a folder on disk */

static int disk_read(void *context, struct arena *a, struct str path,
		     struct str *bytes, struct error *err)
{
	const char *name =
		str_fmt(a, "%s/%.*s", (const char *)context, STR_ARG(path)).p;
	struct stat st;

	if (stat(name, &st) != 0 || !S_ISREG(st.st_mode))
		return error_set(err, ERROR_ABSENT, "%.*s is not there",
				 STR_ARG(path));
	*bytes = suite_read(a, (const char *)context, str_c(a, path));
	return 0;
}

static struct format_file read_as(struct arena *a, const char *folder,
				  const char *path, struct str bytes,
				  const char *name)
{
	struct format_request request = { .a = a,
					  .path = str_of(path),
					  .bytes = bytes };
	struct format_file file = { 0 };
	struct error err = { 0 };
	struct str why;

	request.files.context = (void *)(size_t)folder;
	request.files.read = disk_read;
	request.format = format_recognize(a, str_of(path), bytes, &why);
	if (!request.format || strcmp(format_name(request.format), name) != 0)
		fail_msg("%s is %s, not %s", path,
			 request.format ? format_name(request.format) : "none",
			 name);
	if (format_read(&request, &file, &err) < 0)
		fail_msg("%s: %s", path, err.text);
	return file;
}

static const struct node *vectors(struct arena *a, const char *folder,
				  const char *name)
{
	struct node *root = arena_zero(a, 1, sizeof(*root));
	struct syntax_error why;

	if (json_read(a, suite_read(a, folder, name), root, &why) < 0)
		fail_msg("%s:%u: %s", name, why.pos.line, why.text);
	return root;
}

static struct str text_of(const struct node *node, const char *name)
{
	const struct node *text = node_get(node, name);

	return text && text->kind == NODE_STRING ? text->text : STR_EMPTY;
}

/* ---- parse vectors */

static void check_message(const struct node *want,
			  const struct format_prompt *p, size_t i,
			  struct str name)
{
	const struct node *content = node_get(want, "content");
	const struct format_message *m = &p->messages[i];

	if (!str_eq(m->role, text_of(want, "role")) ||
	    !str_eq(m->text.text, text_of(&content->items[0], "value")))
		fail_msg("%.*s: %.*s<%.*s>", STR_ARG(name), STR_ARG(m->role),
			 STR_ARG(m->text.text));
	if (node_get(want, "metadata"))
		assert_int_equal(p->opaque_count, 1);
}

/*
 * Left out: thread_nonce_expansion, whose text has the mark that the renderer
 * leaves where a conversation comes; test_prompty.c has the template's side.
 * Metadata is checked to be told; its values are part of the opaque line.
 */
static void parses_as_the_vectors_say(void **state)
{
	struct arena a = { 0 };
	const char *folder = suite_folder(&a, "templates/prompty");
	const struct node *all;
	size_t tried = 0;

	(void)state;
	if (!folder) {
		arena_free(&a);
		skip();
	}
	all = vectors(&a, folder, "vectors.Parser.parse.json");
	assert_int_equal(all->count, 19);
	for (size_t i = 0; i < all->count; i++) {
		const struct node *v = &all->items[i];
		const struct node *input = node_get(v, "input");
		const struct node *want = node_get(node_get(v, "expected"),
						   "messages");
		struct str name = text_of(v, "name");
		struct format_file file;

		if (node_get(input, "thread_inputs"))
			continue;
		file = read_as(&a, folder, "b.prompty",
			       str_fmt(&a, "---\n---\n%.*s",
				       STR_ARG(text_of(input, "rendered"))),
			       "prompty");
		assert_int_equal(file.trouble_count, 0);
		if (file.prompts[0].message_count != want->count)
			fail_msg("%.*s: %.*s", STR_ARG(name),
				 STR_ARG(shown_messages(&a, file.prompts)));
		for (size_t m = 0; m < want->count; m++)
			check_message(&want->items[m], file.prompts, m, name);
		tried++;
	}
	assert_int_equal(tried, 18);
	arena_free(&a);
}

/* ---- load vectors */

/*
 * Left out, since a reader that looks nothing up cannot show them: what a
 * variable of the environment comes to (env_default, env_missing_error,
 * env_resolution), a file that is not there (missing_file_error), connections,
 * which are no part of a prompt (connection_types_load, file_resolution,
 * file_reference_in_tree_allowed: that they are read without trouble is
 * checked). template_string_invalid: a text as template makes the file one of
 * Prompty 1.x, whose tool takes it.
 */
static bool is_left_out(struct str name)
{
	static const char *const out[] = { "env_missing_error",
					   "missing_file_error",
					   "template_string_invalid", NULL };

	for (const char *const *n = out; *n; n++)
		if (str_is(name, *n))
			return true;
	return false;
}

static bool is_of_kind(const struct node *schema, struct str kind)
{
	struct str type = text_of(schema, "type");

	return str_is(kind, "float") ? str_is(type, "number") :
				       str_eq(type, kind);
}

static void check_inputs(const struct node *want, const struct format_prompt *p)
{
	const struct node *schema = p->variables.node;
	const struct node *properties = node_get(schema, "properties");

	if (want->kind == NODE_NULL) {
		assert_null(schema);
		return;
	}
	assert_int_equal(properties->count, want->count);
	for (size_t i = 0; i < want->count; i++) {
		const struct node *input = &want->items[i];
		const struct member *m = node_member(properties,
						     text_of(input, "name"));
		const struct node *fallback = node_get(input, "default");

		assert_non_null(m);
		assert_true(is_of_kind(&m->value, text_of(input, "kind")));
		assert_true(
			!fallback ||
			node_equal(fallback, node_get(&m->value, "default")));
	}
}

static void check_outputs(const struct node *want,
			  const struct format_prompt *p)
{
	const struct node *schema = p->output.node;

	if (want->kind == NODE_NULL) {
		assert_null(schema);
		return;
	}
	for (size_t i = 0; i < want->count; i++) {
		const struct node *output = &want->items[i];
		const struct member *m = node_member(
			node_get(schema, "properties"),
			text_of(output, "name"));

		assert_non_null(m);
		assert_true(is_of_kind(&m->value, text_of(output, "kind")));
		assert_true(str_eq(text_of(&m->value, "description"),
				   text_of(output, "description")));
		assert_true(node_equal(&node_get(schema, "required")->items[i],
				       node_get(output, "name")));
	}
}

static void check_tools(const struct node *want, const struct format_prompt *p)
{
	if (want->kind == NODE_NULL) {
		assert_int_equal(p->tool_count, 0);
		return;
	}
	assert_int_equal(p->tool_count, want->count);
	for (size_t i = 0; i < want->count; i++) {
		const struct node *tool = &want->items[i];
		const struct node *got = p->tools[i].definition.node;

		for (size_t k = 0; k < tool->count; k++) {
			const struct member *m = node_member(
				got, tool->members[k].name);

			assert_non_null(m);
			assert_true(
				node_equal(&m->value, &tool->members[k].value));
		}
	}
}

/* Role lines and texts, in order, are what the tool keeps as one text. */
static void check_instructions(struct arena *a, const struct node *want,
			       const struct format_prompt *p)
{
	struct buf b = buf_in(a);
	bool marked = str_starts(want->text, "system:") ||
		      str_starts(want->text, "user:");

	for (size_t i = 0; i < p->message_count; i++) {
		if (marked)
			buf_addf(&b, "%s%.*s:\n", i ? "\n\n" : "",
				 STR_ARG(p->messages[i].role));
		buf_add(&b, p->messages[i].text.text);
	}
	if (!str_eq(buf_str(&b), want->text))
		fail_msg("%.*s\nnot %.*s", STR_ARG(buf_str(&b)),
			 STR_ARG(want->text));
}

static void check_load(struct arena *a, const struct node *want,
		       const struct format_prompt *p)
{
	const struct node *model = node_get(want, "model");
	const struct node *part = node_get(model, "options");

	if (node_get(model, "id"))
		assert_true(str_eq(p->model, text_of(model, "id")));
	if (node_get(model, "provider"))
		assert_true(str_eq(p->provider, text_of(model, "provider")));
	assert_true(!part || node_equal(p->params.node, part));
	if ((part = node_get(want, "description")))
		assert_true(str_eq(p->description, part->text));
	if ((part = node_get(want, "inputs")))
		check_inputs(part, p);
	if ((part = node_get(want, "outputs")))
		check_outputs(part, p);
	if ((part = node_get(want, "tools")))
		check_tools(part, p);
	if ((part = node_get(want, "instructions")))
		check_instructions(a, part, p);
}

/* What the tool does at a call is in the schema: what is filled in is a
 * default, what is refused when it is missing is required. */
static void check_call(const struct node *v, const struct format_prompt *p)
{
	const struct node *want = node_get(v, "expected");
	const struct node *filled = node_get(want, "validated_inputs");
	const struct node *properties = node_get(p->variables.node,
						 "properties");
	const struct node *required = node_get(p->variables.node, "required");

	if (node_get(want, "error_field")) {
		assert_int_equal(required->count, 1);
		assert_true(node_equal(&required->items[0],
				       node_get(want, "error_field")));
		return;
	}
	assert_int_equal(required->count, 0);
	for (size_t i = 0; i < properties->count; i++) {
		const struct member *m = &properties->members[i];
		const struct member *f = node_member(filled, m->name);
		const struct node *fallback = node_get(&m->value, "default");

		assert_true((f != NULL) == (fallback != NULL));
		assert_true(!f || node_equal(&f->value, fallback));
	}
}

static struct str file_of(struct arena *a, const char *folder,
			  const struct node *input)
{
	struct str raw = text_of(input, "frontmatter_raw");
	struct str fixture = text_of(input, "fixture");
	struct buf b = buf_in(a);

	if (raw.n)
		return raw;
	if (fixture.n)
		return suite_read(a, folder, str_c(a, fixture));
	buf_adds(&b, "---\n");
	json_pretty(&b, node_get(input, "frontmatter"));
	buf_adds(&b, "\n---\nA");
	return buf_str(&b);
}

static void check_refused(const struct node *v, const struct format_file *file)
{
	struct str name = text_of(v, "name");

	assert_int_equal(file->trouble_count, 1);
	if (str_is(name, "file_reference_traversal_rejected"))
		assert_int_equal(file->troubles[0].rule, RULE_PATH_ESCAPE);
	else if (str_is(name, "invalid_frontmatter_error"))
		assert_int_equal(file->troubles[0].rule, RULE_FORMAT_INVALID);
	else
		fail_msg("%.*s", STR_ARG(name));
}

static void check_vector(struct arena *a, const char *folder,
			 const struct node *v)
{
	const struct node *input = node_get(v, "input");
	const struct node *want = node_get(v, "expected");
	struct format_file file = read_as(a, folder, "app/b.prompty",
					  file_of(a, folder, input), "prompty");

	if (node_get(want, "error") && !node_get(want, "error_field")) {
		check_refused(v, &file);
		return;
	}
	if (file.trouble_count > 0)
		fail_msg("%.*s: %.*s", STR_ARG(text_of(v, "name")),
			 STR_ARG(shown_troubles(a, &file)));
	assert_string_equal(file.variant, "v2");
	if (node_get(input, "inputs"))
		check_call(v, file.prompts);
	else
		check_load(a, want, file.prompts);
}

static void loads_as_the_vectors_say(void **state)
{
	struct arena a = { 0 };
	const char *folder = suite_folder(&a, "templates/prompty");
	const char *fixtures;
	const struct node *all;
	size_t tried = 0;

	(void)state;
	if (!folder) {
		arena_free(&a);
		skip();
	}
	fixtures = str_fmt(&a, "%s/spec/fixtures", folder).p;
	all = vectors(&a, folder, "vectors.LoadConformance.load.json");
	assert_int_equal(all->count, 28);
	for (size_t i = 0; i < all->count; i++) {
		if (is_left_out(text_of(&all->items[i], "name")))
			continue;
		check_vector(&a, fixtures, &all->items[i]);
		tried++;
	}
	assert_int_equal(tried, 25);
	arena_free(&a);
}

/* ---- files */

static size_t read_folder(struct arena *a, const char *root, const char *under)
{
	const char *folder = str_fmt(a, "%s/%s", root, under).p;
	const char **names = suite_names(a, folder);
	size_t count = 0;

	for (; *names; names++) {
		struct format_file file;

		if (!str_ends(str_of(*names), ".prompty"))
			continue;
		file = read_as(a, folder, *names, suite_read(a, folder, *names),
			       "prompty");
		if (file.trouble_count > 0)
			fail_msg("%s/%s: %.*s", under, *names,
				 STR_ARG(shown_troubles(a, &file)));
		assert_int_equal(file.prompt_count, 1);
		assert_true(file.prompts[0].message_count > 0);
		assert_string_equal(file.variant, "v2");
		count++;
	}
	return count;
}

static void reads_the_files_of_its_runtimes(void **state)
{
	struct arena a = { 0 };
	const char *root = suite_folder(&a, "templates/prompty");

	(void)state;
	if (!root) {
		arena_free(&a);
		skip();
	}
	assert_int_equal(read_folder(&a, root, "spec/fixtures"), 12);
	assert_int_equal(
		read_folder(&a, root, "runtime/python/prompty/tests/prompts"),
		24);
	assert_int_equal(
		read_folder(&a, root,
			    "runtime/csharp/Prompty.Core.Tests/Prompts"),
		7);
	arena_free(&a);
}

/*
 * The sample has no file beside these that they name: the tools refuse them
 * as well, where they lie in the sample.
 */
static const struct {
	const char *path;
	enum rule rule;
} lacking[] = {
	{ "chat-basic/flow.dag.yaml", RULE_SOURCE_MISSING },
	{ "chat-with-wikipedia/flow.dag.yaml", RULE_SOURCE_MISSING },
	{ "eval-groundedness/flow.dag.yaml", RULE_SOURCE_MISSING },
	{ "prompty_tool_with_chat_history.prompty", RULE_SOURCE_MISSING },
	{ "prompty_with_reference_file.prompty", RULE_SOURCE_MISSING },
	{ "faithfulness.prompty", RULE_SOURCE_MISSING },
	{ "funcfile.prompty", RULE_SOURCE_MISSING },
	{ "structured_output.prompty", RULE_SOURCE_MISSING },
};

static bool is_lacking(const char *path, const struct format_file *file)
{
	for (size_t i = 0; i < sizeof(lacking) / sizeof(lacking[0]); i++) {
		if (!str_ends(str_of(path), lacking[i].path))
			continue;
		for (size_t k = 0; k < file->trouble_count; k++)
			assert_int_equal(file->troubles[k].rule,
					 lacking[i].rule);
		return true;
	}
	return false;
}

static const struct {
	const char *kind, *name;
	size_t count;
} kinds[] = {
	{ "prompty-v1", "prompty", 42 },
	{ "prompty-v2", "prompty", 47 },
	{ "promptflow-dag-yaml", "promptflow", 8 },
	{ "promptflow-tools-json", "promptflow-tools", 3 },
};
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

static void check_sample(struct arena *a, const char *folder, const char *path,
			 size_t kind)
{
	struct format_file file = read_as(
		a, folder, path, suite_read(a, folder, path), kinds[kind].name);

	if ((file.trouble_count > 0) != is_lacking(path, &file))
		fail_msg("%s: %.*s", path, STR_ARG(shown_troubles(a, &file)));
	if (strcmp(kinds[kind].name, "prompty") == 0) {
		assert_int_equal(file.prompt_count, 1);
		assert_true(file.prompts[0].message_count > 0);
	}
	for (size_t p = 0; p < file.prompt_count; p++)
		for (size_t i = 0; i < file.prompts[p].message_count; i++) {
			const struct format_message *m =
				&file.prompts[p].messages[i];
			struct template_error why;
			struct template t;

			if (template_read(a, m->language, m->text.text,
					  m->options, m->option_count, &t,
					  &why) < 0)
				fail_msg("%s: message %zu: %s", path, i,
					 why.text);
		}
}

/*
 * What Prompty files name: values for their inputs, connections, schemas, and
 * what their tests expect to come out. None is a prompt of these formats.
 */
static void check_reference(struct arena *a, const char *folder,
			    const char *path)
{
	struct str bytes = suite_read(a, folder, path), why;
	const struct format *format = format_recognize(a, str_of(path), bytes,
						       &why);
	struct syntax_error wrong;
	struct node root;

	assert_int_equal(json_read(a, bytes, &root, &wrong), 0);
	if (format && str_starts(str_of(format_name(format)), "prompt"))
		fail_msg("%s is %s", path, format_name(format));
}

static size_t kind_of(struct str name)
{
	size_t k = 0;

	while (k < KINDS && !str_is(name, kinds[k].kind))
		k++;
	return k;
}

static void reads_the_sample_of_real_files(void **state)
{
	struct arena a = { 0 };
	const char *folder = suite_folder(&a, "corpus-sample");
	size_t counts[KINDS + 1] = { 0 }, references = 0;
	struct str rest;

	(void)state;
	if (!folder) {
		arena_free(&a);
		skip();
	}
	rest = suite_read(&a, folder, "MANIFEST.tsv");
	while (rest.n > 0) {
		size_t end = str_find(rest, '\n', 0);
		struct str line = str_cut(rest, 0, end);
		size_t last = str_rfind(line, '\t');
		struct str head = str_cut(line, 0, last);
		size_t tab = str_rfind(head, '\t');
		struct str kind = str_cut(line, last + 1, line.n);
		const char *path = str_c(&a, str_cut(head, tab + 1, head.n));
		size_t k = kind_of(kind);

		rest = str_cut(rest, end + 1, rest.n);
		counts[k]++;
		if (k < KINDS) {
			check_sample(&a, folder, path, k);
		} else if (str_is(kind, "prompty-ref-json")) {
			check_reference(&a, folder, path);
			references++;
		}
	}
	for (size_t k = 0; k < KINDS; k++)
		assert_int_equal(counts[k], kinds[k].count);
	assert_int_equal(references, 20);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parses_as_the_vectors_say),
		cmocka_unit_test(loads_as_the_vectors_say),
		cmocka_unit_test(reads_the_files_of_its_runtimes),
		cmocka_unit_test(reads_the_sample_of_real_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
