/*
 * main.c - arguments in, exit status out (DESIGN part 5).
 *
 * The whole program is one run: one arena, one error, one command. A failure
 * is printed here and nowhere else.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/command.h"
#include "cli/hook_kind.h"
#include "cli/version.h"
#include "prompt/nearest.h"

/* Nothing may be allocated any more. */
static void exhausted(void)
{
	static const char text[] = "promptpin: out of memory\n";

	(void)!write(STDERR_FILENO, text, sizeof(text) - 1);
	_exit(EXIT_UNCHECKED);
}

/*
 * What is on the disk is whole at every moment, and locks go with the
 * process, so there is nothing to undo.
 */
static void interrupted(int signal_number)
{
	(void)signal_number;
	_exit(EXIT_INTERRUPTED);
}

static void watch_interrupts(void)
{
	struct sigaction old, action = { .sa_handler = interrupted };

	/* Whoever started us to ignore it (nohup) is obeyed. */
	if (sigaction(SIGINT, NULL, &old) == 0 && old.sa_handler != SIG_IGN)
		(void)sigaction(SIGINT, &action, NULL);
}

static void print_failure(const struct run *run)
{
	struct buf text = buf_in(run->arena);

	buf_adds(&text, "promptpin: ");
	text_escape(&text, str_of(run->err->text), false);
	if (run->err->help[0]) {
		buf_adds(&text, "\n  try: ");
		text_escape(&text, str_of(run->err->help), false);
	}
	buf_addc(&text, '\n');
	run_write(stderr, buf_str(&text));
}

static int unknown_command(struct run *run, const char *name)
{
	const char *names[64];
	const char *near;
	size_t count = 0;

	for (const struct command *c = command_all(); c->name && count < 63;
	     c++)
		names[count++] = c->name;
	names[count] = NULL;
	near = nearest(str_of(name), names);
	error_help(run->err, "promptpin help");
	if (near)
		return error_set(run->err, ERROR_USAGE,
				 "%s is not a command; is it %s?", name, near);
	return error_set(run->err, ERROR_USAGE, "%s is not a command", name);
}

/*
 * A link with a hook's name is that hook: git's configuration then needs only
 * its path, which git runs without a shell. NULL: called by another name.
 */
static const char *hook_name(const char *self)
{
	const char *slash = self ? strrchr(self, '/') : NULL;
	const char *name = slash ? slash + 1 : self;

	return name && hook_kind_find(name) ? name : NULL;
}

static int run_hook(struct run *run, const char *name, int argc, char **argv)
{
	char **words = arena_zero(run->arena, (size_t)argc + 2, sizeof(*words));

	words[0] = str_c(run->arena, str_of("hook"));
	words[1] = str_c(run->arena, str_of(name));
	for (int i = 1; i < argc; i++)
		words[i + 1] = argv[i];
	run->command = command_find("hook");
	return run->command->main(run, argc + 1, words);
}

/* The words before a command: promptpin --version, promptpin --help. */
static int dispatch(struct run *run, int argc, char **argv)
{
	const char *hook = hook_name(argv[0]);
	const char *name = argc > 1 ? argv[1] : "help";

	if (hook)
		return run_hook(run, hook, argc, argv);
	if (strcmp(name, "--version") == 0) {
		version_print(&run->out);
		return EXIT_CLEAN;
	}
	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
		name = "help";
	run->command = command_find(name);
	if (!run->command)
		return unknown_command(run, name);
	if (argc < 2) {
		/* Nothing was asked for: the list, as wrong use. */
		static char word[] = "help";
		char *words[] = { word, NULL };
		int rc = cmd_help(run, 1, words);

		run_write(stderr, buf_str(&run->out));
		buf_clear(&run->out);
		return rc < 0 ? rc : EXIT_USAGE;
	}
	return run->command->main(run, argc - 1, argv + 1);
}

int main(int argc, char **argv)
{
	struct arena arena = { 0 };
	struct error err = { 0 };
	struct run run = { .arena = &arena, .err = &err };
	int rc;

	arena_keep_memory();
	arena_on_exhausted(exhausted);
	watch_interrupts();
	run.out = buf_in(&arena);
	rc = dispatch(&run, argc, argv);
	if (run_flush(&run) < 0 && rc >= 0)
		rc = err.code;
	if (rc < 0) {
		print_failure(&run);
		rc = run_status(err.code ? err.code : ERROR_FAILED);
	}
	if (run.repo)
		repo_close(run.repo);
	arena_free(&arena);
	return rc;
}
