/*
 * store-object-missing, store-object-corrupt, release-invalid, release-false:
 * every object that a live prompt or a new release names is there and is what
 * its name says, and every statement of a new release is true.
 */
#include "base/arena.h"
#include "check/context.h"
#include "release/judge.h"
#include "view/trace.h"

/*
 * Whether git knows that an object is, byte for byte, a source that was
 * hashed already: the usual case, and it costs no reading.
 */
static bool is_source(struct context *c, const struct built *built,
		      const struct store_id *id, struct str path)
{
	const struct object *o = built ? built_object(built, id) : NULL;
	struct view_entry stored, source;
	struct error ignored = { 0 };

	if (!o || !o->whole ||
	    view_find(c->view, path, &stored, &ignored) < 0 ||
	    view_find(c->view, o->path, &source, &ignored) < 0)
		return false;
	return stored.type == VIEW_FILE && stored.has_oid && source.has_oid &&
	       view_oid_equal(&stored.oid, &source.oid);
}

struct walk {
	struct context *c;
	const struct built *built; /* what the prompt comes to now, or NULL */
	const struct store_release *release;
	struct str path; /* of the release */
	struct error *err;
	bool sound;
};

static const char *source_of(const struct store_release *r,
			     const struct store_id *id)
{
	for (size_t i = 0; i < r->source_count; i++)
		if (r->sources[i].digest &&
		    store_id_equal(r->sources[i].digest, id))
			return r->sources[i].path;
	return NULL;
}

static void report(struct walk *w, enum rule rule, const struct store_id *id,
		   struct str path)
{
	struct context *c = w->c;
	const char *source = source_of(w->release, id);
	struct finding *f = context_finding(
		c, rule, str_copy(c->arena, str_of(w->release->prompt)), path,
		(struct pos){ 0, 0 });

	w->sound = false;
	if (rule == RULE_STORE_OBJECT_MISSING)
		f->message = str_fmt(
			c->arena,
			"release %s of %s names an object that is not in the store",
			w->release->version, w->release->prompt);
	else
		f->message = str_fmt(
			c->arena,
			"an object of release %s of %s has other bytes than its name says%s%s",
			w->release->version, w->release->prompt,
			source ?
				"; an edit may have been merged into it by git: its source is " :
				"",
			source ? source : "");
	finding_chain(f, w->path);
	finding_chain(f, path);
	finding_help(f, STR("promptpin mend"));
	finding_key(f, path);
}

static int look(void *argument, const struct store_id *id)
{
	struct walk *w = argument;
	struct context *c = w->c;
	struct str key = { (const char *)id->byte, STORE_ID_SIZE }, path, bytes;
	struct arena scratch = { 0 };
	int rc;

	path = vault_object_path(c->arena, id);
	/* Shared objects are named by thousands of releases: looked at once. */
	if (map_get(&c->objects, key)) {
		view_trace_again(c->view, path);
		return 0;
	}
	*map_put(&c->objects, str_copy(c->arena, key)) = c;
	if (is_source(c, w->built, id, path))
		return 0;
	rc = vault_object(c->store, &scratch, id, &bytes, w->err);
	arena_free(&scratch);
	if (rc == ERROR_ABSENT)
		report(w, RULE_STORE_OBJECT_MISSING, id, path);
	else if (rc == ERROR_REFUSED)
		report(w, RULE_STORE_OBJECT_CORRUPT, id, path);
	else if (rc < 0)
		return rc;
	error_clear(w->err);
	return 0;
}

static void release_false(struct walk *w, struct str message)
{
	struct context *c = w->c;
	struct finding *f = context_finding(
		c, RULE_RELEASE_FALSE,
		str_copy(c->arena, str_of(w->release->prompt)), w->path,
		(struct pos){ 0, 0 });

	f->message = message;
	finding_help(f, STR("promptpin mend"));
	finding_help(
		f, str_fmt(c->arena, "promptpin bump %s", w->release->prompt));
	finding_key(f, w->path);
}

