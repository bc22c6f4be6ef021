#include "scratch.h"

static struct base base;

static void find(struct repo *repo, const struct base_request *request)
{
	works(base_find(&base, &arena, repo, request, &err));
}

static const char *hex_of(const char *folder, const char *rev)
{
	return says(folder, str_fmt(&arena, "git rev-parse %s", rev).p);
}

/* A bare remote u.git with one commit on main, and a clone of it, c. */
static void clone(void)
{
	sh(".", "git init -q --bare -b main u.git; git init -q -b main s; "
		"cd s; echo 1 >a; git add a; git commit -qm1; "
		"git push -q ../u.git main; cd ..; git clone -q u.git c");
}

static void without_a_remote_it_is_head(void **state)
{
	struct base_request request = { 0 };
	struct repo *repo;

	(void)state;
	scratch_new();
	sh(".", "git init -q -b main r");
	repo = open_repo("r", 0);
	find(repo, &request);
	assert_int_equal(base.state, BASE_NONE);
	assert_null(base.view);
	assert_string_equal(base.label, "");
	assert_false(base.protected_missing);
	repo_close(repo);
	sh("r", "echo 1 >a; git add a; git commit -qm1");
	repo = open_repo("r", 0);
	find(repo, &request);
	assert_int_equal(base.state, BASE_LOCAL);
	assert_string_equal(bytes_of(base.view, "a"), "1\n");
	assert_string_equal(base.commits[0], hex_of("r", "HEAD"));
	assert_string_equal(base.label,
			    str_fmt(&arena, "HEAD@%.7s", base.commits[0]).p);
	assert_null(base.authority);
	repo_close(repo);
	scratch_free();
}

static void an_empty_remote_protects_nothing_yet(void **state)
{
	struct base_request request = { 0 };
	struct repo *repo;

	(void)state;
	scratch_new();
	sh(".", "git init -q --bare u.git; git clone -q u.git c; cd c; "
		"echo 1 >a; git add a; git commit -qm1");
	repo = open_repo("c", 0);
	find(repo, &request);
	assert_int_equal(base.state, BASE_NONE);
	assert_null(base.view);
	assert_true(base.protected_missing);
	assert_string_equal(base.authority, "origin");
	repo_close(repo);
	scratch_free();
}

static void a_clone_is_judged_against_the_merge_base(void **state)
{
	struct base_request request = { 0 };
	struct repo *repo;

	(void)state;
	scratch_new();
	clone();
	repo = open_repo("c", 0);
	find(repo, &request);
	assert_int_equal(base.state, BASE_FOUND);
	assert_string_equal(
		base.label,
		str_fmt(&arena, "origin/main@%.7s", hex_of("c", "HEAD")).p);
	assert_int_equal(base.tip_count, 1);
	assert_string_equal(base.tips[0].ref, "refs/remotes/origin/main");
	assert_string_equal(base.tips[0].name, "main");
	assert_string_equal(bytes_of(base.tips[0].view, "a"), "1\n");
	repo_close(repo);
	/* A commit of ours, and one of somebody else's. */
	sh(".", "cd s; echo 2 >a; git commit -qam2; git push -q ../u.git main; "
		"cd ../c; echo 3 >b; git add b; git commit -qm3; git fetch -q");
	repo = open_repo("c", 0);
	find(repo, &request);
	assert_string_equal(base.commits[0], hex_of("c", "HEAD~1"));
	assert_string_equal(base.label, str_fmt(&arena,
						"%.7s (merge base with "
						"origin/main)",
						base.commits[0])
						.p);
	assert_string_equal(bytes_of(base.view, "a"), "1\n");
	assert_string_equal(bytes_of(base.tips[0].view, "a"), "2\n");
	repo_close(repo);
	scratch_free();
}

static void a_merge_in_progress_counts_both_of_its_sides(void **state)
{
	struct base_request request = { 0 };
	struct repo *repo;

	(void)state;
	scratch_new();
	clone();
	sh(".", "cd s; echo 2 >a; git commit -qam2; git push -q ../u.git main; "
		"cd ../c; echo 3 >a; git commit -qam3; git fetch -q; "
		"! git merge -q origin/main");
	repo = open_repo("c", 0);
	find(repo, &request);
	assert_int_equal(base.count, 1);
	assert_string_equal(base.commits[0], hex_of("c", "origin/main"));
	repo_close(repo);
	/* In pre-merge-commit git says it by the environment only. */
	sh("c", "git merge --abort");
	repo = open_repo("c", 0);
	find(repo, &request);
	assert_string_equal(base.commits[0], hex_of("c", "HEAD~1"));
	setenv(str_fmt(&arena, "GITHEAD_%s", hex_of("c", "origin/main")).p,
	       "origin/main", 1);
	find(repo, &request);
	assert_string_equal(base.commits[0], hex_of("c", "origin/main"));
	unsetenv(str_fmt(&arena, "GITHEAD_%s", hex_of("c", "origin/main")).p);
	request.rev = "HEAD";
	sh("c", "! git merge -q origin/main");
	find(repo, &request);
	assert_string_equal(base.commits[0], hex_of("c", "HEAD~1"));
	repo_close(repo);
	scratch_free();
}

