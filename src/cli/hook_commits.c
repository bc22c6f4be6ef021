/*
 * `policy: {push: every-commit}`: whoever checks out or deploys any commit
 * gets prompts that are what their recorded versions say.
 */
#include "cli/hook.h"

enum {
	COMMIT_LIMIT = 5000, /* new commits that are looked at in one push */
	SHOWN = 10	     /* of those refused, with their findings */
};

/*
 * What says that a commit's files are not its release, or that this cannot be
 * told of the files. What the store lacks holds between F and the tip: there
 * a draft may come and go.
 */
static bool counts(enum rule rule)
{
	static const enum rule rules[] = {
		RULE_DRIFT,
		RULE_UNRELEASED,
		RULE_MANIFEST_INVALID,
		RULE_SOURCE_MISSING,
		RULE_SOURCE_NOT_TEXT,
		RULE_PATH_ESCAPE,
		RULE_TEMPLATE_INVALID,
		RULE_FORMAT_INVALID,
		RULE_INCLUDE_MISSING,
		RULE_INCLUDE_CYCLE,
		RULE_INCLUDE_DYNAMIC,
	};

	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (rules[i] == rule)
			return true;
	return false;
}

static void keep_drift(struct sink *sink)
{
	size_t kept = 0;

	for (size_t i = 0; i < sink->count; i++)
		if (counts(sink->items[i].rule))
			sink->items[kept++] = sink->items[i];
	sink->count = kept;
}

/* run->arena is given back when this is over. */
static int judge(struct run *run, const struct hook_question *q,
		 const char *commit, bool quiet)
{
	struct check_request request = { .setting = q->setting };
	struct check c = { 0 };
	struct buf heading = buf_in(run->arena);

	request.setting.rev = commit;
	if (view_commit(&request.setting.view, run->arena, run->repo, commit,
			run->err) < 0 ||
	    check_run(&c, run->arena, &request, run->err) < 0)
		return run->err->code == ERROR_ABSENT ?
			       error_set(run->err, ERROR_FAILED,
					 "no tree at %s", commit) :
			       run->err->code;
	keep_drift(&c.sink);
	if (quiet)
		return c.nothing || sink_worst(&c.sink) < LEVEL_ERROR ?
			       EXIT_CLEAN :
			       EXIT_FINDINGS;
	buf_add(&heading, q->heading);
	heading.len -= heading.len && heading.data[heading.len - 1] == '\n';
	buf_addf(&heading, "  below it: %s, and push: every-commit is set\n\n",
		 commit);
	return hook_refuse(run, &c, &request, buf_str(&heading));
}

static int too_many(struct run *run, const struct hook_question *q)
{
	error_help(run->err, "push in parts: git push REMOTE COMMIT:%.100s",
		   q->setting.pushed_ref ? q->setting.pushed_ref : "REF");
	return error_set(run->err, ERROR_FAILED,
			 "%.*s brings more than %d new commits, and the policy "
			 "(push: every-commit) wants each of them checked",
			 STR_ARG(q->ref), COMMIT_LIMIT);
}

int hook_commits(struct run *run, struct hook_answers *answers,
		 const struct hook_question *q)
{
	const char *const *commits;
	struct arena list = { 0 };
	int status = EXIT_CLEAN;
	size_t count, bad = 0;
	int rc = far_new(q->far, &list, q->tip.commit, COMMIT_LIMIT, &commits,
			 &count, run->err);

	if (rc == ERROR_REFUSED)
		rc = too_many(run, q);
	for (size_t i = 0; i < count && rc >= 0; i++) {
		struct str id = str_of(commits[i]);
		struct arena scratch = { 0 };
		struct run own = *run;

		if (map_get(&answers->commits, id) ||
		    strcmp(commits[i], q->tip.commit) == 0)
			continue;
		*map_put(&answers->commits,
			 str_copy(answers->commits.arena, id)) = answers;
		own.arena = &scratch;
		rc = judge(&own, q, commits[i], bad >= SHOWN);
		arena_free(&scratch);
		bad += rc == EXIT_FINDINGS;
		status = rc > status ? rc : status;
	}
	arena_free(&list);
	if (rc >= 0 && bad > SHOWN)
		run_note("%zu more commits are refused in the same way",
			 bad - SHOWN);
	return rc < 0 ? rc : status;
}