/* Compute `normal` again, from the store's own objects. */
static int compute(struct walk *w)
{
	struct object_reader reader = vault_reader(w->c->store);
	struct store_id found, missing;
	int rc = normal_digest(w->c->normal, &w->release->effective,
			       w->release->rules, &reader, &found, &missing,
			       w->err);

	if (rc == ERROR_ABSENT) {
		error_clear(w->err); /* reported as missing or corrupt */
		return 0;
	}
	if (rc == ERROR_REFUSED) {
		release_false(w, str_fmt(w->c->arena, "release %s of %s: %s",
					 w->release->version,
					 w->release->prompt, w->err->text));
		error_clear(w->err);
		return 0;
	}
	if (rc == 0 && !store_id_equal(&found, &w->release->normal))
		release_false(
			w,
			str_fmt(w->c->arena,
				"release %s of %s states a normal digest that is not what its objects come to",
				w->release->version, w->release->prompt));
	return rc;
}

static int look_at(struct context *c, const struct store_release *r,
		   const struct built *built, struct str path, bool statement,
		   struct error *err)
{
	struct walk w = { c, built, r, path, err, true };
	int rc;

	if (!context_first(c, "", path))
		return 0;
	rc = store_release_objects(r, look, &w);
	return rc == 0 && statement && w.sound ? compute(&w) : rc;
}

static int new_release(struct context *c, const struct store_change *change,
		       struct error *err)
{
	struct str prompt = str_of(change->what.prompt);
	const struct vault_release *r;
	struct finding *f;
	int rc;

	if (!context_wants(c, prompt))
		return 0;
	if (change->type == VIEW_FILE) {
		rc = vault_release(c->store, prompt,
				   str_of(change->what.version), &r, err);
		if (rc < 0)
			return rc;
		if (r->release)
			return look_at(c, r->release, NULL, change->path, true,
				       err);
	}
	f = context_finding(
		c, RULE_RELEASE_INVALID, prompt, change->path,
		(struct pos){ change->type == VIEW_FILE ? r->why.line : 0, 0 });
	if (change->type == VIEW_UNMERGED)
		f->message = str_fmt(c->arena,
				     "release %s of %s has a merge conflict",
				     change->what.version, change->what.prompt);
	else
		f->message = str_fmt(c->arena,
				     "release %s of %s cannot be read: %s",
				     change->what.version, change->what.prompt,
				     change->type == VIEW_FILE && r->why.what ?
					     r->why.what :
					     "not a regular file");
	if (change->before)
		finding_help(f, STR("promptpin mend"));
	finding_help(
		f, str_fmt(c->arena, "promptpin bump %s", change->what.prompt));
	finding_key(f, change->path);
	return 0;
}

/*
 * A live prompt's release that F has too: read, so it has to be right. Called
 * while the prompt is at hand, since nobody keeps all releases in memory.
 */
int check_live(struct context *c, struct subject *s, struct error *err)
{
	struct str path = vault_release_path(c->arena, s->entry->id,
					     s->report.version);
	struct finding *f;

	if (s->head_ok) {
		/* The digest was computed from these very objects already. */
		bool same = s->built.complete &&
			    store_id_equal(&s->built.normal,
					   &s->release->release->normal);

		return look_at(c, s->release->release, &s->built, path, !same,
			       err);
	}
	if (!s->release || s->release->status == STORE_ABSENT ||
	    s->release->release || map_get(&c->changed, path))
		return 0;
	f = context_finding(c, RULE_RELEASE_INVALID, s->entry->id, path,
			    (struct pos){ s->release->why.line, 0 });
	f->message = str_fmt(c->arena,
			     "release %.*s of %.*s cannot be read: %s",
			     STR_ARG(s->report.version), STR_ARG(s->entry->id),
			     s->release->why.what ? s->release->why.what : "");
	finding_help(f, STR("promptpin mend"));
	finding_key(f, path);
	return 0;
}

int check_objects(struct context *c, struct error *err)
{
	int rc = 0;

	for (size_t i = 0; i < c->change_count && rc == 0; i++)
		if (c->changes[i].what.kind == STORE_RELEASE &&
		    c->changes[i].after)
			rc = new_release(c, &c->changes[i], err);
	return rc;
}
