#include "release/restore.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "prompt/build.h"
#include "release/judge.h"
#include "release/plan.h"

struct work {
	struct arena *arena;
	const struct restore_request *request;
	struct restore_result *out;
	struct setting setting;
	struct view *tree, *index;
	struct plan plan;
	const struct vault_release *release;
	struct vault *from;
	struct built built; /* what the manifest comes to now */
	struct map named;   /* paths that the manifest's prompt has now */
	struct str *written, *elsewhere;
	size_t written_room, elsewhere_room;
	struct restore_part *parts;
	size_t part_room;
	struct error *err;
};

/* A release of a prompt, wherever it is: the view's store, F's, a tip's. */
static int find_release(const struct setting *s, struct str id,
			struct str version, const struct vault_release **out,
			struct vault **where, struct error *err)
{
	struct frozen *f = s->frozen;
	int rc = 0;

	for (size_t i = 0; i < f->tip_count + 2 && rc == 0; i++) {
		struct vault *v = i == 0 ? s->store :
				  i == 1 ? f->store :
					   f->tips[i - 2];

		rc = vault_release(v, id, version, out, err);
		if (rc == 0 && (*out)->release) {
			*where = v;
			return 0;
		}
	}
	return rc < 0 ? rc : ERROR_ABSENT;
}

/* "head" and "base" as versions. */
static int resolve(struct work *w, struct str id, struct str *version)
{
	const struct store_release *head = NULL;
	const struct frozen_head *heads;
	size_t count;
	int rc;

	*version = str_of(w->request->version);
	if (str_is(*version, "head")) {
		rc = vault_head_release(w->setting.store, id, &head, w->err);
		if (rc == 0 && !head)
			return error_set(w->err, ERROR_USAGE,
					 "%s has no valid head",
					 w->request->id);
		if (rc == 0)
			*version = str_of(head->version);
		return rc;
	}
	if (!str_is(*version, "base"))
		return 0;
	rc = frozen_heads(w->setting.frozen, w->arena, id, &heads, &count,
			  w->err);
	if (rc == 0 && count == 0)
		return error_set(w->err, ERROR_USAGE,
				 "%s has no head in the base", w->request->id);
	if (rc == 0)
		*version = heads[0].version;
	return rc;
}

/* Whether what lies in the work tree is kept somewhere: the index, HEAD or
 * the store. */
static int is_safe(struct work *w, struct str path, struct str bytes, bool *out)
{
	struct view_oid here, there;
	struct store_id id;
	struct str unused;
	int rc = view_oid_of(w->tree, path, &here, w->err);

	*out = true;
	if (rc < 0)
		return rc == ERROR_ABSENT ? 0 : rc;
	rc = view_oid_of(w->index, path, &there, w->err);
	if (rc == 0 && view_oid_equal(&here, &there))
		return 0;
	if (rc < 0 && rc != ERROR_ABSENT)
		return rc;
	store_id_of(&id, bytes.p, bytes.n);
	rc = vault_object(w->setting.store, w->arena, &id, &unused, w->err);
	*out = rc == 0;
	return rc == ERROR_ABSENT ? 0 : rc;
}

static int restore_file(struct work *w, const struct store_origin *source)
{
	struct str path = str_of(source->path), bytes, now;
	bool safe;
	int rc = vault_object(w->from, w->arena, source->digest, &bytes,
			      w->err);

	if (rc == ERROR_ABSENT) {
		error_help(w->err, "promptpin mend");
		return error_set(w->err, ERROR_REFUSED,
				 "the store has lost the bytes of %s",
				 source->path);
	}
	if (rc < 0)
		return rc;
	if (!map_get(&w->named, path)) {
		w->elsewhere = arena_grow(
			w->arena, w->elsewhere, w->out->elsewhere_count,
			&w->elsewhere_room, sizeof(*w->elsewhere));
		w->elsewhere[w->out->elsewhere_count++] = path;
	}
	rc = view_read(w->tree, w->arena, path, SOURCE_SIZE * 16, &now, w->err);
	if (rc == 0 && str_eq(now, bytes)) {
		plan_add(&w->plan, STEP_STAGE, path, bytes);
		return 0;
	}
	if (rc == 0) {
		rc = is_safe(w, path, now, &safe);
		if (rc == 0 && !safe && !w->request->force) {
			error_help(
				w->err,
				"git stash, or promptpin restore --force %s@%s",
				w->request->id, w->request->version);
			return error_set(
				w->err, ERROR_REFUSED,
				"%s has changes that are nowhere else and would be lost",
				source->path);
		}
	}
	if (rc < 0 && rc != ERROR_ABSENT)
		return rc;
	plan_add(&w->plan, STEP_WRITE, path, bytes);
	w->written = arena_grow(w->arena, w->written, w->out->written_count,
				&w->written_room, sizeof(*w->written));
	w->written[w->out->written_count++] = path;
	return 0;
}

