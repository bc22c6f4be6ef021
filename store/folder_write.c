#include "folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "name.h"

/*
 * How often a write starts again because another process removed a folder
 * that it had left empty, or had taken the name of a temporary file.
 */
enum { RETRIES = 100, TEMPORARY_MAX = 64, CHUNK = 8192 };

int folder_sync(int fd)
{
	/* EINVAL: a file system that has nothing to flush for a folder. */
	if (fsync(fd) < 0 && errno != EINVAL)
		return folder_status(errno);
	return STORE_OK;
}

/* As folder_sync, if it is not for a folder_flush to come. */
static int sync_now(int fd, bool flush)
{
	return flush ? folder_sync(fd) : STORE_OK;
}

static int write_all(int fd, const char *p, size_t n, bool flush)
{
	while (n > 0) {
		ssize_t step = write(fd, p, n);

		if (step < 0 && errno == EINTR)
			continue;
		if (step == 0)
			errno = EIO;
		if (step <= 0)
			return folder_status(errno);
		p += step;
		n -= (size_t)step;
	}
	return flush && fsync(fd) < 0 ? folder_status(errno) : STORE_OK;
}

/* ---- folders ----------------------------------------------------------- */

/* Make the folder name in at; that it is there is success. */
static int make_folder(int at, const char *name, bool flush)
{
	if (mkdirat(at, name, 0777) < 0)
		return errno == EEXIST ? STORE_OK : folder_status(errno);
	return sync_now(at, flush);
}

/* Make the folders that path lies in, from the outermost. */
static int make_parents(int root, const char *path, bool flush)
{
	char up_to[STORE_PATH_MAX];
	const char *name;
	int fd, rc;

	for (const char *slash = strchr(path, '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		(void)snprintf(up_to, sizeof(up_to), "%.*s",
			       (int)(slash - path), path);
		rc = folder_parent(root, up_to, &fd, &name);
		if (rc < 0)
			return rc;
		rc = make_folder(fd, name, flush);
		folder_close(fd);
		if (rc < 0)
			return rc;
	}
	return STORE_OK;
}

/* folder_parent, making what is missing. */
static int writable_parent(int root, const char *path, bool flush, int *fd,
			   const char **name)
{
	int rc = folder_parent(root, path, fd, name);

	if (rc != STORE_ABSENT)
		return rc;
	rc = make_parents(root, path, flush);
	return rc < 0 ? rc : folder_parent(root, path, fd, name);
}

/* ---- a new file -------------------------------------------------------- */

/* Remove a temporary file, keeping the errno of what went wrong before. */
static void drop_temporary(int at, const char *name)
{
	int saved = errno;

	(void)unlinkat(at, name, 0);
	errno = saved;
}

/*
 * Make a temporary file of these bytes in the folder at. Its number is the
 * first from serial on that is free.
 */
static int make_temporary(int at, char name[TEMPORARY_MAX], unsigned serial,
			  const void *p, size_t n, bool flush)
{
	int fd = -1, rc;

	for (unsigned i = 0; fd < 0; i++) {
		(void)snprintf(name, TEMPORARY_MAX, NAME_TEMPORARY "%ld-%u",
			       (long)getpid(), serial + i);
		fd = openat(at, name,
			    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW |
				    O_CLOEXEC,
			    0666);
		if (fd < 0 && (errno != EEXIST || i >= RETRIES))
			return folder_status(errno);
	}
	rc = write_all(fd, p, n, flush);
	if (close(fd) < 0 && rc == STORE_OK)
		rc = folder_status(errno);
	if (rc < 0)
		drop_temporary(at, name);
	return rc;
}

/* Give the file a second name that must be free. */
static int link_new(int from_at, const char *from, int at, const char *name,
		    int flags)
{
	if (linkat(from_at, from, at, name, flags) == 0)
		return STORE_OK;
	return errno == EEXIST ? STORE_EXISTS : folder_status(errno);
}

/* Whether an errno says that the file system has no hard links. */
static bool no_links(int error)
{
	return error == EPERM || error == EOPNOTSUPP || error == ENOSYS;
}

