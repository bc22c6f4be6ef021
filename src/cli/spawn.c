#include "cli/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"

enum { SAID = 1024 * 1024, CHUNK = 16 * 1024 };

static volatile sig_atomic_t stopped;

void spawn_stop(int signal_number)
{
	(void)signal_number;
	stopped = 1;
}

bool spawn_stopped(void)
{
	return stopped != 0;
}

/* Runs in the child, between fork and exec. */
static void become(const struct spawn *what, char *const *argv, int out)
{
	int in = open(what->input ? what->input : "/dev/null", O_RDONLY);

	(void)setpgid(0, 0);
	(void)signal(SIGPIPE, SIG_DFL);
	if (in < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0 ||
	    chdir(what->folder) < 0)
		_exit(126);
	for (size_t i = 0; what->env && what->env[i]; i++) {
		const char *equals = strchr(what->env[i], '=');
		char name[256];
		size_t n = equals ? (size_t)(equals - what->env[i]) : 0;

		if (!equals) {
			(void)unsetenv(what->env[i]);
		} else if (n < sizeof(name)) {
			memcpy(name, what->env[i], n);
			name[n] = '\0';
			(void)setenv(name, equals + 1, 1);
		}
	}
	(void)execvp(argv[0], argv);
	_exit(errno == ENOENT ? 127 : 126);
}

static long now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (long)t.tv_sec;
}

/*
 * All that it says, until it closes its end. A process that it left behind may
 * hold that open, so the wait ends with the program itself.
 */
static void listen_to(pid_t pid, int fd, long until, struct buf *said,
		      struct spawned *out, int *status)
{
	static char chunk[CHUNK];
	bool gone = false;

	for (;;) {
		struct pollfd p = { fd, POLLIN, 0 };
		int ready = poll(&p, 1, gone ? 0 : 100);
		ssize_t n = ready > 0 ? read(fd, chunk, sizeof(chunk)) : -1;

		if (n > 0 && said->len < SAID)
			buf_add(said, (struct str){ chunk, (size_t)n });
		if (n > 0)
			continue;
		if (gone)
			return;
		if (stopped || now() > until) {
			out->late = !stopped;
			(void)kill(-pid, SIGKILL);
		}
		gone = waitpid(pid, status, WNOHANG) != 0;
		if (n == 0 && !gone)
			(void)poll(NULL, 0, 1);
	}
}

int spawn(struct spawned *out, struct arena *a, const struct spawn *what,
	  struct error *err)
{
	struct buf said = buf_in(a);
	int ends[2], status = 0;
	size_t count = 0;
	char **argv;
	pid_t pid;

	*out = (struct spawned){ 0 };
	while (what->argv[count])
		count++;
	argv = arena_zero(a, count + 1, sizeof(*argv));
	for (size_t i = 0; i < count; i++)
		argv[i] = str_c(a, str_of(what->argv[i]));
	if (stopped)
		return error_set(err, ERROR_FAILED, "interrupted");
	if (pipe2(ends, O_CLOEXEC) < 0)
		return error_set(err, ERROR_FAILED, "could not run %s: %s",
				 argv[0], strerror(errno));
	pid = fork();
	if (pid == 0)
		become(what, argv, ends[1]);
	(void)close(ends[1]);
	if (pid > 0) {
		(void)setpgid(pid, pid);
		listen_to(pid, ends[0], now() + (long)what->seconds, &said, out,
			  &status);
	}
	(void)close(ends[0]);
	if (pid < 0)
		return error_set(err, ERROR_FAILED, "could not run %s: %s",
				 argv[0], strerror(errno));
	if (stopped)
		return error_set(err, ERROR_FAILED, "interrupted");
	out->status = WIFEXITED(status) ? WEXITSTATUS(status) :
					  128 + WTERMSIG(status);
	out->said = buf_str(&said);
	return 0;
}
