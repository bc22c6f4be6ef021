/* Temporary files of writers that were interrupted. */
#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "name.h"

enum { OLD = 60 * 60 }; /* seconds: no write takes as long */

/* The process in a name of the form .tmp-PID-N; 0: it has another form. */
static pid_t writer(const char *name)
{
	const char *digits = name + strlen(NAME_TEMPORARY);
	char *end;
	long pid = strtol(digits, &end, 10);

	return end > digits && *end == '-' && pid > 0 && pid == (pid_t)pid ?
		       (pid_t)pid :
		       0;
}

/*
 * Whether nobody is writing it any more. In a container every run may have
 * the same process id, so an own one is an earlier run's.
 */
static bool is_stale(int at, const char *name)
{
	pid_t pid = writer(name);
	struct stat st;

	if (pid == getpid() || (pid && kill(pid, 0) < 0 && errno == ESRCH))
		return true;
	return fstatat(at, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	       st.st_mtime < time(NULL) - OLD;
}

static int sweep(DIR *dir)
{
	struct dirent *entry;
	int rc = STORE_OK;

	for (;;) {
		errno = 0;
		entry = readdir(dir);
		if (!entry)
			return errno ? folder_status(errno) : rc;
		if (entry->d_type == DT_DIR ||
		    !store_path_temporary(entry->d_name) ||
		    !is_stale(dirfd(dir), entry->d_name))
			continue;
		if (unlinkat(dirfd(dir), entry->d_name, 0) < 0 &&
		    errno != ENOENT)
			rc = folder_status(errno);
	}
}

int folder_sweep(int root, const char *path)
{
	const char *name;
	DIR *dir;
	int at, rc, saved;

	rc = folder_parent(root, path, &at, &name);
	if (rc < 0)
		return rc;
	dir = fdopendir(at);
	if (!dir) {
		rc = folder_status(errno);
		folder_close(at);
		return rc;
	}
	rc = sweep(dir);
	saved = errno;
	(void)closedir(dir);
	errno = saved;
	return rc;
}
