/*
 * Variables: what the application passes. The new prompt must take all that
 * the old one took.
 *
 * compat_variables() is the one place that judges them: from declared schemas
 * by schema_deltas(), else from the names that the messages take.
 */
#include "compat/compare.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "compat/inferred.h"
#include "compat/message_change.h"
#include "compat/schema_delta.h"
#include "syntax/json.h"

static struct str place(struct arena *a, struct str name)
{
	return name.n ? str_fmt(a, "variables/%.*s",
				STR_ARG(compare_show(a, name))) :
			STR("variables");
}

static void renamed(struct compare *c, struct str before, struct str after)
{
	struct arena *a = c->arena;
	struct change *change = compare_add(
		c, CHANGE_VARIABLE_REMOVED, place(a, before),
		str_fmt(a, "variable %.*s is gone; renamed %.*s to %.*s?",
			STR_ARG(compare_show(a, before)),
			STR_ARG(compare_show(a, before)),
			STR_ARG(compare_show(a, after))));

	change->before = compare_show(a, before);
	change->after = compare_show(a, after);
}

/* ---- declared -------------------------------------------------------- */

static const enum change_kind kinds[DELTA_COUNT] = {
	[DELTA_ADDED] = CHANGE_VARIABLE_REQUIRED_ADDED,
	[DELTA_REMOVED] = CHANGE_VARIABLE_REMOVED,
	[DELTA_NOW_REQUIRED] = CHANGE_VARIABLE_BECAME_REQUIRED,
	[DELTA_NOW_OPTIONAL] = CHANGE_VARIABLE_WIDENED,
	[DELTA_TYPE_CHANGED] = CHANGE_VARIABLE_TYPE_CHANGED,
	[DELTA_TYPE_WIDENED] = CHANGE_VARIABLE_WIDENED,
	[DELTA_NULL_ADDED] = CHANGE_VARIABLE_WIDENED,
	[DELTA_TYPE_NARROWED] = CHANGE_VARIABLE_TYPE_NARROWED,
	[DELTA_VALUE_ADDED] = CHANGE_VARIABLE_WIDENED,
	[DELTA_VALUE_REMOVED] = CHANGE_VARIABLE_ENUM_VALUE_REMOVED,
	[DELTA_ENUM_ADDED] = CHANGE_VARIABLE_ENUM_ADDED,
	[DELTA_ENUM_DROPPED] = CHANGE_VARIABLE_WIDENED,
	[DELTA_RELAXED] = CHANGE_VARIABLE_WIDENED,
	[DELTA_TIGHTENED] = CHANGE_VARIABLE_CONSTRAINT_TIGHTENED,
	[DELTA_OPENED] = CHANGE_VARIABLE_WIDENED,
	[DELTA_CLOSED] = CHANGE_VARIABLE_CONSTRAINT_TIGHTENED,
	[DELTA_DEFAULT_CHANGED] = CHANGE_VARIABLE_DEFAULT_CHANGED,
	[DELTA_DEFAULT_REMOVED] = CHANGE_VARIABLE_DEFAULT_REMOVED,
	[DELTA_TEXT] = CHANGE_VARIABLE_WIDENED,
	[DELTA_ORDER] = CHANGE_VARIABLE_WIDENED,
	[DELTA_UNDECIDED] = CHANGE_VARIABLE_CONSTRAINT_TIGHTENED,
};

/* What is accepted is the same, and the model does not read the schema. */
static void add_harmless(struct compare *c, struct str where, struct str text)
{
	struct change *change = compare_add(c, CHANGE_VARIABLE_WIDENED, where,
					    text);

	if (change->needs > BUMP_PATCH)
		change->needs = BUMP_PATCH;
}

