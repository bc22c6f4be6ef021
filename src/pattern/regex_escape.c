/*
 * Escapes and classes of ECMA-262.
 */
#include "base/text.h"
#include "pattern/regex_translate.h"

/* White space of ECMA-262, and all other characters: members of a class. */
#define SPACES                                                             \
	"\\x{9}-\\x{d}\\x{20}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}" \
	"\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}"
#define NOT_SPACES                                                           \
	"\\x{0}-\\x{8}\\x{e}-\\x{1f}\\x{21}-\\x{9f}\\x{a1}-\\x{167f}"        \
	"\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}"          \
	"\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{fefe}\\x{ff00}" \
	"-\\x{10ffff}"

static char peek(const struct translate *t, size_t ahead)
{
	return ahead < t->in.n - t->at ? t->in.p[t->at + ahead] : '\0';
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Exactly n hex digits ahead of t->at. */
static bool hex_digits(const struct translate *t, size_t ahead, size_t n,
		       uint32_t *out)
{
	uint32_t value = 0;

	for (size_t i = 0; i < n; i++) {
		int digit = hex(peek(t, ahead + i));

		if (digit < 0)
			return false;
		value = value << 4 | (uint32_t)digit;
	}
	*out = value;
	return true;
}

static bool is_surrogate(uint32_t code)
{
	return code >= 0xd800 && code <= 0xdfff;
}

/* \u{...}, \uXXXX, or two of those that are a pair; t->at on the u. */
static bool unicode(struct translate *t, uint32_t *out)
{
	uint32_t low;
	size_t i = 2;

	if (peek(t, 1) == '{') {
		*out = 0;
		for (; hex(peek(t, i)) >= 0 && *out <= 0x10ffff; i++)
			*out = *out << 4 | (uint32_t)hex(peek(t, i));
		if (i == 2 || peek(t, i) != '}' || *out > 0x10ffff)
			return false;
		t->at += i + 1;
	} else {
		if (!hex_digits(t, 1, 4, out))
			return false;
		t->at += 5;
		if (*out >= 0xd800 && *out < 0xdc00 && peek(t, 0) == '\\' &&
		    peek(t, 1) == 'u' && hex_digits(t, 2, 4, &low) &&
		    low >= 0xdc00 && low <= 0xdfff) {
			*out = 0x10000 + ((*out - 0xd800) << 10) +
			       (low - 0xdc00);
			t->at += 6;
		}
	}
	return true;
}

/* \p{...} or \P{...}; t->at on the letter. */
static struct escape property(struct translate *t)
{
	struct escape e = { .kind = ESCAPE_PROPERTY };
	size_t end = str_find(t->in, '}', t->at);

	e.negated = peek(t, 0) == 'P';
	if (peek(t, 1) != '{' || end == t->in.n) {
		translate_fail(t, REGEX_WRONG, t->at - 1,
			       "a property stands in braces: \\p{L}");
		return (struct escape){ .kind = ESCAPE_BAD };
	}
	e.property = str_cut(t->in, t->at + 2, end);
	t->at = end + 1;
	return e;
}

/* \1, \k<name>; t->at on what follows the backslash. */
static struct escape to_group(struct translate *t)
{
	struct escape e = { .kind = ESCAPE_REFERENCE };
	size_t start = t->at - 1;
	struct str name;
	bool named;

	if (peek(t, 0) != 'k') {
		for (; peek(t, 0) >= '0' && peek(t, 0) <= '9'; t->at++)
			if (e.code < REGEX_LENGTH)
				e.code = e.code * 10 +
					 (uint32_t)(peek(t, 0) - '0');
		return e;
	}
	named = peek(t, 1) == '<';
	t->at += named ? 2 : 1;
	if (!named || !group_name(t, &name)) {
		translate_fail(t, REGEX_WRONG, start, "\\k names no group");
		return (struct escape){ .kind = ESCAPE_BAD };
	}
	for (e.code = 1; e.code <= t->group_count; e.code++)
		if (str_eq(t->groups[e.code].name, name))
			return e;
	translate_fail(t, REGEX_WRONG, start, "there is no group of that name");
	return (struct escape){ .kind = ESCAPE_BAD };
}

/* The character of an escape that is one; t->at on what follows the
 * backslash. */
static bool character(struct translate *t, uint32_t *code)
{
	static const char from[] = "tnvfr", to[] = "\t\n\v\f\r";
	char c = peek(t, 0);
	const char *hit = c ? strchr(from, c) : NULL;
	size_t n;

	if (hit) {
		*code = (unsigned char)to[hit - from];
		t->at++;
		return true;
	}
	if (c == '0' && !(peek(t, 1) >= '0' && peek(t, 1) <= '9')) {
		*code = 0;
		t->at++;
		return true;
	}
	if (c == 'c') {
		char letter = (char)(peek(t, 1) | 0x20);

		*code = (uint32_t)letter & 31;
		t->at += 2;
		return letter >= 'a' && letter <= 'z';
	}
	if (c == 'x') {
		bool ok = hex_digits(t, 1, 2, code);

		t->at += 3;
		return ok;
	}
	if (c == 'u')
		return unicode(t, code);
	n = text_decode(code, t->in.p + t->at, t->in.n - t->at);
	t->at += n;
	return n > 0 && !(c >= '0' && c <= '9') &&
	       !((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

struct escape escape_read(struct translate *t, bool in_class)
{
	struct escape e = { .kind = ESCAPE_CHARACTER };
	size_t start = t->at++;
	char c = peek(t, 0);

	if (c && strchr("dDsSwW", c)) {
		t->at++;
		return (struct escape){ ESCAPE_SET, (unsigned char)c, STR_EMPTY,
					false };
	}
	if (c == 'p' || c == 'P')
		return property(t);
	if (c == 'b' && in_class) {
		t->at++;
		e.code = '\b';
		return e;
	}
	if ((c == 'b' || c == 'B') && !in_class) {
		t->at++;
		return (struct escape){ ESCAPE_BOUNDARY, (unsigned char)c,
					STR_EMPTY, false };
	}
	if (((c >= '1' && c <= '9') || c == 'k') && !in_class)
		return to_group(t);
	if (t->at < t->in.n && character(t, &e.code)) {
		if (!is_surrogate(e.code))
			return e;
		/* No text has half a pair, but a class may name one. */
		translate_fail(t, REGEX_UNSUPPORTED, start,
			       "half a surrogate pair is not decided");
		return (struct escape){ .kind = ESCAPE_BAD };
	}
	t->why->foreign = c == 'A' || c == 'Z' || c == 'z';
	translate_fail(t, t->why->foreign ? REGEX_UNSUPPORTED : REGEX_WRONG,
		       start, "\\%c is no escape of ECMA-262",
		       c > ' ' && c < '\x7f' ? c : ' ');
	return (struct escape){ .kind = ESCAPE_BAD };
}

void set_write(struct buf *out, uint32_t letter)
{
	if (letter == 's')
		buf_adds(out, SPACES);
	else if (letter == 'S')
		buf_adds(out, NOT_SPACES);
	else
		buf_addf(out, "\\%c", (char)letter);
}

/* ---- classes ------------------------------------------------------------ */

/* One end of a range, or a set. False where it failed. */
static bool class_atom(struct translate *t, struct escape *out)
{
	size_t n;

	if (peek(t, 0) == '\\') {
		*out = escape_read(t, true);
		return out->kind != ESCAPE_BAD;
	}
	*out = (struct escape){ .kind = ESCAPE_CHARACTER };
	n = text_decode(&out->code, t->in.p + t->at, t->in.n - t->at);
	t->at += n;
	return n > 0 || translate_fail(t, REGEX_WRONG, t->at, "not UTF-8");
}

static bool class_write(struct translate *t, const struct escape *e)
{
	if (e->kind == ESCAPE_PROPERTY)
		return property_write(t, e);
	if (e->kind == ESCAPE_SET)
		set_write(&t->out, e->code);
	else
		literal_write(&t->out, e->code);
	return true;
}

static bool class_member(struct translate *t)
{
	size_t start = t->at;
	struct escape from, to;

	if (!class_atom(t, &from))
		return false;
	if (peek(t, 0) != '-' || peek(t, 1) == ']' || t->in.n - t->at < 2)
		return class_write(t, &from);
	t->at++;
	if (!class_atom(t, &to))
		return false;
	if (from.kind != ESCAPE_CHARACTER || to.kind != ESCAPE_CHARACTER) {
		/* No range: the hyphen is one. */
		literal_write(&t->out, '-');
		return class_write(t, &from) && class_write(t, &to);
	}
	if (from.code > to.code)
		return translate_fail(t, REGEX_WRONG, start,
				      "a range is out of order");
	literal_write(&t->out, from.code);
	buf_addc(&t->out, '-');
	literal_write(&t->out, to.code);
	return true;
}

bool class_translate(struct translate *t)
{
	size_t start = t->at++;
	bool negated = peek(t, 0) == '^';

	t->at += negated;
	if (peek(t, 0) == ']') {
		t->at++;
		buf_adds(&t->out, negated ? "[\\x{0}-\\x{10ffff}]" : "(?!)");
		return true;
	}
	buf_adds(&t->out, negated ? "[^" : "[");
	while (t->at < t->in.n && peek(t, 0) != ']')
		if (!class_member(t))
			return false;
	if (t->at == t->in.n)
		return translate_fail(t, REGEX_WRONG, start,
				      "a class is not closed");
	t->at++;
	buf_addc(&t->out, ']');
	return true;
}
