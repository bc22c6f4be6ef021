/*
 * tool_choice.h - what a value of `tool_choice` lets the model do. Private to
 * this folder.
 *
 *	if (tool_choice_read(a, x, &from) && tool_choice_read(a, y, &to))
 *		tool_choice_compare(c, &from, &to, &why)
 */
#ifndef PP_COMPAT_TOOL_CHOICE_H
#define PP_COMPAT_TOOL_CHOICE_H

#include "compat/compare.h"

struct tool_choice {
	bool skips;  /* the model may answer without a call */
	bool calls;  /* it may call */
	bool single; /* one call at a time */
	bool listed; /* only these; else any of the tools */
	struct str *names;
	size_t name_count;
};

/* node NULL: the providers' default, `auto`. False: it is none of the shapes
 * that are known. */
bool tool_choice_read(struct arena *a, const struct node *node,
		      struct tool_choice *out);

enum tool_choice_change {
	TOOL_CHOICE_SAME,
	TOOL_CHOICE_LESS,
	TOOL_CHOICE_MORE
};

/* MORE: to allows what from did not, and *why says what, as a sentence. */
enum tool_choice_change tool_choice_compare(struct compare *c,
					    const struct tool_choice *from,
					    const struct tool_choice *to,
					    struct str *why);

#endif
