/*
 * witness.h - values that are put together, as trees of nodes.
 *
 * All are made in an arena and have no position. Texts are borrowed.
 */
#ifndef PP_SCHEMA_WITNESS_H
#define PP_SCHEMA_WITNESS_H

#include "syntax/node.h"

struct arena;

const struct node *witness_number(struct arena *a, struct str text);
const struct node *witness_string(struct arena *a, struct str text);
/* An array of copies of the items, which are shared below their roots. */
const struct node *witness_array(struct arena *a,
				 const struct node *const *items, size_t count);
/* An object with these names in this order. */
const struct node *witness_object(struct arena *a, const struct str *names,
				  const struct node *const *values,
				  size_t count);

#endif
