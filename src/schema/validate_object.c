/*
 * Keywords about objects.
 */
#include "base/arena.h"
#include "schema/validate.h"

/* The i-th member as what is validated next. */
struct one {
	struct place place;
	struct subject at;
};

static void enter(struct one *m, const struct subject *at, size_t i)
{
	const struct member *member = &at->node->members[i];

	m->place = (struct place){ at->place, member->name, 0 };
	if (!m->place.name.p)
		m->place.name = STR_EMPTY;
	m->at = (struct subject){ &member->value, &m->place, at->scope };
}

static enum schema_verdict count(struct validation *v, const struct schema *s,
				 const struct subject *at)
{
	size_t n = at->node->count;

	if (n < s->min_properties)
		return validate_refuse(v, s, at, "minProperties",
				       "has %zu properties, fewer than %llu", n,
				       (unsigned long long)s->min_properties);
	if (n > s->max_properties)
		return validate_refuse(v, s, at, "maxProperties",
				       "has %zu properties, more than %llu", n,
				       (unsigned long long)s->max_properties);
	return SCHEMA_VALID;
}

static enum schema_verdict has(struct validation *v, const struct schema *s,
			       const struct subject *at, struct str name,
			       const char *keyword)
{
	if (!validate_step(v, 1 + at->node->count / 8))
		return SCHEMA_UNDECIDED;
	if (node_member(at->node, name))
		return SCHEMA_VALID;
	return validate_refuse(v, s, at, keyword,
			       "the property \"%.*s\" is missing",
			       STR_ARG(text_shorten(name, 200)));
}

static enum schema_verdict required(struct validation *v,
				    const struct schema *s,
				    const struct subject *at)
{
	enum schema_verdict verdict = SCHEMA_VALID;

	for (size_t i = 0; i < s->required_count; i++)
		verdict = verdict_and(
			verdict, has(v, s, at, s->required[i], "required"));
	for (size_t i = 0; i < s->dependent_required_count; i++) {
		const struct schema_dependency *d = &s->dependent_required[i];

		if (!validate_step(v, 1 + at->node->count / 8))
			return verdict_and(verdict, SCHEMA_UNDECIDED);
		if (!node_member(at->node, d->name))
			continue;
		for (size_t j = 0; j < d->count; j++)
			verdict = verdict_and(
				verdict, has(v, s, at, d->required[j],
					     node_get(s->node, "dependencies") ?
						     "dependencies" :
						     "dependentRequired"));
	}
	return verdict;
}

static enum schema_verdict names(struct validation *v, const struct schema *s,
				 const struct subject *at)
{
	enum schema_verdict verdict = SCHEMA_VALID;

	for (size_t i = 0; s->property_names && i < at->node->count; i++) {
		const struct member *m = &at->node->members[i];
		const struct node name = {
			.kind = NODE_STRING,
			.pos = m->pos,
			.text = m->name,
		};
		struct marks none = { .bits = NULL };
		struct one one;

		enter(&one, at, i);
		one.at.node = &name;
		verdict = verdict_and(
			verdict,
			validate_value(v, s->property_names, &one.at, &none));
		if (verdict == SCHEMA_INVALID && !validate_goes_on(v))
			break;
	}
	return verdict;
}

/* One member by properties, patternProperties, additionalProperties. */
static enum schema_verdict member(struct validation *v, const struct schema *s,
				  const struct subject *at, size_t i,
				  struct marks *marks)
{
	const struct member *m = &at->node->members[i];
	const struct schema *by = schema_property(s, m->name);
	enum schema_verdict verdict = SCHEMA_VALID, match;
	bool found = by != NULL, maybe = false;
	struct marks none = { .bits = NULL };
	struct one one;

	enter(&one, at, i);
	if (by)
		verdict = validate_value(v, by, &one.at, &none);
	for (size_t p = 0; p < s->pattern_property_count; p++) {
		const struct schema_pattern_property *pp =
			&s->pattern_properties[p];

		match = validate_pattern(v, &pp->pattern, m->name);
		if (match == SCHEMA_UNDECIDED)
			maybe = true;
		if (match != SCHEMA_VALID)
			continue;
		found = true;
		verdict = verdict_and(
			verdict, validate_value(v, pp->schema, &one.at, &none));
	}
	if (maybe)
		verdict = verdict_and(verdict, SCHEMA_UNDECIDED);
	if (!found && !maybe && s->additional_properties) {
		found = true;
		verdict = validate_value(v, s->additional_properties, &one.at,
					 &none);
	}
	marks->unsure = marks->unsure || (maybe && !found);
	if (found)
		marks_set(marks, i);
	return verdict;
}

static enum schema_verdict members(struct validation *v, const struct schema *s,
				   const struct subject *at,
				   struct marks *marks)
{
	enum schema_verdict verdict = SCHEMA_VALID;

	if (!s->property_count && !s->pattern_property_count &&
	    !s->additional_properties)
		return SCHEMA_VALID;
	for (size_t i = 0; i < at->node->count; i++) {
		if (!validate_step(v, 1))
			return verdict_and(verdict, SCHEMA_UNDECIDED);
		verdict = verdict_and(verdict, member(v, s, at, i, marks));
		if (verdict == SCHEMA_INVALID && !validate_goes_on(v))
			break;
	}
	return verdict;
}

static enum schema_verdict unevaluated(struct validation *v,
				       const struct schema *s,
				       const struct subject *at,
				       struct marks *marks)
{
	enum schema_verdict verdict = SCHEMA_VALID, answer;

	if (!s->unevaluated_properties)
		return SCHEMA_VALID;
	for (size_t i = 0; i < at->node->count; i++) {
		struct marks none = { .bits = NULL };
		struct one one;

		if (marks_has(marks, i))
			continue;
		enter(&one, at, i);
		answer = marks->unsure ?
				 validate_quietly(v, s->unevaluated_properties,
						  &one.at, &none) :
				 validate_value(v, s->unevaluated_properties,
						&one.at, &none);
		if (answer == SCHEMA_INVALID && marks->unsure)
			answer = SCHEMA_UNDECIDED;
		verdict = verdict_and(verdict, answer);
		if (verdict == SCHEMA_INVALID && !validate_goes_on(v))
			break;
	}
	marks_all(marks);
	return verdict;
}

enum schema_verdict validate_object(struct validation *v,
				    const struct schema *s,
				    const struct subject *at,
				    struct marks *marks)
{
	enum schema_verdict verdict = count(v, s, at);

	if (verdict != SCHEMA_INVALID || validate_goes_on(v))
		verdict = verdict_and(verdict, required(v, s, at));
	if (verdict != SCHEMA_INVALID || validate_goes_on(v))
		verdict = verdict_and(verdict, names(v, s, at));
	if (verdict != SCHEMA_INVALID || validate_goes_on(v))
		verdict = verdict_and(verdict, members(v, s, at, marks));
	if (verdict != SCHEMA_INVALID || validate_goes_on(v))
		verdict = verdict_and(verdict, unevaluated(v, s, at, marks));
	return verdict;
}
