/*
 * Waivers: findings that are accepted until a day, waiver-stale and
 * waiver-expired; and policy-loosened for each one that is new. It runs when
 * the other families have: it looks at their findings.
 */
#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "base/arena.h"
#include "base/buf.h"
#include "check/context.h"
#include "prompt/waivers.h"
#include "view/repo.h"

/* ---- the day -------------------------------------------------------------- */

static struct str day_of(struct arena *a, time_t when)
{
	struct tm tm;
	char text[32];

	/* Years of other than four digits do not compare: nothing holds. */
	if (!gmtime_r(&when, &tm) ||
	    strftime(text, sizeof(text), "%Y-%m-%d", &tm) == 0 ||
	    !waivers_day_ok(str_of(text)))
		return STR("9999-99-99");
	return str_copy(a, str_of(text));
}

/* In CI the commit's date, so that a run done again says the same. */
static int commit_day(struct context *c, const char *commit, struct str *out,
		      struct error *err)
{
	const char *argv[] = { "rev-list",    "--max-count=1",
			       "--timestamp", commit,
			       "--",	      NULL };
	struct str text;
	long long when;
	char *end;
	int rc = repo_git(c->request->setting.repo, c->arena, argv, STR_EMPTY,
			  &text, err);

	if (rc < 0)
		return rc;
	errno = 0;
	when = strtoll(str_c(c->arena, text), &end, 10);
	if (errno || *end != ' ')
		return error_set(err, ERROR_FAILED,
				 "git rev-list says no date of %s", commit);
	*out = day_of(c->arena, (time_t)when);
	return 0;
}

/* The commit that a CI checks: the one named, or that of the work tree. NULL:
 * there is none, or no CI. */
static const char *ci_commit(struct context *c)
{
	const struct setting_request *s = &c->request->setting;
	enum view_kind kind = view_kind(s->view);
	const char *ci = getenv("CI"), *commit;
	struct error ignored = { 0 };

	/* Who pushes to a server chooses the commit's date. */
	if (s->server || !s->repo || !ci || !*ci || strcmp(ci, "false") == 0 ||
	    (kind != VIEW_COMMIT && kind != VIEW_WORKTREE) ||
	    base_resolve(s->repo, c->arena, s->rev ? s->rev : "HEAD", &commit,
			 &ignored) < 0)
		return NULL;
	return commit;
}

static int today(struct context *c, struct str *out, struct error *err)
{
	const char *commit;

	if (c->request->as_of) {
		*out = str_of(c->request->as_of);
		return 0;
	}
	commit = ci_commit(c);
	if (commit)
		return commit_day(c, commit, out, err);
	*out = day_of(c->arena, time(NULL));
	return 0;
}

/* ---- what they do --------------------------------------------------------- */

static struct finding *about(struct context *c, enum rule rule,
			     const struct waiver *w)
{
	char digest[STORE_DIGEST_TEXT + 1];
	struct finding *f = context_finding(c, rule, w->prompt,
					    STR(WAIVERS_PATH), w->pos);

	store_id_write(&w->fingerprint, digest);
	finding_key(f, str_copy(c->arena, str_of(digest)));
	return f;
}

static bool fits(const struct waiver *w, const struct finding *f)
{
	return w->rule == f->rule &&
	       (w->prompt.n ? str_eq(w->prompt, f->prompt) :
			      !f->prompt.n && str_eq(w->path, f->path));
}

/*
 * Prompts that nobody declared are looked for where something changed, and not
 * by every command. A file that is gone has none.
 */
static bool is_looked_for(const struct context *c, const struct waiver *w)
{
	struct error ignored = { 0 };
	struct view_entry entry;

	if ((w->rule != RULE_HIDDEN_PROMPT &&
	     w->rule != RULE_UNTRACKED_PROMPT) ||
	    c->looked_all || !view_path_ok(w->path))
		return true;
	return map_get(&c->looked, w->path) ||
	       view_find(c->view, w->path, &entry, &ignored) == ERROR_ABSENT;
}

static void stale(struct context *c, const struct waiver *w,
		  const struct finding *same)
{
	struct finding *f;

	/* Of prompts that were not asked for nothing is known. */
	if (w->prompt.n ? !context_wants(c, w->prompt) :
			  c->request->ids != NULL)
		return;
	if (!same && !is_looked_for(c, w))
		return;
	f = about(c, RULE_WAIVER_STALE, w);
	if (same)
		f->message = str_fmt(
			c->arena,
			"this fingerprint is of %s%s%.*s, so the waiver of %s is not applied",
			rule_info(same->rule)->id, same->prompt.n ? " in " : "",
			STR_ARG(same->prompt), rule_info(w->rule)->id);
	else
		f->message = str_fmt(c->arena,
				     "there is no such finding of %s any more",
				     rule_info(w->rule)->id);
	finding_help(f, str_fmt(c->arena, "delete it from %s, line %u",
				WAIVERS_PATH, w->first));
}

