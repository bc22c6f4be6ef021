/* Many writes at once: when what is seen, and what an end leaves behind. */
#include "kit.h"

#include <sys/wait.h>

#define RECORD "records/a/b"

static const struct store_head one = { .version = "1.0.0" };
static const struct store_head two = { .version = "2.0.0" };

static bool is_file(const struct kit *k, const char *path, const char *text)
{
	struct store_bytes bytes = { 0 };
	bool same;

	assert_int_equal(store_file(k->store, path, &bytes), STORE_OK);
	same = bytes.n == strlen(text) && memcmp(bytes.p, text, bytes.n) == 0;
	store_bytes_release(&bytes);
	return same;
}

static bool is_head(const struct kit *k, const struct store_head *head)
{
	char text[STORE_HEAD_TEXT];

	store_head_write(head, text);
	return is_file(k, "heads/p@", text);
}

static unsigned temporary;

static int count_temporary(const char *path, const struct stat *st, int type,
			   struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	temporary += store_path_temporary(path);
	return 0;
}

static unsigned temporary_files(const struct kit *k)
{
	temporary = 0;
	assert_int_equal(nftw(k->top, count_temporary, 16, FTW_PHYS), 0);
	return temporary;
}

/* ---- adding --------------------------------------------------------------- */

static void adds_what_is_not_there(void **state)
{
	struct kit *k = kit_empty();
	struct store *s = k->store;

	(void)state;
	assert_int_equal(store_add_file(s, RECORD, "x", 1), STORE_OK);
	assert_int_equal(store_add_file(s, RECORD, "x", 1), STORE_OK);
	assert_int_equal(store_add_file(s, RECORD, "y", 1), STORE_EXISTS);
	assert_true(is_file(k, RECORD, "x"));
	kit_free(k);
}

static void adds_objects_under_their_name_only(void **state)
{
	struct kit *k = kit_empty();
	char path[STORE_PATH_MAX];
	struct store_id id;

	(void)state;
	store_id_of(&id, "x", 1);
	store_object_path(&id, path);
	assert_int_equal(store_add_file(k->store, path, "y", 1), STORE_CORRUPT);
	assert_int_equal(store_add_file(k->store, path, "x", 1), STORE_OK);
	assert_int_equal(kit_verify(k->store).n, 0);
	kit_free(k);
}

static void adds_no_heads_and_nothing_strange(void **state)
{
	struct kit *k = kit_empty();

	(void)state;
	assert_int_equal(store_add_file(k->store, "heads/p@", "x", 1),
			 STORE_INVALID);
	assert_int_equal(store_add_file(k->store, "format", "x", 1),
			 STORE_INVALID);
	assert_int_equal(store_add_file(k->store, "x", "x", 1), STORE_INVALID);
	assert_int_equal(store_add_file(k->store, "records/../x", "x", 1),
			 STORE_INVALID);
	kit_free(k);
}

/* ---- batches --------------------------------------------------------------- */

static void what_is_added_is_seen_at_once(void **state)
{
	struct kit *k = kit_empty();

	(void)state;
	store_batch_begin(k->store);
	assert_int_equal(store_add_file(k->store, RECORD, "x", 1), STORE_OK);
	assert_true(is_file(k, RECORD, "x"));
	assert_int_equal(store_drop(k->store, RECORD), STORE_OK);
	assert_false(kit_exists(k, RECORD));
	store_batch_end(k->store);
	kit_free(k);
}

static void a_head_is_replaced_when_it_is_synced(void **state)
{
	struct kit *k = kit_empty();
	struct store *s = k->store;

	(void)state;
	assert_int_equal(store_set_head(s, "p", &one), STORE_OK);
	store_batch_begin(s);
	assert_int_equal(store_set_head(s, "p", &two), STORE_OK);
	assert_true(is_head(k, &one));
	assert_int_equal(store_batch_sync(s), STORE_OK);
	assert_true(is_head(k, &two));
	assert_int_equal(temporary_files(k), 0);
	store_batch_end(s);
	kit_free(k);
}

static void the_last_of_two_in_a_batch_wins(void **state)
{
	struct kit *k = kit_empty();

	(void)state;
	store_batch_begin(k->store);
	assert_int_equal(store_set_head(k->store, "p", &one), STORE_OK);
	assert_int_equal(store_set_head(k->store, "p", &two), STORE_OK);
	assert_int_equal(store_batch_sync(k->store), STORE_OK);
	assert_true(is_head(k, &two));
	store_batch_end(k->store);
	kit_free(k);
}

static void a_drop_takes_what_waits_with_it(void **state)
{
	struct kit *k = kit_empty();
	struct store *s = k->store;

	(void)state;
	assert_int_equal(store_set_head(s, "p", &one), STORE_OK);
	assert_int_equal(store_set_head(s, "q", &one), STORE_OK);
	store_batch_begin(s);
	assert_int_equal(store_set_head(s, "p", &two), STORE_OK);
	assert_int_equal(store_set_head(s, "q", &two), STORE_OK);
	assert_int_equal(store_drop(s, "heads/p@"), STORE_OK);
	assert_int_equal(store_batch_sync(s), STORE_OK);
	assert_false(kit_exists(k, "heads/p@"));
	assert_true(kit_exists(k, "heads/q@"));
	assert_int_equal(temporary_files(k), 0);
	store_batch_end(s);
	kit_free(k);
}

