/*
 * view.h - the files of a repository as one of: index, work tree, commit,
 * memory. Whatever checks reads through this, and nothing else.
 *
 *	struct view *v;
 *
 *	if (view_index(&v, run, repo, err) < 0 ||
 *	    view_read(v, run, STR("promptpin.yaml"), LIMIT, &text, err) < 0)
 *		...
 *
 * Paths are relative to the top of the work tree, use '/', and are given to
 * view_path_ok before they come here: a path that is not ok is a bug.
 * Nothing follows a symbolic link, runs a filter or fetches anything.
 */
#ifndef PP_VIEW_VIEW_H
#define PP_VIEW_VIEW_H

#include "base/error.h"
#include "base/str.h"

struct arena;
struct repo;
struct view;

enum view_kind { VIEW_INDEX, VIEW_WORKTREE, VIEW_COMMIT, VIEW_MEMORY };

/* Equal in two views of one repository: equal bytes. Git's blob id. */
enum { VIEW_OID_SIZE = 32 };
struct view_oid {
	unsigned char byte[VIEW_OID_SIZE];
};
bool view_oid_equal(const struct view_oid *a, const struct view_oid *b);

enum view_type {
	VIEW_FILE,     /* a regular file, executable or not */
	VIEW_LINK,     /* a symbolic link: never followed */
	VIEW_GITLINK,  /* a submodule */
	VIEW_UNMERGED, /* the index holds only conflict stages of it */
	VIEW_OTHER /* a mode that git itself never writes, or intent-to-add */
};

struct view_entry {
	struct str path;
	enum view_type type;
	bool has_oid; /* always, save in a work tree for a changed file */
	/* VIEW_OTHER, and git would check out files below it: they are not in
	 * the view */
	bool closed;
	struct view_oid oid;
};

/*
 * The index in force (GIT_INDEX_FILE): the bytes about to be committed.
 * Intent-to-add entries are left out; a path with conflict stages is there
 * once, as VIEW_UNMERGED.
 */
int view_index(struct view **out, struct arena *a, struct repo *repo,
	       struct error *err);
/*
 * What `git add` of everything tracked, and of files not ignored, would
 * stage: line ends and working-tree encoding converted; a path with a
 * `filter=` driver reads as ERROR_REFUSED with the advice to stage it;
 * skip-worktree paths, and a `.promptpin` that a sparse checkout leaves out,
 * come from the index.
 */
int view_worktree(struct view **out, struct arena *a, struct repo *repo,
		  struct error *err);
/* The tree of a revision: any name of a commit or tree. ERROR_ABSENT. */
int view_commit(struct view **out, struct arena *a, struct repo *repo,
		const char *rev, struct error *err);

struct view_file {
	struct str path, bytes;
};
/* Files from memory, for tests and for a plan that is not written yet. The
 * bytes are borrowed, the table itself is copied; of two with one path the
 * later counts. */
int view_memory(struct view **out, struct arena *a,
		const struct view_file *files, size_t count, struct error *err);
/* The files below a folder of the disk as they are, whether it is a repository
 * or not. */
int view_folder(struct view **out, struct arena *a, const char *path,
		struct error *err);
/*
 * Base with files of it replaced or added (bytes), or taken away (bytes.p
 * NULL). Its kind and name are those of base. The bytes are borrowed, the
 * table itself is copied.
 */
int view_overlay(struct view **out, struct arena *a, struct view *base,
		 const struct view_file *files, size_t count,
		 struct error *err);
/* Several views (one at least) as one: a path is looked up in each, the first
 * has it. */
int view_union(struct view **out, struct arena *a, struct view *const *views,
	       size_t count, struct error *err);

enum view_kind view_kind(const struct view *view);
/* "index", "worktree", the revision as given, "memory": for reports. */
const char *view_name(const struct view *view);

/*
 * Look a path up. Returns 0 and *out (may be NULL), ERROR_ABSENT (nothing in
 * *err), or ERROR_FAILED. A folder is ERROR_ABSENT.
 */
int view_find(struct view *view, struct str path, struct view_entry *out,
	      struct error *err);
/*
 * Read a regular file whole. *out belongs to a. ERROR_ABSENT (nothing in
 * *err): not there, or not VIEW_FILE. ERROR_REFUSED: larger than limit, or
 * behind a filter driver. ERROR_FAILED: could not read. Sizes are asked for
 * before bytes are.
 */
int view_read(struct view *view, struct arena *a, struct str path, size_t limit,
	      struct str *out, struct error *err);
/*
 * Say which files will be read, in about that order, so that a view whose
 * files have to be opened one by one may fetch them before they are asked
 * for. Changes no answer. The paths are copied.
 */
void view_expect(struct view *view, const struct str *paths, size_t count);
/*
 * Every entry below folder ("" for all, no slash at the end), in bytewise
 * order of path. each returns 0 to go on. Returns what each returned if that
 * is not 0, else 0 or ERROR_FAILED.
 */
int view_each(struct view *view, struct str folder,
	      int (*each)(void *argument, const struct view_entry *entry),
	      void *argument, struct error *err);
/*
 * The id of a file's bytes, read and hashed where it is not known.
 * As view_find.
 */
int view_oid_of(struct view *view, struct str path, struct view_oid *out,
		struct error *err);
/*
 * Every path below folder that is not the same in both: from or to has path.p
 * NULL where the side has none. Equal trees are not descended into.
 */
int view_diff(struct view *from, struct view *to, struct str folder,
	      int (*each)(void *argument, const struct view_entry *from,
			  const struct view_entry *to),
	      void *argument, struct error *err);
/* Whether view_diff would tell of that very path. */
int view_differs(struct view *from, struct view *to, struct str path,
		 bool *differs, struct error *err);

/*
 * Whether a path may be read or written at all: relative, UTF-8, at most
 * 4,096 bytes, no backslash, colon or control character; no segment that is
 * empty, ends in a dot or a space (so neither `.` nor `..`; Windows drops
 * them), or is `.git` in any spelling that some file system takes for it
 * (.GIT, git~1, with characters between that HFS+ passes over).
 */
bool view_path_ok(struct str path);
/*
 * Join folder and relative (with `.` and `..`) to a normal path in a.
 * Returns 0, or -1 where it leaves the repository or is not view_path_ok.
 */
int view_path_join(struct arena *a, struct str folder, struct str relative,
		   struct str *out);

#endif
