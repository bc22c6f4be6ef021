/*
 * model_pattern.h - patterns of model ids, as templates/models describes
 * them. Private to this folder.
 */
#ifndef PP_COMPAT_MODEL_PATTERN_H
#define PP_COMPAT_MODEL_PATTERN_H

#include "base/str.h"

enum {
	MODEL_GROUPS = 9,
	/* Steps of one pattern against one id, then it does not match. */
	MODEL_STEPS = 20000
};

struct model_match {
	bool dated;			 /* a date of the pattern was there */
	struct str groups[MODEL_GROUPS]; /* empty: missing */
};

/* Whether the whole of id is what pattern describes. */
bool model_matches(const char *pattern, struct str id, struct model_match *out);

#endif
