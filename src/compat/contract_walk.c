/*
 * Two schemas side by side: names that come and go, what is required, what is
 * open, defaults, descriptions, order. What values they take is not looked at.
 */
#include "compat/contract.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "schema/model.h"

enum { REF_CHAIN = 32 };

struct walk {
	struct deltas *d;
	const struct contract_set *from, *to;
	struct map seen; /* pairs of schemas */
	size_t left;	 /* of CONTRACT_STEPS */
};

/* Two schemas at one place. */
struct spot {
	const struct schema *x, *y;
	struct str path;
	unsigned depth;
};

static struct delta *add(struct walk *w, const struct spot *s,
			 enum delta_kind kind, struct str path,
			 const char *keyword)
{
	struct delta *d = delta_add(w->d, kind, path, str_of(keyword));

	d->from_part = contract_part(w->from, s->x);
	d->to_part = contract_part(w->to, s->y);
	d->pointer = contract_pointer(w->d->arena, w->to, s->y);
	return d;
}

static struct str below(struct walk *w, struct str path, struct str name)
{
	struct buf b = buf_in(w->d->arena);

	buf_add(&b, path);
	node_pointer_add(&b, name);
	return buf_str(&b);
}

static bool same_node(const struct node *x, const struct node *y)
{
	return !x || !y ? x == y : node_equal(x, y);
}

/* ---- annotations ----------------------------------------------------- */

/* Members that are no keyword: the model reads them all the same. */
static bool same_unknown(struct walk *w, const struct schema *x,
			 const struct schema *y)
{
	struct str *from = arena_zero(w->d->arena, x->unknown_count,
				      sizeof(*from));
	struct str *to = arena_zero(w->d->arena, y->unknown_count, sizeof(*to));
	struct pair *pairs;
	size_t count;

	for (size_t i = 0; i < x->unknown_count; i++)
		from[i] = x->unknown[i]->name;
	for (size_t i = 0; i < y->unknown_count; i++)
		to[i] = y->unknown[i]->name;
	pairs = compare_pairs(w->d->arena, from, x->unknown_count, to,
			      y->unknown_count, &count);
	for (size_t i = 0; i < count; i++)
		if (pairs[i].from == COMPARE_NONE ||
		    pairs[i].to == COMPARE_NONE ||
		    !node_equal(&x->unknown[pairs[i].from]->value,
				&y->unknown[pairs[i].to]->value))
			return false;
	return true;
}

static void texts(struct walk *w, const struct spot *s)
{
	const struct schema *x = s->x, *y = s->y;
	const char *keyword = NULL;
	struct delta *d;

	if (!same_node(x->description, y->description))
		keyword = "description";
	else if (!same_node(x->title, y->title))
		keyword = "title";
	else if (!same_node(x->examples, y->examples))
		keyword = "examples";
	else if (x->deprecated != y->deprecated ||
		 x->read_only != y->read_only ||
		 x->write_only != y->write_only || !same_unknown(w, x, y))
		keyword = "";
	if (!keyword)
		return;
	d = add(w, s, DELTA_TEXT, s->path, keyword);
	d->before = compare_show_node(w->d->arena, node_get(x->node, keyword));
	d->after = compare_show_node(w->d->arena, node_get(y->node, keyword));
}

static void defaults(struct walk *w, const struct spot *s)
{
	struct delta *d;

	if (same_node(s->x->default_value, s->y->default_value))
		return;
	d = add(w, s, DELTA_DEFAULT_CHANGED, s->path, "default");
	d->before = compare_show_node(w->d->arena, s->x->default_value);
	d->after = compare_show_node(w->d->arena, s->y->default_value);
}

/* ---- names ----------------------------------------------------------- */

static struct str *names(struct arena *a, const struct schema *s)
{
	struct str *out = arena_zero(a, s->property_count, sizeof(*out));

	for (size_t i = 0; i < s->property_count; i++)
		out[i] = s->properties[i].name;
	return out;
}

