#include "template/go_template.h"

#include "base/arena.h"
#include "template/jinja.h"

/* Actions that are more than a pipeline: parse.go's action and its like. */

/* From behind the action that opens a block to the `end` or `else` that ends
 * it, the word of which is the current token. NULL: there is none around. */
static struct go_node *list_until_end(struct go_parser *p,
				      const struct go_node *opened);

static void expect_right(struct go_parser *p, const char *context)
{
	if (go_at(p, GO_RIGHT))
		p->at++;
	else
		go_unexpected(p, context);
}

static void skip_end(struct go_parser *p)
{
	p->at += !p->failed;
	expect_right(p, "end");
}

/* ---- if, with, range */

/* One of them up to its `else` or `end`, the word of which comes next. */
static struct go_node *branch(struct go_parser *p, const char *context)
{
	struct go_node *node = go_node(p, GO_NODE_BRANCH);

	go_add(node, go_pipeline(p, context, GO_RIGHT));
	expect_right(p, context);
	node->body = list_until_end(p, node);
	return node;
}

/*
 * `else if` and `else with` are branches of the same node, for as many as
 * there are: only blocks within blocks are recursion.
 */
static struct go_node *control(struct go_parser *p, enum go_kind kind,
			       const char *context)
{
	struct go_node *node = go_node(p, kind);
	size_t known = p->locals.count;

	p->ranges += kind == GO_NODE_RANGE;
	p->at++;
	go_add(node, branch(p, context));
	p->ranges -= kind == GO_NODE_RANGE;
	while (!p->failed && go_at_word(p, "else")) {
		p->at++;
		if (kind != GO_NODE_RANGE && go_at_word(p, context)) {
			p->at++;
			go_add(node, branch(p, context));
			continue;
		}
		expect_right(p, "else");
		node->other = list_until_end(p, node);
		if (go_at_word(p, "else"))
			go_unexpected(p, "else, which has one already");
		break;
	}
	skip_end(p);
	go_forget(&p->locals, known);
	return node;
}

/* ---- define, block, template */

static struct str template_name(struct go_parser *p, const char *context,
				struct str *raw)
{
	p->at++;
	if (!go_at(p, GO_STRING)) {
		go_unexpected(p, context);
		return STR_EMPTY;
	}
	*raw = go_token_text(p, go_now(p));
	p->at++;
	return go_unquote(p->g->out, *raw);
}

static bool is_blank(const struct go *g, const struct go_node *body)
{
	for (const struct go_node *n = body->first; n; n = n->next) {
		const struct go_piece *piece = &g->pieces[n->piece];
		struct str text = str_cut(g->text, piece->offset,
					  piece->offset + piece->length);

		if (n->kind != GO_NODE_TEXT || jinja_spaces(text, 0) < text.n)
			return false;
	}
	return true;
}

/* A definition replaces one that is empty, and gives way if it is empty. */
static void add_define(struct go_parser *p, struct str name,
		       struct go_node *body)
{
	struct go_define *d;
	void **place;
	bool empty;

	if (p->failed)
		return;
	empty = is_blank(p->g, body);
	place = map_put(&p->g->defines, name);
	d = *place;
	if (!d) {
		d = arena_zero(p->g->arena, 1, sizeof(*d));
		*d = (struct go_define){ .name = name,
					 .body = body,
					 .empty = empty };
		*place = d;
	} else if (d->empty) {
		d->body = body;
		d->empty = empty;
	} else if (!empty) {
		struct str shown = jinja_shown(name);

		go_error(p, body->offset,
			 "multiple definition of template '%.*s'",
			 STR_ARG(shown));
	}
}

/* The body of define or block: a tree of its own. */
static void definition(struct go_parser *p, struct str name,
		       const struct go_node *opened)
{
	unsigned tree = p->tree, ranges = p->ranges;
	size_t known = p->locals.count;
	struct go_node *body;

	p->tree = ++p->trees;
	p->ranges = 0;
	body = list_until_end(p, opened);
	if (go_at_word(p, "else"))
		go_unexpected(p, "a template's definition");
	skip_end(p);
	go_forget(&p->locals, known);
	p->tree = tree;
	p->ranges = ranges;
	add_define(p, name, body);
}

static void define(struct go_parser *p)
{
	struct go_node *node = go_node(p, GO_NODE_TEMPLATE);

	node->text = template_name(p, "define clause", &node->raw);
	expect_right(p, "define clause");
	definition(p, node->text, node);
}

static struct go_node *block(struct go_parser *p)
{
	struct go_node *node = go_node(p, GO_NODE_TEMPLATE);

