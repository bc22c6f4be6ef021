#include "schema/include_report.h"

#include "base/arena.h"
#include "base/buf.h"
#include "schema/include_member.h"

enum { REPORT_DEPTH = 40 };

/* The keyword that a kind is about, for pointers and messages. */
static const char *keyword_of(enum difference_kind kind, const struct schema *x)
{
	static const char *const names[DIFFERENCE_COUNT] = {
		[DIFFERENCE_TYPE] = "type",
		[DIFFERENCE_TYPE_CHANGED] = "type",
		[DIFFERENCE_NULL] = "type",
		[DIFFERENCE_ENUM] = "enum",
		[DIFFERENCE_ENUM_VALUE] = "enum",
		[DIFFERENCE_REQUIRED] = "required",
		[DIFFERENCE_CLOSED] = "additionalProperties",
		[DIFFERENCE_PROPERTY_GONE] = "additionalProperties",
		[DIFFERENCE_ADDITIONAL] = "additionalProperties",
		[DIFFERENCE_PATTERN_PROPERTY] = "patternProperties",
		[DIFFERENCE_PROPERTY_NAMES] = "propertyNames",
		[DIFFERENCE_MIN_PROPERTIES] = "minProperties",
		[DIFFERENCE_MAX_PROPERTIES] = "maxProperties",
		[DIFFERENCE_UNEVALUATED] = "unevaluatedProperties",
		[DIFFERENCE_MULTIPLE_OF] = "multipleOf",
		[DIFFERENCE_MIN_LENGTH] = "minLength",
		[DIFFERENCE_MAX_LENGTH] = "maxLength",
		[DIFFERENCE_PATTERN] = "pattern",
		[DIFFERENCE_FORMAT] = "format",
		[DIFFERENCE_ITEMS] = "items",
		[DIFFERENCE_TUPLE] = "prefixItems",
		[DIFFERENCE_MIN_ITEMS] = "minItems",
		[DIFFERENCE_MAX_ITEMS] = "maxItems",
		[DIFFERENCE_UNIQUE_ITEMS] = "uniqueItems",
		[DIFFERENCE_CONTAINS] = "contains",
		[DIFFERENCE_NOT] = "not",
		[DIFFERENCE_CONDITION] = "if",
	};

	if (kind == DIFFERENCE_MINIMUM)
		return x->lower.keyword ? x->lower.keyword : "minimum";
	if (kind == DIFFERENCE_MAXIMUM)
		return x->upper.keyword ? x->upper.keyword : "maximum";
	if (kind == DIFFERENCE_ENUM || kind == DIFFERENCE_ENUM_VALUE)
		return x->enums ? "enum" : "const";
	if (kind == DIFFERENCE_UNION)
		return x->has_any_of ? "anyOf" : "oneOf";
	if (kind == DIFFERENCE_ONE_OF)
		return "oneOf";
	return names[kind];
}

static struct finding finding(const struct view *v, enum difference_kind kind,
			      enum sat sat, const struct node *example)
{
	return (struct finding){ .kind = kind,
				 .small = v->place,
				 .large = v->large.schema,
				 .keyword = keyword_of(kind, v->large.schema),
				 .property = STR_EMPTY,
				 .instance = v->instance,
				 .sat = sat,
				 .example = example };
}

/* Whether small has a value that is as option says. */
static enum sat ask(struct report *r, const struct view *v,
		    const struct option *o, const struct fact *more,
		    const struct node **example)
{
	struct literals all = { 0 };
	struct goal goal = { .types = o->types };

	for (size_t i = 0; i < v->small.count; i++)
		literals_add(r->s, &all, v->small.items[i]);
	for (size_t i = 0; i < o->count; i++)
		literals_add(r->s, &all, o->literals[i]);
	goal.literals = all.items;
	goal.count = all.count;
	goal.facts = more;
	for (const struct fact *f = o->facts; f; f = f->next)
		goal.facts = fact_push(r->s, goal.facts, *f);
	return solve(r->s, &goal, example);
}

/* The validator's word on an example; one that fails shows nothing. */
static enum sat checked(struct report *r, const struct view *v, enum sat sat,
			const struct node **example)
{
	if (sat != SAT_YES || !*example)
		return sat;
	for (size_t i = 0; i < v->small.count; i++)
		if (literal_check(r->s, &v->small.items[i], *example) !=
		    SAT_YES)
			sat = SAT_UNKNOWN;
	if (literal_check(r->s, &v->large, *example) != SAT_YES)
		sat = SAT_UNKNOWN;
	if (sat != SAT_YES)
		*example = NULL;
	return sat;
}

