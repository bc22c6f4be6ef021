/*
 * glob.h - path globs, as the manifest writes them.
 *
 * | in a glob | matches |
 * | --- | --- |
 * | `*` | any characters of one segment, none as well; dots too |
 * | `?` | one character (code point) that is not a slash |
 * | `**` | any characters, slashes too, none as well |
 * | `**` as a whole segment | any number of segments; none as well, and then without the slash that sets it apart |
 * | all else | itself; there are no classes, braces or escapes |
 *
 * So with `**` between the segments a and b, a/b and a/x/y/b match; a first
 * segment `**` matches at the top too; a last one matches the folder's own
 * name too.
 *
 *	if (glob_is(entry))
 *		for each path under glob_prefix(entry)
 *			if (glob_match(entry, path))
 *				...
 *
 * Both sides are paths relative to the same folder, with `/`. Comparison is
 * of bytes: case counts, Unicode form too. Time is at most the product of the
 * lengths, whatever the glob: it is simulated, never backtracked into.
 */
#ifndef PP_PATTERN_GLOB_H
#define PP_PATTERN_GLOB_H

#include "base/str.h"

/* A longer glob (one with a wildcard, that is) matches nothing. */
enum { GLOB_MAX = 4096 };

/* Whether there is a wildcard in it; else it matches only itself. */
bool glob_is(struct str glob);
/* Whether the whole of path is what glob describes. */
bool glob_match(struct str glob, struct str path);
/*
 * The longest folder that everything the glob matches lies in, without a
 * slash at its end; empty for the top. Borrowed from glob. Everything, save
 * that a trailing `**` segment also matches the folder's own name.
 */
struct str glob_prefix(struct str glob);

#endif
