/*
 * library.h - the version of the library behind this folder, at run time.
 */
#ifndef PP_VIEW_LIBRARY_H
#define PP_VIEW_LIBRARY_H

#include "base/str.h"

/* "libgit2" and its version. */
struct str view_library(struct arena *a);

#endif
