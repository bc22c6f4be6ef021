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
	struct ignore *ignore;
	struct convert *convert;
	struct map folders; /* whether untracked files in them count */
	/* What was seen once is not asked for again: a check looks at the same
	 * files from several sides, and one answer keeps it consistent. */
	struct map known;      /* path -> struct view_entry, of files read */
	struct walked *walked; /* folders listed whole */
	struct ahead *ahead;   /* files being read already, or NULL */
	int root;
};

/* A folder that was listed, everything below it. */
struct walked {
	struct walked *next;
	struct str folder;
	struct view_entry *entries; /* bytewise by path */
	size_t count;
};

/* The listing that has everything below path, or path itself; or NULL. */
const struct walked *worktree_walked(const struct worktree *v, struct str path);
/* Place of the first entry that is not before path. */
size_t walked_from(const struct walked *w, struct str path);

/* Whether stat data says that the file is as the index has it. */
bool worktree_unchanged(const struct worktree *v,
			const struct index_entry *entry, const struct stat *st);
/* Whether an untracked file is part of the view: not ignored, and not of
 * another repository; in the store always. */
bool worktree_takes(struct worktree *v, struct str path);
/* The same of untracked files right in a folder. */
bool worktree_takes_folder(struct worktree *v, struct str folder);
/* As view_expect. */
void worktree_expect(struct view *view, const struct str *paths, size_t count);
/* As view_each. */
int worktree_each(struct view *view, struct str folder, view_each_fn *each,
		  void *argument, struct error *err);

#endif
