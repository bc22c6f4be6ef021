/* Mustache: the text as it is, without extensions, and with other tags. */
#include <stdint.h>

#include "fuzz/language.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct template_option bare = { STR("extensions"), STR("false") };
	const struct template_option tags = { STR("tags"), STR("\"< aa\"") };
	const struct str text = { (const char *)data, size };

	language_check("mustache", text, NULL, 0);
	language_check("mustache", text, &bare, 1);
	language_check("mustache", text, &tags, 1);
	return 0;
}
