#include "scratch.h"

static void the_first_commit_is_read_from_the_index(void **state)
{
	struct repo *repo;
	struct view *view;

	(void)state;
	scratch_new();
	sh(".", "git init -q r; cd r; mkdir -p p/q; echo 1 >p/q/a; echo 2 >b; "
		"git add .; echo later >b");
	repo = open_repo("r", REPO_HOOK);
	view = index_of(repo);
	assert_int_equal(view_kind(view), VIEW_INDEX);
	assert_string_equal(view_name(view), "index");
	assert_string_equal(list_of(view, ""), "b p/q/a");
	assert_string_equal(list_of(view, "p"), "p/q/a");
	assert_string_equal(list_of(view, "p/q"), "p/q/a");
	assert_string_equal(list_of(view, "q"), "");
	assert_string_equal(list_of(view, "b"), "");
	assert_string_equal(bytes_of(view, "b"), "2\n");
	assert_string_equal(bytes_of(view, "p"), "(absent)");
	assert_string_equal(bytes_of(view, "p/q"), "(absent)");
	assert_string_equal(bytes_of(view, "c"), "(absent)");
	assert_string_equal(hex_at(view, "b"), says("r", "git rev-parse :b"));
	repo_close(repo);
	scratch_free();
}

static void no_index_at_all_is_an_empty_one(void **state)
{
	struct repo *repo;

	(void)state;
	scratch_new();
	sh(".", "git init -q r");
	repo = open_repo("r", 0);
	assert_string_equal(list_of(index_of(repo), ""), "");
	repo_close(repo);
	scratch_free();
}

/* A hook that saves what it is given, to look at afterwards. */
static void hooked(const char *name)
{
	sh("r", str_fmt(&arena,
			"mkdir -p .git/hooks; printf '#!/bin/sh\\n"
			"cp \"$GIT_INDEX_FILE\" \"$HOME/seen\"\\n"
			"echo \"$GIT_INDEX_FILE\" >$HOME/name\\n' "
			">.git/hooks/%s; chmod +x .git/hooks/%s",
			name, name)
			.p);
}

static void commit_all_and_commit_only_have_an_index_of_their_own(void **state)
{
	struct repo *repo;

	(void)state;
	scratch_new();
	sh(".", "git init -q r; cd r; echo 1 >a; echo 1 >b; git add .; "
		"git commit -qm1");
	hooked("pre-commit");
	sh("r", "echo 2 >a; echo 2 >b; git commit -qam2");
	assert_non_null(strstr(says(".", "cat name"), "/.git/index.lock"));
	setenv("GIT_INDEX_FILE", str_fmt(&arena, "%s/seen", scratch_path).p, 1);
	repo = open_repo("r", REPO_HOOK);
	assert_string_equal(bytes_of(index_of(repo), "a"), "2\n");
	repo_close(repo);
	unsetenv("GIT_INDEX_FILE");

	sh("r", "echo 3 >a; git add a; echo 3 >b; git commit -qm3 b");
	assert_non_null(strstr(says(".", "cat name"), "next-index-"));
	setenv("GIT_INDEX_FILE", str_fmt(&arena, "%s/seen", scratch_path).p, 1);
	repo = open_repo("r", REPO_HOOK);
	assert_string_equal(bytes_of(index_of(repo), "a"), "2\n");
	assert_string_equal(bytes_of(index_of(repo), "b"), "3\n");
	repo_close(repo);
	scratch_free();
}

static void intent_to_add_is_not_there(void **state)
{
	struct repo *repo;

	(void)state;
	scratch_new();
	sh(".", "git init -q r; cd r; echo 1 >a; git add a; echo n >new; "
		"git add -N new");
	repo = open_repo("r", 0);
	assert_string_equal(list_of(index_of(repo), ""), "a");
	assert_string_equal(bytes_of(index_of(repo), "new"), "(absent)");
	assert_string_equal(list_of(worktree_of(repo), ""), "a new");
	assert_string_equal(bytes_of(worktree_of(repo), "new"), "n\n");
	repo_close(repo);
	scratch_free();
}

