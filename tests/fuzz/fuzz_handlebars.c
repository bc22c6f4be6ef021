/* Handlebars: the text in each of its dialects. */
#include <stdint.h>

#include "fuzz/language.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct template_option dotprompt[] = {
		{ STR("dialect"), STR("\"dotprompt\"") },
		{ STR("knownHelpers"), STR("\"a f\"") },
	};
	const struct template_option kernel = { STR("dialect"),
						STR("\"semantic-kernel\"") };
	const struct str text = { (const char *)data, size };

	language_check("handlebars", text, NULL, 0);
	language_check("handlebars", text, dotprompt, 2);
	language_check("handlebars", text, &kernel, 1);
	return 0;
}