/* What small says, taken apart as far as it goes without choices. */
static bool opened(struct report *r, const struct view *v, struct state *state,
		   struct goal *goal)
{
	*goal = (struct goal){ .literals = v->small.items,
			       .count = v->small.count,
			       .types = TYPE_ANY };
	*state = (struct state){ .goal = goal, .types = TYPE_ANY };
	for (size_t i = 0; i < v->small.count; i++) {
		struct work *w = arena_alloc(r->s->arena, sizeof(*w));

		*w = (struct work){ v->small.items[i], state->todo };
		state->todo = w;
	}
	while (state->todo) {
		struct literal next = state->todo->literal;

		state->todo = state->todo->next;
		if (!solver_step(r->s, 1) || !expand(r->s, state, next))
			return false;
	}
	state->choices = NULL;
	return true;
}

static struct str below(struct report *r, struct str instance, struct str token)
{
	struct buf b = buf_in(r->arena);

	buf_add(&b, instance);
	node_pointer_add(&b, token);
	return str_copy(r->arena, buf_str(&b));
}

/* Go on in a member or an item; how many differences were found there. */
static size_t descend(struct report *r, const struct view *v,
		      const struct literals *small, const struct schema *large,
		      struct str token)
{
	size_t before = r->out->count;
	struct view child = { .small = *small,
			      .large = { large, v->large.side, SIGN_FAILS,
					 v->large.mode & MODE_OPEN },
			      .instance = below(r, v->instance, token) };

	if (!small->count)
		return 0;
	child.place = small->items[0].schema;
	report_view(r, &child);
	return r->out->count - before;
}

static const struct schema *declares(const struct state *state, struct str name)
{
	for (const struct fact *f = state->facts; f; f = f->next) {
		const struct schema *own;

		if (f->kind != FACT_PROPERTIES)
			continue;
		own = schema_property(f->of.schema, name);
		if (own)
			return own;
	}
	return NULL;
}

static void report_member(struct report *r, const struct view *v,
			  const struct option *o, enum sat sat,
			  const struct node *example)
{
	struct state state;
	struct goal goal;
	struct members m;
	struct literals list = { 0 };
	struct finding f = finding(v, DIFFERENCE_PROPERTY_NEW, sat, example);
	const struct schema *own = NULL;

	if (opened(r, v, &state, &goal)) {
		members_init(&m, r->s, &state);
		own = declares(&state, o->name);
		if (member_rules(&m, o->name, &list) && list.count &&
		    o->child->kind != SCHEMA_FALSE &&
		    descend(r, v, &list, o->child, o->name))
			return;
	}
	if (own && o->child->kind == SCHEMA_FALSE)
		f.kind = DIFFERENCE_PROPERTY_GONE;
	f.property = o->name;
	f.large = o->child;
	f.small = own ? own : v->place;
	f.keyword = NULL;
	f.instance = below(r, v->instance, o->name);
	report_finding(r, &f);
}

static void report_item(struct report *r, const struct view *v,
			const struct option *o, enum sat sat,
			const struct node *example)
{
	struct state state;
	struct goal goal;
	struct literals list = { 0 };
	struct finding f = finding(v, o->kind, sat, example);

	if (opened(r, v, &state, &goal) &&
	    item_rules(r->s, &state, o->index, &list) &&
	    o->child->kind != SCHEMA_FALSE &&
	    descend(r, v, &list, o->child,
		    o->kind == DIFFERENCE_TUPLE ?
			    str_fmt(r->s->arena, "%zu", o->index) :
			    STR("-")))
		return;
	report_finding(r, &f);
}

/* A property that small declares and that falls under additionalProperties
 * of large; true: it is one, and was told. */
static bool report_gone(struct report *r, const struct view *v,
			const struct option *o, struct members *m,
			const struct schema_property *p)
{
	struct fact some = { .kind = FACT_SOME_PROPERTY,
			     .of = o->facts->of,
			     .name = p->name };
	struct option one = { .types = TYPE_OBJECT,
			      .facts = fact_push(r->s, NULL, some) };
	const struct node *example;
	struct literals list = { 0 };
	struct finding f;
	enum sat sat;

	if (!member_allowed(m, o->facts, p->name))
		return false;
	sat = ask(r, v, &one, NULL, &example);
	if (sat == SAT_NO)
		return false;
	sat = checked(r, v, sat, &example);
	if (o->child->kind != SCHEMA_FALSE && member_rules(m, p->name, &list) &&
	    descend(r, v, &list, o->child, p->name))
		return true;
	f = finding(v, DIFFERENCE_PROPERTY_GONE, sat, example);
	f.property = p->name;
	f.small = p->schema;
	f.instance = below(r, v->instance, p->name);
	report_finding(r, &f);
	return true;
}

