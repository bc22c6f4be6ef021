#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "syntax/json.h"
#include "template/bound.h"
#include "template/mustache.h"
#include "unit/syntax/suite.h"
#include "unit/template/kit.h"
#include "unit/template/kit_language.h"

/* ---- what Mustache's specification says, rendered from the pieces */

enum { FRAMES = 40 };

/* Pieces [from, to) of one text. */
struct body {
	const struct mustache *m;
	size_t from, to;
};

struct override {
	struct str name;
	struct body body;
};

struct render {
	struct arena *a;
	const struct node *partials;
	const struct node *stack[FRAMES];
	size_t depth;
	struct override overrides[FRAMES]; /* the outermost template's first */
	size_t override_count;
	struct buf out;
};

static struct mustache *read_pieces(struct arena *a, struct str text)
{
	struct mustache *m = arena_zero(a, 1, sizeof(*m));
	struct draft *d = arena_alloc(a, sizeof(*d));
	struct template_error *why = arena_zero(a, 1, sizeof(*why));

	text = text_normal(a, text);
	*d = draft_in(a, a, text);
	*m = (struct mustache){ .draft = d,
				.why = why,
				.text = text,
				.open = STR("{{"),
				.close = STR("}}"),
				.escape = true,
				.extensions = true };
	if (mustache_read(m) < 0)
		fail_msg("%.*s\n%u:%u: %s", STR_ARG(text), why->pos.line,
			 why->pos.column, why->text);
	return m;
}

/* Of an object, or NULL. */
static const struct node *get(const struct node *n, struct str name)
{
	const struct member *m = NULL;

	if (n && n->kind == NODE_OBJECT)
		m = node_member(n, name);
	return m ? &m->value : NULL;
}

static const struct node *look_up(const struct render *r, struct str name)
{
	struct str first = str_cut(name, 0, str_find(name, '.', 0));
	const struct node *n = NULL;

	if (str_is(name, "."))
		return r->stack[r->depth - 1];
	for (size_t i = r->depth; i-- > 0 && !n;)
		n = get(r->stack[i], first);
	for (size_t at = first.n; n && at < name.n;) {
		size_t end = str_find(name, '.', at + 1);

		n = get(n, str_cut(name, at + 1, end));
		at = end;
	}
	return n;
}

static bool is_true(const struct node *n)
{
	return n && n->kind != NODE_NULL && n->kind != NODE_FALSE &&
	       !(n->kind == NODE_ARRAY && n->count == 0) &&
	       !(n->kind == NODE_STRING && n->text.n == 0);
}

static void put_value(struct render *r, const struct node *n, bool escaped)
{
	static const char special[] = "&\"<>";
	static const char *const shown[] = { "&amp;", "&quot;", "&lt;",
					     "&gt;" };

	if (!n || n->kind == NODE_NULL)
		return;
	for (size_t i = 0; i < n->text.n; i++) {
		const char *p = strchr(special, n->text.p[i]);

		if (escaped && p)
			buf_adds(&r->out, shown[p - special]);
		else
			buf_addc(&r->out, n->text.p[i]);
	}
}

/* The text of a piece without the lines that tags beside it take. */
static struct str text_of(const struct mustache *m, size_t i)
{
	const struct mustache_piece *p = &m->pieces[i];
	size_t from = p->offset, to = p->offset + p->length;

	if (i > 0 && p[-1].standalone) {
		while (from < to && strchr(" \t", m->text.p[from]))
			from++;
		from += from < to && m->text.p[from] == '\n';
	}
	if (i + 1 < m->piece_count && p[1].standalone)
		while (to > from && strchr(" \t", m->text.p[to - 1]))
			to--;
	return from < to ? str_cut(m->text, from, to) : STR_EMPTY;
}

/* The piece that closes the one at `open`. */
static size_t end_of(const struct mustache *m, size_t open)
{
	size_t depth = 0;

	for (size_t i = open;; i++) {
		char sign = m->pieces[i].sign;

		assert_true(i < m->piece_count);
		if (sign && strchr("#^<$", sign))
			depth++;
		if (sign == '/' && --depth == 0)
			return i;
	}
}