static void add_delta(struct compare *c, const struct delta *d)
{
	struct arena *a = c->arena;
	struct str where = place(a, d->property);
	struct str text = delta_text(a, "variable", d);
	enum change_kind kind = kinds[d->kind];
	struct change *change;

	if (d->kind == DELTA_TEXT || d->kind == DELTA_ORDER) {
		add_harmless(c, where, text);
		return;
	}
	if (d->kind == DELTA_ADDED && d->optional)
		kind = CHANGE_VARIABLE_OPTIONAL_ADDED;
	change = compare_add(c, kind, where, text);
	change->proven = d->kind != DELTA_UNDECIDED;
	change->before = d->before;
	change->after = d->after;
}

/* Whether one property vanished and an equal one appeared. */
static bool find_renamed(const struct deltas *d, const struct delta **from,
			 const struct delta **to)
{
	size_t removed = 0, added = 0;

	for (size_t i = 0; i < d->count; i++) {
		if (d->items[i].kind == DELTA_REMOVED) {
			*from = &d->items[i];
			removed++;
		} else if (d->items[i].kind == DELTA_ADDED) {
			*to = &d->items[i];
			added++;
		}
	}
	return removed == 1 && added == 1 &&
	       (*from)->optional == (*to)->optional &&
	       schema_alike((*from)->from, (*to)->to) == ALIKE_EQUAL;
}

static bool closed(const struct node *schema)
{
	const struct node *more = node_get(schema, "additionalProperties");

	return more && more->kind == NODE_FALSE;
}

static void declared(struct compare *c, const struct node *x,
		     const struct node *y)
{
	struct deltas d = schema_deltas(c->arena, x, y);
	const struct delta *from = NULL, *to = NULL;
	bool was_renamed = find_renamed(&d, &from, &to);
	struct delta all = { .kind = DELTA_UNDECIDED };
	size_t start = c->count;

	/* With others let in, what is declared anew was accepted before. */
	if (!closed(x) || !closed(y)) {
		add_delta(c, &all);
		return;
	}
	if (was_renamed)
		renamed(c, from->property, to->property);
	for (size_t i = 0; i < d.count; i++) {
		const struct delta *one = &d.items[i];

		if (was_renamed && (one == from || one == to))
			continue;
		if (one->kind != DELTA_ORDER)
			add_delta(c, one);
	}
	/* Only lists are left, whose order means nothing. */
	if (c->count == start)
		add_harmless(c, STR("variables"),
			     STR("what is declared comes in another order"));
}

static bool same_value(struct arena *a, const struct node *x,
		       const struct node *y)
{
	struct buf one = buf_in(a), two = buf_in(a);

	json_canonical(&one, x, JSON_SORTED);
	json_canonical(&two, y, JSON_SORTED);
	return str_eq(buf_str(&one), buf_str(&two));
}

/* Files that the schema refers to. */
static int parts(struct compare *c)
{
	const struct store_variables *x = c->from->effective->variables;
	const struct store_variables *y = c->to->effective->variables;
	struct arena *a = c->arena;
	size_t count;
	struct pair *pairs = compare_part_pairs(
		a, x->parts, x->part_count, y->parts, y->part_count, &count);

	for (size_t i = 0; i < count; i++) {
		struct pair p = pairs[i];
		struct node from, to;
		enum alike alike = ALIKE_NOT;
		struct str name, where;
		int rc;

		name = str_of(p.from != COMPARE_NONE ? x->parts[p.from].name :
						       y->parts[p.to].name);
		where = str_fmt(a, "variables/parts/%.*s",
				STR_ARG(compare_show(a, name)));
		if (p.from != COMPARE_NONE && p.to != COMPARE_NONE) {
			rc = compare_json(c, c->from, &x->parts[p.from].id,
					  "variables", &from);
			if (rc == 0)
				rc = compare_json(c, c->to, &y->parts[p.to].id,
						  "variables", &to);
			if (rc < 0)
				return rc;
			if (same_value(a, &from, &to))
				continue;
			alike = schema_alike(&from, &to);
		}
		if (alike != ALIKE_NOT)
			add_harmless(c, where,
				     STR("a schema is described in other "
					 "words"));
		else
			compare_add_unproven(
				c, CHANGE_VARIABLE_CONSTRAINT_TIGHTENED, where,
				STR("a schema that is referred to changed, "
				    "not proven to be compatible"));
	}
	return 0;
}

