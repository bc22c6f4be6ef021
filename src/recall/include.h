/*
 * include.h - which other files a file of git's configuration may include.
 */
#ifndef PP_RECALL_INCLUDE_H
#define PP_RECALL_INCLUDE_H

#include "base/str.h"

struct arena;

/*
 * Call each with the absolute path of every file that text, the configuration
 * that lies at path, names in a section `include` or `includeIf`, whatever
 * its condition. home may be NULL. -1: there is one whose path cannot be told (quotes,
 * escapes, "~user").
 */
int include_each(struct arena *a, const char *path, struct str text,
		 const char *home,
		 void (*each)(void *argument, const char *path),
		 void *argument);

#endif
