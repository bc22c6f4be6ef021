/* A head is refused, or it is written again to the same bytes. */
#include <assert.h>
#include <string.h>

#include "store/store.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = size ? (const char *)data : "";
	char again[STORE_HEAD_TEXT];
	struct store_why why = { 0 };
	struct store_head head;

	if (store_head_read(&head, text, size, &why) != STORE_OK) {
		assert(why.what);
		return 0;
	}
	assert(store_head_write(&head, again) == size);
	assert(memcmp(again, text, size) == 0);
	return 0;
}
