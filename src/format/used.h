/*
 * used.h - the variables that messages use, for a file that declares some and
 * not all: defaults without a schema.
 *
 *	struct make_variables v = make_variables(r->a, pos);
 *	...what the file says of its variables
 *	used_variables(r, p, &v);
 */
#ifndef PP_FORMAT_USED_H
#define PP_FORMAT_USED_H

#include "format/make.h"
#include "format/reading.h"

/*
 * Add what the messages of p use and v does not have, with a schema that takes
 * anything. A message that its language refuses adds nothing; whoever builds
 * the prompt tells that.
 */
void used_variables(struct reading *r, const struct format_prompt *p,
		    struct make_variables *v);

#endif
