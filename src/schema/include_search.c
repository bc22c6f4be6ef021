#include "schema/include_search.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"

enum { ALPHABET = 200, LAST_DEPTH = 300, WAITING = 64 };

/* A text so far: what it came to, and how. */
struct step {
	struct automaton_set sets[SEARCH_AUTOMATA];
	const struct avoided *avoided; /* NULL: no longer one of them */
	uint32_t character;
	uint64_t length;
	const struct step *before;
};

struct hunt {
	struct solver *s;
	const struct text_search *search;
	uint32_t alphabet[ALPHABET];
	size_t letters;
	uint64_t least, most;
	struct step **queue;
	size_t count, room;
	struct map seen;
	bool cut; /* not all was looked at */
};

void search_init(struct text_search *search, struct arena *arena)
{
	*search = (struct text_search){ .arena = arena };
}

static struct avoided *below(struct avoided *node, uint32_t character)
{
	for (struct avoided *c = node->first; c; c = c->next)
		if (c->character == character)
			return c;
	return NULL;
}

void search_avoid(struct text_search *search, struct str text)
{
	struct avoided *at = &search->root;
	size_t i = 0;

	while (i < text.n) {
		uint32_t code;
		size_t n = text_decode(&code, text.p + i, text.n - i);
		struct avoided *c;

		if (n == 0)
			return;
		c = below(at, code);
		if (!c) {
			c = arena_zero(search->arena, 1, sizeof(*c));
			c->character = code;
			c->next = at->first;
			at->first = c;
		}
		at = c;
		i += n;
	}
	at->ends = true;
}

/* ---- the alphabet: one character of each kind that is told apart ------ */

struct edges {
	uint32_t *items;
	size_t count, room;
};

static void edge(struct hunt *h, struct edges *e, uint32_t at)
{
	if (at > AUTOMATON_LAST)
		return;
	e->items = arena_grow(h->s->arena, e->items, e->count, &e->room,
			      sizeof(*e->items));
	e->items[e->count++] = at;
}

static void avoided_edges(struct hunt *h, struct edges *e,
			  const struct avoided *node)
{
	const struct avoided *stack[WAITING] = { NULL };
	size_t top = 0;
	const struct avoided *c = node->first;

	/* Depth first without recursion: siblings wait. */
	while (c) {
		edge(h, e, c->character);
		edge(h, e, c->character + 1);
		if (c->next && top < WAITING)
			stack[top++] = c->next;
		else if (c->next)
			h->cut = true;
		c = c->first;
		if (!c && top > 0)
			c = stack[--top];
	}
}

