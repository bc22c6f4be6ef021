#include "view/staged.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/arena.h"
#include "view/cache_tree.h"
#include "view/internal.h"
#include "view/placed.h"

enum {
	OID = 20,
	GOOD = 1 /* with a place: its path is known to be view_path_ok */
};

struct staged {
	struct view view;
	struct placed placed;
	const char *bytes; /* mapped */
	size_t size;
	struct cache_tree cache; /* empty: not read yet, or there is none */
};

static const char *path_at(const struct staged *v, size_t i)
{
	return placed_path(&v->placed, i);
}

static size_t search(const struct staged *v, struct str key)
{
	return placed_search(&v->placed, 0, key);
}

/* A path is listed more than once, and judging it is what that costs. */
static bool path_ok(const struct staged *v, size_t i, struct str path)
{
	uint32_t *place = v->placed.places + i;

	if (!(*place & GOOD) && view_path_ok(path))
		*place |= GOOD;
	return *place & GOOD;
}

static enum view_type type_of(const struct dirc_entry *e)
{
	if (e->stage)
		return VIEW_UNMERGED;
	switch (e->mode) {
	case 0100644:
	case 0100755:
	case 0100664: /* git wrote this long ago, and still reads it */
		return VIEW_FILE;
	case 0120000:
		return VIEW_LINK;
	case 0160000:
		return VIEW_GITLINK;
	default:
		return VIEW_OTHER;
	}
}

static bool raw_at(const struct staged *v, size_t i, struct dirc_entry *out)
{
	return placed_entry(&v->placed, i, out);
}

/* Read an entry. False: it is only intended, and not in the view. */
static bool entry_at(const struct staged *v, size_t i, struct view_entry *out)
{
	struct dirc_entry e;

	if (!raw_at(v, i, &e) || e.intent)
		return false;
	*out = (struct view_entry){ .path = e.path,
				    .type = path_ok(v, i, e.path) ?
						    type_of(&e) :
						    VIEW_OTHER,
				    .has_oid = e.stage == 0 };
	if (out->has_oid)
		memcpy(out->oid.byte, e.id, OID);
	return true;
}

static int find(struct view *view, struct str path, struct view_entry *out,
		struct error *err)
{
	struct staged *v = (struct staged *)view;
	size_t at = search(v, path);

	(void)err;
	if (at == v->placed.count ||
	    strncmp(path_at(v, at), path.p, path.n) != 0 ||
	    path_at(v, at)[path.n] || !entry_at(v, at, out))
		return ERROR_ABSENT;
	return 0;
}

static int read_blob(struct view *view, struct arena *a, struct str path,
		     size_t limit, struct str *out, struct error *err)
{
	struct view_entry entry;

	if (find(view, path, &entry, err) < 0 || entry.type != VIEW_FILE)
		return ERROR_ABSENT;
	return odb_blob(view->repo, a, &entry.oid, path, limit, out, err);
}

static int each(struct view *view, struct str folder, view_each_fn *call,
		void *argument, struct error *err)
{
	struct staged *v = (struct staged *)view;
	char bound[PATH_LIMIT + 1];
	size_t n = folder.n ? folder.n + 1 : 0;
	const char *last = NULL;

	(void)err;
	if (n) {
		memcpy(bound, folder.p, folder.n);
		bound[folder.n] = '/';
	}
	for (size_t i = search(v, (struct str){ bound, n });
	     i < v->placed.count; i++) {
		const char *path = path_at(v, i);
		struct view_entry entry;
		int rc;

		if (n && strncmp(path, bound, n) != 0)
			return 0;
		if (last && strcmp(last, path) == 0)
			continue; /* the next stage of a conflict */
		last = path;
		rc = entry_at(v, i, &entry) ? call(argument, &entry) : 0;
		if (rc)
			return rc;
	}
	return 0;
}

/* An unmerged path has no bytes of its own. */
static int hash(struct view *view, const struct view_entry *entry,
		struct view_oid *out, struct error *err)
{
	(void)view, (void)out;
	return error_set(err, ERROR_REFUSED, "%.*s: not merged yet",
			 STR_ARG(entry->path));
}

static void unmap(void *what)
{
	struct staged *v = what;

	(void)munmap((void *)(uintptr_t)v->bytes, v->size);
}

static int map_file(struct staged *v, struct arena *a, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	void *bytes = MAP_FAILED;
	struct stat st;

	if (fd < 0)
		return -1;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 &&
	    st.st_size <= DIRC_LIMIT)
		bytes = mmap(NULL, (size_t)st.st_size, PROT_READ,
			     MAP_PRIVATE | MAP_POPULATE, fd, 0);
	(void)close(fd);
	if (bytes == MAP_FAILED)
		return -1;
	v->bytes = bytes;
	v->size = (size_t)st.st_size;
	arena_defer(a, unmap, v);
	return 0;
}

static int load(struct staged *v, struct arena *a, const char *path)
{
	struct error ignored = { 0 };

	if (map_file(v, a, path) < 0)
		return -1;
	return placed_read(&v->placed, a, (struct str){ v->bytes, v->size },
			   path, &ignored);
}

