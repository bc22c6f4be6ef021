#include "scan.h"

#include <string.h>

#include "text.h"

static const char not_the_form[] =
	"not laid out as the one form wants it, or a member is missing, "
	"unknown, repeated or out of order";

bool scan_fail(struct scan *s, int status, const char *what)
{
	if (s->status == STORE_OK) {
		s->status = status;
		s->what = what;
		s->where = s->p;
	}
	return false;
}

static bool misplaced(struct scan *s)
{
	/* What is wrong stands on the line that follows, not at its break. */
	if (s->status == STORE_OK) {
		s->p += *s->p == ',';
		s->p += *s->p == '\n';
	}
	return scan_fail(s, STORE_INVALID, not_the_form);
}

/* How many bytes s->p is before end. */
static size_t left(const struct scan *s)
{
	return (size_t)(s->end - s->p);
}

/*
 * Where the token starts that stands on a new line of this depth, or NULL
 * where the bytes ahead are not that line.
 */
static char *new_line(const struct scan *s, unsigned depth, bool comma)
{
	char *p = s->p;

	if (comma && *p++ != ',')
		return NULL;
	if (*p++ != '\n')
		return NULL;
	for (unsigned i = 0; i < 2 * depth; i++)
		if (*p++ != ' ')
			return NULL;
	return p;
}

bool scan_open(struct scan *s, char bracket)
{
	if (s->status != STORE_OK || *s->p != bracket)
		return misplaced(s);
	s->p++;
	s->first = true;
	return true;
}

bool scan_close(struct scan *s, unsigned depth, char bracket)
{
	char *p = s->status == STORE_OK ? new_line(s, depth, false) : NULL;

	/* What is empty has no line of its own; it is not in the form. */
	if (!p || *p != bracket || s->first)
		return misplaced(s);
	s->p = p + 1;
	return true;
}

bool scan_member(struct scan *s, unsigned depth, const char *key)
{
	size_t n = strlen(key);
	char *p = s->status == STORE_OK ? new_line(s, depth, !s->first) : NULL;

	if (!p || (size_t)(s->end - p) < n + 4 || p[0] != '"' ||
	    memcmp(p + 1, key, n) != 0 || memcmp(p + 1 + n, "\": ", 3) != 0)
		return false;
	s->p = p + n + 4;
	s->first = false;
	return true;
}

bool scan_need(struct scan *s, unsigned depth, const char *key)
{
	return scan_member(s, depth, key) || misplaced(s);
}

bool scan_element(struct scan *s, unsigned depth)
{
	char *p = s->status == STORE_OK ? new_line(s, depth, !s->first) : NULL;

	if (!p)
		return misplaced(s);
	s->p = p;
	s->first = false;
	return true;
}

bool scan_key(struct scan *s, unsigned depth, const char **name)
{
	const char *read;

	if (!scan_element(s, depth) || !scan_text(s, SCAN_TEXT_MAX, &read))
		return false;
	if (s->p[0] != ':' || s->p[1] != ' ')
		return misplaced(s);
	s->p += 2;
	*name = read;
	return true;
}

bool scan_more(const struct scan *s)
{
	return s->status == STORE_OK && *s->p == ',';
}

