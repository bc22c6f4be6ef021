/*
 * detect.h - prompts that stand in source code and that nobody declared: the
 * rule hidden-prompt.
 *
 * A table of detectors (detect.c), each by a name under which the manifest
 * turns it on or off: `policy: {detectors: {py-kwarg: off}}`.
 *
 *	struct detect *d = detect_new(a, detect_default());
 *
 *	if (detect_find(d, a, path, bytes, &found, &count) < 0)
 *		...could not be searched: a limit of a pattern
 *	for (i = 0; i < count; i++)
 *		...found[i].literal.symbol at found[i].literal.pos
 *
 * A pattern says where in the code a prompt would begin, and only a string
 * literal that begins there (code.h) is one: comments and names of variables
 * never are. Then its text decides: a prompt is prose of some length, and where
 * the name alone says little (`prompt`, `template`), it speaks to a model. Of
 * several detectors that take a literal the first in the table counts, so there is
 * one finding a literal.
 *
 * What cannot be read as source code (not UTF-8, too large, YAML with tags of
 * a template in it) has no literals, so nothing is found in it.
 *
 * A false alarm costs more than a miss: who is told nonsense at a commit turns
 * the rule off.
 */
#ifndef PP_CODE_DETECT_H
#define PP_CODE_DETECT_H

#include "code/code.h"

enum {
	DETECT_SIZE = 1 << 20, /* larger files are not searched */
	DETECT_LINE = 5000,    /* nor any with such a line: it is made by a
				   * program */
	DETECT_FOUND = 1000,   /* findings of one file */
	DETECTORS_MAX = 32
};

struct detector {
	const char *name;
	const char *finds; /* for manuals and messages: "a constant in Python" */
	bool on;	   /* unless the manifest says otherwise */
};

/* The table's rows, in their order; NULL past the last. */
const struct detector *detector_at(size_t i);
/* The place of a name in the table; -1: none has it. */
int detector_find(struct str name);

/* Detectors as a set: bit i for row i. */
uint32_t detect_default(void);

struct detect; /* compiled patterns */
struct detect *detect_new(struct arena *a, uint32_t detectors);

struct detected {
	const struct detector *by;
	struct code_literal literal;
	bool named; /* its symbol is its own: code_symbol finds it by that */
};

/*
 * Every prompt in the bytes of a file that look_code takes; in order of the
 * file. 0, or -1: a limit ended the search of a pattern.
 */
int detect_find(struct detect *d, struct arena *a, struct str path,
		struct str bytes, struct detected **out, size_t *count);

/*
 * How much a text sounds as if it were said to a model, in hints: words that
 * prompts have and other texts rarely. 0: nothing does. Any text, not only of
 * code.
 */
unsigned detect_hints(struct str text);

#endif
