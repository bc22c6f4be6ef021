#include "format/role_lines.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "format/role_mark.h"
#include "format/role_tag.h"

enum { LINE_MOST = 1000 }; /* bytes of a role line */

/* What is open, and whether a line begins where it ends. */
struct frame {
	bool entry;  /* a line began where it opened */
	bool ended;  /* so it does at the end of each branch so far */
	bool always; /* one of its branches is surely rendered */
	bool silent; /* what is in it goes elsewhere */
};

struct scan {
	struct arena *a;
	const struct role_request *request;
	struct role_lines *out;
	struct str text; /* with line feeds alone */
	struct map threads;
	struct frame *frames;
	size_t depth, frame_room;
	/* the line under way */
	struct buf line;
	size_t begin;	/* its offset, behind tags that give nothing */
	size_t first;	/* offset of what stands in line */
	size_t text_at; /* of the first text outside of blocks: text_on */
	size_t hash_at; /* of a lone # with blank lines behind it: hash */
	/* the piece under way */
	struct str role, mark;
	size_t from, mark_at;
	/* the same place in request->text and in text */
	size_t raw_at, at;
	bool jinja, trim_blocks;
	bool start;   /* a line surely begins here, white space aside */
	bool collect; /* it is kept in line so far */
	bool text_on, hash;
	bool beside, marked; /* the piece; that a role line came */
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\f' || c == '\v' || c == '\r';
}

/* Places are asked for in order. */
static size_t raw_offset(struct scan *s, size_t at)
{
	struct str raw = s->request->text;

	if (raw.n == s->text.n)
		return at;
	for (; s->at < at && s->raw_at < raw.n; s->at++) {
		bool cr = raw.p[s->raw_at++] == '\r';

		if (cr && s->raw_at < raw.n && raw.p[s->raw_at] == '\n')
			s->raw_at++;
	}
	return s->raw_at;
}

/* ---- pieces */

static struct role_piece *add_piece(struct scan *s)
{
	struct role_lines *out = s->out;

	out->pieces = arena_grow(s->a, out->pieces, out->count, &out->room,
				 sizeof(*out->pieces));
	out->pieces[out->count] = (struct role_piece){ .role = s->role };
	return &out->pieces[out->count++];
}

static void end_piece(struct scan *s, size_t to, bool beside)
{
	struct role_piece *piece = add_piece(s);

	piece->mark = s->mark;
	piece->mark_at = s->mark_at;
	piece->beside = s->beside || beside;
	piece->from = raw_offset(s, s->from);
	piece->to = raw_offset(s, to);
	s->mark = STR_EMPTY;
}

static bool is_full(const struct scan *s)
{
	return s->out->count + 2 > ROLE_PIECES;
}

static void begin_piece(struct scan *s, size_t from, bool beside)
{
	s->from = from;
	s->beside = beside;
}

static void cut_role(struct scan *s, const struct role_mark *mark, size_t after)
{
	/* what stands between the start of the text and the first role line
	 * is a piece only if it is not nothing */
	size_t end = s->hash ? s->hash_at : s->begin;

	if (s->marked || end > 0)
		end_piece(s, end, false);
	s->marked = true;
	s->hash = false;
	s->role = mark->role;
	s->mark_at = raw_offset(s, s->first);
	if (mark->attributes)
		s->mark = str_copy(s->a, mark->line);
	begin_piece(s, after, false);
}

static void cut_slot(struct scan *s, struct str name, size_t from, size_t to)
{
	end_piece(s, from, true);
	add_piece(s)->slot = name;
	begin_piece(s, to, true);
}

static void keep(struct scan *s)
{
	if (!s->out->kept)
		s->out->kept_at = s->first;
	s->out->kept = true;
}

/* ---- lines */

static void begin_line(struct scan *s, size_t at)
{
	s->start = true;
	s->collect = true;
	s->text_on = false;
	s->begin = at;
	buf_clear(&s->line);
}

static void note_stray(struct scan *s)
{
	if ((s->text_on || s->hash) && !s->marked && !s->out->stray) {
		s->out->stray = true;
		s->out->stray_at = s->hash ? s->hash_at : s->text_at;
	}
	s->text_on = s->hash = false;
}