static struct map properties(struct arena *a, const struct node *schema)
{
	const struct node *list = node_get(schema, "properties");
	struct map names = map_in(a);

	for (size_t i = 0; list && list->kind == NODE_OBJECT && i < list->count;
	     i++)
		*map_put(&names, list->members[i].name) = &list->members[i];
	return names;
}

/* Declared on both sides, but in no message any more. */
static int unused(struct compare *c, const struct node *x, const struct node *y)
{
	struct map from = properties(c->arena, x);
	struct map to = properties(c->arena, y);
	struct inferred was = { 0 }, is = { 0 };
	struct pair *pairs;
	size_t count;
	int rc = inferred_read(c, c->from, &was);

	if (rc == 0)
		rc = inferred_read(c, c->to, &is);
	if (rc < 0)
		return rc;
	pairs = compare_pairs(c->arena, was.names, was.count, is.names,
			      is.count, &count);
	for (size_t i = 0; i < count; i++) {
		struct str name;

		if (pairs[i].to != COMPARE_NONE)
			continue;
		name = was.names[pairs[i].from];
		if (!map_get(&from, name) || !map_get(&to, name))
			continue;
		compare_add(c, CHANGE_VARIABLE_USE_REMOVED,
			    place(c->arena, name),
			    str_fmt(c->arena,
				    "variable %.*s is in no message any more",
				    STR_ARG(compare_show(c->arena, name))));
	}
	return 0;
}

static bool same_messages(const struct compare *c)
{
	const struct store_effective *x = c->from->effective;
	const struct store_effective *y = c->to->effective;

	if (x->message_count != y->message_count)
		return false;
	for (size_t i = 0; i < x->message_count; i++)
		if (!message_same(&x->messages[i], &y->messages[i]))
			return false;
	return true;
}

static int both_declared(struct compare *c)
{
	struct node x, y;
	int rc = compare_json(c, c->from,
			      &c->from->effective->variables->schema,
			      "variables", &x);

	if (rc == 0)
		rc = compare_json(c, c->to,
				  &c->to->effective->variables->schema,
				  "variables", &y);
	if (rc == 0 && !same_value(c->arena, &x, &y))
		declared(c, &x, &y);
	if (rc == 0)
		rc = parts(c);
	if (rc == 0 && !same_messages(c))
		rc = unused(c, &x, &y);
	return rc;
}

/* ---- not declared ---------------------------------------------------- */

/* The names of a declared schema, as if they were inferred. */
static int declared_names(struct compare *c, const struct compat_side *side,
			  struct inferred *out)
{
	struct arena *a = c->arena;
	const struct node *properties, *required;
	struct str *needed;
	struct pair *pairs;
	struct node schema;
	size_t needs = 0, count;
	int rc = compare_json(c, side, &side->effective->variables->schema,
			      "variables", &schema);

	if (rc < 0)
		return rc;
	properties = node_get(&schema, "properties");
	required = node_get(&schema, "required");
	out->count = properties && properties->kind == NODE_OBJECT ?
			     properties->count :
			     0;
	out->names = arena_zero(a, out->count, sizeof(*out->names));
	out->optional = arena_zero(a, out->count, sizeof(bool));
	for (size_t i = 0; i < out->count; i++)
		out->names[i] = properties->members[i].name;
	count = required && required->kind == NODE_ARRAY ? required->count : 0;
	needed = arena_zero(a, count, sizeof(*needed));
	for (size_t i = 0; i < count; i++)
		if (required->items[i].kind == NODE_STRING)
			needed[needs++] = required->items[i].text;
	pairs = compare_pairs(a, out->names, out->count, needed, needs, &count);
	for (size_t i = 0; i < count; i++)
		if (pairs[i].from != COMPARE_NONE)
			out->optional[pairs[i].from] = pairs[i].to ==
						       COMPARE_NONE;
	return 0;
}