static struct str indented(struct arena *a, struct str text, struct str indent)
{
	struct buf b = buf_in(a);

	for (size_t i = 0; i < text.n; i++) {
		if (i == 0 || text.p[i - 1] == '\n')
			buf_add(&b, indent);
		buf_addc(&b, text.p[i]);
	}
	return buf_str(&b);
}

static void render_body(struct render *r, struct body b);

static void render_file(struct render *r, const struct mustache_piece *p)
{
	struct str name = p->name;
	const struct node *text;
	const struct mustache *m;

	if (p->dynamic) {
		const struct node *value = look_up(r, name);

		name = value ? value->text : STR_EMPTY;
	}
	text = get(r->partials, name);
	if (!text)
		return;
	m = read_pieces(r->a, indented(r->a, text_normal(r->a, text->text),
				       p->standalone ? p->indent : STR_EMPTY));
	render_body(r, (struct body){ m, 0, m->piece_count });
}

static void render_parent(struct render *r, struct body b, size_t open)
{
	size_t end = end_of(b.m, open), count = r->override_count;

	for (size_t i = open + 1; i < end; i++) {
		const struct mustache_piece *p = &b.m->pieces[i];
		size_t close;

		if (p->sign != '$')
			continue;
		close = end_of(b.m, i);
		r->overrides[r->override_count++] = (struct override){
			p->name, { b.m, i + 1, close }
		};
		i = close;
	}
	render_file(r, &b.m->pieces[open]);
	r->override_count = count;
}

static void render_block(struct render *r, struct body b, size_t open)
{
	struct body inside = { b.m, open + 1, end_of(b.m, open) };

	for (size_t i = r->override_count; i-- > 0;)
		if (str_eq(r->overrides[i].name, b.m->pieces[open].name))
			inside = r->overrides[i].body;
	render_body(r, inside);
}

static void render_section(struct render *r, struct body b, size_t open)
{
	struct body inside = { b.m, open + 1, end_of(b.m, open) };
	const struct node *n = look_up(r, b.m->pieces[open].name);
	bool list = n && n->kind == NODE_ARRAY;

	if (b.m->pieces[open].sign == '^' || !is_true(n)) {
		if ((b.m->pieces[open].sign == '^') == !is_true(n))
			render_body(r, inside);
		return;
	}
	for (size_t i = 0; i < (list ? n->count : 1); i++) {
		r->stack[r->depth++] = list ? &n->items[i] : n;
		render_body(r, inside);
		r->depth--;
	}
}

static void render_body(struct render *r, struct body b)
{
	for (size_t i = b.from; i < b.to; i++) {
		const struct mustache_piece *p = &b.m->pieces[i];

		switch (p->sign) {
		case MUSTACHE_TEXT:
			buf_add(&r->out, text_of(b.m, i));
			break;
		case '#':
		case '^':
			render_section(r, b, i);
			i = end_of(b.m, i);
			break;
		case '<':
			render_parent(r, b, i);
			i = end_of(b.m, i);
			break;
		case '$':
			render_block(r, b, i);
			i = end_of(b.m, i);
			break;
		case '>':
			render_file(r, p);
			break;
		case MUSTACHE_NAME:
		case '{':
		case '&':
			put_value(r, look_up(r, p->name),
				  p->sign == MUSTACHE_NAME);
			break;
		default:
			break;
		}
	}
}

/* Blocks are indented by where they stand in the parent, when they are
 * rendered: nothing that is seen in a text. */
static bool is_passed_over(struct str name)
{
	return str_is(name, "Standalone block") ||
	       str_is(name, "Block reindentation") ||
	       str_is(name, "Intrinsic indentation") ||
	       str_is(name, "Nested block reindentation");
}

