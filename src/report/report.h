/*
 * report.h - what was found, in the forms that people and programs read. One
 * file a form, one table (report.c).
 *
 *	struct report r = { .sink = &c.sink, .view = "index", .base = c.base.label,
 *			    .prompts = c.prompt_count };
 *	const struct report_form *form = report_find("json");
 *
 *	form->write(&out, &r, false);
 *
 * The sink is finished already (sink_finish), so the order of what is written
 * is the same in every run. All that comes from the repository is escaped:
 * what is written may go to a terminal or a log. Writing cannot fail.
 */
#ifndef PP_REPORT_REPORT_H
#define PP_REPORT_REPORT_H

#include "base/buf.h"
#include "diag/diag.h"

struct report {
	const struct sink *sink;
	const char *view; /* "index", "worktree", a revision */
	/* F's label; "" if F is empty; NULL if nothing was compared with it */
	const char *base;
	size_t prompts;	       /* how many were checked */
	const struct str *ids; /* theirs, in order; NULL: not known */
};

struct report_form {
	const char *name; /* as in -o NAME */
	void (*write)(struct buf *out, const struct report *r, bool colour);
};

/* Every form; the one with name NULL ends. */
const struct report_form *report_all(void);
/* The form of a name, or NULL. */
const struct report_form *report_find(struct str name);

/* For people: DESIGN part 5. */
void report_text(struct buf *out, const struct report *r, bool colour);
/* For programs: one JSON value and a newline. */
void report_json(struct buf *out, const struct report *r, bool colour);

/* For programs that read line by line: a JSON value a finding, then the sums. */
void report_json_lines(struct buf *out, const struct report *r, bool colour);
/* SARIF 2.1.0, for code scanning. */
void report_sarif(struct buf *out, const struct report *r, bool colour);
/* Annotations of a GitHub workflow, then the text between stop-commands. */
void report_github(struct buf *out, const struct report *r, bool colour);
/* Markdown, for the summary of a job. */
void report_markdown(struct buf *out, const struct report *r, bool colour);
/* GitLab's Code Quality report. */
void report_code_quality(struct buf *out, const struct report *r, bool colour);
/* JUnit's XML: a test case a prompt. */
void report_junit(struct buf *out, const struct report *r, bool colour);

/* The sentence of a finding: its own, or its rule's. */
struct str report_message(const struct finding *f);
/* The file to show a finding at: its own, else the manifest. */
struct str report_path(const struct finding *f);
/* Whether a line of its help goes on with the one before ("or ...", "which
 * ..."), and is no command of its own. */
bool report_goes_on(struct str help);
/* Whether it is shown at all, and whether it counts. */
bool report_shown(const struct finding *f);
bool report_counts(const struct finding *f);
/* One finding as a JSON object: as in report_json. */
void report_json_finding(struct buf *out, const struct finding *f);
/* ,"summary":{...}: how many of each level count. */
void report_json_summary(struct buf *out, const struct report *r);

/*
 * Append s as a JSON string in ASCII where it must be: control and invisible
 * characters as \u escapes, bytes that are not UTF-8 as U+FFFD.
 */
void report_json_string(struct buf *out, struct str s);

#endif
