/*
 * door.c - the front door: what the hook scripts enter by.
 *
 *	promptpin-hook PROGRAM pre-commit [ARGUMENT...]
 *	.../libexec/promptpin/hooks/pre-commit [ARGUMENT...]
 *
 * A link with a hook's name is that hook, as for the full program, so that
 * git's configuration needs only its path. PROGRAM is then the one that was
 * installed with this file, found from where this file itself lies: never by
 * PATH, which may lead into a repository.
 *
 * Exit 0 and silence where PROGRAM, asked the same question, is known to
 * answer so; else this process becomes `PROGRAM hook pre-commit ...`, with
 * its environment and input as they were. It links neither libgit2 nor
 * libyaml, so that it starts in the time of an empty script. It decides
 * nothing by itself: src/recall/answers.h says what is remembered and why
 * that is enough.
 */
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "recall/clean.h"

enum { EXIT_WRONG_USE = 2, EXIT_NOT_CHECKED = 3 };

/* The path that exec would find for a name; NULL: none. In a. */
static const char *find_program(struct arena *a, const char *name)
{
	const char *path = getenv("PATH");

	if (strchr(name, '/'))
		return name;
	while (path && *path) {
		size_t n = strcspn(path, ":");
		const char *at = str_fmt(a, "%.*s%s%s", (int)n, path,
					 n ? "/" : "", name)
					 .p;

		if (access(at, X_OK) == 0)
			return at;
		path += n + (path[n] == ':');
	}
	return NULL;
}

/* What was asked for, by whichever of the two ways. */
struct question {
	char *program, *event; /* program NULL: it is not there */
	char **rest;	       /* ARGUMENT..., and a NULL */
};

static char *name_of(char *path)
{
	char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool is_hook(const char *name)
{
	static const char *const names[] = {
		"pre-commit",	      "pre-merge-commit", "pre-push",
		"prepare-commit-msg", "post-merge",	  "post-checkout",
		"pre-receive",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

/* The file that runs, all links resolved; NULL: cannot be told. */
static const char *own_file(struct arena *a, const char *argv0)
{
	char path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (n > 0)
		path[n] = '\0';
	else if (!strchr(argv0, '/') || !realpath(argv0, path))
		return NULL;
	return str_c(a, str_of(path));
}

/* As `make install` and as `make` leave it; NULL: there is none. */
static char *installed_program(struct arena *a, const char *argv0)
{
	static const char *const places[] = { "../../bin/promptpin",
					      "promptpin" };
	const char *own = own_file(a, argv0);
	const char *slash = own ? strrchr(own, '/') : NULL;

	for (size_t i = 0; slash && i < sizeof(places) / sizeof(places[0]);
	     i++) {
		char *path = str_c(a,
				   str_fmt(a, "%.*s%s", (int)(slash + 1 - own),
					   own, places[i]));

		if (access(path, X_OK) == 0)
			return path;
	}
	return NULL;
}

/* False: neither a link with a hook's name, nor PROGRAM EVENT. */
static bool read_question(struct question *q, struct arena *a, int argc,
			  char **argv)
{
	if (argc > 0 && is_hook(name_of(argv[0]))) {
		q->program = installed_program(a, argv[0]);
		q->event = name_of(argv[0]);
		q->rest = argv + 1;
		return true;
	}
	if (argc < 3)
		return false;
	q->program = argv[1];
	q->event = argv[2];
	q->rest = argv + 3;
	return true;
}

/* argv of the full program: PROGRAM hook EVENT [ARGUMENT...] */
static char **arguments(struct arena *a, const struct question *q)
{
	static char hook[] = "hook";
	size_t count = 0;
	char **out;

	while (q->rest[count])
		count++;
	out = arena_zero(a, count + 4, sizeof(*out));
	out[0] = q->program;
	out[1] = hook;
	out[2] = q->event;
	memcpy(out + 3, q->rest, count * sizeof(*out));
	return out;
}

int main(int argc, char **argv)
{
	struct arena arena = { 0 };
	struct question q;
	const char *program;

	if (!read_question(&q, &arena, argc, argv)) {
		(void)fputs(
			"usage: promptpin-hook PROGRAM EVENT [ARGUMENT...]\n"
			"  what the hook scripts of promptpin call\n",
			stderr);
		return EXIT_WRONG_USE;
	}
	program = q.program ? find_program(&arena, q.program) : NULL;
	if (program && !q.rest[0] && strcmp(q.event, "pre-commit") == 0) {
		if (recall_clean(program)) {
			arena_free(&arena);
			return 0;
		}
		recall_tell_asked();
	}
	if (program)
		(void)execv(program, arguments(&arena, &q));
	(void)fprintf(stderr,
		      "promptpin: %s: cannot be run (%s), so the prompts were "
		      "not checked\n  try: promptpin install\n",
		      q.event, strerror(program ? errno : ENOENT));
	arena_free(&arena);
	return EXIT_NOT_CHECKED;
}