static bool check_case(struct arena *a, const struct node *c, bool render)
{
	struct render r = { .a = a,
			    .partials = node_get(c, "partials"),
			    .out = buf_in(a) };
	struct str text = node_get(c, "template")->text, want;
	const struct mustache *m = read_pieces(a, text);
	struct kit k = { 0 };

	kit_language(&k, "mustache", text, NULL, 0);
	kit_check(&k, "mustache", text, NULL, 0);
	kit_free(&k);
	if (!render || is_passed_over(node_get(c, "name")->text))
		return false;
	r.stack[r.depth++] = node_get(c, "data");
	render_body(&r, (struct body){ m, 0, m->piece_count });
	want = text_normal(a, node_get(c, "expected")->text);
	if (!str_eq(buf_str(&r.out), want))
		fail_msg("%.*s\n%.*s\nwant: %.*s\nhave: %.*s",
			 STR_ARG(node_get(c, "name")->text), STR_ARG(text),
			 STR_ARG(want), STR_ARG(buf_str(&r.out)));
	return true;
}

static void all_of_the_specification_comes_out(void **state)
{
	static const char *const files[] = {
		"comments.json",       "delimiters.json",
		"interpolation.json",  "inverted.json",
		"partials.json",       "sections.json",
		"~dynamic-names.json", "~inheritance.json",
		"~lambdas.json"
	};
	struct arena a = { 0 };
	const char *folder = suite_folder(&a, "templates/mustache-spec/specs");
	size_t count = 0, rendered = 0;

	(void)state;
	if (!folder)
		skip();
	for (size_t f = 0; f < sizeof(files) / sizeof(*files); f++) {
		struct node root;
		struct syntax_error why;
		const struct node *tests;
		/* What a lambda does is code. */
		bool render = strcmp(files[f], "~lambdas.json") != 0;

		assert_int_equal(json_read(&a, suite_read(&a, folder, files[f]),
					   &root, &why),
				 0);
		tests = node_get(&root, "tests");
		for (size_t i = 0; i < tests->count; i++, count++)
			rendered += check_case(&a, &tests->items[i], render);
	}
	printf("rendered: %zu of %zu; else read only: 10 lambdas (code) and 4 "
	       "about the indentation of blocks (seen when rendered)\n",
	       rendered, count);
	assert_int_equal(count, 194);
	assert_int_equal(rendered, 180);
	arena_free(&a);
}

/* ---- our own */

static void uses_are_told_with_their_paths(void **state)
{
	static const struct kit_case cases[] = {
		{ "{{a}}{{{b.c}}}{{& d }}", "a b d", "a=escaped b.c= d=" },
		{ "{{#items}}{{name}}{{.}}{{#tags}}{{x.y}}{{/tags}}{{/items}}",
		  "items? name?~ tags?~ x?~",
		  "items? items[].name=escaped,perhaps items[]=escaped "
		  "items[].tags?,perhaps items[].tags[].x.y=escaped,perhaps" },
		{ "{{^a}}{{b}}{{/a}}", "a? b", "a? b=escaped" },
		{ "{{#a}}{{b}}{{/a}}{{b}}", "a? b",
		  "a? a[].b=escaped,perhaps b=escaped" },
		{ "{{#a.b}}{{c}}{{/a.b}}", "a? c?~",
		  "a.b? a.b[].c=escaped,perhaps" },
		{ "{{#.}}{{a}}{{/.}}{{.}}", "a?~",
		  ".? [].a=escaped,perhaps .=escaped" },
		{ "{{<p}}{{a}}{{$b}}{{c}}{{/b}}{{>q}}{{/p}}", "c?~",
		  "c=escaped,perhaps" },
		{ "{{$b}}{{c}}{{/b}}", "c", "c=escaped" },
		{ "{{>*a.b}}", "a", "a.b" },
		{ "{{=<% %>=}}{{x}}<%a%><%={{ }}=%>{{b}}", "a b",
		  "a=escaped b=escaped" },
		{ "{{}}{{! a }}", "", "" },
		{ "{{ # a }}{{ / a }}", "a?", "a?" },
	};

	(void)state;
	kit_check_cases("mustache", cases, sizeof(cases) / sizeof(*cases), NULL,
			0);
}