/* Rename without replacing, and without hard links. */
static int rename_new(int at, const char *from, const char *name)
{
#ifdef RENAME_NOREPLACE
	if (renameat2(at, from, at, name, RENAME_NOREPLACE) == 0)
		return STORE_OK;
	return errno == EEXIST ? STORE_EXISTS : folder_status(errno);
#else
	(void)at, (void)from, (void)name;
	return STORE_IO;
#endif
}

static int add_by_name(int at, const char *name, const void *p, size_t n,
		       bool flush)
{
	char temporary[TEMPORARY_MAX];
	int rc = make_temporary(at, temporary, 0, p, n, flush);

	if (rc < 0)
		return rc;
	rc = link_new(at, temporary, at, name, 0);
	if (rc == STORE_IO && no_links(errno)) {
		rc = rename_new(at, temporary, name);
		if (rc == STORE_OK)
			return rc;
	}
	drop_temporary(at, temporary);
	return rc;
}

#ifdef O_TMPFILE

/* Whether an errno says that files without a name cannot be made here. */
static bool no_nameless(int error)
{
	return error == EOPNOTSUPP || error == EISDIR || error == EINVAL ||
	       error == ENOSYS;
}

/* A file that has no name until it is complete leaves nothing behind. */
static int add_file(int at, const char *name, const void *p, size_t n,
		    bool flush)
{
	int fd = openat(at, ".", O_WRONLY | O_TMPFILE | O_CLOEXEC, 0666);
	char self[64];
	int rc;

	if (fd < 0)
		return no_nameless(errno) ? add_by_name(at, name, p, n, flush) :
					    folder_status(errno);
	rc = write_all(fd, p, n, flush);
	if (rc == STORE_OK) {
		(void)snprintf(self, sizeof(self), "/proc/self/fd/%d", fd);
		rc = link_new(AT_FDCWD, self, at, name, AT_SYMLINK_FOLLOW);
		if (rc == STORE_ABSENT && access(self, F_OK) < 0)
			rc = add_by_name(at, name, p, n, flush); /* no /proc */
	}
	if (close(fd) < 0 && rc == STORE_OK)
		rc = folder_status(errno);
	return rc;
}

#else

static int add_file(int at, const char *name, const void *p, size_t n,
		    bool flush)
{
	return add_by_name(at, name, p, n, flush);
}

#endif

/* Replacing needs a name to rename from. */
static int replace_file(int at, const char *name, const void *p, size_t n,
			bool flush)
{
	char temporary[TEMPORARY_MAX];
	int rc = make_temporary(at, temporary, 0, p, n, flush);

	if (rc < 0 || renameat(at, temporary, at, name) == 0)
		return rc;
	rc = folder_status(errno);
	drop_temporary(at, temporary);
	return rc;
}

/* What to put, and how. */
struct put {
	const void *p;
	size_t n;
	enum { ADD, REPLACE, STAGE } how;
	bool flush;
	unsigned serial;		  /* STAGE */
	char (*temporary)[TEMPORARY_MAX]; /* STAGE: the name it got */
};

static int put_file(int at, const char *name, const struct put *put)
{
	switch (put->how) {
	case ADD:
		return add_file(at, name, put->p, put->n, put->flush);
	case REPLACE:
		return replace_file(at, name, put->p, put->n, put->flush);
	case STAGE:
		break;
	}
	return make_temporary(at, *put->temporary, put->serial, put->p, put->n,
			      put->flush);
}

static int put(int root, const char *path, const struct put *put)
{
	const char *name;
	int at, rc;

	for (unsigned i = 0; i < RETRIES; i++) {
		rc = writable_parent(root, path, put->flush, &at, &name);
		if (rc == STORE_OK) {
			rc = put_file(at, name, put);
			if (rc == STORE_OK)
				rc = sync_now(at, put->flush);
			folder_close(at);
		}
		/* Absent: the folder was removed, being empty, meanwhile. */
		if (rc != STORE_ABSENT)
			return rc;
	}
	errno = EBUSY;
	return STORE_IO;
}

int folder_add(int root, const char *path, const void *p, size_t n, bool flush)
{
	return put(root, path,
		   &(struct put){ .p = p, .n = n, .how = ADD, .flush = flush });
}

int folder_replace(int root, const char *path, const void *p, size_t n)
{
	return put(
		root, path,
		&(struct put){ .p = p, .n = n, .how = REPLACE, .flush = true });
}

