/*
 * deadline.h - an end to a hook that a server waits for.
 *
 * A server gives all of its hooks a few seconds (GitHub Enterprise: five)
 * and then refuses the push without a word. So the hook refuses it
 * before that, and says why and what raises the limit.
 *
 *	deadline_start(DEADLINE_DEFAULT, "");
 *	...open the repository, which says how long it may take
 *	if (deadline_read("1500ms", &ms) == 0)
 *		deadline_start(ms, "");
 *	deadline_at(STR("refs/heads/main, ref 1 of 3"));
 *
 * It holds whatever the program is doing (a pattern, a walk of a tree, a file
 * that cannot be read to its end): the end comes by a signal, whose handler
 * writes a sentence that was put together before and leaves with
 * EXIT_UNCHECKED. Nothing has to be undone, since a server's hook writes
 * nothing.
 */
#ifndef PP_CLI_DEADLINE_H
#define PP_CLI_DEADLINE_H

#include "base/str.h"

enum {
	DEADLINE_DEFAULT = 4000, /* milliseconds */
	DEADLINE_LONGEST = 3600 * 1000
};

/*
 * Read the value of promptpin.deadline: "4" or "4s" are seconds, "1500ms" is
 * milliseconds. Returns 0, or -1 where it is no such thing, is 0 or is longer
 * than an hour: there is no way to say "none".
 */
int deadline_read(const char *text, unsigned *milliseconds);
/*
 * End the program that long after the first call of this. Each line that it
 * says then begins with prefix.
 */
void deadline_start(unsigned milliseconds, const char *prefix);
/* What is done just now, for the sentence; escaped here. */
void deadline_at(struct str what);

#endif
