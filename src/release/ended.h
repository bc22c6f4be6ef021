/*
 * ended.h - a prompt's end under an id: `retire` and `mv`, each with its
 * record (DESIGN 2.5). Heads and releases stay; the manifest's entry goes, or
 * gets the new id.
 */
#ifndef PP_RELEASE_ENDED_H
#define PP_RELEASE_ENDED_H

#include "release/setting.h"

struct ended_request {
	struct repo *repo;
	const char *id;
	const char *new_id; /* mv; NULL: retire */
	const char *reason; /* or NULL */
	const char *base;
	bool no_base;
	bool dry_run;
};

struct ended_result {
	struct str version; /* the head it ended with */
	bool edited;	    /* promptpin.yaml was changed */
	/* it was staged too; not where it has other changes that are not */
	bool staged;
};

/* ERROR_USAGE: no such prompt, or the new id is taken; ERROR_REFUSED: no
 * valid head, or the manifest cannot be edited safely. */
int ended_run(struct ended_result *out, struct arena *a,
	      const struct ended_request *request, struct error *err);

#endif
