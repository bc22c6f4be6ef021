/* Nunjucks: the text as it is, and with other tags. */
#include <stdint.h>

#include "fuzz/language.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct template_option tags[] = {
		{ STR("variableStart"), STR("\"<\"") },
		{ STR("variableEnd"), STR("\">\"") },
		{ STR("commentEnd"), STR("\"-}\"") },
		{ STR("trimBlocks"), STR("true") },
	};
	const struct str text = { (const char *)data, size };

	language_check("nunjucks", text, NULL, 0);
	language_check("nunjucks", text, tags, 4);
	return 0;
}
