#include <stdlib.h>

#include "base/arena.h"
#include "view/internal.h"

/* Files by path, each once; one with bytes.p NULL is taken away. */
struct memory_view {
	struct view view;
	struct view_entry *entries;
	const struct view_file **files; /* of each entry */
	size_t count;
	struct view *base; /* an overlay's, or NULL */
};

static int by_path(const void *a, const void *b)
{
	const struct view_file *x = *(const struct view_file *const *)a;
	const struct view_file *y = *(const struct view_file *const *)b;
	int rc = str_compare(x->path, y->path);

	return rc ? rc : (x > y) - (x < y); /* the later one wins */
}

/* Sort, keep the last of each path, and hash. The table is ours from here:
 * a caller's may lie on its stack. */
static int take(struct memory_view *v, struct arena *a,
		const struct view_file *files, size_t count, struct error *err)
{
	const struct view_file **sorted = arena_alloc(a,
						      count * sizeof(*sorted));
	struct view_file *own = arena_alloc(a, count * sizeof(*own));

	for (size_t i = 0; i < count; i++) {
		own[i] = files[i];
		sorted[i] = own + i;
	}
	if (count)
		qsort(sorted, count, sizeof(*sorted), by_path);
	v->files = sorted;
	v->entries = arena_zero(a, count, sizeof(*v->entries));
	for (size_t i = 0; i < count; i++) {
		struct view_entry *entry = v->entries + v->count;

		if (i + 1 < count &&
		    str_eq(sorted[i]->path, sorted[i + 1]->path))
			continue;
		entry->path = str_copy(a, sorted[i]->path);
		entry->type = VIEW_FILE;
		entry->has_oid = sorted[i]->bytes.p != NULL;
		if (entry->has_oid && oid_of_bytes(v->view.repo, &entry->oid,
						   sorted[i]->bytes, err) < 0)
			return ERROR_FAILED;
		v->files[v->count++] = sorted[i];
	}
	return 0;
}

static size_t place(const struct memory_view *v, struct str path)
{
	size_t low = 0, high = v->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (str_compare(v->entries[mid].path, path) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static int find(struct view *view, struct str path, struct view_entry *out,
		struct error *err)
{
	struct memory_view *v = (struct memory_view *)view;
	size_t at = place(v, path);

	if (at == v->count || !str_eq(v->entries[at].path, path))
		return v->base ? v->base->ops->find(v->base, path, out, err) :
				 ERROR_ABSENT;
	if (!v->files[at]->bytes.p)
		return ERROR_ABSENT;
	*out = v->entries[at];
	return 0;
}

static int read_file(struct view *view, struct arena *a, struct str path,
		     size_t limit, struct str *out, struct error *err)
{
	struct memory_view *v = (struct memory_view *)view;
	size_t at = place(v, path);
	struct str bytes;

	if (at == v->count || !str_eq(v->entries[at].path, path))
		return v->base ? v->base->ops->read(v->base, a, path, limit,
						    out, err) :
				 ERROR_ABSENT;
	bytes = v->files[at]->bytes;
	if (!bytes.p)
		return ERROR_ABSENT;
	if (bytes.n > limit)
		return error_set(err, ERROR_REFUSED,
				 "%.*s: %zu bytes, more than the limit of %zu",
				 STR_ARG(path), bytes.n, limit);
	*out = str_copy(a, bytes);
	return 0;
}

/* Two sorted sequences as one: the files over those of the base. */
struct merge {
	struct memory_view *v;
	size_t at;
	struct str folder;
	view_each_fn *each;
	void *argument;
};

static int own_before(struct merge *m, const struct view_entry *entry)
{
	for (; m->at < m->v->count; m->at++) {
		struct view_entry *own = m->v->entries + m->at;
		int rc;

		if (entry && str_compare(own->path, entry->path) >= 0)
			return 0;
		if (!own->has_oid || !path_below(own->path, m->folder))
			continue;
		rc = m->each(m->argument, own);
		if (rc) {
			m->at++;
			return rc;
		}
	}
	return 0;
}

static int of_base(void *argument, const struct view_entry *entry)
{
	struct merge *m = argument;
	int rc = own_before(m, entry);

	if (rc)
		return rc;
	if (m->at < m->v->count &&
	    str_eq(m->v->entries[m->at].path, entry->path))
		return 0; /* replaced: comes with the next */
	return m->each(m->argument, entry);
}

static int each(struct view *view, struct str folder, view_each_fn *call,
		void *argument, struct error *err)
{
	struct merge m = { (struct memory_view *)view, 0, folder, call,
			   argument };
	int rc = 0;

	if (m.v->base)
		rc = m.v->base->ops->each(m.v->base, folder, of_base, &m, err);
	return rc ? rc : own_before(&m, NULL);
}

static int hash(struct view *view, const struct view_entry *entry,
		struct view_oid *out, struct error *err)
{
	struct memory_view *v = (struct memory_view *)view;

	return v->base->ops->hash(v->base, entry, out, err);
}

static const struct view_ops ops = { find, read_file, each, hash, NULL };

int view_memory(struct view **out, struct arena *a,
		const struct view_file *files, size_t count, struct error *err)
{
	struct memory_view *v = arena_zero(a, 1, sizeof(*v));

	v->view = (struct view){ &ops, VIEW_MEMORY, "memory", a, NULL };
	*out = &v->view;
	return take(v, a, files, count, err);
}

int view_overlay(struct view **out, struct arena *a, struct view *base,
		 const struct view_file *files, size_t count, struct error *err)
{
	struct memory_view *v = arena_zero(a, 1, sizeof(*v));

	v->view = (struct view){ &ops, base->kind, base->name, a, base->repo };
	v->base = base;
	*out = &v->view;
	return take(v, a, files, count, err);
}
