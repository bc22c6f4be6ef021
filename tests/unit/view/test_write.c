#include "scratch.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

static void put(struct repo *repo, const char *path, const char *text)
{
	works(write_file(repo, str_of(path), str_of(text), false, &err));
}

static void a_file_is_written_with_its_folders_and_keeps_its_mode(void **state)
{
	struct repo *repo;

	(void)state;
	scratch_new();
	sh(".", "git init -q r; cd r; echo 1 >x; chmod 755 x; umask 022");
	repo = open_repo("r", 0);
	put(repo, "a/b/c", "new\n");
	put(repo, "x", "2\n");
	assert_string_equal(says("r", "cat a/b/c x; stat -c %a x"),
			    "new\n2\n755");
	assert_string_equal(says("r", "find . -name '*.tmp'"), "");
	works(write_remove(repo, STR("a/b/c"), &err));
	works(write_remove(repo, STR("a/b/c"), &err));
	works(write_remove(repo, STR("q/b/c"), &err));
	assert_string_equal(says("r", "ls"), "x");
	repo_close(repo);
	scratch_free();
}

static void no_symbolic_link_is_written_through(void **state)
{
	struct repo *repo;

	(void)state;
	scratch_new();
	sh(".", "git init -q r; mkdir out; echo 1 >out/f; cd r; "
		"ln -s ../out d; ln -s ../out/f f; mkdir folder; echo 1 >file");
	repo = open_repo("r", 0);
	assert_int_equal(write_file(repo, STR("d/f"), STR("2\n"), true, &err),
			 ERROR_REFUSED);
	error_clear(&err);
	assert_int_equal(write_file(repo, STR("f"), STR("2\n"), true, &err),
			 ERROR_REFUSED);
	error_clear(&err);
	assert_int_equal(write_file(repo, STR("folder"), STR("2"), true, &err),
			 ERROR_REFUSED);
	error_clear(&err);
	assert_int_equal(write_file(repo, STR("file/x"), STR("2"), true, &err),
			 ERROR_REFUSED);
	error_clear(&err);
	assert_int_equal(write_remove(repo, STR("d/f"), &err), ERROR_REFUSED);
	error_clear(&err);
	assert_string_equal(says(".", "cat out/f; ls out"), "1\nf");
	repo_close(repo);
	scratch_free();
}

static void files_are_written_as_a_checkout_would(void **state)
{
	struct repo *repo;

	(void)state;
	scratch_new();
	sh(".",
	   "git init -q r; cd r; echo '*.c text eol=crlf' "
	   ">.gitattributes; echo '*.u working-tree-encoding=UTF-16LE-BOM' "
	   ">>.gitattributes; echo '*.f filter=x' >>.gitattributes; "
	   "printf 'a\\nb\\n' >x.c; printf 'h\\n' >x; "
	   "git add .; echo 5 >y.c");
	repo = open_repo("r", 0);
	put(repo, "y.c", "a\nb\n");
	works(write_file(repo, STR("z.c"), STR("a\nb\n"), true, &err));
	put(repo, "y.u", "h\n");
	assert_string_equal(says("r", "od -An -c y.c z.c | tr -s ' ' | "
				      "tr -d '\\n'"),
			    " a \\r \\n b \\r \\n a \\n b \\n");
	assert_string_equal(says("r", "od -An -tx1 y.u"), " ff fe 68 00 0a 00");
	assert_string_equal(bytes_of(worktree_of(repo), "y.u"), "h\n");
	assert_int_equal(write_file(repo, STR("a.f"), STR("2"), false, &err),
			 ERROR_REFUSED);
	error_clear(&err);
	repo_close(repo);
	scratch_free();
}

static void entries_are_staged_changed_and_removed_at_once(void **state)
{
	const struct write_entry entries[] = {
		{ STR("a"), STR("2\n") },
		{ STR("new/b"), STR("b\n") },
		{ STR("gone"), { NULL, 0 } },
		{ STR("never"), { NULL, 0 } },
		{ STR("d"), STR("file\n") },
		{ STR("d/x"), { NULL, 0 } },
		{ STR("-rf"), STR("") },
		{ STR("\xc3\xa9 *"), STR("odd\n") },
	};
	struct repo *repo;

	(void)state;
	scratch_new();
	sh(".", "git init -q r; cd r; mkdir d; echo 1 >a; chmod +x a; "
		"echo 1 >gone; echo 1 >d/x; echo k >k; git add .");
	repo = open_repo("r/d", 0);
	works(write_index(repo, &arena, entries, 8, &err));
	assert_string_equal(list_of(index_of(repo), ""),
			    "-rf a d k new/b \xc3\xa9 *");
	assert_string_equal(bytes_of(index_of(repo), "a"), "2\n");
	assert_string_equal(bytes_of(index_of(repo), "d"), "file\n");
	assert_string_equal(bytes_of(index_of(repo), "\xc3\xa9 *"), "odd\n");
	assert_string_equal(says("r", "git ls-files -s a | cut -c1-6; "
				      "cat a"),
			    "100755\n1");
	works(write_index(repo, &arena, NULL, 0, &err));
	repo_close(repo);
	scratch_free();
}

