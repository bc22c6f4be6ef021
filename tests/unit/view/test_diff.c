#include "scratch.h"

/* git's own list of what differs, in our spelling. */
static const char *git_diff(const char *options)
{
	return says(
		"r",
		str_fmt(&arena,
			"git -c core.quotePath=false diff-tree -r --no-renames "
			"--name-status %s | LC_ALL=C awk -F '\\t' '"
			"{ s = $1 == \"A\" ? \"+\" : $1 == \"D\" ? \"-\" : \"!\"; "
			"printf \"%%s%%s%%s\", (NR > 1 ? \" \" : \"\"), s, $2 }'",
			options)
			.p);
}

static void two_commits_differ_as_git_says(void **state)
{
	struct repo *repo;
	struct view *from, *to;

	(void)state;
	scratch_new();
	sh(".",
	   "git init -q -b main r; cd r; mkdir -p p/q s/t; echo 1 >p/q/a; "
	   "echo 2 >p.x; echo 3 >p-y; echo 4 >s/t/u; echo k >k; ln -s k l; "
	   "git add .; git commit -qm1; echo 5 >p/q/a; git rm -qr s; "
	   "echo s >s; rm l; echo k >l; echo n >p/n; chmod +x k; "
	   "mkdir p-y.d; echo 1 >p-y.d/1; git add -A; git commit -qm2");
	repo = open_repo("r", 0);
	from = commit_of(repo, "HEAD~1");
	to = commit_of(repo, "HEAD");
	assert_string_equal(diff_of(from, to, ""), "!l +p-y.d/1 +p/n !p/q/a "
						   "+s -s/t/u");
	assert_string_equal(diff_of(to, from, ""), "!l -p-y.d/1 -p/n !p/q/a "
						   "-s +s/t/u");
	assert_string_equal(diff_of(from, to, "p"), "+p/n !p/q/a");
	assert_string_equal(diff_of(from, to, "s"), "-s/t/u");
	assert_string_equal(diff_of(from, to, "nothing"), "");
	assert_string_equal(diff_of(from, index_of(repo), "p"), "+p/n !p/q/a");
	assert_string_equal(diff_of(to, index_of(repo), ""), "");
	assert_string_equal(diff_of(to, worktree_of(repo), ""), "");
	repo_close(repo);
	scratch_free();
}

static void a_path_differs_where_the_diff_has_it(void **state)
{
	static const char *const paths[] = { "same",	 "edited", "gone",
					     "came",	 "kind",   "folder",
					     "folder/a", "none" };
	struct repo *repo;
	struct view *from, *views[3];
	bool differs;

	(void)state;
	scratch_new();
	sh(".", "git init -q -b main r; cd r; for f in same edited gone kind "
		"folder; do echo $f >$f; done; git add .; git commit -qm1; "
		"echo 2 >edited; rm gone folder; echo c >came; ln -sf x kind; "
		"mkdir folder; echo a >folder/a; git add -A; git commit -qm2");
	repo = open_repo("r", 0);
	from = commit_of(repo, "HEAD~1");
	views[0] = commit_of(repo, "HEAD");
	views[1] = index_of(repo);
	views[2] = worktree_of(repo);
	for (size_t i = 0; i < 3; i++) {
		const char *all =
			str_fmt(&arena, "%s ", diff_of(from, views[i], "")).p;

		for (size_t j = 0; j < sizeof(paths) / sizeof(paths[0]); j++) {
			const char *word = str_fmt(&arena, "%s ", paths[j]).p;
			const char *at = strstr(all, word);
			bool told = at && strchr("+-!", at[-1]);

			works(view_differs(from, views[i], str_of(paths[j]),
					   &differs, &err));
			assert_int_equal(differs, told);
		}
	}
	repo_close(repo);
	scratch_free();
}

static unsigned seed = 1;

static unsigned dice(unsigned sides)
{
	seed = seed * 1103515245u + 12345u;
	return (seed >> 16) % sides;
}

/* Change some files, folders included, at random. */
static void shake(void)
{
	static const char *const names[] = { "a", "b",	"a.b", "a-b",
					     "A", "a0", "d",   "e" };
	struct str script = STR_EMPTY;

	for (int i = 0; i < 25; i++) {
		const char *x = names[dice(8)], *y = names[dice(8)];
		const char *z = names[dice(8)];
		unsigned depth = dice(3);
		struct str path = depth == 0 ?
					  str_of(x) :
				  depth == 1 ?
					  str_fmt(&arena, "%s/%s", x, y) :
					  str_fmt(&arena, "%s/%s/%s", x, y, z);

		if (dice(4) == 0)
			script = str_fmt(&arena, "%.*s rm -rf %.*s;",
					 STR_ARG(script), STR_ARG(path));
		else
			script = str_fmt(
				&arena,
				"%.*s for p in %s %s/%s; do "
				"test -d $p || rm -f $p; done; rm -rf %.*s; "
				"mkdir -p $(dirname %.*s); echo %u >%.*s;",
				STR_ARG(script), x, x, y, STR_ARG(path),
				STR_ARG(path), dice(3), STR_ARG(path));
	}
	sh("r", script.p);
}

static void random_trees_index_and_work_tree_agree(void **state)
{
	struct repo *repo;

	(void)state;
	scratch_new();
	sh(".", "git init -q -b main r; cd r; git commit -q --allow-empty -m0");
	for (int i = 0; i < 25; i++) {
		struct view *old, *new, *index, *work;
		const char *want, *want_work;

		shake();
		sh("r", str_fmt(&arena,
				"git add -A; git commit -q "
				"--allow-empty -m%d",
				i)
				.p);
		shake();
		repo = open_repo("r", 0);
		old = commit_of(repo, "HEAD~1");
		new = commit_of(repo, "HEAD");
		index = index_of(repo);
		work = worktree_of(repo);
		want = git_diff("HEAD~1 HEAD");
		assert_string_equal(diff_of(old, new, ""), want);
		assert_string_equal(diff_of(old, index, ""), want);
		assert_string_equal(diff_of(new, index, ""), "");
		assert_string_equal(list_of(new, ""),
				    says("r",
					 "git ls-tree -r --name-only "
					 "HEAD | LC_ALL=C sort | paste -sd ' ' "
					 "-"));
		want_work = diff_of(new, work, "");
		sh("r", "git add -A");
		assert_string_equal(want_work, git_diff("HEAD $(git "
							"write-tree)"));
		assert_string_equal(diff_of(index_of(repo), work, ""), "");
		repo_close(repo);
		sh("r", "git reset -q --hard");
	}
	scratch_free();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_commits_differ_as_git_says),
		cmocka_unit_test(a_path_differs_where_the_diff_has_it),
		cmocka_unit_test(random_trees_index_and_work_tree_agree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