int folder_stage(int root, const char *path, unsigned serial, const void *p,
		 size_t n, char staged[FOLDER_STAGED_MAX])
{
	char temporary[TEMPORARY_MAX];
	const char *slash = strrchr(path, '/');
	int rc = put(root, path,
		     &(struct put){ .p = p,
				    .n = n,
				    .how = STAGE,
				    .serial = serial,
				    .temporary = &temporary });

	if (rc == STORE_OK)
		(void)snprintf(staged, FOLDER_STAGED_MAX, "%.*s%s",
			       slash ? (int)(slash + 1 - path) : 0, path,
			       temporary);
	return rc;
}

int folder_rename(int root, const char *staged, const char *path)
{
	const char *from, *name = strrchr(path, '/');
	int at, rc;

	rc = folder_parent(root, staged, &at, &from);
	if (rc < 0)
		return rc;
	if (renameat(at, from, at, name ? name + 1 : path) < 0)
		rc = folder_status(errno);
	folder_close(at);
	return rc;
}

int folder_flush(int root)
{
#ifdef __linux__
	return syncfs(root) < 0 ? folder_status(errno) : STORE_OK;
#else
	(void)root;
	errno = ENOSYS;
	return STORE_IO;
#endif
}

/* ---- a file that is there ---------------------------------------------- */

/* Whether what is left of fd is n bytes at p. */
static int compare(int fd, const char *p, size_t n)
{
	char chunk[CHUNK];
	ssize_t got;

	while ((got = read(fd, chunk, sizeof(chunk))) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return folder_status(errno);
		if ((size_t)got > n || memcmp(chunk, p, (size_t)got) != 0)
			return STORE_EXISTS;
		p += got;
		n -= (size_t)got;
	}
	return n == 0 ? STORE_OK : STORE_EXISTS;
}

static int compare_open(int fd, const void *p, size_t n, bool flush)
{
	struct stat st;
	int rc;

	if (fstat(fd, &st) < 0)
		return folder_status(errno);
	if (!S_ISREG(st.st_mode))
		return STORE_INVALID;
	rc = compare(fd, p, n);
	if (rc == STORE_OK && flush && fsync(fd) < 0)
		rc = folder_status(errno);
	return rc;
}

int folder_same(int root, const char *path, const void *p, size_t n, bool flush)
{
	const char *name;
	int at, fd, rc;

	rc = folder_parent(root, path, &at, &name);
	if (rc < 0)
		return rc;
	fd = openat(at, name,
		    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	rc = fd < 0 ? folder_status(errno) : compare_open(fd, p, n, flush);
	if (fd >= 0)
		folder_close(fd);
	if (rc == STORE_OK)
		rc = sync_now(at, flush);
	folder_close(at);
	return rc;
}

/* ---- removing ---------------------------------------------------------- */

/* Remove the folder name in at, if it is empty. */
static int remove_folder(int at, const char *name, bool flush, bool *empty)
{
	*empty = unlinkat(at, name, AT_REMOVEDIR) == 0;
	if (*empty)
		return sync_now(at, flush);
	if (errno == ENOTEMPTY || errno == EEXIST || errno == ENOENT)
		return STORE_OK;
	return folder_status(errno);
}

/* Remove the folders of path that are empty, innermost first. */
static int remove_empty(int root, const char *path, bool flush)
{
	char folder[STORE_PATH_MAX];
	char *slash;
	const char *name;
	bool empty;
	int at, rc;

	(void)snprintf(folder, sizeof(folder), "%s", path);
	while ((slash = strrchr(folder, '/')) != NULL) {
		*slash = '\0';
		if (!strchr(folder, '/'))
			return STORE_OK;
		rc = folder_parent(root, folder, &at, &name);
		if (rc < 0)
			return rc == STORE_ABSENT ? STORE_OK : rc;
		rc = remove_folder(at, name, flush, &empty);
		folder_close(at);
		if (rc < 0 || !empty)
			return rc;
	}
	return STORE_OK;
}

int folder_remove(int root, const char *path, bool flush)
{
	const char *name;
	int at, rc;

	rc = folder_parent(root, path, &at, &name);
	if (rc < 0)
		return rc;
	rc = unlinkat(at, name, 0) == 0 ? sync_now(at, flush) :
					  folder_status(errno);
	folder_close(at);
	return rc < 0 ? rc : remove_empty(root, path, flush);
}
