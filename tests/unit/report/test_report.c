#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "report/report.h"
#include "syntax/json.h"

static struct arena arena;

/* A finding that uses everything. */
static void add_drift(struct sink *sink)
{
	static struct str reasons[1];
	struct finding *f = sink_add(sink, RULE_DRIFT, STR("support/triage"),
				     STR("p/tone.j2"), (struct pos){ 3, 4 });

	reasons[0] = STR("message-text-changed: text of system");
	f->line = STR("Be\tformal\033");
	f->message = STR("not what release 1.0.0 says");
	f->before = (struct side){ STR("release 1.0.0"), STR("sha256:aa") };
	f->after = (struct side){ STR("files"), STR("sha256:bb") };
	finding_chain(f, STR("p/triage.j2"));
	finding_chain(f, STR("p/tone.j2"));
	f->reasons = reasons;
	f->reason_count = 1;
	f->needs = BUMP_MINOR;
	finding_help(f, STR("promptpin bump support/triage"));
	finding_help(f, STR("promptpin diff support/triage"));
}

static struct str text_of(struct sink *sink, bool colour)
{
	struct report r = { .sink = sink,
			    .view = "index",
			    .base = "origin/main@1a2b3c4",
			    .prompts = 3 };
	struct buf out = buf_in(&arena);

	sink_finish(sink);
	report_text(&out, &r, colour);
	return buf_str(&out);
}

static void shows_everything_a_person_needs(void **state)
{
	struct sink sink = sink_in(&arena);

	(void)state;
	add_drift(&sink);
	assert_string_equal(
		text_of(&sink, false).p,
		"error[drift] support/triage: not what release 1.0.0 says\n"
		"  --> p/tone.j2:3:4\n"
		"     3 | Be\tformal\\x1B\n"
		"       |   \t^\n"
		"  release 1.0.0: sha256:aa\n"
		"  files: sha256:bb\n"
		"  reached by: p/triage.j2 > p/tone.j2\n"
		"  asks for: minor\n"
		"    - message-text-changed: text of system\n"
		"  why: What would be served is not what the recorded version says, "
		"so nobody can tell afterwards which prompt gave an answer.\n"
		"  fix: promptpin bump support/triage\n"
		"       promptpin diff support/triage\n"
		"  waive: promptpin waive 08983601081d -m WHY --until DATE\n"
		"\n"
		"1 error in 3 prompts; base: origin/main@1a2b3c4\n");
}

static void colours_only_when_asked(void **state)
{
	struct sink sink = sink_in(&arena);

	(void)state;
	add_drift(&sink);
	assert_null(memchr(text_of(&sink, false).p, '\033',
			   text_of(&sink, false).n));
	assert_non_null(strstr(text_of(&sink, true).p,
			       "\033[1;31merror[drift]\033[0m"));
}

static void inherited_findings_are_one_line_and_count_for_nothing(void **state)
{
	struct sink sink = sink_in(&arena);

	(void)state;
	sink_add(&sink, RULE_STORE_STRAY, STR_EMPTY, STR(".promptpin/x"),
		 (struct pos){ 0, 0 });
	sink.items[0].inherited = true;
	sink.items[0].message = STR("a stray file");
	assert_string_equal(
		text_of(&sink, false).p,
		"inherited: warning[store-stray] a stray file (.promptpin/x)\n"
		"nothing wrong in 3 prompts (1 inherited or waived); "
		"base: origin/main@1a2b3c4\n");
}

static void a_long_line_is_cut_around_the_place(void **state)
{
	struct sink sink = sink_in(&arena);
	struct buf line = buf_in(&arena);
	struct str shown;

	(void)state;
	for (int i = 0; i < 100000; i++)
		buf_adds(&line, "\xC3\xA9");
	sink_add(&sink, RULE_TEXT_NOT_NFC, STR("a"), STR("p"),
		 (struct pos){ 1, 50000 });
	sink.items[0].line = buf_str(&line);
	shown = text_of(&sink, false);
	assert_true(shown.n < 1000);
	assert_non_null(strstr(shown.p, "     1 | ...\xC3\xA9"));
	assert_int_equal(text_utf8_bad(shown), shown.n);
}

