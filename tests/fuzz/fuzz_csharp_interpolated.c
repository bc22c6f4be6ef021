/* C#'s interpolated strings; the first byte says how many braces. */
#include <stdint.h>

#include "fuzz/language.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct str text = { (const char *)data, size };
	struct template_option braces = { STR("braces"), STR("\"2\"") };

	if (size == 0)
		return 0;
	language_check("csharp-interpolated", str_cut(text, 1, size), &braces,
		       data[0] == '2' ? 1 : 0);
	return 0;
}
