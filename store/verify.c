/*
 * Verify a whole store: one list of its files, then the files kind by kind,
 * since a release can only be judged when all objects are known, and a head
 * or a parent only when all releases are.
 */
#include "store.h"

#include <stdlib.h>
#include <string.h>

#include "handle.h"
#include "limit.h"

/* The files of one kind, in the order of the list. */
struct paths {
	char **path;
	size_t n, cap;
};

/* A release file that could be read, readable as a release or not. */
struct release_file {
	const char *path;
	struct store_id digest;
};

struct ids {
	struct store_id *id;
	size_t n, cap;
};

struct verify {
	struct store *store;
	void (*each)(void *argument, const struct store_problem *problem);
	void *argument;
	struct store_tally tally;
	struct paths objects, releases, heads;
	struct ids present; /* sorted; a corrupt object counts as present */
	struct release_file *files; /* sorted by path */
	size_t file_count;
};

/* ---- small parts -------------------------------------------------------- */

static void report(struct verify *v, enum store_fault fault, const char *path,
		   struct store_why why)
{
	const struct store_problem problem = { .fault = fault,
					       .path = path,
					       .why = why };

	v->each(v->argument, &problem);
}

/* Room for one more; false where there is no memory. */
static bool grow(void **array, size_t n, size_t *cap, size_t size)
{
	size_t more = *cap ? 2 * *cap : 64;
	void *grown;

	if (n < *cap)
		return true;
	grown = realloc(*array, more * size);
	if (!grown)
		return false;
	*array = grown;
	*cap = more;
	return true;
}

static int keep_path(struct paths *paths, const char *path)
{
	const size_t size = strlen(path) + 1;
	void *array = paths->path;
	char *copy;

	if (!grow(&array, paths->n, &paths->cap, sizeof(*paths->path)))
		return STORE_NOMEM;
	paths->path = array;
	copy = malloc(size);
	if (!copy)
		return STORE_NOMEM;
	memcpy(copy, path, size);
	paths->path[paths->n++] = copy;
	return STORE_OK;
}

static int keep_id(struct ids *ids, const struct store_id *id)
{
	void *array = ids->id;

	if (!grow(&array, ids->n, &ids->cap, sizeof(*ids->id)))
		return STORE_NOMEM;
	ids->id = array;
	ids->id[ids->n++] = *id;
	return STORE_OK;
}

static void release_paths(struct paths *paths)
{
	while (paths->n > 0)
		free(paths->path[--paths->n]);
	free(paths->path);
}

static int by_id(const void *a, const void *b)
{
	return store_id_compare(a, b);
}

static int by_path(const void *a, const void *b)
{
	const struct release_file *left = a, *right = b;

	return strcmp(left->path, right->path);
}

static bool is_present(const struct verify *v, const struct store_id *id)
{
	return v->present.n > 0 &&
	       bsearch(id, v->present.id, v->present.n, sizeof(*id), by_id);
}

static const struct release_file *find_file(const struct verify *v,
					    const char *prompt,
					    const char *version)
{
	char path[STORE_PATH_MAX];
	const struct release_file wanted = { .path = path };

	store_release_path(prompt, version, path);
	if (v->file_count == 0)
		return NULL;
	return bsearch(&wanted, v->files, v->file_count, sizeof(wanted),
		       by_path);
}

/*
 * Whether what a read said lies in the file; why is then filled. Otherwise
 * the store could not be looked at, or the file is gone since it was listed.
 */
static bool file_is_wrong(int rc, struct store_why *why)
{
	if (rc == STORE_INVALID)
		*why = (struct store_why){ 0, "not a regular file" };
	else if (rc == STORE_LIMIT)
		*why = (struct store_why){ 0, "larger than its limit" };
	return rc == STORE_INVALID || rc == STORE_LIMIT;
}

/* ---- the list ------------------------------------------------------------ */

/*
 * A record is kept whatever is in it, so it is not read. That it is a
 * regular file is asked by reading nothing of it.
 */
static int check_record(struct verify *v, const char *path)
{
	struct store_bytes bytes = { 0 };
	struct store_why why = { 0 };
	int rc = handle_read(v->store, path, 0, &bytes);

	if (rc == STORE_OK || rc == STORE_LIMIT) {
		store_bytes_release(&bytes);
		v->tally.records++;
		return STORE_OK;
	}
	if (file_is_wrong(rc, &why)) {
		report(v, STORE_FAULT_STRAY, path, why);
		return STORE_OK;
	}
	return rc == STORE_ABSENT ? STORE_OK : rc;
}

