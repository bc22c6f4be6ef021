#include "store.h"

#include <stdlib.h>
#include <string.h>

void store_bytes_release(struct store_bytes *bytes)
{
	free(bytes->p);
	*bytes = (struct store_bytes){ 0 };
}

int store_bytes_copy(struct store_bytes *out, const void *p, size_t n)
{
	char *copy = malloc(n + 1);

	if (!copy)
		return STORE_NOMEM;
	if (n)
		memcpy(copy, p, n);
	copy[n] = '\0';
	*out = (struct store_bytes){ copy, n };
	return STORE_OK;
}