static void the_hook_of_a_merge_is_told_by_the_environment(void **state)
{
	(void)state;
	scratch_new();
	clone();
	sh(".",
	   "cd s; echo 2 >z; git add z; git commit -qm2; "
	   "git push -q ../u.git main; cd ../c; echo 3 >b; git add b; "
	   "git commit -qm3; git fetch -q; mkdir -p .git/hooks; "
	   "printf '#!/bin/sh\\nenv | grep ^GITHEAD_ >$HOME/seen\\n"
	   "test ! -e .git/MERGE_HEAD\\n' >.git/hooks/pre-merge-commit; "
	   "chmod +x .git/hooks/pre-merge-commit; git merge -q origin/main");
	assert_non_null(
		strstr(says(".", "cat seen"), hex_of("c", "origin/main")));
	scratch_free();
}

static void a_criss_cross_has_two_bases(void **state)
{
	struct base_request request = { 0 };
	struct repo *repo;

	(void)state;
	scratch_new();
	clone();
	sh(".", "cd c; git checkout -qb x; echo x >x; git add x; "
		"git commit -qmx; git checkout -q main; echo y >y; git add y; "
		"git commit -qmy; git branch keep; git merge -qm1 x; "
		"git push -q origin main; git checkout -q x; "
		"git merge -qm2 keep; echo z >z; git add z; git commit -qmz");
	repo = open_repo("c", 0);
	find(repo, &request);
	assert_int_equal(base.count, 2);
	assert_string_equal(
		says("c",
		     str_fmt(&arena,
			     "git merge-base --all HEAD origin/main | sort | tr '\\n' ' '")
			     .p),
		str_fmt(&arena, "%s %s ",
			strcmp(base.commits[0], base.commits[1]) < 0 ?
				base.commits[0] :
				base.commits[1],
			strcmp(base.commits[0], base.commits[1]) < 0 ?
				base.commits[1] :
				base.commits[0])
			.p);
	assert_string_equal(list_of(base.view, ""), "a x y");
	assert_string_equal(bytes_of(base.view, "x"), "x\n");
	assert_string_equal(bytes_of(base.view, "y"), "y\n");
	assert_non_null(strstr(base.label, "+"));
	repo_close(repo);
	scratch_free();
}

static void unrelated_history_has_no_base(void **state)
{
	struct base_request request = { 0 };
	struct repo *repo;

	(void)state;
	scratch_new();
	clone();
	sh("c", "git checkout -q --orphan o; git commit -qmo");
	repo = open_repo("c", 0);
	find(repo, &request);
	assert_int_equal(base.state, BASE_NONE);
	assert_false(base.protected_missing);
	assert_int_equal(base.tip_count, 1);
	repo_close(repo);
	sh("c", "git checkout -q --orphan unborn");
	repo = open_repo("c", 0);
	find(repo, &request);
	assert_int_equal(base.state, BASE_NONE);
	repo_close(repo);
	scratch_free();
}

static void the_authority_is_as_configured_else_upstream_else_origin(
	void **state)
{
	struct base_request request = { 0 };
	struct repo *repo;

	(void)state;
	scratch_new();
	clone();
	sh("c", "git remote rename origin fork; git remote add zzz ../u.git");
	repo = open_repo("c", 0);
	find(repo, &request);
	assert_null(base.authority);
	assert_true(base.protected_missing);
	repo_close(repo);
	sh("c", "git remote remove zzz");
	repo = open_repo("c", 0);
	find(repo, &request);
	assert_string_equal(base.authority, "fork");
	assert_int_equal(base.state, BASE_FOUND);
	repo_close(repo);
	sh("c", "git remote add origin ../u.git");
	repo = open_repo("c", 0);
	find(repo, &request);
	assert_string_equal(base.authority, "origin");
	assert_true(base.protected_missing);
	repo_close(repo);
	sh("c", "git remote add upstream ../u.git; git fetch -q upstream");
	repo = open_repo("c", 0);
	find(repo, &request);
	assert_string_equal(base.authority, "upstream");
	assert_string_equal(base.tips[0].ref, "refs/remotes/upstream/main");
	repo_close(repo);
	sh("c", "git config promptpin.authority fork");
	repo = open_repo("c", 0);
	find(repo, &request);
	assert_string_equal(base.authority, "fork");
	repo_close(repo);
	scratch_free();
}

