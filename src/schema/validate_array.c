/*
 * Keywords about arrays.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "schema/validate.h"
#include "syntax/json.h"

/* The i-th element as what is validated next. */
struct element {
	struct place place;
	struct subject at;
};

static void enter(struct element *e, const struct subject *at, size_t i)
{
	e->place = (struct place){ at->place, { NULL, 0 }, i };
	e->at = (struct subject){ &at->node->items[i], &e->place, at->scope };
}

static enum schema_verdict count(struct validation *v, const struct schema *s,
				 const struct subject *at)
{
	size_t n = at->node->count;

	if (n < s->min_items)
		return validate_refuse(v, s, at, "minItems",
				       "has %zu items, fewer than %llu", n,
				       (unsigned long long)s->min_items);
	if (n > s->max_items)
		return validate_refuse(v, s, at, "maxItems",
				       "has %zu items, more than %llu", n,
				       (unsigned long long)s->max_items);
	return SCHEMA_VALID;
}

/* Equal values have one canonical form. */
static enum schema_verdict unique(struct validation *v, const struct schema *s,
				  const struct subject *at)
{
	struct arena scratch = { 0 };
	struct map seen = map_in(&scratch);
	enum schema_verdict verdict = SCHEMA_VALID;

	if (!s->unique_items)
		return SCHEMA_VALID;
	for (size_t i = 0; i < at->node->count; i++) {
		struct buf b = buf_in(&scratch);
		void **first;

		json_canonical(&b, &at->node->items[i], JSON_SORTED);
		if (!validate_step(v, 1 + b.len / 64)) {
			verdict = SCHEMA_UNDECIDED;
			break;
		}
		first = map_put(&seen, buf_str(&b));
		if (*first) {
			verdict = validate_refuse(
				v, s, at, "uniqueItems",
				"items %zu and %zu are equal",
				(size_t)((struct node *)*first -
					 at->node->items),
				i);
			break;
		}
		*first = &at->node->items[i];
	}
	arena_free(&scratch);
	return verdict;
}

/* prefixItems and items, in order. */
static enum schema_verdict items(struct validation *v, const struct schema *s,
				 const struct subject *at, struct marks *marks)
{
	enum schema_verdict verdict = SCHEMA_VALID;

	for (size_t i = 0; i < at->node->count; i++) {
		const struct schema *by = i < s->prefix_items.count ?
						  s->prefix_items.items[i] :
						  s->items;
		struct marks none = { .bits = NULL };
		struct element e;

		if (!by)
			break;
		enter(&e, at, i);
		verdict = verdict_and(verdict,
				      validate_value(v, by, &e.at, &none));
		if (verdict == SCHEMA_INVALID && !validate_goes_on(v))
			break;
		marks_set(marks, i);
	}
	return verdict;
}

static enum schema_verdict contains(struct validation *v,
				    const struct schema *s,
				    const struct subject *at,
				    struct marks *marks)
{
	size_t valid = 0, undecided = 0;

	if (!s->contains)
		return SCHEMA_VALID;
	for (size_t i = 0; i < at->node->count; i++) {
		struct marks none = { .bits = NULL };
		struct element e;

		enter(&e, at, i);
		switch (validate_quietly(v, s->contains, &e.at, &none)) {
		case SCHEMA_VALID:
			valid++;
			if (s->contains_evaluates)
				marks_set(marks, i);
			break;
		case SCHEMA_UNDECIDED:
			undecided++;
			marks->unsure = true;
			break;
		case SCHEMA_INVALID:
			break;
		}
	}
	if (valid + undecided < s->min_contains)
		return validate_refuse(
			v, s, at,
			node_get(s->node, "minContains") ? "minContains" :
							   "contains",
			"has %zu items as \"contains\" asks, "
			"fewer than %llu",
			valid, (unsigned long long)s->min_contains);
	if (valid > s->max_contains)
		return validate_refuse(v, s, at, "maxContains",
				       "has %zu items as \"contains\" asks, "
				       "more than %llu",
				       valid,
				       (unsigned long long)s->max_contains);
	return valid < s->min_contains || valid + undecided > s->max_contains ?
		       SCHEMA_UNDECIDED :
		       SCHEMA_VALID;
}

static enum schema_verdict unevaluated(struct validation *v,
				       const struct schema *s,
				       const struct subject *at,
				       struct marks *marks)
{
	enum schema_verdict verdict = SCHEMA_VALID, one;

	if (!s->unevaluated_items)
		return SCHEMA_VALID;
	for (size_t i = 0; i < at->node->count; i++) {
		struct marks none = { .bits = NULL };
		struct element e;

		if (marks_has(marks, i))
			continue;
		enter(&e, at, i);
		one = marks->unsure ? validate_quietly(v, s->unevaluated_items,
						       &e.at, &none) :
				      validate_value(v, s->unevaluated_items,
						     &e.at, &none);
		if (one == SCHEMA_INVALID && marks->unsure)
			one = SCHEMA_UNDECIDED;
		verdict = verdict_and(verdict, one);
		if (verdict == SCHEMA_INVALID && !validate_goes_on(v))
			break;
	}
	marks_all(marks);
	return verdict;
}

enum schema_verdict validate_array(struct validation *v, const struct schema *s,
				   const struct subject *at,
				   struct marks *marks)
{
	enum schema_verdict verdict = count(v, s, at);

	if (verdict != SCHEMA_INVALID || validate_goes_on(v))
		verdict = verdict_and(verdict, items(v, s, at, marks));
	if (verdict != SCHEMA_INVALID || validate_goes_on(v))
		verdict = verdict_and(verdict, contains(v, s, at, marks));
	if (verdict != SCHEMA_INVALID || validate_goes_on(v))
		verdict = verdict_and(verdict, unique(v, s, at));
	if (verdict != SCHEMA_INVALID || validate_goes_on(v))
		verdict = verdict_and(verdict, unevaluated(v, s, at, marks));
	return verdict;
}
