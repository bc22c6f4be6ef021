/*
 * JUnit's XML, as Jenkins, GitLab and the others read it: a test case a
 * prompt, which fails by its errors, and one a rule for what belongs to no
 * prompt. Warnings and notes, and what is inherited or waived, are its output.
 */
#include "base/arena.h"
#include "base/map.h"
#include "base/text.h"
#include "report/report.h"

/* U+FFFE and U+FFFF, which are characters of UTF-8 and none of XML 1.0. */
static bool is_outside(const struct buf *text, size_t at)
{
	return text->len - at >= 3 &&
	       memcmp(text->data + at, "\xef\xbf", 2) == 0 &&
	       ((unsigned char)text->data[at + 2] == 0xbe ||
		(unsigned char)text->data[at + 2] == 0xbf);
}

/* Text of XML 1.0: what it cannot hold is escaped as on a terminal. */
static void add_text(struct buf *out, struct str s)
{
	struct arena scratch = { 0 };
	struct buf shown = buf_in(&scratch);

	text_escape(&shown, s, false);
	for (size_t i = 0; i < shown.len; i++) {
		char c = shown.data[i];

		if (c == '<' || c == '>' || c == '&' || c == '"') {
			buf_addf(out, "&#%d;", c);
		} else if (is_outside(&shown, i)) {
			buf_adds(out, shown.data[i + 2] == '\xbe' ?
					      "\\u{FFFE}" :
					      "\\u{FFFF}");
			i += 2;
		} else {
			buf_addc(out, c);
		}
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

/* Findings are sorted by prompt, so those of a case stand together. */
struct group {
	struct str id; /* empty: of no prompt */
	const struct finding *items;
	size_t count;
};

/* One element, since some readers take no second: the first names it. */
static void add_failures(struct buf *out, const struct group *g)
{
	bool open = false;

	for (size_t i = 0; i < g->count; i++) {
		const struct finding *f = &g->items[i];

		if (!is_failure(f))
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
			buf_adds(out, j && report_goes_on(f->help[j]) ?
					      "     " :
					      "fix: ");
			add_text(out, f->help[j]);
			buf_addc(out, '\n');
		}
	}
	buf_adds(out, open ? "</failure>\n" : "");
}

static void add_case(struct buf *out, const struct group *g)
{
	bool said = false;

	buf_adds(out, "    <testcase classname=\"promptpin\" name=\"");
	add_text(out, g->id.n ? g->id : STR("repository"));
	buf_adds(out, "\" time=\"0\">\n");
	add_failures(out, g);
	for (size_t i = 0; i < g->count; i++) {
		if (is_failure(&g->items[i]) || !report_shown(&g->items[i]))
			continue;
		buf_adds(out, said ? "" : "      <system-out>");
		add_line(out, &g->items[i]);
		said = true;
	}
	buf_adds(out, said ? "</system-out>\n    </testcase>\n" :
			     "    </testcase>\n");
}

static bool fails(const struct group *g)
{
	for (size_t i = 0; i < g->count; i++) {
		if (is_failure(&g->items[i]))
			return true;
	}
	return false;
}

static bool is_seen(const struct group *g)
{
	for (size_t i = 0; i < g->count; i++) {
		if (report_shown(&g->items[i]))
			return true;
	}
	return false;
}

/* The cases in order: what belongs to no prompt, the prompts that were
 * checked, prompts that only findings name: those that are gone. */
static struct group *group_all(struct arena *a, const struct report *r,
			       size_t *count)
{
	const struct sink *sink = r->sink;
	size_t ids = r->ids ? r->prompts : 0;
	struct group *out = arena_zero(a, ids + sink->count + 1, sizeof(*out));
	struct map known = map_in(a);
	struct group *g = NULL;

	*count = 1; /* the first is of no prompt */
	for (size_t i = 0; i < ids; i++) {
		g = &out[(*count)++];
		g->id = r->ids[i];
		*map_put(&known, g->id) = g;
	}
	for (size_t i = 0; i < sink->count; i++) {
		const struct finding *f = &sink->items[i];

		g = f->prompt.n ? map_get(&known, f->prompt) : out;
		if (!g) {
			g = &out[(*count)++];
			g->id = f->prompt;
			*map_put(&known, g->id) = g;
		}
		if (g->count++ == 0)
			g->items = f;
	}
	return out;
}

/* A prompt that was checked is a case even where nothing is to be said. */
static bool is_case(const struct report *r, const struct group *all, size_t i)
{
	return (r->ids && i > 0 && i <= r->prompts) || is_seen(&all[i]);
}

void report_junit(struct buf *out, const struct report *r, bool colour)
{
	struct arena scratch = { 0 };
	size_t count, tests = 0, failures = 0;
	const struct group *all = group_all(&scratch, r, &count);

	(void)colour;
	for (size_t i = 0; i < count; i++) {
		tests += is_case(r, all, i);
		failures += fails(&all[i]);
	}
	buf_addf(
		out,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<testsuites name=\"promptpin\" tests=\"%zu\" failures=\"%zu\" "
		"errors=\"0\" time=\"0\">\n"
		"  <testsuite name=\"promptpin\" tests=\"%zu\" "
		"failures=\"%zu\" errors=\"0\" skipped=\"0\" time=\"0\">\n",
		tests, failures, tests, failures);
	for (size_t i = 0; i < count; i++) {
		if (is_case(r, all, i))
			add_case(out, &all[i]);
	}
	buf_adds(out, "  </testsuite>\n</testsuites>\n");
	arena_free(&scratch);
}
