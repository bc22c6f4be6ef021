/*
 * Regular expressions: the first line is the pattern, the rest the text. What
 * is no special character is found where it stands.
 */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "pattern/regex.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_literal(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!s.p[i] || strchr("^$\\.*+?()[]{}|", s.p[i]))
			return false;
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct str all = { (const char *)data, size };
	size_t line = str_find(all, '\n', 0);
	struct str pattern = str_cut(all, 0, line);
	struct str text = str_cut(all, line + 1, size);
	struct arena a = { 0 };
	const struct regex *regex;
	struct regex_error why;
	size_t steps = 20000, before = steps;
	enum regex_answer answer;

	if (regex_compile(&a, pattern, &regex, &why) == REGEX_OK) {
		answer = regex_search_within(regex, text, &steps);
		assert(steps <= before);
		if (is_literal(pattern) && answer != REGEX_UNDECIDED)
			assert((answer == REGEX_YES) ==
			       (pattern.n == 0 ||
				memmem(text.p, text.n, pattern.p, pattern.n) !=
					NULL));
	} else {
		assert(why.text[0] && why.offset <= pattern.n);
	}
	arena_free(&a);
	return 0;
}
