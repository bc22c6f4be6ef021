#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "syntax/json.h"
#include "template/python_format.h"
#include "unit/syntax/suite.h"
#include "unit/template/kit_as.h"

/*
 * What CPython and LangChain say themselves, recorded in the suites.
 *
 * Left out, with the reason:
 * - langchain/corpus_declared_variables.json, 65 cases: it names files that
 *   the suites do not have, and carries no template itself.
 */

/* The root of a JSON file, or NULL where the suite is missing. */
static const struct node *suite_json(struct arena *a, const char *suite,
				     const char *name)
{
	const char *folder = suite_folder(a, suite);
	struct node *root = arena_zero(a, 1, sizeof(*root));
	struct syntax_error why;

	if (!folder)
		return NULL;
	if (json_read(a, suite_read(a, folder, name), root, &why) < 0)
		fail_msg("%s: %u:%u: %s", name, why.pos.line, why.pos.column,
			 why.text);
	return root;
}

/* ---- str.format */

static void unescape(struct buf *out, struct str raw)
{
	for (size_t i = 0; i < raw.n; i++) {
		buf_addc(out, raw.p[i]);
		if (raw.p[i] == '{' || raw.p[i] == '}')
			i++;
	}
}

static struct str text_of(const struct node *item)
{
	return item->kind == NODE_STRING ? item->text : STR_EMPTY;
}

/* parse() splits a text at doubled braces; the texts between fields count. */
static void check_parse(struct kit *k, struct str text, const struct node *want)
{
	struct buf b = buf_in(&k->arena), have = buf_in(&k->arena);
	struct python_scan s = { .text = text, .to = text.n };
	struct python_field f;
	size_t from = 0;

	for (size_t i = 0; i < want->count; i++) {
		const struct node *row = &want->items[i];

		buf_add(&b, text_of(&row->items[0]));
		if (row->items[1].kind != NODE_NULL)
			buf_addf(&b, "|%.*s|%.*s|%.*s|",
				 STR_ARG(row->items[1].text),
				 STR_ARG(text_of(&row->items[2])),
				 STR_ARG(text_of(&row->items[3])));
	}
	for (; python_next(&s, &f); from = f.to) {
		unescape(&have, str_cut(text, from, f.from));
		buf_addf(&have, "|%.*s|%.*s|%.*s|", STR_ARG(f.name),
			 STR_ARG(f.spec), STR_ARG(f.conversion));
	}
	unescape(&have, str_cut(text, from, text.n));
	if (s.wrong || !str_eq(buf_str(&b), buf_str(&have)))
		fail_msg("%.*s\nwant:%s\nhave:%s", STR_ARG(text), buf_str(&b).p,
			 buf_str(&have).p);
}

/* The use that begins behind the brace of a field; those of its spec do not. */
static const struct template_use *use_of(const struct kit *k,
					 const struct segment *field)
{
	for (size_t i = 0; i < k->t.use_count; i++) {
		const struct template_use *u = &k->t.uses[i];

		if (u->pos.line == field->pos.line &&
		    u->pos.column == field->pos.column + 1)
			return u;
	}
	fail_msg("no use in %.*s", STR_ARG(field->raw));
	return NULL;
}

static struct str root_of(struct str path)
{
	size_t n = 0;

	while (n < path.n && path.p[n] != '.' && path.p[n] != '[')
		n++;
	return str_cut(path, 0, n);
}

static bool is_variable(const struct kit *k, struct str name)
{
	for (size_t i = 0; i < k->t.variable_count; i++)
		if (str_eq(k->t.variables[i].name, name))
			return true;
	return false;
}

/* An empty root is the next number here, as vformat() numbers them. */
static void check_roots(struct kit *k, const struct node *want)
{
	size_t n = 0, number = 0;

	for (size_t i = 0; i < k->t.segment_count; i++) {
		struct str root;

		if (k->t.segments[i].kind != SEGMENT_EXPRESSION)
			continue;
		assert_true(n < want->count);
		root = want->items[n++].text;
		if (root.n == 0)
			root = str_fmt(&k->arena, "%zu", number++);
		assert_true(str_eq(
			root, root_of(use_of(k, &k->t.segments[i])->path)));
		assert_true(is_variable(k, root));
	}
	assert_int_equal(n, want->count);
}

