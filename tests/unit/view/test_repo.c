#include "scratch.h"

#include <git2.h>

static void no_repository_is_absent_not_a_failure(void **state)
{
	struct repo *repo = NULL;

	(void)state;
	scratch_new();
	assert_int_equal(repo_open(&repo, NULL, 0, &err), ERROR_ABSENT);
	assert_null(repo);
	scratch_free();
}

static void a_plain_repository_from_a_folder_of_it(void **state)
{
	struct repo *repo;

	(void)state;
	scratch_new();
	sh(".", "git init -q r; mkdir -p r/a/b");
	repo = open_repo("r/a/b", 0);
	assert_string_equal(repo_work_tree(repo),
			    str_fmt(&arena, "%s/r/", scratch_path).p);
	assert_string_equal(repo_git_dir(repo),
			    str_fmt(&arena, "%s/r/.git/", scratch_path).p);
	assert_string_equal(repo_common_dir(repo), repo_git_dir(repo));
	assert_string_equal(repo_prefix(repo), "a/b/");
	assert_string_equal(repo_index_path(repo),
			    str_fmt(&arena, "%s/r/.git/index", scratch_path).p);
	assert_false(repo_is_bare(repo));
	assert_false(repo_is_shallow(repo));
	repo_close(repo);
	scratch_free();
}

static void a_hook_is_told_where_it_is(void **state)
{
	struct repo *repo;

	(void)state;
	scratch_new();
	sh(".", "git init -q r; mkdir -p r/d/e");
	setenv("GIT_INDEX_FILE", ".git/index", 1);
	setenv("GIT_PREFIX", "d/e/", 1);
	repo = open_repo("r", REPO_HOOK);
	assert_string_equal(repo_prefix(repo), "d/e/");
	assert_string_equal(repo_index_path(repo),
			    str_fmt(&arena, "%s/r/.git/index", scratch_path).p);
	repo_close(repo);
	scratch_free();
}

static void a_linked_worktree_by_git_dir(void **state)
{
	struct repo *repo;

	(void)state;
	scratch_new();
	sh(".",
	   "git init -q -b main r; cd r; echo 1 >a; git add a; "
	   "git commit -qm1; git worktree add -q ../wt -b other; cd ../wt; "
	   "mkdir d; echo 2 >a; git add a");
	setenv("GIT_DIR",
	       str_fmt(&arena, "%s/r/.git/worktrees/wt", scratch_path).p, 1);
	repo = open_repo("wt/d", REPO_HOOK);
	repo_close(repo);
	repo = open_repo("wt", REPO_HOOK);
	assert_string_equal(repo_work_tree(repo),
			    str_fmt(&arena, "%s/wt/", scratch_path).p);
	assert_string_equal(repo_common_dir(repo),
			    str_fmt(&arena, "%s/r/.git/", scratch_path).p);
	assert_string_equal(bytes_of(index_of(repo), "a"), "2\n");
	assert_string_equal(bytes_of(commit_of(repo, "HEAD"), "a"), "1\n");
	repo_close(repo);
	unsetenv("GIT_DIR");
	repo = open_repo("wt/d", 0);
	assert_string_equal(repo_prefix(repo), "d/");
	assert_string_equal(bytes_of(worktree_of(repo), "a"), "2\n");
	repo_close(repo);
	scratch_free();
}

static void a_worktree_of_a_bare_repository(void **state)
{
	struct repo *repo;

	(void)state;
	scratch_new();
	sh(".", "git init -q -b main r; cd r; echo 1 >a; git add a; "
		"git commit -qm1; cd ..; git clone -q --bare r b.git; "
		"git -C b.git worktree add -q ../wt");
	repo = open_repo("b.git", 0);
	assert_true(repo_is_bare(repo));
	assert_null(repo_work_tree(repo));
	assert_string_equal(bytes_of(commit_of(repo, "HEAD"), "a"), "1\n");
	repo_close(repo);
	repo = open_repo("wt", 0);
	assert_false(repo_is_bare(repo));
	assert_string_equal(bytes_of(worktree_of(repo), "a"), "1\n");
	repo_close(repo);
	setenv("GIT_DIR",
	       str_fmt(&arena, "%s/b.git/worktrees/wt", scratch_path).p, 1);
	repo = open_repo("wt", 0);
	assert_false(repo_is_bare(repo));
	assert_string_equal(bytes_of(worktree_of(repo), "a"), "1\n");
	repo_close(repo);
	scratch_free();
}

