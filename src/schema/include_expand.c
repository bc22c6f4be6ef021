#include "schema/include_solve.h"

#include "base/arena.h"

const struct fact *fact_push(struct solver *s, const struct fact *list,
			     struct fact fact)
{
	struct fact *f = arena_alloc(s->arena, sizeof(*f));

	*f = fact;
	f->next = list;
	return f;
}

struct fact *state_fact(struct solver *s, struct state *state,
			enum fact_kind kind, struct literal of)
{
	struct fact *f = arena_zero(s->arena, 1, sizeof(*f));

	f->kind = kind;
	f->of = of;
	f->next = state->facts;
	state->facts = f;
	return f;
}

static struct literal child(struct literal of, const struct schema *schema,
			    enum literal_sign sign)
{
	unsigned char mode = 0;

	/* Where the sign turns, a schema is read as it is written. */
	if (sign == of.sign)
		mode = of.mode & (MODE_CLOSED | MODE_OPEN);
	return (struct literal){ schema, of.side, (unsigned char)sign, mode };
}

/* ---- holds ----------------------------------------------------------- */

static void todo(struct solver *s, struct state *state, struct literal l)
{
	struct work *w = arena_alloc(s->arena, sizeof(*w));

	*w = (struct work){ l, state->todo };
	state->todo = w;
}

/* In place: it stays split, since what it evaluates matters above. */
static struct literal in_place(struct literal of, const struct schema *schema)
{
	struct literal l = child(of, schema, SIGN_HOLDS);

	l.mode |= of.mode & MODE_SPLIT;
	return l;
}

static struct option *option_new(struct solver *s, const struct option *next,
				 unsigned types)
{
	struct option *o = arena_zero(s->arena, 1, sizeof(*o));

	o->types = types;
	o->next = next;
	return o;
}

static void option_literal(struct solver *s, struct option *o, struct literal l)
{
	struct literal *items = arena_alloc(s->arena,
					    (o->count + 1) * sizeof(*items));

	for (size_t i = 0; i < o->count; i++)
		items[i] = o->literals[i];
	items[o->count++] = l;
	o->literals = items;
}

static void choose(struct solver *s, struct state *state,
		   const struct option *options, const struct literal *whole)
{
	struct choice *c = arena_zero(s->arena, 1, sizeof(*c));

	c->options = options;
	if (whole)
		c->whole = *whole;
	c->next = state->choices;
	state->choices = c;
}

/* Either it holds or it fails: for unevaluated*. */
static void decide(struct solver *s, struct state *state, struct literal of,
		   const struct schema *schema)
{
	struct option *yes = option_new(s, NULL, TYPE_ANY);
	struct option *no = option_new(s, yes, TYPE_ANY);

	option_literal(s, yes, in_place(of, schema));
	option_literal(s, no, child(of, schema, SIGN_FAILS));
	choose(s, state, no, NULL);
}

static void declares(struct solver *s, struct option *o, struct literal of,
		     const struct schema_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		o->facts = fact_push(
			s, o->facts,
			(struct fact){
				.kind = FACT_DECLARES,
				.of = child(of, list->items[i], SIGN_HOLDS) });
}

static void any_of(struct solver *s, struct state *state, struct literal of)
{
	const struct schema_list *list = &of.schema->any_of;
	const struct option *options = NULL;

	for (size_t i = list->count; i > 0; i--) {
		struct option *o = option_new(s, options, TYPE_ANY);

		option_literal(s, o, in_place(of, list->items[i - 1]));
		options = o;
	}
	/* A value of two branches may have the names of both. */
	for (size_t i = 0; (of.mode & MODE_CLOSED) && i < list->count; i++)
		for (size_t j = i + 1; j < list->count; j++) {
			struct option *o = option_new(s, options, TYPE_OBJECT);

			option_literal(s, o, in_place(of, list->items[i]));
			option_literal(s, o, in_place(of, list->items[j]));
			declares(s, o, of, list);
			options = o;
		}
	choose(s, state, options, NULL);
	if ((of.mode & MODE_SPLIT) && list->count > SOLVE_SPLITS)
		state->opaque = true;
	for (size_t i = 0; (of.mode & MODE_SPLIT) && i < list->count; i++)
		decide(s, state, of, list->items[i]);
}

static void one_of(struct solver *s, struct state *state, struct literal of)
{
	const struct schema_list *list = &of.schema->one_of;
	const struct option *options = NULL;

	for (size_t i = list->count; i > 0; i--) {
		struct option *o = option_new(s, options, TYPE_ANY);

		option_literal(s, o, in_place(of, list->items[i - 1]));
		for (size_t j = 0; j < list->count; j++)
			if (j != i - 1)
				option_literal(
					s, o,
					child(of, list->items[j], SIGN_FAILS));
		options = o;
	}
	choose(s, state, options, NULL);
}

