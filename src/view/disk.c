#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>
#ifdef SYS_openat2
#include <linux/openat2.h>
#endif

#include "base/arena.h"
#include "view/internal.h"

/* A fifo must not hold us up, a terminal not become ours. O_PATH opens
 * nothing, and the kernel refuses the rest with it. */
static int safe(int flags)
{
	flags |= O_CLOEXEC | O_NOFOLLOW;
	return flags & O_PATH ? flags : flags | O_NONBLOCK | O_NOCTTY;
}

/* Where the kernel has no openat2: a folder at a time. */
static int walk(int root, const char *path, int flags)
{
	char segment[PATH_LIMIT + 1];
	int at = root, next;

	for (;;) {
		size_t n = strcspn(path, "/");

		if (n > PATH_LIMIT)
			next = -ENAMETOOLONG;
		else {
			memcpy(segment, path, n);
			segment[n] = '\0';
			next = openat(at, segment,
				      path[n] ? O_PATH | O_DIRECTORY |
							O_CLOEXEC | O_NOFOLLOW :
						safe(flags));
			if (next < 0)
				next = -errno;
		}
		if (at != root)
			(void)close(at);
		if (next < 0 || !path[n])
			return next;
		at = next;
		path += n + 1;
	}
}

int disk_open(int root, const char *path, int flags)
{
#ifdef SYS_openat2
	static bool missing;
	struct open_how how = {
		.flags = (unsigned)safe(flags),
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS |
			   RESOLVE_NO_MAGICLINKS,
	};

	for (int tries = 0; !missing && tries < 100; tries++) {
		long fd = syscall(SYS_openat2, root, path, &how, sizeof(how));

		if (fd >= 0)
			return (int)fd;
		if (errno == ENOSYS || errno == EPERM)
			missing = true; /* old, or a sandbox that forbids */
		else if (errno != EAGAIN && errno != EINTR)
			return -errno;
	}
#endif
	return walk(root, path, flags);
}

int disk_stat(int root, const char *path, struct stat *out)
{
	int fd = disk_open(root, path, O_PATH);
	int rc = 0;

	if (fd < 0)
		return fd;
	if (fstat(fd, out) < 0)
		rc = -errno;
	(void)close(fd);
	return rc;
}

int disk_read(int fd, struct arena *a, size_t size, struct str *out)
{
	size_t room = size + 1, n = 0;
	char *bytes = arena_alloc(a, room + 1);

	/* One byte more than it should have, to see that it ends there. */
	for (;;) {
		ssize_t got = read(fd, bytes + n, room - n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		n += (size_t)got;
		if (n == room)
			return -ESTALE; /* it grew while we read */
		if (got == 0 || n == size)
			break; /* asked for one more, and it was not there */
	}
	bytes[n] = '\0';
	*out = (struct str){ bytes, n };
	return 0;
}
