/*
 * restore.h - a release's files back to their paths, byte for byte, and the
 * head set to it: a rollback in one command (DESIGN 2.4).
 */
#ifndef PP_RELEASE_RESTORE_H
#define PP_RELEASE_RESTORE_H

#include "release/setting.h"

struct restore_request {
	struct repo *repo;
	const char *id;
	const char *version; /* a version, "head" or "base" */
	const char *base;    /* --base, or NULL */
	bool no_base;
	bool force; /* overwrite work that is nowhere else */
	bool dry_run;
};

/* A part of the release that stands in the manifest, or in source code, and
 * not as it was. */
struct restore_part {
	struct str path;  /* of the source code; empty: the manifest */
	struct str key;	  /* "params", or the role of the message */
	struct str value; /* as JSON; of `model` as the manifest writes it;
			   * in code the text itself */
};

struct restore_result {
	struct str version, was;   /* the head now, and before */
	const struct str *written; /* files that were written */
	size_t written_count;
	const struct restore_part *parts; /* to be written by hand */
	size_t part_count;
	/* files of the release that the manifest does not name any more */
	const struct str *elsewhere;
	size_t elsewhere_count;
};

/* ERROR_REFUSED: a file has changes that would be lost (without force). */
int restore_run(struct restore_result *out, struct arena *a,
		const struct restore_request *request, struct error *err);

#endif
