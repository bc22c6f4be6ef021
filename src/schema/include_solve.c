#include "schema/include_solve.h"

#include <stdlib.h>

#include "base/arena.h"

struct memo {
	enum { MEMO_ACTIVE, MEMO_NONE, MEMO_NO, MEMO_YES, MEMO_UNKNOWN } state;
	bool assumed; /* while active: somebody leaned on it */
	const struct node *witness;
};

static void note(struct solver *s, size_t side, const struct schema *x)
{
	if (x->dynamic.target)
		s->dynamic[side] = true;
	if ((x->additional_properties &&
	     x->additional_properties->kind == SCHEMA_FALSE) ||
	    (x->unevaluated_properties &&
	     x->unevaluated_properties->kind == SCHEMA_FALSE))
		s->closes[side] = true;
}

void solver_init(struct solver *s, struct arena *arena,
		 const struct schema_set *small, const struct schema_set *large,
		 size_t steps)
{
	*s = (struct solver){ .arena = arena,
			      .sets = { small, large },
			      .steps = steps,
			      .memo = map_in(arena),
			      .pairs = map_in(arena),
			      .alike = map_in(arena),
			      .automata = map_in(arena) };
	for (size_t i = 0; i < 2; i++)
		for (size_t j = 0; j < s->sets[i]->count; j++)
			note(s, i, s->sets[i]->all[j]);
}

bool solver_step(struct solver *s, size_t n)
{
	if (s->steps < n) {
		s->steps = 0;
		s->spent = true;
		return false;
	}
	s->steps -= n;
	return true;
}

/* A reference and nothing else is what it refers to: so that goals meet. */
static const struct schema *target(const struct schema *x)
{
	for (int i = 0; i < 20 && x->ref && !x->dynamic.target &&
			x->node->kind == NODE_OBJECT && x->node->count == 1;
	     i++)
		x = x->ref;
	return x;
}

void literals_add(struct solver *s, struct literals *list,
		  struct literal literal)
{
	literal.schema = target(literal.schema);
	for (size_t i = 0; i < list->count; i++) {
		struct literal *x = &list->items[i];

		if (x->schema == literal.schema && x->side == literal.side &&
		    x->sign == literal.sign && x->mode == literal.mode)
			return;
	}
	list->items = arena_grow(s->arena, list->items, list->count,
				 &list->room, sizeof(*list->items));
	list->items[list->count++] = literal;
}

enum sat literal_check(struct solver *s, const struct literal *literal,
		       const struct node *value)
{
	size_t steps = SCHEMA_STEPS / 10;

	/* Below the root it may depend on the way there. */
	if (!solver_step(s, 2) ||
	    (s->dynamic[literal->side] &&
	     literal->schema != s->sets[literal->side]->root))
		return SAT_UNKNOWN;
	switch (schema_validate_by(s->arena, s->sets[literal->side],
				   literal->schema, value, &steps, NULL)) {
	case SCHEMA_VALID:
		return literal->sign == SIGN_HOLDS ? SAT_YES : SAT_NO;
	case SCHEMA_INVALID:
		return literal->sign == SIGN_FAILS ? SAT_YES : SAT_NO;
	case SCHEMA_UNDECIDED:
		break;
	}
	return SAT_UNKNOWN;
}

enum sat goal_check(struct solver *s, const struct goal *goal,
		    const struct node *value)
{
	enum sat all = SAT_YES;

	if (!(schema_type_of(value) & goal->types))
		return SAT_NO;
	for (size_t i = 0; i < goal->count; i++) {
		enum sat one = literal_check(s, &goal->literals[i], value);

		if (one == SAT_NO)
			return SAT_NO;
		if (one == SAT_UNKNOWN)
			all = SAT_UNKNOWN;
	}
	return all;
}

/* ---- states ---------------------------------------------------------- */

/* Take an option into the state; false: it cannot be. */
static bool take(struct solver *s, struct state *state, const struct option *o)
{
	state->types &= o->types;
	if (!state->types)
		return false;
	for (const struct fact *f = o->facts; f; f = f->next)
		state->facts = fact_push(s, state->facts, *f);
	for (size_t i = 0; i < o->count; i++) {
		struct work *w = arena_alloc(s->arena, sizeof(*w));

		*w = (struct work){ o->literals[i], state->todo };
		state->todo = w;
	}
	return true;
}

