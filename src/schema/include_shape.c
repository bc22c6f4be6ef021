/* Arrays and objects, keyword by keyword (include_fast.c). */
#include "schema/include_fast.h"

static const struct schema any = { .kind = SCHEMA_TRUE };

struct literal fast_child(struct literal of, const struct schema *schema)
{
	of.schema = schema ? schema : &any;
	return of;
}

/* Whether something else in the same place, or a pattern, may say more of a
 * member or an item. */
static bool shared(const struct schema *x)
{
	return x->ref || x->all_of.count || x->has_any_of || x->has_one_of ||
	       x->if_of || x->dependent_schema_count ||
	       x->pattern_property_count || x->dynamic.target;
}

/* One value deeper. */
static bool inside(struct solver *s, struct literal small, struct literal large,
		   const struct schema *x, const struct schema *y)
{
	bool holds;

	if (shared(small.schema))
		small.mode &= (unsigned char)~MODE_CLOSED;
	s->level++;
	holds = fast_include(s, fast_child(small, x), fast_child(large, y));
	s->level--;
	return holds;
}

static const struct schema *item_at(const struct schema *x, size_t at)
{
	return at < x->prefix_items.count ? x->prefix_items.items[at] :
					    x->items;
}

static struct literal written(struct literal of, const struct schema *schema)
{
	return (struct literal){ schema, of.side, SIGN_HOLDS, 0 };
}

static bool contains_in(struct solver *s, struct literal small,
			struct literal large)
{
	const struct schema *x = small.schema, *y = large.schema;

	if (!y->contains ||
	    (y->min_contains == 0 && y->max_contains == SCHEMA_NO_LIMIT))
		return true;
	return x->contains && x->min_contains >= y->min_contains &&
	       x->max_contains <= y->max_contains &&
	       fast_same(s, written(small, x->contains),
			 written(large, y->contains));
}

bool fast_array(struct solver *s, struct literal small, struct literal large)
{
	const struct schema *x = small.schema, *y = large.schema;
	size_t most = x->prefix_items.count;

	if (!(x->types & TYPE_ARRAY))
		return true;
	if (y->unevaluated_items || x->min_items < y->min_items ||
	    x->max_items > y->max_items ||
	    (y->unique_items && !x->unique_items) ||
	    !contains_in(s, small, large))
		return false;
	if (y->prefix_items.count > most)
		most = y->prefix_items.count;
	for (size_t i = 0; i <= most && i < x->max_items; i++)
		if (item_at(y, i) &&
		    !inside(s, small, large, item_at(x, i), item_at(y, i)))
			return false;
	return true;
}

/* ---- objects --------------------------------------------------------- */

/* Whether the names that small declares are all that it says of names. */
static bool alone(const struct schema *x)
{
	if (x->types == TYPE_ANY || x->ref || x->all_of.count ||
	    x->has_any_of || x->has_one_of || x->if_of ||
	    x->dependent_schema_count || x->dependent_required_count ||
	    x->unevaluated_properties || x->dynamic.target)
		return false;
	for (size_t i = 0; i < x->required_count; i++)
		if (!schema_property(x, x->required[i]))
			return false;
	return true;
}

/* What small says of names that it does not declare. */
static const struct schema *rest(struct solver *s, struct literal small)
{
	static const struct schema none = { .kind = SCHEMA_FALSE };
	const struct schema *more = small.schema->additional_properties;

	if (!(small.mode & MODE_CLOSED) || !alone(small.schema))
		return more;
	if (!more || more->kind != SCHEMA_OBJECT ||
	    fast_include(s, written(small, &any), written(small, more)))
		return &none;
	return more;
}

static bool matched(const struct schema *x, struct str name, bool *unknown)
{
	for (size_t i = 0; i < x->pattern_property_count; i++) {
		enum sat sat = pattern_matches(
			&x->pattern_properties[i].pattern, name);

		if (sat == SAT_YES)
			return true;
		if (sat == SAT_UNKNOWN)
			*unknown = true;
	}
	return false;
}

/* A property of large: what small says of that name must imply it. */
static bool property_in(struct solver *s, struct literal small,
			struct literal large, const struct schema_property *p)
{
	const struct schema *x = small.schema;
	const struct schema *own = schema_property(x, p->name);
	bool unknown = false, found = false;

	if (own)
		return inside(s, small, large, own, p->schema);
	for (size_t i = 0; i < x->pattern_property_count; i++) {
		enum sat sat = pattern_matches(
			&x->pattern_properties[i].pattern, p->name);

		found |= sat != SAT_NO;
		if (sat == SAT_YES &&
		    inside(s, small, large, x->pattern_properties[i].schema,
			   p->schema))
			return true;
		unknown |= sat == SAT_UNKNOWN;
	}
	if (found || unknown)
		return p->schema->kind == SCHEMA_TRUE;
	return inside(s, small, large, rest(s, small), p->schema);
}

