/*
 * run.h - one run of the program: what every command needs, so that a command
 * is short.
 *
 *	int cmd_status(struct run *run, int argc, char **argv)
 *	{
 *		...
 *		if (run_repo(run, 0) < 0 || run_view(run, &which, &view) < 0)
 *			return run->err->code;
 *		...buf_add(&run->out, ...);
 *		return 0;
 *	}
 *
 * A command returns an exit status (0 or EXIT_FINDINGS), or the negative
 * error code of a failure that it left in run->err. main prints that failure
 * once and makes the exit status of it (DESIGN part 5). Everything in the
 * arena lives until the program ends.
 *
 * A command never writes to stdout itself: what it appends to run->out goes
 * there when it returns, or earlier at run_flush. Messages go to run_note.
 */
#ifndef PP_CLI_RUN_H
#define PP_CLI_RUN_H

#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "release/setting.h"
#include "view/repo.h"
#include "view/view.h"

struct command;

enum {
	EXIT_CLEAN = 0,
	EXIT_FINDINGS = 1,  /* findings, or refused because of the files */
	EXIT_USAGE = 2,	    /* wrong use, unreadable configuration */
	EXIT_UNCHECKED = 3, /* could not check */
	EXIT_INTERRUPTED = 130
};

struct run {
	struct arena *arena;
	struct error *err;
	const struct command *command;
	struct buf out;	    /* what goes to stdout */
	const char *colour; /* --color: "always", "never", "auto", or NULL */
	struct repo *repo;  /* NULL until run_repo */
};

/* The exit status of a failure. */
int run_status(enum error_code code);

/*
 * Open the repository unless it is open. ERROR_FAILED where there is none.
 * flags: enum repo_flags.
 */
int run_repo(struct run *run, unsigned flags);

/* Which view a command was asked for; all false: the work tree. */
struct view_choice {
	bool staged, worktree;
	const char *rev;
};
/*
 * Open that view. Without a choice it is the work tree; in a bare
 * repository HEAD. ERROR_USAGE for two at once, or a revision that names
 * nothing.
 */
int run_view(struct run *run, const struct view_choice *which,
	     struct view **out);

/*
 * What a view is judged in. ERROR_REFUSED where it has no manifest, or one
 * that cannot be read; findings in it are not shown, `check` does that.
 */
int run_setting(struct run *run, const struct setting_request *request,
		struct setting *out);

/* Whether to colour what goes to this stream. */
bool run_colour(struct run *run, FILE *stream);
/* Write what is in run->out. ERROR_FAILED where stdout cannot take it. */
int run_flush(struct run *run);
/* Write bytes to a stream at once; what is lost on stderr is lost. */
void run_write(FILE *stream, struct str bytes);
/*
 * From now on each line that goes to stderr begins with prefix, and after
 * about room bytes more the lines that follow are dropped: a server passes
 * all of it on to a pusher's terminal.
 */
void run_stderr(const char *prefix, size_t room);
/* How many lines were dropped since then; *room: what is left. */
size_t run_stderr_dropped(size_t *room);
/* "promptpin: " and a line on stderr, escaped. */
void run_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* A file named on the command line, or - for standard input. */
int run_read_file(struct run *run, const char *path, size_t limit,
		  struct str *out);

#endif
