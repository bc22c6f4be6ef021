#include "kit.h"

#include <sys/wait.h>

/* sha256 of "x" is 2d71...; the path of its object. */

#define X_REST "711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
#define X_PATH "objects/2d/" X_REST

static const struct store_message a_slot = { .slot = "s" };

/* A small valid release. */
static struct store_release release_of(const char *prompt, const char *version)
{
	return (struct store_release){
		.prompt = prompt,
		.version = version,
		.at = "2026-11-21T10:00:00Z",
		.rules = 1,
		.effective = { .messages = &a_slot, .message_count = 1 },
	};
}

/* Whether the file has exactly this text. */
static void assert_file(const struct kit *k, const char *path, const char *text)
{
	struct store_bytes bytes = { 0 };

	assert_int_equal(store_file(k->store, path, &bytes), STORE_OK);
	assert_string_equal(bytes.p, text);
	assert_int_equal(bytes.n, strlen(text));
	store_bytes_release(&bytes);
}

/* ---- opening and making ---------------------------------------------------- */

static void creates_a_store_once(void **state)
{
	struct kit *k = kit_empty();

	(void)state;
	assert_file(k, "format", "promptpin-store 1\n");
	assert_int_equal(store_create(k->folder), STORE_OK);
	assert_file(k, "format", "promptpin-store 1\n");
	assert_int_equal(kit_verify(k->store).n, 0);
	kit_free(k);
}

static void tells_formats_apart(void **state)
{
	static const struct {
		const char *text;
		int status;
	} formats[] = {
		{ "promptpin-store 1\n", STORE_OK },
		{ "promptpin-store 2\n", STORE_NEWER },
		{ "promptpin-store 10\nand more\n", STORE_NEWER },
		{ "promptpin-store 99999999999999999999\n", STORE_NEWER },
		{ "", STORE_INVALID },
		{ "promptpin-store 1", STORE_INVALID },
		{ "promptpin-store 1\r\n", STORE_INVALID },
		{ "promptpin-store 1\n\n", STORE_INVALID },
		{ "promptpin-store 0\n", STORE_INVALID },
		{ "promptpin-store 01\n", STORE_INVALID },
		{ "promptpin-store 02\n", STORE_INVALID },
		{ "promptpin-store 2", STORE_INVALID },
		{ "promptpin-store  2\n", STORE_INVALID },
		{ "promptpin-store two\n", STORE_INVALID },
		{ "Promptpin-store 2\n", STORE_INVALID },
		{ "git-store 2\n", STORE_INVALID },
	};
	struct kit *k = kit_empty();
	char big[300];

	(void)state;
	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		struct store *store = NULL;
		int rc;

		kit_write(k, "format", formats[i].text,
			  strlen(formats[i].text));
		rc = store_open_folder(&store, k->folder);
		if (rc != formats[i].status)
			fail_msg("%s: %d", formats[i].text, rc);
		assert_int_equal(store_create(k->folder), rc);
		assert_int_equal(store != NULL, rc == STORE_OK);
		store_close(store);
	}
	memset(big, '1', sizeof(big));
	kit_write(k, "format", big, sizeof(big));
	assert_int_equal(store_create(k->folder), STORE_INVALID);
	kit_free(k);
}

static void opens_no_store_where_none_is(void **state)
{
	struct kit *k = kit_empty();
	struct store *store = NULL;
	char path[KIT_PATH];

	(void)state;
	assert_int_equal(store_open_folder(&store, "/tmp/no/such/folder"),
			 STORE_ABSENT);
	kit_path(k, "format", path);
	assert_int_equal(store_open_folder(&store, path), STORE_INVALID);
	assert_int_equal(store_create(path), STORE_INVALID);
	assert_int_equal(store_create("/tmp/no/such/folder"), STORE_IO);
	kit_remove(k, "format");
	assert_int_equal(store_open_folder(&store, k->folder), STORE_ABSENT);
	assert_null(store);
	kit_free(k);
}

/* ---- objects ----------------------------------------------------------------- */

