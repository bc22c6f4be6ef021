#include "report/trailer.h"

#include "base/arena.h"

static const char token[] = "Prompt: ";

static bool is_blank(struct str line)
{
	for (size_t i = 0; i < line.n; i++)
		if (!strchr(" \t\r\n\v\f", line.p[i]) || !line.p[i])
			return false;
	return true;
}

static bool begins(struct str line, struct str with)
{
	return with.n && line.n >= with.n &&
	       memcmp(line.p, with.p, with.n) == 0;
}

static bool is_comment(struct str line, const struct trailer_style *style)
{
	return begins(line, style->comment);
}

/* The line at `from`, with its newline if it has one. */
static struct str line_at(struct str text, size_t from)
{
	return str_cut(text, from, str_find(text, '\n', from) + 1);
}

static bool is_cut_line(struct str line, const struct trailer_style *style)
{
	static const char cut[] =
		" ------------------------ >8 ------------------------\n";

	return style->cut && is_comment(line, style) &&
	       str_is(str_cut(line, style->comment.n, line.n), cut);
}

/* Where the message ends, and what git takes off begins. */
static size_t end_of(struct str text, const struct trailer_style *style)
{
	bool conflicts = false; /* in a list as gits before 2.0 wrote it */
	size_t end = 0;

	for (size_t at = 0; at < text.n;) {
		struct str line = line_at(text, at);

		if (is_cut_line(line, style))
			break;
		at += line.n;
		if (is_comment(line, style) || is_blank(line))
			continue;
		if (str_is(line, "Conflicts:\n"))
			conflicts = true;
		else if (!conflicts || line.p[0] != '\t') {
			conflicts = false;
			end = at;
		}
	}
	return end;
}

/* Whether a line is "Token: value", as git reads it. */
static bool is_trailer(struct str line)
{
	bool space = false;

	for (size_t i = 0; i < line.n; i++) {
		char c = line.p[i];

		if (c == ':')
			return i > 0;
		if (!space &&
		    ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		     (c >= '0' && c <= '9') || c == '-'))
			continue;
		if (i == 0 || (c != ' ' && c != '\t'))
			return false;
		space = true;
	}
	return false;
}

/* Lines that git itself adds: beside one of them others may stand. */
static bool is_of_git(struct str line)
{
	return str_starts(line, "Signed-off-by: ") ||
	       str_starts(line, "(cherry picked from commit ");
}

/* The first paragraph is the title, and never trailers. */
static size_t end_of_title(struct str body, const struct trailer_style *style)
{
	size_t at = 0;

	while (at < body.n) {
		struct str line = line_at(body, at);

		if (!is_comment(line, style) && is_blank(line))
			break;
		at += line.n;
	}
	return at;
}

/* What a paragraph consists of. */
struct tally {
	size_t trailers, others, continued;
	bool of_git;
};

static void count_line(struct tally *t, struct str line)
{
	bool of_git = is_of_git(line);

	if (of_git || (is_trailer(line) && !strchr(" \t", line.p[0]))) {
		t->trailers++;
		t->continued = 0; /* those below belong to it */
		t->of_git |= of_git;
	} else if (line.p[0] == ' ' || line.p[0] == '\t') {
		t->continued++;
	} else {
		t->others += 1 + t->continued;
		t->continued = 0;
	}
}

/* Where the block of trailers begins that body ends in, or body.n. */
static size_t block_of(struct str body, const struct trailer_style *style)
{
	size_t title = end_of_title(body, style), at = body.n;
	struct tally t = { 0 };

	/* Lines from the last one up; the first that is blank ends it. */
	while (at > title) {
		size_t from = at - 1;
		struct str line;

		while (from > 0 && body.p[from - 1] != '\n')
			from--;
		line = str_cut(body, from, at);
		if (is_comment(line, style)) {
			t.others += t.continued;
			t.continued = 0;
		} else if (is_blank(line)) {
			t.others += t.continued;
			if ((t.of_git && t.trailers * 3 >= t.others) ||
			    (t.trailers && !t.others))
				return at;
			return body.n;
		} else {
			count_line(&t, line);
		}
		at = from;
	}
	return body.n;
}

