/* Objects: which members there are, and what each must be. */
#include "schema/include_solve.h"

#include "base/arena.h"
#include "schema/include_member.h"
#include "schema/witness.h"

enum { COPIES = 4, FILL = 256 };

/* A literal that the value of a name must satisfy besides its rules. */
struct extra {
	struct str name;
	struct literal literal;
	bool bare; /* the name alone is wanted */
	const struct extra *next;
};

struct object {
	struct solver *s;
	const struct state *state;
	struct members m;
	uint64_t least, most;
	struct names names; /* to choose from */
	bool named;
	const struct fact **some; /* existential, the name to be chosen */
	size_t some_count, some_room;
	const struct extra *extras; /* with a name */
	bool unsure;		    /* a case was not looked at to its end */
	bool larger;		    /* one more member was tried */
};

struct present {
	struct str *names;
	const struct node **values;
	size_t count, room, value_room;
	struct map set;
};

static void extra(struct object *o, struct str name,
		  const struct literal *literal)
{
	struct extra *x = arena_zero(o->s->arena, 1, sizeof(*x));

	x->name = name;
	x->bare = !literal;
	if (literal)
		x->literal = *literal;
	x->next = o->extras;
	o->extras = x;
}

static void collect(struct object *o)
{
	for (const struct fact *f = o->state->facts; f; f = f->next) {
		switch ((int)f->kind) {
		case FACT_MIN_PROPERTIES:
			if (f->count > o->least)
				o->least = f->count;
			break;
		case FACT_MAX_PROPERTIES:
			if (f->count < o->most)
				o->most = f->count;
			break;
		case FACT_SOME_PROPERTY:
			extra(o, f->name, &f->of);
			break;
		case FACT_SOME_PATTERN:
		case FACT_SOME_ADDITIONAL:
		case FACT_SOME_UNEVALUATED:
		case FACT_SOME_NAME:
			o->some = arena_grow(o->s->arena, o->some,
					     o->some_count, &o->some_room,
					     sizeof(*o->some));
			o->some[o->some_count++] = f;
			break;
		default:
			break;
		}
	}
}

/* The value of a name with all that is asked of it. */
static enum sat member(struct object *o, struct str name,
		       const struct node **value)
{
	struct literals list = { 0 };
	struct goal goal = { .types = TYPE_ANY };

	if (!member_rules(&o->m, name, &list))
		return SAT_NO;
	for (const struct extra *x = o->extras; x; x = x->next)
		if (!x->bare && str_eq(x->name, name))
			literals_add(o->s, &list, x->literal);
	goal.literals = list.items;
	goal.count = list.count;
	return solve(o->s, &goal, value);
}

static void add_name(struct object *o, struct present *p, struct str name)
{
	void **place = map_put(&p->set, name);

	if (*place)
		return;
	*place = p;
	p->names = arena_grow(o->s->arena, p->names, p->count, &p->room,
			      sizeof(*p->names));
	p->names[p->count++] = name;
}

/* All names that must be there, with those that they ask for. */
static void gather(struct object *o, struct present *p)
{
	bool grown = true;

	p->set = map_in(o->s->arena);
	for (const struct extra *x = o->extras; x; x = x->next)
		add_name(o, p, x->name);
	for (const struct fact *f = o->state->facts; f; f = f->next)
		if (f->kind == FACT_HAS)
			add_name(o, p, f->name);
	while (grown) {
		size_t before = p->count;

		for (size_t i = 0; i < o->m.rule_count; i++) {
			const struct fact *f = o->m.rules[i];

			if (f->kind != FACT_DEPENDS ||
			    !map_get(&p->set, f->dependency->name))
				continue;
			for (size_t j = 0; j < f->dependency->count; j++)
				add_name(o, p, f->dependency->required[j]);
		}
		grown = p->count > before;
	}
}

static bool asks_for_more(const struct object *o, struct str name)
{
	for (size_t i = 0; i < o->m.rule_count; i++)
		if (o->m.rules[i]->kind == FACT_DEPENDS &&
		    str_eq(o->m.rules[i]->dependency->name, name))
			return true;
	return false;
}

/* One more member under this name, if it can be. */
static enum sat fill_one(struct object *o, struct present *p, struct str name)
{
	const struct node *value;
	enum sat sat;

	if (asks_for_more(o, name))
		return SAT_UNKNOWN;
	sat = member(o, name, &value);
	if (sat != SAT_YES)
		return sat;
	add_name(o, p, name);
	p->values = arena_grow(o->s->arena, p->values, p->count - 1,
			       &p->value_room, sizeof(*p->values));
	p->values[p->count - 1] = value;
	return SAT_YES;
}

static void choose_names(struct object *o)
{
	size_t copies = o->some_count ? o->some_count : 1;

	if (o->named)
		return;
	if (copies > COPIES)
		o->m.partial = true;
	member_names(&o->m, copies > COPIES ? COPIES : copies, &o->names);
	o->named = true;
}

/* Members that nothing asks for, until there are enough. */
static enum sat fill(struct object *o, struct present *p)
{
	bool unknown = false;

