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

/* The declared variables of a prompt, or NULL. */
const struct node *inspect_declared(const struct format_prompt *p);
bool inspect_is_required(const struct format_prompt *p, struct str name);
/* Whether use i is to be shown: the first of a name that is not declared. */
bool inspect_is_shown(const struct built *b, const struct format_prompt *p,
		      size_t i);
/* The effective prompt as a tree, null where it is not complete. 0 or an
 * error. */
int inspect_effective(const struct inspected_file *w, size_t i,
		      struct node *out);

void inspect_format_text(const struct inspected_file *w);
int inspect_format_json(const struct inspected_file *w);

#endif
