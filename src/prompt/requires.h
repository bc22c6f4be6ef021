/*
 * requires.h - whether this program is new enough for a repository.
 *
 * Asked before anything else is read, since an older program could take
 * what a newer one wrote for an error of the user's.
 */
#ifndef PP_PROMPT_REQUIRES_H
#define PP_PROMPT_REQUIRES_H

#include "base/error.h"
#include "base/str.h"

/*
 * Look for `requires:` and `promptpin:` at the start of a line of the
 * manifest, whatever else stands in it. 0, or ERROR_FAILED where they ask
 * for a newer program.
 */
int requires_scan(struct str manifest, struct error *err);
/* The same for `.promptpin/format`. */
int requires_format(struct str format, struct error *err);
/*
 * One value of `requires:`. 0; ERROR_FAILED where it asks for a newer
 * program; ERROR_USAGE (nothing in *err) where it is not ">=X.Y".
 */
int requires_value(struct str value, struct error *err);
/* One value of `promptpin:`; the same. */
int requires_manifest(struct str value, struct error *err);

#endif