static bool is_file(const struct store_release *r, const struct store_id *id)
{
	for (size_t i = 0; i < r->source_count; i++)
		if (r->sources[i].digest &&
		    store_id_equal(r->sources[i].digest, id))
			return true;
	return false;
}

static void add_part(struct work *w, const char *path, const char *name,
		     struct str value)
{
	w->parts = arena_grow(w->arena, w->parts, w->out->part_count,
			      &w->part_room, sizeof(*w->parts));
	w->parts[w->out->part_count++] = (struct restore_part){ str_of(path),
								str_of(name),
								value };
}

/* A value of the release that is no file of its own and is another now. */
static int show_at(struct work *w, const char *path, const char *name,
		   const struct store_id *id, const struct store_id *now)
{
	struct str value;
	int rc;

	if (!id || is_file(w->release->release, id) ||
	    (now && store_id_equal(id, now)))
		return 0;
	rc = vault_object(w->from, w->arena, id, &value, w->err);
	if (rc == 0)
		add_part(w, path, name, value);
	return rc == ERROR_ABSENT ? 0 : rc;
}

static int show_value(struct work *w, const char *name,
		      const struct store_id *id, const struct store_id *now)
{
	return show_at(w, NULL, name, id, now);
}

static struct str model_text(struct work *w, const struct store_model *m)
{
	if (!m)
		return STR_EMPTY;
	return str_fmt(w->arena, "%s%s%s", m->provider ? m->provider : "",
		       m->provider ? "/" : "", m->id);
}

static bool is_code(const struct store_origin *source)
{
	return source->at && strcmp(source->path, MANIFEST_PATH) != 0;
}

/* The files of source code of which parts are sources of the release: "a.py or
 * b.py"; empty: there are none. */
static struct str code_paths(struct work *w, const struct store_release *r)
{
	struct buf paths = buf_in(w->arena);
	const char *last = "";

	for (size_t i = 0; i < r->source_count; i++) {
		if (!is_code(&r->sources[i]) ||
		    strcmp(r->sources[i].path, last) == 0)
			continue; /* they are sorted */
		buf_addf(&paths, "%s%s", last[0] ? " or " : "",
			 r->sources[i].path);
		last = r->sources[i].path;
	}
	return buf_str(&paths);
}

/* Where the message of that number is cut from now, if it was then too. */
static struct str path_of_message(struct work *w, size_t number)
{
	const struct store_effective *now = &w->built.effective;
	const struct store_release *r = w->release->release;
	const struct object *o = NULL;

	if (number < now->message_count && !now->messages[number].slot)
		o = built_object(&w->built, &now->messages[number].text);
	for (size_t i = 0; o && o->cut && i < r->source_count; i++)
		if (is_code(&r->sources[i]) &&
		    str_is(o->path, r->sources[i].path))
			return o->path;
	return code_paths(w, r);
}

/* Texts that were cut out of source code and are others now. */
static int show_texts(struct work *w)
{
	const struct store_effective *then = &w->release->release->effective;
	const struct store_effective *now = &w->built.effective;
	int rc = 0;

	if (code_paths(w, w->release->release).n == 0)
		return 0;
	for (size_t i = 0; i < then->message_count && rc == 0; i++) {
		const struct store_message *m = &then->messages[i];
		bool same = i < now->message_count && !now->messages[i].slot;

		if (!m->slot)
			rc = show_at(w, path_of_message(w, i).p, m->role,
				     &m->text,
				     same ? &now->messages[i].text : NULL);
	}
	return rc;
}

/* What stands in the manifest, or in code, is printed, not written: it is the
 * user's text. */
static int show_parts(struct work *w)
{
	const struct store_effective *then = &w->release->release->effective;
	const struct store_effective *now = &w->built.effective;
	struct str model = model_text(w, then->model);
	int rc = 0;

	if (model.n && !str_eq(model, model_text(w, now->model)))
		add_part(w, NULL, "model", model);
	rc = show_texts(w);
	if (rc == 0)
		rc = show_value(w, "params", then->params, now->params);
	if (rc == 0)
		rc = show_value(
			w, "variables",
			then->variables ? &then->variables->schema : NULL,
			now->variables ? &now->variables->schema : NULL);
	if (rc == 0)
		rc = show_value(w, "output",
				then->output ? &then->output->schema : NULL,
				now->output ? &now->output->schema : NULL);
	if (rc == 0)
		rc = show_value(w, "tool_choice", then->tool_choice,
				now->tool_choice);
	if (rc == 0)
		rc = show_value(w, "retrieval", then->retrieval,
				now->retrieval);
	return rc;
}

