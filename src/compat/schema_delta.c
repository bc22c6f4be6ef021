#include "compat/schema_delta.h"

#include "base/arena.h"
#include "compat/compare.h"

struct delta *delta_add(struct deltas *d, enum delta_kind kind,
			struct str property, struct str keyword)
{
	d->items = arena_grow(d->arena, d->items, d->count, &d->room,
			      sizeof(*d->items));
	d->items[d->count] = (struct delta){ .kind = kind,
					     .property = property,
					     .keyword = keyword,
					     .before = STR_EMPTY,
					     .after = STR_EMPTY,
					     .pointer = STR_EMPTY };
	return &d->items[d->count++];
}

struct str delta_text(struct arena *a, const char *noun,
		      const struct delta *delta)
{
	static const char *const says[DELTA_COUNT] = {
		[DELTA_ADDED] = "was added",
		[DELTA_REMOVED] = "was removed",
		[DELTA_NOW_REQUIRED] = "is now required",
		[DELTA_NOW_OPTIONAL] = "is now optional",
		[DELTA_TYPE_CHANGED] = "has another type",
		[DELTA_TYPE_WIDENED] = "may have more types",
		[DELTA_NULL_ADDED] = "may now be null",
		[DELTA_TYPE_NARROWED] = "may have fewer types",
		[DELTA_VALUE_ADDED] = "may have new values",
		[DELTA_VALUE_REMOVED] = "may have fewer of the listed values",
		[DELTA_ENUM_ADDED] = "may have only listed values now",
		[DELTA_ENUM_DROPPED] =
			"may have any value, not only listed ones",
		[DELTA_BRANCH_ADDED] = "may have another shape besides",
		[DELTA_RELAXED] = "may have more values",
		[DELTA_TIGHTENED] = "may have fewer values",
		[DELTA_OPENED] = "may have members that are not declared",
		[DELTA_CLOSED] = "may have declared members only",
		[DELTA_DEFAULT_CHANGED] = "has another default",
		[DELTA_DEFAULT_REMOVED] = "lost its default and is required",
		[DELTA_TEXT] = "is described in other words",
		[DELTA_ORDER] = "has its members in another order",
		[DELTA_SAME] = "is written in another way, for the same",
		[DELTA_UNDECIDED] = "changed",
	};
	struct str text =
		delta->property.n ?
			str_fmt(a, "%s %.*s", noun,
				STR_ARG(compare_show(
					a, str_cut(delta->property, 1,
						   delta->property.n)))) :
			STR("the schema");
	const char *doubt = delta->unproven ? ", not proven to be compatible" :
					      "";

	if (!delta->keyword.n)
		return str_fmt(a, "%.*s %s%s", STR_ARG(text), says[delta->kind],
			       doubt);
	return str_fmt(a, "%.*s %s (%.*s)%s", STR_ARG(text), says[delta->kind],
		       STR_ARG(compare_show(a, delta->keyword)), doubt);
}
