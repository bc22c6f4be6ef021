/*
 * post-merge and post-checkout: which prompts are other releases now. A
 * notice, of what a pull or a change of branch brought along; it never
 * blocks, and where something goes wrong it is left out.
 */
#include "cli/hook.h"

#include <unistd.h>

enum { MOVED_SHOWN = 6 };

static void say(struct run *run, const struct hook_heads *moved)
{
	struct buf line = buf_in(run->arena);

	if (moved->count == 0)
		return;
	for (size_t i = 0; i < moved->count && i < MOVED_SHOWN; i++) {
		const struct hook_head *head = moved->items + i;

		buf_addf(&line, "%s%.*s ", i ? ", " : "", STR_ARG(head->id));
		if (!head->to.n)
			buf_addf(&line, "%.*s -> none", STR_ARG(head->from));
		else
			buf_addf(&line, "%.*s%s-> %.*s", STR_ARG(head->from),
				 head->from.n ? " " : "", STR_ARG(head->to));
	}
	if (moved->count > MOVED_SHOWN)
		buf_addf(&line, " and %zu more", moved->count - MOVED_SHOWN);
	run_note("prompts moved: %.*s", STR_ARG(buf_str(&line)));
}

/* What HEAD was. NULL: nothing that a notice could start from. */
static const char *before(const struct args *args)
{
	/* git merge leaves it; with --squash (argument 1) HEAD stays. */
	if (strcmp(args->items[0], "post-merge") == 0)
		return args->count > 1 && strcmp(args->items[1], "1") == 0 ?
			       "HEAD" :
			       "ORIG_HEAD";
	/* Single files (flag 0), a clone, `git switch -c`. */
	if (args->count < 4 || strcmp(args->items[3], "1") != 0 ||
	    hook_is_null(str_of(args->items[1])) ||
	    !hook_is_oid(str_of(args->items[1])) ||
	    strcmp(args->items[1], args->items[2]) == 0)
		return NULL;
	return args->items[1];
}

/* Inside a rebase HEAD goes back and forth, and says nothing. */
static bool is_rebasing(struct run *run)
{
	static const char *const states[] = { "rebase-merge", "rebase-apply" };

	for (size_t i = 0; i < 2; i++)
		if (access(str_fmt(run->arena, "%s%s", repo_git_dir(run->repo),
				   states[i])
				   .p,
			   F_OK) == 0)
			return true;
	return false;
}

int hook_moved(struct run *run, const struct args *args)
{
	const char *old = before(args);
	struct hook_heads moved;
	struct view *from, *to;
	int rc;

	if (!old || run_repo(run, REPO_HOOK) < 0 || is_rebasing(run)) {
		error_clear(run->err);
		return EXIT_CLEAN;
	}
	rc = view_commit(&from, run->arena, run->repo, old, run->err);
	if (rc == 0 && strcmp(old, "HEAD") == 0)
		rc = view_index(&to, run->arena, run->repo, run->err);
	else if (rc == 0)
		rc = view_commit(&to, run->arena, run->repo, "HEAD", run->err);
	if (rc == 0 && hook_heads(&moved, run->arena, from, to, run->err) == 0)
		say(run, &moved);
	error_clear(run->err);
	return EXIT_CLEAN;
}
