#include "view/talk.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "view/internal.h"

enum { ROOM = 64 * 1024 };

struct talk {
	struct arena arena;
	char *bytes; /* read and not given yet: [from, to) */
	size_t from, to;
	int pid;
	int in, out, errors; /* errors: a file that it writes to */
};

static void shut(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

static int lift(int ends[2])
{
	ends[0] = git_above_stdio(ends[0]);
	ends[1] = git_above_stdio(ends[1]);
	return ends[0] < 0 || ends[1] < 0 ? -1 : 0;
}

int talk_start(struct talk **out, struct repo *repo, const char *const *argv,
	       struct error *err)
{
	struct arena arena = { 0 };
	struct talk *t = arena_zero(&arena, 1, sizeof(*t));
	int ends[2] = { -1, -1 }, pipe_ends[2] = { -1, -1 }, rc;

	t->arena = arena;
	t->bytes = arena_alloc(&t->arena, ROOM);
	t->pid = -1;
	/* A socket, since writing to one of a git that died can be kept from
	 * raising a signal. */
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0 ||
	    pipe2(pipe_ends, O_CLOEXEC) < 0 || lift(ends) < 0 ||
	    lift(pipe_ends) < 0 ||
	    (t->errors = git_scratch_file(STR_EMPTY)) < 0)
		rc = error_set(err, ERROR_FAILED, "could not run git: %s",
			       strerror(errno));
	else
		rc = git_spawn(repo, &t->arena, argv,
			       (int[]){ ends[0], pipe_ends[1], t->errors },
			       &t->pid, err);
	shut(ends);
	shut(pipe_ends + 1);
	t->in = ends[1];
	t->out = pipe_ends[0];
	if (rc < 0) {
		talk_stop(t);
		return rc;
	}
	*out = t;
	return 0;
}

void talk_stop(struct talk *t)
{
	struct arena arena;

	if (!t)
		return;
	shut(&t->in);
	shut(&t->out);
	shut(&t->errors);
	if (t->pid > 0) {
		/* It only reads: nothing is left half done. */
		(void)kill(t->pid, SIGKILL);
		while (waitpid(t->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	arena = t->arena; /* t itself lies in it */
	arena_free(&arena);
}

/* It hung up: say why. */
static int ended(struct talk *t, struct error *err)
{
	char words[400];
	ssize_t n;
	int status = 0;

	shut(&t->in);
	while (waitpid(t->pid, &status, 0) < 0 && errno == EINTR)
		;
	t->pid = -1;
	n = pread(t->errors, words, sizeof(words), 0);
	if (n > 0)
		return error_set(err, ERROR_FAILED, "git: %.*s",
				 STR_ARG(git_last_words(
					 (struct str){ words, (size_t)n })));
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return error_set(err, ERROR_FAILED,
				 "git is not there, or not in PATH");
	return error_set(err, ERROR_FAILED, "git ended without a word");
}

int talk_ask(struct talk *t, struct str question, struct error *err)
{
	while (question.n) {
		ssize_t n = send(t->in, question.p, question.n, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return ended(t, err);
		question = str_cut(question, (size_t)n, question.n);
	}
	return 0;
}

/* Read some more behind what is there. */
static int more(struct talk *t, char *to, size_t room, size_t *got,
		struct error *err)
{
	ssize_t n;

	do
		n = read(t->out, to, room);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return error_set(err, ERROR_FAILED,
				 "could not read what git says: %s",
				 strerror(errno));
	if (n == 0)
		return ended(t, err);
	*got = (size_t)n;
	return 0;
}

int talk_until(struct talk *t, char end, struct str *out, struct error *err)
{
	size_t looked = 0, n = 0;

	for (;;) {
		struct str have = { t->bytes + t->from, t->to - t->from };
		size_t at = str_find(have, end, looked);

		if (at < have.n) {
			*out = str_cut(have, 0, at);
			t->from += at + 1;
			return 0;
		}
		looked = have.n;
		if (looked == ROOM)
			return error_set(err, ERROR_FAILED,
					 "git gives too long an answer");
		memmove(t->bytes, t->bytes + t->from, looked);
		t->from = 0;
		t->to = looked;
		if (more(t, t->bytes + t->to, ROOM - t->to, &n, err) < 0)
			return ERROR_FAILED;
		t->to += n;
	}
}

int talk_bytes(struct talk *t, char *to, size_t n, struct error *err)
{
	size_t have = t->to - t->from < n ? t->to - t->from : n, got = 0;

	if (to && have)
		memcpy(to, t->bytes + t->from, have);
	t->from += have;
	for (; have < n; have += got) {
		char *at = to ? to + have : t->bytes;
		size_t room = to || n - have < ROOM ? n - have : ROOM;

		if (!to)
			t->from = t->to = 0;
		if (more(t, at, room, &got, err) < 0)
			return ERROR_FAILED;
	}
	return 0;
}