static void condition(struct solver *s, struct state *state, struct literal of)
{
	const struct schema *x = of.schema;
	struct option *no = option_new(s, NULL, TYPE_ANY);
	struct option *yes = option_new(s, no, TYPE_ANY);

	if (!x->then_of && !x->else_of &&
	    !(of.mode & (MODE_SPLIT | MODE_CLOSED)))
		return;
	option_literal(s, yes, in_place(of, x->if_of));
	yes->literals[0].mode &= (unsigned char)~MODE_OPEN;
	option_literal(s, no, child(of, x->if_of, SIGN_FAILS));
	if (x->then_of)
		option_literal(s, yes, in_place(of, x->then_of));
	if (x->else_of)
		option_literal(s, no, in_place(of, x->else_of));
	choose(s, state, yes, NULL);
}

static void in_places(struct solver *s, struct state *state, struct literal of)
{
	const struct schema *x = of.schema;

	if (x->ref)
		todo(s, state, in_place(of, x->ref));
	if (x->dynamic.target)
		state->opaque = true;
	for (size_t i = x->all_of.count; i > 0; i--)
		todo(s, state, in_place(of, x->all_of.items[i - 1]));
	if (x->has_any_of)
		any_of(s, state, of);
	if (x->has_one_of)
		one_of(s, state, of);
	if (x->not_of)
		todo(s, state, child(of, x->not_of, SIGN_FAILS));
	if (x->if_of)
		condition(s, state, of);
}

static void hold_value(struct solver *s, struct state *state, struct literal of)
{
	const struct schema *x = of.schema;

	if (x->enums) {
		struct fact *f = state_fact(s, state, FACT_VALUES, of);

		f->values = x->enums->items;
		f->value_count = x->enums->count;
	}
	if (x->constant) {
		struct fact *f = state_fact(s, state, FACT_VALUES, of);

		f->values = x->constant;
		f->value_count = 1;
	}
}

static void hold_scalar(struct solver *s, struct state *state,
			struct literal of)
{
	const struct schema *x = of.schema;

	if (x->lower.set) {
		struct fact *f = state_fact(s, state, FACT_LOWER, of);

		f->number = &x->lower.value;
		f->exclusive = x->lower.exclusive;
	}
	if (x->upper.set) {
		struct fact *f = state_fact(s, state, FACT_UPPER, of);

		f->number = &x->upper.value;
		f->exclusive = x->upper.exclusive;
	}
	if (!decimal_is_zero(&x->multiple_of))
		state_fact(s, state, FACT_MULTIPLE, of)->number =
			&x->multiple_of;
	if (x->min_length)
		state_fact(s, state, FACT_MIN_LENGTH, of)->count = x->min_length;
	if (x->max_length != SCHEMA_NO_LIMIT)
		state_fact(s, state, FACT_MAX_LENGTH, of)->count = x->max_length;
	if (x->has_pattern)
		state_fact(s, state, FACT_PATTERN, of)->pattern = &x->pattern;
	if (x->format.n && x->assert_format)
		state_fact(s, state, FACT_FORMAT, of)->name = x->format;
}

static void hold_array(struct solver *s, struct state *state, struct literal of)
{
	const struct schema *x = of.schema;

	if (x->min_items)
		state_fact(s, state, FACT_MIN_ITEMS, of)->count = x->min_items;
	if (x->max_items != SCHEMA_NO_LIMIT)
		state_fact(s, state, FACT_MAX_ITEMS, of)->count = x->max_items;
	if (x->unique_items)
		(void)state_fact(s, state, FACT_UNIQUE, of);
	if (x->prefix_items.count || x->items)
		(void)state_fact(s, state, FACT_ITEMS, of);
	if (x->contains) {
		struct literal l = child(of, x->contains, SIGN_HOLDS);

		if (x->min_contains)
			state_fact(s, state, FACT_LEAST, l)->count =
				x->min_contains;
		l.mode = 0;
		if (x->max_contains != SCHEMA_NO_LIMIT)
			state_fact(s, state, FACT_MOST, l)->count =
				x->max_contains;
	}
	if (x->unevaluated_items && !(of.mode & MODE_BARE))
		(void)state_fact(s, state, FACT_UNEVALUATED_ITEMS, of);
}

static void hold_object(struct solver *s, struct state *state,
			struct literal of)
{
	const struct schema *x = of.schema;

	if (x->min_properties)
		state_fact(s, state, FACT_MIN_PROPERTIES, of)->count =
			x->min_properties;
	if (x->max_properties != SCHEMA_NO_LIMIT)
		state_fact(s, state, FACT_MAX_PROPERTIES, of)->count =
			x->max_properties;
	for (size_t i = 0; i < x->required_count; i++)
		state_fact(s, state, FACT_HAS, of)->name = x->required[i];
	if (x->property_count || x->pattern_property_count ||
	    x->additional_properties ||
	    ((of.mode & MODE_CLOSED) && x->types != TYPE_ANY))
		(void)state_fact(s, state, FACT_PROPERTIES, of);
	if (x->property_names)
		(void)state_fact(s, state, FACT_NAMES,
				 child(of, x->property_names, SIGN_HOLDS));
	for (size_t i = 0; i < x->dependent_required_count; i++)
		state_fact(s, state, FACT_DEPENDS, of)->dependency =
			&x->dependent_required[i];
	for (size_t i = 0; i < x->dependent_schema_count; i++) {
		const struct schema_property *p = &x->dependent_schemas[i];
		struct option *no_object = option_new(
			s, NULL, TYPE_ANY & ~(unsigned)TYPE_OBJECT);
		struct option *yes = option_new(s, no_object, TYPE_OBJECT);
		struct option *no = option_new(s, yes, TYPE_OBJECT);
		struct fact has = { .kind = FACT_HAS,
				    .of = of,
				    .name = p->name };

		yes->facts = fact_push(s, NULL, has);
		option_literal(s, yes, in_place(of, p->schema));
		has.kind = FACT_LACKS;
		no->facts = fact_push(s, NULL, has);
		choose(s, state, no, NULL);
	}
	if (x->unevaluated_properties && !(of.mode & MODE_BARE))
		(void)state_fact(s, state, FACT_UNEVALUATED, of);
}

