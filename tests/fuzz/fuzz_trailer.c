/*
 * Trailers of a commit message: whatever the message, a second time changes
 * nothing.
 */
#include <assert.h>
#include <stdint.h>

#include "base/arena.h"
#include "report/trailer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct trailer trailers[] = {
		{ STR("alpha"), STR("1.0.0 -> 1.1.0") },
		{ STR("b/c"), STR("-> 1.0.0") },
	};
	const struct str text = { (const char *)data, size };
	struct trailer_style style = { STR("#"), true };
	struct arena a = { 0 };
	struct buf once = buf_in(&a), twice = buf_in(&a);

	if (size && data[0] == '!')
		style = (struct trailer_style){ STR_EMPTY, false };
	if (trailer_add(&once, text, &style, trailers, 2)) {
		assert(memmem(buf_str(&once).p, once.len,
			      "Prompt: b/c -> 1.0.0\n", 21));
		assert(!trailer_add(&twice, buf_str(&once), &style, trailers,
				    2));
	}
	assert(twice.len == 0);
	arena_free(&a);
	return 0;
}
