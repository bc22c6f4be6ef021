/*
 * A commit or a tree, as it stands in an object: the first byte says which.
 * Whatever it is, nothing outside of it is given.
 */
#include <assert.h>
#include <stdint.h>

#include "recall/loose.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str bytes = { size ? (const char *)data + 1 : "",
			     size ? size - 1 : 0 };
	struct loose_commit commit;
	struct loose_entry entry;

	if (size && data[0] == 'c') {
		if (loose_commit(&commit, bytes) == 0)
			assert(commit.tree.n == LOOSE_HEX &&
			       (commit.parent.n == 0 ||
				commit.parent.n == LOOSE_HEX));
	} else if (loose_entry(&entry, bytes, STR("a")) == 1) {
		assert(strspn(entry.id, "0123456789abcdef") == LOOSE_HEX &&
		       entry.id[LOOSE_HEX] == '\0');
	}
	return 0;
}
