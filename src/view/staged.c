#include "view/staged.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/arena.h"
#include "view/cache_tree.h"
#include "view/dirc.h"
#include "view/internal.h"

enum {
	OID = 20,
	FLAGS = 60, /* from an entry to its flags */
	PATH = 62,  /* and to its path */
	LONGER = 2, /* which is so much farther */
	LENGTH_MAX = 0xfff,
	EXTENDED = 0x40 /* where the first byte of the flags has this bit */
};

struct staged {
	struct view view;
	struct dirc dirc;
	const char *bytes; /* mapped */
	size_t size;
	const unsigned char *first; /* entry; places count from here */
	uint32_t *places;	    /* where each entry begins */
	size_t count;
};

static const char *path_at(const struct staged *v, size_t i)
{
	const unsigned char *entry = v->first + v->places[i];

	return (const char *)entry + PATH +
	       (entry[FLAGS] & EXTENDED ? LONGER : 0);
}

/* Whether a path, with its NUL, comes before key. */
static bool is_before(const char *path, struct str key)
{
	int order = strncmp(path, key.p, key.n);

	/* A key has no NUL in it: the same so far is not before. */
	return order < 0;
}

/* Place of the first entry that is not before key. */
static size_t search(const struct staged *v, struct str key)
{
	size_t low = 0, high = v->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (is_before(path_at(v, mid), key))
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static enum view_type type_of(const struct dirc_entry *e)
{
	if (!view_path_ok(e->path))
		return VIEW_OTHER;
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
	return dirc_again(&v->dirc, v->first + v->places[i], out) == 0;
}

/* Read an entry. False: it is only intended, and not in the view. */
static bool entry_at(const struct staged *v, size_t i, struct view_entry *out)
{
	struct dirc_entry e;

	if (!raw_at(v, i, &e) || e.intent)
		return false;
	*out = (struct view_entry){ .path = e.path,
				    .type = type_of(&e),
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
	if (at == v->count || strncmp(path_at(v, at), path.p, path.n) != 0 ||
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
	for (size_t i = search(v, (struct str){ bound, n }); i < v->count;
	     i++) {
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

	if (map_file(v, a, path) < 0 ||
	    dirc_start(&v->dirc, a, (struct str){ v->bytes, v->size }, path,
		       &ignored) < 0 ||
	    v->dirc.version > 3) /* its paths are not there as a whole */
		return -1;
	v->first = v->dirc.at;
	return dirc_places(&v->dirc, a, &v->places, &v->count, &ignored);
}

static const struct view_ops ops = { find, read_blob, each, hash, NULL };

bool staged_each(struct view *view, struct str key,
		 void (*tell)(void *argument, const struct dirc_entry *entry),
		 void *argument)
{
	struct staged *v = (struct staged *)view;
	bool folder = key.n == 0 || key.p[key.n - 1] == '/';

	if (view->ops != &ops)
		return false;
	for (size_t i = search(v, key); i < v->count; i++) {
		const char *path = path_at(v, i);
		struct dirc_entry e;

		if (strncmp(path, key.p, key.n) != 0 ||
		    (!folder && path[key.n]))
			break;
		if (raw_at(v, i, &e))
			tell(argument, &e);
	}
	return true;
}

/* A path may be longer than the flags can say. */
static size_t length_at(const struct staged *v, size_t i, const char *path)
{
	const unsigned char *flags = v->first + v->places[i] + FLAGS;
	size_t n = (size_t)(flags[0] & 0x0f) << 8 | flags[1];

	return n < LENGTH_MAX ? n : strlen(path);
}

bool staged_wanted(struct view *view, bool (*wanted)(struct str path),
		   void (*tell)(void *argument, const struct dirc_entry *entry),
		   void *argument)
{
	struct staged *v = (struct staged *)view;

	if (view->ops != &ops)
		return false;
	for (size_t i = 0; i < v->count; i++) {
		const char *path = path_at(v, i);
		struct dirc_entry e;

		if (wanted((struct str){ path, length_at(v, i, path) }) &&
		    raw_at(v, i, &e))
			tell(argument, &e);
	}
	return true;
}

/* ---- against a tree: folders that have its ids are not looked into */

/* A folder on the way: what the tree has there (NULL: nothing), what git knows
 * of the index's own (NULL: nothing), and the path, with its slash. */
struct level {
	const struct folder *tree;
	struct map known;
	struct str prefix;
};

struct staged_walk {
	struct staged *v;
	struct tree *tree;
	struct arena scratch;
	struct cache_tree cache;
	struct level levels[PATH_LIMIT / 2 + 2];
	size_t depth, at; /* at: the next entry */
};

static bool lies_in(const struct staged *v, size_t i, struct str prefix)
{
	return strncmp(path_at(v, i), prefix.p, prefix.n) == 0;
}

static void enter(struct staged_walk *w, const struct folder *tree,
		  const struct cache_node *node, struct str prefix)
{
	w->levels[w->depth++] = (struct level){
		tree, cache_tree_below(&w->scratch, &w->cache, node), prefix
	};
}

/* The entries of a folder, where they make the tree's id; or 0. A count that
 * the entries do not bear out counts for nothing. */
static size_t equal_entries(const struct staged_walk *w,
			    const struct cache_node *node,
			    const struct view_oid *id, struct str prefix)
{
	size_t n;

	if (!node || !node->id || node->count <= 0 || !id ||
	    memcmp(node->id, id->byte, OID) != 0)
		return 0;
	n = (size_t)node->count;
	if (n > w->v->count - w->at || !lies_in(w->v, w->at + n - 1, prefix) ||
	    (w->at + n < w->v->count && lies_in(w->v, w->at + n, prefix)))
		return 0;
	return n;
}

/* The entry at w->at lies in a folder of the level's: pass it, or go in. */
static int step_in(struct staged_walk *w, struct str name, struct error *err)
{
	const struct level *level = &w->levels[w->depth - 1];
	const struct cache_node *node = map_get(&level->known, name);
	const struct tree_entry *entry = level->tree ? folder_below(level->tree,
								    name) :
						       NULL;
	struct folder *folder = NULL;
	struct str prefix = { path_at(w->v, w->at),
			      level->prefix.n + name.n + 1 };
	size_t same = equal_entries(w, node, entry ? &entry->oid : NULL,
				    prefix);
	int rc = 0;

	w->at += same;
	if (same)
		return 0;
	if (w->depth == sizeof(w->levels) / sizeof(w->levels[0]))
		return error_set(err, ERROR_FAILED, "%.*s: too deep",
				 STR_ARG(prefix));
	if (entry)
		rc = tree_open(w->tree, entry, &folder, err);
	if (rc == 0)
		enter(w, folder, node, prefix);
	return rc;
}

static int compare_entry(struct staged_walk *w, struct str name,
			 view_each_fn *call, void *argument)
{
	const struct level *level = &w->levels[w->depth - 1];
	const struct tree_entry *other = level->tree ? folder_entry(level->tree,
								    name) :
						       NULL;
	const char *path = path_at(w->v, w->at);
	struct view_entry entry;
	bool there = entry_at(w->v, w->at, &entry);

	/* With all the stages of a conflict. */
	do {
		w->at++;
	} while (w->at < w->v->count &&
		 strcmp(path_at(w->v, w->at), path) == 0);
	if (!there || (other && other->type == entry.type && entry.has_oid &&
		       !other->twice &&
		       memcmp(other->oid.byte, entry.oid.byte, OID) == 0))
		return 0;
	return call(argument, &entry);
}

static int walk(struct staged_walk *w, view_each_fn *call, void *argument,
		struct error *err)
{
	int rc = 0;

	while (w->depth && rc == 0) {
		struct str prefix = w->levels[w->depth - 1].prefix, rest;
		size_t slash;

		if (w->at == w->v->count || !lies_in(w->v, w->at, prefix)) {
			w->depth--;
			continue;
		}
		rest = str_of(path_at(w->v, w->at) + prefix.n);
		slash = str_find(rest, '/', 0);
		rc = slash < rest.n ? step_in(w, str_cut(rest, 0, slash), err) :
				      compare_entry(w, rest, call, argument);
	}
	return rc;
}

bool staged_knows_folders(struct view *view)
{
	return view->ops == &ops && ((struct staged *)view)->dirc.folders.n;
}

int staged_changes(struct view *view, struct tree *tree, view_each_fn *call,
		   void *argument, struct error *err)
{
	struct staged_walk *w = arena_zero(view->arena, 1, sizeof(*w));
	const struct cache_node *top = NULL;
	struct folder *root;
	int rc = tree_top(tree, &root, err);

	w->v = (struct staged *)view;
	w->tree = tree;
	if (rc < 0)
		return rc;
	if (cache_tree_read(&w->cache, &w->scratch, w->v->dirc.folders, OID) ==
	    0)
		top = w->cache.nodes;
	if (!equal_entries(w, top, &root->oid, STR_EMPTY)) {
		enter(w, root, top, STR_EMPTY);
		rc = walk(w, call, argument, err);
	}
	arena_free(&w->scratch);
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
