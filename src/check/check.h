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

/*
 * What a hook remembers of single prompts (recall/known.h), so that those that
 * are as they were are passed over. The findings of such a check refuse when
 * those of a whole one would, and never say less of what refuses; beyond that
 * they are not complete, and none of them is marked as inherited. The view is
 * a view_trace: what it is asked for from start to clean belongs to that
 * prompt, what it was asked for before begin, to all.
 */
struct check_memory {
	void *argument;
	/* Digest of what all prompts hang on beside files. */
	void (*begin)(void *argument, const struct store_id *shared);
	/* Whether a prompt need not be looked at; entry: digest of its own
	 * part of the manifest. */
	bool (*known)(void *argument, struct str id,
		      const struct store_id *entry);
	/* One is looked at; it is clean. */
	void (*start)(void *argument);
	void (*clean)(void *argument, struct str id,
		      const struct store_id *entry);
};
/* Thousandths of what all prompts may cost (builder_spent): from here on
 * nothing is passed over, so that what fails on its limits fails. */
enum { CHECK_SPENT = 500 };

struct check_request {
	struct setting_request setting; /* repo, view, base, policy */
	const char *const *ids;		/* NULL ends; NULL: all */
	bool look; /* for prompts that nobody declared, as well */
	/* The day that waivers are judged on, "2026-12-31"; NULL: today,
	 * in CI the commit's */
	const char *as_of;
	const struct check_memory *memory; /* NULL: none */
	/* A check like this one refused nothing and had nothing to say in a
	 * hook, and since then nothing changed of all that it hung on, but for
	 * files in which nobody declared a prompt: only those are looked at.
	 * Where that may not be all, everything is. Needs look. */
	bool rest_known;
	uint32_t detectors; /* that were in force in it */
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
	/* For the memory: nothing is an error, so what it was told of holds. */
	bool lasting;
	size_t passed;	/* prompts that were passed over */
	unsigned spent; /* by the others */
	bool looked; /* rest_known held: there is nothing but view and sink */
};

/* ERROR_USAGE: an id that is in no manifest, a bad --base or policy file;
 * ERROR_FAILED: could not check. */
int check_run(struct check *out, struct arena *a,
	      const struct check_request *request, struct error *err);

#endif