static void a_conflicted_path_is_there_once_and_unmerged(void **state)
{
	struct view_oid oid;
	struct repo *repo;
	struct view *view;

	(void)state;
	scratch_new();
	sh(".", "git init -q -b main r; cd r; echo 0 >a; echo k >k; "
		"git add .; git commit -qm0; git checkout -qb o; echo 1 >a; "
		"echo x >x; git add .; git commit -qm1; git checkout -q main; "
		"echo 2 >a; git commit -qam2; ! git merge o");
	repo = open_repo("r", 0);
	view = index_of(repo);
	assert_string_equal(list_of(view, ""), "a=u k x");
	assert_int_equal(type_at(view, "a"), VIEW_UNMERGED);
	assert_string_equal(bytes_of(view, "a"), "(absent)");
	assert_int_equal(view_oid_of(view, STR("a"), &oid, &err),
			 ERROR_REFUSED);
	error_clear(&err);
	assert_string_equal(diff_of(commit_of(repo, "HEAD"), view, ""),
			    "!a +x");
	repo_close(repo);
	scratch_free();
}

static void a_symbolic_link_is_one_and_is_never_followed(void **state)
{
	struct repo *repo;

	(void)state;
	scratch_new();
	sh(".", "git init -q r; cd r; ln -s /etc/passwd a; git add .");
	repo = open_repo("r", 0);
	assert_int_equal(type_at(index_of(repo), "a"), VIEW_LINK);
	assert_string_equal(bytes_of(index_of(repo), "a"), "(absent)");
	repo_close(repo);
	scratch_free();
}

static void a_blob_over_the_limit_is_refused_by_its_header(void **state)
{
	struct str bytes;
	struct repo *repo;

	(void)state;
	scratch_new();
	sh(".", "git init -q r; cd r; head -c 100000 /dev/zero >a; "
		"git add a");
	repo = open_repo("r", 0);
	assert_int_equal(view_read(index_of(repo), &arena, STR("a"), 99999,
				   &bytes, &err),
			 ERROR_REFUSED);
	assert_non_null(strstr(err.text, "100000"));
	error_clear(&err);
	works(view_read(index_of(repo), &arena, STR("a"), 100000, &bytes,
			&err));
	assert_int_equal(bytes.n, 100000);
	repo_close(repo);
	scratch_free();
}

static void a_missing_blob_is_a_failure_not_absent(void **state)
{
	struct repo *repo;
	struct str bytes;

	(void)state;
	scratch_new();
	sh(".", "git init -q r; cd r; echo 1 >a; git add a; "
		"git commit -qm1; rm -rf .git/objects/*/; "
		"git config remote.o.promisor true");
	repo = open_repo("r", 0);
	assert_int_equal(
		view_read(index_of(repo), &arena, STR("a"), 100, &bytes, &err),
		ERROR_FAILED);
	assert_non_null(strstr(err.text, "partial clone"));
	error_clear(&err);
	repo_close(repo);
	scratch_free();
}

static void index_fails_with(const char *folder, const char *word)
{
	struct repo *repo = open_repo(folder, 0);
	struct view *view;

	assert_int_equal(view_index(&view, &arena, repo, &err), ERROR_FAILED);
	if (!strstr(err.text, word))
		fail_msg("%s", err.text);
	assert_true(err.help[0] != '\0');
	error_clear(&err);
	assert_int_equal(view_worktree(&view, &arena, repo, &err),
			 ERROR_FAILED);
	error_clear(&err);
	repo_close(repo);
}

static void an_index_that_cannot_be_read_is_a_failure(void **state)
{
	(void)state;
	scratch_new();
	sh(".", "git init -q dam; cd dam; "
		"printf 'DIRC\\0\\0\\0\\2\\377\\377\\377\\377' "
		">.git/index; head -c 40 /dev/zero >>.git/index");
	index_fails_with("dam", "damaged");
	scratch_free();
}

static void an_index_without_a_checksum_is_read(void **state)
{
	struct repo *repo;

	(void)state;
	scratch_new();
	sh(".", "git init -q r; cd r; printf '*.u working-tree-encoding="
		"UTF-16LE\\n*.t text=auto\\n' >.gitattributes; "
		"printf 'h\\0' >a.u; printf '1\\r\\n' >n.t; "
		"o=$(printf '1\\r\\n' | git hash-object -w --stdin); "
		"git update-index --add --cacheinfo 100644,$o,c.t; "
		"printf '2\\r\\n' >c.t; git add .gitattributes a.u n.t; "
		"n=$(($(wc -c <.git/index) - 20)); "
		"head -c $n .git/index >i; head -c 20 /dev/zero >>i; "
		"mv i .git/index; printf 'j\\0' >a.u; rm .gitattributes");
	repo = open_repo("r", 0);
	assert_string_equal(list_of(index_of(repo), ""),
			    ".gitattributes a.u c.t n.t");
	assert_string_equal(bytes_of(index_of(repo), "a.u"), "h");
	assert_string_equal(bytes_of(worktree_of(repo), "a.u"), "j");
	assert_string_equal(bytes_of(worktree_of(repo), "n.t"), "1\n");
	/* A CR that the index has is kept: git would, too. */
	assert_string_equal(bytes_of(worktree_of(repo), "c.t"), "2\r\n");
	repo_close(repo);
	scratch_free();
}