/* Expand all that is to do, and take choices that have one way only. */
static bool propagate(struct solver *s, struct state *state)
{
	for (;;) {
		const struct choice *kept = NULL;
		bool taken = false;

		while (state->todo) {
			struct literal next = state->todo->literal;

			state->todo = state->todo->next;
			if (!solver_step(s, 1))
				return true;
			if (!expand(s, state, next) || !state->types)
				return false;
		}
		for (const struct choice *c = state->choices; c; c = c->next) {
			const struct option *only = NULL;
			size_t open = 0;
			struct choice *copy;

			for (const struct option *o = c->options; o;
			     o = o->next)
				if (o->types & state->types) {
					open++;
					only = o;
				}
			if (open == 0)
				return false;
			if (open == 1) {
				if (!take(s, state, only))
					return false;
				taken = true;
				continue;
			}
			copy = arena_alloc(s->arena, sizeof(*copy));
			*copy = *c;
			copy->next = kept;
			kept = copy;
		}
		state->choices = kept;
		if (!taken)
			return true;
	}
}

/* One type; what its file says, with pending choices left out. */
static enum sat leaf(struct solver *s, const struct state *state,
		     const struct node **witness)
{
	enum sat sat;

	*witness = NULL;
	if (!solver_step(s, 1))
		return SAT_UNKNOWN;
	if (state_listed(state) || state->types & (TYPE_NULL | TYPE_BOOLEAN))
		return solve_values(s, state, witness);
	if (state->types & TYPE_NUMBER)
		sat = solve_number(s, state, witness);
	else if (state->types & TYPE_STRING)
		sat = solve_string(s, state, witness);
	else if (state->types & TYPE_ARRAY)
		sat = solve_array(s, state, witness);
	else
		sat = solve_object(s, state, witness);
	/* Something was left out: the validator has the last word. */
	if (sat == SAT_YES && state->opaque && !state->choices &&
	    (!*witness || goal_check(s, state->goal, *witness) != SAT_YES))
		return SAT_UNKNOWN;
	return sat;
}

/* Whether a choice that is still open says which names may occur. */
static bool names_open(const struct state *state)
{
	for (const struct choice *c = state->choices; c; c = c->next)
		for (const struct option *o = c->options; o; o = o->next)
			for (size_t i = 0; i < o->count; i++)
				if (o->literals[i].sign == SIGN_HOLDS &&
				    (o->literals[i].mode & MODE_CLOSED))
					return true;
	return false;
}

/* Whether a value that was found with choices left out happens to be one. */
static bool lucky(struct solver *s, const struct state *state,
		  const struct node *value)
{
	const struct goal *goal = state->goal;

	if (!value || goal->facts || names_open(state))
		return false;
	/* Opened, a schema accepts more than the validator says. */
	for (size_t i = 0; i < goal->count; i++)
		if ((goal->literals[i].mode & MODE_OPEN) &&
		    s->closes[goal->literals[i].side])
			return false;
	return goal_check(s, goal, value) == SAT_YES;
}

static bool refuted(struct solver *s, struct state state,
		    const struct node **found)
{
	const struct node *value = NULL;
	enum sat sat;

	if (!propagate(s, &state))
		return true;
	sat = leaf(s, &state, &value);
	if (sat == SAT_YES && found && lucky(s, &state, value))
		*found = value;
	return sat == SAT_NO;
}

static bool refuted_with(struct solver *s, const struct state *state,
			 const struct option *o, const struct node **found)
{
	struct state copy = *state;

	return !take(s, &copy, o) || refuted(s, copy, found);
}

static const struct choice *without(struct solver *s, const struct choice *list,
				    const struct choice *gone)
{
	const struct choice *kept = NULL;

	for (; list; list = list->next) {
		struct choice *copy;

		if (list->options == gone->options)
			continue;
		copy = arena_alloc(s->arena, sizeof(*copy));
		*copy = *list;
		copy->next = kept;
		kept = copy;
	}
	return kept;
}

static const struct work *unseen(struct solver *s, const struct work *list,
				 const struct schema *gone)
{
	const struct work *kept = NULL;

	for (; list; list = list->next) {
		struct work *copy;

		if (list->literal.schema == gone &&
		    list->literal.sign == SIGN_FAILS)
			continue;
		copy = arena_alloc(s->arena, sizeof(*copy));
		*copy = (struct work){ list->literal, kept };
		kept = copy;
	}
	return kept;
}

/* Whether a choice says nothing new: its schema fails in any case. */
static bool entailed(struct solver *s, const struct state *state,
		     const struct choice *c)
{
	struct literal holds = c->whole;
	struct option o = { .types = TYPE_ANY, .literals = &holds, .count = 1 };
	struct goal alone = { .literals = &holds,
			      .count = 1,
			      .types = state->goal->types };
	struct state rest = *state;

	if (!c->whole.schema)
		return false;
	holds.sign = SIGN_HOLDS;
	/* The whole goal may say that it fails: that must not be asked. */
	rest.goal = &alone;
	rest.choices = without(s, state->choices, c);
	rest.seen = unseen(s, state->seen, c->whole.schema);
	return refuted_with(s, &rest, &o, NULL);
}

