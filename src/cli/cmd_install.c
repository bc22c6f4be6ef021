/*
 * install, uninstall - the hooks of this repository.
 *
 * Each hook is its own matter: those whose place is free are written. Where
 * something else lies, git from 2.54 on is told by the configuration to run
 * ours beside it; for an older one the hook is named with the one line that
 * makes it call promptpin, and then the status is 1. So a repository with one
 * foreign hook is not left without the others.
 */
#include <stdlib.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/command.h"
#include "cli/hook_config.h"
#include "cli/hook_files.h"
#include "cli/own_path.h"

struct install {
	struct run *run;
	struct hook_folder folder;
	struct hook_configs configs;
	const char *program;
	bool dry, chain, server, files;
	struct opt_list with;
};

/* The hooks' folder as a person would type it. */
static void add_folder(struct buf *b, const struct hook_folder *folder)
{
	struct str path = str_of(folder->path);

	if (folder->work_tree && str_starts(path, folder->work_tree))
		path = str_cut(path, strlen(folder->work_tree), path.n);
	text_escape(b, path, false);
}

/* One line of what was done, or would be. */
static void say(struct install *in, const struct hook *hook, const char *done)
{
	struct buf *out = &in->run->out;

	buf_addf(out, "%-17s %s%s in ", hook->name, in->dry ? "would be " : "",
		 done);
	add_folder(out, &in->folder);
	buf_addc(out, '\n');
}

/* Whether the hook that is there can be moved aside, and stays there. */
static bool can_chain(const struct install *in, const struct hook *hook)
{
	return hook->state == HOOK_FOREIGN && !hook->chained &&
	       !in->folder.shared && !in->folder.tracked &&
	       !(hook->manager && hook->manager->restores);
}

/* Say why a hook was not written, and the one line that does instead. */
static void refuse(struct install *in, const struct hook *hook)
{
	struct arena *a = in->run->arena;
	struct buf b = buf_in(a);

	buf_addf(&b, "promptpin: %s is not installed: ", hook->name);
	if (hook->state == HOOK_EDITED)
		buf_adds(&b, "promptpin wrote it and it was edited since.\n  "
			     "to have it written again: rm ");
	else if (in->folder.shared)
		buf_adds(&b, "core.hooksPath names a place outside this "
			     "repository, which others may share.\n  ");
	else if (hook->manager)
		buf_addf(&b, "the hooks here are those of %s.\n  ",
			 hook->manager->name);
	else
		buf_adds(&b, "another hook is there.\n  ");
	if (hook->state == HOOK_EDITED) {
		text_escape(&b, str_of(hook->path), false);
		buf_addc(&b, '\n');
	} else {
		buf_adds(&b,
			 hook_advice(a, hook->manager, hook->path, hook->kind));
		if (can_chain(in, hook))
			buf_adds(&b,
				 "or have it moved aside and run after "
				 "promptpin's:\n  promptpin install --chain\n");
	}
	run_write(stderr, buf_str(&b));
}

/* The place of the file is taken: what else there is. */
static int beside(struct install *in, struct hook *hook)
{
	struct run *run = in->run;
	const char *command;

	if (in->chain && can_chain(in, hook)) {
		if (!in->dry &&
		    hook_chain(hook, run->arena, in->program, run->err) < 0)
			return run->err->code;
		say(in, hook, "installed before the hook that is there,");
		return 0;
	}
	if (in->configs.here && in->program && hook->state != HOOK_EDITED) {
		command = hook_config_command(run->arena, in->program,
					      hook->kind);
		if (!in->dry &&
		    hook_config_write(run->repo, run->arena, hook->kind,
				      command, run->err) < 0)
			return run->err->code;
		buf_addf(
			&run->out,
			"%-17s %sinstalled in this repository's configuration, "
			"beside the hook file\n",
			hook->name, in->dry ? "would be " : "");
		return 0;
	}
	if ((hook->kind->flags & HOOK_NOTICE) &&
	    !(hook->kind->flags & HOOK_ON_REQUEST)) {
		/* It stops nothing, so without it nothing is let through. */
		buf_addf(&run->out,
			 "%-17s not installed, its place is taken; it only "
			 "tells which prompts moved\n",
			 hook->name);
		return 0;
	}
	buf_addf(&run->out, "%-17s not installed\n", hook->name);
	refuse(in, hook);
	return EXIT_FINDINGS;
}

