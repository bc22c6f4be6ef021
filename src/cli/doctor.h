/*
 * doctor.h - what the files of `doctor` share: cmd_doctor.c (the questions
 * and the answers), doctor_scratch.c (a scratch clone to try things in),
 * doctor_drift.c (the prompt that drifts in it) and doctor_look.c (what explains
 * the answers).
 *
 * Nothing is concluded from configuration: a commit and a push of a prompt that
 * drifted are made in the scratch clone, and refused or not.
 */
#ifndef PP_CLI_DOCTOR_H
#define PP_CLI_DOCTOR_H

#include "cli/hook_config.h"
#include "cli/hook_files.h"
#include "cli/run.h"
#include "cli/spawn.h"

/* Longest that one step may take: others' hooks run too. */
enum { DOCTOR_SECONDS = 300 };

enum doctor_state {
	DOCTOR_PROTECTED,
	DOCTOR_OPEN,   /* it went through */
	DOCTOR_BROKEN, /* a hook stands there that cannot run the check */
	DOCTOR_UNKNOWN
};

struct doctor_answer {
	enum doctor_state state;
	const char *why; /* one sentence */
	const char *by;	 /* what ran the check, or "" */
	struct str said; /* what was printed meanwhile */
};

struct doctor {
	struct run *run;
	bool bare;
	const char *program; /* this one */
	const char *top; /* the folder of all that is scratch; NULL: none yet */
	const char *work, *remote; /* the clone, and what it pushes to */
	const char *trace;	   /* where git writes what it runs */
	struct hook_folder folder;
	struct hook_configs configs;
	struct hook *hooks; /* one a hook_kinds() row; name NULL: not looked at */
	const char **notes;
	size_t note_count, note_room;
};

/* One line below the answers. */
void doctor_note(struct doctor *d, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* ---- doctor_scratch.c */

/*
 * Make the clone: the objects borrowed, the configuration and the hooks copied,
 * the files of HEAD, and a prompt that drifted staged. ERROR_FAILED where
 * that does not work, or where the check itself finds no drift in it.
 */
int doctor_scratch_open(struct doctor *d);
/* Take it away; also when it was never opened, or half. */
void doctor_scratch_close(struct doctor *d);
/* git in the clone, hooks and all. NULL ends argv. */
int doctor_git(struct doctor *d, const char *const *argv, struct spawned *out);
/* The same, with a status other than 0 a failure. */
int doctor_git_ok(struct doctor *d, const char *const *argv, struct str *out);
/* Write a file of the clone; mode as fopen has it. */
int doctor_write(struct doctor *d, const char *path, const char *mode,
		 struct str text);
/* Commit what is staged without any hook. */
int doctor_commit(struct doctor *d);

/* ---- doctor_drift.c */

/* Stage a prompt that drifted, in the clone. ERROR_FAILED where the check
 * itself finds nothing wrong with it. */
int doctor_drift(struct doctor *d);

/* ---- doctor_look.c */

/* Look at the hooks, the configuration and every git of PATH; adds notes. */
int doctor_look(struct doctor *d);
/* What ran the check of this event, by git's trace. "" if nothing did. */
const char *doctor_path(struct doctor *d, const char *event);
/* The version of the program that the hooks of this repository run, or NULL;
 * *path is where it is. */
const char *doctor_program(struct doctor *d, const char **path);

#endif
