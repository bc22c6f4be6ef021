#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/checking.h"
#include "cli/ci.h"
#include "cli/command.h"
#include "cli/range.h"
#include "prompt/waivers.h"

struct check_options {
	struct view_choice which;
	const char *base, *policy, *fail_on, *range, *as_of;
	bool no_base;
	struct opt_list outputs;
	enum level fail_level;
};

/* One -o FORMAT[:FILE]. */
struct output {
	const struct report_form *form;
	const char *file; /* NULL: stdout */
};

static int read_output(struct run *run, const char *text, struct output *out)
{
	const char *colon = strchr(text, ':');
	struct str name = { text,
			    colon ? (size_t)(colon - text) : strlen(text) };
	struct buf known = buf_in(run->arena);

	out->form = report_find(name);
	out->file = colon ? colon + 1 : NULL;
	if (out->form && (!colon || *out->file))
		return 0;
	for (const struct report_form *f = report_all(); f->name; f++)
		buf_addf(&known, "%s%s", known.len ? ", " : "", f->name);
	error_help(run->err, "promptpin check -o json:FILE");
	return error_set(run->err, ERROR_USAGE,
			 "-o %s: wants FORMAT or FORMAT:FILE; formats are %s",
			 text, buf_str(&known).p);
}

static int read_options(struct run *run, struct check_options *o)
{
	if (o->range && o->no_base)
		return error_set(run->err, ERROR_USAGE,
				 "--range names the base; --no-base "
				 "contradicts it");
	if (o->range && range_read(run, o->range, &o->base, &o->which.rev) < 0)
		return run->err->code;
	if (o->base && o->no_base)
		return error_set(run->err, ERROR_USAGE,
				 "--base and --no-base contradict each other");
	if (o->as_of && !waivers_day_ok(str_of(o->as_of)))
		return error_set(
			run->err, ERROR_USAGE,
			"--as-of wants a day such as 2026-12-31, not %s",
			o->as_of);
	o->fail_level = LEVEL_ERROR;
	if (o->fail_on && (level_read(str_of(o->fail_on), &o->fail_level) < 0 ||
			   o->fail_level == LEVEL_OFF))
		return error_set(
			run->err, ERROR_USAGE,
			"--fail-on wants error, warning or note, not %s",
			o->fail_on);
	for (size_t i = 0; i < o->outputs.count; i++) {
		struct output ignored;

		if (read_output(run, o->outputs.items[i], &ignored) < 0)
			return run->err->code;
	}
	return 0;
}

static int write_to_file(struct run *run, struct error *err,
			 const struct output *to, const struct report *report)
{
	struct buf text = buf_in(run->arena);
	FILE *f = fopen(to->file, "wb");
	bool lost;

	if (!f)
		return error_set(err, ERROR_FAILED, "%s: %s", to->file,
				 strerror(errno));
	to->form->write(&text, report, false);
	lost = fwrite(text.data, 1, text.len, f) != text.len;
	lost |= fclose(f) != 0;
	if (lost)
		return error_set(err, ERROR_FAILED, "%s: could not be written",
				 to->file);
	return 0;
}

/* A run that cannot check must not leave the last one's reports in their place:
 * a workspace may be used again. What cannot be emptied is said when written. */
static void empty_files(struct run *run, const struct check_options *o)
{
	struct output to;
	struct stat st;

	for (size_t i = 0; i < o->outputs.count; i++) {
		if (read_output(run, o->outputs.items[i], &to) == 0 &&
		    to.file && stat(to.file, &st) == 0 && S_ISREG(st.st_mode))
			(void)!truncate(to.file, 0);
	}
}

