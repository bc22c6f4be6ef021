#include "schema/validate.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "pattern/regex.h"
#include "syntax/json.h"

enum { SHOWN = 80 }; /* bytes of a value in a message */

bool validate_step(struct validation *v, size_t n)
{
	if (*v->steps < n) {
		*v->steps = 0;
		return false;
	}
	*v->steps -= n;
	return true;
}

bool validate_goes_on(const struct validation *v)
{
	return v->errors && !v->quiet && v->errors->count < SCHEMA_ERRORS;
}

enum schema_verdict verdict_and(enum schema_verdict a, enum schema_verdict b)
{
	if (a == SCHEMA_INVALID || b == SCHEMA_INVALID)
		return SCHEMA_INVALID;
	return a == SCHEMA_UNDECIDED ? a : b;
}

/* ---- errors ------------------------------------------------------------- */

static struct str pointer_of(struct arena *a, const struct place *place)
{
	const struct place *path[SCHEMA_DEPTH + 1];
	struct buf b = buf_in(a);
	size_t n = 0;

	for (; place && n <= SCHEMA_DEPTH; place = place->up)
		path[n++] = place;
	while (n-- > 0) {
		if (path[n]->name.p)
			node_pointer_add(&b, path[n]->name);
		else
			buf_addf(&b, "/%zu", path[n]->index);
	}
	return buf_str(&b);
}

struct str validate_show(struct validation *v, const struct node *node)
{
	struct buf b = buf_in(v->scratch);
	struct node cut = *node;
	size_t n = SHOWN;

	if (!validate_goes_on(v))
		return STR_EMPTY;
	if (node->kind == NODE_OBJECT || node->kind == NODE_ARRAY)
		return str_of(node->kind == NODE_OBJECT ? "an object" :
							  "an array");
	if (node->text.n > SHOWN) {
		while (n > 0 && ((unsigned char)node->text.p[n] & 0xc0) == 0x80)
			n--;
		cut.text.n = n;
	}
	json_compact(&b, &cut);
	if (node->text.n > SHOWN)
		buf_adds(&b, "...");
	return buf_str(&b);
}

enum schema_verdict validate_refuse(struct validation *v,
				    const struct schema *s,
				    const struct subject *at,
				    const char *keyword, const char *fmt, ...)
{
	struct schema_errors *errors = v->errors;
	struct schema_error e = { .kind = SCHEMA_REFUSED };
	struct buf pointer;
	char text[400];
	va_list ap;

	if (!validate_goes_on(v)) {
		if (errors && !v->quiet)
			errors->more++;
		return SCHEMA_INVALID;
	}
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	pointer = buf_in(errors->arena);
	buf_add(&pointer, s->pointer);
	if (*keyword)
		node_pointer_add(&pointer, str_of(keyword));
	e.document = s->resource->document->uri;
	e.schema = buf_str(&pointer);
	e.pos = schema_keyword_pos(s, keyword);
	e.instance = pointer_of(errors->arena, at->place);
	e.instance_pos = at->node->pos;
	e.text = str_copy(errors->arena, str_of(text));
	errors->items = arena_grow(errors->arena, errors->items, errors->count,
				   &errors->room, sizeof(*errors->items));
	errors->items[errors->count++] = e;
	return SCHEMA_INVALID;
}

/* ---- marks -------------------------------------------------------------- */

struct marks marks_for(struct validation *v, const struct node *node)
{
	size_t words = (node->count + 63) / 64;
	struct marks m = { .count = node->count };

	if (!v->set->tracks_evaluation || words == 0)
		return m;
	/* Out of steps nothing is decided, so marks no longer matter. */
	if (validate_step(v, words))
		m.bits = arena_zero(v->scratch, words, sizeof(*m.bits));
	return m;
}

void marks_set(struct marks *m, size_t i)
{
	if (m->bits)
		m->bits[i / 64] |= (uint64_t)1 << (i % 64);
}

bool marks_has(const struct marks *m, size_t i)
{
	return m->bits && (m->bits[i / 64] >> (i % 64) & 1);
}

void marks_all(struct marks *m)
{
	for (size_t i = 0; m->bits && i < (m->count + 63) / 64; i++)
		m->bits[i] = UINT64_MAX;
}

void marks_merge(struct marks *into, const struct marks *from)
{
	into->unsure = into->unsure || from->unsure;
	if (!into->bits || !from->bits)
		return;
	for (size_t i = 0; i < (into->count + 63) / 64; i++)
		into->bits[i] |= from->bits[i];
}

/* ---- shared answers ----------------------------------------------------- */

enum schema_verdict validate_pattern(struct validation *v,
				     const struct schema_pattern *pattern,
				     struct str text)
{
	if (!pattern->regex || *v->steps == 0)
		return SCHEMA_UNDECIDED;
	switch (regex_search_within(pattern->regex, text, v->steps)) {
	case REGEX_YES:
		return SCHEMA_VALID;
	case REGEX_NO:
		return SCHEMA_INVALID;
	case REGEX_UNDECIDED:
		break;
	}
	return SCHEMA_UNDECIDED;
}

