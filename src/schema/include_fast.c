/*
 * Inclusion by comparing keyword with keyword. What a schema asks is all that
 * its keywords ask, so where each keyword of large is implied by one of
 * small, small is included. Most of two versions of a schema is settled here.
 *
 * Pairs that meet themselves inside a member or an item hold as long as
 * nothing else refutes them; those that meet themselves in place do not.
 */
#include "schema/include_fast.h"

#include "base/arena.h"

struct fast_pair {
	enum { FAST_NEW, FAST_ACTIVE, FAST_YES, FAST_NO } state;
	bool assumed;
	size_t level; /* while active: how many values deep */
};

struct literal fast_part(struct literal of, const struct schema *schema)
{
	const struct schema *x = of.schema;

	/* A reference with nothing beside it is what it refers to. */
	if (x->ref != schema || x->types != TYPE_ANY || x->property_count ||
	    x->pattern_property_count || x->additional_properties ||
	    x->required_count || x->dependent_required_count ||
	    x->dependent_schema_count || x->all_of.count || x->has_any_of ||
	    x->has_one_of || x->if_of || x->unevaluated_properties)
		of.mode &= (unsigned char)~MODE_CLOSED;
	of.schema = schema;
	return of;
}

static bool values_in(struct solver *s, const struct schema *x,
		      struct literal large)
{
	const struct node *values = x->constant ? x->constant : x->enums->items;
	size_t count = x->constant ? 1 : x->enums->count;

	large.sign = SIGN_HOLDS;
	for (size_t i = 0; i < count; i++)
		if ((schema_type_of(&values[i]) & x->types) &&
		    literal_check(s, &large, &values[i]) != SAT_YES)
			return false;
	return true;
}

static bool lower_in(const struct schema_bound *x, const struct schema_bound *y,
		     int sign)
{
	int order;

	if (!y->set)
		return true;
	if (!x->set)
		return false;
	order = decimal_compare(&x->value, &y->value) * sign;
	return order > 0 || (order == 0 && (x->exclusive || !y->exclusive));
}

static bool number_in(const struct schema *x, const struct schema *y)
{
	if (!(x->types & TYPE_NUMBER))
		return true;
	if (!lower_in(&x->lower, &y->lower, 1) ||
	    !lower_in(&x->upper, &y->upper, -1))
		return false;
	return decimal_is_zero(&y->multiple_of) ||
	       (!decimal_is_zero(&x->multiple_of) &&
		decimal_is_multiple(&x->multiple_of, &y->multiple_of));
}

static bool string_in(const struct schema *x, const struct schema *y)
{
	if (!(x->types & TYPE_STRING))
		return true;
	if (x->min_length < y->min_length || x->max_length > y->max_length)
		return false;
	if (y->has_pattern &&
	    (!x->has_pattern || !str_eq(x->pattern.text, y->pattern.text)))
		return false;
	return !y->format.n || !y->assert_format ||
	       (x->assert_format && str_eq(x->format, y->format));
}

/* The alternatives of small are each in large, or in some one of it. */
static bool all_in(struct solver *s, const struct schema_list *list,
		   struct literal small, struct literal large)
{
	for (size_t i = 0; i < list->count; i++)
		if (!fast_include(s, fast_part(small, list->items[i]), large))
			return false;
	return true;
}

static bool any_in(struct solver *s, struct literal small, struct literal large)
{
	const struct schema_list *list = &large.schema->any_of;
	const struct schema *x = small.schema;

	for (size_t i = 0; i < list->count; i++)
		if (fast_include(s, small, fast_child(large, list->items[i])))
			return true;
	/* Each alternative of small in another one of large. */
	for (int one = 0; one < 2; one++) {
		const struct schema_list *own = one ? &x->one_of : &x->any_of;
		size_t found = 0;

		for (size_t i = 0; i < own->count; i++)
			for (size_t j = 0; j < list->count; j++)
				if (fast_include(
					    s, fast_part(small, own->items[i]),
					    fast_child(large,
						       list->items[j]))) {
					found++;
					break;
				}
		if (own->count && found == own->count)
			return true;
	}
	return false;
}

static bool logic_in(struct solver *s, struct literal small,
		     struct literal large)
{
	const struct schema *x = small.schema, *y = large.schema;

