#include "cli/command.h"
#include "release/mend.h"
#include "report/text_diff.h"

/* An edit that git merged into an object, as a patch for its source. */
static void write_patch(struct run *run, const struct mended *m)
{
	struct str path = m->source.n ? m->source : m->path;
	struct buf hunks = buf_in(run->arena);
	struct error why = { 0 };
	int rc = text_diff(&hunks, m->before, m->after, false, &why);

	if (rc < 0)
		run_note("%s", why.text);
	if (rc <= 0)
		return;
	buf_adds(&run->out, "  what stood there instead, as a patch:\n--- a/");
	text_escape(&run->out, path, false);
	buf_adds(&run->out, "\n+++ b/");
	text_escape(&run->out, path, false);
	buf_addc(&run->out, '\n');
	buf_add(&run->out, buf_str(&hunks));
}

static int write_result(struct run *run, const struct mend_result *r,
			bool dry_run)
{
	for (size_t i = 0; i < r->count; i++) {
		buf_adds(&run->out, dry_run ? "would put back " : "put back ");
		text_escape(&run->out, r->items[i].path, false);
		buf_adds(&run->out, " from ");
		text_escape(&run->out, r->items[i].from, false);
		buf_addc(&run->out, '\n');
		if (r->items[i].changed)
			write_patch(run, &r->items[i]);
	}
	for (size_t i = 0; i < r->lost_count; i++) {
		buf_adds(&run->out, "not found anywhere: ");
		text_escape(&run->out, r->lost[i], false);
		buf_addc(&run->out, '\n');
	}
	if (r->count == 0 && r->lost_count == 0)
		buf_adds(&run->out, "nothing to mend\n");
	if (r->lost_count)
		buf_adds(
			&run->out,
			"look for it in other clones: git fetch --all, then promptpin mend again\n");
	return r->lost_count ? EXIT_FINDINGS : EXIT_CLEAN;
}

int cmd_mend(struct run *run, int argc, char **argv)
{
	struct mend_request request = { 0 };
	const struct opt opts[] = { OPT_FLAG('n', "dry-run", &request.dry_run,
					     "say what would be done"),
				    OPT_VALUE(0, "base", &request.base, "REV",
					      "take this commit for the base"),
				    OPT_FLAG(0, "no-base", &request.no_base,
					     "look at this clone alone"),
				    OPT_END };
	struct mend_result result;
	struct args args;
	int status;

	if (!opt_read(&args, run, opts, argc, argv, &status))
		return status;
	if (run_repo(run, 0) < 0)
		return run->err->code;
	request.repo = run->repo;
	if (mend_run(&result, run->arena, &request, run->err) < 0)
		return run->err->code;
	return write_result(run, &result, request.dry_run);
}
