/*
 * schema_delta.h - what differs between two JSON Schemas, by simple cases
 * that can be shown, without a direction. Private to this folder.
 *
 * A schema is read as the conjunction of its keywords, so a keyword that
 * alone accepts more makes the whole accept more, and every keyword that
 * differs gives a delta. What is not understood gives DELTA_UNDECIDED. Where
 * two schemas differ at all, there is at least one delta.
 *
 * Looked at is the schema itself and each of its properties; what is deeper
 * is only found equal, equal but for its texts, or DELTA_UNDECIDED.
 */
#ifndef PP_COMPAT_SCHEMA_DELTA_H
#define PP_COMPAT_SCHEMA_DELTA_H

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
	DELTA_RELAXED,
	DELTA_TIGHTENED,
	DELTA_OPENED, /* additionalProperties: false to anything else */
	DELTA_CLOSED,
	DELTA_DEFAULT_CHANGED,
	DELTA_DEFAULT_REMOVED, /* and required from now on */
	DELTA_TEXT,	       /* description or title */
	DELTA_ORDER,
	DELTA_UNDECIDED,
	DELTA_COUNT
};

struct delta {
	enum delta_kind kind;
	struct str property; /* empty: the schema itself */
	struct str keyword;  /* "maxLength"; may be empty */
	bool optional;
	struct str before, after;     /* to be shown */
	const struct node *from, *to; /* ADDED, REMOVED: the property */
};

struct deltas {
	struct arena *arena;
	struct delta *items;
	size_t count, room;
};

/* What differs, in order of keywords and property names. */
struct deltas schema_deltas(struct arena *a, const struct node *from,
			    const struct node *to);
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

#endif
