#include "compat/schema_keyword.h"

#include "base/arena.h"
#include "base/buf.h"
#include "compat/compare.h"
#include "syntax/json.h"

/* One keyword; from or to is NULL where the schema has it not. */
struct keyword {
	struct deltas *d;
	struct str property, name;
	const struct node *from, *to;
};

static void add(const struct keyword *k, enum delta_kind kind)
{
	struct delta *delta = delta_add(k->d, kind, k->property, k->name);

	delta->before = compare_show_node(k->d->arena, k->from);
	delta->after = compare_show_node(k->d->arena, k->to);
}

void schema_add_alike(struct deltas *d, struct str property, struct str keyword,
		      enum alike alike)
{
	if (alike == ALIKE_TEXTS || alike == ALIKE_BOTH)
		delta_add(d, DELTA_TEXT, property, keyword);
	if (alike == ALIKE_ORDER || alike == ALIKE_BOTH)
		delta_add(d, DELTA_ORDER, property, keyword);
	if (alike == ALIKE_NOT)
		delta_add(d, DELTA_UNDECIDED, property, keyword);
}

/* ---- type ------------------------------------------------------------ */

enum { TYPE_NULL = 1, TYPE_ANY = 127 };

/* The types as bits; number is integer and fraction. 0: not understood. */
static unsigned types(const struct node *type)
{
	static const struct {
		const char *name;
		unsigned bits;
	} rows[] = {
		{ "null", TYPE_NULL }, { "boolean", 2 },  { "object", 4 },
		{ "array", 8 },	       { "integer", 16 }, { "number", 16 | 32 },
		{ "string", 64 },
	};
	unsigned bits = 0;
	size_t i;

	if (!type)
		return TYPE_ANY;
	if (type->kind == NODE_ARRAY) {
		for (i = 0; i < type->count; i++) {
			unsigned one = type->items[i].kind == NODE_STRING ?
					       types(&type->items[i]) :
					       0;

			if (!one)
				return 0;
			bits |= one;
		}
		return bits;
	}
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (type->kind == NODE_STRING &&
		    str_is(type->text, rows[i].name))
			return rows[i].bits;
	return 0;
}

static void type(const struct keyword *k)
{
	unsigned from = types(k->from), to = types(k->to);

	if (!from || !to)
		add(k, DELTA_UNDECIDED);
	else if (from == to)
		add(k, DELTA_ORDER);
	else if ((from & to) == from)
		add(k, (to & ~from) == TYPE_NULL ? DELTA_NULL_ADDED :
						   DELTA_TYPE_WIDENED);
	else if ((from & to) == to)
		add(k, DELTA_TYPE_NARROWED);
	else
		add(k, DELTA_TYPE_CHANGED);
}

/* ---- enum ------------------------------------------------------------ */

static struct str *values(struct arena *a, const struct node *list)
{
	struct str *out = arena_zero(a, list->count, sizeof(*out));

	for (size_t i = 0; i < list->count; i++) {
		struct buf b = buf_in(a);

		json_canonical(&b, &list->items[i], JSON_SORTED);
		out[i] = buf_str(&b);
	}
	return out;
}

static void enumeration(const struct keyword *k)
{
	struct arena *a = k->d->arena;
	bool added = false, removed = false;
	const struct str *last = NULL;
	struct str *x, *y;
	struct pair *pairs;
	size_t count;

	if (!k->from || !k->to) {
		add(k, k->to ? DELTA_ENUM_ADDED : DELTA_ENUM_DROPPED);
		return;
	}
	if (k->from->kind != NODE_ARRAY || k->to->kind != NODE_ARRAY) {
		add(k, DELTA_UNDECIDED);
		return;
	}
	x = values(a, k->from);
	y = values(a, k->to);
	pairs = compare_pairs(a, x, k->from->count, y, k->to->count, &count);
	/* A value that is listed twice is no other value. */
	for (size_t i = 0; i < count; i++) {
		struct str value = pairs[i].from != COMPARE_NONE ?
					   x[pairs[i].from] :
					   y[pairs[i].to];
		bool again = last && str_eq(*last, value);

		if (pairs[i].from != COMPARE_NONE &&
		    pairs[i].to != COMPARE_NONE)
			last = &x[pairs[i].from];
		else if (!again && pairs[i].from == COMPARE_NONE)
			added = true;
		else if (!again)
			removed = true;
	}
	if (removed)
		add(k, DELTA_VALUE_REMOVED);
	if (added)
		add(k, DELTA_VALUE_ADDED);
	if (!added && !removed)
		add(k, DELTA_ORDER);
}

/* ---- bounds and all else --------------------------------------------- */

