#include "template/mustache.h"

#include "base/arena.h"
#include "template/ascii.h"
#include "template/language.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Offset of needle at or after from, or the length of the text. */
static size_t find(const struct mustache *m, struct str needle, size_t from)
{
	const char *p = NULL;

	if (from < m->text.n)
		p = memmem(m->text.p + from, m->text.n - from, needle.p,
			   needle.n);
	return p ? (size_t)(p - m->text.p) : m->text.n;
}

/* As much of a name as a message shows. */
static struct str shown(struct str name)
{
	return text_shorten(name, 60);
}

/* ---- one tag */

static struct mustache_piece *add_piece(struct mustache *m, char sign,
					size_t from, size_t to)
{
	struct mustache_piece *piece;

	m->pieces = arena_grow(m->draft->scratch, m->pieces, m->piece_count,
			       &m->piece_room, sizeof(*m->pieces));
	piece = &m->pieces[m->piece_count++];
	*piece = (struct mustache_piece){ .sign = sign,
					  .offset = from,
					  .length = to - from };
	return piece;
}

/*
 * The tag at offset: its sign, and where its name is; 0 with *end behind the
 * tag, or -1.
 */
static int cut_tag(struct mustache *m, size_t offset,
		   struct mustache_piece *out, size_t *end)
{
	const char *signs = m->extensions ? "#^/>!=&{$<" : "#^/>!=&{";
	size_t at = offset + m->open.n, stop;
	struct str close = m->close;

	while (at < m->text.n && ascii_space(m->text.p[at]))
		at++;
	out->sign = MUSTACHE_NAME;
	if (at < m->text.n && m->text.p[at] && strchr(signs, m->text.p[at]))
		out->sign = m->text.p[at++];
	if (out->sign == '{' || out->sign == '=') {
		const struct str parts[] = { out->sign == '{' ? STR("}") :
								STR("="),
					     close };

		close = str_join(m->draft->scratch, parts, 2);
	}
	stop = find(m, close, at);
	if (stop == m->text.n)
		return template_fail(m->why, text_pos(m->text, offset),
				     "tag is not closed by \"%.*s\"",
				     STR_ARG(close));
	out->offset = offset;
	*end = stop + close.n;
	out->length = *end - offset;
	out->name = ascii_trim(str_cut(m->text, at, stop));
	if (out->sign == '!')
		out->name = STR_EMPTY;
	if (m->extensions && (out->sign == '>' || out->sign == '<') &&
	    str_starts(out->name, "*")) {
		out->dynamic = true;
		out->name = ascii_trim(str_cut(out->name, 1, out->name.n));
	}
	return 0;
}

static struct str canonical(struct mustache *m,
			    const struct mustache_piece *piece)
{
	const char sign[2] = { piece->sign == MUSTACHE_NAME ? '\0' :
							      piece->sign };
	const char *back = piece->sign == '{' ? "}" :
			   piece->sign == '=' ? "=" :
						"";
	const struct str parts[] = {
		m->open,      str_of(sign), str_of(piece->dynamic ? "*" : ""),
		STR(" "),     piece->name,  str_of(piece->name.n ? " " : ""),
		str_of(back), m->close,
	};

	return str_join(m->draft->out, parts, sizeof(parts) / sizeof(*parts));
}

/* ---- sections */

static struct mustache_frame *top(struct mustache *m)
{
	return &m->frames[m->depth];
}

/* The path of a name where the tag stands; `.` is the current item. */
static struct str path_of(struct mustache *m, struct str name)
{
	struct str base = top(m)->path;

	if (str_is(name, "."))
		return base.n ? base : name;
	return draft_path(m->draft, base, base.n ? "." : "", name);
}

/* The variable that a name begins with; none of `.` and of no name. */
static struct str root_of(struct str name)
{
	return str_cut(name, 0, str_find(name, '.', 0));
}

static void add_use(struct mustache *m, const struct mustache_piece *piece,
		    bool asked, bool output)
{
	struct mustache_frame *f = top(m);
	struct draft_use *use;

	if (f->lost || piece->name.n == 0)
		return;
	use = draft_use(m->draft, (size_t)(piece->name.p - m->text.p));
	use->root = root_of(piece->name);
	use->optional = asked || f->looked_up;
	use->use = (struct template_use){
		.path = path_of(m, piece->name),
		.asked = asked,
		.output = output,
		.escaped = output && m->escape && piece->sign == MUSTACHE_NAME,
		.perhaps = f->looked_up
	};
	if (str_is(piece->name, "."))
		use->use.perhaps = false;
}