/* To prompt flow the # of a role line may stand lines before it. */
static bool is_hash(struct scan *s, struct str line)
{
	if (s->request->rule != ROLES_PROMPTFLOW || !s->collect ||
	    s->depth > 0 || (line.n > 0 && !str_is(line, "#")))
		return false;
	if (line.n > 0) {
		if (s->hash)
			note_stray(s);
		s->hash = true;
		s->hash_at = s->first;
	}
	s->text_on = false;
	return true;
}

/* The line ends before `after`; ended: with a line feed. */
static void end_line(struct scan *s, size_t after, bool ended)
{
	enum role_rule rule = s->request->rule;
	struct str line = buf_str(&s->line);
	struct role_mark mark;

	while (line.n > 0 && is_blank(line.p[line.n - 1]))
		line.n--;
	if (s->collect && role_is_thread(rule, line)) {
		if (s->depth > 0 || is_full(s)) {
			keep(s);
		} else {
			cut_slot(s, STR("thread"), s->begin, after);
			s->role = STR("user");
		}
	} else if (s->collect && (ended || rule != ROLES_PROMPTFLOW) &&
		   role_mark(rule, line, &mark)) {
		if (s->depth > 0 || is_full(s))
			keep(s);
		else
			cut_role(s, &mark, after);
	} else if (!ended || !is_hash(s, line)) {
		note_stray(s);
	}
	s->collect = false;
}

/* A tag comes whose output, or whose branches, are not known. */
static void break_line(struct scan *s)
{
	struct role_mark mark;

	if (s->collect && role_mark(s->request->rule, buf_str(&s->line), &mark))
		keep(s);
	note_stray(s);
	s->collect = false;
}

static void put_char(struct scan *s, char c, size_t at)
{
	if (c == '\n') {
		end_line(s, at + 1, true);
		begin_line(s, at + 1);
		return;
	}
	if (s->collect && (s->line.len > 0 || !is_blank(c))) {
		if (s->line.len == 0)
			s->first = at;
		buf_addc(&s->line, c);
	}
	if (s->line.len > LINE_MOST)
		s->collect = false;
	if (is_blank(c))
		return;
	s->start = false;
	if (s->depth == 0 && !s->text_on) {
		s->text_on = true;
		s->text_at = at;
	}
}

/* ---- tags */

static void open_block(struct scan *s, const struct role_tag *tag)
{
	s->frames = arena_grow(s->a, s->frames, s->depth, &s->frame_room,
			       sizeof(*s->frames));
	s->frames[s->depth++] = (struct frame){ .entry = s->start,
						.ended = true,
						.always = tag->always,
						.silent = tag->silent };
}

static void next_branch(struct scan *s, const struct role_tag *tag)
{
	struct frame *f;

	if (s->depth == 0)
		return;
	f = &s->frames[s->depth - 1];
	f->ended = f->ended && s->start;
	f->always = f->always || tag->always;
	s->start = f->entry;
}

static void close_block(struct scan *s)
{
	struct frame f;

	if (s->depth == 0)
		return;
	f = s->frames[--s->depth];
	f.ended = f.ended && s->start;
	if (f.silent)
		s->start = f.entry;
	else
		s->start = f.ended && (f.always || f.entry);
}

static void put_statement(struct scan *s, const struct segment *segment,
			  size_t end)
{
	struct role_tag tag = role_tag(segment->canonical, s->jinja);

	if (tag.kind == ROLE_TAG_NOTHING) {
		if (s->collect && s->line.len == 0)
			s->begin = end;
		return;
	}
	break_line(s);
	if (tag.kind == ROLE_TAG_OUTPUT)
		s->start = false;
	else if (tag.kind == ROLE_TAG_OPEN)
		open_block(s, &tag);
	else if (tag.kind == ROLE_TAG_BRANCH)
		next_branch(s, &tag);
	else
		close_block(s);
	if (s->start)
		begin_line(s, end);
}

