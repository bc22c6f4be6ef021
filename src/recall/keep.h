/*
 * keep.h - the files in which hooks keep what they remember: promptpin/cache/
 * in the git folder of the work tree (each linked one has its own), in a folder
 * and files that belong to this user and that nobody else may write.
 *
 * Nothing is made durable: what a machine loses when it stops is only made
 * anew. Half a file has the wrong checksum (seal.h).
 */
#ifndef PP_RECALL_KEEP_H
#define PP_RECALL_KEEP_H

#include "recall/place.h"

#define KEEP_CLEAN "clean"     /* memo.h */
#define KEEP_PROMPTS "prompts" /* known.h */

enum { KEEP_SIZE = 16 << 20 }; /* bytes of a file */

int keep_load(struct str *out, struct arena *a, const struct place *place,
	      const char *name);
/* In the place of the one before; a half of it is none. 0 or -1. */
int keep_save(const struct place *place, struct arena *a, const char *name,
	      struct str bytes);

#endif
