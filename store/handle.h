/*
 * handle.h - what an open store is, for the files that read and write it.
 */
#ifndef STORE_HANDLE_H
#define STORE_HANDLE_H

#include "store.h"

/* A file that store_batch_sync gives its name; both strings are its own. */
struct waiting {
	char *staged, *path;
};

struct batch {
	bool on;
	unsigned serial;      /* of temporary files, so that names stay free */
	struct waiting *list; /* in the order they were put */
	size_t count, room;
};

/* reader is called for every read; root is a folder's descriptor, or -1. */
struct store {
	struct store_reader reader;
	int root;
	int error; /* errno of the last STORE_IO */
	char error_path[STORE_PATH_MAX];
	struct batch batch;
};

/* Note errno and path if status is STORE_IO; returns status. */
int handle_note(struct store *store, int status, const char *path);

/* Let path have these bytes: now, or in a batch when it is synced. batch.c */
int batch_replace(struct store *store, const char *path, const void *p,
		  size_t n);
/* Nothing waits for path any more. batch.c */
void batch_forget(struct store *store, const char *path);

/* Read a file whose path is known to be harmless. */
int handle_read(struct store *store, const char *path, size_t limit,
		struct store_bytes *out);

/* Say why, if it is asked for; returns status. */
int handle_why(struct store_why *why, int status, unsigned line,
	       const char *what);

/* Whether these bytes say that the store has a format this program knows. */
int handle_format(const struct store_bytes *bytes);

#endif
