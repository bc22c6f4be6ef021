/*
 * The body of a Markdown file: files that it refers to, and what looks like a
 * variable there and is none.
 *
 * Both look at prose, where an `@` is mostly a decorator, a package or an
 * address. So a reference is only one if the file it names is there; and
 * nothing in code is one.
 */
#include "base/arena.h"
#include "base/map.h"
#include "format/markdown.h"
#include "view/view.h"

enum {
	LINKS = 200,	 /* paths of one prompt that are looked for */
	LINK_SIZE = 400, /* longest */
	LINK_DEPTH = 5,	 /* imports in imports */
	SPAN = 1000,	 /* bytes that a code span may have */
	GUESSES = 8	 /* names of one note */
};

void markdown_trim(struct str bytes, size_t *from, size_t *to)
{
	static const char space[] = " \t\n\v\f\r";

	while (*from < *to && memchr(space, bytes.p[*from], sizeof(space) - 1))
		++*from;
	while (*to > *from &&
	       memchr(space, bytes.p[*to - 1], sizeof(space) - 1))
		--*to;
}

/* ---- lines, without code */

/* Prose: a line at a time, its code spans known. */
struct prose {
	struct str text;
	size_t next;	   /* where the next line begins */
	struct str line;   /* this one */
	unsigned number;   /* from 1 */
	char fence;	   /* of the code block that is open, or 0 */
	size_t fence_size; /* its marks */
};

/* The marks that the line may open or close a fence with; *c is which. */
static size_t fence_marks(struct str line, char *c)
{
	size_t from = 0, n = 0;

	while (from < line.n && line.p[from] == ' ')
		from++;
	*c = from < line.n ? line.p[from] : '\0';
	if (*c != '`' && *c != '~')
		return 0;
	while (from + n < line.n && line.p[from + n] == *c)
		n++;
	return n >= 3 ? n : 0;
}

/* The next line that is no code. */
static bool next_line(struct prose *p)
{
	while (p->next < p->text.n) {
		size_t end = str_find(p->text, '\n', p->next), marks;
		char c;

		p->line = str_cut(p->text, p->next, end);
		p->next = end + 1;
		p->number++;
		marks = fence_marks(p->line, &c);
		if (!p->fence && !marks)
			return true;
		if (!p->fence) {
			p->fence = c;
			p->fence_size = marks;
		} else if (c == p->fence && marks >= p->fence_size) {
			p->fence = '\0';
		}
	}
	return false;
}

/* The byte behind the code span that the backquote at from opens; where it is
 * not closed, behind its marks. */
static size_t span_end(struct str line, size_t from)
{
	size_t marks = from, most;

	while (marks < line.n && line.p[marks] == '`')
		marks++;
	most = line.n - marks < SPAN ? line.n : marks + SPAN;
	for (size_t at = marks; at < most;) {
		size_t n = at;

		while (n < most && line.p[n] == '`')
			n++;
		if (n - at == marks - from)
			return n;
		at = n > at ? n : at + 1;
	}
	return marks;
}

/* ---- links */

/* A text in which links are looked for. */
struct linked {
	struct str text, folder;
	struct pos pos; /* of all links, or line 0: they are in the file */
	unsigned line;	/* before its first one */
	unsigned depth;
};

struct links {
	struct reading *r;
	struct format_prompt *p;
	enum markdown_links kind;
	struct map seen; /* paths */
	size_t tried;
	struct linked *queue; /* texts still to be looked through, from next */
	size_t next, count, room;
};

static bool is_path(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z') || c == '_' || c == '-' || c == '.' ||
	       c == '/' || (c & 0x80);
}

/* The path in the link at `at`, or empty. */
static struct str link_at(enum markdown_links kind, struct str line, size_t at)
{
	const char *mark = kind == LINKS_HASH ? "#file:" : "@";
	size_t from = at + strlen(mark), to = from;
	struct str path;

