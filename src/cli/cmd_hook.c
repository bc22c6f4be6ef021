/*
 * hook NAME: what the hook scripts call. Silent when all is well; a refusal
 * goes to stderr, since git shows that in every hook.
 */
#include <errno.h>

#include "cli/checking.h"
#include "cli/command.h"

enum { PUSH_INPUT = 64 * 1024 * 1024 };

/* Print a refusal, if there is one. Its exit status. */
static int judge(struct run *run, const struct check *c,
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

/* Whether git is in `git commit PATH`: an index of the named paths alone. */
static bool is_partial(const struct run *run)
{
	const char *path = repo_index_path(run->repo);
	const char *slash = strrchr(path, '/');

	return strncmp(slash ? slash + 1 : path, "next-index-", 11) == 0;
}

static int hook_index(struct run *run, const struct args *args)
{
	struct check_request request = { 0 };
	struct check c = { 0 };
	int status;

	(void)args;
	request.setting.repo = run->repo;
	if (view_index(&request.setting.view, run->arena, run->repo, run->err) <
		    0 ||
	    check_run(&c, run->arena, &request, run->err) < 0)
		return run->err->code;
	status = judge(run, &c, &request,
		       STR("promptpin: this commit is refused\n\n"));
	if (status != EXIT_CLEAN && is_partial(run))
		run_note(
			"git commit PATH commits the named paths alone, without "
			"what bump staged beside them; a plain git commit takes both");
	return status;
}

/* ---- pre-push ----------------------------------------------------------- */

/* "<local ref> <local oid> <remote ref> <remote oid>" */
struct pushed {
	struct str local_ref, local_oid, remote_ref, remote_oid;
};

/* A local ref may hold spaces (main@{1 hour ago}), so split from the right. */
static bool read_pushed(struct str line, struct pushed *out)
{
	struct str fields[3], rest = line;

	for (size_t i = 0; i < 3; i++) {
		size_t space = str_rfind(rest, ' ');

		if (space == rest.n)
			return false;
		fields[i] = str_cut(rest, space + 1, rest.n);
		rest = str_cut(rest, 0, space);
	}
	*out = (struct pushed){ rest, fields[2], fields[1], fields[0] };
	return rest.n > 0 && fields[2].n > 0 && fields[1].n > 0;
}

static bool is_null_oid(struct str oid)
{
	for (size_t i = 0; i < oid.n; i++) {
		if (oid.p[i] != '0')
			return false;
	}
	return true;
}

static int check_pushed(struct run *run, const struct pushed *p,
			const char *remote, const char *commit)
{
	struct check_request request = { 0 };
	struct str heading;
	struct check c = { 0 };

	request.setting.repo = run->repo;
	request.setting.rev = commit;
	request.setting.remote = remote;
	request.setting.pushed_ref = str_c(run->arena, p->remote_ref);
	if (!is_null_oid(p->remote_oid))
		request.setting.pushed_over = str_c(run->arena, p->remote_oid);
	if (view_commit(&request.setting.view, run->arena, run->repo, commit,
			run->err) < 0 ||
	    check_run(&c, run->arena, &request, run->err) < 0)
		return run->err->code == ERROR_ABSENT ?
			       error_set(run->err, ERROR_FAILED,
					 "no tree at %s", commit) :
			       run->err->code;
	heading = str_fmt(run->arena,
			  "promptpin: the push of %.*s to %.*s is refused\n"
			  "  commit: %s\n\n",
			  STR_ARG(p->local_ref), STR_ARG(p->remote_ref),
			  commit);
	return judge(run, &c, &request, heading);
}

/*
 * The commit that is pushed, through annotated tags; NULL where it is none,
 * which no prompt can stand in.
 */
static int peel(struct run *run, const struct pushed *p, const char **commit)
{
	struct str rev = str_fmt(run->arena, "%.*s^{commit}",
				 STR_ARG(p->local_oid));
	int rc = base_resolve(run->repo, run->arena, rev.p, commit, run->err);

	if (rc != ERROR_ABSENT)
		return rc;
	error_clear(run->err);
	*commit = NULL;
	if (base_resolve(run->repo, run->arena, str_c(run->arena, p->local_oid),
			 commit, run->err) == ERROR_ABSENT)
		return error_set(run->err, ERROR_FAILED,
				 "%.*s: %.*s is not here",
				 STR_ARG(p->local_ref), STR_ARG(p->local_oid));
	error_clear(run->err);
	run_note("%.*s is no commit, and is not checked",
		 STR_ARG(p->local_ref));
	return 0;
}

static int hook_line(struct run *run, struct str line, const char *remote,
		     struct map *seen)
{
	const char *commit;
	struct pushed p;
	void **place;

	if (!read_pushed(line, &p))
		return error_set(run->err, ERROR_USAGE,
				 "pre-push: this is no line of git's: %.*s",
				 STR_ARG(line));
	if (is_null_oid(p.local_oid))
		return EXIT_CLEAN; /* a deletion */
	if (peel(run, &p, &commit) < 0)
		return run->err->code;
	if (!commit)
		return EXIT_CLEAN;
	/* Many tags on one commit are one question; a branch has its own base. */
	place = map_put(seen, str_starts(p.remote_ref, "refs/heads/") ?
				      str_fmt(run->arena, "%s %.*s", commit,
					      STR_ARG(p.remote_ref)) :
				      str_of(commit));
	if (*place)
		return EXIT_CLEAN;
	*place = seen;
	return check_pushed(run, &p, remote, commit);
}

static int hook_push(struct run *run, const struct args *args)
{
	const char *remote = args->count > 1 ? args->items[1] : NULL;
	struct map seen = map_in(run->arena);
	int worst = EXIT_CLEAN;
	struct str input;

	if (run_read_file(run, "-", PUSH_INPUT, &input) < 0)
		return run->err->code;
	for (size_t from = 0; from < input.n;) {
		size_t end = str_find(input, '\n', from);
		int status = EXIT_CLEAN;

		if (end > from)
			status = hook_line(run, str_cut(input, from, end),
					   remote, &seen);
		if (status < 0)
			return status;
		worst = status > worst ? status : worst;
		from = end + 1;
	}
	return worst;
}

static const struct hook {
	const char *name;
	int (*run)(struct run *run, const struct args *args);
} hooks[] = {
	{ "pre-commit", hook_index },
	{ "pre-merge-commit", hook_index },
	{ "pre-push", hook_push },
};

int cmd_hook(struct run *run, int argc, char **argv)
{
	const struct opt opts[] = { OPT_END };
	struct args args;
	int status;

	if (!opt_read(&args, run, opts, argc, argv, &status))
		return status;
	for (size_t i = 0; i < sizeof(hooks) / sizeof(*hooks); i++) {
		if (strcmp(args.items[0], hooks[i].name) != 0)
			continue;
		if (run_repo(run, REPO_HOOK) < 0)
			return run->err->code;
		return hooks[i].run(run, &args);
	}
	error_help(run->err, "promptpin help hook");
	return error_set(
		run->err, ERROR_USAGE,
		"%s is not a hook of promptpin's; there are pre-commit, "
		"pre-merge-commit and pre-push",
		args.items[0]);
}