static const char *const *from_tip(void *context, struct arena *a,
				   struct view *view)
{
	(void)a;
	assert_string_equal(bytes_of(view, "a"), "1\n");
	return *(const char *const **)context;
}

static const char *tips(void)
{
	struct str list = STR_EMPTY;

	for (size_t i = 0; i < base.tip_count; i++)
		list = str_fmt(&arena, "%.*s%s%s", STR_ARG(list), i ? " " : "",
			       base.tips[i].name);
	return list.p;
}

static void protected_names_of_the_view_and_of_the_default_branch(void **state)
{
	static const char *const names[] = { "release/*", NULL };
	static const char *const deep[] = { "**/hot", "v?", NULL };
	static const char *const none[] = { NULL };
	const char *const *tip = NULL;
	struct base_request request = { .protected_of = from_tip,
					.context = &tip };
	struct repo *repo;

	(void)state;
	scratch_new();
	clone();
	sh("c", "for b in release/1 release/2 release/a/b x/hot x/y/hot hot "
		"v1 v10; do git push -q origin main:$b; done; git fetch -q");
	repo = open_repo("c", 0);
	find(repo, &request);
	assert_string_equal(tips(), "main");
	request.protected_names = names;
	find(repo, &request);
	assert_string_equal(tips(), "main release/1 release/2");
	tip = deep;
	find(repo, &request);
	assert_string_equal(tips(), "hot release/1 release/2 v1 x/hot x/y/hot");
	request.protected_names = none;
	tip = none;
	find(repo, &request);
	assert_string_equal(tips(), "main");
	/* The default branch is what the remote's HEAD says. */
	sh("c", "git symbolic-ref refs/remotes/origin/HEAD "
		"refs/remotes/origin/hot");
	find(repo, &request);
	assert_string_equal(tips(), "hot");
	sh("c", "git symbolic-ref -d refs/remotes/origin/HEAD; "
		"git push -q origin main:master; git fetch -q");
	find(repo, &request);
	assert_string_equal(tips(), "main");
	sh("c", "git update-ref -d refs/remotes/origin/main");
	find(repo, &request);
	assert_string_equal(tips(), "master");
	repo_close(repo);
	scratch_free();
}

static void a_server_is_its_own_authority(void **state)
{
	struct base_request request = { .server = true };
	struct repo *repo;

	(void)state;
	scratch_new();
	clone();
	sh(".", "cd c; git checkout -qb w; echo 2 >a; git commit -qam2; "
		"git push -q origin w");
	request.rev = hex_of("c", "w");
	repo = open_repo("u.git", REPO_HOOK);
	find(repo, &request);
	assert_string_equal(tips(), "main");
	assert_null(base.authority);
	assert_string_equal(base.commits[0], hex_of("c", "main"));
	assert_string_equal(base.label,
			    str_fmt(&arena, "main@%.7s", base.commits[0]).p);
	request.asked = hex_of("c", "w");
	find(repo, &request);
	assert_string_equal(base.commits[0], hex_of("c", "w"));
	assert_int_equal(base.tip_count, 1);
	repo_close(repo);
	scratch_free();
}

static void a_push_to_a_server_is_judged_against_what_its_branch_has(
	void **state)
{
	struct base_request request = { .server = true };
	struct repo *repo;
	const char *old;

	(void)state;
	scratch_new();
	clone();
	sh(".", "cd c; git checkout -qb w; echo 2 >a; git commit -qam2; "
		"git push -q origin w:main; git checkout -q main; "
		"echo 3 >a; git commit -qam3; git push -q origin main:x");
	old = hex_of("c", "w");
	request.rev = hex_of("c", "main");
	request.pushed_ref = "refs/heads/main";
	request.pushed_over = old;
	repo = open_repo("u.git", REPO_HOOK);
	find(repo, &request);
	assert_string_equal(base.commits[0], old);
	assert_string_equal(base.label, str_fmt(&arena, "main@%.7s", old).p);
	/* Any other branch, and a tag of that name, go by the merge base. */
	request.pushed_ref = "refs/heads/x";
	find(repo, &request);
	assert_string_equal(base.commits[0], hex_of("c", "w~1"));
	request.pushed_ref = "refs/tags/main";
	find(repo, &request);
	assert_string_equal(base.commits[0], hex_of("c", "w~1"));
	/* A branch that is not there yet as well. */
	request.pushed_ref = "refs/heads/main";
	request.pushed_over = NULL;
	find(repo, &request);
	assert_string_equal(base.commits[0], hex_of("c", "w~1"));
	repo_close(repo);
	scratch_free();
}

