/*
 * The bytes of a record, with a checksum that is right: what is read keeps to
 * what memo.h says, and is written as it was read.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "recall/memo.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool lies_in(struct str key, struct str folder)
{
	return memo_is_folder(folder) && folder.n <= key.n &&
	       memcmp(folder.p, key.p, folder.n) == 0;
}

static void look(const struct memo *m)
{
	assert(m->head.n == 40);
	for (size_t i = 0; i < m->file_count; i++)
		assert(m->files[i].p[0] == '/' &&
		       strlen(m->files[i].p) == m->files[i].n);
	for (size_t i = 1; i < m->key_count; i++)
		assert(str_compare(m->keys[i - 1], m->keys[i]) < 0 &&
		       !lies_in(m->keys[i], m->keys[i - 1]));
	for (size_t i = 0; i < m->node_count; i++)
		assert(m->nodes[i].id.n == 40 || m->nodes[i].id.n == 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct buf b = buf_in(&arena);
	struct store_id sum;
	char text[STORE_DIGEST_TEXT + 1];
	struct memo memo;
	struct str again;

	buf_add(&b, (struct str){ size ? (const char *)data : "", size });
	(void)memo_read(&memo, &arena, buf_str(&b));
	store_id_of(&sum, b.data, b.len);
	store_id_write(&sum, text);
	buf_addf(&b, "S%s", text);
	buf_addc(&b, '\0');
	if (memo_read(&memo, &arena, buf_str(&b)) == 0) {
		look(&memo);
		again = memo_write(&arena, &memo);
		assert(memo_read(&memo, &arena, again) == 0);
		assert(str_eq(memo_write(&arena, &memo), again));
	}
	arena_free(&arena);
	return 0;
}