	if (!str_starts(str_cut(line, at, line.n), mark) ||
	    (at > 0 && !strchr(" \t(['\"*,>:", line.p[at - 1])))
		return STR_EMPTY;
	while (to < line.n && to - from <= LINK_SIZE && is_path(line.p[to]))
		to++;
	while (to > from && line.p[to - 1] == '.')
		to--;
	path = str_cut(line, from, to);
	if (path.n == 0 || path.n > LINK_SIZE || path.p[0] == '/' ||
	    (str_find(path, '.', 0) == path.n &&
	     str_find(path, '/', 0) == path.n))
		return STR_EMPTY;
	return path;
}

enum found { ABSENT, SEEN, FOUND };

static enum found try_path(struct links *l, struct str folder, struct str ref,
			   struct str *path, struct str *bytes)
{
	void **seen;

	if (view_path_join(l->r->a, folder, ref, path) < 0 ||
	    str_eq(*path, l->r->path))
		return ABSENT;
	seen = map_put(&l->seen, *path);
	if (*seen)
		return *seen == l ? SEEN : ABSENT;
	*seen = l->r; /* absent */
	if (++l->tried > LINKS || !format_peek(l->r, *path, bytes))
		return ABSENT;
	*seen = l;
	return FOUND;
}

/* A link in a text: its path, and where its mark stands. */
struct link {
	struct str path, line;
	size_t at;
	unsigned number; /* of the line */
};

static void add_import(struct links *l, const struct linked *in,
		       struct str path, struct str bytes, struct pos pos)
{
	size_t slash = str_rfind(path, '/');

	if (l->kind != LINKS_IMPORTS || in->depth == LINK_DEPTH)
		return;
	l->queue = arena_grow(l->r->a, l->queue, l->count, &l->room,
			      sizeof(*l->queue));
	l->queue[l->count++] = (struct linked){
		.text = bytes,
		.folder = str_cut(path, 0, slash < path.n ? slash : 0),
		.pos = pos,
		.depth = in->depth + 1,
	};
}

static void add_link(struct links *l, const struct linked *in,
		     const struct link *link)
{
	struct str folders[2] = { in->folder, STR_EMPTY }, path, bytes;
	size_t count = l->kind == LINKS_IMPORTS ? 1 : 2;
	size_t end = (size_t)(link->path.p - link->line.p) + link->path.n;
	struct pos pos = in->pos;
	enum found found = ABSENT;

	if (l->kind == LINKS_AT) {
		folders[0] = STR_EMPTY;
		folders[1] = in->folder;
	}
	for (size_t i = 0; found == ABSENT && i < count; i++)
		found = try_path(l, folders[i], link->path, &path, &bytes);
	if (found != FOUND)
		return;
	if (!pos.line)
		pos = (struct pos){ link->number,
				    text_pos(link->line, link->at).column };
	format_opaque(l->r, l->p, str_cut(link->line, link->at, end), path,
		      bytes, pos);
	add_import(l, in, path, bytes, pos);
}

static void look_line(struct links *l, const struct linked *in, struct str line,
		      unsigned number)
{
	char mark = l->kind == LINKS_HASH ? '#' : '@';

	for (size_t at = 0; at < line.n && l->r->rc == 0;) {
		struct link link = { .line = line, .at = at, .number = number };

		if (line.p[at] == mark)
			link.path = link_at(l->kind, line, at);
		if (link.path.n) {
			add_link(l, in, &link);
			at = (size_t)(link.path.p - line.p) + link.path.n;
		} else {
			at = line.p[at] == '`' ? span_end(line, at) : at + 1;
		}
	}
}

void markdown_links(struct reading *r, struct format_prompt *p,
		    enum markdown_links kind, size_t from, size_t to)
{
	struct links l = { .r = r, .p = p, .kind = kind, .seen = map_in(r->a) };

