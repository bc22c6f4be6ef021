/*
 * place.h - where a hook finds its repository, without libgit2.
 *
 * Only what git itself sets up for a hook is understood: GIT_DIR or a `.git`
 * in the current folder, GIT_INDEX_FILE, the `commondir` of a linked worktree.
 * Whatever else the environment may say (another object folder, other commits
 * being merged) is left to the full program.
 */
#ifndef PP_RECALL_PLACE_H
#define PP_RECALL_PLACE_H

#include <time.h>

#include "base/str.h"

struct arena;

struct place {
	const char *git_dir, *common_dir; /* with a slash at the end */
	const char *index;
};

/* 0, or -1: nothing that this file understands. All of *out is in a. */
int place_find(struct place *out, struct arena *a);

struct file_state {
	bool there;
	struct str bytes;
	struct timespec changed; /* the later of mtime and ctime */
};
/*
 * A regular file of at most limit bytes, whole, links followed. Not there is
 * 0; -1 where it cannot be told.
 */
int file_read(struct file_state *out, struct arena *a, const char *path,
	      size_t limit);

#endif
