#include "code/bind.h"

#include "base/arena.h"

struct frame *binder_top(struct binder *b)
{
	return &b->frames[b->depth - 1];
}

/* ---- an expression */

void frame_clear(struct frame *f)
{
	f->has_left = f->has_right = f->other = f->name = f->cast = false;
	f->method_name = f->unknown = f->tight = false;
	f->key = f->op = STR_EMPTY;
	f->last = LAST_NONE;
}

void frame_other(struct frame *f)
{
	f->other = f->unknown = true;
}

void frame_settle(struct binder *b, struct frame *f)
{
	if (f->method_name)
		binder_bare_method(b, f);
	if (f->name && !f->cast)
		frame_other(f);
	f->name = false;
	f->key = STR_EMPTY;
}

static void tell_left(struct binder *b, struct frame *f)
{
	if (f->has_left)
		binder_tell(b, f, &f->left,
			    f->other ? (f->op.n ? f->op : STR("?")) :
				       STR_EMPTY);
	f->has_left = false;
}

/* Whether a literal can be put together with another. */
static bool is_plain(const struct code_value *v)
{
	return !v->wrapped && !v->suffix;
}

void frame_operand(struct binder *b, struct frame *f)
{
	frame_settle(b, f);
	if (!f->has_right)
		return;
	if (f->has_left && is_plain(&f->left) && is_plain(&f->right)) {
		value_add(b->r, &f->left, &f->right);
	} else {
		if (f->has_left) {
			frame_other(f);
			f->op = STR("+");
			tell_left(b, f);
		}
		f->left = f->right;
	}
	f->has_left = true;
	f->has_right = false;
}

/* X = Y alone: the name of another. */
static void tell_alias(struct binder *b, struct frame *f)
{
	struct code_reader *r = b->r;
	struct code_alias *alias;

	if (!f->label.n || f->kind != FRAME_SCOPE || !f->name || f->other ||
	    f->has_left || f->has_right || f->op.n || f->key.n || f->cast ||
	    r->alias_count == CODE_LITERALS)
		return;
	r->aliases = arena_grow(r->out, r->aliases, r->alias_count,
				&r->alias_room, sizeof(*r->aliases));
	alias = &r->aliases[r->alias_count++];
	alias->symbol = binder_symbol(b, (size_t)(f - b->frames) + 1, true);
	alias->target = frame_chain(b, f);
	alias->from = f->chain_from;
}

void frame_flush(struct binder *b, struct frame *f)
{
	bool alone;

	tell_alias(b, f);
	alone = f->function && f->kind == FRAME_SCOPE && !f->label.n &&
		!f->other;
	frame_operand(b, f);
	/* Ruby returns what stands last in a method. */
	if (alone && !f->other && b->r->language->shape == SHAPE_ENDED)
		f->returned = true;
	tell_left(b, f);
	frame_clear(f);
}

void frame_end(struct binder *b, struct frame *f)
{
	frame_flush(b, f);
	f->label = f->annotated = f->called = STR_EMPTY;
	f->control = f->returned = f->arrow = f->started = false;
	f->questions = 0;
	if (f->kind == FRAME_SCOPE)
		f->commas = 0;
	f->expect_scope = false;
	f->next_scope = STR_EMPTY;
	f->next_function = false;
}

void frame_label(struct binder *b, struct frame *f, struct str name,
		 enum code_how how)
{
	/* Literals before the name are no part of what follows. */
	if (f->has_left || f->has_right) {
		f->name = false;
		frame_operand(b, f);
		tell_left(b, f);
	}
	if (f->label.n && f->kind == FRAME_SCOPE && how == CODE_ASSIGNED &&
	    name.n) {
		/* a = b = "..." */
		f->name = true;
		f->other = f->has_left = f->has_right = false;
		f->op = STR_EMPTY;
		tell_alias(b, f);
	}
	frame_clear(f);
	f->label = name;
	f->how = how;
	f->annotated = STR_EMPTY;
	f->last = LAST_OP;
}

/* ---- tokens */

