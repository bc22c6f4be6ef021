#include "store.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "folder.h"
#include "handle.h"

enum { FIRST_ROOM = 64 };

void store_batch_begin(struct store *store)
{
	assert(store->root >= 0);
#ifdef __linux__
	store->batch.on = true;
#endif
}

static void free_waiting(struct waiting *w)
{
	free(w->staged);
	free(w->path);
}

/* Nobody will give this file its name: it goes, so that none is left. */
static void give_up(struct store *store, struct waiting *w)
{
	(void)folder_remove(store->root, w->staged, false);
	free_waiting(w);
}

static bool make_room(struct batch *b)
{
	size_t room = b->room ? 2 * b->room : FIRST_ROOM;
	struct waiting *grown;

	if (b->count < b->room)
		return true;
	grown = realloc(b->list, room * sizeof(*grown));
	if (!grown)
		return false;
	b->list = grown;
	b->room = room;
	return true;
}

/* Room and strings first: once the file is there nothing can fail. */
static int stage(struct store *store, const char *path, const void *p, size_t n)
{
	struct batch *b = &store->batch;
	struct waiting w = { malloc(FOLDER_STAGED_MAX), NULL };
	const size_t size = strlen(path) + 1;
	int rc = STORE_NOMEM;

	w.path = malloc(size);
	if (w.staged && w.path && make_room(b)) {
		memcpy(w.path, path, size);
		rc = folder_stage(store->root, path, b->serial, p, n, w.staged);
	}
	if (rc < 0) {
		free_waiting(&w);
		return rc;
	}
	b->serial++;
	b->list[b->count++] = w;
	return STORE_OK;
}

int batch_replace(struct store *store, const char *path, const void *p,
		  size_t n)
{
	int rc = store->batch.on ? stage(store, path, p, n) :
				   folder_replace(store->root, path, p, n);

	return handle_note(store, rc, path);
}

void batch_forget(struct store *store, const char *path)
{
	struct batch *b = &store->batch;
	size_t kept = 0;

	for (size_t i = 0; i < b->count; i++) {
		if (strcmp(b->list[i].path, path) == 0)
			give_up(store, &b->list[i]);
		else
			b->list[kept++] = b->list[i];
	}
	b->count = kept;
}

/* Give every file that waits its name, the first put first. */
static int name_all(struct store *store)
{
	struct batch *b = &store->batch;
	size_t done = 0;
	int rc = STORE_OK;

	while (done < b->count) {
		rc = folder_rename(store->root, b->list[done].staged,
				   b->list[done].path);
		if (rc < 0) {
			(void)handle_note(store, rc, b->list[done].path);
			break;
		}
		free_waiting(&b->list[done++]);
	}
	b->count -= done;
	memmove(b->list, b->list + done, b->count * sizeof(*b->list));
	return rc;
}

int store_batch_sync(struct store *store)
{
	int rc;

	if (!store->batch.on)
		return STORE_OK;
	rc = folder_flush(store->root);
	if (rc < 0 || store->batch.count == 0)
		return handle_note(store, rc, ".");
	rc = name_all(store);
	return rc < 0 ? rc : handle_note(store, folder_flush(store->root), ".");
}

void store_batch_end(struct store *store)
{
	struct batch *b = &store->batch;

	for (size_t i = 0; i < b->count; i++)
		give_up(store, &b->list[i]);
	free(b->list);
	*b = (struct batch){ .serial = b->serial };
}
