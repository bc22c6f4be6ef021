/*
 * place.h - lines and columns of many offsets, in one pass.
 *
 * text_pos (base/text.h) counts from the beginning each time; a language asks
 * for thousands of places, in order:
 *
 *	struct place_cursor c = place_start(text);
 *
 *	pos = place_at(&c, offset);	no smaller than the one before
 *
 * A cursor may be made anywhere where the place is known.
 */
#ifndef PP_TEMPLATE_PLACE_H
#define PP_TEMPLATE_PLACE_H

#include "base/text.h"

struct place_cursor {
	struct str text;
	size_t offset;
	struct pos pos;
};

struct place_cursor place_start(struct str text);
struct pos place_at(struct place_cursor *c, size_t offset);

#endif
