/*
 * write.h - the few things that commands write: files of the work tree and
 * entries of the index. Reading is view.h.
 */
#ifndef PP_VIEW_WRITE_H
#define PP_VIEW_WRITE_H

#include "view/repo.h"

/*
 * Write a file of the work tree: atomically, on the disk when it returns,
 * folders made as needed, no symbolic link followed. Keeps the mode of what
 * was there. bytes are as in the index; they are written as a checkout would
 * (line ends) unless raw.
 */
int write_file(struct repo *repo, struct str path, struct str bytes, bool raw,
	       struct error *err);
/* Remove a file and the folders it leaves empty; not there is success. */
int write_remove(struct repo *repo, struct str path, struct error *err);

/* One entry of the index: bytes to stage, or bytes.p NULL to remove it. */
struct write_entry {
	struct str path, bytes;
};
/*
 * Store the blobs, then change all entries at once through `git update-index
 * -z --index-info` (libgit2 cannot write split or sparse indexes). Conflict stages of
 * the paths are resolved. All or nothing. err says where a leftover index.lock stands in the way.
 */
int write_index(struct repo *repo, struct arena *a,
		const struct write_entry *entries, size_t count,
		struct error *err);

/*
 * Hold the lock of this clone's promptpin (.git/promptpin/lock, by flock, so
 * that a kill leaves none behind), until write_unlock. Waits five seconds for
 * another one, then ERROR_FAILED.
 */
int write_lock(struct repo *repo, int *lock, struct error *err);
void write_unlock(int lock);

#endif
