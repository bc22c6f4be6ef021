/*
 * folder.h - the files of a store that is a folder.
 *
 * Everything is relative to root, a descriptor of the store's folder, and is
 * reached one name at a time without following symbolic links; so whoever
 * can write to the repository cannot lead a read or a write out of it.
 *
 * Calls return a store_status. With STORE_IO errno says why.
 * A path that is a link, a folder or a device where a file is due, or that
 * has something else than a folder in its middle, is STORE_INVALID.
 */
#ifndef STORE_FOLDER_H
#define STORE_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "store.h"

/* ---- reading (folder_read.c, folder_list.c) --------------------------- */

/* The status that an errno of open, stat, link or rename comes to. */
int folder_status(int error);
void folder_close(int fd); /* keeps errno */

/*
 * Open the folder in which path's last name lies, for use with *at calls and
 * fsync, and point *name at that name. The caller closes *fd.
 */
int folder_parent(int root, const char *path, int *fd, const char **name);

/* As store_reader.read. */
int folder_read(int root, const char *path, size_t limit,
		struct store_bytes *out);
/*
 * As store_reader.list: everything that is not a folder, except temporary
 * files of writers.
 */
int folder_list(int root, int (*each)(void *argument, const char *path),
		void *argument);

/* ---- writing (folder_write.c) ----------------------------------------- */

/*
 * Where flush is false, what is done is on the disk only after a folder_flush.
 */

/*
 * Give n bytes the name path, which must be free: STORE_EXISTS. Makes the
 * folders that are missing.
 */
int folder_add(int root, const char *path, const void *p, size_t n, bool flush);
/*
 * Whether path has exactly these bytes: STORE_OK, and they and the name are
 * then flushed too, whoever wrote them; else STORE_EXISTS or STORE_ABSENT.
 */
int folder_same(int root, const char *path, const void *p, size_t n,
		bool flush);
/* Let path have these bytes instead of any that it had; flushes. */
int folder_replace(int root, const char *path, const void *p, size_t n);
/*
 * Remove a file, and the folders that this leaves empty, except those that
 * lie directly in root. STORE_ABSENT where there is none.
 */
int folder_remove(int root, const char *path, bool flush);

/*
 * folder_replace in two steps, for many files: write the bytes to a temporary
 * file beside path, not flushed; and, after a folder_flush, rename that over
 * path. serial is where to begin to look for a free name.
 */
enum { FOLDER_STAGED_MAX = STORE_PATH_MAX + 64 };
int folder_stage(int root, const char *path, unsigned serial, const void *p,
		 size_t n, char staged[FOLDER_STAGED_MAX]);
int folder_rename(int root, const char *staged, const char *path);

/* Make all that was done in the file system of root durable, at once. */
int folder_flush(int root);
/* Make what was done to the names in an open folder durable. */
int folder_sync(int fd);
/*
 * Remove the temporary files beside path whose writers are gone
 * (folder_sweep.c).
 */
int folder_sweep(int root, const char *path);

#endif
