/*
 * dialect.h - what a dialect is made of. Private to this folder.
 */
#ifndef PP_SCHEMA_DIALECT_H
#define PP_SCHEMA_DIALECT_H

#include "schema/schema.h"

/* A set of dialects: 1 << dialect. */
enum {
	IN_04 = 1 << SCHEMA_DRAFT_04,
	IN_06 = 1 << SCHEMA_DRAFT_06,
	IN_07 = 1 << SCHEMA_DRAFT_07,
	IN_19 = 1 << SCHEMA_2019_09,
	IN_20 = 1 << SCHEMA_2020_12,
	IN_30 = 1 << SCHEMA_OAS_30,
	IN_31 = 1 << SCHEMA_OAS_31,
	SINCE_20 = IN_20 | IN_31,
	SINCE_19 = IN_19 | SINCE_20,
	SINCE_07 = IN_07 | SINCE_19,
	SINCE_06 = IN_06 | SINCE_07,
	SINCE_04 = IN_04 | SINCE_06,
	IN_ALL = SINCE_04 | IN_30,
	/* $ref stands alone: whatever is beside it is ignored */
	REF_ALONE = IN_04 | IN_06 | IN_07 | IN_30
};

/* The dialect that a value of $schema names, without its empty fragment;
 * SCHEMA_UNSAID if it is none of those that are built in. */
enum schema_dialect dialect_of_uri(struct str uri);
bool dialect_is(enum schema_dialect dialect, int set);
/* The text of a published meta-schema by its uri; NULL if it is none. */
const char *dialect_meta(struct str uri, size_t *length);

#endif
