/*
 * setting.h - what a view is judged in: its manifest, the frozen base F, F's
 * manifest, the policy in force. The check and the commands that write open
 * it the same way, so they cannot disagree.
 */
#ifndef PP_RELEASE_SETTING_H
#define PP_RELEASE_SETTING_H

#include "release/frozen.h"
#include "release/policy.h"

struct setting_request {
	struct repo *repo;
	struct view *view;
	const char *rev;  /* what view_commit was given, else NULL */
	const char *base; /* --base, or NULL */
	bool no_base;	  /* F is taken to be empty */
	bool server;
	/* --policy FILE, or NULL: config promptpin.policy; of a server every
	 * one that is configured anywhere */
	const char *policy;
	/* What whoever asks wants besides, which can only tighten: "strict@1",
	 * or NULL; a level from which on every rule is an error, or LEVEL_OFF. */
	const char *preset;
	enum level fail_level;
	bool every_commit; /* as `policy: {push: every-commit}` */
	bool trace;	   /* F is a view_trace */
	/* a push, else NULL: as base.h has them */
	const char *remote, *pushed_ref, *pushed_over;
	const struct base_tip *beside; /* frozen_beside */
	size_t beside_count;
};

struct setting {
	struct manifest manifest, base_manifest;
	struct base base;
	struct in_force force;
	struct frozen *frozen;
	struct vault *store; /* of the view */
};

/*
 * ERROR_USAGE: a --base or policy file that cannot be read; ERROR_FAILED: F
 * is known but not computable, or something is newer than this program.
 * Findings of the view's manifest go to sink.
 */
int setting_open(struct setting *out, struct arena *a,
		 const struct setting_request *request, struct sink *sink,
		 struct error *err);
/*
 * `protected:` of the manifest in a view, for base_find and guard_open; NULL:
 * it has none. context is a struct error, for a manifest that cannot be read.
 */
const char *const *setting_protected(void *context, struct arena *a,
				     struct view *view);

#endif
