#include "pattern/glob.h"

#include <stdint.h>

#include "base/text.h"

/*
 * A set of places in the glob: the simulation is in all of them at once.
 * There are n + 1 places in a glob of n bytes; the last one is its end.
 */
struct places {
	uint64_t bits[GLOB_MAX / 64 + 1];
};

struct match {
	struct str glob;
	size_t words; /* of each set that are in use */
	size_t tail;  /* from here on only whole segments of stars */
	struct places *now, *next;
};

static size_t first_wildcard(struct str glob)
{
	size_t star = str_find(glob, '*', 0), one = str_find(glob, '?', 0);

	return star < one ? star : one;
}

bool glob_is(struct str glob)
{
	return first_wildcard(glob) < glob.n;
}

struct str glob_prefix(struct str glob)
{
	struct str literal = str_cut(glob, 0, first_wildcard(glob));
	size_t slash = str_rfind(literal, '/');

	return str_cut(literal, 0, slash < literal.n ? slash : 0);
}

/* End of the run of stars at i, or i. */
static size_t stars(struct str glob, size_t i)
{
	while (i < glob.n && glob.p[i] == '*')
		i++;
	return i;
}

/* Where the segments of stars at the end begin, with the slash before. */
static size_t tail(struct str glob)
{
	size_t start = glob.n;

	for (size_t i = glob.n;;) {
		while (i > 0 && glob.p[i - 1] == '*')
			i--;
		if (i == 0 || glob.p[i - 1] != '/' || start - i < 2)
			return start;
		start = --i;
	}
}

/* All that can be reached from place i without a character is put by those
 * who call this, but for one: segments of stars at the end may be none. */
static void put(const struct match *m, struct places *set, size_t i)
{
	set->bits[i / 64] |= (uint64_t)1 << (i % 64);
	if (i >= m->tail && i < m->glob.n && m->glob.p[i] == '/')
		put(m, set, m->glob.n);
}

/* Whether the stars in [i, end) are two or more and a whole segment. */
static bool is_segment(struct str glob, size_t i, size_t end)
{
	return end - i >= 2 && (i == 0 || glob.p[i - 1] == '/') &&
	       (end == glob.n || glob.p[end] == '/');
}

/* Come to place i anew, and to all that can be reached by matching none. */
static void enter(struct match *m, struct places *set, size_t i)
{
	const struct str glob = m->glob;

	for (;;) {
		size_t end = stars(glob, i);

		put(m, set, i);
		if (end == i)
			return;
		put(m, set, end);
		if (end == glob.n || !is_segment(glob, i, end))
			return;
		i = end + 1; /* no segment at all, and so no slash */
	}
}

/* From place i over the character at c[0..n) of the path. */
static void step(struct match *m, size_t i, const char *c, size_t n)
{
	const struct str glob = m->glob;
	size_t end = stars(glob, i);

	if (end > i) {
		if (*c == '/' && end - i < 2)
			return;
		/* Stay, or go on behind the stars. Not through enter(): the
		 * slash behind a segment of stars now has to be there. */
		put(m, m->next, i);
		put(m, m->next, end);
	} else if (i < glob.n && glob.p[i] == '?') {
		if (*c != '/')
			enter(m, m->next, i + 1);
	} else if (glob.n - i >= n && memcmp(glob.p + i, c, n) == 0) {
		enter(m, m->next, i + n);
	}
}

/* All places over one character. False if none is left. */
static bool advance(struct match *m, const char *c, size_t n)
{
	struct places *swap = m->now;
	bool any = false;

	memset(m->next->bits, 0, m->words * sizeof(*m->next->bits));
	for (size_t w = 0; w < m->words; w++)
		for (uint64_t left = m->now->bits[w]; left; left &= left - 1) {
			size_t bit = (size_t)__builtin_ctzll(left);

			step(m, w * 64 + bit, c, n);
			any = true;
		}
	m->now = m->next;
	m->next = swap;
	return any;
}

static bool simulate(struct str glob, struct str path)
{
	struct places a, b;
	struct match m = { glob, glob.n / 64 + 1, tail(glob), &a, &b };
	size_t i = 0;

	memset(a.bits, 0, m.words * sizeof(*a.bits));
	enter(&m, &a, 0);
	while (i < path.n) {
		uint32_t code;
		size_t n = text_decode(&code, path.p + i, path.n - i);

		if (n == 0)
			n = 1; /* not UTF-8: a byte is a character */
		if (!advance(&m, path.p + i, n))
			return false;
		i += n;
	}
	return (m.now->bits[glob.n / 64] >> (glob.n % 64) & 1) != 0;
}

bool glob_match(struct str glob, struct str path)
{
	size_t literal = first_wildcard(glob);

	if (literal == glob.n)
		return str_eq(glob, path);
	if (glob.n > GLOB_MAX)
		return false;
	/* Most paths differ before the first wildcard. The slash before it
	 * may belong to a segment of stars that is none. */
	if (literal > 0 && glob.p[literal - 1] == '/')
		literal--;
	if (path.n < literal || memcmp(path.p, glob.p, literal) != 0)
		return false;
	return simulate(glob, path);
}
