/*
 * include_automaton.h - a pattern as a nondeterministic automaton, to find
 * texts that match some patterns and not others. Private to include*.c.
 *
 *	struct automaton *m = automaton_new(arena, pattern);   NULL: too hard
 *	automaton_start(m, set);
 *	for each character: automaton_step(m, set, character)
 *	if (automaton_matches(m, set))
 *		the text so far matches, somewhere in it, as a pattern does
 *
 * What is understood: characters, escapes, classes, dots, groups, |, * + ? {},
 * anchors. Assertions that look around, \b, back references, and properties of
 * Unicode are not, nor what would need more than AUTOMATON_NODES nodes.
 */
#ifndef PP_SCHEMA_INCLUDE_AUTOMATON_H
#define PP_SCHEMA_INCLUDE_AUTOMATON_H

#include <stdint.h>

#include "base/str.h"

struct arena;

enum {
	AUTOMATON_NODES = 512,
	AUTOMATON_WORDS = AUTOMATON_NODES / 64,
	AUTOMATON_DEPTH = 50, /* groups inside each other */
	AUTOMATON_LAST = 0x10FFFF
};

struct range {
	uint32_t from, to;
};

enum automaton_kind { NODE_TAKE, NODE_SPLIT, NODE_BEGIN, NODE_END, NODE_MATCH };

struct automaton_node {
	enum automaton_kind kind;
	int next, other; /* other: of NODE_SPLIT; may be -1 */
	const struct range *ranges;
	size_t count;
};

struct automaton {
	struct automaton_node nodes[AUTOMATON_NODES];
	size_t count;
	int start;
};

/* The nodes a text has come to; all zero but for done once it matches. */
struct automaton_set {
	uint64_t word[AUTOMATON_WORDS];
	bool done;  /* it matches, whatever follows */
	bool first; /* nothing was read */
};

struct automaton *automaton_new(struct arena *a, struct str pattern);
void automaton_start(const struct automaton *m, struct automaton_set *set);
void automaton_step(const struct automaton *m, struct automaton_set *set,
		    uint32_t character);
bool automaton_matches(const struct automaton *m,
		       const struct automaton_set *set);

#endif
