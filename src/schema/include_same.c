/* Whether two schemas are spelled alike, up to how references are written. */
#include "schema/include_fast.h"

#include "base/arena.h"

static bool same(struct solver *s, const struct schema *x,
		 const struct schema *y);

static bool same_list(struct solver *s, const struct schema_list *x,
		      const struct schema_list *y)
{
	if (x->count != y->count)
		return false;
	for (size_t i = 0; i < x->count; i++)
		if (!same(s, x->items[i], y->items[i]))
			return false;
	return true;
}

bool fast_same_list(struct solver *s, struct literal x, struct literal y,
		    const struct schema_list *xs, const struct schema_list *ys)
{
	(void)x;
	(void)y;
	return same_list(s, xs, ys);
}

static bool same_bound(const struct schema_bound *x,
		       const struct schema_bound *y)
{
	return x->set == y->set &&
	       (!x->set || (x->exclusive == y->exclusive &&
			    decimal_compare(&x->value, &y->value) == 0));
}

static bool same_node(const struct node *x, const struct node *y)
{
	return x && y ? node_equal(x, y) : x == y;
}

static bool same_plain(const struct schema *x, const struct schema *y)
{
	return x->types == y->types && same_node(x->enums, y->enums) &&
	       same_node(x->constant, y->constant) &&
	       same_bound(&x->lower, &y->lower) &&
	       same_bound(&x->upper, &y->upper) &&
	       decimal_compare(&x->multiple_of, &y->multiple_of) == 0 &&
	       x->min_length == y->min_length &&
	       x->max_length == y->max_length &&
	       x->has_pattern == y->has_pattern &&
	       (!x->has_pattern || str_eq(x->pattern.text, y->pattern.text)) &&
	       x->assert_format == y->assert_format &&
	       (!x->assert_format || str_eq(x->format, y->format)) &&
	       x->min_items == y->min_items && x->max_items == y->max_items &&
	       x->unique_items == y->unique_items &&
	       x->min_contains == y->min_contains &&
	       x->max_contains == y->max_contains &&
	       x->contains_evaluates == y->contains_evaluates &&
	       x->min_properties == y->min_properties &&
	       x->max_properties == y->max_properties &&
	       x->has_any_of == y->has_any_of && x->has_one_of == y->has_one_of;
}

static bool same_names(const struct schema *x, const struct schema *y)
{
	if (x->required_count != y->required_count ||
	    x->dependent_required_count != y->dependent_required_count)
		return false;
	for (size_t i = 0; i < x->required_count; i++)
		if (!schema_requires(y, x->required[i]))
			return false;
	for (size_t i = 0; i < x->dependent_required_count; i++) {
		const struct schema_dependency *a = &x->dependent_required[i];
		const struct schema_dependency *b = &y->dependent_required[i];

		if (!str_eq(a->name, b->name) || a->count != b->count)
			return false;
		for (size_t j = 0; j < a->count; j++)
			if (!str_eq(a->required[j], b->required[j]))
				return false;
	}
	return true;
}

static bool same_members(struct solver *s, const struct schema *x,
			 const struct schema *y)
{
	if (x->property_count != y->property_count ||
	    x->pattern_property_count != y->pattern_property_count ||
	    x->dependent_schema_count != y->dependent_schema_count)
		return false;
	for (size_t i = 0; i < x->property_count; i++) {
		const struct schema *other = schema_property(
			y, x->properties[i].name);

		if (!other || !same(s, x->properties[i].schema, other))
			return false;
	}
	for (size_t i = 0; i < x->pattern_property_count; i++)
		if (!str_eq(x->pattern_properties[i].pattern.text,
			    y->pattern_properties[i].pattern.text) ||
		    !same(s, x->pattern_properties[i].schema,
			  y->pattern_properties[i].schema))
			return false;
	for (size_t i = 0; i < x->dependent_schema_count; i++)
		if (!str_eq(x->dependent_schemas[i].name,
			    y->dependent_schemas[i].name) ||
		    !same(s, x->dependent_schemas[i].schema,
			  y->dependent_schemas[i].schema))
			return false;
	return true;
}

static bool same_parts(struct solver *s, const struct schema *x,
		       const struct schema *y)
{
	return same(s, x->items, y->items) &&
	       same(s, x->contains, y->contains) &&
	       same(s, x->unevaluated_items, y->unevaluated_items) &&
	       same(s, x->additional_properties, y->additional_properties) &&
	       same(s, x->property_names, y->property_names) &&
	       same(s, x->unevaluated_properties, y->unevaluated_properties) &&
	       same(s, x->not_of, y->not_of) && same(s, x->if_of, y->if_of) &&
	       same(s, x->then_of, y->then_of) &&
	       same(s, x->else_of, y->else_of) && same(s, x->ref, y->ref) &&
	       same_list(s, &x->prefix_items, &y->prefix_items) &&
	       same_list(s, &x->all_of, &y->all_of) &&
	       same_list(s, &x->any_of, &y->any_of) &&
	       same_list(s, &x->one_of, &y->one_of);
}

struct alike {
	enum { ALIKE_NEW, ALIKE_ACTIVE, ALIKE_YES, ALIKE_NO } state;
	bool assumed;
};

static struct alike *pair_of(struct solver *s, const struct schema *x,
			     const struct schema *y)
{
	struct {
		const struct schema *x, *y;
	} key = { x, y };
	struct str name = { (const char *)&key, sizeof(key) };
	struct alike *p = map_get(&s->alike, name);

	if (!p) {
		p = arena_zero(s->arena, 1, sizeof(*p));
		*map_put(&s->alike, str_copy(s->arena, name)) = p;
	}
	return p;
}

/* Compare two that are not yet compared; forget what leaned on them. */
static bool decide(struct solver *s, struct alike *p, const struct schema *x,
		   const struct schema *y)
{
	size_t from = s->alike_count;

	*p = (struct alike){ ALIKE_ACTIVE, false };
	s->depth++;
	p->state = same_members(s, x, y) && same_parts(s, x, y) ? ALIKE_YES :
								  ALIKE_NO;
	s->depth--;
	if (p->state == ALIKE_YES) {
		s->alike_trail = arena_grow(s->arena, s->alike_trail,
					    s->alike_count, &s->alike_room,
					    sizeof(struct alike *));
		s->alike_trail[s->alike_count++] = p;
		return true;
	}
	while (p->assumed && s->alike_count > from)
		s->alike_trail[--s->alike_count]->state = ALIKE_NEW;
	return false;
}

/* NULL is no schema. A pair met again inside itself is taken to be alike. */
static bool same(struct solver *s, const struct schema *x,
		 const struct schema *y)
{
	struct alike *p;

	if (x == y)
		return true;
	if (!x || !y || x->kind != y->kind)
		return false;
	if (x->kind != SCHEMA_OBJECT)
		return true;
	if (!same_plain(x, y) || !same_names(x, y) || x->dynamic.target ||
	    y->dynamic.target)
		return false;
	p = pair_of(s, x, y);
	if (p->state == ALIKE_ACTIVE)
		p->assumed = true;
	if (p->state != ALIKE_NEW)
		return p->state != ALIKE_NO;
	if (s->depth >= SOLVE_DEPTH || !solver_step(s, 1))
		return false;
	return decide(s, p, x, y);
}

bool fast_same(struct solver *s, struct literal x, struct literal y)
{
	return same(s, x.schema, y.schema);
}
