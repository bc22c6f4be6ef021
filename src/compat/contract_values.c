/*
 * Differences that inclusion finds, as deltas. `narrowed` is what the old
 * schema takes and the new does not, `widened` the reverse; which of the two
 * breaks somebody is not known here.
 */
#include "compat/contract.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "schema/include.h"
#include "schema/model.h"

/* The one table of what a difference is: in values lost, and in values won. */
static const struct {
	enum delta_kind narrowed, widened;
	const char *keywords[2]; /* of which one differs, for the reader */
} kinds[DIFFERENCE_COUNT] = {
	[DIFFERENCE_TYPE] = { DELTA_TYPE_NARROWED,
			      DELTA_TYPE_WIDENED,
			      { "type" } },
	[DIFFERENCE_TYPE_CHANGED] = { DELTA_TYPE_CHANGED,
				      DELTA_TYPE_CHANGED,
				      { "type" } },
	[DIFFERENCE_NULL] = { DELTA_TYPE_NARROWED,
			      DELTA_NULL_ADDED,
			      { "type" } },
	[DIFFERENCE_ENUM_VALUE] = { DELTA_VALUE_REMOVED,
				    DELTA_VALUE_ADDED,
				    { "enum", "const" } },
	[DIFFERENCE_ENUM] = { DELTA_ENUM_ADDED,
			      DELTA_ENUM_DROPPED,
			      { "enum", "const" } },
	[DIFFERENCE_REQUIRED] = { DELTA_NOW_REQUIRED,
				  DELTA_NOW_OPTIONAL,
				  { NULL } },
	[DIFFERENCE_PROPERTY_GONE] = { DELTA_REMOVED, DELTA_ADDED, { NULL } },
	[DIFFERENCE_PROPERTY_NEW] = { DELTA_TIGHTENED,
				      DELTA_RELAXED,
				      { "properties" } },
	[DIFFERENCE_CLOSED] = { DELTA_CLOSED,
				DELTA_OPENED,
				{ "additionalProperties" } },
	[DIFFERENCE_ADDITIONAL] = { DELTA_TIGHTENED,
				    DELTA_RELAXED,
				    { "additionalProperties" } },
	[DIFFERENCE_PATTERN_PROPERTY] = { DELTA_TIGHTENED,
					  DELTA_RELAXED,
					  { "patternProperties" } },
	[DIFFERENCE_PROPERTY_NAMES] = { DELTA_TIGHTENED,
					DELTA_RELAXED,
					{ "propertyNames" } },
	[DIFFERENCE_MIN_PROPERTIES] = { DELTA_TIGHTENED,
					DELTA_RELAXED,
					{ "minProperties" } },
	[DIFFERENCE_MAX_PROPERTIES] = { DELTA_TIGHTENED,
					DELTA_RELAXED,
					{ "maxProperties" } },
	[DIFFERENCE_DEPENDENT] = { DELTA_TIGHTENED,
				   DELTA_RELAXED,
				   { "dependentRequired",
				     "dependentSchemas" } },
	[DIFFERENCE_UNEVALUATED] = { DELTA_TIGHTENED,
				     DELTA_RELAXED,
				     { "unevaluatedProperties",
				       "unevaluatedItems" } },
	[DIFFERENCE_MINIMUM] = { DELTA_TIGHTENED,
				 DELTA_RELAXED,
				 { "minimum", "exclusiveMinimum" } },
	[DIFFERENCE_MAXIMUM] = { DELTA_TIGHTENED,
				 DELTA_RELAXED,
				 { "maximum", "exclusiveMaximum" } },
	[DIFFERENCE_MULTIPLE_OF] = { DELTA_TIGHTENED,
				     DELTA_RELAXED,
				     { "multipleOf" } },
	[DIFFERENCE_MIN_LENGTH] = { DELTA_TIGHTENED,
				    DELTA_RELAXED,
				    { "minLength" } },
	[DIFFERENCE_MAX_LENGTH] = { DELTA_TIGHTENED,
				    DELTA_RELAXED,
				    { "maxLength" } },
	[DIFFERENCE_PATTERN] = { DELTA_TIGHTENED, DELTA_RELAXED, { "pattern" } },
	[DIFFERENCE_FORMAT] = { DELTA_TIGHTENED, DELTA_RELAXED, { "format" } },
	[DIFFERENCE_ITEMS] = { DELTA_TIGHTENED, DELTA_RELAXED, { "items" } },
	[DIFFERENCE_TUPLE] = { DELTA_TIGHTENED,
			       DELTA_RELAXED,
			       { "prefixItems", "items" } },
	[DIFFERENCE_MIN_ITEMS] = { DELTA_TIGHTENED,
				   DELTA_RELAXED,
				   { "minItems" } },
	[DIFFERENCE_MAX_ITEMS] = { DELTA_TIGHTENED,
				   DELTA_RELAXED,
				   { "maxItems" } },
	[DIFFERENCE_UNIQUE_ITEMS] = { DELTA_TIGHTENED,
				      DELTA_RELAXED,
				      { "uniqueItems" } },
	[DIFFERENCE_CONTAINS] = { DELTA_TIGHTENED,
				  DELTA_RELAXED,
				  { "contains", "minContains" } },
	[DIFFERENCE_UNION] = { DELTA_TIGHTENED,
			       DELTA_BRANCH_ADDED,
			       { "anyOf", "oneOf" } },
	[DIFFERENCE_ONE_OF] = { DELTA_TIGHTENED,
				DELTA_BRANCH_ADDED,
				{ "oneOf" } },
	[DIFFERENCE_NOT] = { DELTA_TIGHTENED, DELTA_RELAXED, { "not" } },
	[DIFFERENCE_CONDITION] = { DELTA_TIGHTENED,
				   DELTA_RELAXED,
				   { "if", "then" } },
	[DIFFERENCE_SCHEMA] = { DELTA_TIGHTENED, DELTA_RELAXED, { NULL } },
};