static void a_conflict_under_an_odd_name_is_there_once(void **state)
{
	struct repo *repo;

	(void)state;
	scratch_new();
	sh(".", "git init -q r; cd r; for s in 1 2 3; do "
		"printf '100644 %s %d\ta:b\n' "
		"$(echo $s | git hash-object --stdin) $s; done | "
		"git update-index --index-info");
	repo = open_repo("r", 0);
	assert_string_equal(list_of(index_of(repo), ""), "a:b=?");
	repo_close(repo);
	scratch_free();
}

static void only_a_regular_file_is_an_index(void **state)
{
	(void)state;
	scratch_new();
	sh(".", "git init -q r; mkdir r/.git/index; git init -q e; "
		">e/.git/index; git init -q f; mkfifo f/.git/index");
	index_fails_with("r", "regular");
	index_fails_with("f", "regular");
	index_fails_with("e", "damaged");
	scratch_free();
}

static void odd_names_are_listed_and_cannot_be_read(void **state)
{
	struct repo *repo;

	(void)state;
	scratch_new();
	sh(".", "git init -q r; cd r; echo 1 >'a:b'; echo 2 >'c\\d'; "
		"echo 3 >ok; git add .");
	repo = open_repo("r", 0);
	assert_string_equal(list_of(index_of(repo), ""), "a:b=? c\\d=? ok");
	assert_string_equal(list_of(worktree_of(repo), ""), "a:b=? c\\d=? ok");
	sh("r", "git commit -qm1");
	assert_string_equal(list_of(commit_of(repo, "HEAD"), ""),
			    "a:b=? c\\d=? ok");
	assert_string_equal(
		diff_of(commit_of(repo, "HEAD"), index_of(repo), ""), "");
	assert_string_equal(
		diff_of(commit_of(repo, "HEAD"), worktree_of(repo), ""), "");
	repo_close(repo);
	scratch_free();
}

static int count(void *argument, const struct view_entry *entry)
{
	(void)entry;
	++*(size_t *)argument;
	return 0;
}

static void an_index_of_forty_thousand_entries_is_listed_and_searched(
	void **state)
{
	struct repo *repo;
	struct view *view;
	size_t n = 0;

	(void)state;
	scratch_new();
	sh(".",
	   "git init -q r; cd r; o=$(echo x | git hash-object -w --stdin); "
	   "awk -v o=$o 'BEGIN { for (i = 0; i < 40000; i++) "
	   "printf \"100644 %s\\td%d/f%d\\n\", o, i % 97, i }' | "
	   "git update-index --index-info");
	repo = open_repo("r", 0);
	view = index_of(repo);
	works(view_each(view, STR_EMPTY, count, &n, &err));
	assert_int_equal(n, 40000);
	for (int i = 0; i < 40000; i++) {
		char path[32];

		snprintf(path, sizeof(path), "d%d/f%d", i % 97, i);
		works(view_find(view, str_of(path), NULL, &err));
	}
	assert_int_equal(view_find(view, STR("d1/f2"), NULL, &err),
			 ERROR_ABSENT);
	n = 0;
	works(view_each(view, STR("d1"), count, &n, &err));
	assert_int_equal(n, 413);
	repo_close(repo);
	scratch_free();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_commit_is_read_from_the_index),
		cmocka_unit_test(no_index_at_all_is_an_empty_one),
		cmocka_unit_test(
			commit_all_and_commit_only_have_an_index_of_their_own),
		cmocka_unit_test(intent_to_add_is_not_there),
		cmocka_unit_test(a_conflicted_path_is_there_once_and_unmerged),
		cmocka_unit_test(a_symbolic_link_is_one_and_is_never_followed),
		cmocka_unit_test(
			a_blob_over_the_limit_is_refused_by_its_header),
		cmocka_unit_test(a_missing_blob_is_a_failure_not_absent),
		cmocka_unit_test(an_index_that_cannot_be_read_is_a_failure),
		cmocka_unit_test(
			an_index_of_forty_thousand_entries_is_listed_and_searched),
		cmocka_unit_test(odd_names_are_listed_and_cannot_be_read),
		cmocka_unit_test(an_index_without_a_checksum_is_read),
		cmocka_unit_test(a_conflict_under_an_odd_name_is_there_once),
		cmocka_unit_test(only_a_regular_file_is_an_index),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
