#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "syntax/json.h"
#include "template/jinja.h"
#include "unit/syntax/suite.h"
#include "unit/template/kit.h"

/* What Jinja2 and Prompty say themselves, recorded in the suites. */

static const char jinja_cases[] = "templates/jinja2";
static const char prompty_cases[] =
	"templates/prompty/runtime/python/prompty/prompty/jinja_subset/conformance";

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

/* ---- variables and references */

static void check_variables(struct kit *k, struct str text,
			    const struct node *want)
{
	struct buf b = buf_in(&k->arena), have = buf_in(&k->arena);

	for (size_t i = 0; i < want->count; i++)
		buf_addf(&b, " %.*s", STR_ARG(want->items[i].text));
	for (size_t i = 0; i < k->t.variable_count; i++)
		buf_addf(&have, " %.*s", STR_ARG(k->t.variables[i].name));
	if (!str_eq(buf_str(&b), buf_str(&have)))
		fail_msg("%.*s\nwant:%s\nhave:%s", STR_ARG(text), buf_str(&b).p,
			 buf_str(&have).p);
}

/* null is a reference that is computed: one an include at most is told. */
static void check_references(struct kit *k, struct str text,
			     const struct node *want)
{
	struct buf b = buf_in(&k->arena), have = buf_in(&k->arena);
	size_t computed = 0, dynamic = 0;

	for (size_t i = 0; i < want->count; i++) {
		if (want->items[i].kind == NODE_NULL)
			computed++;
		else
			buf_addf(&b, " %.*s", STR_ARG(want->items[i].text));
	}
	for (size_t i = 0; i < k->t.include_count; i++) {
		const struct include *in = &k->t.includes[i];

		dynamic += in->dynamic;
		for (size_t n = 0; n < in->name_count; n++)
			buf_addf(&have, " %.*s", STR_ARG(in->names[n]));
	}
	if (!str_eq(buf_str(&b), buf_str(&have)) || computed != dynamic)
		fail_msg("%.*s\nwant:%s and %zu\nhave:%s and %zu",
			 STR_ARG(text), buf_str(&b).p, computed,
			 buf_str(&have).p, dynamic);
}

static size_t check_meta(struct arena *a, const char *file)
{
	const struct node *root = suite_json(a, jinja_cases, file);
	const struct node *cases = node_get(root, "cases");

	if (!root)
		return 0;
	for (size_t i = 0; i < cases->count; i++) {
		const struct node *c = &cases->items[i];
		const struct node *parses = node_get(c, "parse_ok");
		struct str text = node_get(c, "template")->text;
		struct kit k = { 0 };

		if (parses && parses->kind == NODE_FALSE) {
			if (kit_try(&k, text) == 0)
				fail_msg("read: %.*s", STR_ARG(text));
			kit_free(&k);
			continue;
		}
		/* Else it is a filter or test that the host may have. */
		kit_read_str(&k, text);
		if (node_get(c, "undeclared"))
			check_variables(&k, text, node_get(c, "undeclared"));
		if (node_get(c, "referenced"))
			check_references(&k, text, node_get(c, "referenced"));
		kit_free(&k);
	}
	return cases->count;
}

static void check_meta_file(const char *file, size_t at_least)
{
	struct arena a = { 0 };
	size_t n = check_meta(&a, file);

	arena_free(&a);
	if (n == 0)
		skip();
	assert_true(n >= at_least);
}

static void free_variables_are_what_jinja2_meta_finds(void **state)
{
	(void)state;
	check_meta_file("find_undeclared_variables.json", 3);
}

static void references_are_what_jinja2_meta_finds(void **state)
{
	(void)state;
	check_meta_file("find_referenced_templates.json", 6);
}

static void hand_written_cases_come_out_as_jinja2_recorded(void **state)
{
	(void)state;
	check_meta_file("oracle_meta_handwritten.json", 120);
}

/* ---- tokens */

