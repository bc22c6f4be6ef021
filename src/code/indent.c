/*
 * What takes white space away: the functions of languages and libraries that
 * make a text of an indented literal, each by its own rules. All of them are
 * linear; an expression (EXPRESSION) is a character that is not white space.
 */
#include "base/arena.h"
#include "base/text.h"
#include "code/reader.h"

/* ---- white space */

static bool is_unicode_space(uint32_t c)
{
	return c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
	       c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool space_is(enum space_kind kind, uint32_t c)
{
	bool plain = c == ' ' || (c >= '\t' && c <= '\r');
	bool separator = c >= 0x1C && c <= 0x1F;

	switch (kind) {
	case SPACE_PYTHON:
		return plain || separator || c == 0x85 || c == 0xA0 ||
		       is_unicode_space(c);
	case SPACE_SCRIPT:
		return plain || c == 0xA0 || c == 0xFEFF || is_unicode_space(c);
	case SPACE_JAVA:
		return plain || separator ||
		       (is_unicode_space(c) && c != 0x2007 && c != 0x202F);
	case SPACE_CONTROL:
		return c <= ' ';
	case SPACE_RUBY:
		return plain || c == 0;
	case SPACE_UNICODE:
		return plain || c == 0x85 || c == 0xA0 || is_unicode_space(c);
	}
	return false;
}

size_t space_decode(struct str text, size_t i, uint32_t *code)
{
	size_t n = text.p[i] == EXPRESSION ?
			   0 :
			   text_decode(code, text.p + i, text.n - i);

	if (n == 0) {
		*code = 0xFFFFFFFF;
		return 1;
	}
	return n;
}

/* The character that ends at end, which is not 0. */
static size_t decode_before(struct str text, size_t end, uint32_t *code)
{
	size_t i = end - 1;

	while (i > 0 && ((unsigned char)text.p[i] & 0xC0) == 0x80)
		i--;
	return end - i == space_decode(text, i, code) ? i : end;
}

struct str indent_strip(struct str text, enum space_kind kind, bool left,
			bool right)
{
	size_t from = 0, to = text.n;
	uint32_t code;

	while (left && from < to) {
		size_t n = space_decode(text, from, &code);

		if (!space_is(kind, code))
			break;
		from += n;
	}
	while (right && to > from) {
		size_t before = decode_before(text, to, &code);

		if (before == to || !space_is(kind, code))
			break;
		to = before;
	}
	return str_cut(text, from, to);
}

static bool in_set(struct str set, uint32_t code)
{
	uint32_t c;

	for (size_t i = 0; i < set.n; i += space_decode(set, i, &c)) {
		(void)space_decode(set, i, &c);
		if (c == code)
			return true;
	}
	return false;
}

struct str indent_strip_set(struct str text, struct str set, bool left,
			    bool right)
{
	enum { SET = 64 }; /* of more, only these count: linear time */
	size_t from = 0, to = text.n;
	uint32_t code;

	set = str_cut(set, 0, SET);
	while (left && from < to) {
		size_t n = space_decode(text, from, &code);

		if (!in_set(set, code))
			break;
		from += n;
	}
	while (right && to > from) {
		size_t before = decode_before(text, to, &code);

		if (before == to || !in_set(set, code))
			break;
		to = before;
	}
	return str_cut(text, from, to);
}

/* ---- lines */

struct lines {
	struct str text;
	size_t at;
	bool ended;
};

/* The next line without its LF; the one behind the last LF is one too. */
static bool next_line(struct lines *l, struct str *line)
{
	size_t end;

	if (l->ended)
		return false;
	end = str_find(l->text, '\n', l->at);
	*line = str_cut(l->text, l->at, end);
	l->ended = end == l->text.n;
	l->at = end + 1;
	return true;
}

static size_t blanks_of(struct str line)
{
	size_t n = 0;

	while (n < line.n && (line.p[n] == ' ' || line.p[n] == '\t'))
		n++;
	return n;
}

static size_t common(struct str a, struct str b)
{
	size_t n = 0;

	while (n < a.n && n < b.n && a.p[n] == b.p[n])
		n++;
	return n;
}

/* textwrap.dedent: what all lines but blank ones begin with. */
struct str indent_dedent(struct arena *a, struct str text)
{
	struct lines l = { .text = text };
	struct buf out = buf_in(a);
	struct str line, margin = STR_EMPTY;
	bool any = false, first = true;

	while (next_line(&l, &line)) {
		size_t n = blanks_of(line);

		if (n == line.n)
			continue;
		margin = any ? str_cut(margin, 0,
				       common(margin, str_cut(line, 0, n))) :
			       str_cut(line, 0, n);
		any = true;
	}
	for (l = (struct lines){ .text = text }; next_line(&l, &line);) {
		if (!first)
			buf_addc(&out, '\n');
		first = false;
		if (blanks_of(line) < line.n)
			buf_add(&out, str_cut(line, margin.n, line.n));
	}
	return buf_str(&out);
}

/* ---- inspect.cleandoc */

static struct str expand_tabs(struct arena *a, struct str text)
{
	struct buf out = buf_in(a);
	size_t column = 0;
	uint32_t code;

	for (size_t i = 0, n; i < text.n; i += n) {
		n = space_decode(text, i, &code);
		if (code == '\t') {
			size_t fill = 8 - column % 8;

			for (size_t k = 0; k < fill; k++)
				buf_addc(&out, ' ');
			column += fill;
			continue;
		}
		buf_add(&out, str_cut(text, i, i + n));
		column = code == '\n' || code == '\r' ? 0 : column + 1;
	}
	return buf_str(&out);
}

/* How many characters of white space a line begins with. */
static size_t indent_of(struct str line, enum space_kind kind)
{
	uint32_t code;
	size_t count = 0;

	for (size_t i = 0, n; i < line.n; i += n, count++) {
		n = space_decode(line, i, &code);
		if (!space_is(kind, code))
			break;
	}
	return count;
}

/* line without its first count characters. */
static struct str without(struct str line, size_t count)
{
	uint32_t code;
	size_t i = 0;

	while (i < line.n && count--)
		i += space_decode(line, i, &code);
	return str_cut(line, i, line.n);
}

static bool is_blank(struct str line, enum space_kind kind)
{
	return indent_strip(line, kind, true, false).n == 0;
}

struct str indent_cleandoc(struct arena *a, struct str text)
{
	struct str line, all = expand_tabs(a, text);
	struct lines l = { .text = all };
	struct buf out = buf_in(a);
	size_t margin = (size_t)-1, kept = 0;
	bool first = true, any = false;

	for (; next_line(&l, &line); first = false)
		if (!first && !is_blank(line, SPACE_PYTHON)) {
			size_t n = indent_of(line, SPACE_PYTHON);

			margin = n < margin ? n : margin;
		}
	first = true;
	for (l = (struct lines){ .text = all }; next_line(&l, &line);
	     first = false) {
		line = first ? indent_strip(line, SPACE_PYTHON, true, false) :
		       margin < (size_t)-1 ? without(line, margin) :
					     line;
		if (!any && line.n == 0)
			continue;
		if (any)
			buf_addc(&out, '\n');
		any = true;
		buf_add(&out, line);
		if (line.n)
			kept = out.len;
	}
	return str_cut(buf_str(&out), 0, kept);
}

/* ---- Java: String.stripIndent (JLS 3.10.6) */

struct str indent_java(struct arena *a, struct str text)
{
	struct lines l = { .text = text };
	struct buf out = buf_in(a);
	struct str line;
	size_t margin = (size_t)-1;
	bool first = true;

	while (next_line(&l, &line))
		/* A last line counts even if there is nothing on it. */
		if (l.ended || !is_blank(line, SPACE_JAVA)) {
			size_t n = indent_of(line, SPACE_JAVA);

			margin = n < margin ? n : margin;
		}
	for (l = (struct lines){ .text = text }; next_line(&l, &line);
	     first = false) {
		if (!first)
			buf_addc(&out, '\n');
		if (is_blank(line, SPACE_JAVA))
			continue;
		line = without(line, margin);
		buf_add(&out, indent_strip(line, SPACE_JAVA, false, true));
	}
	return buf_str(&out);
}

/* ---- the package `dedent` of npm, without what it does with escapes */

struct str indent_npm(struct arena *a, struct str text)
{
	struct lines l = { .text = text };
	struct buf out = buf_in(a);
	struct str line;
	size_t margin = 0;
	bool any = false, first = true;

	while (next_line(&l, &line)) {
		size_t n = indent_of(line, SPACE_SCRIPT);

		if (n == 0 || is_blank(line, SPACE_SCRIPT))
			continue;
		margin = any && margin < n ? margin : n;
		any = true;
	}
	for (l = (struct lines){ .text = text }; next_line(&l, &line);
	     first = false) {
		if (!first)
			buf_addc(&out, '\n');
		if (any && line.n && (line.p[0] == ' ' || line.p[0] == '\t'))
			line = without(line, margin);
		buf_add(&out, line);
	}
	return indent_strip(buf_str(&out), SPACE_SCRIPT, true, true);
}
