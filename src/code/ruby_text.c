/* The strings and heredocs of Ruby (ruby.h). */
#include "base/arena.h"
#include "code/ruby.h"

enum { RUBY_DEPTH = 20 }; /* strings in the expressions of strings */

/* ---- escapes */

static size_t octal(struct code_reader *r, struct code_value *v, size_t i)
{
	value_byte(r, v, code_octal(r->text, &i, 3) & 0xFF);
	return i;
}

/* \u{1F600 41}; i is behind the brace. */
static size_t code_points(struct code_reader *r, struct code_value *v, size_t i)
{
	uint32_t code;

	while (ruby_peek(r, i) && ruby_peek(r, i) != '}' &&
	       ruby_peek(r, i) != '\n') {
		size_t end = i;

		while (end < r->text.n && end - i < 7 &&
		       code_is_name(r->text.p[end]))
			end++;
		if (code_hex(r->text, i, end - i, &code))
			value_code(r, v, code);
		else if (end > i)
			v->undecided = "it has an escape that is not complete";
		i = end > i ? end : i + 1;
	}
	return i < r->text.n ? i + 1 : i;
}

/* At a backslash; to behind the escape. */
static size_t escape(struct code_reader *r, struct code_value *v, size_t i)
{
	static const char letters[] = "abefnrstv";
	static const char means[] = "\a\b\x1b\f\n\r \t\v";
	char c = ruby_peek(r, ++i);
	uint32_t code;
	size_t n;

	if (value_letter(r, v, c, letters, means))
		return i + 1;
	if (c == '\n' || i == r->text.n)
		return i + (i < r->text.n);
	if (c == '\r' && ruby_peek(r, i + 1) == '\n')
		return i + 2;
	if (c >= '0' && c <= '7')
		return octal(r, v, i);
	if (c == 'u' && ruby_peek(r, i + 1) == '{')
		return code_points(r, v, i + 2);
	if (c == 'u' && code_hex(r->text, i + 1, 4, &code)) {
		value_code(r, v, code);
		return i + 5;
	}
	for (n = 2; c == 'x' && n > 0; n--)
		if (code_hex(r->text, i + 1, n, &code)) {
			value_byte(r, v, code);
			return i + 1 + n;
		}
	if (c && strchr("uxcCM", c))
		v->undecided = "it has an escape that is not known";
	n = space_decode(r->text, i, &code);
	value_text(r, v, str_cut(r->text, i, i + n));
	return i + n;
}

/* ---- strings */

static bool find_end(struct code_reader *r, struct ruby_literal *l);

/* The brace that closes the `#{` that *at is behind. */
static bool skip_code(struct code_reader *r, size_t *at, size_t most)
{
	size_t i = *at, depth = 0;

	while (i < most) {
		char c = r->text.p[i];

		if (c == '"' || c == '\'' || c == '`') {
			struct ruby_literal l = { .raw = c == '\'',
						  .open = c,
						  .close = c,
						  .from = i + 1 };

			if (!find_end(r, &l) || l.end > most)
				return false;
			i = l.end;
			continue;
		}
		if (c == '}' && depth-- == 0) {
			*at = i;
			return true;
		}
		depth += c == '{';
		i++;
	}
	return false;
}

static bool find_end_inside(struct code_reader *r, struct ruby_literal *l)
{
	size_t i = l->from, depth = 0;

	while (i < r->text.n) {
		char c = r->text.p[i];

		if (c == '\\') {
			i += 2;
			continue;
		}
		if (c == '#' && !l->raw && ruby_peek(r, i + 1) == '{') {
			i += 2;
			if (!skip_code(r, &i, r->text.n))
				break;
		} else if (c == l->close && depth-- == 0) {
			l->to = i;
			l->end = i + 1;
			return true;
		} else if (c == l->open && l->open != l->close) {
			depth++;
		}
		i++;
	}
	l->end = i < r->text.n ? i : r->text.n;
	return false;
}

static bool find_end(struct code_reader *r, struct ruby_literal *l)
{
	bool closed;

	if (r->depth == RUBY_DEPTH) {
		l->end = l->from;
		return false;
	}
	r->depth++;
	closed = find_end_inside(r, l);
	r->depth--;
	return closed;
}