struct values {
	struct deltas *d;
	const struct contract_set *from, *to;
	/* Of what the walk has told: "path" of names, "path {" of what is open,
	 * "path -" and "path +" of names by which values went or came. */
	struct map told;
	struct map done; /* "kind path" of what breaks */
};

/* The innermost schema at or above a pointer; where files have the same
 * pointers the first that differs from the other side's is meant. */
static const struct schema *schema_at(const struct schema_set *set,
				      struct str pointer)
{
	for (;;) {
		for (size_t i = 0; i < set->count; i++)
			if (str_eq(set->all[i]->pointer, pointer) &&
			    !set->all[i]->resource->document->bundled)
				return set->all[i];
		if (!pointer.n)
			return set->root;
		pointer = str_cut(pointer, 0, str_rfind(pointer, '/'));
	}
}

/* The pointer of the schema that has the branch at this one. */
static struct str of_union(struct str pointer)
{
	struct str up = str_cut(pointer, 0, str_rfind(pointer, '/'));

	if (up.n < pointer.n &&
	    (str_ends(up, "/anyOf") || str_ends(up, "/oneOf")))
		return str_cut(up, 0, str_rfind(up, '/'));
	return pointer;
}

/* Both sides at pointers that a difference names. */
struct spots {
	const struct schema *x, *y;
};

static bool differs(const struct schema *x, const struct schema *y,
		    const char *const *keywords)
{
	for (int k = 0; k < 2 && keywords[k]; k++) {
		const struct node *p = node_get(x->node, keywords[k]);
		const struct node *q = node_get(y->node, keywords[k]);

		if (p && q ? !node_equal(p, q) : p != q)
			return true;
	}
	return !keywords[0];
}

static bool same_file(const struct schema *x, const struct schema *y)
{
	return str_eq(x->resource->document->uri, y->resource->document->uri);
}

/*
 * Pointers do not say in which file they are. Among the pairs of schemas that
 * have them, the one whose keyword differs is the one, in one file rather than
 * in two; else the first.
 */
static struct spots find(const struct values *v, struct str x, struct str y,
			 const char *const *keywords)
{
	const struct spots first = { schema_at(v->from->set, x),
				     schema_at(v->to->set, y) };
	const struct schema_set *from = v->from->set, *to = v->to->set;
	struct spots found = first;
	size_t left = CONTRACT_STEPS;
	bool other = false; /* of two files */

	for (size_t i = 0; i < from->count && left; i++) {
		const struct schema *a = from->all[i];

		left--;
		if (!str_eq(a->pointer, first.x->pointer))
			continue;
		for (size_t j = 0; j < to->count && left; j++) {
			const struct schema *b = to->all[j];

			left--;
			if (!str_eq(b->pointer, first.y->pointer) ||
			    !differs(a, b, keywords))
				continue;
			if (same_file(a, b))
				return (struct spots){ a, b };
			if (!other)
				found = (struct spots){ a, b };
			other = true;
		}
	}
	return found;
}