/* One that only one side declares; the other may ask for it all the same. */
static void lonely(struct walk *w, const struct spot *s, bool added,
		   const struct schema_property *p)
{
	const struct schema *owner = added ? s->y : s->x;
	const struct schema *other = added ? s->x : s->y;
	struct delta *d;

	if (schema_requires(other, p->name))
		return;
	d = add(w, s, added ? DELTA_ADDED : DELTA_REMOVED,
		below(w, s->path, p->name), "");
	d->optional = !schema_requires(owner, p->name);
	if (added) {
		d->to = p->schema->node;
		d->after = compare_show_node(w->d->arena, d->to);
		d->pointer = contract_pointer(w->d->arena, w->to, p->schema);
	} else {
		d->from = p->schema->node;
		d->before = compare_show_node(w->d->arena, d->from);
	}
}

static void required(struct walk *w, const struct spot *s, struct str name)
{
	bool was = schema_requires(s->x, name);
	bool is = schema_requires(s->y, name);

	if (was != is)
		(void)add(w, s, is ? DELTA_NOW_REQUIRED : DELTA_NOW_OPTIONAL,
			  below(w, s->path, name), "");
}

/* What is required by both lists of names, or by one, and declared nowhere. */
static void undeclared(struct walk *w, const struct spot *s)
{
	const struct schema *x = s->x, *y = s->y;
	size_t count;
	struct pair *pairs = compare_pairs(w->d->arena, x->required,
					   x->required_count, y->required,
					   y->required_count, &count);

	for (size_t i = 0; i < count; i++) {
		struct str name = pairs[i].from != COMPARE_NONE ?
					  x->required[pairs[i].from] :
					  y->required[pairs[i].to];

		if (!schema_property(x, name) && !schema_property(y, name))
			required(w, s, name);
	}
}

static void walk(struct walk *w, const struct spot *s);

/* One that both declare. A default that went with its being optional is one
 * change, not two. */
static void both(struct walk *w, const struct spot *s,
		 const struct schema_property *x,
		 const struct schema_property *y)
{
	const struct spot inner = { x->schema, y->schema,
				    below(w, s->path, x->name), s->depth + 1 };
	size_t start = w->d->count;

	walk(w, &inner);
	for (size_t i = start; i < w->d->count; i++) {
		struct delta *d = &w->d->items[i];

		if (d->kind != DELTA_DEFAULT_CHANGED || d->after.n ||
		    !str_eq(d->property, inner.path) ||
		    schema_requires(s->x, x->name) ||
		    !schema_requires(s->y, y->name))
			continue;
		d->kind = DELTA_DEFAULT_REMOVED;
		return;
	}
	required(w, s, x->name);
}

static void properties(struct walk *w, const struct spot *s)
{
	const struct schema *x = s->x, *y = s->y;
	size_t count;
	struct pair *pairs = compare_pairs(
		w->d->arena, names(w->d->arena, x), x->property_count,
		names(w->d->arena, y), y->property_count, &count);

	for (size_t i = 0; i < count; i++) {
		struct pair p = pairs[i];

		if (p.to == COMPARE_NONE)
			lonely(w, s, false, &x->properties[p.from]);
		else if (p.from == COMPARE_NONE)
			lonely(w, s, true, &y->properties[p.to]);
		else
			both(w, s, &x->properties[p.from],
			     &y->properties[p.to]);
	}
	undeclared(w, s);
	if (compare_reordered(pairs, count))
		(void)add(w, s, DELTA_ORDER, s->path, "properties");
}

/* ---- one schema ------------------------------------------------------ */

static bool is_false(const struct schema *s)
{
	return s && s->kind == SCHEMA_FALSE;
}

static bool is_closed(const struct schema *s)
{
	return is_false(s->additional_properties) ||
	       is_false(s->unevaluated_properties);
}

