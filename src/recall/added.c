#include "recall/added.h"

#include "base/arena.h"
#include "base/map.h"
#include "recall/answers.h"
#include "recall/loose.h"
#include "recall/place.h"
#include "view/cache_tree.h"

enum { COMMIT_SIZE = 1 << 20, TREE_SIZE = 64 << 20, RAW = 20 };

/* A folder of HEAD's tree, held against the index. */
struct folder {
	bool same;
	struct map names; /* if not: of HEAD's tree, to struct loose_entry */
	struct map below; /* and of the index's, to struct cache_node */
};

struct adding {
	struct arena *arena;
	const char *objects;
	struct cache_tree tree;
	struct map folders; /* path -> struct folder */
	struct str skip;    /* the last one that is the same, and a slash */
};

static bool is_id(const unsigned char *raw, struct str hex)
{
	static const char digits[] = "0123456789abcdef";

	if (!raw || hex.n != LOOSE_HEX)
		return false;
	for (size_t i = 0; i < RAW; i++)
		if (hex.p[2 * i] != digits[raw[i] >> 4] ||
		    hex.p[2 * i + 1] != digits[raw[i] & 15])
			return false;
	return true;
}

/* id empty: HEAD has no such folder. NULL: it cannot be read. */
static struct folder *enter(struct adding *c, struct str path, struct str id,
			    const struct cache_node *node)
{
	struct folder *f = arena_zero(c->arena, 1, sizeof(*f));
	struct loose_entry entry;
	struct str tree, name;
	int rc;

	*map_put(&c->folders, path) = f;
	f->names = map_in(c->arena);
	f->below = cache_tree_below(c->arena, &c->tree, node);
	f->same = id.n && node && is_id(node->id, id);
	if (f->same || !id.n)
		return f;
	if (loose_read(&tree, c->arena, c->objects, id, "tree", TREE_SIZE) < 0)
		return NULL;
	while ((rc = loose_next(&entry, &name, &tree)) > 0) {
		struct loose_entry *kept = arena_zero(c->arena, 1,
						      sizeof(*kept));

		*kept = entry;
		*map_put(&f->names, name) = kept;
	}
	return rc < 0 ? NULL : f;
}

/* The folder of a file, or one above it that is the same. */
static struct folder *folder_of(struct adding *c, struct str path)
{
	struct folder *f = map_get(&c->folders, STR_EMPTY);
	size_t from = 0, end;

	while (f && !f->same && (end = str_find(path, '/', from)) < path.n) {
		struct str whole = str_cut(path, 0, end);
		struct str name = str_cut(path, from, end);
		const struct loose_entry *e = map_get(&f->names, name);
		struct folder *next = map_get(&c->folders, whole);

		if (!next)
			next = enter(c, whole,
				     e && e->mode == 040000 ? str_of(e->id) :
							      STR_EMPTY,
				     map_get(&f->below, name));
		if (next && next->same)
			c->skip = str_cut(path, 0, end + 1);
		f = next;
		from = end + 1;
	}
	return f;
}

static bool is_head(struct adding *c, const struct answers_file *entry)
{
	size_t slash = str_rfind(entry->path, '/');
	const struct folder *f;
	const struct loose_entry *e;

	if (c->skip.n && entry->path.n > c->skip.n &&
	    memcmp(entry->path.p, c->skip.p, c->skip.n) == 0)
		return true;
	f = folder_of(c, entry->path);
	if (!f || f->same)
		return f;
	e = map_get(&f->names,
		    str_cut(entry->path, slash < entry->path.n ? slash + 1 : 0,
			    entry->path.n));
	return e && e->mode == entry->mode && entry->stage == 0 &&
	       is_id(entry->id, str_of(e->id));
}

int added_none(struct arena *a, const struct place *place, struct str head,
	       const struct answers_files *files)
{
	struct adding c = {
		.arena = a,
		.objects = str_fmt(a, "%sobjects/", place->common_dir).p,
		.folders = map_in(a)
	};
	struct loose_commit commit;
	const struct folder *top;
	struct str text;

	if (!files->count)
		return 0;
	if (loose_read(&text, a, c.objects, head, "commit", COMMIT_SIZE) < 0 ||
	    loose_commit(&commit, text) < 0 ||
	    (files->folders.n &&
	     cache_tree_read(&c.tree, a, files->folders, RAW) < 0))
		return -1;
	top = enter(&c, STR_EMPTY, commit.tree, c.tree.nodes);
	if (!top || top->same)
		return top ? 0 : -1;
	for (size_t i = 0; i < files->count; i++)
		if (!is_head(&c, &files->items[i]))
			return -1;
	return 0;
}
