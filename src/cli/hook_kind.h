/*
 * hook_kind.h - the one table of hooks: their names, what git does with them,
 * and the text of their scripts.
 *
 * The scripts are hooks/NAME of the source tree, compiled in. What is written
 * into a repository is that text with the path of the program and, in the
 * second line, a stamp:
 *
 *	# promptpin-hook: pre-commit promptpin 0.1.0 sha256:<64 hex digits>
 *
 * The digest is of all the other lines. So every version of the program knows
 * a file that any version wrote, and knows when somebody has edited it since.
 *
 * To add a hook: hooks/NAME, its name in HOOK_SCRIPTS of the Makefile, a row
 * in hook_kind.c, and cmd_hook.c.
 */
#ifndef PP_CLI_HOOK_KIND_H
#define PP_CLI_HOOK_KIND_H

#include "base/str.h"

struct arena;

enum hook_flags {
	HOOK_HAS_INPUT = 1, /* git tells it the refs on standard input */
	HOOK_SERVER = 2,    /* of a repository that is pushed to */
	HOOK_NOTICE = 4,    /* it only says something: its status is nothing */
	HOOK_ON_REQUEST = 8 /* installed only by `install --with NAME` */
};

struct hook_kind {
	const char *name;
	const char *script;
	unsigned flags;
};

/* Every hook; the row with name NULL ends. */
const struct hook_kind *hook_kinds(void);
/* The row of a name, or NULL. */
const struct hook_kind *hook_kind_find(const char *name);

/*
 * The script as it is written. program is the absolute path that it tries
 * first, or NULL to have the program found by PATH. chained: it then runs
 * the hook that was there before, NAME.promptpin-prev beside it, with the same
 * arguments and the same standard input.
 */
struct str hook_script(struct arena *a, const struct hook_kind *kind,
		       const char *program, bool chained);

/* A path as one word of the shell, in quotes. */
const char *hook_quoted(struct arena *a, const char *path);

enum hook_stamp {
	STAMP_NONE,  /* not ours */
	STAMP_WHOLE, /* as some version of promptpin wrote it */
	STAMP_BROKEN /* written by promptpin and edited since */
};
/* Whose work a hook file is, by its text. */
enum hook_stamp hook_stamp(struct arena *a, const struct hook_kind *kind,
			   struct str text);
/* The version that a stamp names, or STR_EMPTY. Borrows from text. */
struct str hook_stamp_version(struct str text);

#endif