static void on_string(struct binder *b, struct frame *f,
		      const struct code_token *t)
{
	const struct code_language *l = b->r->language;
	bool beside = f->has_right && f->last == LAST_STRING;

	f->started = true;
	if (t->tag.n) {
		f->name = false;
		f->last = f->last == LAST_DOT ? LAST_OP : f->last;
	}
	if (beside && l->adjacent) {
		value_add(b->r, &f->right, &t->value);
		return;
	}
	frame_settle(b, f);
	if (f->has_right)
		frame_operand(b, f);
	/* What was left of something else is not one with this. */
	if (f->has_left && (f->unknown || beside || f->last != LAST_OP))
		tell_left(b, f);
	f->right = t->value;
	f->has_right = true;
	if (f->tight && f->last == LAST_OP && !f->right.wrapped) {
		f->right.wrapped = true;
		f->right.wrapper = f->op;
	}
	f->last = LAST_STRING;
}

static void on_other(struct binder *b, struct frame *f)
{
	f->started = true;
	frame_operand(b, f);
	frame_other(f);
	f->last = LAST_VALUE;
}

static void on_operator(struct binder *b, struct frame *f, struct str op)
{
	bool tight = op.n > 0 && strchr("%*/@-", op.p[0]) && !str_is(op, "->");

	if (tight && f->has_right && !f->right.wrapped) {
		f->right.wrapped = true;
		f->right.wrapper = op;
	}
	frame_operand(b, f);
	if (!f->op.n || !str_is(op, "+"))
		f->op = op;
	f->tight = tight;
	f->last = LAST_OP;
	if (str_is(op, "+"))
		return;
	f->other = true;
	if (tight) {
		f->unknown = true;
		return;
	}
	tell_left(b, f);
	f->unknown = false;
}

/* The name of a scope: `def name`, `function name`, `func (r *T) name`. */
static bool takes_scope(struct binder *b, struct frame *f,
			const struct code_token *t, struct str word)
{
	if (!f->expect_scope || word.n > NAME_MOST)
		return false;
	f->expect_scope = false;
	f->next_scope = word;
	f->name = true;
	f->chain_from = f->word_from = t->from;
	f->chain_to = t->to;
	f->last = LAST_NAME;
	(void)b;
	return true;
}

static void on_name(struct binder *b, struct frame *f,
		    const struct code_token *t)
{
	bool joined = f->last == LAST_DOT;

	f->started = true;
	/* Behind `Name { get; }`, of which no = came. */
	if (f->kind == FRAME_SCOPE && f->last == LAST_VALUE)
		f->annotated = STR_EMPTY;
	if (takes_scope(b, f, t, str_cut(b->r->text, t->from, t->to)))
		return;
	if (joined && f->has_right) {
		if (f->method_name)
			binder_bare_method(b, f);
		f->method_name = true;
		f->word_from = t->from;
		f->chain_to = t->to;
		f->last = LAST_NAME;
		return;
	}
	if (!joined || !f->name) {
		/* var name type = "..." */
		if (b->r->language->groups && f->name && !f->annotated.n)
			f->annotated = frame_chain(b, f);
		frame_settle(b, f);
		if (f->has_right && f->last != LAST_OP)
			frame_operand(b, f);
		f->chain_from = t->from;
		if (joined)
			frame_other(f);
	}
	f->word_from = t->from;
	f->chain_to = t->to;
	f->name = true;
	f->last = LAST_NAME;
}

static void on_word(struct binder *b, struct frame *f,
		    const struct code_token *t)
{
	struct str word = str_cut(b->r->text, t->from, t->to);
	enum code_word what = f->last == LAST_DOT ?
				      WORD_NAME :
				      code_meaning(b->r->language, word);
	bool first = !f->started;

	switch (what) {
	case WORD_NAME:
		on_name(b, f, t);
		return;
	case WORD_SKIP:
		break;
	case WORD_CLASS:
	case WORD_FUNCTION:
		frame_operand(b, f);
		f->expect_scope = true;
		f->next_function = what == WORD_FUNCTION;
		f->next_scope = STR_EMPTY;
		break;
	case WORD_RETURN:
		frame_flush(b, f);
		f->label = STR_EMPTY;
		f->returned = true;
		break;
	case WORD_CONTROL:
		if (first || f->kind == FRAME_SCOPE)
			f->control = true;
		on_operator(b, f, word);
		/* What follows may stand on a line of its own. */
		f->last = LAST_NONE;
		break;
	case WORD_OPERATOR:
		if (str_is(word, "as") || str_is(word, "satisfies")) {
			frame_operand(b, f);
			f->cast = true;
			f->last = LAST_OP;
		} else {
			on_operator(b, f, word);
		}
		break;
	}
	f->started = true;
}

