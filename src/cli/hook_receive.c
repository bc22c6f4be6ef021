/*
 * pre-receive: the refs of a push, judged where they arrive, before any of
 * them moves. One that is refused refuses the whole push, and git then drops
 * all that came with it. Nothing is written here, no cache is read and no
 * program is run: the hook works in an empty chroot without PATH and HOME.
 */
#include <stdint.h>
#include <stdlib.h>

#include "cli/deadline.h"
#include "cli/hook.h"
#include "cli/moved.h"
#include "cli/push_options.h"
#include "release/view_store.h"
#include "view/guard.h"

enum {
	ROOM = 64 * 1024,     /* bytes of findings on a pusher's terminal */
	ROOM_REF = 16 * 1024, /* of them, for one ref */
	ROOM_LEAST = 1024, /* with less than that left, a ref is named only */
	NAMED = 20,	   /* so many of those */
	HEADS_NAMED = 5
};

struct receive {
	struct run *run;
	const char *prefix; /* of each line that is said */
	struct push_options options;
	struct hook_answers answers;
	struct map by_commit; /* of unprotected refs: one has one answer */
	struct moved_refs refs;
	bool again; /* the ref just judged was refused for a known reason */
	size_t refused, named;
	size_t room; /* what may still be said */
};

/* GitLab shows a pusher only the lines of a hook that begin in its way. */
static const char *line_prefix(void)
{
	static const char *const marks[] = { "GL_ID", "GL_REPOSITORY",
					     "GL_PROTOCOL" };

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (getenv(marks[i]))
			return "GL-HOOK-ERR: ";
	return "";
}

/* A refused ref without its findings. */
static void say_short(struct receive *r, const struct moved *m)
{
	bool gone = hook_is_null(m->update.new_oid);

	if (++r->named <= NAMED)
		run_note("%.*s (%.*s) is refused as well",
			 STR_ARG(m->update.ref),
			 STR_ARG(gone ? m->update.old_oid : m->update.new_oid));
	else if (r->named == NAMED + 1)
		run_note("more refs are refused");
}

/* ---- one ref ------------------------------------------------------------ */

/* The sentence about a protected branch that would go, with its releases. */
static int refuse_deletion(struct receive *r, const struct moved *m,
			   const struct str *heads, size_t count)
{
	struct buf text = buf_in(r->run->arena);

	buf_adds(&text, "promptpin: the deletion of ");
	text_escape(&text, m->update.ref, false);
	buf_addf(&text, " is refused\n  commit: %.*s\n\n",
		 STR_ARG(m->update.old_oid));
	buf_addf(&text,
		 "The branch is protected: what was released there is "
		 "published, and would be gone with it\n  heads: %zu",
		 count);
	for (size_t i = 0; i < count && i < HEADS_NAMED; i++)
		buf_addf(&text, "%s%.*s", i ? ", " : " (", STR_ARG(heads[i]));
	buf_adds(&text, count > HEADS_NAMED ? ", ...)" : count ? ")" : "");
	buf_adds(&text, "\n  if it is meant, on the server: "
			"git update-ref -d ");
	text_escape(&text, m->update.ref, false);
	buf_adds(&text, "\n\n");
	run_write(stderr, buf_str(&text));
	return EXIT_FINDINGS;
}

/* A protected branch with releases must not just vanish. */
static int judge_deletion(struct receive *r, const struct moved *m)
{
	struct run *run = r->run;
	const char *old = str_c(run->arena, m->update.old_oid);
	struct view_entry entry;
	const struct str *heads = NULL;
	struct view *view;
	size_t count = 0;
	int rc;

	if (!m->guarded)
		return EXIT_CLEAN;
	rc = view_commit(&view, run->arena, run->repo, old, run->err);
	if (rc == 0)
		rc = vault_heads(vault_new(run->arena, view), &heads, &count,
				 run->err);
	if (rc < 0)
		return rc;
	rc = view_find(view, STR(MANIFEST_PATH), &entry, run->err);
	if (rc < 0 && rc != ERROR_ABSENT)
		return rc;
	return rc == ERROR_ABSENT && count == 0 ?
		       EXIT_CLEAN :
		       refuse_deletion(r, m, heads, count);
}

