#include "format/front.h"
#include "template/js_text.h"

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

static bool is_line_end(char c)
{
	return c == '\n' || c == '\r';
}

/* Whether the line at from is --- and blanks alone. */
static bool is_fence(struct str s, size_t from)
{
	if (!str_starts(str_cut(s, from, s.n), "---"))
		return false;
	for (from += FENCE; from < s.n && is_blank(s.p[from]);)
		from++;
	return from == s.n || is_line_end(s.p[from]);
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

static void split_lines(struct str s, struct front *out)
{
	size_t header = next_line(s, 0), at = header;

	if (!is_fence(s, 0) || !is_line_end(s.p[header - 1]))
		return;
	out->open = true;
	while (at < s.n && !is_fence(s, at))
		at = next_line(s, at);
	if (at < s.n)
		close_at(s, header, at, next_line(s, at), out);
}

/* ---- dotprompt: ^(?:(?:#[^\n]*|[ \t]*)\n)*---\s*(?:\r\n|\r|\n)
 * ([\s\S]*?)(?:\r\n|\r|\n)---\s*(?:\r\n|\r|\n)([\s\S]*)$ */

/* Blank lines and lines that begin with # come before it; CR LF does not end
 * a blank one. */
static size_t skip_comments(struct str s)
{
	size_t at = 0;

	while (at < s.n) {
		size_t end = at;

		if (s.p[at] == '#')
			end = str_find(s, '\n', at);
		else
			while (end < s.n && is_blank(s.p[end]))
				end++;
		if (end >= s.n || s.p[end] != '\n')
			break;
		at = end + 1;
	}
	return at;
}

/* Behind the last line end of the white space at `at`, or 0: it has none. */
static size_t behind_lines(struct str s, size_t at)
{
	size_t end = js_skip(s, at);

	while (end > at && !is_line_end(s.p[end - 1]))
		end--;
	return end > at ? end : 0;
}

/* Where the line end before `at` begins. */
static size_t line_end_before(struct str s, size_t at)
{
	return at > 1 && s.p[at - 1] == '\n' && s.p[at - 2] == '\r' ? at - 2 :
								      at - 1;
}

/* Where the first closing line at or behind `at` is, and *body behind it; or
 * s.n. */
static size_t find_close(struct str s, size_t at, size_t *body)
{
	for (; at < s.n; at++)
		if (is_line_end(s.p[at]) && at + 1 < s.n &&
		    str_starts(str_cut(s, at + 1, s.n), "---")) {
			*body = behind_lines(s, at + 1 + FENCE);
			if (*body)
				return at + 1;
		}
	return s.n;
}

/*
 * White space behind the opening line is skipped to its last line end, unless
 * the closing line follows right there and there is no other one: then the
 * header is what of that white space is between two line ends.
 */
static void split_dotprompt(struct str s, struct front *out)
{
	size_t from = skip_comments(s), space = from + FENCE;
	size_t header, fence, end, body = 0;

	if (!str_starts(str_cut(s, from, s.n), "---"))
		return;
	header = behind_lines(s, space);
	if (!header)
		return;
	out->open = true;
	fence = find_close(s, header, &body);
	if (fence < s.n) {
		close_at(s, header, line_end_before(s, fence), body, out);
		return;
	}
	fence = header;
	if (fence == s.n || find_close(s, fence - 1, &body) != fence)
		return;
	header = behind_lines(str_cut(s, 0, fence - 1), space);
	end = line_end_before(s, fence);
	if (header)
		close_at(s, header, end > header ? end : header, body, out);
}

/* ---- prompty: ^\s*(---|+++)(.*?)(---|+++)\s*(.+)$, a dot takes all */

static bool is_mark(struct str s, size_t at)
{
	struct str rest = str_cut(s, at, at + FENCE);

	return str_is(rest, "---") || str_is(rest, "+++");
}

static bool is_space(char c)
{
	return is_blank(c) || is_line_end(c) || c == '\f' || c == '\v';
}

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
	/* the body has one character at least, if only white space */
	if (at + FENCE >= s.n)
		return;
	for (body = at + FENCE; body + 1 < s.n && is_space(s.p[body]);)
		body++;
	close_at(s, from + FENCE, at, body, out);
}

void front_split(struct str s, enum front_rule rule, struct front *out)
{
	*out = (struct front){ .body = s };
	if (rule == FRONT_PROMPTY)
		split_prompty(s, out);
	else if (rule == FRONT_DOTPROMPT)
		split_dotprompt(s, out);
	else
		split_lines(s, out);
}
