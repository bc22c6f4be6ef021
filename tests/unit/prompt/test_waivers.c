#include "memory.h"
#include "base/buf.h"
#include "prompt/waivers.h"

#define A64 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B64 "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define TOP "promptpin: 1\nwaivers:\n"
#define REST(text)                                               \
	"    rule: drift\n    prompt: a\n    reason: " text "\n" \
	"    owner: me\n    until: 2026-12-31\n"
#define ONE(hex, text) "  - fingerprint: sha256:" hex "\n" REST(text)

struct read {
	struct arena a;
	struct sink sink;
	struct error err;
	struct waivers w;
};

static int read_bytes(struct read *r, struct str bytes)
{
	const struct view_file file = { STR(WAIVERS_PATH), bytes };
	struct view *view;

	*r = (struct read){ 0 };
	r->sink = sink_in(&r->a);
	assert_int_equal(view_memory(&view, &r->a, &file, 1, &r->err), 0);
	return waivers_read(&r->w, &r->a, view, &r->sink, &r->err);
}

static void read_text(struct read *r, const char *text)
{
	assert_int_equal(read_bytes(r, str_of(text)), 0);
	assert_true(r->w.present);
}

static struct waiver new_waiver(const char *hex)
{
	struct waiver w = { .rule = RULE_DRIFT,
			    .prompt = STR("b"),
			    .reason = STR("a \"reason\" \\ # : of it"),
			    .owner = STR("Ann <ann@example.com>"),
			    .until = STR("2027-02-28") };

	memset(w.fingerprint.byte, hex[0] == 'a' ? 0xaa : 0xcc, STORE_ID_SIZE);
	return w;
}

/* ---- reading -------------------------------------------------------------- */

static void no_file_is_no_waivers(void **state)
{
	struct read r = { 0 };
	struct view *view;

	(void)state;
	r.sink = sink_in(&r.a);
	assert_int_equal(view_memory(&view, &r.a, NULL, 0, &r.err), 0);
	assert_int_equal(waivers_read(&r.w, &r.a, view, &r.sink, &r.err), 0);
	assert_false(r.w.present || r.w.valid || r.w.count);
	arena_free(&r.a);
}

static void reads_what_a_waiver_says(void **state)
{
	struct read r;
	const struct waiver *w;

	(void)state;
	read_text(
		&r,
		TOP ONE(A64,
			"x") "  - fingerprint: sha256:" B64
			     "\n    rule: untracked-prompt\n    path: \"a b\"\n"
			     "    reason: y\n    owner: 1.10\n"
			     "    until: \"2028-02-29\"\n");
	assert_true(r.w.valid);
	assert_int_equal(r.w.count, 2);
	w = &r.w.items[0];
	assert_int_equal(w->rule, RULE_DRIFT);
	assert_true(str_is(w->prompt, "a") && str_is(w->reason, "x"));
	assert_int_equal(w->first, 3);
	assert_int_equal(w->last, 8);
	assert_int_equal(w->column, 5);
	w = &r.w.items[1];
	assert_true(str_is(w->path, "a b") && str_is(w->owner, "1.10"));
	assert_int_equal(w->prompt.n, 0);
	arena_free(&r.a);
}

static const struct {
	const char *what, *text, *says;
} wrong[] = {
	{ "nothing", "", "" },
	{ "a list", "- x\n", "a mapping" },
	{ "no version", "waivers: []\n", "`promptpin: 1` is missing" },
	{ "another version", "promptpin: 2\nwaivers:\n",
	  "`promptpin: 1` is missing" },
	{ "an unknown key", "promptpin: 1\nwaiver:\n", "waiver" },
	{ "a text", "promptpin: 1\nwaivers: all\n", "a list of waivers" },
	{ "a text in the list", TOP "  - all\n", "a mapping" },
	{ "an unknown member", TOP ONE(A64, "x") "    days: 3\n", "days" },
	{ "nothing in it", TOP "  - {}\n", "a waiver needs" },
	{ "neither prompt nor path",
	  TOP "  - {fingerprint: 'sha256:" A64 "', rule: drift, reason: x, "
	      "owner: me, until: 2026-12-31}\n",
	  "either a prompt or a path" },
	{ "both", TOP ONE(A64, "x") "    path: a.md\n",
	  "either a prompt or a path" },
	{ "no digest", TOP ONE("a", "x"), "no fingerprint" },
	{ "upper case", TOP "  - fingerprint: SHA256:" A64 "\n" REST("x"),
	  "no fingerprint" },
	{ "two of a key", TOP ONE(A64, "x") "    until: 2027-01-01\n",
	  "until" },
	{ "an alias", TOP ONE(A64, "&x y"), "anchor" },
	{ "an invisible character", TOP ONE(A64, "a\xe2\x80\xae"),
	  "invisible" },
	{ "a rule that is none",
	  TOP "  - {fingerprint: 'sha256:" A64 "', rule: none, prompt: a, "
	      "reason: x, owner: me, until: 2026-12-31}\n",
	  "`none` is no rule" },
	{ "a rule that cannot be waived",
	  TOP "  - {fingerprint: 'sha256:" A64 "', rule: waiver-expired, "
	      "prompt: a, reason: x, owner: me, until: 2026-12-31}\n",
	  "waiver-expired cannot be waived" },
};