static int sort_in(void *argument, const char *path)
{
	struct verify *v = argument;
	struct store_path names;

	store_path_read(&names, path);
	switch (names.kind) {
	case STORE_FORMAT: /* read when the store was opened */
		return STORE_OK;
	case STORE_OBJECT:
		return keep_path(&v->objects, path);
	case STORE_RELEASE:
		return keep_path(&v->releases, path);
	case STORE_HEAD:
		return keep_path(&v->heads, path);
	case STORE_RECORD:
		return check_record(v, path);
	case STORE_STRAY:
		break;
	}
	report(v, STORE_FAULT_STRAY, path,
	       (struct store_why){ 0, "no file of the store has this name" });
	return STORE_OK;
}

/* ---- objects ------------------------------------------------------------- */

static void corrupt(struct verify *v, const char *path,
		    const struct store_id *id, const char *what)
{
	const struct store_problem problem = {
		.fault = STORE_FAULT_OBJECT_CORRUPT,
		.path = path,
		.object = *id,
		.why = { 0, what },
	};

	v->each(v->argument, &problem);
}

static int check_object(struct verify *v, const char *path)
{
	struct store_bytes bytes = { 0 };
	struct store_why why = { 0 };
	struct store_path names;
	int rc;

	store_path_read(&names, path);
	rc = store_object(v->store, &names.object, &bytes);
	if (rc == STORE_ABSENT)
		return STORE_OK;
	if (rc == STORE_CORRUPT)
		corrupt(v, path, &names.object,
			"its bytes have another digest than its name says");
	else if (file_is_wrong(rc, &why))
		corrupt(v, path, &names.object, why.what);
	else if (rc < 0)
		return rc;
	store_bytes_release(&bytes);
	v->tally.objects++;
	return keep_id(&v->present, &names.object);
}

static int check_objects(struct verify *v)
{
	for (size_t i = 0; i < v->objects.n; i++) {
		int rc = check_object(v, v->objects.path[i]);

		if (rc < 0)
			return rc;
	}
	/* The order of the paths is that of the ids, unless a reader errs. */
	if (v->present.n > 0)
		qsort(v->present.id, v->present.n, sizeof(*v->present.id),
		      by_id);
	return STORE_OK;
}

/* ---- releases ------------------------------------------------------------ */

static int hash_release(struct verify *v, const char *path)
{
	struct store_bytes bytes = { 0 };
	struct store_why why = { 0 };
	int rc = handle_read(v->store, path, LIMIT_RELEASE, &bytes);

	if (file_is_wrong(rc, &why)) {
		report(v, STORE_FAULT_RELEASE_INVALID, path, why);
		return STORE_OK;
	}
	if (rc < 0)
		return rc == STORE_ABSENT ? STORE_OK : rc;
	v->files[v->file_count].path = path;
	store_id_of(&v->files[v->file_count].digest, bytes.p, bytes.n);
	v->file_count++;
	store_bytes_release(&bytes);
	return STORE_OK;
}

/* Give every release file its digest, before any refers to another. */
static int hash_releases(struct verify *v)
{
	if (v->releases.n == 0)
		return STORE_OK;
	v->files = calloc(v->releases.n, sizeof(*v->files));
	if (!v->files)
		return STORE_NOMEM;
	for (size_t i = 0; i < v->releases.n; i++) {
		int rc = hash_release(v, v->releases.path[i]);

		if (rc < 0)
			return rc;
	}
	qsort(v->files, v->file_count, sizeof(*v->files), by_path);
	return STORE_OK;
}

struct missing {
	struct verify *v;
	struct ids ids;
};

static int note_missing(void *argument, const struct store_id *id)
{
	struct missing *m = argument;

	return is_present(m->v, id) ? STORE_OK : keep_id(&m->ids, id);
}

