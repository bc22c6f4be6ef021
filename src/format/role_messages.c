#include "format/role_messages.h"

#include <stdlib.h>

#include "base/arena.h"

struct cutting {
	struct reading *r;
	struct format_prompt *p;
	const struct role_text *text;
	struct role_lines lines;
	/* the place of an offset of bytes: they are asked for in order */
	size_t at;
	struct pos pos;
};

static bool is_line(char c)
{
	return c == '\n' || c == '\r';
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static struct pos place_of(struct cutting *c, size_t at)
{
	struct pos step;

	if (at < c->at) {
		c->at = 0;
		c->pos = (struct pos){ 1, 1 };
	}
	step = text_pos(str_cut(c->text->bytes, c->at, c->text->bytes.n),
			at - c->at);
	c->pos.column = step.line > 1 ? step.column :
					c->pos.column + step.column - 1;
	c->pos.line += step.line - 1;
	c->at = at;
	return c->pos;
}

/* ---- what a piece is without what the tool takes off */

static void trim(const struct cutting *c, const struct role_piece *piece,
		 size_t *from, size_t *to)
{
	enum role_trim how = c->text->trim;
	const char *p = c->text->bytes.p;

	*from = c->text->from + piece->from;
	*to = c->text->from + piece->to;
	if (piece->beside && how == ROLE_TRIM_LINES)
		how = ROLE_TRIM_SPACE;
	while (*from < *to && ((how == ROLE_TRIM_SPACE && is_space(p[*from])) ||
			       (how == ROLE_TRIM_LINES && is_line(p[*from]))))
		++*from;
	while (*to > *from &&
	       ((how == ROLE_TRIM_SPACE && is_space(p[*to - 1])) ||
		(how == ROLE_TRIM_LINES && is_line(p[*to - 1]))))
		--*to;
}

/* The end of a text without its last line feed. */
static size_t without_line(struct str bytes, size_t from, size_t to)
{
	if (to > from && bytes.p[to - 1] == '\n')
		to--;
	if (to > from && bytes.p[to - 1] == '\r')
		to--;
	return to;
}

/*
 * Prompty 1 puts the lines of a message together again without the last line
 * feed. Jinja2 takes one off each text by itself, so that nothing is left to
 * do but at the very end, where both do.
 */
static void trim_prompty_1(const struct cutting *c, bool last, size_t from,
			   size_t *to)
{
	struct str bytes = c->text->bytes;
	size_t less = without_line(bytes, from, *to);

	if (strcmp(c->text->language->name, "mustache") == 0 ||
	    (last && without_line(bytes, from, less) < less))
		*to = less;
}

/* ---- names that earlier pieces bind */

static int by_name(const void *a, const void *b)
{
	const struct variable *x = a, *y = b;

	return str_compare(x->name, y->name);
}

static const struct variable *find(const struct template *t,
				   const struct variable *v)
{
	if (t->variable_count == 0)
		return NULL;
	return bsearch(v, t->variables, t->variable_count,
		       sizeof(*t->variables), by_name);
}

/* A name that all of it does not take from the application is bound; one that
 * it need not be passed, and the piece would need, perhaps. */
static void bind(struct cutting *c, struct format_message *m,
		 const struct template *t)
{
	struct bound *bound = arena_zero(c->r->a, t->variable_count,
					 sizeof(*bound));

	m->bound = bound;
	for (size_t i = 0; i < t->variable_count; i++) {
		const struct variable *v = &t->variables[i];
		const struct variable *all = find(&c->lines.whole, v);

		if (!all || (v->read && !all->read))
			bound[m->bound_count++] = (struct bound){ v->name,
								  false };
		else if (all->optional && !v->optional)
			bound[m->bound_count++] = (struct bound){ v->name,
								  true };
	}
}

/* ---- messages */

static bool is_blank(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_space(s.p[i]))
			return false;
	return true;
}

/* Whether a template is white space and comments. */
static bool gives_nothing(const struct template *t)
{
	for (size_t i = 0; i < t->segment_count; i++) {
		const struct segment *s = &t->segments[i];

		if (s->kind != SEGMENT_COMMENT &&
		    (s->kind != SEGMENT_TEXT || !is_blank(s->raw)))
			return false;
	}
	return true;
}

