/* What a hostile repository can put into the forms for other programs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "report/report.h"
#include "syntax/json.h"

enum { MANY = SINK_LIMIT, LONG = 4096 };

static const char *const hostile[] = {
	"a\nb::error::taken\r::add-mask::x",
	"\033[31mred\033]8;;http://x\007y",
	"]]></failure><!-- & \" '",
	"<b onclick=x>&lt;</b> | `code` ![x](http://y) **z** \\| \\",
	"\xff\xfe not UTF-8 \xc3",
	"\xef\xbf\xbe\xef\xbf\xbf\xed\xa0\x80",
	"\xe2\x80\xae tag \xf3\xa0\x81\x81 \xc2\x85 \xe2\x80\xa8",
	"%0A%25::, title=x::y",
	"\x01\x02\x7f",
};
enum { HOSTILE = sizeof(hostile) / sizeof(*hostile) };

static void add_hostile(struct sink *sink, struct str text)
{
	struct finding *f = sink_add(sink, RULE_UNTRACKED_PROMPT, STR_EMPTY,
				     text, (struct pos){ 1, 1 });

	f->level = LEVEL_ERROR;
	f->message = text;
	f->line = text;
	finding_help(f, text);
	finding_chain(f, text);
	finding_chain(f, text);
	finding_key(f, text);
}

static struct buf written(struct arena *a, const struct sink *sink,
			  const char *name, const struct str *ids, size_t count)
{
	const struct report r = { .sink = sink,
				  .view = "index",
				  .base = "origin/main@1a2b3c4",
				  .ids = ids,
				  .prompts = count };
	const struct report_form *form = report_find(str_of(name));
	struct buf out = buf_in(a);

	assert_non_null(form);
	form->write(&out, &r, false);
	return out;
}

static void hostile_sink(struct arena *a, struct sink *sink)
{
	*sink = sink_in(a);
	for (size_t i = 0; i < HOSTILE; i++)
		add_hostile(sink, str_of(hostile[i]));
	sink_finish(sink);
}

/* ---- what no form lets through -------------------------------------------- */

static void no_form_has_a_control_character(void **state)
{
	struct arena a = { 0 };
	struct sink sink;

	(void)state;
	hostile_sink(&a, &sink);
	for (const struct report_form *f = report_all(); f->name; f++) {
		struct buf out = written(&a, &sink, f->name, NULL, 0);
		struct str text = buf_str(&out);
		uint32_t code;

		print_message("%s\n", f->name);
		assert_int_equal(text_utf8_bad(text), text.n);
		assert_int_equal(text_invisible(text, 0, &code), text.n);
		for (size_t i = 0; i < text.n; i++)
			assert_true((unsigned char)text.p[i] >= ' ' ||
				    text.p[i] == '\n');
		assert_null(memchr(text.p, 0x7f, text.n));
	}
	arena_free(&a);
}

static void json_is_read_again(void **state)
{
	static const char *const names[] = { "json", "sarif", "codequality" };
	struct arena a = { 0 };
	struct sink sink;

	(void)state;
	hostile_sink(&a, &sink);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct buf out = written(&a, &sink, names[i], NULL, 0);
		struct syntax_error why;
		struct node root;

		print_message("%s\n", names[i]);
		assert_int_equal(json_read(&a, buf_str(&out), &root, &why), 0);
	}
	arena_free(&a);
}

static void junit_holds_no_markup_and_no_character_that_xml_forbids(void **state)
{
	static const char *const inside[] = { "<b",	     "</b",
					      "]]>",	     "<!--",
					      "\"y",	     "\xef\xbf\xbe",
					      "\xef\xbf\xbf" };
	struct arena a = { 0 };
	struct sink sink;
	struct str text;
	struct buf out;

	(void)state;
	hostile_sink(&a, &sink);
	out = written(&a, &sink, "junit", NULL, 0);
	text = buf_str(&out);
	for (size_t i = 0; i < sizeof(inside) / sizeof(*inside); i++)
		assert_null(
			memmem(text.p, text.n, inside[i], strlen(inside[i])));
	assert_non_null(memmem(text.p, text.n, "\\u{FFFE}\\u{FFFF}", 16));
	arena_free(&a);
}

/* A line that begins a command of ours, outside of stop-commands. */
static void github_has_no_command_but_its_own(void **state)
{
	struct arena a = { 0 };
	struct sink sink;
	struct buf out;
	bool stopped = false;

	(void)state;
	hostile_sink(&a, &sink);
	out = written(&a, &sink, "github", NULL, 0);
	for (size_t at = 0; at < out.len;) {
		struct str text = buf_str(&out);
		size_t end = str_find(text, '\n', at);
		struct str line = str_cut(text, at, end);

		at = end + 1;
		if (stopped)
			continue;
		stopped = str_starts(line, "::stop-commands::");
		assert_true(stopped || str_starts(line, "::error file="));
	}
	assert_true(stopped);
	arena_free(&a);
}

/* ---- many ------------------------------------------------------------------ */

/* As many findings as are kept, each of a prompt of its own, half of them of
 * prompts that were checked; long texts that have to be escaped. */
static struct str *many(struct arena *a, struct sink *sink)
{
	struct str *ids = arena_zero(a, MANY, sizeof(*ids));
	char *text = arena_zero(a, LONG, 1);

	memset(text, '\xff', LONG);
	*sink = sink_in(a);
	for (int i = 0; i < MANY; i++) {
		struct finding *f;

		ids[i] = str_fmt(a, "p%05d", 2 * i);
		f = sink_add(sink, RULE_UNRELEASED, str_fmt(a, "p%05d", i),
			     (struct str){ text, i < 300 ? LONG : 20 },
			     (struct pos){ 1, 1 });
		f->message = f->path;
		finding_help(f, f->path);
	}
	sink_finish(sink);
	return ids;
}

static size_t times(struct buf *text, const char *part)
{
	struct str s = buf_str(text);
	size_t n = 0;

	for (const char *p = s.p;
	     p && (p = memmem(p, s.n - (size_t)(p - s.p), part, strlen(part)));
	     p++)
		n++;
	return n;
}

static void a_summary_is_what_github_takes(void **state)
{
	struct arena a = { 0 };
	struct sink sink;
	struct buf out;

	(void)state;
	(void)many(&a, &sink);
	out = written(&a, &sink, "markdown", NULL, MANY);
	assert_true(out.len < 1 << 20);
	assert_true(times(&out, "\n| error |") < 100);
	assert_int_equal(times(&out, "\nand 99"), 1);
	arena_free(&a);
}

static void junit_counts_its_cases(void **state)
{
	struct arena a = { 0 };
	struct sink sink;
	struct str *ids;
	struct buf out;

	(void)state;
	ids = many(&a, &sink);
	out = written(&a, &sink, "junit", ids, MANY);
	assert_int_equal(times(&out, "<testcase "), MANY + MANY / 2);
	assert_int_equal(times(&out, "<failure "), MANY);
	assert_int_equal(times(&out, "tests=\"15000\" failures=\"10000\""), 2);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_form_has_a_control_character),
		cmocka_unit_test(json_is_read_again),
		cmocka_unit_test(
			junit_holds_no_markup_and_no_character_that_xml_forbids),
		cmocka_unit_test(github_has_no_command_but_its_own),
		cmocka_unit_test(a_summary_is_what_github_takes),
		cmocka_unit_test(junit_counts_its_cases),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
