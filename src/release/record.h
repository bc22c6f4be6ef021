/*
 * record.h - records that end a prompt's life under an id: `retired` and
 * `moved` (DESIGN 2.5; store/FORMAT.md has their form).
 *
 *	records/retired/<id>@<version>
 *	records/moved/<old id>@<version>
 *
 * A record is a small JSON file in the same spelling as a release:
 *
 *	{
 *	  "format": "promptpin.record/1",
 *	  "kind": "moved",
 *	  "prompt": "old",
 *	  "version": "2.3.1",
 *	  "release": "sha256:...",
 *	  "to": "new",
 *	  "at": "2026-11-21T10:00:00Z",
 *	  "reason": "..."
 *	}
 *
 * `to` stands only in moved, `reason` only where one was given.
 */
#ifndef PP_RELEASE_RECORD_H
#define PP_RELEASE_RECORD_H

#include "base/str.h"
#include "store/store.h"

struct arena;

struct record {
	struct str kind; /* "retired" or "moved" */
	struct str prompt, version;
	struct store_id release;
	struct str to; /* empty in retired */
	struct str at;
	struct str reason; /* empty: none */
};

struct str record_path(struct arena *a, const struct record *r);
struct str record_write(struct arena *a, const struct record *r);
/* 0, or -1: not a record of this version. */
int record_read(struct arena *a, struct str text, struct record *out);

#endif
