/* What unevaluatedProperties and unevaluatedItems leave over. */
#include "schema/include_solve.h"

enum { EVALUATE_DEPTH = 32 };

struct question {
	const struct state *state;
	bool item; /* else a name */
	struct str name;
	uint64_t index;
};

static enum sat ask(const struct question *q, const struct schema *x, bool top,
		    int depth);

static enum sat either(enum sat x, enum sat y)
{
	if (x == SAT_YES || y == SAT_YES)
		return SAT_YES;
	return x == SAT_UNKNOWN || y == SAT_UNKNOWN ? SAT_UNKNOWN : SAT_NO;
}

/* Whether a schema in place holds in this state. */
static enum sat decided(const struct state *state, const struct schema *x)
{
	enum sat sat = SAT_UNKNOWN;

	for (const struct work *w = state->seen; w; w = w->next)
		/* Bare, it is on its way to failing. */
		if (w->literal.schema == x && !(w->literal.mode & MODE_BARE)) {
			if (w->literal.sign == SIGN_HOLDS)
				return SAT_YES;
			sat = SAT_NO;
		}
	return sat;
}

/* What a branch evaluates, if it holds. */
static enum sat perhaps(const struct question *q, const struct schema *x,
			int depth)
{
	enum sat what = ask(q, x, false, depth + 1);

	if (what == SAT_NO)
		return SAT_NO;
	switch (decided(q->state, x)) {
	case SAT_YES:
		return what;
	case SAT_NO:
		return SAT_NO;
	case SAT_UNKNOWN:
		break;
	}
	return SAT_UNKNOWN;
}

static enum sat own_name(const struct question *q, const struct schema *x)
{
	enum sat sat = SAT_NO;

	if (schema_property(x, q->name) || x->additional_properties)
		return SAT_YES;
	for (size_t i = 0; i < x->pattern_property_count; i++)
		sat = either(sat,
			     pattern_matches(&x->pattern_properties[i].pattern,
					     q->name));
	return sat;
}

static enum sat own_item(const struct question *q, const struct schema *x)
{
	if (x->items || q->index < x->prefix_items.count)
		return SAT_YES;
	return x->contains && x->contains_evaluates ? SAT_UNKNOWN : SAT_NO;
}

static bool lacks(const struct state *state, struct str name)
{
	for (const struct fact *f = state->facts; f; f = f->next)
		if (f->kind == FACT_LACKS && str_eq(f->name, name))
			return true;
	return false;
}

static enum sat branches(const struct question *q, const struct schema *x,
			 int depth)
{
	enum sat sat = SAT_NO;

	for (size_t i = 0; i < x->any_of.count; i++)
		sat = either(sat, perhaps(q, x->any_of.items[i], depth));
	for (size_t i = 0; i < x->one_of.count; i++)
		sat = either(sat, perhaps(q, x->one_of.items[i], depth));
	if (x->if_of) {
		enum sat test = decided(q->state, x->if_of);

		sat = either(sat, perhaps(q, x->if_of, depth));
		if (x->then_of && test != SAT_NO)
			sat = either(sat, perhaps(q, x->then_of, depth));
		if (x->else_of && test != SAT_YES)
			sat = either(sat, perhaps(q, x->else_of, depth));
	}
	for (size_t i = 0; i < x->dependent_schema_count; i++)
		if (!lacks(q->state, x->dependent_schemas[i].name))
			sat = either(sat,
				     perhaps(q, x->dependent_schemas[i].schema,
					     depth));
	return sat;
}

/* Depth is bounded; references in place may go round. */
static enum sat ask(const struct question *q, const struct schema *x, bool top,
		    int depth)
{
	enum sat sat;

	if (depth > EVALUATE_DEPTH || x->dynamic.target)
		return SAT_UNKNOWN;
	if (x->kind != SCHEMA_OBJECT)
		return SAT_NO;
	sat = q->item ? own_item(q, x) : own_name(q, x);
	if (sat == SAT_YES)
		return sat;
	if (!top && (q->item ? x->unevaluated_items != NULL :
			       x->unevaluated_properties != NULL))
		return SAT_YES;
	if (x->ref)
		sat = either(sat, ask(q, x->ref, false, depth + 1));
	for (size_t i = 0; i < x->all_of.count; i++)
		sat = either(sat, ask(q, x->all_of.items[i], false, depth + 1));
	return either(sat, branches(q, x, depth));
}

enum sat evaluates_name(const struct state *state, const struct schema *schema,
			struct str name, bool top)
{
	struct question q = { .state = state, .name = name };

	return ask(&q, schema, top, 0);
}

enum sat evaluates_item(const struct state *state, const struct schema *schema,
			uint64_t index, bool top)
{
	struct question q = { .state = state, .item = true, .index = index };

	return ask(&q, schema, top, 0);
}
