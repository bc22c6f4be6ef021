/*
 * worktree.h - the work-tree view, in two files: worktree.c answers about one
 * path, walk.c lists folders.
 */
#ifndef PP_VIEW_WORKTREE_H
#define PP_VIEW_WORKTREE_H

#include "view/internal.h"

struct worktree {
	struct view view;
	struct index index;
	struct convert *convert;
	struct map folders; /* whether untracked files in them count */
	int root;
};

/* Whether stat data says that the file is as the index has it. */
bool worktree_unchanged(const struct worktree *v,
			const struct index_entry *entry,
			const struct stat *st);
/* Whether an untracked file is part of the view: not ignored, and not of
 * another repository; in the store always. */
int worktree_takes(struct worktree *v, struct str path, bool *out,
		   struct error *err);
int worktree_takes_folder(struct worktree *v, struct str folder, bool *out,
			  struct error *err);
/* As view_each. */
int worktree_each(struct view *view, struct str folder, view_each_fn *each,
		  void *argument, struct error *err);

#endif
