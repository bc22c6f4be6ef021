/* The text of a literal while it is put together, and how it is written. */
#include "base/arena.h"
#include "base/text.h"
#include "code/reader.h"

static const char lone[] = "it has half of a UTF-16 pair, which is no character";

void value_borrow(struct code_reader *r, struct code_value *v, size_t from,
		  size_t to)
{
	v->flat = str_cut(r->text, from, to);
}

void value_own(struct code_reader *r, struct code_value *v)
{
	if (v->owned.arena)
		return;
	v->owned = buf_in(r->out);
	buf_add(&v->owned, v->flat);
	v->flat = buf_str(&v->owned);
}

/* Nothing follows that could complete a pair. */
static void value_settle(struct code_value *v)
{
	if (v->high && !v->undecided)
		v->undecided = lone;
	v->high = 0;
}

void value_text(struct code_reader *r, struct code_value *v, struct str text)
{
	if (text.n == 0)
		return;
	value_settle(v);
	value_own(r, v);
	buf_add(&v->owned, text);
	v->flat = buf_str(&v->owned);
}

void value_code(struct code_reader *r, struct code_value *v, uint32_t code)
{
	uint32_t high = v->high;

	if (high && code >= 0xDC00 && code <= 0xDFFF) {
		code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00);
		v->high = 0;
	}
	value_settle(v);
	if (code >= 0xD800 && code <= 0xDBFF) {
		v->high = code;
		return;
	}
	if (code > 0x10FFFF || (code >= 0xDC00 && code <= 0xDFFF)) {
		v->undecided = code > 0x10FFFF ?
				       "it has an escape for no character" :
				       lone;
		return;
	}
	value_own(r, v);
	text_encode(&v->owned, code);
	v->flat = buf_str(&v->owned);
}

static void add_code(struct code_reader *r, struct code_value *v,
		     struct str code)
{
	v->expressions = arena_grow(r->out, v->expressions, v->count, &v->room,
				    sizeof(*v->expressions));
	v->expressions[v->count++] = code;
}

void value_expression(struct code_reader *r, struct code_value *v,
		      struct str code)
{
	value_settle(v);
	value_own(r, v);
	buf_addc(&v->owned, EXPRESSION);
	v->flat = buf_str(&v->owned);
	add_code(r, v, code);
}

void value_add(struct code_reader *r, struct code_value *a,
	       const struct code_value *b)
{
	/* A pair may stand across the seam: "\ud83d" + "\ude00". Rare enough
	 * to be told as undecided. */
	value_settle(a);
	if (!a->undecided)
		a->undecided = b->high ? lone : b->undecided;
	value_text(r, a, b->flat);
	for (size_t i = 0; i < b->count; i++)
		add_code(r, a, b->expressions[i]);
	if (!a->syntax)
		a->syntax = b->syntax;
	a->braces = 1;
	a->to = b->to > a->to ? b->to : a->to;
}

void value_set(struct code_value *v, struct str flat)
{
	v->flat = flat;
	v->owned.arena = NULL;
}

bool value_letter(struct code_reader *r, struct code_value *v, char c,
		  const char *letters, const char *means)
{
	const char *letter = c ? strchr(letters, c) : NULL;

	/* What is meant may be a NUL, so means has no end of its own. */
	if (letter)
		value_text(r, v, (struct str){ means + (letter - letters), 1 });
	return letter != NULL;
}

void value_rest(struct code_reader *r, struct code_value *v, size_t from,
		size_t to)
{
	if (v->owned.arena || v->high || v->flat.n)
		value_text(r, v, str_cut(r->text, from, to));
	else
		value_borrow(r, v, from, to);
}

void value_byte(struct code_reader *r, struct code_value *v, uint32_t code)
{
	char byte = (char)(unsigned char)code;

	/* No text has it, and it would be taken for an expression. */
	if (byte == EXPRESSION)
		v->undecided = "its bytes are no text";
	else
		value_text(r, v, (struct str){ &byte, 1 });
}

void value_check(struct code_value *v)
{
	const struct str flat = v->flat;

	for (size_t i = 0; i < flat.n && !v->undecided; i++) {
		size_t end = str_find(flat, EXPRESSION, i);
		struct str part = str_cut(flat, i, end);

		if (text_utf8_bad(part) < part.n)
			v->undecided = "its bytes are no text";
		i = end;
	}
}

/* ---- as a template */

struct writer {
	struct buf out;
	const struct code_value *v;
	const char *open, *close;
	bool doubled; /* braces that are text are written twice */
	char sign;    /* else: of an expression, escaped by a backslash */
};

static void repeat(struct buf *out, char c, size_t n)
{
	while (n--)
		buf_addc(out, c);
}

/* At a run of backslashes, or at the sign: to behind it. */
static size_t write_escaped(struct writer *w, size_t i)
{
	const struct str flat = w->v->flat;
	size_t from = i;
	bool text, expression;

	while (i < flat.n && flat.p[i] == '\\')
		i++;
	text = i + 1 < flat.n && flat.p[i] == w->sign && flat.p[i + 1] == '{';
	expression = i < flat.n && flat.p[i] == EXPRESSION;
	repeat(&w->out, '\\', (i - from) * (text || expression ? 2 : 1));
	if (text) {
		buf_addc(&w->out, '\\');
		buf_addc(&w->out, w->sign);
		buf_addc(&w->out, '{');
		return i + 2;
	}
	if (i == from)
		buf_addc(&w->out, flat.p[i++]);
	return i;
}

static struct str write_template(struct writer *w)
{
	const struct str flat = w->v->flat;
	size_t expression = 0, i = 0;

	while (i < flat.n) {
		char c = flat.p[i];

		if (c == EXPRESSION) {
			buf_adds(&w->out, w->open);
			buf_add(&w->out, w->v->expressions[expression++]);
			buf_adds(&w->out, w->close);
			i++;
		} else if (w->sign && (c == '\\' || c == w->sign)) {
			i = write_escaped(w, i);
		} else {
			repeat(&w->out, c,
			       w->doubled && (c == '{' || c == '}') ? 2 : 1);
			i++;
		}
	}
	return buf_str(&w->out);
}

static void write_braces(struct code_reader *r, const struct code_value *v,
			 struct writer *w, struct code_literal *out)
{
	static const char many[] = "{{{{{{{{", close[] = "}}}}}}}}";
	const size_t most = sizeof(many) - 1;

	if (v->braces < 2 || v->braces > most)
		return;
	w->open = many + most - v->braces;
	w->close = close + most - v->braces;
	w->doubled = false;
	out->options[0].name = STR("braces");
	out->options[0].json = str_fmt(r->out, "\"%u\"", (unsigned)v->braces);
	out->option_count = 1;
}

void value_write(struct code_reader *r, const struct code_value *v,
		 struct code_literal *out)
{
	struct writer w = { .out = buf_in(r->out),
			    .v = v,
			    .open = "{",
			    .close = "}",
			    .doubled = true };

	out->undecided = v->high ? lone : v->undecided;
	out->syntax = v->suffix ? v->suffix : "text";
	out->text = STR_EMPTY;
	if (out->undecided)
		return;
	out->text = v->flat;
	if (v->count == 0)
		return;
	out->syntax = v->syntax;
	if (str_is(str_of(v->syntax), "js-template"))
		w.sign = '$';
	else if (str_is(str_of(v->syntax), "ruby-interpolated"))
		w.sign = '#';
	if (w.sign) {
		w.open = w.sign == '$' ? "${" : "#{";
		w.doubled = false;
	}
	write_braces(r, v, &w, out);
	out->text = write_template(&w);
}
