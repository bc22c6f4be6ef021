/*
 * bump-too-small, version-backwards, version-duplicate, rolled-back: every
 * release that F does not have is judged again, from its objects.
 */
#include "base/arena.h"
#include "check/context.h"
#include "release/judge.h"
#include "release/version.h"

/* A release that the view has and F has not, or not so. */
struct newcomer {
	const struct store_release *release;
	struct str path;
	struct store_id digest;
	struct store_version version;
};

static struct finding *about(struct context *c, enum rule rule,
			     const struct newcomer *n)
{
	return context_finding(c, rule,
			       str_copy(c->arena, str_of(n->release->prompt)),
			       n->path, (struct pos){ 0, 0 });
}

static struct str release_label(struct arena *a, const char *what,
				const char *version)
{
	return str_fmt(a, "%s %s", what, version);
}

static int duplicate(struct context *c, const struct newcomer *n,
		     struct error *err)
{
	static const char remotes[] = "refs/remotes/";
	struct str prompt = str_of(n->release->prompt), ref;
	struct finding *f;
	int rc = frozen_taken(c->frozen, prompt, str_of(n->release->version),
			      &n->digest, &ref, err);

	if (rc < 0 || !ref.n)
		return rc;
	if (str_starts(ref, remotes))
		ref = str_cut(ref, sizeof(remotes) - 1, ref.n);
	f = about(c, RULE_VERSION_DUPLICATE, n);
	f->message = str_fmt(
		c->arena,
		"version %s of %s is taken: %.*s has it with other content",
		n->release->version, n->release->prompt, STR_ARG(ref));
	finding_help(f, str_fmt(c->arena, "git fetch && promptpin bump %s",
				n->release->prompt));
	finding_key(f, str_of(n->release->version));
	return 0;
}

static void backwards(struct context *c, const struct newcomer *n,
		      const char *from)
{
	struct finding *f = about(c, RULE_VERSION_BACKWARDS, n);

	f->message = str_fmt(
		c->arena, "release %s of %s is not above %s, which it follows",
		n->release->version, n->release->prompt, from);
	f->before = (struct side){ STR("base"), str_of(from) };
	f->after = (struct side){ STR("new"), str_of(n->release->version) };
	finding_help(
		f, str_fmt(c->arena, "promptpin bump %s", n->release->prompt));
	finding_key(f, str_of(from));
	finding_key(f, str_of(n->release->version));
}

static void too_small(struct context *c, const struct newcomer *n,
		      const struct store_release *from, enum bump moved,
		      enum bump asks, const struct changes *changes,
		      struct str unread)
{
	struct finding *f = about(c, RULE_BUMP_TOO_SMALL, n);

	f->message = str_fmt(
		c->arena,
		"release %s of %s moved by %s, and its changes since %s ask for %s",
		n->release->version, n->release->prompt, bump_name(moved),
		from->version, bump_name(asks));
	f->needs = asks;
	f->before = (struct side){
		STR("base"), release_label(c->arena, "release", from->version)
	};
	f->after = (struct side){ STR("new"),
				  release_label(c->arena, "release",
						n->release->version) };
	if (unread.n) {
		f->reasons = arena_zero(c->arena, 1, sizeof(*f->reasons));
		f->reasons[f->reason_count++] = unread;
	}
	context_reasons(c, f, changes);
	finding_help(
		f, str_fmt(c->arena, "promptpin bump %s", n->release->prompt));
	finding_key(f, str_of(from->version));
	finding_key(f, str_of(n->release->version));
}

/* Hold a new release against the one that it is judged by. */
static int judge(struct context *c, const struct newcomer *n,
		 const struct store_release *from, struct vault *store,
		 struct error *err)
{
	struct compat_side to = { &n->release->effective,
				  vault_reader(c->store) };
	struct store_version base;
	struct changes changes;
	struct str unread;
	enum bump asks, moved;
	int rc;

	if (version_read(str_of(from->version), &base) < 0)
		return 0;
	if (store_version_compare(&n->version, &base) <= 0) {
		backwards(c, n, from->version);
		return 0;
	}
	rc = judge_changes(c->arena, from, store, &to, &c->force.bumps,
			   &changes, &asks, &unread, err);
	if (rc < 0)
		return rc;
	moved = version_moved(&base, &n->version);
	if (moved < asks)
		too_small(c, n, from, moved, asks, &changes, unread);
	return 0;
}

static struct subject *subject_of(struct context *c, const char *id)
{
	for (size_t i = 0; i < c->subject_count; i++)
		if (str_is(c->subjects[i].entry->id, id))
			return &c->subjects[i];
	return NULL;
}