static void one_mistake_and_none_of_it_counts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct read r;

		print_message("%s\n", wrong[i].what);
		read_text(&r, wrong[i].text);
		assert_false(r.w.valid);
		assert_true(r.sink.count > 0);
		assert_int_equal(r.sink.items[0].rule, RULE_MANIFEST_INVALID);
		assert_true(memory_has(r.sink.items[0].message, wrong[i].says));
		arena_free(&r.a);
	}
}

static void knows_the_days_of_the_calendar(void **state)
{
	static const char *const days[] = { "2026-01-01", "2026-12-31",
					    "2024-02-29", "2000-02-29",
					    "9999-12-31" };
	static const char *const none[] = {
		"",	      "2026-1-1",   "2026-00-01",  "2026-13-01",
		"2026-01-00", "2026-01-32", "2026-02-29",  "1900-02-29",
		"2026-04-31", "2026/01/01", "20260-01-01", "2026-01-1x",
		"-026-01-01", "tomorrow"
	};

	(void)state;
	for (size_t i = 0; i < sizeof(days) / sizeof(*days); i++)
		assert_true(waivers_day_ok(str_of(days[i])));
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		assert_false(waivers_day_ok(str_of(none[i])));
}

static void the_number_of_waivers_is_bounded(void **state)
{
	struct buf text;
	struct read r;
	struct arena a = { 0 };

	(void)state;
	text = buf_in(&a);
	buf_adds(&text, TOP);
	for (int i = 0; i <= WAIVERS_COUNT; i++)
		buf_adds(&text, "  - {}\n");
	assert_int_equal(read_bytes(&r, buf_str(&text)), 0);
	assert_false(r.w.valid);
	assert_int_equal(r.sink.count, 1);
	assert_true(
		memory_has(r.sink.items[0].message, "more than 10000 waivers"));
	arena_free(&r.a);
	arena_free(&a);
}

/* ---- adding --------------------------------------------------------------- */

/* The file with a waiver added; NULL: refused. */
static const char *added(struct read *r, const struct waiver *new)
{
	struct str out;
	struct error err = { 0 };

	if (waivers_add(&r->a, &r->w, new, &out, &err) < 0) {
		assert_int_equal(err.code, ERROR_REFUSED);
		assert_true(err.text[0]);
		return NULL;
	}
	return str_c(&r->a, out);
}

static const char with_other[] =
	"  - fingerprint: sha256:"
	"cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc\n"
	"    rule: drift\n    prompt: b\n"
	"    reason: \"a \\\"reason\\\" \\\\ # : of it\"\n"
	"    owner: \"Ann <ann@example.com>\"\n    until: 2027-02-28\n";

static const struct {
	const char *what, *before, *end; /* what stands before what is added */
} kept[] = {
	{ "a list", TOP ONE(A64, "x"), "" },
	{ "no list yet", "promptpin: 1\n", "waivers:\n" },
	{ "an empty one", TOP, "" },
	{ "comments",
	  "# a\npromptpin: 1 # b\nwaivers: # c\n# d\n" ONE(A64,
							   "x # e") "# f\n",
	  "" },
	{ "no line end", "promptpin: 1\nwaivers:", "\n" },
	{ "CRLF", "promptpin: 1\r\nwaivers:\r\n", "" },
	{ "a mark of byte order", "\xef\xbb\xbf" TOP ONE(A64, "x"), "" },
	{ "a folded reason", TOP ONE(A64, "x\n      y\n      z"), "" },
	{ "a block", TOP ONE(A64, ">-\n      x\n      y"), "" },
	{ "two of one finding", TOP ONE(A64, "x") ONE(A64, "y"), "" },
	{ "a list in one line", "promptpin: 1\nwaivers: []\n", NULL },
	{ "the list before the version",
	  "waivers:\n" ONE(A64, "x") "promptpin: 1\n", NULL },
};

