#include "recall/place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"

enum { POINTER_SIZE = 8192 }; /* of a file that names a folder */

extern char **environ;

static bool later(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec != b->tv_sec ? a->tv_sec > b->tv_sec :
					a->tv_nsec > b->tv_nsec;
}

/* Read n bytes, and find that there are no more. */
static int read_whole(int fd, char *into, size_t n)
{
	size_t at = 0;

	for (;;) {
		ssize_t got = read(fd, into + at, n + 1 - at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			return at == n ? 0 : -1;
		at += (size_t)got;
		if (at > n)
			return -1; /* it grows */
	}
}

int file_read(struct file_state *out, struct arena *a, const char *path,
	      size_t limit)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	char *bytes;
	int rc = -1;

	*out = (struct file_state){ .bytes = STR_EMPTY };
	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR ? 0 : -1;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size >= 0 &&
	    (unsigned long long)st.st_size <= limit) {
		bytes = arena_alloc(a, (size_t)st.st_size + 1);
		rc = read_whole(fd, bytes, (size_t)st.st_size);
		out->there = true;
		out->bytes = (struct str){ bytes, (size_t)st.st_size };
		out->changed = later(&st.st_mtim, &st.st_ctim) ? st.st_mtim :
								 st.st_ctim;
	}
	(void)close(fd);
	return rc;
}

/* A folder's name from one line of a file, relative to base. */
static const char *folder_of(struct arena *a, const char *base, struct str line)
{
	if (line.n && line.p[line.n - 1] == '\n')
		line.n--;
	if (line.n == 0 || str_find(line, '\n', 0) < line.n ||
	    str_find(line, '\0', 0) < line.n)
		return NULL;
	return line.p[0] == '/' ? str_fmt(a, "%.*s/", STR_ARG(line)).p :
				  str_fmt(a, "%s%.*s/", base, STR_ARG(line)).p;
}

/* `.git`, or the folder that the file `.git` names. */
static const char *here(struct arena *a)
{
	static const char prefix[] = "gitdir: ";
	struct file_state file;
	struct stat st;

	if (stat(".git", &st) < 0)
		return NULL;
	if (S_ISDIR(st.st_mode))
		return ".git/";
	if (file_read(&file, a, ".git", POINTER_SIZE) < 0 ||
	    !str_starts(file.bytes, prefix))
		return NULL;
	return folder_of(a, "",
			 str_cut(file.bytes, sizeof(prefix) - 1, file.bytes.n));
}

static const char *set_in_env(const char *name)
{
	const char *value = getenv(name);

	return value && value[0] ? value : NULL;
}

static bool is_unusual(void)
{
	static const char *const names[] = { "GIT_COMMON_DIR",
					     "GIT_OBJECT_DIRECTORY" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (getenv(names[i]))
			return true;
	for (char **at = environ; *at; at++)
		if (strncmp(*at, "GITHEAD_", 8) == 0)
			return true;
	return false;
}

/* Relative to the top of the work tree, where a hook is started. */
static const char *find_index(struct arena *a, const char *git_dir)
{
	const char *told = set_in_env("GIT_INDEX_FILE");
	const char *top = set_in_env("GIT_WORK_TREE");

	if (!told)
		return str_fmt(a, "%sindex", git_dir).p;
	if (told[0] != '/' && top && strcmp(top, ".") != 0)
		return NULL;
	return told;
}

int place_find(struct place *out, struct arena *a)
{
	const char *told = set_in_env("GIT_DIR");
	struct file_state common;

	*out = (struct place){ 0 };
	if (is_unusual())
		return -1;
	out->git_dir = told ? str_fmt(a, "%s/", told).p : here(a);
	if (!out->git_dir ||
	    file_read(&common, a, str_fmt(a, "%scommondir", out->git_dir).p,
		      POINTER_SIZE) < 0)
		return -1;
	out->common_dir = common.there ?
				  folder_of(a, out->git_dir, common.bytes) :
				  out->git_dir;
	out->index = find_index(a, out->git_dir);
	return out->common_dir && out->index ? 0 : -1;
}