static void report_additional(struct report *r, const struct view *v,
			      const struct option *o, enum sat sat,
			      const struct node *example)
{
	const struct fact *apart = NULL;
	struct state state;
	struct goal goal;
	struct members m;
	struct finding f;
	size_t before = r->out->count;

	if (opened(r, v, &state, &goal)) {
		members_init(&m, r->s, &state);
		for (const struct fact *g = state.facts; g; g = g->next) {
			const struct schema *x = g->of.schema;

			if (g->kind != FACT_PROPERTIES)
				continue;
			for (size_t i = 0; i < x->property_count; i++) {
				struct fact lacks = {
					.kind = FACT_LACKS,
					.name = x->properties[i].name
				};

				if (report_gone(r, v, o, &m, &x->properties[i]))
					apart = fact_push(r->s, apart, lacks);
			}
		}
	}
	if (r->out->count > before) {
		sat = ask(r, v, o, apart, &example);
		if (sat == SAT_NO)
			return;
		sat = checked(r, v, sat, &example);
	}
	f = finding(v,
		    o->child->kind == SCHEMA_FALSE ? DIFFERENCE_CLOSED :
						     DIFFERENCE_ADDITIONAL,
		    sat, example);
	report_finding(r, &f);
}

/* ---- types and lists ------------------------------------------------- */

static void report_types(struct report *r, const struct view *v,
			 const struct option *o)
{
	struct finding f = finding(v, DIFFERENCE_TYPE, SAT_UNKNOWN, NULL);
	unsigned kept = 0;

	for (unsigned bit = 1; bit < TYPE_ANY; bit <<= 1) {
		struct option one = { .types = bit };
		const struct node *example;
		enum sat sat = ask(r, v, &one, NULL, &example);

		if (sat == SAT_NO)
			continue;
		if (!(bit & o->types)) {
			kept |= bit;
			continue;
		}
		f.types |= bit;
		if (f.sat != SAT_YES) {
			f.sat = checked(r, v, sat, &example);
			f.example = example;
		}
	}
	if (!f.types)
		return;
	if (!kept)
		f.kind = DIFFERENCE_TYPE_CHANGED;
	else if (f.types == TYPE_NULL)
		f.kind = DIFFERENCE_NULL;
	report_finding(r, &f);
}

/* The values that small lists, one by one. */
static bool report_listed(struct report *r, const struct view *v)
{
	struct state state;
	struct goal goal;
	const struct fact *list = NULL;
	bool told = false;

	if (!opened(r, v, &state, &goal))
		return false;
	for (const struct fact *f = state.facts; f; f = f->next)
		if (f->kind == FACT_VALUES)
			list = f;
	for (size_t i = 0; list && i < list->value_count; i++) {
		const struct node *value = &list->values[i];
		struct finding f = finding(v, DIFFERENCE_ENUM_VALUE, SAT_YES,
					   value);

		if (goal_check(r->s, &goal, value) == SAT_NO ||
		    literal_check(r->s, &v->large, value) == SAT_NO)
			continue;
		f.sat = checked(r, v, SAT_YES, &f.example);
		f.example = value;
		report_finding(r, &f);
		told = true;
	}
	return told;
}

/* ---- branches -------------------------------------------------------- */

/* The one branch of large that small has values in common with, or NULL. */
static const struct schema *partner(struct report *r, const struct view *v)
{
	const struct schema *x = v->large.schema;
	const struct schema_list *list = x->has_any_of ? &x->any_of :
							 &x->one_of;
	const struct schema *found = NULL;

	for (size_t i = 0; i < list->count; i++) {
		struct literal holds = { list->items[i], v->large.side,
					 SIGN_HOLDS, 0 };
		struct option one = { .types = TYPE_ANY,
				      .literals = &holds,
				      .count = 1 };
		const struct node *ignored;

		if (ask(r, v, &one, NULL, &ignored) == SAT_NO)
			continue;
		if (found)
			return NULL;
		found = list->items[i];
	}
	return found;
}

/* As v, with large one of its branches or what it refers to. */
static size_t in_place(struct report *r, const struct view *v,
		       const struct schema *large)
{
	size_t before = r->out->count;
	struct view child = *v;

	child.large.schema = large;
	report_view(r, &child);
	return r->out->count - before;
}

/* A branch whose type large does not have at all is a matter of types. */
static void branch_gone(struct report *r, const struct view *v, enum sat sat,
			const struct node *example)
{
	struct literal holds = v->large;
	struct finding f = finding(v, DIFFERENCE_UNION, sat, example);
	struct goal goal = { .literals = &holds, .count = 1 };
	const struct node *ignored;

	holds.sign = SIGN_HOLDS;
	if (example) {
		goal.types = schema_type_of(example);
		if (solve(r->s, &goal, &ignored) == SAT_NO) {
			f.types = goal.types;
			f.kind = f.types == TYPE_NULL ? DIFFERENCE_NULL :
							DIFFERENCE_TYPE;
		}
	}
	report_finding(r, &f);
}

