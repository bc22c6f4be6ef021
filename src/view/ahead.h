/*
 * ahead.h - read files of the work tree before they are asked for, on a
 * second processor. Opening, reading and closing thousands of small files is
 * half the time of a cold check, and needs nothing of what the check knows.
 *
 * Only bytes and stat data are fetched; every decision about them is made by
 * the view when they are asked for, on the caller's thread. Whatever is not
 * there yet, or could not be fetched, is read as if this did not exist.
 */
#ifndef PP_VIEW_AHEAD_H
#define PP_VIEW_AHEAD_H

#include "view/internal.h"

struct ahead;

/*
 * Start reading paths, in their order, beneath root; larger files are left
 * alone. The paths are borrowed until ahead_stop. NULL: no second
 * processor or no thread to be had.
 */
struct ahead *ahead_start(struct arena *a, int root, const struct str *paths,
			  size_t count);
/*
 * What was read of path: true, and *st and *bytes (owned by a). Each path is
 * given out once.
 */
bool ahead_take(struct ahead *ahead, struct arena *a, struct str path,
		struct stat *st, struct str *bytes);
/* End the thread and give back what nobody took. */
void ahead_stop(struct ahead *ahead);

#endif
