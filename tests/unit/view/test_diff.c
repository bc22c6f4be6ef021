#include "scratch.h"

#include "base/buf.h"
#include "view/cache_tree.h"
#include "view/changes.h"
#include "view/dirc.h"
#include "view/staged.h"
#include "view/trace.h"

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

/* ---- a commit and the index as hooks read it */

static bool is_wanted(struct str path)
{
	return str_ends(path, "a") || str_ends(path, "d");
}

static int note(void *argument, const struct view_entry *entry)
{
	buf_addf(argument, "%.*s ", STR_ARG(entry->path));
	return 0;
}

static const char *changes_of(struct view *from, struct view *to)
{
	struct buf b = buf_in(&arena);

	works(view_changes(from, to, is_wanted, note, &b, &err));
	return str_c(&arena, buf_str(&b));
}

/* What a diff says, and what it is said to have looked at on either side. */
static const char *told(struct view *from, struct view *to, const char *folder)
{
	struct view *views[2];
	struct buf b = buf_in(&arena);

	views[0] = view_trace(&arena, from);
	views[1] = view_trace(&arena, to);
	buf_addf(&b, "%s", diff_of(views[0], views[1], folder));
	assert_string_equal(buf_str(&b).p, diff_of(from, to, folder));
	for (int i = 0; i < 2; i++) {
		struct str *keys;
		size_t count;

		assert_true(view_traced(views[i], &arena, &keys, &count));
		for (size_t k = 0; k < count; k++)
			buf_addf(&b, " [%.*s]", STR_ARG(keys[k]));
	}
	return str_c(&arena, buf_str(&b));
}

/* The quick reader of the index says what the plain one does. */
static void same_difference(struct repo *repo)
{
	static const char *const revs[] = { "HEAD", "HEAD~1" };
	static const char *const folders[] = { "", "a", "a/b", "d", "none" };
	struct view *slow = index_of(repo), *quick;

	works(view_staged(&quick, &arena, repo, &err));
	for (size_t i = 0; i < 2; i++) {
		struct view *from = commit_of(repo, revs[i]);

		for (size_t k = 0; k < sizeof(folders) / sizeof(*folders); k++)
			assert_string_equal(told(from, quick, folders[k]),
					    told(from, slow, folders[k]));
		assert_string_equal(changes_of(from, quick),
				    changes_of(from, slow));
	}
}

static struct str file_of(const char *path)
{
	FILE *file = fopen(path, "rb");
	char *bytes = arena_alloc(&arena, 1 << 20);
	size_t n;

	assert_non_null(file);
	n = fread(bytes, 1, 1 << 20, file);
	fclose(file);
	return (struct str){ bytes, n };
}

static void put_file(const char *path, struct str bytes)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes.p, 1, bytes.n, file), bytes.n);
	fclose(file);
}

/* The same folders, one of which says that it has more or fewer entries. */
static struct str lying(const struct cache_tree *t)
{
	struct buf b = buf_in(&arena);
	size_t liar = dice((unsigned)t->count);

	for (size_t i = 0; i < t->count; i++) {
		const struct cache_node *node = t->nodes + i;
		unsigned below = 0;
		long count = node->count;

		for (size_t k = i + 1; k < node->end; k = t->nodes[k].end)
			below++;
		if (i == liar && count > 0)
			count = dice(2) ? count - 1 : count + 1 + (int)dice(3);
		buf_add(&b, node->name);
		buf_addc(&b, '\0');
		buf_addf(&b, "%ld %u\n", count, below);
		if (node->id)
			buf_add(&b, (struct str){ (const char *)node->id, 20 });
	}
	return buf_str(&b);
}

/* An index whose folders lie, or that has what none of its folders can have: a
 * side of a conflict, what is only intended. */
static struct str damaged(struct str bytes)
{
	struct dirc_entry e = { 0 };
	struct cache_tree tree;
	struct buf b = buf_in(&arena);
	struct dirc d;
	size_t at, left;

