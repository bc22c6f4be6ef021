/* Arrays: how many items, and what each must be. */
#include "schema/include_solve.h"

#include "base/arena.h"
#include "schema/witness.h"

enum { SLOT_GROUPS = 6, UNIQUE_ITEMS = 200 };

/* Something that one item must be; group: at distinct places. */
struct demand {
	const struct literal *literal;
	const struct fact *some; /* FACT_SOME_UNEVALUATED_ITEM, or NULL */
	uint64_t from;
	size_t group;
};

struct slot {
	struct literals extras;
	size_t groups[SLOT_GROUPS];
	size_t group_count;
};

struct array {
	struct solver *s;
	const struct state *state;
	uint64_t least, most;
	uint64_t places; /* each is looked at by itself; all behind are alike */
	bool unique, twice;
	size_t same[2]; /* twice: the two places */
	struct demand *demands;
	size_t demand_count, demand_room;
	struct slot *slots;
	size_t used; /* slots up to here are asked for */
	bool opaque, partial;
	bool longer; /* a longer array was tried */
};

static void demand(struct array *r, struct demand d)
{
	r->demands = arena_grow(r->s->arena, r->demands, r->demand_count,
				&r->demand_room, sizeof(*r->demands));
	r->demands[r->demand_count++] = d;
}

static void place(struct array *r, uint64_t count)
{
	if (count > r->places)
		r->places = count;
}

static void collect_some(struct array *r, const struct fact *f, size_t group)
{
	struct demand d = { .literal = &f->of, .group = group };

	if (f->kind == FACT_SOME_UNEVALUATED_ITEM) {
		d.some = f;
		place(r, f->parent->prefix_items.count);
	}
	if (f->kind == FACT_SOME_ITEM) {
		d.from = f->count;
		place(r, f->count);
	}
	for (uint64_t i = 0; i < (f->kind == FACT_LEAST ? f->count : 1); i++) {
		if (r->demand_count > SOLVE_SLOTS) {
			r->partial = true;
			r->opaque = true;
			return;
		}
		demand(r, d);
	}
}

static void collect(struct array *r)
{
	size_t group = 1;

	for (const struct fact *f = r->state->facts; f; f = f->next) {
		group++;
		switch ((int)f->kind) {
		case FACT_MIN_ITEMS:
			if (f->count > r->least)
				r->least = f->count;
			break;
		case FACT_MAX_ITEMS:
			if (f->count < r->most)
				r->most = f->count;
			break;
		case FACT_UNIQUE:
			r->unique = true;
			break;
		case FACT_NOT_UNIQUE:
			r->twice = true;
			break;
		case FACT_ITEMS:
		case FACT_UNEVALUATED_ITEMS:
			place(r, f->of.schema->prefix_items.count);
			break;
		case FACT_THIS_ITEM:
			place(r, f->count + 1);
			break;
		case FACT_SOME_ITEM:
		case FACT_SOME_UNEVALUATED_ITEM:
		case FACT_LEAST:
			collect_some(r, f, group);
			break;
		default:
			break;
		}
	}
}

/* Prefixes of what is in place of an unevaluatedItems count as well. */
static void deepen(struct array *r)
{
	for (const struct work *w = r->state->seen; w; w = w->next)
		if (w->literal.schema->kind == SCHEMA_OBJECT)
			place(r, w->literal.schema->prefix_items.count);
}

static void rule(struct array *r, const struct fact *f,
		 const struct schema *schema, struct literals *out)
{
	if (schema->kind != SCHEMA_TRUE)
		literals_add(r->s, out,
			     (struct literal){
				     schema, f->of.side, SIGN_HOLDS,
				     f->of.mode & (MODE_CLOSED | MODE_OPEN) });
}

/* What must hold for the item at a place. */
static void rules(struct array *r, uint64_t at, struct literals *out)
{
	for (const struct fact *f = r->state->facts; f; f = f->next) {
		const struct schema *x = f->of.schema;

		if (f->kind == FACT_ITEMS && at < x->prefix_items.count)
			rule(r, f, x->prefix_items.items[at], out);
		else if (f->kind == FACT_ITEMS && x->items)
			rule(r, f, x->items, out);
		if (f->kind == FACT_THIS_ITEM && f->count == at)
			literals_add(r->s, out, f->of);
		if (f->kind == FACT_MOST && f->count == 0)
			literals_add(r->s, out,
				     (struct literal){ x, f->of.side,
						       SIGN_FAILS, 0 });
		if (f->kind != FACT_UNEVALUATED_ITEMS)
			continue;
		switch (evaluates_item(r->state, x, at, true)) {
		case SAT_NO:
			rule(r, f, x->unevaluated_items, out);
			break;
		case SAT_YES:
			break;
		case SAT_UNKNOWN:
			r->opaque = true;
		}
	}
}

