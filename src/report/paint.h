/*
 * paint.h - colours of a terminal, as few as there are meanings.
 *
 *	paint(out, PAINT_ERROR, colour, STR("error"));
 *
 * With colour false the text stands alone.
 */
#ifndef PP_REPORT_PAINT_H
#define PP_REPORT_PAINT_H

#include "base/buf.h"
#include "diag/rule.h"

enum paint {
	PAINT_PLAIN,
	PAINT_ERROR,
	PAINT_WARNING,
	PAINT_NOTE,
	PAINT_STRONG,
	PAINT_DIM,
	PAINT_ADDED,
	PAINT_REMOVED,
	PAINT_PLACE
};

/* Append the sequence that begins or ends a colour; nothing without colour. */
void paint_begin(struct buf *out, enum paint what, bool colour);
void paint_end(struct buf *out, enum paint what, bool colour);
/* Append text, which is escaped already, in a colour. */
void paint(struct buf *out, enum paint what, bool colour, struct str text);
enum paint paint_level(enum level level);

#endif
