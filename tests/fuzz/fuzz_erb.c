/* ERB: the text as it is, and with lines of Ruby. */
#include <stdint.h>

#include "fuzz/language.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct template_option lines = { STR("trim_mode"),
					       STR("\"%<>\"") };
	const struct str text = { (const char *)data, size };

	language_check("erb", text, NULL, 0);
	language_check("erb", text, &lines, 1);
	return 0;
}
