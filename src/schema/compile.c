#include "schema/compile.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "schema/dialect.h"
#include "schema/uri.h"
#include "syntax/json.h"

/* ---- errors ------------------------------------------------------------- */

struct schema_errors schema_errors_in(struct arena *a)
{
	return (struct schema_errors){ .arena = a };
}

void compile_error(struct compile *c, enum schema_trouble kind,
		   struct spot spot, const char *fmt, ...)
{
	struct schema_errors *errors = c->errors;
	const struct schema *s = spot.schema;
	struct schema_error e = { .kind = kind };
	char text[400];
	va_list ap;

	c->failed = true;
	if (kind == SCHEMA_TOO_LARGE) {
		if (c->full)
			return;
		c->full = true;
	}
	if (errors->count == SCHEMA_ERRORS) {
		errors->more++;
		return;
	}
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	e.text = str_copy(errors->arena, str_of(text));
	e.document = s->resource->document->uri;
	e.schema = s->pointer;
	e.pos = s->node->pos;
	if (spot.member) {
		e.schema = compile_pointer(c, s->pointer, spot.member->name);
		e.pos = spot.member->pos;
	}
	errors->items = arena_grow(errors->arena, errors->items, errors->count,
				   &errors->room, sizeof(*errors->items));
	errors->items[errors->count++] = e;
}

/* ---- one schema --------------------------------------------------------- */

struct str compile_pointer(struct compile *c, struct str base, struct str token)
{
	struct buf b = buf_in(c->arena);

	buf_add(&b, base);
	node_pointer_add(&b, token);
	c->pointer_bytes += b.len;
	return buf_str(&b);
}

/* A map's key for where something lies. The address is kept in *at. */
static struct str address(const struct node *const *at)
{
	return (struct str){ (const char *)at, sizeof(*at) };
}

struct schema *compile_known(const struct compile *c, const struct node *node)
{
	return map_get(&c->nodes, address(&node));
}

/* A schema without keywords: it accepts all. */
static struct schema *new_schema(struct compile *c, const struct node *node,
				 struct schema_resource *resource,
				 struct str pointer)
{
	struct schema *s = arena_zero(c->arena, 1, sizeof(*s));
	struct schema_set *set = c->set;

	s->kind = SCHEMA_OBJECT;
	s->id = set->count;
	s->node = node;
	s->pointer = pointer;
	s->resource = resource;
	s->dialect = resource->dialect;
	s->types = TYPE_ANY;
	s->max_length = s->max_items = s->max_properties = SCHEMA_NO_LIMIT;
	s->min_contains = 1;
	s->max_contains = SCHEMA_NO_LIMIT;
	s->format = STR_EMPTY;
	s->property_map = map_in(c->arena);
	set->all = arena_grow(c->arena, set->all, set->count, &c->room,
			      sizeof(*set->all));
	set->all[set->count++] = s;
	*map_put(&c->nodes, address(&s->node)) = s;
	return s;
}

static struct schema_resource *new_resource(struct compile *c, struct str uri,
					    const struct schema_document *d)
{
	struct schema_resource *r = arena_zero(c->arena, 1, sizeof(*r));
	void **place;

	r->uri = uri;
	r->document = d;
	r->anchors = map_in(c->arena);
	r->dynamic_anchors = map_in(c->arena);
	place = map_put(&c->resources, uri);
	if (!*place)
		*place = r;
	return r;
}

/* The identifier of a schema, or NULL if it has none that counts. */
static const struct member *identifier(const struct node *node,
				       enum schema_dialect dialect)
{
	const char *name = dialect == SCHEMA_DRAFT_04 ? "id" : "$id";
	const struct member *m = node_member(node, str_of(name));

	if (!m || m->value.kind != NODE_STRING || dialect == SCHEMA_OAS_30)
		return NULL;
	if (dialect_is(dialect, REF_ALONE) && node_get(node, "$ref"))
		return NULL;
	return m;
}

/*
 * If s is identified: by a uri, it is the root of a resource of its own; by a
 * fragment (draft 4 to 7), an anchor of the one that it is in.
 */
static void identify(struct compile *c, struct schema *s)
{
	const struct member *id = identifier(s->node, s->dialect);
	struct schema_resource *r;
	struct str uri, fragment;
	bool has;

	if (!id)
		return;
	uri = uri_split(c->arena, id->value.text, &fragment, &has);
	if (fragment.n && dialect_is(s->dialect, REF_ALONE)) {
		*map_put(&s->resource->anchors, fragment) = s;
	} else if (fragment.n) {
		compile_error(c, SCHEMA_WRONG, (struct spot){ s, id },
			      "an identifier has no fragment; an anchor is "
			      "written \"$anchor\": \"%.*s\"",
			      STR_ARG(fragment));
		return;
	}
	if (uri.n == 0 || s->resource->root == s)
		return;
	r = new_resource(c, uri_resolve(c->arena, s->resource->uri, uri),
			 s->resource->document);
	r->root = s;
	r->dialect = s->dialect;
	r->validation = s->resource->validation;
	r->applicator = s->resource->applicator;
	r->unevaluated = s->resource->unevaluated;
	r->assert_format = s->resource->assert_format;
	s->resource = r;
	if (node_get(s->node, "$schema"))
		compile_dialect(c, r, s->node, (struct spot){ s, NULL });
	s->dialect = r->dialect;
}