static void an_asked_for_base_overrides(void **state)
{
	struct base_request request = { .asked = "HEAD~1" };
	struct repo *repo;
	const char *hex;
	bool yes;

	(void)state;
	scratch_new();
	clone();
	sh("c", "echo 2 >a; git commit -qam2");
	repo = open_repo("c", 0);
	find(repo, &request);
	assert_int_equal(base.state, BASE_FOUND);
	assert_string_equal(
		base.label,
		str_fmt(&arena, "HEAD~1@%.7s", hex_of("c", "HEAD~1")).p);
	request.asked = "nonsense";
	assert_int_equal(base_find(&base, &arena, repo, &request, &err),
			 ERROR_FAILED);
	assert_non_null(strstr(err.text, "nonsense"));
	error_clear(&err);
	assert_int_equal(base_resolve(repo, &arena, "nope", &hex, &err),
			 ERROR_ABSENT);
	works(base_resolve(repo, &arena, "HEAD", &hex, &err));
	assert_string_equal(hex, hex_of("c", "HEAD"));
	works(base_contains(repo, hex_of("c", "HEAD~1"), hex, &yes, &err));
	assert_true(yes);
	works(base_contains(repo, hex, hex_of("c", "HEAD~1"), &yes, &err));
	assert_false(yes);
	works(base_contains(repo, hex, hex, &yes, &err));
	assert_true(yes);
	repo_close(repo);
	scratch_free();
}

static void a_shallow_clone_says_what_it_knows_and_no_more(void **state)
{
	struct base_request request = { 0 };
	struct repo *repo;

	(void)state;
	scratch_new();
	clone();
	sh(".",
	   "cd s; for i in 2 3 4 5; do echo $i >a; git commit -qam$i; "
	   "done; git push -q ../u.git main; git checkout -qb w HEAD~2; "
	   "echo w >w; git add w; git commit -qmw; git push -q ../u.git w; "
	   "cd ..; git clone -q --depth 1 file://$HOME/u.git d1; "
	   "git clone -q --depth 1 --no-single-branch -b w "
	   "file://$HOME/u.git w1; "
	   "git clone -q --depth 4 --no-single-branch -b w "
	   "file://$HOME/u.git w4");
	/* HEAD is the protected tip: nothing that is missing matters. */
	repo = open_repo("d1", 0);
	assert_true(repo_is_shallow(repo));
	find(repo, &request);
	assert_int_equal(base.state, BASE_FOUND);
	assert_string_equal(base.commits[0], hex_of("d1", "HEAD"));
	repo_close(repo);
	sh("d1", "echo n >n; git add n; git commit -qmn");
	repo = open_repo("d1", 0);
	find(repo, &request);
	assert_string_equal(base.commits[0], hex_of("d1", "HEAD~1"));
	repo_close(repo);
	/* Two tips, no history: unknown, never "no base". */
	repo = open_repo("w1", 0);
	assert_int_equal(base_find(&base, &arena, repo, &request, &err),
			 ERROR_FAILED);
	assert_non_null(strstr(err.help, "--unshallow"));
	error_clear(&err);
	repo_close(repo);
	/* Deep enough to see where they part. */
	repo = open_repo("w4", 0);
	find(repo, &request);
	assert_string_equal(base.commits[0], hex_of("s", "w~1"));
	repo_close(repo);
	sh("w1", "git fetch -q --unshallow");
	repo = open_repo("w1", 0);
	find(repo, &request);
	assert_string_equal(base.commits[0], hex_of("s", "w~1"));
	repo_close(repo);
	scratch_free();
}

