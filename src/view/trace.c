#include "view/trace.h"

#include <stdlib.h>

#include "base/arena.h"
#include "view/changes.h"
#include "view/internal.h"

/* A view that asks another, and keeps what it was asked for. */
struct trace_view {
	struct view view;
	struct view *of;
	struct map keys;    /* to struct asked */
	struct str *recent; /* asked for since the last cut */
	size_t count, room;
	size_t cuts;
	bool changes; /* view_changes was asked */
};

/* A folder's key ends in a slash; that of the top is empty. */
struct asked {
	struct str key;
	size_t cut; /* in which it was asked for last, counted from 1 */
};

static struct asked *add_key(struct trace_view *v, struct str key)
{
	struct asked *asked = arena_zero(v->view.arena, 1, sizeof(*asked));

	asked->key = str_copy(v->view.arena, key);
	*map_put(&v->keys, asked->key) = asked;
	return asked;
}

static void note(struct trace_view *v, struct str key)
{
	struct asked *asked = map_get(&v->keys, key);

	if (!asked)
		asked = add_key(v, key);
	if (asked->cut > v->cuts)
		return;
	asked->cut = v->cuts + 1;
	v->recent = arena_grow(v->view.arena, v->recent, v->count, &v->room,
			       sizeof(*v->recent));
	v->recent[v->count++] = asked->key;
}

static void note_folder(struct trace_view *v, struct str folder)
{
	note(v, folder.n ?
			str_join(v->view.arena,
				 (const struct str[]){ folder, STR("/") }, 2) :
			STR_EMPTY);
}

static int find(struct view *view, struct str path, struct view_entry *out,
		struct error *err)
{
	struct trace_view *v = (struct trace_view *)view;

	note(v, path);
	return v->of->ops->find(v->of, path, out, err);
}

static int read_file(struct view *view, struct arena *a, struct str path,
		     size_t limit, struct str *out, struct error *err)
{
	struct trace_view *v = (struct trace_view *)view;

	note(v, path);
	return v->of->ops->read(v->of, a, path, limit, out, err);
}

static int each(struct view *view, struct str folder, view_each_fn *call,
		void *argument, struct error *err)
{
	struct trace_view *v = (struct trace_view *)view;

	note_folder(v, folder);
	return v->of->ops->each(v->of, folder, call, argument, err);
}

static int hash(struct view *view, const struct view_entry *entry,
		struct view_oid *out, struct error *err)
{
	struct trace_view *v = (struct trace_view *)view;

	return v->of->ops->hash(v->of, entry, out, err);
}

static void expect(struct view *view, const struct str *paths, size_t count)
{
	struct trace_view *v = (struct trace_view *)view;

	if (v->of->ops->expect)
		v->of->ops->expect(v->of, paths, count);
}

static const struct view_ops ops = { find, read_file, each, hash, expect };

struct view *view_trace(struct arena *a, struct view *of)
{
	struct trace_view *v = arena_zero(a, 1, sizeof(*v));

	v->view = *of;
	v->view.ops = &ops;
	v->view.arena = a;
	v->of = of;
	v->keys = map_in(a);
	return &v->view;
}

static struct trace_view *traced(struct view *view)
{
	return view && view->ops == &ops ? (struct trace_view *)view : NULL;
}

struct view *view_untraced(struct view *view)
{
	struct trace_view *v = traced(view);

	return v ? v->of : view;
}

void trace_changes(struct view *view)
{
	struct trace_view *v = traced(view);

	if (v)
		v->changes = true;
}

bool view_traced_changes(struct view *view)
{
	const struct trace_view *v = traced(view);

	return v && v->changes;
}

static int by_key(const void *a, const void *b)
{
	return str_compare(*(const struct str *)a, *(const struct str *)b);
}

/* Whether key lies in a folder, which ends in a slash or is the top. */
static bool lies_in(struct str key, struct str folder)
{
	return (folder.n == 0 || folder.p[folder.n - 1] == '/') &&
	       folder.n <= key.n && memcmp(folder.p, key.p, folder.n) == 0;
}

bool view_traced(struct view *view, struct arena *a, struct str **out,
		 size_t *count)
{
	struct trace_view *v = traced(view);
	struct str *keys;
	size_t n = 0;

	if (!v)
		return false;
	keys = arena_zero(a, v->keys.count + 1, sizeof(*keys));
	for (size_t i = 0; i < v->keys.count; i++)
		keys[i] = v->keys.entries[i].key;
	if (v->keys.count)
		qsort(keys, v->keys.count, sizeof(*keys), by_key);
	for (size_t i = 0; i < v->keys.count; i++)
		if (n == 0 || !lies_in(keys[i], keys[n - 1]))
			keys[n++] = keys[i];
	*out = keys;
	*count = n;
	return true;
}

bool view_trace_cut(struct view *view, struct arena *a, struct str **out,
		    size_t *count)
{
	struct trace_view *v = traced(view);

	if (!v)
		return false;
	*out = arena_zero(a, v->count + 1, sizeof(**out));
	if (v->count)
		memcpy(*out, v->recent, v->count * sizeof(**out));
	*count = v->count;
	v->count = 0;
	v->cuts++;
	return true;
}

void view_trace_again(struct view *view, struct str path)
{
	struct trace_view *v = traced(view);

	if (v)
		note(v, path);
}

void view_trace_listed(struct view *view, struct str folder)
{
	struct trace_view *v = traced(view);

	if (v)
		note_folder(v, folder);
}

int view_folder_oid(struct view *view, struct str folder, struct view_oid *out,
		    struct error *err)
{
	struct trace_view *v = traced(view);
	struct tree *tree = commit_tree(v ? v->of : view);
	struct folder *found;
	int rc;

	if (!tree)
		return error_set(err, ERROR_REFUSED,
				 "%s: its folders have no ids",
				 view_name(view));
	rc = tree_folder(tree, folder, &found, err);
	if (rc == 0)
		*out = found->oid;
	return rc;
}
