/*
 * JUnit's XML, as Jenkins, GitLab and the others read it: a test case a
 * prompt, which fails by its errors, and one a rule for what belongs to no
 * prompt. Warnings and notes, and what is inherited or waived, are its output.
 */
#include "base/arena.h"
#include "base/text.h"
#include "report/report.h"

/* Text of XML 1.0: what it cannot hold is escaped as on a terminal. */
static void add_text(struct buf *out, struct str s)
{
	struct arena scratch = { 0 };
	struct buf shown = buf_in(&scratch);

	text_escape(&shown, s, false);
	for (size_t i = 0; i < shown.len; i++) {
		char c = shown.data[i];

		if (c == '<' || c == '>' || c == '&' || c == '"')
			buf_addf(out, "&#%d;", c);
		else
			buf_addc(out, c);
	}
	arena_free(&scratch);
}

static bool is_failure(const struct finding *f)
{
	return f->level == LEVEL_ERROR && report_counts(f);
}

static void add_place(struct buf *out, const struct finding *f)
{
	add_text(out, report_path(f));
	if (f->pos.line)
		buf_addf(out, ":%u:%u", f->pos.line, f->pos.column);
}

static void add_line(struct buf *out, const struct finding *f)
{
	buf_addf(out, "%s%s[%s] ",
		 f->waived    ? "waived: " :
		 f->inherited ? "inherited: " :
				"",
		 level_name(f->level), rule_info(f->rule)->id);
	add_text(out, report_message(f));
	buf_adds(out, " (");
	add_place(out, f);
	buf_adds(out, ")\n");
}

/* One element, since some readers take no second: the first names it. */
static void add_failures(struct buf *out, const struct report *r, struct str id)
{
	bool open = false;

	for (size_t i = 0; i < r->sink->count; i++) {
		const struct finding *f = &r->sink->items[i];

		if (!str_eq(f->prompt, id) || !is_failure(f))
			continue;
		if (!open) {
			buf_addf(out, "      <failure type=\"%s\" message=\"",
				 rule_info(f->rule)->id);
			add_text(out, report_message(f));
			buf_adds(out, "\">");
		}
		open = true;
		add_line(out, f);
		for (size_t j = 0; j < f->help_count; j++) {
			buf_adds(out, "fix: ");
			add_text(out, f->help[j]);
			buf_addc(out, '\n');
		}
	}
	buf_adds(out, open ? "</failure>\n" : "");
}

/* The findings of one case: all of one prompt, or of no prompt. */
static void add_case(struct buf *out, const struct report *r, struct str id)
{
	const struct finding *items = r->sink->items;
	bool said = false;

	buf_adds(out, "    <testcase classname=\"promptpin\" name=\"");
	add_text(out, id.n ? id : STR("repository"));
	buf_adds(out, "\" time=\"0\">\n");
	add_failures(out, r, id);
	for (size_t i = 0; i < r->sink->count; i++) {
		if (!str_eq(items[i].prompt, id) || is_failure(&items[i]) ||
		    !report_shown(&items[i]))
			continue;
		buf_adds(out, said ? "" : "      <system-out>");
		add_line(out, &items[i]);
		said = true;
	}
	buf_adds(out, said ? "</system-out>\n    </testcase>\n" :
			     "    </testcase>\n");
}

/* Ids that findings have and that were not among the prompts checked: of
 * prompts that are gone. Findings are sorted by prompt. */
static bool is_other(const struct report *r, size_t i)
{
	const struct finding *f = &r->sink->items[i];

	if (!f->prompt.n || !report_shown(f) ||
	    (i > 0 && str_eq(f[-1].prompt, f->prompt)))
		return false;
	for (size_t j = 0; r->ids && j < r->prompts; j++) {
		if (str_eq(r->ids[j], f->prompt))
			return false;
	}
	return true;
}

struct cases {
	size_t tests, failures;
	bool repository;
};

static struct cases count(const struct report *r)
{
	struct cases c = { .tests = r->ids ? r->prompts : 0 };
	struct str failed = { NULL, 0 };

	for (size_t i = 0; i < r->sink->count; i++) {
		const struct finding *f = &r->sink->items[i];

		/* sorted by prompt, so the first failure of a case is seen */
		if (is_failure(f) &&
		    (!failed.p || !str_eq(failed, f->prompt))) {
			failed = f->prompt.p ? f->prompt : STR("");
			c.failures++;
		}
		c.tests += is_other(r, i);
		c.repository |= !f->prompt.n && report_shown(f);
	}
	c.tests += c.repository;
	return c;
}

void report_junit(struct buf *out, const struct report *r, bool colour)
{
	struct cases c = count(r);

	(void)colour;
	buf_addf(
		out,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<testsuites name=\"promptpin\" tests=\"%zu\" failures=\"%zu\" "
		"errors=\"0\" time=\"0\">\n"
		"  <testsuite name=\"promptpin\" tests=\"%zu\" "
		"failures=\"%zu\" errors=\"0\" skipped=\"0\" time=\"0\">\n",
		c.tests, c.failures, c.tests, c.failures);
	if (c.repository)
		add_case(out, r, STR_EMPTY);
	for (size_t i = 0; r->ids && i < r->prompts; i++)
		add_case(out, r, r->ids[i]);
	for (size_t i = 0; i < r->sink->count; i++) {
		if (is_other(r, i))
			add_case(out, r, r->sink->items[i].prompt);
	}
	buf_adds(out, "  </testsuite>\n</testsuites>\n");
}
