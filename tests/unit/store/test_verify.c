#include "kit.h"

static const char release_path[] = "releases/support/triage@1.1.0";
static const char head_path[] = "heads/support/triage@";

static void finds_nothing_in_the_worked_example(void **state)
{
	struct kit *k = kit_new();
	struct kit_problems all = { 0 };
	struct store_tally tally = { 0 };

	(void)state;
	kit_write(k, "records/retired/a@1.0.0", "{}", 2);
	kit_write(k, "records/of a later program/x", "", 0);
	kit_write(k, "heads/.tmp-12-0", "half", 4);
	kit_write(k, ".tmp-12-0", "half", 4);
	assert_int_equal(store_verify(k->store, kit_note, &all, &tally), 0);
	assert_int_equal(all.n, 0);
	assert_int_equal(tally.objects, KIT_OBJECTS);
	assert_int_equal(tally.releases, 1);
	assert_int_equal(tally.heads, 1);
	assert_int_equal(tally.records, 2);
	kit_free(k);
}

/* Exactly one problem, of this fault at this path, named by that. */
static void assert_problem(const struct kit *k, enum store_fault fault,
			   const char *path, const char *named_by)
{
	struct kit_problems all = kit_verify(k->store);

	if (all.n != 1)
		fail_msg("%zu problems, first: %d %s", all.n, all.at[0].fault,
			 all.at[0].path);
	assert_int_equal(all.at[0].fault, fault);
	assert_string_equal(all.at[0].path, path);
	assert_string_equal(all.at[0].named_by, named_by);
}

/* The path of one of the example's objects. */
static void object_path(unsigned number, char path[STORE_PATH_MAX])
{
	struct store_bytes bytes = kit_object(number);
	struct store_id id;

	store_id_of(&id, bytes.p, bytes.n);
	store_object_path(&id, path);
	free(bytes.p);
}

static void finds_every_byte_of_an_object_that_changes(void **state)
{
	struct kit *k = kit_new();
	struct store_bytes bytes = kit_object(1);
	char path[STORE_PATH_MAX];

	(void)state;
	object_path(1, path);
	for (size_t i = 0; i < bytes.n; i++) {
		for (unsigned bit = 0; bit < 8; bit++) {
			bytes.p[i] = (char)(bytes.p[i] ^ (1 << bit));
			kit_write(k, path, bytes.p, bytes.n);
			assert_problem(k, STORE_FAULT_OBJECT_CORRUPT, path, "");
			bytes.p[i] = (char)(bytes.p[i] ^ (1 << bit));
		}
		kit_write(k, path, bytes.p, i);
		assert_problem(k, STORE_FAULT_OBJECT_CORRUPT, path, "");
	}
	free(bytes.p);
	kit_free(k);
}

static void finds_every_object_that_is_missing(void **state)
{
	char path[STORE_PATH_MAX];

	(void)state;
	for (unsigned i = 0; i < KIT_OBJECTS; i++) {
		struct kit *k = kit_new();

		object_path(i, path);
		kit_remove(k, path);
		assert_problem(k, STORE_FAULT_OBJECT_MISSING, path,
			       release_path);
		kit_free(k);
	}
}

static void finds_stray_files(void **state)
{
	static const char *const stray[] = {
		"README",
		"objects/README",
		"objects/ab/short",
		"heads/A@",
		"heads/a@x",
		"releases/a@1",
		"releases/a@1.0.0.orig",
		"Objects/a",
		"records/con",
		".git/config",
		"heads/a",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(stray) / sizeof(*stray); i++) {
		struct kit *k = kit_new();

		kit_write(k, stray[i], "", 0);
		assert_problem(k, STORE_FAULT_STRAY, stray[i], "");
		kit_free(k);
	}
}

/* Put n bytes in place of the release, and a head that names them. */
static void write_release(struct kit *k, const char *p, size_t n)
{
	struct store_head head = { .version = "1.1.0" };
	char text[STORE_HEAD_TEXT];

	store_id_of(&head.release, p, n);
	kit_write(k, release_path, p, n);
	kit_write(k, head_path, text, store_head_write(&head, text));
}

