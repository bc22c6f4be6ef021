#include "view/cache_tree.h"

#include "base/arena.h"

/* A number in decimal with an end behind it, cut off *rest. */
static bool cut_number(struct str *rest, char end, long *out)
{
	bool minus = rest->n && rest->p[0] == '-';
	size_t i = minus;
	long n = 0;

	for (; i < rest->n && rest->p[i] >= '0' && rest->p[i] <= '9'; i++) {
		if (n > 100000000)
			return false;
		n = n * 10 + (rest->p[i] - '0');
	}
	if (i == (size_t)minus || i == rest->n || rest->p[i] != end)
		return false;
	*out = minus ? -n : n;
	*rest = str_cut(*rest, i + 1, rest->n);
	return true;
}

/* Cut one node off: NAME NUL COUNT SP SUBTREES LF, and its id if it has one. */
static bool cut_node(struct str *rest, size_t width, struct cache_node *out,
		     long *below)
{
	size_t nul = str_find(*rest, '\0', 0);

	*out = (struct cache_node){ .name = str_cut(*rest, 0, nul) };
	if (nul == rest->n)
		return false;
	*rest = str_cut(*rest, nul + 1, rest->n);
	if (!cut_number(rest, ' ', &out->count) ||
	    !cut_number(rest, '\n', below) || *below < 0 ||
	    (size_t)*below > rest->n)
		return false;
	if (out->count < 0)
		return true;
	if (rest->n < width)
		return false;
	out->id = (const unsigned char *)rest->p;
	*rest = str_cut(*rest, width, rest->n);
	return true;
}

int cache_tree_read(struct cache_tree *out, struct arena *a, struct str bytes,
		    size_t width)
{
	struct {
		size_t node;
		long left;
	} open[CACHE_TREE_DEPTH];
	size_t depth = 0, room = 0;
	long below;

	*out = (struct cache_tree){ 0 };
	do {
		size_t at = out->count;

		out->nodes = arena_grow(a, out->nodes, at, &room,
					sizeof(*out->nodes));
		if (depth == CACHE_TREE_DEPTH ||
		    !cut_node(&bytes, width, &out->nodes[at], &below))
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
