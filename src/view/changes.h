/*
 * changes.h - the files that are new or changed in a view, of those that
 * somebody wants.
 *
 *	view_changes(head, index, is_code, look, c, err);
 *
 * Where both sides have ids of their folders, what is equal is not looked into:
 * two commits, and the index against a commit while git runs a hook
 * (cache_tree.h). Elsewhere each path that is wanted is held against the other
 * side.
 *
 * For a trace (trace.h) this is one question: whether the files that are wanted are the
 * same. It is kept as such, not path by path and not as "every file there
 * is"; view_traced_changes says that it was asked. wanted must not hang on
 * anything but the path.
 */
#ifndef PP_VIEW_CHANGES_H
#define PP_VIEW_CHANGES_H

#include "view/view.h"

/*
 * Call each with every file of `to` whose path is wanted, and that from (NULL:
 * nothing) does not have, or not with the same bytes, bytewise by path. That is
 * regular files, and what cannot be read though git might check out one: no
 * VIEW_FILE, for its mode, its path or a merge that is not done; those that are
 * closed whatever their path is. What from was asked for is kept by no trace.
 * Returns what each returned if that is not 0, else 0 or ERROR_FAILED.
 */
int view_changes(struct view *from, struct view *to,
		 bool (*wanted)(struct str path),
		 int (*each)(void *argument, const struct view_entry *entry),
		 void *argument, struct error *err);

/* Whether from has an entry of to, whose path need not be view_path_ok, as it
 * is. 0 or ERROR_FAILED. */
int view_has(struct view *from, struct view *to, const struct view_entry *entry,
	     bool *has, struct error *err);

/* The view behind a trace (any other as it is): to read what stood in a file
 * before that view_changes told of. */
struct view *view_untraced(struct view *view);
/* Whether view_changes was asked of this trace, as `to`. */
bool view_traced_changes(struct view *view);

#endif
