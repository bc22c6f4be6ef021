/*
 * include_search.h - the shortest text that some automata accept and others
 * do not. Private to include*.c.
 */
#ifndef PP_SCHEMA_INCLUDE_SEARCH_H
#define PP_SCHEMA_INCLUDE_SEARCH_H

#include "schema/include_automaton.h"
#include "schema/include_solve.h"

enum { SEARCH_AUTOMATA = 8 };

/* Texts to avoid, as a tree by their characters. */
struct avoided {
	uint32_t character;
	bool ends; /* a text to avoid ends here */
	struct avoided *first, *next;
};

struct text_search {
	struct arena *arena;
	const struct automaton *automata[SEARCH_AUTOMATA];
	bool wanted[SEARCH_AUTOMATA];
	size_t count;
	struct avoided root;
};

void search_init(struct text_search *search, struct arena *arena);
void search_avoid(struct text_search *search, struct str text);
/*
 * A text of least to most characters. SAT_UNKNOWN past SOLVE_STATES, or where
 * it would be longer than SOLVE_TEXT.
 */
enum sat search_text(struct solver *s, const struct text_search *search,
		     uint64_t least, uint64_t most, struct str *out);

#endif