static void includes_are_told(void **state)
{
	struct kit k = { 0 };
	const struct include *in;

	(void)state;
	kit_language(&k, "mustache",
		     STR("{{> a/b }}{{#s}}{{>c}}{{/s}}{{>*d}}\n"
			 " {{<e}}{{>lost}}{{/e}}"),
		     NULL, 0);
	in = k.t.includes;
	assert_int_equal(k.t.include_count, 4);
	assert_true(in[0].kind == INCLUDE_INCLUDE && in[0].with_context &&
		    !in[0].perhaps && !in[0].dynamic &&
		    str_is(in[0].names[0], "a/b"));
	assert_true(in[1].perhaps && str_is(in[1].names[0], "c"));
	assert_true(in[2].dynamic && in[2].name_count == 0);
	assert_true(in[3].kind == INCLUDE_EXTENDS &&
		    str_is(in[3].names[0], "e"));
	assert_int_equal(in[3].pos.line, 2);
	assert_int_equal(in[3].pos.column, 2);
	assert_int_equal(in[3].length, 6);
	kit_free(&k);
}

static void what_a_section_includes_may_look_up_its_members(void **state)
{
	struct kit k = { 0 };
	struct bound_set known = bound_all(), there;

	(void)state;
	kit_language(&k, "mustache", STR("{{#s}}{{>p}}{{/s}}{{>p}}"), NULL, 0);
	there = bound_along(&k.arena, bound_none(), &k.t.includes[0]);
	assert_int_equal(bound_get(&there, STR("x")), BOUND_PERHAPS);
	assert_true(bound_narrow(&k.arena, &known, there));
	/* A second way, where it surely looks outside. */
	there = bound_along(&k.arena, bound_none(), &k.t.includes[1]);
	assert_int_equal(bound_get(&there, STR("x")), BOUND_NOT);
	assert_true(bound_narrow(&k.arena, &known, there));
	assert_int_equal(bound_get(&known, STR("x")), BOUND_NOT);
	there = bound_along(&k.arena, bound_none(), &k.t.includes[0]);
	assert_false(bound_narrow(&k.arena, &known, there));
	kit_free(&k);
}

static void what_is_wrong_is_refused_at_its_place(void **state)
{
	static const struct kit_wrong cases[] = {
		{ "a\n {{b", 2, 2, "tag is not closed by \"}}\"" },
		{ "{{{a}}", 1, 1, "tag is not closed by \"}}}\"" },
		{ "x{{/a}}", 1, 2, "'a' closes no section" },
		{ "{{#a}}\n{{/b}}", 2, 1, "expected the end of 'a'" },
		{ "{{#a}}", 1, 1, "'a' is not closed" },
		{ "{{$a}}{{<b}}", 1, 7, "'b' is not closed" },
		{ "{{=<%=}}", 1, 1,
		  "'<%' is not two delimiters, as in {{=<< >>=}}" },
		{ "{{=a b c=}}", 1, 1,
		  "'a b c' is not two delimiters, as in {{=<< >>=}}" },
		{ "{{=<% %>", 1, 1, "tag is not closed by \"=}}\"" },
	};

	(void)state;
	kit_check_wrong("mustache", cases, sizeof(cases) / sizeof(*cases), NULL,
			0);
}

