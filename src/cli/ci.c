#include "cli/ci.h"

#include <stdlib.h>

#include "syntax/json.h"
#include "view/base.h"

enum { EVENT_SIZE = 32 << 20 };

/* What one CI says of this run; NULL: it does not. */
struct ci_facts {
	const char *head;     /* the commit it runs for */
	const char *own_head; /* the same where HEAD is a merge of the CI's */
	const char *target;   /* branch that a pull request goes to */
	const char *merged;   /* commit that the CI's own merge merged into */
	bool first_parent;    /* that commit is HEAD's first parent */
	const char *branch;   /* branch that was pushed to */
	const char *before;   /* commit that stood there */
};

struct ci {
	const char *name;
	const char *sign, *value; /* variable, and its value (NULL: any) */
	int (*read)(struct run *run, struct ci_facts *out);
	const char *deepen; /* how more of the history comes into the clone */
};

/* A variable that says something, or NULL. */
static const char *get(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

static bool is(const char *name, const char *value)
{
	const char *own = get(name);

	return own && strcmp(own, value) == 0;
}

static bool is_null_oid(const char *commit)
{
	return strspn(commit, "0") == strlen(commit);
}

/* ---- GitHub ---------------------------------------------------------------- */

static const char *event_text(struct run *run, const struct node *event,
			      const char *pointer)
{
	const struct node *n = node_pointer(event, str_of(pointer));

	return n && n->kind == NODE_STRING && n->text.n ?
		       str_c(run->arena, n->text) :
		       NULL;
}

/* The event as GitHub gives it: an empty object where there is none. */
static int read_event(struct run *run, struct node *out)
{
	const char *path = get("GITHUB_EVENT_PATH");
	struct syntax_error why;
	struct str text;

	*out = (struct node){ .kind = NODE_OBJECT };
	if (!path)
		return 0;
	if (run_read_file(run, path, EVENT_SIZE, &text) < 0)
		return run->err->code = ERROR_FAILED;
	if (json_read(run->arena, text, out, &why) < 0)
		return error_set(run->err, ERROR_FAILED, "%s, line %u: %s",
				 path, why.pos.line, why.text);
	return 0;
}

/* refs/pull/N/merge: GitHub's own merge of the request into its target. */
static bool is_merge_ref(const char *ref)
{
	size_t n = ref ? strlen(ref) : 0;

	return n > 16 && strncmp(ref, "refs/pull/", 10) == 0 &&
	       strcmp(ref + n - 6, "/merge") == 0;
}

static int read_github(struct run *run, struct ci_facts *out)
{
	const char *ref = get("GITHUB_REF");
	struct node event;

	if (read_event(run, &event) < 0)
		return run->err->code;
	out->head = get("GITHUB_SHA");
	if (is("GITHUB_EVENT_NAME", "merge_group")) {
		out->merged = event_text(run, &event, "/merge_group/base_sha");
	} else if (get("GITHUB_BASE_REF")) {
		out->target = get("GITHUB_BASE_REF");
		out->first_parent = is_merge_ref(ref);
		out->own_head = out->head;
		/* A workflow may check the request's own commit out. */
		out->head = event_text(run, &event, "/pull_request/head/sha");
	} else if (ref && strncmp(ref, "refs/heads/", 11) == 0) {
		out->branch = ref + 11;
		out->before = event_text(run, &event, "/before");
	}
	return 0;
}

/* ---- GitLab ---------------------------------------------------------------- */

static int read_gitlab(struct run *run, struct ci_facts *out)
{
	(void)run;
	out->head = get("CI_COMMIT_SHA");
	if (is("CI_PIPELINE_SOURCE", "merge_request_event")) {
		out->target = get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME");
		out->first_parent = is("CI_MERGE_REQUEST_EVENT_TYPE",
				       "merged_result") ||
				    is("CI_MERGE_REQUEST_EVENT_TYPE",
				       "merge_train");
		out->own_head = out->head;
	} else {
		out->branch = get("CI_COMMIT_BRANCH");
		out->before = get("CI_COMMIT_BEFORE_SHA");
	}
	return 0;
}

/* ---- Jenkins ---------------------------------------------------------------- */

/*
 * Jenkins does not say whether it merged a request itself; the merge base with
 * the target is what it merged into either way.
 */
static int read_jenkins(struct run *run, struct ci_facts *out)
{
	(void)run;
	out->head = get("GIT_COMMIT");
	if (get("CHANGE_TARGET")) {
		out->target = get("CHANGE_TARGET");
		return 0;
	}
	out->branch = get("BRANCH_NAME");
	out->before = get("GIT_PREVIOUS_SUCCESSFUL_COMMIT");
	if (!out->before)
		out->before = get("GIT_PREVIOUS_COMMIT");
	return 0;
}

/* ---- Buildkite --------------------------------------------------------------- */

static int read_buildkite(struct run *run, struct ci_facts *out)
{
	const char *request = get("BUILDKITE_PULL_REQUEST");

	(void)run;
	out->head = get("BUILDKITE_COMMIT");
	out->merged = get("BUILDKITE_MERGE_QUEUE_BASE_COMMIT");
	if (!out->merged && request && strcmp(request, "false") != 0)
		out->target = get("BUILDKITE_PULL_REQUEST_BASE_BRANCH");
	return 0;
}

static const struct ci systems[] = {
	{ "GitHub Actions", "GITHUB_ACTIONS", "true", read_github,
	  "give actions/checkout `with: {fetch-depth: 0}`" },
	{ "GitLab CI", "GITLAB_CI", "true", read_gitlab,
	  "set `variables: {GIT_DEPTH: \"0\"}` for the job" },
	{ "Buildkite", "BUILDKITE", "true", read_buildkite,
	  "take --depth out of BUILDKITE_GIT_CLONE_FLAGS, and fetch the target "
	  "branch" },
	{ "Jenkins", "JENKINS_URL", NULL, read_jenkins,
	  "turn the shallow clone off, and add the target branch to the refspecs "
	  "(Advanced clone behaviours)" },
};

static const struct ci *find_system(void)
{
	for (size_t i = 0; i < sizeof(systems) / sizeof(*systems); i++) {
		const struct ci *ci = &systems[i];

		if (ci->value ? is(ci->sign, ci->value) : get(ci->sign) != NULL)
			return ci;
	}
	return NULL;
}

/* ---- what follows from it ---------------------------------------------------- */

/* A commit that has to be here. NULL and the failure in run->err. */
static const char *commit_of(struct run *run, const struct ci *ci,
			     const char *rev, const char *what)
{
	const char *commit;
	int rc = base_resolve(run->repo, run->arena, rev, &commit, run->err);

	if (rc == 0)
		return commit;
	error_clear(run->err);
	error_help(run->err, "%s; or name one: --base REV", ci->deepen);
	error_set(run->err, ERROR_FAILED,
		  "%s: %s is not in this clone, so there is nothing to compare "
		  "with: %s",
		  ci->name, rev, what);
	return NULL;
}

static bool same_commit(struct run *run, const char *head, const char *said)
{
	struct error ignored = { 0 };
	const char *commit;

	return said &&
	       base_resolve(run->repo, run->arena, said, &commit, &ignored) ==
		       0 &&
	       strcmp(commit, head) == 0;
}

/*
 * Whether HEAD can be a merge that the CI made: it has a second parent, or its
 * parents are cut off. A merge train that goes fast-forward puts a request's
 * commits in a row onto the target, and the first parent is one of them.
 */
static bool is_merge(struct run *run)
{
	struct error ignored = { 0 };
	const char *commit;

	return base_resolve(run->repo, run->arena, "HEAD^2", &commit,
			    &ignored) == 0 ||
	       (repo_is_shallow(run->repo) &&
		base_resolve(run->repo, run->arena, "HEAD^1", &commit,
			     &ignored) < 0);
}

static const char *authority(struct run *run)
{
	const char *name = repo_config(run->repo, run->arena,
				       "promptpin.authority");

	return name ? name : "origin";
}

/* Where the clone keeps the target branch, or NULL. */
static const char *target_ref(struct run *run, const char *branch)
{
	const char *ref = str_fmt(run->arena, "refs/remotes/%s/%s",
				  authority(run), branch)
				  .p;
	struct error ignored = { 0 };
	const char *commit;

	/* A branch's name, not a walk from one: git allows none of these. */
	if (strpbrk(branch, "~^:?*[\\ ") || strstr(branch, "@{") ||
	    base_resolve(run->repo, run->arena, ref, &commit, &ignored) < 0)
		return NULL;
	return ref;
}

/* The one merge base with the target. Several are those with the protected
 * branches, which the target is one of: request->base stays NULL. */
static int by_target(struct run *run, const struct ci *ci,
		     const struct ci_facts *facts,
		     struct setting_request *request)
{
	const char *ref = target_ref(run, facts->target);
	const char *argv[] = { "merge-base", "--all", "HEAD", ref, NULL };
	struct str out;
	size_t end;

	if (!ref) {
		error_help(run->err, "git fetch origin %s; or %s",
			   facts->target, ci->deepen);
		return error_set(run->err, ERROR_FAILED,
				 "%s: the target branch %s is not in this "
				 "clone, so there is nothing to compare with",
				 ci->name, facts->target);
	}
	if (repo_git(run->repo, run->arena, argv, STR_EMPTY, &out, run->err) <
	    0) {
		error_clear(run->err);
		error_help(run->err, "%s", ci->deepen);
		return error_set(
			run->err, ERROR_FAILED,
			"%s: HEAD and %s have no common commit in "
			"this clone%s",
			ci->name, ref,
			repo_is_shallow(run->repo) ? ", which is shallow" : "");
	}
	end = str_find(out, '\n', 0);
	if (end + 1 >= out.n)
		request->base = str_c(run->arena, str_cut(out, 0, end));
	return 0;
}

/* Whether the branch is protected is the base's to say. */
static int by_push(struct run *run, const struct ci_facts *facts,
		   struct setting_request *request)
{
	if (!facts->branch || !facts->before || is_null_oid(facts->before))
		return 0;
	request->remote = authority(run);
	request->pushed_ref =
		str_fmt(run->arena, "refs/heads/%s", facts->branch).p;
	request->pushed_over = facts->before;
	return 0;
}

int ci_base(struct run *run, struct setting_request *request)
{
	const struct ci *ci = find_system();
	struct ci_facts facts = { 0 };
	struct error ignored = { 0 };
	const char *head;
	bool own_merge;

	if (!ci || request->base || request->no_base ||
	    base_resolve(run->repo, run->arena, "HEAD", &head, &ignored) < 0 ||
	    (request->rev && !same_commit(run, head, request->rev)))
		return 0;
	if (ci->read(run, &facts) < 0)
		return run->err->code;
	own_merge = same_commit(run, head, facts.own_head);
	if (!own_merge && !same_commit(run, head, facts.head))
		return 0;
	/* Whatever is missing from here on, this brings it. */
	if (repo_is_shallow(run->repo))
		error_help(run->err, "%s; or name a base: --base REV",
			   ci->deepen);
	if (facts.first_parent && own_merge && is_merge(run))
		request->base = commit_of(run, ci, "HEAD^1",
					  "what the CI merged into") ?
					"HEAD^1" :
					NULL;
	else if (facts.merged)
		request->base = commit_of(run, ci, facts.merged,
					  "what the merge queue merged into");
	else if (!facts.target)
		return by_push(run, &facts, request);
	else if (by_target(run, ci, &facts, request) < 0)
		return run->err->code;
	if (request->base)
		error_clear(run->err); /* nothing is missing */
	return run->err->code;
}

void ci_note(struct run *run, const struct base *base, const char *so)
{
	struct error ignored = { 0 };
	const char *head;

	if (!find_system() || base->state != BASE_FOUND || base->count != 1 ||
	    base_resolve(run->repo, run->arena, "HEAD", &head, &ignored) < 0 ||
	    strcmp(base->commits[0], head) != 0)
		return;
	run_note("HEAD is its own base (%s): %s; to name that: --base REV",
		 base->label, so);
}