static const struct view_ops ops = { find, read_blob, each, hash, NULL };

bool staged_each(struct view *view, struct str key, placed_fn *tell,
		 void *argument)
{
	if (view->ops != &ops)
		return false;
	(void)placed_each(&((struct staged *)view)->placed, 0, key, tell,
			  argument);
	return true;
}

bool staged_wanted(struct view *view, bool (*wanted)(struct str path),
		   placed_fn *tell, void *argument)
{
	if (view->ops != &ops)
		return false;
	placed_wanted(&((struct staged *)view)->placed, wanted, tell, argument);
	return true;
}

/* ---- against a tree: folders that have its ids are not looked into */

enum { LOOK_AHEAD = 4096 }; /* entries, rather than open a tree */

/* A folder on the way: what the tree has there (NULL: nothing), what git knows
 * of the index's folders in it, and the path, with its slash. */
struct level {
	const struct folder *tree;
	size_t next; /* entry of tree */
	struct map known;
	struct str prefix;
};

struct staged_walk {
	struct staged *v;
	struct tree *tree;
	bool (*wanted)(struct str path);
	view_pair_fn *each;
	void *argument;
	struct arena scratch;
	struct level *levels;
	size_t depth, room;
	size_t at;   /* the next entry of the index */
	size_t seen; /* entries of trees */
};

static bool lies_in(const struct staged *v, size_t i, struct str prefix)
{
	return strncmp(path_at(v, i), prefix.p, prefix.n) == 0;
}

static void enter(struct staged_walk *w, const struct folder *tree,
		  const struct cache_node *node, struct str prefix)
{
	w->levels = arena_grow(&w->scratch, w->levels, w->depth, &w->room,
			       sizeof(*w->levels));
	w->levels[w->depth++] = (struct level){
		.tree = tree,
		.known = cache_tree_below(&w->scratch, &w->v->cache, node),
		.prefix = prefix,
	};
}

/* No tree has a side of a conflict, or what is only intended. */
static bool has_odd(const struct staged *v, size_t from, size_t n)
{
	struct dirc_entry e;

	for (size_t i = from; v->placed.dirc.odd && i < from + n; i++)
		if (!raw_at(v, i, &e) || e.stage || e.intent)
			return true;
	return false;
}

/* The entries of a folder, where they make the tree's id; or 0. A count that
 * the entries do not bear out counts for nothing. */
static size_t equal_entries(const struct staged_walk *w,
			    const struct cache_node *node,
			    const struct view_oid *id, struct str prefix)
{
	size_t n;

	if (!node || !node->id || node->count <= 0 ||
	    memcmp(node->id, id->byte, OID) != 0)
		return 0;
	n = (size_t)node->count;
	if (n > w->v->placed.count - w->at || !lies_in(w->v, w->at, prefix) ||
	    !lies_in(w->v, w->at + n - 1, prefix) ||
	    (w->at + n < w->v->placed.count &&
	     lies_in(w->v, w->at + n, prefix)) ||
	    has_odd(w->v, w->at, n))
		return 0;
	return n;
}

/* The entries of a folder, where they are few and none is wanted; or 0. */
static size_t unwanted_entries(const struct staged_walk *w, struct str prefix)
{
	const struct staged *v = w->v;
	size_t i = w->at;

	if (!w->wanted)
		return 0;
	for (; i < v->placed.count && lies_in(v, i, prefix); i++)
		if (i - w->at == LOOK_AHEAD || w->wanted(str_of(path_at(v, i))))
			return 0;
	return i - w->at;
}

/* Tell of the next entry, with all the stages of a conflict; from: what the
 * tree has at its path. */
static int tell_entry(struct staged_walk *w, const struct view_entry *from)
{
	const char *path = path_at(w->v, w->at);
	struct view_entry to;
	bool there = entry_at(w->v, w->at, &to);

	do {
		w->at++;
	} while (w->at < w->v->placed.count &&
		 strcmp(path_at(w->v, w->at), path) == 0);
	return there || from ? w->each(w->argument, from, there ? &to : NULL) :
			       0;
}

/* The tree has something here that the index has not. */
static int only_tree(struct staged_walk *w, const struct tree_entry *entry,
		     struct error *err)
{
	struct folder *folder = NULL;
	struct view_entry from;
	int rc;

	if (w->wanted)
		return 0;
	if (!entry->folder) {
		tree_view_entry(entry, &from);
		return w->each(w->argument, &from, NULL);
	}
	rc = tree_open(w->tree, entry, &folder, err);
	if (rc == 0)
		enter(w, folder, NULL,
		      str_join(&w->scratch,
			       (const struct str[]){ entry->path, STR("/") },
			       2));
	return rc;
}

/* The index has something here, a file or all in a folder, that the tree has
 * not. */
static int only_index(struct staged_walk *w, const struct tree_entry *entry)
{
	int rc = 0;

	if (!entry->folder)
		return tell_entry(w, NULL);
	while (rc == 0 && w->at < w->v->placed.count &&
	       lies_in(w->v, w->at, entry->path))
		rc = tell_entry(w, NULL);
	return rc;
}

