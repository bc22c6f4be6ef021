#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/arena.h"
#include "view/dirc.h"
#include "view/internal.h"

static enum view_type type_of(uint32_t mode)
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

/* view_path_ok, which judges segment by segment. Those that an entry before
 * has, which passed, are not looked at again: this is most of what reading an
 * index costs. */
static bool path_ok(struct str path, size_t passed)
{
	const char *slash = passed ? memrchr(path.p, '/', passed) : NULL;
	size_t from = slash ? (size_t)(slash - path.p) + 1 : 0;

	return path.n <= PATH_LIMIT &&
	       view_path_ok((struct str){ path.p + from, path.n - from });
}

static void fill(struct index_entry *out, const struct dirc_entry *from,
		 size_t width, bool ok)
{
	bool merged = from->stage == 0;

	out->entry = (struct view_entry){
		.path = from->path,
		.type = !ok    ? VIEW_OTHER :
			merged ? type_of(from->mode) :
				 VIEW_UNMERGED,
		.has_oid = merged,
	};
	if (merged)
		memcpy(out->entry.oid.byte, from->id, width);
	out->intent = from->intent;
	out->skip = from->skip;
	out->mode = from->mode;
	out->size = from->size;
	out->ino = from->ino;
	out->mtime_s = (int32_t)from->mtime_s;
	out->mtime_ns = from->mtime_ns;
	out->ctime_s = (int32_t)from->ctime_s;
	out->ctime_ns = from->ctime_ns;
}

/* Add an entry; ok: the path of the one before was. */
static bool add(struct index *out, const struct dirc_entry *entry, bool ok)
{
	struct index_entry *last = out->entries + out->count;

	/* The next stage of a conflict. */
	if (out->count && entry->stage &&
	    str_eq(last[-1].entry.path, entry->path))
		return ok;
	ok = path_ok(entry->path, ok ? entry->shared : 0);
	fill(last, entry, out->repo->width, ok);
	out->count++;
	return ok;
}

/*
 * Count the entries that stand for folders: a good path with a slash behind
 * it, and an id. git 2.39 can be brought to stage a file below one without
 * opening it; then nobody can say what the index has.
 */
static int find_folders(struct index *index, const char *name,
			struct error *err)
{
	for (size_t i = 0; i < index->count; i++) {
		struct index_entry *entry = index->entries + i;
		struct str path = entry->entry.path;

		if (entry->mode != INDEX_FOLDER)
			continue;
		entry->mode = 0;
		if (!entry->entry.has_oid || !str_ends(path, "/") ||
		    !view_path_ok(str_cut(path, 0, path.n - 1))) {
			entry->entry.closed = true;
			continue;
		}
		if (i + 1 < index->count &&
		    path_below(entry[1].entry.path,
			       str_cut(path, 0, path.n - 1))) {
			error_help(err, "git read-tree HEAD writes a new "
					"index");
			return error_set(err, ERROR_FAILED,
					 "%s: damaged: %.*s is there whole and "
					 "in parts",
					 name, STR_ARG(path));
		}
		entry->mode = INDEX_FOLDER;
		index->folders++;
	}
	return 0;
}

int index_slurp(struct str *out, struct timespec *mtime, struct arena *a,
		const char *path, struct error *err)
{
	struct stat st;
	int fd, rc = 0;

	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0 && errno == ENOENT)
		return ERROR_ABSENT;
	if (fd < 0 || fstat(fd, &st) < 0)
		rc = error_set(err, ERROR_FAILED, "%s: %s", path,
			       strerror(errno));
	else if (!S_ISREG(st.st_mode))
		rc = error_set(err, ERROR_FAILED, "%s: not a regular file",
			       path);
	else if (st.st_size > DIRC_LIMIT)
		rc = error_set(err, ERROR_FAILED,
			       "%s: the index is larger than %d bytes", path,
			       DIRC_LIMIT);
	else if ((rc = disk_read(fd, a, (size_t)st.st_size, out)) < 0)
		rc = error_set(err, ERROR_FAILED, "%s: %s", path,
			       strerror(-rc));
	if (rc < 0)
		error_help(err, "git status says whether git can read it");
	if (fd >= 0)
		(void)close(fd);
	if (rc == 0)
		*mtime = st.st_mtim;
	return rc;
}

static int load_split(struct index *out, struct arena *a, struct dirc *d,
		      struct str bytes, struct error *err)
{
	struct dirc_entry *entries;
	size_t count;
	bool ok = false, sparse;

