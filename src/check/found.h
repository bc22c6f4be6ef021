/*
 * found.h - what looks like a prompt and belongs to none: check_found.c knows
 * which files to look at, found_file.c whether one is a prompt, found_code.c
 * what prompts stand in one, found_known.c what belongs to a prompt,
 * found_unseen.c what to say where a file cannot be looked at.
 * Private to src/check.
 */
#ifndef PP_CHECK_FOUND_H
#define PP_CHECK_FOUND_H

#include "check/context.h"
#include "code/detect.h"
#include "pattern/look.h"

struct found {
	struct context *c;
	struct error *err;
	/* The bytes before: of HEAD or F; NULL: nothing was there */
	struct view *before;
	bool files, code; /* which of the rules are on */
	struct detect *detect;
	/* found_known.c, once it is asked */
	bool known;
	struct map paths;   /* that live prompts are made of */
	struct map symbols; /* "path NUL symbol" */
	struct map objects; /* ids of their texts */
	/* One of those paths is LOOK_AGENT; asked for where it matters: it takes
	 * a look at them all. */
	enum { AGENTS_UNASKED, AGENTS_NONE, AGENTS_SOME } agents;
};

/* Whether a live prompt has anything to do with a file. */
bool found_is_source(struct found *f, struct str path);
/* Whether one is made of instructions for coding assistants. */
bool found_has_agents(struct found *f);
/* Whether a literal is a source of a live prompt, or has the text of one. */
bool found_is_declared(struct found *f, struct str path,
		       const struct code_literal *l);

/* Whether a file of that name may yet be an untracked prompt. */
bool found_is_open(struct found *f, struct str path, enum look look);
/* found_unseen.c: the rule cannot be decided of an entry of the view, and that
 * is said. path is the entry's own, and lasts. */
void found_unseen(struct found *f, enum rule rule, struct str path,
		  const struct view_entry *entry);

/* untracked-prompt, where the file is one. 0 or ERROR_FAILED. */
int found_file(struct found *f, struct str path, enum look look);
/* hidden-prompt, for each that stands in the file. 0 or ERROR_FAILED. */
int found_code(struct found *f, struct str path);
/* The bytes of a file; *there false: nothing to be looked at. */
int found_read(struct found *f, struct view *view, struct arena *a,
	       struct str path, struct str *bytes, bool *there);

#endif
