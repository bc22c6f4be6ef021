#include "cli/deadline.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "cli/run.h"

enum { SENTENCE = 2048, WHAT_LIMIT = 300 };

/* The handler reads the one that is in force while the other is written. */
static char sentences[2][SENTENCE];
static size_t lengths[2];
static volatile sig_atomic_t in_force;

static unsigned limit;
static const char *line_prefix = "";

int deadline_read(const char *text, unsigned *milliseconds)
{
	unsigned long value, unit = 1000;
	char *end;

	if (text[0] < '0' || text[0] > '9')
		return -1;
	errno = 0;
	value = strtoul(text, &end, 10);
	if (strcmp(end, "ms") == 0)
		unit = 1;
	else if (*end && strcmp(end, "s") != 0)
		return -1;
	if (errno || value == 0 || value > DEADLINE_LONGEST / unit)
		return -1;
	*milliseconds = (unsigned)(value * unit);
	return 0;
}

/* Only what is safe in a handler. */
static void expired(int signal_number)
{
	const char *at = sentences[in_force];
	size_t left = lengths[in_force];

	(void)signal_number;
	while (left) {
		ssize_t n = write(STDERR_FILENO, at, left);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		at += n;
		left -= (size_t)n;
	}
	_exit(EXIT_UNCHECKED);
}

static struct str limit_text(struct arena *a)
{
	return limit % 1000 ? str_fmt(a, "%u ms", limit) :
			      str_fmt(a, "%u s", limit / 1000);
}

void deadline_at(struct str what)
{
	int other = !in_force;
	struct arena scratch = { 0 };
	struct buf text = buf_in(&scratch);
	struct str all;

	buf_addf(&text,
		 "%spromptpin: the push is refused: the check of it took "
		 "longer than the %.*s that it may\n",
		 line_prefix, STR_ARG(limit_text(&scratch)));
	if (what.n) {
		buf_addf(&text, "%s  it was at ", line_prefix);
		text_escape(&text, str_cut(what, 0, WHAT_LIMIT), false);
		buf_addc(&text, '\n');
	}
	buf_addf(&text,
		 "%s  try: push fewer refs at once\n"
		 "%s  on the server, in this repository: git config "
		 "promptpin.deadline 30s\n",
		 line_prefix, line_prefix);
	all = str_cut(buf_str(&text), 0, SENTENCE);
	memcpy(sentences[other], all.p, all.n);
	lengths[other] = all.n;
	in_force = other;
	arena_free(&scratch);
}

static long since_start(void)
{
	static struct timespec start;
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	if (start.tv_sec == 0 && start.tv_nsec == 0)
		start = now;
	return (long)(now.tv_sec - start.tv_sec) * 1000 +
	       (now.tv_nsec - start.tv_nsec) / 1000000;
}

void deadline_start(unsigned milliseconds, const char *prefix)
{
	struct sigaction action = { .sa_handler = expired };
	long left = (long)milliseconds - since_start();
	struct itimerval timer = { 0 };
	sigset_t alarm;

	limit = milliseconds;
	line_prefix = prefix;
	deadline_at(STR_EMPTY);
	left = left < 1 ? 1 : left;
	timer.it_value.tv_sec = left / 1000;
	timer.it_value.tv_usec = left % 1000 * 1000;
	(void)sigemptyset(&alarm);
	(void)sigaddset(&alarm, SIGALRM);
	(void)sigaction(SIGALRM, &action, NULL);
	/* Whoever started this may have left it blocked. */
	(void)sigprocmask(SIG_UNBLOCK, &alarm, NULL);
	(void)setitimer(ITIMER_REAL, &timer, NULL);
}
