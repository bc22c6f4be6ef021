/*
 * staged.h - the view of the index for who needs a little of it and has to be
 * quick: a hook. It is the view that view_index gives, but an entry is read
 * where it lies in the file, when it is asked for; what is not asked for is
 * held against the rules of the format (dirc.h) and costs four bytes.
 *
 * An index that is not as most are (version 4, split, sparse, damaged) is
 * view_index's, with its failures.
 */
#ifndef PP_VIEW_STAGED_H
#define PP_VIEW_STAGED_H

#include "view/view.h"

int view_staged(struct view **out, struct arena *a, struct repo *repo,
		struct error *err);

struct dirc_entry;
/*
 * Every entry of the file that has the path key, or lies below it where key
 * ends in a slash or is empty: all stages, and intended ones, in order. False:
 * view is another kind of view.
 */
bool staged_each(struct view *view, struct str key,
		 void (*each)(void *argument, const struct dirc_entry *entry),
		 void *argument);
/* As staged_each for the whole index, of those entries whose path is wanted:
 * the others are not read. */
bool staged_wanted(struct view *view, bool (*wanted)(struct str path),
		   void (*each)(void *argument, const struct dirc_entry *entry),
		   void *argument);

#endif
