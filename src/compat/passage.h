/*
 * passage.h - what variables pass through on their way into a text: filters,
 * methods, formats, defaults. Private to this folder.
 *
 * It reads the tags of a template in their canonical form, in which there is
 * one space between two tokens. Conditions of `if` are left out: what is only
 * asked for is in no text. A tag that nests deeper than PASSAGE_DEPTH gives
 * no passages; that its text changed is seen all the same.
 */
#ifndef PP_COMPAT_PASSAGE_H
#define PP_COMPAT_PASSAGE_H

#include "compat/compare.h"
#include "template/template.h"

enum {
	PASSAGE_DEPTH = 64,
	PASSAGE_TEXT = 256, /* bytes of a path or format; the rest is cut */
	PASSAGE_STEPS = 128 * 1024 /* uses passed on, of all tags */
};

/* One use of a name in a tag. */
struct passage {
	struct str name;    /* "user" */
	struct str path;    /* "user.name" */
	struct str through; /* "|round(2)", in order; no `default` */
	/* What stands in for it: "formal" of `x|default("formal")`, `x or
	 * "formal"`; has_default says whether anything does. */
	struct str fallback;
	bool has_default;
	bool shown;	  /* in an expression: its value is text */
	bool escaped;	  /* its markup cannot speak for itself */
	const char *role; /* of the message */
};

struct passages {
	struct arena *arena;
	struct passage *items;
	size_t count, room;
	size_t left; /* of PASSAGE_STEPS; then formats are not followed */
};

/* Add the passages of one tag's canonical form; of what is no tag: none. */
void passage_tag(struct passages *out, const struct segment *segment);
/*
 * Those of all messages of c->from or c->to and their parts, as far as they
 * are of variables that the side takes; sorted by path, then by what they
 * pass through. Read once, owned by the comparison.
 */
int passages_read(struct compare *c, const struct compat_side *side,
		  const struct passages **out);
/* How many from index i on have its path. */
size_t passages_run(const struct passages *p, size_t i);
/* What stands in for a variable, each once: "formal, none". *any: something
 * does. */
struct str passages_defaults(const struct passages *p, struct str name,
			     bool *any);

#endif
