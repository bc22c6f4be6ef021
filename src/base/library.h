/*
 * library.h - the version of the library behind this folder, at run time.
 */
#ifndef PP_BASE_LIBRARY_H
#define PP_BASE_LIBRARY_H

#include "base/str.h"

/* "utf8proc" and its version. */
struct str base_library(struct arena *a);

#endif
