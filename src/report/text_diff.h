/*
 * text_diff.h - two texts as the hunks of a unified diff, for people.
 *
 * The shortest one where the texts differ in at most TEXT_DIFF_EDITS lines
 * (Myers 1986); past that the lines in the middle are shown as replaced, so time
 * and memory are bounded whatever the texts are.
 */
#ifndef PP_REPORT_TEXT_DIFF_H
#define PP_REPORT_TEXT_DIFF_H

#include "base/buf.h"

enum { TEXT_DIFF_EDITS = 800, TEXT_DIFF_CONTEXT = 3 };

/*
 * Append the hunks, escaped, without a file header. Returns whether there is
 * a difference; nothing is appended where there is none.
 */
bool text_diff(struct buf *out, struct str before, struct str after,
	       bool colour);

#endif
