/*
 * model.h - what is known of a model's id: whether its vendor may move it to
 * another model, and which family it is of.
 *
 *	struct model_known known;
 *
 *	model_know(arena, STR("openai"), STR("gpt-4.1-2025-04-14"), &known);
 *	...known.hold == MODEL_PINNED, known.family is "gpt-4.1"
 *
 * It goes by templates/models alone, a table with a date that is compiled
 * in: no date is guessed out of an id that the table does not know, since
 * vendors differ in what a date, or none, means.
 */
#ifndef PP_COMPAT_MODEL_H
#define PP_COMPAT_MODEL_H

#include "base/str.h"

struct arena;

enum model_hold {
	MODEL_UNKNOWN, /* not in the table, or the vendor promises nothing */
	MODEL_PINNED,
	MODEL_FLOATING,
	MODEL_DEPLOYMENT /* the name is its operator's, and says nothing */
};

struct model_known {
	enum model_hold hold;
	struct str vendor; /* empty: not known */
	struct str family; /* "claude-sonnet-4"; empty: not known */
};

/*
 * provider may be empty. A longer id than MODEL_ID_MAX is not known. What
 * out points to is the arena's or the table's.
 */
enum { MODEL_ID_MAX = 256 };
void model_know(struct arena *a, struct str provider, struct str id,
		struct model_known *out);
/* The day of the table: "2026-11-21". */
const char *model_table_date(void);

#endif
