#include "pattern/glob.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"

struct one {
	const char *glob, *path;
	bool match;
};

static void check(const struct one *cases, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (glob_match(str_of(cases[i].glob), str_of(cases[i].path)) !=
		    cases[i].match)
			fail_msg("%s on %s: not %d", cases[i].glob,
				 cases[i].path, cases[i].match);
}

static void one_star_and_question_mark_stay_in_a_segment(void **state)
{
	static const struct one cases[] = {
		{ "a/b.txt", "a/b.txt", true },
		{ "a/b.txt", "a/bxtxt", false },
		{ "*", "a", true },
		{ "*", "", true },
		{ "*", "a/b", false },
		{ "a/*", "a/b", true },
		{ "a/*", "a/.b", true },
		{ "a/*", "a/b/c", false },
		{ "a/*", "a", false },
		{ "*.json", "search.json", true },
		{ "*.json", ".json", true },
		{ "*.json", "a/search.json", false },
		{ "*.json", "search.jsonx", false },
		{ "tools/*/x.json", "tools/crm/x.json", true },
		{ "tools/*/x.json", "tools/x.json", false },
		{ "a*b*c", "abc", true },
		{ "a*b*c", "axxbyyc", true },
		{ "a*b*c", "axxbyy", false },
		{ "a*b*c", "a/bc", false },
		{ "?", "a", true },
		{ "?", "/", false },
		{ "?", "", false },
		{ "a?c", "abc", true },
		{ "a?c", "a/c", false },
		{ "?.txt", "\xc3\xa9.txt", true },
		{ "??.txt", "\xc3\xa9.txt", false },
		{ "?.txt", "\xf0\x9f\x98\x80.txt", true },
		{ "\xc3\xa9*", "\xc3\xa9t\xc3\xa9", true },
		{ "?", "\xff", true },
		{ "[ab].txt", "a.txt", false },
		{ "[ab].txt", "[ab].txt", true },
		{ "[ab]*", "[ab].txt", true },
		{ "{a,b}*", "a", false },
		{ "\\*", "*", false },
		{ "A*", "a", false },
	};

	(void)state;
	check(cases, sizeof(cases) / sizeof(*cases));
}

static void two_stars_cross_segments_and_may_be_none(void **state)
{
	static const struct one cases[] = {
		{ "**", "a", true },
		{ "**", "a/b/c", true },
		{ "prompts/**/*.prompt", "prompts/a.prompt", true },
		{ "prompts/**/*.prompt", "prompts/x/y/a.prompt", true },
		{ "prompts/**/*.prompt", "prompts.prompt", false },
		{ "prompts/**/*.prompt", "other/a.prompt", false },
		{ "a/**/b", "a/b", true },
		{ "a/**/b", "a/x/b", true },
		{ "a/**/b", "a/x/y/b", true },
		{ "a/**/b", "ab", false },
		{ "a/**/b", "a/xb", false },
		{ "a/**/b", "a/b/c", false },
		{ "a/**/b", "a/b/b", true },
		{ "**/b", "b", true },
		{ "**/b", "x/b", true },
		{ "**/b", "xb", false },
		{ "**/b", "x/yb", false },
		{ "tests/fixtures/**", "tests/fixtures/a", true },
		{ "tests/fixtures/**", "tests/fixtures/a/b", true },
		{ "tests/fixtures/**", "tests/fixtures", true },
		{ "tests/fixtures/**", "tests/fixturesx", false },
		{ "a/**/**", "a", true },
		{ "a/**/**", "a/b", true },
		{ "a/**/**/b", "a/b", true },
		{ "a/**/**/b", "a/x/b", true },
		{ "**/**", "a", true },
		{ "a/**/*/**", "a", false },
		{ "a/**/*/**", "a/b", true },
		{ "**.j2", "a/b.j2", true },
		{ "**.j2", "b.j2", true },
		{ "a**b", "ab", true },
		{ "a**b", "ax/yb", true },
		{ "a**/b", "a/b", true },
		{ "a**/b", "ab", false },
		{ "a**/b", "ax/y/b", true },
		{ "a/**b", "a/b", true },
		{ "a/**b", "a/x/yb", true },
		{ "a/***/b", "a/x/y/b", true },
		{ "a/***/b", "a/b", true },
		{ "**/a/**/b", "x/a/y/b", true },
		{ "**/a/**/b", "a/b", true },
		{ "**/a/**/b", "b/a", false },
		{ "**/?", "x/y/z", true },
		{ "**/?", "x/y/zz", false },
	};

	(void)state;
	check(cases, sizeof(cases) / sizeof(*cases));
}

