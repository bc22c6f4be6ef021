/*
 * own_path.h - where this program is.
 */
#ifndef PP_CLI_OWN_PATH_H
#define PP_CLI_OWN_PATH_H

struct arena;

/* Absolute, links resolved, owned by a; NULL where that cannot be told. */
const char *own_path(struct arena *a);

#endif
