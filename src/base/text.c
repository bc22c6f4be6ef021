#include "base/text.h"

#include "base/buf.h"

static uint64_t word_at(const char *p)
{
	uint64_t word;

	memcpy(&word, p, sizeof(word));
	return word;
}

/* Whether any of the bytes has its top bit set. */
static bool has_high(uint64_t word)
{
	return (word & 0x8080808080808080u) != 0;
}

/* Offset of the first byte at or after from that is not ASCII, or s.n. */
static size_t skip_ascii(struct str s, size_t from)
{
	while (s.n - from >= 32 &&
	       !has_high(word_at(s.p + from) | word_at(s.p + from + 8) |
			 word_at(s.p + from + 16) | word_at(s.p + from + 24)))
		from += 32;
	while (s.n - from >= 8 && !has_high(word_at(s.p + from)))
		from += 8;
	while (from < s.n && (unsigned char)s.p[from] < 0x80)
		from++;
	return from;
}

/*
 * End of the line that begins at offset: of its text in *end, and where the
 * next line begins as result; past s.n if there is none.
 */
static size_t line_end(struct str s, size_t offset, size_t *end)
{
	size_t i = offset;

	while (i < s.n && s.p[i] != '\n' && s.p[i] != '\r')
		i++;
	*end = i;
	if (i == s.n)
		return s.n + 1;
	return i +
	       (s.p[i] == '\r' && i + 1 < s.n && s.p[i + 1] == '\n' ? 2 : 1);
}

struct pos text_pos(struct str text, size_t offset)
{
	struct pos pos = { 1, 1 };
	size_t start = 0, next, end;

	if (offset > text.n)
		offset = text.n;
	while ((next = line_end(text, start, &end)) <= offset) {
		start = next;
		pos.line++;
	}
	for (size_t i = start; i < offset;) {
		uint32_t code;
		size_t n = text_decode(&code, text.p + i, text.n - i);

		i += n ? n : 1;
		if (i <= offset)
			pos.column++;
	}
	return pos;
}

struct str text_line(struct str text, unsigned line)
{
	size_t start = 0, next, end;

	for (unsigned at = 1; start <= text.n; at++, start = next) {
		next = line_end(text, start, &end);
		if (at == line)
			return str_cut(text, start, end);
	}
	return STR_EMPTY;
}

struct str text_shorten(struct str s, size_t n)
{
	if (s.n <= n)
		return s;
	while (n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n--;
	return str_cut(s, 0, n);
}

size_t text_utf8_bad(struct str s)
{
	size_t i = 0;

	while ((i = skip_ascii(s, i)) < s.n) {
		uint32_t code;
		size_t n = text_decode(&code, s.p + i, s.n - i);

		if (n == 0)
			return i;
		i += n;
	}
	return s.n;
}

/* Whether p[1..n) are continuation bytes; *code takes their bits. */
static bool continued(uint32_t *code, const unsigned char *p, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return false;
		*code = *code << 6 | (p[i] & 0x3f);
	}
	return true;
}

size_t text_decode(uint32_t *out, const char *text, size_t n)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *p = (const unsigned char *)text;
	uint32_t code = p[0];
	size_t length;

	if (code < 0x80) {
		*out = code;
		return 1;
	}
	if (code < 0xc2 || code > 0xf4)
		return 0;
	length = code < 0xe0 ? 2 : code < 0xf0 ? 3 : 4;
	if (length > n)
		return 0;
	code &= 0xffu >> (length + 1);
	if (!continued(&code, p, length) || code < least[length] ||
	    code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return 0;
	*out = code;
	return length;
}

void text_encode(struct buf *out, uint32_t code)
{
	char p[4];
	size_t n = 0;

	if (code < 0x80) {
		p[n++] = (char)code;
	} else if (code < 0x800) {
		p[n++] = (char)(0xc0 | code >> 6);
		p[n++] = (char)(0x80 | (code & 0x3f));
	} else if (code < 0x10000) {
		p[n++] = (char)(0xe0 | code >> 12);
		p[n++] = (char)(0x80 | (code >> 6 & 0x3f));
		p[n++] = (char)(0x80 | (code & 0x3f));
	} else {
		p[n++] = (char)(0xf0 | code >> 18);
		p[n++] = (char)(0x80 | (code >> 12 & 0x3f));
		p[n++] = (char)(0x80 | (code >> 6 & 0x3f));
		p[n++] = (char)(0x80 | (code & 0x3f));
	}
	buf_add(out, (struct str){ p, n });
}

/* Length of the run at from that may be shown as it is. */
static size_t shown(struct str s, size_t from, bool keep_tab)
{
	size_t i = from;

	while (i < s.n) {
		unsigned char c = (unsigned char)s.p[i];

		if (c >= 0x7f || (c < 0x20 && !(c == '\t' && keep_tab)))
			break;
		i++;
	}
	return i - from;
}

/* Line and paragraph separator and C1 end or steer lines on terminals. */
static bool steers(uint32_t code)
{
	return (code >= 0x80 && code < 0xa0) || code == 0x2028 ||
	       code == 0x2029;
}

void text_escape(struct buf *out, struct str s, bool keep_tab)
{
	size_t i = 0;

	while (i < s.n) {
		size_t n = shown(s, i, keep_tab);
		uint32_t code, hidden;

		buf_add(out, str_cut(s, i, i + n));
		i += n;
		if (i == s.n)
			break;
		n = text_decode(&code, s.p + i, s.n - i);
		if (n <= 1) {
			buf_addf(out, "\\x%02X", (unsigned char)s.p[i]);
			i++;
			continue;
		}
		/* The characters before i tell whether this one is hidden. */
		if (steers(code) ||
		    text_invisible(str_cut(s, 0, i + n), i, &hidden) == i)
			buf_addf(out, "\\u{%04X}", (unsigned)code);
		else
			buf_add(out, str_cut(s, i, i + n));
		i += n;
	}
}

static bool is_plain_word(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') && !strchr("._/-+@,=", c))
			return false;
	}
	return s.n > 0;
}

void text_word(struct buf *out, struct str s)
{
	if (is_plain_word(s)) {
		buf_add(out, s);
		return;
	}
	buf_addc(out, '\'');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\'')
			buf_adds(out, "'\\''");
		else
			buf_addc(out, s.p[i]);
	}
	buf_addc(out, '\'');
}
