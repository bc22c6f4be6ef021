#include "release/view_store.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "prompt/manifest.h"
#include "release/record.h"

enum {
	RELEASE_SIZE = 1024 * 1024,
	HEAD_SIZE = 4096, /* enough to show conflict markers */
	OBJECT_SIZE = 16 * 1024 * 1024
};

struct versions {
	struct vault_version *items;
	size_t count, room;
};

struct vault {
	struct arena *arena;
	struct view *view;   /* NULL: an empty store */
	struct map releases; /* path -> struct kept */
	struct map heads;    /* prompt -> struct vault_head */
	struct map versions; /* prompt -> struct versions */
	bool versions_known;
	struct str *head_ids;
	size_t head_count, head_room;
	bool heads_known;
	bool records_known, has_records;
};

struct vault *vault_new(struct arena *a, struct view *view)
{
	struct vault *v = arena_zero(a, 1, sizeof(*v));

	v->arena = a;
	v->view = view;
	v->releases = map_in(a);
	v->heads = map_in(a);
	v->versions = map_in(a);
	return v;
}

struct view *vault_view(const struct vault *v)
{
	return v->view;
}

struct str vault_release_path(struct arena *a, struct str prompt,
			      struct str version)
{
	return str_join(a,
			(const struct str[]){ STR(STORE_FOLDER "/releases/"),
					      prompt, STR("@"), version },
			4);
}

struct str vault_head_path(struct arena *a, struct str prompt)
{
	return str_join(a,
			(const struct str[]){ STR(STORE_FOLDER "/heads/"),
					      prompt, STR("@") },
			3);
}

struct str vault_object_path(struct arena *a, const struct store_id *id)
{
	char path[STORE_PATH_MAX];

	store_object_path(id, path);
	return str_join(
		a, (const struct str[]){ STR(STORE_FOLDER "/"), str_of(path) },
		2);
}

/* What a vault keeps of a release: found, and owned until forgotten. */
struct kept {
	struct vault_release found;
	struct store_release *owned;
	bool known;
};

static void kept_free(void *what)
{
	struct kept *k = what;

	store_release_free(k->owned);
	k->owned = NULL;
}

/* Parse what was read, and hold it against the path it stands under. */
static void read_release(struct kept *k, struct str prompt, struct str version,
			 struct str bytes)
{
	struct vault_release *r = &k->found;
	struct store_release *release;

	store_id_of(&r->digest, bytes.p, bytes.n);
	r->status = store_release_read(&release, bytes.p, bytes.n, &r->why);
	if (r->status != STORE_OK)
		return;
	k->owned = release;
	if (!str_is(prompt, release->prompt) ||
	    !str_is(version, release->version)) {
		r->status = STORE_INVALID;
		r->why = (struct store_why){
			0, "it says another prompt or version than its path"
		};
		return;
	}
	r->release = release;
}

/* The place of a release in the vault, made on first sight. */
static struct kept *place_of(struct vault *v, struct str path)
{
	struct kept *k = map_get(&v->releases, path);

	if (k)
		return k;
	k = arena_zero(v->arena, 1, sizeof(*k));
	arena_defer(v->arena, kept_free, k);
	*map_put(&v->releases, str_copy(v->arena, path)) = k;
	return k;
}

static int fill(struct vault *v, struct kept *k, struct str path,
		struct str prompt, struct str version, struct error *err)
{
	struct arena scratch = { 0 };
	struct str bytes;
	int rc = ERROR_ABSENT;

	k->found = (struct vault_release){ .status = STORE_ABSENT };
	if (v->view)
		rc = view_read(v->view, &scratch, path, RELEASE_SIZE, &bytes,
			       err);
	if (rc == ERROR_REFUSED) {
		k->found.status = STORE_LIMIT;
		k->found.why.what = "it cannot be read as a file of the store";
		error_clear(err);
	} else if (rc == 0) {
		read_release(k, prompt, version, bytes);
	}
	arena_free(&scratch);
	if (k->found.status == STORE_NEWER)
		return error_set(
			err, ERROR_FAILED,
			"%.*s is written in a newer format: needs a newer promptpin",
			STR_ARG(path));
	k->known = rc == 0 || rc == ERROR_ABSENT || rc == ERROR_REFUSED;
	return k->known ? 0 : rc;
}

int vault_release(struct vault *v, struct str prompt, struct str version,
		  const struct vault_release **out, struct error *err)
{
	struct arena scratch = { 0 };
	struct str path = vault_release_path(&scratch, prompt, version);
	struct kept *k = place_of(v, path);
	int rc = k->known ? 0 : fill(v, k, path, prompt, version, err);

	arena_free(&scratch);
	*out = &k->found;
	return rc;
}

