/* Which names of members are worth looking at. */
#include "schema/include_member.h"

#include "base/arena.h"
#include "schema/witness.h"

enum { MENTION_DEPTH = 16 };

static void mention(struct members *m, struct names *names, struct str name)
{
	void **place = map_put(&names->set, name);

	if (*place)
		return;
	*place = names;
	names->items = arena_grow(m->s->arena, names->items, names->count,
				  &names->room, sizeof(*names->items));
	names->items[names->count++] = name;
}

struct patterns {
	const struct schema_pattern *items[SOLVE_PATTERNS];
	size_t count;
};

static void tell_apart(struct members *m, struct patterns *list,
		       const struct schema_pattern *pattern)
{
	for (size_t i = 0; i < list->count; i++)
		if (str_eq(list->items[i]->text, pattern->text))
			return;
	if (list->count == SOLVE_PATTERNS)
		m->partial = true;
	else
		list->items[list->count++] = pattern;
}

static void mention_schema(struct members *m, struct names *names,
			   struct patterns *patterns, const struct schema *x)
{
	for (size_t i = 0; i < x->property_count; i++)
		mention(m, names, x->properties[i].name);
	for (size_t i = 0; i < x->pattern_property_count; i++)
		tell_apart(m, patterns, &x->pattern_properties[i].pattern);
	for (size_t i = 0; i < x->required_count; i++)
		mention(m, names, x->required[i]);
	for (size_t i = 0; i < x->dependent_required_count; i++) {
		const struct schema_dependency *d = &x->dependent_required[i];

		mention(m, names, d->name);
		for (size_t j = 0; j < d->count; j++)
			mention(m, names, d->required[j]);
	}
}

/* What schemas in place of x mention, whether they hold or not. */
static void mention_in_place(struct members *m, struct names *names,
			     struct patterns *patterns, const struct schema *x,
			     int depth)
{
	const struct schema_list *lists[3];

	if (!x || x->kind != SCHEMA_OBJECT)
		return;
	if (depth > MENTION_DEPTH || !solver_step(m->s, 1)) {
		m->partial = true;
		return;
	}
	lists[0] = &x->all_of;
	lists[1] = &x->any_of;
	lists[2] = &x->one_of;
	mention_schema(m, names, patterns, x);
	for (size_t i = 0; i < 3; i++)
		for (size_t j = 0; j < lists[i]->count; j++)
			mention_in_place(m, names, patterns, lists[i]->items[j],
					 depth + 1);
	mention_in_place(m, names, patterns, x->ref, depth + 1);
	mention_in_place(m, names, patterns, x->if_of, depth + 1);
	mention_in_place(m, names, patterns, x->then_of, depth + 1);
	mention_in_place(m, names, patterns, x->else_of, depth + 1);
	for (size_t i = 0; i < x->dependent_schema_count; i++)
		mention_in_place(m, names, patterns,
				 x->dependent_schemas[i].schema, depth + 1);
}

/* Choices that are still open may declare names of a closed object. */
static void collect_open(struct members *m, struct names *names,
			 struct patterns *patterns)
{
	for (const struct choice *c = m->state->choices; c; c = c->next)
		for (const struct option *o = c->options; o; o = o->next)
			for (size_t i = 0; i < o->count; i++)
				if (o->literals[i].sign == SIGN_HOLDS &&
				    (o->literals[i].mode & MODE_CLOSED))
					mention_in_place(m, names, patterns,
							 o->literals[i].schema,
							 0);
}

static void collect(struct members *m, struct names *names,
		    struct patterns *patterns)
{
	if (m->closed)
		collect_open(m, names, patterns);
	for (const struct fact *f = m->state->facts; f; f = f->next) {
		switch ((int)f->kind) {
		case FACT_PROPERTIES:
			mention_schema(m, names, patterns, f->of.schema);
			break;
		case FACT_UNEVALUATED:
		case FACT_DECLARES:
			mention_in_place(m, names, patterns, f->of.schema, 0);
			break;
		case FACT_SOME_UNEVALUATED:
			mention_in_place(m, names, patterns, f->parent, 0);
			break;
		case FACT_SOME_ADDITIONAL:
			mention_schema(m, names, patterns, f->parent);
			break;
		case FACT_SOME_PATTERN:
			tell_apart(m, patterns, f->pattern);
			break;
		case FACT_HAS:
		case FACT_LACKS:
		case FACT_SOME_PROPERTY:
			mention(m, names, f->name);
			break;
		default:
			break;
		}
	}
}