static int push(struct mustache *m, const struct mustache_piece *piece)
{
	struct mustache_frame *outer = top(m), *f;

	if (m->depth == TEMPLATE_DEPTH)
		return template_fail(m->why, text_pos(m->text, piece->offset),
				     "nested deeper than %d", TEMPLATE_DEPTH);
	f = &m->frames[++m->depth];
	*f = (struct mustache_frame){ piece->sign,	piece->name,
				      piece->offset,	outer->path,
				      outer->looked_up, outer->lost };
	if (piece->sign == '#') {
		struct str path = str_is(piece->name, ".") ?
					  outer->path :
					  draft_path(m->draft, outer->path,
						     outer->path.n ? "." : "",
						     piece->name);

		f->path = path.n ? draft_path(m->draft, path, "[]", STR_EMPTY) :
				   STR("[]");
		f->looked_up = true;
	}
	if (piece->sign == '$' && outer->sign == '<') {
		/* Rendered where the parent has the block. */
		f->lost = outer[-1].lost;
		f->looked_up = true;
	}
	if (piece->sign == '<')
		f->lost = true;
	return 0;
}

static int pop(struct mustache *m, const struct mustache_piece *piece)
{
	struct mustache_frame *f = top(m);

	if (m->depth == 0)
		return template_fail(m->why, text_pos(m->text, piece->offset),
				     "'%.*s' closes no section",
				     STR_ARG(shown(piece->name)));
	if (!str_eq(f->name, piece->name))
		return template_fail(m->why, text_pos(m->text, piece->offset),
				     "expected the end of '%.*s'",
				     STR_ARG(shown(f->name)));
	m->depth--;
	return 0;
}

static int set_delimiters(struct str pair, struct str *open, struct str *close)
{
	size_t to = 0, from;

	pair = ascii_trim(pair);
	while (to < pair.n && !ascii_space(pair.p[to]))
		to++;
	for (from = to; from < pair.n && ascii_space(pair.p[from]); from++)
		;
	*open = str_cut(pair, 0, to);
	*close = str_cut(pair, from, pair.n);
	for (size_t i = 0; i < close->n; i++)
		if (ascii_space(close->p[i]))
			close->n = 0;
	if (open->n == 0 || close->n == 0 || str_find(pair, '=', 0) < pair.n)
		return -1;
	return 0;
}

static void add_include(struct mustache *m, const struct mustache_piece *piece)
{
	struct include *include;
	struct str *name;

	if (top(m)->lost)
		return;
	include = draft_include(m->draft, m->draft->segment_count - 1);
	include->kind = piece->sign == '<' ? INCLUDE_EXTENDS : INCLUDE_INCLUDE;
	include->perhaps = top(m)->looked_up;
	include->dynamic = piece->dynamic;
	if (piece->dynamic) {
		add_use(m, piece, false, false);
		return;
	}
	name = arena_alloc(m->draft->out, sizeof(*name));
	*name = piece->name;
	include->names = name;
	include->name_count = 1;
}

static enum segment_kind kind_of(char sign)
{
	switch (sign) {
	case '!':
		return SEGMENT_COMMENT;
	case '&':
	case '{':
	case MUSTACHE_NAME:
		return SEGMENT_EXPRESSION;
	default:
		return SEGMENT_STATEMENT;
	}
}

/* What a tag does. Its segment is the last one. */
static int take_tag(struct mustache *m, const struct mustache_piece *piece)
{
	switch (piece->sign) {
	case '!':
		return 0;
	case '=':
		if (set_delimiters(piece->name, &m->open, &m->close) == 0)
			return 0;
		return template_fail(m->why, text_pos(m->text, piece->offset),
				     "'%.*s' is not two delimiters, as in "
				     "{{=<< >>=}}",
				     STR_ARG(shown(piece->name)));
	case '/':
		return pop(m, piece);
	case '#':
	case '^':
		add_use(m, piece, true, false);
		return push(m, piece);
	case '<':
		add_include(m, piece);
		return push(m, piece);
	case '$':
		return push(m, piece);
	case '>':
		add_include(m, piece);
		return 0;
	default:
		add_use(m, piece, false, true);
		return 0;
	}
}