	if (kind == LINKS_NONE)
		return;
	l.queue = arena_grow(r->a, NULL, 0, &l.room, sizeof(*l.queue));
	l.queue[l.count++] = (struct linked){
		.text = str_cut(r->bytes, from, to),
		.folder = r->folder,
		.line = text_pos(r->bytes, from).line - 1,
	};
	while (l.next < l.count) {
		struct linked in = l.queue[l.next++];
		struct prose prose = { .text = in.text, .number = in.line };

		while (next_line(&prose))
			look_line(&l, &in, prose.line, prose.number);
	}
	if (l.tried > LINKS)
		format_tell(r, p->pos,
			    "only the first %d files that it may refer to were "
			    "looked for",
			    LINKS);
}

/* ---- what looks like a variable */

static bool is_name(char c, bool first)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       (!first && c >= '0' && c <= '9');
}

/* The length of `${NAME}` or `{{ NAME }}` at `at`, or 0. */
static size_t guess_at(struct str s, size_t at)
{
	bool braces = s.p[at] == '{';
	size_t i = at + 2, from;

	if (i >= s.n || s.p[at + 1] != '{' ||
	    (braces && at > 0 && (s.p[at - 1] == '$' || s.p[at - 1] == '{')))
		return 0;
	while (braces && i < s.n && s.p[i] == ' ')
		i++;
	for (from = i; i < s.n && is_name(s.p[i], i == from); i++)
		;
	if (i == from)
		return 0;
	while (braces && i < s.n && s.p[i] == ' ')
		i++;
	if (!str_is(str_cut(s, i, i + (braces ? 2 : 1)), braces ? "}}" : "}"))
		return 0;
	return i + (braces ? 2 : 1) - at;
}

/* The guesses of a text, each once. */
struct guesses {
	struct buf names;
	struct map seen;
	struct pos pos; /* of the first */
};

static void guess_in(struct guesses *g, const struct format_text *text,
		     const struct segment *s)
{
	for (size_t at = 0; at < s->raw.n; at++) {
		char c = s->raw.p[at];
		size_t n = c == '$' || c == '{' ? guess_at(s->raw, at) : 0;
		struct str name = str_cut(s->raw, at, at + n);
		void **seen;

		if (!n)
			continue;
		seen = map_put(&g->seen, name);
		if (g->seen.count == 1 && !*seen) {
			struct pos pos = text_pos(s->raw, at);

			if (pos.line == 1)
				pos.column += s->pos.column - 1;
			pos.line += s->pos.line - 1;
			g->pos = format_place(text, pos);
		}
		if (!*seen && g->seen.count <= GUESSES)
			buf_addf(&g->names, "%s%.*s", g->names.len ? ", " : "",
				 STR_ARG(text_shorten(name, 60)));
		*seen = g;
		at += n - 1;
	}
}

void markdown_look(struct reading *r, struct format_prompt *p,
		   const struct format_message *message, bool guess)
{
	struct guesses g = { .names = buf_in(r->a), .seen = map_in(r->a) };
	const struct format_text *text = &message->text;
	struct template_error why;
	struct template t;

	if (template_read(r->a, message->language, text->text, NULL, 0, &t,
			  &why) < 0)
		return;
	for (size_t i = 0; i < t.opaque_count; i++)
		format_opaque(
			r, p,
			str_fmt(r->a, "!`%.*s`", STR_ARG(t.opaque[i].text)),
			STR_EMPTY, STR_EMPTY,
			format_place(text, t.opaque[i].pos));
	for (size_t i = 0; guess && i < t.segment_count; i++)
		if (t.segments[i].kind == SEGMENT_TEXT)
			guess_in(&g, text, &t.segments[i]);
	if (g.names.len)
		format_tell(r, g.pos,
			    "what looks like a variable is text here: %.*s%s",
			    STR_ARG(buf_str(&g.names)),
			    g.seen.count > GUESSES ? " and more" : "");
}
