#include "store.h"

#include <stdio.h>

#include <nettle/version.h>

void store_library(char text[STORE_LIBRARY_TEXT])
{
	(void)snprintf(text, STORE_LIBRARY_TEXT, "nettle %d.%d",
		       nettle_version_major(), nettle_version_minor());
}
