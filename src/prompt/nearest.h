/*
 * nearest.h - "did you mean": the known name that a mistyped one is closest
 * to.
 */
#ifndef PP_PROMPT_NEAREST_H
#define PP_PROMPT_NEAREST_H

#include "base/str.h"

enum { NEAREST_EDITS = 2, NEAREST_LENGTH = 64 };

/*
 * Whether name is closer to word than *best edits (at most NEAREST_EDITS
 * insertions, deletions and replacements of a byte); then *best is how far.
 * Start with *best = NEAREST_EDITS + 1.
 */
bool nearest_try(struct str word, const char *name, size_t *best);
/* The closest of names (NULL ends), or NULL where none is close. */
const char *nearest(struct str word, const char *const *names);

#endif
