/*
 * lines.h - the lines of a text by number, found once, to show in findings.
 *
 * text_line (base) counts from the start each time; a broken file that ten
 * thousand prompts share is shown ten thousand times, so here the starts of
 * the lines are found once.
 */
#ifndef PP_PROMPT_LINES_H
#define PP_PROMPT_LINES_H

#include "base/str.h"

struct arena;

/* Set text; all else zero. */
struct lines {
	struct str text;
	size_t *starts;
	size_t count, room;
};

/* The line of that number without its end, empty where there is none. */
struct str lines_get(struct lines *lines, struct arena *a, unsigned number);

#endif
