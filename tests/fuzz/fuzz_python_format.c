/* str.format's fields, and those that LangChain takes. */
#include <stdint.h>

#include "fuzz/language.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct str text = { (const char *)data, size };

	language_check("python-format", text, NULL, 0);
	language_check("langchain-f-string", text, NULL, 0);
	return 0;
}