/* 0, EXIT_FINDINGS where the place is not free, or a failure. */
static int install_one(struct install *in, const struct hook_kind *kind)
{
	const struct hook_section *set = hook_configs_find(&in->configs, kind);
	struct run *run = in->run;
	struct hook hook;

	if (hook_look(&hook, run->arena, &in->folder, kind, in->program,
		      run->err) < 0)
		return run->err->code;
	if (hook.state == HOOK_CALLS || hook.state == HOOK_CURRENT) {
		buf_addf(&run->out, "%-17s %s\n", hook.name,
			 hook.state == HOOK_CALLS ? "calls promptpin already" :
						    "installed already");
		return 0;
	}
	if (set && hook.state != HOOK_OLD) {
		buf_addf(&run->out,
			 "%-17s installed already, in git's %s configuration\n",
			 hook.name, set->scope);
		return 0;
	}
	if (hook.state == HOOK_EDITED || hook.state == HOOK_FOREIGN ||
	    in->folder.shared || in->folder.manager)
		return beside(in, &hook);
	if (!in->dry && hook_write(&hook, run->err) < 0)
		return run->err->code;
	say(in, &hook, hook.state == HOOK_OLD ? "updated" : "installed");
	return 0;
}

static bool listed(const struct opt_list *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++) {
		if (strcmp(names->items[i], name) == 0)
			return true;
	}
	return false;
}

/* The trailers may be asked for in the configuration as well. */
static bool has_trailers(struct run *run, const struct hook_kind *kind)
{
	const char *value = repo_config(run->repo, run->arena,
					"promptpin.trailers");

	return value && strcmp(value, "true") == 0 &&
	       strcmp(kind->name, "prepare-commit-msg") == 0;
}

/* Whether this run is about the hook at all. */
static bool wanted(const struct install *in, const struct hook_kind *kind)
{
	if (in->server != !!(kind->flags & HOOK_SERVER))
		return false;
	return !(kind->flags & HOOK_ON_REQUEST) ||
	       listed(&in->with, kind->name) || has_trailers(in->run, kind);
}

