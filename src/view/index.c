#include <errno.h>
#include <git2/sys/repository.h>

#include "base/arena.h"
#include "view/internal.h"

/* The index holds something that libgit2 cannot read: say what, and the way
 * out, which git itself knows. */
static int unreadable(const char *path, struct error *err)
{
	const char *words = git_words();

	if (strstr(words, "'link'")) {
		(void)error_set(err, ERROR_FAILED,
				"%s: the index is split (core.splitIndex), "
				"which cannot be read yet", path);
		error_help(err, "git config core.splitIndex false && "
				"git update-index --no-split-index");
	} else if (strstr(words, "'sdir'")) {
		(void)error_set(err, ERROR_FAILED,
				"%s: the index is sparse (index.sparse), "
				"which cannot be read yet", path);
		error_help(err,
			   "git sparse-checkout reapply --no-sparse-index");
	} else if (strstr(words, "checksum")) {
		(void)error_set(err, ERROR_FAILED,
				"%s: the index has no checksum "
				"(index.skipHash), or is damaged", path);
		error_help(err, "git config index.skipHash false && "
				"git update-index --force-write-index");
	} else {
		(void)error_set(err, ERROR_FAILED, "%s: %s", path, words);
		error_help(err, "git fsck; git read-tree HEAD writes a new index");
	}
	return ERROR_FAILED;
}

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

static void fill(struct index_entry *out, struct arena *a,
		 const git_index_entry *from)
{
	struct str path = str_of(from->path);

	memset(out, 0, sizeof(*out));
	out->entry.path = str_copy(a, path);
	out->entry.type = type_of(from->mode);
	if (git_index_entry_is_conflict(from)) {
		out->entry.type = VIEW_UNMERGED;
	} else {
		out->entry.has_oid = true;
		oid_from_git(&out->entry.oid, &from->id);
	}
	if (!view_path_ok(path))
		out->entry.type = VIEW_OTHER;
	out->intent = from->flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD;
	out->skip = from->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE;
	out->mode = from->mode;
	out->size = from->file_size;
	out->ino = from->ino;
	out->dev = from->dev;
	out->uid = from->uid;
	out->gid = from->gid;
	out->mtime_s = from->mtime.seconds;
	out->mtime_ns = from->mtime.nanoseconds;
	out->ctime_s = from->ctime.seconds;
	out->ctime_ns = from->ctime.nanoseconds;
}

/* Copy what libgit2 read. Its order is taken from the file, so it is checked:
 * everything here searches by halving. */
static int copy(struct index *out, struct arena *a, git_index *git,
		const char *path, struct error *err)
{
	size_t count = git_index_entrycount(git);

	out->entries = arena_alloc(a, count * sizeof(*out->entries));
	out->count = 0;
	for (size_t i = 0; i < count; i++) {
		struct index_entry *last = out->entries + out->count;
		const git_index_entry *from = git_index_get_byindex(git, i);
		int order = -1;

		if (out->count)
			order = str_compare(last[-1].entry.path,
					    str_of(from->path));
		if (order > 0 || (order == 0 &&
				  last[-1].entry.type != VIEW_UNMERGED))
			return error_set(err, ERROR_FAILED,
					 "%s: damaged: the entries are out of "
					 "order", path);
		if (order == 0) /* the next stage of a conflict */
			continue;
		fill(last, a, from);
		out->count++;
	}
	return 0;
}

int index_load(struct index *out, struct arena *a, struct repo *repo,
	       struct error *err)
{
	struct stat st;
	git_index *git;
	int rc;

	*out = (struct index){ 0 };
	if (stat(repo->index_path, &st) == 0)
		out->mtime = st.st_mtim;
	else if (errno != ENOENT)
		return error_set(err, ERROR_FAILED, "%s: %s",
				 repo->index_path, strerror(errno));
	else
		return 0;
	if (git_index_open(&git, repo->index_path) < 0)
		return unreadable(repo->index_path, err);
	rc = copy(out, a, git, repo->index_path, err);
	git_index_free(git);
	return rc;
}

int index_lend(struct repo *repo, struct error *err)
{
	git_index *git;
	int rc;

	if (git_index_open(&git, repo->index_path) < 0)
		return unreadable(repo->index_path, err);
	rc = git_repository_set_index(repo->git, git);
	git_index_free(git);
	if (rc < 0)
		return error_set(err, ERROR_FAILED, "%s: %s",
				 repo->index_path, git_words());
	return 0;
}

size_t index_from(const struct index *index, struct str path)
{
	size_t low = 0, high = index->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (str_compare(index->entries[mid].entry.path, path) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

struct index_entry *index_at(const struct index *index, struct str path)
{
	size_t at = index_from(index, path);

	if (at == index->count ||
	    !str_eq(index->entries[at].entry.path, path))
		return NULL;
	return index->entries + at;
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
	struct index_entry *entry = index_at(&v->index, path);

	(void)err;
	if (!entry || entry->intent)
		return ERROR_ABSENT;
	*out = entry->entry;
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
	struct index_view *v = (struct index_view *)view;
	size_t from, to;

	(void)err;
	index_range(&v->index, folder, &from, &to);
	for (size_t i = from; i < to; i++) {
		int rc = 0;

		if (!v->index.entries[i].intent)
			rc = call(argument, &v->index.entries[i].entry);
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
	static const struct view_ops ops = { find, read_blob, each, hash, NULL };
	struct index_view *v = arena_zero(a, 1, sizeof(*v));
	int rc = index_load(&v->index, a, repo, err);

	if (rc < 0)
		return rc;
	v->view = (struct view){ &ops, VIEW_INDEX, "index", a, repo };
	*out = &v->view;
	return 0;
}
