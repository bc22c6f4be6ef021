/*
 * include_fast.h - the parts of include_fast.c. Private to include*.c.
 */
#ifndef PP_SCHEMA_INCLUDE_FAST_H
#define PP_SCHEMA_INCLUDE_FAST_H

#include "schema/include_solve.h"

/* A schema inside another, or in its place: read in the same way. */
struct literal fast_child(struct literal of, const struct schema *schema);
/* A schema in place of another: there may be names that it does not have. */
struct literal fast_part(struct literal of, const struct schema *schema);
/* Arrays and objects alone. */
bool fast_array(struct solver *s, struct literal small, struct literal large);
bool fast_object(struct solver *s, struct literal small, struct literal large);
/* As many, and each the same as the one in its place. */
bool fast_same_list(struct solver *s, struct literal x, struct literal y,
		    const struct schema_list *xs, const struct schema_list *ys);

#endif
