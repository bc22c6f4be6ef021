/*
 * What explains the answers of `doctor`: where git looks, what lies there,
 * which git runs what. Nothing here decides; it is said beside what was tried.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/doctor.h"

enum { TRACE = 4 * 1024 * 1024, GITS = 16, VERSION_SECONDS = 20 };

static bool holds(struct str text, const char *words)
{
	return text.n && memmem(text.p, text.n, words, strlen(words)) != NULL;
}

static const char *ask_git(struct doctor *d, const char *const *argv)
{
	struct error ignored = { 0 };
	struct str out;

	if (repo_git(d->run->repo, d->run->arena, argv, STR_EMPTY, &out,
		     &ignored) < 0)
		return NULL;
	while (out.n && out.p[out.n - 1] == '\n')
		out.n--;
	return str_c(d->run->arena, out);
}

/* ---- the folder of hooks ------------------------------------------------ */

/* "local\tfile:.git/config\t.husky/_", each of them a line. */
static void look_at_path(struct doctor *d)
{
	const char *argv[] = { "config",    "--show-scope",   "--show-origin",
			       "--get-all", "core.hooksPath", NULL };
	const char *all = ask_git(d, argv);
	struct str text = str_of(all);
	size_t last = str_rfind(text, '\n');
	struct stat st;

	/* repo_git's own -c is the last of them */
	text = str_cut(text, 0, last == text.n ? 0 : last);
	for (size_t from = 0; from < text.n;) {
		size_t end = str_find(text, '\n', from);
		struct str line = str_cut(text, from, end);
		size_t one = str_find(line, '\t', 0);
		size_t two = str_find(line, '\t', one + 1);

		from = end + 1;
		doctor_note(d, "core.hooksPath is %.*s (%.*s, %.*s)%s",
			    STR_ARG(str_cut(line, two + 1, line.n)),
			    STR_ARG(str_cut(line, 0, one)),
			    STR_ARG(str_cut(line, one + 1, two)),
			    from < text.n ?
				    ", shadowed by the next" :
				    ": hooks in .git/hooks are not run");
	}
	if (text.n && stat(d->folder.path, &st) < 0)
		doctor_note(
			d,
			"%s is not there, and git passes over that in silence",
			d->folder.path);
}

/* The program that a script of ours tries first. */
static const char *script_program(struct arena *a, struct str text)
{
	static const char key[] = "\nprogram=";
	const char *at = text.n ? memmem(text.p, text.n, key, strlen(key)) :
				  NULL;
	size_t from, end;
	struct str word;

	if (!at)
		return NULL;
	from = (size_t)(at - text.p) + strlen(key);
	end = str_find(text, '\n', from);
	word = str_cut(text, from, end);
	if (word.n > 1 && word.p[0] == '\'')
		word = str_cut(word, 1, word.n - 1);
	return str_c(a, word);
}

/* The program of a line for the shell. */
static const char *first_word(struct arena *a, struct str line)
{
	bool quoted = str_starts(line, "'");
	struct str word = quoted ? str_cut(line, 1, str_find(line, '\'', 1)) :
				   str_cut(line, 0, str_find(line, ' ', 0));

	return str_c(a, word);
}

static const char *in_path(struct arena *a, const char *name)
{
	struct str path = str_of(getenv("PATH"));

	for (size_t from = 0; from < path.n;) {
		size_t end = str_find(path, ':', from);
		const char *file = str_fmt(a, "%.*s/%s",
					   STR_ARG(str_cut(path, from, end)),
					   name)
					   .p;

		if (end > from && access(file, X_OK) == 0)
			return file;
		from = end + 1;
	}
	return NULL;
}

/* Managers that come later move what is there aside, and not all run it. */
static void look_aside(struct doctor *d, const struct hook *hook)
{
	struct arena *a = d->run->arena;
	const char *path = str_fmt(a, "%s.old", hook->path).p;
	struct error ignored = { 0 };
	struct str text;

	if (hook->state == HOOK_FOREIGN &&
	    hook_read(&text, a, path, &ignored) == 0 && text.n &&
	    hook_stamp(a, hook->kind, text) != STAMP_NONE)
		doctor_note(
			d,
			"promptpin's hook was moved to %s, where nothing runs it: promptpin install",
			path);
}

static void look_at_hook(struct doctor *d, const struct hook *hook)
{
	struct arena *a = d->run->arena;
	const char *program;
	struct stat st;
	struct str version;

	if (lstat(hook->path, &st) == 0 && S_ISLNK(st.st_mode) &&
	    stat(hook->path, &st) < 0)
		doctor_note(
			d,
			"%s is a link to nothing, which git passes over in silence",
			hook->path);
	else if (hook->state != HOOK_ABSENT && !hook->executable)
		doctor_note(
			d,
			"%s is not executable, so git passes over it: chmod +x",
			hook->path);
	version = hook_stamp_version(hook->found);
	if (hook->state == HOOK_EDITED)
		doctor_note(d, "%s was edited since promptpin wrote it",
			    hook->path);
	if (hook->state == HOOK_OLD && hook->executable)
		doctor_note(
			d,
			"%s is of promptpin %.*s or of another place of it: promptpin install",
			hook->path, STR_ARG(version));
	if (!version.n)
		return;
	program = script_program(a, hook->found);
	if (program && program[0] == '/' && access(program, X_OK) < 0)
		doctor_note(d, "%s runs %s, which is not there%s", hook->path,
			    program,
			    in_path(a, "promptpin") ?
				    "; it takes the one of PATH instead" :
				    "");
}