/* What is not white space at either end. */
static struct str trimmed(struct str s)
{
	size_t end = 0, n;

	s = str_cut(s, jinja_spaces(s, 0), s.n);
	for (size_t at = 0; at < s.n; at += n) {
		uint32_t code;

		n = jinja_decode(&code, s, at);
		if (!jinja_is_space(code))
			end = at + n;
	}
	s.n = end;
	return s;
}

static void add_line(struct buf *b, const char *kind, struct str text)
{
	text = trimmed(text);
	if (text.n > 0 || strcmp(kind, "data") != 0)
		buf_addf(b, "%s %.*s\n", kind, STR_ARG(text));
}

/* Jinja2's tokens, a line each; white space is told apart by the cases below. */
static struct str recorded_tokens(struct arena *a, const struct node *tokens)
{
	struct buf b = buf_in(a);

	for (size_t i = 0; i < tokens->count; i++) {
		struct str kind = tokens->items[i].items[1].text;
		struct str text = tokens->items[i].items[2].text;

		if (!str_is(kind, "whitespace"))
			add_line(&b, str_c(a, kind), text);
	}
	return buf_str(&b);
}

static const char *token_name(int kind)
{
	switch (kind) {
	case TOKEN_DATA:
		return "data";
	case TOKEN_NAME:
		return "name";
	case TOKEN_STRING:
		return "string";
	case TOKEN_INTEGER:
		return "integer";
	case TOKEN_FLOAT:
		return "float";
	case TOKEN_VARIABLE_BEGIN:
		return "variable_begin";
	case TOKEN_VARIABLE_END:
		return "variable_end";
	case TOKEN_BLOCK_BEGIN:
		return "block_begin";
	case TOKEN_BLOCK_END:
		return "block_end";
	default:
		return "operator";
	}
}

/* The tokens of a piece; comments and raw have none, but Jinja2 tells them. */
static void add_piece(struct buf *b, const struct jinja *j, size_t index)
{
	const struct jinja_piece *piece = &j->pieces[index];
	struct str text = { j->text.p + piece->offset, piece->length };
	size_t open = 2 + (piece->open_sign != 0);
	size_t close = text.n - 2 - (piece->close_sign != 0);

	if (piece->raw) {
		add_line(b, *piece->raw == 'r' ? "raw_begin" : "raw_end", text);
	} else if (piece->kind == SEGMENT_COMMENT) {
		add_line(b, "comment_begin", str_cut(text, 0, open));
		add_line(b, "comment", str_cut(text, open, close));
		add_line(b, "comment_end", str_cut(text, close, text.n));
	}
	for (size_t i = 0; i < j->token_count; i++) {
		const struct jinja_token *t = &j->tokens[i];

		if (t->piece == index && t->kind != TOKEN_END)
			add_line(b, token_name(t->kind),
				 (struct str){ j->text.p + t->offset,
					       t->length });
	}
}

static void set_delimiter(const struct node *options, const char *name,
			  struct str *to)
{
	if (node_get(options, name))
		*to = node_get(options, name)->text;
}

static bool is_on(const struct node *options, const char *name)
{
	const struct node *on = node_get(options, name);

	return on && on->kind == NODE_TRUE;
}

static void set_options(struct jinja_options *o, const struct node *options)
{
	struct jinja_delimiters *d = &o->delimiters;

	*d = (struct jinja_delimiters){ STR("{%"), STR("%}"), STR("{{"),
					STR("}}"), STR("{#"), STR("#}") };
	set_delimiter(options, "block_start_string", &d->block_start);
	set_delimiter(options, "block_end_string", &d->block_end);
	set_delimiter(options, "variable_start_string", &d->variable_start);
	set_delimiter(options, "variable_end_string", &d->variable_end);
	o->trim_blocks = is_on(options, "trim_blocks");
	o->lstrip_blocks = is_on(options, "lstrip_blocks");
	o->keep_trailing_newline = is_on(options, "keep_trailing_newline");
}

