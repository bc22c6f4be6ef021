/*
 * cache_tree.h - the ids of folders that git keeps in its index
 * (gitformat-index(5), TREE): what they would be called as trees.
 *
 *	if (cache_tree_read(&t, a, extension, width) < 0)
 *		...nothing is known
 *	below = cache_tree_below(a, &t, t.nodes);
 *	if ((node = map_get(&below, STR("src"))) && node->id)
 *		...node->count entries make that id
 *
 * git marks a folder whose entries changed since: its count is -1, and it has
 * no id. While it runs the hooks of a commit there are none of those, unless
 * an entry is only intended. The bytes may be anybody's: they are read within
 * bounds, and who uses a count holds it against the entries.
 */
#ifndef PP_VIEW_CACHE_TREE_H
#define PP_VIEW_CACHE_TREE_H

#include "base/map.h"

struct arena;

enum { CACHE_TREE_DEPTH = 2048 };

struct cache_node {
	struct str name; /* one segment; empty for the top */
	long count;	 /* entries of the index below it; -1: not known */
	const unsigned char *id; /* NULL where the count is not known */
	size_t end;		 /* one past the last node below it */
};

struct cache_tree {
	struct cache_node *nodes; /* each folder before what is in it; 0: top */
	size_t count;
};

/* bytes are the extension's, without its head, and are borrowed. 0, or -1:
 * damaged. */
int cache_tree_read(struct cache_tree *out, struct arena *a, struct str bytes,
		    size_t width);
/* The nodes right below one (NULL: none), by name: struct cache_node. */
struct map cache_tree_below(struct arena *a, const struct cache_tree *t,
			    const struct cache_node *node);

#endif