static void tell_mark(struct cutting *c, const struct role_piece *piece)
{
	struct pos pos = place_of(c, c->text->from + piece->mark_at);

	format_opaque(c->r, c->p, piece->mark, STR_EMPTY, STR_EMPTY, pos);
	format_tell(c->r, pos,
		    "the attributes of %.*s are sent with the message; they "
		    "are hashed as they are written",
		    STR_ARG(text_shorten(piece->mark, 200)));
}

static void add_message(struct cutting *c, const struct role_piece *piece,
			bool last)
{
	const struct role_text *text = c->text;
	struct format_message *m;
	struct template_error why;
	struct template t;
	struct str bytes;
	size_t from, to;
	bool read;

	trim(c, piece, &from, &to);
	if (text->trim == ROLE_TRIM_NOTHING && text->rule == ROLES_PROMPTY_1)
		trim_prompty_1(c, last, from, &to);
	bytes = str_cut(text->bytes, from, to);
	read = template_read(c->r->a, text->language, bytes, text->options,
			     text->option_count, &t, &why) == 0;
	if ((piece->role.n == 0 || piece->beside) && c->lines.count > 1 &&
	    read && gives_nothing(&t))
		return;
	if (piece->mark.n)
		tell_mark(c, piece);
	m = format_message(c->r, c->p,
			   piece->role.n ? piece->role : text->role);
	m->language = text->language;
	m->options = text->options;
	m->option_count = text->option_count;
	m->text = (struct format_text){
		.text = bytes,
		.path = text->path,
		.pos = place_of(c, from),
		.whole = bytes.n == text->bytes.n &&
			 !str_eq(text->path, c->r->path),
	};
	if (read && !c->lines.bad)
		bind(c, m, &t);
}

static void tell_kept(struct cutting *c)
{
	struct pos pos = place_of(c, c->text->from + c->lines.kept_at);
	const char *what =
		"what looks like the line of a role or a conversation stays "
		"text: it stands in a block, or a tag touches it, so that only "
		"rendering shows what becomes of it";

	if (str_eq(c->text->path, c->r->path))
		format_tell(c->r, pos, "%s", what);
	else
		format_tell(c->r, (struct pos){ 0, 0 }, "%.*s:%u: %s",
			    STR_ARG(text_shorten(c->text->path, 200)), pos.line,
			    what);
}

static struct role_lines all_of(struct cutting *c, struct str text)
{
	struct role_lines lines = { .count = 1, .room = 1 };
	struct template_error why;

	lines.pieces = arena_zero(c->r->a, 1, sizeof(*lines.pieces));
	lines.pieces[0] = (struct role_piece){ .to = text.n };
	lines.bad = template_read(c->r->a, c->text->language, text,
				  c->text->options, c->text->option_count,
				  &lines.whole, &why) < 0;
	return lines;
}

bool role_messages(struct reading *r, struct format_prompt *p,
		   const struct role_text *text, struct pos *stray)
{
	struct cutting c = { .r = r, .p = p, .text = text, .pos = { 1, 1 } };
	struct role_request request = {
		.text = str_cut(text->bytes, text->from, text->to),
		.language = text->language,
		.options = text->options,
		.option_count = text->option_count,
		.rule = text->rule,
		.threads = text->threads,
		.thread_count = text->thread_count,
	};

	if (text->whole)
		c.lines = all_of(&c, request.text);
	else
		role_lines(r->a, &request, &c.lines);
	for (size_t i = 0; i < c.lines.count; i++) {
		const struct role_piece *piece = &c.lines.pieces[i];

		if (piece->slot.n)
			format_message(r, p, STR_EMPTY)->slot = piece->slot;
		else
			add_message(&c, piece, i + 1 == c.lines.count);
	}
	if (c.lines.kept)
		tell_kept(&c);
	if (c.lines.parent)
		format_tell(r, (struct pos){ 0, 0 },
			    "the template extends another, which decides what "
			    "its messages are: it is one message here");
	*stray = c.lines.stray && !c.lines.kept ?
			 place_of(&c, text->from + c.lines.stray_at) :
			 (struct pos){ 0, 0 };
	return stray->line > 0;
}
