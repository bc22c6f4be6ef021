/*
 * plumbing.h - what the files that read through git's plumbing share:
 * plumbing.c opens and has the settings, plumbing_read.c asks.
 */
#ifndef PP_VIEW_PLUMBING_H
#define PP_VIEW_PLUMBING_H

#include "view/internal.h"
#include "view/talk.h"

struct plumbing_setting {
	const char *key, *value; /* value may be NULL */
};

struct plumbing {
	struct plumbing_setting *settings;
	size_t count, room;
	struct talk *objects, *attributes; /* NULL: not started */
};

/* As struct source has them. */
int plumbing_object(struct repo *repo, struct arena *a,
		    const struct view_oid *oid, enum object_kind want,
		    size_t limit, struct object *out, struct error *err);
int plumbing_resolve(struct repo *repo, const char *rev, enum object_kind want,
		     struct view_oid *out, struct error *err);
int plumbing_attributes(struct repo *repo, struct arena *a, struct str path,
			const char *values[ATTRIBUTE_COUNT], struct error *err);
int plumbing_unborn(struct repo *repo, bool *out, struct error *err);
int plumbing_refs(struct repo *repo, struct arena *a, const char *prefix,
		  ref_fn *each, void *argument, struct error *err);
int plumbing_ref(struct repo *repo, struct arena *a, const char *full,
		 struct ref_seen *out, struct error *err);

#endif
