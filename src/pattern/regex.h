/*
 * regex.h - the regular expressions of JSON Schema: ECMA-262 with the flag u,
 * searched for anywhere in a text.
 *
 *	switch (regex_compile(a, pattern, &regex, &why)) {
 *	case REGEX_OK:          regex_search(regex, text)
 *	case REGEX_WRONG:       why.text, at why.offset of the pattern
 *	case REGEX_UNSUPPORTED: valid, but nothing can be said about matches
 *	}
 *
 * A pattern is translated, construct by construct, to PCRE2's syntax, and
 * what has no exact counterpart is REGEX_UNSUPPORTED. As in ECMA-262, and
 * unlike in Perl: $ is the end alone, not before a line feed; \d \w \b are
 * ASCII; \s has all white space of Unicode and U+FEFF; a dot stops at U+2028
 * and U+2029 too; [^] and [] are any character and none; a group that took no
 * part matches the empty text where \1 refers to it.
 *
 * Patterns come from people who may mean harm. A search ends after a number
 * of steps (items of the pattern that are tried, over all starts together), a
 * limit of memory, without JIT; then the answer is REGEX_UNDECIDED, which is
 * neither yes nor no. A compiled pattern belongs to the arena.
 *
 * More is taken than the flag u lets pass, as other engines do: { and } and ]
 * that are no part of anything, and a backslash before any punctuation. What
 * only other languages have, such as (?i) and \Z, is unsupported and foreign
 * rather than wrong, for patterns in schemas are often written for them.
 */
#ifndef PP_PATTERN_REGEX_H
#define PP_PATTERN_REGEX_H

#include "base/str.h"

struct arena;
struct regex;

enum {
	REGEX_LENGTH = 10000,	  /* bytes of a pattern; more is unsupported */
	REGEX_MATCHES = 100000,	  /* items tried in one search */
	REGEX_BACKTRACKS = 10000, /* nested ones */
	REGEX_HEAP = 4096	  /* KiB of a search */
};

enum regex_status { REGEX_OK, REGEX_WRONG, REGEX_UNSUPPORTED };

struct regex_error {
	size_t offset;	/* in the pattern */
	char text[120]; /* a sentence without a full stop */
	bool foreign;	/* unsupported, and no ECMA-262 at all */
};

enum regex_answer { REGEX_NO, REGEX_YES, REGEX_UNDECIDED };

/* *out is set with REGEX_OK alone; *why otherwise. pattern is UTF-8. */
enum regex_status regex_compile(struct arena *a, struct str pattern,
				const struct regex **out,
				struct regex_error *why);
/* Whether the pattern matches anywhere in text, which is UTF-8. */
enum regex_answer regex_search(const struct regex *regex, struct str text);
/* The same within a budget of steps that several searches share; what was
 * taken is subtracted from *steps. */
enum regex_answer regex_search_within(const struct regex *regex,
				      struct str text, size_t *steps);

#endif
