#include "view/worktree.h"
#include "view/ahead.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/arena.h"

/* The store is part of the tree whatever `.gitignore` says. */
#define STORE ".promptpin"

bool worktree_unchanged(const struct worktree *v,
			const struct index_entry *entry, const struct stat *st)
{
	const struct timespec *index = &v->index.mtime;
	bool link = S_ISLNK(st->st_mode);

	if (!entry->entry.has_oid || entry->intent ||
	    link != (entry->entry.type == VIEW_LINK) ||
	    (!link && entry->entry.type != VIEW_FILE))
		return false;
	if (entry->size != (uint32_t)st->st_size ||
	    entry->ino != (uint32_t)st->st_ino ||
	    entry->mtime_s != (int32_t)st->st_mtim.tv_sec ||
	    entry->mtime_ns != (uint32_t)st->st_mtim.tv_nsec ||
	    entry->ctime_s != (int32_t)st->st_ctim.tv_sec ||
	    entry->ctime_ns != (uint32_t)st->st_ctim.tv_nsec)
		return false;
	/* Written after git looked, within one tick of the clock: the same
	 * stat data, other bytes. git calls such an entry racy. */
	return st->st_mtim.tv_sec < index->tv_sec ||
	       (st->st_mtim.tv_sec == index->tv_sec &&
		st->st_mtim.tv_nsec < index->tv_nsec);
}

/* Whether folder is the top of another repository: git does not go in. */
static bool is_nested(struct worktree *v, struct str folder)
{
	struct arena scratch = { 0 };
	struct stat st;
	bool there;

	there = disk_stat(v->root,
			  str_fmt(&scratch, "%.*s/.git", STR_ARG(folder)).p,
			  &st) == 0;
	arena_free(&scratch);
	return there;
}

/* Whether untracked files right in folder may be part of the view. */
bool worktree_takes_folder(struct worktree *v, struct str folder)
{
	static char yes, no;
	bool take = true;

	for (size_t end = 0; end < folder.n && take;) {
		struct str at;
		void *known;

		end = str_find(folder, '/', end ? end + 1 : 0);
		at = str_cut(folder, 0, end);
		known = map_get(&v->folders, at);
		if (known) {
			take = known == &yes;
			continue;
		}
		take = !is_nested(v, at) &&
		       (str_is(at, STORE) || path_below(at, STR(STORE)) ||
			!ignore_says(v->ignore, at, true));
		*map_put(&v->folders,
			 str_copy(v->view.arena, at)) = take ? &yes : &no;
	}
	return take;
}

bool worktree_takes(struct worktree *v, struct str path)
{
	size_t slash = str_rfind(path, '/');
	struct str folder = slash == path.n ? STR_EMPTY :
					      str_cut(path, 0, slash);

	return worktree_takes_folder(v, folder) &&
	       (path_below(path, STR(STORE)) ||
		!ignore_says(v->ignore, path, false));
}

/* Not there, or not to be reached without following a link. */
static bool is_absent(int rc)
{
	return rc == -ENOENT || rc == -ENOTDIR || rc == -ELOOP ||
	       rc == -EXDEV || rc == -ENAMETOOLONG;
}

static int failed(struct str path, int rc, struct error *err)
{
	return error_set(err, ERROR_FAILED, "%.*s: %s", STR_ARG(path),
			 strerror(-rc));
}

/* Whether a path that is on the disk is in the view. */
static bool admits(struct worktree *v, const struct index_entry *entry,
		   struct str path)
{
	return entry || worktree_takes(v, path);
}

static void describe(struct worktree *v, const struct index_entry *entry,
		     struct str path, const struct stat *st,
		     struct view_entry *out)
{
	memset(out, 0, sizeof(*out));
	out->path = entry ? entry->entry.path : str_copy(v->view.arena, path);
	out->type = S_ISLNK(st->st_mode) ? VIEW_LINK : VIEW_FILE;
	out->has_oid = entry && worktree_unchanged(v, entry, st);
	if (out->has_oid)
		out->oid = entry->entry.oid;
}

