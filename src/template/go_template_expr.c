#include "template/go_template.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/arena.h"
#include "template/jinja.h"

/* Pipelines, as text/template/parse/parse.go has them. */

/* ---- errors and nodes */

void go_error(struct go_parser *p, size_t offset, const char *fmt, ...)
{
	char text[sizeof(p->g->why->text)];
	va_list args;

	if (p->failed)
		return;
	va_start(args, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	(void)go_fail(p->g, offset, "%s", text);
	p->failed = true;
	p->at = p->g->token_count - 1;
}

void go_unexpected(struct go_parser *p, const char *where)
{
	const struct go_token *t = go_now(p);
	struct str text = go_token_text(p, t), shown = jinja_shown(text);

	if (t->kind == GO_END)
		go_error(p, t->offset, "unexpected end in %s", where);
	else if (t->kind == GO_RIGHT)
		go_error(p, t->offset, "unexpected end of the action in %s",
			 where);
	else
		go_error(p, t->offset, "unexpected '%.*s'%s in %s",
			 STR_ARG(shown), shown.n < text.n ? "..." : "", where);
}

struct go_node *go_node(struct go_parser *p, enum go_kind kind)
{
	struct go_node *node = arena_zero(p->g->arena, 1, sizeof(*node));

	node->kind = kind;
	node->offset = go_now(p)->offset;
	node->piece = go_now(p)->piece;
	return node;
}

void go_add(struct go_node *parent, struct go_node *child)
{
	if (parent->last)
		parent->last->next = child;
	else
		parent->first = child;
	parent->last = child;
}

/* ---- operands */

static bool is_keyword(struct str word)
{
	static const char *const keywords[] = { "block",  "break", "continue",
						"define", "else",  "end",
						"if",	  "range", "template",
						"with",	  NULL };

	for (size_t i = 0; keywords[i]; i++)
		if (str_is(word, keywords[i]))
			return true;
	return false;
}

static struct go_symbol *symbol_of(struct go_parser *p, struct str name)
{
	void **place = map_put(&p->g->symbols, name);
	struct go_symbol *symbol = *place;

	if (!symbol) {
		symbol = arena_zero(p->g->arena, 1, sizeof(*symbol));
		symbol->name = name;
		*place = symbol;
	}
	return symbol;
}

static struct go_node *variable(struct go_parser *p)
{
	struct go_node *node = go_node(p, GO_NODE_VARIABLE);
	struct str name = go_token_text(p, go_now(p)),
		   shown = jinja_shown(name);
	const struct go_local *local;

	node->symbol = symbol_of(p, name);
	local = node->symbol->local;
	if (name.n > 1 && (!local || local->tree != p->tree))
		go_error(p, node->offset, "undefined variable '%.*s'",
			 STR_ARG(shown));
	return node;
}

static struct go_node *word(struct go_parser *p)
{
	struct str text = go_token_text(p, go_now(p));
	struct go_node *node;

	if (is_keyword(text))
		return NULL;
	node = go_node(p, GO_NODE_FUNCTION);
	node->text = text;
	if (str_is(text, "nil") || str_is(text, "true") ||
	    str_is(text, "false"))
		node->kind = GO_NODE_VALUE;
	return node;
}

/* No deeper than parentheses are: go_lex bounds them. */
static struct go_node *parentheses(struct go_parser *p)
{
	struct go_node *node;

	p->at++;
	node = go_pipeline(p, "parenthesized pipeline", ')');
	if (!p->failed)
		p->at++;
	return node;
}

/* What an operand begins with; NULL: none does here. */
static struct go_node *term(struct go_parser *p)
{
	struct go_node *node = NULL;

	switch (go_now(p)->kind) {
	case '(':
		return parentheses(p);
	case GO_WORD:
		node = word(p);
		break;
	case GO_DOT:
		node = go_node(p, GO_NODE_DOT);
		break;
	case GO_FIELD:
		node = go_node(p, GO_NODE_FIELD);
		node->text = go_token_text(p, go_now(p));
		break;
	case GO_VARIABLE:
		node = variable(p);
		break;
	case GO_STRING:
		node = go_node(p, GO_NODE_STRING);
		node->raw = go_token_text(p, go_now(p));
		node->text = go_unquote(p->g->out, node->raw);
		break;
	case GO_NUMBER:
	case GO_CHARACTER:
		node = go_node(p, GO_NODE_VALUE);
		node->text = go_token_text(p, go_now(p));
		break;
	default:
		break;
	}
	if (node && !p->failed)
		p->at++;
	return node;
}

static bool at_touching_field(const struct go_parser *p)
{
	return go_at(p, GO_FIELD) && !go_now(p)->space;
}

static struct go_node *operand(struct go_parser *p)
{
	struct go_node *node = term(p), *chain;
	size_t from, to;

	if (!node || p->failed || !at_touching_field(p))
		return node;
	from = go_now(p)->offset;
	for (to = from; at_touching_field(p); p->at++)
		to = go_now(p)->offset + go_now(p)->length;
	switch ((int)node->kind) {
	case GO_NODE_FIELD:
		from = node->offset;
		/* fall through */
	case GO_NODE_VARIABLE:
		node->text = str_cut(p->g->text, from, to);
		return node;
	case GO_NODE_PIPELINE:
	case GO_NODE_FUNCTION:
		chain = arena_zero(p->g->arena, 1, sizeof(*chain));
		*chain = (struct go_node){ .kind = GO_NODE_CHAIN,
					   .offset = node->offset,
					   .piece = node->piece };
		chain->text = str_cut(p->g->text, from, to);
		go_add(chain, node);
		return chain;
	default:
		go_error(p, from, "unexpected '.' after a constant or the dot");
		return node;
	}
}

/* ---- commands and pipelines */

static bool at_command_end(const struct go_parser *p)
{
	return go_at(p, '|') || go_at(p, ')') || go_at(p, GO_RIGHT);
}

static struct go_node *command(struct go_parser *p)
{
	struct go_node *node = go_node(p, GO_NODE_COMMAND), *value;

	while (!p->failed && !at_command_end(p)) {
		if (node->first && !go_now(p)->space) {
			go_unexpected(p, "operand");
			break;
		}
		value = operand(p);
		if (!value) {
			go_unexpected(p, "command");
			break;
		}
		go_add(node, value);
	}
	if (!p->failed && !node->first)
		go_error(p, go_now(p)->offset, "empty command");
	return node;
}

/* Only what can be called may stand behind a bar. */
static void check_command(struct go_parser *p, const struct go_node *node)
{
	switch ((int)node->first->kind) {
	case GO_NODE_VALUE:
	case GO_NODE_STRING:
	case GO_NODE_DOT:
		go_error(p, node->offset, "non executable command behind '|'");
		break;
	default:
		break;
	}
}

/* Add a variable to those that the pipeline sets. */
static void set_variable(struct go_parser *p, struct go_node *pipeline)
{
	struct go_node *node = go_node(p, GO_NODE_VARIABLE), **last;

	node->symbol = symbol_of(p, go_token_text(p, go_now(p)));
	go_declare(p->g, &p->locals, node->symbol)->tree = p->tree;
	for (last = &pipeline->other; *last; last = &(*last)->next)
		;
	*last = node;
}

/*
 * `$x :=`, `$x =` and, of range, `$i, $x :=`. Variables are there before what
 * they are set to is read, and a `=` declares as well: so it is in Go.
 */
static void declarations(struct go_parser *p, struct go_node *pipeline,
			 const char *context)
{
	bool range = strcmp(context, "range") == 0;

	for (unsigned count = 1; !p->failed && go_at(p, GO_VARIABLE); count++) {
		const struct go_token *next = go_now(p) + 1;

		if (next->kind == '=' || next->kind == GO_DECLARE) {
			set_variable(p, pipeline);
			pipeline->flag = next->kind == '=';
			p->at += 2;
			return;
		}
		if (next->kind != ',')
			return;
		set_variable(p, pipeline);
		p->at += 2;
		if (!range || count > 1)
			go_error(p, next->offset, "too many declarations in %s",
				 context);
		else if (!go_at(p, GO_VARIABLE) && !go_at(p, GO_RIGHT) &&
			 !go_at(p, ')'))
			go_error(p, go_now(p)->offset,
				 "range can only initialize variables");
	}
}

struct go_node *go_pipeline(struct go_parser *p, const char *context, int end)
{
	struct go_node *node = go_node(p, GO_NODE_PIPELINE), *next;

	declarations(p, node, context);
	while (!p->failed && !go_at(p, end)) {
		next = command(p);
		if (p->failed)
			break;
		if (node->first)
			check_command(p, next);
		go_add(node, next);
		if (go_at(p, '|'))
			p->at++;
		else if (!go_at(p, end))
			go_unexpected(p, context);
	}
	if (!p->failed && !node->first)
		go_error(p, go_now(p)->offset, "missing value for %s", context);
	return node;
}
