#include "cli/command.h"

static void list_commands(struct buf *out)
{
	buf_adds(out, "usage: promptpin COMMAND [OPTION]... [ARGUMENT]...\n"
		      "       promptpin --version\n\ncommands:\n");
	for (const struct command *c = command_all(); c->name; c++)
		buf_addf(out, "  %-10s %s\n", c->name, c->summary);
	buf_adds(
		out,
		"\npromptpin help COMMAND shows its options; "
		"man promptpin is the whole manual.\n"
		"Exit status: 0 clean, 1 findings, 2 wrong use, 3 could not check.\n");
}

int cmd_help(struct run *run, int argc, char **argv)
{
	static char ask[] = "--help";
	char *words[] = { NULL, ask, NULL };
	const struct opt opts[] = { OPT_END };
	struct args args;
	int status;

	if (!opt_read(&args, run, opts, argc, argv, &status))
		return status;
	if (args.count == 0) {
		list_commands(&run->out);
		return EXIT_CLEAN;
	}
	run->command = command_find(args.items[0]);
	if (!run->command) {
		error_help(run->err, "promptpin help");
		return error_set(run->err, ERROR_USAGE, "%s is not a command",
				 args.items[0]);
	}
	words[0] = argv[argc - 1];
	return run->command->main(run, 2, words);
}
