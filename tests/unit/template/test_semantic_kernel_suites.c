#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "syntax/json.h"
#include "syntax/yaml.h"
#include "template/semantic_kernel.h"
#include "unit/syntax/suite.h"
#include "unit/template/kit_as.h"

/*
 * What Semantic Kernel's own tests say, recorded in the suites. Blocks and
 * tokens are checked by themselves, since its tests of the tokenizers let
 * pass what a template is refused for afterwards.
 *
 * Left out, with the reason:
 * - the *.json of CrossLanguage and cross_language: requests that a model is
 *   sent and an OpenAPI document, no templates;
 * - the YAML whose template_format is handlebars or jinja2: those languages'.
 */

static const char language[] = "semantic-kernel";

/* The cases of a JSON file, or NULL where the suite is missing. */
static const struct node *suite_cases(struct arena *a, const char *name)
{
	const char *folder = suite_folder(
		a, "templates/semantic-kernel-tokenizer");
	struct node *root = arena_zero(a, 1, sizeof(*root));
	struct syntax_error why;

	if (!folder)
		return NULL;
	if (json_read(a, suite_read(a, folder, name), root, &why) < 0)
		fail_msg("%s: %u:%u: %s", name, why.pos.line, why.pos.column,
			 why.text);
	return node_get(root, "cases");
}

/* A value as the tokenizer keeps it: escapes undone. */
static void unescape(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\\' && i + 1 < s.n &&
		    (s.p[i + 1] == '\\' || s.p[i + 1] == '"' ||
		     s.p[i + 1] == '\''))
			i++;
		buf_addc(out, s.p[i]);
	}
}

/* ---- tokens */

static const char *kind_name(enum sk_token_kind kind)
{
	static const char *const names[] = { [SK_VARIABLE] = "VARIABLE",
					     [SK_VALUE] = "VALUE",
					     [SK_FUNCTION] = "FUNCTION_ID",
					     [SK_NAMED] = "NAMED_ARG" };

	return names[kind];
}

static void check_tokens(struct arena *a, struct str code,
			 const struct node *want)
{
	size_t from = 0, to = code.n, n = 0;
	struct sk_code c;
	struct sk_token t;

	while (from < to && (code.p[from] == ' ' || code.p[from] == '\n'))
		from++;
	while (to > from && (code.p[to - 1] == ' ' || code.p[to - 1] == '\n'))
		to--;
	c = sk_code_in(code, from, to);
	while (sk_token_next(&c, &t)) {
		struct buf b = buf_in(a);

		if (!want)
			continue;
		assert_true(n < want->count);
		unescape(&b, t.text);
		assert_true(str_is(want->items[n].items[0].text,
				   kind_name(t.kind)));
		assert_true(str_eq(want->items[n].items[1].text, buf_str(&b)));
		n++;
	}
	if (!want) {
		assert_non_null(c.wrong);
		return;
	}
	assert_null(c.wrong);
	assert_int_equal(n, want->count);
}

static void tokens_are_those_of_the_code_tokenizer(void **state)
{
	struct arena a = { 0 };
	const struct node *cases = suite_cases(&a, "code_tokenizer.json");
	size_t n = cases ? cases->count : 0;

	(void)state;
	for (size_t i = 0; i < n; i++) {
		const struct node *c = &cases->items[i];
		const struct node *code = node_get(c, "code");

		/* null is no code, as "" is. */
		check_tokens(&a,
			     code->kind == NODE_NULL ? STR_EMPTY : code->text,
			     node_get(c, "tokens"));
	}
	arena_free(&a);
	if (n == 0)
		skip();
	assert_true(n >= 25);
}

/* ---- blocks */

static const char *block_kind(struct str text, const struct sk_block *b)
{
	char first;

	if (!b->code)
		return "TEXT";
	first = text.p[b->code_from];
	return first == '$'		     ? "VARIABLE" :
	       first == '\'' || first == '"' ? "VALUE" :
					       "CODE";
}