static void a_separate_git_dir_and_work_tree(void **state)
{
	struct repo *repo;

	(void)state;
	scratch_new();
	sh(".", "git init -q --separate-git-dir sep.git w; cd w; echo 1 >a; "
		"git add a");
	repo = open_repo("w", 0);
	assert_string_equal(repo_work_tree(repo),
			    str_fmt(&arena, "%s/w/", scratch_path).p);
	assert_string_equal(bytes_of(index_of(repo), "a"), "1\n");
	repo_close(repo);
	/* As a hook of `git --git-dir X --work-tree Y commit` sees it. */
	sh(".", "mv sep.git x.git; rm w/.git");
	setenv("GIT_DIR", str_fmt(&arena, "%s/x.git", scratch_path).p, 1);
	setenv("GIT_WORK_TREE", ".", 1);
	repo = open_repo("w", REPO_HOOK);
	assert_string_equal(repo_work_tree(repo),
			    str_fmt(&arena, "%s/w/", scratch_path).p);
	assert_string_equal(bytes_of(worktree_of(repo), "a"), "1\n");
	repo_close(repo);
	scratch_free();
}

static void a_submodule_by_git_dir(void **state)
{
	struct repo *repo;

	(void)state;
	scratch_new();
	sh(".", "git init -q -b main s; cd s; echo s >f; git add f; "
		"git commit -qm1; cd ..; git init -q -b main r; cd r; "
		"git -c protocol.file.allow=always submodule add -q ../s sub; "
		"git commit -qm1; cd sub; echo t >f; git add f");
	setenv("GIT_DIR",
	       str_fmt(&arena, "%s/r/.git/modules/sub", scratch_path).p, 1);
	repo = open_repo("r/sub", REPO_HOOK);
	assert_string_equal(repo_work_tree(repo),
			    str_fmt(&arena, "%s/r/sub/", scratch_path).p);
	assert_string_equal(bytes_of(index_of(repo), "f"), "t\n");
	repo_close(repo);
	unsetenv("GIT_DIR");
	repo = open_repo("r", 0);
	assert_int_equal(type_at(index_of(repo), "sub"), VIEW_GITLINK);
	assert_int_equal(type_at(commit_of(repo, "HEAD"), "sub"), VIEW_GITLINK);
	assert_int_equal(type_at(worktree_of(repo), "sub"), VIEW_GITLINK);
	assert_string_equal(bytes_of(worktree_of(repo), "sub"), "(absent)");
	assert_string_equal(bytes_of(worktree_of(repo), "sub/f"), "(absent)");
	assert_string_equal(list_of(worktree_of(repo), ""),
			    ".gitmodules sub=g");
	repo_close(repo);
	scratch_free();
}

static void the_quarantine_of_a_push_can_be_read(void **state)
{
	struct repo *repo;
	const char *oid;

	(void)state;
	scratch_new();
	sh(".", "git init -q --bare -b main a:b.git; mkdir -p q/pack; "
		"git init -q -b main r; cd r; echo 1 >a; git add a; "
		"git commit -qm1; cp -r .git/objects/. ../q/");
	oid = says("r", "git rev-parse HEAD");
	setenv("GIT_DIR", ".", 1);
	setenv("GIT_OBJECT_DIRECTORY", str_fmt(&arena, "%s/q", scratch_path).p,
	       1);
	setenv("GIT_ALTERNATE_OBJECT_DIRECTORIES",
	       str_fmt(&arena, "\"%s/a:b.git/./objects\"", scratch_path).p, 1);
	repo = open_repo("a:b.git", REPO_HOOK);
	assert_true(repo_is_bare(repo));
	assert_string_equal(bytes_of(commit_of(repo, oid), "a"), "1\n");
	repo_close(repo);
	scratch_free();
}

/* Open must fail, with a word of the cause. */
static void refuses(const char *folder, const char *word)
{
	struct repo *repo = NULL;

	go(folder);
	error_clear(&err);
	assert_int_equal(repo_open(&repo, NULL, 0, &err), ERROR_FAILED);
	if (!strstr(err.text, word))
		fail_msg("%s", err.text);
	assert_true(err.help[0] != '\0');
	error_clear(&err);
}

static void what_cannot_be_read_is_a_failure_with_its_cause(void **state)
{
	(void)state;
	scratch_new();
	sh(".",
	   "git init -q t; git -C t config core.repositoryformatversion 1; "
	   "git -C t config extensions.refstorage of-tomorrow; git init -q u; "
	   "git -C u config core.repositoryformatversion 1; "
	   "git -C u config extensions.bogus 1");
	refuses("t", "refstorage");
	refuses("u", "bogus");
	scratch_free();
}

