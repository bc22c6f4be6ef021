/*
 * check.h - the check: everything that is wrong with the prompts of a view,
 * relative to the frozen base F. DESIGN part 4.
 *
 *	struct check_request request = {
 *		.setting = { .repo = repo, .view = view }
 *	};
 *	struct check c;
 *
 *	if (check_run(&c, run, &request, err) < 0)
 *		...could not check: exit 3 (or 2)
 *	...c.sink.items, c.prompts
 *
 * A table (check.c) lists the families of rules, one file each. Nothing is
 * written. The cache-backed entry of the hooks is to call this with a view.
 */
#ifndef PP_CHECK_CHECK_H
#define PP_CHECK_CHECK_H

#include "compat/compat.h"
#include "diag/diag.h"
#include "prompt/build.h"
#include "release/setting.h"

struct check_request {
	struct setting_request setting; /* repo, view, base, policy */
	const char *const *ids;		/* NULL ends; NULL: all */
	/* The day that waivers are judged on, "2026-12-31"; NULL: today,
	 * in CI the commit's */
	const char *as_of;
};

enum prompt_state {
	PROMPT_CLEAN,	   /* the head's release is what the files come to */
	PROMPT_DRIFT,	   /* it is not */
	PROMPT_UNRELEASED, /* no head */
	PROMPT_BROKEN	   /* a finding stands in the way of telling */
};

/* One line of `status`. */
struct prompt_report {
	struct str id;
	enum prompt_state state;
	struct str version;	/* the head's, or empty */
	bool published;		/* the head's release is in F or at a tip */
	struct store_id normal; /* of the files, if complete */
	bool complete;
	struct str base_version; /* F's head, or empty */
	struct changes changes;	 /* from F's head to the files */
	enum bump asks;		 /* the bump that is asked for, BUMP_NONE */
};

struct check {
	struct sink sink; /* finished: sorted, levels and fingerprints set */
	bool nothing;	  /* no manifest anywhere: nothing to check */
	struct base base;
	struct in_force force;
	struct manifest manifest;
	const struct prompt_report *prompts; /* in order of the manifest */
	size_t prompt_count;
	struct view *view;
};

/* ERROR_USAGE: an id that is in no manifest, a bad --base or policy file;
 * ERROR_FAILED: could not check. */
int check_run(struct check *out, struct arena *a,
	      const struct check_request *request, struct error *err);

#endif
