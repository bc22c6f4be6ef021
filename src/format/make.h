/*
 * make.h - nodes that are made rather than read: schemas of variables.
 *
 *	struct node *o = make_object(a, pos);
 *
 *	*make_member(a, o, STR("type")) = make_text(STR("string"), pos);
 *
 * An object or array made here grows as members are added; one that was read
 * is never added to (make_copy first).
 */
#ifndef PP_FORMAT_MAKE_H
#define PP_FORMAT_MAKE_H

#include "base/map.h"
#include "syntax/node.h"

struct arena;

struct node make_text(struct str text, struct pos pos);
struct node make_bool(bool value, struct pos pos);
struct node make_null(struct pos pos);
struct node *make_object(struct arena *a, struct pos pos);
struct node *make_array(struct arena *a, struct pos pos);
/* Room for the value of a new last member or element, to be written at once. */
struct node *make_member(struct arena *a, struct node *object, struct str name);
struct node *make_item(struct arena *a, struct node *array);
/* A copy that shares texts with what it is of. */
struct node *make_copy(struct arena *a, const struct node *node);
/* A copy of an object without members of these names (NULL ends). */
struct node *make_without(struct arena *a, const struct node *object,
			  const char *const *names);

/*
 * The schema of variables under construction: what `variables` stores.
 *
 *	struct make_variables v = make_variables(a, pos);
 *	*make_variable(&v, STR("tone"), true) = schema;
 *	p->variables = format_made(r, make_variables_end(&v, true));
 */
struct make_variables {
	struct arena *a;
	struct map names; /* to their places in properties */
	struct node *object, *properties, *required;
};
struct make_variables make_variables(struct arena *a, struct pos pos);
/* Room for the schema of a name; a name that comes again takes the place it
 * had. */
struct node *make_variable(struct make_variables *v, struct str name,
			   bool required);
struct node *make_variables_end(struct make_variables *v, bool closed);

#endif