static void openness(struct walk *w, const struct spot *s)
{
	bool was = is_closed(s->x), is = is_closed(s->y);
	struct delta *d;

	if (was == is || !(s->x->types & s->y->types & TYPE_OBJECT))
		return;
	d = add(w, s, was ? DELTA_OPENED : DELTA_CLOSED, s->path,
		"additionalProperties");
	d->before = compare_show_node(w->d->arena,
				      node_get(s->x->node, d->keyword.p));
	d->after = compare_show_node(w->d->arena,
				     node_get(s->y->node, d->keyword.p));
}

static void inside(struct walk *w, const struct spot *s, const struct schema *x,
		   const struct schema *y, const char *name)
{
	const struct spot inner = { x, y, below(w, s->path, str_of(name)),
				    s->depth + 1 };

	if (x && y)
		walk(w, &inner);
}

static void lists(struct walk *w, const struct spot *s,
		  const struct schema_list *x, const struct schema_list *y)
{
	for (size_t i = 0; x->count == y->count && i < x->count; i++) {
		const struct spot inner = { x->items[i], y->items[i], s->path,
					    s->depth + 1 };

		walk(w, &inner);
	}
}

static void tuples(struct walk *w, const struct spot *s)
{
	const struct schema_list *x = &s->x->prefix_items;
	const struct schema_list *y = &s->y->prefix_items;

	for (size_t i = 0; i < x->count && i < y->count; i++) {
		char index[24];

		(void)snprintf(index, sizeof(index), "%zu", i);
		inside(w, s, x->items[i], y->items[i], index);
	}
}

/* Whether the pair is met for the first time. */
static bool is_news(struct walk *w, const struct spot *s)
{
	size_t *key = arena_alloc(w->d->arena, 2 * sizeof(*key));
	void **place;
	bool news;

	key[0] = s->x->id;
	key[1] = s->y->id;
	place = map_put(&w->seen,
			(struct str){ (const char *)key, 2 * sizeof(*key) });
	news = !*place;
	*place = w;
	return news;
}

/* What a schema that is only a reference stands for. */
static const struct schema *target(const struct schema *s)
{
	for (int i = 0; i < REF_CHAIN && s->kind == SCHEMA_OBJECT && s->ref &&
			s->property_count == 0;
	     i++)
		s = s->ref;
	return s;
}

static void pair_of(struct walk *w, const struct spot *s)
{
	texts(w, s);
	defaults(w, s);
	openness(w, s);
	properties(w, s);
	inside(w, s, s->x->items, s->y->items, "-");
	tuples(w, s);
	inside(w, s, s->x->additional_properties, s->y->additional_properties,
	       "*");
	lists(w, s, &s->x->all_of, &s->y->all_of);
	lists(w, s, &s->x->any_of, &s->y->any_of);
	lists(w, s, &s->x->one_of, &s->y->one_of);
}

/* Recursion is no deeper than CONTRACT_DEPTH. */
static void walk(struct walk *w, const struct spot *at)
{
	struct spot s = *at;

	s.x = target(at->x);
	s.y = target(at->y);
	if (s.depth > CONTRACT_DEPTH || w->left == 0)
		return;
	w->left--;
	/* What is said beside two references is said besides. */
	if (s.x != at->x && s.y != at->y && is_news(w, at)) {
		texts(w, at);
		defaults(w, at);
	}
	if (s.x->kind == SCHEMA_OBJECT && s.y->kind == SCHEMA_OBJECT &&
	    is_news(w, &s))
		pair_of(w, &s);
}

void contract_walk(struct deltas *d, const struct contract_set *from,
		   const struct contract_set *to)
{
	struct walk w = { .d = d,
			  .from = from,
			  .to = to,
			  .seen = map_in(d->arena),
			  .left = CONTRACT_STEPS };
	const struct spot root = { from->set->root, to->set->root, STR_EMPTY,
				   0 };

	walk(&w, &root);
}
