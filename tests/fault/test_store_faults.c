/*
 * Every fallible call of the store fails once, alone and with all after it.
 * After each: the result says so, outputs are untouched, nothing is leaked,
 * the store verifies, and the same call then succeeds.
 */
#include "unit/store/kit.h"

#include "fault/fault.h"

/* What the operations give out; filled with 7s before each. */
struct outputs {
	struct store *store;
	struct store_release *release;
	struct store_bytes bytes;
	struct store_id id;
	struct store_head head;
	struct store_tally tally;
};

struct operation {
	const char *name;
	/* Bring the store of the worked example into the state needed. */
	void (*prepare)(const struct kit *k);
	int (*run)(const struct kit *k, struct outputs *out);
	void (*release)(struct outputs *out);
};

static void nothing(const struct kit *k)
{
	(void)k;
}

static void keep(struct outputs *out)
{
	(void)out;
}

static void release_bytes(struct outputs *out)
{
	store_bytes_release(&out->bytes);
}

static void release_release(struct outputs *out)
{
	store_release_free(out->release);
}

static void release_store(struct outputs *out)
{
	store_close(out->store);
}

/* ---- the operations ---------------------------------------------------------- */

static struct store_id example_id; /* of an object of the example */
static char example_path[STORE_PATH_MAX];
static struct store_bytes example_bytes; /* of it */
static struct store_bytes release_file;
static struct store_release *release;

static int open_folder(const struct kit *k, struct outputs *out)
{
	return store_open_folder(&out->store, k->folder);
}

static int create(const struct kit *k, struct outputs *out)
{
	char path[KIT_PATH];

	(void)out;
	kit_path(k, "../new", path);
	return store_create(path);
}

static int create_again(const struct kit *k, struct outputs *out)
{
	(void)out;
	return store_create(k->folder);
}

static int read_object(const struct kit *k, struct outputs *out)
{
	return store_object(k->store, &example_id, &out->bytes);
}

static int read_release(const struct kit *k, struct outputs *out)
{
	return store_release(k->store, "support/triage", "1.1.0", &out->release,
			     &out->id, NULL);
}

static int read_head(const struct kit *k, struct outputs *out)
{
	return store_head(k->store, "support/triage", &out->head, NULL);
}

static int read_file(const struct kit *k, struct outputs *out)
{
	return store_file(k->store, "format", &out->bytes);
}

static int ignore_path(void *argument, const char *path)
{
	(void)argument, (void)path;
	return 0;
}

static int list_all(const struct kit *k, struct outputs *out)
{
	(void)out;
	return store_list(k->store, ignore_path, NULL);
}

static void no_problem(void *argument, const struct store_problem *problem)
{
	(void)argument;
	fail_msg("%s: %s", problem->path, problem->why.what);
}

static int verify(const struct kit *k, struct outputs *out)
{
	return store_verify(k->store, no_problem, NULL, &out->tally);
}

static int parse(const struct kit *k, struct outputs *out)
{
	(void)k;
	return store_release_read(&out->release, release_file.p, release_file.n,
				  NULL);
}

static int serialize(const struct kit *k, struct outputs *out)
{
	(void)k;
	return store_release_write(&out->bytes, release);
}

static int put_object(const struct kit *k, struct outputs *out)
{
	return store_put_object(k->store, "x", 1, &out->id);
}

static void make_objects_folder(const struct kit *k)
{
	kit_write(k,
		  "objects/2d/711642b726b04401627ca9fbac32f5c8530fb1903cc4db0"
		  "2258717921a4880",
		  "", 0);
	kit_remove(k,
		   "objects/2d/711642b726b04401627ca9fbac32f5c8530fb1903cc4db"
		   "02258717921a4880");
}

static int put_object_again(const struct kit *k, struct outputs *out)
{
	return store_put_object(k->store, example_bytes.p, example_bytes.n,
				&out->id);
}

static void remove_release(const struct kit *k)
{
	kit_remove(k, "heads/support/triage@");
	kit_remove(k, "releases/support/triage@1.1.0");
	kit_remove(k, "releases/support");
}

static int put_release(const struct kit *k, struct outputs *out)
{
	return store_put_release(k->store, release, &out->id);
}

static void remove_head(const struct kit *k)
{
	kit_remove(k, "heads/support/triage@");
	kit_remove(k, "heads/support");
	kit_remove(k, "heads");
}

static int set_head(const struct kit *k, struct outputs *out)
{
	struct store_head head = { .version = "1.1.0" };

	(void)out;
	store_id_of(&head.release, release_file.p, release_file.n);
	return store_set_head(k->store, "support/triage", &head);
}