static void puts_and_reads_objects(void **state)
{
	static const char bytes[] = "a\0b\r\n\xff";
	struct kit *k = kit_empty();
	struct store_bytes out = { 0 };
	struct store_id id, none;

	(void)state;
	for (size_t n = 0; n < sizeof(bytes); n++) {
		for (int again = 0; again < 2; again++)
			assert_int_equal(
				store_put_object(k->store, bytes, n, &id),
				STORE_OK);
		assert_int_equal(store_object(k->store, &id, &out), STORE_OK);
		assert_int_equal(out.n, n);
		assert_memory_equal(out.p, bytes, n);
		assert_int_equal(out.p[n], 0);
		store_bytes_release(&out);
	}
	assert_int_equal(store_put_object(k->store, "x", 1, NULL), STORE_OK);
	assert_file(k, X_PATH, "x");
	store_id_of(&none, "none", 4);
	assert_int_equal(store_object(k->store, &none, &out), STORE_ABSENT);
	assert_null(out.p);
	assert_int_equal(kit_verify(k->store).n, 0);
	kit_free(k);
}

static void does_not_trust_an_object_that_is_there(void **state)
{
	static const char *const false_bytes[] = { "", "y", "xx", "x\n" };
	struct kit *k = kit_empty();
	struct store_id id, before;
	struct store_bytes out = { 0 };

	(void)state;
	store_id_of(&id, "x", 1);
	memset(&before, 7, sizeof(before));
	for (size_t i = 0; i < sizeof(false_bytes) / sizeof(*false_bytes);
	     i++) {
		struct store_id untouched = before;

		kit_write(k, X_PATH, false_bytes[i], strlen(false_bytes[i]));
		assert_int_equal(store_put_object(k->store, "x", 1, &untouched),
				 STORE_CORRUPT);
		assert_true(store_id_equal(&untouched, &before));
		assert_file(k, X_PATH, false_bytes[i]);
		assert_int_equal(store_object(k->store, &id, &out),
				 STORE_CORRUPT);
		assert_null(out.p);
	}
	kit_free(k);
}

static void refuses_what_is_longer_or_no_file_in_place_of_an_object(void **state)
{
	struct kit *k = kit_empty();
	char path[KIT_PATH];

	(void)state;
	/* Longer by the very byte that a literal has behind it. */
	kit_write(k, X_PATH, "x\0", 2);
	assert_int_equal(store_put_object(k->store, "x", 1, NULL),
			 STORE_CORRUPT);
	kit_remove(k, X_PATH);
	kit_path(k, X_PATH, path);
	assert_int_equal(mkfifo(path, 0666), 0);
	assert_int_equal(store_put_object(k->store, "x", 1, NULL),
			 STORE_INVALID);
	kit_remove(k, X_PATH);
	assert_int_equal(mkdir(path, 0777), 0);
	assert_int_equal(store_put_object(k->store, "x", 1, NULL),
			 STORE_INVALID);
	kit_free(k);
}

static void keeps_to_the_limit_of_objects(void **state)
{
	const size_t limit = 16 * 1024 * 1024;
	struct kit *k = kit_empty();
	char *big = calloc(1, limit + 1), path[STORE_PATH_MAX];
	struct store_bytes out = { 0 };
	struct store_id id;

	(void)state;
	assert_non_null(big);
	assert_int_equal(store_put_object(k->store, big, limit, &id), STORE_OK);
	assert_int_equal(store_object(k->store, &id, &out), STORE_OK);
	assert_int_equal(out.n, limit);
	store_bytes_release(&out);
	assert_int_equal(store_put_object(k->store, big, limit + 1, &id),
			 STORE_LIMIT);
	store_object_path(&id, path);
	kit_write(k, path, big, limit + 1);
	assert_int_equal(store_object(k->store, &id, &out), STORE_LIMIT);
	assert_int_equal(kit_verify(k->store).at[0].fault,
			 STORE_FAULT_OBJECT_CORRUPT);
	free(big);
	kit_free(k);
}

/* ---- releases and heads --------------------------------------------------------- */

