/*
 * untracked-prompt, hidden-prompt: what looks like a prompt and belongs to
 * none.
 *
 * A check costs what changed, so only files are looked at that F has not, or
 * has with other bytes: what F has already is inherited. A check of the index is
 * asked what the commit adds, and looks at what HEAD has not either; who said
 * it at one commit does not say it again at the next one of the branch. Where F
 * is empty, and where a protected ref itself is checked, all files are looked
 * at. src/recall hangs on this: view/changes.h.
 */
#include "base/arena.h"
#include "check/found.h"
#include "pattern/glob.h"
#include "prompt/waivers.h"
#include "view/changes.h"

static bool is_ignored(const struct context *c, struct str path)
{
	for (size_t i = 0; i < c->manifest->ignore_count; i++) {
		if (glob_match(c->manifest->ignore[i], path))
			return true;
	}
	return false;
}

/* Whether one of the frozen commits has the file as it is. */
static int is_frozen(struct found *f, const struct view_entry *entry, bool *out)
{
	const struct base *base = f->c->base;
	int rc = 0;

	*out = false;
	for (size_t i = 0; i < base->count && !*out && rc == 0; i++)
		rc = view_has(base->views[i], view_untraced(f->c->view), entry,
			      out, f->err);
	return rc;
}

static int look_into(struct found *f, struct str path, enum look look,
		     bool code)
{
	int rc = 0;

	if (f->files && look != LOOK_NO)
		rc = found_file(f, path, look);
	if (rc == 0 && f->code && code)
		rc = found_code(f, path);
	return rc < 0 ? rc : 0;
}

static int look_at(void *argument, const struct view_entry *entry)
{
	struct found *f = argument;
	struct context *c = f->c;
	enum look look = look_path(entry->path);
	bool code = look_code(entry->path), frozen = false;
	struct str path;
	int rc = 0;

	if ((look == LOOK_NO && !code && !entry->closed) ||
	    str_is(entry->path, MANIFEST_PATH) ||
	    str_is(entry->path, WAIVERS_PATH))
		return 0;
	/* Elsewhere F is what view_changes compares with, as a whole. */
	if (f->before &&
	    (view_kind(c->view) == VIEW_INDEX || c->base->count > 1))
		rc = is_frozen(f, entry, &frozen);
	if (rc < 0 || frozen)
		return rc;
	path = str_copy(c->arena, entry->path);
	*map_put(&c->looked, path) = f;
	/* Of what is below it nobody knows whether it is ignored. */
	if (!entry->closed && is_ignored(c, path))
		return 0;
	if (entry->type == VIEW_FILE && view_path_ok(path))
		return look_into(f, path, look, code);
	if (f->files && (entry->closed || found_is_open(f, path, look)))
		found_unseen(f, RULE_UNTRACKED_PROMPT, path, entry);
	if (f->code && (entry->closed || code))
		found_unseen(f, RULE_HIDDEN_PROMPT, path, entry);
	return 0;
}

int found_read(struct found *f, struct view *view, struct arena *a,
	       struct str path, struct str *bytes, bool *there)
{
	struct error why = { 0 };
	/* That the answer hangs on these files is kept by view_changes. */
	int rc = view_read(view_untraced(view), a, path, DETECT_SIZE, bytes,
			   &why);

	*there = rc == 0;
	if (rc == ERROR_FAILED)
		*f->err = why;
	return rc == ERROR_FAILED ? rc : 0;
}

/* What the files of the view are held against. */
static int find_before(struct found *f)
{
	const struct setting_request *s = &f->c->request->setting;
	int rc;

	f->before = f->c->base->view ? view_untraced(f->c->base->view) : NULL;
	if (context_is_tip(f->c) && !s->server && !s->pushed_ref) {
		f->before = NULL;
		f->c->looked_all = true;
		return 0;
	}
	f->c->looked_all = !f->before;
	if (view_kind(f->c->view) != VIEW_INDEX || s->no_base)
		return 0;
	rc = view_commit(&f->before, f->c->arena, s->repo, "HEAD", f->err);
	if (rc == ERROR_ABSENT)
		f->before = NULL;
	f->c->looked_all = !f->before;
	return rc == ERROR_ABSENT ? 0 : rc;
}

/* A push is refused or goes through in silence: what could not refuse it is
 * not looked for. */
static bool is_heard(const struct context *c, enum rule rule)
{
	const struct setting_request *s = &c->request->setting;
	bool push = s->server || s->remote || s->pushed_ref;

	return c->force.levels[rule] >= (push ? LEVEL_ERROR : LEVEL_NOTE);
}

int check_found(struct context *c, struct error *err)
{
	struct found f = {
		.c = c,
		.err = err,
		.files = is_heard(c, RULE_UNTRACKED_PROMPT),
		.code = is_heard(c, RULE_HIDDEN_PROMPT),
	};
	int rc;

	/* Of a part of the prompts, or of those of a manifest that cannot be
	 * read, it is not known what belongs to none. */
	if (!c->request->look || c->second || c->request->ids ||
	    !c->manifest->present || !c->manifest->valid ||
	    (!f.files && !f.code))
		return 0;
	f.detect = detect_new(c->arena, c->force.detectors);
	f.paths = map_in(c->arena);
	f.symbols = map_in(c->arena);
	f.objects = map_in(c->arena);
	rc = find_before(&f);
	if (rc < 0)
		return rc;
	return view_changes(f.before, c->view, look_may, look_at, &f, err);
}