static void break_object(const struct kit *k)
{
	kit_write(k, example_path, example_bytes.p, example_bytes.n);
}

static int put_file(const struct kit *k, struct outputs *out)
{
	(void)out;
	return store_put_file(k->store, example_path, example_bytes.p,
			      example_bytes.n);
}

static void add_record(const struct kit *k)
{
	kit_write(k, "records/a/b/c", "", 0);
}

static int drop(const struct kit *k, struct outputs *out)
{
	(void)out;
	return store_drop(k->store, "records/a/b/c");
}

static int add_object(const struct kit *k, struct outputs *out)
{
	(void)out;
	return store_add_file(k->store, example_path, example_bytes.p,
			      example_bytes.n);
}

static void remove_object(const struct kit *k)
{
	kit_remove(k, "heads/support/triage@");
	kit_remove(k, "releases/support/triage@1.1.0");
	kit_remove(k, example_path);
}

/* The worked example's objects, release and head, as a bulk writer does it. */
static int write_in_batch(const struct kit *k)
{
	struct store_head head = { .version = "1.1.0" };
	int rc = store_add_file(k->store, example_path, example_bytes.p,
				example_bytes.n);

	if (rc == STORE_OK)
		rc = store_batch_sync(k->store);
	if (rc == STORE_OK)
		rc = store_put_release(k->store, release, NULL);
	if (rc == STORE_OK)
		rc = store_batch_sync(k->store);
	store_id_of(&head.release, release_file.p, release_file.n);
	if (rc == STORE_OK)
		rc = store_set_head(k->store, "support/triage", &head);
	if (rc == STORE_OK)
		rc = store_batch_sync(k->store);
	return rc;
}

static int batch(const struct kit *k, struct outputs *out)
{
	int rc;

	(void)out;
	store_batch_begin(k->store);
	rc = write_in_batch(k);
	store_batch_end(k->store);
	return rc;
}

static int batch_drop(const struct kit *k, struct outputs *out)
{
	int rc;

	(void)out;
	store_batch_begin(k->store);
	rc = store_drop(k->store, "records/a/b/c");
	if (rc == STORE_OK)
		rc = store_batch_sync(k->store);
	store_batch_end(k->store);
	return rc;
}

static void leave_temporary_file(const struct kit *k)
{
	char path[KIT_PATH];

	(void)snprintf(path, sizeof(path), "heads/support/.tmp-%ld-0",
		       (long)getpid());
	kit_write(k, path, "", 0);
}

static int sweep(const struct kit *k, struct outputs *out)
{
	(void)out;
	return store_sweep(k->store, "heads/support/triage@");
}

/* ---- the loop ------------------------------------------------------------------ */

static int lowest_free_descriptor(void)
{
	int fd = dup(0);

	assert_true(fd >= 0);
	close(fd);
	return fd;
}

static unsigned temporary_files;

static int count_temporary(const char *path, const struct stat *st, int type,
			   struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	temporary_files += store_path_temporary(path);
	return 0;
}

/* Only where they could not be removed are temporary files left behind. */
static void assert_tidy(const struct kit *k)
{
	temporary_files = 0;
	assert_int_equal(nftw(k->top, count_temporary, 16, FTW_PHYS), 0);
	if (temporary_files > 0 && strcmp(fault_last(), "unlinkat") != 0)
		fail_msg("a temporary file is left after %s failed",
			 fault_last());
}

/* What one run with the n-th call failing came to. */
struct attempt {
	int rc;
	unsigned failed;
};

static struct attempt attempt(const struct operation *o, unsigned n,
			      bool persistent)
{
	struct kit *k = kit_new();
	struct outputs out, untouched;
	struct attempt a;
	long blocks;
	int descriptor;

	o->prepare(k);
	memset(&out, 7, sizeof(out));
	memset(&untouched, 7, sizeof(untouched));
	blocks = fault_blocks();
	descriptor = lowest_free_descriptor();

	fault_arm(n, persistent);
	a.rc = o->run(k, &out);
	a.failed = fault_disarm();

	if (a.rc == STORE_OK)
		o->release(&out);
	else
		assert_memory_equal(&out, &untouched, sizeof(out));
	if (a.failed == 0)
		assert_int_equal(a.rc, STORE_OK);
	if (a.rc != STORE_OK && !persistent &&
	    a.rc != (fault_was_memory() ? STORE_NOMEM : STORE_IO))
		fail_msg("%s, call %u (%s): status %d", o->name, n,
			 fault_last(), a.rc);
	assert_int_equal(fault_blocks(), blocks);
	assert_int_equal(lowest_free_descriptor(), descriptor);
	if (!persistent && o->run != sweep)
		assert_tidy(k);

	assert_int_equal(kit_verify(k->store).n, 0);
	assert_int_equal(o->run(k, &out), STORE_OK);
	o->release(&out);
	assert_int_equal(kit_verify(k->store).n, 0);
	kit_free(k);
	return a;
}