	if (split_load(&entries, &count, &sparse, a, out->repo, d, bytes, err) <
	    0)
		return ERROR_FAILED;
	d->sparse = d->sparse || sparse;
	out->entries = arena_alloc(a, count * sizeof(*out->entries));
	out->count = 0;
	for (size_t i = 0; i < count; i++)
		ok = add(out, entries + i, ok);
	return 0;
}

int index_load(struct index *out, struct arena *a, struct repo *repo,
	       struct error *err)
{
	struct dirc_entry entry;
	struct dirc dirc;
	struct str bytes = STR_EMPTY;
	bool ok = false; /* the path of the entry before */
	int rc;

	*out = (struct index){ .arena = a, .repo = repo };
	rc = index_slurp(&bytes, &out->mtime, a, repo->index_path, err);
	if (rc == 0)
		rc = dirc_start_any(&dirc, a, bytes, repo->width,
				    repo->index_path, err);
	if (rc < 0)
		return rc == ERROR_ABSENT ? 0 : rc;
	out->entries = arena_alloc(a, dirc_left(&dirc) * sizeof(*out->entries));
	while ((rc = dirc_next(&dirc, &entry, err)) > 0)
		ok = add(out, &entry, ok);
	if (rc == 0 && dirc.link.n)
		rc = load_split(out, a, &dirc, bytes, err);
	if (rc == 0 && dirc.sparse)
		rc = find_folders(out, repo->index_path, err);
	return rc;
}

static size_t search(const struct index *index, struct str path, size_t low,
		     size_t high)
{
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (str_compare(index->entries[mid].entry.path, path) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

size_t index_from(const struct index *index, struct str path)
{
	return search(index, path, 0, index->count);
}

struct index_entry *index_within(const struct index *index, struct str path,
				 size_t from, size_t to)
{
	size_t at = search(index, path, from, to);

	if (at == to || !str_eq(index->entries[at].entry.path, path))
		return NULL;
	return index->entries + at;
}

struct index_entry *index_at(const struct index *index, struct str path)
{
	return index_within(index, path, 0, index->count);
}

void index_range(const struct index *index, struct str folder, size_t *from,
		 size_t *to)
{
	char bound[PATH_LIMIT + 1];
	struct str edge = { bound, folder.n + 1 };

	*from = 0;
	*to = index->count;
	if (folder.n == 0)
		return;
	memcpy(bound, folder.p, folder.n);
	bound[folder.n] = '/';
	*from = index_from(index, edge);
	bound[folder.n] = '/' + 1;
	*to = index_from(index, edge);
}

struct index_view {
	struct view view;
	struct index index;
};

static int find(struct view *view, struct str path, struct view_entry *out,
		struct error *err)
{
	struct index_view *v = (struct index_view *)view;
	struct index_entry *entry;

	if (index_open(&v->index, path, false, err) < 0)
		return ERROR_FAILED;
	entry = index_at(&v->index, path);
	if (!entry || entry->intent)
		return ERROR_ABSENT;
	*out = entry->entry;
	return 0;
}

static int read_blob(struct view *view, struct arena *a, struct str path,
		     size_t limit, struct str *out, struct error *err)
{
	struct view_entry entry;
	int rc = find(view, path, &entry, err);

	if (rc < 0)
		return rc;
	if (entry.type != VIEW_FILE)
		return ERROR_ABSENT;
	return odb_blob(view->repo, a, &entry.oid, path, limit, out, err);
}

static int each(struct view *view, struct str folder, view_each_fn *call,
		void *argument, struct error *err)
{
	struct index_view *v = (struct index_view *)view;
	const struct index_entry *entries;
	size_t from, to;

	if (index_open(&v->index, folder, true, err) < 0)
		return ERROR_FAILED;
	entries = v->index.entries; /* whatever is opened meanwhile */
	index_range(&v->index, folder, &from, &to);
	for (size_t i = from; i < to; i++) {
		int rc = 0;

		if (!entries[i].intent)
			rc = call(argument, &entries[i].entry);
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

int view_index(struct view **out, struct arena *a, struct repo *repo,
	       struct error *err)
{
	static const struct view_ops ops = { find, read_blob, each, hash,
					     NULL };
	struct index_view *v = arena_zero(a, 1, sizeof(*v));
	int rc = index_load(&v->index, a, repo, err);

	if (rc < 0)
		return rc;
	v->view = (struct view){ &ops, VIEW_INDEX, "index", a, repo };
	*out = &v->view;
	return 0;
}
