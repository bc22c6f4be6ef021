/*
 * remember_prompts.h - write down which prompts the hook has found clean, and
 * pass them over the next time (recall/known.h). A part of remember.h:
 *
 *	request.memory = remember_prompts(&memory, run, view);
 *	...check
 *	remember_prompts_end(&memory, run, &c);
 *
 * Any trouble means that nothing is known; nobody hears of it.
 */
#ifndef PP_CLI_REMEMBER_PROMPTS_H
#define PP_CLI_REMEMBER_PROMPTS_H

#include "cli/remember.h"

/* view: what remember_view gave. NULL where nothing is remembered. */
const struct check_memory *remember_prompts(struct remember *m, struct run *run,
					    struct view *view);
/* Where the check ended, and refused nothing. */
void remember_prompts_end(struct remember *m, struct run *run,
			  const struct check *c);

#endif
