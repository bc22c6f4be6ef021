#include "template/bound.h"

#include "base/arena.h"

struct bound_set bound_all(void)
{
	return (struct bound_set){ .all = true };
}

struct bound_set bound_none(void)
{
	return (struct bound_set){ .all = false };
}

struct bound_set bound_along(struct arena *a, struct bound_set outer,
			     const struct include *include)
{
	const struct bound *x = outer.items, *y = include->bound;
	const struct bound *x_end, *y_end;
	bool perhaps = outer.perhaps || include->perhaps;
	struct bound *out;
	size_t n = 0;

	if (outer.all || !include->with_context)
		return bound_all();
	if (include->bound_count == 0)
		return (struct bound_set){ false, outer.items, outer.count,
					   perhaps };
	if (outer.count == 0)
		return (struct bound_set){ false, y, include->bound_count,
					   perhaps };
	x_end = x + outer.count;
	y_end = y + include->bound_count;
	out = arena_alloc(a,
			  (outer.count + include->bound_count) * sizeof(*out));
	while (x < x_end || y < y_end) {
		int order = x == x_end ? 1 :
			    y == y_end ? -1 :
					 str_compare(x->name, y->name);

		out[n] = order <= 0 ? *x : *y;
		if (order == 0)
			out[n].perhaps = x->perhaps && y->perhaps;
		n++;
		x += order <= 0;
		y += order >= 0;
	}
	return (struct bound_set){ false, out, n, perhaps };
}

/* Whether everything in known is in seen, as surely. */
static bool holds_all(const struct bound_set *seen,
		      const struct bound_set *known)
{
	const struct bound *y = seen->items, *end = y;

	if (known->perhaps && !seen->perhaps)
		return false;
	if (seen->count)
		end += seen->count;
	for (size_t i = 0; i < known->count; i++) {
		const struct bound *x = &known->items[i];
		int order = 1;

		while (y < end && (order = str_compare(x->name, y->name)) > 0)
			y++;
		if (order != 0 || (y->perhaps && !x->perhaps))
			return false;
		y++;
	}
	return true;
}

bool bound_narrow(struct arena *a, struct bound_set *known,
		  struct bound_set seen)
{
	struct bound *out;
	size_t n = 0;

	if (seen.all || (!known->all && holds_all(&seen, known)))
		return false;
	if (known->all) {
		*known = seen;
		return true;
	}
	out = arena_alloc(a, known->count * sizeof(*out));
	for (size_t i = 0, k = 0; i < known->count; i++) {
		struct bound both = known->items[i];

		while (k < seen.count &&
		       str_compare(seen.items[k].name, both.name) < 0)
			k++;
		if (k == seen.count || !str_eq(seen.items[k].name, both.name))
			continue;
		both.perhaps = both.perhaps || seen.items[k].perhaps;
		out[n++] = both;
	}
	*known = (struct bound_set){ false, out, n,
				     known->perhaps && seen.perhaps };
	return true;
}

enum bound_kind bound_get(const struct bound_set *set, struct str name)
{
	size_t low = 0, high = set->count;

	if (set->all)
		return BOUND_SURELY;
	while (low < high) {
		size_t at = low + (high - low) / 2;
		int order = str_compare(name, set->items[at].name);

		if (order == 0)
			return set->items[at].perhaps ? BOUND_PERHAPS :
							BOUND_SURELY;
		if (order < 0)
			high = at;
		else
			low = at + 1;
	}
	return set->perhaps ? BOUND_PERHAPS : BOUND_NOT;
}
