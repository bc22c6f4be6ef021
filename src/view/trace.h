/*
 * trace.h - what a view was asked for: every path that was looked up, whether
 * it was there or not, and every folder that was listed. What was not asked
 * for cannot have mattered to the answer.
 *
 *	view = view_trace(run, view);
 *	...check it
 *	view_traced(view, run, &keys, &count);
 *
 * What one part of the check asked for is told by cutting before and behind it:
 *
 *	view_trace_cut(view, run, &keys, &count);
 *	...look at one prompt
 *	view_trace_cut(view, run, &keys, &count);	(its keys)
 *
 * Who keeps what a view said, and uses it for the next prompt, says so by
 * view_trace_again: that prompt hangs on it as well.
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
 * What was asked for since the last cut, as above but in order of asking, each
 * once; nothing is put together. False: nobody kept it.
 */
bool view_trace_cut(struct view *view, struct arena *a, struct str **out,
		    size_t *count);
/* A path is asked for once more, by who knows the answer; any view. */
void view_trace_again(struct view *view, struct str path);
/* The same of a folder ("": the top) that was listed. */
void view_trace_listed(struct view *view, struct str folder);

/*
 * The id of a folder ("": the top) in the view of a commit. ERROR_ABSENT:
 * there is none; ERROR_REFUSED: this view has no such ids.
 */
int view_folder_oid(struct view *view, struct str folder, struct view_oid *out,
		    struct error *err);

#endif
