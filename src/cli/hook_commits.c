/*
 * `policy: {push: every-commit}`: whoever checks out or deploys any commit
 * gets prompts that are what their recorded versions say.
 */
#include "cli/hook.h"
#include "release/view_store.h"

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
		RULE_VERSION_MISMATCH,
		RULE_RELEASE_FALSE,
		RULE_MANIFEST_INVALID,
		RULE_MANIFEST_MISSING,
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

/*
 * Whether a prompt is held against its head, or need not be: the release that
 * the commit's store lacks is in F's, and is what the files are.
 */
static int is_told(struct run *run, const struct check *c, struct vault *here,
		   struct vault *frozen, const struct prompt_report *prompt,
		   bool *out)
{
	const struct vault_head *head;
	const struct vault_release *r;
	struct str version;
	int rc;

	*out = prompt->state != PROMPT_BROKEN;
	if (*out || !prompt->complete || !c->base.view)
		return 0;
	rc = vault_head(here, prompt->id, &head, run->err);
	if (rc < 0 || head->status != STORE_OK)
		return rc;
	version = str_of(head->head.version);
	rc = vault_release(frozen, prompt->id, version, &r, run->err);
	*out = rc == 0 && r->release &&
	       store_id_equal(&r->digest, &head->head.release) &&
	       store_id_equal(&r->release->normal, &prompt->normal);
	return rc;
}

static int keep_drift(struct run *run, struct check *c)
{
	struct vault *here = vault_new(run->arena, c->view);
	struct vault *frozen = vault_new(run->arena, c->base.view);
	struct map untold = map_in(run->arena);
	struct sink *sink = &c->sink;
	size_t kept = 0;

	for (size_t i = 0; i < c->prompt_count; i++) {
		bool told;

		if (is_told(run, c, here, frozen, &c->prompts[i], &told) < 0)
			return run->err->code;
		if (!told)
			*map_put(&untold, c->prompts[i].id) = c;
	}
	for (size_t i = 0; i < sink->count; i++)
		if (counts(sink->items[i].rule) ||
		    map_get(&untold, sink->items[i].prompt))
			sink->items[kept++] = sink->items[i];
	sink->count = kept;
	return 0;
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
	if (keep_drift(run, &c) < 0)
		return run->err->code;
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

/*
 * What an answer to one commit depends on: F is what a protected ref has now,
 * and elsewhere hangs on the commit alone. By the F of one ref, and the policy
 * in it, nothing is answered for another.
 */
static struct str key_of(struct arena *a, const struct hook_question *q,
			 const char *commit, struct str frozen)
{
	const char *over = q->setting.pushed_over;

	return over && str_is(frozen, over) ?
		       str_fmt(a, "%s %s", commit, over) :
		       str_of(commit);
}

static void remember(struct hook_answers *answers, struct str key)
{
	*map_put(&answers->commits,
		 str_copy(answers->commits.arena, key)) = answers;
}

int hook_commits(struct run *run, struct hook_answers *answers,
		 const struct hook_question *q, struct str frozen)
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
		struct arena scratch = { 0 };
		struct run own = *run;
		struct str key = key_of(&scratch, q, commits[i], frozen);
		/* One that refuses the push need not do so twice. */
		struct str refused = str_fmt(&scratch, "!%s", commits[i]);
		bool known = strcmp(commits[i], q->tip.commit) == 0 ||
			     map_get(&answers->commits, key) ||
			     map_get(&answers->commits, refused);

		own.arena = &scratch;
		if (!known)
			rc = judge(&own, q, commits[i], bad >= SHOWN);
		if (!known)
			remember(answers, rc == EXIT_FINDINGS ? refused : key);
		arena_free(&scratch);
		if (known)
			continue;
		bad += rc == EXIT_FINDINGS;
		status = rc > status ? rc : status;
	}
	arena_free(&list);
	if (rc >= 0 && bad > SHOWN)
		run_note("%zu more commits are refused in the same way",
			 bad - SHOWN);
	return rc < 0 ? rc : status;
}
