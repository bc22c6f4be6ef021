/*
 * inspect_format.h - a prompt file as inspect shows it: what its reader and its
 * two writers share.
 */
#ifndef PP_CLI_INSPECT_FORMAT_H
#define PP_CLI_INSPECT_FORMAT_H

#include "cli/inspect.h"
#include "prompt/build.h"

/* The file, and the view in which what it refers to is found. */
struct inspected_file {
	const struct inspect *in;
	struct run *run;
	struct str path; /* in the view */
	struct view *view;
	struct manifest manifest;
	struct builder *builder;
	struct sink sink;
	const struct format_file *file; /* NULL: it could not be read */
	struct built *built;		/* of each of its prompts */
	size_t first, count;		/* which of them are shown */
};

/* One that a prompt has: those that are declared, and behind them, by its
 * first use, each that is not. */
struct inspect_variable {
	struct str name;
	struct pos pos;
	bool optional;
	const struct node *schema; /* NULL: it is not declared */
};

/* All of a prompt, how many: linear time, since a file may have very many. */
size_t inspect_variables(struct arena *a, const struct built *b,
			 const struct format_prompt *p,
			 struct inspect_variable **out);
/* The effective prompt as a tree, null where it is not complete. 0 or an
 * error. */
int inspect_effective(const struct inspected_file *w, size_t i,
		      struct node *out);

void inspect_format_text(const struct inspected_file *w);
int inspect_format_json(const struct inspected_file *w);

#endif
