/*
 * References, when all that they may name is compiled.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "schema/compile.h"
#include "schema/dialect.h"
#include "schema/uri.h"

void compile_later(struct compile *c, struct schema *s,
		   const struct member *member, enum pending_kind kind)
{
	c->pending = arena_grow(c->arena, c->pending, c->pending_count,
				&c->pending_room, sizeof(*c->pending));
	c->pending[c->pending_count++] = (struct pending){ s, member, kind };
}

/* A token of a JSON Pointer without its escapes. */
static struct str unescape(struct arena *a, struct str token)
{
	struct buf b = buf_in(a);

	if (str_find(token, '~', 0) == token.n)
		return token;
	for (size_t i = 0; i < token.n; i++) {
		char next = i + 1 < token.n ? token.p[i + 1] : '\0';

		if (token.p[i] == '~' && (next == '0' || next == '1')) {
			buf_addc(&b, next == '0' ? '~' : '/');
			i++;
		} else {
			buf_addc(&b, token.p[i]);
		}
	}
	return buf_str(&b);
}

static const struct node *child(const struct node *node, struct str token)
{
	const struct member *m = node_member(node, token);
	size_t index = 0;

	if (m)
		return &m->value;
	if (node->kind != NODE_ARRAY || token.n == 0 || token.n > 8 ||
	    (token.n > 1 && token.p[0] == '0'))
		return NULL;
	for (size_t i = 0; i < token.n; i++) {
		if (token.p[i] < '0' || token.p[i] > '9')
			return NULL;
		index = index * 10 + (size_t)(token.p[i] - '0');
	}
	return index < node->count ? &node->items[index] : NULL;
}

/*
 * The schema at a JSON Pointer from the root of a resource. What lies there
 * need not be compiled (it may stand below a keyword nobody knows); it is in
 * the resource of the innermost schema that is on the way.
 */
static struct schema *at_pointer(struct compile *c, struct schema *from,
				 struct str pointer)
{
	const struct node *node = from->node;
	struct schema *near = from, *known;
	struct buf path = buf_in(c->arena);

	buf_add(&path, from->pointer);
	for (size_t i = 0; i < pointer.n;) {
		size_t end = str_find(pointer, '/', i + 1);
		struct str token = unescape(c->arena,
					    str_cut(pointer, i + 1, end));

		node = child(node, token);
		if (!node)
			return NULL;
		node_pointer_add(&path, token);
		known = compile_known(c, node);
		if (known)
			near = known;
		i = end;
	}
	if (near->node == node)
		return near;
	c->pointer_bytes += path.len;
	return compile_schema(c, node, near->resource, buf_str(&path));
}

/* What a reference names, or NULL. *fragment is what stands behind its #. */
static struct schema *target(struct compile *c, const struct pending *p,
			     struct str *fragment)
{
	struct schema_resource *r = p->schema->resource;
	bool has;
	struct str written = uri_split(c->arena, p->member->value.text,
				       fragment, &has);

	if (written.n) {
		struct str uri = uri_resolve(c->arena, r->uri, written);

		if (!str_eq(uri, r->uri))
			r = compile_find(c, uri, written, r->uri);
	}
	if (!r || !r->root)
		return NULL;
	if (fragment->n == 0)
		return r->root;
	if (fragment->p[0] == '/')
		return at_pointer(c, r->root, *fragment);
	return map_get(&r->anchors, *fragment);
}

static void follow(struct compile *c, const struct pending *p)
{
	struct schema *s = p->schema, *to;
	struct str fragment = STR_EMPTY;

	if (p->kind == PENDING_RECURSIVE) {
		s->dynamic.target = s->resource->root;
		s->dynamic.recursive = true;
		return;
	}
	to = target(c, p, &fragment);
	if (!to) {
		compile_error(
			c, SCHEMA_UNRESOLVED, (struct spot){ s, p->member },
			"nothing is found at %.*s",
			STR_ARG(text_shorten(p->member->value.text, 200)));
		return;
	}
	if (p->kind == PENDING_REF) {
		s->ref = to;
		return;
	}
	s->dynamic.target = to;
	s->dynamic.anchor = STR_EMPTY;
	if (fragment.n && fragment.p[0] != '/' &&
	    map_get(&to->resource->dynamic_anchors, fragment) == to)
		s->dynamic.anchor = fragment;
}

/* How many resources a dynamic reference may come out at. */
static size_t candidates(const struct compile *c,
			 const struct schema_dynamic *d)
{
	size_t count = 0;

	for (size_t i = 0; i < c->set->count; i++) {
		const struct schema *s = c->set->all[i];
		const struct schema_resource *r = s->resource;

		if (r->root != s)
			continue;
		if (d->recursive ?
			    r->recursive_anchor :
			    map_get(&r->dynamic_anchors, d->anchor) != NULL)
			count++;
		if (count > 1)
			break;
	}
	return count;
}

/* Where only one target can be meant, a dynamic reference is a plain one. */
static void settle(const struct compile *c, struct schema *s)
{
	struct schema_dynamic *d = &s->dynamic;
	bool plain = d->recursive ? !d->target->resource->recursive_anchor :
				    d->anchor.n == 0;

	if (!plain && candidates(c, d) > 1)
		return;
	d->recursive = false;
	d->anchor = STR_EMPTY;
	if (!s->ref) {
		s->ref = d->target;
		d->target = NULL;
	}
}

void compile_references(struct compile *c)
{
	for (size_t i = 0; i < c->pending_count && !c->full; i++) {
		const struct pending p = c->pending[i];

		follow(c, &p);
	}
	for (size_t i = 0; i < c->set->count && !c->failed; i++)
		if (c->set->all[i]->dynamic.target)
			settle(c, c->set->all[i]);
}
