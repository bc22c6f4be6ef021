/*
 * A pattern for `match:` that finds one text in a file of code that has no
 * name: what stands before it on its line, and more lines above until nothing
 * else is found; its quotes; what follows.
 */
#include <ctype.h>

#include "base/arena.h"
#include "base/buf.h"
#include "cli/scan_parts.h"
#include "pattern/match.h"

enum { LINES_ABOVE = 8, BEHIND = 12, QUOTES = 3 };

/* Bytes as a pattern; white space is any white space. */
static void add_escaped(struct buf *out, struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (strchr(" \t\r\n", c)) {
			while (i + 1 < text.n &&
			       strchr(" \t\r\n", text.p[i + 1]))
				i++;
			buf_adds(out, "\\s+");
			continue;
		}
		if (strchr("\\^$.[]|()?*+{}", c))
			buf_addc(out, '\\');
		buf_addc(out, c);
	}
}

static struct str trim(struct str s)
{
	while (s.n && strchr(" \t\r\n", s.p[0]))
		s = str_cut(s, 1, s.n);
	while (s.n && strchr(" \t\r\n", s.p[s.n - 1]))
		s.n--;
	return s;
}

/* The start of the line that so many lines are above. */
static size_t line_above(struct str bytes, size_t at, unsigned lines)
{
	for (; at > 0; at--) {
		if (bytes.p[at - 1] == '\n' && lines-- == 0)
			break;
	}
	return at;
}

/* f""" of f"""Hello""": prefix and quotes. */
static size_t opening(struct str raw)
{
	size_t n = 0, quotes = 0;

	while (n < raw.n && !strchr("\"'`", raw.p[n]))
		n++;
	while (n + quotes < raw.n && quotes < QUOTES &&
	       raw.p[n + quotes] == raw.p[n])
		quotes++;
	/* two are an empty text, or the start of one of three */
	return quotes == QUOTES ? n + QUOTES : n + 1;
}

/* strict: one literal, which the pattern may not run beyond; else several, from
 * the first quote to one that what must follow follows. */
static void add_literal(struct buf *out, struct str raw, bool strict)
{
	struct str quote;
	size_t open = opening(raw), close = 1;

	if (open >= QUOTES && raw.n >= 2 * QUOTES &&
	    raw.p[open - 1] == raw.p[open - 2] &&
	    raw.p[raw.n - 1] == raw.p[raw.n - 2])
		close = QUOTES;
	if (raw.n < open + close) {
		add_escaped(out, raw);
		return;
	}
	quote = str_cut(raw, raw.n - close, raw.n);
	add_escaped(out, str_cut(raw, 0, open));
	if (strict && close == 1) {
		buf_addf(out, "(?:[^%c\\\\]|\\\\.)*", quote.p[0]);
	} else if (strict) {
		buf_adds(out, "(?:\\\\[\\s\\S]|(?!");
		add_escaped(out, quote);
		buf_adds(out, ")[^\\\\])*");
	} else {
		buf_adds(out, "[\\s\\S]*?");
	}
	add_escaped(out, quote);
}

/* What must follow, so that a quote inside of the text is not its end. */
static void add_behind(struct buf *out, struct str bytes, size_t to)
{
	struct str rest = trim(str_cut(bytes, to, bytes.n));
	size_t n;

	if (!rest.n) {
		buf_adds(out, "\\s*\\z");
		return;
	}
	rest = str_cut(rest, 0, str_find(rest, '\n', 0));
	/* a few characters, up to the end of a word */
	for (n = 0; n < rest.n; n++) {
		if (n >= BEHIND && !isalnum((unsigned char)rest.p[n]) &&
		    rest.p[n] != '_' && !((unsigned char)rest.p[n] & 0x80))
			break;
	}
	rest.n = n;
	buf_adds(out, "(?=\\s*");
	add_escaped(out, trim(rest));
	buf_addc(out, ')');
}

static struct str pattern_of(struct arena *a, struct str bytes,
			     const struct code_literal *l, unsigned lines,
			     bool strict)
{
	struct buf out = buf_in(a);
	size_t from = line_above(bytes, l->from, lines);
	struct str before = str_cut(bytes, from, l->from);

	if (from == 0 && lines > 0)
		buf_adds(&out, "\\A\\s*");
	add_escaped(&out, trim(before));
	if (trim(before).n)
		buf_adds(&out, "\\s*");
	buf_adds(&out, "(?<prompt>");
	add_literal(&out, str_cut(bytes, l->from, l->to), strict);
	buf_addc(&out, ')');
	add_behind(&out, bytes, l->to);
	return buf_str(&out);
}

struct str scan_make_match(struct arena *a,
			   const struct code_language *language,
			   struct str bytes, const struct code_literal *l)
{
	for (unsigned i = 0; i < 2 * (LINES_ABOVE + 1); i++) {
		struct str pattern = pattern_of(a, bytes, l, i / 2, i % 2 == 0);
		struct code_literal found;
		struct code_error why;

		if (pattern.n <= MATCH_LENGTH &&
		    code_match(a, language, bytes, pattern, &found, &why) ==
			    0 &&
		    found.from == l->from && found.to == l->to &&
		    str_eq(found.text, l->text))
			return pattern;
	}
	return STR_EMPTY;
}
