#include "scratch.h"

#include <sys/stat.h>

static bool known(struct view *view, const char *path)
{
	struct view_entry entry;

	works(view_find(view, str_of(path), &entry, &err));
	return entry.has_oid;
}

/* Files last touched well before the index was written: not racy. */
static void settle(const char *folder)
{
	sh(folder, "git ls-files -z | xargs -0r touch -h -d '2026-01-02'; "
		   "git update-index -q --refresh || true; "
		   "touch -d '2026-01-03' .git/index");
}

static void unchanged_files_are_known_without_reading(void **state)
{
	struct repo *repo;
	struct view *view;

	(void)state;
	scratch_new();
	sh(".", "git init -q r; cd r; echo 1 >a; echo 1 >b; echo 1 >c; "
		"ln -s a l; git add .");
	settle("r");
	sh("r", "echo 2 >b; rm c; echo u >u");
	repo = open_repo("r", 0);
	view = worktree_of(repo);
	assert_int_equal(view_kind(view), VIEW_WORKTREE);
	assert_string_equal(view_name(view), "worktree");
	assert_string_equal(list_of(view, ""), "a b l=l u");
	assert_true(known(view, "a"));
	assert_true(known(view, "l"));
	assert_false(known(view, "b"));
	assert_false(known(view, "u"));
	assert_string_equal(bytes_of(view, "a"), "1\n");
	assert_string_equal(bytes_of(view, "b"), "2\n");
	assert_string_equal(bytes_of(view, "c"), "(absent)");
	assert_string_equal(bytes_of(view, "u"), "u\n");
	assert_string_equal(hex_at(view, "b"), says("r", "git hash-object b"));
	assert_string_equal(diff_of(index_of(repo), view, ""), "!b -c +u");
	repo_close(repo);
	scratch_free();
}

static void a_racy_entry_is_read(void **state)
{
	struct repo *repo;
	struct view *view;

	(void)state;
	scratch_new();
	/* Same size, same time, other bytes: only reading tells. */
	sh(".", "git init -q r; cd r; git config core.trustctime false; "
		"echo 1 >a; touch -d '2026-01-02' a; git add a; "
		"touch -d '2026-01-02' .git/index; printf '2\\n' >a; "
		"touch -d '2026-01-02' a");
	repo = open_repo("r", 0);
	view = worktree_of(repo);
	assert_false(known(view, "a"));
	assert_string_equal(diff_of(index_of(repo), view, ""), "!a");
	repo_close(repo);
	scratch_free();
}

static void ignored_files_are_left_out_save_the_store(void **state)
{
	struct repo *repo;
	struct view *view;

	(void)state;
	scratch_new();
	sh(".",
	   "git init -q r; cd r; mkdir -p .promptpin/objects/ab build "
	   "n/sub t; echo '*.log' >.gitignore; echo build/ >>.gitignore; "
	   "echo .promptpin >>.gitignore; echo x >.promptpin/objects/ab/c; "
	   "echo y >.promptpin/z.log; echo x >build/x; echo l >a.log; "
	   "echo '!keep.log' >n/.gitignore; echo l >n/keep.log; "
	   "echo l >n/lose.log; git init -q n/sub; echo s >n/sub/s; "
	   "echo t >t/t.log; git add -f t/t.log; echo u >build/tracked; "
	   "git add -f build/tracked");
	repo = open_repo("r", 0);
	view = worktree_of(repo);
	assert_string_equal(list_of(view, ""),
			    ".gitignore .promptpin/objects/ab/c "
			    ".promptpin/z.log build/tracked n/.gitignore "
			    "n/keep.log t/t.log");
	assert_string_equal(list_of(view, "n"), "n/.gitignore n/keep.log");
	assert_string_equal(list_of(view, ".promptpin/objects"),
			    ".promptpin/objects/ab/c");
	assert_string_equal(list_of(view, "n/sub"), "");
	assert_string_equal(bytes_of(view, "a.log"), "(absent)");
	assert_string_equal(bytes_of(view, "build/x"), "(absent)");
	assert_string_equal(bytes_of(view, "n/keep.log"), "l\n");
	assert_string_equal(bytes_of(view, "n/lose.log"), "(absent)");
	assert_string_equal(bytes_of(view, "n/sub/s"), "(absent)");
	assert_string_equal(bytes_of(view, ".promptpin/objects/ab/c"), "x\n");
	assert_string_equal(bytes_of(view, "build/tracked"), "u\n");
	assert_int_equal(view_find(view, STR("a.log"), NULL, &err),
			 ERROR_ABSENT);
	assert_int_equal(err.code, ERROR_NONE);
	repo_close(repo);
	scratch_free();
}