bool item_rules(struct solver *s, const struct state *state, uint64_t at,
		struct literals *out)
{
	struct array r = { .s = s, .state = state };

	rules(&r, at, out);
	return !r.opaque;
}

/* ---- items ----------------------------------------------------------- */

struct built {
	const struct node **items;
	size_t count;
};

static enum sat ask(struct array *r, const struct literals *list,
		    const struct fact *facts, const struct node **value)
{
	struct goal goal = { .literals = list->items,
			     .count = list->count,
			     .types = TYPE_ANY,
			     .facts = facts };

	return solve(r->s, &goal, value);
}

/* No two alike: what was there is ruled out. */
static const struct fact *unlike(struct array *r, const struct built *b)
{
	const struct fact *facts = NULL;

	for (size_t i = 0; r->unique && i < b->count; i++)
		facts = fact_push(r->s, facts,
				  (struct fact){ .kind = FACT_NOT_VALUES,
						 .values = b->items[i],
						 .value_count = 1 });
	return facts;
}

static void add_all(struct array *r, struct literals *to,
		    const struct literals *from)
{
	for (size_t i = 0; i < from->count; i++)
		literals_add(r->s, to, from->items[i]);
}

/* The one FACT_MOST that leaves something, or NULL; more are not solved. */
static const struct fact *cap(struct array *r)
{
	const struct fact *found = NULL;

	for (const struct fact *f = r->state->facts; f; f = f->next) {
		if (f->kind != FACT_MOST || f->count == 0)
			continue;
		if (found)
			r->opaque = true;
		else
			found = f;
	}
	return found;
}

/* An item that is not one of the capped, if that can be. */
static enum sat item(struct array *r, const struct literals *list,
		     const struct fact *most, uint64_t *left,
		     const struct fact *facts, const struct node **value)
{
	struct literals other = { 0 };
	enum sat sat;

	if (!most)
		return ask(r, list, facts, value);
	add_all(r, &other, list);
	literals_add(r->s, &other,
		     (struct literal){ most->of.schema, most->of.side,
				       SIGN_FAILS, 0 });
	sat = ask(r, &other, facts, value);
	if (sat == SAT_YES)
		return sat;
	if (sat == SAT_UNKNOWN)
		r->partial = true;
	if (*left == 0)
		return SAT_NO;
	--*left;
	return ask(r, list, facts, value);
}

static enum sat finish(struct array *r, const struct node **witness);

static enum sat show(struct array *r, struct built *b,
		     const struct node **witness)
{
	r->s->nodes += b->count + 1;
	if (r->s->nodes > (size_t)SOLVE_NODES * 64)
		return SAT_UNKNOWN;
	for (size_t i = 0; i < b->count; i++)
		if (!b->items[i])
			return SAT_YES; /* too large to build */
	*witness = witness_array(r->s->arena, b->items, b->count);
	if (!state_excludes(r->state, *witness))
		return SAT_YES;
	/* There is one array of no items; of any other length there may be
	 * more, so one more item is a try and no proof. */
	*witness = NULL;
	if (r->longer)
		return SAT_UNKNOWN;
	if (b->count > 0)
		r->longer = r->partial = true;
	r->least = b->count + 1;
	return finish(r, witness);
}

static void slot_rules(struct array *r, size_t at, struct literals *list)
{
	rules(r, at, list);
	if (at < r->places + r->demand_count + 2)
		add_all(r, list, &r->slots[at].extras);
	if (r->twice && (at == r->same[0] || at == r->same[1])) {
		size_t other = at == r->same[0] ? r->same[1] : r->same[0];

		rules(r, other, list);
		add_all(r, list, &r->slots[other].extras);
	}
}

/* Every place has its demands: find the items. */
static enum sat finish(struct array *r, const struct node **witness)
{
	uint64_t count = r->least > r->used ? r->least : r->used;
	const struct fact *most = cap(r);
	uint64_t left = most ? most->count : 0;
	struct built b = { 0 };

