/* A release is refused, or it is written again to the same bytes. */
#include <assert.h>
#include <string.h>

#include "store/store.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int count(void *argument, const struct store_id *id)
{
	size_t *n = argument;

	(void)id;
	++*n;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = size ? (const char *)data : "";
	struct store_release *release = NULL;
	struct store_bytes again = { 0 };
	struct store_why why = { 0 };
	size_t objects = 0;

	if (store_release_read(&release, text, size, &why) != STORE_OK) {
		assert(!release && why.what);
		return 0;
	}
	assert(store_release_objects(release, count, &objects) == 0);
	assert(objects <= size / STORE_ID_HEX);
	assert(store_release_write(&again, release) == STORE_OK);
	assert(again.n == size && memcmp(again.p, text, size) == 0);
	store_bytes_release(&again);
	store_release_free(release);
	return 0;
}
