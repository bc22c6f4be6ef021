/* What a literal is called: the names around it (bind.h). */
#include <stdio.h>

#include "base/arena.h"
#include "code/bind.h"

/* ---- names */

static struct str without_self(struct str name)
{
	static const char *const self[] = { "self.",   "this.", "cls.", "@",
					    "$this->", "$",	NULL };

	for (size_t i = 0; self[i];)
		if (str_starts(name, self[i])) {
			name = str_cut(name, strlen(self[i]), name.n);
			i = 0;
		} else {
			i++;
		}
	return name;
}

struct str frame_chain(const struct binder *b, const struct frame *f)
{
	const struct str text = b->r->text;
	struct str chain = str_cut(text, f->chain_from, f->chain_to);

	for (size_t i = 0; i < chain.n && i <= NAME_MOST; i++)
		if (chain.p[i] == ' ' || chain.p[i] == '\t' ||
		    chain.p[i] == '\n' || chain.p[i] == '\r') {
			chain = str_cut(text, f->word_from, f->chain_to);
			break;
		}
	if (chain.n > NAME_MOST)
		chain = str_cut(text, f->word_from, f->chain_to);
	return chain.n > NAME_MOST ? STR_EMPTY : without_self(chain);
}

/* A symbol that is put together from its end. */
struct symbol {
	char text[SYMBOL_MOST];
	size_t from; /* of what is there */
	bool full;
};

static void prepend(struct symbol *s, struct str name)
{
	size_t dot = s->from < SYMBOL_MOST;

	if (name.n == 0 || s->full)
		return;
	s->full = name.n + dot > s->from;
	if (s->full)
		return;
	if (dot)
		s->text[--s->from] = '.';
	s->from -= name.n;
	memcpy(s->text + s->from, name.p, name.n);
}

static void prepend_number(struct symbol *s, size_t number)
{
	char digits[24];
	int n = snprintf(digits, sizeof(digits), "%zu", number);

	prepend(s, (struct str){ digits, (size_t)n });
}

/* Whether what stands in frame i of depth is one of several in a row. */
static bool is_row(const struct binder *b, size_t i, size_t depth)
{
	const struct frame *f = &b->frames[i];

	return f->kind == FRAME_LIST ||
	       (f->kind == FRAME_OBJECT && !f->label.n &&
		(i + 1 == depth || f[1].kind != FRAME_SCOPE));
}

struct str binder_symbol(struct binder *b, size_t depth, bool named)
{
	struct symbol s = { .from = SYMBOL_MOST };

	for (size_t i = depth; i-- > 0 && !s.full;) {
		const struct frame *f = &b->frames[i];

		if (named) {
			prepend(&s, f->label);
			if (is_row(b, i, depth))
				prepend_number(&s, f->commas);
		}
		prepend(&s, f->scope);
		named = named || f->kind == FRAME_SCOPE;
	}
	return str_copy(b->r->out,
			(struct str){ s.text + s.from, SYMBOL_MOST - s.from });
}

/* ---- what is told */

/* The frame whose label names what stands in frame i, or NULL; *wrapper is
 * the innermost call between. */
static const struct frame *named_by(struct binder *b, size_t i,
				    struct str *wrapper, bool *list)
{
	for (; i-- > 0;) {
		const struct frame *f = &b->frames[i];

		if (f->label.n)
			return f;
		if (f->kind == FRAME_SCOPE)
			return NULL;
		/* What a method of a literal is given is not the value. */
		if (f->method && !*list)
			return NULL;
		if (f->callee.n && !wrapper->n)
			*wrapper = f->callee;
		if (f->kind == FRAME_INDEX && !wrapper->n)
			*wrapper = STR("[]");
		*list = *list || f->kind == FRAME_LIST;
	}
	return NULL;
}

/* The innermost scope returns what stands in frame i. */
static bool is_returned(const struct binder *b, size_t i)
{
	while (i-- > 0)
		if (b->frames[i].kind == FRAME_SCOPE)
			return b->frames[i].returned;
	return false;
}

void binder_tell(struct binder *b, const struct frame *f,
		 const struct code_value *v, struct str op)
{
	struct code_literal out = { .from = v->from, .to = v->to };
	size_t depth = (size_t)(f - b->frames) + 1;
	struct str wrapper = v->wrapped ? v->wrapper : op;
	bool list = false;
	const struct frame *named = named_by(b, depth, &wrapper, &list);

	value_write(b->r, v, &out);
	out.how = CODE_BARE;
	if (named) {
		out.how = named->how;
		out.name = named->label;
	} else if (is_returned(b, depth)) {
		out.how = CODE_RETURNED;
	}
	out.symbol = binder_symbol(b, depth, named != NULL);
	if (out.how == CODE_RETURNED && !out.symbol.n)
		out.how = CODE_BARE;
	out.wrapped = wrapper.n > 0;
	out.wrapper = wrapper;
	code_emit(b->r, &out);
}

void binder_tell_key(struct binder *b, const struct code_value *v)
{
	struct code_literal out = { .from = v->from,
				    .to = v->to,
				    .how = CODE_BARE };

	value_write(b->r, v, &out);
	code_emit(b->r, &out);
}
