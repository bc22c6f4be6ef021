/*
 * The summary of a job (GITHUB_STEP_SUMMARY, at most 1 MiB a step): a table of
 * what counts, worst first. Nothing that comes from the repository is read as
 * Markdown or HTML.
 */
#include "base/arena.h"
#include "base/text.h"
#include "report/report.h"

/* GitHub drops a summary of more than 1 MiB whole. */
enum { ROWS = 500, MOST = 900 << 10 };

/* Every character that Markdown or HTML may take for its own, escaped. */
static void add_text(struct buf *out, struct str s)
{
	static const char special[] = "\\`*_{}[]()#+-.!|~@:$";
	struct arena scratch = { 0 };
	struct buf shown = buf_in(&scratch);

	text_escape(&shown, s, false);
	for (size_t i = 0; i < shown.len; i++) {
		char c = shown.data[i];

		if (c == '<' || c == '>' || c == '&')
			buf_adds(out, c == '<' ? "&lt;" :
				      c == '>' ? "&gt;" :
						 "&amp;");
		else if (strchr(special, c))
			buf_addf(out, "\\%c", c);
		else
			buf_addc(out, c);
	}
	arena_free(&scratch);
}

static void add_row(struct buf *out, const struct finding *f)
{
	buf_addf(out, "| %s | `%s` | ", level_name(f->level),
		 rule_info(f->rule)->id);
	add_text(out, f->prompt);
	buf_adds(out, " | ");
	if (f->path.n)
		add_text(out, f->path);
	if (f->path.n && f->pos.line)
		buf_addf(out, "\\:%u", f->pos.line);
	buf_adds(out, " | ");
	add_text(out, report_message(f));
	if (f->needs != BUMP_NONE)
		buf_addf(out, " (asks for %s)", bump_name(f->needs));
	buf_adds(out, " | ");
	for (size_t i = 0; i < f->help_count; i++) {
		buf_adds(out, i ? "<br>" : "");
		add_text(out, f->help[i]);
	}
	buf_adds(out, " |\n");
}

/* Whether there was room for it. */
static bool add_if_room(struct buf *out, const struct finding *f)
{
	struct arena scratch = { 0 };
	struct buf row = buf_in(&scratch);
	bool room;

	add_row(&row, f);
	room = out->len + row.len <= MOST;
	if (room)
		buf_add(out, buf_str(&row));
	arena_free(&scratch);
	return room;
}

static void add_rows(struct buf *out, const struct report *r)
{
	static const enum level levels[] = { LEVEL_ERROR, LEVEL_WARNING,
					     LEVEL_NOTE };
	size_t rows = 0, rest = 0;

	buf_adds(out, "\n| level | rule | prompt | place | what | fix |\n"
		      "| --- | --- | --- | --- | --- | --- |\n");
	for (size_t l = 0; l < sizeof(levels) / sizeof(*levels); l++) {
		for (size_t i = 0; i < r->sink->count; i++) {
			const struct finding *f = &r->sink->items[i];

			if (f->level != levels[l] || !report_counts(f))
				continue;
			if (rest == 0 && rows < ROWS && add_if_room(out, f))
				rows++;
			else
				rest++;
		}
	}
	if (rest)
		buf_addf(out, "\nand %zu more\n", rest);
}

void report_markdown(struct buf *out, const struct report *r, bool colour)
{
	size_t error = sink_count(r->sink, LEVEL_ERROR);
	size_t warning = sink_count(r->sink, LEVEL_WARNING);
	size_t note = sink_count(r->sink, LEVEL_NOTE);

	(void)colour;
	buf_adds(out, "### promptpin\n\n");
	buf_addf(out,
		 "%zu prompt%s checked: %zu error%s, %zu warning%s, %zu "
		 "note%s",
		 r->prompts, r->prompts == 1 ? "" : "s", error,
		 error == 1 ? "" : "s", warning, warning == 1 ? "" : "s", note,
		 note == 1 ? "" : "s");
	if (r->sink->dropped)
		buf_addf(out, ", %zu more not shown", r->sink->dropped);
	if (r->base) {
		buf_adds(out, "; base: ");
		add_text(out, *r->base ? str_of(r->base) : STR("none"));
	}
	buf_addc(out, '\n');
	if (error + warning + note)
		add_rows(out, r);
}