static void extensions_that_do_not_matter_are_let_through(void **state)
{
	struct repo *repo;

	(void)state;
	scratch_new();
	sh(".",
	   "git init -q r; cd r; "
	   "git config core.repositoryformatversion 1; "
	   "git config extensions.worktreeConfig true; "
	   "git config extensions.partialClone origin; "
	   "git config extensions.preciousObjects true; "
	   "git config extensions.relativeWorktrees true; "
	   "printf '[promptpin]\\n\\tpolicy = here\\n' >.git/config.worktree");
	repo = open_repo("r", 0);
	assert_string_equal(repo_config(repo, &arena, "promptpin.policy"),
			    "here");
	repo_close(repo);
	scratch_free();
}

static void a_git_dir_that_is_none_is_a_failure(void **state)
{
	struct repo *repo = NULL;

	(void)state;
	scratch_new();
	setenv("GIT_DIR", "nowhere", 1);
	assert_int_equal(repo_open(&repo, NULL, 0, &err), ERROR_FAILED);
	unsetenv("GIT_DIR");
	error_clear(&err);
	sh(".", "mkdir r; echo 'gitdir: /nowhere/at/all' >r/.git");
	go("r");
	assert_int_equal(repo_open(&repo, NULL, 0, &err), ERROR_FAILED);
	scratch_free();
}

static void somebody_elses_repository_needs_gits_consent(void **state)
{
	struct repo *repo = NULL;

	(void)state;
	if (geteuid() != 0)
		skip(); /* only root can give a repository away */
	scratch_new();
	sh(".", "git init -q r; chown -R 4242 r");
	go("r");
	assert_int_equal(repo_open(&repo, NULL, 0, &err), ERROR_FAILED);
	assert_non_null(strstr(err.text, "dubious ownership"));
	/* one line, and the command with the folder in it */
	assert_null(strchr(err.text, '\n'));
	assert_non_null(strstr(err.help, "--add safe.directory /"));
	error_clear(&err);
	repo_close(open_repo("r", REPO_HOOK));
	/* Said in a way that libgit2 does not see. */
	setenv("GIT_CONFIG_COUNT", "1", 1);
	setenv("GIT_CONFIG_KEY_0", "safe.directory", 1);
	setenv("GIT_CONFIG_VALUE_0", "*", 1);
	repo_close(open_repo("r", 0));
	unsetenv("GIT_CONFIG_COUNT");
	scratch_free();
}

static void a_bare_repository_in_the_way_can_be_forbidden(void **state)
{
	struct repo *repo = NULL;

	(void)state;
	scratch_new();
	sh(".", "git init -q r; git init -q --bare r/b");
	repo_close(open_repo("r/b", 0));
	sh(".", "printf '[safe]\\n\\tbareRepository = explicit\\n' "
		">.gitconfig");
	/* libgit2 looks for the user's home once a process. */
	assert_int_equal(git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH,
					  GIT_CONFIG_LEVEL_GLOBAL,
					  scratch_path),
			 0);
	repo_close(open_repo("r", 0));
	go("r/b");
	assert_int_equal(repo_open(&repo, NULL, 0, &err), ERROR_FAILED);
	error_clear(&err);
	setenv("GIT_DIR", ".", 1);
	repo_close(open_repo("r/b", 0));
	scratch_free();
}

static void configuration_is_read(void **state)
{
	struct repo *repo;

	(void)state;
	scratch_new();
	sh(".", "git init -q r; cd r; git config promptpin.authority up; "
		"git config remote.a.b.promisor true");
	repo = open_repo("r", 0);
	assert_string_equal(repo_config(repo, &arena, "promptpin.authority"),
			    "up");
	assert_null(repo_config(repo, &arena, "promptpin.nothing"));
	repo_close(repo);
	scratch_free();
}

