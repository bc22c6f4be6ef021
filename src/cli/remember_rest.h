/*
 * remember_rest.h - whether all that the last clean answer of the hook hung on
 * is as it was, but for files that may hold prompts nobody declared
 * (recall/answers.h): then the check need only look at those of them that the
 * commit changes (check_request.rest_known).
 *
 *	remember_rest(&memory, run, &request);
 *	...check; where it looked at those alone, and had nothing to say, the
 *	record is written again with what those files are now, if
 *	rest_covers(&memory, arena, view)
 *
 * The front door asks the same, but cannot tell what a commit changes.
 */
#ifndef PP_CLI_REMEMBER_REST_H
#define PP_CLI_REMEMBER_REST_H

#include "cli/remember.h"

/* Behind remember_view: sets rest_known. */
void remember_rest(struct remember *m, struct run *run,
		   struct check_request *request);
/* Whether the record that remember_rest found asks for everything that view,
 * a view_trace, was asked for. */
bool rest_covers(const struct remember *m, struct arena *a, struct view *view);

#endif
