/*
 * The bytes of a record of prompts, with a checksum that is right: what is
 * read keeps to what known.h says, and is written as it was read.
 */
#include <assert.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "recall/known.h"
#include "recall/seal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look(const struct known *k)
{
	assert(k->common <= k->key_count);
	for (size_t i = 0; i < k->prompt_count; i++)
		for (size_t j = 0; j < k->prompts[i].key_count; j++)
			assert(k->prompts[i].keys[j] < k->key_count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct buf b = buf_in(&arena);
	struct known known;
	struct str again;

	buf_add(&b, (struct str){ size ? (const char *)data : "", size });
	(void)known_read(&known, &arena, buf_str(&b));
	seal_end(&b);
	if (known_read(&known, &arena, buf_str(&b)) == 0) {
		look(&known);
		again = known_write(&arena, &known);
		assert(known_read(&known, &arena, again) == 0);
		assert(str_eq(known_write(&arena, &known), again));
	}
	arena_free(&arena);
	return 0;
}
