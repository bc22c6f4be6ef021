/*
 * Paths from outside: whatever the bytes, a path that is let through stays in
 * the repository, and joining gives nothing else.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "view/view.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void holds(struct str path)
{
	size_t end;

	assert(path.n > 0 && path.n <= 4096 && path.p[0] != '/');
	assert(memchr(path.p, '\0', path.n) == NULL);
	for (size_t from = 0; from <= path.n; from = end + 1) {
		struct str segment;

		end = str_find(path, '/', from);
		segment = str_cut(path, from, end);
		assert(segment.n > 0 && !str_is(segment, ".") &&
		       !str_is(segment, "..") && !str_is(segment, ".git"));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str all = { (const char *)data, size }, out;
	size_t cut = str_find(all, '\n', 0);
	struct arena arena = { 0 };
	struct str folder = str_cut(all, 0, cut);

	if (view_path_ok(all))
		holds(all);
	if (folder.n == 0 || view_path_ok(folder))
		if (view_path_join(&arena, folder, str_cut(all, cut + 1, all.n),
				   &out) == 0)
			holds(out);
	arena_free(&arena);
	return 0;
}
