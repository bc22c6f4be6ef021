#include "store.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "folder.h"
#include "handle.h"
#include "limit.h"
#include "name.h"

/* ---- the folder -------------------------------------------------------- */

/* Write the format file, or look at the one that is there. */
static int put_format(int root)
{
	struct store_bytes bytes = { 0 };
	int rc = folder_add(root, "format", LIMIT_STORE_FORMAT,
			    strlen(LIMIT_STORE_FORMAT), true);

	if (rc != STORE_EXISTS)
		return rc;
	rc = folder_read(root, "format", LIMIT_FORMAT, &bytes);
	if (rc < 0)
		return rc == STORE_LIMIT ? STORE_INVALID : rc;
	rc = handle_format(&bytes);
	if (rc == STORE_OK)
		rc = folder_same(root, "format", bytes.p, bytes.n, true);
	store_bytes_release(&bytes);
	return rc;
}

/* Make the name of the folder itself durable. */
static int sync_above(int root)
{
	int fd = openat(root, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc;

	if (fd < 0)
		return folder_status(errno);
	rc = folder_sync(fd);
	folder_close(fd);
	return rc;
}

int store_create(const char *folder)
{
	int root, rc;

	if (mkdir(folder, 0777) < 0 && errno != EEXIST)
		return errno == ENOENT ? STORE_IO : folder_status(errno);
	root = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (root < 0)
		return folder_status(errno);
	rc = sync_above(root);
	if (rc == STORE_OK)
		rc = put_format(root);
	folder_close(root);
	return rc;
}

/* ---- files ------------------------------------------------------------- */

/*
 * Let path have these bytes for ever. What is there already is compared, not
 * trusted: STORE_EXISTS where it differs.
 */
static int settle(struct store *store, const char *path, const void *p,
		  size_t n)
{
	const bool flush = !store->batch.on;
	int rc;

	assert(store->root >= 0);
	rc = folder_same(store->root, path, p, n, flush);
	if (rc == STORE_ABSENT) {
		rc = folder_add(store->root, path, p, n, flush);
		if (rc == STORE_EXISTS) /* another writer was faster */
			rc = folder_same(store->root, path, p, n, flush);
	}
	return handle_note(store, rc, path);
}

int store_put_object(struct store *store, const void *p, size_t n,
		     struct store_id *id)
{
	char path[STORE_PATH_MAX];
	struct store_id name;
	int rc;

	if (n > LIMIT_OBJECT)
		return STORE_LIMIT;
	store_id_of(&name, p, n);
	store_object_path(&name, path);
	rc = settle(store, path, p, n);
	if (rc == STORE_EXISTS)
		return STORE_CORRUPT;
	if (rc == STORE_OK && id)
		*id = name;
	return rc;
}

int store_put_release(struct store *store, const struct store_release *release,
		      struct store_id *digest)
{
	struct store_bytes bytes = { 0 };
	char path[STORE_PATH_MAX];
	int rc = store_release_write(&bytes, release);

	if (rc < 0)
		return rc;
	store_release_path(release->prompt, release->version, path);
	rc = settle(store, path, bytes.p, bytes.n);
	if (rc == STORE_OK && digest)
		store_id_of(digest, bytes.p, bytes.n);
	store_bytes_release(&bytes);
	return rc;
}

int store_set_head(struct store *store, const char *prompt,
		   const struct store_head *head)
{
	char path[STORE_PATH_MAX], text[STORE_HEAD_TEXT];
	struct store_path names;
	struct store_head same;
	size_t n;

	assert(store->root >= 0);
	store_head_path(prompt, path);
	store_path_read(&names, path);
	n = store_head_write(head, text);
	if (names.kind != STORE_HEAD || n >= sizeof(text) ||
	    store_head_read(&same, text, n, NULL) < 0)
		return STORE_INVALID;
	return batch_replace(store, path, text, n);
}

/* The most bytes that a file of this kind may have. */
static size_t limit_of(enum store_kind kind)
{
	switch (kind) {
	case STORE_OBJECT:
		return LIMIT_OBJECT;
	case STORE_RELEASE:
		return LIMIT_RELEASE;
	case STORE_HEAD:
		return LIMIT_HEAD;
	case STORE_RECORD:
		return LIMIT_RECORD;
	case STORE_FORMAT:
		return LIMIT_FORMAT;
	case STORE_STRAY:
		break;
	}
	return 0;
}

/* Whether a file of this path may have these bytes. */
static int check_file(const struct store_path *names, const void *p, size_t n)
{
	struct store_id id;

	if (names->kind == STORE_STRAY || names->kind == STORE_FORMAT)
		return STORE_INVALID;
	if (n > limit_of(names->kind))
		return STORE_LIMIT;
	if (names->kind != STORE_OBJECT)
		return STORE_OK;
	store_id_of(&id, p, n);
	return store_id_equal(&id, &names->object) ? STORE_OK : STORE_CORRUPT;
}

int store_put_file(struct store *store, const char *path, const void *p,
		   size_t n)
{
	struct store_path names;
	int rc;

	assert(store->root >= 0);
	store_path_read(&names, path);
	rc = check_file(&names, p, n);
	return rc < 0 ? rc : batch_replace(store, path, p, n);
}

int store_add_file(struct store *store, const char *path, const void *p,
		   size_t n)
{
	struct store_path names;
	int rc;

	assert(store->root >= 0);
	store_path_read(&names, path);
	if (names.kind == STORE_HEAD)
		return STORE_INVALID;
	rc = check_file(&names, p, n);
	return rc < 0 ? rc : settle(store, path, p, n);
}

int store_drop(struct store *store, const char *path)
{
	int rc;

	assert(store->root >= 0);
	if (!name_path_inside(path) || strlen(path) >= STORE_PATH_MAX ||
	    strcmp(path, "format") == 0)
		return STORE_INVALID;
	batch_forget(store, path);
	rc = folder_remove(store->root, path, !store->batch.on);
	if (rc == STORE_ABSENT)
		rc = STORE_OK;
	return handle_note(store, rc, path);
}

int store_sweep(struct store *store, const char *path)
{
	int rc;

	assert(store->root >= 0);
	if (!name_path_inside(path) || strlen(path) >= STORE_PATH_MAX)
		return STORE_INVALID;
	rc = folder_sweep(store->root, path);
	if (rc == STORE_ABSENT)
		rc = STORE_OK;
	return handle_note(store, rc, path);
}
