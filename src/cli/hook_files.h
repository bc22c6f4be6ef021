/*
 * hook_files.h - the hook scripts: their text, where they belong in a
 * repository, and whose the file is that lies there already.
 *
 * The scripts are hooks/NAME of the source tree, compiled in. What `install`
 * writes is that text with the path of the program and, in the second line, a stamp:
 *
 *	# promptpin-hook: pre-commit promptpin 0.1.0 sha256:<64 hex digits>
 *
 * The digest is of all the other lines. So every version of the program knows
 * a file that any version wrote, and knows when somebody has edited it since:
 * such a file is left alone, as is every file without the stamp.
 *
 *	if (hook_folder_find(&folder, run, repo, err) < 0)
 *		return -1;
 *	for (i = 0; i < HOOK_COUNT; i++)
 *		if (hook_look(&hook, run, &folder, i, program, err) == 0 &&
 *		    hook.state == HOOK_ABSENT)
 *			hook_write(&hook, err);
 */
#ifndef PP_CLI_HOOK_FILES_H
#define PP_CLI_HOOK_FILES_H

#include "base/error.h"
#include "base/str.h"

struct arena;
struct repo;

enum { HOOK_PRE_COMMIT, HOOK_PRE_MERGE_COMMIT, HOOK_PRE_PUSH, HOOK_COUNT };

extern const char *const hook_names[HOOK_COUNT];

/* A tool that writes hooks itself, and into whose own files a line belongs. */
struct hook_manager;

struct hook_folder {
	const char *path; /* absolute, links resolved, no slash at the end */
	const char *work_tree; /* absolute, with a slash at the end */
	bool shared;  /* outside this repository: not ours to write in */
	bool tracked; /* in the work tree: no path of this machine is written */
	const struct hook_manager *manager; /* whose folder it is, or NULL */
};

enum hook_state {
	HOOK_ABSENT,
	HOOK_CURRENT, /* ours, and exactly what would be written */
	HOOK_OLD,     /* ours, from another version or place of the program */
	HOOK_EDITED,  /* written by us, changed by somebody since */
	HOOK_CALLS,   /* not ours, but it calls promptpin already */
	HOOK_FOREIGN
};

struct hook {
	int which; /* HOOK_PRE_COMMIT and so on */
	const char *name;
	const char *path;
	enum hook_state state;
	const struct hook_manager *manager; /* who wrote a foreign one, or NULL */
	struct str text;		    /* what hook_write writes */
};

/*
 * Where git looks for the hooks of this repository: core.hooksPath, else the
 * common git folder's `hooks`. All of *out is owned by a. ERROR_REFUSED in a
 * bare repository, which has no commits made in it.
 */
int hook_folder_find(struct hook_folder *out, struct arena *a,
		     struct repo *repo, struct error *err);
/*
 * Look at hook number `which`. program is the absolute path that the script
 * tries first, or NULL to have it found by PATH. Strings are owned by a.
 */
int hook_look(struct hook *out, struct arena *a,
	      const struct hook_folder *folder, int which, const char *program,
	      struct error *err);
/*
 * Write an absent hook or replace an old one, atomically; the folder is made
 * if it is not there. A file that appeared meanwhile is not overwritten:
 * ERROR_REFUSED.
 */
int hook_write(const struct hook *hook, struct error *err);
/* Remove a hook that is HOOK_CURRENT or HOOK_OLD. */
int hook_remove(const struct hook *hook, struct error *err);

/* The tool's name, or NULL for none. */
const char *hook_manager_name(const struct hook_manager *manager);
/*
 * What to do so that a hook which is not ours calls promptpin: one line to
 * add, and where. Ends with a newline; owned by a.
 */
const char *hook_advice(struct arena *a, const struct hook *hook);

#endif