static void puts_a_release_once(void **state)
{
	struct kit *k = kit_empty();
	struct store_release r = release_of("a/b", "1.0.0"), *out = NULL;
	struct store_id digest, read, hashed;
	struct store_bytes bytes = { 0 };
	struct store_why why;

	(void)state;
	assert_int_equal(store_put_release(k->store, &r, &digest), STORE_OK);
	assert_int_equal(store_put_release(k->store, &r, NULL), STORE_OK);
	assert_int_equal(
		store_release(k->store, "a/b", "1.0.0", &out, &read, &why),
		STORE_OK);
	assert_string_equal(out->prompt, "a/b");
	assert_true(store_id_equal(&digest, &read));
	store_release_free(out);
	assert_int_equal(store_file(k->store, "releases/a/b@1.0.0", &bytes), 0);
	store_id_of(&hashed, bytes.p, bytes.n);
	assert_true(store_id_equal(&digest, &hashed));
	store_bytes_release(&bytes);

	r.reason = "another";
	memset(&read, 7, sizeof(read));
	hashed = read;
	assert_int_equal(store_put_release(k->store, &r, &read), STORE_EXISTS);
	assert_true(store_id_equal(&read, &hashed));
	out = NULL;
	assert_int_equal(
		store_release(k->store, "a/b", "1.0.0", &out, &read, NULL),
		STORE_OK);
	assert_null(out->reason);
	store_release_free(out);
	r.prompt = "A";
	assert_int_equal(store_put_release(k->store, &r, &read), STORE_INVALID);
	kit_free(k);
}

static void reads_no_release_by_another_name(void **state)
{
	static const struct {
		const char *path, *prompt, *version;
		unsigned line;
		int status;
	} reads[] = {
		{ "releases/a@1.0.1", "a", "1.0.1", 4, STORE_INVALID },
		{ "releases/b@1.0.0", "b", "1.0.0", 3, STORE_INVALID },
		{ "releases/a@1.0.0", "a", "1.0.0", 0, STORE_OK },
		{ "releases/c@1.0.0", "c", "2.0.0", 0, STORE_ABSENT },
		{ "releases/d@1.0.0", "../d", "1.0.0", 0, STORE_INVALID },
		{ "releases/d@1.0.0", "d", "1.0.0/../x", 0, STORE_INVALID },
	};
	struct kit *k = kit_empty();
	struct store_release r = release_of("a", "1.0.0");
	struct store_bytes bytes = { 0 };

	(void)state;
	assert_int_equal(store_release_write(&bytes, &r), STORE_OK);
	for (size_t i = 0; i < sizeof(reads) / sizeof(*reads); i++) {
		struct store_release *out = NULL;
		struct store_why why = { 0 };

		kit_write(k, reads[i].path, bytes.p, bytes.n);
		assert_int_equal(store_release(k->store, reads[i].prompt,
					       reads[i].version, &out, NULL,
					       &why),
				 reads[i].status);
		assert_int_equal(why.line, reads[i].line);
		assert_int_equal(out != NULL, reads[i].status == STORE_OK);
		store_release_free(out);
	}
	store_bytes_release(&bytes);
	kit_free(k);
}

static void sets_and_moves_a_head(void **state)
{
	struct kit *k = kit_empty();
	struct store_head head = { .version = "1.0.0" }, out;
	struct store_why why;

	(void)state;
	assert_int_equal(store_head(k->store, "a/b", &out, &why), STORE_ABSENT);
	assert_int_equal(store_set_head(k->store, "a/b", &head), STORE_OK);
	assert_int_equal(store_head(k->store, "a/b", &out, &why), STORE_OK);
	assert_string_equal(out.version, "1.0.0");
	(void)snprintf(head.version, sizeof(head.version), "2.0.0-rc.1");
	head.release.byte[3] = 9;
	assert_int_equal(store_set_head(k->store, "a/b", &head), STORE_OK);
	assert_int_equal(store_head(k->store, "a/b", &out, NULL), STORE_OK);
	assert_string_equal(out.version, "2.0.0-rc.1");
	assert_int_equal(out.release.byte[3], 9);
	assert_int_equal(store_set_head(k->store, "A", &head), STORE_INVALID);
	assert_int_equal(store_set_head(k->store, "../a", &head),
			 STORE_INVALID);
	(void)snprintf(head.version, sizeof(head.version), "2");
	assert_int_equal(store_set_head(k->store, "a", &head), STORE_INVALID);
	assert_int_equal(store_head(k->store, "A", &out, &why), STORE_INVALID);
	assert_false(kit_exists(k, "heads/a@"));
	kit_free(k);
}

