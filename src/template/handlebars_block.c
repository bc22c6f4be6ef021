/*
 * Blocks and partials: what they do to the names inside, and the whole text.
 */
#include <stdlib.h>

#include "base/arena.h"
#include "template/handlebars_scope.h"

/* ---- blocks */

static const struct hb_context *add_context(struct hb_scope *s,
					    const struct hb_target *t,
					    const char *between)
{
	struct hb_context *c = arena_zero(s->h->arena, 1, sizeof(*c));

	c->up = hb_current(s);
	c->opaque = !t->known;
	if (t->known) {
		c->path = str_is(t->path, ".") ? STR_EMPTY : t->path;
		c->path = draft_path(s->h->draft, c->path, between, STR_EMPTY);
		if (c->path.n == 0)
			c->path = str_of(between);
		c->root = t->root;
	}
	return c;
}

static bool is_named(const struct hb_node *call, const char *name)
{
	return hb_is_simple(call->callee) && str_is(call->callee->text, name);
}

/* each, with: the value is the context. */
static void enter_value(struct hb_scope *s, struct hb_frame *f,
			const struct hb_node *value, const char *between)
{
	struct hb_manner how = { .output = false };
	struct hb_target t = { .known = false };

	if (value->kind == HB_NODE_PATH)
		t = hb_target(s, value);
	f->body = add_context(s, &t, between);
	f->first = t;
	f->first.path = f->body->path;
	f->first.inner = true;
	hb_use_values(s, f->tag->call, &how);
}

/* if, unless. */
static void enter_question(struct hb_scope *s, struct hb_frame *f, bool unless)
{
	const struct hb_node *value = f->tag->call->params;
	struct hb_manner how = { .asked = true };
	struct hb_target t;

	if (!value || value->kind != HB_NODE_PATH) {
		hb_use_values(s, f->tag->call, &how);
		return;
	}
	t = hb_target(s, value);
	hb_use(s, &t, value->offset, &how);
	f->guard = t.root;
	f->guard_else = unless;
}

/* {{#x}} */
static void enter_field(struct hb_scope *s, struct hb_frame *f)
{
	const struct hb_node *name = f->tag->call->callee;
	struct hb_manner how = { .asked = true };
	struct hb_target t = hb_target(s, name);
	struct hb_context *c;

	hb_use(s, &t, name->offset, &how);
	f->guard = t.known ? t.root : STR_EMPTY;
	f->body = add_context(s, &t, "[]");
	c = arena_alloc(s->h->arena, sizeof(*c));
	*c = *f->body;
	c->maybe = true;
	f->body = c;
	f->first = t;
	f->first.path = c->path;
	f->first.inner = true;
}

static int enter_block(struct hb_scope *s, struct hb_frame *f)
{
	const struct hb_node *call = f->tag->call;
	const struct hb_node *value = call->params;
	struct hb_manner how = { .output = true };

	if (!hb_calls(s, call)) {
		enter_field(s, f);
		return 0;
	}
	if (hb_check_known(s, call) < 0)
		return -1;
	if (is_named(call, "each") && value) {
		enter_value(s, f, value, "[]");
	} else if (is_named(call, "with") && value) {
		enter_value(s, f, value, "");
	} else if (is_named(call, "if") || is_named(call, "unless")) {
		enter_question(s, f, is_named(call, "unless"));
	} else {
		how.output = !is_named(call, "ifEquals") &&
			     !is_named(call, "unlessEquals");
		hb_use_values(s, call, &how);
		if (how.output)
			f->run = s->frames[s->depth].run;
	}
	return 0;
}

/* Where an inline partial is called is not known. */
static void enter_inline(struct hb_scope *s, struct hb_frame *f)
{
	struct hb_context *c = arena_zero(s->h->arena, 1, sizeof(*c));
	struct hb_manner how = { .output = false };

	c->perhaps = true;
	f->body = c;
	hb_use_values(s, f->tag->call, &how);
}

/* ---- partials */

static struct str *inline_key(struct hb_scope *s, size_t serial,
			      struct str name)
{
	struct str *key = arena_alloc(s->h->arena, sizeof(*key));

