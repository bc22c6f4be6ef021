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
#include "view/internal.h"

extern char **environ;

enum { CHUNK = 64 * 1024, WORDS = 400 };

/* A child with its three pipes; -1: closed. */
struct child {
	pid_t pid;
	int in, out, errors;
};

static void shut(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

static bool overridden(const char *entry, const char *const *own)
{
	for (; *own; own++) {
		size_t n = strcspn(*own, "=") + 1;

		if (strncmp(entry, *own, n) == 0)
			return true;
	}
	return false;
}

/* The environment as it is, with own entries over it. */
static char **environment(struct arena *a, const char *const *own)
{
	size_t count = 0, own_count = 0, n = 0;
	char **env;

	while (environ[count])
		count++;
	while (own[own_count])
		own_count++;
	env = arena_zero(a, count + own_count + 1, sizeof(*env));
	for (size_t i = 0; i < count; i++)
		if (!overridden(environ[i], own))
			env[n++] = environ[i];
	for (size_t i = 0; i < own_count; i++)
		env[n++] = str_c(a, str_of(own[i]));
	return env;
}

/* Runs in the child, between fork and exec. */
static void become(const char *folder, char *const *argv, char *const *env,
		   const int fds[3])
{
	sigset_t none;

	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)signal(SIGPIPE, SIG_DFL);
	for (int i = 0; i < 3; i++)
		if (dup2(fds[i], i) < 0)
			_exit(127);
	if (folder && chdir(folder) < 0)
		_exit(126);
	(void)execvpe(argv[0], argv, env);
	_exit(errno == ENOENT ? 127 : 126);
}

/* Descriptors above 2 only, so that dup2 in the child never overwrites one
 * that is still needed. */
static int above_stdio(int fd)
{
	int moved;

	if (fd < 0 || fd > 2)
		return fd;
	moved = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	(void)close(fd);
	return moved;
}

static int open_pipe(int ends[2])
{
	if (pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	ends[0] = above_stdio(ends[0]);
	ends[1] = above_stdio(ends[1]);
	return ends[0] < 0 || ends[1] < 0 ? -1 : 0;
}

static int start(struct child *child, const char *folder, char *const *argv,
		 char *const *env, bool input, struct error *err)
{
	int in[2] = { -1, -1 }, out[2] = { -1, -1 }, errors[2] = { -1, -1 };
	int rc = 0;

	if ((input ? open_pipe(in) :
		     (in[0] = above_stdio(open("/dev/null",
					       O_RDONLY | O_CLOEXEC))) < 0) ||
	    open_pipe(out) < 0 || open_pipe(errors) < 0 ||
	    (child->pid = fork()) < 0)
		rc = error_set(err, ERROR_FAILED, "could not run git: %s",
			       strerror(errno));
	else if (child->pid == 0)
		become(folder, argv, env,
		       (int[]){ in[0], out[1], errors[1] });
	shut(&in[0]);
	shut(&out[1]);
	shut(&errors[1]);
	if (rc < 0) {
		shut(&in[1]);
		shut(&out[0]);
		shut(&errors[0]);
	}
	child->in = in[1];
	child->out = out[0];
	child->errors = errors[0];
	return rc;
}

/* Read what is there; at the end close. */
static void drain(int *fd, struct buf *into)
{
	static char chunk[CHUNK];
	ssize_t n = read(*fd, chunk, sizeof(chunk));

	if (n > 0)
		buf_add(into, (struct str){ chunk, (size_t)n });
	else if (n == 0 || (errno != EINTR && errno != EAGAIN))
		shut(fd);
}

/* Write what fits; a child that reads no further is not our trouble: its
 * exit status tells. */
static void feed(int *fd, struct str *input)
{
	size_t most = input->n < CHUNK ? input->n : CHUNK;
	ssize_t n = write(*fd, input->p, most);

	if (n > 0)
		*input = str_cut(*input, (size_t)n, input->n);
	if (input->n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN))
		shut(fd);
}

static void talk(struct child *child, struct str input, struct buf *out,
		 struct buf *errors)
{
	if (child->in >= 0)
		(void)fcntl(child->in, F_SETFL, O_NONBLOCK);
	while (child->out >= 0 || child->errors >= 0) {
		struct pollfd fds[3] = {
			{ child->in, POLLOUT, 0 },
			{ child->out, POLLIN, 0 },
			{ child->errors, POLLIN, 0 },
		};

		if (poll(fds, 3, -1) < 0)
			continue; /* a signal: main's handler decides */
		if (fds[0].revents)
			feed(&child->in, &input);
		if (fds[1].revents)
			drain(&child->out, out);
		if (fds[2].revents)
			drain(&child->errors, errors);
	}
	shut(&child->in);
}

/* Writing to a git that went away must not end us: hold SIGPIPE back, and
 * swallow the one we may have caused. */
static void hold_pipe(sigset_t *before, bool *pending)
{
	sigset_t pipe_only, now;

	(void)sigemptyset(&pipe_only);
	(void)sigaddset(&pipe_only, SIGPIPE);
	(void)sigpending(&now);
	*pending = sigismember(&now, SIGPIPE) == 1;
	(void)sigprocmask(SIG_BLOCK, &pipe_only, before);
}