static void calls_a_conflicted_head_invalid(void **state)
{
	struct kit *k = kit_empty();
	struct store_head out;
	struct store_why why;
	char text[400];

	(void)state;
	memset(text, '<', sizeof(text));
	kit_write(k, "heads/a@", text, sizeof(text));
	assert_int_equal(store_head(k->store, "a", &out, &why), STORE_INVALID);
	kit_write(k, "heads/a@", text, 100);
	assert_int_equal(store_head(k->store, "a", &out, &why), STORE_INVALID);
	assert_int_equal(why.line, 1);
	kit_free(k);
}

/* ---- putting back and dropping --------------------------------------------------- */

static void puts_files_back(void **state)
{
	struct kit *k = kit_empty();

	(void)state;
	kit_write(k, X_PATH, "false", 5);
	assert_int_equal(store_put_file(k->store, X_PATH, "y", 1),
			 STORE_CORRUPT);
	assert_file(k, X_PATH, "false");
	assert_int_equal(store_put_file(k->store, X_PATH, "x", 1), STORE_OK);
	assert_file(k, X_PATH, "x");
	kit_write(k, "heads/a@", "<<<", 3);
	assert_int_equal(store_put_file(k->store, "heads/a@", "old", 3), 0);
	assert_file(k, "heads/a@", "old");
	assert_int_equal(store_put_file(k->store, "releases/a@1.0.0", "r", 1),
			 STORE_OK);
	assert_file(k, "releases/a@1.0.0", "r");
	assert_int_equal(
		store_put_file(k->store, "records/moved/a@1.0.0", "m", 1),
		STORE_OK);
	assert_file(k, "records/moved/a@1.0.0", "m");
	assert_int_equal(store_put_file(k->store, "../x", "", 0),
			 STORE_INVALID);
	assert_int_equal(store_put_file(k->store, "format", "", 0),
			 STORE_INVALID);
	assert_int_equal(store_put_file(k->store, "stray", "", 0),
			 STORE_INVALID);
	kit_free(k);
}

static void drops_a_file_and_the_folders_it_leaves_empty(void **state)
{
	struct kit *k = kit_empty();

	(void)state;
	kit_write(k, "releases/a/b/c@1.0.0", "", 0);
	kit_write(k, "releases/a/d@1.0.0", "", 0);
	assert_int_equal(store_drop(k->store, "releases/a/b/c@1.0.0"), 0);
	assert_false(kit_exists(k, "releases/a/b"));
	assert_true(kit_exists(k, "releases/a/d@1.0.0"));
	assert_int_equal(store_drop(k->store, "releases/a/d@1.0.0"), STORE_OK);
	assert_false(kit_exists(k, "releases/a"));
	assert_true(kit_exists(k, "releases"));
	assert_int_equal(store_drop(k->store, "releases/a/d@1.0.0"), STORE_OK);
	assert_int_equal(store_drop(k->store, "heads/a@"), STORE_OK);
	kit_write(k, "stray", "", 0);
	assert_int_equal(store_drop(k->store, "stray"), STORE_OK);
	assert_false(kit_exists(k, "stray"));
	assert_int_equal(store_drop(k->store, "format"), STORE_INVALID);
	assert_int_equal(store_drop(k->store, "../x"), STORE_INVALID);
	assert_int_equal(store_drop(k->store, "/etc/passwd"), STORE_INVALID);
	assert_int_equal(store_drop(k->store, "releases"), STORE_INVALID);
	assert_true(kit_exists(k, "releases"));
	kit_free(k);
}

static void reads_no_file_outside(void **state)
{
	static const char *const paths[] = {
		"",	"/etc/passwd", "../x", "a/../../x", "./format",
		"a//b", "format/",     "..",   ".",
	};
	struct kit *k = kit_empty();
	struct store_bytes out = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
		assert_int_equal(store_file(k->store, paths[i], &out),
				 STORE_INVALID);
	assert_int_equal(store_file(k->store, "none", &out), STORE_ABSENT);
	assert_null(out.p);
	kit_free(k);
}

/* ---- symbolic links ---------------------------------------------------------------- */