/* A new head: against F's head; nothing is asked of a prompt new to F. */
static int judge_head(struct context *c, const struct newcomer *n,
		      struct error *err)
{
	struct str prompt = str_of(n->release->prompt);
	const struct frozen_head *heads;
	const struct store_release *from;
	size_t count;
	int rc = frozen_heads(c->frozen, c->arena, prompt, &heads, &count, err);

	if (rc < 0 || count == 0)
		return rc;
	if (store_version_compare(&n->version, &heads[0].parsed) <= 0) {
		backwards(c, n, heads[0].release->version);
		return 0;
	}
	rc = judge_baseline(c->frozen, c->arena, prompt,
			    !version_stable(&n->version), &from, err);
	return rc < 0 || !from ? rc : judge(c, n, from, c->frozen->store, err);
}

/* Any other new release: against the highest lower version in the view. */
static int judge_other(struct context *c, const struct newcomer *n,
		       struct error *err)
{
	struct str prompt = str_of(n->release->prompt);
	const struct vault_version *versions;
	const struct vault_release *lower = NULL;
	bool published;
	size_t count;
	int rc = frozen_published(c->frozen, prompt,
				  str_of(n->release->version), &n->digest,
				  &published, err);

	if (rc < 0 || published)
		return rc;
	rc = vault_versions(c->store, prompt, &versions, &count, err);
	while (rc == 0 && count > 0 && !(lower && lower->release)) {
		const struct vault_version *v = &versions[--count];

		if (store_version_compare(&v->parsed, &n->version) < 0)
			rc = vault_release(c->store, prompt, v->version, &lower,
					   err);
	}
	if (rc < 0 || !lower || !lower->release)
		return rc;
	return judge(c, n, lower->release, c->store, err);
}

static int newcomer(struct context *c, const struct store_change *change,
		    struct error *err)
{
	struct newcomer n = { .path = change->path };
	const struct vault_release *r;
	const struct vault_head *head;
	int rc;

	if (change->before) /* not new, but rewritten: store-rewritten says so */
		return 0;
	rc = vault_release(c->store, str_of(change->what.prompt),
			   str_of(change->what.version), &r, err);
	if (rc < 0 || !r->release)
		return rc;
	n.release = r->release;
	n.digest = r->digest;
	/* A release under a name that is no version is not read as one. */
	if (version_read(str_of(r->release->version), &n.version) < 0)
		return 0;
	rc = duplicate(c, &n, err);
	if (rc == 0)
		rc = vault_head(c->store, str_of(change->what.prompt), &head,
				err);
	if (rc < 0)
		return rc;
	if (head->status == STORE_OK &&
	    store_id_equal(&head->head.release, &n.digest))
		return judge_head(c, &n, err);
	return judge_other(c, &n, err);
}

/* A head that went below F's, to a release that F has. */
static int rolled_back(struct context *c, const struct store_change *change,
		       struct error *err)
{
	struct str prompt = str_of(change->what.prompt);
	struct subject *s = subject_of(c, change->what.prompt);
	const struct frozen_head *heads;
	struct store_version now;
	struct finding *f;
	size_t count;
	int rc;

	if (!s || !s->head_ok || version_read(s->report.version, &now) < 0)
		return 0;
	rc = frozen_heads(c->frozen, c->arena, prompt, &heads, &count, err);
	if (rc < 0 || count == 0 ||
	    store_version_compare(&now, &heads[0].parsed) >= 0 ||
	    !s->report.published)
		return rc;
	f = context_finding(c, RULE_ROLLED_BACK, s->entry->id, change->path,
			    (struct pos){ 1, 1 });
	f->message = str_fmt(c->arena, "%.*s goes back from %.*s to %.*s",
			     STR_ARG(s->entry->id), STR_ARG(heads[0].version),
			     STR_ARG(s->report.version));
	finding_key(f, heads[0].version);
	finding_key(f, s->report.version);
	return 0;
}

int check_versions(struct context *c, struct error *err)
{
	int rc = 0;

	for (size_t i = 0; i < c->change_count && rc == 0; i++) {
		const struct store_change *change = &c->changes[i];

		if (!change->after || change->type != VIEW_FILE ||
		    !context_wants(c, str_of(change->what.prompt)))
			continue;
		if (change->what.kind == STORE_RELEASE)
			rc = newcomer(c, change, err);
		else if (change->what.kind == STORE_HEAD && change->before)
			rc = rolled_back(c, change, err);
	}
	return rc;
}
