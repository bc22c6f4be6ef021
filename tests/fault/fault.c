#include "fault/fault.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static struct {
	bool armed, persistent, memory;
	unsigned left; /* calls that pass before the first that fails */
	unsigned failed;
	const char *last;
	long blocks;
	unsigned system;
	bool interrupt; /* the next short read or write gives EINTR */
} state;

void fault_arm(unsigned n, bool persistent)
{
	state.armed = true;
	state.persistent = persistent;
	state.left = n;
	state.failed = 0;
	state.last = "";
}

unsigned fault_disarm(void)
{
	state.armed = false;
	return state.failed;
}

const char *fault_last(void)
{
	return state.last;
}

bool fault_was_memory(void)
{
	return state.memory;
}

long fault_blocks(void)
{
	return state.blocks;
}

void fault_set_system(unsigned system)
{
	state.system = system;
}

/* Whether this call is to fail; errno is then set. */
static bool fails(const char *name, int error)
{
	if (!state.armed)
		return false;
	if (state.left > 0) {
		state.left--;
		return false;
	}
	if (state.failed > 0 && !state.persistent)
		return false;
	state.failed++;
	state.last = name;
	state.memory = error == ENOMEM;
	errno = error;
	return true;
}

static bool lacks(unsigned what, int error)
{
	if (!(state.system & what))
		return false;
	errno = error;
	return true;
}

/* What a short system makes of n bytes; 0 is an interruption. */
static size_t shorten(size_t n)
{
	enum { FEW = 7 };

	if (!(state.system & FAULT_SHORT) || n == 0)
		return n;
	state.interrupt = !state.interrupt;
	if (state.interrupt) {
		errno = EINTR;
		return 0;
	}
	return n < FEW ? n : FEW;
}

/* ---- memory -------------------------------------------------------------- */

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void __real_free(void *p);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
void __wrap_free(void *p);

static void *counted(void *p)
{
	state.blocks += p != NULL;
	return p;
}

void *__wrap_malloc(size_t n)
{
	return fails("malloc", ENOMEM) ? NULL : counted(__real_malloc(n));
}

void *__wrap_calloc(size_t n, size_t size)
{
	return fails("calloc", ENOMEM) ? NULL : counted(__real_calloc(n, size));
}

void *__wrap_realloc(void *p, size_t n)
{
	if (fails("realloc", ENOMEM))
		return NULL;
	return p ? __real_realloc(p, n) : counted(__real_realloc(p, n));
}

void __wrap_free(void *p)
{
	state.blocks -= p != NULL;
	__real_free(p);
}

/* ---- files ---------------------------------------------------------------- */

int __real_open(const char *path, int flags, ...);
int __real_openat(int at, const char *path, int flags, ...);
int __real_close(int fd);
ssize_t __real_read(int fd, void *p, size_t n);
ssize_t __real_write(int fd, const void *p, size_t n);
int __real_fstat(int fd, struct stat *st);
int __real_fstatat(int at, const char *path, struct stat *st, int flags);
long __real_syscall(long number, ...);
int __wrap_open(const char *path, int flags, ...);
int __wrap_openat(int at, const char *path, int flags, ...);
int __wrap_close(int fd);
ssize_t __wrap_read(int fd, void *p, size_t n);
ssize_t __wrap_write(int fd, const void *p, size_t n);
int __wrap_fsync(int fd);
int __wrap_syncfs(int fd);
int __wrap_fstat(int fd, struct stat *st);
int __wrap_fstatat(int at, const char *path, struct stat *st, int flags);
long __wrap_syscall(long number, ...);

