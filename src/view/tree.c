/*
 * Tree objects are parsed here and not by libgit2, which hands out whatever
 * an enemy wrote into one (`..`, `.git`, `a/b`, the same name twice, out of
 * order) and searches by halving in it. Here a folder is in order whatever
 * the object was, a name is in it once, and a name that is no good is a
 * VIEW_OTHER that nobody can read.
 */
#include <stdlib.h>

#include "base/arena.h"
#include "view/internal.h"

struct tree {
	struct arena *arena;
	struct repo *repo;
	struct map folders; /* by path; &absent: looked for in vain */
	struct folder *top;
	struct str path;
	struct view_oid root;
};

static struct folder absent;

struct tree *tree_new(struct arena *a, struct repo *repo, struct str path,
		      const struct view_oid *root)
{
	struct tree *tree = arena_zero(a, 1, sizeof(*tree));

	tree->arena = a;
	tree->repo = repo;
	tree->folders = map_in(a);
	tree->path = path;
	tree->root = *root;
	return tree;
}

/* Bytewise, as if the name of a folder ended in a slash. */
static int order(struct str a, bool a_folder, struct str b, bool b_folder)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int rc = n ? memcmp(a.p, b.p, n) : 0;
	unsigned char x, y;

	if (rc)
		return rc;
	x = a.n > n ? (unsigned char)a.p[n] : a_folder ? '/' : 0;
	y = b.n > n ? (unsigned char)b.p[n] : b_folder ? '/' : 0;
	return (x > y) - (x < y);
}

int tree_order(const struct tree_entry *a, const struct tree_entry *b)
{
	return order(a->name, a->folder, b->name, b->folder);
}

static int by_order(const void *a, const void *b)
{
	return tree_order(a, b);
}

