/*
 * fail.h - how the readers of this folder say what is wrong, and what they
 * share. Not for other folders.
 */
#ifndef PP_SYNTAX_FAIL_H
#define PP_SYNTAX_FAIL_H

#include "syntax/node.h"

struct arena;

enum { FAIL_QUOTE = 44 }; /* room for fail_quote's excerpt */

/* Write *why, without a second place, and return -1. */
int fail_at(struct syntax_error *why, struct pos pos, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* The beginning of s, cut between two characters, for a message. */
const char *fail_quote(char out[FAIL_QUOTE], struct str s);

/*
 * 0, or -1 with *why and both places if two members have one name; word is
 * what the format calls a name. Linear in the number of members; scratch
 * takes what that needs.
 */
int fail_if_twice(struct arena *scratch, struct member *members, size_t count,
		  const char *word, struct syntax_error *why);

/* Whether s is a number in JSON's grammar. */
bool number_is(struct str s);
/* Whether a number is within what is read (json.h); s is a number. */
bool number_in_range(struct str s);

#endif
