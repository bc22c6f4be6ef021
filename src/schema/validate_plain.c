/*
 * Keywords about the value itself: type, enum, const, numbers, strings.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "schema/format.h"
#include "schema/validate.h"

/* "string", "string or null" */
static struct str type_list(struct arena *a, unsigned types)
{
	static const unsigned order[] = {
		TYPE_STRING, TYPE_NUMBER, TYPE_INTEGER, TYPE_BOOLEAN,
		TYPE_ARRAY,  TYPE_OBJECT, TYPE_NULL,
	};
	struct buf b = buf_in(a);

	for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++) {
		if ((types & order[i]) != order[i])
			continue;
		types &= ~order[i];
		buf_adds(&b, b.len ? " or " : "");
		buf_adds(&b, schema_type_name(order[i]));
	}
	return b.len ? buf_str(&b) : str_of("of no type at all");
}

static enum schema_verdict types(struct validation *v, const struct schema *s,
				 const struct subject *at)
{
	if (s->types & schema_type_of(at->node))
		return SCHEMA_VALID;
	if (!validate_goes_on(v))
		return SCHEMA_INVALID;
	return validate_refuse(v, s, at, "type", "has to be %.*s, is %.*s",
			       STR_ARG(type_list(v->scratch, s->types)),
			       STR_ARG(validate_show(v, at->node)));
}

static enum schema_verdict enums(struct validation *v, const struct schema *s,
				 const struct subject *at)
{
	enum schema_verdict verdict = SCHEMA_INVALID;

	if (!s->enums)
		return SCHEMA_VALID;
	for (size_t i = 0; i < s->enums->count; i++) {
		if (!validate_step(v, 1))
			return SCHEMA_UNDECIDED;
		verdict = validate_equal(v, &s->enums->items[i], at->node);
		if (verdict != SCHEMA_INVALID)
			return verdict;
	}
	return validate_refuse(
		v, s, at, "enum", "%.*s is none of the %zu values of \"enum\"",
		STR_ARG(validate_show(v, at->node)), s->enums->count);
}

static enum schema_verdict constant(struct validation *v,
				    const struct schema *s,
				    const struct subject *at)
{
	enum schema_verdict verdict = SCHEMA_VALID;

	if (s->constant)
		verdict = validate_equal(v, s->constant, at->node);
	if (verdict != SCHEMA_INVALID)
		return verdict;
	return validate_refuse(v, s, at, "const", "%.*s is not %.*s",
			       STR_ARG(validate_show(v, at->node)),
			       STR_ARG(validate_show(v, s->constant)));
}

/* ---- numbers ------------------------------------------------------------ */

/* side is 1 for a lower bound, -1 for an upper one. */
static enum schema_verdict bound(struct validation *v, const struct schema *s,
				 const struct subject *at,
				 const struct decimal *d, int side)
{
	const struct schema_bound *b = side > 0 ? &s->lower : &s->upper;
	int order;

	if (!b->set)
		return SCHEMA_VALID;
	order = decimal_compare(d, &b->value) * side;
	if (order > 0 || (order == 0 && !b->exclusive))
		return SCHEMA_VALID;
	if (!validate_goes_on(v))
		return SCHEMA_INVALID;
	return validate_refuse(v, s, at, b->keyword, "%.*s has to be %s%s %.*s",
			       STR_ARG(validate_show(v, at->node)),
			       b->exclusive ? "" : "at ",
			       b->exclusive ? (side > 0 ? "above" : "below") :
					      (side > 0 ? "least" : "most"),
			       STR_ARG(decimal_text(v->scratch, &b->value)));
}

/* What a division comes to in steps: many digits cost more. */
static size_t cost(const struct decimal *x, const struct decimal *y)
{
	int zeros = x->exponent > y->exponent ? x->exponent - y->exponent : 0;
	size_t n = x->digits.n + (size_t)zeros;

	return 1 + n / 64 * (y->digits.n <= 18 ? 1 : y->digits.n);
}