	*key = str_fmt(s->h->arena, "%zu %.*s", serial, STR_ARG(name));
	return key;
}

static bool is_inline(struct hb_scope *s, struct str name)
{
	for (size_t i = 0; s->inlines.count && i <= s->depth; i++)
		if (map_get(&s->inlines,
			    *inline_key(s, s->frames[i].serial, name)))
			return true;
	return false;
}

static int by_name(const void *a, const void *b)
{
	const struct bound *x = a, *y = b;

	return str_compare(x->name, y->name);
}

/* `{{> p a=b}}`: a is bound in p. */
static void bind_hash(struct hb_scope *s, struct include *include,
		      const struct hb_node *hash)
{
	struct bound *bound;
	size_t n = 0, kept = 0;

	for (const struct hb_node *h = hash; h; h = h->next)
		n++;
	if (n == 0)
		return;
	bound = arena_zero(s->h->draft->out, n, sizeof(*bound));
	n = 0;
	for (const struct hb_node *h = hash; h; h = h->next)
		bound[n++].name = h->key;
	qsort(bound, n, sizeof(*bound), by_name);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || !str_eq(bound[kept - 1].name, bound[i].name))
			bound[kept++] = bound[i];
	include->bound = bound;
	include->bound_count = kept;
}

static void set_context(struct hb_scope *s, struct include *include,
			const struct hb_node *value)
{
	const struct hb_context *c = hb_current(s);

	while (c && c->maybe) {
		include->perhaps = true;
		c = c->up;
	}
	include->perhaps = include->perhaps || (c && c->perhaps);
	include->with_context = c && !c->opaque && c->root.n == 0 &&
				(!value || hb_is_this(value));
	if (!include->with_context)
		include->perhaps = false;
}

static void add_include(struct hb_scope *s, const struct hb_tag *tag)
{
	const struct hb_node *call = tag->call, *name = call->callee;
	struct include *include;
	struct str *names;

	if ((name->kind == HB_NODE_PATH && name->data) ||
	    (name->kind != HB_NODE_CALL && is_inline(s, name->text)))
		return;
	include = draft_include(s->h->draft, tag->piece);
	if (tag->kind == HB_TAG_PARTIAL_BLOCK) {
		include->kind = INCLUDE_EXTENDS;
		include->ignore_missing = true;
	}
	include->dynamic = name->kind == HB_NODE_CALL;
	if (!include->dynamic) {
		names = arena_alloc(s->h->draft->out, sizeof(*names));
		*names = str_copy(s->h->draft->out, name->text);
		include->names = names;
		include->name_count = 1;
	}
	set_context(s, include, call->params);
	bind_hash(s, include, call->hash);
}

static int take_partial(struct hb_scope *s, const struct hb_tag *tag)
{
	const struct hb_node *call = tag->call;
	struct hb_manner how = { .output = false };

	if (call->params && call->params->next)
		return hb_fail(s->h, call->params->next->offset,
			       "a partial takes one context");
	add_include(s, tag);
	if (call->callee->kind == HB_NODE_CALL)
		hb_use_values(s, call->callee, &how);
	/* Its name is no helper that the values pass through. */
	for (const struct hb_node *v = call->params; v; v = v->next)
		if (v->kind == HB_NODE_PATH && !hb_is_this(v))
			hb_use_path(s, v, &how);
		else if (v->kind == HB_NODE_CALL)
			hb_use_values(s, v, &how);
	for (const struct hb_node *v = call->hash; v; v = v->next)
		if (v->kind == HB_NODE_PATH)
			hb_use_path(s, v, &how);
		else if (v->kind == HB_NODE_CALL)
			hb_use_values(s, v, &how);
	return 0;
}

static int enter_partial(struct hb_scope *s, struct hb_frame *f)
{
	const struct hb_node *value = f->tag->call->params;
	struct hb_target t = { .known = false };

	if (take_partial(s, f->tag) < 0)
		return -1;
	if (!value || hb_is_this(value))
		return 0;
	if (value->kind == HB_NODE_PATH)
		t = hb_target(s, value);
	f->body = add_context(s, &t, "");
	return 0;
}

/* ---- the whole text */