static const struct node *json_of(struct sink *sink)
{
	struct report r = {
		.sink = sink, .view = "worktree", .base = "", .prompts = 1
	};
	struct buf out = buf_in(&arena);
	struct node *root = arena_zero(&arena, 1, sizeof(*root));
	struct syntax_error why = { 0 };

	sink_finish(sink);
	report_json(&out, &r, true);
	assert_int_equal(json_read(&arena, buf_str(&out), root, &why), 0);
	return root;
}

static void json_has_the_keys_in_their_order(void **state)
{
	static const char *const keys[] = {
		"rule",	       "level",	  "prompt",    "path",	 "line",
		"column",      "message", "why",       "help",	 "needs",
		"fingerprint", "waived",  "inherited", "before", "after",
		"chain",       "changes"
	};
	struct sink sink = sink_in(&arena);
	const struct node *root, *f;

	(void)state;
	add_drift(&sink);
	root = json_of(&sink);
	assert_true(str_is(root->members[0].name, "format_version"));
	assert_true(str_is(node_get(root, "format_version")->text, "1.0"));
	f = &node_get(root, "findings")->items[0];
	assert_int_equal(f->count, sizeof(keys) / sizeof(*keys));
	for (size_t i = 0; i < f->count; i++)
		assert_true(str_is(f->members[i].name, keys[i]));
	assert_true(str_is(node_get(node_get(root, "summary"), "error")->text,
			   "1"));
}

static void json_takes_any_bytes(void **state)
{
	struct sink sink = sink_in(&arena);
	struct str every, message;
	struct buf b = buf_in(&arena);

	(void)state;
	for (int i = 1; i < 256; i++)
		buf_addc(&b, (char)i);
	buf_adds(&b, "\xE2\x80\xAE\xF3\xA0\x81\xA7 end");
	every = buf_str(&b);
	sink_add(&sink, RULE_DRIFT, STR("a"), every, (struct pos){ 0, 0 })
		->message = every;
	message = node_get(&node_get(json_of(&sink), "findings")->items[0],
			   "message")
			  ->text;
	assert_int_equal(text_utf8_bad(message), message.n);
	assert_true(str_ends(message, "\xE2\x80\xAE\xF3\xA0\x81\xA7 end"));
}

static void a_report_shows_no_raw_control_characters(void **state)
{
	struct str id = STR("a");
	struct report r = { .view = "a\033\xE2\x80\xAE",
			    .base = "b\033\n\xE2\x80\xAE",
			    .prompts = 1,
			    .ids = &id };
	const struct report_form *form;

	(void)state;
	for (form = report_all(); form->name; form++) {
		struct sink sink = sink_in(&arena);
		struct buf out = buf_in(&arena);
		struct str bad = STR(
			"x\033]8;;\n::set-output\r\xE2\x80\xAE\x7F");
		struct finding *f = sink_add(&sink, RULE_DRIFT, bad, bad,
					     (struct pos){ 1, 2 });
		struct str text;

		f->message = f->why = f->line = bad;
		f->before = f->after = (struct side){ bad, bad };
		finding_help(f, bad);
		finding_chain(f, bad);
		finding_chain(f, bad);
		sink_finish(&sink);
		r.sink = &sink;
		form->write(&out, &r, false);
		text = buf_str(&out);
		for (size_t i = 0; i < text.n; i++)
			assert_true(text.p[i] == '\n' ||
				    (unsigned char)text.p[i] >= ' ');
		assert_null(strstr(text.p, "\xE2\x80\xAE"));
		assert_null(strstr(text.p, "\n::set-output"));
		assert_null(strchr(text.p, 0x7F));
	}
}

static int free_arena(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shows_everything_a_person_needs),
		cmocka_unit_test(colours_only_when_asked),
		cmocka_unit_test(
			inherited_findings_are_one_line_and_count_for_nothing),
		cmocka_unit_test(a_long_line_is_cut_around_the_place),
		cmocka_unit_test(json_has_the_keys_in_their_order),
		cmocka_unit_test(json_takes_any_bytes),
		cmocka_unit_test(a_report_shows_no_raw_control_characters),
	};

	return cmocka_run_group_tests(tests, NULL, free_arena);
}