static void git_runs_with_much_input_and_output(void **state)
{
	static const char *const argv[] = { "hash-object", "--stdin-paths",
					    NULL };
	static const char *const cat[] = { "cat-file", "--batch-check", NULL };
	static const char *const bad[] = { "cat-file", "blob", "nonsense",
					   NULL };
	size_t size = 4 << 20;
	struct repo *repo;
	struct str out;
	char *input;

	(void)state;
	scratch_new();
	sh(".", "git init -q r; mkdir r/d; echo x >r/f");
	repo = open_repo("r/d", 0);
	works(repo_git(repo, &arena, argv, STR("f\nf\n"), &out, &err));
	assert_int_equal(out.n, 82);
	/* Half a million questions: more than any pipe holds, both ways. */
	input = arena_alloc(&arena, size);
	for (size_t i = 0; i < size; i += 8)
		memcpy(input + i, "feedbed\n", 8);
	works(repo_git(repo, &arena, cat, (struct str){ input, size }, &out,
		       &err));
	assert_int_equal(out.n, size / 8 * strlen("feedbed missing\n"));
	/* A git that reads nothing must not end us by a signal. */
	assert_int_equal(repo_git(repo, &arena, bad,
				  (struct str){ input, size }, NULL, &err),
			 ERROR_FAILED);
	assert_non_null(strstr(err.text, "nonsense"));
	repo_close(repo);
	scratch_free();
}

static void git_that_is_not_there_is_a_failure(void **state)
{
	static const char *const argv[] = { "version", NULL };
	const char *path = getenv("PATH");
	struct repo *repo;

	(void)state;
	scratch_new();
	sh(".", "git init -q r");
	repo = open_repo("r", 0);
	path = str_c(&arena, str_of(path));
	setenv("PATH", "/nowhere", 1);
	assert_int_equal(repo_git(repo, &arena, argv, STR_EMPTY, NULL, &err),
			 ERROR_FAILED);
	setenv("PATH", path, 1);
	assert_non_null(strstr(err.text, "git"));
	repo_close(repo);
	scratch_free();
}

static void nothing_of_the_repository_is_run(void **state)
{
	static const char *const argv[] = { "update-index", "--refresh", "-q",
					    NULL };
	struct repo *repo;

	(void)state;
	scratch_new();
	sh(".",
	   "git init -q r; cd r; echo 1 >f; git add f; "
	   "printf '#!/bin/sh\\ntouch %s/canary\\n' \"$HOME\" >$HOME/evil; "
	   "chmod +x $HOME/evil; git config core.fsmonitor $HOME/evil; "
	   "git config core.pager $HOME/evil; "
	   "git config diff.external $HOME/evil; mkdir -p .git/hooks; "
	   "cp $HOME/evil .git/hooks/post-index-change; "
	   "git config filter.x.clean $HOME/evil; "
	   "git config filter.x.smudge $HOME/evil; "
	   "echo 'g filter=x' >.gitattributes; echo 2 >g; rm -f $HOME/canary");
	repo = open_repo("r", 0);
	works(repo_git(repo, &arena, argv, STR_EMPTY, NULL, &err));
	assert_string_equal(bytes_of(worktree_of(repo), "g"), "(refused)");
	assert_non_null(strstr(err.help, "git add"));
	assert_string_equal(bytes_of(worktree_of(repo), "f"), "1\n");
	works(write_index(repo, &arena,
			  &(struct write_entry){ STR("h"), STR("h\n") }, 1,
			  &err));
	assert_int_equal(write_file(repo, STR("g"), STR("3\n"), false, &err),
			 ERROR_REFUSED);
	go(".");
	assert_int_not_equal(access("canary", F_OK), 0);
	repo_close(repo);
	scratch_free();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_repository_is_absent_not_a_failure),
		cmocka_unit_test(a_plain_repository_from_a_folder_of_it),
		cmocka_unit_test(a_hook_is_told_where_it_is),
		cmocka_unit_test(a_linked_worktree_by_git_dir),
		cmocka_unit_test(a_worktree_of_a_bare_repository),
		cmocka_unit_test(a_separate_git_dir_and_work_tree),
		cmocka_unit_test(a_submodule_by_git_dir),
		cmocka_unit_test(the_quarantine_of_a_push_can_be_read),
		cmocka_unit_test(
			what_cannot_be_read_is_a_failure_with_its_cause),
		cmocka_unit_test(extensions_that_do_not_matter_are_let_through),
		cmocka_unit_test(a_git_dir_that_is_none_is_a_failure),
		cmocka_unit_test(somebody_elses_repository_needs_gits_consent),
		cmocka_unit_test(a_bare_repository_in_the_way_can_be_forbidden),
		cmocka_unit_test(configuration_is_read),
		cmocka_unit_test(git_runs_with_much_input_and_output),
		cmocka_unit_test(git_that_is_not_there_is_a_failure),
		cmocka_unit_test(nothing_of_the_repository_is_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