/* The files that the manifest's prompt is made from now. */
static int learn_named(struct work *w, struct error *err)
{
	const struct manifest *m = &w->setting.manifest;
	const struct prompt_entry *entry = manifest_prompt(
		m, str_of(w->request->id));
	struct sink unused = sink_in(w->arena);
	struct built *built = &w->built;
	struct builder *b;
	int rc;

	if (!entry || entry->invalid)
		return 0;
	b = builder_new(w->arena, w->tree, m);
	rc = prompt_build(b, entry, &unused, built, err);
	for (size_t i = 0; i < built->source_count && rc == 0; i++)
		*map_put(&w->named, str_of(built->sources[i].path)) = w;
	for (size_t i = 0; i < built->text_count && rc == 0; i++)
		*map_put(&w->named, built->texts[i].path) = w;
	if (rc == 0)
		*map_put(&w->named, entry->own_file.file.path) = w;
	for (size_t i = 0; i < entry->message_count && rc == 0; i++)
		*map_put(&w->named, entry->messages[i].file.path) = w;
	return rc;
}

static int copy_object(void *argument, const struct store_id *id)
{
	struct work *w = argument;
	struct str bytes;
	int rc = vault_object(w->from, w->arena, id, &bytes, w->err);

	if (rc == 0)
		plan_add(&w->plan, STEP_PUT, vault_object_path(w->arena, id),
			 bytes);
	return rc;
}

/* The release itself, where the view's store does not have it. */
static int copy_release(struct work *w, struct str id, struct str version)
{
	struct str path = vault_release_path(w->arena, id, version), bytes;
	int rc;

	if (w->from == w->setting.store)
		return 0;
	rc = view_read(vault_view(w->from), w->arena, path, SOURCE_SIZE, &bytes,
		       w->err);
	if (rc == 0)
		rc = store_release_objects(w->release->release, copy_object, w);
	if (rc == 0)
		plan_add(&w->plan, STEP_PUT, path, bytes);
	return rc;
}

static void set_head(struct work *w, struct str id, struct str version)
{
	struct store_head head = { .release = w->release->digest };
	char text[STORE_HEAD_TEXT];

	memcpy(head.version, version.p, version.n);
	plan_add(&w->plan, STEP_HEAD, vault_head_path(w->arena, id),
		 str_copy(w->arena,
			  (struct str){ text, store_head_write(&head, text) }));
}

static int plan_restore(struct work *w)
{
	const struct store_release *r = w->release->release;
	struct str id = str_of(w->request->id), version = str_of(r->version);
	int rc = learn_named(w, w->err);

	if (rc == 0)
		rc = copy_release(w, id, version);
	for (size_t i = 0; i < r->source_count && rc == 0; i++)
		if (r->sources[i].digest)
			rc = restore_file(w, &r->sources[i]);
	if (rc == 0)
		rc = show_parts(w);
	if (rc == 0)
		set_head(w, id, version);
	return rc;
}

static int open_views(struct work *w)
{
	struct setting_request setting = { .repo = w->request->repo,
					   .base = w->request->base,
					   .no_base = w->request->no_base };
	struct sink unused = sink_in(w->arena);
	int rc = view_worktree(&w->tree, w->arena, w->request->repo, w->err);

	if (rc == 0)
		rc = view_index(&w->index, w->arena, w->request->repo, w->err);
	setting.view = w->tree;
	return rc < 0 ? rc :
			setting_open(&w->setting, w->arena, &setting, &unused,
				     w->err);
}

int restore_run(struct restore_result *out, struct arena *a,
		const struct restore_request *request, struct error *err)
{
	struct work w = { .arena = a,
			  .request = request,
			  .out = out,
			  .err = err,
			  .plan = plan_in(a),
			  .named = map_in(a) };
	const struct vault_head *head;
	struct str id = str_of(request->id), version = STR_EMPTY;
	int rc;

	*out = (struct restore_result){ 0 };
	rc = open_views(&w);
	if (rc == 0)
		rc = resolve(&w, id, &version);
	if (rc < 0)
		return rc;
	rc = find_release(&w.setting, id, version, &w.release, &w.from, err);
	if (rc == ERROR_ABSENT) {
		error_help(err, "promptpin log %s", request->id);
		return error_set(err, ERROR_USAGE,
				 "there is no release %s of %s",
				 request->version, request->id);
	}
	if (rc == 0)
		rc = vault_head(w.setting.store, id, &head, err);
	if (rc == 0)
		rc = plan_restore(&w);
	if (rc < 0)
		return rc;
	out->version = version;
	out->was = head->status == STORE_OK ?
			   str_copy(a, str_of(head->head.version)) :
			   STR_EMPTY;
	out->written = w.written;
	out->elsewhere = w.elsewhere;
	out->parts = w.parts;
	return request->dry_run ? 0 : plan_run(&w.plan, request->repo, err);
}
