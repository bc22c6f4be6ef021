#include "schema/include_member.h"

#include "base/arena.h"
#include "base/buf.h"
#include "schema/witness.h"

enum { DECLARE_DEPTH = 16 };

bool schema_says_something(struct solver *s, const struct schema *schema)
{
	static const struct schema all = { .kind = SCHEMA_TRUE };

	return !fast_include(s, (struct literal){ .schema = &all, .side = 0 },
			     (struct literal){ .schema = schema, .side = 0 });
}

void members_init(struct members *m, struct solver *s,
		  const struct state *state)
{
	*m = (struct members){ .s = s, .state = state };
	for (const struct fact *f = state->facts; f; f = f->next) {
		if (f->kind == FACT_PROPERTIES && (f->of.mode & MODE_CLOSED))
			m->closed = true;
		if (f->kind != FACT_PROPERTIES && f->kind != FACT_UNEVALUATED &&
		    f->kind != FACT_NAMES && f->kind != FACT_LACKS &&
		    f->kind != FACT_DECLARES && f->kind != FACT_DEPENDS)
			continue;
		m->rules = arena_grow(s->arena, m->rules, m->rule_count,
				      &m->rule_room, sizeof(*m->rules));
		m->rules[m->rule_count++] = f;
	}
}

/* ---- declared names -------------------------------------------------- */

static bool explains(struct members *m, const struct schema *more)
{
	return more && more->kind == SCHEMA_OBJECT &&
	       schema_says_something(m->s, more);
}

static bool declares_list(struct members *m, const struct schema_list *list,
			  struct str name, int depth);

/* Whether a schema, or one in its place, mentions the name. */
static bool declares(struct members *m, const struct schema *x, struct str name,
		     int depth)
{
	if (!x || x->kind != SCHEMA_OBJECT)
		return false;
	if (depth > DECLARE_DEPTH || schema_property(x, name) ||
	    schema_requires(x, name) || explains(m, x->additional_properties) ||
	    explains(m, x->unevaluated_properties))
		return true;
	for (size_t i = 0; i < x->pattern_property_count; i++)
		if (pattern_matches(&x->pattern_properties[i].pattern, name) !=
		    SAT_NO)
			return true;
	for (size_t i = 0; i < x->dependent_required_count; i++) {
		const struct schema_dependency *d = &x->dependent_required[i];

		if (str_eq(d->name, name))
			return true;
		for (size_t j = 0; j < d->count; j++)
			if (str_eq(d->required[j], name))
				return true;
	}
	for (size_t i = 0; i < x->dependent_schema_count; i++)
		if (str_eq(x->dependent_schemas[i].name, name) ||
		    declares(m, x->dependent_schemas[i].schema, name,
			     depth + 1))
			return true;
	return declares(m, x->ref, name, depth + 1) ||
	       declares(m, x->if_of, name, depth + 1) ||
	       declares(m, x->then_of, name, depth + 1) ||
	       declares(m, x->else_of, name, depth + 1) ||
	       declares_list(m, &x->all_of, name, depth + 1) ||
	       declares_list(m, &x->any_of, name, depth + 1) ||
	       declares_list(m, &x->one_of, name, depth + 1);
}

static bool declares_list(struct members *m, const struct schema_list *list,
			  struct str name, int depth)
{
	for (size_t i = 0; i < list->count; i++)
		if (declares(m, list->items[i], name, depth))
			return true;
	return false;
}

/* A choice that is still open may declare it. */
static bool perhaps_declared(struct members *m, struct str name)
{
	for (const struct choice *c = m->state->choices; c; c = c->next)
		for (const struct option *o = c->options; o; o = o->next)
			for (size_t i = 0; i < o->count; i++)
				if (o->literals[i].sign == SIGN_HOLDS &&
				    (o->literals[i].mode & MODE_CLOSED) &&
				    declares(m, o->literals[i].schema, name, 0))
					return true;
	return false;
}

static bool dependency_names(const struct schema_dependency *d, struct str name)
{
	if (str_eq(d->name, name))
		return true;
	for (size_t i = 0; i < d->count; i++)
		if (str_eq(d->required[i], name))
			return true;
	return false;
}

/* A closed schema, or one that is in its place and holds, mentions it. */
static bool declared(struct members *m, struct str name)
{
	for (size_t i = 0; i < m->rule_count; i++) {
		const struct fact *f = m->rules[i];
		const struct schema *x = f->of.schema;

		if (f->kind == FACT_DECLARES && declares(m, x, name, 0))
			return true;
		if (!(f->of.mode & MODE_CLOSED))
			continue;
		if (f->kind == FACT_DEPENDS &&
		    dependency_names(f->dependency, name))
			return true;
		if (f->kind == FACT_UNEVALUATED &&
		    explains(m, x->unevaluated_properties))
			return true;
		if (f->kind != FACT_PROPERTIES)
			continue;
		if (schema_property(x, name) ||
		    explains(m, x->additional_properties))
			return true;
		for (size_t j = 0; j < x->pattern_property_count; j++)
			if (pattern_matches(&x->pattern_properties[j].pattern,
					    name) != SAT_NO)
				return true;
	}
	for (const struct fact *f = m->state->facts; f; f = f->next)
		if (f->kind == FACT_HAS && (f->of.mode & MODE_CLOSED) &&
		    str_eq(f->name, name))
			return true;
	return perhaps_declared(m, name);
}