static int names_of(struct compare *c, const struct compat_side *side,
		    struct inferred *out)
{
	return side->effective->variables ? declared_names(c, side, out) :
					    inferred_read(c, side, out);
}

static void add_name(struct compare *c, enum change_kind kind, struct str name,
		     const char *what)
{
	compare_add(c, kind, place(c->arena, name),
		    str_fmt(c->arena, "variable %.*s %s",
			    STR_ARG(compare_show(c->arena, name)), what));
}

static void add_pair(struct compare *c, const struct inferred *x,
		     const struct inferred *y, struct pair p)
{
	if (p.to == COMPARE_NONE)
		add_name(c, CHANGE_VARIABLE_REMOVED, x->names[p.from],
			 "was removed");
	else if (p.from == COMPARE_NONE && y->optional[p.to])
		add_name(c, CHANGE_VARIABLE_OPTIONAL_ADDED, y->names[p.to],
			 "may be passed");
	else if (p.from == COMPARE_NONE)
		add_name(c, CHANGE_VARIABLE_REQUIRED_ADDED, y->names[p.to],
			 "must be passed");
	else if (x->optional[p.from] && !y->optional[p.to])
		add_name(c, CHANGE_VARIABLE_BECAME_REQUIRED, y->names[p.to],
			 "is now required");
	else if (!x->optional[p.from] && y->optional[p.to])
		add_name(c, CHANGE_VARIABLE_WIDENED, y->names[p.to],
			 "is now optional");
}

/* Set *out to what vanished and what appeared in its place. */
static int find_new_name(struct compare *c, const struct inferred *x,
			 const struct inferred *y, const struct pair *pairs,
			 size_t count, struct pair *out)
{
	const struct pair *gone = NULL, *come = NULL;
	size_t lonely = 0;
	bool same = false;
	int rc;

	for (size_t i = 0; i < count; i++) {
		if (pairs[i].to == COMPARE_NONE)
			gone = &pairs[i];
		else if (pairs[i].from == COMPARE_NONE)
			come = &pairs[i];
		else
			continue;
		lonely++;
	}
	if (lonely != 2 || !gone || !come ||
	    x->optional[gone->from] != y->optional[come->to])
		return 0;
	rc = inferred_renamed(c, x->names[gone->from], y->names[come->to],
			      &same);
	if (same)
		*out = (struct pair){ gone->from, come->to };
	return rc;
}

static int by_names(struct compare *c)
{
	bool was = c->from->effective->variables != NULL;
	bool is = c->to->effective->variables != NULL;
	size_t start = c->count, count;
	struct pair moved = { COMPARE_NONE, COMPARE_NONE };
	struct inferred x = { 0 }, y = { 0 };
	struct pair *pairs;
	int rc = names_of(c, c->from, &x);

	if (rc == 0)
		rc = names_of(c, c->to, &y);
	if (rc < 0)
		return rc;
	pairs = compare_pairs(c->arena, x.names, x.count, y.names, y.count,
			      &count);
	if (!was && !is)
		rc = find_new_name(c, &x, &y, pairs, count, &moved);
	if (rc < 0)
		return rc;
	if (moved.from != COMPARE_NONE)
		renamed(c, x.names[moved.from], y.names[moved.to]);
	for (size_t i = 0; i < count; i++)
		if (moved.from == COMPARE_NONE ||
		    (pairs[i].from != COMPARE_NONE &&
		     pairs[i].to != COMPARE_NONE))
			add_pair(c, &x, &y, pairs[i]);
	if (was != is && c->count == start)
		compare_add(c, CHANGE_VARIABLE_WIDENED, STR("variables"),
			    str_of(is ? "variables are declared now, under "
					"the same names" :
					"variables are not declared any more; "
					"the names are the same"));
	return 0;
}

int compat_variables(struct compare *c)
{
	bool was = c->from->effective->variables != NULL;
	bool is = c->to->effective->variables != NULL;

	if (was && is)
		return both_declared(c);
	if (!was && !is && same_messages(c))
		return 0;
	return by_names(c);
}
