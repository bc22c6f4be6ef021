#include "prompt/nearest.h"

static size_t least(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* Levenshtein's distance; b has at most NEAREST_LENGTH bytes. */
static size_t edits(struct str a, struct str b)
{
	size_t row[NEAREST_LENGTH + 1];

	for (size_t j = 0; j <= b.n; j++)
		row[j] = j;
	for (size_t i = 1; i <= a.n; i++) {
		size_t corner = row[0];

		row[0] = i;
		for (size_t j = 1; j <= b.n; j++) {
			size_t up = row[j];

			row[j] = least(up + 1, row[j - 1] + 1,
				       corner + (a.p[i - 1] != b.p[j - 1]));
			corner = up;
		}
	}
	return row[b.n];
}

bool nearest_try(struct str word, const char *name, size_t *best)
{
	struct str known = str_of(name);
	size_t n;

	if (word.n > NEAREST_LENGTH || known.n > NEAREST_LENGTH ||
	    word.n > known.n + NEAREST_EDITS ||
	    known.n > word.n + NEAREST_EDITS)
		return false;
	n = edits(word, known);
	/* Two edits turn any two letters into any other word of two. */
	if (n >= *best || n >= known.n)
		return false;
	*best = n;
	return true;
}

const char *nearest(struct str word, const char *const *names)
{
	const char *found = NULL;
	size_t best = NEAREST_EDITS + 1;

	for (; *names; names++)
		if (nearest_try(word, *names, &best))
			found = *names;
	return found;
}
