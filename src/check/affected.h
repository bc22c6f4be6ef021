/*
 * affected.h - the prompts that a change touches: those whose normal digest
 * is not the same in two views, whether through their own files, a partial, a
 * tool, a schema or the manifest.
 *
 *	struct affected_list list;
 *
 *	if (affected_find(&list, run, &from, &to, &bumps, err) == 0)
 *		...list.items, by id
 *
 * Releases and heads do not count: a prompt is what the model receives. What
 * cannot be built in one of the views is given as AFFECTED_UNREADABLE, never
 * left out.
 */
#ifndef PP_CHECK_AFFECTED_H
#define PP_CHECK_AFFECTED_H

#include "compat/compat.h"
#include "prompt/build.h"

enum affected_how {
	AFFECTED_CHANGED,
	AFFECTED_ADDED,	    /* in the second manifest only */
	AFFECTED_REMOVED,   /* in the first only */
	AFFECTED_UNREADABLE /* it does not come to a prompt on one side */
};

/* A file that is not the same on both sides, and how the prompt reaches it. */
struct affected_path {
	struct str path;
	const struct str *chain; /* message file, ..., path; NULL: named by
				  * the manifest itself */
	size_t chain_count;
};

struct affected {
	struct str id;
	enum affected_how how;
	const struct affected_path *paths; /* bytewise */
	size_t path_count;
	struct changes changes; /* of AFFECTED_CHANGED; empty where the
				 * objects do not let them be told */
};

struct affected_list {
	const struct affected *items; /* by id */
	size_t count;
};

struct affected_side {
	struct view *view;
	const struct manifest *manifest; /* valid, or not present */
};

/* 0, or ERROR_FAILED where a file could not be read. */
int affected_find(struct affected_list *out, struct arena *a,
		  const struct affected_side *from,
		  const struct affected_side *to,
		  const struct compat_policy *policy, struct error *err);

#endif