/*
 * Fail each call. points is how many there are; benign how many of them may
 * fail and the operation succeeds nevertheless: closing what was only read,
 * and removing a temporary file after it got its other name.
 */
static bool every_call_may_fail(const struct operation *o, unsigned points,
				unsigned benign)
{
	unsigned n, passed = 0;

	for (n = 0;; n++) {
		struct attempt once = attempt(o, n, false);
		struct attempt always;

		if (once.failed == 0)
			break;
		passed += once.rc == STORE_OK;
		always = attempt(o, n, true);
		if (once.rc != STORE_OK)
			assert_int_not_equal(always.rc, STORE_OK);
	}
	if (n == points && passed == benign)
		return true;
	print_error("%s: %u fault points, %u of them benign; not %u and %u\n",
		    o->name, n, passed, points, benign);
	return false;
}

/* Whether the system the tests run on can do all that FAULT_FULL promises. */
static bool is_full(void)
{
	struct kit *k = kit_empty();
	int fd = open(k->folder, O_TMPFILE | O_WRONLY, 0666);
	bool full = fd >= 0;

	if (full)
		close(fd);
	kit_free(k);
	return full;
}

struct expected {
	struct operation operation;
	unsigned points, benign;
};

static void run_all(const struct expected *list, size_t n, unsigned system)
{
	bool as_expected = true;

	fault_set_system(system);
	for (size_t i = 0; i < n; i++)
		if (!every_call_may_fail(&list[i].operation, list[i].points,
					 list[i].benign))
			as_expected = false;
	fault_set_system(FAULT_FULL);
	assert_true(as_expected);
}

#define COUNT(list) (sizeof(list) / sizeof(*(list)))

/*
 * What the numbers are made of, where a file is read: openat2, fstat, malloc,
 * read, close. The close is benign.
 */
static void reading_survives_every_failure(void **state)
{
	static const struct expected list[] = {
		{ { "open", nothing, open_folder, release_store }, 7, 1 },
		{ { "object", nothing, read_object, release_bytes }, 5, 1 },
		{ { "release", nothing, read_release, release_release }, 6, 1 },
		{ { "head", nothing, read_head, keep }, 5, 1 },
		{ { "file", nothing, read_file, release_bytes }, 5, 1 },
		{ { "list", nothing, list_all, keep }, 113, 15 },
		{ { "verify", add_record, verify, keep }, 199, 29 },
		{ { "parse", nothing, parse, release_release }, 1, 0 },
		{ { "serialize", nothing, serialize, release_bytes }, 3, 0 },
	};

	(void)state;
	if (!is_full())
		skip();
	run_all(list, COUNT(list), FAULT_FULL);
}

/* The same, name by name. */
static void reading_without_openat2_survives_every_failure(void **state)
{
	static const struct expected list[] = {
		{ { "object", nothing, read_object, release_bytes }, 11, 4 },
		{ { "release", nothing, read_release, release_release }, 12, 4 },
		{ { "head", nothing, read_head, keep }, 11, 4 },
		{ { "file", nothing, read_file, release_bytes }, 7, 2 },
	};

	(void)state;
	run_all(list, COUNT(list), FAULT_NO_OPENAT2);
}

/*
 * A new file, where its folder is there: the folder is looked for twice, by
 * the comparison and by the write; then open, write, fsync, link, close of
 * the file and fsync, close of the folder.
 */
static void writing_survives_every_failure(void **state)
{
	static const struct expected list[] = {
		{ { "create", nothing, create, keep }, 14, 3 },
		{ { "create again", nothing, create_again, keep }, 27, 7 },
		{ { "put object", nothing, put_object, keep }, 31, 10 },
		{ { "put object into its folder", make_objects_folder,
		    put_object, keep },
		  19,
		  6 },
		{ { "put object again", nothing, put_object_again, keep },
		  13,
		  4 },
		{ { "put release", remove_release, put_release, keep }, 34, 10 },
		{ { "put release again", nothing, put_release, keep }, 16, 4 },
		{ { "set first head", remove_head, set_head, keep }, 25, 7 },
		{ { "set head", nothing, set_head, keep }, 12, 3 },
		{ { "put file", break_object, put_file, keep }, 12, 3 },
		{ { "drop", add_record, drop, keep }, 24, 9 },
	};

	(void)state;
	if (!is_full())
		skip();
	run_all(list, COUNT(list), FAULT_FULL);
}

