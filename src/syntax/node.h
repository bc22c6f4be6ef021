/*
 * node.h - what JSON and YAML are read to: one tree that keeps member order,
 * numbers as they were written, and the place of every node.
 *
 * Nodes belong to the arena given to the reader and point into it, or into
 * the text that was read (which must live as long).
 */
#ifndef PP_SYNTAX_NODE_H
#define PP_SYNTAX_NODE_H

#include "base/str.h"
#include "base/text.h"

enum { NODE_DEPTH = 64 }; /* deepest nesting that is read */

enum node_kind {
	NODE_NULL,
	NODE_FALSE,
	NODE_TRUE,
	NODE_NUMBER,
	NODE_STRING,
	NODE_ARRAY,
	NODE_OBJECT
};

struct node {
	enum node_kind kind;
	bool plain;	    /* a YAML plain scalar not yet resolved: STRING */
	struct pos pos;	    /* where the value begins */
	struct str text;    /* STRING: decoded. NUMBER: as written */
	struct node *items; /* ARRAY: count elements */
	struct member *members; /* OBJECT: count members, in order */
	size_t count;
};

struct member {
	struct str name; /* decoded */
	struct pos pos;
	struct node value;
};

/* What a reader or resolver found wrong. */
struct syntax_error {
	struct pos pos;
	struct pos other; /* of a duplicate: the first; else line 0 */
	char text[200];	  /* a sentence without a full stop */
};

/* The value of a member, or NULL. node may be NULL or of any kind. */
const struct node *node_get(const struct node *node, const char *name);
const struct member *node_member(const struct node *node, struct str name);
/* Deep equality: numbers by decimal value, objects without order. */
bool node_equal(const struct node *a, const struct node *b);
/* "null", "true", "number", "string", "array", "object": for messages. */
const char *node_kind_name(const struct node *node);
/* The node at an RFC 6901 JSON Pointer, or NULL. */
const struct node *node_pointer(const struct node *root, struct str pointer);
/* Append "/" and token, escaped as RFC 6901 wants. */
struct buf;
void node_pointer_add(struct buf *pointer, struct str token);

#endif
