#include <assert.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "view/internal.h"

struct union_view {
	struct view view;
	struct view *const *views;
	size_t count;
};

/* The first view that has path; ERROR_ABSENT: none. */
static int owner(struct union_view *v, struct str path, struct view **out,
		 struct view_entry *entry, struct error *err)
{
	for (size_t i = 0; i < v->count; i++) {
		int rc = v->views[i]->ops->find(v->views[i], path, entry, err);

		*out = v->views[i];
		if (rc != ERROR_ABSENT)
			return rc;
	}
	return ERROR_ABSENT;
}

static int find(struct view *view, struct str path, struct view_entry *out,
		struct error *err)
{
	struct view *of;

	return owner((struct union_view *)view, path, &of, out, err);
}

static int read_file(struct view *view, struct arena *a, struct str path,
		     size_t limit, struct str *out, struct error *err)
{
	struct view_entry entry;
	struct view *of;
	int rc = owner((struct union_view *)view, path, &of, &entry, err);

	return rc < 0 ? rc : of->ops->read(of, a, path, limit, out, err);
}

/* Everything of every view; qsort is not stable, so the turn decides. */
struct turn {
	struct view_entry entry;
	size_t of;
};
struct turns {
	struct turn *items;
	size_t count, room, of;
	struct arena *arena;
};

static int collect(void *argument, const struct view_entry *entry)
{
	struct turns *turns = argument;

	turns->items = arena_grow(turns->arena, turns->items, turns->count,
				  &turns->room, sizeof(*turns->items));
	turns->items[turns->count++] = (struct turn){ *entry, turns->of };
	return 0;
}

static int by_turn(const void *a, const void *b)
{
	const struct turn *x = a, *y = b;
	int rc = str_compare(x->entry.path, y->entry.path);

	return rc ? rc : (x->of > y->of) - (x->of < y->of);
}

static int each(struct view *view, struct str folder, view_each_fn *call,
		void *argument, struct error *err)
{
	struct union_view *v = (struct union_view *)view;
	struct arena scratch = { 0 };
	struct turns all = { .arena = &scratch };
	int rc = 0;

	for (; all.of < v->count && rc == 0; all.of++)
		rc = v->views[all.of]->ops->each(v->views[all.of], folder,
						 collect, &all, err);
	if (rc == 0 && all.count)
		qsort(all.items, all.count, sizeof(*all.items), by_turn);
	for (size_t i = 0; i < all.count && rc == 0; i++)
		if (i == 0 || !str_eq(all.items[i].entry.path,
				      all.items[i - 1].entry.path))
			rc = call(argument, &all.items[i].entry);
	arena_free(&scratch);
	return rc;
}

static int hash(struct view *view, const struct view_entry *entry,
		struct view_oid *out, struct error *err)
{
	struct view_entry again;
	struct view *of;
	int rc = owner((struct union_view *)view, entry->path, &of, &again,
		       err);

	return rc < 0 ? rc : of->ops->hash(of, &again, out, err);
}

int view_union(struct view **out, struct arena *a, struct view *const *views,
	       size_t count, struct error *err)
{
	static const struct view_ops ops = { find, read_file, each, hash,
					     NULL };
	struct union_view *v = arena_zero(a, 1, sizeof(*v));
	struct view **copy = arena_alloc(a, count * sizeof(struct view *));
	struct buf name = buf_in(a);

	(void)err;
	assert(count > 0);
	for (size_t i = 0; i < count; i++) {
		copy[i] = views[i];
		if (i)
			buf_addc(&name, '+');
		buf_adds(&name, views[i]->name);
	}
	v->views = copy;
	v->count = count;
	v->view = (struct view){ &ops, views[0]->kind, buf_str(&name).p, a,
				 views[0]->repo };
	*out = &v->view;
	return 0;
}
