/*
 * placed.h - the entries of git's index by number: each is held against the
 * rules of the format (dirc.h) once, and read where it lies in the file, when
 * it is asked for.
 *
 *	if (placed_read(&p, a, bytes, name, err) == 0)
 *		for (i = placed_search(&p, 0, STR("src/")); ...
 *
 * Not in version 4, whose paths are not there as a whole. In order of path and
 * stage. The bytes are borrowed, for as long as the entries are used.
 */
#ifndef PP_VIEW_PLACED_H
#define PP_VIEW_PLACED_H

#include "view/dirc.h"

struct placed {
	struct dirc dirc;	    /* what stands behind the entries */
	const unsigned char *first; /* entry; places count from here */
	uint32_t *places; /* where each begins: a multiple of eight, but for the
			   * bits of PLACED_BITS, which are the user's */
	size_t count;
};

enum {
	PLACED_BITS = 7,
	PLACED_FLAGS = 60, /* from an entry to its flags; ids are by SHA-1 */
	PLACED_PATH = 62,  /* and to its path, */
	PLACED_LONGER = 2, /* which is so much farther */
	PLACED_EXTENDED = 0x40 /* where its first flags byte has this bit */
};

typedef void placed_fn(void *argument, const struct dirc_entry *entry);

/* 0, ERROR_FAILED as dirc_start, or ERROR_ABSENT: version 4. */
int placed_read(struct placed *out, struct arena *a, struct str bytes,
		const char *name, struct error *err);

static inline const unsigned char *placed_at(const struct placed *p, size_t i)
{
	return p->first + (p->places[i] & ~(uint32_t)PLACED_BITS);
}

/* Its path, with a NUL behind it. */
static inline const char *placed_path(const struct placed *p, size_t i)
{
	const unsigned char *entry = placed_at(p, i);

	return (const char *)entry + PLACED_PATH +
	       (entry[PLACED_FLAGS] & PLACED_EXTENDED ? PLACED_LONGER : 0);
}

/* All of it. False: it cannot be. */
bool placed_entry(const struct placed *p, size_t i, struct dirc_entry *out);

/* The first entry that is not before key; none before `from` is. */
size_t placed_search(const struct placed *p, size_t from, struct str key);

/*
 * Every entry that has the path key, or lies below it where key ends in a slash
 * or is empty: all stages, and intended ones, in order. from is as for
 * placed_search; returns where the first of them is, or would be.
 */
size_t placed_each(const struct placed *p, size_t from, struct str key,
		   placed_fn *tell, void *argument);
/* Every entry whose path is wanted: the others are not read. */
void placed_wanted(const struct placed *p, bool (*wanted)(struct str path),
		   placed_fn *tell, void *argument);

#endif