static void tokens_are_what_jinja2_lexes(void **state)
{
	struct arena a = { 0 };
	const struct node *root = suite_json(&a, jinja_cases,
					     "oracle_whitespace.json");
	const struct node *cases = node_get(root, "cases");
	size_t passed_over = 0;

	(void)state;
	if (!root)
		skip();
	for (size_t i = 0; i < cases->count; i++) {
		const struct node *c = &cases->items[i];
		struct template_error why;
		struct jinja j = { .arena = &a,
				   .out = &a,
				   .why = &why,
				   .text = text_normal(
					   &a, node_get(c, "template")->text) };
		struct buf have = buf_in(&a);
		struct str want;

		if (node_get(node_get(c, "options"), "line_statement_prefix")) {
			passed_over++;
			continue;
		}
		set_options(&j.options, node_get(c, "options"));
		assert_int_equal(jinja_lex(&j), 0);
		for (size_t p = 0; p < j.piece_count; p++)
			add_piece(&have, &j, p);
		want = recorded_tokens(&a, node_get(c, "tokens"));
		assert_string_equal(buf_str(&have).p, want.p);
	}
	printf("passed over: %zu of %zu, line statements, which are an option "
	       "that promptpin has not\n",
	       passed_over, cases->count);
	assert_true(cases->count >= 30 && passed_over == 1);
	arena_free(&a);
}

/* ---- trees */

static bool same_expression(const struct jinja *j,
			    const struct jinja_node *have,
			    const struct node *want);

static bool is_kind(const struct node *want, const char *kind)
{
	return want && str_is(node_get(want, "kind")->text, kind);
}

static struct str operator_of(const struct jinja *j,
			      const struct jinja_node *operand)
{
	const struct jinja_token *t = &j->tokens[operand->op];

	return (struct str){ j->text.p + t->offset, t->length };
}

/* a, b, c with the operators between them: ((a op b) op c). */
static bool same_operands(const struct jinja *j, const struct jinja_node *have,
			  const struct node *want, const char *word)
{
	const struct jinja_node *operands[16], *last;
	size_t n = 0;

	for (const struct jinja_node *o = have->first; o && n < 16; o = o->next)
		operands[n++] = o;
	for (; n > 1; n--) {
		last = operands[n - 1];
		if (!is_kind(want, "binary") ||
		    !str_eq(node_get(want, "operator")->text,
			    word ? str_of(word) : operator_of(j, last)) ||
		    !same_expression(j, last, node_get(want, "right")))
			return false;
		want = node_get(want, "left");
	}
	return same_expression(j, operands[0], want);
}

static bool same_constant(const struct jinja *j, const struct jinja_node *have,
			  const struct node *want)
{
	struct jinja decode = *j;

	want = node_get(want, "value");
	if (have->kind == JINJA_STRING)
		return want->kind == NODE_STRING &&
		       str_eq(jinja_string(&decode, have), want->text);
	return want->kind == NODE_NUMBER && str_eq(have->text, want->text);
}

/* The operations of a chain, from the last back. */
static bool same_chain(const struct jinja *j, const struct jinja_node *have,
		       const struct node *want)
{
	const struct jinja_node *ops[16], *op;
	const struct node *path;
	size_t n = 0;

	for (op = have->first->next; op && n < 16; op = op->next)
		ops[n++] = op;
	for (; n > 0 && ops[n - 1]->kind == JINJA_FILTER; n--) {
		const struct node *arguments = node_get(want, "args");
		size_t i = 0;

		if (!is_kind(want, "filter") ||
		    !str_eq(ops[n - 1]->text, node_get(want, "name")->text))
			return false;
		for (op = ops[n - 1]->first; op; op = op->next, i++)
			if (i >= arguments->count ||
			    !same_expression(j, op, &arguments->items[i]))
				return false;
		if (i != arguments->count)
			return false;
		want = node_get(want, "input");
	}
	path = node_get(want, "path");
	if (!is_kind(want, "var") || !path || path->count != n ||
	    !str_eq(have->first->symbol->name, node_get(want, "root")->text))
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct node *step = &path->items[i];

		if (is_kind(step, "attr") ?
			    !str_eq(ops[i]->text,
				    node_get(step, "name")->text) :
			    !same_expression(j, ops[i]->first,
					     node_get(step, "expr")))
			return false;
	}
	return true;
}

