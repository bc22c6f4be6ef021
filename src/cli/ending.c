#include "cli/ending.h"

#include "base/text.h"

int ending_run(struct run *run, struct ended_request *request)
{
	struct ended_result result;

	if (request->reason &&
	    text_utf8_bad(str_of(request->reason)) < strlen(request->reason))
		return error_set(run->err, ERROR_USAGE,
				 "the message is not UTF-8");
	if (run_repo(run, 0) < 0)
		return run->err->code;
	request->repo = run->repo;
	if (ended_run(&result, run->arena, request, run->err) < 0)
		return run->err->code;
	text_escape(&run->out, str_of(request->id), false);
	buf_adds(&run->out, request->new_id ? " is now " : " ended with ");
	text_escape(&run->out,
		    request->new_id ? str_of(request->new_id) : result.version,
		    false);
	if (request->new_id) {
		buf_adds(&run->out, ", from ");
		text_escape(&run->out, result.version, false);
		buf_adds(&run->out, " on");
	}
	buf_addc(&run->out, '\n');
	if (result.edited && !result.staged)
		buf_adds(
			&run->out,
			"promptpin.yaml was edited and has other changes too: git add promptpin.yaml\n");
	return EXIT_CLEAN;
}