static void adds_at_the_end_and_keeps_all_that_is_there(void **state)
{
	const struct waiver new = new_waiver("c");

	(void)state;
	for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++) {
		const char *text, *whole;
		struct read r;

		print_message("%s\n", kept[i].what);
		read_text(&r, kept[i].before);
		text = added(&r, &new);
		if (!kept[i].end) {
			assert_null(text);
			arena_free(&r.a);
			continue;
		}
		whole = str_fmt(&r.a, "%s%s%s", kept[i].before, kept[i].end,
				with_other)
				.p;
		assert_non_null(text);
		assert_string_equal(text, whole);
		arena_free(&r.a);
	}
}

static void takes_the_indentation_of_the_list(void **state)
{
	const struct waiver new = new_waiver("c");
	const char *text;
	struct read r, again;

	(void)state;
	read_text(&r, TOP "- fingerprint: sha256:" A64
			  "\n  rule: drift\n  prompt: a\n  reason: x\n"
			  "  owner: me\n  until: 2026-12-31\n");
	text = added(&r, &new);
	assert_non_null(text);
	read_text(&again, text);
	assert_true(again.w.valid);
	assert_int_equal(again.w.count, 2);
	assert_int_equal(again.w.items[1].column, 3);
	arena_free(&again.a);
	arena_free(&r.a);
}

static void takes_the_place_of_every_one_of_that_finding(void **state)
{
	const struct waiver new = new_waiver("a");
	const char *text;
	struct read r, again;

	(void)state;
	read_text(&r, TOP "# one\n" ONE(A64, "x") "# two\n" ONE(B64, "y")
			      ONE(A64, "z"));
	text = added(&r, &new);
	assert_non_null(text);
	assert_non_null(strstr(text, TOP "# one\n# two\n" ONE(B64, "y")));
	read_text(&again, text);
	assert_true(again.w.valid);
	assert_int_equal(again.w.count, 2);
	assert_true(str_eq(again.w.items[1].reason, new.reason));
	arena_free(&again.a);
	arena_free(&r.a);
}

/* What is left of the last line would go on with the reason of the other. */
static void never_changes_another_waiver(void **state)
{
	const struct waiver new = new_waiver("a");
	struct read r;

	(void)state;
	read_text(&r,
		  TOP "  - fingerprint: sha256:" B64 "\n    rule: drift\n"
		      "    prompt: a\n    owner: me\n    until: 2026-12-31\n"
		      "    reason: x\n"
		      "  - fingerprint: sha256:" A64 "\n    rule: drift\n"
		      "    prompt: a\n    owner: me\n    until: 2026-12-31\n"
		      "    reason: y\n      and more\n");
	assert_true(r.w.valid);
	assert_null(added(&r, &new));
	arena_free(&r.a);
}

static void refuses_what_no_reviewer_could_see(void **state)
{
	static const char *const texts[] = { "a\nb",	     "a\tb",
					     "\x7f",	     "\xff",
					     "\xc2\x85",     "\xe2\x80\xa8",
					     "\xe2\x80\xae", "\xef\xbb\xbf" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct waiver new = new_waiver("c");
		struct read r;

		read_text(&r, TOP);
		new.reason = str_of(texts[i]);
		assert_null(added(&r, &new));
		new = new_waiver("c");
		new.prompt = STR_EMPTY;
		new.path = str_of(texts[i]);
		assert_null(added(&r, &new));
		arena_free(&r.a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_file_is_no_waivers),
		cmocka_unit_test(reads_what_a_waiver_says),
		cmocka_unit_test(one_mistake_and_none_of_it_counts),
		cmocka_unit_test(knows_the_days_of_the_calendar),
		cmocka_unit_test(the_number_of_waivers_is_bounded),
		cmocka_unit_test(adds_at_the_end_and_keeps_all_that_is_there),
		cmocka_unit_test(takes_the_indentation_of_the_list),
		cmocka_unit_test(takes_the_place_of_every_one_of_that_finding),
		cmocka_unit_test(never_changes_another_waiver),
		cmocka_unit_test(refuses_what_no_reviewer_could_see),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