static int judge_tip(struct receive *r, const struct moved *m)
{
	struct run *run = r->run;
	struct hook_question q = { .ref = m->update.ref,
				   .tip = m->tip,
				   .far = m->guarded ? &r->refs.there :
						       &r->refs.here };
	struct buf heading = buf_in(run->arena);

	q.setting.repo = run->repo;
	q.setting.server = true;
	q.setting.preset = r->options.preset;
	q.setting.fail_level = r->options.fail_level;
	q.setting.every_commit = r->options.every_commit;
	q.setting.beside = r->refs.tips;
	q.setting.beside_count = r->refs.tip_count;
	q.setting.pushed_ref = str_c(run->arena, m->update.ref);
	if (!hook_is_null(m->update.old_oid))
		q.setting.pushed_over = str_c(run->arena, m->update.old_oid);
	buf_adds(&heading, "promptpin: the push to ");
	text_escape(&heading, m->update.ref, false);
	buf_addf(&heading, " is refused\n  commit: %s\n\n", m->tip.commit);
	q.heading = buf_str(&heading);
	return hook_judge(run, &r->answers, &q);
}

/* F of an unprotected ref depends on its commit alone. */
static int judge_once(struct receive *r, const struct moved *m)
{
	void **place = map_put(&r->by_commit, str_of(m->tip.commit));
	int *status = *place;

	if (!status) {
		*place = status = arena_alloc(r->run->arena, sizeof(*status));
		*status = judge_tip(r, m);
	} else if (*status == EXIT_FINDINGS) {
		r->again = true;
	}
	return *status;
}

static int judge(struct receive *r, const struct moved *m)
{
	if (hook_is_null(m->update.new_oid))
		return judge_deletion(r, m);
	if (m->known)
		return EXIT_CLEAN;
	if (m->tip.commit)
		return m->guarded ? judge_tip(r, m) : judge_once(r, m);
	run_note("%.*s is no commit, and is not checked",
		 STR_ARG(m->update.ref));
	return EXIT_CLEAN;
}

/* ---- all of them -------------------------------------------------------- */

static int receive_one(struct receive *r, const struct moved *m)
{
	size_t room = r->room < ROOM_REF ? r->room : ROOM_REF;
	size_t left, dropped;
	int status;

	run_stderr(r->prefix, room);
	r->again = false;
	status = judge(r, m);
	dropped = run_stderr_dropped(&left);
	run_stderr(r->prefix, SIZE_MAX);
	if (dropped && room)
		run_note("%zu more lines about %.*s are not shown", dropped,
			 STR_ARG(m->update.ref));
	else if (status == EXIT_FINDINGS && (dropped || r->again))
		say_short(r, m);
	r->room -= room - left;
	if (r->room < ROOM_LEAST)
		r->room = 0;
	if (status < 0)
		run_note("%.*s could not be checked", STR_ARG(m->update.ref));
	r->refused += status == EXIT_FINDINGS;
	return status;
}

static int receive_all(struct receive *r)
{
	int status = EXIT_CLEAN, worst = EXIT_CLEAN;

	for (size_t i = 0; i < r->refs.count && status >= 0; i++) {
		const struct moved *m = &r->refs.items[i];

		deadline_at(str_fmt(r->run->arena, "%.*s, ref %zu of %zu",
				    STR_ARG(m->update.ref), i + 1,
				    r->refs.count));
		status = receive_one(r, m);
		worst = status > worst ? status : worst;
	}
	if (status < 0)
		return status;
	if (r->refs.count > 1 && r->refused)
		run_note("%zu of %zu refs are refused, and nothing of the push "
			 "is taken",
			 r->refused, r->refs.count);
	return worst;
}

/* ---- the push ------------------------------------------------------------ */

static int set_deadline(struct receive *r)
{
	const char *asked = repo_config(r->run->repo, r->run->arena,
					"promptpin.deadline");
	unsigned milliseconds;

	if (!asked)
		return 0;
	if (deadline_read(asked, &milliseconds) < 0) {
		error_help(r->run->err, "git config promptpin.deadline 4s");
		return error_set(r->run->err, ERROR_USAGE,
				 "promptpin.deadline of this server is %s; it "
				 "takes a time from 1ms to 3600s, and there is "
				 "always one",
				 asked);
	}
	deadline_start(milliseconds, r->prefix);
	return 0;
}

int hook_receive(struct run *run, const struct args *args)
{
	struct receive r = { .run = run, .room = ROOM };
	int rc;

	(void)args;
	r.prefix = line_prefix();
	r.answers = hook_answers_in(run->arena);
	r.by_commit = map_in(run->arena);
	run->colour = "never";
	run_stderr(r.prefix, SIZE_MAX);
	deadline_start(DEADLINE_DEFAULT, r.prefix);
	rc = run_repo(run, REPO_HOOK);
	if (rc == 0)
		rc = set_deadline(&r);
	if (rc == 0)
		rc = push_options_read(&r.options, run->err);
	if (rc == 0)
		rc = moved_read(&r.refs, run);
	if (rc < 0)
		return rc;
	if (r.options.ignored.n)
		run_note("push option %.*s: an option can only tighten, so it "
			 "changes nothing",
			 STR_ARG(r.options.ignored));
	return receive_all(&r);
}