/* Whether text is a version as this program writes it. */
static bool is_version(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] <= ' ' || text.p[i] == '>')
			return false;
	return text.n && text.p[0] >= '0' && text.p[0] <= '9';
}

/* Whether it is "35 more". */
static bool is_count(struct str rest)
{
	size_t n = 0;

	while (n < rest.n && rest.p[n] >= '0' && rest.p[n] <= '9')
		n++;
	return n > 0 && str_is(str_cut(rest, n, rest.n), " more");
}

/* Whether rest of a line is "[<version> ]-> <version>". */
static bool is_move(struct str rest)
{
	size_t space = str_find(rest, ' ', 0);

	if (is_version(str_cut(rest, 0, space)))
		rest = str_cut(rest, space + 1, rest.n);
	return str_starts(rest, "-> ") && is_version(str_cut(rest, 3, rest.n));
}

static struct str without_end(struct str line)
{
	return line.n && line.p[line.n - 1] == '\n' ?
		       str_cut(line, 0, line.n - 1) :
		       line;
}

/* Whether line is about the same as trailer; *same: exactly that trailer. */
static bool is_about(struct str line, const struct trailer *trailer, bool *same)
{
	struct str rest = without_end(line);

	*same = false;
	if (!str_starts(rest, token))
		return false;
	rest = str_cut(rest, sizeof(token) - 1, rest.n);
	if (!begins(rest, trailer->id) || rest.n == trailer->id.n ||
	    rest.p[trailer->id.n] != ' ')
		return false;
	rest = str_cut(rest, trailer->id.n + 1, rest.n);
	*same = str_eq(rest, trailer->moved);
	return *same || is_move(rest) || is_count(rest);
}

/* Copy a block of trailers, or the text before it, without what is said anew. */
static bool copy_lines(struct buf *out, struct str text, bool block,
		       const struct trailer *trailers, size_t count,
		       bool *there)
{
	bool changed = false;

	for (size_t at = 0; at < text.n;) {
		struct str line = line_at(text, at);
		bool drop = false;

		at += line.n;
		for (size_t i = 0; i < count; i++) {
			bool same;

			if (!is_about(line, trailers + i, &same))
				continue;
			drop = block && (!same || there[i]);
			there[i] |= same;
			break;
		}
		if (!drop)
			buf_add(out, line);
		changed |= drop;
	}
	return changed;
}

bool trailer_add(struct buf *out, struct str message,
		 const struct trailer_style *style,
		 const struct trailer *trailers, size_t count)
{
	struct arena scratch = { 0 };
	bool *there = arena_zero(&scratch, count + 1, sizeof(*there));
	struct buf text = buf_in(&scratch);
	size_t end = end_of(message, style), added = 0;
	struct str body = str_cut(message, 0, end);
	size_t block = block_of(body, style);
	bool changed;

	(void)copy_lines(&text, str_cut(body, 0, block), false, trailers, count,
			 there);
	changed = copy_lines(&text, str_cut(body, block, body.n), true,
			     trailers, count, there);
	if (text.len && text.data[text.len - 1] != '\n')
		buf_addc(&text, '\n');
	for (size_t i = 0; i < count; i++) {
		if (there[i])
			continue;
		/* An empty message: a line for the title stays free. */
		if (added++ == 0 && block == body.n)
			buf_adds(&text, body.n ? "\n" : "\n\n");
		buf_addf(&text, "%s%.*s %.*s\n", token, STR_ARG(trailers[i].id),
			 STR_ARG(trailers[i].moved));
	}
	changed |= added > 0;
	if (changed) {
		buf_add(&text, str_cut(message, end, message.n));
		buf_add(out, buf_str(&text));
	}
	arena_free(&scratch);
	return changed;
}