static enum schema_verdict numbers(struct validation *v, const struct schema *s,
				   const struct subject *at)
{
	enum schema_verdict verdict;
	struct decimal d;
	bool multiple = !decimal_is_zero(&s->multiple_of);

	if (!s->lower.set && !s->upper.set && !multiple)
		return SCHEMA_VALID;
	if (!validate_step(v, at->node->text.n / 64) ||
	    decimal_parse(v->scratch, at->node->text, &d) < 0)
		return SCHEMA_UNDECIDED;
	verdict = verdict_and(bound(v, s, at, &d, 1), bound(v, s, at, &d, -1));
	if (!multiple)
		return verdict;
	if (!validate_step(v, cost(&d, &s->multiple_of)))
		return verdict_and(verdict, SCHEMA_UNDECIDED);
	if (decimal_is_multiple(&d, &s->multiple_of))
		return verdict;
	if (!validate_goes_on(v))
		return SCHEMA_INVALID;
	return validate_refuse(
		v, s, at, "multipleOf", "%.*s is no multiple of %.*s",
		STR_ARG(validate_show(v, at->node)),
		STR_ARG(decimal_text(v->scratch, &s->multiple_of)));
}

/* ---- strings ------------------------------------------------------------ */

static uint64_t code_points(struct str text)
{
	uint64_t count = 0;

	for (size_t i = 0; i < text.n; i++)
		count += ((unsigned char)text.p[i] & 0xc0) != 0x80;
	return count;
}

static enum schema_verdict length(struct validation *v, const struct schema *s,
				  const struct subject *at)
{
	uint64_t count;

	if (s->min_length == 0 && s->max_length == SCHEMA_NO_LIMIT)
		return SCHEMA_VALID;
	if (!validate_step(v, at->node->text.n / 64))
		return SCHEMA_UNDECIDED;
	count = code_points(at->node->text);
	if (count < s->min_length)
		return validate_refuse(v, s, at, "minLength",
				       "has %llu characters, fewer than %llu",
				       (unsigned long long)count,
				       (unsigned long long)s->min_length);
	if (count > s->max_length)
		return validate_refuse(v, s, at, "maxLength",
				       "has %llu characters, more than %llu",
				       (unsigned long long)count,
				       (unsigned long long)s->max_length);
	return SCHEMA_VALID;
}

static enum schema_verdict matches(struct validation *v, const struct schema *s,
				   const struct subject *at)
{
	enum schema_verdict verdict = SCHEMA_VALID;

	if (s->has_pattern)
		verdict = validate_pattern(v, &s->pattern, at->node->text);
	if (verdict != SCHEMA_INVALID)
		return verdict;
	return validate_refuse(v, s, at, "pattern",
			       "%.*s does not match the pattern %.*s",
			       STR_ARG(validate_show(v, at->node)),
			       STR_ARG(text_shorten(s->pattern.text, 200)));
}

static enum schema_verdict format(struct validation *v, const struct schema *s,
				  const struct subject *at)
{
	if (!s->assert_format || s->format.n == 0)
		return SCHEMA_VALID;
	if (!validate_step(v, at->node->text.n / 8))
		return SCHEMA_UNDECIDED;
	if (format_is(v->scratch, s->format, at->node->text))
		return SCHEMA_VALID;
	return validate_refuse(v, s, at, "format",
			       "%.*s is not of the format %.*s",
			       STR_ARG(validate_show(v, at->node)),
			       STR_ARG(text_shorten(s->format, 60)));
}

enum schema_verdict validate_plain(struct validation *v, const struct schema *s,
				   const struct subject *at)
{
	enum schema_verdict verdict = types(v, s, at);

	if (verdict == SCHEMA_VALID || validate_goes_on(v))
		verdict = verdict_and(verdict, enums(v, s, at));
	if (verdict != SCHEMA_INVALID || validate_goes_on(v))
		verdict = verdict_and(verdict, constant(v, s, at));
	if (verdict == SCHEMA_INVALID && !validate_goes_on(v))
		return verdict;
	if (at->node->kind == NODE_NUMBER)
		return verdict_and(verdict, numbers(v, s, at));
	if (at->node->kind != NODE_STRING)
		return verdict;
	verdict = verdict_and(verdict, length(v, s, at));
	verdict = verdict_and(verdict, matches(v, s, at));
	return verdict_and(verdict, format(v, s, at));
}
