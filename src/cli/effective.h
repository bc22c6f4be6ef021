/*
 * effective.h - an effective prompt as JSON, as a release file has it.
 */
#ifndef PP_CLI_EFFECTIVE_H
#define PP_CLI_EFFECTIVE_H

#include "cli/run.h"
#include "store/store.h"
#include "syntax/node.h"

/* What a release file says, as a tree in the run's arena; name is for the
 * message. ERROR_FAILED. */
int effective_node(struct run *run, const struct store_release *release,
		   struct node *out);
/* A release of which only these are known, to be given to effective_node. */
struct store_release effective_release(const char *prompt,
				       const struct store_effective *effective,
				       struct store_id normal,
				       const struct store_origin *sources,
				       size_t source_count);

#endif
