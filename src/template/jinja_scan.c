#include "template/jinja.h"

static bool is_sign(struct str text, size_t at)
{
	return at < text.n && (text.p[at] == '-' || text.p[at] == '+');
}

/* ---- numbers, names, strings, operators: their length, 0 if none */

static size_t digits(struct str text, size_t at, const char *set)
{
	size_t from = at;

	for (;;) {
		size_t next = at;

		if (at > from && next < text.n && text.p[next] == '_')
			next++;
		if (next >= text.n || !text.p[next] ||
		    !strchr(set, text.p[next]))
			return at - from;
		at = next + 1;
	}
}

#define DECIMAL "0123456789"

static size_t float_at(struct str text, size_t from)
{
	size_t at = from, n = digits(text, at, DECIMAL), exponent;
	bool fraction = false;

	/* So that `a.1.2` is two attributes. */
	if (n == 0 || (from > 0 && text.p[from - 1] == '.'))
		return 0;
	at += n;
	if (at < text.n && text.p[at] == '.' &&
	    (n = digits(text, at + 1, DECIMAL)) > 0) {
		at += 1 + n;
		fraction = true;
	}
	if (at < text.n && (text.p[at] == 'e' || text.p[at] == 'E')) {
		exponent = at + 1 + (is_sign(text, at + 1) ? 1 : 0);
		n = digits(text, exponent, DECIMAL);
		if (n > 0)
			return exponent + n - from;
	}
	return fraction ? at - from : 0;
}

static size_t integer_at(struct str text, size_t at)
{
	char c = text.p[at];
	const char *set = NULL;
	size_t n;

	if (c < '0' || c > '9')
		return 0;
	if (c != '0')
		return digits(text, at, DECIMAL);
	switch (at + 1 < text.n ? text.p[at + 1] : '\0') {
	case 'b':
	case 'B':
		set = "01";
		break;
	case 'o':
	case 'O':
		set = "01234567";
		break;
	case 'x':
	case 'X':
		set = DECIMAL "abcdefABCDEF";
		break;
	default:
		break;
	}
	if (set) {
		size_t skip = at + 2;

		/* `0x_1f` too: an underscore may follow the letter. */
		if (skip < text.n && text.p[skip] == '_')
			skip++;
		n = digits(text, skip, set);
		if (n > 0)
			return skip + n - at;
	}
	return digits(text, at, "0");
}

/* What names of ASCII consist of. */
static bool is_word(unsigned char c)
{
	return (unsigned)(c | 0x20) - 'a' < 26 || (unsigned)c - '0' < 10 ||
	       c == '_';
}

static size_t name_at(struct str text, size_t from)
{
	uint32_t code;
	size_t at = from, n = jinja_decode(&code, text, at);

	if (!jinja_is_name_start(code))
		return 0;
	do {
		at += n;
		while (at < text.n && is_word((unsigned char)text.p[at]))
			at++;
		if (at >= text.n || (unsigned char)text.p[at] < 0x80)
			break;
		n = jinja_decode(&code, text, at);
	} while (jinja_is_name(code));
	return at - from;
}

static size_t string_at(struct str text, size_t from)
{
	char quote = text.p[from];

	if (quote != '"' && quote != '\'')
		return 0;
	for (size_t at = from + 1; at < text.n; at++) {
		if (text.p[at] == quote)
			return at + 1 - from;
		if (text.p[at] == '\\')
			at++;
	}
	return 0;
}

static int operator_at(struct str text, size_t at, size_t *length)
{
	char c = text.p[at], next = at + 1 < text.n ? text.p[at + 1] : '\0';
	int pair = 0;

	switch (c) {
	case '/':
		pair = next == '/' ? TOKEN_FLOORDIV : 0;
		break;
	case '*':
		pair = next == '*' ? TOKEN_POW : 0;
		break;
	case '=':
		pair = next == '=' ? TOKEN_EQ : 0;
		break;
	case '!':
		pair = next == '=' ? TOKEN_NE : 0;
		break;
	case '>':
		pair = next == '=' ? TOKEN_GE : 0;
		break;
	case '<':
		pair = next == '=' ? TOKEN_LE : 0;
		break;
	default:
		break;
	}
	*length = pair ? 2 : 1;
	if (pair)
		return pair;
	return c && strchr("+-/*%~[](){}><=.:|,;", c) ? c : 0;
}

/* Jinja2 tries numbers, names, strings and operators in turn; the first byte
 * says which of them it can be. */
int jinja_token_at(struct str text, size_t at, size_t *length)
{
	unsigned char c = (unsigned char)text.p[at];

	if (c >= '0' && c <= '9') {
		*length = float_at(text, at);
		if (*length > 0)
			return TOKEN_FLOAT;
		*length = integer_at(text, at);
		return TOKEN_INTEGER;
	}
	if (c == '"' || c == '\'') {
		*length = string_at(text, at);
		return *length > 0 ? TOKEN_STRING : 0;
	}
	if (c >= 0x80 || is_word(c)) {
		*length = name_at(text, at);
		return *length > 0 ? TOKEN_NAME : 0;
	}
	return operator_at(text, at, length);
}
