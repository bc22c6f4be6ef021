/*
 * hook NAME: what the hook scripts call. Silent when all is well; a refusal
 * goes to stderr, since git shows that in every hook.
 */
#include "cli/command.h"
#include "cli/hook.h"

static const struct hook_entry {
	const char *name;
	int (*run)(struct run *run, const struct args *args);
	bool opens; /* the repository itself */
} hooks[] = {
	{ "pre-commit", hook_index, true },
	{ "pre-merge-commit", hook_index, true },
	{ "pre-push", hook_push, false },
	{ "post-merge", hook_moved, true },
	{ "post-checkout", hook_moved, true },
	{ "prepare-commit-msg", hook_message, true },
	{ "pre-receive", hook_receive, true },
	{ "framework", hook_framework, true },
};
enum { HOOK_ENTRIES = sizeof(hooks) / sizeof(hooks[0]) };

int hook_refuse(struct run *run, const struct check *c,
		const struct check_request *request, struct str heading)
{
	struct report report = checking_report(c, request);
	struct buf text = buf_in(run->arena);

	if (c->nothing || sink_worst(&c->sink) < LEVEL_ERROR)
		return EXIT_CLEAN;
	buf_add(&text, heading);
	report_text(&text, &report, run_colour(run, stderr));
	run_write(stderr, buf_str(&text));
	return EXIT_FINDINGS;
}

static bool is_of_commit(const struct finding *f)
{
	return (f->rule == RULE_HIDDEN_PROMPT ||
		f->rule == RULE_UNTRACKED_PROMPT) &&
	       f->level == LEVEL_WARNING && !f->waived && !f->inherited;
}

bool hook_warn(struct run *run, const struct check *c,
	       const struct check_request *request)
{
	struct report report = checking_report(c, request);
	struct sink shown = c->sink;
	struct buf text = buf_in(run->arena);

	shown.items = arena_zero(run->arena, c->sink.count + 1,
				 sizeof(*shown.items));
	shown.count = shown.dropped = 0;
	for (size_t i = 0; i < c->sink.count; i++)
		if (is_of_commit(&c->sink.items[i]))
			shown.items[shown.count++] = c->sink.items[i];
	if (shown.count == 0)
		return false;
	report.sink = &shown;
	buf_adds(&text, "promptpin: this commit is not refused, but\n\n");
	report_text(&text, &report, run_colour(run, stderr));
	run_write(stderr, buf_str(&text));
	return true;
}

/* "pre-commit, pre-merge-commit and pre-push" */
static const char *all_names(struct arena *a)
{
	struct buf names = buf_in(a);

	for (size_t i = 0; i < HOOK_ENTRIES; i++)
		buf_addf(&names, "%s%s",
			 i == 0		       ? "" :
			 i == HOOK_ENTRIES - 1 ? " and " :
						 ", ",
			 hooks[i].name);
	return buf_str(&names).p;
}

int cmd_hook(struct run *run, int argc, char **argv)
{
	const struct opt opts[] = { OPT_END };
	struct args args;
	int status;

	if (!opt_read(&args, run, opts, argc, argv, &status))
		return status;
	for (size_t i = 0; i < HOOK_ENTRIES; i++) {
		if (strcmp(args.items[0], hooks[i].name) != 0)
			continue;
		if (!hooks[i].opens && run_repo(run, REPO_HOOK) < 0)
			return run->err->code;
		return hooks[i].run(run, &args);
	}
	error_help(run->err, "promptpin help hook");
	return error_set(run->err, ERROR_USAGE,
			 "%s is not a hook of promptpin's; there are %s",
			 args.items[0], all_names(run->arena));
}