/* `#@name`, `#@@name`, `#$name` at i: behind it; else i. */
static size_t short_code(const struct code_reader *r, size_t i)
{
	size_t at = i + 1;

	if (ruby_peek(r, at) == '$')
		at++;
	else
		while (ruby_peek(r, at) == '@' && at - i < 3)
			at++;
	if (at == i + 1 || !code_is_name(ruby_peek(r, at)) ||
	    code_is_digit(ruby_peek(r, at)))
		return i;
	while (at < r->text.n && code_is_name(r->text.p[at]))
		at++;
	return at;
}

/* At a # of a text with expressions: behind the one it begins, or i. */
static size_t take_code(struct code_reader *r, struct code_value *v, size_t i,
			size_t most)
{
	size_t code = i + 2, end = short_code(r, i);

	if (end > i) {
		value_expression(r, v, str_cut(r->text, i + 1, end));
		return end;
	}
	if (ruby_peek(r, i + 1) != '{' || !skip_code(r, &code, most))
		return i;
	value_expression(r, v, str_cut(r->text, i + 2, code));
	return code + 1;
}

/* The text [*at, to); an expression may end behind it, but not behind most. */
static void add_text(struct code_reader *r, struct code_value *v,
		     const struct ruby_literal *l, size_t *at, size_t to,
		     size_t most)
{
	size_t i = *at, done = i, end;

	while (i < to) {
		char c = r->text.p[i];

		end = i;
		if (c == '\\' && l->raw) {
			char after = ruby_peek(r, i + 1);

			if (i + 1 < to && l->close &&
			    (after == '\\' || after == l->close ||
			     after == l->open)) {
				value_text(r, v, str_cut(r->text, done, i));
				value_text(r, v,
					   str_cut(r->text, i + 1, i + 2));
				done = i += 2;
				continue;
			}
		} else if ((c == '\\' || c == '#') && !l->raw) {
			value_text(r, v, str_cut(r->text, done, i));
			value_own(r, v);
			done = i;
			end = c == '#' ? take_code(r, v, i, most) :
					 escape(r, v, i);
		} else if (c == '\r' && ruby_peek(r, i + 1) == '\n') {
			value_text(r, v, str_cut(r->text, done, i));
			value_own(r, v);
			done = end = i + 1;
		}
		if (end > i)
			done = end;
		i = end > i ? end : i + 1;
	}
	value_rest(r, v, done, to > done ? to : done);
	*at = i > to ? i : to;
}

void ruby_string(struct code_reader *r, struct code_token *t,
		 struct ruby_literal *l)
{
	size_t open = l->from - r->at, at = l->from;

	t->from = r->at;
	if (!find_end(r, l)) {
		code_unclosed(r, t, t->from, open, l->end);
		return;
	}
	add_text(r, &t->value, l, &at, l->to, l->to);
	value_check(&t->value);
	t->value.syntax = "ruby-interpolated";
	t->kind = TOKEN_STRING;
	t->to = r->at = l->end;
}

/* ---- heredocs */

struct heredoc {
	struct ruby_literal literal;
	bool squiggly, indented; /* <<~, <<- or <<~ */
	struct str id;
	size_t behind;	 /* its opening */
	size_t from, to; /* its lines */
	size_t next;	 /* behind the line that ends it */
	size_t width;	 /* columns that its lines lose */
};

static bool opening(struct code_reader *r, struct heredoc *h)
{
	size_t i = r->at + 2, from;
	char quote = '\0';

	*h = (struct heredoc){ 0 };
	h->squiggly = ruby_peek(r, i) == '~';
	h->indented = h->squiggly || ruby_peek(r, i) == '-';
	i += h->indented;
	if (ruby_peek(r, i) == '"' || ruby_peek(r, i) == '\'' ||
	    ruby_peek(r, i) == '`')
		quote = r->text.p[i++];
	from = i;
	while (i < r->text.n &&
	       (quote ? r->text.p[i] != quote && r->text.p[i] != '\n' :
			code_is_name(r->text.p[i])))
		i++;
	h->id = str_cut(r->text, from, i);
	h->literal.raw = quote == '\'';
	h->behind = i + (quote != '\0');
	if (!h->id.n || (quote && ruby_peek(r, i) != quote))
		return false;
	return quote ||
	       ((h->id.p[0] >= 'A' && h->id.p[0] <= 'Z') ||
		h->id.p[0] == '_') ||
	       h->indented;
}

