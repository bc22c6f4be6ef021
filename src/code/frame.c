/* Brackets and blocks: what opens and closes a frame (bind.h). */
#include "base/arena.h"
#include "code/bind.h"

struct frame *binder_push(struct binder *b, enum frame_kind kind)
{
	struct frame *f = &b->frames[b->depth++];

	*f = (struct frame){ .kind = kind };
	return f;
}

void binder_pop(struct binder *b)
{
	frame_end(b, binder_top(b));
	b->depth--;
}

/* The last name of a.b.c */
static struct str last_name(struct str chain)
{
	size_t dot = str_rfind(chain, '.');

	return dot < chain.n ? str_cut(chain, dot + 1, chain.n) : chain;
}

/* ---- methods of a literal */

static void use_method(struct binder *b, struct frame *f, struct str name,
		       const struct code_value *argument, bool usable)
{
	const struct code_language *l = b->r->language;

	if (usable && l->method && l->method(b->r, name, argument, &f->right))
		return;
	if (!f->right.wrapped) {
		f->right.wrapped = true;
		f->right.wrapper = name;
	}
}

void binder_bare_method(struct binder *b, struct frame *f)
{
	struct str name = str_cut(b->r->text, f->word_from, f->chain_to);

	f->method_name = false;
	if (f->has_right)
		use_method(b, f, name, NULL, b->r->language->bare_method);
}

/* ---- opening */

static void open_paren(struct binder *b, struct frame *f)
{
	struct str callee = STR_EMPTY, scope = STR_EMPTY;
	bool method = f->method_name && f->has_right;
	struct frame *g;

	if (method) {
		callee = str_cut(b->r->text, f->word_from, f->chain_to);
		f->method_name = false;
	} else if (f->next_scope.n && f->last == LAST_NAME) {
		scope = f->next_scope;
	} else if (f->name) {
		callee = frame_chain(b, f);
		if (!callee.n)
			callee = STR("()");
	} else if (f->last == LAST_VALUE || f->last == LAST_STRING) {
		callee = STR("()");
	}
	f->name = false;
	g = binder_push(b, FRAME_PAREN);
	g->callee = callee;
	g->scope = scope;
	g->method = method;
}

static void open_square(struct binder *b, struct frame *f)
{
	bool index = f->name || f->last == LAST_VALUE ||
		     f->last == LAST_STRING || f->last == LAST_NAME;

	(void)binder_push(b, index ? FRAME_INDEX : FRAME_LIST);
}

/* Whether a brace in a block or between two values begins a value. */
static bool is_object_here(const struct binder *b, const struct frame *f)
{
	const struct code_language *l = b->r->language;
	bool ready = f->last == LAST_OP || f->last == LAST_NONE;

	switch (f->kind) {
	case FRAME_PAREN:
	case FRAME_LIST:
	case FRAME_INDEX:
		return ready || l->composite || !f->called.n;
	case FRAME_OBJECT:
		return ready || !f->called.n;
	case FRAME_SCOPE:
		if (f->control || (!f->label.n && !f->returned))
			return l->composite && !f->control && f->other &&
			       !l->go_back && f->last == LAST_NAME;
		return ready || l->composite || !f->called.n;
	}
	return false;
}

static bool is_object(const struct binder *b, const struct frame *f)
{
	switch (b->r->language->shape) {
	case SHAPE_INDENTED:
		return true;
	case SHAPE_ENDED:
		return f->last == LAST_OP || f->last == LAST_NONE;
	case SHAPE_BRACES:
		break;
	}
	if (f->next_scope.n || f->expect_scope ||
	    (f->arrow && f->last == LAST_OP))
		return false;
	return is_object_here(b, f);
}

void binder_scope(struct binder *b, struct frame *f)
{
	const struct code_language *l = b->r->language;
	struct str name = f->next_scope;
	bool function = f->next_function;
	struct frame *g;

	if (!name.n && !f->control && !f->label.n && f->called.n &&
	    !f->expect_scope && f->kind != FRAME_PAREN) {
		name = last_name(f->called);
		function = true;
	}
	if (l->go_back && f->name && !f->label.n)
		f->annotated = frame_chain(b, f);
	frame_flush(b, f);
	f->next_scope = f->called = STR_EMPTY;
	f->expect_scope = f->next_function = f->control = f->arrow = false;
	if (b->depth == CODE_DEPTH) {
		/* Indentation closes nothing that was not opened. */
		b->beyond += l->shape == SHAPE_BRACES;
		return;
	}
	g = binder_push(b, FRAME_SCOPE);
	g->scope = name;
	g->function = function;
	g->indent = b->indent;
	g->indented = l->shape != SHAPE_BRACES;
}

void binder_open(struct binder *b, char c, const struct code_token *t)
{
	struct frame *f = binder_top(b);

	(void)t;
	f->started = true;
	if (b->beyond || b->depth == CODE_DEPTH)
		b->beyond++;
	else if (c == '(')
		open_paren(b, f);
	else if (c == '[')
		open_square(b, f);
	else if (is_object(b, f))
		(void)binder_push(b, FRAME_OBJECT);
	else {
		binder_scope(b, f);
		/* A block between braces, whatever the language. */
		binder_top(b)->indented = false;
	}
}

/* ---- closing */

static bool closes(char c, const struct frame *f)
{
	switch (f->kind) {
	case FRAME_PAREN:
		return c == ')';
	case FRAME_LIST:
	case FRAME_INDEX:
		return c == ']';
	case FRAME_OBJECT:
	case FRAME_SCOPE:
		return c == '}' && !f->indented;
	}
	return false;
}

