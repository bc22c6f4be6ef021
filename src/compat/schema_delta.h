/*
 * schema_delta.h - what differs between two JSON Schemas, without a
 * direction: each family of changes says what a delta is to it. Private to
 * this folder.
 *
 * Where two schemas differ at all, there is at least one delta.
 */
#ifndef PP_COMPAT_SCHEMA_DELTA_H
#define PP_COMPAT_SCHEMA_DELTA_H

#include "store/store.h"
#include "syntax/node.h"

struct arena;

enum delta_kind {
	DELTA_ADDED,   /* a property; optional says which */
	DELTA_REMOVED, /* a property; optional: it was */
	DELTA_NOW_REQUIRED,
	DELTA_NOW_OPTIONAL,
	DELTA_TYPE_CHANGED,
	DELTA_TYPE_WIDENED,
	DELTA_NULL_ADDED,
	DELTA_TYPE_NARROWED,
	DELTA_VALUE_ADDED, /* to an enum */
	DELTA_VALUE_REMOVED,
	DELTA_ENUM_ADDED,
	DELTA_ENUM_DROPPED,
	DELTA_BRANCH_ADDED, /* to anyOf or oneOf */
	DELTA_RELAXED,
	DELTA_TIGHTENED,
	DELTA_OPENED, /* additionalProperties: false to anything else */
	DELTA_CLOSED,
	DELTA_DEFAULT_CHANGED,
	DELTA_DEFAULT_REMOVED, /* and required from now on */
	DELTA_TEXT,	       /* description or title */
	DELTA_ORDER,
	DELTA_SAME, /* written in another way, accepts the same */
	DELTA_UNDECIDED,
	DELTA_COUNT
};

struct delta {
	enum delta_kind kind;
	/* Which values, as a JSON Pointer: "/address/city" below properties,
	 * "/list/-" in any item; empty: the whole. */
	struct str property;
	struct str keyword; /* "maxLength"; may be empty */
	bool optional;
	bool unproven;		      /* it may be so; neither was shown */
	struct str before, after;     /* to be shown */
	const struct node *from, *to; /* ADDED, REMOVED: the property */
	/* The files whose schemas differ; NULL: that of the schema itself. */
	const struct store_id *from_part, *to_part;
	struct str pointer; /* JSON Pointer in the new file */
};

struct deltas {
	struct arena *arena;
	struct delta *items;
	size_t count, room;
};

struct delta *delta_add(struct deltas *d, enum delta_kind kind,
			struct str property, struct str keyword);
/* "argument lang is now optional": noun is what a property is called. */
struct str delta_text(struct arena *a, const char *noun,
		      const struct delta *delta);

/* How two schemas are alike. */
enum alike {
	ALIKE_EQUAL, /* the same canonical form, member order counted */
	ALIKE_TEXTS, /* save for descriptions and titles */
	ALIKE_ORDER, /* save for the order of members or of `required` */
	ALIKE_BOTH,  /* save for both */
	ALIKE_NOT
};
enum alike schema_alike(const struct node *from, const struct node *to);
/* The canonical form of what is left without descriptions, titles and order:
 * equal where schema_alike is not ALIKE_NOT. */
struct str schema_bare(struct arena *a, const struct node *schema);

#endif