static void check_block(struct str text, const struct sk_block *b,
			const struct node *want)
{
	const struct node *content = &want->items[1];
	struct str have = b->code ? str_cut(text, b->code_from, b->code_to) :
				    str_cut(text, b->from, b->to);

	assert_true(str_is(want->items[0].text, block_kind(text, b)));
	if (content->kind != NODE_NULL && !str_eq(content->text, have))
		fail_msg("%.*s\nwant:%.*s\nhave:%.*s", STR_ARG(text),
			 STR_ARG(content->text), STR_ARG(have));
}

static void check_blocks(struct arena *a, struct str text, const struct node *c)
{
	const struct node *want = node_get(c, "blocks");
	const struct node *count = node_get(c, "block_count");
	const struct node *tokens = node_get(c, "tokens");
	struct sk_scan s = { .text = text };
	struct sk_block b;
	size_t n = 0, end = 0;

	for (; sk_next(&s, &b); end = b.to) {
		assert_int_equal(b.from, end);
		if (want)
			assert_true(n < want->count);
		if (want)
			check_block(text, &b, &want->items[n]);
		if (tokens)
			check_tokens(a, str_cut(text, b.code_from, b.code_to),
				     tokens);
		n++;
	}
	assert_int_equal(end, text.n);
	/* An empty text is one block of no bytes there, and none here. */
	if (want && text.n)
		assert_int_equal(n, want->count);
	if (count)
		assert_true(str_is(count->text, str_fmt(a, "%zu", n).p));
}

/*
 * Where Python and .NET differ the same template is in the suite as an error
 * and as blocks: .NET's tokenizer lets pass what IsValid refuses afterwards.
 * So the blocks are .NET's, and every error is one.
 */
static void blocks_are_those_of_the_template_tokenizer(void **state)
{
	struct arena a = { 0 };
	const struct node *cases = suite_cases(&a, "template_tokenizer.json");
	size_t n = cases ? cases->count : 0;

	(void)state;
	for (size_t i = 0; i < n; i++) {
		const struct node *c = &cases->items[i];
		const struct node *template = node_get(c, "template");
		struct str text = template->kind == NODE_NULL ? STR_EMPTY :
								template->text;
		struct kit k = { 0 };

		if (node_get(c, "error")) {
			if (kit_try_as(&k, language, text) == 0)
				fail_msg("read: %.*s", STR_ARG(text));
		} else {
			check_blocks(&a, text, c);
		}
		kit_free(&k);
	}
	arena_free(&a);
	if (n == 0)
		skip();
	assert_true(n >= 60);
}

/* ---- variables */

static void check_variables(struct kit *k, const struct node *want,
			    const char *member)
{
	assert_int_equal(k->t.variable_count, want ? want->count : 0);
	for (size_t i = 0; i < k->t.variable_count; i++) {
		const struct node *item = &want->items[i];

		if (member)
			item = node_get(item, member);
		assert_true(str_eq(k->t.variables[i].name, item->text));
	}
}

static void variables_are_the_input_variables(void **state)
{
	struct arena a = { 0 };
	const struct node *cases = suite_cases(&a, "input_variables.json");
	size_t n = cases ? cases->count : 0;

	(void)state;
	for (size_t i = 0; i < n; i++) {
		const struct node *c = &cases->items[i];
		struct kit k = { 0 };

		kit_as_str(&k, language, node_get(c, "template")->text);
		check_variables(&k, node_get(c, "input_variables"), NULL);
		kit_free(&k);
	}
	arena_free(&a);
	if (n == 0)
		skip();
	assert_true(n >= 2);
}

static size_t check_yaml(struct arena *a, const char *folder, const char *name)
{
	struct syntax_error why;
	struct node root;
	struct kit k = { 0 };
	const struct node *format;

	if (!str_ends(str_of(name), ".yaml"))
		return 0;
	if (yaml_read(a, suite_read(a, folder, name), &root, &why) < 0)
		fail_msg("%s: %s", name, why.text);
	format = node_get(&root, "template_format");
	if (!format || !str_is(format->text, language))
		return 0;
	kit_as_str(&k, language, node_get(&root, "template")->text);
	check_variables(&k, node_get(&root, "input_variables"), "name");
	kit_free(&k);
	return 1;
}