static void links_are_not_followed_neither_file_nor_folder(void **state)
{
	struct repo *repo;
	struct view *view;

	(void)state;
	scratch_new();
	sh(".",
	   "git init -q r; mkdir out; echo secret >out/s; cd r; "
	   "mkdir real; echo 1 >real/a; git add .; ln -s ../out d; "
	   "ln -s ../out/s f; ln -s real r2; ln -s loop loop; mkfifo pipe; "
	   "rm -r real; ln -s ../out real; echo x >../out/a");
	repo = open_repo("r", 0);
	view = worktree_of(repo);
	assert_string_equal(list_of(view, ""), "d=l f=l loop=l r2=l real=l");
	assert_string_equal(bytes_of(view, "f"), "(absent)");
	assert_string_equal(bytes_of(view, "d/s"), "(absent)");
	assert_string_equal(bytes_of(view, "real/a"), "(absent)");
	assert_string_equal(bytes_of(view, "loop"), "(absent)");
	assert_string_equal(bytes_of(view, "loop/x"), "(absent)");
	assert_string_equal(bytes_of(view, "pipe"), "(absent)");
	assert_int_equal(view_find(view, STR("d/s"), NULL, &err), ERROR_ABSENT);
	assert_string_equal(list_of(view, "d"), "");
	assert_string_equal(hex_at(view, "f"),
			    says("r", "printf ../out/s | "
				      "git hash-object --stdin"));
	repo_close(repo);
	scratch_free();
}

/* After `git add` of everything the index is what the view said before. */
static void same_as_added(const char *folder)
{
	struct repo *repo = open_repo(folder, 0);
	struct view *before = worktree_of(repo);
	struct view_list {
		int unused;
	};
	const char *names = list_of(before, "");

	/* Ask for the ids before anything is staged. */
	struct view_file files[64];
	size_t count = 0;
	char *rest = str_c(&arena, str_of(names)), *name;

	while ((name = strsep(&rest, " ")) && count < 64 && *name) {
		files[count].path = str_of(name);
		files[count++].bytes = str_of(hex_at(before, name));
	}
	sh(folder, "git add -A");
	for (size_t i = 0; i < count; i++)
		assert_string_equal(hex_at(index_of(repo), files[i].path.p),
				    files[i].bytes.p);
	assert_string_equal(list_of(index_of(repo), ""), names);
	repo_close(repo);
}

static void line_ends_are_those_that_git_would_stage(void **state)
{
	static const char *const attributes[] = { "",
						  "* text=auto",
						  "* text",
						  "*.c text eol=crlf",
						  "* -text",
						  "* crlf",
						  "[attr]mine text\n*.c mine",
						  "* text=auto\n*.c -text",
						  "* ident",
						  "* text=auto ident",
						  "* eol=lf",
						  "* binary" };
	static const char *const config[] = { "false", "true", "input" };

	(void)state;
	for (size_t i = 0; i < sizeof(attributes) / sizeof(*attributes); i++)
		for (size_t k = 0; k < 3; k++) {
			scratch_new();
			sh(".",
			   str_fmt(&arena,
				   "git init -q r; cd r; "
				   "printf 'a\\r\\nb\\r\\n' >old; git add old; "
				   "printf 'a\\r\\nc\\r\\n' >old; "
				   "git config core.autocrlf %s; mkdir d; "
				   "printf '%s\\n' >.gitattributes; "
				   "printf 'a\\r\\nb\\r\\n' >x.c; "
				   "printf 'a\\nb\\n' >y.c; "
				   "printf 'a\\r\\nb\\n\\r' >d/z.c; "
				   "printf 'a\\0\\r\\nb' >bin; "
				   "printf '$Id: abc $\\r\\n$Id$' >id; "
				   "printf 'a\\r\\n' >t.txt; : >empty",
				   config[k], attributes[i])
				   .p);
			same_as_added("r");
			scratch_free();
		}
}