	works(dirc_start(&d, &arena, bytes, "index", &err));
	left = dice((unsigned)dirc_left(&d));
	while (dirc_next(&d, &e, &err) > 0 && left--)
		;
	if (dice(2)) {
		buf_add(&b, bytes);
		b.data[(const char *)e.id + 20 - bytes.p] |= 0x10;
		return buf_str(&b);
	}
	while (dirc_next(&d, &e, &err) > 0)
		;
	works(cache_tree_read(&tree, &arena, d.folders, 20));
	at = (size_t)(d.folders.p - bytes.p);
	buf_add(&b, str_cut(bytes, 0, at));
	buf_add(&b, lying(&tree));
	for (int i = 0; i < 4; i++)
		b.data[at - 4 + (size_t)i] = (char)((b.len - at) >>
						    (24 - 8 * i));
	buf_add(&b, str_cut(bytes, at + d.folders.n, bytes.n));
	return buf_str(&b);
}

static const char *const turns[] = {
	"git add -A",
	"git write-tree",
	"rm .git/index; git reset -q --hard; git write-tree",
	"rm -rf a b/a; echo 1 >a; git add -A",
	("test -d b || rm -f b; rm -f b/z; mkdir -p b/z; echo x >b/new; "
	 "echo x >b/z/new; git add -N b"),
	("git ls-tree -r --name-only HEAD | while read f; do "
	 "if test -f $f; then git rm -q --cached --ignore-unmatch $f; "
	 "git add -N $f; break; fi; done"),
	"git update-index --skip-worktree $(git ls-files | head -n 1)",
	"git rm -rq --cached --ignore-unmatch d e",
	/* sides of a conflict */
	("o=$(git hash-object -w --stdin </dev/null); printf "
	 "'100644 %s 1\tb/two\n100644 %s 3\tb/two\n100644 %s 2\ta/x\n' "
	 "$o $o $o | git update-index --index-info"),
};

static void the_index_of_a_hook_differs_as_the_index_does(void **state)
{
	struct repo *repo;

	(void)state;
	scratch_new();
	sh(".", "git init -q -b main r; cd r; git commit -q --allow-empty -m0");
	for (int i = 0; i < 10; i++) {
		sh("r", "rm -f .git/index; git reset -q --hard");
		shake();
		sh("r", "git add -A; git commit -q --allow-empty -m1");
		shake();
		for (size_t k = 0; k < sizeof(turns) / sizeof(*turns); k++) {
			sh("r", turns[k]);
			repo = open_repo("r", 0);
			same_difference(repo);
			repo_close(repo);
			arena_free(&arena);
		}
		arena_free(&arena);
	}
	scratch_free();
}

static void folders_that_lie_are_looked_into(void **state)
{
	struct repo *repo;

	(void)state;
	scratch_new();
	sh(".", "git init -q -b main r; cd r; git commit -q --allow-empty -m0");
	for (int i = 0; i < 6; i++) {
		struct str bytes;

		sh("r", "rm -f .git/index; git reset -q --hard; "
			"echo 1 >a1");
		shake();
		sh("r", "git add -A; git commit -q --allow-empty -m1");
		sh("r", dice(2) ? "rm -rf a; git add -A; git write-tree" :
				  "git write-tree");
		go("r");
		bytes = file_of(".git/index");
		for (int k = 0; k < 30; k++) {
			put_file(".git/index", damaged(bytes));
			repo = open_repo("r", 0);
			same_difference(repo);
			repo_close(repo);
			go("r");
		}
		put_file(".git/index", bytes);
		arena_free(&arena);
	}
	scratch_free();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_commits_differ_as_git_says),
		cmocka_unit_test(a_path_differs_where_the_diff_has_it),
		cmocka_unit_test(random_trees_index_and_work_tree_agree),
		cmocka_unit_test(the_index_of_a_hook_differs_as_the_index_does),
		cmocka_unit_test(folders_that_lie_are_looked_into),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