static void a_better_base_behind_the_cut_is_not_passed_over(void **state)
{
	struct base_request request = { 0 };
	struct repo *repo;

	(void)state;
	scratch_new();
	clone();
	/* w merges an old side; main's tip is behind w's cut first parent. */
	sh(".", "cd s; git branch side; echo 2 >a; git commit -qam2; "
		"git push -q ../u.git main; git checkout -qb w; echo 3 >b; "
		"git add b; git commit -qm3; git merge -q --no-ff -mm "
		"$(git commit-tree -p side -m s side^{tree}); "
		"git push -q ../u.git w; cd ..; git clone -q u.git k; cd k; "
		"git checkout -q w; git rev-parse HEAD^1 >.git/shallow");
	repo = open_repo("k", 0);
	assert_int_equal(base_find(&base, &arena, repo, &request, &err),
			 ERROR_FAILED);
	error_clear(&err);
	repo_close(repo);
	scratch_free();
}

static void random_histories_have_the_bases_that_git_finds(void **state)
{
	struct base_request request = { .server = true };
	struct repo *repo;
	static const char *const all[] = { "p*", NULL };

	(void)state;
	scratch_new();
	request.protected_names = all;
	sh(".",
	   "git init -q -b main r; cd r; t=$(git mktree </dev/null); "
	   "awk -v seed=7 'BEGIN { srand(seed); for (i = 0; i < 60; i++) { "
	   "a = int(rand() * i); b = int(rand() * i); "
	   "print i, (i ? a : -1), (i > 3 && rand() < .5 ? b : -1) } }' | "
	   "while read i a b; do p=; "
	   "if [ $a -ge 0 ]; then p=\"-p c$a\"; fi; "
	   "if [ $b -ge 0 ] && [ $b != $a ]; then p=\"$p -p c$b\"; fi; "
	   "git update-ref refs/tags/c$i $(git commit-tree $t $p -m $i); "
	   "done");
	repo = open_repo("r", 0);
	for (int i = 0; i < 40; i++) {
		struct str found = STR_EMPTY;
		const char *want;

		sh("r", str_fmt(&arena,
				"for x in 1 2 3; do git update-ref "
				"refs/heads/p$x c$(( (%d * 7 + x * 13) %% 60 "
				")); done; git update-ref refs/heads/h c%d",
				i, 59 - i)
				.p);
		request.rev = "h";
		find(repo, &request);
		for (size_t k = 0; k < base.count; k++)
			found = str_fmt(&arena, "%.*s%s\\n", STR_ARG(found),
					base.commits[k]);
		want = says("r", "git merge-base --all h p1 p2 p3 | sort");
		assert_string_equal(
			says("r",
			     str_fmt(&arena, "printf '%s' | sort", found.p).p),
			want);
	}
	repo_close(repo);
	scratch_free();
}

static void witnesses_are_head_and_the_parents_of_merges(void **state)
{
	struct base_request request = { 0 };
	struct view **views;
	struct repo *repo;
	size_t count, hits = 0;

	(void)state;
	scratch_new();
	clone();
	sh("c", "git checkout -qb x; echo x >x; git add x; git commit -qmx; "
		"git checkout -q main; echo y >y; git add y; git commit -qmy; "
		"git merge -q --no-ff -mm x; git rm -q x; git commit -qmz");
	repo = open_repo("c", 0);
	find(repo, &request);
	works(base_witnesses(&arena, repo, &base, &views, &count, &err));
	assert_int_equal(count, 3);
	for (size_t i = 0; i < count; i++)
		hits += strcmp(bytes_of(views[i], "x"), "x\n") == 0;
	assert_int_equal(hits, 1);
	repo_close(repo);
	scratch_free();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_remote_it_is_head),
		cmocka_unit_test(an_empty_remote_protects_nothing_yet),
		cmocka_unit_test(a_clone_is_judged_against_the_merge_base),
		cmocka_unit_test(a_merge_in_progress_counts_both_of_its_sides),
		cmocka_unit_test(
			the_hook_of_a_merge_is_told_by_the_environment),
		cmocka_unit_test(a_criss_cross_has_two_bases),
		cmocka_unit_test(unrelated_history_has_no_base),
		cmocka_unit_test(
			the_authority_is_as_configured_else_upstream_else_origin),
		cmocka_unit_test(
			protected_names_of_the_view_and_of_the_default_branch),
		cmocka_unit_test(a_server_is_its_own_authority),
		cmocka_unit_test(
			a_push_to_a_server_is_judged_against_what_its_branch_has),
		cmocka_unit_test(an_asked_for_base_overrides),
		cmocka_unit_test(
			a_shallow_clone_says_what_it_knows_and_no_more),
		cmocka_unit_test(
			a_better_base_behind_the_cut_is_not_passed_over),
		cmocka_unit_test(
			random_histories_have_the_bases_that_git_finds),
		cmocka_unit_test(witnesses_are_head_and_the_parents_of_merges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
