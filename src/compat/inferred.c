#include "compat/inferred.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "compat/message_text.h"

struct uses {
	struct arena *arena;
	struct variable *items;
	size_t count, room;
};

static void add_all(struct uses *uses, const struct template *t)
{
	for (size_t i = 0; i < t->variable_count; i++) {
		uses->items = arena_grow(uses->arena, uses->items, uses->count,
					 &uses->room, sizeof(*uses->items));
		uses->items[uses->count++] = t->variables[i];
	}
}

static void add_message(struct uses *uses, const struct message_text *m)
{
	struct template_error why;
	struct template whole;
	bool read = m->expanded &&
		    template_read(uses->arena, m->language,
				  stream_source(uses->arena, m->stream),
				  m->options, m->option_count, &whole,
				  &why) == 0;

	/* Too large when expanded: then each file by itself, which at worst
	 * takes a name for a variable that another file sets. */
	add_all(uses, read ? &whole : &m->main.t);
	for (size_t i = 0; i < m->part_count; i++)
		if (!read || m->parts[i].kept)
			add_all(uses, &m->parts[i].t);
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
