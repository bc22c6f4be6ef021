/*
 * handlebars_scope.h - what each name means where it stands.
 *
 * Private to handlebars_scope.c, which finds it out, and handlebars_block.c,
 * which knows where it stands: what each block does to the names inside.
 *
 * Contexts are a list from the current one out, as `../` goes. A context has
 * a path, of the value that it is, and the variable that this is a part of;
 * the outermost has neither, and its members are the variables.
 */
#ifndef PP_TEMPLATE_HANDLEBARS_SCOPE_H
#define PP_TEMPLATE_HANDLEBARS_SCOPE_H

#include "template/handlebars.h"

struct hb_context {
	const struct hb_context *up;
	struct str path, root;
	bool opaque;  /* a value that comes from a helper */
	bool maybe;   /* {{#x}}: the one outside it, if x is true */
	bool perhaps; /* an inline partial's: what it is called with */
};

/* What a path names. */
struct hb_target {
	struct str path, root;
	bool known;
	bool inner;   /* of a part of the variable */
	bool perhaps; /* there may be another meaning */
};

struct hb_frame {
	const struct hb_tag *tag; /* NULL: the whole text */
	const struct hb_context *outer, *body;
	bool in_else;
	struct str guard;	/* a variable that has been asked about */
	bool guard_else;	/* ... in the else branch */
	struct hb_target first; /* what the first block parameter is */
	size_t serial;		/* of the program, for inline partials */
	size_t run;		/* the same as long as it surely runs */
};

struct hb_scope {
	struct handlebars *h;
	struct hb_frame frames[TEMPLATE_DEPTH + 1];
	size_t depth, serials;
	struct map inlines; /* "serial name" to anything */
	struct map sets;    /* name to a size_t: run */
};

/* How a value is used. */
struct hb_manner {
	struct str through;
	bool output, escaped, asked;
};

struct hb_frame *hb_top(struct hb_scope *s);
const struct hb_context *hb_current(struct hb_scope *s);
/* A name alone: no path, no `this`, no data. */
bool hb_is_simple(const struct hb_node *n);
bool hb_is_this(const struct hb_node *n);
struct hb_target hb_target(struct hb_scope *s, const struct hb_node *n);
void hb_use(struct hb_scope *s, const struct hb_target *t, size_t offset,
	    const struct hb_manner *how);
void hb_use_path(struct hb_scope *s, const struct hb_node *n,
		 const struct hb_manner *how);
/* The values that a helper is given. */
void hb_use_values(struct hb_scope *s, const struct hb_node *call,
		   const struct hb_manner *how);
/*
 * Whether the tag calls a helper. Else its name is a value: a name alone that
 * no helper is known by.
 */
bool hb_calls(struct hb_scope *s, const struct hb_node *call);
/* -1: there must be no other helpers, and this is one. */
int hb_check_known(struct hb_scope *s, const struct hb_node *call);
int hb_take_mustache(struct hb_scope *s, const struct hb_tag *tag);

#endif