static void look_at_sections(struct doctor *d)
{
	for (size_t i = 0; i < d->configs.count; i++) {
		const struct hook_section *s = &d->configs.items[i];

		if (s->disabled && hook_kind_find(s->name))
			doctor_note(d, "hook.%s.enabled is false", s->name);
		if (strncmp(s->name, "promptpin-", 10) != 0)
			continue;
		if (!d->configs.here)
			doctor_note(
				d,
				"hook.%s is configured (%s), and git %s does not read that: 2.54 does",
				s->name, s->scope,
				d->configs.git ? d->configs.git : "");
		else if (s->disabled)
			doctor_note(d, "hook.%s.enabled is false", s->name);
		else if (!s->command[0])
			doctor_note(
				d,
				"hook.%s has an event and no command: git stops at that",
				s->name);
		else if (s->command[0] == '/' && !strchr(s->command, ' ') &&
			 access(s->command, X_OK) < 0)
			doctor_note(d, "hook.%s runs %s, which is not there",
				    s->name, s->command);
		else if (hook_kind_find(s->name + 10) &&
			 strcmp(s->event, s->name + 10) != 0)
			doctor_note(d,
				    "hook.%s.event is '%s' in the end, not %s",
				    s->name, s->event, s->name + 10);
	}
}

/* ---- every git ------------------------------------------------------------ */

static const char *first_line_of(struct doctor *d, const char *const *argv)
{
	const char *env[] = { "GIT_EDITOR=echo", NULL };
	struct error ignored = { 0 };
	struct spawned done;

	if (spawn(&done, d->run->arena,
		  &(struct spawn){ .folder = "/",
				   .argv = argv,
				   .env = env,
				   .seconds = VERSION_SECONDS },
		  &ignored) < 0 ||
	    done.status != 0)
		return NULL;
	return str_c(d->run->arena,
		     str_cut(done.said, 0, str_find(done.said, '\n', 0)));
}

static void look_at_git(struct doctor *d, const char *git)
{
	const char *version = first_line_of(
		d, (const char *[]){ git, "--version", NULL });
	const char *file = first_line_of(
		d, (const char *[]){ git, "var", "GIT_CONFIG_SYSTEM", NULL });

	if (!file)
		file = first_line_of(d, (const char *[]){ git, "config",
							  "--system", "--edit",
							  NULL });
	doctor_note(d, "%s is %s, its system configuration %s", git,
		    version ? version : "unreadable",
		    file ? file : "not there");
}

/* Each has a system configuration of its own, so one may do what another
 * does not. Only worth a word where there are several. */
static void look_at_gits(struct doctor *d)
{
	struct str path = str_of(getenv("PATH"));
	const char *found[GITS];
	struct stat seen[GITS], st;
	size_t count = 0;

	for (size_t from = 0; from < path.n && count < GITS;) {
		size_t end = str_find(path, ':', from), i = 0;
		const char *git = str_fmt(d->run->arena, "%.*s/git",
					  STR_ARG(str_cut(path, from, end)))
					  .p;

		from = end + 1;
		if (git[0] != '/' || access(git, X_OK) < 0 ||
		    stat(git, &st) < 0 || !S_ISREG(st.st_mode))
			continue;
		while (i < count && (seen[i].st_ino != st.st_ino ||
				     seen[i].st_dev != st.st_dev))
			i++;
		if (i < count)
			continue;
		seen[count] = st;
		found[count++] = git;
	}
	for (size_t i = 0; count > 1 && i < count; i++)
		look_at_git(d, found[i]);
}

int doctor_look(struct doctor *d)
{
	struct arena *a = d->run->arena;
	size_t count = 0;
	int rc;

	while (hook_kinds()[count].name)
		count++;
	d->hooks = arena_zero(a, count + 1, sizeof(*d->hooks));
	rc = d->bare ?
		     hook_folder_server(&d->folder, a, d->run->repo,
					d->run->err) :
		     hook_folder_find(&d->folder, a, d->run->repo, d->run->err);
	if (rc < 0)
		return d->run->err->code;
	hook_configs_read(&d->configs, a, d->run->repo);
	look_at_path(d);
	for (size_t i = 0; i < count; i++) {
		const struct hook_kind *k = &hook_kinds()[i];

		if (d->bare != !!(k->flags & HOOK_SERVER))
			continue;
		if (hook_look(&d->hooks[i], a, &d->folder, k, d->program,
			      d->run->err) < 0)
			return d->run->err->code;
		look_at_hook(d, &d->hooks[i]);
		look_aside(d, &d->hooks[i]);
	}
	look_at_sections(d);
	look_at_gits(d);
	return 0;
}

