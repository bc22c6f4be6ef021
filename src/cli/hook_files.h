/*
 * hook_files.h - the hook scripts in a repository: where they belong, and
 * whose the file is that lies there already.
 *
 * A file that promptpin wrote, of any version, is known by its stamp
 * (hook_kind.h); one that was edited since is left alone, as is every file
 * without the stamp. On request a foreign hook is moved aside, run after
 * promptpin's, and put back when that is removed.
 *
 *	if (hook_folder_find(&folder, a, repo, err) < 0)
 *		return -1;
 *	for (kind = hook_kinds(); kind->name; kind++)
 *		if (hook_look(&hook, a, &folder, kind, program, err) == 0 &&
 *		    hook.state == HOOK_ABSENT)
 *			hook_write(&hook, err);
 */
#ifndef PP_CLI_HOOK_FILES_H
#define PP_CLI_HOOK_FILES_H

#include "base/error.h"
#include "cli/hook_kind.h"
#include "cli/hook_manager.h"

struct arena;
struct repo;

struct hook_folder {
	const char *path; /* absolute, links resolved, no slash at the end */
	const char *work_tree; /* absolute, with a slash at the end, or NULL */
	bool shared;  /* outside this repository: not ours to write in */
	bool tracked; /* in the work tree: no path of this machine is written */
	const struct hook_manager *manager; /* whose folder it is, or NULL */
	const char *server; /* the kind of server that has its own way, or NULL */
	const char *one; /* a folder of hooks of one event: our file's name */
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
	const struct hook_kind *kind;
	const char *name;
	const char *path;
	const char *prev; /* where a foreign hook is moved to */
	enum hook_state state;
	bool chained;			    /* one has been moved there */
	bool executable;		    /* else git passes over it */
	const struct hook_manager *manager; /* who wrote a foreign one, or NULL */
	struct str text;		    /* what hook_write writes */
	struct str found; /* what is there; p is NULL where nothing is */
};

/*
 * Where git looks for the hooks of this repository: core.hooksPath, else the
 * common git folder's `hooks`. All of *out is owned by a. ERROR_REFUSED in a
 * bare repository, which has no commits made in it.
 */
int hook_folder_find(struct hook_folder *out, struct arena *a,
		     struct repo *repo, struct error *err);
/*
 * Where a server looks for pre-receive: as above, except in a repository of
 * Gitea or GitLab, which have folders of their own for others' hooks.
 */
int hook_folder_server(struct hook_folder *out, struct arena *a,
		       struct repo *repo, struct error *err);
/*
 * Look at a hook. program is the absolute path that the script tries first,
 * or NULL to have it found by PATH. Strings are owned by a.
 */
int hook_look(struct hook *out, struct arena *a,
	      const struct hook_folder *folder, const struct hook_kind *kind,
	      const char *program, struct error *err);
/*
 * Write an absent hook or replace an old one, atomically; the folder is made
 * if it is not there. A file that appeared meanwhile is not overwritten:
 * ERROR_REFUSED.
 */
int hook_write(const struct hook *hook, struct error *err);
/*
 * Move a foreign hook aside, to hook->prev, and write ours in its place: at
 * every moment git finds one of the two. Fails where something lies at
 * hook->prev.
 */
int hook_chain(struct hook *hook, struct arena *a, const char *program,
	       struct error *err);
/*
 * Remove a hook that is HOOK_CURRENT or HOOK_OLD; what was moved aside for it
 * takes its place again.
 */
int hook_remove(const struct hook *hook, struct error *err);

/* A file's bytes; absent is text->p NULL. A link, a folder and what is far too
 * large for a hook read as empty. */
int hook_read(struct str *text, struct arena *a, const char *path,
	      struct error *err);

#endif