/* 1: accepts less the smaller it is, -1: the larger it is, 0: no bound. */
static int bound(struct str name)
{
	static const char *const upper[] = { "maximum", "exclusiveMaximum",
					     "maxLength", "maxItems",
					     "maxProperties" };
	static const char *const lower[] = { "minimum", "exclusiveMinimum",
					     "minLength", "minItems",
					     "minProperties" };

	for (size_t i = 0; i < sizeof(upper) / sizeof(*upper); i++) {
		if (str_is(name, upper[i]))
			return 1;
		if (str_is(name, lower[i]))
			return -1;
	}
	return 0;
}

static bool number(const struct node *node)
{
	return !node || node->kind == NODE_NUMBER;
}

static void limit(const struct keyword *k)
{
	int order;

	/* The fourth draft has a boolean exclusiveMaximum. */
	if (!number(k->from) || !number(k->to)) {
		add(k, DELTA_UNDECIDED);
		return;
	}
	if (!k->from || !k->to)
		order = k->from ? 1 : -1;
	else
		order = json_number_compare(k->to->text, k->from->text) *
			bound(k->name);
	add(k, order > 0 ? DELTA_RELAXED : DELTA_TIGHTENED);
}

static void pattern(const struct keyword *k)
{
	if (!k->from)
		add(k, DELTA_TIGHTENED);
	else if (!k->to)
		add(k, DELTA_RELAXED);
	else
		add(k, DELTA_UNDECIDED);
}

static bool is_false(const struct node *node)
{
	return node && node->kind == NODE_FALSE;
}

static void additional(const struct keyword *k)
{
	if (is_false(k->from))
		add(k, DELTA_OPENED);
	else if (is_false(k->to))
		add(k, DELTA_CLOSED);
	else
		add(k, DELTA_UNDECIDED);
}

static bool about_itself(struct str name)
{
	return str_is(name, "description") || str_is(name, "title") ||
	       str_is(name, "examples") || str_is(name, "$comment");
}

static void keyword(const struct keyword *k)
{
	enum alike alike = ALIKE_NOT;

	if (k->from && k->to) {
		struct member one = { .name = k->name, .value = *k->from };
		struct member two = { .name = k->name, .value = *k->to };
		struct node x = { .kind = NODE_OBJECT,
				  .members = &one,
				  .count = 1 };
		struct node y = { .kind = NODE_OBJECT,
				  .members = &two,
				  .count = 1 };

		/* As members, so that it is known what the keyword holds. */
		alike = schema_alike(&x, &y);
	}
	if (alike == ALIKE_EQUAL)
		return;
	if (about_itself(k->name))
		add(k, DELTA_TEXT);
	else if (str_is(k->name, "default"))
		add(k, DELTA_DEFAULT_CHANGED);
	else if (alike != ALIKE_NOT)
		schema_add_alike(k->d, k->property, k->name, alike);
	else if (str_is(k->name, "type"))
		type(k);
	else if (str_is(k->name, "enum"))
		enumeration(k);
	else if (bound(k->name))
		limit(k);
	else if (str_is(k->name, "pattern") || str_is(k->name, "multipleOf"))
		pattern(k);
	else if (str_is(k->name, "additionalProperties"))
		additional(k);
	else
		add(k, DELTA_UNDECIDED);
}

static struct str *names(struct arena *a, const struct node *schema)
{
	struct str *out = arena_zero(a, schema->count, sizeof(*out));

	for (size_t i = 0; i < schema->count; i++)
		out[i] = schema->members[i].name;
	return out;
}

void schema_keywords(struct deltas *d, struct str property, bool whole,
		     const struct node *from, const struct node *to)
{
	size_t start = d->count, count;
	enum alike alike = schema_alike(from, to);
	struct pair *pairs;

	if (alike == ALIKE_EQUAL)
		return;
	/*
	 * In older drafts a $ref hides what stands beside it; of what is no
	 * object nothing is known.
	 */
	if (from->kind != NODE_OBJECT || to->kind != NODE_OBJECT ||
	    node_get(from, "$ref") || node_get(to, "$ref")) {
		schema_add_alike(d, property, STR_EMPTY, alike);
		return;
	}
	pairs = compare_pairs(d->arena, names(d->arena, from), from->count,
			      names(d->arena, to), to->count, &count);
	for (size_t i = 0; i < count; i++) {
		struct keyword k = { .d = d, .property = property };

		if (pairs[i].from != COMPARE_NONE)
			k.from = &from->members[pairs[i].from].value;
		if (pairs[i].to != COMPARE_NONE)
			k.to = &to->members[pairs[i].to].value;
		k.name = k.from ? from->members[pairs[i].from].name :
				  to->members[pairs[i].to].name;
		if (whole && (str_is(k.name, "properties") ||
			      str_is(k.name, "required")))
			continue;
		keyword(&k);
	}
	if (d->count == start && !whole)
		schema_add_alike(d, property, STR_EMPTY, alike);
}