/* ---- what ran ------------------------------------------------------------- */

/* The words of "argv":["a","b"] after at, as a person would write them. */
static const char *words_of(struct arena *a, struct str line)
{
	static const char key[] = "\"argv\":[\"";
	const char *at = memmem(line.p, line.n, key, strlen(key));
	struct str rest;

	if (!at)
		return "";
	rest = str_cut(line, (size_t)(at - line.p) + strlen(key), line.n);
	return str_c(a, str_cut(rest, 0, str_find(rest, '"', 0)));
}

/* What a hook's file is: ours, a manager's, one that calls us. */
static const char *file_of(struct doctor *d, const char *event,
			   const char *said)
{
	struct arena *a = d->run->arena;
	const struct hook *hook = NULL;
	char real[4096];

	for (size_t i = 0; hook_kinds()[i].name && !hook; i++) {
		const struct hook *h = &d->hooks[i];

		hook = h->name && strcmp(h->name, event) == 0 ? h : NULL;
	}
	if (!hook)
		return said;
	if (realpath(hook->path, real) &&
	    str_ends(str_of(real), "/promptpin-dispatch"))
		return str_fmt(a, "the dispatcher in %s", d->folder.path).p;
	if (hook->manager)
		return str_fmt(a, "%s, by %s", said, hook->manager->name).p;
	if (hook->chained)
		return str_fmt(a, "%s, and then the hook that was there before",
			       said)
			.p;
	if (hook->state == HOOK_CALLS)
		return str_fmt(a, "a line in %s", said).p;
	return said;
}

/* Whether git ran the file of its folder of hooks, wherever that lies: a
 * command of its configuration may end in the hook's name as well. */
static bool is_hook_file(const struct doctor *d, const char *words,
			 const char *own)
{
	size_t n = strlen(d->folder.path);

	while (n > 1 && d->folder.path[n - 1] == '/')
		n--;
	return strncmp(words, d->folder.path, n) == 0 &&
	       strcmp(words + n, own) == 0;
}

const char *doctor_path(struct doctor *d, const char *event)
{
	struct arena *a = d->run->arena;
	const char *name = str_fmt(a, "\"hook_name\":\"%s\"", event).p;
	const char *own = str_fmt(a, "/%s", event).p;
	const char *found = "";
	char *text = arena_alloc(a, TRACE);
	struct str all;
	FILE *f = fopen(d->trace, "re");

	if (!f)
		return "";
	all = (struct str){ text, fread(text, 1, TRACE, f) };
	(void)fclose(f);
	for (size_t from = 0; from < all.n;) {
		size_t end = str_find(all, '\n', from);
		struct str line = str_cut(all, from, end);
		const char *words;

		from = end + 1;
		if (!holds(line, "\"child_class\":\"hook\"") ||
		    !holds(line, name))
			continue;
		words = words_of(a, line);
		if (found[0])
			continue;
		if (!is_hook_file(d, words, own) && strstr(words, "promptpin"))
			found = str_fmt(a, "git's configuration: %s", words).p;
		else if (str_ends(str_of(words), own))
			found = file_of(d, event, words);
	}
	return found;
}

/* A link of ours for git's configuration leads to the front door, which is not
 * asked for its version: the program lies three folders up from there. */
static const char *configured_program(struct arena *a, const char *command)
{
	static const char links[] = "/libexec/promptpin/hooks/";
	const char *word = first_word(a, str_of(command));
	const char *at = strstr(word, links);

	if (!at || strchr(at + strlen(links), '/'))
		return word;
	return str_fmt(a, "%.*s/bin/promptpin", (int)(at - word), word).p;
}

const char *doctor_program(struct doctor *d, const char **path)
{
	struct arena *a = d->run->arena;
	const struct hook_section *set;
	const char *version;

	*path = NULL;
	for (size_t i = 0; hook_kinds()[i].name && !*path; i++) {
		const struct hook *hook = &d->hooks[i];

		if (!hook->name || hook->kind->flags & HOOK_ON_REQUEST)
			continue;
		if (hook_stamp_version(hook->found).n)
			*path = script_program(a, hook->found);
		set = hook_configs_find(&d->configs, hook->kind);
		if (set)
			*path = configured_program(a, set->command);
	}
	if (!*path || access(*path, X_OK) < 0)
		*path = in_path(a, "promptpin");
	if (!*path)
		return NULL;
	version = first_line_of(d,
				(const char *[]){ *path, "--version", NULL });
	if (!version || !str_starts(str_of(version), "promptpin "))
		return NULL;
	version += strlen("promptpin ");
	return str_c(a, str_cut(str_of(version), 0,
				str_find(str_of(version), ' ', 0)));
}
