/*
 * match.h - PCRE2's own patterns, looked for again and again in one text: what
 * the manifest's `match:` and the detectors of prompts in source code are
 * written in. (The patterns of JSON Schema are ECMA-262: regex.h.)
 *
 *	struct match_walk walk;
 *	struct match_found found;
 *
 *	if (match_compile(a, pattern, "prompt", MATCH_FOREIGN, &m, &why) < 0)
 *		...why.text, at why.offset of the pattern
 *	match_start(&walk, m, text);
 *	while ((answer = match_next(&walk, &found)) == MATCH_FOUND)
 *		...found.from, found.to, found.group
 *	if (answer == MATCH_UNDECIDED)
 *		...could not be checked; never "there is none"
 *
 * ^ and $ are at every line (LF, CRLF or CR); characters are code points; a
 * dot is any character but a line's end; \C is refused. Inline options such as
 * (?i) and (?s) are PCRE2's.
 *
 * MATCH_FOREIGN is for patterns that may mean harm: the items that are tried
 * are counted over the whole walk, in proportion to the text, so a walk ends
 * in linear time or is undecided. MATCH_OWN is for the program's: several
 * times faster, with PCRE2's limits a place of the text.
 *
 * A walk goes forward and its matches do not overlap; an empty match is
 * found, and the next one begins behind it. A compiled pattern belongs to the
 * arena; several walks may use it by turns.
 */
#ifndef PP_PATTERN_MATCH_H
#define PP_PATTERN_MATCH_H

#include "base/str.h"

struct arena;
struct match;

enum {
	MATCH_LENGTH = 4000,   /* bytes of a pattern */
	MATCH_STEPS = 1000000, /* items tried in a walk, and for each ... */
	MATCH_BYTE_STEPS = 30, /* ... byte of the text so many besides */
	MATCH_LIMIT = 200000,  /* backtracks at one place */
	MATCH_DEPTH = 10000,   /* nested ones */
	MATCH_HEAP = 16 * 1024 /* KiB of a search */
};

enum match_trust { MATCH_FOREIGN, MATCH_OWN };

struct match_error {
	size_t offset;	/* in the pattern */
	char text[160]; /* a sentence without a full stop */
};

/*
 * Compile pattern, which is UTF-8. group: a named group that it must have and
 * whose place each match tells; NULL: none. 0, or -1 with *why; then *out is
 * left alone.
 */
int match_compile(struct arena *a, struct str pattern, const char *group,
		  enum match_trust trust, const struct match **out,
		  struct match_error *why);

enum match_answer {
	MATCH_NONE,	 /* no more */
	MATCH_FOUND,	 /* *out is set */
	MATCH_UNDECIDED, /* a limit was reached, or the text is not UTF-8 */
};

struct match_found {
	size_t from, to; /* bytes of the whole match */
	/* Of the named group. Where there is none, or it took no part in this
	 * match, grouped is false and these are the match's. */
	size_t group_from, group_to;
	bool grouped;
};

/* Change it only through the calls below. */
struct match_walk {
	const struct match *pattern;
	struct str text;
	size_t at, steps;
	enum match_answer ended; /* not FOUND: that is the answer from now on */
};

/* text must live as long as the walk. */
void match_start(struct match_walk *walk, const struct match *pattern,
		 struct str text);
enum match_answer match_next(struct match_walk *walk, struct match_found *out);

#endif
