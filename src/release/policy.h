/*
 * policy.h - the levels and bumps in force: rule by rule the strictest of
 * F's policy, the view's and the machine's owner's, so that a change cannot
 * loosen the rules that judge it (DESIGN part 4).
 */
#ifndef PP_RELEASE_POLICY_H
#define PP_RELEASE_POLICY_H

#include "compat/compat.h"
#include "prompt/manifest.h"

struct in_force {
	enum level levels[RULE_COUNT];
	struct compat_policy bumps;
	const char *bump_preset; /* "prompt" or "model": of the strictest */
	uint32_t detectors;	 /* of hidden-prompt, as detect.h has them */
	bool every_commit; /* a push: each new commit, not the tip alone */
};

/* The levels and bumps of one policy, its preset worked in. */
void policy_of(const struct policy *policy, struct in_force *out);
/* Each level and bump the higher of both. */
void policy_merge(struct in_force *out, const struct in_force *other);
/* The bytes of a policy file on this machine. ERROR_USAGE where it cannot be
 * read: what the machine's owner asks for must not be passed over. */
int policy_file_read(struct str *out, struct arena *a, const char *path,
		     struct error *err);

#endif
