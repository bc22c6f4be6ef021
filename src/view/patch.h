/*
 * patch.h - what lies between two texts, by libgit2's diff (xdiff): as the
 * hunks of a patch, line by line. A word diff gives it one token a line.
 *
 *	struct patch p;
 *
 *	if (patch_texts(&p, scratch, before, after, 3, err) == 0)
 *		for (size_t i = 0; i < p.hunk_count; i++)
 *			...p.hunks[i].lines
 *
 * Lines point into copies that belong to the arena.
 */
#ifndef PP_VIEW_PATCH_H
#define PP_VIEW_PATCH_H

#include "base/error.h"
#include "base/str.h"

struct arena;

enum { PATCH_ALL = 1 << 30 }; /* context: every line, in one hunk */

struct patch_line {
	char sign;	 /* ' ' in both, '-' in before, '+' in after */
	struct str text; /* with its line end, where it has one */
};

struct patch_hunk {
	/* the first line of each side, from 1 (0 where it has none), and
	 * how many */
	size_t before, before_count, after, after_count;
	const struct patch_line *lines;
	size_t line_count;
};

struct patch {
	const struct patch_hunk *hunks;
	size_t hunk_count; /* 0: the texts are the same */
};

/* context: lines around a change that are shown. 0, or ERROR_FAILED. */
int patch_texts(struct patch *out, struct arena *a, struct str before,
		struct str after, unsigned context, struct error *err);

#endif