static void fields_are_what_cpython_parses(void **state)
{
	struct arena a = { 0 };
	const struct node *root = suite_json(&a, "templates/python-format",
					     "oracle_str_format.json");
	const struct node *cases = node_get(root, "cases");
	size_t n = cases ? cases->count : 0;

	(void)state;
	for (size_t i = 0; i < n; i++) {
		const struct node *c = &cases->items[i];
		struct str text = node_get(c, "template")->text;
		struct kit k = { 0 };

		if (node_get(c, "error")) {
			if (kit_try_as(&k, "python-format", text) == 0)
				fail_msg("read: %.*s", STR_ARG(text));
		} else {
			kit_as_str(&k, "python-format", text);
			check_parse(&k, text, node_get(c, "parse"));
			check_roots(&k, node_get(c, "roots"));
		}
		kit_free(&k);
	}
	arena_free(&a);
	if (n == 0)
		skip();
	assert_true(n >= 40);
}

/* ---- LangChain */

/* The language that a template_format is. */
static const char *language_of(struct str format)
{
	return str_is(format, "f-string") ? "langchain-f-string" :
	       str_is(format, "mustache") ? "mustache" :
					    "jinja2";
}

static void add_name(struct arena *a, const struct node **names, size_t *n,
		     struct str name)
{
	struct node *node = arena_zero(a, 1, sizeof(*node));

	for (size_t i = 0; i < *n; i++)
		if (str_eq(names[i]->text, name))
			return;
	node->text = name;
	names[(*n)++] = node;
}

/* Names that stand in a section belong to its value, LangChain says. */
static void add_names(struct kit *k, const struct node **names, size_t *n)
{
	for (size_t i = 0; i < k->t.variable_count; i++)
		if (!k->t.variables[i].perhaps)
			add_name(&k->arena, names, n, k->t.variables[i].name);
}

/* partial_variables are bound by the prompt and are no input. */
static void check_inputs(const struct node *c, const struct node **names,
			 size_t n)
{
	const struct node *want = node_get(c, "input_variables");
	const struct node *partial = node_get(c, "partial_variables");
	size_t found = 0;

	for (size_t i = 0; i < n; i++) {
		bool wanted = false;

		if (partial && node_member(partial, names[i]->text))
			continue;
		for (size_t j = 0; j < want->count; j++)
			wanted |= str_eq(want->items[j].text, names[i]->text);
		if (!wanted)
			fail_msg("not an input: %.*s", STR_ARG(names[i]->text));
		found++;
	}
	assert_int_equal(found, want->count);
}

static void langchain_says_the_same_input_variables(void **state)
{
	struct arena a = { 0 };
	const struct node *root = suite_json(&a, "templates/langchain",
					     "input_variables.json");
	const struct node *cases = node_get(root, "cases");
	size_t n = cases ? cases->count : 0;

	(void)state;
	for (size_t i = 0; i < n; i++) {
		const struct node *c = &cases->items[i], *names[64];
		const char *language = language_of(node_get(c, "format")->text);
		struct str text = node_get(c, "template")->text;
		struct kit k = { 0 };
		size_t count = 0;

		if (node_get(c, "error")) {
			if (kit_try_as(&k, language, text) == 0)
				fail_msg("read: %.*s", STR_ARG(text));
		} else if (kit_try_as(&k, language, text) < 0) {
			fail_msg("%.*s\n%s", STR_ARG(text), k.why.text);
		} else {
			add_names(&k, names, &count);
			check_inputs(c, names, count);
		}
		kit_free(&k);
	}
	arena_free(&a);
	if (n == 0)
		skip();
	assert_true(n >= 28);
}

/* All texts of a message: its own, or those of its parts. */
static void read_texts(struct kit *k, const char *language,
		       const struct node *node, const struct node **names,
		       size_t *n)
{
	if (node->kind == NODE_STRING) {
		if (kit_try_as(k, language, node->text) < 0)
			fail_msg("%.*s\n%s", STR_ARG(node->text), k->why.text);
		add_names(k, names, n);
	}
	for (size_t i = 0; i < node->count; i++)
		read_texts(k, language,
			   node->kind == NODE_OBJECT ? &node->members[i].value :
						       &node->items[i],
			   names, n);
}

static void langchain_says_the_same_of_chats(void **state)
{
	struct arena a = { 0 };
	const struct node *root = suite_json(&a, "templates/langchain",
					     "input_variables.json");
	const struct node *cases = node_get(root, "chat_cases");
	size_t n = cases ? cases->count : 0;

	(void)state;
	for (size_t i = 0; i < n; i++) {
		const struct node *c = &cases->items[i], *names[64];
		struct kit k = { 0 };
		size_t count = 0;

		/* Roles are words without a field. */
		read_texts(&k, language_of(node_get(c, "format")->text),
			   node_get(c, "messages"), names, &count);
		check_inputs(c, names, count);
		kit_free(&k);
	}
	arena_free(&a);
	if (n == 0)
		skip();
	assert_true(n >= 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_are_what_cpython_parses),
		cmocka_unit_test(langchain_says_the_same_input_variables),
		cmocka_unit_test(langchain_says_the_same_of_chats),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
