/*
 * spots.h - lines and columns of many offsets of one text, and back, in any
 * order.
 *
 * text_pos (base/text.h) counts from the beginning each time. A file with ten
 * thousand texts, on one line or on as many, is asked for ten thousand places:
 *
 *	struct spots *s = spots_of(a, text);
 *
 *	pos = spots_pos(s, offset);
 *	offset = spots_offset(s, pos);
 *
 * The text is looked through once; each answer then costs what lies between
 * two marks. It must live as long as the arena.
 */
#ifndef PP_FORMAT_SPOTS_H
#define PP_FORMAT_SPOTS_H

#include "base/text.h"

struct arena;
struct spots;

struct spots *spots_of(struct arena *a, struct str text);
/* As text_pos. */
struct pos spots_pos(const struct spots *s, size_t offset);
/* Where that place begins, or the text's end where it has no such place. */
size_t spots_offset(const struct spots *s, struct pos pos);

#endif