static int enter(struct hb_scope *s, const struct hb_tag *tag)
{
	struct hb_frame f = { .tag = tag,
			      .outer = hb_current(s),
			      .body = hb_current(s),
			      .serial = ++s->serials };
	int rc = 0;

	f.run = f.serial;
	if (tag->kind == HB_TAG_BLOCK || tag->kind == HB_TAG_INVERSE_BLOCK ||
	    tag->kind == HB_TAG_CHAIN)
		rc = enter_block(s, &f);
	else if (tag->kind == HB_TAG_PARTIAL_BLOCK)
		rc = enter_partial(s, &f);
	else if (tag->kind == HB_TAG_DECORATOR_BLOCK)
		enter_inline(s, &f);
	else
		hb_use_values(s, tag->call,
			      &(struct hb_manner){ .output = true });
	f.in_else = tag->kind == HB_TAG_INVERSE_BLOCK;
	s->frames[++s->depth] = f;
	return rc;
}

static void take_else(struct hb_scope *s)
{
	hb_top(s)->in_else = !hb_top(s)->in_else;
	hb_top(s)->serial = hb_top(s)->run = ++s->serials;
}

/* `else if x`: a block in the place of the one before, which it answers. */
static int take_chain(struct hb_scope *s, const struct hb_tag *tag)
{
	s->depth--;
	return enter(s, tag);
}

static int take_tag(struct hb_scope *s, const struct hb_tag *tag)
{
	switch ((int)tag->kind) {
	case HB_TAG_MUSTACHE:
		return hb_take_mustache(s, tag);
	case HB_TAG_DECORATOR:
		hb_use_values(s, tag->call,
			      &(struct hb_manner){ .output = false });
		return 0;
	case HB_TAG_PARTIAL:
		return take_partial(s, tag);
	case HB_TAG_RAW:
	case HB_TAG_BLOCK:
	case HB_TAG_INVERSE_BLOCK:
	case HB_TAG_DECORATOR_BLOCK:
	case HB_TAG_PARTIAL_BLOCK:
		return enter(s, tag);
	case HB_TAG_ELSE:
		take_else(s);
		return 0;
	case HB_TAG_CHAIN:
		return take_chain(s, tag);
	case HB_TAG_END:
	case HB_TAG_RAW_END:
		s->depth--;
		return 0;
	default:
		return 0;
	}
}

/* Inline partials count in all of the program that defines them, so they are
 * found first; programs are numbered as above. */
static void find_inlines(struct hb_scope *s)
{
	size_t serials[TEMPLATE_DEPTH + 1] = { 0 }, depth = 0, count = 0;

	for (size_t i = 0; i < s->h->tag_count; i++) {
		const struct hb_tag *tag = &s->h->tags[i];
		const struct hb_node *name = tag->call ? tag->call->params :
							 NULL;

		if (tag->kind == HB_TAG_DECORATOR_BLOCK &&
		    is_named(tag->call, "inline") && name)
			*map_put(&s->inlines, *inline_key(s, serials[depth],
							  name->text)) = s;
		if (tag->kind == HB_TAG_RAW ||
		    (tag->kind >= HB_TAG_BLOCK &&
		     tag->kind <= HB_TAG_PARTIAL_BLOCK))
			serials[++depth] = ++count;
		else if (tag->kind == HB_TAG_ELSE || tag->kind == HB_TAG_CHAIN)
			serials[depth] = ++count;
		else if (tag->kind == HB_TAG_END || tag->kind == HB_TAG_RAW_END)
			depth--;
	}
}

int hb_scope(struct handlebars *h)
{
	struct hb_scope *s = arena_zero(h->arena, 1, sizeof(*s));
	struct hb_context *root = arena_zero(h->arena, 1, sizeof(*root));

	s->h = h;
	s->inlines = map_in(h->arena);
	s->sets = map_in(h->arena);
	root->path = root->root = STR_EMPTY;
	s->frames[0].outer = s->frames[0].body = root;
	find_inlines(s);
	for (size_t i = 0; i < h->tag_count; i++)
		if (take_tag(s, &h->tags[i]) < 0)
			return -1;
	return 0;
}
