/*
 * Variables: what the application passes. The new prompt must take all that
 * the old one took.
 *
 * compat_variables() is the one place that judges them: from declared schemas
 * by inclusion, else from the names that the messages take.
 */
#include "compat/compare.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "compat/inferred.h"
#include "compat/contract.h"
#include "compat/message_change.h"
#include "compat/passage.h"
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
	[DELTA_BRANCH_ADDED] = CHANGE_VARIABLE_WIDENED,
	[DELTA_RELAXED] = CHANGE_VARIABLE_WIDENED,
	[DELTA_TIGHTENED] = CHANGE_VARIABLE_CONSTRAINT_TIGHTENED,
	[DELTA_OPENED] = CHANGE_VARIABLE_WIDENED,
	[DELTA_CLOSED] = CHANGE_VARIABLE_CONSTRAINT_TIGHTENED,
	[DELTA_DEFAULT_CHANGED] = CHANGE_VARIABLE_DEFAULT_CHANGED,
	[DELTA_DEFAULT_REMOVED] = CHANGE_VARIABLE_DEFAULT_REMOVED,
	[DELTA_TEXT] = CHANGE_VARIABLE_WIDENED,
	[DELTA_ORDER] = CHANGE_VARIABLE_WIDENED,
	[DELTA_SAME] = CHANGE_VARIABLE_WIDENED,
	[DELTA_UNDECIDED] = CHANGE_VARIABLE_CONSTRAINT_TIGHTENED,
};

static enum change_kind kind_of(const struct delta *d, enum change_kind kind,
				enum bump *most)
{
	/* The model does not read the schema. */
	if (d->kind == DELTA_TEXT || d->kind == DELTA_ORDER ||
	    d->kind == DELTA_SAME)
		*most = BUMP_PATCH;
	return d->kind == DELTA_ADDED && d->optional ?
		       CHANGE_VARIABLE_OPTIONAL_ADDED :
		       kind;
}

/* Whether one property vanished and an equal one appeared. */
static bool find_renamed(const struct deltas *d, const struct delta **from,
			 const struct delta **to)
{
	size_t removed = 0, added = 0;

	for (size_t i = 0; i < d->count; i++) {
		const struct delta *one = &d->items[i];

		if (str_find(one->property, '/', 1) < one->property.n)
			continue;
		if (one->kind == DELTA_REMOVED) {
			*from = one;
			removed++;
		} else if (one->kind == DELTA_ADDED) {
			*to = one;
			added++;
		}
	}
	return removed == 1 && added == 1 &&
	       (*from)->optional == (*to)->optional &&
	       schema_alike((*from)->from, (*to)->to) == ALIKE_EQUAL;
}

static int declared(struct compare *c, const struct node *x,
		    const struct node *y)
{
	const struct store_variables *from = c->from->effective->variables;
	const struct store_variables *to = c->to->effective->variables;
	const struct contract k = {
		.name = "variables",
		.from = { x, STR_EMPTY, from->parts, from->part_count },
		.to = { y, STR_EMPTY, to->parts, to->part_count },
		.direction = CONTRACT_IN
	};
	const struct contract_terms terms = {
		.kinds = kinds,
		.compatible = CHANGE_VARIABLE_WIDENED,
		.broken = CHANGE_VARIABLE_CONSTRAINT_TIGHTENED,
		.where = STR("variables"),
		.subject = STR_EMPTY,
		.noun = "variable",
		.from = &from->schema,
		.to = &to->schema,
		.kind = kind_of,
	};
	const struct delta *gone = NULL, *come = NULL;
	struct contract_result r;
	size_t start = c->count;
	bool was_renamed;
	int rc = contract_compare(c, &k, &r);

	if (rc < 0)
		return rc;
	was_renamed = r.verdict == CONTRACT_BROKEN &&
		      find_renamed(&r.deltas, &gone, &come);
	if (was_renamed)
		renamed(c, str_cut(gone->property, 1, gone->property.n),
			str_cut(come->property, 1, come->property.n));
	for (size_t i = 0; i < r.deltas.count; i++) {
		const struct delta *one = &r.deltas.items[i];

		/* Lists whose order means nothing. */
		if ((was_renamed && (one == gone || one == come)) ||
		    (one->kind == DELTA_ORDER && r.deltas.count > 1))
			continue;
		contract_add(c, &terms, &r, one);
	}
	contract_finish(c, &terms, &r, start);
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
	if (rc == 0)
		rc = declared(c, &x, &y);
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

/* Whether its texts gave it a default, and do no more. */
static int lost_default(struct compare *c, struct str name, bool *out)
{
	const struct passages *x = NULL, *y = NULL;
	bool was, is;
	int rc = passages_read(c, c->from, &x);

	if (rc == 0)
		rc = passages_read(c, c->to, &y);
	if (rc < 0 || !x || !y)
		return rc;
	(void)passages_defaults(x, name, &was);
	(void)passages_defaults(y, name, &is);
	*out = was && !is;
	return 0;
}

static int became_required(struct compare *c, struct str name)
{
	bool lost = false;
	int rc = lost_default(c, name, &lost);

	if (rc == 0 && lost)
		add_name(c, CHANGE_VARIABLE_DEFAULT_REMOVED, name,
			 "lost its default and must be passed");
	else if (rc == 0)
		add_name(c, CHANGE_VARIABLE_BECAME_REQUIRED, name,
			 "is now required");
	return rc;
}

static int add_pair(struct compare *c, const struct inferred *x,
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
		return became_required(c, y->names[p.to]);
	else if (!x->optional[p.from] && y->optional[p.to])
		add_name(c, CHANGE_VARIABLE_WIDENED, y->names[p.to],
			 "is now optional");
	return 0;
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
	for (size_t i = 0; rc == 0 && i < count; i++)
		if (moved.from == COMPARE_NONE ||
		    (pairs[i].from != COMPARE_NONE &&
		     pairs[i].to != COMPARE_NONE))
			rc = add_pair(c, &x, &y, pairs[i]);
	if (rc == 0 && was != is && c->count == start)
		compare_add(c, CHANGE_VARIABLE_WIDENED, STR("variables"),
			    str_of(is ? "variables are declared now, under "
					"the same names" :
					"variables are not declared any more; "
					"the names are the same"));
	return rc;
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
