/*
 * opt.h - options: one table a command, from which the command line is read
 * and the help is printed.
 *
 *	struct view_choice which = { 0 };
 *	const char *why = NULL;
 *	const struct opt opts[] = {
 *		OPT_FLAG(0, "staged", &which.staged, "check what would be committed"),
 *		OPT_VALUE('m', "message", &why, "WHY", "why the release is made"),
 *		OPT_END
 *	};
 *	struct args args;
 *	int status;
 *
 *	if (!opt_read(&args, run, opts, argc, argv, &status))
 *		return status;
 *
 * Taken: --name, --name VALUE, --name=VALUE, -m VALUE, -mVALUE, several
 * letters in one word, and options after arguments. `--` ends options; `-` alone is an
 * argument. A flag given twice is a flag; of a value given twice the last counts.
 * --help, -h and --color WHEN belong to every command.
 */
#ifndef PP_CLI_OPT_H
#define PP_CLI_OPT_H

#include <stdbool.h>
#include <stddef.h>

struct run;

enum opt_kind { OPT_KIND_END, OPT_KIND_FLAG, OPT_KIND_VALUE, OPT_KIND_LIST };

/* The values of an option that may be given many times, in order. */
struct opt_list {
	const char **items;
	size_t count, room;
};

struct opt {
	enum opt_kind kind;
	char letter;	   /* 0: none */
	const char *name;  /* without dashes */
	const char *value; /* what the value is called in the help, or NULL */
	const char *help;
	/* where it goes, by kind */
	bool *flag;
	const char **text;
	struct opt_list *list;
};

#define OPT_FLAG(letter, name, to, help)                                \
	{                                                               \
		OPT_KIND_FLAG, letter, name, NULL, help, to, NULL, NULL \
	}
#define OPT_VALUE(letter, name, to, value, help)                          \
	{                                                                 \
		OPT_KIND_VALUE, letter, name, value, help, NULL, to, NULL \
	}
#define OPT_LIST(letter, name, to, value, help)                          \
	{                                                                \
		OPT_KIND_LIST, letter, name, value, help, NULL, NULL, to \
	}
#define OPT_END                                                     \
	{                                                           \
		OPT_KIND_END, 0, NULL, NULL, NULL, NULL, NULL, NULL \
	}

/* What is no option: count texts, then NULL. */
struct args {
	const char *const *items;
	int count;
};

/*
 * Read argv by the table; run->command says how many arguments there may be.
 * True: go on. False: return *status, since help was printed (0) or the
 * command line is wrong (ERROR_USAGE, in run->err).
 */
bool opt_read(struct args *out, struct run *run, const struct opt *opts,
	      int argc, char **argv, int *status);

#endif