	if (y->dynamic.target)
		return false;
	if (y->ref && !fast_include(s, small, fast_child(large, y->ref)))
		return false;
	for (size_t i = 0; i < y->all_of.count; i++)
		if (!fast_include(s, small,
				  fast_child(large, y->all_of.items[i])))
			return false;
	if (y->has_any_of && !any_in(s, small, large))
		return false;
	if (y->has_one_of &&
	    !(x->has_one_of &&
	      fast_same_list(s, small, large, &x->one_of, &y->one_of)))
		return false;
	/* What small refuses must be at least what large refuses. */
	if (y->not_of &&
	    !(x->not_of &&
	      fast_include(s, (struct literal){ y->not_of, large.side, 0, 0 },
			   (struct literal){ x->not_of, small.side, 0, 0 })))
		return false;
	if (!y->if_of || (!y->then_of && !y->else_of))
		return true;
	return x->if_of &&
	       fast_same(s, (struct literal){ x->if_of, small.side, 0, 0 },
			 (struct literal){ y->if_of, large.side, 0, 0 }) &&
	       (!y->then_of ||
		(x->then_of && fast_include(s, fast_part(small, x->then_of),
					    fast_child(large, y->then_of)))) &&
	       (!y->else_of ||
		(x->else_of && fast_include(s, fast_part(small, x->else_of),
					    fast_child(large, y->else_of))));
}

/* The keywords of large, by those of small. */
static bool keywords_in(struct solver *s, struct literal small,
			struct literal large)
{
	const struct schema *x = small.schema, *y = large.schema;

	if ((x->enums || x->constant) && values_in(s, x, large))
		return true;
	if (y->enums || y->constant || (x->types & ~y->types))
		return false;
	return number_in(x, y) && string_in(x, y) &&
	       fast_array(s, small, large) && fast_object(s, small, large) &&
	       logic_in(s, small, large);
}

/* Whether comparing by keywords may take long, or come to nothing where all
 * is as it was. */
static bool entangled(const struct schema *y)
{
	return y->ref || y->has_any_of || y->has_one_of || y->not_of ||
	       y->if_of || y->contains || y->unevaluated_items ||
	       y->unevaluated_properties || y->enums ||
	       y->pattern_property_count;
}

static bool compare(struct solver *s, struct literal small,
		    struct literal large)
{
	const struct schema *x = small.schema;

	if ((entangled(large.schema) && fast_same(s, small, large)) ||
	    keywords_in(s, small, large))
		return true;
	/* Part of small may do. */
	if (x->ref && fast_include(s, fast_part(small, x->ref), large))
		return true;
	for (size_t i = 0; i < x->all_of.count; i++)
		if (fast_include(s, fast_part(small, x->all_of.items[i]),
				 large))
			return true;
	return (x->any_of.count && all_in(s, &x->any_of, small, large)) ||
	       (x->one_of.count && all_in(s, &x->one_of, small, large));
}

static struct fast_pair *pair_of(struct solver *s, struct literal small,
				 struct literal large)
{
	struct {
		const struct schema *x, *y;
		size_t how;
	} key = { small.schema, large.schema,
		  (size_t)small.mode << 4 | (size_t)large.mode << 8 |
			  (size_t)small.side << 1 | large.side };
	struct str name = { (const char *)&key, sizeof(key) };
	struct fast_pair *p = map_get(&s->pairs, name);

	if (!p) {
		p = arena_zero(s->arena, 1, sizeof(*p));
		*map_put(&s->pairs, str_copy(s->arena, name)) = p;
	}
	return p;
}

/* Forget what leaned on a pair that turned out not to hold. */
static void forget(struct solver *s, size_t from)
{
	while (s->pair_count > from)
		s->pair_trail[--s->pair_count]->state = FAST_NEW;
}

/* What `true` accepts, as keywords. */
static const struct schema anything = { .kind = SCHEMA_OBJECT,
					.types = TYPE_ANY,
					.max_length = SCHEMA_NO_LIMIT,
					.max_items = SCHEMA_NO_LIMIT,
					.max_contains = SCHEMA_NO_LIMIT,
					.max_properties = SCHEMA_NO_LIMIT };

bool fast_include(struct solver *s, struct literal small, struct literal large)
{
	const struct schema *x = small.schema, *y = large.schema;
	struct fast_pair *p;
	size_t from = s->pair_count;
	bool holds;

	if (y->kind == SCHEMA_TRUE || x->kind == SCHEMA_FALSE || x == y)
		return true;
	if (y->kind == SCHEMA_FALSE || s->depth >= SOLVE_DEPTH ||
	    !solver_step(s, 1))
		return false;
	if (x->kind == SCHEMA_TRUE)
		small.schema = &anything;
	small.mode &= MODE_CLOSED;
	large.mode &= MODE_OPEN;
	p = pair_of(s, small, large);
	if (p->state == FAST_ACTIVE) {
		p->assumed = true;
		return s->level > p->level;
	}
	if (p->state != FAST_NEW)
		return p->state == FAST_YES;
	*p = (struct fast_pair){ FAST_ACTIVE, false, s->level };
	s->depth++;
	holds = compare(s, small, large);
	s->depth--;
	p->state = holds ? FAST_YES : FAST_NO;
	if (!holds && p->assumed)
		forget(s, from);
	if (!holds)
		return false;
	s->pair_trail = arena_grow(s->arena, s->pair_trail, s->pair_count,
				   &s->pair_room, sizeof(*s->pair_trail));
	s->pair_trail[s->pair_count++] = p;
	return true;
}
