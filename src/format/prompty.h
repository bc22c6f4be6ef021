/*
 * prompty.h - the parts of the prompty format.
 *
 * Private to prompty*.c. Values come through prompty_member(), so that
 * `${file:...}` is read wherever a value may stand; other references are the
 * text that they are. prompty_stored() makes what is kept of them.
 */
#ifndef PP_FORMAT_PROMPTY_H
#define PP_FORMAT_PROMPTY_H

#include "base/map.h"
#include "format/reading.h"

/* Three generations of one file name: 2024, 2025, and 2.0. */
enum prompty_generation { PROMPTY_1_0, PROMPTY_1_X, PROMPTY_2 };

struct prompty {
	struct reading *r;
	struct format_prompt *p;
	enum prompty_generation generation;
	struct format_value header; /* node NULL or an object */
	struct map files;	    /* of references, to what they came to */
	struct pos reference;	    /* of the last one in the file itself */
};

/* ---- prompty_value.c */

/* The value of a member, absent where there is none. */
struct format_value prompty_member(struct prompty *y,
				   struct format_value object,
				   const char *name);
/* node of that value's file, the file it names in its place. */
struct format_value prompty_value(struct prompty *y, const struct node *node,
				  struct str path);
/* Tell every reference to a file that Prompty 2 refuses, wherever it stands. */
void prompty_check_files(struct prompty *y);
/* As it is stored: every reference in it read, every scalar resolved. */
struct format_value prompty_stored(struct prompty *y,
				   struct format_value value);

/* ---- prompty_model.c */

/* By the header, which may be NULL; *why is what in it says so, or NULL. */
enum prompty_generation prompty_generation(const struct node *header,
					   const char **why);
/* Model, parameters, output by response_format; tools among the parameters. */
void prompty_model(struct prompty *y);
/* The api of a prompt that is no chat, or empty. */
struct str prompty_other_api(struct prompty *y);

/* ---- prompty_inputs.c */

/* inputs to variables; thread_input: Prompty 1 has a thread in its body. The
 * names of the inputs that are conversations, in order. */
void prompty_inputs(struct prompty *y, struct str **threads, size_t *count);
/* outputs to the output schema, where nothing else has given one. */
void prompty_outputs(struct prompty *y);

/* ---- prompty_tools.c */

/* `tools` of the header. */
void prompty_tools(struct prompty *y);
/* Tools that stand as YAML in a first message of the role `tools`. */
void prompty_body_tools(struct prompty *y);

#endif