/* Keep what a path is, so that nobody asks the disk again. */
static void remember(struct worktree *v, const struct view_entry *entry)
{
	void **place = map_put(&v->known, entry->path);

	if (!*place) {
		*place = arena_alloc(v->view.arena, sizeof(*entry));
		*(struct view_entry *)*place = *entry;
	}
}

/* 0 and *out, ERROR_ABSENT, or 1: has to be asked of the disk. */
static int find_seen(struct worktree *v, struct str path,
		     struct view_entry *out)
{
	const struct view_entry *known = map_get(&v->known, path);
	const struct walked *w;
	size_t at;

	if (known) {
		*out = *known;
		return 0;
	}
	w = worktree_walked(v, path);
	if (!w || str_eq(w->folder, path))
		return 1;
	at = walked_from(w, path);
	if (at == w->count || !str_eq(w->entries[at].path, path))
		return ERROR_ABSENT;
	*out = w->entries[at];
	return 0;
}

static int find(struct view *view, struct str path, struct view_entry *out,
		struct error *err)
{
	struct worktree *v = (struct worktree *)view;
	struct index_entry *entry;
	char name[PATH_LIMIT + 1];
	struct stat st;
	int rc = find_seen(v, path, out);

	if (rc <= 0)
		return rc;
	if (index_open(&v->index, path, false, err) < 0)
		return ERROR_FAILED;
	entry = index_at(&v->index, path);
	if (entry && (entry->skip || entry->entry.type == VIEW_GITLINK)) {
		*out = entry->entry;
		return 0;
	}
	memcpy(name, path.p, path.n);
	name[path.n] = '\0';
	rc = disk_stat(v->root, name, &st);
	if (rc < 0)
		return is_absent(rc) ? ERROR_ABSENT : failed(path, rc, err);
	if ((!S_ISREG(st.st_mode) && !S_ISLNK(st.st_mode)) ||
	    !admits(v, entry, path))
		return ERROR_ABSENT;
	describe(v, entry, path, &st, out);
	return 0;
}

static int too_large(struct str path, size_t size, size_t limit,
		     struct error *err)
{
	return error_set(err, ERROR_REFUSED,
			 "%.*s: %zu bytes, more than the limit of %zu",
			 STR_ARG(path), size, limit);
}

/* Read and convert an open file, or one that was read ahead (fd -1: then
 * bytes is what it has). *from_index: its bytes are to be had from the index,
 * and only from there. */
static int read_open(struct worktree *v, int fd, struct index_entry *entry,
		     struct arena *a, struct str path, size_t limit,
		     struct stat st, struct str bytes, struct str *out,
		     bool *from_index, struct error *err)
{
	struct view_entry seen;
	int rc = 0;

	if (fd >= 0 && fstat(fd, &st) < 0)
		return failed(path, -errno, err);
	if (!S_ISREG(st.st_mode) || !admits(v, entry, path))
		return ERROR_ABSENT;
	if (!worktree_walked(v, path)) {
		describe(v, entry, path, &st, &seen);
		remember(v, &seen);
	}
	rc = convert_matters(v->convert, path, from_index, err);
	if (rc < 0)
		return rc;
	*from_index = *from_index && entry && worktree_unchanged(v, entry, &st);
	if (*from_index)
		return 0;
	if ((size_t)st.st_size > limit)
		return too_large(path, (size_t)st.st_size, limit, err);
	if (fd >= 0)
		rc = disk_read(fd, a, (size_t)st.st_size, &bytes);
	if (rc < 0)
		return failed(path, rc, err);
	rc = convert_in(v->convert, a, path, bytes, out, err);
	if (rc == 0 && out->n > limit)
		return too_large(path, out->n, limit, err);
	return rc;
}

