#include "release/mend.h"

#include "base/arena.h"
#include "base/map.h"
#include "release/plan.h"

enum { STORE_FILE_SIZE = 16 * 1024 * 1024 };

/* One place where bytes may still be. */
struct place {
	struct str name;
	struct view *view;
	struct map *sources; /* id of a source's bytes -> its path; lazily */
};

struct work {
	struct arena *arena;
	const struct mend_request *request;
	struct mend_result *out;
	struct setting setting;
	struct view *tree;
	struct plan plan;
	struct place *places;
	size_t place_count;
	struct map handled; /* paths; to out: mended */
	struct mended *items;
	struct str *lost;
	size_t room, lost_room;
	const struct store_release *release; /* whose objects are looked at */
	struct error *err;
};

static void add_place(struct work *w, struct str name, struct view *view)
{
	w->places[w->place_count++] = (struct place){ .name = name,
						      .view = view };
}

static struct mended *mended(struct work *w, struct str path, struct str from,
			     struct str bytes)
{
	struct mended *m;

	w->items = arena_grow(w->arena, w->items, w->out->count, &w->room,
			      sizeof(*w->items));
	m = &w->items[w->out->count++];
	*m = (struct mended){ .path = path, .from = from, .before = bytes };
	*map_put(&w->handled, path) = w->out;
	plan_add(&w->plan, STEP_PUT, path, bytes);
	return m;
}

static bool is_mended(const struct work *w, struct str path)
{
	return map_get(&w->handled, path) == w->out;
}

/* A file of F that the view lost or changed. */
static int from_base(void *argument, const struct view_entry *from,
		     const struct view_entry *to)
{
	struct work *w = argument;
	struct store_path what;
	struct str path, bytes, now;
	struct mended *m;
	int rc;

	if (!from->path.p)
		return 0;
	path = str_copy(w->arena, from->path);
	if (is_mended(w, path))
		return 0;
	store_path_read(
		&what,
		str_c(w->arena, str_cut(path, sizeof(STORE_FOLDER), path.n)));
	/* Heads move; only one that vanished is put back. */
	if (what.kind == STORE_STRAY || (what.kind == STORE_HEAD && to->path.p))
		return 0;
	rc = view_read(w->setting.base.view, w->arena, path, STORE_FILE_SIZE,
		       &bytes, w->err);
	if (rc < 0)
		return rc == ERROR_ABSENT ? 0 : rc;
	m = mended(w, path, STR("the base"), bytes);
	rc = to->path.p ? view_read(w->tree, w->arena, path, STORE_FILE_SIZE,
				    &now, w->err) :
			  ERROR_ABSENT;
	if (rc == 0) {
		m->changed = true;
		m->after = now;
	}
	error_clear(w->err);
	return 0;
}

static int note_source(struct work *w, struct place *p,
		       const struct store_origin *s)
{
	struct store_id *id;
	struct str path = str_of(s->path), bytes;
	int rc;

	if (!view_path_ok(path))
		return 0;
	rc = view_read(p->view, w->arena, path, STORE_FILE_SIZE, &bytes,
		       w->err);
	if (rc < 0) {
		error_clear(w->err);
		return 0; /* one place fewer to look at */
	}
	id = arena_alloc(w->arena, sizeof(*id));
	store_id_of(id, bytes.p, bytes.n);
	*map_put(p->sources, (struct str){ (const char *)id->byte,
					   STORE_ID_SIZE }) = str_c(w->arena,
								    path);
	return 0;
}

/* Bytes with this digest at a place: its store, or the source itself. */
static int search(struct work *w, struct place *p, const struct store_id *id,
		  struct str *bytes, struct str *from)
{
	struct vault *v = vault_new(w->arena, p->view);
	const char *path;
	int rc = vault_object(v, w->arena, id, bytes, w->err);

	*from = p->name;
	error_clear(w->err);
	if (rc == 0)
		return 0;
	p->sources = p->sources ? p->sources :
				  arena_zero(w->arena, 1, sizeof(*p->sources));
	p->sources->arena = w->arena;
	for (size_t i = 0; i < w->release->source_count; i++)
		if (w->release->sources[i].digest &&
		    store_id_equal(w->release->sources[i].digest, id))
			(void)note_source(w, p, &w->release->sources[i]);
	path = map_get(p->sources,
		       (struct str){ (const char *)id->byte, STORE_ID_SIZE });
	if (!path)
		return ERROR_ABSENT;
	*from = str_fmt(w->arena, "%s of %.*s", path, STR_ARG(p->name));
	return view_read(p->view, w->arena, str_of(path), STORE_FILE_SIZE,
			 bytes, w->err);
}