	if (count > r->most)
		return SAT_NO;
	if (count > (r->unique ? UNIQUE_ITEMS : SOLVE_NODES))
		return SAT_UNKNOWN;
	b.items = arena_zero(r->s->arena, (size_t)count, sizeof(*b.items));
	for (size_t i = 0; i < count; i++) {
		struct literals list = { 0 };
		bool alike = i > r->places + r->demand_count + 2 && !most &&
			     !r->unique;
		enum sat sat;

		if ((r->twice && i == r->same[1]) || alike) {
			b.items[i] = b.items[alike ? i - 1 : r->same[0]];
			b.count++;
			continue;
		}
		slot_rules(r, i, &list);
		sat = item(r, &list, most, &left, unlike(r, &b), &b.items[i]);
		if (sat == SAT_YES && !b.items[i] && r->unique)
			sat = SAT_UNKNOWN;
		/* Another choice before might have left one over. */
		if (sat == SAT_NO && r->unique && i > 0 &&
		    (r->places || r->demand_count))
			r->partial = true;
		if (sat != SAT_YES)
			return sat;
		b.count++;
	}
	return show(r, &b, witness);
}

static bool has_group(const struct slot *slot, size_t group)
{
	for (size_t i = 0; i < slot->group_count; i++)
		if (slot->groups[i] == group)
			return true;
	return false;
}

static bool fits(struct array *r, const struct demand *d, size_t at)
{
	enum sat sat;

	if (at < d->from || has_group(&r->slots[at], d->group))
		return false;
	if (r->slots[at].group_count == SLOT_GROUPS) {
		r->partial = true;
		return false;
	}
	if (!d->some)
		return true;
	sat = evaluates_item(r->state, d->some->parent, at, true);
	if (sat == SAT_UNKNOWN)
		r->opaque = true;
	return sat != SAT_YES;
}

static enum sat pairs(struct array *r, const struct node **witness);

/* Find a place for the demand number at, and for those behind. */
static enum sat assign(struct array *r, size_t at, const struct node **witness)
{
	const struct demand *d;
	enum sat all = SAT_NO;
	size_t used = r->used;
	size_t limit;

	if (at == r->demand_count)
		return pairs(r, witness);
	d = &r->demands[at];
	/* Behind the places all are alike: the next free one will do. */
	limit = used > r->places ? used : (size_t)r->places;
	for (size_t i = 0; i <= limit; i++) {
		struct slot before = r->slots[i];
		enum sat sat;

		if (!solver_step(r->s, 1))
			return SAT_UNKNOWN;
		if (!fits(r, d, i) || i >= r->most)
			continue;
		r->slots[i].extras = (struct literals){ 0 };
		add_all(r, &r->slots[i].extras, &before.extras);
		literals_add(r->s, &r->slots[i].extras, *d->literal);
		r->slots[i].groups[r->slots[i].group_count++] = d->group;
		r->used = i + 1 > used ? i + 1 : used;
		sat = assign(r, at + 1, witness);
		r->slots[i] = before;
		r->used = used;
		if (sat == SAT_YES)
			return sat;
		if (sat == SAT_UNKNOWN)
			all = sat;
	}
	return all;
}

static enum sat pairs(struct array *r, const struct node **witness)
{
	size_t used = r->used;
	size_t limit = used > r->places ? used : (size_t)r->places;
	enum sat all = SAT_NO;

	if (!r->twice)
		return finish(r, witness);
	for (size_t i = 0; i <= limit; i++)
		for (size_t j = i + 1; j <= limit + 1; j++) {
			enum sat sat;

			r->same[0] = i;
			r->same[1] = j;
			r->used = j + 1 > used ? j + 1 : used;
			sat = finish(r, witness);
			r->used = used;
			if (sat == SAT_YES)
				return sat;
			if (sat == SAT_UNKNOWN)
				all = sat;
		}
	return all;
}

enum sat solve_array(struct solver *s, const struct state *state,
		     const struct node **witness)
{
	struct array r = { .s = s, .state = state, .most = SCHEMA_NO_LIMIT };
	enum sat sat;

	collect(&r);
	deepen(&r);
	if (r.least > r.most || (r.twice && r.unique))
		return SAT_NO;
	if (r.places + r.demand_count + 2 > SOLVE_SLOTS)
		return SAT_UNKNOWN;
	r.slots = arena_zero(s->arena, (size_t)r.places + r.demand_count + 3,
			     sizeof(*r.slots));
	for (const struct fact *f = state->facts; f; f = f->next)
		if (f->kind == FACT_THIS_ITEM && f->count + 1 > r.used)
			r.used = (size_t)f->count + 1;
	sat = assign(&r, 0, witness);
	if (sat == SAT_NO && r.partial)
		return SAT_UNKNOWN;
	if (sat == SAT_YES && r.opaque && !state->choices)
		return *witness && goal_check(s, state->goal, *witness) ==
					       SAT_YES ?
			       SAT_YES :
			       SAT_UNKNOWN;
	return sat;
}
