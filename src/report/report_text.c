#include "base/arena.h"
#include "prompt/waivers.h"
#include "report/paint.h"
#include "report/report.h"

/* Of a long line, what stands around the place: bytes before and in all. */
enum { EXCERPT_BEFORE = 60, EXCERPT = 140 };

struct writer {
	struct buf *out;
	bool colour;
};

static void add_escaped(struct writer *w, struct str s)
{
	text_escape(w->out, s, false);
}

/* Whether the sentence begins with the prompt's id anyway. */
static bool names_prompt(const struct finding *f)
{
	return f->message.n > f->prompt.n && f->message.p[f->prompt.n] == ' ' &&
	       str_eq(str_cut(f->message, 0, f->prompt.n), f->prompt);
}

/* The heading: level, rule, prompt, sentence. */
static void write_heading(struct writer *w, const struct finding *f)
{
	enum paint level = f->waived || f->inherited ? PAINT_DIM :
						       paint_level(f->level);

	paint_begin(w->out, level, w->colour);
	buf_addf(w->out, "%s[%s]", level_name(f->level),
		 rule_info(f->rule)->id);
	paint_end(w->out, level, w->colour);
	buf_addc(w->out, ' ');
	if (f->prompt.n && !names_prompt(f)) {
		paint_begin(w->out, PAINT_STRONG, w->colour);
		add_escaped(w, f->prompt);
		paint_end(w->out, PAINT_STRONG, w->colour);
		buf_adds(w->out, ": ");
	}
	if (f->message.n)
		add_escaped(w, f->message);
	else
		buf_adds(w->out, rule_info(f->rule)->finds);
	buf_addc(w->out, '\n');
}

static void write_place(struct writer *w, const struct finding *f)
{
	add_escaped(w, f->path);
	if (f->pos.line)
		buf_addf(w->out, ":%u", f->pos.line);
	if (f->pos.line && f->pos.column)
		buf_addf(w->out, ":%u", f->pos.column);
}

static bool continues(char c)
{
	return ((unsigned char)c & 0xC0) == 0x80;
}

/* Offset of a column, 1-based and in code points. */
static size_t column_offset(struct str line, unsigned column)
{
	size_t i = 0;

	for (unsigned at = 1; at < column && i < line.n; at++) {
		i++;
		while (i < line.n && continues(line.p[i]))
			i++;
	}
	return i;
}

/* What the caret stands below: blanks as wide as the escaped text. */
static void write_blanks(struct writer *w, struct str before)
{
	struct arena scratch = { 0 };
	struct buf shown = buf_in(&scratch);

	text_escape(&shown, before, true);
	for (size_t i = 0; i < shown.len; i++) {
		if (!continues(shown.data[i]))
			buf_addc(w->out, shown.data[i] == '\t' ? '\t' : ' ');
	}
	arena_free(&scratch);
}

/* The line of the file, cut to what fits around the place, with a caret. */
static void write_excerpt(struct writer *w, const struct finding *f)
{
	size_t at = column_offset(f->line, f->pos.column), from = 0, to;
	bool caret = f->pos.column > 0;

	if (!f->line.n || !f->pos.line)
		return;
	if (f->line.n > EXCERPT && at > EXCERPT_BEFORE)
		from = at - EXCERPT_BEFORE;
	while (from > 0 && from < f->line.n && continues(f->line.p[from]))
		from--;
	to = f->line.n - from > EXCERPT ? from + EXCERPT : f->line.n;
	while (to < f->line.n && continues(f->line.p[to]))
		to++;
	buf_addf(w->out, "%6u | %s", f->pos.line, from ? "..." : "");
	text_escape(w->out, str_cut(f->line, from, to), true);
	buf_adds(w->out, to < f->line.n ? "...\n" : "\n");
	if (!caret)
		return;
	buf_addf(w->out, "%6s | %s", "", from ? "   " : "");
	write_blanks(w, str_cut(f->line, from, at));
	paint(w->out, paint_level(f->level), w->colour, STR("^"));
	buf_addc(w->out, '\n');
}

static void write_side(struct writer *w, const struct side *side)
{
	if (!side->label.n)
		return;
	buf_adds(w->out, "  ");
	add_escaped(w, side->label);
	buf_adds(w->out, ": ");
	add_escaped(w, side->value);
	buf_addc(w->out, '\n');
}

/* How the file reaches the prompt. */
static void write_chain(struct writer *w, const struct finding *f)
{
	if (f->chain_count < 2)
		return;
	buf_adds(w->out, "  reached by: ");
	for (size_t i = 0; i < f->chain_count; i++) {
		if (i)
			buf_adds(w->out, " > ");
		add_escaped(w, f->chain[i]);
	}
	buf_addc(w->out, '\n');
}

