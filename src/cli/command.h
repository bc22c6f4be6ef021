/*
 * command.h - the one table of commands, and the entry of each.
 *
 * To add a command: a file cmd_<name>.c, a line here, a row in command.c,
 * a section in promptpin.1, and tests/cli/<name>.bats.
 *
 * Each entry gets argv[0] as the command's own name. What it returns: run.h.
 */
#ifndef PP_CLI_COMMAND_H
#define PP_CLI_COMMAND_H

#include "cli/opt.h"
#include "cli/run.h"

struct command {
	const char *name;
	int (*main)(struct run *run, int argc, char **argv);
	const char *arguments; /* "ID [A [B]]": for the usage line */
	int least, most;       /* how many arguments; most -1: any number */
	const char *summary;   /* one line of `promptpin help` */
};

/* Every command in the order of `promptpin help`; the row with name NULL ends. */
const struct command *command_all(void);
/* The row of a name, or NULL. */
const struct command *command_find(const char *name);

int cmd_adopt(struct run *run, int argc, char **argv);
int cmd_affected(struct run *run, int argc, char **argv);
int cmd_bump(struct run *run, int argc, char **argv);
int cmd_canonical(struct run *run, int argc, char **argv);
int cmd_check(struct run *run, int argc, char **argv);
int cmd_compat(struct run *run, int argc, char **argv);
int cmd_diff(struct run *run, int argc, char **argv);
int cmd_doctor(struct run *run, int argc, char **argv);
int cmd_explain(struct run *run, int argc, char **argv);
int cmd_help(struct run *run, int argc, char **argv);
int cmd_hook(struct run *run, int argc, char **argv);
int cmd_init(struct run *run, int argc, char **argv);
int cmd_inspect(struct run *run, int argc, char **argv);
int cmd_install(struct run *run, int argc, char **argv);
int cmd_log(struct run *run, int argc, char **argv);
int cmd_mend(struct run *run, int argc, char **argv);
int cmd_mv(struct run *run, int argc, char **argv);
int cmd_restore(struct run *run, int argc, char **argv);
int cmd_retire(struct run *run, int argc, char **argv);
int cmd_show(struct run *run, int argc, char **argv);
int cmd_status(struct run *run, int argc, char **argv);
int cmd_uninstall(struct run *run, int argc, char **argv);
int cmd_waive(struct run *run, int argc, char **argv);
int cmd_verify(struct run *run, int argc, char **argv);

#endif