/* Whether a keyword is another on the other side; then it is shown. */
static bool show_keyword(struct values *v, struct delta *d,
			 const struct spots *s, struct str keyword)
{
	struct arena *a = v->d->arena;
	const struct member *p = node_member(s->x->node, keyword);
	const struct member *q = node_member(s->y->node, keyword);

	if ((!p && !q) || (p && q && node_equal(&p->value, &q->value)))
		return false;
	d->keyword = keyword;
	d->before = compare_show_node(a, p ? &p->value : NULL);
	d->after = compare_show_node(a, q ? &q->value : NULL);
	if (q) {
		struct buf b = buf_in(a);

		buf_add(&b, d->pointer);
		node_pointer_add(&b, keyword);
		d->pointer = buf_str(&b);
	}
	return true;
}

static bool is_annotation(struct str name)
{
	return str_is(name, "description") || str_is(name, "title") ||
	       str_is(name, "default") || str_is(name, "examples") ||
	       str_is(name, "properties") || str_is(name, "required");
}

/* Those that the kind is about, else any that differs. */
static void show(struct values *v, struct delta *d, const struct spots *s,
		 const char *const *keywords)
{
	const struct node *nodes[] = { s->y->node, s->x->node };

	for (int k = 0; k < 2 && keywords[k]; k++)
		if (show_keyword(v, d, s, str_of(keywords[k])))
			return;
	for (int n = 0; n < 2 && d->kind != DELTA_NOW_REQUIRED &&
			d->kind != DELTA_NOW_OPTIONAL;
	     n++)
		for (size_t i = 0;
		     nodes[n]->kind == NODE_OBJECT && i < nodes[n]->count; i++)
			if (!is_annotation(nodes[n]->members[i].name) &&
			    show_keyword(v, d, s, nodes[n]->members[i].name))
				return;
}

/* Where the values are; of a name that is missing, where it would be. */
static struct str place(struct arena *a, const struct difference *one)
{
	struct buf b = buf_in(a);

	if (one->kind != DIFFERENCE_REQUIRED)
		return one->instance;
	buf_add(&b, one->instance);
	node_pointer_add(&b, one->property);
	return buf_str(&b);
}

static bool is_told(const struct values *v, const struct difference *one,
		    struct str path, bool narrowed, bool first)
{
	struct arena *a = v->d->arena;

	switch ((int)one->kind) {
	case DIFFERENCE_REQUIRED:
	case DIFFERENCE_PROPERTY_GONE:
	case DIFFERENCE_PROPERTY_NEW:
		/* What breaks is told only by what breaks as well. */
		if (first)
			path = str_fmt(a, "%.*s %s", STR_ARG(path),
				       narrowed ? "-" : "+");
		return map_get(&v->told, path) != NULL;
	case DIFFERENCE_CLOSED:
		return map_get(&v->told, str_fmt(a, "%.*s {", STR_ARG(path))) !=
		       NULL;
	default:
		return false;
	}
}

/* A change both ways is told once, as what breaks; but values that come and
 * values that go are two. */
static bool is_done(struct values *v, const struct difference *one,
		    struct str path, bool first)
{
	void **seen = map_put(&v->done, str_fmt(v->d->arena, "%d %.*s",
						(int)one->kind, STR_ARG(path)));
	bool done = *seen && one->kind != DIFFERENCE_ENUM_VALUE;

	if (first)
		*seen = v;
	return done && !first;
}

static bool has_one_of(const struct schema *s, const char *const *keywords)
{
	for (int k = 0; k < 2 && keywords[k]; k++)
		if (node_get(s->node, keywords[k]))
			return true;
	return false;
}

/* Where a schema does not say it itself, what it refers to may. */
static const struct schema *referred(const struct schema *s,
				     const char *const *keywords)
{
	const struct schema *target = s;

	for (int i = 0;
	     i < CONTRACT_DEPTH && target->ref && !has_one_of(target, keywords);
	     i++)
		target = target->ref;
	return has_one_of(target, keywords) ? target : s;
}

static struct spots spots_of(const struct values *v,
			     const struct difference *one, bool narrowed,
			     enum difference_kind kind)
{
	const char *const *keywords = kinds[kind].keywords;
	struct str small = one->small, large = one->large;
	struct spots s;

	if (kind == DIFFERENCE_UNION || kind == DIFFERENCE_ONE_OF) {
		small = of_union(small);
		large = of_union(large);
	}
	/* In what is lost small is the old one, in what is won the new. */
	s = narrowed ? find(v, small, large, keywords) :
		       find(v, large, small, keywords);
	return (struct spots){ referred(s.x, keywords),
			       referred(s.y, keywords) };
}

