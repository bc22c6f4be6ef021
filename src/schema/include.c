#include "schema/include.h"

#include "base/arena.h"
#include "schema/include_report.h"

struct include_options include_options(enum include_direction direction,
				       enum include_readers readers)
{
	bool declared = readers == INCLUDE_DECLARED;

	return (struct include_options){
		.direction = direction,
		.closed_small = declared,
		.open_large = declared && direction == INCLUDE_OUTPUT,
	};
}

/* What both validators say of a witness; only then is it one. */
static bool confirmed(struct arena *scratch, const struct schema_set *small,
		      const struct schema_set *large,
		      const struct node *witness)
{
	return schema_validate(scratch, small, witness, NULL) == SCHEMA_VALID &&
	       schema_validate(scratch, large, witness, NULL) == SCHEMA_INVALID;
}

static void decide(struct solver *s, struct arena *a, struct goal *goal,
		   struct inclusion *out)
{
	const struct node *witness = NULL;

	out->verdict = INCLUSION_UNDECIDED;
	switch (solve(s, goal, &witness)) {
	case SAT_NO:
		out->verdict = INCLUSION_HOLDS;
		break;
	case SAT_YES:
		if (!witness) {
			out->verdict = INCLUSION_FAILS;
			break;
		}
		witness = report_copy(a, witness);
		if (!witness ||
		    !confirmed(s->arena, s->sets[0], s->sets[1], witness))
			break;
		out->verdict = INCLUSION_FAILS;
		out->witness = witness;
		break;
	case SAT_UNKNOWN:
		break;
	}
	out->steps_spent = s->spent;
}

/* Say what differs. The verdict is there already and stays. */
static void explain(struct solver *s, struct arena *a,
		    const struct include_options *options,
		    const struct literal *both, struct inclusion *out)
{
	struct report r = { .s = s, .arena = a, .options = options, .out = out };
	struct view view = { .large = both[1],
			     .instance = STR_EMPTY,
			     .place = both[0].schema };

	literals_add(s, &view.small, both[0]);
	report_view(&r, &view);
	for (size_t i = 0; i < out->count; i++)
		if (out->verdict == INCLUSION_UNDECIDED)
			out->items[i].verdict = out->verdict;
	if (!out->count) {
		struct finding f = { .kind = DIFFERENCE_SCHEMA,
				     .small = both[0].schema,
				     .large = both[1].schema,
				     .property = STR_EMPTY,
				     .instance = STR_EMPTY,
				     .sat = out->verdict == INCLUSION_FAILS ?
						    SAT_YES :
						    SAT_UNKNOWN,
				     .example = out->witness };

		report_finding(&r, &f);
	}
}

/* What a comparison may take of its own, where steps are shared. */
static size_t own_steps(const struct schema_set *small,
			const struct schema_set *large)
{
	return INCLUDE_OWN + INCLUDE_OWN_EACH * (small->count + large->count);
}

static size_t granted(const struct include_options *o, size_t own)
{
	size_t most = o->steps ? o->steps : INCLUDE_STEPS;

	if (!o->shared || most <= own || most - own <= *o->shared)
		return most;
	return own + *o->shared;
}

/* used is at most what was granted. */
static void pay(const struct include_options *o, size_t own, size_t used)
{
	if (o->shared && used > own)
		*o->shared -= used - own;
}

void schema_include(struct arena *a, const struct schema_set *small,
		    const struct schema_set *large,
		    const struct include_options *options,
		    struct inclusion *out)
{
	const struct include_options plain = include_options(INCLUDE_INPUT,
							     INCLUDE_STRICT);
	const struct include_options *o = options ? options : &plain;
	size_t own = own_steps(small, large);
	size_t steps = granted(o, own);
	struct arena scratch = { 0 };
	struct solver s;
	struct literal both[2] = {
		{ small->root, 0, SIGN_HOLDS,
		  (unsigned char)(o->closed_small ? MODE_CLOSED : 0) },
		{ large->root, 1, SIGN_FAILS,
		  (unsigned char)(o->open_large ? MODE_OPEN : 0) }
	};
	struct goal goal = { .literals = both, .count = 2, .types = TYPE_ANY };

	*out = (struct inclusion){ 0 };
	solver_init(&s, &scratch, small, large, steps);
	decide(&s, a, &goal, out);
	pay(o, own, steps - s.steps);
	if (out->verdict != INCLUSION_HOLDS) {
		steps = granted(o, own);
		s.steps = steps;
		s.spent = false;
		explain(&s, a, o, both, out);
		pay(o, own, steps - s.steps);
	}
	arena_free(&scratch);
}

void schema_compare(struct arena *a, const struct schema_set *old_set,
		    const struct schema_set *new_set,
		    const struct include_options *options,
		    struct inclusion *out)
{
	if (options && options->direction == INCLUDE_OUTPUT)
		schema_include(a, new_set, old_set, options, out);
	else
		schema_include(a, old_set, new_set, options, out);
}
