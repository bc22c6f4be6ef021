/*
 * loose.h - objects of git that are files of their own: what the last few
 * commits are made of. One in a pack is as good as absent.
 */
#ifndef PP_RECALL_LOOSE_H
#define PP_RECALL_LOOSE_H

#include <stdint.h>

#include "base/str.h"

struct arena;

enum { LOOSE_HEX = 40 };

/*
 * Read the object with that id (40 hex digits) below a folder of objects,
 * which ends in a slash. 0, or -1: not there, of another type ("commit",
 * "tree"), larger than limit, or damaged. Its hash is not looked at.
 */
int loose_read(struct str *out, struct arena *a, const char *objects,
	       struct str id, const char *type, size_t limit);

/* A commit's tree, and its parent where it has exactly one, else empty. */
struct loose_commit {
	struct str tree, parent;
};
int loose_commit(struct loose_commit *out, struct str bytes);

/* What a tree has under a name. */
struct loose_entry {
	uint32_t mode;
	char id[LOOSE_HEX + 1];
};
/* Cut the first entry off *tree. 1; 0: there is none left; -1: damaged. */
int loose_next(struct loose_entry *out, struct str *name, struct str *tree);
/* 1: there; 0: not; -1: there more than once, or the tree is damaged. */
int loose_entry(struct loose_entry *out, struct str tree, struct str name);

#endif
