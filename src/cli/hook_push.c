/*
 * pre-push: the tip of each ref that is about to be pushed.
 *
 * The tip, since a rebase, a cherry-pick and an edit after a conflict make
 * commits that no other hook sees; and each ref, since one push may move many.
 * An unprotected ref that brings nothing which the other side has not is
 * passed over; a protected one never is, as old commits can bring drift back
 * or take releases away.
 */
#include <stdlib.h>

#include "base/text.h"
#include "cli/hook.h"
#include "prompt/manifest.h"
#include "view/base.h"
#include "view/guard.h"

enum { OTHERS_SHOWN = 20 };

struct push_ref {
	struct ref_update update;
	struct tip tip;
};

struct push {
	struct run *run;
	const char *remote; /* its name or URL */
	struct push_ref *refs;
	size_t count, room;
	struct hook_answers answers;
	struct guard *guard;
	struct far far;
	struct map names; /* id of a manifest to its `protected:` */
};

static void add_ref(struct push *p, const struct ref_update *update)
{
	p->refs = arena_grow(p->run->arena, p->refs, p->count, &p->room,
			     sizeof(*p->refs));
	p->refs[p->count++] = (struct push_ref){ .update = *update };
}

/* ---- standard input */

/*
 * "<local ref> <local oid> <remote ref> <remote oid>". A local ref may hold
 * spaces (main@{1 hour ago}), so split from the right.
 */
static bool read_update(struct str line, struct ref_update *out)
{
	struct str fields[3], rest = line;

	for (size_t i = 0; i < 3; i++) {
		size_t space = str_rfind(rest, ' ');

		if (space == rest.n)
			return false;
		fields[i] = str_cut(rest, space + 1, rest.n);
		rest = str_cut(rest, 0, space);
	}
	*out = (struct ref_update){ .local_ref = rest,
				    .ref = fields[1],
				    .old_oid = fields[0],
				    .new_oid = fields[2] };
	return rest.n > 0 && fields[1].n > 0 && hook_is_oid(fields[2]) &&
	       hook_is_oid(fields[0]);
}

static int read_input(struct push *p)
{
	struct ref_update update;
	struct str input, line;
	size_t at = 0;

	if (run_read_file(p->run, "-", HOOK_INPUT, &input) < 0)
		return p->run->err->code;
	while (hook_next_line(input, &at, &line)) {
		if (!read_update(line, &update))
			return error_set(
				p->run->err, ERROR_USAGE,
				"pre-push: this is no line of git's: %.*s",
				STR_ARG(line));
		add_ref(p, &update);
	}
	return 0;
}

/* ---- pre-commit, the framework */