/* patternProperties of large: by the same pattern of small, and by all the
 * names that small knows. */
static bool pattern_in(struct solver *s, struct literal small,
		       struct literal large,
		       const struct schema_pattern_property *p)
{
	const struct schema *x = small.schema;
	bool same = false;

	for (size_t i = 0; i < x->pattern_property_count; i++)
		if (str_eq(x->pattern_properties[i].pattern.text,
			   p->pattern.text))
			same = inside(s, small, large,
				      x->pattern_properties[i].schema,
				      p->schema);
	if (same)
		return true;
	for (size_t i = 0; i < x->property_count; i++)
		if (pattern_matches(&p->pattern, x->properties[i].name) !=
			    SAT_NO &&
		    !inside(s, small, large, x->properties[i].schema,
			    p->schema))
			return false;
	for (size_t i = 0; i < x->pattern_property_count; i++)
		if (!inside(s, small, large, x->pattern_properties[i].schema,
			    p->schema))
			return false;
	return inside(s, small, large, rest(s, small), p->schema);
}

/* additionalProperties of large: by all that small may have and large does
 * not declare. */
static bool additional_in(struct solver *s, struct literal small,
			  struct literal large)
{
	const struct schema *x = small.schema, *y = large.schema;
	const struct schema *more = y->additional_properties;

	if (!more || more->kind == SCHEMA_TRUE ||
	    (more->kind == SCHEMA_FALSE && (large.mode & MODE_OPEN)))
		return true;
	for (size_t i = 0; i < x->property_count; i++) {
		const struct schema_property *p = &x->properties[i];
		bool unknown = false;

		if (schema_property(y, p->name) ||
		    matched(y, p->name, &unknown))
			continue;
		if (!inside(s, small, large, p->schema, more))
			return false;
	}
	for (size_t i = 0; i < x->pattern_property_count; i++) {
		bool same = false;

		for (size_t j = 0; j < y->pattern_property_count; j++)
			same |= str_eq(x->pattern_properties[i].pattern.text,
				       y->pattern_properties[j].pattern.text);
		if (!same && !inside(s, small, large,
				     x->pattern_properties[i].schema, more))
			return false;
	}
	return inside(s, small, large, rest(s, small), more);
}

static bool required_in(const struct schema *x, const struct schema *y)
{
	for (size_t i = 0; i < y->required_count; i++)
		if (!schema_requires(x, y->required[i]))
			return false;
	return true;
}

static bool dependency_in(const struct schema *x,
			  const struct schema_dependency *d)
{
	for (size_t i = 0; i < d->count; i++) {
		bool found = schema_requires(x, d->required[i]);

		for (size_t j = 0; j < x->dependent_required_count; j++) {
			const struct schema_dependency *own =
				&x->dependent_required[j];

			if (!str_eq(own->name, d->name))
				continue;
			for (size_t k = 0; k < own->count; k++)
				found |= str_eq(own->required[k],
						d->required[i]);
		}
		if (!found)
			return false;
	}
	return true;
}

static bool dependents_in(struct solver *s, struct literal small,
			  struct literal large)
{
	const struct schema *x = small.schema, *y = large.schema;

	for (size_t i = 0; i < y->dependent_required_count; i++)
		if (!dependency_in(x, &y->dependent_required[i]))
			return false;
	for (size_t i = 0; i < y->dependent_schema_count; i++) {
		const struct schema_property *p = &y->dependent_schemas[i];
		bool found = false;

		for (size_t j = 0; j < x->dependent_schema_count; j++)
			if (str_eq(x->dependent_schemas[j].name, p->name))
				found = fast_include(
					s,
					fast_part(
						small,
						x->dependent_schemas[j].schema),
					fast_child(large, p->schema));
		if (!found &&
		    !fast_include(s, small, fast_child(large, p->schema)))
			return false;
	}
	return true;
}

bool fast_object(struct solver *s, struct literal small, struct literal large)
{
	const struct schema *x = small.schema, *y = large.schema;

	if (!(x->types & TYPE_OBJECT))
		return true;
	if (y->unevaluated_properties &&
	    !(y->unevaluated_properties->kind == SCHEMA_FALSE &&
	      (large.mode & MODE_OPEN)))
		return false;
	if (x->min_properties < y->min_properties ||
	    x->max_properties > y->max_properties || !required_in(x, y))
		return false;
	for (size_t i = 0; i < y->property_count; i++)
		if (!property_in(s, small, large, &y->properties[i]))
			return false;
	for (size_t i = 0; i < y->pattern_property_count; i++)
		if (!pattern_in(s, small, large, &y->pattern_properties[i]))
			return false;
	if (!additional_in(s, small, large))
		return false;
	if (y->property_names &&
	    !(x->property_names &&
	      fast_include(s, written(small, x->property_names),
			   written(large, y->property_names))))
		return false;
	return dependents_in(s, small, large);
}
