/*
 * install, uninstall - the hooks of this repository.
 *
 * Each hook is its own matter: those whose place is free are written, those
 * in whose place something else lies are named with the one line that makes it
 * call promptpin, and then the status is 1. So a repository with one
 * foreign hook is not left without the other two.
 */
#include <stdlib.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/command.h"
#include "cli/hook_files.h"

/* Where this program is, for the scripts; NULL where that cannot be told. */
static const char *own_path(struct arena *a)
{
	char path[4096];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (n <= 0)
		return NULL;
	path[n] = '\0';
	return access(path, X_OK) == 0 ? str_c(a, str_of(path)) : NULL;
}

/* The hooks' folder as a person would type it. */
static void add_folder(struct buf *b, const struct hook_folder *folder)
{
	struct str path = str_of(folder->path);
	size_t top = strlen(folder->work_tree);

	if (str_starts(path, folder->work_tree))
		path = str_cut(path, top, path.n);
	text_escape(b, path, false);
}

/* Say why a hook was not written, and the one line that does instead. */
static void refuse(struct run *run, const struct hook_folder *folder,
		   const struct hook *hook)
{
	const char *name = hook_manager_name(hook->manager);
	struct buf b = buf_in(run->arena);

	buf_addf(&b, "promptpin: %s is not installed: ", hook->name);
	if (hook->state == HOOK_EDITED)
		buf_adds(&b, "promptpin wrote it and it was edited since.\n  "
			     "to have it written again: rm ");
	else if (folder->shared)
		buf_adds(&b, "core.hooksPath names a place outside this "
			     "repository, which others may share.\n  ");
	else if (name)
		buf_addf(&b, "the hooks here are those of %s.\n  ", name);
	else
		buf_adds(&b, "another hook is there.\n  ");
	if (hook->state == HOOK_EDITED) {
		text_escape(&b, str_of(hook->path), false);
		buf_addc(&b, '\n');
	} else {
		buf_adds(&b, hook_advice(run->arena, hook));
	}
	run_write(stderr, buf_str(&b));
}

/* 0, EXIT_FINDINGS where the place is not free, or a failure. */
static int install_one(struct run *run, const struct hook_folder *folder,
		       int which, bool dry)
{
	bool free_place;
	struct hook hook;

	if (hook_look(&hook, run->arena, folder, which, own_path(run->arena),
		      run->err) < 0)
		return run->err->code;
	free_place = !folder->shared && !folder->manager;
	if (hook.state == HOOK_CALLS || hook.state == HOOK_CURRENT) {
		buf_addf(&run->out, "%-17s %s\n", hook.name,
			 hook.state == HOOK_CALLS ? "calls promptpin already" :
						    "installed already");
		return 0;
	}
	if (hook.state == HOOK_EDITED || hook.state == HOOK_FOREIGN ||
	    !free_place) {
		buf_addf(&run->out, "%-17s not installed\n", hook.name);
		refuse(run, folder, &hook);
		return EXIT_FINDINGS;
	}
	if (!dry && hook_write(&hook, run->err) < 0)
		return run->err->code;
	buf_addf(&run->out, "%-17s %s%s in ", hook.name, dry ? "would be " : "",
		 hook.state == HOOK_OLD ? "updated" : "installed");
	add_folder(&run->out, folder);
	buf_addc(&run->out, '\n');
	return 0;
}

static bool has_remote(struct run *run, const char *name)
{
	return repo_config(run->repo, run->arena,
			   str_fmt(run->arena, "remote.%s.url", name).p) !=
	       NULL;
}

/* One line from the terminal, without its newline. */
static struct str answer(struct run *run, const char *question)
{
	char line[256];

	run_write(stderr, str_of(question));
	if (!fgets(line, sizeof(line), stdin))
		return STR_EMPTY;
	return str_copy(run->arena, str_cut(str_of(line), 0,
					    str_find(str_of(line), '\n', 0)));
}

