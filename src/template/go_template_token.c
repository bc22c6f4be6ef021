#include "template/go_template.h"

#include "base/arena.h"
#include "base/buf.h"

/* Numbers, strings and names, as Go's strconv and text/template have them. */

/* ---- numbers */

static bool is_digit(char c, int base)
{
	if (c >= '0' && c <= '9')
		return c - '0' < base;
	c |= 0x20;
	return base == 16 && c >= 'a' && c <= 'f';
}

/* Digits with single underscores between; front: and before the first. */
static size_t digits(struct str text, size_t from, int base, bool front)
{
	size_t at = from;

	for (;;) {
		size_t next = at;

		if ((front || at > from) && next < text.n &&
		    text.p[next] == '_')
			next++;
		if (next >= text.n || !is_digit(text.p[next], base))
			return at - from;
		at = next + 1;
	}
}

static char at_or_nul(struct str text, size_t at)
{
	return at < text.n ? text.p[at] : '\0';
}

static bool is_sign(char c)
{
	return c == '+' || c == '-';
}

static int base_at(struct str text, size_t at)
{
	if (at_or_nul(text, at) != '0')
		return 10;
	switch (at_or_nul(text, at + 1)) {
	case 'x':
	case 'X':
		return 16;
	case 'o':
	case 'O':
		return 8;
	case 'b':
	case 'B':
		return 2;
	default:
		return 10;
	}
}

/* The exponent at that byte: its length, or 0. */
static size_t exponent(struct str text, size_t at, char letter)
{
	size_t n = 1, count;

	if ((at_or_nul(text, at) | 0x20) != letter)
		return 0;
	n += is_sign(at_or_nul(text, at + 1));
	count = digits(text, at + n, 10, false);
	return count > 0 ? n + count : 0;
}

/* A number without what makes it a complex one: its length, or 0. */
static size_t simple_number(struct str text, size_t from)
{
	size_t at = from + is_sign(at_or_nul(text, from)), whole, fraction = 0;
	int base = base_at(text, at);
	bool point, prefix = base != 10, imaginary;
	size_t n;

	at += prefix ? 2 : 0;
	whole = digits(text, at, base, prefix);
	at += whole;
	point = (base == 10 || base == 16) && at_or_nul(text, at) == '.';
	if (point) {
		at++;
		fraction = digits(text, at, base, false);
		at += fraction;
	}
	if (whole + fraction == 0)
		return 0;
	n = exponent(text, at, base == 16 ? 'p' : 'e');
	/* A fraction in hexadecimal digits needs the exponent. */
	if (base == 16 && point && n == 0)
		return 0;
	at += base == 10 || base == 16 ? n : 0;
	imaginary = at_or_nul(text, at) == 'i';
	/* Only decimals are imaginary. */
	if (prefix && imaginary)
		return 0;
	return at + imaginary - from;
}

size_t go_number(struct str text, size_t at)
{
	size_t n = simple_number(text, at), more;

	if (n == 0 || !is_sign(at_or_nul(text, at + n)))
		return n;
	if (base_at(text, at + is_sign(text.p[at])) != 10)
		return 0;
	/* 1+2i: no spaces. */
	more = simple_number(text, at + n);
	return more > 0 && text.p[at + n + more - 1] == 'i' ? n + more : 0;
}

/* ---- strings */

static unsigned digit_value(char c)
{
	return c <= '9' ? (unsigned)(c - '0') : (unsigned)(c | 0x20) - 'a' + 10;
}

/*
 * The escape at s, after its backslash: its length, or 0. *code is what it
 * says; *byte: not a character, but a byte.
 */
static size_t escape(struct str s, char quote, uint32_t *code, bool *byte)
{
	static const char letters[] = "abfnrtv\\";
	static const char meanings[] = "\a\b\f\n\r\t\v\\";
	char c = at_or_nul(s, 0);
	const char *p = c ? strchr(letters, c) : NULL;
	size_t n = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
	size_t skip = n > 0 ? 1 : 0;
	int base = n > 0 ? 16 : 8;

	*byte = c == 'x' || n == 0;
	*code = 0;
	if (p || (c && c == quote)) {
		*byte = false;
		*code = (unsigned char)(p ? meanings[p - letters] : c);
		return 1;
	}
	n = n > 0 ? n : 3;
	for (size_t i = 0; i < n; i++) {
		if (!is_digit(at_or_nul(s, skip + i), base))
			return 0;
		*code = *code * (uint32_t)base + digit_value(s.p[skip + i]);
	}
	if (*byte ? *code > 255 :
		    *code > 0x10ffff || (*code >= 0xd800 && *code <= 0xdfff))
		return 0;
	return skip + n;
}

bool go_quoted_ok(struct str literal)
{
	struct str s = str_cut(literal, 1, literal.n - 1);
	size_t count = 0;
	uint32_t code;
	bool byte;

	for (size_t at = 0; at < s.n; count++) {
		size_t n = 1;

		if (s.p[at] == '\\') {
			n = escape(str_cut(s, at + 1, s.n), literal.p[0], &code,
				   &byte);
			if (n == 0)
				return false;
			n++;
		} else if (literal.p[0] == '\'') {
			n = text_decode(&code, s.p + at, s.n - at);
		}
		at += n;
	}
	return literal.p[0] != '\'' || count == 1;
}

struct str go_unquote(struct arena *a, struct str literal)
{
	struct str s = str_cut(literal, 1, literal.n - 1);
	struct buf out = buf_in(a);
	uint32_t code;
	bool byte;

	if (literal.p[0] == '`' || str_find(s, '\\', 0) == s.n)
		return s;
	for (size_t at = 0; at < s.n;) {
		size_t next = str_find(s, '\\', at);

		buf_add(&out, str_cut(s, at, next));
		at = next;
		if (at == s.n)
			break;
		at += 1 + escape(str_cut(s, at + 1, s.n), literal.p[0], &code,
				 &byte);
		if (byte)
			buf_addc(&out, (char)code);
		else
			text_encode(&out, code);
	}
	s = buf_str(&out);
	/* No file and no variable has a name that is not UTF-8. */
	s.n = text_utf8_bad(s);
	return s;
}

/* ---- variables that templates declare */

struct go_local *go_declare(struct go *g, struct go_locals *l,
			    struct go_symbol *symbol)
{
	struct go_local *local = arena_zero(g->arena, 1, sizeof(*local));

	local->symbol = symbol;
	local->outer = symbol->local;
	symbol->local = local;
	l->items = arena_grow(g->arena, l->items, l->count, &l->room,
			      sizeof(struct go_local *));
	l->items[l->count++] = local;
	return local;
}

void go_forget(struct go_locals *l, size_t count)
{
	while (l->count > count) {
		struct go_local *local = l->items[--l->count];

		local->symbol->local = local->outer;
	}
}