static void put_expression(struct scan *s, const struct segment *segment,
			   size_t at, size_t end)
{
	struct str name = role_lone_name(segment->canonical);

	if (map_get(&s->threads, name)) {
		break_line(s);
		s->first = at;
		if (s->depth > 0 || is_full(s))
			keep(s);
		else
			cut_slot(s, name, at, end);
	} else if (s->collect) {
		if (s->line.len == 0)
			s->first = at;
		buf_add(&s->line, segment->raw);
		if (s->line.len > LINE_MOST)
			s->collect = false;
	}
	s->start = false;
}

/* ---- the whole */

static bool is_space(char c)
{
	return is_blank(c) || c == '\n';
}

/* What of a text is rendered, between the tags before and behind it. */
static void put_text(struct scan *s, const struct segment *before,
		     struct str raw, const struct segment *behind, size_t at)
{
	size_t from = 0, to = raw.n;

	if (s->jinja && before && role_trims_right(before->raw)) {
		while (from < to && is_space(raw.p[from]))
			from++;
	} else if (s->trim_blocks && before && raw.n > 0 &&
		   before->kind != SEGMENT_EXPRESSION &&
		   !role_keeps_right(before->raw) && raw.p[0] == '\n') {
		from++;
	}
	if (s->jinja && behind && role_trims_left(behind->raw))
		while (to > from && is_space(raw.p[to - 1]))
			to--;
	for (size_t i = from; i < to; i++)
		put_char(s, raw.p[i], at + i);
}

static void scan_all(struct scan *s)
{
	const struct template *t = &s->out->whole;
	size_t at = 0;

	for (size_t i = 0; i < t->segment_count; i++) {
		const struct segment *segment = &t->segments[i];
		size_t end = at + segment->raw.n;

		if (s->hash && segment->kind != SEGMENT_TEXT)
			note_stray(s);
		if (segment->kind == SEGMENT_TEXT)
			put_text(s, i ? segment - 1 : NULL, segment->raw,
				 i + 1 < t->segment_count ? segment + 1 : NULL,
				 at);
		else if (segment->kind == SEGMENT_STATEMENT)
			put_statement(s, segment, end);
		else if (segment->kind == SEGMENT_EXPRESSION)
			put_expression(s, segment, at, end);
		else if (s->collect && s->line.len == 0)
			s->begin = end;
		at = end;
	}
	end_line(s, at, false);
	end_piece(s, at, false);
}

static bool has_parent(const struct template *t)
{
	for (size_t i = 0; i < t->include_count; i++)
		if (t->includes[i].kind == INCLUDE_EXTENDS)
			return true;
	return false;
}

static bool is_on(const struct role_request *request, const char *name)
{
	for (size_t i = 0; i < request->option_count; i++)
		if (str_is(request->options[i].name, name))
			return str_is(request->options[i].json, "true");
	return false;
}

void role_lines(struct arena *a, const struct role_request *request,
		struct role_lines *out)
{
	struct scan s = {
		.a = a,
		.request = request,
		.out = out,
		.role = STR_EMPTY,
		.mark = STR_EMPTY,
		.jinja = strcmp(request->language->name, "mustache") != 0,
		.trim_blocks = is_on(request, "trim_blocks"),
		.line = buf_in(a),
	};
	struct template_error why;

	*out = (struct role_lines){ 0 };
	out->bad = template_read(a, request->language, request->text,
				 request->options, request->option_count,
				 &out->whole, &why) < 0;
	out->parent = !out->bad && has_parent(&out->whole);
	s.text = text_normal(a, request->text);
	if (out->bad || out->parent) {
		end_piece(&s, s.text.n, false);
		return;
	}
	s.threads = map_in(a);
	for (size_t i = 0; i < request->thread_count; i++)
		*map_put(&s.threads, request->threads[i]) = out;
	begin_line(&s, 0);
	scan_all(&s);
	if (out->kept) {
		s.at = s.raw_at = 0;
		out->kept_at = raw_offset(&s, out->kept_at);
	}
	if (out->stray) {
		s.at = s.raw_at = 0;
		out->stray_at = raw_offset(&s, out->stray_at);
	}
}