static int find_folder(struct install *in)
{
	struct run *run = in->run;
	int rc;

	if (run_repo(run, 0) < 0)
		return run->err->code;
	rc = in->server ? hook_folder_server(&in->folder, run->arena, run->repo,
					     run->err) :
			  hook_folder_find(&in->folder, run->arena, run->repo,
					   run->err);
	if (rc < 0)
		return run->err->code;
	in->program = own_path(run->arena);
	hook_configs_read(&in->configs, run->arena, run->repo);
	if (in->files)
		in->configs.here = false;
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

/* The lines for a tool's own configuration, and nothing else. */
static int print_lines(struct run *run, const char *name)
{
	const struct hook_manager *m = hook_manager_find(name);
	struct str lines = m ? hook_manager_lines(run->arena, m) : STR_EMPTY;

	if (!lines.n)
		return error_set(
			run->err, ERROR_USAGE,
			"--lines knows husky, lefthook and pre-commit, not %s",
			name);
	buf_add(&run->out, lines);
	return EXIT_CLEAN;
}

static int wrong_names(struct install *in)
{
	for (size_t i = 0; i < in->with.count; i++) {
		if (!hook_kind_find(in->with.items[i]))
			return error_set(
				in->run->err, ERROR_USAGE,
				"--with: %s is not a hook of promptpin's",
				in->with.items[i]);
	}
	return 0;
}

int cmd_install(struct run *run, int argc, char **argv)
{
	struct install in = { .run = run };
	const char *lines = NULL;
	const struct opt opts[] = {
		OPT_FLAG('n', "dry-run", &in.dry, "say what would be done"),
		OPT_FLAG(
			0, "chain", &in.chain,
			"move a foreign hook aside and run it after promptpin's"),
		OPT_FLAG(
			0, "files", &in.files,
			"hook files alone, since git before 2.54 is used here too"),
		OPT_FLAG(0, "server", &in.server,
			 "the hook of a repository that is pushed to"),
		OPT_LIST(0, "with", &in.with, "HOOK",
			 "a hook that is not installed unasked"),
		OPT_VALUE(
			0, "lines", &lines, "TOOL",
			"print what husky, lefthook or pre-commit need instead"),
		OPT_END
	};
	int status, worst = EXIT_CLEAN;
	struct args args;

	if (!opt_read(&args, run, opts, argc, argv, &status))
		return status;
	if (lines)
		return print_lines(run, lines);
	if (wrong_names(&in) < 0 || find_folder(&in) < 0)
		return run->err->code;
	if (in.folder.server)
		buf_addf(&run->out, "%-17s a repository of %s\n", "server",
			 in.folder.server);
	for (const struct hook_kind *k = hook_kinds(); k->name; k++) {
		status = wanted(&in, k) ? install_one(&in, k) : 0;
		if (status < 0)
			return status;
		worst = status > worst ? status : worst;
	}
	if (in.server)
		return worst; /* it is the authority itself */
	status = ask_authority(run, in.dry);
	return status < 0 ? status : worst;
}

/* What stands in this repository's own configuration; NULL: nothing. */
static const struct hook_section *own_section(const struct install *in,
					      const struct hook_kind *kind)
{
	const char *name = str_fmt(in->run->arena, "promptpin-%s", kind->name).p;

	for (size_t i = 0; i < in->configs.count; i++) {
		const struct hook_section *s = &in->configs.items[i];

		if (strcmp(s->name, name) == 0 &&
		    strcmp(s->scope, "local") == 0)
			return s;
	}
	return NULL;
}

/* 0 whether or not there was something to remove, or a failure. */
static int uninstall_file(struct install *in, const struct hook_kind *kind,
			  const char **said)
{
	struct run *run = in->run;
	struct hook hook;

	if (hook_look(&hook, run->arena, &in->folder, kind, NULL, run->err) < 0)
		return run->err->code;
	*said = NULL;
	if (in->folder.shared && hook.state != HOOK_ABSENT) {
		*said = "left as it is: its folder is outside this repository";
	} else if (hook.state == HOOK_CURRENT || hook.state == HOOK_OLD) {
		if (!in->dry && hook_remove(&hook, run->err) < 0)
			return run->err->code;
		*said = hook.chained ?
				"the hook that was there before is back" :
				"removed";
		if (in->dry)
			*said = hook.chained ?
					"the hook that was there before would be put back" :
					"would be removed";
	} else if (hook.state == HOOK_CALLS) {
		*said = "left as it is: take the line that calls promptpin out yourself";
	} else if (hook.state == HOOK_EDITED) {
		*said = "left as it is: promptpin wrote it and it was edited since";
	} else if (hook.state == HOOK_FOREIGN) {
		*said = "left as it is: not promptpin's";
	}
	return 0;
}

static int uninstall_one(struct install *in, const struct hook_kind *kind)
{
	const struct hook_section *set = own_section(in, kind);
	struct run *run = in->run;
	const char *said = NULL;

	if (set) {
		if (!in->dry && hook_config_remove(run->repo, run->arena, kind,
						   run->err) < 0)
			return run->err->code;
		buf_addf(&run->out,
			 "%-17s %s from this repository's configuration\n",
			 kind->name, in->dry ? "would be removed" : "removed");
	}
	if (uninstall_file(in, kind, &said) < 0)
		return run->err->code;
	if (said || (!set && !(kind->flags & HOOK_ON_REQUEST)))
		buf_addf(&run->out, "%-17s %s\n", kind->name,
			 said ? said : "not there");
	return 0;
}

int cmd_uninstall(struct run *run, int argc, char **argv)
{
	struct install in = { .run = run };
	const struct opt opts[] = {
		OPT_FLAG('n', "dry-run", &in.dry, "say what would be done"),
		OPT_FLAG(0, "server", &in.server,
			 "the hook of a repository that is pushed to"),
		OPT_END
	};
	struct args args;
	int status;

	if (!opt_read(&args, run, opts, argc, argv, &status))
		return status;
	if (find_folder(&in) < 0)
		return run->err->code;
	for (const struct hook_kind *k = hook_kinds(); k->name; k++) {
		if (in.server != !!(k->flags & HOOK_SERVER))
			continue;
		status = uninstall_one(&in, k);
		if (status < 0)
			return status;
	}
	return EXIT_CLEAN;
}
