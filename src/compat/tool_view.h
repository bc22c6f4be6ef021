/*
 * tool_view.h - a tool's definition taken apart, whichever provider's shape it
 * has: what the model reads of it, and what it may be called with. Of this
 * folder, and for src/check.
 *
 *	struct tool_view v;
 *
 *	tool_view_read(arena, &definition, &v);
 *	...v.schema, the arguments
 *
 * Shapes put a definition into one or two objects: {"type": "function",
 * "function": {...}}, {"toolSpec": {"inputSchema": {"json": {...}}}}. The
 * views of one tool in two shapes are equal.
 */
#ifndef PP_COMPAT_TOOL_VIEW_H
#define PP_COMPAT_TOOL_VIEW_H

#include "syntax/node.h"

struct arena;

struct tool_view {
	const struct node *schema;  /* of the arguments, or NULL */
	const struct node *results; /* the schema of what it returns, or NULL */
	struct str at;		    /* JSON Pointer of schema; empty: none */
	bool strict; /* the provider holds the model to the schema */
	/* Objects of members as written, maybe empty. */
	struct node texts; /* description, title, examples of input */
	struct node notes; /* hints on what it does: annotations */
	struct node quiet; /* what no model reads: cache_control, icons */
	struct node rest;  /* all else, without the name */
};

/* A definition that is no object is all rest. */
void tool_view_read(struct arena *a, const struct node *definition,
		    struct tool_view *out);
/* A definition without the tool's name. */
struct node tool_nameless(struct arena *a, const struct node *definition);

#endif
