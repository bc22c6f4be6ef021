#include "format/front.h"

enum { FENCE = 3 }; /* bytes of --- and +++ */

/* The offset behind the line that begins at from: past its line end. */
static size_t next_line(struct str s, size_t from)
{
	while (from < s.n && s.p[from] != '\n' && s.p[from] != '\r')
		from++;
	if (from + 1 < s.n && s.p[from] == '\r' && s.p[from + 1] == '\n')
		from++;
	return from < s.n ? from + 1 : s.n;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Whether the line at from is --- and blanks alone. ended: so it is only if
 * a line feed follows. */
static bool is_fence(struct str s, size_t from, bool ended)
{
	if (!str_starts(str_cut(s, from, s.n), "---"))
		return false;
	for (from += FENCE; from < s.n && is_blank(s.p[from]);)
		from++;
	if (from == s.n)
		return !ended;
	return s.p[from] == '\n' || s.p[from] == '\r';
}

static unsigned line_of(struct str s, size_t offset)
{
	return text_pos(s, offset).line;
}

static void close_at(struct str s, size_t header, size_t fence, size_t body,
		     struct front *out)
{
	*out = (struct front){
		.present = true,
		.header = str_cut(s, header, fence),
		.header_from = header,
		.first_line = line_of(s, header),
		.body = str_cut(s, body, s.n),
		.body_from = body,
	};
}

static void split_lines(struct str s, size_t from, bool ended,
			struct front *out)
{
	size_t header = next_line(s, from), at = header;

	if (!is_fence(s, from, true))
		return;
	out->open = true;
	while (at < s.n && !is_fence(s, at, ended))
		at = next_line(s, at);
	if (at < s.n)
		close_at(s, header, at, next_line(s, at), out);
}

/* Blank lines and lines that begin with # come before it. */
static size_t skip_comments(struct str s)
{
	size_t at = 0;

	while (at < s.n) {
		size_t first = at;

		while (first < s.n && is_blank(s.p[first]))
			first++;
		if (first < s.n && s.p[first] != '\n' && s.p[first] != '\r' &&
		    s.p[at] != '#')
			break;
		at = next_line(s, at);
	}
	return at;
}

static bool is_mark(struct str s, size_t at)
{
	struct str rest = str_cut(s, at, at + FENCE);

	return str_is(rest, "---") || str_is(rest, "+++");
}

static bool is_space(char c)
{
	return is_blank(c) || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

/* ^\s*(---|+++)(.*?)(---|+++)\s*(.+)$ with a dot that takes line feeds. */
static void split_prompty(struct str s, struct front *out)
{
	size_t from = 0, at, body;

	while (from < s.n && is_space(s.p[from]))
		from++;
	if (!is_mark(s, from))
		return;
	out->open = true;
	for (at = from + FENCE; at < s.n && !is_mark(s, at);)
		at++;
	if (at >= s.n)
		return;
	for (body = at + FENCE; body < s.n && is_space(s.p[body]);)
		body++;
	close_at(s, from + FENCE, at, body, out);
}

void front_split(struct str s, enum front_rule rule, struct front *out)
{
	*out = (struct front){ .body = s };
	if (rule == FRONT_PROMPTY)
		split_prompty(s, out);
	else if (rule == FRONT_DOTPROMPT)
		split_lines(s, skip_comments(s), true, out);
	else
		split_lines(s, 0, false, out);
}