struct schema *compile_schema(struct compile *c, const struct node *node,
			      struct schema_resource *resource,
			      struct str pointer)
{
	struct schema *s = compile_known(c, node);

	if (s)
		return s;
	s = new_schema(c, node, resource, pointer);
	if (!resource->root)
		resource->root = s;
	if (c->set->count > SCHEMA_COUNT || c->pointer_bytes > COMPILE_POINTERS)
		compile_error(c, SCHEMA_TOO_LARGE, (struct spot){ s, NULL },
			      "has more subschemas than the %d that are read",
			      (int)SCHEMA_COUNT);
	if (c->full)
		return s;
	if (node->kind == NODE_TRUE || node->kind == NODE_FALSE) {
		s->kind = node->kind == NODE_TRUE ? SCHEMA_TRUE : SCHEMA_FALSE;
	} else if (node->kind == NODE_OBJECT) {
		identify(c, s);
		compile_keywords(c, s);
	} else {
		compile_error(c, SCHEMA_WRONG, (struct spot){ s, NULL },
			      "a schema is an object or a boolean, not %s",
			      node_kind_name(node));
	}
	return s;
}

struct schema *compile_inner(struct compile *c, struct schema *s,
			     const struct member *member, struct str token,
			     const struct node *node)
{
	struct str at = compile_pointer(c, s->pointer, member->name);

	return compile_schema(c, node, s->resource,
			      compile_pointer(c, at, token));
}

struct schema *compile_member(struct compile *c, struct schema *s,
			      const struct member *member)
{
	return compile_schema(c, &member->value, s->resource,
			      compile_pointer(c, s->pointer, member->name));
}

/* ---- documents ---------------------------------------------------------- */

static const struct node *load_meta(struct compile *c, struct str uri)
{
	size_t length = 0;
	const char *text = dialect_meta(uri, &length);
	struct syntax_error why;
	struct node *node;

	if (!text)
		return NULL;
	node = arena_zero(c->arena, 1, sizeof(*node));
	if (json_read(c->arena, (struct str){ text, length }, node, &why) < 0)
		return NULL;
	return node;
}

const struct node *compile_load(struct compile *c,
				const struct schema_request *request,
				bool *bundled)
{
	const struct node *node = load_meta(c, request->uri);

	*bundled = node != NULL;
	if (node)
		return node;
	if (c->options->load &&
	    c->options->load(c->options->context, request, &node) == 0)
		return node;
	return NULL;
}

struct schema_resource *compile_document(struct compile *c, struct str uri,
					 const struct node *node, bool bundled)
{
	struct schema_document *d = arena_zero(c->arena, 1, sizeof(*d));
	struct schema_resource *r;
	const struct member *id;
	struct str own, fragment;
	struct schema spot = { .node = node, .pointer = STR_EMPTY };
	bool has;

	*d = (struct schema_document){ uri, node, bundled };
	r = new_resource(c, uri, d);
	spot.resource = r;
	c->documents++;
	if (c->documents > SCHEMA_DOCUMENTS) {
		compile_error(c, SCHEMA_TOO_LARGE, (struct spot){ &spot, NULL },
			      "refers to more than %d documents",
			      (int)SCHEMA_DOCUMENTS);
		return NULL;
	}
	compile_dialect(c, r, node, (struct spot){ &spot, NULL });
	id = identifier(node, r->dialect);
	if (id) {
		own = uri_split(c->arena, id->value.text, &fragment, &has);
		r->uri = own.n ? uri_resolve(c->arena, uri, own) : uri;
		if (!map_get(&c->resources, r->uri))
			*map_put(&c->resources, r->uri) = r;
	}
	(void)compile_schema(c, node, r, STR_EMPTY);
	return r;
}

struct schema_resource *compile_find(struct compile *c, struct str uri,
				     struct str written, struct str base)
{
	struct schema_resource *r = map_get(&c->resources, uri);
	const struct schema_request request = { uri, written, base };
	const struct node *node;
	bool bundled;

	if (r || c->full)
		return r;
	node = compile_load(c, &request, &bundled);
	if (!node)
		return NULL;
	return compile_document(c, uri, node, bundled);
}

struct schema_set *schema_compile(struct arena *a, const struct node *root,
				  const struct schema_options *options,
				  struct schema_errors *errors)
{
	struct compile c = {
		.arena = a,
		.options = options,
		.errors = errors,
		.dialect = options->dialect,
	};
	struct schema_resource *r;
	struct str uri = options->uri.n ? options->uri : STR_EMPTY;

	if (c.dialect == SCHEMA_UNSAID)
		c.dialect = SCHEMA_2020_12;
	c.set = arena_zero(a, 1, sizeof(*c.set));
	c.nodes = map_in(a);
	c.resources = map_in(a);
	c.patterns = map_in(a);
	r = compile_document(&c, uri, root, false);
	compile_references(&c);
	if (c.failed || !r)
		return NULL;
	c.set->root = r->root;
	c.set->dialect = r->dialect;
	return c.set;
}
