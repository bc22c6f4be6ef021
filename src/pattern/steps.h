/*
 * steps.h - how far a search of PCRE2 may go, counted in items that are tried:
 * what the machine's speed does not change. Private to this folder.
 *
 *	pcre2_set_callout(limits, steps_count_down, &steps);
 *
 * A pattern is compiled with PCRE2_AUTO_CALLOUT for it. The search that finds
 * no step left ends with PCRE2_ERROR_MATCHLIMIT.
 */
#ifndef PP_PATTERN_STEPS_H
#define PP_PATTERN_STEPS_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stddef.h>

/* Called for every item that is tried; data is a size_t, what is left. */
static inline int steps_count_down(pcre2_callout_block *block, void *data)
{
	size_t *left = data;

	(void)block;
	if (*left == 0)
		return PCRE2_ERROR_MATCHLIMIT;
	--*left;
	return 0;
}

#endif
