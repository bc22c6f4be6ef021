#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "view/internal.h"

extern char **environ;

enum { CHUNK = 64 * 1024, WORDS = 400 };

/* A child with the pipes that are read from it; -1: closed. */
struct child {
	pid_t pid;
	int out, errors;
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

/* An environment with own entries over it. */
static char **environment_of(struct arena *a, char *const *base,
			     const char *const *own)
{
	size_t count = 0, own_count = 0, n = 0;
	char **env;

	while (base[count])
		count++;
	while (own[own_count])
		own_count++;
	env = arena_zero(a, count + own_count + 1, sizeof(*env));
	for (size_t i = 0; i < count; i++)
		if (!overridden(base[i], own))
			env[n++] = base[i];
	for (size_t i = 0; i < own_count; i++)
		env[n++] = str_c(a, str_of(own[i]));
	return env;
}

static char **environment(struct arena *a, const char *const *own)
{
	return environment_of(a, environ, own);
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
int git_above_stdio(int fd)
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
	ends[0] = git_above_stdio(ends[0]);
	ends[1] = git_above_stdio(ends[1]);
	return ends[0] < 0 || ends[1] < 0 ? -1 : 0;
}

/*
 * Input is given whole, as a file without a name: from a pipe whose writer is
 * killed halfway git would take the half for all of it.
 */
int git_scratch_file(struct str input)
{
#ifdef MFD_CLOEXEC
	int fd = memfd_create("promptpin-input", MFD_CLOEXEC);
#else
	FILE *file = tmpfile();
	int fd = file ? fcntl(fileno(file), F_DUPFD_CLOEXEC, 3) : -1;

	if (file)
		(void)fclose(file);
#endif
	fd = git_above_stdio(fd);
	while (fd >= 0 && input.n) {
		ssize_t n = write(fd, input.p, input.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			shut(&fd);
			break;
		}
		input = str_cut(input, (size_t)n, input.n);
	}
	if (fd >= 0 && lseek(fd, 0, SEEK_SET) < 0)
		shut(&fd);
	return fd;
}

static int start(struct child *child, const char *folder, char *const *argv,
		 char *const *env, struct str input, struct error *err)
{
	int in, out[2] = { -1, -1 }, errors[2] = { -1, -1 };
	int rc = 0;

	in = input.n ? git_scratch_file(input) :
		       git_above_stdio(open("/dev/null", O_RDONLY | O_CLOEXEC));
	if (in < 0 || open_pipe(out) < 0 || open_pipe(errors) < 0 ||
	    (child->pid = fork()) < 0)
		rc = error_set(err, ERROR_FAILED, "could not run git: %s",
			       strerror(errno));
	else if (child->pid == 0)
		become(folder, argv, env, (int[]){ in, out[1], errors[1] });
	shut(&in);
	shut(&out[1]);
	shut(&errors[1]);
	if (rc < 0) {
		shut(&out[0]);
		shut(&errors[0]);
	}
	child->out = out[0];
	child->errors = errors[0];
	return rc;
}

/* Read what is there; at the end close. Returns 0 or what went wrong. */
static int drain(int *fd, struct buf *into)
{
	static char chunk[CHUNK];
	ssize_t n = read(*fd, chunk, sizeof(chunk));
	int wrong = n < 0 && errno != EINTR && errno != EAGAIN ? errno : 0;

	if (n > 0)
		buf_add(into, (struct str){ chunk, (size_t)n });
	else if (n == 0 || wrong)
		shut(fd);
	return wrong;
}

/* Read all that the child says. Returns 0, or the first thing that went
 * wrong: half an answer is none. */
static int listen_to(struct child *child, struct buf *out, struct buf *errors)
{
	int wrong = 0;

	while (child->out >= 0 || child->errors >= 0) {
		struct pollfd fds[2] = {
			{ child->out, POLLIN, 0 },
			{ child->errors, POLLIN, 0 },
		};

		if (poll(fds, 2, -1) < 0)
			continue; /* a signal: main's handler decides */
		if (fds[0].revents && !wrong)
			wrong = drain(&child->out, out);
		if (fds[1].revents && !wrong)
			wrong = drain(&child->errors, errors);
		if (wrong) {
			shut(&child->out);
			shut(&child->errors);
		}
	}
	return wrong;
}

/* The last line or lines of text that are not empty, at most WORDS bytes. */
struct str git_last_words(struct str text)
{
	while (text.n &&
	       (text.p[text.n - 1] == '\n' || text.p[text.n - 1] == ' '))
		text.n--;
	if (text.n > WORDS)
		text = str_cut(text, text.n - WORDS, text.n);
	return text;
}

struct job {
	const char *folder;
	char *const *argv, *const *env;
	struct str input;
	bool asks; /* for what git says, not only that it be done */
	struct str out, words;
	int status;
};

static int run(struct job *job, struct arena *a, struct error *err)
{
	struct buf out = buf_in(a), errors = buf_in(a);
	struct child child = { -1, -1, -1 };
	int status, wrong;

	if (start(&child, job->folder, job->argv, job->env, job->input, err) <
	    0)
		return ERROR_FAILED;
	wrong = listen_to(&child, &out, &errors);
	while (waitpid(child.pid, &status, 0) < 0)
		if (errno != EINTR)
			return error_set(err, ERROR_FAILED,
					 "could not wait for git: %s",
					 strerror(errno));
	if (wrong && job->asks)
		return error_set(err, ERROR_FAILED,
				 "could not read what git says: %s",
				 strerror(wrong));
	if (!WIFEXITED(status))
		return error_set(err, ERROR_FAILED,
				 "git was ended by signal %d",
				 WTERMSIG(status));
	job->status = WEXITSTATUS(status);
	if (job->status == 127)
		return error_set(err, ERROR_FAILED,
				 "git is not there, or not in PATH");
	job->out = buf_str(&out);
	job->words = git_last_words(buf_str(&errors));
	return 0;
}

/* Nothing that lies in the repository is run, nothing is fetched, nothing is
 * written that was not asked for. */
static const char *const careful[] = { "git", "--no-optional-locks",
				       "-c",  "core.fsmonitor=false",
				       "-c",  "core.hooksPath=/dev/null" };
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

/* Entries of an environment that is being made. */
struct entries {
	struct arena *arena;
	const char **own;
	size_t n, room;
	unsigned long count;
};

static void add_entry(struct entries *e, const char *text)
{
	e->own = arena_grow(e->arena, e->own, e->n, &e->room, sizeof(*e->own));
	e->own[e->n++] = text;
}

static bool disarm_one(void *argument, const char *key, const char *value)
{
	static const char *const ends[] = { ".clean", ".smudge", ".process",
					    ".required" };
	struct entries *e = argument;
	struct str name = str_of(key);

	(void)value;
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		if (!str_starts(name, "filter.") || !str_ends(name, ends[i]))
			continue;
		add_entry(e, str_fmt(e->arena, "GIT_CONFIG_KEY_%lu=%s",
				     e->count, key)
				     .p);
		add_entry(e, str_fmt(e->arena, "GIT_CONFIG_VALUE_%lu=%s",
				     e->count++, i == 3 ? "false" : "")
				     .p);
	}
	return true;
}

