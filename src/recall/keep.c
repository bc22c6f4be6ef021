#include "recall/keep.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"

/* The folder above may have been made by others, for others. */
static const char above_name[] = "promptpin", folder_name[] = "promptpin/cache";

static bool is_ours(const struct stat *st)
{
	return st->st_uid == geteuid() && !(st->st_mode & (S_IWGRP | S_IWOTH));
}

/* A descriptor, or -1. */
static int open_folder(const struct place *place, struct arena *a)
{
	const char *path = str_fmt(a, "%s%s", place->git_dir, folder_name).p;
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;

	if (fd >= 0 && fstat(fd, &st) == 0 && is_ours(&st))
		return fd;
	if (fd >= 0)
		(void)close(fd);
	return -1;
}

static int read_all(int fd, struct arena *a, size_t size, struct str *out)
{
	char *bytes = arena_alloc(a, size + 1);
	size_t n = 0;

	while (n < size) {
		ssize_t got = read(fd, bytes + n, size - n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return -1;
		n += (size_t)got;
	}
	*out = (struct str){ bytes, n };
	return 0;
}

int keep_load(struct str *out, struct arena *a, const struct place *place,
	      const char *name)
{
	int folder = open_folder(place, a), fd, rc = -1;
	struct stat st;

	if (folder < 0)
		return -1;
	fd = openat(folder, name,
		    O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    is_ours(&st) && st.st_size > 0 && st.st_size <= KEEP_SIZE)
		rc = read_all(fd, a, (size_t)st.st_size, out);
	if (fd >= 0)
		(void)close(fd);
	(void)close(folder);
	return rc;
}

static int write_all(int fd, struct str s)
{
	off_t at = 0;

	while (s.n) {
		ssize_t n = pwrite(fd, s.p, s.n, at);

		if (n < 0 && errno != EINTR)
			return -1;
		if (n > 0) {
			s = str_cut(s, (size_t)n, s.n);
			at += n;
		}
	}
	return ftruncate(fd, at);
}

/* To write to, made if it is not there; -1: something else is there. */
static int open_file(int folder, const char *name)
{
	int fd = openat(
		folder, name,
		O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600);
	struct stat st;

	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    is_ours(&st) && st.st_nlink == 1)
		return fd;
	if (fd >= 0)
		(void)close(fd);
	return -1;
}

/*
 * Written over what was there: a new file in the place of the old one costs
 * more than all the rest, since file systems bring a renamed file to the disk
 * at once. Whoever reads a half of it, or what two wrote at a time, has
 * the wrong checksum, and no memory.
 */
int keep_save(const struct place *place, struct arena *a, const char *name,
	      struct str bytes)
{
	int folder = open_folder(place, a), fd, rc = -1;

	if (folder < 0) {
		(void)mkdir(str_fmt(a, "%s%s", place->git_dir, above_name).p,
			    0777);
		(void)mkdir(str_fmt(a, "%s%s", place->git_dir, folder_name).p,
			    0700);
		folder = open_folder(place, a);
	}
	if (folder < 0)
		return -1;
	fd = open_file(folder, name);
	if (fd < 0 && unlinkat(folder, name, 0) == 0)
		fd = open_file(folder, name);
	if (fd >= 0) {
		rc = write_all(fd, bytes);
		(void)close(fd);
	}
	if (rc < 0)
		(void)unlinkat(folder, name, 0);
	(void)close(folder);
	return rc;
}
