/*
 * push_options.h - what a pusher asks for with git push -o promptpin.NAME=...
 *
 * An option can only tighten the check of its own push: whatever a server
 * takes from the one it judges must not make it judge less. Options of other
 * programs (ci.skip and the like) are passed over; one that begins with
 * "promptpin." and is not known is wrong use, so that a slip of the pen is
 * not taken for a stricter check that passed.
 */
#ifndef PP_CLI_PUSH_OPTIONS_H
#define PP_CLI_PUSH_OPTIONS_H

#include "base/error.h"
#include "base/str.h"
#include "diag/rule.h"

struct push_options {
	const char *preset;    /* "strict@1", or NULL */
	enum level fail_level; /* LEVEL_ERROR unless it was lowered */
	bool every_commit;     /* as `policy: {push: every-commit}` */
	struct str ignored;    /* the last that would have loosened; or empty */
};

/*
 * Read GIT_PUSH_OPTION_COUNT and GIT_PUSH_OPTION_<n>. ERROR_USAGE: one of
 * them is not known, or has a value that is not.
 */
int push_options_read(struct push_options *out, struct error *err);

#endif
