/*
 * Waivers: findings that are accepted until a day, waiver-stale and
 * waiver-expired; and policy-loosened for each one that is new. It runs when
 * the other families have: it looks at their findings.
 */
#include <stdlib.h>
#include <time.h>

#include "base/arena.h"
#include "check/context.h"
#include "prompt/waivers.h"
#include "view/repo.h"

/* ---- the day -------------------------------------------------------------- */

static struct str day_of(struct arena *a, time_t when)
{
	struct tm tm;
	char text[32];

	if (!gmtime_r(&when, &tm) ||
	    strftime(text, sizeof(text), "%Y-%m-%d", &tm) == 0)
		return STR("9999-12-31"); /* nothing holds so long */
	return str_copy(a, str_of(text));
}

/* In CI the commit's date, so that a run done again says the same. */
static int commit_day(struct context *c, struct str *out, struct error *err)
{
	const struct setting_request *s = &c->request->setting;
	const char *argv[] = { "log",
			       "-1",
			       "--format=%cd",
			       "--date=format-local:%Y-%m-%d",
			       s->rev ? s->rev : "HEAD",
			       "--",
			       NULL };
	int rc = repo_git(s->repo, c->arena, argv, STR_EMPTY, out, err);

	if (rc == 0 && out->n > 10)
		out->n = 10;
	if (rc == 0 && !waivers_day_ok(*out))
		return error_set(err, ERROR_FAILED,
				 "git log says no date of %s",
				 s->rev ? s->rev : "HEAD");
	return rc;
}

static int today(struct context *c, struct str *out, struct error *err)
{
	const struct setting_request *s = &c->request->setting;
	const char *ci = getenv("CI");

	if (c->request->as_of) {
		*out = str_of(c->request->as_of);
		return 0;
	}
	/* Who pushes to a server chooses the commit's date. */
	if (!s->server && s->repo && ci && *ci && strcmp(ci, "false") != 0 &&
	    view_kind(s->view) == VIEW_COMMIT)
		return commit_day(c, out, err);
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

static void stale(struct context *c, const struct waiver *w,
		  const struct finding *same)
{
	struct finding *f;

	/* Of prompts that were not asked for nothing is known. */
	if (w->prompt.n ? !context_wants(c, w->prompt) :
			  c->request->ids != NULL)
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

static void apply(struct context *c, const struct waiver *w, struct str day)
{
	size_t count = c->sink->count;

	for (size_t i = 0; i < count; i++) {
		struct finding *f = &c->sink->items[i];

		if (!store_id_equal(&f->fingerprint, &w->fingerprint))
			continue;
		if (!fits(w, f))
			stale(c, w, f);
		else if (str_compare(w->until, day) < 0)
			expired(c, w);
		else
			f->waived = true;
		return;
	}
	stale(c, w, NULL);
}

/* A waiver that F has, for as long, is not this change's. */
static bool had(const struct waivers *old, const struct waiver *w)
{
	for (size_t i = 0; i < old->count; i++) {
		if (store_id_equal(&old->items[i].fingerprint,
				   &w->fingerprint) &&
		    str_compare(old->items[i].until, w->until) >= 0)
			return true;
	}
	return false;
}

static int compare(struct context *c, const struct waivers *new,
		   struct error *err)
{
	struct sink unused = sink_in(c->arena);
	struct waivers old = { 0 };

	if (c->second || !c->base->view)
		return 0;
	if (waivers_read(&old, c->arena, c->base->view, &unused, err) < 0)
		return err->code;
	for (size_t i = 0; i < new->count; i++) {
		const struct waiver *w = &new->items[i];
		struct finding *f;

		if (had(&old, w))
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
	struct str day;
	int rc = waivers_read(&w, c->arena, c->view, c->sink, err);

	if (rc < 0 || !w.present || !w.valid || w.count == 0)
		return rc;
	rc = today(c, &day, err);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < w.count; i++)
		apply(c, &w.items[i], day);
	for (size_t i = 0; i < w.count && !c->second; i++) {
		/* The answer holds as long as what it waived is waived. */
		if (str_compare(w.items[i].until, day) >= 0 &&
		    (!c->holds_until.n ||
		     str_compare(w.items[i].until, c->holds_until) < 0))
			c->holds_until = w.items[i].until;
	}
	return compare(c, &w, err);
}
