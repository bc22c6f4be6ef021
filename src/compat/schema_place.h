/*
 * schema_place.h - where the schema lies in a provider's wrapper of an
 * output. Of this folder, and for src/check.
 */
#ifndef PP_COMPAT_SCHEMA_PLACE_H
#define PP_COMPAT_SCHEMA_PLACE_H

#include "compat/compare.h"
#include "compat/schema_delta.h"

struct schema_place {
	struct node schema; /* null where there is none */
	struct str at;	    /* its JSON Pointer; empty: the whole */
	struct node around; /* all else, without `strict` */
	bool strict;
};

/* The output: `schema`, also of `json_schema`; wrapped false: it is that. */
void schema_place_output(struct arena *a, const struct node *value,
			 bool wrapped, struct schema_place *out);
/* How two files that schemas refer to are alike. */
int schema_parts_alike(struct compare *c, const struct store_id *from,
		       const struct store_id *to, const char *name,
		       enum alike *out);

#endif
