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
	const char *policy; /* --policy FILE, or NULL: config promptpin.policy */
	/* pre-push, else NULL: as base.h has them */
	const char *remote, *pushed_ref, *pushed_over;
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

#endif
