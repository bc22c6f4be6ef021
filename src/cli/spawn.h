/*
 * spawn.h - another program run to its end, as a person would run it: with
 * the hooks, filters and helpers that its configuration names. What asks git
 * about a repository uses repo_git instead, which runs none of them.
 *
 *	struct spawned done;
 *
 *	if (spawn(&done, a, &(struct spawn){ .folder = top, .argv = argv,
 *					     .env = env, .seconds = 60 },
 *		  err) < 0)
 *		return err->code;
 *	if (done.status != 0)
 *		...done.said
 *
 * The program is the head of a process group of its own, which is ended as a whole
 * when the time is up or spawn_stop was called.
 */
#ifndef PP_CLI_SPAWN_H
#define PP_CLI_SPAWN_H

#include "base/error.h"
#include "base/str.h"

struct arena;

struct spawn {
	const char *folder;	 /* where it starts */
	const char *const *argv; /* argv[0] is looked up in PATH */
	const char *const *env;	 /* "NAME=value" over ours, "NAME" takes it
				  * away; NULL ends, may be NULL */
	const char *input;	 /* a file for its standard input, or NULL */
	unsigned seconds;	 /* it is ended after that time */
};

struct spawned {
	int status;	 /* its exit status; 128 and more: ended by a signal */
	bool late;	 /* ended by us, since the time was up */
	struct str said; /* stdout and stderr as they came, at most 1 MiB */
};

/* ERROR_FAILED: it could not be started, or spawn_stop was called. */
int spawn(struct spawned *out, struct arena *a, const struct spawn *what,
	  struct error *err);
/* From a signal handler: end what runs, and start nothing more. */
void spawn_stop(int signal_number);
bool spawn_stopped(void);

#endif
