#include "view/cache_tree.h"

#include "base/arena.h"

/* The bytes that are still to come. */
struct rest {
	const char *at, *end;
};

/* A number in decimal with a stop behind it, cut off *rest. */
static inline bool cut_number(struct rest *rest, char stop, long *out)
{
	const char *at = rest->at, *digits;
	bool minus = at < rest->end && *at == '-';
	long n = 0;

	digits = at += minus;
	for (; at < rest->end && *at >= '0' && *at <= '9'; at++) {
		if (n > 100000000)
			return false;
		n = n * 10 + (*at - '0');
	}
	if (at == digits || at == rest->end || *at != stop)
		return false;
	*out = minus ? -n : n;
	rest->at = at + 1;
	return true;
}

/* Cut one node off: NAME NUL COUNT SP SUBTREES LF, and its id if it has one. */
static bool cut_node(struct rest *rest, size_t width, struct cache_node *out,
		     long *below)
{
	size_t left = (size_t)(rest->end - rest->at);
	const char *nul = left ? memchr(rest->at, '\0', left) : NULL;

	if (!nul)
		return false;
	out->name = (struct str){ rest->at, (size_t)(nul - rest->at) };
	out->id = NULL;
	out->end = 0;
	rest->at = nul + 1;
	if (!cut_number(rest, ' ', &out->count) ||
	    !cut_number(rest, '\n', below) || *below < 0 ||
	    *below > rest->end - rest->at)
		return false;
	if (out->count < 0)
		return true;
	if ((size_t)(rest->end - rest->at) < width)
		return false;
	out->id = (const unsigned char *)rest->at;
	rest->at += width;
	return true;
}

int cache_tree_read(struct cache_tree *out, struct arena *a, struct str bytes,
		    size_t width)
{
	struct {
		size_t node;
		long left;
	} open[CACHE_TREE_DEPTH];
	struct rest rest = { bytes.p, bytes.n ? bytes.p + bytes.n : bytes.p };
	size_t depth = 0, room = 0;
	long below;

	*out = (struct cache_tree){ 0 };
	do {
		size_t at = out->count;

		out->nodes = arena_grow(a, out->nodes, at, &room,
					sizeof(*out->nodes));
		if (depth == CACHE_TREE_DEPTH ||
		    !cut_node(&rest, width, &out->nodes[at], &below))
			return -1;
		out->count++;
		open[depth].node = at;
		open[depth++].left = below;
		while (depth && open[depth - 1].left == 0)
			out->nodes[open[--depth].node].end = out->count;
		if (depth)
			open[depth - 1].left--;
	} while (depth);
	return 0;
}

struct map cache_tree_below(struct arena *a, const struct cache_tree *t,
			    const struct cache_node *node)
{
	struct map names = map_in(a);
	size_t i;

	if (!node)
		return names;
	for (i = (size_t)(node - t->nodes) + 1; i < node->end;
	     i = t->nodes[i].end)
		*map_put(&names, t->nodes[i].name) = &t->nodes[i];
	return names;
}