static bool same_expression(const struct jinja *j,
			    const struct jinja_node *have,
			    const struct node *want)
{
	struct jinja_node chain = { .first = NULL };

	switch ((int)have->kind) {
	case JINJA_NAME:
		chain.first = arena_alloc(j->arena, sizeof(chain));
		*chain.first = *have;
		chain.first->next = NULL;
		return same_chain(j, &chain, want);
	case JINJA_CHAIN:
		return same_chain(j, have, want);
	case JINJA_STRING:
	case JINJA_CONST:
		return is_kind(want, "lit") && same_constant(j, have, want);
	case JINJA_AND:
		return same_operands(j, have, want, "and");
	case JINJA_OR:
		return same_operands(j, have, want, "or");
	case JINJA_COMPARE:
	case JINJA_MATH:
		return same_operands(j, have, want, NULL);
	case JINJA_NOT:
		return is_kind(want, "unary") &&
		       same_expression(j, have->first,
				       node_get(want, "operand"));
	default:
		return false;
	}
}

/* A text without what the signs of its neighbours take from it. */
static struct str text_of(const struct jinja *j, size_t index)
{
	const struct jinja_piece *piece = &j->pieces[index];
	struct str text = { j->text.p + piece->offset, piece->length };

	if (index > 0 && piece[-1].close_sign == '-')
		text = str_cut(text, jinja_spaces(text, 0), text.n);
	if (index + 1 < j->piece_count && piece[1].open_sign == '-')
		while (text.n > 0 && strchr(" \n\t", text.p[text.n - 1]))
			text.n--;
	return text;
}

static bool same_body(const struct jinja *j, const struct jinja_node *have,
		      const struct node *want);

static bool same_if(const struct jinja *j, const struct jinja_node *have,
		    const struct node *want)
{
	const struct node *branches = node_get(want, "branches");
	size_t i = 0;

	for (const struct jinja_node *b = have->first; b; b = b->next, i++)
		if (i >= branches->count ||
		    !same_expression(j, b->first,
				     node_get(&branches->items[i], "test")) ||
		    !same_body(j, b->body,
			       node_get(&branches->items[i], "body")))
			return false;
	return i == branches->count &&
	       !have->other == !node_get(want, "elseBody") &&
	       (!have->other ||
		same_body(j, have->other, node_get(want, "elseBody")));
}

static bool same_statement(const struct jinja *j, const struct jinja_node *have,
			   const struct node *want)
{
	switch ((int)have->kind) {
	case JINJA_DATA:
		return is_kind(want, "text") &&
		       str_eq(text_of(j, have->piece),
			      node_get(want, "value")->text);
	case JINJA_OUTPUT:
		return is_kind(want, "interp") &&
		       same_expression(j, have->first, node_get(want, "expr"));
	case JINJA_IF:
		return is_kind(want, "if") && same_if(j, have, want);
	case JINJA_FOR:
		return is_kind(want, "for") &&
		       str_eq(have->first->symbol->name,
			      node_get(want, "loopVar")->text) &&
		       same_expression(j, have->first->next,
				       node_get(want, "seq")) &&
		       same_body(j, have->body, node_get(want, "body"));
	default:
		return false;
	}
}

static bool same_body(const struct jinja *j, const struct jinja_node *have,
		      const struct node *want)
{
	size_t i = 0;

	for (const struct jinja_node *n = have->first; n; n = n->next) {
		if (n->kind == JINJA_DATA && text_of(j, n->piece).n == 0)
			continue;
		if (i >= want->count ||
		    !same_statement(j, n, &want->items[i++]))
			return false;
	}
	return i == want->count;
}