/*
 * Filter drivers without their commands, as configuration in the environment
 * (a driver's name may hold any character, which rules -c out). Git would run
 * them to look again at a file that changed in the same tick as the index.
 */
static void disarm(struct arena *a, struct repo *repo, char ***env)
{
	const char *told = getenv("GIT_CONFIG_COUNT");
	struct entries e = { .arena = a };

	e.count = told ? strtoul(told, NULL, 10) : 0;
	repo->source->settings(repo, disarm_one, &e);
	if (e.n == 0)
		return;
	add_entry(&e, str_fmt(a, "GIT_CONFIG_COUNT=%lu", e.count).p);
	add_entry(&e, NULL);
	*env = environment_of(a, *env, e.own);
}

/* For every git: objects as they are stored, no way to a remote (git before
 * 2.45 does not know GIT_NO_LAZY_FETCH). */
#define PLAIN                                                     \
	"GIT_NO_REPLACE_OBJECTS=1", "GIT_GRAFT_FILE=/dev/null",   \
		"GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=none", \
		"GIT_TERMINAL_PROMPT=0", "GIT_FLUSH=1"
static const char *const plain[] = { PLAIN, NULL };
enum { PLAIN_COUNT = sizeof(plain) / sizeof(*plain) - 1 };

/* The repository that we opened, by absolute paths: whatever GIT_DIR or the
 * current folder say, git works on the same one. */