/*
 * In a batch no file and no folder is flushed by itself; each sync flushes
 * all, the one with a head that waits twice.
 */
static void batches_survive_every_failure(void **state)
{
	static const struct expected list[] = {
		{ { "add object", remove_object, add_object, keep }, 19, 6 },
		{ { "add object again", nothing, add_object, keep }, 13, 4 },
		{ { "batch", remove_object, batch, keep }, 60, 18 },
		{ { "batch again", nothing, batch, keep }, 48, 14 },
		{ { "batch drop", add_record, batch_drop, keep }, 22, 9 },
		{ { "sweep", leave_temporary_file, sweep, keep }, 12, 2 },
	};

	(void)state;
	if (!is_full())
		skip();
	run_all(list, COUNT(list), FAULT_FULL);
}

static void writing_temporary_files_survives_every_failure(void **state)
{
	static const struct expected list[] = {
		{ { "create", nothing, create, keep }, 15, 4 },
		{ { "batch", remove_object, batch, keep }, 62, 20 },
		{ { "put object", nothing, put_object, keep }, 32, 11 },
		{ { "put release", remove_release, put_release, keep }, 35, 11 },
	};

	(void)state;
	run_all(list, COUNT(list), FAULT_NO_TMPFILE | FAULT_NO_OPENAT2);
}

static void writing_without_links_survives_every_failure(void **state)
{
	static const struct expected list[] = {
		{ { "create", nothing, create, keep }, 14, 3 },
		{ { "put object", nothing, put_object, keep }, 31, 10 },
		{ { "put release", remove_release, put_release, keep }, 34, 10 },
	};

	(void)state;
	run_all(list, COUNT(list),
		FAULT_NO_TMPFILE | FAULT_NO_LINK | FAULT_NO_OPENAT2);
}

/* Interrupted and short reads and writes are no failures. */
static void interruptions_change_nothing(void **state)
{
	struct kit *k = kit_new();
	struct outputs out;

	(void)state;
	fault_set_system(FAULT_SHORT);
	memset(&out, 0, sizeof(out));
	assert_int_equal(put_object(k, &out), STORE_OK);
	assert_int_equal(put_object_again(k, &out), STORE_OK);
	assert_int_equal(put_release(k, &out), STORE_OK);
	assert_int_equal(set_head(k, &out), STORE_OK);
	assert_int_equal(read_release(k, &out), STORE_OK);
	store_release_free(out.release);
	assert_int_equal(kit_verify(k->store).n, 0);
	fault_set_system(FAULT_FULL);
	assert_int_equal(kit_verify(k->store).n, 0);
	kit_free(k);
}

/* Name by name as well as at once, no link is followed. */
static void reading_without_openat2_follows_no_link(void **state)
{
	static const char *const links[] = {
		"heads",
		"heads/support",
		"heads/support/triage@",
	};

	(void)state;
	fault_set_system(FAULT_NO_OPENAT2);
	for (size_t i = 0; i < COUNT(links); i++) {
		struct kit *k = kit_new();
		char from[KIT_PATH], to[KIT_PATH];
		struct store_head head;

		kit_path(k, links[i], from);
		kit_path(k, "../moved", to);
		assert_int_equal(rename(from, to), 0);
		assert_int_equal(symlink(to, from), 0);
		assert_int_equal(
			store_head(k->store, "support/triage", &head, NULL),
			STORE_INVALID);
		kit_free(k);
	}
	fault_set_system(FAULT_FULL);
}

static int read_example(void **state)
{
	(void)state;
	example_bytes = kit_object(0);
	store_id_of(&example_id, example_bytes.p, example_bytes.n);
	store_object_path(&example_id, example_path);
	release_file = kit_block("release", 0);
	return store_release_read(&release, release_file.p, release_file.n,
				  NULL);
}

static int free_example(void **state)
{
	(void)state;
	free(example_bytes.p);
	free(release_file.p);
	store_release_free(release);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reading_survives_every_failure),
		cmocka_unit_test(
			reading_without_openat2_survives_every_failure),
		cmocka_unit_test(writing_survives_every_failure),
		cmocka_unit_test(batches_survive_every_failure),
		cmocka_unit_test(
			writing_temporary_files_survives_every_failure),
		cmocka_unit_test(writing_without_links_survives_every_failure),
		cmocka_unit_test(interruptions_change_nothing),
		cmocka_unit_test(reading_without_openat2_follows_no_link),
	};

	return cmocka_run_group_tests(tests, read_example, free_example);
}
