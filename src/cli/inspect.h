/*
 * inspect.h - what `inspect` shows of a file: one file a kind of file.
 *
 * A prompt file of a format: inspect_format.c. A template, a text or a value:
 * cmd_inspect.c. Source code: inspect_code.c.
 */
#ifndef PP_CLI_INSPECT_H
#define PP_CLI_INSPECT_H

#include "cli/opt.h"
#include "cli/run.h"
#include "format/format.h"

struct inspect {
	struct run *run;
	const char *path; /* as it was given */
	const char *name; /* what the file is called: path, or --name */
	const char *syntax, *symbol;	/* or NULL */
	const struct opt_list *options; /* of the template language */
	bool json, effective;
	struct str bytes;
	const struct format *format; /* NULL: of none */
	struct str why;		     /* what it was recognized by */
};

/* Each returns an exit status, or an error that is in the run. */
int inspect_format(const struct inspect *in);
int inspect_code(const struct inspect *in);

/* Appended to run->out: "  LINE:COLUMN " and ",\"line\":..". */
void inspect_place(struct buf *out, struct pos pos);
void inspect_json_place(struct buf *out, struct pos pos);

#endif