/* Pop what is left open above the frame that c closes. */
static bool find_open(struct binder *b, char c)
{
	size_t i = b->depth;

	/* Frame 0 is the file. */
	while (i > 1) {
		const struct frame *f = &b->frames[i - 1];

		if (closes(c, f))
			break;
		if (c != '}' &&
		    (f->kind == FRAME_SCOPE || f->kind == FRAME_OBJECT))
			return false;
		i--;
	}
	if (i <= 1)
		return false;
	while (b->depth > i)
		binder_pop(b);
	return true;
}

/* A value of its own where a bracket stood. */
static void take_value(struct binder *b, struct frame *f,
		       const struct code_value *v)
{
	frame_operand(b, f);
	if (f->has_left && (f->unknown || f->last != LAST_OP)) {
		binder_tell(b, f, &f->left, f->op.n ? f->op : STR("?"));
		f->has_left = false;
	}
	f->right = *v;
	f->has_right = true;
	if (f->tight && f->last == LAST_OP && !f->right.wrapped) {
		f->right.wrapped = true;
		f->right.wrapper = f->op;
	}
	f->last = LAST_VALUE;
}

static void take_other(struct binder *b, struct frame *f)
{
	frame_operand(b, f);
	frame_other(f);
	f->last = LAST_VALUE;
}

static void close_paren(struct binder *b, struct frame *g)
{
	const struct code_language *l = b->r->language;
	struct frame *f = g - 1;
	struct str called = g->callee.n ? g->callee : g->scope;
	bool empty, single;
	struct code_value v;

	frame_operand(b, g);
	empty = !g->has_left && !g->other && !g->commas && !g->label.n;
	single = g->has_left && !g->other && !g->commas && !g->label.n;
	v = g->left;
	if (g->method) {
		use_method(b, f, g->callee, single ? &v : NULL,
			   empty || single || str_is(g->callee, "format"));
		binder_pop(b);
		f->last = LAST_VALUE;
		return;
	}
	if (single && !g->scope.n &&
	    (!g->callee.n ||
	     (l->call && l->call(b->r, g->callee, false, &v)))) {
		g->has_left = false;
		binder_pop(b);
		take_value(b, f, &v);
		return;
	}
	binder_pop(b);
	take_other(b, f);
	f->called = called;
}

static void close_square(struct binder *b, struct frame *g)
{
	struct frame *f = g - 1;
	bool index = g->kind == FRAME_INDEX;
	struct str key = STR_EMPTY;

	frame_operand(b, g);
	if (index && g->has_left && !g->other && !g->commas &&
	    g->left.count == 0 && !g->left.undecided &&
	    g->left.flat.n < NAME_MOST) {
		key = g->left.flat;
		binder_tell_key(b, &g->left);
		g->has_left = false;
	}
	binder_pop(b);
	if (!index) {
		take_other(b, f);
		return;
	}
	if (f->name && key.n)
		f->key = !f->key.n ? key :
			 f->key.n + key.n < NAME_MOST ?
				     str_fmt(b->r->out, "%.*s.%.*s",
					     STR_ARG(f->key), STR_ARG(key)) :
				     f->key;
	if (f->has_right && !f->right.wrapped) {
		f->right.wrapped = true;
		f->right.wrapper = STR("[]");
	}
	if (!f->name)
		frame_other(f);
	f->last = LAST_VALUE;
}

static void close_brace(struct binder *b, const struct frame *g)
{
	struct frame *f = binder_top(b) - 1;
	bool object = g->kind == FRAME_OBJECT;

	binder_pop(b);
	if (f->kind == FRAME_SCOPE && !object && !f->label.n &&
	    !f->annotated.n) {
		frame_end(b, f);
		return;
	}
	take_other(b, f);
	f->called = STR_EMPTY;
}

void binder_close(struct binder *b, char c, const struct code_token *t)
{
	struct frame *g;

	(void)t;
	if (b->beyond) {
		b->beyond--;
		return;
	}
	if (!find_open(b, c))
		return;
	g = binder_top(b);
	if (c == ')')
		close_paren(b, g);
	else if (c == ']')
		close_square(b, g);
	else
		close_brace(b, g);
}

/* ---- lines */

/* No expression goes on where one of these words stands at the margin. */
static bool is_fresh_start(const struct code_reader *r)
{
	return code_at(r, "def ") || code_at(r, "class ") ||
	       code_at(r, "import ");
}

void binder_line(struct binder *b, const struct code_token *t)
{
	const struct code_language *l = b->r->language;
	enum code_shape shape = l->shape;
	struct frame *f;
	bool group;

	if (shape == SHAPE_INDENTED && t->indent == 0 && is_fresh_start(b->r)) {
		b->beyond = 0;
		while (binder_top(b)->kind != FRAME_SCOPE)
			binder_pop(b);
	}
	f = binder_top(b);
	group = l->groups && f->kind == FRAME_PAREN && !f->callee.n &&
		!f->scope.n;
	if ((f->kind != FRAME_SCOPE && !group) || b->beyond)
		return;
	if (shape != SHAPE_INDENTED &&
	    (f->last == LAST_OP || f->last == LAST_DOT))
		return;
	if (shape == SHAPE_BRACES) {
		if (l->groups || (!f->next_scope.n && !f->expect_scope))
			frame_end(b, f);
		return;
	}
	if (shape == SHAPE_ENDED && f->next_scope.n)
		binder_scope(b, f);
	else if (shape == SHAPE_ENDED && f->commas && f->last == LAST_NONE &&
		 f->started)
		return;
	else
		frame_end(b, f);
	b->indent = t->indent;
	for (f = binder_top(b); f->indented && t->indent <= f->indent;
	     f = binder_top(b))
		binder_pop(b);
	frame_end(b, f);
}
