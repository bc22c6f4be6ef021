/*
 * All files below a folder, in bytewise order of their paths, with one folder
 * open at a time however deep they lie: a stack of paths, the next on top,
 * folders with a slash at their end (which also sorts them where their
 * files belong, as git does).
 */
#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "name.h"

enum { LISTED_PATH_MAX = 4096, FIRST_CAP = 64 };

struct stack {
	char **path;
	size_t n, cap;
};

static bool push(struct stack *s, char *path)
{
	if (s->n == s->cap) {
		size_t cap = s->cap ? 2 * s->cap : FIRST_CAP;
		char **grown = realloc(s->path, cap * sizeof(*grown));

		if (!grown)
			return false;
		s->path = grown;
		s->cap = cap;
	}
	s->path[s->n++] = path;
	return true;
}

static void release(struct stack *s)
{
	while (s->n > 0)
		free(s->path[--s->n]);
	free(s->path);
}

/* The last path first, so that the first is on top. */
static int later_first(const void *a, const void *b)
{
	const char *const *left = a, *const *right = b;

	return strcmp(*right, *left);
}

static int is_folder(int fd, const struct dirent *entry, bool *out)
{
	struct stat st;

	if (entry->d_type != DT_UNKNOWN) {
		*out = entry->d_type == DT_DIR;
		return STORE_OK;
	}
	if (fstatat(fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return folder_status(errno);
	*out = S_ISDIR(st.st_mode);
	return STORE_OK;
}

/* folder, which is "" or ends in a slash, and a name, as a new string. */
static char *join(const char *folder, const char *name, bool slash)
{
	size_t a = strlen(folder), b = strlen(name);
	char *path = malloc(a + b + 2);

	if (!path)
		return NULL;
	memcpy(path, folder, a);
	memcpy(path + a, name, b);
	if (slash)
		path[a + b++] = '/';
	path[a + b] = '\0';
	return path;
}

static int add_entry(struct stack *s, const char *folder, int fd,
		     const struct dirent *entry)
{
	const char *name = entry->d_name;
	bool deeper = false;
	char *path;
	int rc;

	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return STORE_OK;
	rc = is_folder(fd, entry, &deeper);
	if (rc < 0)
		return rc == STORE_ABSENT ? STORE_OK : rc;
	if (!deeper && store_path_temporary(name))
		return STORE_OK;
	if (strlen(folder) + strlen(name) >= LISTED_PATH_MAX)
		return STORE_LIMIT;
	path = join(folder, name, deeper);
	if (!path)
		return STORE_NOMEM;
	if (!push(s, path)) {
		free(path);
		return STORE_NOMEM;
	}
	return STORE_OK;
}

static int add_entries(struct stack *s, const char *folder, DIR *dir)
{
	for (;;) {
		struct dirent *entry;
		int rc;

		errno = 0;
		entry = readdir(dir);
		if (!entry)
			return errno ? folder_status(errno) : STORE_OK;
		rc = add_entry(s, folder, dirfd(dir), entry);
		if (rc < 0)
			return rc;
	}
}

/* Push what lies in folder. */
static int enter(struct stack *s, int root, const char *folder)
{
	const size_t before = s->n;
	const char *name;
	DIR *dir;
	int fd, rc, saved;

	rc = folder_parent(root, folder, &fd, &name);
	if (rc < 0)
		return rc;
	dir = fdopendir(fd);
	if (!dir) {
		rc = folder_status(errno);
		folder_close(fd);
		return rc;
	}
	rc = add_entries(s, folder, dir);
	saved = errno;
	(void)closedir(dir);
	errno = saved;
	if (s->n > before)
		qsort(s->path + before, s->n - before, sizeof(*s->path),
		      later_first);
	return rc;
}

/* Deal with the path on top, which is taken off and is the callee's. */
static int next(struct stack *s, int root, char *path,
		int (*each)(void *argument, const char *path), void *argument)
{
	const size_t n = strlen(path);
	int rc;

	if (n > 0 && path[n - 1] != '/') {
		rc = each(argument, path);
	} else {
		rc = enter(s, root, path);
		if (rc == STORE_ABSENT) /* removed since its name was read */
			rc = STORE_OK;
	}
	free(path);
	return rc;
}

int folder_list(int root, int (*each)(void *argument, const char *path),
		void *argument)
{
	struct stack s = { 0 };
	int rc = enter(&s, root, "");

	while (rc == STORE_OK && s.n > 0)
		rc = next(&s, root, s.path[--s.n], each, argument);
	release(&s);
	return rc;
}
