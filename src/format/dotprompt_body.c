/*
 * The template of a dotprompt file, cut into messages where {{role}} and
 * {{history}} stand. dotprompt renders it first and cuts what comes out, so
 * only marks at the top level are sure to be there.
 */
#include "base/arena.h"
#include "format/dotprompt.h"
#include "template/js_text.h"

enum mark_kind {
	MARK_NONE,
	MARK_ROLE,
	MARK_HISTORY,
	MARK_UNKNOWN /* a role that only rendering tells */
};

struct mark {
	enum mark_kind kind;
	struct str role;
};

struct cutter {
	struct reading *r;
	struct format_prompt *p;
	struct str role; /* of the piece that goes on */
	size_t from;	 /* where it begins in the file */
	struct pos pos;	 /* the same */
	bool blank;	 /* white space and comments alone so far */
	unsigned depth;	 /* of blocks */
	/* A place whose line is known: places are asked for in their order. */
	size_t known;
	struct pos known_pos;
};

static struct pos place(struct cutter *c, size_t at)
{
	struct pos pos;

	if (at < c->known)
		return text_pos(c->r->bytes, at);
	pos = text_pos(str_cut(c->r->bytes, c->known, at), at - c->known);
	if (pos.line == 1)
		pos.column += c->known_pos.column - 1;
	pos.line += c->known_pos.line - 1;
	c->known = at;
	c->known_pos = pos;
	return pos;
}

/* ---- what a tag is, by its canonical form */

/* `{{`, what makes it special, one space: the tokens behind. */
static struct str tokens(struct str canonical)
{
	size_t at = 2;

	while (at < canonical.n && strchr("{~&", canonical.p[at]))
		at++;
	return str_cut(canonical, js_skip(canonical, at), canonical.n);
}

/* The text in quotes that the tokens begin with, if it is a-z. */
static bool role_name(struct str s, struct str *out)
{
	size_t end;

	if (s.n == 0 || (s.p[0] != '"' && s.p[0] != '\''))
		return false;
	end = str_find(s, s.p[0], 1);
	*out = str_cut(s, 1, end);
	for (size_t i = 0; i < out->n; i++)
		if (out->p[i] < 'a' || out->p[i] > 'z')
			return false;
	return out->n > 0;
}

static bool is_word(struct str s, const char *word)
{
	size_t n = strlen(word);

	return str_starts(s, word) &&
	       (s.n == n || strchr(" \"'}~(", s.p[n]) != NULL);
}

static struct mark mark_of(const struct segment *s)
{
	struct str rest = tokens(s->canonical);
	struct mark out = { .kind = MARK_NONE };

	if (s->kind != SEGMENT_EXPRESSION)
		return out;
	if (is_word(rest, "history")) {
		out.kind = MARK_HISTORY;
	} else if (is_word(rest, "role")) {
		rest = str_cut(rest, 4, rest.n);
		rest = str_cut(rest, js_skip(rest, 0), rest.n);
		out.kind = role_name(rest, &out.role) ? MARK_ROLE :
							MARK_UNKNOWN;
	}
	return out;
}

/* 1: the tag opens a block; -1: it closes one; 0: neither. */
static int nesting(const struct segment *s)
{
	struct str c = s->canonical;
	size_t sign = str_starts(c, "{{~") ? 3 : 2;

	if (s->kind != SEGMENT_STATEMENT || sign >= c.n)
		return 0;
	if (str_starts(c, "{{{{"))
		return c.n > 4 && c.p[4] == '/' ? -1 : 1;
	switch (c.p[sign]) {
	case '#':
		return 1;
	case '/':
		return -1;
	case '^': /* `{{^ }}` is an else */
		return str_ends(c, "^ }}") || str_ends(c, "^ ~}}") ? 0 : 1;
	default:
		return 0;
	}
}

/* ---- pieces */

static struct str role_of(struct str name)
{
	return str_is(name, "model") ? STR("assistant") : name;
}

/* The piece up to a place of the file is a message, unless nothing is in it:
 * then the next mark only renames it. */
static void end_piece(struct cutter *c, size_t to)
{
	struct format_message *m;

	if (c->blank || to <= c->from)
		return;
	m = format_message(c->r, c->p, role_of(c->role));
	m->language = language_find(STR("handlebars"));
	format_option(c->r, m, "dialect", STR("\"dotprompt\""));
	m->text = (struct format_text){
		.text = str_cut(c->r->bytes, c->from, to),
		.path = c->r->path,
		.pos = c->pos,
	};
}

/* `{{~` and `~}}` take the white space beside them off. */
static size_t before(const struct cutter *c, const struct segment *s, size_t at)
{
	struct str piece = str_cut(c->r->bytes, c->from, at);

	return str_starts(s->raw, "{{~") ? c->from + js_end(piece) : at;
}

