/*
 * prefix.h - how far two effective prompts begin with the same bytes, for the
 * prompt caches of providers: a cached beginning is good up to its first
 * difference.
 *
 * The bytes are those of the sources, in the order in which they are laid out
 * before the model: the definitions of tools, then the messages with their
 * includes put in, where that can be proven; an include that cannot be put in
 * ends the common beginning unless all its parts are the same. Variables
 * count as they are written: what they will hold is the same in both, or the
 * caller's doing.
 */
#ifndef PP_COMPAT_PREFIX_H
#define PP_COMPAT_PREFIX_H

#include "compat/compat.h"

struct common_prefix {
	size_t bytes;	 /* that both begin with */
	size_t from, to; /* how many each has */
};

/* ERROR_ABSENT, ERROR_REFUSED: an object is missing, or not what it says. */
int compat_prefix(struct arena *a, const struct compat_side *from,
		  const struct compat_side *to, struct common_prefix *out,
		  struct error *err);

#endif
