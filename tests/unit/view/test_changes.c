/* The files that are new or changed: the quick ways say what the slow one
 * does. */
#include "view/changes.h"

#include "unit/view/scratch.h"

#include "base/buf.h"
#include "view/cache_tree.h"
#include "view/staged.h"
#include "view/trace.h"

static bool is_wanted(struct str path)
{
	return !str_ends(path, ".no");
}

static int note(void *argument, const struct view_entry *entry)
{
	buf_addf(argument, "%.*s ", STR_ARG(entry->path));
	return 0;
}

static const char *changes(struct view *from, struct view *to)
{
	struct buf b = buf_in(&arena);

	works(view_changes(from, to, is_wanted, note, &b, &err));
	return buf_str(&b).p;
}

/* What git says: added, modified and of another type, regular files alone. */
static const char *slow(const char *from)
{
	return says("r",
		    str_fmt(&arena,
			    "git diff-index --cached --no-renames "
			    "--ita-invisible-in-index --diff-filter=AMT %s | "
			    "awk '$2 ~ /^100/ && $3 != $4 { print $6 }' | "
			    "grep -v '[.]no$' | sort -u | tr '\\n' ' '",
			    from)
			    .p);
}

static const char *const states[] = {
	"true",
	"echo 1 >a/new; git add .",
	"echo 2 >a/b/deep; echo 2 >top.no; git add .",
	"git write-tree",
	"echo 3 >a/b/c/x; git add .; git write-tree",
	"git rm -q --cached a/one",
	"mkdir -p z/y; echo 1 >z/y/x; git add .; git write-tree",
	"echo 1 >a-b; echo 1 >a.c; git add .; git write-tree",
	"git rm -rq --cached a/b; echo file >f; git add f; git write-tree",
	"echo x >a/intended; git add -N a/intended",
	"git update-index --chmod=+x a/two",
	"git reset -q --hard; git write-tree",
	"git read-tree --empty",
	"git read-tree HEAD~1",
	"rm -rf a; echo file >a; git add -A; git write-tree",
};

static void the_index_against_a_commit(void **state)
{
	struct repo *repo;

	(void)state;
	scratch_new();
	sh(".",
	   "git init -q -b main r; cd r; mkdir -p a/b/c; echo 1 >a/one; "
	   "echo 1 >a/two; echo 1 >a/b/deep; echo 1 >a/b/c/x; echo 1 >top; "
	   "git add .; git commit -qm 1; echo 2 >top; git commit -qam 2");
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		struct view *head, *older, *quick;

		sh("r", states[i]);
		repo = open_repo("r", 0);
		works(view_commit(&head, &arena, repo, "HEAD", &err));
		works(view_commit(&older, &arena, repo, "HEAD~1", &err));
		works(view_staged(&quick, &arena, repo, &err));
		assert_string_equal(changes(head, quick), slow("HEAD"));
		assert_string_equal(changes(older, quick), slow("HEAD~1"));
		assert_string_equal(changes(head, index_of(repo)),
				    slow("HEAD"));
		arena_free(&arena);
		repo_close(repo);
	}
	scratch_free();
}

/* What cannot be looked at, by each way: the same. */
static void what_nobody_can_read_is_told(void **state)
{
	struct repo *repo;
	struct view *before, *after, *staged;

	(void)state;
	scratch_new();
	sh(".",
	   "git init -q -b main r; cd r; echo 1 >one; git add .; "
	   "git commit -qm 1; o=$(git rev-parse :one); "
	   "git update-index --add --cacheinfo 100644,$o,'a:b' "
	   "--cacheinfo 100644,$o,d./x --cacheinfo 100644,$o,d./x.no "
	   "--cacheinfo 120000,$o,link; "
	   "printf '100644 %s 2\\tu\\n' $o | git update-index --index-info; "
	   "git write-tree || :");
	repo = open_repo("r", 0);
	works(view_commit(&before, &arena, repo, "HEAD", &err));
	works(view_staged(&staged, &arena, repo, &err));
	assert_string_equal(changes(before, staged), "a:b d./x u ");
	assert_string_equal(changes(before, index_of(repo)), "a:b d./x u ");
	assert_string_equal(changes(NULL, staged), "a:b d./x one u ");
	sh("r", "git rm -q --cached u; git commit -qm 2");
	works(view_commit(&after, &arena, repo, "HEAD", &err));
	assert_string_equal(changes(before, after), "a:b d./x ");
	assert_string_equal(changes(NULL, after), "a:b d./x one ");
	assert_string_equal(changes(after, index_of(repo)), "");
	arena_free(&arena);
	repo_close(repo);
	scratch_free();
}