/* Whether a schema that must fail includes one that holds. */
static bool contradicted(struct solver *s, const struct state *state,
			 const struct choice *c)
{
	if (!c->whole.schema)
		return false;
	for (const struct work *w = state->seen; w; w = w->next) {
		struct literal l = w->literal;

		/* Others in the same place may declare names too. */
		l.mode &= (unsigned char)~MODE_CLOSED;
		if (l.sign == SIGN_HOLDS &&
		    !(l.mode & (MODE_BARE | MODE_OPEN)) &&
		    fast_include(s, l, c->whole))
			return true;
	}
	return false;
}

/* The options of a choice that are not refuted at once. */
static const struct option *viable(struct solver *s, const struct state *state,
				   const struct choice *c, size_t *count,
				   const struct node **found)
{
	const struct option *left = NULL;

	*count = 0;
	for (const struct option *o = c->options; o; o = o->next) {
		struct option *mine;

		if (!(o->types & state->types) ||
		    refuted_with(s, state, o, found))
			continue;
		if (*found)
			return left;
		mine = arena_alloc(s->arena, sizeof(*mine));
		*mine = *o;
		mine->next = left;
		left = mine;
		++*count;
	}
	return left;
}

/*
 * Look one step ahead: drop choices that hold anyway and options that are
 * refuted at once. *best is the choice with the fewest options left, NULL if
 * no choice is left. *found is a value, if one turned up. false: the state is
 * refuted.
 */
static bool look_ahead(struct solver *s, struct state *state,
		       const struct choice **best, const struct node **found)
{
	const struct choice *kept = NULL;
	size_t least = SIZE_MAX;
	bool positive = false;

	*best = NULL;
	for (const struct choice *c = state->choices; c; c = c->next)
		positive |= !c->whole.schema;
	for (const struct choice *c = state->choices; c; c = c->next) {
		const struct option *left = c->options;
		struct choice *copy;
		size_t open = SIZE_MAX;

		if (contradicted(s, state, c))
			return false;
		/* What it is comes first: then most of what it must not be
		 * is settled. */
		if (!positive || !c->whole.schema) {
			if (state->choices->next && entailed(s, state, c)) {
				/* It no longer speaks for what follows. */
				state->choices = without(s, state->choices, c);
				continue;
			}
			left = viable(s, state, c, &open, found);
			if (*found)
				return true;
			if (open == 0)
				return false;
		}
		copy = arena_alloc(s->arena, sizeof(*copy));
		*copy = (struct choice){ left, c->whole, kept };
		kept = copy;
		if (open < least) {
			least = open;
			*best = copy;
		}
	}
	state->choices = kept;
	return true;
}

static enum sat run(struct solver *s, struct state state,
		    const struct node **witness);

/* Try the options of a choice one after the other. */
static enum sat branch(struct solver *s, const struct state *state,
		       const struct choice *choice, const struct node **witness)
{
	enum sat all = SAT_NO;

	for (const struct option *o = choice->options; o; o = o->next) {
		struct state copy = *state;
		enum sat one;

		copy.choices = without(s, state->choices, choice);
		if (!take(s, &copy, o))
			continue;
		one = run(s, copy, witness);
		if (one == SAT_YES)
			return one;
		if (one == SAT_UNKNOWN)
			all = one;
		if (s->spent)
			return SAT_UNKNOWN;
	}
	return all;
}

/* A state of one type. */
static enum sat run_type(struct solver *s, struct state *state,
			 const struct node **witness)
{
	const struct choice *best;
	const struct node *found = NULL;
	enum sat sat = leaf(s, state, witness);

	/* A list was tried to its end, against the whole goal. */
	if (sat == SAT_NO || !state->choices || state_listed(state) ||
	    state->types & (TYPE_NULL | TYPE_BOOLEAN))
		return sat;
	if (sat == SAT_YES && lucky(s, state, *witness))
		return sat;
	if (!look_ahead(s, state, &best, &found))
		return s->spent ? SAT_UNKNOWN : SAT_NO;
	*witness = found;
	if (found)
		return SAT_YES;
	if (!best)
		return leaf(s, state, witness);
	return branch(s, state, best, witness);
}

static enum sat run(struct solver *s, struct state state,
		    const struct node **witness)
{
	enum sat all = SAT_NO;

	if (s->depth >= SOLVE_DEPTH || !solver_step(s, 1))
		return SAT_UNKNOWN;
	s->depth++;
	if (!propagate(s, &state))
		state.types = 0;
	if (s->spent)
		all = SAT_UNKNOWN;
	for (unsigned bit = 1; bit < TYPE_ANY && !s->spent; bit <<= 1) {
		struct state copy = state;
		enum sat one;

		copy.types &= bit;
		if (!copy.types || !propagate(s, &copy))
			continue;
		one = run_type(s, &copy, witness);
		if (one == SAT_YES) {
			s->depth--;
			return one;
		}
		if (one == SAT_UNKNOWN)
			all = one;
	}
	s->depth--;
	return s->spent ? SAT_UNKNOWN : all;
}