/* Nodes of a tree, and its texts in parts of 64 bytes; the walk ends past
 * most. Recursion is as deep as trees are: NODE_DEPTH. */
static size_t weight(const struct node *node, size_t most)
{
	size_t sum = 1 + node->text.n / 64;

	for (size_t i = 0; i < node->count && sum <= most; i++)
		sum += weight(node->kind == NODE_OBJECT ?
				      &node->members[i].value :
				      &node->items[i],
			      most - sum);
	return sum;
}

enum schema_verdict validate_equal(struct validation *v, const struct node *a,
				   const struct node *b)
{
	if (a->kind != b->kind || a->count != b->count)
		return SCHEMA_INVALID;
	if (!validate_step(v, weight(a, *v->steps)))
		return SCHEMA_UNDECIDED;
	return node_equal(a, b) ? SCHEMA_VALID : SCHEMA_INVALID;
}

/* ---- a value by a schema ------------------------------------------------ */

/* The schema that a dynamic reference comes out at: the outermost resource on
 * the way that has its name. */
static const struct schema *dynamic_target(const struct schema *s,
					   const struct scope *scope)
{
	const struct schema_dynamic *d = &s->dynamic;
	const struct schema *found = d->target;

	if (!d->recursive && d->anchor.n == 0)
		return found;
	for (; scope; scope = scope->outer) {
		const struct schema_resource *r = scope->resource;
		const struct schema *here =
			d->recursive ? (r->recursive_anchor ? r->root : NULL) :
				       map_get(&r->dynamic_anchors, d->anchor);

		if (here)
			found = here;
	}
	return found;
}

static enum schema_verdict references(struct validation *v,
				      const struct schema *s,
				      const struct subject *at,
				      struct marks *marks)
{
	enum schema_verdict verdict = SCHEMA_VALID;

	if (s->ref)
		verdict = validate_value(v, s->ref, at, marks);
	if (s->dynamic.target)
		verdict = verdict_and(
			verdict, validate_value(v, dynamic_target(s, at->scope),
						at, marks));
	return verdict;
}

/* All keywords; what is invalid ends it, unless somebody asks for all. */
static enum schema_verdict keywords(struct validation *v,
				    const struct schema *s,
				    const struct subject *at,
				    struct marks *marks)
{
	enum schema_verdict verdict = validate_plain(v, s, at);

	if (verdict != SCHEMA_INVALID || validate_goes_on(v))
		verdict = verdict_and(verdict, references(v, s, at, marks));
	if (verdict != SCHEMA_INVALID || validate_goes_on(v))
		verdict = verdict_and(verdict, validate_logic(v, s, at, marks));
	if (verdict == SCHEMA_INVALID && !validate_goes_on(v))
		return verdict;
	if (at->node->kind == NODE_ARRAY)
		return verdict_and(verdict, validate_array(v, s, at, marks));
	if (at->node->kind == NODE_OBJECT)
		return verdict_and(verdict, validate_object(v, s, at, marks));
	return verdict;
}

enum schema_verdict validate_value(struct validation *v, const struct schema *s,
				   const struct subject *at, struct marks *out)
{
	const struct scope scope = { at->scope, s->resource };
	struct subject inner = *at;
	struct marks marks;
	enum schema_verdict verdict;

	if (!validate_step(v, 1))
		return SCHEMA_UNDECIDED;
	if (s->kind == SCHEMA_TRUE)
		return SCHEMA_VALID;
	if (s->kind == SCHEMA_FALSE)
		return validate_refuse(v, s, at, "", "nothing is allowed here");
	/* Recursion, bounded; an endless `$ref` ends here too. */
	if (v->depth == SCHEMA_DEPTH)
		return SCHEMA_UNDECIDED;
	if (!at->scope || at->scope->resource != s->resource)
		inner.scope = &scope;
	marks = marks_for(v, at->node);
	v->depth++;
	verdict = keywords(v, s, &inner, &marks);
	v->depth--;
	if (verdict == SCHEMA_VALID)
		marks_merge(out, &marks);
	if (verdict == SCHEMA_UNDECIDED)
		out->unsure = true;
	return verdict;
}

enum schema_verdict validate_quietly(struct validation *v,
				     const struct schema *s,
				     const struct subject *at,
				     struct marks *out)
{
	enum schema_verdict verdict;

	v->quiet++;
	verdict = validate_value(v, s, at, out);
	v->quiet--;
	return verdict;
}

enum schema_verdict schema_validate_by(struct arena *scratch,
				       const struct schema_set *set,
				       const struct schema *schema,
				       const struct node *value, size_t *steps,
				       struct schema_errors *errors)
{
	struct validation v = {
		.scratch = scratch,
		.set = set,
		.steps = steps,
		.errors = errors,
	};
	const struct subject at = { .node = value };
	struct marks none = { .bits = NULL };

	return validate_value(&v, schema, &at, &none);
}

enum schema_verdict schema_validate(struct arena *scratch,
				    const struct schema_set *set,
				    const struct node *value,
				    struct schema_errors *errors)
{
	size_t steps = SCHEMA_STEPS;

	return schema_validate_by(scratch, set, set->root, value, &steps,
				  errors);
}
