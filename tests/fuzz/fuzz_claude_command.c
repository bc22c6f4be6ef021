/* What Claude Code fills into a command; it refuses nothing but bytes. */
#include <stdint.h>

#include "fuzz/language.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct str text = { (const char *)data, size };

	language_check("claude-command", text, NULL, 0);
	return 0;
}
