/* Ruby's strings and the names in them. */
#include <stdint.h>

#include "fuzz/language.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct str text = { (const char *)data, size };

	language_check("ruby-interpolated", text, NULL, 0);
	return 0;
}
