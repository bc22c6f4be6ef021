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

#include "view/placed.h"
#include "view/view.h"

int view_staged(struct view **out, struct arena *a, struct repo *repo,
		struct error *err);

/* placed_each and placed_wanted for the view. False: it is another kind. */
bool staged_each(struct view *view, struct str key, placed_fn *each,
		 void *argument);
bool staged_wanted(struct view *view, bool (*wanted)(struct str path),
		   placed_fn *each, void *argument);

#endif