/* Every call that touches what a link stands for says STORE_INVALID. */
static void assert_refused(const struct kit *k, const char *what)
{
	struct store_release r = release_of("p/q", "1.0.0"), *out = NULL;
	struct store_head head = { .version = "1.0.0" };
	struct store_bytes bytes = { 0 };
	struct store_id id;

	store_id_of(&id, "x", 1);
	if (strcmp(what, "object") == 0) {
		assert_int_equal(store_object(k->store, &id, &bytes),
				 STORE_INVALID);
		assert_int_equal(store_put_object(k->store, "x", 1, &id),
				 STORE_INVALID);
	} else if (strcmp(what, "release") == 0) {
		assert_int_equal(store_release(k->store, "p/q", "1.0.0", &out,
					       NULL, NULL),
				 STORE_INVALID);
		assert_int_equal(store_put_release(k->store, &r, NULL),
				 STORE_INVALID);
	} else {
		assert_int_equal(store_head(k->store, "p/q", &head, NULL),
				 STORE_INVALID);
		assert_int_equal(store_set_head(k->store, "p/q", &head),
				 STORE_INVALID);
		assert_int_equal(store_put_file(k->store, "heads/p/q@", "", 0),
				 STORE_INVALID);
		assert_int_equal(store_drop(k->store, "heads/p/q@"),
				 STORE_INVALID);
	}
}