static void finds_releases_that_are_not_in_their_form(void **state)
{
	struct kit *k = kit_new();
	struct store_bytes bytes = kit_block("release", 0);
	struct kit_problems all;

	(void)state;
	bytes.p[bytes.n - 1] = ' ';
	write_release(k, bytes.p, bytes.n);
	assert_problem(k, STORE_FAULT_RELEASE_INVALID, release_path, "");
	all = kit_verify(k->store);
	assert_int_equal(all.at[0].line, 63);
	free(bytes.p);
	bytes = (struct store_bytes){ calloc(1, (1 << 20) + 1), (1 << 20) + 1 };
	kit_write(k, release_path, bytes.p, bytes.n);
	all = kit_verify(k->store);
	assert_int_equal(all.n, 2);
	assert_int_equal(all.at[0].fault, STORE_FAULT_RELEASE_INVALID);
	assert_int_equal(all.at[1].fault, STORE_FAULT_HEAD_INVALID);
	free(bytes.p);
	kit_free(k);
}

static void finds_releases_under_another_name(void **state)
{
	static const char *const paths[] = {
		"releases/support/triage@1.2.0",
		"releases/other@1.1.0",
	};
	struct store_bytes bytes = kit_block("release", 0);

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		struct kit *k = kit_new();

		kit_write(k, paths[i], bytes.p, bytes.n);
		assert_problem(k, STORE_FAULT_RELEASE_INVALID, paths[i], "");
		kit_free(k);
	}
	free(bytes.p);
}

static void finds_heads_that_name_nothing_or_others(void **state)
{
	static const char *const heads[] = {
		"",
		"1.1.0\n",
		"<<<<<<< HEAD\n",
		/* another version, and the right one with other bytes */
		"1.2.0 sha256:d51de9ff30f30df75872a32f505c578863b3d5ac73a5879c2e2"
		"eea1e9190ed00\n",
		"1.1.0 sha256:e51de9ff30f30df75872a32f505c578863b3d5ac73a5879c2e2"
		"eea1e9190ed00\n",
	};
	struct kit *k = kit_new();

	(void)state;
	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++) {
		kit_write(k, head_path, heads[i], strlen(heads[i]));
		assert_problem(k, STORE_FAULT_HEAD_INVALID, head_path, "");
	}
	kit_free(k);
}

static void finds_parents_that_are_other_than_stated(void **state)
{
	static const struct store_message slot = { .slot = "s" };
	struct store_parent parents[2] = {
		{ .version = "1.0.0" },
		{ .prompt = "b", .version = "3.0.0" },
	};
	struct store_release r = {
		.prompt = "a",
		.version = "1.0.0",
		.at = "2026-11-21T10:00:00Z",
		.rules = 1,
		.effective = { .messages = &slot, .message_count = 1 },
	};
	struct kit *k = kit_empty();

	(void)state;
	assert_int_equal(store_put_release(k->store, &r, &parents[0].release),
			 STORE_OK);
	r.version = "2.0.0";
	r.parents = parents;
	r.parent_count = 2;
	assert_int_equal(store_put_release(k->store, &r, NULL), STORE_OK);
	/* The second parent is not there: that is allowed. */
	assert_int_equal(kit_verify(k->store).n, 0);
	r.prompt = "b";
	r.version = "3.0.0";
	r.parent_count = 0;
	assert_int_equal(store_put_release(k->store, &r, NULL), STORE_OK);
	assert_problem(k, STORE_FAULT_PARENT_FALSE, "releases/b@3.0.0",
		       "releases/a@2.0.0");
	kit_remove(k, "releases/b@3.0.0");
	r.prompt = "a";
	r.version = "1.0.0";
	r.reason = "rewritten";
	kit_remove(k, "releases/a@1.0.0");
	assert_int_equal(store_put_release(k->store, &r, NULL), STORE_OK);
	assert_problem(k, STORE_FAULT_PARENT_FALSE, "releases/a@1.0.0",
		       "releases/a@2.0.0");
	kit_free(k);
}

