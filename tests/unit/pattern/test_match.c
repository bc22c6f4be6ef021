#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "pattern/match.h"

/* The places of all matches: "from-to" or "from-to(group)", then ! if the
 * search did not come to its end. */
static const char *all(struct arena *a, const char *pattern, const char *group,
		       enum match_trust trust, struct str text)
{
	const struct match *m;
	struct match_error why;
	struct match_walk walk;
	struct match_found found;
	struct buf out = buf_in(a);
	enum match_answer answer;

	if (match_compile(a, str_of(pattern), group, trust, &m, &why) < 0) {
		buf_addf(&out, "%zu: %s", why.offset, why.text);
		return buf_str(&out).p;
	}
	match_start(&walk, m, text);
	while ((answer = match_next(&walk, &found)) == MATCH_FOUND) {
		buf_addf(&out, "%s%zu-%zu", out.len ? " " : "", found.from,
			 found.to);
		if (found.grouped)
			buf_addf(&out, "(%zu-%zu)", found.group_from,
				 found.group_to);
	}
	assert_int_equal(match_next(&walk, &found), answer);
	if (answer == MATCH_UNDECIDED)
		buf_addc(&out, '!');
	return buf_str(&out).p;
}

static void is(const char *pattern, const char *group, const char *text,
	       const char *expected)
{
	struct arena a = { 0 };

	assert_string_equal(
		all(&a, pattern, group, MATCH_FOREIGN, str_of(text)), expected);
	assert_string_equal(all(&a, pattern, group, MATCH_OWN, str_of(text)),
			    expected);
	arena_free(&a);
}

static void all_matches_are_found_in_order(void **state)
{
	(void)state;
	is("a+", NULL, "aab a", "0-2 4-5");
	is("x", NULL, "aab a", "");
	is("x*", NULL, "ax", "0-0 1-2 2-2");
	is("", NULL, "\xc3\xa9x", "0-0 2-2 3-3");
	is("a", NULL, "", "");
}

static void lines_are_lines(void **state)
{
	(void)state;
	is("^b$", NULL, "a\nb\r\nb\rb", "2-3 5-6 7-8");
	is("^.*$", NULL, "ab\r\nc", "0-2 4-5");
	is(".", NULL, "\xc3\xa9\n", "0-2");
}

static void a_named_group_is_told(void **state)
{
	(void)state;
	is("a(?<prompt>b*)|c", "prompt", "abbac", "0-3(1-3) 3-4(4-4) 4-5");
	is("a", "prompt", "a", "0: the named group is not there");
	is("(?J)(?<prompt>a)|(?<prompt>b)", "prompt", "b",
	   "0: two groups have one name");
}

static void what_is_no_pattern_is_refused(void **state)
{
	struct arena a = { 0 };
	char longest[MATCH_LENGTH + 2];

	(void)state;
	is("a(", NULL, "", "2: missing closing parenthesis");
	is("a\\C", NULL, "", "3: using \\C is disabled by the application");
	memset(longest, 'a', MATCH_LENGTH + 1);
	longest[MATCH_LENGTH + 1] = '\0';
	is(longest, NULL, "", "4000: the pattern is too long");
	arena_free(&a);
}

static void a_search_without_end_is_undecided(void **state)
{
	(void)state;
	is("^(a+)+$", NULL, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!",
	   "!");
	is("x", NULL, "x\xff", "!");
}

/* 4 MB, at each place of which all the rest is tried. */
static void a_foreign_pattern_takes_linear_time(void **state)
{
	enum { SIZE = 4 * 1024 * 1024 };
	struct arena a = { 0 };
	char *text = arena_alloc(&a, SIZE);

	(void)state;
	memset(text, 'a', SIZE);
	assert_string_equal(all(&a, "a[^x]*+x", NULL, MATCH_FOREIGN,
				(struct str){ text, SIZE }),
			    "");
	assert_string_equal(all(&a, "a(?:a)*?x", NULL, MATCH_FOREIGN,
				(struct str){ text, SIZE }),
			    "");
	assert_string_equal(all(&a, "(?:a|b)*?(?<=q)", NULL, MATCH_FOREIGN,
				(struct str){ text, SIZE }),
			    "!");
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_matches_are_found_in_order),
		cmocka_unit_test(lines_are_lines),
		cmocka_unit_test(a_named_group_is_told),
		cmocka_unit_test(what_is_no_pattern_is_refused),
		cmocka_unit_test(a_search_without_end_is_undecided),
		cmocka_unit_test(a_foreign_pattern_takes_linear_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