/* Whether a union got another branch, or lost one: more than types say. */
static bool is_branch(const struct spots *s, bool narrowed)
{
	static const char *const unions[] = { "anyOf", "oneOf" };

	for (int i = 0; i < 2; i++) {
		const struct node *x = node_get(s->x->node, unions[i]);
		const struct node *y = node_get(s->y->node, unions[i]);

		if (x && y && x->kind == NODE_ARRAY && y->kind == NODE_ARRAY &&
		    (narrowed ? x->count > y->count : x->count < y->count))
			return true;
	}
	return false;
}

static void add(struct values *v, const struct difference *one, bool narrowed,
		bool first)
{
	enum difference_kind kind = one->kind;
	struct str path = place(v->d->arena, one);
	struct spots s;
	struct delta *d;

	if (is_told(v, one, path, narrowed, first) ||
	    is_done(v, one, path, first))
		return;
	s = spots_of(v, one, narrowed, kind);
	if (kind == DIFFERENCE_TYPE) {
		struct spots outer = spots_of(v, one, narrowed,
					      DIFFERENCE_UNION);

		if (is_branch(&outer, narrowed)) {
			kind = DIFFERENCE_UNION;
			s = outer;
		}
	}
	d = delta_add(v->d,
		      narrowed ? kinds[kind].narrowed : kinds[kind].widened,
		      path, STR_EMPTY);
	d->unproven = one->verdict != INCLUSION_FAILS;
	d->optional = true;
	d->from_part = contract_part(v->from, s.x);
	d->to_part = contract_part(v->to, s.y);
	d->pointer = contract_pointer(v->d->arena, v->to, s.y);
	show(v, d, &s, kinds[kind].keywords);
}

static void remember(struct values *v)
{
	struct arena *a = v->d->arena;

	for (size_t i = 0; i < v->d->count; i++) {
		const struct delta *d = &v->d->items[i];
		struct str path = d->property;
		bool lost = d->kind == DELTA_REMOVED ||
			    d->kind == DELTA_NOW_REQUIRED ||
			    d->kind == DELTA_DEFAULT_REMOVED ||
			    (d->kind == DELTA_ADDED && !d->optional);
		bool won = d->kind == DELTA_ADDED ||
			   d->kind == DELTA_NOW_OPTIONAL ||
			   (d->kind == DELTA_REMOVED && !d->optional);

		if (d->kind == DELTA_OPENED || d->kind == DELTA_CLOSED)
			*map_put(&v->told,
				 str_fmt(a, "%.*s {", STR_ARG(path))) = v;
		if (lost || won)
			*map_put(&v->told, path) = v;
		if (lost)
			*map_put(&v->told,
				 str_fmt(a, "%.*s -", STR_ARG(path))) = v;
		if (won)
			*map_put(&v->told,
				 str_fmt(a, "%.*s +", STR_ARG(path))) = v;
	}
}

static size_t tokens(struct str pointer)
{
	size_t n = 0;

	for (size_t i = 0; i < pointer.n; i++)
		n += pointer.p[i] == '/';
	return n;
}

/* Whether two say the same of one place, or one of them only that there is
 * something below it. */
static bool is_like(const struct difference *x, const struct difference *y)
{
	size_t n = str_find(y->instance, '/', 1);

	if (y->kind == DIFFERENCE_SCHEMA && x->verdict == y->verdict)
		return str_eq(str_cut(x->instance, 0, n),
			      str_cut(y->instance, 0, n));
	return x->kind == y->kind && str_eq(x->small, y->small) &&
	       str_eq(x->large, y->large) && str_eq(x->property, y->property);
}

/* Whether another says it of a place that is less deep: what is recursive
 * differs at every depth. */
static bool is_deeper(const struct inclusion *list, const struct difference *d)
{
	for (size_t i = 0; i < list->count; i++)
		if (is_like(&list->items[i], d) &&
		    tokens(list->items[i].instance) < tokens(d->instance))
			return true;
	return false;
}

static void add_all(struct values *v, const struct inclusion *i, bool narrowed,
		    bool first)
{
	for (size_t n = 0; n < i->count; n++)
		if (!is_deeper(i, &i->items[n]))
			add(v, &i->items[n], narrowed, first);
}

void contract_values(struct deltas *d, const struct contract_set *from,
		     const struct contract_set *to,
		     const struct inclusion *narrowed,
		     const struct inclusion *widened, bool narrowing_breaks)
{
	struct values v = { .d = d,
			    .from = from,
			    .to = to,
			    .told = map_in(d->arena),
			    .done = map_in(d->arena) };

	remember(&v);
	add_all(&v, narrowing_breaks ? narrowed : widened, narrowing_breaks,
		true);
	add_all(&v, narrowing_breaks ? widened : narrowed, !narrowing_breaks,
		false);
}