static void canonical_forms_are_as_the_manual_says(void **state)
{
	static const char *const cases[][2] = {
		{ "{{a}}{{  b\n}}", "{{ a }}{{ b }}" },
		{ "{{{a}}}{{&a}}", "{{{ a }}}{{& a }}" },
		{ "{{#a}} x {{/ a}}{{^b}}{{/b}}",
		  "{{# a }} x {{/ a }}{{^ b }}{{/ b }}" },
		{ "{{!  what\never }}", "{{! }}" },
		{ "{{>a}}{{>*a}}{{<b}}{{$c}}{{/c}}{{/b}}",
		  "{{> a }}{{>* a }}{{< b }}{{$ c }}{{/ c }}{{/ b }}" },
		{ "{{=<% %>=}}<%a%>", "{{= <% %> =}}<% a %>" },
		{ "{{=a ba=}}aa bba", "{{= a ba =}}a a b ba" },
		{ "{ {a} }\r\n", "{ {a} }\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct kit k = { 0 };

		kit_language(&k, "mustache", str_of(cases[i][0]), NULL, 0);
		if (!str_is(kit_canonical(&k), cases[i][1]))
			fail_msg("%s\n%.*s", cases[i][0],
				 STR_ARG(kit_canonical(&k)));
		kit_check(&k, "mustache", str_of(cases[i][0]), NULL, 0);
		kit_free(&k);
	}
}

static void options_are_taken(void **state)
{
	const struct template_option tags = { STR("tags"), STR("\"<% %>\"") };
	const struct template_option bare[] = {
		{ STR("escape"), STR("false") },
		{ STR("extensions"), STR("false") },
	};
	const struct template_option wrong[] = {
		{ STR("tags"), STR("\"<%\"") },
		{ STR("tags"), STR("true") },
		{ STR("escape"), STR("\"no\"") },
		{ STR("trim_blocks"), STR("true") },
	};
	static const struct kit_case other[] = {
		{ "{{a}}<%b%>", "b", "b=escaped" },
	};
	static const struct kit_case plain[] = {
		{ "{{$a}}{{<b}}", "$a <b", "$a= <b=" },
	};

	(void)state;
	kit_check_cases("mustache", other, 1, &tags, 1);
	kit_check_cases("mustache", plain, 1, bare, 2);
	for (size_t i = 0; i < 4; i++) {
		struct kit k = { 0 };

		assert_int_equal(kit_language_try(&k, "mustache", STR("a"),
						  &wrong[i], 1),
				 -1);
		assert_int_equal(k.why.pos.line, 0);
		kit_free(&k);
	}
}

/* Which tags take their line with them: `+`. */
static void lines_of_tags_go_only_where_no_tag_gives_anything(void **state)
{
	static const char *const cases[][2] = {
		{ "{{#a}}\n {{b}}\n{{/a}}", "+-+" },
		{ "{{#a}}{{b}}\n{{/a}}", "--+" },
		{ " {{#a}} {{! c }}\t\n{{/a}} x\n", "++-" },
		{ "{{=<% %>=}}\n<%{b}%><%! %>", "+--" },
		{ "{{>a}} {{&b}}\n{{!\n}}", "--+" },
	};
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct mustache *m = read_pieces(&a, str_of(cases[i][0]));
		struct buf b = buf_in(&a);

		for (size_t k = 0; k < m->piece_count; k++)
			if (m->pieces[k].sign != MUSTACHE_TEXT)
				buf_addc(&b,
					 m->pieces[k].standalone ? '+' : '-');
		if (!str_is(buf_str(&b), cases[i][1]))
			fail_msg("%s: %s", cases[i][0], buf_str(&b).p);
	}
	arena_free(&a);
}

static void large_and_deep_texts_end(void **state)
{
	(void)state;
	kit_check_large("mustache", "{{", 1 << 19, "tag is not closed");
	kit_check_large("mustache", "{{", 5 << 20, "larger than");
	kit_check_large("mustache", "{{#a}}", 100000, "nested deeper");
	kit_check_large("mustache", "{{#a}}{{b}}{{/a}}", 60000, NULL);
	kit_check_large("mustache", "{{{a}}}", 100000, NULL);
	kit_check_large("mustache", "{{=a b=}}", 100000, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_of_the_specification_comes_out),
		cmocka_unit_test(uses_are_told_with_their_paths),
		cmocka_unit_test(includes_are_told),
		cmocka_unit_test(
			what_a_section_includes_may_look_up_its_members),
		cmocka_unit_test(what_is_wrong_is_refused_at_its_place),
		cmocka_unit_test(canonical_forms_are_as_the_manual_says),
		cmocka_unit_test(options_are_taken),
		cmocka_unit_test(
			lines_of_tags_go_only_where_no_tag_gives_anything),
		cmocka_unit_test(large_and_deep_texts_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
