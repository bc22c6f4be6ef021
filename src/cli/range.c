#include "cli/range.h"

#include "cli/command.h"

int range_read(struct run *run, const char *range, const char **base,
	       const char **rev)
{
	const char *dots = strstr(range, "..");

	if (*base || *rev)
		return error_set(run->err, ERROR_USAGE,
				 "--range names the base and the commit; "
				 "--base, --no-base and --rev contradict it");
	if (!dots || dots == range || !dots[2] || dots[2] == '.') {
		error_help(run->err, "promptpin %s --range A..B",
			   run->command->name);
		return error_set(run->err, ERROR_USAGE,
				 "--range wants two revisions, A..B, not %s",
				 range);
	}
	*base = str_c(run->arena,
		      str_cut(str_of(range), 0, (size_t)(dots - range)));
	*rev = dots + 2;
	return 0;
}
