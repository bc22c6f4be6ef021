/*
 * The YAML test suite: every case ends as the tree its JSON says, or in a
 * refusal that says why. Where libyaml is older than YAML 1.2 and reads what
 * the suite calls an error, or refuses what it allows, the case is listed by
 * name: a change of library shows.
 */
#include "syntax/yaml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "syntax/json.h"
#include "unit/syntax/suite.h"

enum outcome {
	SAME,	   /* read, and the tree is the JSON's */
	READ,	   /* read; the suite has no JSON to compare with */
	NOT_PLAIN, /* refused: outside the plain part */
	UNQUOTED,  /* refused: a spelling that asks for quotes */
	INVALID,   /* refused, and the suite says so too */
	OLDER,	   /* refused by libyaml, though YAML 1.2 allows it */
	LENIENT,   /* read, though the suite calls it an error */
	DIFFERENT, /* read as another tree: must not be */
	OUTCOMES
};

/* How often each comes out of the 406 cases. */
static const int wanted[] = { 156, 3, 117, 10, 73, 42, 5, 0 };

/*
 * Read though they are errors: lines of quoted and flow style that are
 * indented too little (9C9N, DK95/1, QB6E), tabs and spaces before a first
 * line (S98Z, Y79Y/3). What is read is what they look like.
 */
static const char lenient[] = " 9C9N/0 DK95/1 QB6E/0 S98Z/0 Y79Y/3";

static const char *const outcome_names[] = {
	"same",	   "read",  "not plain", "unquoted",
	"invalid", "older", "lenient",	 "different",
};

static struct arena a;

/* Undo the suite's signs for characters that are hard to see. */
static struct str unsign(struct str s)
{
	static const char *const signs[][2] = {
		{ "\xe2\x90\xa3", " " },  /* open box */
		{ "\xe2\x86\xb5", "" },	  /* return sign before a LF */
		{ "\xe2\x88\x8e\n", "" }, /* no LF at the end */
		{ "\xe2\x86\x90", "\r" }, /* arrow */
		{ "\xe2\x87\x94", "\xef\xbb\xbf" }, /* byte order mark */
	};
	struct buf b = buf_in(&a);

	for (size_t i = 0; i < s.n;) {
		const char *const dash = "\xe2\x80\x94", *const tab = "\xc2\xbb";
		size_t end = i, k, count = sizeof(signs) / sizeof(*signs);

		/* Any number of dashes and a closing quote are a tab. */
		while (str_starts(str_cut(s, end, s.n), dash))
			end += strlen(dash);
		if (str_starts(str_cut(s, end, s.n), tab)) {
			buf_addc(&b, '\t');
			i = end + strlen(tab);
			continue;
		}
		for (k = 0; k < count; k++)
			if (str_starts(str_cut(s, i, s.n), signs[k][0]))
				break;
		if (k < count) {
			buf_adds(&b, signs[k][1]);
			i += strlen(signs[k][0]);
		} else {
			buf_addc(&b, s.p[i++]);
		}
	}
	return buf_str(&b);
}

static bool outside_plain(const char *says)
{
	static const char *const words[] = {
		"plain YAML",	"second document", "a key has to be one text",
		"occurs twice", "begins with ?",   "ends in a block scalar"
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strstr(says, words[i]))
			return true;
	return false;
}

static enum outcome run(const struct node *test, struct syntax_error *why)
{
	const struct node *json = node_get(test, "json");
	const struct node *fails = node_get(test, "fail");
	struct str text = unsign(node_get(test, "yaml")->text);
	struct node got, want;
	struct syntax_error ignored;

	if (yaml_read(&a, text, &got, why) < 0) {
		assert_true(why->text[0] && why->pos.line && why->pos.column);
		if (outside_plain(why->text))
			return NOT_PLAIN;
		return fails ? INVALID : OLDER;
	}
	if (yaml_resolve(&got, why) < 0) {
		assert_true(why->text[0] && why->pos.line && why->pos.column);
		return fails ? LENIENT : UNQUOTED;
	}
	if (fails)
		return LENIENT;
	if (!json || json_read(&a, json->text, &want, &ignored) < 0)
		return READ;
	return node_equal(&got, &want) ? SAME : DIFFERENT;
}

static void every_case_is_its_json_or_a_clear_refusal(void **state)
{
	const char *folder = suite_folder(&a, "templates/yaml-test-suite/src");
	bool verbose = getenv("VERBOSE") != NULL;
	int count[OUTCOMES] = { 0 };
	struct buf lists[OUTCOMES];

	(void)state;
	if (!folder)
		skip();
	for (int i = 0; i < OUTCOMES; i++)
		lists[i] = buf_in(&a);
	for (const char **name = suite_names(&a, folder); *name; name++) {
		struct node file;
		struct syntax_error why;

		if (yaml_read(&a, suite_read(&a, folder, *name), &file, &why) <
		    0)
			fail_msg("%s:%u:%u: %s", *name, why.pos.line,
				 why.pos.column, why.text);
		for (size_t i = 0; i < file.count; i++) {
			enum outcome outcome;

			why.text[0] = '\0';
			outcome = run(&file.items[i], &why);
			count[outcome]++;
			buf_addf(&lists[outcome], " %.4s/%zu", *name, i);
			if (verbose)
				printf("%s/%zu: %s: %s\n", *name, i,
				       outcome_names[outcome], why.text);
		}
	}
	for (int i = 0; i < OUTCOMES; i++)
		if (count[i] != wanted[i])
			fail_msg("%s: %d, not %d:%s", outcome_names[i],
				 count[i], wanted[i], buf_str(&lists[i]).p);
	assert_string_equal(buf_str(&lists[LENIENT]).p, lenient);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_case_is_its_json_or_a_clear_refusal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