/* A goal for names: rules of all names, and what else is wanted. */
static enum sat find_name(struct members *m, const struct names *names,
			  const struct fact *facts, const struct literal *also,
			  struct str *out)
{
	struct literals list = { 0 };
	struct node *taken = arena_zero(m->s->arena, names->count + 1,
					sizeof(*taken));
	const struct node *found;
	struct goal goal = { .types = TYPE_STRING };
	enum sat sat;

	for (size_t i = 0; i < m->rule_count; i++)
		if (m->rules[i]->kind == FACT_NAMES)
			literals_add(m->s, &list, m->rules[i]->of);
	if (also)
		literals_add(m->s, &list, *also);
	for (size_t i = 0; i < names->count; i++) {
		taken[i].kind = NODE_STRING;
		taken[i].text = names->items[i];
	}
	goal.facts = fact_push(m->s, facts,
			       (struct fact){ .kind = FACT_NOT_VALUES,
					      .values = taken,
					      .value_count = names->count });
	goal.literals = list.items;
	goal.count = list.count;
	sat = solve(m->s, &goal, &found);
	if (sat != SAT_YES)
		return sat;
	/* That it is refused later must not look like a proof. */
	if (!found || goal_check(m->s, &goal, found) != SAT_YES)
		return SAT_UNKNOWN;
	*out = found->text;
	return SAT_YES;
}

static const struct fact *signs(struct members *m,
				const struct patterns *patterns, size_t mask)
{
	const struct fact *facts = NULL;

	for (size_t i = 0; i < patterns->count; i++)
		facts = fact_push(
			m->s, facts,
			(struct fact){ .kind = mask >> i & 1 ? FACT_PATTERN :
							       FACT_NOT_PATTERN,
				       .pattern = patterns->items[i] });
	return facts;
}

static void representatives(struct members *m, struct names *names,
			    const struct patterns *patterns, size_t copies,
			    const struct literal *also)
{
	for (size_t mask = 0; mask < (size_t)1 << patterns->count; mask++) {
		const struct fact *facts = signs(m, patterns, mask);

		for (size_t i = 0; i < copies; i++) {
			struct str name;
			enum sat sat = find_name(m, names, facts, also, &name);

			if (sat == SAT_UNKNOWN)
				m->partial = true;
			if (sat != SAT_YES)
				break;
			mention(m, names, name);
		}
	}
}

/* Without patterns and rules for names any other will do. */
static bool fresh(struct members *m, struct names *names)
{
	static const char letters[] = "xyzuvwabcdefghijklmnopqrst";

	for (size_t i = 0; i < 10000; i++) {
		struct str name = str_fmt(m->s->arena, i < 26 ? "%c" : "%c%zu",
					  letters[i % 26], i / 26);

		if (map_get(&names->set, name))
			continue;
		mention(m, names, name);
		return true;
	}
	return false;
}

void member_names(struct members *m, size_t copies, struct names *out)
{
	struct patterns patterns = { .count = 0 };
	bool ruled = false;

	*out = (struct names){ .set = map_in(m->s->arena) };
	collect(m, out, &patterns);
	out->known = out->count;
	for (size_t i = 0; i < m->rule_count; i++)
		ruled |= m->rules[i]->kind == FACT_NAMES;
	if (!ruled && !patterns.count)
		for (size_t i = 0; i < copies; i++)
			(void)fresh(m, out);
	else
		representatives(m, out, &patterns, copies, NULL);
	for (const struct fact *f = m->state->facts; f; f = f->next)
		if (f->kind == FACT_SOME_NAME)
			representatives(m, out, &patterns, 1, &f->of);
}

enum sat member_another(struct members *m, struct names *names, struct str like,
			struct str *out)
{
	struct patterns patterns = { .count = 0 };
	struct names ignored = { .set = map_in(m->s->arena) };
	size_t mask = 0;
	enum sat sat;

	collect(m, &ignored, &patterns);
	for (size_t i = 0; i < patterns.count; i++)
		if (pattern_matches(patterns.items[i], like) == SAT_YES)
			mask |= (size_t)1 << i;
	sat = find_name(m, names, signs(m, &patterns, mask), NULL, out);
	if (sat == SAT_YES)
		mention(m, names, *out);
	return sat;
}
