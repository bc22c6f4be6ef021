#include "compat/schema_delta.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/map.h"
#include "compat/compare.h"
#include "compat/schema_keyword.h"
#include "syntax/json.h"

/* The names in `required`, sorted. */
struct names {
	struct str *items;
	size_t count;
};

static int by_bytes(const void *a, const void *b)
{
	const struct str *x = a, *y = b;

	return str_compare(*x, *y);
}

static struct names required(struct arena *a, const struct node *schema)
{
	const struct node *list = node_get(schema, "required");
	struct names names = { 0 };

	if (!list || list->kind != NODE_ARRAY)
		return names;
	names.items = arena_zero(a, list->count, sizeof(*names.items));
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].kind == NODE_STRING)
			names.items[names.count++] = list->items[i].text;
	if (names.count)
		qsort(names.items, names.count, sizeof(*names.items), by_bytes);
	return names;
}

static bool holds(const struct names *names, struct str name)
{
	return names->count && bsearch(&name, names->items, names->count,
				       sizeof(*names->items), by_bytes);
}

struct delta *delta_add(struct deltas *d, enum delta_kind kind,
			struct str property, struct str keyword)
{
	d->items = arena_grow(d->arena, d->items, d->count, &d->room,
			      sizeof(*d->items));
	d->items[d->count] = (struct delta){ .kind = kind,
					     .property = property,
					     .keyword = keyword,
					     .before = STR_EMPTY,
					     .after = STR_EMPTY };
	return &d->items[d->count++];
}

static struct str *member_names(struct arena *a, const struct node *object)
{
	size_t count = object ? object->count : 0;
	struct str *names = arena_zero(a, count, sizeof(*names));

	for (size_t i = 0; i < count; i++)
		names[i] = object->members[i].name;
	return names;
}

/* Two properties of one name; was, is: whether each is required. */
static void property(struct deltas *d, const struct member *from,
		     const struct member *to, bool was, bool is)
{
	size_t start = d->count;
	bool lost_default = false;

	schema_keywords(d, from->name, false, &from->value, &to->value);
	for (size_t i = start; !was && is && i < d->count; i++) {
		struct delta *delta = &d->items[i];

		if (delta->kind == DELTA_DEFAULT_CHANGED && !delta->after.n) {
			delta->kind = DELTA_DEFAULT_REMOVED;
			lost_default = true;
		}
	}
	if (was && !is)
		delta_add(d, DELTA_NOW_OPTIONAL, from->name, STR_EMPTY);
	if (!was && is && !lost_default)
		delta_add(d, DELTA_NOW_REQUIRED, from->name, STR_EMPTY);
}

/* One that only one of the schemas has. */
static void lonely(struct deltas *d, enum delta_kind kind,
		   const struct member *m, bool needed)
{
	struct delta *delta = delta_add(d, kind, m->name, STR_EMPTY);
	struct str shown = compare_show_node(d->arena, &m->value);

	delta->optional = !needed;
	if (kind == DELTA_ADDED) {
		delta->to = &m->value;
		delta->after = shown;
	} else {
		delta->from = &m->value;
		delta->before = shown;
	}
}

/* Names that are required and declared nowhere: nothing is known of them. */
static void undeclared(struct deltas *d, const struct names *a,
		       const struct names *b, const struct node *x,
		       const struct node *y)
{
	struct map declared = map_in(d->arena);
	size_t count;
	struct pair *pairs = compare_pairs(d->arena, a->items, a->count,
					   b->items, b->count, &count);

	for (size_t i = 0; x && i < x->count; i++)
		*map_put(&declared, x->members[i].name) = d;
	for (size_t i = 0; y && i < y->count; i++)
		*map_put(&declared, y->members[i].name) = d;
	for (size_t i = 0; i < count; i++) {
		struct str name;

		if ((pairs[i].from == COMPARE_NONE) ==
		    (pairs[i].to == COMPARE_NONE))
			continue;
		name = pairs[i].from != COMPARE_NONE ? a->items[pairs[i].from] :
						       b->items[pairs[i].to];
		if (map_get(&declared, name))
			continue;
		delta_add(d, DELTA_UNDECIDED, STR_EMPTY, STR("required"));
		return;
	}
}

