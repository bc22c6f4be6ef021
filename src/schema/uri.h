/*
 * uri.h - references as RFC 3986 resolves them. Private to this folder.
 *
 * A base may be a relative path (the path of a file in the repository); then
 * so is what is resolved against it. Nothing is ever opened.
 */
#ifndef PP_SCHEMA_URI_H
#define PP_SCHEMA_URI_H

#include "base/str.h"

struct arena;

/* ref without its fragment, and the fragment, percent-decoded; *has says
 * whether there is one. */
struct str uri_split(struct arena *a, struct str ref, struct str *fragment,
		     bool *has);
/* ref, which has no fragment, against base. */
struct str uri_resolve(struct arena *a, struct str base, struct str ref);
/* Length of "scheme:" at the beginning of s without the colon, or 0. */
size_t uri_scheme(struct str s);

#endif
