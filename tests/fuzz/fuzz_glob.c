/* Globs: the first line is the glob, the rest the path. */
#include <assert.h>
#include <stdint.h>

#include "pattern/glob.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct str text = { (const char *)data, size };
	size_t line = str_find(text, '\n', 0);
	struct str glob = str_cut(text, 0, line);
	struct str path = str_cut(text, line + 1, text.n);
	struct str prefix = glob_prefix(glob);
	bool match = glob_match(glob, path);

	if (!glob_is(glob))
		assert(match == str_eq(glob, path));
	if (match)
		assert(path.n >= prefix.n &&
		       str_eq(str_cut(path, 0, prefix.n), prefix));
	if (str_is(glob, "**"))
		assert(match);
	return 0;
}
