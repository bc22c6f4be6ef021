/*
 * bump.h - make the releases that are asked for (DESIGN 2.4, "bump"): planned
 * whole, then written all or nothing, and staged.
 *
 * What stands against it (a template that cannot be parsed, an unmerged
 * source) becomes findings in the sink and ERROR_REFUSED; then nothing is
 * written.
 */
#ifndef PP_RELEASE_BUMP_H
#define PP_RELEASE_BUMP_H

#include "release/setting.h"

struct bump_request {
	struct repo *repo;
	const char *const *ids; /* NULL ends; NULL: all prompts that need it */
	enum bump level;    /* at least; BUMP_NONE: what the changes ask for */
	const char *to;	    /* this version, or NULL */
	const char *reason; /* or NULL */
	const char *base;   /* --base, or NULL */
	const char *policy;
	bool keep;    /* add a release, drop no draft */
	bool no_base; /* as keep from the view's head */
	bool dry_run;
};

enum bumped {
	BUMPED_NOTHING,	 /* the head suffices */
	BUMPED_NEW,	 /* a new release */
	BUMPED_PUBLISHED /* the head is set to a published release */
};

struct bump_item {
	struct str id;
	enum bumped what;
	struct str from;    /* F's head, or empty */
	struct str was;	    /* the view's head before, or empty */
	struct str version; /* the head now */
	enum bump asks;
	struct changes changes; /* since from */
	struct store_id normal;
	bool from_index; /* the index was read, not the work tree */
	bool finished; /* nothing new, but an interrupted run's work is staged */
};

/* A source that was not staged, and why. */
struct bump_unstaged {
	struct str path, why;
};

struct bump_result {
	struct sink sink;
	const struct bump_item *items;
	size_t count;
	const struct bump_unstaged *unstaged;
	size_t unstaged_count;
	const struct str *dropped; /* drafts that went: "support/triage@2.4.0" */
	size_t dropped_count;
	struct base base;
};

int bump_run(struct bump_result *out, struct arena *a,
	     const struct bump_request *request, struct error *err);

/* The time a release is made: SOURCE_DATE_EPOCH, else now, as
 * "2026-11-21T10:00:00Z". ERROR_USAGE: SOURCE_DATE_EPOCH is no number. */
int release_time(struct arena *a, struct str *out, struct error *err);

#endif
