#include "view/view.h"

#include <assert.h>

#include "base/arena.h"
#include "view/internal.h"

enum view_kind view_kind(const struct view *view)
{
	return view->kind;
}

const char *view_name(const struct view *view)
{
	return view->name;
}

int view_find(struct view *view, struct str path, struct view_entry *out,
	      struct error *err)
{
	struct view_entry entry;
	int rc;

	assert(view_path_ok(path));
	rc = view->ops->find(view, path, &entry, err);
	if (rc == 0 && out)
		*out = entry;
	return rc;
}

int view_read(struct view *view, struct arena *a, struct str path, size_t limit,
	      struct str *out, struct error *err)
{
	assert(view_path_ok(path));
	return view->ops->read(view, a, path, limit, out, err);
}

void view_expect(struct view *view, const struct str *paths, size_t count)
{
	if (view->ops->expect)
		view->ops->expect(view, paths, count);
}

int view_each(struct view *view, struct str folder, view_each_fn *each,
	      void *argument, struct error *err)
{
	assert(folder.n == 0 || view_path_ok(folder));
	return view->ops->each(view, folder, each, argument, err);
}

int view_oid_of(struct view *view, struct str path, struct view_oid *out,
		struct error *err)
{
	struct view_entry entry = { .type = VIEW_OTHER };
	int rc = view_find(view, path, &entry, err);

	if (rc < 0)
		return rc;
	if (!entry.has_oid)
		return view->ops->hash(view, &entry, out, err);
	*out = entry.oid;
	return 0;
}

int view_entry_order(const void *a, const void *b)
{
	const struct view_entry *x = a, *y = b;

	return str_compare(x->path, y->path);
}

static int count_one(void *argument, const struct view_entry *entry)
{
	(void)entry;
	++*(size_t *)argument;
	return 0;
}

static int collect(void *argument, const struct view_entry *entry)
{
	struct view_list *list = argument;

	list->entries = arena_grow(list->arena, list->entries, list->count,
				   &list->room, sizeof(*list->entries));
	list->entries[list->count++] = *entry;
	return 0;
}

int view_listing(struct view_list *out, struct arena *a, struct view *view,
		 struct str folder, struct error *err)
{
	size_t count = 0;
	int rc = view_each(view, folder, count_one, &count, err);

	*out = (struct view_list){ .arena = a };
	if (rc < 0)
		return rc;
	/* Counted first: growing would leave as much again behind. */
	out->entries = arena_alloc(a, (count + 1) * sizeof(*out->entries));
	out->room = count + 1;
	return view_each(view, folder, collect, out, err);
}