static char **pinned(struct arena *a, struct repo *repo)
{
	const char *own[PLAIN_COUNT + 7] = { PLAIN, "GIT_LITERAL_PATHSPECS=1",
					     "GIT_PREFIX=" };
	const char *objects = repo_told("GIT_OBJECT_DIRECTORY");
	size_t n = PLAIN_COUNT + 2;
	char **env;

	own[n++] = str_fmt(a, "GIT_DIR=%s", repo->git_dir).p;
	if (repo->work_tree)
		own[n++] = str_fmt(a, "GIT_WORK_TREE=%s", repo->work_tree).p;
	if (getenv("GIT_INDEX_FILE"))
		own[n++] = str_fmt(a, "GIT_INDEX_FILE=%s", repo->index_path).p;
	if (objects && repo->objects)
		own[n++] =
			str_fmt(a, "GIT_OBJECT_DIRECTORY=%s", repo->objects).p;
	own[n] = NULL;
	env = environment(a, own);
	disarm(a, repo, &env);
	return env;
}

int git_run(struct repo *repo, struct arena *a, const char *const *argv,
	    struct str input, struct str *out, int *status, struct error *err)
{
	struct job job = { .input = input,
			   .argv = arguments(a, argv),
			   .env = pinned(a, repo),
			   .asks = out != NULL };
	int rc;

	job.folder = repo->work_tree ? repo->work_tree : repo->git_dir;
	rc = run(&job, a, err);
	if (rc < 0)
		return rc;
	if (job.status == 128 || (job.status && !status))
		return error_set(
			err, ERROR_FAILED, "git %s: %.*s", argv[0],
			STR_ARG(job.words.n ? job.words : STR("failed")));
	if (out)
		*out = job.out;
	if (status)
		*status = job.status;
	return 0;
}

int git_spawn(struct repo *repo, struct arena *a, const char *const *argv,
	      const int fds[3], int *pid, struct error *err)
{
	const char *folder = repo->work_tree ? repo->work_tree : repo->git_dir;
	char **all = arguments(a, argv), **env = pinned(a, repo);
	int own[3];

	for (int i = 0; i < 3; i++)
		own[i] = fds[i];
	*pid = fork();
	if (*pid < 0)
		return error_set(err, ERROR_FAILED, "could not run git: %s",
				 strerror(errno));
	if (*pid == 0)
		become(folder, all, env, own);
	return 0;
}

int repo_git(struct repo *repo, struct arena *a, const char *const *argv,
	     struct str input, struct str *out, struct error *err)
{
	return git_run(repo, a, argv, input, out, NULL, err);
}

int git_ask(const char *folder, struct arena *a, const char *const *argv,
	    struct str *out, struct error *err)
{
	struct job job = { .folder = folder,
			   .argv = arguments(a, argv),
			   .env = environment(a, plain),
			   .asks = true };

	if (run(&job, a, err) < 0)
		return ERROR_FAILED;
	if (job.status != 0)
		return error_set(err, ERROR_FAILED, "%.*s", STR_ARG(job.words));
	*out = job.out;
	return 0;
}

int git_allows(const char *folder, struct error *err)
{
	static const char *const argv[] = { "rev-parse", "--git-dir", NULL };
	struct arena a = { 0 };
	struct str out;
	int rc = git_ask(folder, &a, argv, &out, err);

	arena_free(&a);
	return rc;
}
