/*
 * Keywords that combine schemas for the same value.
 */
#include "schema/validate.h"

static enum schema_verdict all_of(struct validation *v, const struct schema *s,
				  const struct subject *at, struct marks *marks)
{
	enum schema_verdict verdict = SCHEMA_VALID;

	for (size_t i = 0; i < s->all_of.count; i++) {
		enum schema_verdict one = validate_value(v, s->all_of.items[i],
							 at, marks);

		verdict = verdict_and(verdict, one);
		if (verdict == SCHEMA_INVALID && !validate_goes_on(v))
			break;
	}
	return verdict;
}

static enum schema_verdict any_of(struct validation *v, const struct schema *s,
				  const struct subject *at, struct marks *marks)
{
	bool undecided = false, valid = false;

	if (!s->has_any_of)
		return SCHEMA_VALID;
	/* Each branch that holds may mark something of its own. */
	for (size_t i = 0; i < s->any_of.count && (!valid || marks->bits); i++)
		switch (validate_quietly(v, s->any_of.items[i], at, marks)) {
		case SCHEMA_VALID:
			valid = true;
			break;
		case SCHEMA_UNDECIDED:
			undecided = true;
			break;
		case SCHEMA_INVALID:
			break;
		}
	if (valid)
		return SCHEMA_VALID;
	if (undecided)
		return SCHEMA_UNDECIDED;
	return validate_refuse(v, s, at, "anyOf",
			       "satisfies none of the %zu schemas of "
			       "\"anyOf\"",
			       s->any_of.count);
}

static enum schema_verdict one_of(struct validation *v, const struct schema *s,
				  const struct subject *at, struct marks *marks)
{
	size_t undecided = 0, valid = 0;

	if (!s->has_one_of)
		return SCHEMA_VALID;
	for (size_t i = 0; i < s->one_of.count && valid < 2; i++)
		switch (validate_quietly(v, s->one_of.items[i], at, marks)) {
		case SCHEMA_VALID:
			valid++;
			break;
		case SCHEMA_UNDECIDED:
			undecided++;
			break;
		case SCHEMA_INVALID:
			break;
		}
	if (valid > 1)
		return validate_refuse(v, s, at, "oneOf",
				       "satisfies more than one of the %zu "
				       "schemas of \"oneOf\"",
				       s->one_of.count);
	if (undecided)
		return SCHEMA_UNDECIDED;
	if (valid == 1)
		return SCHEMA_VALID;
	return validate_refuse(v, s, at, "oneOf",
			       "satisfies none of the %zu schemas of "
			       "\"oneOf\"",
			       s->one_of.count);
}

static enum schema_verdict not_of(struct validation *v, const struct schema *s,
				  const struct subject *at)
{
	struct marks none = { .bits = NULL };

	if (!s->not_of)
		return SCHEMA_VALID;
	switch (validate_quietly(v, s->not_of, at, &none)) {
	case SCHEMA_VALID:
		return validate_refuse(v, s, at, "not",
				       "satisfies the schema of \"not\"");
	case SCHEMA_UNDECIDED:
		return SCHEMA_UNDECIDED;
	case SCHEMA_INVALID:
		break;
	}
	return SCHEMA_VALID;
}

/* Undecided: whichever way it goes, both have to come to the same. */
static enum schema_verdict if_undecided(struct validation *v,
					const struct schema *s,
					const struct subject *at,
					struct marks *marks)
{
	enum schema_verdict yes = SCHEMA_VALID, no = SCHEMA_VALID;
	struct marks none = { .bits = NULL };

	marks->unsure = true;
	if (s->then_of)
		yes = validate_quietly(v, s->then_of, at, &none);
	if (s->else_of)
		no = validate_quietly(v, s->else_of, at, &none);
	if (yes == SCHEMA_INVALID && no == SCHEMA_INVALID)
		return validate_refuse(v, s, at, "if",
				       "satisfies neither \"then\" nor "
				       "\"else\"");
	return yes == no ? yes : SCHEMA_UNDECIDED;
}

static enum schema_verdict if_of(struct validation *v, const struct schema *s,
				 const struct subject *at, struct marks *marks)
{
	if (!s->if_of)
		return SCHEMA_VALID;
	if (!s->then_of && !s->else_of && !marks->bits)
		return SCHEMA_VALID;
	switch (validate_quietly(v, s->if_of, at, marks)) {
	case SCHEMA_VALID:
		return s->then_of ? validate_value(v, s->then_of, at, marks) :
				    SCHEMA_VALID;
	case SCHEMA_INVALID:
		return s->else_of ? validate_value(v, s->else_of, at, marks) :
				    SCHEMA_VALID;
	case SCHEMA_UNDECIDED:
		break;
	}
	return if_undecided(v, s, at, marks);
}

static enum schema_verdict dependent(struct validation *v,
				     const struct schema *s,
				     const struct subject *at,
				     struct marks *marks)
{
	enum schema_verdict verdict = SCHEMA_VALID;

	for (size_t i = 0; i < s->dependent_schema_count; i++) {
		const struct schema_property *p = &s->dependent_schemas[i];

		if (!validate_step(v, 1 + at->node->count / 8))
			return verdict_and(verdict, SCHEMA_UNDECIDED);
		if (node_member(at->node, p->name))
			verdict = verdict_and(
				verdict,
				validate_value(v, p->schema, at, marks));
	}
	return verdict;
}

enum schema_verdict validate_logic(struct validation *v, const struct schema *s,
				   const struct subject *at,
				   struct marks *marks)
{
	static enum schema_verdict (*const parts[])(
		struct validation *, const struct schema *,
		const struct subject *,
		struct marks *) = { all_of, any_of, one_of, if_of, dependent };
	enum schema_verdict verdict = not_of(v, s, at);

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		if (verdict == SCHEMA_INVALID && !validate_goes_on(v))
			break;
		verdict = verdict_and(verdict, parts[i](v, s, at, marks));
	}
	return verdict;
}
