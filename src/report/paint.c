#include "report/paint.h"

static const char *const sequences[] = { [PAINT_PLAIN] = "",
					 [PAINT_ERROR] = "\033[1;31m",
					 [PAINT_WARNING] = "\033[1;33m",
					 [PAINT_NOTE] = "\033[1;36m",
					 [PAINT_STRONG] = "\033[1m",
					 [PAINT_DIM] = "\033[2m",
					 [PAINT_ADDED] = "\033[32m",
					 [PAINT_REMOVED] = "\033[31m",
					 [PAINT_PLACE] = "\033[36m" };

void paint_begin(struct buf *out, enum paint what, bool colour)
{
	if (colour)
		buf_adds(out, sequences[what]);
}

void paint_end(struct buf *out, enum paint what, bool colour)
{
	if (colour && what != PAINT_PLAIN)
		buf_adds(out, "\033[0m");
}

void paint(struct buf *out, enum paint what, bool colour, struct str text)
{
	paint_begin(out, what, colour);
	buf_add(out, text);
	paint_end(out, what, colour);
}

enum paint paint_level(enum level level)
{
	switch (level) {
	case LEVEL_ERROR:
		return PAINT_ERROR;
	case LEVEL_WARNING:
		return PAINT_WARNING;
	case LEVEL_NOTE:
		return PAINT_NOTE;
	case LEVEL_OFF:
		break;
	}
	return PAINT_PLAIN;
}