/* ---- rules of a name ------------------------------------------------- */

static void rule(struct members *m, const struct fact *f,
		 const struct schema *schema, struct literals *out)
{
	struct literal l = { schema, f->of.side, SIGN_HOLDS,
			     f->of.mode & (MODE_CLOSED | MODE_OPEN) };

	if (schema->kind != SCHEMA_TRUE)
		literals_add(m->s, out, l);
}

static void by_properties(struct members *m, const struct fact *f,
			  struct str name, struct literals *out)
{
	const struct schema *x = f->of.schema;
	const struct schema *own = schema_property(x, name);
	const struct schema *more = x->additional_properties;
	enum sat matched = own ? SAT_YES : SAT_NO;

	if (own)
		rule(m, f, own, out);
	for (size_t i = 0; i < x->pattern_property_count; i++) {
		const struct schema_pattern_property *p =
			&x->pattern_properties[i];
		enum sat sat = pattern_matches(&p->pattern, name);

		if (sat == SAT_YES)
			rule(m, f, p->schema, out);
		if (sat == SAT_UNKNOWN)
			m->opaque = true;
		if (sat != SAT_NO && matched != SAT_YES)
			matched = sat;
	}
	if (more && matched == SAT_NO &&
	    !(more->kind == SCHEMA_FALSE && (f->of.mode & MODE_OPEN)))
		rule(m, f, more, out);
}

static void by_unevaluated(struct members *m, const struct fact *f,
			   struct str name, struct literals *out)
{
	const struct schema *u = f->of.schema->unevaluated_properties;

	if (u->kind == SCHEMA_FALSE && (f->of.mode & MODE_OPEN))
		return;
	switch (evaluates_name(m->state, f->of.schema, name, true)) {
	case SAT_NO:
		rule(m, f, u, out);
		return;
	case SAT_YES:
		return;
	case SAT_UNKNOWN:
		break;
	}
	m->opaque = true;
}

bool member_rules(struct members *m, struct str name, struct literals *out)
{
	const struct node *text = NULL;

	if (m->closed && !declared(m, name))
		return false;
	for (size_t i = 0; i < m->rule_count; i++) {
		const struct fact *f = m->rules[i];

		if (f->kind == FACT_LACKS && str_eq(f->name, name))
			return false;
		if (f->kind == FACT_PROPERTIES)
			by_properties(m, f, name, out);
		if (f->kind == FACT_UNEVALUATED)
			by_unevaluated(m, f, name, out);
		if (f->kind != FACT_NAMES)
			continue;
		if (!text)
			text = witness_string(m->s->arena, name);
		switch (literal_check(m->s, &f->of, text)) {
		case SAT_NO:
			return false;
		case SAT_UNKNOWN:
			m->opaque = true;
			break;
		case SAT_YES:
			break;
		}
	}
	for (size_t i = 0; i < out->count; i++)
		if (out->items[i].schema->kind == SCHEMA_FALSE)
			return false;
	return true;
}

bool member_allowed(struct members *m, const struct fact *some, struct str name)
{
	const struct schema *x = some->parent;
	enum sat sat = SAT_NO;

	switch ((int)some->kind) {
	case FACT_SOME_PATTERN:
		sat = pattern_matches(some->pattern, name);
		break;
	case FACT_SOME_ADDITIONAL:
		if (schema_property(x, name))
			return false;
		sat = SAT_YES;
		for (size_t i = 0; i < x->pattern_property_count; i++) {
			enum sat one = pattern_matches(
				&x->pattern_properties[i].pattern, name);

			if (one == SAT_YES)
				return false;
			if (one == SAT_UNKNOWN)
				sat = one;
		}
		break;
	case FACT_SOME_UNEVALUATED:
		sat = evaluates_name(m->state, x, name, true);
		sat = sat == SAT_YES ? SAT_NO :
		      sat == SAT_NO  ? SAT_YES :
				       SAT_UNKNOWN;
		break;
	case FACT_SOME_NAME:
		sat = literal_check(m->s, &some->of,
				    witness_string(m->s->arena, name));
		break;
	default:
		break;
	}
	if (sat == SAT_UNKNOWN)
		m->opaque = true;
	return sat != SAT_NO;
}
