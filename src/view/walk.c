#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "view/worktree.h"

/* A walk: what was found, and the folders still to be read. */
struct walk {
	struct worktree *v;
	struct arena *scratch;
	struct view_list found;
	struct str *folders;
	size_t folder_count, folder_room;
	size_t from, to; /* what the index has below the folder at hand */
};

static void push(struct walk *w, struct str folder)
{
	w->folders = arena_grow(w->scratch, w->folders, w->folder_count,
				&w->folder_room, sizeof(*w->folders));
	w->folders[w->folder_count++] = folder;
}

static int add(struct walk *w, const struct view_entry *entry,
	       struct error *err)
{
	struct view_list *found = &w->found;

	if (found->count == ENTRY_LIMIT)
		return error_set(err, ERROR_FAILED, "more than %d files",
				 ENTRY_LIMIT);
	found->entries = arena_grow(found->arena, found->entries, found->count,
				    &found->room, sizeof(*found->entries));
	found->entries[found->count] = *entry;
	if (!view_path_ok(entry->path))
		found->entries[found->count].type = VIEW_OTHER;
	found->count++;
	return 0;
}

static bool tracks_below(const struct worktree *v, struct str folder)
{
	size_t from, to;

	if (folder.n > PATH_LIMIT - 1)
		return false;
	index_range(&v->index, folder, &from, &to);
	return from < to;
}

/* A file that the index knows. */
static int tracked(struct walk *w, const struct index_entry *entry, int dir,
		   const char *name, struct error *err)
{
	struct view_entry out = { .path = entry->entry.path };
	struct stat st;

	if (entry->skip)
		return 0; /* from the index, all at once */
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ?
			       0 :
			       error_set(err, ERROR_FAILED, "%.*s: %s",
					 STR_ARG(out.path), strerror(errno));
	if (!S_ISREG(st.st_mode) && !S_ISLNK(st.st_mode))
		return 0;
	out.type = S_ISLNK(st.st_mode) ? VIEW_LINK : VIEW_FILE;
	out.has_oid = worktree_unchanged(w->v, entry, &st);
	if (out.has_oid)
		out.oid = entry->entry.oid;
	return add(w, &out, err);
}

static int untracked(struct walk *w, struct str path, int type,
		     struct error *err)
{
	struct view_entry out = { .path = path };

	/* git passes over pipes and devices, too. */
	if ((type != DT_REG && type != DT_LNK) || !worktree_takes(w->v, path))
		return 0;
	out.type = type == DT_LNK ? VIEW_LINK : VIEW_FILE;
	out.path = str_copy(w->v->view.arena, path);
	return add(w, &out, err);
}

static void subfolder(struct walk *w, struct str path,
		      const struct index_entry *entry)
{
	if (entry && entry->entry.type == VIEW_GITLINK)
		return; /* from the index, all at once */
	if (path.n < PATH_LIMIT &&
	    (tracks_below(w->v, path) || worktree_takes_folder(w->v, path)))
		push(w, path);
}

