#include "compat/compare.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "syntax/json.h"

struct change *compare_add(struct compare *c, enum change_kind kind,
			   struct str where, struct str message)
{
	c->items = arena_grow(c->arena, c->items, c->count, &c->room,
			      sizeof(*c->items));
	c->items[c->count] = (struct change){
		.kind = kind,
		.needs = c->policy->bumps[kind],
		.proven = true,
		.where = where,
		.message = message,
		.before = STR_EMPTY,
		.after = STR_EMPTY,
		.why = STR_EMPTY,
		.pointer = STR_EMPTY,
	};
	return &c->items[c->count++];
}

struct change *compare_add_unproven(struct compare *c, enum change_kind kind,
				    struct str where, struct str message)
{
	struct change *change = compare_add(c, kind, where, message);

	change->proven = false;
	return change;
}

int compare_bytes(struct compare *c, const struct compat_side *side,
		  const struct store_id *id, struct str *out)
{
	const struct object_reader *objects = &side->objects;
	char text[STORE_DIGEST_TEXT + 1];
	int rc = objects->read(objects->context, c->arena, id, out, c->err);

	if (rc == 0)
		return 0;
	store_id_write(id, text);
	return error_set(c->err, (enum error_code)rc,
			 "object %s could not be read", text);
}

int compare_json(struct compare *c, const struct compat_side *side,
		 const struct store_id *id, const char *name, struct node *out)
{
	struct syntax_error why;
	char text[STORE_DIGEST_TEXT + 1];
	struct str bytes;
	int rc = compare_bytes(c, side, id, &bytes);

	if (rc < 0)
		return rc;
	if (json_read(c->arena, bytes, out, &why) == 0)
		return 0;
	store_id_write(id, text);
	return error_set(c->err, ERROR_REFUSED, "%s: object %s: line %u: %s",
			 name, text, why.pos.line, why.text);
}

struct str compare_show(struct arena *a, struct str s)
{
	struct buf b = buf_in(a);
	size_t i;

	for (i = 0; i < s.n && b.len < COMPARE_SHOWN - 3; i++) {
		char ch = s.p[i];
		bool space = ch == '\n' || ch == '\r' || ch == '\t';

		buf_addc(&b, space ? ' ' : ch);
	}
	if (i == s.n)
		return buf_str(&b);
	/* Cut before a character, not in it. */
	while (i > 0 && ((unsigned char)s.p[i] & 0xc0) == 0x80)
		i--;
	return str_fmt(a, "%.*s...", STR_ARG(str_cut(buf_str(&b), 0, i)));
}

struct str compare_show_node(struct arena *a, const struct node *node)
{
	struct buf b = buf_in(a);

	if (!node)
		return STR_EMPTY;
	json_compact(&b, node);
	return compare_show(a, buf_str(&b));
}

struct named {
	struct str name;
	size_t index;
};

static int by_name(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	int order = str_compare(x->name, y->name);

	return order ? order : (x->index > y->index) - (x->index < y->index);
}

static struct named *sorted(struct arena *a, const struct str *names,
			    size_t count)
{
	struct named *list = arena_zero(a, count, sizeof(*list));

	for (size_t i = 0; i < count; i++)
		list[i] = (struct named){ names[i], i };
	if (count)
		qsort(list, count, sizeof(*list), by_name);
	return list;
}

struct pair *compare_pairs(struct arena *a, const struct str *from,
			   size_t from_count, const struct str *to,
			   size_t to_count, size_t *count)
{
	struct named *x = sorted(a, from, from_count);
	struct named *y = sorted(a, to, to_count);
	struct pair *pairs = arena_zero(a, from_count + to_count,
					sizeof(*pairs));
	size_t i = 0, j = 0, n = 0;

	while (i < from_count || j < to_count) {
		int order = i == from_count ? 1 :
			    j == to_count   ? -1 :
					      str_compare(x[i].name, y[j].name);

		pairs[n].from = order <= 0 ? x[i++].index : COMPARE_NONE;
		pairs[n++].to = order >= 0 ? y[j++].index : COMPARE_NONE;
	}
	*count = n;
	return pairs;
}

static int by_from(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;

	return (x->from > y->from) - (x->from < y->from);
}

bool compare_reordered(const struct pair *pairs, size_t count)
{
	struct arena scratch = { 0 };
	struct pair *both = arena_zero(&scratch, count, sizeof(*both));
	bool reordered = false;
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		if (pairs[i].from != COMPARE_NONE &&
		    pairs[i].to != COMPARE_NONE)
			both[n++] = pairs[i];
	if (n)
		qsort(both, n, sizeof(*both), by_from);
	for (size_t i = 1; i < n; i++)
		reordered = reordered || both[i].to < both[i - 1].to;
	arena_free(&scratch);
	return reordered;
}

static struct str *part_names(struct arena *a, const struct store_part *parts,
			      size_t count)
{
	struct str *names = arena_zero(a, count, sizeof(*names));

	for (size_t i = 0; i < count; i++)
		names[i] = str_of(parts[i].name);
	return names;
}

struct pair *compare_part_pairs(struct arena *a, const struct store_part *from,
				size_t from_count, const struct store_part *to,
				size_t to_count, size_t *count)
{
	return compare_pairs(a, part_names(a, from, from_count), from_count,
			     part_names(a, to, to_count), to_count, count);
}