void vault_forget(struct vault *v, struct str prompt, struct str version)
{
	struct arena scratch = { 0 };
	struct kept *k = map_get(&v->releases,
				 vault_release_path(&scratch, prompt, version));

	arena_free(&scratch);
	if (!k)
		return;
	kept_free(k);
	k->known = false;
}

static int read_head(struct vault *v, struct vault_head *h, struct str path,
		     struct error *err)
{
	struct arena scratch = { 0 };
	struct str text;
	int rc = view_read(v->view, &scratch, path, HEAD_SIZE, &text, err);

	if (rc == ERROR_REFUSED) {
		h->why.what = "it is too large";
		error_clear(err);
		rc = 0;
	} else if (rc == 0) {
		h->status = store_head_read(&h->head, text.p, text.n, &h->why);
		if (h->status != STORE_OK)
			h->text = str_copy(v->arena, text);
	}
	arena_free(&scratch);
	return rc;
}

int vault_head(struct vault *v, struct str prompt,
	       const struct vault_head **out, struct error *err)
{
	struct vault_head *h = map_get(&v->heads, prompt);
	struct view_entry entry;
	struct str path;
	int rc;

	if (h) {
		*out = h;
		return 0;
	}
	h = arena_zero(v->arena, 1, sizeof(*h));
	h->status = STORE_ABSENT;
	path = vault_head_path(v->arena, prompt);
	rc = v->view ? view_find(v->view, path, &entry, err) : ERROR_ABSENT;
	if (rc == 0) {
		h->status = STORE_INVALID;
		h->unmerged = entry.type == VIEW_UNMERGED;
		h->why.what = h->unmerged ? "it has a merge conflict" :
					    "it is not a regular file";
		if (entry.type == VIEW_FILE)
			rc = read_head(v, h, path, err);
	}
	if (rc != 0 && rc != ERROR_ABSENT)
		return rc;
	*map_put(&v->heads, str_copy(v->arena, prompt)) = h;
	*out = h;
	return 0;
}

int vault_head_release(struct vault *v, struct str prompt,
		       const struct store_release **out, struct error *err)
{
	const struct vault_head *head;
	const struct vault_release *r;
	int rc = vault_head(v, prompt, &head, err);

	*out = NULL;
	if (rc < 0 || head->status != STORE_OK)
		return rc;
	rc = vault_release(v, prompt, str_of(head->head.version), &r, err);
	if (rc < 0)
		return rc;
	if (r->release && store_id_equal(&r->digest, &head->head.release))
		*out = r->release;
	return 0;
}

int vault_object(struct vault *v, struct arena *a, const struct store_id *id,
		 struct str *out, struct error *err)
{
	struct str path = vault_object_path(a, id);
	struct store_id found;
	struct str bytes;
	int rc = ERROR_ABSENT;

	if (v->view)
		rc = view_read(v->view, a, path, OBJECT_SIZE, &bytes, err);
	if (rc < 0)
		return rc;
	store_id_of(&found, bytes.p, bytes.n);
	if (!store_id_equal(&found, id))
		return error_set(
			err, ERROR_REFUSED,
			"%.*s: its bytes have another digest than its name says",
			STR_ARG(path));
	*out = bytes;
	return 0;
}

static int read_object(void *context, struct arena *a,
		       const struct store_id *id, struct str *out,
		       struct error *err)
{
	return vault_object(context, a, id, out, err);
}

struct object_reader vault_reader(struct vault *v)
{
	return (struct object_reader){ v, read_object };
}

static int add_version(void *argument, const struct view_entry *entry)
{
	struct vault *v = argument;
	struct store_path path;
	struct store_version parsed;
	struct versions *list;
	void **place;

	store_path_read(&path, str_c(v->arena,
				     str_cut(entry->path, sizeof(STORE_FOLDER),
					     entry->path.n)));
	if (path.kind != STORE_RELEASE ||
	    store_version_read(&parsed, path.version, strlen(path.version)) < 0)
		return 0;
	place = map_put(&v->versions, str_copy(v->arena, str_of(path.prompt)));
	if (!*place)
		*place = arena_zero(v->arena, 1, sizeof(*list));
	list = *place;
	if (!list->room) { /* most prompts have one release */
		list->items = arena_zero(v->arena, 1, sizeof(*list->items));
		list->room = 1;
	}
	list->items = arena_grow(v->arena, list->items, list->count,
				 &list->room, sizeof(*list->items));
	list->items[list->count].version = str_copy(v->arena,
						    str_of(path.version));
	list->items[list->count].parsed = parsed;
	list->items[list->count].entry = *entry;
	list->items[list->count++].entry.path = str_copy(v->arena, entry->path);
	return 0;
}