static void finds_links_and_pipes(void **state)
{
	static const struct {
		const char *path;
		enum store_fault fault;
		size_t count;
	} links[] = {
		{ "records/link", STORE_FAULT_STRAY, 1 },
		{ "heads/b@", STORE_FAULT_HEAD_INVALID, 1 },
		{ "releases/b@1.0.0", STORE_FAULT_RELEASE_INVALID, 1 },
		{ "objects/ab/cdef0123456789abcdef0123456789abcdef0123456789abcdef"
		  "0123456789",
		  STORE_FAULT_OBJECT_CORRUPT, 1 },
		{ "link", STORE_FAULT_STRAY, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(links) / sizeof(*links); i++) {
		struct kit *k = kit_new();

		kit_write(k, links[i].path, "", 0);
		kit_remove(k, links[i].path);
		kit_link(k, "/etc/passwd", links[i].path);
		assert_problem(k, links[i].fault, links[i].path, "");
		kit_remove(k, links[i].path);
		kit_link(k, "nowhere", links[i].path);
		assert_problem(k, links[i].fault, links[i].path, "");
		kit_free(k);
	}
}

static void says_that_a_release_is_newer(void **state)
{
	static const char newer[] =
		"{\n  \"format\": \"promptpin.release/2\"\n}\n";
	struct kit *k = kit_new();
	struct kit_problems all = { 0 };
	struct store_tally tally = { 7, 7, 7, 7 };

	(void)state;
	kit_write(k, "releases/a@1.0.0", newer, sizeof(newer) - 1);
	assert_int_equal(store_verify(k->store, kit_note, &all, &tally),
			 STORE_NEWER);
	assert_int_equal(tally.objects, 7);
	kit_free(k);
}

/* ---- listing ------------------------------------------------------------------ */

struct listing {
	char text[2000];
	int stop_after;
};

static int note_path(void *argument, const char *path)
{
	struct listing *l = argument;

	strcat(strcat(l->text, path), "\n");
	return --l->stop_after == 0 ? 5 : 0;
}

static void lists_in_bytewise_order_of_paths(void **state)
{
	static const char *const paths[] = {
		"heads/a@",	"heads/a/b@", "heads/a.b@", "heads/a-b/c@",
		"heads/ab@",	"a",	      "A",	    "format2",
		"heads/a/b/c@",
	};
	struct kit *k = kit_empty();
	struct listing l = { .stop_after = -1 };

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
		kit_write(k, paths[i], "", 0);
	assert_int_equal(store_list(k->store, note_path, &l), 0);
	assert_string_equal(l.text, "A\na\nformat\nformat2\nheads/a-b/c@\n"
				    "heads/a.b@\nheads/a/b/c@\nheads/a/b@\n"
				    "heads/a@\nheads/ab@\n");
	l = (struct listing){ .stop_after = 2 };
	assert_int_equal(store_list(k->store, note_path, &l), 5);
	assert_string_equal(l.text, "A\na\n");
	kit_free(k);
}

static void lists_however_deep_it_goes(void **state)
{
	struct kit *k = kit_empty();
	char path[STORE_PATH_MAX] = "records";

	(void)state;
	for (unsigned i = 0; i < 250; i++)
		strcat(path, "/d");
	kit_write(k, path, "", 0);
	assert_int_equal(kit_verify(k->store).n, 0);
	assert_int_equal(store_drop(k->store, path), STORE_OK);
	assert_false(kit_exists(k, "records/d"));
	assert_true(kit_exists(k, "records"));
	kit_free(k);
}

/* ---- behind a reader ------------------------------------------------------------- */

struct memory {
	struct store *folder;
	int fails_with; /* what every read says, if not 0 */
	unsigned reads;
};

static int memory_read(void *context, const char *path, size_t limit,
		       struct store_bytes *out)
{
	struct memory *m = context;
	int rc;

	m->reads++;
	if (m->fails_with) {
		errno = EILSEQ;
		return m->fails_with;
	}
	rc = store_file(m->folder, path, out);
	if (rc == STORE_OK && out->n > limit) {
		store_bytes_release(out);
		return STORE_LIMIT;
	}
	return rc;
}

static int memory_list(void *context,
		       int (*each)(void *argument, const char *path),
		       void *argument)
{
	struct memory *m = context;

	return store_list(m->folder, each, argument);
}

static void says_the_same_behind_a_reader(void **state)
{
	struct kit *k = kit_new();
	struct memory m = { .folder = k->store };
	const struct store_reader reader = { &m, memory_read, memory_list };
	struct kit_problems one, two;
	struct store_release *a = NULL, *b = NULL;
	struct store_id da, db;
	struct store *store = NULL;
	char path[STORE_PATH_MAX];

	(void)state;
	assert_int_equal(store_open_reader(&store, &reader), STORE_OK);
	object_path(0, path);
	kit_remove(k, path);
	object_path(2, path);
	kit_write(k, path, "other", 5);
	kit_write(k, "stray", "", 0);
	kit_write(k, "heads/none@", "", 0);
	kit_write(k, "releases/none@1.0.0", "", 0);
	kit_write(k, "records/x/y", "kept", 4);
	one = kit_verify(k->store);
	two = kit_verify(store);
	assert_int_equal(one.n, 5);
	assert_memory_equal(&one, &two, sizeof(one));
	assert_int_equal(store_release(k->store, "support/triage", "1.1.0", &a,
				       &da, NULL),
			 STORE_OK);
	assert_int_equal(
		store_release(store, "support/triage", "1.1.0", &b, &db, NULL),
		STORE_OK);
	assert_true(store_id_equal(&da, &db));
	store_release_free(a);
	store_release_free(b);
	store_close(store);
	kit_free(k);
}

/* A failure of the reader is none of the files'. */
static void passes_on_what_a_reader_says(void **state)
{
	static const int statuses[] = { STORE_IO, STORE_NOMEM };
	struct kit *k = kit_new();
	struct memory m = { .folder = k->store };
	const struct store_reader reader = { &m, memory_read, memory_list };
	struct store *store = NULL, *other = NULL;
	const char *path = NULL;
	struct store_head head;

	(void)state;
	assert_int_equal(store_open_reader(&store, &reader), STORE_OK);
	for (size_t i = 0; i < 2; i++) {
		struct kit_problems all = { 0 };

		m.fails_with = statuses[i];
		assert_int_equal(store_head(store, "a", &head, NULL),
				 statuses[i]);
		assert_int_equal(store_verify(store, kit_note, &all, NULL),
				 statuses[i]);
		assert_int_equal(all.n, 0);
		assert_int_equal(store_open_reader(&other, &reader),
				 statuses[i]);
	}
	m.fails_with = STORE_IO;
	assert_int_equal(store_head(store, "a", &head, NULL), STORE_IO);
	assert_int_equal(store_errno(store, &path), EILSEQ);
	assert_string_equal(path, "heads/a@");
	store_close(store);
	kit_free(k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_nothing_in_the_worked_example),
		cmocka_unit_test(finds_every_byte_of_an_object_that_changes),
		cmocka_unit_test(finds_every_object_that_is_missing),
		cmocka_unit_test(finds_stray_files),
		cmocka_unit_test(finds_releases_that_are_not_in_their_form),
		cmocka_unit_test(finds_releases_under_another_name),
		cmocka_unit_test(finds_heads_that_name_nothing_or_others),
		cmocka_unit_test(finds_parents_that_are_other_than_stated),
		cmocka_unit_test(finds_links_and_pipes),
		cmocka_unit_test(says_that_a_release_is_newer),
		cmocka_unit_test(lists_in_bytewise_order_of_paths),
		cmocka_unit_test(lists_however_deep_it_goes),
		cmocka_unit_test(says_the_same_behind_a_reader),
		cmocka_unit_test(passes_on_what_a_reader_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
