#include "store.h"

#include <stdlib.h>

void store_bytes_release(struct store_bytes *bytes)
{
	free(bytes->p);
	*bytes = (struct store_bytes){ 0 };
}
