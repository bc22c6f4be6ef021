/*
 * mend.h - put back what the store lost: what F has, and any object that a
 * release names, from wherever its bytes still are (DESIGN 2.4).
 */
#ifndef PP_RELEASE_MEND_H
#define PP_RELEASE_MEND_H

#include "release/setting.h"

struct mend_request {
	struct repo *repo;
	const char *base; /* --base, or NULL */
	bool no_base;
	bool dry_run;
};

struct mended {
	struct str path;
	struct str from; /* "the base", "HEAD", "prompts/x.j2", ... */
	/* what was there instead, if the file was changed rather than lost: an
	 * edit that git merged into it, to be shown as a patch */
	bool changed;
	struct str before, after; /* the right bytes, and what was there */
	struct str source; /* the file that the edit was meant for, or empty */
};

struct mend_result {
	const struct mended *items;
	size_t count;
	/* objects that a release names and that are nowhere to be found */
	const struct str *lost;
	size_t lost_count;
	struct base base;
};

int mend_run(struct mend_result *out, struct arena *a,
	     const struct mend_request *request, struct error *err);

#endif
