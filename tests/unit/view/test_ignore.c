#include "scratch.h"

#include "base/buf.h"
#include "view/internal.h"

static void patterns_are_those_of_gitignore(void **state)
{
	static const struct {
		const char *pattern, *text;
		bool want;
	} cases[] = {
		{ "a", "a", true },
		{ "a", "b", false },
		{ "", "", true },
		{ "*", "", true },
		{ "*", "abc", true },
		{ "a*", "abc", true },
		{ "*c", "abc", true },
		{ "*b", "abc", false },
		{ "a*c*e", "abcde", true },
		{ "*", "a/b", false },
		{ "a/*", "a/b", true },
		{ "a/*", "a/b/c", false },
		{ "?", "a", true },
		{ "?", "/", false },
		{ "?", "", false },
		{ "**/a", "a", true },
		{ "**/a", "x/y/a", true },
		{ "**/a", "xa", false },
		{ "a/**", "a", false },
		{ "a/**", "a/b/c", true },
		{ "a/**/b", "a/b", true },
		{ "a/**/b", "a/x/y/b", true },
		{ "a/**/b", "a/xb", false },
		{ "a**b", "axb", true },
		{ "a**b", "a/b", false },
		{ "**/x/**/y", "1/x/2/3/y", true },
		{ "**/x*/**/y", "x1/x2/q/y", true },
		{ "[abc]", "b", true },
		{ "[!abc]", "b", false },
		{ "[^abc]", "d", true },
		{ "[a-c]x", "bx", true },
		{ "[]]", "]", true },
		{ "[]-]", "-", true },
		{ "[!]]", "a", true },
		{ "[a", "[a", false },
		{ "[[:digit:]]", "5", true },
		{ "[[:digit:]]", "x", false },
		{ "[/]", "/", false },
		{ "[\\]]", "]", true },
		{ "\\*", "*", true },
		{ "\\*", "a", false },
		{ "\\a", "a", true },
		{ "a\\", "a", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		if (ignore_match(str_of(cases[i].pattern),
				 str_of(cases[i].text)) != cases[i].want)
			fail_msg("%s on %s", cases[i].pattern, cases[i].text);
}

static void a_pattern_of_many_stars_ends_soon(void **state)
{
	struct str text = { arena_alloc(&arena, 4000), 4000 };
	struct buf b = buf_in(&arena);

	(void)state;
	for (int i = 0; i < 1300; i++)
		buf_add(&b, STR("*a/"));
	for (int i = 0; i < 30; i++)
		buf_add(&b, STR("**/*a"));
	buf_add(&b, STR("b"));
	text = (struct str){ b.data, 4000 };
	assert_false(ignore_match(buf_str(&b), text));
	arena_free(&arena);
}

/* What git would add of what is there, against what the view lists. */
static void agrees(const char *rules)
{
	struct repo *repo;
	const char *want;

	scratch_new();
	sh(".", str_fmt(&arena,
			"git init -q r; cd r; mkdir -p .config a/b/c "
			"a/q build lib/build doc .promptpin; "
			"git config core.excludesFile $HOME/mine; "
			"for d in . a a/b a/b/c a/q build lib/build doc; do "
			"for f in 1.log 1.txt keep.log '#h' '!n' 'sp ' x y "
			"foo.c; do echo 1 >\"$d/$f\"; done; done; %s",
			rules)
			.p);
	want = says("r",
		    "git ls-files -o --exclude-standard | "
		    "LC_ALL=C sort | sed 's/sp $/sp =?/' | paste -sd ' ' -");
	repo = open_repo("r", 0);
	assert_string_equal(list_of(worktree_of(repo), ""), want);
	repo_close(repo);
	scratch_free();
}

static void files_of_rules_mean_what_git_takes_them_for(void **state)
{
	static const char *const rules[] = {
		":",
		"echo '*.log' >.gitignore; echo '!keep.log' >a/.gitignore",
		"printf '*.log\\n!keep.log\\n' >.gitignore; "
		"echo keep.log >a/b/.gitignore",
		"echo build/ >.gitignore; echo '!build/' >lib/.gitignore",
		"echo /build >.gitignore",
		"echo build/x >.gitignore",
		"echo 'a/**/x' >.gitignore",
		"echo '**/c' >.gitignore",
		"printf 'a/*\\n!a/b\\n' >.gitignore",
		"printf 'a/\\n!a/b/x\\n' >.gitignore",
		"printf '\\\\#h\\n\\\\!n\\nsp\\\\ \\n' >.gitignore",
		"printf '*.log \\r\\nx\\r\\n' >.gitignore",
		"printf '\\357\\273\\277x' >.gitignore",
		"printf '*\\n!*/\\n!*.c\\n' >.gitignore",
		"echo x >$HOME/mine; echo '!x' >a/.gitignore; "
		"echo y >.git/info/exclude; echo '!y' >>$HOME/mine",
		"echo '*.log' >.git/info/exclude; echo '!*.log' >doc/.gitignore",
		"printf '/*\\n!/a\\n/a/*\\n!/a/x\\n!/a/q\\n' >.gitignore",
		"echo '[xy]' >.gitignore; echo '!y' >a/b/c/.gitignore",
		"ln -s nowhere a/.gitignore; rm a/.gitignore; echo x >$HOME/mine",
		"printf '# c\\n\\n   \\n/\\n!\\n//\\nfoo.*' >.gitignore",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++)
		agrees(rules[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(patterns_are_those_of_gitignore),
		cmocka_unit_test(a_pattern_of_many_stars_ends_soon),
		cmocka_unit_test(files_of_rules_mean_what_git_takes_them_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