/* The value of a variable, or NULL where it is not set or empty. */
static const char *environment(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

/*
 * What the branch had, as far as that is known here. What pre-commit names is
 * not always that: of a forced push it is where the histories part.
 */
static int old_value(struct push *p, const char *branch, const char *from,
		     struct str *out)
{
	struct run *run = p->run;
	const char *tracked, *named = NULL;
	bool newer = false;
	int rc;

	*out = STR("0000000000000000000000000000000000000000");
	if (from) {
		rc = base_resolve(run->repo, run->arena, from, &named,
				  run->err);
		if (rc < 0)
			return rc == ERROR_ABSENT ?
				       error_set(run->err, ERROR_FAILED,
						 "PRE_COMMIT_FROM_REF: %s is "
						 "not here",
						 from) :
				       rc;
	}
	rc = base_resolve(
		run->repo, run->arena,
		str_fmt(run->arena, "refs/remotes/%s/%s", p->remote, branch).p,
		&tracked, run->err);
	if (rc == ERROR_ABSENT) {
		error_clear(run->err);
		return 0; /* a new branch, or a push to a URL */
	}
	if (rc == 0 && named)
		rc = base_contains(run->repo, tracked, named, &newer, run->err);
	if (rc == 0)
		*out = str_of(newer ? named : tracked);
	return rc;
}

/*
 * pre-commit gives its hooks no standard input, but says in the environment
 * which ref it has chosen, the first that brings something. From 3.0 on that
 * is the names of both sides; where the whole history is new, no commits.
 */
static int read_environment(struct push *p)
{
	const char *to = environment("PRE_COMMIT_TO_REF");
	const char *local = environment("PRE_COMMIT_LOCAL_BRANCH");
	const char *ref = environment("PRE_COMMIT_REMOTE_BRANCH");
	const char *remote = environment("PRE_COMMIT_REMOTE_NAME");
	struct run *run = p->run;
	struct ref_update update;
	const char *commit;
	int rc;

	if (!environment("PRE_COMMIT"))
		return 0;
	/* Called by hand, for all files: what stands for the push is HEAD. */
	to = to ? to : local ? local : "HEAD";
	ref = ref ? ref : "HEAD";
	p->remote = p->remote ? p->remote : remote ? remote : "origin";
	rc = base_resolve(run->repo, run->arena, to, &commit, run->err);
	if (rc < 0)
		return rc == ERROR_ABSENT ?
			       error_set(run->err, ERROR_FAILED,
					 "%s: no commit is called so", to) :
			       rc;
	update.local_ref = str_of(local ? local : to);
	update.ref = str_of(ref);
	update.new_oid = str_of(commit);
	rc = old_value(p,
		       str_starts(update.ref, "refs/heads/") ? ref + 11 : ref,
		       environment("PRE_COMMIT_FROM_REF"), &update.old_oid);
	if (rc == 0)
		add_ref(p, &update);
	return rc;
}

/* ---- which refs need a look */

static const char *const *protected_of(void *context, struct arena *a,
				       struct view *view)
{
	struct sink unused = sink_in(a);
	struct error *err = context;
	struct manifest m;

	return manifest_read(&m, a, view, &unused, err) < 0 ? NULL :
							      m.protected_names;
}

/* `protected:` of what is pushed, read once a manifest. True in *unknown:
 * it cannot be told. */
static const char *const *names_of(struct push *p, const struct push_ref *ref,
				   bool *unknown)
{
	struct arena *a = p->run->arena;
	struct error trouble = { 0 };
	const char *const *names;
	struct view_oid oid;
	struct view *view;
	void **place;
	int rc;

	*unknown = false;
	rc = view_commit(&view, a, p->run->repo, ref->tip.commit, &trouble);
	if (rc == 0)
		rc = view_oid_of(view, STR(MANIFEST_PATH), &oid, &trouble);
	*unknown = rc < 0 && rc != ERROR_ABSENT;
	if (rc < 0)
		return NULL;
	place = map_put(&p->names, str_copy(a, (struct str){ (char *)oid.byte,
							     sizeof(oid) }));
	if (*place)
		return *(const char *const **)*place;
	names = protected_of(&trouble, a, view);
	*unknown = trouble.code != ERROR_NONE;
	if (!*unknown) {
		const char *const **kept = arena_alloc(a, sizeof(*kept));

		*kept = names;
		*place = kept;
	}
	return names;
}

static bool is_protected(struct push *p, const struct push_ref *ref,
			 const char *name)
{
	const char *const *names;
	bool unknown;

	if (!guard_watches(p->guard) ||
	    !str_starts(ref->update.ref, "refs/heads/"))
		return false;
	if (guard_protects(p->guard, name, NULL))
		return true;
	names = names_of(p, ref, &unknown);
	return unknown || guard_protects(p->guard, name, names);
}

/* Which refs bring something, and which of the others count all the same. */
static int find_needed(struct push *p, bool *needed)
{
	struct run *run = p->run;
	const char **commits = arena_alloc(run->arena,
					   (p->count + 1) * sizeof(*commits));
	struct error trouble = { 0 };

	if (far_open(&p->far, run->arena, run->repo, p->remote, run->err) < 0 ||
	    guard_open(&p->guard, run->arena, run->repo, false, p->remote,
		       protected_of, &trouble, run->err) < 0 ||
	    guard_tips(p->guard, &p->far, run->err) < 0)
		return run->err->code;
	for (size_t i = 0; i < p->count; i++) {
		commits[i] = p->refs[i].tip.commit;
		if (!hook_is_null(p->refs[i].update.old_oid) &&
		    far_add(&p->far, p->refs[i].update.old_oid, run->err) < 0)
			return run->err->code;
	}
	/* Where that cannot be told, nothing is passed over. */
	if (trouble.code != ERROR_NONE ||
	    far_lacks(&p->far, commits, p->count, needed, &trouble) < 0)
		memset(needed, true, p->count);
	for (size_t i = 0; i < p->count; i++)
		if (!needed[i])
			needed[i] = is_protected(
				p, p->refs + i,
				str_c(run->arena, p->refs[i].update.ref));
	return 0;
}

/* ---- the push */

/* Leave out what no prompt can stand in: deletions, tags of blobs. */
static int peel_all(struct push *p)
{
	size_t kept = 0, others = 0;

	for (size_t i = 0; i < p->count; i++) {
		struct push_ref *ref = p->refs + i;

		if (hook_is_null(ref->update.new_oid))
			continue;
		if (hook_peel(p->run, p->run->arena, ref->update.local_ref,
			      ref->update.new_oid, &ref->tip) < 0)
			return p->run->err->code;
		if (ref->tip.commit)
			p->refs[kept++] = *ref;
		else if (++others <= OTHERS_SHOWN)
			run_note("%.*s is no commit, and is not checked",
				 STR_ARG(ref->update.local_ref));
	}
	p->count = kept;
	if (others > OTHERS_SHOWN)
		run_note("%zu more refs are no commits, and are not checked",
			 others - OTHERS_SHOWN);
	return 0;
}

static int judge_ref(struct push *p, const struct push_ref *ref)
{
	const struct ref_update *u = &ref->update;
	struct run *run = p->run;
	struct hook_question q = { .ref = u->local_ref,
				   .tip = ref->tip,
				   .setting = { .repo = run->repo,
						.remote = p->remote },
				   .far = &p->far };
	struct buf heading = buf_in(run->arena);

	q.setting.pushed_ref = str_c(run->arena, u->ref);
	if (!hook_is_null(u->old_oid))
		q.setting.pushed_over = str_c(run->arena, u->old_oid);
	buf_adds(&heading, "promptpin: the push of ");
	text_escape(&heading, u->local_ref, false);
	buf_adds(&heading, " to ");
	text_escape(&heading, u->ref, false);
	buf_addf(&heading, " is refused\n  commit: %s\n\n", ref->tip.commit);
	q.heading = buf_str(&heading);
	return hook_judge(run, &p->answers, &q);
}

int hook_push(struct run *run, const struct args *args)
{
	struct push p = { .run = run,
			  .remote = args->count > 1 ? args->items[1] : NULL,
			  .answers = hook_answers_in(run->arena),
			  .names = map_in(run->arena) };
	int status = EXIT_CLEAN, worst = EXIT_CLEAN;
	bool *needed;

	if (read_input(&p) < 0 || (p.count == 0 && read_environment(&p) < 0) ||
	    peel_all(&p) < 0)
		return run->err->code;
	if (p.count == 0)
		return EXIT_CLEAN;
	refs_keep(run->repo);
	needed = arena_zero(run->arena, p.count, sizeof(*needed));
	if (find_needed(&p, needed) < 0)
		return run->err->code;
	for (size_t i = 0; i < p.count && status >= 0; i++) {
		status = needed[i] ? judge_ref(&p, p.refs + i) : EXIT_CLEAN;
		worst = status > worst ? status : worst;
	}
	return status < 0 ? status : worst;
}
