/*
 * hook framework: one entry for every stage of the pre-commit framework. The
 * names of its stages changed between its versions, so a hook that is to work with
 * all of them names none, and is told by the environment what is going on.
 */
#include <stdlib.h>

#include "cli/hook.h"

static bool is_set(const char *name)
{
	const char *value = getenv(name);

	return value && *value;
}

int hook_framework(struct run *run, const struct args *args)
{
	if (is_set("PRE_COMMIT_TO_REF"))
		return run_repo(run, REPO_HOOK) < 0 ? run->err->code :
						      hook_push(run, args);
	/* post-checkout, post-merge, post-rewrite, a message: what they could
	 * stop has happened, or is no prompt. */
	if (is_set("PRE_COMMIT_CHECKOUT_TYPE") ||
	    is_set("PRE_COMMIT_IS_SQUASH_MERGE") ||
	    is_set("PRE_COMMIT_REWRITE_COMMAND") ||
	    is_set("PRE_COMMIT_COMMIT_MSG_SOURCE"))
		return EXIT_CLEAN;
	return hook_index(run, args);
}