/* ---- lines */

/*
 * A line that has tags and otherwise white space, where no tag gives
 * anything itself, goes as a whole. The specification says so of one tag; of
 * several (`{{<parent}}{{$block}}`) its tests do.
 */
static void end_line(struct mustache *m)
{
	struct str before = { NULL, 0 };
	size_t at;

	for (size_t i = m->line_from; i < m->piece_count; i++) {
		struct mustache_piece *piece = &m->pieces[i];

		if (m->line_other || piece->sign == MUSTACHE_TEXT)
			continue;
		piece->standalone = true;
		if (before.p)
			continue;
		for (at = piece->offset; at > 0 && is_blank(m->text.p[at - 1]);)
			at--;
		before = str_cut(m->text, at, piece->offset);
		piece->indent = before;
	}
	m->line_from = m->piece_count;
	m->line_other = false;
}

/* What the piece just added says of its line. */
static void note_line(struct mustache *m)
{
	const struct mustache_piece *piece = &m->pieces[m->piece_count - 1];
	size_t at = piece->offset, end = at + piece->length;

	if (piece->sign != MUSTACHE_TEXT) {
		if (kind_of(piece->sign) == SEGMENT_EXPRESSION)
			m->line_other = true;
		return;
	}
	for (; at < end; at++) {
		if (m->text.p[at] == '\n')
			end_line(m);
		else if (!is_blank(m->text.p[at]))
			m->line_other = true;
	}
}

/* ---- the whole text */

static int read_tag(struct mustache *m, size_t offset, size_t *end)
{
	struct mustache_piece piece = { 0 };
	struct segment *s;

	if (cut_tag(m, offset, &piece, end) < 0)
		return -1;
	*add_piece(m, 0, 0, 0) = piece;
	note_line(m);
	s = draft_segment(m->draft, kind_of(piece.sign), offset, *end);
	s->canonical = canonical(m, &piece);
	if (str_eq(s->canonical, s->raw))
		s->canonical = s->raw;
	return take_tag(m, &piece);
}

int mustache_read(struct mustache *m)
{
	size_t at = 0;

	m->frames[0] = (struct mustache_frame){ .path = STR_EMPTY };
	while (at < m->text.n) {
		size_t next = find(m, m->open, at);

		if (next > at) {
			add_piece(m, MUSTACHE_TEXT, at, next);
			note_line(m);
			draft_segment(m->draft, SEGMENT_TEXT, at, next);
		}
		at = next;
		if (at < m->text.n && read_tag(m, at, &at) < 0)
			return -1;
	}
	end_line(m);
	if (m->depth > 0)
		return template_fail(m->why, text_pos(m->text, top(m)->offset),
				     "'%.*s' is not closed",
				     STR_ARG(shown(top(m)->name)));
	return 0;
}

/* ---- the row of the table */

static const struct option_spec specs[] = {
	{ "escape", OPTION_BOOL, "true" },
	{ "extensions", OPTION_BOOL, "true" },
	{ "tags", OPTION_TEXT, "\"{{ }}\"" },
	{ NULL, OPTION_BOOL, NULL },
};

static int set_option(struct mustache *m, const struct template_option *option)
{
	if (str_is(option->name, "escape"))
		m->escape = draft_option_flag(option);
	else if (str_is(option->name, "extensions"))
		m->extensions = draft_option_flag(option);
	else if (set_delimiters(draft_option_text(m->draft->out, option),
				&m->open, &m->close) < 0)
		return template_fail(m->why, (struct pos){ 0, 0 },
				     "option \"tags\" is not two delimiters "
				     "with a space between them");
	return 0;
}

static int read_mustache(struct draft *d)
{
	struct mustache m = {
		.draft = d,
		.why = d->why,
		.text = d->text,
		.open = STR("{{"),
		.close = STR("}}"),
		.escape = true,
		.extensions = true,
	};

	for (size_t i = 0; i < d->option_count; i++)
		if (set_option(&m, &d->options[i]) < 0)
			return -1;
	return mustache_read(&m);
}

static const struct name_form forms[] = {
	{ "", "" },
	{ "", ".mustache" },
	{ NULL, NULL },
};

const struct language language_mustache = {
	.name = "mustache",
	.suffixes = language_no_suffixes,
	.options = specs,
	.name_forms = forms,
	.fill = read_mustache,
};