static struct tree_entry *lookup(const struct folder *folder, struct str name,
				 bool is_folder)
{
	size_t low = 0, high = folder->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		struct tree_entry *at = folder->entries + mid;
		int rc = order(at->name, at->folder, name, is_folder);

		if (rc == 0)
			return at;
		if (rc < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

static enum view_type type_of(unsigned mode)
{
	switch (mode) {
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

/* Cut "mode name NUL id" off *rest. False: malformed. */
static bool cut_entry(struct str *rest, size_t width, unsigned *mode,
		      struct str *name, struct view_oid *oid)
{
	size_t space = str_find(*rest, ' ', 0);
	size_t nul = str_find(*rest, '\0', 0);

	if (space == 0 || space > 7 || nul >= rest->n || space > nul ||
	    rest->n - nul - 1 < width)
		return false;
	*mode = 0;
	for (size_t i = 0; i < space; i++) {
		if (rest->p[i] < '0' || rest->p[i] > '7')
			return false;
		*mode = *mode << 3 | (unsigned)(rest->p[i] - '0');
	}
	*name = str_cut(*rest, space + 1, nul);
	memset(oid, 0, sizeof(*oid));
	memcpy(oid->byte, rest->p + nul + 1, width);
	*rest = str_cut(*rest, nul + 1 + width, rest->n);
	return true;
}

/*
 * `a/b` in a name: git checks it out as the file b of the folder a, beside or
 * over what that folder has. Here `a` is then there twice. Only a slash in
 * front is none that git would follow.
 */
static struct str cut_name(struct str name)
{
	size_t slash = str_find(name, '/', 0);

	return slash ? str_cut(name, 0, slash) : name;
}

/* The whole path; a slash in front of a name is shown as a backslash, so that
 * the path can never be taken for another. */
static void name_entry(struct arena *a, struct tree_entry *entry,
		       struct str parent, struct str name)
{
	size_t n = parent.n ? parent.n + 1 : 0;
	char *path = arena_alloc(a, n + name.n + 1);

	if (n) {
		memcpy(path, parent.p, parent.n);
		path[n - 1] = '/';
	}
	for (size_t i = 0; i < name.n; i++)
		path[n + i] = name.p[i] == '/' ? '\\' : name.p[i];
	path[n + name.n] = '\0';
	entry->path = (struct str){ path, n + name.n };
	entry->name = str_cut(entry->path, n, n + name.n);
}

static void fill(struct arena *a, struct tree_entry *entry, struct str parent,
		 unsigned mode, struct str name, const struct view_oid *oid)
{
	struct str own = cut_name(name);

	name_entry(a, entry, parent, own);
	entry->type = type_of(mode);
	entry->mode = mode;
	entry->twice = own.n < name.n;
	entry->oid = *oid;
	/* Not into `..`, `.`, "", nor where no path could be given. */
	entry->folder = mode == 040000 && name.n > 0 &&
			entry->path.n < PATH_LIMIT && !str_is(name, ".") &&
			!str_is(name, "..") && str_find(name, '/', 0) == name.n;
	if (!entry->folder && !view_path_ok(entry->path))
		entry->type = VIEW_OTHER;
	/* git takes 040755 for a folder, too. */
	entry->closed = !entry->folder && (S_ISDIR(mode) || entry->twice);
	if (entry->closed)
		entry->type = VIEW_OTHER;
}

/* Put an enemy's folder in order, leaving each name there once. */
static void settle(struct folder *folder)
{
	bool sorted = true;
	size_t kept = 0;

	for (size_t i = 1; i < folder->count; i++)
		if (tree_order(folder->entries + i - 1, folder->entries + i) >
		    0)
			sorted = false;
	if (!sorted)
		qsort(folder->entries, folder->count, sizeof(*folder->entries),
		      by_order);
	for (size_t i = 0; i < folder->count; i++) {
		struct tree_entry *entry = folder->entries + i;

		if (kept && tree_order(entry - (i + 1 - kept), entry) == 0) {
			folder->entries[kept - 1].twice = true;
			folder->entries[kept - 1].closed |= entry->closed;
			continue;
		}
		folder->entries[kept++] = *entry;
	}
	folder->count = kept;
}

/* A name that is a file and a folder as well, or is there twice, is neither:
 * two readers could take it for two things. */
static void mark(struct folder *folder)
{
	size_t kept = 0;
	bool any = false;

	for (size_t i = 0; i < folder->count; i++) {
		struct tree_entry *entry = folder->entries + i, *file;

		file = entry->folder ? lookup(folder, entry->name, false) :
				       NULL;
		if (file) {
			file->twice = file->closed = true;
			entry->path = STR_EMPTY; /* to be dropped */
		}
	}
	for (size_t i = 0; i < folder->count; i++) {
		struct tree_entry entry = folder->entries[i];

		if (entry.path.n == 0)
			continue;
		if (entry.twice) {
			any = true;
			entry.type = VIEW_OTHER;
			entry.closed |= entry.folder;
			entry.folder = false;
		}
		folder->entries[kept++] = entry;
	}
	folder->count = kept;
	if (any)
		qsort(folder->entries, folder->count, sizeof(*folder->entries),
		      by_order);
}

static int malformed(const struct tree *tree, const struct view_oid *oid,
		     struct str path, struct error *err)
{
	char hex[OID_HEX + 1];

	oid_hex(tree->repo, oid, hex);
	return error_set(err, ERROR_FAILED, "tree %s (%.*s/) is damaged", hex,
			 STR_ARG(path));
}

static int parse(struct tree *tree, struct folder *folder, struct str path,
		 struct str bytes, struct error *err)
{
	struct str rest = bytes, name;
	size_t count = 0, width = tree->repo->width;
	struct view_oid id;
	unsigned mode;

	for (; rest.n; count++)
		if (!cut_entry(&rest, width, &mode, &name, &id))
			return malformed(tree, &folder->oid, path, err);
	folder->entries = arena_alloc(tree->arena,
				      count * sizeof(*folder->entries));
	for (rest = bytes; rest.n;) {
		(void)cut_entry(&rest, width, &mode, &name, &id);
		fill(tree->arena, folder->entries + folder->count++, path, mode,
		     name, &id);
	}
	settle(folder);
	mark(folder);
	return 0;
}

/* Read a tree object into a folder. */
static int load(struct tree *tree, struct str path, const struct view_oid *oid,
		struct folder **out, struct error *err)
{
	struct folder *folder = arena_zero(tree->arena, 1, sizeof(*folder));
	struct arena scratch = { 0 };
	struct error why = { 0 };
	struct object object;
	int rc = tree->repo->source->object(tree->repo, &scratch, oid,
					    OBJECT_TREE, TREE_LIMIT, &object,
					    &why);

	folder->oid = *oid;
	if (rc == ERROR_ABSENT)
		rc = odb_missing(tree->repo, oid, path, err);
	else if (rc < 0)
		rc = error_set(err, ERROR_FAILED, "%.*s/: %s", STR_ARG(path),
			       why.text);
	else if (object.kind != OBJECT_TREE || object.size > TREE_LIMIT)
		rc = malformed(tree, oid, path, err);
	else
		rc = parse(tree, folder, path, object.bytes, err);
	arena_free(&scratch);
	/* A caller may keep it: what could not be read is asked for again. */
	*out = rc == 0 ? folder : NULL;
	return rc;
}

int tree_top(struct tree *tree, struct folder **out, struct error *err)
{
	int rc = 0;

	if (!tree->top)
		rc = load(tree, tree->path, &tree->root, &tree->top, err);
	*out = tree->top;
	return rc;
}

int tree_open(struct tree *tree, const struct tree_entry *entry,
	      struct folder **out, struct error *err)
{
	void **place = map_put(&tree->folders, entry->path);
	struct folder *folder = NULL;
	int rc;

	*out = *place;
	if (*out)
		return 0;
	rc = load(tree, entry->path, &entry->oid, &folder, err);
	if (rc == 0)
		*out = *place = folder;
	return rc;
}

int tree_folder(struct tree *tree, struct str path, struct folder **out,
		struct error *err)
{
	struct folder *known = map_get(&tree->folders, path), *at;
	int rc;

	if (known) {
		*out = known;
		return known == &absent ? ERROR_ABSENT : 0;
	}
	rc = tree_top(tree, &at, err);
	for (size_t from = 0, end; rc == 0 && from < path.n; from = end + 1) {
		struct tree_entry *entry;

		end = str_find(path, '/', from);
		entry = lookup(at, str_cut(path, from, end), true);
		if (!entry) {
			*map_put(&tree->folders,
				 str_copy(tree->arena, path)) = &absent;
			return ERROR_ABSENT;
		}
		rc = tree_open(tree, entry, &at, err);
	}
	*out = at;
	return rc;
}

struct tree_entry *folder_entry(const struct folder *folder, struct str name)
{
	return lookup(folder, name, false);
}

struct tree_entry *folder_below(const struct folder *folder, struct str name)
{
	return lookup(folder, name, true);
}