static void trees_are_what_prompty_parses(void **state)
{
	struct arena a = { 0 };
	const struct node *cases = suite_json(&a, prompty_cases,
					      "ast_golden.json");

	(void)state;
	if (!cases)
		skip();
	for (size_t i = 0; i < cases->count; i++) {
		const struct node *c = &cases->items[i];
		struct str text = node_get(c, "template")->text;
		struct template_error why;
		struct jinja j = {
			.arena = &a, .out = &a, .why = &why, .text = text
		};

		set_options(&j.options, NULL);
		assert_int_equal(jinja_lex(&j), 0);
		assert_int_equal(jinja_parse(&j), 0);
		if (!same_body(&j, j.root, node_pointer(c, STR("/ast/nodes"))))
			fail_msg("another tree: %.*s", STR_ARG(text));
	}
	assert_int_equal(cases->count, 47);
	arena_free(&a);
}

/* The variables are those that the case gives values for, or leaves out. */
static void prompty_cases_have_the_variables_they_are_given(void **state)
{
	struct arena a = { 0 };
	const struct node *root = suite_json(&a, prompty_cases, "corpus.json");
	const struct node *cases = node_get(root, "cases");

	(void)state;
	if (!root)
		skip();
	for (size_t i = 0; i < cases->count; i++) {
		const struct node *c = &cases->items[i];
		struct str text = node_get(c, "template")->text;
		struct kit k = { 0 };

		kit_read_str(&k, text);
		for (size_t n = 0; n < k.t.variable_count; n++) {
			struct str name = k.t.variables[n].name;

			if (!node_member(node_get(c, "inputs"), name) &&
			    !str_is(name, "missing"))
				fail_msg("%.*s: %.*s", STR_ARG(text),
					 STR_ARG(name));
		}
		assert_true(k.t.variable_count <=
			    node_get(c, "inputs")->count + 1);
		kit_free(&k);
	}
	assert_int_equal(cases->count, 47);
	arena_free(&a);
}

/* ---- real templates */

/* Read every Jinja2 file below the folder; how many. */
static size_t read_folder(struct arena *a, const char *folder, int depth)
{
	size_t n = 0;

	for (const char **name = suite_names(a, folder); *name; name++) {
		const char *path = str_fmt(a, "%s/%s", folder, *name).p;
		const struct language *l = language_by_path(str_of(path));
		struct kit k = { 0 };
		struct stat st;

		if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
			assert_true(depth < 64);
			n += read_folder(a, path, depth + 1);
		} else if (l && strcmp(l->name, "jinja2") == 0) {
			int rc = kit_try(&k, suite_read(a, folder, *name));

			/* Its name says that it wants an end. */
			if (strcmp(*name, "no_end.jinja2") == 0)
				assert_int_equal(rc, -1);
			else if (rc < 0)
				fail_msg("%s: %u:%u: %s", path, k.why.pos.line,
					 k.why.pos.column, k.why.text);
			kit_free(&k);
			n++;
		}
	}
	return n;
}

static void real_templates_are_read(void **state)
{
	struct arena a = { 0 };
	const char *folder = suite_folder(&a, "corpus-sample");

	(void)state;
	if (!folder)
		skip();
	assert_true(read_folder(&a, folder, 0) >= 40);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(free_variables_are_what_jinja2_meta_finds),
		cmocka_unit_test(references_are_what_jinja2_meta_finds),
		cmocka_unit_test(
			hand_written_cases_come_out_as_jinja2_recorded),
		cmocka_unit_test(tokens_are_what_jinja2_lexes),
		cmocka_unit_test(trees_are_what_prompty_parses),
		cmocka_unit_test(
			prompty_cases_have_the_variables_they_are_given),
		cmocka_unit_test(real_templates_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
