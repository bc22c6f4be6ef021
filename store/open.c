#include "store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "folder.h"
#include "handle.h"
#include "limit.h"

int handle_note(struct store *store, int status, const char *path)
{
	if (status == STORE_IO) {
		store->error = errno;
		(void)snprintf(store->error_path, sizeof(store->error_path),
			       "%s", path);
	}
	return status;
}

int handle_read(struct store *store, const char *path, size_t limit,
		struct store_bytes *out)
{
	int rc = store->reader.read(store->reader.context, path, limit, out);

	return handle_note(store, rc, path);
}

int handle_why(struct store_why *why, int status, unsigned line,
	       const char *what)
{
	if (why)
		*why = (struct store_why){ line, what };
	return status;
}

/* Whether p is the first line of a store of a later format. */
static bool is_newer(const char *p)
{
	const size_t family = strlen(LIMIT_STORE_FAMILY);
	size_t n;

	if (strncmp(p, LIMIT_STORE_FAMILY, family) != 0)
		return false;
	p += family;
	n = strspn(p, "0123456789");
	return p[n] == '\n' && *p != '0' && (n > 1 || (n == 1 && *p > '1'));
}

int handle_format(const struct store_bytes *bytes)
{
	if (bytes->n == strlen(LIMIT_STORE_FORMAT) &&
	    memcmp(bytes->p, LIMIT_STORE_FORMAT, bytes->n) == 0)
		return STORE_OK;
	return is_newer(bytes->p) ? STORE_NEWER : STORE_INVALID;
}

static int check_format(const struct store_reader *reader)
{
	struct store_bytes bytes = { 0 };
	int rc = reader->read(reader->context, "format", LIMIT_FORMAT, &bytes);

	if (rc == STORE_LIMIT)
		return STORE_INVALID;
	if (rc < 0)
		return rc;
	rc = handle_format(&bytes);
	store_bytes_release(&bytes);
	return rc;
}

static int read_root(void *context, const char *path, size_t limit,
		     struct store_bytes *out)
{
	const struct store *store = context;

	return folder_read(store->root, path, limit, out);
}

static int list_root(void *context,
		     int (*each)(void *argument, const char *path),
		     void *argument)
{
	const struct store *store = context;

	return folder_list(store->root, each, argument);
}

/* Hand out the store once its format is known to be right. */
static int finish(struct store *store, struct store **out)
{
	int rc = check_format(&store->reader);

	if (rc < 0)
		store_close(store);
	else
		*out = store;
	return rc;
}

int store_open_folder(struct store **out, const char *folder)
{
	struct store *store = calloc(1, sizeof(*store));

	if (!store)
		return STORE_NOMEM;
	store->reader = (struct store_reader){ store, read_root, list_root };
	store->root = open(folder,
			   O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (store->root < 0) {
		int rc = folder_status(errno);

		free(store);
		return rc;
	}
	return finish(store, out);
}

int store_open_reader(struct store **out, const struct store_reader *reader)
{
	struct store *store = calloc(1, sizeof(*store));

	if (!store)
		return STORE_NOMEM;
	store->reader = *reader;
	store->root = -1;
	return finish(store, out);
}

void store_close(struct store *store)
{
	if (!store)
		return;
	store_batch_end(store);
	if (store->root >= 0)
		folder_close(store->root);
	free(store);
}

int store_errno(const struct store *store, const char **path)
{
	if (path)
		*path = store->error_path;
	return store->error;
}
