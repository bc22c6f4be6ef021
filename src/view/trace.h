/*
 * trace.h - what a view was asked for: every path that was looked up, whether
 * it was there or not, and every folder that was listed. What was not asked
 * for cannot have mattered to the answer.
 *
 *	view = view_trace(run, view);
 *	...check it
 *	view_traced(view, run, &keys, &count);
 */
#ifndef PP_VIEW_TRACE_H
#define PP_VIEW_TRACE_H

#include "view/view.h"

/* The same view, made in a, that keeps what it is asked for. */
struct view *view_trace(struct arena *a, struct view *of);
/*
 * What was asked for: paths, and folders with a slash at the end ("" is all of
 * it), rising bytewise, none of them inside another. False: nobody kept it.
 */
bool view_traced(struct view *view, struct arena *a, struct str **out,
		 size_t *count);

/*
 * The id of a folder ("": the top) in the view of a commit. ERROR_ABSENT:
 * there is none; ERROR_REFUSED: this view has no such ids.
 */
int view_folder_oid(struct view *view, struct str folder, struct view_oid *out,
		    struct error *err);

#endif
