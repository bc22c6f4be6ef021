/* Objects that are files, HEAD, and whether F is still the same. */
#include "unit/view/scratch.h"

#include "recall/base.h"
#include "recall/loose.h"

static struct place place = { "r/.git/", "r/.git/", "r/.git/index" };

static struct str id_of(const char *rev)
{
	return str_of(says("r", str_fmt(&arena, "git rev-parse '%s'", rev).p));
}

static void a_repository(void)
{
	scratch_new();
	sh(".", "git init -q -b main r");
	sh("r", "mkdir -p a/b c; echo 1 >a/b/f; echo 1 >a/g; echo 1 >c/h;"
		"echo 1 >top; git add .; git commit -qm one");
	go(".");
}

static void objects_are_read_and_held_to_their_size(void **state)
{
	struct loose_commit commit;
	struct loose_entry entry;
	struct str bytes, tree;
	const char *objects = "r/.git/objects/", *path;

	(void)state;
	a_repository();
	assert_int_equal(loose_read(&bytes, &arena, objects, id_of("HEAD"),
				    "commit", 1 << 16),
			 0);
	assert_int_equal(loose_commit(&commit, bytes), 0);
	assert_true(str_eq(commit.tree, id_of("HEAD^{tree}")));
	assert_int_equal(commit.parent.n, 0);
	assert_int_equal(loose_read(&tree, &arena, objects, commit.tree, "tree",
				    1 << 16),
			 0);
	assert_int_equal(loose_entry(&entry, tree, STR("top")), 1);
	assert_int_equal(entry.mode, 0100644);
	assert_true(str_is(id_of("HEAD:top"), entry.id));
	assert_int_equal(loose_entry(&entry, tree, STR("a")), 1);
	assert_int_equal(entry.mode, 040000);
	assert_int_equal(loose_entry(&entry, tree, STR("b")), 0);
	assert_int_equal(
		loose_entry(&entry, str_cut(tree, 0, tree.n - 1), STR("none")),
		-1);
	/* another type, a limit, no such object, damage */
	assert_int_equal(loose_read(&bytes, &arena, objects, commit.tree,
				    "commit", 1 << 16),
			 -1);
	assert_int_equal(loose_read(&bytes, &arena, objects, commit.tree,
				    "tree", tree.n - 1),
			 -1);
	assert_int_equal(
		loose_read(&bytes, &arena, objects,
			   STR("0123456789012345678901234567890123456789"),
			   "tree", 1 << 16),
		-1);
	path = str_fmt(&arena,
		       "o=.git/objects/%.2s/%.38s; chmod 600 $o;"
		       "head -c -3 $o >x; cat x >$o",
		       commit.tree.p, commit.tree.p + 2)
		       .p;
	sh("r", path);
	assert_int_equal(loose_read(&bytes, &arena, objects, commit.tree,
				    "tree", 1 << 16),
			 -1);
	scratch_free();
}

static void head_is_found_where_git_keeps_it(void **state)
{
	struct str branch, commit, one;

	(void)state;
	a_repository();
	one = id_of("HEAD");
	assert_int_equal(recall_head(&arena, &place, &branch, &commit), 0);
	assert_true(str_is(branch, "refs/heads/main"));
	assert_true(str_eq(commit, one));
	sh("r", "git branch xmain; git branch main2; git pack-refs --all");
	assert_int_equal(recall_head(&arena, &place, &branch, &commit), 0);
	assert_true(str_eq(commit, one));
	sh("r", "git checkout -q --detach");
	assert_int_equal(recall_head(&arena, &place, &branch, &commit), 0);
	assert_int_equal(branch.n, 0);
	assert_true(str_eq(commit, one));
	sh("r", "git checkout -q --orphan new");
	assert_int_equal(recall_head(&arena, &place, &branch, &commit), -1);
	sh("r", "echo 'ref: refs/heads/../x' >.git/HEAD");
	assert_int_equal(recall_head(&arena, &place, &branch, &commit), -1);
	sh("r", "echo 'ref: refs/remotes/x/main' >.git/HEAD");
	assert_int_equal(recall_head(&arena, &place, &branch, &commit), -1);
	sh("r", "git symbolic-ref refs/heads/sym refs/heads/main;"
		"echo 'ref: refs/heads/sym' >.git/HEAD");
	assert_int_equal(recall_head(&arena, &place, &branch, &commit), -1);
	scratch_free();
}