static void expired(struct context *c, const struct waiver *w)
{
	struct finding *f = about(c, RULE_WAIVER_EXPIRED, w);

	f->message = str_fmt(c->arena,
			     "the waiver of %s held until %.*s, and what it "
			     "waived is still there",
			     rule_info(w->rule)->id, STR_ARG(w->until));
	finding_key(f, w->until);
	if (w->prompt.n)
		finding_help(f, str_fmt(c->arena, "promptpin check %.*s",
					STR_ARG(w->prompt)));
	finding_help(f, str_fmt(c->arena,
				"promptpin waive %s %.*s -m WHY --until DATE",
				rule_info(w->rule)->id,
				STR_ARG(w->prompt.n ? w->prompt : w->path)));
}

static struct str key_of(const struct store_id *id)
{
	return (struct str){ (const char *)id->byte, STORE_ID_SIZE };
}

/*
 * The finding of each waiver, as an index into the sink; the sink's count where
 * there is none. All of them before any finding is added: those have no
 * fingerprint yet.
 */
static size_t *find_all(struct context *c, const struct waivers *w)
{
	struct map known = map_in(c->arena);
	size_t *out = arena_zero(c->arena, w->count + 1, sizeof(*out));

	for (size_t i = 0; i < c->sink->count; i++) {
		struct finding *f = &c->sink->items[i];

		*map_put(&known, key_of(&f->fingerprint)) = f;
	}
	for (size_t i = 0; i < w->count; i++) {
		const struct finding *f = map_get(
			&known, key_of(&w->items[i].fingerprint));

		out[i] = f ? (size_t)(f - c->sink->items) : c->sink->count;
	}
	return out;
}

static void apply_all(struct context *c, const struct waivers *w,
		      struct str day)
{
	const size_t count = c->sink->count;
	const size_t *found = find_all(c, w);

	for (size_t i = 0; i < w->count; i++) {
		const struct waiver *one = &w->items[i];
		struct finding *f = NULL;

		if (found[i] < count)
			f = &c->sink->items[found[i]];
		if (!f || !fits(one, f))
			stale(c, one, f);
		else if (str_compare(one->until, day) < 0)
			expired(c, one);
		else
			f->waived = true;
	}
}

/* ---- what is new ---------------------------------------------------------- */

/* All that says whether a waiver is applied, but its day. */
static struct str terms_of(struct arena *a, const struct waiver *w)
{
	struct buf b = buf_in(a);

	buf_add(&b, key_of(&w->fingerprint));
	buf_addf(&b, "%d:%c", (int)w->rule, w->prompt.n ? 'i' : 'p');
	buf_add(&b, w->prompt.n ? w->prompt : w->path);
	return buf_str(&b);
}

/* The waivers that F applies, by their terms; of equal ones the longest. */
static int read_old(struct context *c, struct map *out, struct error *err)
{
	struct sink unused = sink_in(c->arena);
	struct waivers old;

	*out = map_in(c->arena);
	if (waivers_read(&old, c->arena, c->base->view, &unused, err) < 0)
		return err->code;
	/* A file with a mistake in it is not applied at all. */
	for (size_t i = 0; old.valid && i < old.count; i++) {
		struct waiver *w = &old.items[i];
		void **place = map_put(out, terms_of(c->arena, w));
		const struct waiver *other = *place;

		if (!other || str_compare(other->until, w->until) < 0)
			*place = w;
	}
	return 0;
}

static int compare(struct context *c, const struct waivers *new,
		   struct error *err)
{
	struct map before;

	if (c->second || !c->base->view)
		return 0;
	if (read_old(c, &before, err) < 0)
		return err->code;
	for (size_t i = 0; i < new->count; i++) {
		const struct waiver *w = &new->items[i];
		const struct waiver *old = map_get(&before,
						   terms_of(c->arena, w));
		struct finding *f;

		/* That F has, for as long, is not this change's. */
		if (old && str_compare(old->until, w->until) >= 0)
			continue;
		f = about(c, RULE_POLICY_LOOSENED, w);
		f->message = str_fmt(c->arena,
				     "%s of %.*s is waived until %.*s: %.*s",
				     rule_info(w->rule)->id,
				     STR_ARG(w->prompt.n ? w->prompt : w->path),
				     STR_ARG(w->until), STR_ARG(w->reason));
		finding_key(f, w->until);
	}
	return 0;
}

int check_waivers(struct context *c, struct error *err)
{
	struct waivers w;
	struct str day = STR_EMPTY;
	int rc = waivers_read(&w, c->arena, c->view, c->sink, err);

	if (rc < 0 || !w.present || !w.valid || w.count == 0)
		return rc;
	rc = today(c, &day, err);
	if (rc < 0)
		return rc;
	apply_all(c, &w, day);
	return compare(c, &w, err);
}
