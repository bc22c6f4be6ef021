/*
 * trailer.h - `Prompt:` trailers in a commit message, as git
 * interpret-trailers places them: in the block of trailers that the message
 * ends in, else behind an empty line of their own; above the comments and the
 * cut line that git takes off again.
 *
 *	struct trailer_style style = { .comment = STR("#"), .cut = true };
 *	struct trailer added[] = {
 *		{ STR("support/triage"), STR("2.3.1 -> 2.4.0") }
 *	};
 *
 *	if (trailer_add(&text, message, &style, added, 1))
 *		...text is the new message
 */
#ifndef PP_REPORT_TRAILER_H
#define PP_REPORT_TRAILER_H

#include "base/buf.h"

/* "Prompt: <id> <moved>" */
struct trailer {
	struct str id, moved;
};

/* What of a message git will take off. */
struct trailer_style {
	struct str
		comment; /* what a comment starts with; empty: there are none */
	bool cut;	 /* a line `# ---- >8 ----` ends the message */
};

/*
 * Append to out the message with those trailers. One that is there already
 * is not added again; one of the same id that says another move, in the
 * message's block of trailers, is replaced. Returns false, and appends
 * nothing, where that changes nothing.
 */
bool trailer_add(struct buf *out, struct str message,
		 const struct trailer_style *style,
		 const struct trailer *trailers, size_t count);

#endif
