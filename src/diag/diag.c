#include "diag/diag.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"

struct sink sink_in(struct arena *a)
{
	return (struct sink){ .arena = a };
}

struct finding *sink_add(struct sink *sink, enum rule rule, struct str prompt,
			 struct str path, struct pos pos)
{
	struct finding *f;

	if (sink->count >= SINK_LIMIT) {
		sink->dropped++;
		if (rule_info(rule)->level == LEVEL_ERROR)
			sink->dropped_error = true;
		f = arena_zero(sink->arena, 1, sizeof(*f));
	} else {
		sink->items = arena_grow(sink->arena, sink->items, sink->count,
					 &sink->room, sizeof(*f));
		f = &sink->items[sink->count++];
	}
	*f = (struct finding){
		.rule = rule, .prompt = prompt, .path = path, .pos = pos
	};
	f->level = rule_info(rule)->level;
	return f;
}

void finding_help(struct finding *f, struct str command)
{
	if (f->help_count < FINDING_HELP)
		f->help[f->help_count++] = command;
}

void finding_key(struct finding *f, struct str key)
{
	if (f->key_count < FINDING_KEYS)
		f->keys[f->key_count++] = key;
}

void finding_chain(struct finding *f, struct str link)
{
	if (f->chain_count < FINDING_CHAIN)
		f->chain[f->chain_count++] = link;
}

static void add_field(struct buf *b, struct str field)
{
	buf_addf(b, "%zu:", field.n);
	buf_add(b, field);
}

/* Everything that a fingerprint covers, save the ordinal. */
static struct str identity(struct arena *a, const struct finding *f)
{
	struct buf b = buf_in(a);

	add_field(&b, str_of(rule_info(f->rule)->id));
	add_field(&b, f->prompt.n ? f->prompt : f->path);
	for (size_t i = 0; i < f->key_count; i++)
		add_field(&b, f->keys[i]);
	return buf_str(&b);
}

static int by_place(const void *x, const void *y)
{
	const struct finding *a = x, *b = y;
	int order = str_compare(a->prompt, b->prompt);

	if (order == 0)
		order = str_compare(a->path, b->path);
	if (order == 0)
		order = (a->pos.line > b->pos.line) -
			(a->pos.line < b->pos.line);
	if (order == 0)
		order = (a->pos.column > b->pos.column) -
			(a->pos.column < b->pos.column);
	if (order == 0)
		order = (int)a->rule - (int)b->rule;
	if (order == 0)
		order = str_compare(a->message, b->message);
	return order;
}

struct named {
	struct str identity;
	size_t index;
};

static int by_identity(const void *x, const void *y)
{
	const struct named *a = x, *b = y;
	int order = str_compare(a->identity, b->identity);

	return order ? order : (a->index > b->index) - (a->index < b->index);
}

void sink_finish(struct sink *sink)
{
	struct arena scratch = { 0 };
	struct named *names;
	size_t ordinal = 0;

	if (sink->count == 0)
		return;
	qsort(sink->items, sink->count, sizeof(*sink->items), by_place);
	names = arena_zero(&scratch, sink->count, sizeof(*names));
	for (size_t i = 0; i < sink->count; i++)
		names[i] = (struct named){ identity(&scratch, &sink->items[i]),
					   i };
	qsort(names, sink->count, sizeof(*names), by_identity);
	for (size_t i = 0; i < sink->count; i++) {
		struct buf whole = buf_in(&scratch);

		ordinal = i && str_eq(names[i].identity,
				      names[i - 1].identity) ?
				  ordinal + 1 :
				  0;
		buf_addf(&whole, "%zu.", ordinal);
		buf_add(&whole, names[i].identity);
		store_id_of(&sink->items[names[i].index].fingerprint,
			    whole.data, whole.len);
	}
	arena_free(&scratch);
}

enum level sink_worst(const struct sink *sink)
{
	enum level worst = sink->dropped_error ? LEVEL_ERROR : LEVEL_OFF;

	for (size_t i = 0; i < sink->count; i++) {
		const struct finding *f = &sink->items[i];

		if (!f->waived && !f->inherited && f->level > worst)
			worst = f->level;
	}
	return worst;
}

size_t sink_count(const struct sink *sink, enum level level)
{
	size_t count = 0;

	for (size_t i = 0; i < sink->count; i++) {
		const struct finding *f = &sink->items[i];

		if (!f->waived && !f->inherited && f->level == level)
			count++;
	}
	return count;
}