/* Report each object that is named and not there, once a release. */
static int check_named(struct verify *v, const char *path,
		       const struct store_release *release)
{
	struct missing m = { .v = v };
	int rc = store_release_objects(release, note_missing, &m);

	if (m.ids.n > 0)
		qsort(m.ids.id, m.ids.n, sizeof(*m.ids.id), by_id);
	for (size_t i = 0; i < m.ids.n && rc == STORE_OK; i++) {
		char object[STORE_PATH_MAX];
		const struct store_problem problem = {
			.fault = STORE_FAULT_OBJECT_MISSING,
			.path = object,
			.named_by = path,
			.object = m.ids.id[i],
			.why = { 0, "a release names an object that is not "
				    "there" },
		};

		if (i > 0 && store_id_equal(&m.ids.id[i], &m.ids.id[i - 1]))
			continue;
		store_object_path(&m.ids.id[i], object);
		v->each(v->argument, &problem);
	}
	free(m.ids.id);
	return rc;
}

/* A parent may be absent; one that is there has the bytes that were seen. */
static void check_parents(struct verify *v, const char *path,
			  const struct store_release *release)
{
	for (size_t i = 0; i < release->parent_count; i++) {
		const struct store_parent *parent = &release->parents[i];
		const struct release_file *file = find_file(
			v, parent->prompt ? parent->prompt : release->prompt,
			parent->version);
		struct store_problem problem = {
			.fault = STORE_FAULT_PARENT_FALSE,
			.named_by = path,
			.why = { 0, "a release names it as parent with other "
				    "bytes" },
		};

		if (!file || store_id_equal(&file->digest, &parent->release))
			continue;
		problem.path = file->path;
		v->each(v->argument, &problem);
	}
}

static int check_release(struct verify *v, const char *path)
{
	struct store_release *release = NULL;
	struct store_why why = { 0 };
	struct store_path names;
	int rc;

	store_path_read(&names, path);
	rc = store_release(v->store, names.prompt, names.version, &release,
			   NULL, &why);
	if (rc == STORE_ABSENT)
		return STORE_OK;
	v->tally.releases++;
	if (rc == STORE_INVALID || rc == STORE_LIMIT) {
		report(v, STORE_FAULT_RELEASE_INVALID, path, why);
		return STORE_OK;
	}
	if (rc < 0)
		return rc;
	rc = check_named(v, path, release);
	if (rc == STORE_OK)
		check_parents(v, path, release);
	store_release_free(release);
	return rc;
}

static int check_releases(struct verify *v)
{
	int rc = hash_releases(v);

	for (size_t i = 0; i < v->file_count && rc == STORE_OK; i++)
		rc = check_release(v, v->files[i].path);
	return rc;
}

/* ---- heads --------------------------------------------------------------- */

static int check_head(struct verify *v, const char *path)
{
	const struct release_file *file;
	struct store_why why = { 0 };
	struct store_path names;
	struct store_head head;
	int rc;

	store_path_read(&names, path);
	rc = store_head(v->store, names.prompt, &head, &why);
	if (rc == STORE_ABSENT)
		return STORE_OK;
	if (rc < 0 && rc != STORE_INVALID)
		return rc;
	v->tally.heads++;
	if (rc == STORE_OK) {
		file = find_file(v, names.prompt, head.version);
		if (file && store_id_equal(&file->digest, &head.release))
			return STORE_OK;
		why.line = 1;
		why.what = file ? "the release it names has other bytes" :
				  "the release it names is not there";
	}
	report(v, STORE_FAULT_HEAD_INVALID, path, why);
	return STORE_OK;
}

static int check_heads(struct verify *v)
{
	for (size_t i = 0; i < v->heads.n; i++) {
		int rc = check_head(v, v->heads.path[i]);

		if (rc < 0)
			return rc;
	}
	return STORE_OK;
}

int store_verify(struct store *store,
		 void (*each)(void *argument, const struct store_problem *),
		 void *argument, struct store_tally *tally)
{
	struct verify v = { .store = store,
			    .each = each,
			    .argument = argument };
	int rc = store_list(store, sort_in, &v);

	if (rc == STORE_OK)
		rc = check_objects(&v);
	if (rc == STORE_OK)
		rc = check_releases(&v);
	if (rc == STORE_OK)
		rc = check_heads(&v);
	if (rc == STORE_OK && tally)
		*tally = v.tally;
	release_paths(&v.objects);
	release_paths(&v.releases);
	release_paths(&v.heads);
	free(v.present.id);
	free(v.files);
	return rc;
}
