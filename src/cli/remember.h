/*
 * remember.h - write down that the hook had nothing to say, and what that
 * hung on, for the front door (src/recall).
 *
 *	remember_start(&memory, run->arena);	(before the repository is opened)
 *	...open it
 *	remember_begin(&memory, run);
 *	view = remember_view(&memory, view);
 *	setting.trace = memory.on;
 *	...check; where nothing was printed and the exit status is 0:
 *	remember_end(&memory, run, &c, view);
 *
 * What is asked before the check is asked again behind it, so that what moved
 * in between is not remembered. Any trouble means that nothing is remembered;
 * nobody hears of it.
 */
#ifndef PP_CLI_REMEMBER_H
#define PP_CLI_REMEMBER_H

#include <time.h>

#include "base/buf.h"
#include "check/check.h"
#include "cli/run.h"
#include "recall/place.h"
#include "recall/memo.h"

struct remember {
	bool on;
	struct timespec start;
	struct place place;
	struct memo memo;
	size_t file_room;
	struct str world;    /* what answers_world said before the check */
	int index;	     /* the index file, open; -1 */
	struct view *staged; /* that the check sees through another */
	struct remember_prompts *prompts; /* remember_prompts.h, or NULL */
	/* remember_rest.h: the record whose answers, but for the files that may
	 * hold prompts, are these; NULL: there is none */
	const struct memo *past;
	struct buf answers;
};

void remember_start(struct remember *m);
void remember_begin(struct remember *m, struct run *run);
struct view *remember_view(struct remember *m, struct run *run,
			   struct view *view);
/* Also to be called, with c NULL, where there is nothing to remember. */
void remember_end(struct remember *m, struct run *run, const struct check *c,
		  struct view *view);

#endif
