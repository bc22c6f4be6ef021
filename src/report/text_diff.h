/*
 * text_diff.h - two texts for people: as the hunks of a unified diff, or word
 * by word.
 *
 * Word by word, a line shows what went as [-...-] and what came as {+...+}, in
 * their colours besides; a line end that came or went alone is shown as \n.
 * Tokens are runs of letters and digits (all of Unicode past ASCII counts as
 * letters), runs of blanks, line ends, and each other character alone.
 */
#ifndef PP_REPORT_TEXT_DIFF_H
#define PP_REPORT_TEXT_DIFF_H

#include "base/buf.h"
#include "base/error.h"

enum {
	TEXT_DIFF_CONTEXT = 3,
	/* of both texts, between what they begin and end with alike */
	TEXT_DIFF_TOKENS = 200000
};

/*
 * Append the hunks, escaped, without a file header: nothing where the texts
 * are the same. Returns whether there is a difference, or ERROR_FAILED.
 */
int text_diff(struct buf *out, struct str before, struct str after, bool colour,
	      struct error *err);
/* The same word by word; line by line where more than TEXT_DIFF_TOKENS would
 * have to be searched. */
int text_diff_words(struct buf *out, struct str before, struct str after,
		    bool colour, struct error *err);

#endif