static void commits_with_one_parent_leave_f_where_it_is(void **state)
{
	struct memo m = { .branch = STR("refs/heads/main") };

	(void)state;
	a_repository();
	m.head = id_of("HEAD");
	m.base = MEMO_FIXED;
	assert_int_equal(recall_base(&arena, &place, &m), 0);
	sh("r", "git commit -q --allow-empty -m x;"
		"git commit -q --allow-empty -m y");
	assert_int_equal(recall_base(&arena, &place, &m), -1);
	m.base = MEMO_ANY;
	assert_int_equal(recall_base(&arena, &place, &m), 0);
	m.base = MEMO_OPEN;
	assert_int_equal(recall_base(&arena, &place, &m), 0);
	m.branch = STR("refs/heads/other");
	assert_int_equal(recall_base(&arena, &place, &m), -1);
	m.branch = STR("refs/heads/main");
	/* a sibling, a merge, what is packed */
	sh("r", "git tag two; git reset -q --hard HEAD~2;"
		"git commit -q --amend -m z");
	assert_int_equal(recall_base(&arena, &place, &m), -1);
	sh("r", "git reset -q --hard two; git checkout -q -b side HEAD~1;"
		"git commit -q --allow-empty -m s; git checkout -q main;"
		"git merge -q side");
	assert_int_equal(recall_base(&arena, &place, &m), -1);
	sh("r", "git reset -q --hard two; git repack -qa");
	assert_int_equal(recall_base(&arena, &place, &m), 0);
	sh("r", "git prune-packed");
	assert_int_equal(recall_base(&arena, &place, &m), -1);
	scratch_free();
}

static void without_a_remote_heads_tree_is_compared(void **state)
{
	struct memo_node nodes[] = {
		{ MEMO_FOLDER, { "", sizeof("") - 1 }, { "", sizeof("") - 1 } },
		{ MEMO_FOLDER,
		  { "a", sizeof("a") - 1 },
		  { "", sizeof("") - 1 } },
		{ MEMO_LISTED,
		  { "a/b", sizeof("a/b") - 1 },
		  { "", sizeof("") - 1 } },
		{ MEMO_FILE,
		  { "a/g", sizeof("a/g") - 1 },
		  { "", sizeof("") - 1 } },
		{ MEMO_FILE,
		  { "a/none", sizeof("a/none") - 1 },
		  { "-", sizeof("-") - 1 } },
		{ MEMO_FOLDER,
		  { "d", sizeof("d") - 1 },
		  { "-", sizeof("-") - 1 } },
		{ MEMO_FILE,
		  { "d/none", sizeof("d/none") - 1 },
		  { "-", sizeof("-") - 1 } },
		{ MEMO_LISTED,
		  { "e", sizeof("e") - 1 },
		  { "-", sizeof("-") - 1 } },
	};
	struct memo m = { .branch = STR("refs/heads/main"),
			  .base = MEMO_LOCAL,
			  .nodes = nodes,
			  .node_count = 8 };
	static const struct {
		const char *change;
		int same;
	} cases[] = {
		{ "echo 2 >top", 0 },
		{ "echo 2 >c/h", 0 },
		{ "echo 2 >a/new", 0 },
		{ "echo 2 >a/b/f", -1 },
		{ "echo 2 >a/b/new", -1 },
		{ "echo 2 >a/g", -1 },
		{ "ln -sf x a/g", -1 },
		{ "chmod +x a/g", 0 },
		{ "git rm -q a/g", -1 },
		{ "git rm -rq a/b", -1 },
		{ "git rm -rq a", -1 },
		{ "echo 2 >a/none", -1 },
		{ "mkdir a/none; echo 2 >a/none/x", 0 },
		{ "mkdir d; echo 2 >d/new", 0 },
		{ "mkdir d; echo 2 >d/none", -1 },
		{ "mkdir e; echo 2 >e/new", -1 },
		{ "echo 2 >e", 0 },
	};

	(void)state;
	a_repository();
	m.head = id_of("HEAD");
	nodes[0].id = id_of("HEAD^{tree}");
	nodes[1].id = id_of("HEAD:a");
	nodes[2].id = id_of("HEAD:a/b");
	nodes[3].id = id_of("HEAD:a/g");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		sh("r", str_fmt(&arena, "%s; git add -A; git commit -qm x",
				cases[i].change)
				.p);
		go(".");
		if (recall_base(&arena, &place, &m) != cases[i].same)
			fail_msg("%s: is not %d", cases[i].change,
				 cases[i].same);
		sh("r", "git reset -q --hard HEAD~1");
	}
	nodes[0].kind = MEMO_FILE;
	sh("r", "git commit -q --allow-empty -m x");
	assert_int_equal(recall_base(&arena, &place, &m), -1);
	scratch_free();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(objects_are_read_and_held_to_their_size),
		cmocka_unit_test(head_is_found_where_git_keeps_it),
		cmocka_unit_test(commits_with_one_parent_leave_f_where_it_is),
		cmocka_unit_test(without_a_remote_heads_tree_is_compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