static void write_reasons(struct writer *w, const struct finding *f)
{
	if (f->needs != BUMP_NONE)
		buf_addf(w->out, "  asks for: %s\n", bump_name(f->needs));
	for (size_t i = 0; i < f->reason_count; i++) {
		buf_adds(w->out, "    - ");
		add_escaped(w, f->reasons[i]);
		buf_addc(w->out, '\n');
	}
}

static void write_help(struct writer *w, const struct finding *f)
{
	buf_adds(w->out, "  why: ");
	if (f->why.n)
		add_escaped(w, f->why);
	else
		buf_adds(w->out, rule_info(f->rule)->why);
	buf_addc(w->out, '\n');
	for (size_t i = 0; i < f->help_count; i++) {
		buf_adds(w->out, i ? "       " : "  fix: ");
		paint_begin(w->out, PAINT_STRONG, w->colour);
		add_escaped(w, f->help[i]);
		paint_end(w->out, PAINT_STRONG, w->colour);
		buf_addc(w->out, '\n');
	}
}

/* How to accept it instead comes last. */
static void write_waive(struct writer *w, const struct finding *f)
{
	char digest[STORE_DIGEST_TEXT + 1];

	/* What is wrong with a waiver is mended in its file. */
	if (!rule_info(f->rule)->waivable || f->level < LEVEL_WARNING ||
	    str_is(f->path, WAIVERS_PATH))
		return;
	store_id_write(&f->fingerprint, digest);
	paint_begin(w->out, PAINT_DIM, w->colour);
	buf_addf(w->out, "  waive: promptpin waive %.12s -m WHY --until DATE",
		 digest + strlen("sha256:"));
	paint_end(w->out, PAINT_DIM, w->colour);
	buf_addc(w->out, '\n');
}

static void write_finding(struct writer *w, const struct finding *f)
{
	write_heading(w, f);
	if (f->path.n) {
		paint_begin(w->out, PAINT_PLACE, w->colour);
		buf_adds(w->out, "  --> ");
		write_place(w, f);
		paint_end(w->out, PAINT_PLACE, w->colour);
		buf_addc(w->out, '\n');
	}
	write_excerpt(w, f);
	write_side(w, &f->before);
	write_side(w, &f->after);
	write_chain(w, f);
	write_reasons(w, f);
	write_help(w, f);
	write_waive(w, f);
	buf_addc(w->out, '\n');
}

/* Known before, or accepted: one line, so that what is new stands out. */
static void write_passed(struct writer *w, const struct finding *f)
{
	paint_begin(w->out, PAINT_DIM, w->colour);
	buf_addf(w->out, "%s: %s[%s] ", f->waived ? "waived" : "inherited",
		 level_name(f->level), rule_info(f->rule)->id);
	if (f->prompt.n && !names_prompt(f)) {
		add_escaped(w, f->prompt);
		buf_adds(w->out, ": ");
	}
	add_escaped(w, f->message);
	if (f->path.n) {
		buf_adds(w->out, " (");
		write_place(w, f);
		buf_addc(w->out, ')');
	}
	paint_end(w->out, PAINT_DIM, w->colour);
	buf_addc(w->out, '\n');
}

static void write_count(struct buf *out, size_t count, const char *what,
			bool *any)
{
	if (!count)
		return;
	buf_addf(out, "%s%zu %s%s", *any ? ", " : "", count, what,
		 count == 1 ? "" : "s");
	*any = true;
}

static void write_summary(struct writer *w, const struct report *r,
			  size_t passed)
{
	bool any = false;

	write_count(w->out, sink_count(r->sink, LEVEL_ERROR), "error", &any);
	write_count(w->out, sink_count(r->sink, LEVEL_WARNING), "warning",
		    &any);
	write_count(w->out, sink_count(r->sink, LEVEL_NOTE), "note", &any);
	if (r->sink->dropped)
		buf_addf(w->out, "%s%zu more not shown", any ? ", " : "",
			 r->sink->dropped);
	any |= r->sink->dropped > 0;
	buf_addf(w->out, "%s in %zu prompt%s", any ? "" : "nothing wrong",
		 r->prompts, r->prompts == 1 ? "" : "s");
	if (passed)
		buf_addf(w->out, " (%zu inherited or waived)", passed);
	if (r->base) {
		buf_adds(w->out, "; base: ");
		add_escaped(w, *r->base ? str_of(r->base) : STR("none"));
	}
	buf_addc(w->out, '\n');
}

void report_text(struct buf *out, const struct report *r, bool colour)
{
	struct writer w = { out, colour };
	size_t passed = 0;

	for (size_t i = 0; i < r->sink->count; i++) {
		const struct finding *f = &r->sink->items[i];

		if (f->level != LEVEL_OFF && !f->inherited && !f->waived)
			write_finding(&w, f);
	}
	for (size_t i = 0; i < r->sink->count; i++) {
		const struct finding *f = &r->sink->items[i];

		if (f->level == LEVEL_OFF || (!f->inherited && !f->waived))
			continue;
		write_passed(&w, f);
		passed++;
	}
	write_summary(&w, r, passed);
}
