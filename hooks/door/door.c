/*
 * door.c - the front door: what the hook scripts enter by.
 *
 *	promptpin-hook PROGRAM pre-commit [ARGUMENT...]
 *
 * Exit 0 and silence where PROGRAM, asked the same question, is known to
 * answer so; else this process becomes `PROGRAM hook pre-commit ...`, with
 * its environment and input as they were. It links neither libgit2 nor
 * libyaml, so that it starts in the time of an empty script. It decides
 * nothing by itself: src/recall/answers.h says what is remembered and why
 * that is enough.
 */
#include <errno.h>
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

/* argv of the full program: PROGRAM hook EVENT [ARGUMENT...] */
static char **arguments(struct arena *a, int argc, char **argv)
{
	static char hook[] = "hook";
	char **out = arena_zero(a, (size_t)argc + 1, sizeof(*out));

	out[0] = argv[1];
	out[1] = hook;
	for (int i = 2; i < argc; i++)
		out[i] = argv[i];
	return out;
}

int main(int argc, char **argv)
{
	struct arena arena = { 0 };
	const char *program;

	if (argc < 3) {
		(void)fputs(
			"usage: promptpin-hook PROGRAM EVENT [ARGUMENT...]\n"
			"  what the hook scripts of promptpin call\n",
			stderr);
		return EXIT_WRONG_USE;
	}
	program = find_program(&arena, argv[1]);
	if (program && argc == 3 && strcmp(argv[2], "pre-commit") == 0) {
		if (recall_clean(program)) {
			arena_free(&arena);
			return 0;
		}
		recall_tell_asked();
	}
	if (program)
		(void)execv(program, arguments(&arena, argc, argv));
	(void)fprintf(stderr,
		      "promptpin: %s: cannot be run (%s), so the prompts were "
		      "not checked\n  try: promptpin install\n",
		      argv[2], strerror(program ? errno : ENOENT));
	arena_free(&arena);
	return EXIT_NOT_CHECKED;
}
