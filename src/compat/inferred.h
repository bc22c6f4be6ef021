/*
 * inferred.h - the variables that a side's messages take. Private to this
 * folder.
 */
#ifndef PP_COMPAT_INFERRED_H
#define PP_COMPAT_INFERRED_H

#include "compat/compare.h"

struct inferred {
	struct str *names; /* sorted bytewise, each once */
	bool *optional;	   /* every use is guarded or has a default */
	size_t count;
};

/*
 * The union over all messages and their parts; of a part that is included,
 * what it takes where it stands. c->from or c->to.
 */
int inferred_read(struct compare *c, const struct compat_side *side,
		  struct inferred *out);
/*
 * Whether the messages of c->from, with one name for another in every tag,
 * are those of c->to.
 */
int inferred_renamed(struct compare *c, struct str before, struct str after,
		     bool *out);

#endif
