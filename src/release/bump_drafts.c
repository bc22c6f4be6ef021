/* Drafts that a new release replaces, and the objects that only they named. */
#include "base/arena.h"
#include "release/bump_work.h"
#include "release/version.h"

static void drop(struct bump_work *w, struct str path,
		 const struct store_release *r)
{
	void **place = map_put(&w->going, path);

	if (*place)
		return;
	*place = w;
	plan_add(&w->plan, STEP_DROP, path, STR_EMPTY);
	if (!r)
		return;
	w->gone = arena_grow(w->arena, w->gone, w->gone_count, &w->gone_room,
			     sizeof(*w->gone));
	w->gone[w->gone_count++] = r;
}

/* Published bytes win: where F has the release it is put back as it was. */
static int put_published(struct bump_work *w, struct str path, bool *out,
			 struct error *err)
{
	struct str bytes;
	int rc = ERROR_ABSENT;

	if (vault_view(w->frozen->store))
		rc = view_read(vault_view(w->frozen->store), w->arena, path,
			       SOURCE_SIZE, &bytes, err);
	*out = rc == 0;
	if (rc == 0)
		bump_put(w, path, bytes);
	return rc == ERROR_ABSENT ? 0 : rc;
}

static int draft(struct bump_work *w, struct bump_job *job, struct vault *store,
		 const struct vault_version *v, struct str keep_path,
		 struct error *err)
{
	struct str path = vault_release_path(w->arena, job->id, v->version);
	const struct vault_release *r;
	bool published = false;
	int rc;

	if (str_eq(path, keep_path))
		return 0;
	rc = vault_release(store, job->id, v->version, &r, err);
	if (rc == 0)
		rc = frozen_published(w->frozen, job->id, v->version,
				      &r->digest, &published, err);
	if (rc < 0 || published)
		return rc;
	rc = put_published(w, path, &published, err);
	if (rc < 0 || published)
		return rc;
	if (job->head_count &&
	    store_version_compare(&v->parsed, &job->heads[0].parsed) <= 0)
		return 0; /* a draft below F's head: somebody's hotfix */
	drop(w, path, r->release);
	return 0;
}

int bump_drafts(struct bump_work *w, struct bump_job *job, struct str keep_path,
		struct error *err)
{
	struct vault *stores[] = { w->tree.store, w->index.store };
	int rc = 0;

	if (w->keep)
		return 0;
	for (size_t i = 0; i < 2 && rc == 0; i++) {
		const struct vault_version *versions;
		size_t count;

		rc = vault_versions(stores[i], job->id, &versions, &count, err);
		for (size_t j = 0; j < count && rc == 0; j++)
			rc = draft(w, job, stores[i], &versions[j], keep_path,
				   err);
	}
	return rc;
}

struct keep {
	struct bump_work *w;
	struct map objects; /* ids that a release which stays names */
	struct vault *store;
	struct error *err;
};

static int keep_object(void *argument, const struct store_id *id)
{
	struct keep *k = argument;
	struct str key = str_copy(
		k->w->arena,
		(struct str){ (const char *)id->byte, STORE_ID_SIZE });

	*map_put(&k->objects, key) = k;
	return 0;
}

/* Note the objects of every release file that stays. */
static int keep_release(void *argument, const struct view_entry *entry)
{
	struct keep *k = argument;
	const struct vault_release *r;
	struct store_path what;
	int rc;

	if (map_get(&k->w->going, entry->path) ||
	    map_get(&k->w->replaced, entry->path))
		return 0;
	store_path_read(&what, str_c(k->w->arena,
				     str_cut(entry->path, sizeof(STORE_FOLDER),
					     entry->path.n)));
	if (what.kind != STORE_RELEASE)
		return 0;
	rc = vault_release(k->store, str_of(what.prompt), str_of(what.version),
			   &r, k->err);
	return rc == 0 && r->release ?
		       store_release_objects(r->release, keep_object, k) :
		       rc;
}

/* A draft: neither in F's store nor, byte for byte, at a known tip. An object
 * has the bytes of its name, so being there is enough. */
static int object_published(struct bump_work *w, struct str path, bool *out,
			    struct error *err)
{
	int rc = 0;

	*out = false;
	for (size_t i = 0; i <= w->frozen->tip_count && rc == 0 && !*out; i++) {
		struct vault *v = i ? w->frozen->tips[i - 1] : w->frozen->store;

		if (!vault_view(v))
			continue;
		rc = view_find(vault_view(v), path, NULL, err);
		*out = rc == 0;
		if (rc == ERROR_ABSENT)
			rc = 0;
	}
	return rc;
}

static int drop_object(void *argument, const struct store_id *id)
{
	struct keep *k = argument;
	struct str key = { (const char *)id->byte, STORE_ID_SIZE };
	struct str path;
	bool published;
	int rc;

	if (map_get(&k->objects, key) || map_get(&k->w->coming, key))
		return 0;
	path = vault_object_path(k->w->arena, id);
	rc = object_published(k->w, path, &published, k->err);
	if (rc < 0 || published)
		return rc;
	keep_object(k, id); /* dropped once */
	plan_add(&k->w->plan, STEP_DROP, path, STR_EMPTY);
	return 0;
}

int bump_objects(struct bump_work *w, struct error *err)
{
	struct bump_side *sides[] = { &w->tree, &w->index };
	struct keep k = { .w = w, .objects = map_in(w->arena), .err = err };
	int rc = 0;

	for (size_t i = 0; i < 2 && w->gone_count && rc == 0; i++) {
		k.store = sides[i]->store;
		rc = view_each(sides[i]->view, STR(STORE_FOLDER "/releases"),
			       keep_release, &k, err);
	}
	for (size_t i = 0; i < w->gone_count && rc == 0; i++)
		rc = store_release_objects(w->gone[i], drop_object, &k);
	return rc;
}