static void a_working_tree_encoding_is_undone(void **state)
{
	struct repo *repo;
	struct view *view;

	(void)state;
	scratch_new();
	sh(".",
	   "git init -q r; cd r; mkdir d; "
	   "echo '*.u working-tree-encoding=UTF-16' >.gitattributes; "
	   "echo '*.le text working-tree-encoding=UTF-16LE' >>.gitattributes; "
	   "echo '*.b working-tree-encoding=UTF-16LE-BOM eol=crlf' "
	   ">>.gitattributes; "
	   "echo '*.l1 working-tree-encoding=ISO-8859-1' >d/.gitattributes; "
	   "echo '*.8 working-tree-encoding=UTF-8' >>d/.gitattributes; "
	   "printf 'h\\303\\251\\n' >8; iconv -f UTF-8 -t UTF-16 <8 >a.u; "
	   "iconv -f UTF-8 -t UTF-16LE <8 >a.le; "
	   "(printf '\\377\\376'; printf 'a\\r\\n' | iconv -f UTF-8 -t UTF-16LE) >a.b; "
	   "printf 'h\\351\\n' >d/a.l1; cp 8 d/a.8; : >e.u");
	same_as_added("r");
	repo = open_repo("r", 0);
	assert_string_equal(bytes_of(index_of(repo), "a.u"), "h\xc3\xa9\n");
	/* What git refuses is refused. */
	sh("r",
	   "iconv -f UTF-8 -t UTF-16LE <8 >nobom.u; "
	   "(printf '\\377\\376'; iconv -f UTF-8 -t UTF-16LE <8) >bom.le; "
	   "printf 'x' >odd.le; echo '*.no working-tree-encoding=NONSENSE' "
	   ">>.gitattributes; echo x >x.no; ! git add nobom.u; "
	   "! git add bom.le; ! git add x.no");
	view = worktree_of(repo);
	assert_string_equal(bytes_of(view, "nobom.u"), "(refused)");
	assert_string_equal(bytes_of(view, "bom.le"), "(refused)");
	assert_string_equal(bytes_of(view, "odd.le"), "(refused)");
	assert_string_equal(bytes_of(view, "x.no"), "(refused)");
	assert_non_null(strstr(err.help, "git add"));
	error_clear(&err);
	repo_close(repo);
	scratch_free();
}

static void a_filter_driver_is_never_run(void **state)
{
	struct repo *repo;
	struct view *view;

	(void)state;
	scratch_new();
	sh(".",
	   "git init -q r; cd r; git config filter.x.clean 'sed s/a/b/'; "
	   "git config filter.x.smudge 'sed s/b/a/'; "
	   "echo '*.f filter=x' >.gitattributes; echo a >1.f; echo a >2.f; "
	   "git add 1.f .gitattributes");
	settle("r");
	repo = open_repo("r", 0);
	view = worktree_of(repo);
	/* Staged and untouched since: what git made of it is in the index. */
	assert_string_equal(bytes_of(view, "1.f"), "b\n");
	assert_string_equal(bytes_of(view, "2.f"), "(refused)");
	assert_string_equal(err.help, "git add -- '2.f'");
	error_clear(&err);
	sh("r", "echo aa >1.f");
	view = worktree_of(repo);
	assert_string_equal(bytes_of(view, "1.f"), "(refused)");
	error_clear(&err);
	assert_string_equal(diff_of(index_of(repo), view, ""), "!1.f +2.f");
	repo_close(repo);
	scratch_free();
}

