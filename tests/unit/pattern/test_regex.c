#include "pattern/regex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"

static enum regex_answer search(const char *pattern, struct str text)
{
	struct arena a = { 0 };
	const struct regex *regex = NULL;
	struct regex_error why;
	enum regex_answer answer;

	if (regex_compile(&a, str_of(pattern), &regex, &why) != REGEX_OK)
		fail_msg("%s: %s at %zu", pattern, why.text, why.offset);
	answer = regex_search(regex, text);
	arena_free(&a);
	return answer;
}

struct row {
	const char *pattern, *text;
	bool match;
};

static void check(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (search(rows[i].pattern, str_of(rows[i].text)) !=
		    (rows[i].match ? REGEX_YES : REGEX_NO))
			fail_msg("/%s/ on \"%s\" is not %s", rows[i].pattern,
				 rows[i].text, rows[i].match ? "yes" : "no");
}

#define CHECK(rows) check(rows, sizeof(rows) / sizeof(*(rows)))

static void a_pattern_is_searched_for_and_anchors_are_the_ends(void **state)
{
	static const struct row rows[] = {
		{ "b", "abc", true },
		{ "^b", "abc", false },
		{ "", "", true },
		{ "^$", "", true },
		{ "^abc$", "abc", true },
		{ "^abc$", "abc\n", false },
		{ "^abc$", "\nabc", false },
		{ "a.c", "a\nc", false },
		{ "a.c",
		  "a\xe2\x80\xa8"
		  "c",
		  false },
		{ "^a|b$", "xb", true },
		{ "(^a|b)c", "bc", true },
		{ "^.$", "\xf0\x9f\x90\xb2", true },
	};

	(void)state;
	CHECK(rows);
}

static void classes_and_escapes_are_those_of_ecma_262(void **state)
{
	static const struct row rows[] = {
		{ "^\\d$", "\xd9\xa3", false },
		{ "^\\D$", "\xd9\xa3", true },
		{ "^\\w$", "\xc3\xa9", false },
		{ "^\\s$", "\xef\xbb\xbf", true },
		{ "^\\S$", "\xe2\x80\x93", true },
		{ "^[\\S]$", "\xc2\xa0", false },
		{ "^[^\\s]$", "\xe1\x9a\x80", false },
		{ "^\\x41\\u0042\\u{43}$", "ABC", true },
		{ "^\\ud83d\\udc32$", "\xf0\x9f\x90\xb2", true },
		{ "^\\cJ$", "\n", true },
		{ "^[\\b]$", "\b", true },
		{ "^\\0$", "0", false },
		{ "a\\/b", "a/b", true },
		{ "^[]$", "", false },
		{ "a[]|b", "b", true },
		{ "^[^]$", "\n", true },
		{ "^[a-]+$", "a-a", true },
		{ "^[\\w-.]+$", "a-.", true },
		{ "^[[:alpha:]]$", "a]", true },
		{ "^[[:alpha:]]$", "b", false },
		{ "^\\-\\_\\@$", "-_@", true },
		{ "^{a}$", "{a}", true },
		{ "^a{,2}$", "a{,2}", true },
		{ "^]$", "]", true },
		{ "\\bcat\\b", "a cat.", true },
	};

	(void)state;
	CHECK(rows);
}

static void properties_are_known_by_their_exact_names(void **state)
{
	static const struct row rows[] = {
		{ "^\\p{L}\\p{Letter}$", "\xc3\xa9z", true },
		{ "^\\p{Lu}$", "a", false },
		{ "^\\P{Lu}$", "a", true },
		{ "^[\\p{Nd}_]+$", "1_\xd9\xa3", true },
		{ "^\\p{Script=Greek}$", "\xce\xb1", true },
		{ "^\\p{sc=Greek}$", "a", false },
		{ "^\\p{gc=Uppercase_Letter}$", "A", true },
		{ "^\\p{Emoji_Presentation}$", "\xf0\x9f\x90\xb2", true },
		{ "^\\p{ASCII}$", "\xc3\xa9", false },
		{ "^[\\P{ASCII}]$", "\xc3\xa9", true },
		{ "^\\p{Any}$", "\n", true },
		{ "^\\p{Assigned}$", "a", true },
	};

	(void)state;
	CHECK(rows);
}

static void groups_are_taken_and_referred_to(void **state)
{
	static const struct row rows[] = {
		{ "^(a)(?:b)(?<n>c)\\1\\k<n>$", "abcac", true },
		{ "^(a)|\\1b$", "b", true }, /* a group that took no part */
		{ "^\\k<n>(?<n>a)$", "a", true },
		{ "^(?<k>a)\\k<k>$", "aa", true },
		{ "^(?=a)a(?!b)", "ac", true },
		{ "(?<=a)b", "ab", true },
		{ "(?<!a)b", "ab", false },
		{ "^(a|b){2,3}?$", "aba", true },
		{ "^a{2}$", "aa", true },
		{ "^a{2,}$", "a", false },
	};

	(void)state;
	CHECK(rows);
}