	node->text = template_name(p, "block clause", &node->raw);
	if (!p->failed)
		go_add(node, go_pipeline(p, "block clause", GO_RIGHT));
	expect_right(p, "block clause");
	if (!p->failed)
		p->g->pieces[node->piece].call = node;
	definition(p, node->text, node);
	return node;
}

static struct go_node *template(struct go_parser *p)
{
	struct go_node *node = go_node(p, GO_NODE_TEMPLATE);

	node->text = template_name(p, "template clause", &node->raw);
	if (!p->failed && !go_at(p, GO_RIGHT))
		go_add(node, go_pipeline(p, "template clause", GO_RIGHT));
	expect_right(p, "template clause");
	if (!p->failed)
		p->g->pieces[node->piece].call = node;
	return node;
}

/* ---- actions */

static struct go_node *leave_range(struct go_parser *p, enum go_kind kind,
				   const char *word)
{
	struct go_node *node = go_node(p, kind);

	if (p->ranges == 0)
		go_error(p, node->offset, "%s outside range", word);
	p->at++;
	expect_right(p, word);
	return node;
}

static struct go_node *output(struct go_parser *p)
{
	struct go_node *node = go_node(p, GO_NODE_ACTION);

	go_add(node, go_pipeline(p, "command", GO_RIGHT));
	expect_right(p, "command");
	if (!p->failed && node->first->other)
		p->g->pieces[node->piece].kind = SEGMENT_STATEMENT;
	return node;
}

static struct go_node *keyword(struct go_parser *p)
{
	if (go_at_word(p, "if"))
		return control(p, GO_NODE_IF, "if");
	if (go_at_word(p, "range"))
		return control(p, GO_NODE_RANGE, "range");
	if (go_at_word(p, "with"))
		return control(p, GO_NODE_WITH, "with");
	if (go_at_word(p, "template"))
		return template(p);
	if (go_at_word(p, "block"))
		return block(p);
	if (go_at_word(p, "break"))
		return leave_range(p, GO_NODE_BREAK, "break");
	if (go_at_word(p, "continue"))
		return leave_range(p, GO_NODE_CONTINUE, "continue");
	return NULL;
}

/* The current token is the first inside an action. */
static struct go_node *action(struct go_parser *p)
{
	uint32_t piece = go_now(p)->piece;
	struct go_node *node = keyword(p);

	if (!node)
		return output(p);
	if (!p->failed)
		p->g->pieces[piece].kind = SEGMENT_STATEMENT;
	return node;
}

/* Add statements to list; ends at the word of an `end` or `else`, or at the
 * end of the text. top: definitions may stand here. */
static void statements(struct go_parser *p, struct go_node *list, bool top)
{
	while (!go_at(p, GO_END)) {
		uint32_t piece = go_now(p)->piece;

		if (go_at(p, GO_TEXT)) {
			go_add(list, go_node(p, GO_NODE_TEXT));
			p->at++;
			continue;
		}
		p->at++; /* GO_LEFT */
		if (go_at_word(p, "end") || go_at_word(p, "else")) {
			p->g->pieces[piece].kind = SEGMENT_STATEMENT;
			return;
		}
		if (top && go_at_word(p, "define")) {
			p->g->pieces[piece].kind = SEGMENT_STATEMENT;
			define(p);
		} else {
			go_add(list, action(p));
		}
	}
}

static struct go_node *list_until_end(struct go_parser *p,
				      const struct go_node *opened)
{
	struct go_node *list = go_node(p, GO_NODE_LIST);

	list->offset = opened->offset;
	if (p->depth == TEMPLATE_DEPTH)
		go_error(p, opened->offset, "nested deeper than %d",
			 TEMPLATE_DEPTH);
	p->depth++;
	statements(p, list, false);
	p->depth--;
	if (go_at(p, GO_END))
		go_error(p, p->g->pieces[opened->piece].offset,
			 "not closed by an end");
	return list;
}

/* Which definitions are called, by others than themselves or not. */
static void note_calls(struct go *g)
{
	for (size_t i = 0; i < g->piece_count; i++) {
		const struct go_node *call = g->pieces[i].call;
		struct go_define *d = call ? map_get(&g->defines, call->text) :
					     NULL;

		if (d)
			d->called = true;
	}
}

int go_parse(struct go *g)
{
	struct go_parser p = { .g = g };

	g->symbols = map_in(g->arena);
	g->defines = map_in(g->arena);
	g->root = go_node(&p, GO_NODE_LIST);
	statements(&p, g->root, true);
	if (!p.failed && !go_at(&p, GO_END))
		go_unexpected(&p, "the text, outside of blocks");
	go_forget(&p.locals, 0);
	if (p.failed)
		return -1;
	note_calls(g);
	return 0;
}