/* ---- marks */

static void on_equals(struct binder *b, struct frame *f, struct str op)
{
	struct str name = f->annotated;
	bool group = f->kind == FRAME_PAREN && !f->callee.n && !f->scope.n;
	enum code_how how = f->kind == FRAME_SCOPE ||
					    (group && b->r->language->groups) ?
				    CODE_ASSIGNED :
				    CODE_ARGUMENT;
	bool adds = op.n > 1 && op.p[0] != ':';

	if (!name.n && f->name)
		name = frame_chain(b, f);
	if (name.n && f->key.n && f->key.n + name.n < NAME_MOST)
		name = str_fmt(b->r->out, "%.*s.%.*s", STR_ARG(name),
			       STR_ARG(f->key));
	/* def name = "..." */
	if (b->r->language->shape == SHAPE_ENDED && f->next_scope.n)
		f->next_scope = STR_EMPTY;
	if (f->kind == FRAME_PAREN && f->label.n && !f->name)
		name = f->label;
	frame_label(b, f, name, how);
	f->called = STR_EMPTY;
	if (adds) {
		f->other = true;
		f->op = op;
	}
}

/* The key of an object, or the name of an argument. */
static bool takes_key(struct binder *b, struct frame *f)
{
	struct str name;

	if (f->name) {
		name = str_cut(b->r->text, f->word_from, f->chain_to);
		if (name.n > NAME_MOST)
			name = STR_EMPTY;
	} else if (f->has_right && !f->has_left && !f->other &&
		   f->right.count == 0 && !f->right.undecided) {
		name = f->right.flat.n <= NAME_MOST ? f->right.flat : STR_EMPTY;
		binder_tell_key(b, &f->right);
		f->has_right = false;
	} else {
		return false;
	}
	frame_label(b, f, name, CODE_ARGUMENT);
	return true;
}

/* `case "x":`, `if x:` */
static bool ends_header(struct binder *b, struct frame *f)
{
	if (f->kind != FRAME_SCOPE)
		return false;
	if (b->r->language->shape == SHAPE_INDENTED &&
	    (f->control || f->next_scope.n)) {
		frame_flush(b, f);
		binder_scope(b, f);
		return true;
	}
	if (b->r->language->shape == SHAPE_BRACES && f->control) {
		frame_end(b, f);
		return true;
	}
	return false;
}

static void on_colon(struct binder *b, struct frame *f)
{
	const struct code_language *l = b->r->language;

	if (f->questions) {
		f->questions--;
		on_operator(b, f, STR("?"));
		return;
	}
	if (ends_header(b, f))
		return;
	if (f->kind == FRAME_OBJECT ||
	    (l->colon_names &&
	     (f->kind == FRAME_PAREN || l->shape == SHAPE_ENDED))) {
		if (f->label.n && f->kind == FRAME_OBJECT &&
		    f->last != LAST_NAME && f->last != LAST_STRING)
			return;
		if (takes_key(b, f))
			return;
	}
	if (f->name && !f->annotated.n && !f->label.n) {
		f->annotated = frame_chain(b, f);
		f->name = false;
		f->last = LAST_OP;
		return;
	}
	on_operator(b, f, STR(":"));
}

static void on_comma(struct binder *b, struct frame *f)
{
	frame_flush(b, f);
	f->commas++;
	f->questions = 0;
	f->annotated = STR_EMPTY;
	if (f->kind != FRAME_SCOPE || f->how == CODE_ARGUMENT)
		f->label = STR_EMPTY;
}

