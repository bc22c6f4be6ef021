/*
 * The ids of folders in git's index: no input breaks it; every node ends behind
 * itself and in the one above, and has an id exactly where its count is known.
 */
#include <assert.h>
#include <stdint.h>

#include "base/arena.h"
#include "view/cache_tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = { 0 };
	struct cache_tree t;

	if (cache_tree_read(&t, &a, (struct str){ (const char *)data, size },
			    20) == 0) {
		assert(t.count && t.nodes[0].end == t.count);
		for (size_t i = 0; i < t.count; i++) {
			const struct cache_node *n = &t.nodes[i];
			struct map below = cache_tree_below(&a, &t, n);

			assert(n->end > i && n->end <= t.count);
			assert((n->id != NULL) == (n->count >= 0));
			for (size_t j = 0; j < below.count; j++) {
				const struct cache_node *m =
					below.entries[j].value;

				assert(m > n && m->end <= n->end);
			}
			if (below.count > 100)
				break;
		}
	}
	arena_free(&a);
	return 0;
}