	if (o->least <= p->count)
		return SAT_YES;
	choose_names(o);
	for (size_t i = 0; i < o->names.count && p->count < o->least; i++) {
		struct str name = o->names.items[i];
		bool there = map_get(&p->set, name) != NULL;
		enum sat sat = there ? SAT_YES : fill_one(o, p, name);

		/* As many of its kind as are wanted. */
		if (sat == SAT_YES && o->least > FILL)
			unknown |= i >= o->names.known;
		while (sat == SAT_YES && i >= o->names.known &&
		       p->count < o->least && o->least <= FILL) {
			sat = member_another(&o->m, &o->names, name, &name);
			if (sat == SAT_YES)
				sat = fill_one(o, p, name);
		}
		if (sat == SAT_UNKNOWN)
			unknown = true;
	}
	if (p->count >= o->least)
		return SAT_YES;
	/* The kinds that could be copied came to an end, or were cut off. */
	return unknown || o->m.partial ? SAT_UNKNOWN : SAT_NO;
}

static enum sat finish(struct object *o, const struct node **witness);

static enum sat show(struct object *o, const struct present *p,
		     const struct node **witness)
{
	for (size_t i = 0; i < p->count; i++)
		if (!p->values[i])
			return SAT_YES; /* too large to build */
	o->s->nodes += p->count + 1;
	if (o->s->nodes > (size_t)SOLVE_NODES * 64)
		return SAT_UNKNOWN;
	*witness = witness_object(o->s->arena, p->names, p->values, p->count);
	if (!state_excludes(o->state, *witness))
		return SAT_YES;
	/* There is one object without members; of any other there may be
	 * more, so one more member is a try and no proof. */
	*witness = NULL;
	if (o->larger)
		return SAT_UNKNOWN;
	if (p->count > 0)
		o->larger = o->unsure = true;
	o->least = p->count + 1;
	return finish(o, witness);
}

/* All names are chosen. */
static enum sat finish(struct object *o, const struct node **witness)
{
	struct present p = { 0 };
	bool unknown = false;
	enum sat sat;

	gather(o, &p);
	if (p.count > o->most) {
		/* With fewer names it may be possible. */
		if (o->some_count > 1)
			o->unsure = true;
		return SAT_NO;
	}
	p.values = arena_zero(o->s->arena, p.count, sizeof(*p.values));
	p.value_room = p.count;
	for (size_t i = 0; i < p.count; i++) {
		sat = member(o, p.names[i], &p.values[i]);
		if (sat == SAT_NO)
			return sat;
		unknown |= sat == SAT_UNKNOWN;
	}
	sat = unknown ? SAT_UNKNOWN : fill(o, &p);
	return sat == SAT_YES ? show(o, &p, witness) : sat;
}

/* Choose a name for the existential fact number at, and for those behind. */
static enum sat assign(struct object *o, size_t at, const struct node **witness)
{
	const struct fact *some;
	const struct extra *before = o->extras;
	enum sat all = SAT_NO;

	if (at == o->some_count)
		return finish(o, witness);
	some = o->some[at];
	choose_names(o);
	for (size_t i = 0; i < o->names.count; i++) {
		struct str name = o->names.items[i];
		const struct node *ignored;
		enum sat sat;

		if (!solver_step(o->s, 1))
			return SAT_UNKNOWN;
		if (!member_allowed(&o->m, some, name))
			continue;
		extra(o, name, some->kind == FACT_SOME_NAME ? NULL : &some->of);
		sat = member(o, name, &ignored);
		if (sat != SAT_NO)
			sat = assign(o, at + 1, witness);
		o->extras = before;
		if (sat == SAT_YES)
			return sat;
		if (sat == SAT_UNKNOWN)
			all = sat;
	}
	if (o->m.partial)
		all = SAT_UNKNOWN;
	return all;
}

/* What is fixed is looked at first: it is often where it ends. */
static bool impossible(struct object *o)
{
	if (o->least > o->most)
		return true;
	for (const struct extra *x = o->extras; x; x = x->next) {
		const struct node *ignored;

		if (member(o, x->name, &ignored) == SAT_NO)
			return true;
	}
	for (const struct fact *f = o->state->facts; f; f = f->next) {
		if (f->kind != FACT_LACKS)
			continue;
		for (const struct fact *g = o->state->facts; g; g = g->next)
			if (g->kind == FACT_HAS && str_eq(f->name, g->name))
				return true;
	}
	return false;
}

enum sat solve_object(struct solver *s, const struct state *state,
		      const struct node **witness)
{
	struct object o = { .s = s, .state = state, .most = SCHEMA_NO_LIMIT };
	enum sat sat;

	members_init(&o.m, s, state);
	collect(&o);
	if (impossible(&o))
		return SAT_NO;
	sat = assign(&o, 0, witness);
	if (sat == SAT_NO && o.unsure)
		return SAT_UNKNOWN;
	if (sat == SAT_YES && o.m.opaque && !state->choices)
		return *witness && goal_check(s, state->goal, *witness) ==
					       SAT_YES ?
			       SAT_YES :
			       SAT_UNKNOWN;
	return sat;
}