static void properties(struct deltas *d, const struct node *from,
		       const struct node *to)
{
	const struct node *x = node_get(from, "properties");
	const struct node *y = node_get(to, "properties");
	struct names was = required(d->arena, from);
	struct names is = required(d->arena, to);
	size_t count;
	struct pair *pairs = compare_pairs(
		d->arena, member_names(d->arena, x), x ? x->count : 0,
		member_names(d->arena, y), y ? y->count : 0, &count);

	for (size_t i = 0; i < count; i++) {
		const struct member *a = NULL, *b = NULL;

		if (pairs[i].from != COMPARE_NONE)
			a = &x->members[pairs[i].from];
		if (pairs[i].to != COMPARE_NONE)
			b = &y->members[pairs[i].to];
		if (a && b)
			property(d, a, b, holds(&was, a->name),
				 holds(&is, a->name));
		else if (a)
			lonely(d, DELTA_REMOVED, a, holds(&was, a->name));
		else if (b)
			lonely(d, DELTA_ADDED, b, holds(&is, b->name));
	}
	undeclared(d, &was, &is, x, y);
	if (compare_reordered(pairs, count))
		delta_add(d, DELTA_ORDER, STR_EMPTY, STR("properties"));
}

/* Whether `properties` and `required` of a schema are as they should be. */
static bool readable(const struct node *schema)
{
	const struct node *p = node_get(schema, "properties");
	const struct node *r = node_get(schema, "required");

	return schema->kind == NODE_OBJECT && (!p || p->kind == NODE_OBJECT) &&
	       (!r || r->kind == NODE_ARRAY);
}

struct deltas schema_deltas(struct arena *a, const struct node *from,
			    const struct node *to)
{
	struct deltas d = { .arena = a };
	enum alike alike = schema_alike(from, to);

	if (alike == ALIKE_EQUAL)
		return d;
	if (readable(from) && readable(to)) {
		schema_keywords(&d, STR_EMPTY, true, from, to);
		properties(&d, from, to);
	}
	if (d.count == 0)
		schema_add_alike(&d, STR_EMPTY, STR_EMPTY, alike);
	return d;
}

struct str delta_text(struct arena *a, const char *noun,
		      const struct delta *delta)
{
	static const char *const says[DELTA_COUNT] = {
		[DELTA_ADDED] = "was added",
		[DELTA_REMOVED] = "was removed",
		[DELTA_NOW_REQUIRED] = "is now required",
		[DELTA_NOW_OPTIONAL] = "is now optional",
		[DELTA_TYPE_CHANGED] = "has another type",
		[DELTA_TYPE_WIDENED] = "may have more types",
		[DELTA_NULL_ADDED] = "may now be null",
		[DELTA_TYPE_NARROWED] = "may have fewer types",
		[DELTA_VALUE_ADDED] = "may have new values",
		[DELTA_VALUE_REMOVED] = "may have fewer of the listed values",
		[DELTA_ENUM_ADDED] = "may have only listed values now",
		[DELTA_ENUM_DROPPED] =
			"may have any value, not only listed ones",
		[DELTA_RELAXED] = "may have more values",
		[DELTA_TIGHTENED] = "may have fewer values",
		[DELTA_OPENED] = "may have members that are not declared",
		[DELTA_CLOSED] = "may have declared members only",
		[DELTA_DEFAULT_CHANGED] = "has another default",
		[DELTA_DEFAULT_REMOVED] = "lost its default and is required",
		[DELTA_TEXT] = "is described in other words",
		[DELTA_ORDER] = "has its members in another order",
		[DELTA_UNDECIDED] = "changed, not proven to be compatible",
	};
	struct str text = delta->property.n ?
				  str_fmt(a, "%s %.*s", noun,
					  STR_ARG(compare_show(
						  a, delta->property))) :
				  STR("the schema");

	if (!delta->keyword.n)
		return str_fmt(a, "%.*s %s", STR_ARG(text), says[delta->kind]);
	return str_fmt(a, "%.*s %s (%.*s)", STR_ARG(text), says[delta->kind],
		       STR_ARG(compare_show(a, delta->keyword)));
}