/* The definition, by backtracking: for short texts only. */
static bool by_definition(const char *g, const char *p, bool start)
{
	if (*g == '*' && g[1] == '*') {
		const char *end = g + strspn(g, "*");
		bool whole = start && (*end == '\0' || *end == '/');

		if (whole && *end == '/' && by_definition(end + 1, p, true))
			return true;
		for (;; p++) {
			if (by_definition(end, p, false))
				return true;
			if (!*p)
				return false;
		}
	}
	if (*g == '*') {
		for (;; p++) {
			if (by_definition(g + 1, p, false))
				return true;
			if (!*p || *p == '/')
				return false;
		}
	}
	if (!*p) {
		/* Segments of stars at the end may be none. */
		while (*g == '/' && g[1] == '*' && g[2] == '*') {
			g++;
			g += strspn(g, "*");
		}
		return !*g;
	}
	if (*g == '?' ? *p == '/' : *g != *p)
		return false;
	return by_definition(g + 1, p + 1, *g == '/');
}

static void is_what_the_definition_says(void **state)
{
	static const char in_glob[] = "**/?a", in_path[] = "a/b";
	unsigned seed = 7;
	int matches = 0;

	(void)state;
	for (int round = 0; round < 200000; round++) {
		char glob[10], path[9];
		size_t n, i;
		bool want;

		seed = seed * 1103515245 + 12345;
		n = (seed >> 16) % 9;
		for (i = 0; i < n; i++) {
			seed = seed * 1103515245 + 12345;
			glob[i] = in_glob[(seed >> 16) % 5];
		}
		glob[n] = '\0';
		seed = seed * 1103515245 + 12345;
		n = (seed >> 16) % 8;
		for (i = 0; i < n; i++) {
			seed = seed * 1103515245 + 12345;
			path[i] = in_path[(seed >> 16) % 3];
		}
		path[n] = '\0';
		want = by_definition(glob, path, true);
		matches += want;
		if (glob_match(str_of(glob), str_of(path)) != want)
			fail_msg("%s on %s: not %d", glob, path, want);
	}
	assert_true(matches > 5000);
}

static void tells_globs_and_their_folders(void **state)
{
	static const struct {
		const char *glob, *prefix;
		bool is;
	} cases[] = {
		{ "a/b/c.txt", "a/b", false },
		{ "a.txt", "", false },
		{ "", "", false },
		{ "*", "", true },
		{ "**/x", "", true },
		{ "prompts/**/*.prompt", "prompts", true },
		{ "a/b*/c", "a", true },
		{ "a/b/c?.txt", "a/b", true },
		{ "a?/b", "", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct str glob = str_of(cases[i].glob);

		assert_int_equal(glob_is(glob), cases[i].is);
		if (!str_is(glob_prefix(glob), cases[i].prefix))
			fail_msg("%s", cases[i].glob);
	}
}

static void hostile(void)
{
	const struct rlimit small = { 256 * 1024, 256 * 1024 };
	struct arena a = { 0 };
	struct buf glob = buf_in(&a), path = buf_in(&a);
	clock_t start = clock();

	(void)setrlimit(RLIMIT_STACK, &small);
	for (int i = 0; i < 1000; i++)
		buf_adds(&glob, i % 3 ? "*a" : "**/a*");
	buf_adds(&glob, "b");
	for (int i = 0; i < 2048; i++)
		buf_adds(&path, i % 5 ? "aa" : "a/");
	for (int i = 0; i < 3; i++)
		if (glob_match(buf_str(&glob), buf_str(&path)))
			_exit(1);
	_exit(clock() - start < CLOCKS_PER_SEC * 5 ? 0 : 2);
}

static void no_glob_takes_more_than_the_product_of_lengths(void **state)
{
	pid_t child = fork();
	int status = 1;

	(void)state;
	if (child == 0)
		hostile();
	assert_true(child > 0 && waitpid(child, &status, 0) == child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void a_glob_over_the_limit_matches_nothing(void **state)
{
	struct arena a = { 0 };
	struct buf glob = buf_in(&a);

	(void)state;
	for (int i = 0; i < GLOB_MAX; i++)
		buf_addc(&glob, '*');
	assert_true(glob_match(buf_str(&glob), STR("a/b")));
	buf_addc(&glob, '*');
	assert_false(glob_match(buf_str(&glob), STR("a/b")));
	buf_clear(&glob);
	for (int i = 0; i <= GLOB_MAX; i++)
		buf_addc(&glob, 'x');
	assert_true(glob_match(buf_str(&glob), buf_str(&glob)));
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_star_and_question_mark_stay_in_a_segment),
		cmocka_unit_test(two_stars_cross_segments_and_may_be_none),
		cmocka_unit_test(is_what_the_definition_says),
		cmocka_unit_test(tells_globs_and_their_folders),
		cmocka_unit_test(
			no_glob_takes_more_than_the_product_of_lengths),
		cmocka_unit_test(a_glob_over_the_limit_matches_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