static void follows_no_link_in_any_place(void **state)
{
	static const struct {
		const char *what, *link, *file;
	} places[] = {
		{ "object", "objects", "2d/" },
		{ "object", "objects/2d", "" },
		{ "object", X_PATH, NULL },
		{ "release", "releases", "p/" },
		{ "release", "releases/p", "" },
		{ "release", "releases/p/q@1.0.0", NULL },
		{ "head", "heads", "p/" },
		{ "head", "heads/p", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		struct kit *k = kit_empty();
		char outside[KIT_PATH];

		/* What the link leads to is all there, outside the store. */
		kit_write(k, "../outside/2d/" X_REST, "x", 1);
		kit_write(k, "../outside/" X_REST, "x", 1);
		kit_write(k, "../outside/p/q@1.0.0", "x", 1);
		kit_write(k, "../outside/q@1.0.0", "x", 1);
		kit_write(k, "../outside/p/q@", "x", 1);
		kit_write(k, "../outside/q@", "x", 1);
		(void)snprintf(outside, sizeof(outside), "%s/outside%s", k->top,
			       places[i].file ? "" : "/q@");
		/* Make the folders in which the link lies. */
		kit_write(k, places[i].link, "", 0);
		kit_remove(k, places[i].link);
		kit_link(k, outside, places[i].link);
		assert_refused(k, places[i].what);
		assert_true(kit_verify(k->store).n == 1);
		kit_free(k);
	}
}

static void replaces_a_link_rather_than_what_it_leads_to(void **state)
{
	struct kit *k = kit_empty();
	struct store_head head = { .version = "1.0.0" };
	struct store_bytes bytes;
	char outside[KIT_PATH];

	(void)state;
	kit_write(k, "../outside", "precious", 8);
	kit_write(k, "heads/b@", "", 0);
	(void)snprintf(outside, sizeof(outside), "%s/outside", k->top);
	kit_link(k, outside, "heads/a@");
	assert_int_equal(store_head(k->store, "a", &head, NULL), STORE_INVALID);
	assert_int_equal(store_set_head(k->store, "a", &head), STORE_OK);
	assert_int_equal(store_head(k->store, "a", &head, NULL), STORE_OK);
	bytes = kit_slurp(outside);
	assert_string_equal(bytes.p, "precious");
	free(bytes.p);
	kit_link(k, outside, "heads/c@");
	assert_int_equal(store_drop(k->store, "heads/c@"), STORE_OK);
	assert_false(kit_exists(k, "heads/c@"));
	assert_true(kit_exists(k, "../outside"));
	kit_free(k);
}

static void opens_no_link_as_store(void **state)
{
	struct kit *k = kit_empty();
	struct store *store = NULL;
	char link[KIT_PATH];

	(void)state;
	kit_link(k, k->folder, "../link");
	(void)snprintf(link, sizeof(link), "%s/link", k->top);
	assert_int_equal(store_open_folder(&store, link), STORE_INVALID);
	assert_int_equal(store_create(link), STORE_INVALID);
	kit_remove(k, "format");
	kit_write(k, "../format", "promptpin-store 1\n", 18);
	kit_link(k, "../format", "format");
	assert_int_equal(store_open_folder(&store, k->folder), STORE_INVALID);
	assert_int_equal(store_create(k->folder), STORE_INVALID);
	kit_free(k);
}

static void waits_for_no_pipe(void **state)
{
	struct kit *k = kit_empty();
	struct store_bytes bytes = { 0 };
	char path[KIT_PATH];

	(void)state;
	kit_write(k, "records/a", "", 0);
	kit_path(k, "records/pipe", path);
	assert_int_equal(mkfifo(path, 0666), 0);
	assert_int_equal(store_file(k->store, "records/pipe", &bytes),
			 STORE_INVALID);
	assert_int_equal(store_file(k->store, "records", &bytes),
			 STORE_INVALID);
	assert_int_equal(kit_verify(k->store).n, 1);
	kit_free(k);
}

/* ---- many writers ------------------------------------------------------------------- */

enum { WRITERS = 8, ROUNDS = 60 };

/* One process among many: the same things in the same places. */
static int write_much(const char *folder, unsigned seed)
{
	struct store *store = NULL;
	int rc = store_open_folder(&store, folder);

	for (unsigned i = 0; i < ROUNDS && rc == STORE_OK; i++) {
		struct store_release r = release_of("p/q", "1.0.0");
		struct store_head head = { .version = "1.0.0" };
		char text[32];
		int n = snprintf(text, sizeof(text), "object %u", i);

		rc = store_put_object(store, text, (size_t)n, NULL);
		if (rc == STORE_OK)
			rc = store_put_release(store, &r, &head.release);
		if (rc == STORE_OK)
			rc = store_set_head(store, "p/q", &head);
		/* Folders come and go under the hands of the others. */
		if (rc == STORE_OK)
			rc = store_put_file(store, "records/k/a/b", "b", 1);
		if (rc == STORE_OK && (i + seed) % 2)
			rc = store_drop(store, "records/k/a/b");
	}
	store_close(store);
	return rc;
}

static void lets_many_write_at_once(void **state)
{
	struct kit *k = kit_empty();
	struct store_tally tally;
	struct kit_problems problems = { 0 };
	pid_t pids[WRITERS];

	(void)state;
	for (unsigned i = 0; i < WRITERS; i++) {
		pids[i] = fork();
		assert_true(pids[i] >= 0);
		if (pids[i] == 0)
			_exit(-write_much(k->folder, i));
	}
	for (unsigned i = 0; i < WRITERS; i++) {
		int status = -1;

		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
	}
	assert_int_equal(store_verify(k->store, kit_note, &problems, &tally),
			 0);
	assert_int_equal(problems.n, 0);
	assert_int_equal(tally.objects, ROUNDS);
	assert_int_equal(tally.releases, 1);
	assert_int_equal(tally.heads, 1);
	kit_free(k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(creates_a_store_once),
		cmocka_unit_test(tells_formats_apart),
		cmocka_unit_test(opens_no_store_where_none_is),
		cmocka_unit_test(puts_and_reads_objects),
		cmocka_unit_test(does_not_trust_an_object_that_is_there),
		cmocka_unit_test(
			refuses_what_is_longer_or_no_file_in_place_of_an_object),
		cmocka_unit_test(keeps_to_the_limit_of_objects),
		cmocka_unit_test(puts_a_release_once),
		cmocka_unit_test(reads_no_release_by_another_name),
		cmocka_unit_test(sets_and_moves_a_head),
		cmocka_unit_test(calls_a_conflicted_head_invalid),
		cmocka_unit_test(puts_files_back),
		cmocka_unit_test(drops_a_file_and_the_folders_it_leaves_empty),
		cmocka_unit_test(reads_no_file_outside),
		cmocka_unit_test(follows_no_link_in_any_place),
		cmocka_unit_test(replaces_a_link_rather_than_what_it_leads_to),
		cmocka_unit_test(opens_no_link_as_store),
		cmocka_unit_test(waits_for_no_pipe),
		cmocka_unit_test(lets_many_write_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
