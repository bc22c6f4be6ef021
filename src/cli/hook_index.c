/* pre-commit and pre-merge-commit: the index that is about to be committed. */
#include "base/text.h"
#include "cli/hook.h"
#include "cli/own_path.h"
#include "cli/remember_prompts.h"
#include "cli/remember_rest.h"
#include "recall/clean.h"
#include "view/staged.h"

/* Whether git is in `git commit PATH`: an index of the named paths alone. */
static bool is_partial(const struct run *run)
{
	const char *path = repo_index_path(run->repo);
	const char *slash = strrchr(path, '/');

	return strncmp(slash ? slash + 1 : path, "next-index-", 11) == 0;
}

static const struct prompt_report *report_of(const struct check *c,
					     struct str id)
{
	for (size_t i = 0; i < c->prompt_count; i++)
		if (str_eq(c->prompts[i].id, id))
			return &c->prompts[i];
	return NULL;
}

/*
 * bump reads the work tree, and leaves it to the user to stage a file in which
 * more than the prompt may have changed. A bump once more would not help who
 * forgot that.
 */
static void advise_add(struct run *run, struct check *c, struct view *staged)
{
	struct error ignored = { 0 };
	struct view *files;

	if (view_worktree(&files, run->arena, run->repo, &ignored) < 0)
		return;
	for (size_t i = 0; i < c->sink.count; i++) {
		struct finding *f = &c->sink.items[i];
		const struct prompt_report *prompt = report_of(c, f->prompt);
		struct buf help = buf_in(run->arena);
		bool differs = false;

		if (f->rule != RULE_DRIFT || !prompt || prompt->published)
			continue;
		error_clear(&ignored);
		if (view_differs(staged, files, f->path, &differs, &ignored) <
			    0 ||
		    !differs)
			continue;
		buf_addf(&help,
			 "or, if release %.*s is of what is not staged yet: "
			 "git add ",
			 STR_ARG(prompt->version));
		text_word(&help, f->path);
		finding_help(f, buf_str(&help));
	}
}

int hook_index(struct run *run, const struct args *args)
{
	struct check_request request = { .look = true };
	struct check c = { 0 };
	const char *self = own_path(run->arena);
	struct remember memory;
	struct view *view;
	bool warned;
	int status;

	(void)args;
	/* Hooks that others wrote do not enter by the front door. */
	if (!recall_was_asked() && self && recall_clean(self))
		return EXIT_CLEAN;
	remember_start(&memory);
	if (run_repo(run, REPO_HOOK) < 0)
		return run->err->code;
	remember_begin(&memory, run);
	request.setting.repo = run->repo;
	request.setting.trace = memory.on;
	if (view_staged(&view, run->arena, run->repo, run->err) < 0)
		return run->err->code;
	request.setting.view = remember_view(&memory, run, view);
	remember_rest(&memory, run, &request);
	request.memory = remember_prompts(&memory, run, request.setting.view);
	if (check_run(&c, run->arena, &request, run->err) < 0)
		return run->err->code;
	if (!c.nothing && sink_worst(&c.sink) >= LEVEL_ERROR &&
	    !is_partial(run))
		advise_add(run, &c, view);
	status = hook_refuse(run, &c, &request,
			     STR("promptpin: this commit is refused\n\n"));
	warned = status == EXIT_CLEAN && hook_warn(run, &c, &request);
	remember_end(&memory, run, status == EXIT_CLEAN && !warned ? &c : NULL,
		     request.setting.view);
	if (status != EXIT_CLEAN && is_partial(run))
		run_note(
			"git commit PATH commits the named paths alone, without "
			"what bump staged beside them; a plain git commit takes both");
	return status;
}