static int by_code(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

/* A character of the range that is good to look at, or 0 if it has none. */
static uint32_t nice(uint32_t from, uint32_t to)
{
	static const char order[] = "a0AzZ9_-. ";

	for (const char *c = order; *c; c++)
		if (from <= (uint32_t)*c && (uint32_t)*c <= to)
			return (uint32_t)*c;
	if (from < 33 && to >= 33)
		return 33;
	if (from < 0xA1 && from > 126 && to >= 0xA1)
		return 0xA1;
	if (from >= 0xD800 && from <= 0xDFFF)
		return to > 0xDFFF ? 0xE000 : 0;
	return from;
}

static void alphabet(struct hunt *h)
{
	struct edges e = { 0 };
	uint32_t from;

	edge(h, &e, 0);
	/* A raw NUL is a text too, but a poor example. */
	edge(h, &e, 1);
	for (size_t i = 0; i < h->search->count; i++) {
		const struct automaton *m = h->search->automata[i];

		for (size_t j = 0; j < m->count; j++)
			for (size_t k = 0; k < m->nodes[j].count; k++) {
				edge(h, &e, m->nodes[j].ranges[k].from);
				edge(h, &e, m->nodes[j].ranges[k].to + 1);
			}
	}
	avoided_edges(h, &e, &h->search->root);
	qsort(e.items, e.count, sizeof(*e.items), by_code);
	for (size_t i = 0; i < e.count; i++) {
		uint32_t to = i + 1 < e.count ? e.items[i + 1] :
						AUTOMATON_LAST + 1;
		uint32_t code;

		from = e.items[i];
		if (from == to)
			continue;
		code = nice(from, to - 1);
		if (!code && from != 0)
			continue;
		if (h->letters == ALPHABET) {
			h->cut = true;
			break;
		}
		h->alphabet[h->letters++] = code;
	}
}

/* ---- the search ------------------------------------------------------ */

/* Note a step unless one that came to the same was there before. */
static void enqueue(struct hunt *h, const struct step *step)
{
	struct buf key = buf_in(h->s->arena);
	uint64_t length = step->length < h->least ? step->length : h->least;
	void **place;
	struct step *copy;

	for (size_t i = 0; i < h->search->count; i++) {
		/* As many words as it has nodes for. */
		buf_add(&key,
			(struct str){ (const char *)step->sets[i].word,
				      (h->search->automata[i]->count + 63) /
					      64 * sizeof(uint64_t) });
		buf_addc(&key, (char)('0' + step->sets[i].done +
				      2 * step->sets[i].first));
	}
	buf_add(&key, (struct str){ (const char *)&step->avoided,
				    sizeof(const void *) });
	buf_add(&key, (struct str){ (const char *)&length, sizeof(length) });
	place = map_put(&h->seen, buf_str(&key));
	if (*place)
		return;
	copy = arena_alloc(h->s->arena, sizeof(*copy));
	*copy = *step;
	*place = copy;
	h->queue = arena_grow(h->s->arena, h->queue, h->count, &h->room,
			      sizeof(struct step *));
	h->queue[h->count++] = copy;
}

static bool accepted(const struct hunt *h, const struct step *step)
{
	if (step->length < h->least || (step->avoided && step->avoided->ends))
		return false;
	for (size_t i = 0; i < h->search->count; i++)
		if (automaton_matches(h->search->automata[i], &step->sets[i]) !=
		    h->search->wanted[i])
			return false;
	return true;
}

static void extend(struct hunt *h, const struct step *from)
{
	for (size_t i = 0; i < h->letters; i++) {
		struct step next = *from;
		bool dead = false;

		next.before = from;
		next.character = h->alphabet[i];
		next.length++;
		if (from->avoided) {
			next.avoided = NULL;
			for (const struct avoided *c = from->avoided->first; c;
			     c = c->next)
				if (c->character == next.character)
					next.avoided = c;
		}
		for (size_t j = 0; j < h->search->count && !dead; j++) {
			automaton_step(h->search->automata[j], &next.sets[j],
				       next.character);
			dead = next.sets[j].done && !h->search->wanted[j];
		}
		if (!dead)
			enqueue(h, &next);
	}
}

static struct str spell(struct hunt *h, const struct step *step)
{
	size_t n = (size_t)step->length;
	uint32_t *codes = arena_alloc(h->s->arena, (n + 1) * sizeof(*codes));
	struct buf b = buf_in(h->s->arena);

	for (size_t i = n; i > 0; i--, step = step->before)
		codes[i - 1] = step->character;
	for (size_t i = 0; i < n; i++)
		text_encode(&b, codes[i]);
	return buf_str(&b);
}

enum sat search_text(struct solver *s, const struct text_search *search,
		     uint64_t least, uint64_t most, struct str *out)
{
	struct hunt h = { .s = s,
			  .search = search,
			  .least = least,
			  .most = most,
			  .seen = map_in(s->arena) };
	struct step first = { .avoided = &search->root };
	size_t cost = 1;

	if (least > LAST_DEPTH)
		return SAT_UNKNOWN;
	alphabet(&h);
	for (size_t i = 0; i < search->count; i++) {
		automaton_start(search->automata[i], &first.sets[i]);
		if (first.sets[i].done && !search->wanted[i])
			return SAT_NO;
	}
	for (size_t i = 0; i < search->count; i++)
		cost += h.letters * (1 + search->automata[i]->count / 64) / 8;
	enqueue(&h, &first);
	for (size_t at = 0; at < h.count; at++) {
		const struct step *step = h.queue[at];

		if (accepted(&h, step)) {
			*out = spell(&h, step);
			return SAT_YES;
		}
		if (h.count > SOLVE_STATES || !solver_step(s, cost))
			return SAT_UNKNOWN;
		if (step->length >= most)
			continue;
		extend(&h, step);
	}
	return h.cut ? SAT_UNKNOWN : SAT_NO;
}