/* All that can be written; the first that cannot is the failure. */
static int write_outputs(struct run *run, const struct check_options *o,
			 const struct check *c,
			 const struct check_request *request)
{
	struct report report = checking_report(c, request);
	struct error other = { 0 };

	/* Hooks and CI can be everywhere: where nothing is, nothing is said. */
	if (o->outputs.count == 0 && !c->nothing)
		report_text(&run->out, &report, run_colour(run, stdout));
	for (size_t i = 0; i < o->outputs.count; i++) {
		struct output to;

		if (read_output(run, o->outputs.items[i], &to) < 0)
			return run->err->code;
		if (!to.file)
			to.form->write(&run->out, &report,
				       run_colour(run, stdout));
		else
			(void)write_to_file(run,
					    run->err->code ? &other : run->err,
					    &to, &report);
	}
	return run->err->code;
}

/* A branch that went on meanwhile has what is not here: nothing was lost. */
static void note_aside(struct run *run, const struct check_options *o)
{
	const char *rev = o->which.rev ? o->which.rev : "HEAD";
	const char *ancestor[] = { "merge-base", "--is-ancestor", o->base, rev,
				   NULL };
	const char *fork[] = { "merge-base", o->base, rev, NULL };
	struct error ignored = { 0 };
	struct str commit;

	if (repo_git(run->repo, run->arena, ancestor, STR_EMPTY, NULL,
		     &ignored) == 0 ||
	    repo_git(run->repo, run->arena, fork, STR_EMPTY, &commit,
		     &ignored) < 0)
		return;
	run_note("%s went on after %s left it, and what was published there "
		 "since counts as missing here; to judge against where it did: "
		 "--base %.*s",
		 o->base, rev, STR_ARG(str_cut(commit, 0, 12)));
}

int cmd_check(struct run *run, int argc, char **argv)
{
	struct check_options o = { 0 };
	const struct opt opts[] = {
		OPT_FLAG(0, "staged", &o.which.staged,
			 "check what would be committed"),
		OPT_FLAG(0, "worktree", &o.which.worktree,
			 "check what git add would stage (the default)"),
		OPT_VALUE(0, "rev", &o.which.rev, "REV", "check a commit"),
		OPT_VALUE(0, "base", &o.base, "REV",
			  "judge against this commit"),
		OPT_FLAG(0, "no-base", &o.no_base,
			 "leave out what needs a base"),
		OPT_VALUE(0, "range", &o.range, "A..B", "as --rev B --base A"),
		OPT_VALUE(0, "policy", &o.policy, "FILE",
			  "the policy of this machine"),
		OPT_LIST(
			'o', "output", &o.outputs, "FORMAT[:FILE]",
			"text, json, jsonl, sarif, github, markdown, "
			"codequality or junit, to stdout or a file; many times"),
		OPT_VALUE(0, "as-of", &o.as_of, "DAY",
			  "judge waivers as on this day, 2026-12-31"),
		OPT_VALUE(0, "fail-on", &o.fail_on, "LEVEL",
			  "error (the default), warning or note"),
		OPT_END
	};
	struct check_request request = { .look = true };
	struct check c = { 0 };
	struct args args;
	int status;

	if (!opt_read(&args, run, opts, argc, argv, &status))
		return status;
	if (read_options(run, &o) < 0)
		return run->err->code;
	empty_files(run, &o);
	if (run_repo(run, 0) < 0 ||
	    run_view(run, &o.which, &request.setting.view) < 0)
		return run->err->code;
	request.setting.repo = run->repo;
	request.setting.rev = o.which.rev;
	request.setting.base = o.base;
	request.setting.no_base = o.no_base;
	request.setting.policy = o.policy;
	request.as_of = o.as_of;
	if (!o.which.staged && ci_base(run, &request.setting) < 0)
		return run->err->code;
	request.ids = args.count ? args.items : NULL;
	if (check_run(&c, run->arena, &request, run->err) < 0 ||
	    write_outputs(run, &o, &c, &request) < 0)
		return run->err->code;
	if (!o.base && !o.which.staged && !c.nothing)
		ci_note(run, &c.base,
			"the tree was checked, and nothing before it was there "
			"to compare its releases with");
	if (sink_worst(&c.sink) < o.fail_level)
		return EXIT_CLEAN;
	if (o.base && !c.nothing)
		note_aside(run, &o);
	return EXIT_FINDINGS;
}
