/*
 * schema_keyword.h - the keywords of two schemas, one by one. Private to
 * schema_delta.c, whose header says what the answers mean.
 */
#ifndef PP_COMPAT_SCHEMA_KEYWORD_H
#define PP_COMPAT_SCHEMA_KEYWORD_H

#include "compat/schema_delta.h"

struct delta *delta_add(struct deltas *d, enum delta_kind kind,
			struct str property, struct str keyword);
/* What an alikeness other than ALIKE_EQUAL means. */
void schema_add_alike(struct deltas *d, struct str property, struct str keyword,
		      enum alike alike);
/*
 * Compare two schemas keyword by keyword. whole: they are no properties, and
 * their `properties` and `required` are left to the caller.
 */
void schema_keywords(struct deltas *d, struct str property, bool whole,
		     const struct node *from, const struct node *to);

#endif
