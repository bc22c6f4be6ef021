/*
 * bound.h - names bound on the way to a file that templates include.
 *
 * What an included file takes from the application is what it looks up
 * outside, without the names that are bound wherever it is reached from. So
 * whoever walks a closure of includes keeps a set for each file:
 *
 *	struct bound_set known = bound_all();		not reached yet
 *
 *	there = bound_along(arena, known of the file with the include, include);
 *	if (bound_narrow(arena, &known of the included file, there))
 *		...fewer are bound than was known: follow its includes again
 *
 * Along a path names add up; where paths meet only those of both are left. A
 * set only ever shrinks, to at most the names of one path, so that a walk
 * ends, also around a cycle. Where nobody binds anything every file is
 * entered once.
 *
 * Sets are values; their names are the arena's or the templates'.
 */
#ifndef PP_TEMPLATE_BOUND_H
#define PP_TEMPLATE_BOUND_H

#include "template/template.h"

struct bound_set {
	bool all; /* every name, as where no context is passed */
	const struct bound *items; /* sorted bytewise by name */
	size_t count;
	/* Any other name may be bound as well: the way leads through a section
	 * whose value may have a member of that name. */
	bool perhaps;
};

/* Every name, and none. */
struct bound_set bound_all(void);
struct bound_set bound_none(void);
/* What is bound in the target of an include in a file where outer is. */
struct bound_set bound_along(struct arena *a, struct bound_set outer,
			     const struct include *include);
/* Leave in *known what is bound in both. Whether it has become less. */
bool bound_narrow(struct arena *a, struct bound_set *known,
		  struct bound_set seen);

enum bound_kind { BOUND_NOT, BOUND_PERHAPS, BOUND_SURELY };
enum bound_kind bound_get(const struct bound_set *set, struct str name);

#endif
