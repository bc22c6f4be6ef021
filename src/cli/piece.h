/*
 * piece.h - an effective prompt as a list of named pieces: what show prints,
 * --part picks and diff pairs.
 */
#ifndef PP_CLI_PIECE_H
#define PP_CLI_PIECE_H

#include "cli/target.h"

enum piece_kind {
	PIECE_TEXT, /* an object that is text */
	PIECE_JSON, /* an object that is a JSON value */
	PIECE_BYTES,
	PIECE_VALUE /* no object: a slot, the model */
};

struct piece {
	enum piece_kind kind;
	struct str
		name; /* "messages[0]", "parts/tone.j2", "tools/search", "params" */
	struct str
		group; /* what --part also calls it: "system", "tools", or name */
	struct str key;	  /* the same in two versions: "system", "user#2" */
	struct str about; /* "system, jinja2 trim_blocks=true"; may be empty */
	const struct store_id *id; /* NULL for PIECE_VALUE */
	struct str value;	   /* PIECE_VALUE */
};

struct pieces {
	struct arena *arena;
	struct piece *items;
	size_t count, room;
};

/* All pieces of t, in the order of a release. */
struct pieces piece_all(struct arena *a, const struct target *t);
/*
 * The bytes of a piece. ERROR_FAILED: the object is missing or damaged.
 */
int piece_read(struct run *run, const struct target *t, const struct piece *p,
	       struct str *out);
/* The same for people: JSON over several lines, with a newline at the end. */
struct str piece_readable(struct arena *a, const struct piece *p,
			  struct str bytes);

#endif