/* ---- goals ----------------------------------------------------------- */

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

/* The same goals have the same name. */
static struct str goal_name(struct solver *s, const struct goal *goal)
{
	uint32_t *ids = arena_alloc(s->arena, (goal->count + 1) * sizeof(*ids));

	for (size_t i = 0; i < goal->count; i++) {
		const struct literal *l = &goal->literals[i];

		ids[i + 1] = (uint32_t)l->schema->id << 8 |
			     (uint32_t)l->side << 7 | (uint32_t)l->sign << 6 |
			     l->mode;
	}
	qsort(ids + 1, goal->count, sizeof(*ids), by_number);
	ids[0] = goal->types;
	return (struct str){ (const char *)ids,
			     (goal->count + 1) * sizeof(*ids) };
}

/* Answered without taking anything apart. */
static bool at_once(struct solver *s, const struct goal *goal, enum sat *out)
{
	const struct literal *fails = NULL;
	size_t count = 0, closed = 0;

	for (size_t i = 0; i < goal->count; i++) {
		const struct literal *l = &goal->literals[i];

		if ((l->schema->kind == SCHEMA_FALSE &&
		     l->sign == SIGN_HOLDS) ||
		    (l->schema->kind == SCHEMA_TRUE && l->sign == SIGN_FAILS)) {
			*out = SAT_NO;
			return true;
		}
		if (l->sign == SIGN_FAILS) {
			fails = l;
			count++;
		}
		closed += (l->mode & MODE_CLOSED) != 0;
	}
	if (count != 1)
		return false;
	for (size_t i = 0; i < goal->count; i++) {
		struct literal l = goal->literals[i];

		/* Each may declare names that the other does not. */
		if (closed > 1)
			l.mode &= (unsigned char)~MODE_CLOSED;
		if (l.sign == SIGN_HOLDS &&
		    !(l.mode & (MODE_OPEN | MODE_BARE)) &&
		    fast_include(s, l, *fails)) {
			*out = SAT_NO;
			return true;
		}
	}
	return false;
}

static enum sat start(struct solver *s, const struct goal *goal,
		      const struct node **witness)
{
	struct state state = { .goal = goal,
			       .types = goal->types,
			       .facts = goal->facts };

	for (size_t i = goal->count; i > 0; i--) {
		struct work *w = arena_alloc(s->arena, sizeof(*w));

		*w = (struct work){ goal->literals[i - 1], state.todo };
		state.todo = w;
	}
	return run(s, state, witness);
}

/* Forget what leaned on a goal that was taken to have no value. */
static void forget(struct solver *s, size_t from)
{
	while (s->trail_count > from) {
		struct memo *m = s->trail[--s->trail_count];

		if (m->state == MEMO_NO)
			m->state = MEMO_NONE;
	}
}

static enum sat remembered(struct solver *s, const struct goal *goal,
			   const struct node **witness)
{
	void **place = map_put(&s->memo, goal_name(s, goal));
	struct memo *m = *place;
	size_t from = s->trail_count;
	enum sat sat;

	if (!m) {
		*place = m = arena_zero(s->arena, 1, sizeof(*m));
		m->state = MEMO_NONE;
	}
	if (m->state == MEMO_ACTIVE)
		m->assumed = true;
	if (m->state == MEMO_ACTIVE || m->state == MEMO_NO)
		return SAT_NO;
	if (m->state != MEMO_NONE) {
		*witness = m->witness;
		return m->state == MEMO_YES ? SAT_YES : SAT_UNKNOWN;
	}
	m->state = MEMO_ACTIVE;
	m->assumed = false;
	if (!at_once(s, goal, &sat))
		sat = start(s, goal, witness);
	if (sat != SAT_NO && m->assumed)
		forget(s, from);
	m->state = sat == SAT_NO  ? MEMO_NO :
		   sat == SAT_YES ? MEMO_YES :
				    MEMO_UNKNOWN;
	m->witness = sat == SAT_YES ? *witness : NULL;
	if (sat == SAT_NO) {
		s->trail = arena_grow(s->arena, s->trail, s->trail_count,
				      &s->trail_room, sizeof(struct memo *));
		s->trail[s->trail_count++] = m;
	}
	return sat;
}

enum sat solve(struct solver *s, const struct goal *goal,
	       const struct node **witness)
{
	enum sat sat;

	*witness = NULL;
	if (s->depth >= SOLVE_DEPTH || !solver_step(s, 1))
		return SAT_UNKNOWN;
	s->depth++;
	if (goal->facts)
		sat = at_once(s, goal, &sat) ? SAT_NO : start(s, goal, witness);
	else
		sat = remembered(s, goal, witness);
	s->depth--;
	return sat;
}
