/*
 * The files below a folder, repository or not: for looking at one file and
 * what it refers to. Nothing of git is asked, no symbolic link followed.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "view/internal.h"

enum { FOLDER_DEPTH = 40, FOLDER_FILES = 100000 };

struct folder_view {
	struct view view;
	int root;
};

static enum view_type type_of(const struct stat *st)
{
	return S_ISREG(st->st_mode) ? VIEW_FILE :
	       S_ISLNK(st->st_mode) ? VIEW_LINK :
				      VIEW_OTHER;
}

static int find(struct view *view, struct str path, struct view_entry *out,
		struct error *err)
{
	struct folder_view *v = (struct folder_view *)view;
	struct stat st;
	int rc = disk_stat(v->root, str_c(view->arena, path), &st);

	if (rc == -ENOENT || rc == -ENOTDIR || rc == -ELOOP ||
	    (rc == 0 && S_ISDIR(st.st_mode)))
		return ERROR_ABSENT;
	if (rc < 0)
		return error_set(err, ERROR_FAILED, "%.*s: %s", STR_ARG(path),
				 strerror(-rc));
	*out = (struct view_entry){ .path = path, .type = type_of(&st) };
	return 0;
}

static int read_file(struct view *view, struct arena *a, struct str path,
		     size_t limit, struct str *out, struct error *err)
{
	struct folder_view *v = (struct folder_view *)view;
	struct stat st;
	int fd = disk_open(v->root, str_c(a, path), O_RDONLY), rc;

	if (fd == -ENOENT || fd == -ENOTDIR || fd == -ELOOP)
		return ERROR_ABSENT;
	if (fd < 0)
		return error_set(err, ERROR_FAILED, "%.*s: %s", STR_ARG(path),
				 strerror(-fd));
	rc = fstat(fd, &st) < 0 ? -errno : 0;
	if (rc == 0 && !S_ISREG(st.st_mode)) {
		(void)close(fd);
		return ERROR_ABSENT;
	}
	if (rc == 0 && (size_t)st.st_size > limit) {
		(void)close(fd);
		return error_set(err, ERROR_REFUSED,
				 "%.*s: %lld bytes, more than the limit of %zu",
				 STR_ARG(path), (long long)st.st_size, limit);
	}
	if (rc == 0)
		rc = disk_read(fd, a, (size_t)st.st_size, out);
	(void)close(fd);
	return rc < 0 ? error_set(err, ERROR_FAILED, "%.*s: %s", STR_ARG(path),
				  strerror(-rc)) :
			0;
}

/* ---- everything below ------------------------------------------------------ */

struct listing {
	struct folder_view *v;
	struct view_list found;
	struct error *err;
};

static int list_folder(struct listing *l, struct str folder, int depth);

static int list_name(struct listing *l, struct str folder, const char *name,
		     int depth)
{
	struct arena *a = l->found.arena;
	struct view_entry entry = { 0 };
	struct stat st;

	if (name[0] == '.' &&
	    (!name[1] || strcmp(name, "..") == 0 || strcmp(name, ".git") == 0))
		return 0;
	entry.path = folder.n ? str_fmt(a, "%.*s/%s", STR_ARG(folder), name) :
				str_copy(a, str_of(name));
	if (!view_path_ok(entry.path) ||
	    disk_stat(l->v->root, entry.path.p, &st) < 0)
		return 0;
	if (S_ISDIR(st.st_mode))
		return list_folder(l, entry.path, depth + 1);
	if (l->found.count == FOLDER_FILES)
		return error_set(l->err, ERROR_FAILED, "more than %d files",
				 FOLDER_FILES);
	entry.type = type_of(&st);
	l->found.entries = arena_grow(a, l->found.entries, l->found.count,
				      &l->found.room,
				      sizeof(*l->found.entries));
	l->found.entries[l->found.count++] = entry;
	return 0;
}

/* Recursion is as deep as FOLDER_DEPTH. */
static int list_folder(struct listing *l, struct str folder, int depth)
{
	const char *path = folder.n ? str_c(l->found.arena, folder) : ".";
	struct dirent *e;
	DIR *dir;
	int fd = disk_open(l->v->root, path, O_RDONLY | O_DIRECTORY), rc = 0;

	if (fd == -ENOENT || fd == -ENOTDIR || fd == -ELOOP)
		return 0;
	if (fd < 0)
		return error_set(l->err, ERROR_FAILED, "%s: %s", path,
				 strerror(-fd));
	if (depth > FOLDER_DEPTH) {
		(void)close(fd);
		return error_set(l->err, ERROR_FAILED,
				 "%s: more than %d folders deep", path,
				 FOLDER_DEPTH);
	}
	dir = fdopendir(fd);
	if (!dir) {
		(void)close(fd);
		return error_set(l->err, ERROR_FAILED, "%s: %s", path,
				 strerror(errno));
	}
	while (rc == 0) {
		errno = 0;
		e = readdir(dir);
		if (!e)
			break;
		rc = list_name(l, folder, e->d_name, depth);
	}
	if (rc == 0 && errno)
		rc = error_set(l->err, ERROR_FAILED, "%s: %s", path,
			       strerror(errno));
	(void)closedir(dir);
	return rc;
}

static int each_entry(struct view *view, struct str folder, view_each_fn *each,
		      void *argument, struct error *err)
{
	struct listing l = { .v = (struct folder_view *)view, .err = err };
	int rc;

	l.found.arena = view->arena;
	rc = list_folder(&l, folder, 0);
	if (l.found.count)
		qsort(l.found.entries, l.found.count, sizeof(*l.found.entries),
		      view_entry_order);
	for (size_t i = 0; i < l.found.count && rc == 0; i++)
		rc = each(argument, &l.found.entries[i]);
	return rc;
}

static int hash(struct view *view, const struct view_entry *entry,
		struct view_oid *out, struct error *err)
{
	struct str bytes = STR_EMPTY;
	int rc = read_file(view, view->arena, entry->path, HASH_LIMIT, &bytes,
			   err);

	return rc < 0 ? rc : oid_of_bytes(NULL, out, bytes, err);
}

static void close_root(void *what)
{
	const struct folder_view *v = what;

	(void)close(v->root);
}

int view_folder(struct view **out, struct arena *a, const char *path,
		struct error *err)
{
	static const struct view_ops ops = { find, read_file, each_entry, hash,
					     NULL };
	struct folder_view *v = arena_zero(a, 1, sizeof(*v));

	v->view = (struct view){ &ops, VIEW_MEMORY, "the folder", a, NULL };
	v->root = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (v->root < 0)
		return error_set(err, ERROR_FAILED, "%s: %s", path,
				 strerror(errno));
	arena_defer(a, close_root, v);
	*out = &v->view;
	return 0;
}
