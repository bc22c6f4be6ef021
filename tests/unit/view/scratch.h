/*
 * scratch.h - a scratch folder and real git in a pinned environment.
 *
 * Every test begins with scratch_new(), which makes the current folder an
 * empty one, and ends with scratch_free(). Set-up is written as shell, as one
 * would type it.
 */
#ifndef PP_TESTS_VIEW_SCRATCH_H
#define PP_TESTS_VIEW_SCRATCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "view/base.h"
#include "view/repo.h"
#include "view/view.h"
#include "view/write.h"

/* For every repository that is opened: a file that includes a whole test
 * runs it once more on another source. */
#ifndef SCRATCH_FLAGS
#define SCRATCH_FLAGS 0
#endif
/* And how new repositories name objects. */
#ifndef SCRATCH_HASH
#define SCRATCH_HASH "sha1"
#endif

static struct arena arena;
static struct error err;
static char scratch_path[64];
static char scratch_origin[4096];

/* libgit2 1.5 forgets the match data of every expression that does not match
 * (git_regexp_match), as when it looks for an object in vain. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libpcre2\n";
}

static inline void scratch_new(void)
{
	static const char *const clear[] = { "GIT_DIR",
					     "GIT_WORK_TREE",
					     "GIT_INDEX_FILE",
					     "GIT_PREFIX",
					     "GIT_OBJECT_DIRECTORY",
					     "GIT_ALTERNATE_OBJECT_DIRECTORIES",
					     "GIT_CONFIG_PARAMETERS",
					     "GIT_CONFIG_COUNT",
					     "GIT_IMPLICIT_WORK_TREE",
					     "XDG_CONFIG_HOME" };

	for (size_t i = 0; i < sizeof(clear) / sizeof(*clear); i++)
		unsetenv(clear[i]);
	strcpy(scratch_path, "/tmp/pp-view-XXXXXX");
	assert_non_null(getcwd(scratch_origin, sizeof(scratch_origin)));
	assert_non_null(mkdtemp(scratch_path));
	assert_int_equal(chdir(scratch_path), 0);
	setenv("HOME", scratch_path, 1);
	setenv("GIT_DEFAULT_HASH", SCRATCH_HASH, 1);
	setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
	setenv("GIT_CONFIG_SYSTEM", "/dev/null", 1);
	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	setenv("GIT_AUTHOR_NAME", "A", 1);
	setenv("GIT_AUTHOR_EMAIL", "a@example.org", 1);
	setenv("GIT_COMMITTER_NAME", "C", 1);
	setenv("GIT_COMMITTER_EMAIL", "c@example.org", 1);
	setenv("GIT_AUTHOR_DATE", "2026-01-01T00:00:00Z", 1);
	setenv("GIT_COMMITTER_DATE", "2026-01-01T00:00:00Z", 1);
	setenv("GIT_MERGE_AUTOEDIT", "no", 1);
	setenv("GIT_EDITOR", "true", 1);
	setenv("LC_ALL", "C", 1);
	error_clear(&err);
}

static inline void scratch_free(void)
{
	char command[128];

	arena_free(&arena);
	assert_int_equal(chdir(scratch_origin), 0);
	snprintf(command, sizeof(command), "rm -rf %s", scratch_path);
	assert_int_equal(system(command), 0);
}

/* Run shell in a folder of the scratch ("." is its top); it must succeed. */
static inline void sh(const char *folder, const char *script)
{
	char *command = arena_alloc(&arena, strlen(script) + 512);

	sprintf(command, "set -e; exec >>%s/log 2>&1; cd %s/%s; %s",
		scratch_path, scratch_path, folder, script);
	if (system(command) != 0) {
		char show[128];

		snprintf(show, sizeof(show), "tail -5 %s/log", scratch_path);
		(void)!system(show);
		fail_msg("in %s: %s", folder, script);
	}
}