static size_t behind(const struct cutter *c, const struct segment *s, size_t at,
		     size_t to)
{
	return str_ends(s->raw, "~}}") ?
		       js_skip(str_cut(c->r->bytes, 0, to), at) :
		       at;
}

static void tell_unknown(struct cutter *c, const struct mark *mark, size_t at)
{
	struct pos pos = place(c, at);

	if (c->depth)
		format_tell(c->r, pos,
			    "a %s in a block is known only when it is "
			    "rendered: the message goes on here",
			    mark->kind == MARK_HISTORY ? "{{history}}" :
							 "{{role}}");
	else
		format_tell(c->r, pos,
			    "the role is no text of small letters in quotes: "
			    "the message goes on here");
}

/* The expression at [at, end) of the file; `to` is the template's end. */
static void take_expression(struct cutter *c, const struct segment *s,
			    size_t at, size_t end, size_t to)
{
	struct mark mark = mark_of(s);

	if (mark.kind == MARK_NONE) {
		c->blank = false;
		return;
	}
	if (c->depth || mark.kind == MARK_UNKNOWN) {
		tell_unknown(c, &mark, at);
		c->blank = false;
		return;
	}
	end_piece(c, before(c, s, at));
	c->from = behind(c, s, end, to);
	c->pos = place(c, c->from);
	c->blank = true;
	c->role = mark.role;
	if (mark.kind == MARK_HISTORY) {
		format_message(c->r, c->p, STR_EMPTY)->slot = STR("history");
		c->role = STR("model");
	}
}

static void take_statement(struct cutter *c, const struct segment *s, size_t at)
{
	int change = nesting(s);

	c->blank = false;
	if (change > 0 && c->depth == 0 &&
	    is_word(str_cut(s->canonical, 4, s->canonical.n), "role"))
		format_tell(c->r, place(c, at),
			    "role is no block: dotprompt leaves out what "
			    "stands in it; write {{role \"...\"}} before the "
			    "text");
	if (change > 0)
		c->depth++;
	else if (change < 0 && c->depth)
		c->depth--;
}

static void take_segment(struct cutter *c, const struct segment *s, size_t at,
			 size_t end, size_t to)
{
	switch (s->kind) {
	case SEGMENT_TEXT:
		c->blank = c->blank && js_skip(s->raw, 0) == s->raw.n;
		break;
	case SEGMENT_EXPRESSION:
		take_expression(c, s, at, end, to);
		break;
	case SEGMENT_STATEMENT:
		take_statement(c, s, at);
		break;
	case SEGMENT_COMMENT:
	default:
		break;
	}
}

/* ---- the whole */

/* Where n bytes end that have LF for what may be CR LF in the file. */
static size_t advance(struct str bytes, size_t at, size_t n)
{
	for (; n && at < bytes.n; n--)
		at += bytes.p[at] == '\r' && at + 1 < bytes.n &&
				      bytes.p[at + 1] == '\n' ?
			      2 :
			      1;
	return at;
}

/* `{{#*inline "x"}}` defines a partial that all of the template may use. */
static bool has_inline(const struct template *t)
{
	for (size_t i = 0; i < t->segment_count; i++)
		if (str_starts(t->segments[i].canonical, "{{#*") ||
		    str_starts(t->segments[i].canonical, "{{~#*"))
			return true;
	return false;
}

static void cut(struct cutter *c, const struct template *t, size_t to)
{
	size_t at = c->from;

	for (size_t i = 0; i < t->segment_count; i++) {
		const struct segment *s = &t->segments[i];
		size_t end = advance(c->r->bytes, at, s->raw.n);

		take_segment(c, s, at, end, to);
		at = end;
	}
	end_piece(c, to);
}

void dotprompt_body(struct reading *r, struct format_prompt *p, size_t from,
		    size_t to)
{
	static const struct template_option options[] = {
		{ { "dialect", 7 }, { "\"dotprompt\"", 11 } }
	};
	const struct str text = str_cut(r->bytes, from, to);
	struct cutter c = { .r = r,
			    .p = p,
			    .role = STR("user"),
			    .from = from,
			    .pos = text_pos(r->bytes, from),
			    .blank = true,
			    .known = from };
	struct template_error why;
	struct template t;

	c.known_pos = c.pos;
	/* What is wrong with it whoever builds the prompt tells. */
	if (template_read(r->a, language_find(STR("handlebars")), text, options,
			  1, &t, &why) == 0 &&
	    !has_inline(&t)) {
		cut(&c, &t, to);
		return;
	}
	c.blank = js_skip(text, 0) == text.n;
	end_piece(&c, to);
}