static void what_is_wrong_is_said_with_its_place(void **state)
{
	static const struct {
		const char *pattern;
		enum regex_status status;
		size_t offset;
		const char *text;
	} rows[] = {
		{ "a(b", REGEX_WRONG, 3, "is not closed" },
		{ "a)b", REGEX_WRONG, 1, "none opened" },
		{ "[a", REGEX_WRONG, 0, "class is not closed" },
		{ "[z-a]", REGEX_WRONG, 1, "out of order" },
		{ "*a", REGEX_WRONG, 0, "nothing stands before" },
		{ "a|*", REGEX_WRONG, 2, "nothing stands before" },
		{ "a++", REGEX_WRONG, 2, "nothing stands before" },
		{ "a{3,2}", REGEX_WRONG, 1, "out of order" },
		{ "^*", REGEX_WRONG, 1, "cannot be repeated" },
		{ "(?=a)*", REGEX_WRONG, 5, "cannot be repeated" },
		{ "\\a", REGEX_WRONG, 0, "is no escape" },
		{ "\\", REGEX_WRONG, 0, "is no escape" },
		{ "\\u12", REGEX_WRONG, 0, "is no escape" },
		{ "\\u{110000}", REGEX_WRONG, 0, "is no escape" },
		{ "\\2(a)", REGEX_WRONG, 0, "no group 2" },
		{ "\\k<b>(?<a>a)", REGEX_WRONG, 0, "no group of that name" },
		{ "\\k", REGEX_WRONG, 0, "names no group" },
		{ "\\k<a", REGEX_WRONG, 3, "has no end" },
		{ "(?<a>a)(?<a>b)", REGEX_WRONG, 7, "one name" },
		{ "\\p{letter}", REGEX_WRONG, 3, "no such property" },
		{ "\\pL", REGEX_WRONG, 0, "in braces" },
		{ "(?<=a+)b", REGEX_UNSUPPORTED, 0, "not decided" },
		{ "a{70000}", REGEX_UNSUPPORTED, 1, "more than 65535" },
		{ "((a{900}){900}){900}", REGEX_UNSUPPORTED, 0, "too large" },
		{ "((a)|b)*\\2", REGEX_UNSUPPORTED, 0, "inside a repetition" },
		{ "\\p{Script=Nowhere}", REGEX_UNSUPPORTED, 0, "not decided" },
		{ "(?i)a", REGEX_UNSUPPORTED, 0, "no group of ECMA-262" },
		{ "a\\Z", REGEX_UNSUPPORTED, 1, "no escape of ECMA-262" },
		{ "\\ud800", REGEX_UNSUPPORTED, 0, "surrogate" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena a = { 0 };
		const struct regex *regex;
		struct regex_error why = { .offset = 99 };
		enum regex_status status = regex_compile(
			&a, str_of(rows[i].pattern), &regex, &why);

		if (status != rows[i].status || why.offset != rows[i].offset ||
		    !strstr(why.text, rows[i].text))
			fail_msg("%s: %d at %zu: %s", rows[i].pattern, status,
				 why.offset, why.text);
		arena_free(&a);
	}
}

/* Each takes far longer than anybody waits, were it not for the limit. */
static void what_backtracks_for_ever_ends_undecided(void **state)
{
	static const char *const patterns[] = {
		"(a+)+$",     "(a|a)*$",       "(a*)*$",
		"(?:a|aa)+$", "^(\\w+\\s?)*$", "a*a*a*a*a*a*$",
	};
	struct arena a = { 0 };
	struct buf b = buf_in(&a);

	(void)state;
	for (size_t i = 0; i < 5000; i++)
		buf_addc(&b, 'a');
	buf_addc(&b, '!');
	for (size_t i = 0; i < sizeof(patterns) / sizeof(*patterns); i++)
		if (search(patterns[i], buf_str(&b)) != REGEX_UNDECIDED)
			fail_msg("%s was decided", patterns[i]);
	/* Of one start a few steps, of all together too many. */
	assert_int_equal(search("a?a?a?a?a?[bc]", buf_str(&b)),
			 REGEX_UNDECIDED);
	assert_int_equal(search("^a*!$", buf_str(&b)), REGEX_YES);
	arena_free(&a);
}

static void searches_share_a_budget(void **state)
{
	struct arena a = { 0 };
	const struct regex *regex = NULL;
	struct regex_error why;
	size_t steps = 100;

	(void)state;
	assert_int_equal(regex_compile(&a, STR("b"), &regex, &why), REGEX_OK);
	assert_int_equal(regex_search_within(regex, STR("aab"), &steps),
			 REGEX_YES);
	assert_true(steps < 100 && steps > 80);
	steps = 0;
	assert_int_equal(regex_search_within(regex, STR("aab"), &steps),
			 REGEX_UNDECIDED);
	arena_free(&a);
}

static void a_text_may_hold_any_character(void **state)
{
	const struct str text = { "a\0b", 3 };

	(void)state;
	assert_int_equal(search("^a\\0b$", text), REGEX_YES);
	assert_int_equal(search("^a\\u0000b$", text), REGEX_YES);
	/* Not UTF-8: nobody knows. */
	assert_int_equal(search("a", STR("\xff")), REGEX_UNDECIDED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_pattern_is_searched_for_and_anchors_are_the_ends),
		cmocka_unit_test(classes_and_escapes_are_those_of_ecma_262),
		cmocka_unit_test(properties_are_known_by_their_exact_names),
		cmocka_unit_test(groups_are_taken_and_referred_to),
		cmocka_unit_test(what_is_wrong_is_said_with_its_place),
		cmocka_unit_test(what_backtracks_for_ever_ends_undecided),
		cmocka_unit_test(searches_share_a_budget),
		cmocka_unit_test(a_text_may_hold_any_character),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