/* The mode, which is there only where a file may be made. */
static mode_t mode_of(int flags, va_list args)
{
	bool makes = (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE;

	return makes ? va_arg(args, mode_t) : 0;
}

int __wrap_open(const char *path, int flags, ...)
{
	mode_t mode;
	va_list args;

	va_start(args, flags);
	mode = mode_of(flags, args);
	va_end(args);
	return fails("open", EIO) ? -1 : __real_open(path, flags, mode);
}

int __wrap_openat(int at, const char *path, int flags, ...)
{
	mode_t mode;
	va_list args;

	va_start(args, flags);
	mode = mode_of(flags, args);
	va_end(args);
	if ((flags & O_TMPFILE) == O_TMPFILE &&
	    lacks(FAULT_NO_TMPFILE, EOPNOTSUPP))
		return -1;
	return fails("openat", EIO) ? -1 : __real_openat(at, path, flags, mode);
}

int __wrap_close(int fd)
{
	int rc = __real_close(fd);

	return fails("close", EIO) ? -1 : rc;
}

ssize_t __wrap_read(int fd, void *p, size_t n)
{
	size_t less = shorten(n);

	if (less == 0 && n > 0)
		return -1;
	return fails("read", EIO) ? -1 : __real_read(fd, p, less);
}

ssize_t __wrap_write(int fd, const void *p, size_t n)
{
	size_t less = shorten(n);

	if (less == 0 && n > 0)
		return -1;
	return fails("write", ENOSPC) ? -1 : __real_write(fd, p, less);
}

/* That it is called is what is tested; the tests need not wait for a disk. */
int __wrap_fsync(int fd)
{
	(void)fd;
	return fails("fsync", EIO) ? -1 : 0;
}

int __wrap_syncfs(int fd)
{
	(void)fd;
	return fails("syncfs", EIO) ? -1 : 0;
}

int __wrap_fstat(int fd, struct stat *st)
{
	return fails("fstat", EIO) ? -1 : __real_fstat(fd, st);
}

int __wrap_fstatat(int at, const char *path, struct stat *st, int flags)
{
	return fails("fstatat", EIO) ? -1 : __real_fstatat(at, path, st, flags);
}

long __wrap_syscall(long number, ...)
{
	long a[6];
	va_list args;

	va_start(args, number);
	for (unsigned i = 0; i < 6; i++)
		a[i] = va_arg(args, long);
	va_end(args);
#ifdef SYS_openat2
	if (number == SYS_openat2 && lacks(FAULT_NO_OPENAT2, ENOSYS))
		return -1;
#endif
	return fails("syscall", EIO) ? -1 :
				       __real_syscall(number, a[0], a[1], a[2],
						      a[3], a[4], a[5]);
}

/* ---- names ------------------------------------------------------------------ */

int __real_mkdir(const char *path, mode_t mode);
int __real_mkdirat(int at, const char *path, mode_t mode);
int __real_linkat(int from_at, const char *from, int at, const char *to,
		  int flags);
int __real_renameat(int from_at, const char *from, int at, const char *to);
int __real_renameat2(int from_at, const char *from, int at, const char *to,
		     unsigned flags);
int __real_unlinkat(int at, const char *path, int flags);
DIR *__real_fdopendir(int fd);
struct dirent *__real_readdir(DIR *dir);
int __wrap_mkdir(const char *path, mode_t mode);
int __wrap_mkdirat(int at, const char *path, mode_t mode);
int __wrap_linkat(int from_at, const char *from, int at, const char *to,
		  int flags);
int __wrap_renameat(int from_at, const char *from, int at, const char *to);
int __wrap_renameat2(int from_at, const char *from, int at, const char *to,
		     unsigned flags);
int __wrap_unlinkat(int at, const char *path, int flags);
DIR *__wrap_fdopendir(int fd);
struct dirent *__wrap_readdir(DIR *dir);

int __wrap_mkdir(const char *path, mode_t mode)
{
	return fails("mkdir", ENOSPC) ? -1 : __real_mkdir(path, mode);
}

int __wrap_mkdirat(int at, const char *path, mode_t mode)
{
	return fails("mkdirat", ENOSPC) ? -1 : __real_mkdirat(at, path, mode);
}

int __wrap_linkat(int from_at, const char *from, int at, const char *to,
		  int flags)
{
	if (lacks(FAULT_NO_LINK, EPERM))
		return -1;
	return fails("linkat", EIO) ?
		       -1 :
		       __real_linkat(from_at, from, at, to, flags);
}

int __wrap_renameat(int from_at, const char *from, int at, const char *to)
{
	return fails("renameat", EIO) ? -1 :
					__real_renameat(from_at, from, at, to);
}

int __wrap_renameat2(int from_at, const char *from, int at, const char *to,
		     unsigned flags)
{
	return fails("renameat2", EIO) ?
		       -1 :
		       __real_renameat2(from_at, from, at, to, flags);
}

int __wrap_unlinkat(int at, const char *path, int flags)
{
	return fails("unlinkat", EIO) ? -1 : __real_unlinkat(at, path, flags);
}

DIR *__wrap_fdopendir(int fd)
{
	return fails("fdopendir", EIO) ? NULL : __real_fdopendir(fd);
}

struct dirent *__wrap_readdir(DIR *dir)
{
	return fails("readdir", EIO) ? NULL : __real_readdir(dir);
}
