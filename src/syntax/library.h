/*
 * library.h - the version of the library behind this folder, at run time.
 */
#ifndef PP_SYNTAX_LIBRARY_H
#define PP_SYNTAX_LIBRARY_H

#include "base/str.h"

/* "libyaml" and its version. */
struct str syntax_library(struct arena *a);

#endif
