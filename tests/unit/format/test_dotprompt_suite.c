#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "syntax/yaml.h"
#include "unit/format/files.h"
#include "unit/format/lines.h"
#include "unit/syntax/suite.h"

/*
 * dotprompt's own specification, templates/dotprompt-spec: 117 tests. Each
 * renders a template; what promptpin reads of one is the messages with their
 * roles, the text of those in which nothing is to be rendered, the names that
 * are looked up, and what the header says. So of every test are checked
 *
 * - the roles of the messages, with {{history}} for those marked as history;
 * - the text of each message that has no tag in it;
 * - that every variable is one that some test of the template passes;
 * - model, config, input.schema and output.schema.
 *
 * Left out, with the reason:
 * - the text of messages that have a tag: promptpin renders nothing;
 * - raw, ext, input.default of `options`, context: what the application sees
 *   or passes, and no part of the prompt;
 * - of helpers/role.yaml system_only_prompt the message that is inserted
 *   though the template has no {{history}}: what an application passes.
 */

struct spec {
	struct arena a;
	const char *folder;
	size_t tests, static_texts, schemas, names;
};

static struct str text_of(const struct node *node, const char *name)
{
	const struct node *text = node_get(node, name);

	return text && text->kind == NODE_STRING ? text->text : STR_EMPTY;
}

/* ---- messages */

static bool is_history(const struct node *message)
{
	return str_is(text_of(node_get(message, "metadata"), "purpose"),
		      "history");
}

/* The texts of its parts, one after another. */
static struct str content_of(struct arena *a, const struct node *message)
{
	const struct node *content = node_get(message, "content");
	struct buf b = buf_in(a);

	for (size_t i = 0; content && i < content->count; i++)
		buf_add(&b, text_of(&content->items[i], "text"));
	return buf_str(&b);
}

static bool is_static(struct str text)
{
	return memmem(text.p, text.n, "{{", 2) == NULL;
}

static struct str role_of(struct str role)
{
	return str_is(role, "assistant") ? STR("model") : role;
}

static void check_messages(struct spec *s, struct str suite,
			   const struct format_prompt *p,
			   const struct node *want)
{
	size_t at = 0;

	for (size_t i = 0; i < p->message_count; i++) {
		const struct format_message *m = &p->messages[i];

		if (m->slot.n) {
			while (at < want->count && is_history(&want->items[at]))
				at++;
			continue;
		}
		if (at == want->count ||
		    !str_eq(role_of(m->role),
			    text_of(&want->items[at], "role")))
			fail_msg("%.*s: message %zu is another", STR_ARG(suite),
				 i);
		if (is_static(m->text.text)) {
			struct str content = content_of(&s->a,
							&want->items[at]);

			if (!str_eq(m->text.text, content))
				fail_msg("%.*s: \"%.*s\" for \"%.*s\"",
					 STR_ARG(suite), STR_ARG(m->text.text),
					 STR_ARG(content));
			s->static_texts++;
		}
		at++;
	}
	if (str_is(suite, "system_only_prompt"))
		at++;
	if (at != want->count)
		fail_msg("%.*s: %zu messages for %zu", STR_ARG(suite), at,
			 want->count);
}

/* ---- names */

static bool passes(const struct node *suite, struct str name)
{
	const struct node *tests = node_get(suite, "tests");

	for (size_t i = 0; i < tests->count; i++) {
		const struct node *data = node_get(&tests->items[i], "data");
		const struct node *input = node_get(data, "input");

		if (input && node_member(input, name))
			return true;
	}
	return false;
}

static void check_names(struct spec *s, const struct node *suite,
			const struct format_prompt *p)
{
	for (size_t i = 0; i < p->message_count; i++) {
		const struct format_message *m = &p->messages[i];
		struct template_error why;
		struct template t;

		if (m->slot.n)
			continue;
		if (template_read(&s->a, m->language, m->text.text, m->options,
				  m->option_count, &t, &why) < 0)
			fail_msg("%.*s: %s", STR_ARG(text_of(suite, "name")),
				 why.text);
		for (size_t j = 0; j < t.variable_count; j++) {
			if (!passes(suite, t.variables[j].name))
				fail_msg("%.*s: nothing passes %.*s",
					 STR_ARG(text_of(suite, "name")),
					 STR_ARG(t.variables[j].name));
			s->names++;
		}
	}
}

/* ---- the header */

static void check_value(struct spec *s, struct str suite,
			const struct node *have, const struct node *want)
{
	struct buf b = buf_in(&s->a);

	if (!have || !node_equal(have, want)) {
		if (have)
			json_compact(&b, have);
		fail_msg("%.*s: %s", STR_ARG(suite), buf_str(&b).p);
	}
}

static void check_header(struct spec *s, struct str suite,
			 const struct format_prompt *p,
			 const struct node *expect)
{
	const struct node *config = node_get(expect, "config");
	const struct node *output = node_get(expect, "output");

	if (config && config->count)
		check_value(s, suite, p->params.node, config);
	if (node_get(expect, "model"))
		assert_true(str_eq(p->model, text_of(expect, "model")));
	if (output) {
		check_value(s, suite, p->output.node,
			    node_get(output, "schema"));
		s->schemas++;
	}
}

