/*
 * added.h - whether a commit of the index brings any file that may hold a
 * prompt nobody declared.
 *
 * Which of those files are looked at hangs on HEAD, and HEAD may have moved
 * since the record (base.h): a file that was HEAD's own then, and was passed
 * over as such, may be new to the HEAD of now, where a commit took it back. So
 * for another HEAD than the record's the files of the index have to be those
 * of HEAD's tree: then none of them is looked at.
 *
 * Folders whose id in the index (cache_tree.h) is that in HEAD's tree are not
 * looked into. The trees of the others have to be objects of their own, as
 * those of the last few commits are until git packs them.
 */
#ifndef PP_RECALL_ADDED_H
#define PP_RECALL_ADDED_H

#include "base/str.h"

struct answers_files;
struct arena;
struct place;

/* files: of the index, whole. 0: none; -1: some, or it cannot be told. */
int added_none(struct arena *a, const struct place *place, struct str head,
	       const struct answers_files *files);

#endif
