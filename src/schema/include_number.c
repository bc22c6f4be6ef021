/* Numbers between bounds, of a grid, and off other grids. */
#include "schema/include_solve.h"

#include "base/arena.h"
#include "schema/witness.h"

struct numbers {
	struct solver *s;
	const struct state *state;
	bool integer;
	struct schema_bound lower, upper;
	bool grid; /* only multiples of step */
	struct decimal step;
	bool unknown; /* some arithmetic was past its bounds */
};

static void tighten(struct schema_bound *bound, const struct fact *f, int sign)
{
	int order = bound->set ?
			    decimal_compare(f->number, &bound->value) * sign :
			    1;

	if (order < 0)
		return;
	if (order > 0)
		bound->exclusive = f->exclusive;
	else
		bound->exclusive |= f->exclusive;
	bound->set = true;
	bound->value = *f->number;
}

static void collect(struct numbers *n)
{
	struct decimal one = decimal_of(n->s->arena, 1);

	n->grid = n->integer;
	n->step = one;
	for (const struct fact *f = n->state->facts; f; f = f->next) {
		if (f->kind == FACT_LOWER)
			tighten(&n->lower, f, 1);
		if (f->kind == FACT_UPPER)
			tighten(&n->upper, f, -1);
		if (f->kind != FACT_MULTIPLE)
			continue;
		if (!n->grid)
			n->step = *f->number;
		else if (decimal_lcm(n->s->arena, &n->step, f->number,
				     &n->step) < 0)
			n->unknown = true;
		n->grid = true;
	}
}

/* Below the range, in it, above it. */
static int place(const struct numbers *n, const struct decimal *x)
{
	if (n->lower.set) {
		int order = decimal_compare(x, &n->lower.value);

		if (order < 0 || (order == 0 && n->lower.exclusive))
			return -1;
	}
	if (n->upper.set) {
		int order = decimal_compare(x, &n->upper.value);

		if (order > 0 || (order == 0 && n->upper.exclusive))
			return 1;
	}
	return 0;
}

/* Whether x is a solution; *node is x. */
static bool fits(const struct numbers *n, const struct decimal *x,
		 const struct node **node)
{
	if (place(n, x) != 0 || decimal_is_integer(x) != n->integer)
		return false;
	for (const struct fact *f = n->state->facts; f; f = f->next) {
		if (f->kind == FACT_NOT_MULTIPLE &&
		    decimal_is_multiple(x, f->number))
			return false;
		if (f->kind == FACT_MULTIPLE &&
		    !decimal_is_multiple(x, f->number))
			return false;
	}
	*node = witness_number(n->s->arena, decimal_text(n->s->arena, x));
	return !state_excludes(n->state, *node);
}

/* No multiple of the step is off this grid. */
static bool hopeless(const struct numbers *n)
{
	if (!n->integer && decimal_is_integer(&n->step))
		return true;
	for (const struct fact *f = n->state->facts; f; f = f->next)
		if (f->kind == FACT_NOT_MULTIPLE &&
		    decimal_is_multiple(&n->step, f->number))
			return true;
	return false;
}

/* Walk the grid from x by step until the range ends. */
static enum sat walk(struct numbers *n, struct decimal x, struct decimal step,
		     const struct node **node)
{
	for (int i = 0; i < SOLVE_TRIES; i++) {
		int where = place(n, &x);

		if (where != 0 && where == (step.negative ? -1 : 1))
			return SAT_NO;
		if (fits(n, &x, node))
			return SAT_YES;
		if (decimal_add(n->s->arena, &x, &step, &x) < 0)
			return SAT_UNKNOWN;
		if (i % 64 == 63 && !solver_step(n->s, 1))
			return SAT_UNKNOWN;
	}
	return SAT_UNKNOWN;
}

static enum sat on_grid(struct numbers *n, const struct node **node)
{
	struct decimal x = { .digits = STR_EMPTY };
	struct arena *a = n->s->arena;
	enum sat sat;

	if (hopeless(n))
		return SAT_NO;
	if (place(n, &x) != 0 && n->lower.set) {
		if (place(n, &x) < 0 &&
		    decimal_multiple_ceil(a, &n->lower.value, &n->step, &x) < 0)
			return SAT_UNKNOWN;
		if (place(n, &x) > 0 &&
		    decimal_multiple_floor(a, &n->upper.value, &n->step, &x) <
			    0)
			return SAT_UNKNOWN;
	} else if (place(n, &x) != 0) {
		if (decimal_multiple_floor(a, &n->upper.value, &n->step, &x) <
		    0)
			return SAT_UNKNOWN;
	}
	sat = walk(n, x, n->step, node);
	if (sat == SAT_YES)
		return sat;
	/* Upwards all is shown or tried; the other way too. */
	return walk(n, x, decimal_negate(n->step), node) == SAT_YES ?
		       SAT_YES :
	       sat == SAT_NO && walk(n, x, decimal_negate(n->step), node) ==
					SAT_NO ?
		       SAT_NO :
		       SAT_UNKNOWN;
}

/* digit * 10^exponent */
static struct decimal power(struct numbers *n, int digit, int exponent)
{
	struct decimal d = decimal_of(n->s->arena, digit);

	d.exponent += exponent;
	return d;
}

/* From base on, by steps that get finer and finer. */
static enum sat between(struct numbers *n, const struct decimal *base,
			bool down, int exponent, const struct node **node)
{
	for (int fine = 0; fine < 24; fine++)
		for (int digit = 5; digit < 9; digit++) {
			struct decimal x = power(n, digit, exponent - fine);

			if (down)
				x = decimal_negate(x);
			if (decimal_add(n->s->arena, base, &x, &x) == 0 &&
			    fits(n, &x, node))
				return SAT_YES;
		}
	return SAT_UNKNOWN;
}

static enum sat dense(struct numbers *n, const struct node **node)
{
	struct decimal zero = { .digits = STR_EMPTY }, gap;
	int order;

	if (!n->lower.set && !n->upper.set)
		return between(n, &zero, false, -1, node);
	if (!n->lower.set)
		return between(n, &n->upper.value, true, -1, node);
	if (!n->upper.set)
		return between(n, &n->lower.value, false, -1, node);
	order = decimal_compare(&n->lower.value, &n->upper.value);
	if (order > 0)
		return SAT_NO;
	if (order == 0)
		return fits(n, &n->lower.value, node) ? SAT_YES : SAT_NO;
	if (place(n, &zero) == 0 &&
	    between(n, &zero, false, -1, node) == SAT_YES)
		return SAT_YES;
	if (decimal_subtract(n->s->arena, &n->upper.value, &n->lower.value,
			     &gap) < 0)
		return SAT_UNKNOWN;
	order = gap.exponent + (int)gap.digits.n - 1;
	return between(n, &n->lower.value, false, order < 0 ? order : -1, node);
}

enum sat solve_number(struct solver *s, const struct state *state,
		      const struct node **witness)
{
	struct numbers n = { .s = s,
			     .state = state,
			     .integer = state->types == TYPE_INTEGER };

	collect(&n);
	if (n.lower.set && n.upper.set) {
		int order = decimal_compare(&n.lower.value, &n.upper.value);

		if (order > 0 ||
		    (order == 0 && (n.lower.exclusive || n.upper.exclusive)))
			return SAT_NO;
	}
	if (n.unknown)
		return SAT_UNKNOWN;
	return n.grid ? on_grid(&n, witness) : dense(&n, witness);
}
