#include "template/handlebars_scope.h"

#include "base/arena.h"

struct hb_frame *hb_top(struct hb_scope *s)
{
	return &s->frames[s->depth];
}

const struct hb_context *hb_current(struct hb_scope *s)
{
	return hb_top(s)->in_else ? hb_top(s)->outer : hb_top(s)->body;
}

/* ---- what a path names */

bool hb_is_simple(const struct hb_node *n)
{
	return n->kind == HB_NODE_PATH && !n->data && !n->scoped &&
	       n->part_count == 1;
}

/* Names that are written as literals are looked up as well. */
static bool is_literal(const struct hb_node *n)
{
	return n->kind != HB_NODE_PATH && n->kind != HB_NODE_CALL;
}

bool hb_is_this(const struct hb_node *n)
{
	return n->kind == HB_NODE_PATH && n->part_count == 0 && !n->data &&
	       n->depth == 0;
}

/* The frame whose block parameter the name is, and which; or NULL. */
static const struct hb_frame *param_frame(struct hb_scope *s, struct str name,
					  size_t *index)
{
	for (size_t i = s->depth + 1; i-- > 0;) {
		const struct hb_frame *f = &s->frames[i];

		for (*index = 0;
		     f->tag && !f->in_else && *index < f->tag->param_count;
		     ++*index)
			if (str_eq(f->tag->params[*index], name))
				return f;
	}
	return NULL;
}

static struct str join(struct hb_scope *s, struct str base,
		       const struct str *parts, size_t count)
{
	for (size_t i = 0; i < count && base.n < DRAFT_PATH; i++)
		base = draft_path(s->h->draft, base, base.n ? "." : "",
				  parts[i]);
	return base;
}

static struct hb_target member(struct hb_scope *s, const struct hb_context *c,
			       const struct str *parts, size_t count)
{
	const struct hb_context *sure = c;
	struct hb_target t = { .known = c && !c->opaque };

	if (!t.known)
		return t;
	t.path = join(s, c->path, parts, count);
	t.root = c->root;
	t.inner = c->root.n > 0;
	while (sure && sure->maybe)
		sure = sure->up;
	if (count == 0 || !sure || sure->opaque)
		return t;
	if (c->maybe) {
		t.root = sure->root;
		t.inner = sure->root.n > 0;
		t.perhaps = true;
	}
	t.perhaps = t.perhaps || sure->perhaps;
	if (sure->root.n == 0)
		t.root = parts[0];
	return t;
}

struct hb_target hb_target(struct hb_scope *s, const struct hb_node *n)
{
	const struct hb_context *c = hb_current(s);
	const struct str *parts = n->parts;
	size_t count = n->part_count, index = 0;
	const struct hb_frame *f;
	struct hb_target t = { .known = false };

	if (is_literal(n))
		return member(s, c, &n->text, 1);
	if (n->data) {
		if (count == 0 || n->depth || !str_is(parts[0], "root"))
			return t;
		return member(s, s->frames[0].body, parts + 1, count - 1);
	}
	f = n->scoped ? NULL : param_frame(s, parts[0], &index);
	if (f) {
		if (index > 0 || !f->first.known)
			return t;
		t = f->first;
		t.path = join(s, t.path, parts + 1, count - 1);
		return t;
	}
	for (uint32_t i = 0; c && i < n->depth; i++)
		c = c->up;
	t = member(s, c, parts, count);
	if (t.known && t.path.n == 0)
		t.path = STR(".");
	return t;
}

/* ---- uses */

static bool guarded(struct hb_scope *s, struct str root)
{
	for (size_t i = 1; i <= s->depth; i++)
		if (s->frames[i].guard_else == s->frames[i].in_else &&
		    s->frames[i].guard.n && str_eq(s->frames[i].guard, root))
			return true;
	return false;
}

/* Whether `set` has given the name a value; *surely. */
static bool is_set(struct hb_scope *s, struct str root, bool *surely)
{
	const size_t *run = map_get(&s->sets, root);

	*surely = false;
	for (size_t i = 0; run && i <= s->depth; i++)
		*surely = *surely || s->frames[i].run == *run;
	return run != NULL;
}

void hb_use(struct hb_scope *s, const struct hb_target *t, size_t offset,
	    const struct hb_manner *how)
{
	struct draft_use *u;
	bool surely, set;

	if (!t->known)
		return;
	u = draft_use(s->h->draft, offset);
	set = is_set(s, t->root, &surely);
	u->root = surely ? STR_EMPTY : t->root;
	u->optional = how->asked || t->inner || t->perhaps || set ||
		      guarded(s, t->root);
	u->use = (struct template_use){ .path = t->path,
					.through = how->through.n ?
							   how->through :
							   STR_EMPTY,
					.asked = how->asked,
					.output = how->output,
					.escaped = how->escaped,
					.perhaps = t->perhaps };
}

