#include "scratch.h"

static void a_commit_is_read_by_any_name_of_it(void **state)
{
	struct repo *repo;
	struct view *view;

	(void)state;
	scratch_new();
	sh(".", "git init -q -b main r; cd r; mkdir -p p/q; echo 1 >p/q/a; "
		"echo 2 >p.x; echo 3 >p-y; chmod +x p-y; ln -s a l; git add .; "
		"git commit -qm1; git tag -am t t; git rm -qr p; "
		"git commit -qm2; git branch old HEAD~1");
	repo = open_repo("r", 0);
	view = commit_of(repo, "t");
	assert_int_equal(view_kind(view), VIEW_COMMIT);
	assert_string_equal(view_name(view), "t");
	assert_string_equal(list_of(view, ""), "l=l p-y p.x p/q/a");
	assert_string_equal(list_of(view, "p"), "p/q/a");
	assert_string_equal(list_of(view, "nothing"), "");
	assert_string_equal(list_of(view, "p.x"), "");
	assert_string_equal(bytes_of(view, "p/q/a"), "1\n");
	assert_string_equal(bytes_of(view, "p/q"), "(absent)");
	assert_string_equal(bytes_of(view, "p/r/a"), "(absent)");
	assert_string_equal(bytes_of(view, "p/r/a"), "(absent)");
	assert_string_equal(bytes_of(view, "l"), "(absent)");
	assert_string_equal(bytes_of(view, "l/x"), "(absent)");
	assert_string_equal(bytes_of(view, "p.x/y"), "(absent)");
	assert_string_equal(hex_at(view, "p.x"),
			    says("r", "git rev-parse t:p.x"));
	assert_string_equal(list_of(commit_of(repo, "HEAD^{tree}"), ""),
			    "l=l p-y p.x");
	assert_string_equal(list_of(commit_of(repo, "old"), "p"), "p/q/a");
	repo_close(repo);
	scratch_free();
}

static void a_name_of_nothing_is_absent(void **state)
{
	struct repo *repo;
	struct view *view;

	(void)state;
	scratch_new();
	sh(".", "git init -q -b main r; cd r; echo 1 >a; git add a");
	repo = open_repo("r", 0);
	assert_int_equal(view_commit(&view, &arena, repo, "HEAD", &err),
			 ERROR_ABSENT);
	assert_int_equal(view_commit(&view, &arena, repo, "nope", &err),
			 ERROR_ABSENT);
	assert_int_equal(view_commit(&view, &arena, repo, "..", &err),
			 ERROR_ABSENT);
	assert_int_equal(view_commit(&view, &arena, repo, "", &err),
			 ERROR_ABSENT);
	assert_int_equal(err.code, ERROR_NONE);
	repo_close(repo);
	scratch_free();
}

static void a_ref_to_a_missing_commit_is_a_failure(void **state)
{
	struct repo *repo;
	struct view *view;

	(void)state;
	scratch_new();
	sh(".", "git init -q -b main r; cd r; echo 1 >a; git add a; "
		"git commit -qm1; rm -rf .git/objects/*/");
	repo = open_repo("r", 0);
	assert_int_equal(view_commit(&view, &arena, repo, "main", &err),
			 ERROR_FAILED);
	repo_close(repo);
	scratch_free();
}

static void a_missing_tree_is_a_failure_not_absent(void **state)
{
	struct repo *repo;
	struct view *view;

	(void)state;
	scratch_new();
	sh(".",
	   "git init -q -b main r; cd r; mkdir d; echo 1 >d/a; echo 2 >b; "
	   "git add .; git commit -qm1; t=$(git rev-parse HEAD:d); "
	   "rm -f .git/objects/$(echo $t | cut -c1-2)/$(echo $t | cut -c3-)");
	repo = open_repo("r", 0);
	view = commit_of(repo, "HEAD");
	assert_string_equal(bytes_of(view, "b"), "2\n");
	assert_string_equal(bytes_of(view, "d/a"), "(failed)");
	error_clear(&err);
	assert_int_equal(view_find(view, STR("d/a"), NULL, &err), ERROR_FAILED);
	repo_close(repo);
	scratch_free();
}

/* A tree object with these entries, as raw bytes, and a commit of it. */
static struct view *hostile(struct repo *repo, const char *entries)
{
	const char *tree;

	sh("r",
	   str_fmt(&arena,
		   "python3 -c 'import sys\n"
		   "blob = bytes.fromhex(open(\"blob\").read())\n"
		   "tree = bytes.fromhex(open(\"tree\").read())\n"
		   "out = sys.stdout.buffer\n"
		   "for mode, name, what in [%s]:\n"
		   "    out.write(mode + b\" \" + name + b\"\\0\" + what)\n"
		   "' >raw; git hash-object -t tree -w --literally raw "
		   ">oid",
		   entries)
		   .p);
	tree = says("r", "cat oid");
	return commit_of(repo, tree);
}

