/* Values that are listed: each is shown to the validator. */
#include "schema/include_solve.h"

bool state_listed(const struct state *state)
{
	for (const struct fact *f = state->facts; f; f = f->next)
		if (f->kind == FACT_VALUES)
			return true;
	return false;
}

bool state_excludes(const struct state *state, const struct node *value)
{
	for (const struct fact *f = state->facts; f; f = f->next) {
		if (f->kind != FACT_NOT_VALUES)
			continue;
		for (size_t i = 0; i < f->value_count; i++)
			if (node_equal(&f->values[i], value))
				return true;
	}
	return false;
}

static enum sat bound_allows(struct solver *s, const struct fact *f,
			     const struct node *value)
{
	struct decimal number;
	int order;

	if (value->kind != NODE_NUMBER)
		return SAT_YES;
	if (decimal_parse(s->arena, value->text, &number) < 0)
		return SAT_UNKNOWN;
	if (f->kind == FACT_MULTIPLE || f->kind == FACT_NOT_MULTIPLE)
		return decimal_is_multiple(&number, f->number) ==
				       (f->kind == FACT_MULTIPLE) ?
			       SAT_YES :
			       SAT_NO;
	order = decimal_compare(&number, f->number);
	if (f->kind == FACT_UPPER)
		order = -order;
	return order > 0 || (order == 0 && !f->exclusive) ? SAT_YES : SAT_NO;
}

static uint64_t length(struct str s)
{
	uint64_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
	return n;
}

static enum sat text_allows(const struct fact *f, const struct node *value)
{
	if (value->kind != NODE_STRING)
		return SAT_YES;
	if (f->kind == FACT_MIN_LENGTH)
		return length(value->text) >= f->count ? SAT_YES : SAT_NO;
	if (f->kind == FACT_MAX_LENGTH)
		return length(value->text) <= f->count ? SAT_YES : SAT_NO;
	switch (pattern_matches(f->pattern, value->text)) {
	case SAT_NO:
		return f->kind == FACT_PATTERN ? SAT_NO : SAT_YES;
	case SAT_YES:
		return f->kind == FACT_PATTERN ? SAT_YES : SAT_NO;
	case SAT_UNKNOWN:
		break;
	}
	return SAT_UNKNOWN;
}

static enum sat shape_allows(struct solver *s, const struct fact *f,
			     const struct node *value)
{
	const struct member *m = node_member(value, f->name);

	switch ((int)f->kind) {
	case FACT_HAS:
		return m ? SAT_YES : SAT_NO;
	case FACT_LACKS:
		return m ? SAT_NO : SAT_YES;
	case FACT_SOME_PROPERTY:
		return m ? literal_check(s, &f->of, &m->value) : SAT_NO;
	case FACT_THIS_ITEM:
		return value->kind == NODE_ARRAY && f->count < value->count ?
			       literal_check(s, &f->of,
					     &value->items[f->count]) :
			       SAT_NO;
	case FACT_MIN_ITEMS:
		return value->kind != NODE_ARRAY || value->count >= f->count ?
			       SAT_YES :
			       SAT_NO;
	case FACT_MAX_ITEMS:
		return value->kind != NODE_ARRAY || value->count <= f->count ?
			       SAT_YES :
			       SAT_NO;
	case FACT_MIN_PROPERTIES:
		return value->kind != NODE_OBJECT || value->count >= f->count ?
			       SAT_YES :
			       SAT_NO;
	case FACT_MAX_PROPERTIES:
		return value->kind != NODE_OBJECT || value->count <= f->count ?
			       SAT_YES :
			       SAT_NO;
	default:
		return SAT_UNKNOWN;
	}
}

/* What the goal asks besides its schemas. */
static enum sat facts_allow(struct solver *s, const struct fact *facts,
			    const struct node *value)
{
	enum sat all = SAT_YES;

	for (const struct fact *f = facts; f; f = f->next) {
		enum sat one;

		if (f->kind == FACT_NOT_VALUES)
			continue; /* state_excludes has seen to it */
		if (f->kind >= FACT_LOWER && f->kind <= FACT_NOT_MULTIPLE)
			one = bound_allows(s, f, value);
		else if (f->kind >= FACT_MIN_LENGTH &&
			 f->kind <= FACT_NOT_PATTERN)
			one = text_allows(f, value);
		else
			one = shape_allows(s, f, value);
		if (one == SAT_NO)
			return one;
		if (one == SAT_UNKNOWN)
			all = one;
	}
	return all;
}

/* Tried against the whole goal: nothing else is there to satisfy. */
static enum sat attempt(struct solver *s, const struct state *state,
			const struct node *value, enum sat before,
			const struct node **witness)
{
	enum sat sat;

	if (before == SAT_YES || !(schema_type_of(value) & state->types) ||
	    state_excludes(state, value))
		return before;
	sat = goal_check(s, state->goal, value);
	if (sat != SAT_NO && state->goal->facts) {
		enum sat more = facts_allow(s, state->goal->facts, value);

		sat = more == SAT_YES ? sat : more;
	}
	if (sat == SAT_YES)
		*witness = value;
	return sat == SAT_NO ? before : sat;
}

enum sat solve_values(struct solver *s, const struct state *state,
		      const struct node **witness)
{
	static const struct node plain[] = { { .kind = NODE_NULL },
					     { .kind = NODE_FALSE },
					     { .kind = NODE_TRUE } };
	const struct fact *list = NULL;
	enum sat sat = SAT_NO;

	for (const struct fact *f = state->facts; f; f = f->next)
		if (f->kind == FACT_VALUES &&
		    (!list || f->value_count < list->value_count))
			list = f;
	if (list) {
		for (size_t i = 0; i < list->value_count; i++)
			sat = attempt(s, state, &list->values[i], sat, witness);
		return sat;
	}
	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++)
		sat = attempt(s, state, &plain[i], sat, witness);
	return sat;
}
