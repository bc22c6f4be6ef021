#include "store.h"

#include <string.h>

#include "handle.h"
#include "limit.h"
#include "name.h"

static const char not_regular[] = "not a regular file";

int store_object(struct store *store, const struct store_id *id,
		 struct store_bytes *out)
{
	struct store_bytes bytes = { 0 };
	char path[STORE_PATH_MAX];
	struct store_id found;
	int rc;

	store_object_path(id, path);
	rc = handle_read(store, path, LIMIT_OBJECT, &bytes);
	if (rc < 0)
		return rc;
	store_id_of(&found, bytes.p, bytes.n);
	if (!store_id_equal(&found, id)) {
		store_bytes_release(&bytes);
		return STORE_CORRUPT;
	}
	*out = bytes;
	return STORE_OK;
}

/* Read a release and look whether it says the names it was asked for by. */
static int parse(const struct store_bytes *bytes, const char *prompt,
		 const char *version, struct store_release **out,
		 struct store_why *why)
{
	struct store_release *release;
	int rc = store_release_read(&release, bytes->p, bytes->n, why);

	if (rc < 0)
		return rc;
	if (strcmp(release->prompt, prompt) != 0)
		rc = handle_why(why, STORE_INVALID, 3,
				"another prompt than its path says");
	else if (strcmp(release->version, version) != 0)
		rc = handle_why(why, STORE_INVALID, 4,
				"another version than its path says");
	if (rc < 0)
		store_release_free(release);
	else
		*out = release;
	return rc;
}

int store_release(struct store *store, const char *prompt, const char *version,
		  struct store_release **out, struct store_id *digest,
		  struct store_why *why)
{
	struct store_bytes bytes = { 0 };
	char path[STORE_PATH_MAX];
	struct store_path names;
	int rc;

	store_release_path(prompt, version, path);
	store_path_read(&names, path);
	if (names.kind != STORE_RELEASE)
		return handle_why(why, STORE_INVALID, 0,
				  "not a prompt id and a version");
	rc = handle_read(store, path, LIMIT_RELEASE, &bytes);
	if (rc == STORE_INVALID)
		return handle_why(why, rc, 0, not_regular);
	if (rc == STORE_LIMIT)
		return handle_why(why, rc, 0, "larger than 1 MiB");
	if (rc < 0)
		return rc;
	rc = parse(&bytes, prompt, version, out, why);
	if (rc == STORE_OK && digest)
		store_id_of(digest, bytes.p, bytes.n);
	store_bytes_release(&bytes);
	return rc;
}

int store_head(struct store *store, const char *prompt, struct store_head *out,
	       struct store_why *why)
{
	struct store_bytes bytes = { 0 };
	char path[STORE_PATH_MAX];
	struct store_path names;
	int rc;

	store_head_path(prompt, path);
	store_path_read(&names, path);
	if (names.kind != STORE_HEAD)
		return handle_why(why, STORE_INVALID, 0, "not a prompt id");
	rc = handle_read(store, path, LIMIT_HEAD, &bytes);
	if (rc == STORE_INVALID)
		return handle_why(why, rc, 0, not_regular);
	/* A conflict makes a head long: that is a wrong head, not a limit. */
	if (rc == STORE_LIMIT)
		return handle_why(why, STORE_INVALID, 0,
				  "longer than 256 bytes");
	if (rc < 0)
		return rc;
	rc = store_head_read(out, bytes.p, bytes.n, why);
	store_bytes_release(&bytes);
	return rc;
}

int store_file(struct store *store, const char *path, struct store_bytes *out)
{
	if (!name_path_inside(path))
		return STORE_INVALID;
	return handle_read(store, path, LIMIT_RECORD, out);
}

int store_list(struct store *store,
	       int (*each)(void *argument, const char *path), void *argument)
{
	int rc = store->reader.list(store->reader.context, each, argument);

	return handle_note(store, rc, "");
}