static void trees_written_by_an_enemy_confuse_nobody(void **state)
{
	struct repo *repo;
	struct view *view;

	(void)state;
	scratch_new();
	sh(".", "git init -q -b main r; cd r; echo x >x; "
		"git hash-object -w x | tr -d '\\n' >blob; "
		"printf '100644 blob %s\\tx\\n' $(cat blob) | git mktree | "
		"tr -d '\\n' >tree");
	repo = open_repo("r", 0);

	view = hostile(repo, "(b\"40000\", b\"..\", tree), "
			     "(b\"40000\", b\".git\", tree), "
			     "(b\"100644\", b\"a/b\", blob), "
			     "(b\"100644\", b\"ok\", blob)");
	assert_string_equal(list_of(view, ""), "..=? .git/x=? a=? ok");
	assert_string_equal(bytes_of(view, "a/b"), "(absent)");
	assert_string_equal(bytes_of(view, "ok"), "x\n");

	/* Git checks out the one or the other, by the order of the two. */
	view = hostile(repo, "(b\"40000\", b\"a\", tree), "
			     "(b\"100644\", b\"a/x\", blob), "
			     "(b\"100644\", b\"b/x\", blob), "
			     "(b\"40000\", b\"b\", tree), "
			     "(b\"40000\", b\"c/d\", tree), "
			     "(b\"100644\", b\"/e\", blob)");
	assert_string_equal(list_of(view, ""), "\\e=? a=? b=? c=?");
	assert_string_equal(bytes_of(view, "a/x"), "(absent)");
	assert_string_equal(bytes_of(view, "b/x"), "(absent)");
	assert_string_equal(bytes_of(view, "c/d/x"), "(absent)");

	view = hostile(repo, "(b\"100644\", b\"a\", blob), "
			     "(b\"100644\", b\"a\", blob), "
			     "(b\"40000\", b\"a\", tree), "
			     "(b\"40000\", b\"b\", tree), "
			     "(b\"100644\", b\"b\", blob), "
			     "(b\"40000\", b\"c\", tree), "
			     "(b\"40000\", b\"c\", tree)");
	assert_string_equal(list_of(view, ""), "a=? b=? c=?");
	assert_string_equal(bytes_of(view, "a"), "(absent)");
	assert_string_equal(bytes_of(view, "a/x"), "(absent)");
	assert_string_equal(bytes_of(view, "b"), "(absent)");
	assert_string_equal(bytes_of(view, "b/x"), "(absent)");
	assert_string_equal(bytes_of(view, "c/x"), "(absent)");
	/* Never the same as anything, itself included. */
	assert_string_equal(
		diff_of(view,
			hostile(repo,
				"(b\"100644\", b\"a\", blob), (b\"100644\", b\"a\", tree), "
				"(b\"40000\", b\"b\", tree), (b\"100644\", b\"b\", blob), "
				"(b\"40000\", b\"c\", tree)"),
			""),
		"!a !b -c +c/x");

	view = hostile(repo,
		       "(b\"100644\", b\"z\", blob), "
		       "(b\"100777\", b\"m\", blob), (b\"7\", b\"n\", blob), "
		       "(b\"100664\", b\"o\", blob), "
		       "(b\"100644\", b\"a\", blob)");
	assert_string_equal(list_of(view, ""), "a m=? n=? o z");
	assert_string_equal(bytes_of(view, "a"), "x\n");
	assert_string_equal(bytes_of(view, "z"), "x\n");
	assert_string_equal(bytes_of(view, "m"), "(absent)");

	/* libgit2 will not have an empty name; below the top it is not asked. */
	(void)hostile(repo, "(b\"100644\", b\"k\", blob)");
	sh("r",
	   "python3 -c 'import sys\n"
	   "blob = bytes.fromhex(open(\"blob\").read())\n"
	   "sys.stdout.buffer.write(b\"100644 \\0\" + blob + "
	   "b\"40000 \\0\" + blob + b\"40000 .\\0\" + blob)' >raw; "
	   "printf '040000 tree %s\\td\\n' "
	   "$(git hash-object -t tree -w --literally raw) | git mktree >oid");
	view = commit_of(repo, says("r", "cat oid"));
	assert_string_equal(list_of(view, ""), "d/=? d/.=?");
	repo_close(repo);
	scratch_free();
}

static void a_tree_that_is_cut_off_is_a_failure(void **state)
{
	struct repo *repo;
	struct view *view;

	(void)state;
	scratch_new();
	sh(".",
	   "git init -q -b main r; cd r; printf '100644 a\\0short' >raw; "
	   "printf '040000 tree %s\\td\\n' "
	   "$(git hash-object -t tree -w --literally raw) | git mktree >oid");
	repo = open_repo("r", 0);
	view = commit_of(repo, says("r", "cat oid"));
	assert_int_equal(view_find(view, STR("d/a"), NULL, &err), ERROR_FAILED);
	assert_non_null(strstr(err.text, "damaged"));
	repo_close(repo);
	scratch_free();
}

static void a_tree_bomb_ends_at_a_limit(void **state)
{
	struct repo *repo;
	struct view *view;
	struct str list = STR_EMPTY;

	(void)state;
	scratch_new();
	/* 16 folders in each of 16 folders, eight deep: one blob. */
	sh(".",
	   "git init -q -b main r; cd r; echo x >x; "
	   "t=$(printf '100644 blob %s\\tx\\n' $(git hash-object -w x) | "
	   "git mktree); for i in 1 2 3 4 5 6 7 8; do "
	   "t=$(for j in a b c d e f g h i j k l m n o p; do "
	   "printf '040000 tree %s\\t%s\\n' $t $j; done | git mktree); done; "
	   "echo $t >oid");
	repo = open_repo("r", 0);
	view = commit_of(repo, says("r", "cat oid"));
	assert_string_equal(bytes_of(view, "a/b/c/d/e/f/g/h/x"), "x\n");
	assert_int_equal(view_each(view, STR("nope"), list_add, &list, &err),
			 0);
	assert_string_equal(diff_of(view, view, ""), "");
	repo_close(repo);
	scratch_free();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_commit_is_read_by_any_name_of_it),
		cmocka_unit_test(a_name_of_nothing_is_absent),
		cmocka_unit_test(a_ref_to_a_missing_commit_is_a_failure),
		cmocka_unit_test(a_missing_tree_is_a_failure_not_absent),
		cmocka_unit_test(trees_written_by_an_enemy_confuse_nobody),
		cmocka_unit_test(a_tree_that_is_cut_off_is_a_failure),
		cmocka_unit_test(a_tree_bomb_ends_at_a_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