static bool expand_holds(struct solver *s, struct state *state,
			 struct literal of)
{
	const struct schema *x = of.schema;

	if (x->kind == SCHEMA_FALSE)
		return false;
	if (x->kind == SCHEMA_TRUE)
		return true;
	state->types &= x->types;
	if (!state->types)
		return false;
	if (x->unevaluated_items || x->unevaluated_properties)
		of.mode |= MODE_SPLIT;
	hold_value(s, state, of);
	hold_scalar(s, state, of);
	if (state->types & TYPE_ARRAY)
		hold_array(s, state, of);
	if (state->types & TYPE_OBJECT)
		hold_object(s, state, of);
	in_places(s, state, of);
	return true;
}

bool option_idle(struct solver *s, const struct work *seen,
		 const struct option *o)
{
	struct literal fails = { .schema = NULL };
	unsigned char keep = MODE_CLOSED;

	if (o->kind != DIFFERENCE_PROPERTY_NEW &&
	    o->kind != DIFFERENCE_REQUIRED)
		return false;
	if (o->kind == DIFFERENCE_PROPERTY_NEW)
		fails = o->facts->of;
	/* Where several schemas speak of a property, each may declare names
	 * of its value. */
	if (seen && seen->next && seen->next->next)
		keep = 0;
	for (const struct work *w = seen; w; w = w->next) {
		const struct literal *l = &w->literal;
		const struct schema *own;

		if (l->sign != SIGN_HOLDS || (l->mode & MODE_OPEN) ||
		    l->schema->kind != SCHEMA_OBJECT)
			continue;
		if (l->schema->pattern_property_count)
			keep = 0;
		if (o->kind == DIFFERENCE_REQUIRED) {
			if (schema_requires(l->schema, o->name))
				return true;
			continue;
		}
		own = schema_property(l->schema, o->name);
		if (own &&
		    fast_include(s,
				 (struct literal){ own, l->side, SIGN_HOLDS,
						   l->mode & keep },
				 fails))
			return true;
	}
	return false;
}

/* Whether two branches that are to hold at once never do, whatever else. */
static bool apart(struct solver *s, const struct option *o)
{
	struct goal goal = { .literals = o->literals,
			     .count = o->count,
			     .types = TYPE_ANY };
	const struct node *ignored;

	if (o->kind != DIFFERENCE_ONE_OF || o->count != 2)
		return false;
	return solve(s, &goal, &ignored) == SAT_NO;
}

static const struct option *without_idle(struct solver *s,
					 const struct state *state,
					 const struct option *options)
{
	const struct option *kept = NULL;

	for (; options; options = options->next) {
		struct option *copy;

		if (option_idle(s, state->seen, options) || apart(s, options))
			continue;
		copy = arena_alloc(s->arena, sizeof(*copy));
		*copy = *options;
		copy->next = kept;
		kept = copy;
	}
	return kept;
}

bool expand(struct solver *s, struct state *state, struct literal literal)
{
	const struct option *options;
	struct work *w;

	for (const struct work *seen = state->seen; seen; seen = seen->next) {
		const struct literal *l = &seen->literal;

		if (l->schema != literal.schema ||
		    ((l->mode | literal.mode) & MODE_BARE))
			continue;
		/* Opened, it may hold where it fails as written. */
		if (l->sign != literal.sign &&
		    !((l->sign == SIGN_HOLDS ? l->mode : literal.mode) &
		      MODE_OPEN &
		      ~(l->sign == SIGN_HOLDS ? literal.mode : l->mode)))
			return false;
		if (l->sign != literal.sign)
			continue;
		if (l->mode == literal.mode)
			return true;
	}
	w = arena_alloc(s->arena, sizeof(*w));
	*w = (struct work){ literal, state->seen };
	state->seen = w;
	if (literal.sign == SIGN_HOLDS)
		return expand_holds(s, state, literal);
	if (literal.schema->kind == SCHEMA_FALSE)
		return true;
	if (literal.schema->kind == SCHEMA_TRUE)
		return false;
	options = without_idle(s, state,
			       expand_fails(s, literal, state->types));
	if (!options)
		return false;
	choose(s, state, options, &literal);
	return true;
}