static void let_pipe(const sigset_t *before, bool pending)
{
	static const struct timespec at_once = { 0, 0 };
	sigset_t pipe_only;

	(void)sigemptyset(&pipe_only);
	(void)sigaddset(&pipe_only, SIGPIPE);
	if (!pending)
		(void)sigtimedwait(&pipe_only, NULL, &at_once);
	(void)sigprocmask(SIG_SETMASK, before, NULL);
}

/* The last line or lines of text that are not empty, at most WORDS bytes. */
static struct str last_words(struct str text)
{
	while (text.n && (text.p[text.n - 1] == '\n' ||
			  text.p[text.n - 1] == ' '))
		text.n--;
	if (text.n > WORDS)
		text = str_cut(text, text.n - WORDS, text.n);
	return text;
}

struct job {
	const char *folder;
	char *const *argv, *const *env;
	struct str input;
	struct str out, words;
	int status;
};

static int run(struct job *job, struct arena *a, struct error *err)
{
	struct buf out = buf_in(a), errors = buf_in(a);
	struct child child;
	sigset_t before;
	bool pending;
	int status, rc;

	hold_pipe(&before, &pending);
	rc = start(&child, job->folder, job->argv, job->env, job->input.n > 0,
		   err);
	if (rc == 0) {
		talk(&child, job->input, &out, &errors);
		while (waitpid(child.pid, &status, 0) < 0)
			if (errno != EINTR) {
				rc = error_set(err, ERROR_FAILED,
					       "could not wait for git: %s",
					       strerror(errno));
				break;
			}
	}
	let_pipe(&before, pending);
	if (rc < 0)
		return rc;
	if (!WIFEXITED(status))
		return error_set(err, ERROR_FAILED,
				 "git was ended by signal %d",
				 WTERMSIG(status));
	job->status = WEXITSTATUS(status);
	if (job->status == 127)
		return error_set(err, ERROR_FAILED,
				 "git is not there, or not in PATH");
	job->out = buf_str(&out);
	job->words = last_words(buf_str(&errors));
	return 0;
}

/* Nothing that lies in the repository is run, nothing is fetched, nothing is
 * written that was not asked for. */
static const char *const careful[] = {
	"git", "--no-optional-locks", "-c", "core.fsmonitor=false",
	"-c", "core.hooksPath=/dev/null"
};
enum { CAREFUL = sizeof(careful) / sizeof(*careful) };

static char **arguments(struct arena *a, const char *const *argv)
{
	size_t count = 0;
	char **all;

	while (argv[count])
		count++;
	all = arena_zero(a, CAREFUL + count + 1, sizeof(*all));
	for (size_t i = 0; i < CAREFUL; i++)
		all[i] = str_c(a, str_of(careful[i]));
	for (size_t i = 0; i < count; i++)
		all[CAREFUL + i] = str_c(a, str_of(argv[i]));
	return all;
}

/* The repository that we opened, by absolute paths: whatever GIT_DIR or the
 * current folder say, git works on the same one. */
static char **pinned(struct arena *a, struct repo *repo)
{
	const char *own[9] = { "GIT_LITERAL_PATHSPECS=1", "GIT_PREFIX=",
			       "GIT_NO_LAZY_FETCH=1", "GIT_TERMINAL_PROMPT=0",
			       NULL };
	size_t n = 4;

	own[n++] = str_fmt(a, "GIT_DIR=%s", repo->git_dir).p;
	if (repo->work_tree)
		own[n++] = str_fmt(a, "GIT_WORK_TREE=%s", repo->work_tree).p;
	if (getenv("GIT_INDEX_FILE"))
		own[n++] = str_fmt(a, "GIT_INDEX_FILE=%s",
				   repo->index_path).p;
	own[n] = NULL;
	return environment(a, own);
}

int git_run(struct repo *repo, struct arena *a, const char *const *argv,
	    struct str input, struct str *out, int *status,
	    struct error *err)
{
	struct job job = { .input = input, .argv = arguments(a, argv),
			   .env = pinned(a, repo) };
	int rc;

	job.folder = repo->work_tree ? repo->work_tree : repo->git_dir;
	rc = run(&job, a, err);
	if (rc < 0)
		return rc;
	if (job.status == 128 || (job.status && !status))
		return error_set(err, ERROR_FAILED, "git %s: %.*s", argv[0],
				 STR_ARG(job.words.n ? job.words :
						       STR("failed")));
	if (out)
		*out = job.out;
	if (status)
		*status = job.status;
	return 0;
}

int repo_git(struct repo *repo, struct arena *a, const char *const *argv,
	     struct str input, struct str *out, struct error *err)
{
	return git_run(repo, a, argv, input, out, NULL, err);
}

int git_allows(const char *folder, struct error *err)
{
	static const char *const argv[] = { "rev-parse", "--git-dir", NULL };
	static const char *const nothing[] = { NULL };
	struct arena a = { 0 };
	struct job job = { .folder = folder, .argv = arguments(&a, argv),
			   .env = environment(&a, nothing) };
	int rc = run(&job, &a, err);

	if (rc == 0 && job.status != 0)
		rc = error_set(err, ERROR_FAILED, "%.*s", STR_ARG(job.words));
	arena_free(&a);
	return rc;
}