static void what_a_sparse_checkout_leaves_out_comes_from_the_index(void **state)
{
	struct repo *repo;
	struct view *view;

	(void)state;
	scratch_new();
	sh(".", "git init -q r; cd r; mkdir -p .promptpin/heads in out; "
		"echo f >.promptpin/format; echo h >.promptpin/heads/a@; "
		"echo i >in/i; echo o >out/o; echo t >t; git add .; "
		"git commit -qm1; git sparse-checkout set --cone in; "
		"test ! -e .promptpin");
	repo = open_repo("r", 0);
	view = worktree_of(repo);
	assert_string_equal(list_of(view, ""),
			    ".promptpin/format "
			    ".promptpin/heads/a@ in/i out/o t");
	assert_string_equal(list_of(view, ".promptpin/heads"),
			    ".promptpin/heads/a@");
	assert_string_equal(bytes_of(view, ".promptpin/heads/a@"), "h\n");
	assert_string_equal(bytes_of(view, "out/o"), "o\n");
	assert_string_equal(diff_of(commit_of(repo, "HEAD"), view, ""), "");
	sh("r", "git sparse-checkout disable; git update-index "
		"--skip-worktree t; echo other >t");
	view = worktree_of(repo);
	assert_string_equal(bytes_of(view, "t"), "t\n");
	repo_close(repo);
	scratch_free();
}

static void assume_unchanged_hides_nothing(void **state)
{
	struct repo *repo;

	(void)state;
	scratch_new();
	sh(".", "git init -q r; cd r; echo 1 >a; git add a; "
		"git update-index --assume-unchanged a; echo 22 >a");
	repo = open_repo("r", 0);
	assert_string_equal(bytes_of(worktree_of(repo), "a"), "22\n");
	assert_string_equal(diff_of(index_of(repo), worktree_of(repo), ""),
			    "!a");
	repo_close(repo);
	scratch_free();
}

static void a_folder_in_place_of_a_file_and_back(void **state)
{
	struct repo *repo;
	struct view *view;

	(void)state;
	scratch_new();
	sh(".", "git init -q r; cd r; mkdir d; echo 1 >d/x; echo 1 >f; "
		"git add .; rm -r d f; echo 2 >d; mkdir f; echo 2 >f/y");
	repo = open_repo("r", 0);
	view = worktree_of(repo);
	assert_string_equal(list_of(view, ""), "d f/y");
	assert_string_equal(bytes_of(view, "d/x"), "(absent)");
	assert_string_equal(bytes_of(view, "f"), "(absent)");
	assert_string_equal(bytes_of(view, "f/y"), "2\n");
	assert_string_equal(diff_of(index_of(repo), view, ""),
			    "+d -d/x -f +f/y");
	repo_close(repo);
	scratch_free();
}

static void a_file_over_the_limit_is_refused_unread(void **state)
{
	struct repo *repo;
	struct str bytes;

	(void)state;
	scratch_new();
	sh(".", "git init -q r; cd r; truncate -s 20G a");
	repo = open_repo("r", 0);
	assert_int_equal(view_read(worktree_of(repo), &arena, STR("a"), 1 << 20,
				   &bytes, &err),
			 ERROR_REFUSED);
	error_clear(&err);
	repo_close(repo);
	scratch_free();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(unchanged_files_are_known_without_reading),
		cmocka_unit_test(a_racy_entry_is_read),
		cmocka_unit_test(ignored_files_are_left_out_save_the_store),
		cmocka_unit_test(
			links_are_not_followed_neither_file_nor_folder),
		cmocka_unit_test(line_ends_are_those_that_git_would_stage),
		cmocka_unit_test(a_working_tree_encoding_is_undone),
		cmocka_unit_test(a_filter_driver_is_never_run),
		cmocka_unit_test(
			what_a_sparse_checkout_leaves_out_comes_from_the_index),
		cmocka_unit_test(assume_unchanged_hides_nothing),
		cmocka_unit_test(a_folder_in_place_of_a_file_and_back),
		cmocka_unit_test(a_file_over_the_limit_is_refused_unread),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