static void two_commits_and_other_views(void **state)
{
	struct view_file old[] = { { STR("a"), STR("1") },
				   { STR("b"), STR("1") },
				   { STR("gone"), STR("1") } };
	struct view_file new[] = { { STR("a"), STR("1") },
				   { STR("b"), STR("2") },
				   { STR("c"), STR("1") },
				   { STR("d.no"), STR("1") } };
	struct view *from, *to, *traced;
	struct str *keys;
	size_t count;

	(void)state;
	works(view_memory(&from, &arena, old, 3, &err));
	works(view_memory(&to, &arena, new, 4, &err));
	assert_string_equal(changes(from, to), "b c ");
	assert_string_equal(changes(NULL, to), "a b c ");
	assert_string_equal(changes(to, to), "");
	/* One question, not a list of paths. */
	traced = view_trace(&arena, to);
	assert_false(view_traced_changes(traced));
	assert_string_equal(changes(from, traced), "b c ");
	assert_true(view_traced_changes(traced));
	assert_true(view_traced(traced, &arena, &keys, &count));
	assert_int_equal(count, 0);
	assert_ptr_equal(view_untraced(traced), to);
	assert_ptr_equal(view_untraced(to), to);
	assert_false(view_traced_changes(to));
	arena_free(&arena);
}

/* ---- the extension's bytes */

#define ID "aaaaaaaaaaaaaaaaaaaa"

static int reads(struct cache_tree *t, const char *bytes, size_t n)
{
	return cache_tree_read(t, &arena, (struct str){ bytes, n }, 20);
}
#define READS(t, bytes) reads(t, bytes, sizeof(bytes) - 1)

static void ids_of_folders(void **state)
{
	struct cache_tree t;
	struct map below;
	const struct cache_node *node;

	(void)state;
	assert_int_equal(READS(&t, "\0"
				   "5 2\n" ID "a\0"
				   "-1 1\n"
				   "x\0"
				   "1 0\n" ID "bb\0"
				   "2 0\n" ID),
			 0);
	assert_int_equal(t.count, 4);
	below = cache_tree_below(&arena, &t, t.nodes);
	assert_int_equal(below.count, 2);
	node = map_get(&below, STR("a"));
	assert_int_equal(node->count, -1);
	assert_null(node->id);
	below = cache_tree_below(&arena, &t, node);
	assert_int_equal(below.count, 1);
	node = map_get(&below, STR("x"));
	assert_int_equal(node->count, 1);
	assert_int_equal(cache_tree_below(&arena, &t, NULL).count, 0);
	arena_free(&arena);
}

static void damaged_ids_of_folders(void **state)
{
	struct cache_tree t;
	struct buf deep = buf_in(&arena);

	(void)state;
	assert_int_equal(READS(&t, ""), -1);
	assert_int_equal(READS(&t, "\0"), -1);
	assert_int_equal(READS(&t, "\0"
				   "1 0"),
			 -1);
	assert_int_equal(READS(&t, "\0"
				   "1 0\nshort"),
			 -1);
	assert_int_equal(READS(&t, "\0"
				   "-1 1\n"),
			 -1);
	assert_int_equal(READS(&t, "\0"
				   "x 0\n" ID),
			 -1);
	assert_int_equal(READS(&t, "\0"
				   "1 -1\n" ID),
			 -1);
	assert_int_equal(READS(&t, "\0"
				   "99999999999999999999 0\n" ID),
			 -1);
	assert_int_equal(READS(&t, "\0"
				   "-1 999999\n"),
			 -1);
	for (int i = 0; i <= CACHE_TREE_DEPTH; i++)
		buf_add(&deep, STR("a\0-1 1\n"));
	buf_add(&deep, STR("a\0-1 0\n"));
	assert_int_equal(reads(&t, deep.data, deep.len), -1);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_index_against_a_commit),
		cmocka_unit_test(what_nobody_can_read_is_told),
		cmocka_unit_test(two_commits_and_other_views),
		cmocka_unit_test(ids_of_folders),
		cmocka_unit_test(damaged_ids_of_folders),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