static bool find_lines(const struct code_reader *r, struct heredoc *h)
{
	size_t line = (r->heredoc > r->at ?
			       r->heredoc :
			       str_find(r->text, '\n', h->behind)) +
		      1;

	h->from = line;
	while (line < r->text.n) {
		size_t end = str_find(r->text, '\n', line);
		struct str s = str_cut(r->text, line, end);

		if (s.n && s.p[s.n - 1] == '\r')
			s.n--;
		while (h->indented && s.n && code_is_blank(s.p[0]))
			s = str_cut(s, 1, s.n);
		if (str_eq(s, h->id)) {
			h->to = line;
			h->next = end;
			return true;
		}
		line = end + 1;
	}
	return false;
}

/* Columns of white space at i, up to most of them; *i to behind it. */
static size_t columns(const struct code_reader *r, size_t *i, size_t to,
		      size_t most)
{
	size_t column = 0;

	for (; *i < to && column < most; ++*i) {
		size_t after = column + 1;

		if (r->text.p[*i] == '\t')
			after = column + 8 - column % 8;
		else if (r->text.p[*i] != ' ')
			break;
		if (after > most)
			break;
		column = after;
	}
	return column;
}

/* One line of it, or as many as an expression goes over. */
static size_t line_end(const struct code_reader *r, const struct heredoc *h,
		       size_t i)
{
	size_t end = str_find(r->text, '\n', i);

	return end < h->to ? end + 1 : h->to;
}

static void add_lines(struct code_reader *r, struct code_value *v,
		      const struct heredoc *h)
{
	for (size_t i = h->from; i < h->to;) {
		size_t end = line_end(r, h, i);

		(void)columns(r, &i, end, h->width);
		value_own(r, v);
		add_text(r, v, &h->literal, &i, end, h->to);
		/* An expression, or a backslash, took more: the rest of its
		 * last line is read with its white space. */
		while (i > end && i < h->to && r->text.p[i - 1] != '\n') {
			end = line_end(r, h, i);
			add_text(r, v, &h->literal, &i, end, h->to);
		}
	}
}

/* Over the expressions that begin before end, from at. */
static size_t over_code(struct code_reader *r, const struct heredoc *h,
			size_t at, size_t end)
{
	for (; at < end; at++) {
		size_t code = at + 2;

		if (r->text.p[at] == '\\')
			at++;
		else if (r->text.p[at] == '#' && ruby_peek(r, at + 1) == '{' &&
			 skip_code(r, &code, h->to))
			at = code;
	}
	return at;
}

static void find_width(struct code_reader *r, struct heredoc *h)
{
	size_t width = (size_t)-1;

	for (size_t i = h->from; i < h->to;) {
		size_t end = line_end(r, h, i), at = i;
		size_t n = columns(r, &at, end, (size_t)-1);

		if (at < end && r->text.p[at] != '\n' && r->text.p[at] != '\r')
			width = n < width ? n : width;
		if (!h->literal.raw)
			at = over_code(r, h, at, end);
		i = at > end ? line_end(r, h, at) : end;
	}
	h->width = width == (size_t)-1 ? 0 : width;
}

/* At <<; false: it is an operator. */
bool ruby_heredoc(struct code_reader *r, struct code_token *t)
{
	struct heredoc h;

	if (!opening(r, &h))
		return false;
	t->from = r->at;
	if (!find_lines(r, &h)) {
		code_unclosed(r, t, r->at, 2, r->text.n);
		return true;
	}
	if (h.squiggly)
		find_width(r, &h);
	add_lines(r, &t->value, &h);
	value_check(&t->value);
	t->value.syntax = "ruby-interpolated";
	t->kind = TOKEN_STRING;
	t->to = h.next;
	r->at = h.behind;
	r->heredoc = h.next;
	return true;
}
