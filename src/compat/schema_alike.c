#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "compat/schema_delta.h"
#include "syntax/json.h"

/* What is left out of a copy before it is compared. */
struct loose {
	bool texts; /* description and title */
	bool order; /* of `required`; that of members is json_canonical's */
};

/* Below these are values, where a "title" is not one. */
static bool holds_values(struct str name)
{
	return str_is(name, "enum") || str_is(name, "const") ||
	       str_is(name, "default") || str_is(name, "examples");
}

/* The members of these are named by the user: one may be called "title". */
static bool holds_names(struct str name)
{
	return str_is(name, "properties") || str_is(name, "$defs") ||
	       str_is(name, "definitions") ||
	       str_is(name, "patternProperties") ||
	       str_is(name, "dependentSchemas") ||
	       str_is(name, "dependentRequired") ||
	       str_is(name, "dependencies");
}

static bool is_text(const struct member *m)
{
	return m->value.kind == NODE_STRING &&
	       (str_is(m->name, "description") || str_is(m->name, "title"));
}

static int by_text(const void *a, const void *b)
{
	const struct node *x = a, *y = b;

	return str_compare(x->text, y->text);
}

static void sort_names(struct node *list)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].kind != NODE_STRING)
			return;
	if (list->count)
		qsort(list->items, list->count, sizeof(*list->items), by_text);
}

static struct node loosened(struct arena *a, const struct node *node,
			    struct loose loose, bool names);

static void loosened_members(struct arena *a, const struct node *node,
			     struct loose loose, bool names, struct node *copy)
{
	copy->members = arena_zero(a, node->count, sizeof(*copy->members));
	copy->count = 0;
	for (size_t i = 0; i < node->count; i++) {
		const struct member *m = &node->members[i];
		struct member *to = &copy->members[copy->count];

		if (!names && loose.texts && is_text(m))
			continue;
		*to = *m;
		copy->count++;
		if (!names && holds_values(m->name))
			continue;
		to->value = loosened(a, &m->value, loose,
				     !names && holds_names(m->name));
		if (!names && loose.order && str_is(m->name, "required") &&
		    to->value.kind == NODE_ARRAY)
			sort_names(&to->value);
	}
}

/*
 * A copy without what is loose; names: its members are named by the user.
 * Recursion is as deep as the tree is: NODE_DEPTH.
 */
static struct node loosened(struct arena *a, const struct node *node,
			    struct loose loose, bool names)
{
	struct node copy = *node;

	if (node->kind == NODE_ARRAY) {
		copy.items = arena_zero(a, node->count, sizeof(*copy.items));
		for (size_t i = 0; i < node->count; i++)
			copy.items[i] = loosened(a, &node->items[i], loose,
						 false);
	}
	if (node->kind == NODE_OBJECT)
		loosened_members(a, node, loose, names, &copy);
	return copy;
}

static bool equal(struct arena *a, const struct node *from,
		  const struct node *to, struct loose loose)
{
	enum json_order order = loose.order ? JSON_SORTED : JSON_KEPT;
	struct node x = loosened(a, from, loose, false);
	struct node y = loosened(a, to, loose, false);
	struct buf one = buf_in(a), two = buf_in(a);

	json_canonical(&one, &x, order);
	json_canonical(&two, &y, order);
	return str_eq(buf_str(&one), buf_str(&two));
}

enum alike schema_alike(const struct node *from, const struct node *to)
{
	static const struct {
		struct loose loose;
		enum alike alike;
	} rows[] = {
		{ { false, false }, ALIKE_EQUAL },
		{ { true, false }, ALIKE_TEXTS },
		{ { false, true }, ALIKE_ORDER },
		{ { true, true }, ALIKE_BOTH },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena scratch = { 0 };
		bool same = equal(&scratch, from, to, rows[i].loose);

		arena_free(&scratch);
		if (same)
			return rows[i].alike;
	}
	return ALIKE_NOT;
}

struct str schema_bare(struct arena *a, const struct node *schema)
{
	const struct loose loose = { true, true };
	struct node bare = loosened(a, schema, loose, false);
	struct buf b = buf_in(a);

	json_canonical(&b, &bare, JSON_SORTED);
	return buf_str(&b);
}