static void lose(struct work *w, struct str path)
{
	w->lost = arena_grow(w->arena, w->lost, w->out->lost_count,
			     &w->lost_room, sizeof(*w->lost));
	w->lost[w->out->lost_count++] = path;
	*map_put(&w->handled, path) = w;
}

static const char *source_of(const struct store_release *r,
			     const struct store_id *id)
{
	for (size_t i = 0; i < r->source_count; i++)
		if (r->sources[i].digest &&
		    store_id_equal(r->sources[i].digest, id))
			return r->sources[i].path;
	return NULL;
}

/* An object that a release of the view names. */
static int object(void *argument, const struct store_id *id)
{
	struct work *w = argument;
	struct str path = vault_object_path(w->arena, id), bytes, from;
	int rc;

	if (map_get(&w->handled, path))
		return 0;
	*map_put(&w->handled, path) = w;
	rc = vault_object(w->setting.store, w->arena, id, &bytes, w->err);
	if (rc != ERROR_ABSENT && rc != ERROR_REFUSED)
		return rc;
	error_clear(w->err);
	for (size_t i = 0; i < w->place_count; i++) {
		struct mended *m;
		const char *source = source_of(w->release, id);

		if (search(w, &w->places[i], id, &bytes, &from) < 0)
			continue;
		m = mended(w, path, from, bytes);
		m->source = str_of(source);
		if (rc == ERROR_REFUSED)
			m->changed = view_read(w->tree, w->arena, path,
					       STORE_FILE_SIZE, &m->after,
					       w->err) == 0;
		error_clear(w->err);
		return 0;
	}
	lose(w, path);
	return 0;
}

static int release(void *argument, const struct view_entry *entry)
{
	struct work *w = argument;
	const struct vault_release *r;
	struct store_path what;
	int rc;

	store_path_read(&what, str_c(w->arena,
				     str_cut(entry->path, sizeof(STORE_FOLDER),
					     entry->path.n)));
	if (what.kind != STORE_RELEASE || map_get(&w->handled, entry->path))
		return 0;
	rc = vault_release(w->setting.store, str_of(what.prompt),
			   str_of(what.version), &r, w->err);
	if (rc < 0 || !r->release)
		return rc;
	w->release = r->release;
	return store_release_objects(r->release, object, w);
}

static int find_places(struct work *w, struct error *err)
{
	struct view **witnesses, *index = NULL;
	size_t count;
	int rc = base_witnesses(w->arena, w->request->repo, &w->setting.base,
				&witnesses, &count, err);

	if (rc == 0)
		rc = view_index(&index, w->arena, w->request->repo, err);
	if (rc < 0)
		return rc;
	w->places = arena_zero(w->arena, count + 3, sizeof(*w->places));
	if (w->setting.base.view)
		add_place(w, STR("the base"), w->setting.base.view);
	add_place(w, STR("the work tree"), w->tree);
	add_place(w, STR("the index"), index);
	for (size_t i = 0; i < count; i++)
		add_place(w, str_of(view_name(witnesses[i])), witnesses[i]);
	return 0;
}

int mend_run(struct mend_result *out, struct arena *a,
	     const struct mend_request *request, struct error *err)
{
	struct work *w = arena_zero(a, 1, sizeof(*w));
	struct setting_request setting = { .repo = request->repo,
					   .base = request->base,
					   .no_base = request->no_base };
	struct sink unused = sink_in(a);
	int rc;

	*out = (struct mend_result){ 0 };
	*w = (struct work){ .arena = a,
			    .request = request,
			    .out = out,
			    .plan = plan_in(a),
			    .handled = map_in(a),
			    .err = err };
	rc = view_worktree(&w->tree, a, request->repo, err);
	setting.view = w->tree;
	if (rc == 0)
		rc = setting_open(&w->setting, a, &setting, &unused, err);
	if (rc == 0)
		rc = find_places(w, err);
	/* Objects first: their releases tell which source an edit was meant for. */
	if (rc == 0)
		rc = view_each(w->tree, STR(STORE_FOLDER "/releases"), release,
			       w, err);
	if (rc == 0 && w->setting.base.view)
		rc = view_diff(w->setting.base.view, w->tree, STR(STORE_FOLDER),
			       from_base, w, err);
	if (rc < 0)
		return rc;
	out->items = w->items;
	out->lost = w->lost;
	out->base = w->setting.base;
	return request->dry_run ? 0 : plan_run(&w->plan, request->repo, err);
}
