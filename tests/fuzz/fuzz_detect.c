/*
 * Source code and the detectors of prompts in it: the first byte says the
 * language. No input breaks or stops it; what is found is a literal of the
 * file, each once, in order, and by a detector that is on.
 */
#include <assert.h>
#include <stdint.h>

#include "base/arena.h"
#include "code/detect.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const paths[] = { "a.py", "a.ts",   "a.go",	"a.cs",
				     "a.rb", "a.java", "a.yaml" };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = { 0 };
	struct detected *found;
	struct str bytes;
	size_t count;

	if (size == 0)
		return 0;
	bytes = (struct str){ (const char *)data + 1, size - 1 };
	if (detect_find(detect_new(&a, ~UINT32_C(0)), &a,
			str_of(paths[data[0] % 7]), bytes, &found,
			&count) == 0) {
		for (size_t i = 0; i < count; i++) {
			const struct code_literal *l = &found[i].literal;

			assert(l->from < l->to && l->to <= bytes.n);
			assert(i == 0 || found[i - 1].literal.from < l->from);
			assert(detector_find(str_of(found[i].by->name)) >= 0);
			(void)detect_hints(l->text);
		}
	}
	arena_free(&a);
	return 0;
}