/* What a command prints, without the last newline. */
static inline const char *says(const char *folder, const char *script)
{
	char *command = arena_alloc(&arena, strlen(script) + 512);
	size_t room = 1 << 20, n;
	char *text = arena_alloc(&arena, room);
	FILE *pipe;

	sprintf(command, "cd %s/%s; %s", scratch_path, folder, script);
	pipe = popen(command, "r");
	assert_non_null(pipe);
	n = fread(text, 1, room - 1, pipe);
	text[n] = '\0';
	if (n && text[n - 1] == '\n')
		text[n - 1] = '\0';
	assert_int_equal(pclose(pipe), 0);
	return text;
}

/* Go to a folder of the scratch, as a command or hook would stand there. */
static inline void go(const char *folder)
{
	assert_int_equal(chdir(scratch_path), 0);
	assert_int_equal(chdir(folder), 0);
}

static inline void works(int rc)
{
	if (rc < 0)
		fail_msg("%d: %s (%s)", rc, err.text, err.help);
}

static inline struct repo *open_repo(const char *folder, unsigned flags)
{
	struct repo *repo = NULL;

	go(folder);
	works(repo_open(&repo, NULL, flags | SCRATCH_FLAGS, &err));
	return repo;
}

/* Bytes of path, or a word: "(absent)", "(refused)", "(failed)". */
static inline const char *bytes_of(struct view *view, const char *path)
{
	struct error own = { 0 };
	struct str bytes;

	switch (view_read(view, &arena, str_of(path), 1 << 20, &bytes, &own)) {
	case 0:
		return str_c(&arena, bytes);
	case ERROR_ABSENT:
		assert_int_equal(own.code, ERROR_NONE);
		return "(absent)";
	case ERROR_REFUSED:
		err = own;
		return "(refused)";
	default:
		err = own;
		return "(failed)";
	}
}

static inline enum view_type type_at(struct view *view, const char *path)
{
	struct view_entry entry;

	works(view_find(view, str_of(path), &entry, &err));
	return entry.type;
}

static inline const char *hex_at(struct view *view, const char *path)
{
	int width = strcmp(SCRATCH_HASH, "sha256") == 0 ? 32 : 20;
	struct view_oid oid;
	char hex[65];

	works(view_oid_of(view, str_of(path), &oid, &err));
	for (int i = 0; i < width; i++)
		sprintf(hex + 2 * i, "%02x", oid.byte[i]);
	return str_c(&arena, str_of(hex));
}

static inline int list_add(void *argument, const struct view_entry *entry)
{
	static const char letter[] = "flgu?";
	struct str *list = argument;

	*list = str_fmt(&arena, "%.*s%s%.*s%s", STR_ARG(*list),
			list->n ? " " : "", STR_ARG(entry->path),
			entry->type == VIEW_FILE ?
				"" :
				(char[]){ '=', letter[entry->type], '\0' });
	return 0;
}

/* "a b/c d=l": every entry, with its type where it is no file. */
static inline const char *list_of(struct view *view, const char *folder)
{
	struct str list = STR_EMPTY;

	works(view_each(view, str_of(folder), list_add, &list, &err));
	return list.p;
}

static inline int diff_add(void *argument, const struct view_entry *from,
			   const struct view_entry *to)
{
	struct str *list = argument;

	*list = str_fmt(&arena, "%.*s%s%c%.*s", STR_ARG(*list),
			list->n ? " " : "",
			!from->path.p ? '+' :
			!to->path.p   ? '-' :
					'!',
			STR_ARG(from->path.p ? from->path : to->path));
	return 0;
}

/* "-gone +new !changed" */
static inline const char *diff_of(struct view *from, struct view *to,
				  const char *folder)
{
	struct str list = STR_EMPTY;

	works(view_diff(from, to, str_of(folder), diff_add, &list, &err));
	return list.p;
}

static inline struct view *index_of(struct repo *repo)
{
	struct view *view = NULL;

	works(view_index(&view, &arena, repo, &err));
	return view;
}

static inline struct view *worktree_of(struct repo *repo)
{
	struct view *view = NULL;

	works(view_worktree(&view, &arena, repo, &err));
	return view;
}

static inline struct view *commit_of(struct repo *repo, const char *rev)
{
	struct view *view = NULL;

	works(view_commit(&view, &arena, repo, rev, &err));
	return view;
}

#endif
