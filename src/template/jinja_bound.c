#include "template/jinja_scope.h"

#include <stdlib.h>

#include "base/arena.h"

/*
 * What the target of an include finds bound: the names that Jinja2's compiler
 * hands over with the context (Symbols.dump_stores, then those of them that
 * have a value), and of the top level what is in the context already.
 *
 * Each reference gets a list of its own, so a template with many names and
 * many references could ask for their product. Past BOUND_STEPS names looked
 * at, references are told of none.
 */
enum { BOUND_STEPS = 256 * 1024 };

enum holding scope_top(const struct scope *s, const struct jinja_symbol *symbol)
{
	uint32_t at = s->block ? s->block->offset : 0;

	if (!s->block || !symbol->top_perhaps)
		return HOLDING_NONE;
	/* With a parent, blocks are rendered after the whole top level. */
	if (symbol->top_surely && (s->extended || symbol->top_surely <= at))
		return HOLDING_SURELY;
	return s->extends > 0 || symbol->top_perhaps <= at ? HOLDING_PERHAPS :
							     HOLDING_NONE;
}

void scope_note_top(struct scope *s, struct jinja_symbol *symbol)
{
	if (!symbol->top_perhaps) {
		symbol->top_perhaps = s->offset + 1;
		symbol->next_top = s->tops;
		s->tops = symbol;
	}
	if (!symbol->top_surely && !s->frame->chain)
		symbol->top_surely = s->offset + 1;
}

/* Of what a frame made of the name, and those around it. */
static enum holding holding(const struct scope *s,
			    const struct jinja_symbol *symbol)
{
	enum holding most = scope_top(s, symbol);

	if (symbol->guards > 0 && most == HOLDING_NONE)
		most = HOLDING_PERHAPS;
	for (const struct jinja_binding *b = symbol->binding; b; b = b->outer) {
		/* By the time the macro around is called it will be set. */
		bool later = b->frame->macros < s->frame->macros &&
			     !b->context && symbol->special != SPECIAL_GLOBAL;

		if (b->parameter || b->assigned || later)
			return HOLDING_SURELY;
		if (b->perhaps)
			most = most == HOLDING_NONE ? HOLDING_PERHAPS : most;
	}
	return most;
}

static int by_name(const void *a, const void *b)
{
	const struct bound *x = a, *y = b;

	return str_compare(x->name, y->name);
}

struct gathered {
	struct bound *items;
	size_t count, room;
};

static void gather(struct scope *s, const struct jinja_symbol *symbol,
		   struct gathered *g)
{
	enum holding h = holding(s, symbol);

	if (h == HOLDING_NONE)
		return;
	g->items = arena_grow(s->j->arena, g->items, g->count, &g->room,
			      sizeof(*g->items));
	g->items[g->count++] = (struct bound){ symbol->name,
					       h == HOLDING_PERHAPS };
}

/* Everything bound here, in the caller's arena; none where it is too much. */
static const struct bound *bound_here(struct scope *s, size_t *count)
{
	struct gathered g = { 0 };
	struct bound *out;

	*count = 0;
	for (const struct frame *f = s->frame; f; f = f->outer)
		for (const struct jinja_binding *b = f->bindings; b;
		     b = b->next) {
			if (s->bound_steps++ >= BOUND_STEPS)
				return NULL;
			if (b->symbol->binding == b)
				gather(s, b->symbol, &g);
		}
	for (const struct jinja_symbol *y = s->block ? s->tops : NULL; y;
	     y = y->next_top) {
		if (s->bound_steps++ >= BOUND_STEPS)
			return NULL;
		if (!y->binding)
			gather(s, y, &g);
	}
	if (g.count == 0)
		return NULL;
	qsort(g.items, g.count, sizeof(*g.items), by_name);
	out = arena_alloc(s->j->out, g.count * sizeof(*out));
	memcpy(out, g.items, g.count * sizeof(*out));
	*count = g.count;
	return out;
}

void scope_bound(struct scope *s, const struct jinja_node *node)
{
	const struct jinja_piece *piece = &s->j->pieces[node->piece];
	struct include *include = &s->j->includes[piece->include - 1];

	if (include->with_context)
		include->bound = bound_here(s, &include->bound_count);
}

void scope_bound_extends(struct scope *s)
{
	size_t count;
	const struct bound *bound = bound_here(s, &count);

	for (size_t i = 0; i < s->j->include_count; i++) {
		struct include *include = &s->j->includes[i];

		if (include->kind != INCLUDE_EXTENDS)
			continue;
		include->bound = bound;
		include->bound_count = count;
	}
}
