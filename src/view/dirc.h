/*
 * dirc.h - the bytes of git's index as entries (gitformat-index(5), DIRC).
 *
 *	struct dirc d;
 *	struct dirc_entry entry;
 *	int rc = dirc_start(&d, run, bytes, name, err);
 *
 *	while (rc == 0 && (rc = dirc_next(&d, &entry, err)) > 0)
 *		...
 *
 * Versions 2, 3 and 4. What is given may be believed only when dirc_next has
 * returned 0: the extensions stand behind the entries, and they say whether
 * these are all there are. Until then entries may be empty or out of order
 * (those of a split index are).
 *
 * dirc_start is for an index of ids by SHA-1 that has all its entries; a split
 * or a sparse one is a failure. dirc_start_any is for whoever knows what to do
 * with those (index.c): where d.link is not empty at the end, the entries are
 * changes to a shared index, some have no name, and their order was not looked
 * at; where d.sparse is set, an entry whose mode is that of a folder stands
 * for everything below it.
 *
 * The checksum at the end is passed over, as git does: it costs more than all
 * the rest, and is left out where index.skipHash is set. The structure is held
 * to instead: lengths, the order of the entries, nothing beyond the end. Bytes
 * of any origin are safe to read.
 *
 * Every failure is ERROR_FAILED, with name in its sentence and help.
 */
#ifndef PP_VIEW_DIRC_H
#define PP_VIEW_DIRC_H

#include <stdint.h>

#include "base/error.h"
#include "base/str.h"

struct arena;

enum { DIRC_LIMIT = 1 << 30 }; /* bytes of an index, and of all its paths */

struct dirc_entry {
	struct str path; /* a NUL behind it; in the bytes or the arena */
	size_t shared;	 /* bytes of it that the path before begins with, too */
	unsigned stage;	 /* 0, or 1 to 3: a side of a conflict */
	bool intent, skip; /* intent-to-add, skip-worktree */
	const unsigned char *id;
	uint32_t ctime_s, ctime_ns, mtime_s, mtime_ns;
	uint32_t ino, mode, size;
};

/* Change it only through the calls below. */
struct dirc {
	const char *name;
	struct arena *arena;
	const unsigned char *at, *end;
	size_t width;		/* bytes of an id */
	uint32_t version, left; /* entries still to come */
	struct str path;	/* of the entry before; empty: there is none */
	unsigned stage;
	size_t spelled;	   /* bytes of paths that version 4 made us write */
	const char *amiss; /* wrong, unless the index is split; or NULL */
	struct str link;   /* of a split index: which one it changes, and how */
	struct str folders; /* cache_tree.h; empty: there is none */
	bool any, sparse;
	bool odd; /* dirc_places: there are stages or intended entries */
};

/* bytes and name are borrowed, for as long as the entries are used. */
int dirc_start(struct dirc *d, struct arena *a, struct str bytes,
	       const char *name, struct error *err);
/* width: bytes of an id, 20 or 32. */
int dirc_start_any(struct dirc *d, struct arena *a, struct str bytes,
		   size_t width, const char *name, struct error *err);
/* Entries still to come; no more than the bytes have room for. */
size_t dirc_left(const struct dirc *d);
/* 1 and the next entry; 0: that was all, and all is well; ERROR_FAILED. */
int dirc_next(struct dirc *d, struct dirc_entry *out, struct error *err);
/*
 * All the entries that are still to come, as dirc_next would give them: where
 * each begins, in bytes from where the first of them does. 0 or ERROR_FAILED.
 */
int dirc_places(struct dirc *d, struct arena *a, uint32_t **places,
		size_t *count, struct error *err);
/*
 * Read an entry again that dirc_next or dirc_places gave: at is where it
 * begins, 40 bytes before its id. What it shares is not known any more (0).
 * Not in version 4. 0 or -1.
 */
int dirc_again(const struct dirc *d, const unsigned char *at,
	       struct dirc_entry *out);

#endif