/* Both have it: hold files against each other, pass a folder or go in. */
static int in_both(struct staged_walk *w, const struct tree_entry *from,
		   const struct tree_entry *to, struct error *err)
{
	const struct cache_node *node = map_get(&w->levels[w->depth - 1].known,
						to->name);
	struct folder *folder = NULL;
	struct view_entry entry;
	size_t passed;
	int rc;

	if (!from->folder) {
		tree_view_entry(from, &entry);
		return tell_entry(w, &entry);
	}
	passed = equal_entries(w, node, &from->oid, to->path);
	if (!passed)
		passed = unwanted_entries(w, to->path);
	w->at += passed;
	if (passed)
		return 0;
	rc = tree_open(w->tree, from, &folder, err);
	if (rc == 0)
		enter(w, folder, node, to->path);
	return rc;
}

/* What the index has next in a level, as a tree would: a folder's path has its
 * slash. False: nothing more. */
static bool next_entry(const struct staged_walk *w, const struct level *level,
		       struct tree_entry *out)
{
	const char *path, *slash;
	struct str rest;

	if (w->at == w->v->placed.count || !lies_in(w->v, w->at, level->prefix))
		return false;
	path = path_at(w->v, w->at);
	rest = str_of(path + level->prefix.n);
	slash = memchr(rest.p, '/', rest.n);
	out->folder = slash != NULL;
	out->name = slash ? str_cut(rest, 0, (size_t)(slash - rest.p)) : rest;
	out->path = (struct str){ path,
				  level->prefix.n + out->name.n + out->folder };
	return true;
}

static int walk(struct staged_walk *w, struct error *err)
{
	int rc = 0;

	while (w->depth && rc == 0) {
		struct level *level = &w->levels[w->depth - 1];
		const struct tree_entry *from = NULL;
		struct tree_entry to;
		bool there = next_entry(w, level, &to);
		int order = 1;

		if (level->tree && level->next < level->tree->count) {
			from = level->tree->entries + level->next;
			order = there ? tree_order(from, &to) : -1;
		}
		if (!from && !there) {
			w->depth--;
			continue;
		}
		if (order <= 0 && (level->next++, ++w->seen > ENTRY_LIMIT))
			return error_set(err, ERROR_FAILED,
					 "more than %d files and folders",
					 ENTRY_LIMIT);
		rc = order < 0	? only_tree(w, from, err) :
		     order == 0 ? in_both(w, from, &to, err) :
				  only_index(w, &to);
	}
	return rc;
}

bool staged_is(struct view *view)
{
	return view->ops == &ops;
}

bool staged_knows_folders(struct view *view)
{
	return staged_is(view) &&
	       ((struct staged *)view)->placed.dirc.folders.n;
}

/* What git knows of a folder; or NULL. */
static const struct cache_node *node_of(struct staged_walk *w,
					struct str folder)
{
	struct cache_tree *cache = &w->v->cache;
	const struct cache_node *node;

	if (!cache->count &&
	    cache_tree_read(cache, w->v->view.arena, w->v->placed.dirc.folders,
			    OID) < 0)
		*cache = (struct cache_tree){ 0 };
	node = cache->nodes;
	for (size_t from = 0, end; node && from < folder.n; from = end + 1) {
		struct map below = cache_tree_below(&w->scratch, cache, node);

		end = str_find(folder, '/', from);
		node = map_get(&below, str_cut(folder, from, end));
	}
	return node;
}

int staged_pairs(struct view *view, struct tree *tree, struct str folder,
		 bool (*wanted)(struct str path), view_pair_fn *tell,
		 void *argument, struct error *err)
{
	struct staged_walk w = { .v = (struct staged *)view,
				 .tree = tree,
				 .wanted = wanted,
				 .each = tell,
				 .argument = argument };
	const struct cache_node *node = node_of(&w, folder);
	struct str prefix = STR_EMPTY;
	struct folder *top = NULL;
	int rc = tree_folder(tree, folder, &top, err);

	if (folder.n)
		prefix = str_join(&w.scratch,
				  (const struct str[]){ folder, STR("/") }, 2);
	w.at = search(w.v, prefix);
	if (rc == ERROR_ABSENT) {
		top = NULL;
		rc = 0;
	}
	if (rc == 0 && !(top && equal_entries(&w, node, &top->oid, prefix))) {
		enter(&w, top, node, prefix);
		rc = walk(&w, err);
	}
	arena_free(&w.scratch);
	return rc;
}

int view_staged(struct view **out, struct arena *a, struct repo *repo,
		struct error *err)
{
	struct staged *v = arena_zero(a, 1, sizeof(*v));

	if (repo->width != OID || load(v, a, repo_index_path(repo)) < 0)
		return view_index(out, a, repo, err);
	v->view = (struct view){ &ops, VIEW_INDEX, "index", a, repo };
	*out = &v->view;
	return 0;
}
