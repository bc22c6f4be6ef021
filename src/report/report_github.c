/*
 * Workflow commands of GitHub Actions. A step may show ten annotations of a
 * level; past that GitHub drops them without a word, so the last says how
 * many more there are. Whatever comes from the repository stands in an
 * annotation with its special characters escaped, or in the text report
 * between stop-commands with a token that nobody can guess: a line of a
 * prompt must not become a command.
 */
#include <stdio.h>
#include <sys/random.h>

#include "base/arena.h"
#include "base/text.h"
#include "report/report.h"

enum { ANNOTATIONS = 10, TOKEN = 16 };

static void add_escaped(struct buf *out, struct str s, bool property)
{
	struct arena scratch = { 0 };
	struct buf shown = buf_in(&scratch);

	text_escape(&shown, s, true);
	for (size_t i = 0; i < shown.len; i++) {
		char c = shown.data[i];

		if (c == '%' || (property && (c == ':' || c == ',')))
			buf_addf(out, "%%%02X", (unsigned)c);
		else
			buf_addc(out, c);
	}
	arena_free(&scratch);
}

static const char *command(enum level level)
{
	return level == LEVEL_NOTE ? "notice" : level_name(level);
}

static void add_annotation(struct buf *out, const struct finding *f)
{
	buf_addf(out, "::%s file=", command(f->level));
	add_escaped(out, report_path(f), true);
	if (f->pos.line)
		buf_addf(out, ",line=%u", f->pos.line);
	if (f->pos.line && f->pos.column)
		buf_addf(out, ",col=%u", f->pos.column);
	buf_addf(out, ",title=%s", rule_info(f->rule)->id);
	if (f->prompt.n) {
		buf_addc(out, ' ');
		add_escaped(out, f->prompt, true);
	}
	buf_adds(out, "::");
	add_escaped(out, report_message(f), false);
	for (size_t i = 0; i < f->help_count; i++) {
		buf_adds(out, i == 0			 ? "%0Afix: " :
			      report_goes_on(f->help[i]) ? "%0A" :
							   "%0Aor: ");
		add_escaped(out, f->help[i], false);
	}
	buf_addc(out, '\n');
}

static void add_level(struct buf *out, const struct report *r, enum level level)
{
	size_t count = sink_count(r->sink, level), shown = 0;
	size_t most = count > ANNOTATIONS ? ANNOTATIONS - 1 : count;

	for (size_t i = 0; i < r->sink->count && shown < most; i++) {
		const struct finding *f = &r->sink->items[i];

		if (f->level != level || !report_counts(f))
			continue;
		add_annotation(out, f);
		shown++;
	}
	if (count > shown)
		buf_addf(out,
			 "::%s title=promptpin::and %zu more %s%s: the log of "
			 "this step has them all\n",
			 command(level), count - shown, level_name(level),
			 count - shown == 1 ? "" : "s");
}

static void add_text(struct buf *out, const struct report *r)
{
	unsigned char random[TOKEN];
	char token[2 * TOKEN + 1];

	if (getentropy(random, sizeof(random)) < 0) {
		buf_adds(out, "::notice::the report is left out: no random "
			      "token could be had to guard it\n");
		return;
	}
	for (size_t i = 0; i < TOKEN; i++)
		(void)snprintf(token + 2 * i, 3, "%02x", random[i]);
	buf_addf(out, "::stop-commands::%s\n", token);
	report_text(out, r, false);
	buf_addf(out, "::%s::\n", token);
}

void report_github(struct buf *out, const struct report *r, bool colour)
{
	(void)colour;
	add_level(out, r, LEVEL_ERROR);
	add_level(out, r, LEVEL_WARNING);
	add_level(out, r, LEVEL_NOTE);
	add_text(out, r);
}
