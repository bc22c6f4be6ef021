/* Go's text/template: the text as it is, and with other delimiters. */
#include <stdint.h>

#include "fuzz/language.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct template_option tags[] = {
		{ STR("left_delimiter"), STR("\"<\"") },
		{ STR("right_delimiter"), STR("\")\"") },
	};
	const struct str text = { (const char *)data, size };

	language_check("go-template", text, NULL, 0);
	language_check("go-template", text, tags, 2);
	return 0;
}