static int read_file(struct view *view, struct arena *a, struct str path,
		     size_t limit, struct str *out, struct error *err)
{
	struct worktree *v = (struct worktree *)view;
	struct index_entry *entry;
	struct view_entry seen;
	struct str bytes = STR_EMPTY;
	struct stat st = { 0 };
	char name[PATH_LIMIT + 1];
	bool from_index;
	int fd, rc = 0;

	if (index_open(&v->index, path, false, err) < 0)
		return ERROR_FAILED;
	entry = index_at(&v->index, path);
	from_index = entry && entry->skip;
	if (find_seen(v, path, &seen) == ERROR_ABSENT)
		return ERROR_ABSENT;
	if (entry && ((entry->skip && entry->entry.type != VIEW_FILE) ||
		      entry->entry.type == VIEW_GITLINK))
		return ERROR_ABSENT;
	if (!from_index && v->ahead &&
	    ahead_take(v->ahead, a, path, &st, &bytes)) {
		rc = read_open(v, -1, entry, a, path, limit, st, bytes, out,
			       &from_index, err);
	} else if (!from_index) {
		memcpy(name, path.p, path.n);
		name[path.n] = '\0';
		fd = disk_open(v->root, name, O_RDONLY);
		if (fd < 0)
			return is_absent(fd) || fd == -ENXIO ?
				       ERROR_ABSENT :
				       failed(path, fd, err);
		rc = read_open(v, fd, entry, a, path, limit, st, bytes, out,
			       &from_index, err);
		(void)close(fd);
	}
	if (rc == 0 && from_index)
		return odb_blob(view->repo, a, &entry->entry.oid, path, limit,
				out, err);
	return rc;
}

static int read_link(struct worktree *v, struct arena *a, struct str path,
		     struct str *out, struct error *err)
{
	char target[PATH_LIMIT + 1];
	int fd = disk_open(v->root, str_c(a, path), O_PATH);
	ssize_t n;

	if (fd < 0)
		return failed(path, fd, err);
	n = readlinkat(fd, "", target, sizeof(target));
	if (n < 0)
		n = -errno;
	(void)close(fd);
	if (n < 0)
		return failed(path, (int)n, err);
	*out = str_copy(a, (struct str){ target, (size_t)n });
	return 0;
}

static int hash(struct view *view, const struct view_entry *entry,
		struct view_oid *out, struct error *err)
{
	struct worktree *v = (struct worktree *)view;
	struct arena scratch = { 0 };
	struct str bytes = STR_EMPTY;
	int rc;

	/* A path that is not ok is here because it was listed, so it is a
	 * file or a link on the disk; nobody gets its bytes. */
	if (entry->path.n > PATH_LIMIT)
		return error_set(err, ERROR_REFUSED, "a path of %zu bytes",
				 entry->path.n);
	rc = entry->type == VIEW_LINK ? ERROR_ABSENT :
					read_file(view, &scratch, entry->path,
						  HASH_LIMIT, &bytes, err);
	if (rc == ERROR_ABSENT && entry->type != VIEW_FILE)
		rc = read_link(v, &scratch, entry->path, &bytes, err);
	if (rc == ERROR_ABSENT)
		rc = error_set(err, ERROR_FAILED,
			       "%.*s: changed while it was "
			       "read",
			       STR_ARG(entry->path));
	if (rc == 0)
		rc = oid_of_bytes(view->repo, out, bytes, err);
	arena_free(&scratch);
	return rc;
}

/* Below this many a thread costs more than it saves. */
enum { AHEAD_LEAST = 1000 };

void worktree_expect(struct view *view, const struct str *paths, size_t count)
{
	struct worktree *v = (struct worktree *)view;
	struct str *copies;

	if (v->ahead || count < AHEAD_LEAST)
		return;
	copies = arena_zero(view->arena, count, sizeof(*copies));
	for (size_t i = 0; i < count; i++)
		copies[i] = str_copy(view->arena, paths[i]);
	v->ahead = ahead_start(view->arena, v->root, copies, count);
}

int view_worktree(struct view **out, struct arena *a, struct repo *repo,
		  struct error *err)
{
	static const struct view_ops ops = { find, read_file, worktree_each,
					     hash, worktree_expect };
	struct worktree *v = arena_zero(a, 1, sizeof(*v));

	if (repo_root(repo, &v->root, err) < 0 ||
	    index_load(&v->index, a, repo, err) < 0)
		return ERROR_FAILED;
	v->folders = map_in(a);
	v->known = map_in(a);
	v->ignore = ignore_new(a, repo, &v->index, v->root);
	v->convert = convert_new(a, repo, &v->index, v->root);
	v->view = (struct view){ &ops, VIEW_WORKTREE, "worktree", a, repo };
	*out = &v->view;
	return 0;
}