static int type_at(int dir, const struct dirent *item)
{
	struct stat st;

	if (item->d_type != DT_UNKNOWN)
		return item->d_type;
	if (fstatat(dir, item->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return DT_UNKNOWN;
	return S_ISDIR(st.st_mode) ? DT_DIR :
	       S_ISREG(st.st_mode) ? DT_REG :
	       S_ISLNK(st.st_mode) ? DT_LNK :
				     DT_UNKNOWN;
}

static int item(struct walk *w, struct str folder, int dir,
		const struct dirent *at, struct error *err)
{
	struct index_entry *entry;
	struct str path;
	int type;

	if (strcmp(at->d_name, ".") == 0 || strcmp(at->d_name, "..") == 0 ||
	    strcmp(at->d_name, ".git") == 0)
		return 0;
	path = str_join(w->scratch,
			(const struct str[]){ folder,
					      folder.n ? STR("/") : STR_EMPTY,
					      str_of(at->d_name) },
			3);
	type = type_at(dir, at);
	entry = index_within(&w->v->index, path, w->from, w->to);
	if (type == DT_DIR) {
		subfolder(w, path, entry);
		return 0;
	}
	if (entry)
		return tracked(w, entry, dir, at->d_name, err);
	return untracked(w, path, type, err);
}

/* One folder. Folders that nobody may read hold nothing that git adds. */
static int read_folder(struct walk *w, struct str folder, struct error *err)
{
	int fd = disk_open(w->v->root, folder.n ? folder.p : ".",
			   O_RDONLY | O_DIRECTORY);
	struct dirent *at;
	DIR *dir;
	int rc = 0;

	if (fd == -ENOENT || fd == -ENOTDIR || fd == -ELOOP || fd == -EXDEV ||
	    (fd == -EACCES && !tracks_below(w->v, folder)))
		return 0;
	dir = fd < 0 ? NULL : fdopendir(fd);
	if (!dir) {
		rc = error_set(err, ERROR_FAILED, "%.*s/: %s", STR_ARG(folder),
			       strerror(fd < 0 ? -fd : errno));
		if (fd >= 0)
			(void)close(fd);
		return rc;
	}
	index_range(&w->v->index, folder, &w->from, &w->to);
	do {
		errno = 0;
		at = readdir(dir);
		if (at)
			rc = item(w, folder, fd, at, err);
		else if (errno)
			rc = error_set(err, ERROR_FAILED, "%.*s/: %s",
				       STR_ARG(folder), strerror(errno));
	} while (at && rc == 0);
	(void)closedir(dir);
	return rc;
}

/* What is not on the disk, and part of the view all the same. */
static int from_index(struct walk *w, struct str folder, struct error *err)
{
	size_t from, to;
	int rc = 0;

	index_range(&w->v->index, folder, &from, &to);
	for (size_t i = from; i < to && rc == 0; i++) {
		struct index_entry *entry = w->v->index.entries + i;

		if (entry->skip || entry->entry.type == VIEW_GITLINK)
			rc = add(w, &entry->entry, err);
	}
	return rc;
}

const struct walked *worktree_walked(const struct worktree *v, struct str path)
{
	for (const struct walked *w = v->walked; w; w = w->next)
		if (str_eq(path, w->folder) || path_below(path, w->folder))
			return w;
	return NULL;
}

size_t walked_from(const struct walked *w, struct str path)
{
	size_t low = 0, high = w->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (str_compare(w->entries[middle].path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* List a folder and everything below it. */
static int walk_folder(struct worktree *v, struct str folder,
		       const struct walked **out, struct error *err)
{
	struct arena scratch = { 0 };
	struct walk w = { .v = v, .scratch = &scratch };
	struct walked *walked;
	int rc;

	w.found.arena = &scratch;
	/* From here on the places in the index stay. */
	rc = index_open(&v->index, folder, true, err);
	if (rc == 0)
		rc = from_index(&w, folder, err);
	if (rc == 0 &&
	    (tracks_below(v, folder) || worktree_takes_folder(v, folder)))
		push(&w, str_copy(&scratch, folder));
	while (rc == 0 && w.folder_count)
		rc = read_folder(&w, w.folders[--w.folder_count], err);
	if (rc == 0) {
		walked = arena_zero(v->view.arena, 1, sizeof(*walked));
		walked->next = v->walked;
		walked->folder = str_copy(v->view.arena, folder);
		walked->count = w.found.count;
		walked->entries = arena_zero(v->view.arena, w.found.count + 1,
					     sizeof(*walked->entries));
		if (w.found.count) {
			memcpy(walked->entries, w.found.entries,
			       w.found.count * sizeof(*walked->entries));
			qsort(walked->entries, walked->count,
			      sizeof(*walked->entries), view_entry_order);
		}
		v->walked = walked;
		*out = walked;
	}
	arena_free(&scratch);
	return rc;
}

int worktree_each(struct view *view, struct str folder, view_each_fn *each,
		  void *argument, struct error *err)
{
	struct worktree *v = (struct worktree *)view;
	const struct walked *w = worktree_walked(v, folder);
	struct arena scratch = { 0 };
	struct str first = folder.n ?
				   str_fmt(&scratch, "%.*s/", STR_ARG(folder)) :
				   folder;
	int rc = w ? 0 : walk_folder(v, folder, &w, err);

	for (size_t i = w ? walked_from(w, first) : 0; rc == 0 && i < w->count;
	     i++) {
		if (!path_below(w->entries[i].path, folder))
			break;
		rc = each(argument, w->entries + i);
	}
	arena_free(&scratch);
	return rc;
}
