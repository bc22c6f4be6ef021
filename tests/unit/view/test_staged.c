/* The index as hooks read it is the index. */
#include "unit/view/scratch.h"

#include "base/buf.h"
#include "view/staged.h"

static int note(void *argument, const struct view_entry *e)
{
	struct buf *b = argument;

	buf_addf(b, "%.*s %d %d ", STR_ARG(e->path), e->type, e->has_oid);
	if (e->has_oid)
		buf_add(b, (struct str){ (const char *)e->oid.byte, 20 });
	buf_addc(b, '\n');
	return 0;
}

static struct str listing(struct view *view, const char *folder)
{
	struct buf b = buf_in(&arena);

	works(view_each(view, str_of(folder), note, &b, &err));
	return buf_str(&b);
}

/* Both views give the same for everything there is, and beside it. */
static void same_index(struct repo *repo)
{
	static const char *const folders[] = { "",    "a", "a/b",  "none",
					       "a.d", "z", "a/b/f" };
	struct view *slow, *quick;
	struct str all, rest;

	works(view_index(&slow, &arena, repo, &err));
	works(view_staged(&quick, &arena, repo, &err));
	assert_int_equal(view_kind(quick), view_kind(slow));
	assert_string_equal(view_name(quick), view_name(slow));
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		assert_true(str_eq(listing(slow, folders[i]),
				   listing(quick, folders[i])));
	all = str_of(says("r", "git ls-files -z | tr '\\0' '\\n'; "
			       "echo a; echo a/; echo zz; echo a/b/f/x; "
			       "echo a/b/; echo A"));
	for (rest = all; rest.n;) {
		size_t end = str_find(rest, '\n', 0);
		struct str path = str_cut(rest, 0, end);
		struct view_entry x = { 0 }, y = { 0 };
		int rc;

		rest = str_cut(rest, end + 1, rest.n);
		if (!view_path_ok(path))
			continue;
		rc = view_find(slow, path, &x, &err);
		assert_int_equal(view_find(quick, path, &y, &err), rc);
		assert_int_equal(x.type, y.type);
		assert_int_equal(x.has_oid, y.has_oid);
		assert_memory_equal(x.oid.byte, y.oid.byte, 20);
		assert_string_equal(bytes_of(slow, str_c(&arena, path)),
				    bytes_of(quick, str_c(&arena, path)));
	}
}

static const char *const states[] = {
	"git rm -rq --cached .",
	"git add .",
	"git update-index --index-version 3",
	"git update-index --index-version 4",
	"git update-index --index-version 2",
	"echo x >a/new; git add -N a/new",
	"echo x >a/b/last; git add -N a/b/last",
	"git update-index --skip-worktree a/b/f",
	"git update-index --chmod=+x a/b/f; ln -s f a/link; git add a/link",
	"git update-index --add --cacheinfo 160000,$(git rev-parse HEAD),a/sub",
	("printf '100644 %s 1\\ta/two\\n100644 %s 3\\ta/two\\n' "
	 "$(git rev-parse HEAD:top) $(git rev-parse HEAD:top) | "
	 "git update-index --index-info"),
	("printf 'x' | git hash-object -w --stdin >id; printf '100644 %s 2\\ta/b/c/only\\n' "
	 "$(cat id) | git update-index --index-info"),
	"git update-index --add --cacheinfo 100644,$(git rev-parse HEAD:top),'a/odd:x '",
};

static void every_form_of_an_index_is_the_same(void **state)
{
	struct repo *repo;

	(void)state;
	scratch_new();
	sh(".", "git init -q -b main r");
	sh("r", "mkdir -p a/b/c a.d z; for f in top a/b/f a/b/c/g a/h a.d/i "
		"a-e z/j; do echo $f >$f; done; git add .; git commit -qm x");
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		sh("r", states[i]);
		repo = open_repo("r", 0);
		same_index(repo);
		arena_free(&arena);
		repo_close(repo);
	}
	sh("r", "rm .git/index");
	repo = open_repo("r", 0);
	same_index(repo);
	arena_free(&arena);
	repo_close(repo);
	scratch_free();
}

static void what_is_damaged_is_the_same_failure(void **state)
{
	struct error other = { 0 };
	struct repo *repo;
	struct view *view;

	(void)state;
	scratch_new();
	sh(".", "git init -q -b main r");
	sh("r", "echo 1 >f; git add .; head -c 90 .git/index >i; "
		"mv i .git/index");
	repo = open_repo("r", 0);
	assert_int_equal(view_index(&view, &arena, repo, &err), ERROR_FAILED);
	assert_int_equal(view_staged(&view, &arena, repo, &other),
			 ERROR_FAILED);
	assert_string_equal(err.text, other.text);
	arena_free(&arena);
	repo_close(repo);
	scratch_free();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_form_of_an_index_is_the_same),
		cmocka_unit_test(what_is_damaged_is_the_same_failure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
