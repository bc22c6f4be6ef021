#include "cli/command.h"
#include "cli/ending.h"

int cmd_mv(struct run *run, int argc, char **argv)
{
	struct ended_request request = { 0 };
	const struct opt opts[] = { OPT_VALUE('m', "message", &request.reason,
					      "WHY", "why it is renamed"),
				    OPT_FLAG('n', "dry-run", &request.dry_run,
					     "say what would be done"),
				    OPT_VALUE(0, "base", &request.base, "REV",
					      "judge against this commit"),
				    OPT_FLAG(0, "no-base", &request.no_base,
					     "look at this tree's store alone"),
				    OPT_END };
	struct args args;
	int status;

	if (!opt_read(&args, run, opts, argc, argv, &status))
		return status;
	request.id = args.items[0];
	request.new_id = args.items[1];
	return ending_run(run, &request);
}
