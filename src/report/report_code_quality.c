/*
 * GitLab's Code Quality artifact, a subset of Code Climate's: GitLab itself
 * compares it with the target branch's, so what is inherited is in it too.
 */
#include "base/arena.h"
#include "report/report.h"

static const char *severity(enum level level)
{
	return level == LEVEL_ERROR ? "critical" :
	       level == LEVEL_NOTE  ? "info" :
				      "minor";
}

static void add_issue(struct buf *out, const struct finding *f)
{
	char digest[STORE_DIGEST_TEXT + 1];
	struct arena scratch = { 0 };
	struct buf text = buf_in(&scratch);

	store_id_write(&f->fingerprint, digest);
	if (f->prompt.n && !str_starts(f->message, str_c(&scratch, f->prompt)))
		buf_addf(&text, "%.*s: ", STR_ARG(f->prompt));
	buf_add(&text, report_message(f));
	if (f->help_count)
		buf_addf(&text, " (%.*s)", STR_ARG(f->help[0]));
	buf_adds(out, "{\"type\":\"issue\",\"description\":");
	report_json_string(out, buf_str(&text));
	buf_addf(out,
		 ",\"check_name\":\"%s\",\"fingerprint\":\"%s\","
		 "\"severity\":\"%s\",\"categories\":[\"Compatibility\"],"
		 "\"location\":{\"path\":",
		 rule_info(f->rule)->id, digest + strlen("sha256:"),
		 severity(f->level));
	report_json_string(out, report_path(f));
	buf_addf(out, ",\"lines\":{\"begin\":%u,\"end\":%u}}}",
		 f->pos.line ? f->pos.line : 1, f->pos.line ? f->pos.line : 1);
	arena_free(&scratch);
}

void report_code_quality(struct buf *out, const struct report *r, bool colour)
{
	bool first = true;

	(void)colour;
	buf_addc(out, '[');
	for (size_t i = 0; i < r->sink->count; i++) {
		const struct finding *f = &r->sink->items[i];

		if (!report_shown(f) || f->waived)
			continue;
		buf_adds(out, first ? "\n" : ",\n");
		add_issue(out, f);
		first = false;
	}
	buf_adds(out, first ? "]\n" : "\n]\n");
}
