/*
 * include_report.h - naming the differences behind an inclusion that fails.
 * Private to include*.c.
 */
#ifndef PP_SCHEMA_INCLUDE_REPORT_H
#define PP_SCHEMA_INCLUDE_REPORT_H

#include "schema/include_solve.h"

struct report {
	struct solver *s;
	struct arena *arena; /* of the differences */
	const struct include_options *options;
	struct inclusion *out;
	size_t room;
	size_t depth;
};

/* A place in the values, and what the two schemas say of it. */
struct view {
	struct literals small; /* all hold */
	struct literal large;  /* fails */
	struct str instance;
	const struct schema *place; /* of small, for its pointer; or NULL */
};

/* Add all differences in and below view to report->out. */
void report_view(struct report *r, const struct view *view);

/* What there is to say of a difference. */
struct finding {
	enum difference_kind kind;
	const struct schema *small, *large; /* either may be NULL */
	const char *keyword;		    /* or NULL */
	struct str property, instance;
	enum sat sat; /* YES or UNKNOWN */
	const struct node *example;
	unsigned types; /* TYPE*: those that are lost */
};
void report_finding(struct report *r, const struct finding *f);

/* A value that lives in a; NULL if it is nested too deep. */
const struct node *report_copy(struct arena *a, const struct node *value);

#endif
