/* string.Template, as substitute() and safe_substitute() read it. */
#include <stdint.h>

#include "fuzz/language.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct template_option safe = { STR("safe_substitute"),
					      STR("true") };
	const struct str text = { (const char *)data, size };

	language_check("string-template", text, NULL, 0);
	language_check("string-template", text, &safe, 1);
	return 0;
}
