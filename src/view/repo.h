/*
 * repo.h - a git repository, opened as hooks find it.
 *
 * GIT_DIR, GIT_INDEX_FILE, GIT_OBJECT_DIRECTORY and GITHEAD_* are read here and nowhere
 * else; libgit2's own reading of the environment is not used (it refuses
 * GIT_WORK_TREE and cannot unquote alternates). Extensions that do not matter
 * to reading are allowed; every other repository that libgit2 cannot read
 * (ids by SHA-256, refs as reftable) is read by asking git. What git cannot
 * read either, or where there is no git, is a failure with the reason: never
 * "nothing to check".
 */
#ifndef PP_VIEW_REPO_H
#define PP_VIEW_REPO_H

#include "base/error.h"
#include "base/str.h"

struct arena;
struct repo;

enum repo_flags {
	/* git has checked who owns the repository before it ran the hook */
	REPO_HOOK = 1,
	/* read all through git, as what libgit2 cannot open is: for tests */
	REPO_PLUMBING = 2
};

/*
 * Open GIT_DIR, else the repository around start (NULL: the current folder).
 * *out belongs to the caller (repo_close). ERROR_ABSENT: there is none here.
 */
int repo_open(struct repo **out, const char *start, unsigned flags,
	      struct error *err);
void repo_close(struct repo *repo);

/* Absolute, with a slash at the end; the work tree is NULL in a bare one. */
const char *repo_git_dir(const struct repo *repo);    /* of this worktree */
const char *repo_common_dir(const struct repo *repo); /* shared by worktrees */
const char *repo_work_tree(const struct repo *repo);
bool repo_is_bare(const struct repo *repo);
bool repo_is_shallow(const struct repo *repo);
/* Path of the current folder below the work tree, "" or "a/b/". */
const char *repo_prefix(const struct repo *repo);
/* The index file in force: GIT_INDEX_FILE, else that of the git dir. */
const char *repo_index_path(const struct repo *repo);

/* A configuration value, or NULL. Owned by a. */
const char *repo_config(struct repo *repo, struct arena *a, const char *key);
/* Every value that the key (in lower case) has, of the machine, the user and
 * the repository, as an array in a; NULL ends. */
const char *const *repo_config_all(struct repo *repo, struct arena *a,
				   const char *key);

/*
 * Run git with arguments (NULL ends; argv[0] is not among them), input on
 * its standard input, in the work tree (else the git dir), with the environment as it is; no
 * hook or fsmonitor of the repository is run by it. *out gets standard output
 * (may be NULL). ERROR_FAILED with git's own last words, also where git is missing.
 */
int repo_git(struct repo *repo, struct arena *a, const char *const *argv,
	     struct str input, struct str *out, struct error *err);

#endif
