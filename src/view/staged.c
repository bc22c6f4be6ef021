#include "view/staged.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/arena.h"
#include "view/dirc.h"
#include "view/internal.h"

enum {
	OID = 20,
	FLAGS = 60,	/* from an entry to its flags */
	PATH = 62,	/* and to its path */
	LONGER = 2,	/* which is so much farther */
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