static int by_version(const void *x, const void *y)
{
	const struct vault_version *a = x, *b = y;

	return store_version_compare(&a->parsed, &b->parsed);
}

int vault_versions(struct vault *v, struct str prompt,
		   const struct vault_version **out, size_t *count,
		   struct error *err)
{
	const struct versions *list;

	if (!v->versions_known && v->view) {
		int rc = view_each(v->view, STR(STORE_FOLDER "/releases"),
				   add_version, v, err);

		if (rc < 0)
			return rc;
		for (size_t i = 0; i < v->versions.count; i++) {
			struct versions *l = v->versions.entries[i].value;

			qsort(l->items, l->count, sizeof(*l->items),
			      by_version);
		}
	}
	v->versions_known = true;
	list = map_get(&v->versions, prompt);
	*out = list ? list->items : NULL;
	*count = list ? list->count : 0;
	return 0;
}

static int add_head(void *argument, const struct view_entry *entry)
{
	struct vault *v = argument;
	struct store_path path;

	store_path_read(&path, str_c(v->arena,
				     str_cut(entry->path, sizeof(STORE_FOLDER),
					     entry->path.n)));
	if (path.kind != STORE_HEAD)
		return 0;
	v->head_ids = arena_grow(v->arena, v->head_ids, v->head_count,
				 &v->head_room, sizeof(*v->head_ids));
	v->head_ids[v->head_count++] = str_copy(v->arena, str_of(path.prompt));
	return 0;
}

static int by_id(const void *x, const void *y)
{
	return str_compare(*(const struct str *)x, *(const struct str *)y);
}

int vault_heads(struct vault *v, const struct str **out, size_t *count,
		struct error *err)
{
	if (!v->heads_known && v->view) {
		int rc = view_each(v->view, STR(STORE_FOLDER "/heads"),
				   add_head, v, err);

		if (rc < 0)
			return rc;
		if (v->head_count)
			qsort(v->head_ids, v->head_count, sizeof(*v->head_ids),
			      by_id);
	}
	v->heads_known = true;
	*out = v->head_ids;
	*count = v->head_count;
	return 0;
}

/* Whether the record kind/prompt@version is there and says so itself. */
static int ended_as(struct vault *v, struct arena *a, const char *kind,
		    struct str prompt, struct str version, struct record *out,
		    struct error *err)
{
	struct record r = { .kind = str_of(kind),
			    .prompt = prompt,
			    .version = version };
	struct str text;
	int rc = view_read(v->view, a, record_path(a, &r), RELEASE_SIZE, &text,
			   err);

	if (rc < 0) {
		if (rc == ERROR_REFUSED) {
			error_clear(err);
			rc = ERROR_ABSENT;
		}
		return rc;
	}
	if (record_read(a, text, out) < 0 || !str_eq(out->kind, r.kind) ||
	    !str_eq(out->prompt, prompt) || !str_eq(out->version, version))
		return ERROR_ABSENT;
	return 0;
}

static int note_record(void *argument, const struct view_entry *entry)
{
	(void)entry;
	*(bool *)argument = true;
	return 1;
}

/* Most stores have no record at all: asked once, not for each prompt. */
static int find_records(struct vault *v, struct error *err)
{
	int rc = 0;

	if (!v->records_known && v->view)
		rc = view_each(v->view, STR(STORE_FOLDER "/records"),
			       note_record, &v->has_records, err);
	v->records_known = rc >= 0;
	return rc < 0 ? rc : 0;
}

int vault_ended(struct vault *v, struct arena *a, struct str prompt,
		struct str version, struct str *kind, struct str *moved_to,
		struct error *err)
{
	struct record r;
	int rc;

	*kind = *moved_to = STR_EMPTY;
	rc = find_records(v, err);
	if (rc < 0 || !v->has_records)
		return rc;
	rc = ended_as(v, a, "retired", prompt, version, &r, err);
	if (rc == ERROR_ABSENT)
		rc = ended_as(v, a, "moved", prompt, version, &r, err);
	if (rc == ERROR_ABSENT)
		return 0;
	if (rc < 0)
		return rc;
	*kind = r.kind;
	*moved_to = r.to;
	return 0;
}