void hb_use_path(struct hb_scope *s, const struct hb_node *n,
		 const struct hb_manner *how)
{
	struct hb_target t = hb_target(s, n);

	hb_use(s, &t, n->offset, how);
}

/* `get "x.y"` of Semantic Kernel. */
static void use_get(struct hb_scope *s, const struct hb_node *call,
		    const struct hb_manner *how)
{
	const struct hb_node *name = call->params ? call->params : call->hash;
	struct hb_target t = { .known = true };

	if (!name || name->kind != HB_NODE_STRING)
		return;
	t.path = name->text;
	t.root = str_cut(name->text, 0, str_find(name->text, '.', 0));
	if (t.path.n <= DRAFT_PATH)
		hb_use(s, &t, name->offset, how);
}

static bool is_get(const struct hb_scope *s, const struct hb_node *call)
{
	return s->h->dialect == HB_SEMANTIC_KERNEL &&
	       hb_is_simple(call->callee) && str_is(call->callee->text, "get");
}

/* The values that a helper is given. Recursion is as deep as parentheses. */
void hb_use_values(struct hb_scope *s, const struct hb_node *call,
		   const struct hb_manner *how)
{
	struct hb_manner inside = *how;

	inside.through = draft_path(s->h->draft, call->callee->text,
				    how->through.n ? " " : "", how->through);
	inside.asked = false;
	if (is_get(s, call))
		use_get(s, call, &inside);
	for (const struct hb_node *list = call->params, *next = call->hash;;) {
		if (!list) {
			list = next;
			next = NULL;
		}
		if (!list)
			break;
		if (list->kind == HB_NODE_PATH)
			hb_use_path(s, list, &inside);
		else if (list->kind == HB_NODE_CALL)
			hb_use_values(s, list, &inside);
		list = list->next;
	}
}

/* ---- helpers */

static bool is_helper(const struct hb_scope *s, const struct hb_node *name)
{
	if (!hb_is_simple(name))
		return false;
	if (map_get(&s->h->helpers, name->text))
		return true;
	return s->h->dialect == HB_SEMANTIC_KERNEL &&
	       str_find(name->text, '-', 0) < name->text.n;
}

/*
 * Whether the tag calls a helper. Else its name is a value: a name alone that
 * no helper is known by.
 */
bool hb_calls(struct hb_scope *s, const struct hb_node *call)
{
	size_t index;

	if (hb_is_simple(call->callee) &&
	    param_frame(s, call->callee->text, &index))
		return false;
	return call->params || call->hash || is_helper(s, call->callee);
}

int hb_check_known(struct hb_scope *s, const struct hb_node *call)
{
	if (!s->h->known_only || is_helper(s, call->callee))
		return 0;
	return hb_fail(s->h, call->offset, "unknown helper '%.*s'",
		       STR_ARG(hb_shown(call->callee->text)));
}

/* {{set "x" value}}, {{set name="x" value=value}} */
static void take_set(struct hb_scope *s, const struct hb_node *call)
{
	const struct hb_node *name = call->params;
	size_t *run;
	bool surely;

	if (s->h->dialect != HB_SEMANTIC_KERNEL ||
	    !str_is(call->callee->text, "set"))
		return;
	for (const struct hb_node *n = call->hash; n && !name; n = n->next)
		if (str_is(n->key, "name"))
			name = n;
	if (!name || name->kind != HB_NODE_STRING ||
	    (is_set(s, name->text, &surely) && surely))
		return;
	run = arena_alloc(s->h->arena, sizeof(*run));
	*run = hb_top(s)->run;
	*map_put(&s->sets, name->text) = run;
}

int hb_take_mustache(struct hb_scope *s, const struct hb_tag *tag)
{
	const struct hb_node *call = tag->call;
	struct hb_manner how = { .output = true,
				 .escaped = tag->escaped && s->h->escape };

	if (!hb_calls(s, call)) {
		hb_use_path(s, call->callee, &how);
		return 0;
	}
	if (hb_check_known(s, call) < 0)
		return -1;
	if (hb_is_simple(call->callee) && (str_is(call->callee->text, "log") ||
					   str_is(call->callee->text, "set")))
		how.output = how.escaped = false;
	hb_use_values(s, call, &how);
	take_set(s, call);
	return 0;
}