static void what_was_not_synced_is_given_up_at_the_end(void **state)
{
	struct kit *k = kit_empty();
	struct store *s = k->store;

	(void)state;
	assert_int_equal(store_set_head(s, "p", &one), STORE_OK);
	store_batch_begin(s);
	assert_int_equal(store_set_head(s, "p", &two), STORE_OK);
	store_batch_end(s);
	assert_true(is_head(k, &one));
	assert_int_equal(temporary_files(k), 0);
	/* and single writes are single again */
	assert_int_equal(store_set_head(s, "p", &two), STORE_OK);
	assert_true(is_head(k, &two));
	assert_int_equal(store_batch_sync(s), STORE_OK);
	kit_free(k);
}

static void closing_ends_the_batch(void **state)
{
	struct kit *k = kit_empty();

	(void)state;
	store_batch_begin(k->store);
	assert_int_equal(store_set_head(k->store, "p", &one), STORE_OK);
	store_close(k->store);
	assert_int_equal(store_open_folder(&k->store, k->folder), STORE_OK);
	assert_false(kit_exists(k, "heads/p@"));
	assert_int_equal(temporary_files(k), 0);
	kit_free(k);
}

static void a_batch_may_be_larger_than_any_room(void **state)
{
	enum { MANY = 1000 };
	struct kit *k = kit_empty();
	char name[16];

	(void)state;
	store_batch_begin(k->store);
	for (int i = 0; i < MANY; i++) {
		(void)snprintf(name, sizeof(name), "p%d", i);
		assert_int_equal(store_set_head(k->store, name, &one),
				 STORE_OK);
	}
	assert_int_equal(temporary_files(k), MANY);
	assert_int_equal(store_batch_sync(k->store), STORE_OK);
	assert_int_equal(temporary_files(k), 0);
	assert_true(kit_exists(k, "heads/p0@"));
	assert_true(kit_exists(k, "heads/p999@"));
	store_batch_end(k->store);
	kit_free(k);
}

/* ---- sweeping --------------------------------------------------------------- */

/* The id of a process that is gone. */
static long gone(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	return (long)pid;
}

static void leave(const struct kit *k, const char *folder, long pid)
{
	char path[KIT_PATH];

	(void)snprintf(path, sizeof(path), "%s/.tmp-%ld-3", folder, pid);
	kit_write(k, path, "", 0);
}

static void sweeps_what_dead_writers_left(void **state)
{
	struct kit *k = kit_empty();

	(void)state;
	leave(k, "heads", gone());
	leave(k, "heads", (long)getpid());
	leave(k, "heads", (long)getppid());
	leave(k, "records", gone());
	kit_write(k, "heads/p@", "", 0);
	assert_int_equal(store_sweep(k->store, "heads/q@"), STORE_OK);
	assert_int_equal(temporary_files(k), 2);
	assert_true(kit_exists(k, "heads/p@"));
	kit_free(k);
}

static void sweeps_what_is_an_hour_old(void **state)
{
	static const struct timespec long_ago[2] = { { 1000, 0 }, { 1000, 0 } };
	struct kit *k = kit_empty();
	char path[KIT_PATH];

	(void)state;
	kit_write(k, "heads/.tmp-x", "", 0);
	kit_write(k, "heads/.tmp-1-1", "", 0);
	kit_path(k, "heads/.tmp-x", path);
	assert_int_equal(utimensat(AT_FDCWD, path, long_ago, 0), 0);
	assert_int_equal(store_sweep(k->store, "heads/q@"), STORE_OK);
	assert_false(kit_exists(k, "heads/.tmp-x"));
	assert_true(kit_exists(k, "heads/.tmp-1-1"));
	kit_free(k);
}

static void sweeps_where_nothing_is(void **state)
{
	struct kit *k = kit_empty();

	(void)state;
	assert_int_equal(store_sweep(k->store, "heads/a/b@"), STORE_OK);
	assert_int_equal(store_sweep(k->store, "../x"), STORE_INVALID);
	kit_free(k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(adds_what_is_not_there),
		cmocka_unit_test(adds_objects_under_their_name_only),
		cmocka_unit_test(adds_no_heads_and_nothing_strange),
		cmocka_unit_test(what_is_added_is_seen_at_once),
		cmocka_unit_test(a_head_is_replaced_when_it_is_synced),
		cmocka_unit_test(the_last_of_two_in_a_batch_wins),
		cmocka_unit_test(a_drop_takes_what_waits_with_it),
		cmocka_unit_test(what_was_not_synced_is_given_up_at_the_end),
		cmocka_unit_test(closing_ends_the_batch),
		cmocka_unit_test(a_batch_may_be_larger_than_any_room),
		cmocka_unit_test(sweeps_what_dead_writers_left),
		cmocka_unit_test(sweeps_what_is_an_hour_old),
		cmocka_unit_test(sweeps_where_nothing_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
