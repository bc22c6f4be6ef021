#include "folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <stdint.h>
#include <sys/stat.h>
#ifdef __linux__
#include <linux/openat2.h>
#include <sys/syscall.h>
#endif
#include <unistd.h>

#include "name.h"

int folder_status(int error)
{
	switch (error) {
	case ENOENT:
		return STORE_ABSENT;
	case ELOOP:   /* a symbolic link, by O_NOFOLLOW */
	case EMLINK:  /* the same, on BSDs */
	case ENOTDIR: /* a link or a file where a folder is due */
	case EISDIR:
	case ENXIO: /* a socket */
		return STORE_INVALID;
	case ENAMETOOLONG:
		return STORE_LIMIT;
	case ENOMEM:
		return STORE_NOMEM;
	default:
		return STORE_IO;
	}
}

void folder_close(int fd)
{
	int saved = errno;

	(void)close(fd);
	errno = saved;
}

int folder_parent(int root, const char *path, int *fd, const char **name)
{
	char segment[NAME_BYTES_MAX + 1];
	int at = openat(root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (at < 0)
		return folder_status(errno);
	for (;;) {
		size_t n = strcspn(path, "/");
		int next;

		if (path[n] == '\0')
			break;
		if (n > NAME_BYTES_MAX) {
			folder_close(at);
			return STORE_LIMIT;
		}
		memcpy(segment, path, n);
		segment[n] = '\0';
		next = openat(at, segment,
			      O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		folder_close(at);
		if (next < 0)
			return folder_status(errno);
		at = next;
		path += n + 1;
	}
	*fd = at;
	*name = path;
	return STORE_OK;
}

/* Read up to n bytes; fewer only at the end of the file. */
static int read_all(int fd, char *p, size_t n, size_t *got)
{
	*got = 0;
	while (*got < n) {
		ssize_t step = read(fd, p + *got, n - *got);

		if (step < 0 && errno == EINTR)
			continue;
		if (step < 0)
			return folder_status(errno);
		if (step == 0)
			break;
		*got += (size_t)step;
	}
	return STORE_OK;
}

static int read_open(int fd, size_t limit, struct store_bytes *out)
{
	struct stat st;
	size_t size, n;
	char *p;
	int rc;

	if (fstat(fd, &st) < 0)
		return folder_status(errno);
	if (!S_ISREG(st.st_mode))
		return STORE_INVALID;
	if (st.st_size < 0 || (uintmax_t)st.st_size > limit)
		return STORE_LIMIT;
	size = (size_t)st.st_size;
	p = malloc(size + 1);
	if (!p)
		return STORE_NOMEM;
	rc = read_all(fd, p, size, &n);
	if (rc < 0) {
		free(p);
		return rc;
	}
	p[n] = '\0';
	*out = (struct store_bytes){ p, n };
	return STORE_OK;
}

/* O_NONBLOCK: a pipe must not make the reader wait for a writer. */
enum { READ_FLAGS = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC };

/*
 * Open path in one call, where the system can do so without following
 * links; -1 otherwise. Three calls fewer a folder is what makes reading ten
 * thousand small files cheap.
 */
static int open_at_once(int root, const char *path)
{
#ifdef SYS_openat2
	struct open_how how = {
		.flags = (uint64_t)READ_FLAGS,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS,
	};

	return (int)syscall(SYS_openat2, root, path, &how, sizeof(how));
#else
	(void)root, (void)path;
	errno = ENOSYS;
	return -1;
#endif
}

static int open_by_name(int root, const char *path, int *out)
{
	const char *name;
	int parent, fd, rc;

	rc = folder_parent(root, path, &parent, &name);
	if (rc < 0)
		return rc;
	fd = openat(parent, name, READ_FLAGS);
	folder_close(parent);
	if (fd < 0)
		return folder_status(errno);
	*out = fd;
	return STORE_OK;
}

static int open_file(int root, const char *path, int *out)
{
	int fd = open_at_once(root, path);

	if (fd >= 0) {
		*out = fd;
		return STORE_OK;
	}
	/* Not known, not allowed by a sandbox, or disturbed by a rename. */
	if (errno == ENOSYS || errno == EPERM || errno == EAGAIN)
		return open_by_name(root, path, out);
	return folder_status(errno);
}

int folder_read(int root, const char *path, size_t limit,
		struct store_bytes *out)
{
	int fd = -1, rc;

	rc = open_file(root, path, &fd);
	if (rc < 0)
		return rc;
	rc = read_open(fd, limit, out);
	folder_close(fd);
	return rc;
}
