#include "view/write.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "view/internal.h"

enum { LOCK_TRIES = 100, LOCK_PAUSE = 50 * 1000 * 1000 /* ns: 5 s in all */ };

static int failed(struct str path, struct error *err)
{
	if (errno == ELOOP || errno == ENOTDIR)
		return error_set(err, ERROR_REFUSED,
				 "%.*s: a folder on the way to it is a "
				 "symbolic link or a file",
				 STR_ARG(path));
	return error_set(err, ERROR_FAILED, "%.*s: %s", STR_ARG(path),
			 strerror(errno));
}

/* Open one folder below at, made if asked and missing. */
static int step(int at, const char *name, bool make)
{
	enum { HOW = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC };
	int next = openat(at, name, HOW);

	if (next >= 0 || errno != ENOENT || !make)
		return next;
	if (mkdirat(at, name, 0777) < 0 && errno != EEXIST)
		return -1;
	if (fsync(at) < 0) /* the new name must reach the disk */
		return -1;
	return openat(at, name, HOW);
}

/* The folder of path, no link followed; *name is the rest. -1 and errno. */
static int open_parent(int root, struct str path, bool make, struct arena *a,
		       const char **name)
{
	int at = fcntl(root, F_DUPFD_CLOEXEC, 3), next;
	size_t from = 0, end;

	while (at >= 0 && (end = str_find(path, '/', from)) < path.n) {
		next = step(at, str_c(a, str_cut(path, from, end)), make);
		(void)close(at);
		at = next;
		from = end + 1;
	}
	*name = str_c(a, str_cut(path, from, path.n));
	return at;
}

static int write_all(int fd, struct str bytes)
{
	while (bytes.n) {
		ssize_t n = write(fd, bytes.p, bytes.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			if (n == 0)
				errno = EIO;
			return -1;
		}
		bytes = str_cut(bytes, (size_t)n, bytes.n);
	}
	return 0;
}

/* Mode of the file to be replaced, or 0; -1: nothing may be written there. */
static int mode_before(int dir, const char *name, struct str path, mode_t *mode,
		       struct error *err)
{
	struct stat st;

	*mode = 0;
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? 0 : failed(path, err);
	if (!S_ISREG(st.st_mode))
		return error_set(err, ERROR_REFUSED, "%.*s: %s is in its place",
				 STR_ARG(path),
				 S_ISDIR(st.st_mode) ? "a folder" :
				 S_ISLNK(st.st_mode) ? "a symbolic link" :
						       "a special file");
	*mode = st.st_mode & 07777;
	return 0;
}

/* A new file under a name of its own, beside name: a kill leaves at most
 * that. */
static int put(int dir, const char *name, mode_t mode, struct str path,
	       struct str bytes, struct error *err)
{
	char temp[64];
	int fd, rc = 0;

	(void)snprintf(temp, sizeof(temp), ".promptpin-%ld.tmp",
		       (long)getpid());
	(void)unlinkat(dir, temp, 0); /* of a process that was killed */
	fd = openat(dir, temp,
		    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
	if (fd < 0)
		return failed(path, err);
	if ((mode && fchmod(fd, mode) < 0) || write_all(fd, bytes) < 0 ||
	    fsync(fd) < 0)
		rc = failed(path, err);
	if (close(fd) < 0 && rc == 0)
		rc = failed(path, err);
	if (rc == 0 && renameat(dir, temp, dir, name) < 0)
		rc = failed(path, err);
	if (rc < 0)
		(void)unlinkat(dir, temp, 0);
	else if (fsync(dir) < 0) /* the new name too must reach the disk */
		rc = failed(path, err);
	return rc;
}

int write_file(struct repo *repo, struct str path, struct str bytes, bool raw,
	       struct error *err)
{
	struct arena scratch = { 0 };
	const char *name;
	mode_t mode;
	int root, dir, rc;

	assert(view_path_ok(path));
	rc = repo_root(repo, &root, err);
	if (rc == 0 && !raw)
		rc = convert_out(convert_new(&scratch, repo, NULL, root),
				 &scratch, path, bytes, &bytes, err);
	if (rc == 0) {
		dir = open_parent(root, path, true, &scratch, &name);
		if (dir < 0) {
			rc = failed(path, err);
		} else {
			rc = mode_before(dir, name, path, &mode, err);
			if (rc == 0)
				rc = put(dir, name, mode, path, bytes, err);
			(void)close(dir);
		}
	}
	arena_free(&scratch);
	return rc;
}

/* Take away folders that are empty now, from the innermost outwards. */
static void prune(int root, struct str path, struct arena *a)
{
	size_t slash;

	while ((slash = str_rfind(path, '/')) < path.n) {
		const char *name;
		int dir, rc;

		path = str_cut(path, 0, slash);
		dir = open_parent(root, path, false, a, &name);
		if (dir < 0)
			return;
		rc = unlinkat(dir, name, AT_REMOVEDIR);
		if (rc == 0)
			(void)fsync(dir);
		(void)close(dir);
		if (rc < 0)
			return;
	}
}

int write_remove(struct repo *repo, struct str path, struct error *err)
{
	struct arena scratch = { 0 };
	const char *name;
	int root, dir, rc;

	assert(view_path_ok(path));
	rc = repo_root(repo, &root, err);
	if (rc < 0)
		return rc;
	dir = open_parent(root, path, false, &scratch, &name);
	if (dir < 0) {
		rc = errno == ENOENT ? 0 : failed(path, err);
	} else {
		if ((unlinkat(dir, name, 0) < 0 && errno != ENOENT) ||
		    fsync(dir) < 0)
			rc = failed(path, err);
		(void)close(dir);
		if (rc == 0)
			prune(root, path, &scratch);
	}
	arena_free(&scratch);
	return rc;
}

int write_lock(struct repo *repo, int *lock, struct error *err)
{
	static const struct timespec pause = { 0, LOCK_PAUSE };
	struct arena scratch = { 0 };
	const char *folder =
		str_fmt(&scratch, "%spromptpin", repo->common_dir).p;
	const char *path = str_fmt(&scratch, "%s/lock", folder).p;
	int fd, rc = -1;

	if (mkdir(folder, 0777) < 0 && errno != EEXIST)
		rc = error_set(err, ERROR_FAILED, "%s: %s", folder,
			       strerror(errno));
	else if ((fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC,
			    0666)) < 0)
		rc = error_set(err, ERROR_FAILED, "%s: %s", path,
			       strerror(errno));
	else {
		for (int i = 0; rc < 0 && i < LOCK_TRIES; i++) {
			rc = flock(fd, LOCK_EX | LOCK_NB);
			if (rc < 0 && errno != EWOULDBLOCK && errno != EINTR)
				break;
			if (rc < 0)
				(void)nanosleep(&pause, NULL);
		}
		if (rc < 0) {
			rc = error_set(
				err, ERROR_FAILED,
				errno == EWOULDBLOCK ?
					"%s: another promptpin is at work in "
					"this clone" :
					"%s: cannot be locked",
				path);
			(void)close(fd);
		} else {
			*lock = fd;
		}
	}
	arena_free(&scratch);
	return rc;
}

void write_unlock(int lock)
{
	(void)close(lock);
}