static void on_arrow(struct binder *b, struct frame *f)
{
	const struct code_language *l = b->r->language;
	struct str name = f->name ? frame_chain(b, f) : f->called;

	if (f->kind == FRAME_OBJECT && l->shape == SHAPE_ENDED &&
	    takes_key(b, f))
		return;
	if (l->shape == SHAPE_ENDED && takes_key(b, f))
		return;
	/* string Prompt => "..."; string Build() => "..." */
	if (l->go_back && !f->label.n && f->kind == FRAME_SCOPE && name.n) {
		frame_label(b, f, name, CODE_ASSIGNED);
		return;
	}
	frame_operand(b, f);
	tell_left(b, f);
	frame_clear(f);
	f->arrow = true;
	f->last = LAST_OP;
}

static void on_dot(struct binder *b, struct frame *f)
{
	/* def self.name */
	if (f->next_scope.n && f->last == LAST_NAME &&
	    b->r->language->shape == SHAPE_ENDED)
		f->expect_scope = true;
	f->last = LAST_DOT;
}

static void on_mark(struct binder *b, const struct code_token *t)
{
	struct frame *f = binder_top(b);
	struct str mark = str_cut(b->r->text, t->from, t->to);
	char c = mark.p[0];

	if (mark.n == 1 && strchr("([{", c)) {
		binder_open(b, c, t);
		return;
	}
	if (mark.n == 1 && strchr(")]}", c)) {
		binder_close(b, c, t);
		return;
	}
	if (str_is(mark, ";"))
		frame_end(b, f);
	else if (str_is(mark, ","))
		on_comma(b, f);
	else if (str_is(mark, ".") || str_is(mark, "?.") ||
		 str_is(mark, "&.") || str_is(mark, "::"))
		on_dot(b, f);
	else if (str_is(mark, "=") || str_is(mark, ":=") || str_is(mark, "+="))
		on_equals(b, f, mark);
	else if (str_is(mark, ":") || str_is(mark, "?:"))
		on_colon(b, f);
	else if (str_is(mark, "=>"))
		on_arrow(b, f);
	else if (str_is(mark, "@") || str_is(mark, "!"))
		f->started = true;
	else {
		f->questions += str_is(mark, "?");
		on_operator(b, f, mark);
		f->arrow = f->arrow || str_is(mark, "->");
	}
	binder_top(b)->started = binder_top(b)->started || c != ';';
}

/* A call by which a tag changes the literal behind it: String.raw`...` */
static void apply_tag(struct code_reader *r, const struct frame *f,
		      struct code_token *t)
{
	if (!t->tag.n)
		return;
	if (f->last == LAST_DOT && f->name &&
	    t->from - f->chain_from < NAME_MOST)
		t->tag = str_cut(r->text, f->chain_from,
				 (size_t)(t->tag.p - r->text.p) + t->tag.n);
	if (r->language->call && r->language->call(r, t->tag, true, &t->value))
		return;
	t->value.wrapped = true;
	t->value.wrapper = t->tag;
}

void code_bind(struct code_reader *r)
{
	struct binder b = { .r = r };
	struct code_token t;

	b.frames = arena_zero(r->scratch, CODE_DEPTH + 1, sizeof(*b.frames));
	(void)binder_push(&b, FRAME_SCOPE);
	do {
		t = (struct code_token){ .from = r->at, .to = r->at };
		r->language->next(r, &t);
		switch (t.kind) {
		case TOKEN_END:
			break;
		case TOKEN_LINE:
			binder_line(&b, &t);
			break;
		case TOKEN_WORD:
			on_word(&b, binder_top(&b), &t);
			break;
		case TOKEN_STRING:
			if (!t.value.flat.p)
				t.value.flat = STR_EMPTY;
			t.value.from = t.from;
			t.value.to = t.to;
			apply_tag(r, binder_top(&b), &t);
			on_string(&b, binder_top(&b), &t);
			break;
		case TOKEN_OTHER:
			on_other(&b, binder_top(&b));
			break;
		case TOKEN_MARK:
			on_mark(&b, &t);
			break;
		}
	} while (t.kind != TOKEN_END && !r->full);
	while (b.depth)
		binder_pop(&b);
}
