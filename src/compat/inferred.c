#include "compat/inferred.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "compat/message_text.h"
#include "template/bound.h"

enum { REACH_STEPS = 1024 * 1024 }; /* names looked at from include to part */

struct uses {
	struct arena *arena;
	struct variable *items;
	size_t count, room;
};

/* What a text takes where these names are bound. */
static void add_unbound(struct uses *uses, const struct template *t,
			const struct bound_set *bound)
{
	for (size_t i = 0; i < t->variable_count; i++) {
		struct variable v = t->variables[i];
		enum bound_kind kind = bound_get(bound, v.name);

		if (!v.read || kind == BOUND_SURELY)
			continue;
		v.optional = v.optional || kind == BOUND_PERHAPS;
		uses->items = arena_grow(uses->arena, uses->items, uses->count,
					 &uses->room, sizeof(*uses->items));
		uses->items[uses->count++] = v;
	}
}

/* ---- which names are bound wherever a part is reached from */

struct reach {
	struct arena *arena;
	const struct message_text *m;
	struct bound_set *bound; /* per part */
	size_t *queue;		 /* parts whose includes are to be followed */
	bool *queued;
	size_t first, count;
	size_t left; /* of REACH_STEPS */
};

static void reach_part(struct reach *r, size_t part, struct bound_set bound)
{
	size_t n = r->m->part_count;
	size_t cost = 1 + bound.count + r->bound[part].count;

	r->left -= cost < r->left ? cost : r->left;
	if (!bound_narrow(r->arena, &r->bound[part], bound) || r->queued[part])
		return;
	r->queue[(r->first + r->count++) % n] = part;
	r->queued[part] = true;
}

/* Where the name is computed, it may be any part. */
static void reach_include(struct reach *r, struct bound_set outer,
			  const struct include *include)
{
	struct bound_set bound = bound_along(r->arena, outer, include);

	for (size_t i = 0; i < include->name_count && r->left; i++) {
		const struct text_source *part = message_text_part(
			r->m, include->names[i]);

		if (part)
			reach_part(r, (size_t)(part - r->m->parts), bound);
	}
	for (size_t i = 0; i < r->m->part_count && include->dynamic && r->left;
	     i++)
		reach_part(r, i, bound);
}

static void reach_all(struct reach *r, struct bound_set outer,
		      const struct template *t)
{
	for (size_t i = 0; i < t->include_count && r->left; i++)
		reach_include(r, outer, &t->includes[i]);
}

/*
 * The sets of the parts that text and its includes lead to; NULL where that
 * is more work than it is worth.
 */
static const struct bound_set *reach(struct arena *a,
				     const struct message_text *m,
				     const struct template *text)
{
	struct reach r = { .arena = a, .m = m, .left = REACH_STEPS };

	r.bound = arena_zero(a, m->part_count, sizeof(*r.bound));
	r.queue = arena_zero(a, m->part_count, sizeof(*r.queue));
	r.queued = arena_zero(a, m->part_count, sizeof(*r.queued));
	for (size_t i = 0; i < m->part_count; i++)
		r.bound[i] = bound_all();
	reach_all(&r, bound_none(), text);
	while (r.count && r.left) {
		size_t part = r.queue[r.first];

		r.first = (r.first + 1) % m->part_count;
		r.count--;
		r.queued[part] = false;
		reach_all(&r, r.bound[part], &m->parts[part].t);
	}
	return r.left ? r.bound : NULL;
}

static void add_message(struct uses *uses, const struct message_text *m)
{
	const struct bound_set none = bound_none(), *bound;
	struct template_error why;
	struct template whole;
	bool read = m->expanded &&
		    template_read(uses->arena, m->language,
				  stream_source(uses->arena, m->stream),
				  m->options, m->option_count, &whole,
				  &why) == 0;
	const struct template *text = read ? &whole : &m->main.t;

	/* Too large when expanded: then each file by itself, with what is
	 * bound wherever it is included. */
	add_unbound(uses, text, &none);
	bound = reach(uses->arena, m, text);
	for (size_t i = 0; i < m->part_count; i++)
		if (!read || m->parts[i].kept)
			add_unbound(uses, &m->parts[i].t,
				    bound ? &bound[i] : &none);
}

static int by_name(const void *a, const void *b)
{
	const struct variable *x = a, *y = b;

	return str_compare(x->name, y->name);
}

int inferred_read(struct compare *c, const struct compat_side *side,
		  struct inferred *out)
{
	const struct store_effective *e = side->effective;
	struct uses uses = { .arena = c->arena };
	size_t n = 0;

	for (size_t i = 0; i < e->message_count; i++) {
		const struct message_text *m;
		int rc;

		if (e->messages[i].slot)
			continue;
		rc = message_text_read(c, side, i, &m);
		if (rc < 0)
			return rc;
		add_message(&uses, m);
	}
	if (uses.count)
		qsort(uses.items, uses.count, sizeof(*uses.items), by_name);
	out->names = arena_zero(c->arena, uses.count, sizeof(*out->names));
	out->optional = arena_zero(c->arena, uses.count, sizeof(bool));
	for (size_t i = 0; i < uses.count; i++) {
		const struct variable *v = &uses.items[i];

		if (n && str_eq(out->names[n - 1], v->name)) {
			out->optional[n - 1] &= v->optional;
			continue;
		}
		out->names[n] = v->name;
		out->optional[n++] = v->optional;
	}
	out->count = n;
	return 0;
}

static bool is_word(char ch)
{
	return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') ||
	       (ch >= '0' && ch <= '9') || ch == '_' ||
	       ((unsigned char)ch > 127 && ch != '\xff' && ch != '\xfe');
}

/* A stream with one word for another in its tags. */
static struct str replaced(struct arena *a, struct str stream,
			   struct str before, struct str after)
{
	struct buf b = buf_in(a);
	bool tag = false;
	size_t to;

	for (size_t i = 0; i < stream.n; i = to) {
		struct str word;

		for (to = i; to < stream.n && is_word(stream.p[to]); to++)
			;
		if (to == i)
			to++;
		word = str_cut(stream, i, to);
		if (word.p[0] == '\xff' || word.p[0] == '\xfe')
			tag = word.p[0] == '\xff';
		buf_add(&b, tag && str_eq(word, before) ? after : word);
	}
	return buf_str(&b);
}

int inferred_renamed(struct compare *c, struct str before, struct str after,
		     bool *out)
{
	const struct store_effective *x = c->from->effective;
	const struct store_effective *y = c->to->effective;
	const struct message_text *one, *two;

	*out = false;
	if (x->message_count != y->message_count)
		return 0;
	for (size_t i = 0; i < x->message_count; i++) {
		int rc;

		if (x->messages[i].slot || y->messages[i].slot)
			continue;
		rc = message_text_read(c, c->from, i, &one);
		if (rc == 0)
			rc = message_text_read(c, c->to, i, &two);
		if (rc < 0)
			return rc;
		if (!str_eq(replaced(c->arena, one->stream, before, after),
			    two->stream))
			return 0;
	}
	*out = true;
	return 0;
}