static void report_union(struct report *r, const struct view *v,
			 const struct option *o, enum sat sat,
			 const struct node *example)
{
	const struct schema *x = v->place;
	const struct schema_list *list;
	const struct schema *other = NULL;
	size_t before = r->out->count;

	while (x && x->kind == SCHEMA_OBJECT && x->ref && !x->has_any_of &&
	       !x->has_one_of && x != x->ref && r->depth++ < REPORT_DEPTH)
		x = x->ref;
	list = x && x->has_any_of ? &x->any_of :
	       x && x->has_one_of ? &x->one_of :
				    NULL;
	for (size_t i = 0; list && i < list->count; i++) {
		struct view branch = *v;
		const struct node *value;
		enum sat one;

		branch.small = (struct literals){ 0 };
		for (size_t j = 0; j < v->small.count; j++)
			literals_add(r->s, &branch.small, v->small.items[j]);
		literals_add(r->s, &branch.small,
			     (struct literal){ list->items[i],
					       v->small.items[0].side,
					       SIGN_HOLDS, 0 });
		branch.place = list->items[i];
		one = ask(r, &branch, o, NULL, &value);
		if (one == SAT_NO)
			continue;
		other = partner(r, &branch);
		if (other && in_place(r, &branch, other))
			continue;
		one = checked(r, &branch, one, &value);
		branch_gone(r, &branch, one, value);
	}
	if (r->out->count > before)
		return;
	other = list ? NULL : partner(r, v);
	if (other && in_place(r, v, other))
		return;
	branch_gone(r, v, sat, example);
}

/* ---- views ----------------------------------------------------------- */

static void report_option(struct report *r, const struct view *v,
			  const struct option *o)
{
	const struct work *seen = NULL;
	const struct node *example = NULL;
	enum sat sat;
	struct finding f;

	for (size_t i = 0; i < v->small.count; i++) {
		struct work *w = arena_alloc(r->s->arena, sizeof(*w));

		*w = (struct work){ v->small.items[i], seen };
		seen = w;
	}
	if (option_idle(r->s, seen, o))
		return;
	sat = ask(r, v, o, NULL, &example);
	if (sat == SAT_NO)
		return;
	sat = checked(r, v, sat, &example);
	if (o->kind == DIFFERENCE_TYPE) {
		report_types(r, v, o);
	} else if (o->kind == DIFFERENCE_ENUM) {
		f = finding(v, o->kind, sat, example);
		if (!report_listed(r, v))
			report_finding(r, &f);
	} else if (o->kind == DIFFERENCE_PROPERTY_NEW) {
		report_member(r, v, o, sat, example);
	} else if (o->kind == DIFFERENCE_ITEMS || o->kind == DIFFERENCE_TUPLE) {
		report_item(r, v, o, sat, example);
	} else if (o->kind == DIFFERENCE_ADDITIONAL) {
		report_additional(r, v, o, sat, example);
	} else if (o->kind == DIFFERENCE_UNION) {
		report_union(r, v, o, sat, example);
	} else if (o->kind == DIFFERENCE_SCHEMA && o->child &&
		   in_place(r, v, o->child)) {
		return;
	} else {
		f = finding(v, o->kind, sat, example);
		f.property = o->name.p ? o->name : STR_EMPTY;
		report_finding(r, &f);
	}
}

static bool settled(struct report *r, const struct view *v)
{
	for (size_t i = 0; i < v->small.count; i++) {
		struct literal l = v->small.items[i];

		if (v->small.count > 1)
			l.mode &= (unsigned char)~MODE_CLOSED;
		if (fast_include(r->s, l, v->large))
			return true;
	}
	return false;
}

void report_view(struct report *r, const struct view *v)
{
	const struct option *options, *last = NULL;
	size_t depth = r->depth;

	if (r->depth >= REPORT_DEPTH || settled(r, v) ||
	    r->out->count >= INCLUDE_DIFFERENCES)
		return;
	r->depth++;
	if (v->large.schema->kind != SCHEMA_OBJECT) {
		struct finding f = finding(v, DIFFERENCE_SCHEMA, SAT_YES, NULL);

		report_finding(r, &f);
	}
	/* They come last keyword first; a change of type says most. */
	options = expand_fails(r->s, v->large, TYPE_ANY);
	if (options && options->kind == DIFFERENCE_TYPE) {
		report_option(r, v, options);
		options = options->next;
	}
	while (options != last) {
		const struct option *o = options;

		while (o->next != last)
			o = o->next;
		report_option(r, v, o);
		last = o;
	}
	r->depth = depth;
}