static void prompts_of_both_languages_are_read(void **state)
{
	static const char *const folders[] = {
		"templates/semantic-kernel/dotnet/src/IntegrationTests/CrossLanguage/Data",
		"templates/semantic-kernel/python/tests/integration/cross_language/data",
	};
	struct arena a = { 0 };
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		const char *folder = suite_folder(&a, folders[i]);
		const char **names = folder ? suite_names(&a, folder) : NULL;

		for (; names && *names; names++)
			n += check_yaml(&a, folder, *names);
	}
	arena_free(&a);
	if (n == 0)
		skip();
	assert_int_equal(n, 4);
}

/* ---- what a template renders to, as far as no code is needed */

/* `asis` gives back what it is given; so says the suite. */
static void render_code(struct buf *out, struct str code)
{
	struct sk_code c = sk_code_in(code, 0, code.n);
	struct sk_token t;

	while (sk_token_next(&c, &t)) {
		if (t.kind == SK_VALUE)
			unescape(out, str_cut(t.text, 1, t.text.n - 1));
		else
			assert_true(str_is(t.text, "asis"));
	}
}

static struct str trimmed(struct str s)
{
	while (s.n && s.p[s.n - 1] == ' ')
		s.n--;
	return s;
}

/* The last of the alternatives is without HTML's escapes. */
static void check_rendered(struct arena *a, struct str text, struct str want)
{
	struct sk_scan s = { .text = text };
	struct buf out = buf_in(a);
	struct sk_block b;

	while (sk_next(&s, &b)) {
		if (b.code)
			render_code(&out,
				    str_cut(text, b.code_from, b.code_to));
		else
			buf_add(&out, str_cut(text, b.from, b.to));
	}
	if (str_rfind(want, ',') < want.n)
		want = str_cut(want, str_rfind(want, ',') + 1, want.n);
	if (!str_eq(trimmed(buf_str(&out)), trimmed(want)))
		fail_msg("%.*s\nwant:%.*s\nhave:%.*s", STR_ARG(text),
			 STR_ARG(want), STR_ARG(buf_str(&out)));
}

static size_t check_lines(struct arena *a, struct str file)
{
	struct str text = STR_EMPTY;
	size_t n = 0, end;
	bool open = false;

	for (size_t from = 0; from < file.n; from = end + 1) {
		struct str line;
		struct kit k = { 0 };

		end = str_find(file, '\n', from);
		line = str_cut(file, from, end);
		if (str_ends(line, "\r"))
			line.n--;
		if (line.n == 0 || line.p[0] == '#')
			continue;
		open = !open;
		if (open) {
			text = line;
			continue;
		}
		n++;
		if (str_is(line, "ERROR")) {
			assert_int_equal(kit_try_as(&k, language, text), -1);
		} else {
			kit_as_str(&k, language, text);
			check_rendered(a, text, line);
		}
		kit_free(&k);
	}
	return n;
}

static void templates_render_to_what_the_suite_says(void **state)
{
	struct arena a = { 0 };
	const char *folder = suite_folder(
		&a,
		"templates/semantic-kernel/python/tests/unit/prompt_template");
	size_t n = 0;

	(void)state;
	if (folder)
		n = check_lines(&a, suite_read(&a, folder,
					       "semantic-kernel-tests.txt"));
	arena_free(&a);
	if (n == 0)
		skip();
	assert_int_equal(n, 18);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tokens_are_those_of_the_code_tokenizer),
		cmocka_unit_test(blocks_are_those_of_the_template_tokenizer),
		cmocka_unit_test(variables_are_the_input_variables),
		cmocka_unit_test(prompts_of_both_languages_are_read),
		cmocka_unit_test(templates_render_to_what_the_suite_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