/* The control bytes that have an escape of one letter, by that letter. */
static char named_escape(char letter)
{
	switch (letter) {
	case '"':
	case '\\':
		return letter;
	case 'n':
		return '\n';
	case 'r':
		return '\r';
	case 't':
		return '\t';
	case 'b':
		return '\b';
	case 'f':
		return '\f';
	default:
		return '\0';
	}
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

/*
 * Read the escape at p. Returns its length, 0 where it is not one that
 * Python writes: only the C0 bytes without a letter have a number.
 */
static size_t escape(const char *p, char *out)
{
	int value;

	*out = named_escape(p[1]);
	if (*out)
		return 2;
	if (strncmp(p + 1, "u00", 3) != 0 || (p[4] != '0' && p[4] != '1'))
		return 0;
	value = hex(p[5]);
	if (value < 0)
		return 0;
	value += p[4] == '1' ? 16 : 0;
	if (value == 0 || strchr("\b\t\n\f\r", value))
		return 0;
	*out = (char)value;
	return 6;
}

/* Bytes that stand for themselves: ASCII but controls, quote, backslash. */
static bool is_plain(char c)
{
	static const unsigned char special[256] = { ['"'] = 1, ['\\'] = 1 };
	unsigned char u = (unsigned char)c;

	return u >= ' ' && u < 0x80 && !special[u];
}

/*
 * Find the quote that ends the string whose first byte is at p, checking
 * all before it. NULL is a failure, said.
 */
static char *text_end(struct scan *s, char *p, bool *escaped)
{
	char ignored;

	for (;;) {
		size_t step;

		while (is_plain(*p))
			p++;
		if (*p == '"')
			return p;
		if (*p == '\\') {
			*escaped = true;
			step = escape(p, &ignored);
		} else if ((unsigned char)*p >= 0x80) {
			step = text_utf8(p, (size_t)(s->end - p));
		} else {
			step = 0;
		}
		if (step == 0) {
			s->p = p;
			(void)scan_fail(s, STORE_INVALID,
					"a byte or escape that may not stand "
					"in a string");
			return NULL;
		}
		p += step;
	}
}

/* Replace the escapes of p..end, which text_end took; returns the new end. */
static char *unescape(char *p, const char *end)
{
	char *to = p;

	while (p < end) {
		if (*p == '\\')
			p += escape(p, to++);
		else
			*to++ = *p++;
	}
	return to;
}

bool scan_text(struct scan *s, size_t max, const char **out)
{
	bool escaped = false;
	char *start, *quote, *end;

	if (s->status != STORE_OK || *s->p != '"')
		return scan_fail(s, STORE_INVALID,
				 "no string where one is due");
	start = s->p + 1;
	quote = text_end(s, start, &escaped);
	if (!quote)
		return false;
	end = escaped ? unescape(start, quote) : quote;
	if (end == start)
		return scan_fail(s, STORE_INVALID, "an empty string");
	if ((size_t)(end - start) > max)
		return scan_fail(s, STORE_LIMIT, "a string that is too long");
	*end = '\0';
	s->p = quote + 1;
	*out = start;
	return true;
}

bool scan_digest(struct scan *s, struct store_id *out)
{
	if (s->status != STORE_OK || left(s) < STORE_DIGEST_TEXT + 2 ||
	    s->p[0] != '"' || s->p[STORE_DIGEST_TEXT + 1] != '"' ||
	    store_id_read(out, s->p + 1, STORE_DIGEST_TEXT) < 0)
		return scan_fail(s, STORE_INVALID,
				 "no \"sha256:\" and 64 lower-case hex digits");
	s->p += STORE_DIGEST_TEXT + 2;
	return true;
}

/* How many digits stand at p; 0 where the first of several is 0. */
static size_t digits(const char *p)
{
	size_t n = strspn(p, "0123456789");

	return n > 1 && *p == '0' ? 0 : n;
}

bool scan_count(struct scan *s, uint32_t *out)
{
	enum { DIGITS_MAX = 10 };
	uint64_t value = 0;
	size_t n = s->status == STORE_OK ? digits(s->p) : 0;

	for (size_t i = 0; i < n && n <= DIGITS_MAX; i++)
		value = value * 10 + (uint64_t)(s->p[i] - '0');
	if (value == 0 || value > UINT32_MAX)
		return scan_fail(s, STORE_INVALID,
				 "no number from 1 to 4294967295");
	s->p += n;
	*out = (uint32_t)value;
	return true;
}

/* The length of an integer of at most 18 digits at p, or 0. */
static size_t integer(const char *p)
{
	enum { DIGITS_MAX = 18 };
	size_t sign = *p == '-';
	size_t n = digits(p + sign);

	if (n == 0 || n > DIGITS_MAX || (sign && p[1] == '0'))
		return 0;
	return sign + n;
}

/* The length of the word at p, or 0. */
static size_t boolean(const char *p)
{
	if (strncmp(p, "true", 4) == 0)
		return 4;
	return strncmp(p, "false", 5) == 0 ? 5 : 0;
}

bool scan_raw(struct scan *s, struct scan_raw *out)
{
	bool escaped = false;
	char *end;

	if (s->status != STORE_OK)
		return false;
	if (*s->p == '"') {
		end = text_end(s, s->p + 1, &escaped);
		if (!end)
			return false;
		end++;
	} else {
		size_t n = boolean(s->p);

		end = s->p + (n ? n : integer(s->p));
	}
	if (end == s->p)
		return scan_fail(s, STORE_INVALID,
				 "no true, false, integer or string");
	if ((size_t)(end - s->p) > SCAN_TEXT_MAX)
		return scan_fail(s, STORE_LIMIT, "a value that is too long");
	*out = (struct scan_raw){ s->p, end };
	s->p = end;
	return true;
}