static void conflict_stages_are_resolved(void **state)
{
	const struct write_entry entries[] = {
		{ STR("a"), STR("both\n") },
		{ STR("b"), { NULL, 0 } },
	};
	struct repo *repo;

	(void)state;
	scratch_new();
	sh(".", "git init -q -b main r; cd r; echo 0 >a; echo 0 >b; "
		"git add .; git commit -qm0; git checkout -qb o; echo 1 >a; "
		"echo 1 >b; git commit -qam1; git checkout -q main; echo 2 >a; "
		"echo 2 >b; git commit -qam2; ! git merge o");
	repo = open_repo("r", 0);
	works(write_index(repo, &arena, entries, 2, &err));
	assert_string_equal(list_of(index_of(repo), ""), "a");
	assert_string_equal(bytes_of(index_of(repo), "a"), "both\n");
	assert_string_equal(says("r", "git ls-files -u"), "");
	repo_close(repo);
	scratch_free();
}

static void a_leftover_lock_is_named(void **state)
{
	const struct write_entry entry = { STR("a"), STR("2\n") };
	struct repo *repo;

	(void)state;
	scratch_new();
	sh(".", "git init -q r; cd r; echo 1 >a; git add a; "
		"touch .git/index.lock");
	repo = open_repo("r", 0);
	assert_int_equal(write_index(repo, &arena, &entry, 1, &err),
			 ERROR_FAILED);
	assert_non_null(strstr(err.help, "/r/.git/index.lock"));
	assert_string_equal(bytes_of(index_of(repo), "a"), "1\n");
	error_clear(&err);
	sh("r", "rm .git/index.lock");
	works(write_index(repo, &arena, &entry, 1, &err));
	assert_string_equal(bytes_of(index_of(repo), "a"), "2\n");
	repo_close(repo);
	scratch_free();
}

static void the_index_in_force_is_the_one_written(void **state)
{
	const struct write_entry entry = { STR("b"), STR("b\n") };
	struct repo *repo;

	(void)state;
	scratch_new();
	sh(".", "git init -q r; cd r; echo 1 >a; git add a; "
		"cp .git/index .git/other");
	setenv("GIT_INDEX_FILE", ".git/other", 1);
	repo = open_repo("r", 0);
	works(write_index(repo, &arena, &entry, 1, &err));
	assert_string_equal(list_of(index_of(repo), ""), "a b");
	repo_close(repo);
	unsetenv("GIT_INDEX_FILE");
	repo = open_repo("r", 0);
	assert_string_equal(list_of(index_of(repo), ""), "a");
	repo_close(repo);
	scratch_free();
}

static void a_bare_repository_has_no_file_to_write(void **state)
{
	struct repo *repo;

	(void)state;
	scratch_new();
	sh(".", "git init -q --bare r");
	repo = open_repo("r", 0);
	assert_int_equal(write_file(repo, STR("a"), STR(""), true, &err),
			 ERROR_FAILED);
	repo_close(repo);
	scratch_free();
}

static void the_lock_ends_with_its_holder(void **state)
{
	struct repo *repo;
	int lock, pipes[2], status;
	pid_t child;
	char c;

	(void)state;
	scratch_new();
	sh(".", "git init -q r");
	repo = open_repo("r", 0);
	assert_int_equal(pipe(pipes), 0);
	child = fork();
	if (child == 0) {
		if (write_lock(repo, &lock, &err) == 0)
			(void)!write(pipes[1], "x", 1);
		pause();
		_exit(0);
	}
	assert_int_equal(read(pipes[0], &c, 1), 1);
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	works(write_lock(repo, &lock, &err));
	write_unlock(lock);
	works(write_lock(repo, &lock, &err));
	write_unlock(lock);
	repo_close(repo);
	scratch_free();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_file_is_written_with_its_folders_and_keeps_its_mode),
		cmocka_unit_test(no_symbolic_link_is_written_through),
		cmocka_unit_test(files_are_written_as_a_checkout_would),
		cmocka_unit_test(
			entries_are_staged_changed_and_removed_at_once),
		cmocka_unit_test(conflict_stages_are_resolved),
		cmocka_unit_test(a_leftover_lock_is_named),
		cmocka_unit_test(the_index_in_force_is_the_one_written),
		cmocka_unit_test(a_bare_repository_has_no_file_to_write),
		cmocka_unit_test(the_lock_ends_with_its_holder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