/* ---- the suite */

static void check_suite(struct spec *s, const struct node *suite)
{
	const struct node *tests = node_get(suite, "tests");
	struct str name = text_of(suite, "name");
	struct format_file f;
	struct error err;

	if (files_format(&s->a, "a.prompt", text_of(suite, "template"),
			 "dotprompt", NULL, &f, &err) < 0)
		fail_msg("%s", err.text);
	if (f.trouble_count)
		fail_msg("%.*s: %s", STR_ARG(name), lines_file(&s->a, &f));
	check_names(s, suite, &f.prompts[0]);
	for (size_t i = 0; i < tests->count; i++) {
		const struct node *expect = node_get(&tests->items[i],
						     "expect");

		check_messages(s, name, &f.prompts[0],
			       node_get(expect, "messages"));
		/* known schemas: test_picoschema.c */
		if (!node_get(suite, "schemas"))
			check_header(s, name, &f.prompts[0], expect);
		s->tests++;
	}
}

static void check_file(struct spec *s, const char *name)
{
	struct syntax_error why;
	struct node root;

	if (yaml_read(&s->a, suite_read(&s->a, s->folder, name), &root, &why) <
		    0 ||
	    yaml_resolve_core(&s->a, &root, &why) < 0)
		fail_msg("%s: %u:%u: %s", name, why.pos.line, why.pos.column,
			 why.text);
	for (size_t i = 0; i < root.count; i++)
		check_suite(s, &root.items[i]);
}

static void reads_what_the_specification_renders(void **state)
{
	static const char *const names[] = {
		"metadata.yaml",
		"partials.yaml",
		"picoschema.yaml",
		"unicode.yaml",
		"variables.yaml",
		"whitespace.yaml",
		"helpers/history.yaml",
		"helpers/ifEquals.yaml",
		"helpers/json.yaml",
		"helpers/media.yaml",
		"helpers/role.yaml",
		"helpers/section.yaml",
		"helpers/unlessEquals.yaml",
	};
	struct spec s = { 0 };

	(void)state;
	s.folder = suite_folder(&s.a, "templates/dotprompt-spec/spec");
	if (!s.folder) {
		arena_free(&s.a);
		skip();
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		check_file(&s, names[i]);
	assert_int_equal(s.tests, 117);
	assert_int_equal(s.static_texts, 10);
	assert_int_equal(s.schemas, 17);
	assert_int_equal(s.names, 46);
	arena_free(&s.a);
}

/* ---- real files */

/* The header is no YAML: dotprompt's own linter says so as well, and its
 * library would send it to the model. */
static const char *const wrong[] = { "examples/error-invalid-yaml.prompt",
				     NULL };

static bool is_wrong(struct str path)
{
	for (size_t i = 0; wrong[i]; i++)
		if (str_ends(path, wrong[i]))
			return true;
	return false;
}

static void check_real(struct arena *a, const char *folder, struct str path,
		       bool is_dotprompt)
{
	struct str bytes = suite_read(a, folder, str_c(a, path)), why;
	const struct format *format = format_recognize(a, path, bytes, &why);
	struct format_file f;
	struct error err;

	if ((format && strcmp(format_name(format), "dotprompt") == 0) !=
	    is_dotprompt)
		fail_msg("%.*s: %.*s", STR_ARG(path), STR_ARG(why));
	if (format && strcmp(format_name(format), "langchain") == 0)
		fail_msg("%.*s: %.*s", STR_ARG(path), STR_ARG(why));
	if (!is_dotprompt)
		return;
	assert_int_equal(files_format(a, str_c(a, path), bytes, "dotprompt",
				      NULL, &f, &err),
			 0);
	assert_int_equal(f.prompt_count, 1);
	assert_true(f.prompts[0].message_count > 0);
	if ((f.trouble_count > 0) != is_wrong(path))
		fail_msg("%.*s: %s", STR_ARG(path), lines_file(a, &f));
}

/* The column of a line, from 0. */
static struct str column(struct str line, size_t n)
{
	size_t from = 0;

	for (; n; n--)
		from = str_find(line, '\t', from) + 1;
	return str_cut(line, from, str_find(line, '\t', from));
}

static void reads_every_real_file_and_takes_no_other(void **state)
{
	struct arena a = { 0 };
	const char *folder = suite_folder(&a, "corpus-sample");
	size_t own = 0, others = 0;
	struct str list, line;

	(void)state;
	if (!folder) {
		arena_free(&a);
		skip();
	}
	list = suite_read(&a, folder, "MANIFEST.tsv");
	for (unsigned n = 2; (line = text_line(list, n)).n; n++) {
		bool is_own = str_is(column(line, 4), "dotprompt");
		struct arena b = { 0 };

		check_real(&b, folder, column(line, 3), is_own);
		arena_free(&b);
		own += is_own;
		others += !is_own;
	}
	assert_int_equal(own, 17);
	assert_int_equal(others, 355);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_the_specification_renders),
		cmocka_unit_test(reads_every_real_file_and_takes_no_other),
	};

	return cmocka_run_group_tests_name("format/dotprompt_suite", tests,
					   NULL, NULL);
}