/*
 * With a fork there are two places where a release could count as published;
 * which of them it is, only the user knows.
 */
static int ask_authority(struct run *run, bool dry)
{
	struct str name;
	const char *git[] = { "config", "--local", "promptpin.authority", NULL,
			      NULL };

	if (repo_config(run->repo, run->arena, "promptpin.authority") ||
	    !has_remote(run, "upstream") || !has_remote(run, "origin"))
		return 0;
	if (dry || !isatty(STDIN_FILENO) || !isatty(STDERR_FILENO)) {
		run_note(
			"both remotes are here, upstream and origin; releases count as published in upstream.");
		run_write(
			stderr,
			STR("  to write that down:  git config promptpin.authority upstream\n"
			    "  or the other one:    git config promptpin.authority origin\n"));
		return 0;
	}
	do {
		name = answer(
			run,
			"Releases are published in which remote, upstream or origin? [upstream] ");
		if (!name.n)
			name = STR("upstream");
	} while (!str_is(name, "upstream") && !str_is(name, "origin"));
	git[3] = str_c(run->arena, name);
	if (repo_git(run->repo, run->arena, git, STR_EMPTY, NULL, run->err) < 0)
		return run->err->code;
	buf_addf(&run->out, "%-17s %.*s\n", "authority", STR_ARG(name));
	return 0;
}

int cmd_install(struct run *run, int argc, char **argv)
{
	bool dry = false;
	const struct opt opts[] = { OPT_FLAG('n', "dry-run", &dry,
					     "say what would be done"),
				    OPT_END };
	struct hook_folder folder;
	struct args args;
	int status, which, worst = EXIT_CLEAN;

	if (!opt_read(&args, run, opts, argc, argv, &status))
		return status;
	if (run_repo(run, 0) < 0 ||
	    hook_folder_find(&folder, run->arena, run->repo, run->err) < 0)
		return run->err->code;
	for (which = 0; which < HOOK_COUNT; which++) {
		status = install_one(run, &folder, which, dry);
		if (status < 0)
			return status;
		if (status > worst)
			worst = status;
	}
	status = ask_authority(run, dry);
	return status < 0 ? status : worst;
}

/* 0 whether or not there was something to remove, or a failure. */
static int uninstall_one(struct run *run, const struct hook_folder *folder,
			 int which, bool dry)
{
	struct hook hook;
	const char *said = "not there";

	if (hook_look(&hook, run->arena, folder, which, NULL, run->err) < 0)
		return run->err->code;
	if (folder->shared && hook.state != HOOK_ABSENT) {
		said = "left as it is: its folder is outside this repository";
	} else if (hook.state == HOOK_CURRENT || hook.state == HOOK_OLD) {
		if (!dry && hook_remove(&hook, run->err) < 0)
			return run->err->code;
		said = dry ? "would be removed" : "removed";
	} else if (hook.state == HOOK_CALLS) {
		said = "left as it is: take the line that calls promptpin out yourself";
	} else if (hook.state == HOOK_EDITED) {
		said = "left as it is: promptpin wrote it and it was edited since";
	} else if (hook.state == HOOK_FOREIGN) {
		said = "left as it is: not promptpin's";
	}
	buf_addf(&run->out, "%-17s %s\n", hook.name, said);
	return 0;
}

int cmd_uninstall(struct run *run, int argc, char **argv)
{
	bool dry = false;
	const struct opt opts[] = { OPT_FLAG('n', "dry-run", &dry,
					     "say what would be done"),
				    OPT_END };
	struct hook_folder folder;
	struct args args;
	int status, which;

	if (!opt_read(&args, run, opts, argc, argv, &status))
		return status;
	if (run_repo(run, 0) < 0 ||
	    hook_folder_find(&folder, run->arena, run->repo, run->err) < 0)
		return run->err->code;
	for (which = 0; which < HOOK_COUNT; which++) {
		status = uninstall_one(run, &folder, which, dry);
		if (status < 0)
			return status;
	}
	return EXIT_CLEAN;
}
