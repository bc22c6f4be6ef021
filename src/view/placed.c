#include "view/placed.h"

#include "base/arena.h"

enum { LENGTH_MAX = 0xfff };

int placed_read(struct placed *out, struct arena *a, struct str bytes,
		const char *name, struct error *err)
{
	int rc;

	*out = (struct placed){ 0 };
	rc = dirc_start(&out->dirc, a, bytes, name, err);
	if (rc < 0)
		return rc;
	if (out->dirc.version > 3)
		return ERROR_ABSENT;
	out->first = out->dirc.at;
	return dirc_places(&out->dirc, a, &out->places, &out->count, err);
}

bool placed_entry(const struct placed *p, size_t i, struct dirc_entry *out)
{
	return dirc_again(&p->dirc, placed_at(p, i), out) == 0;
}

/* Whether a path, with its NUL, comes before key. */
static bool is_before(const char *path, struct str key)
{
	int order = strncmp(path, key.p, key.n);

	/* A key has no NUL in it: the same so far is not before. */
	return order < 0;
}

size_t placed_search(const struct placed *p, size_t from, struct str key)
{
	size_t low = from, high, step = 1;

	/* The next key is often not far from the last. */
	while (step <= p->count - low &&
	       is_before(placed_path(p, low + step - 1), key)) {
		low += step;
		step *= 2;
	}
	high = step <= p->count - low ? low + step - 1 : p->count;
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (is_before(placed_path(p, mid), key))
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

size_t placed_each(const struct placed *p, size_t from, struct str key,
		   placed_fn *tell, void *argument)
{
	bool folder = key.n == 0 || key.p[key.n - 1] == '/';
	size_t first = placed_search(p, from, key);

	for (size_t i = first; i < p->count; i++) {
		const char *path = placed_path(p, i);
		struct dirc_entry e;

		if (strncmp(path, key.p, key.n) != 0 ||
		    (!folder && path[key.n]))
			break;
		if (placed_entry(p, i, &e))
			tell(argument, &e);
	}
	return first;
}

/* The whole path: it may be longer than the flags can say. */
static inline struct str whole_path(const struct placed *p, size_t i)
{
	const unsigned char *flags = placed_at(p, i) + PLACED_FLAGS;
	size_t n = ((size_t)flags[0] << 8 | flags[1]) & LENGTH_MAX;
	const char *path = (const char *)flags + (PLACED_PATH - PLACED_FLAGS);

	if (flags[0] & PLACED_EXTENDED)
		path += PLACED_LONGER;
	return (struct str){ path, n < LENGTH_MAX ? n : strlen(path) };
}

void placed_wanted(const struct placed *p, bool (*wanted)(struct str path),
		   placed_fn *tell, void *argument)
{
	for (size_t i = 0; i < p->count; i++) {
		struct dirc_entry e;

		if (wanted(whole_path(p, i)) && placed_entry(p, i, &e))
			tell(argument, &e);
	}
}
