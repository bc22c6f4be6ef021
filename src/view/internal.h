/*
 * internal.h - what the files of this folder share. Nobody else includes it.
 *
 * The seam is struct view_ops: each kind of view (index.c, worktree.c,
 * commit.c, memory.c, overlay.c) fills one table, view.c calls it. A view
 * embeds struct view as its first member and lives in the arena it was made
 * in; the repository has to outlive it.
 */
#ifndef PP_VIEW_INTERNAL_H
#define PP_VIEW_INTERNAL_H

#include <git2.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/map.h"
#include "view/base.h"
#include "view/repo.h"
#include "view/view.h"

enum {
	PATH_LIMIT = 4096,     /* bytes of a path */
	ENTRY_LIMIT = 1000000, /* entries and folders of one listing */
	TREE_LIMIT = 64 << 20, /* bytes of one tree object */
	HASH_LIMIT = 1 << 30   /* bytes of a file read only to be hashed */
};

struct repo {
	struct arena arena;
	git_repository *git;
	git_odb *odb;
	git_config *config; /* a snapshot */
	const char *git_dir, *common_dir, *work_tree, *prefix, *index_path;
	bool bare, shallow, promisor;
	int root; /* of the work tree; -1: not open */
};

typedef int view_each_fn(void *argument, const struct view_entry *entry);

struct view_ops {
	/* As view_find; out is never NULL, and set only where 0 is returned. */
	int (*find)(struct view *view, struct str path, struct view_entry *out,
		    struct error *err);
	/* As view_read. */
	int (*read)(struct view *view, struct arena *a, struct str path,
		    size_t limit, struct str *out, struct error *err);
	/* As view_each. */
	int (*each)(struct view *view, struct str folder, view_each_fn *each,
		    void *argument, struct error *err);
	/* The id of an entry without one, which find gave. */
	int (*hash)(struct view *view, const struct view_entry *entry,
		    struct view_oid *out, struct error *err);
	/* As view_expect; NULL: nothing to gain. */
	void (*expect)(struct view *view, const struct str *paths,
		       size_t count);
};

struct view {
	const struct view_ops *ops;
	enum view_kind kind;
	const char *name;
	struct arena *arena;
	struct repo *repo; /* NULL: memory */
};

/* ---- repo.c */

/* Start libgit2, once a process. */
int git_start(struct error *err);
/* A descriptor of the work tree's top, kept open with the repository. */
int repo_root(struct repo *repo, int *root, struct error *err);
/*
 * Call each with the name of every remote that has key, until it returns
 * false. Returns what the last call did; true where there is none.
 */
bool repo_each_remote(struct repo *repo, const char *key,
		      bool (*each)(void *argument, struct str name),
		      void *argument);
/* A file of the user's that key names, else ~/.config/git/name; or NULL. */
const char *repo_user_file(struct repo *repo, struct arena *a, const char *key,
			   const char *name);
/* The last words of libgit2. */
const char *git_words(void);

/* ---- git.c */

/* As repo_git, but the exit status of git is given, not judged. */
int git_run(struct repo *repo, struct arena *a, const char *const *argv,
	    struct str input, struct str *out, int *status, struct error *err);
/*
 * Ask git itself whether a repository may be read by this user (its
 * safe.directory knows more than libgit2's). ERROR_FAILED with git's words.
 */
int git_allows(const char *start, struct error *err);

/* ---- odb.c */

void oid_from_git(struct view_oid *out, const git_oid *oid);
void oid_to_git(git_oid *out, const struct view_oid *oid);
/* Id of a blob with those bytes. */
int oid_of_bytes(struct view_oid *out, struct str bytes, struct error *err);
/*
 * Read a blob. ERROR_REFUSED over limit (the header is asked first),
 * ERROR_FAILED where it is missing: never absent. path is for the message.
 */
int odb_blob(struct repo *repo, struct arena *a, const struct view_oid *oid,
	     struct str path, size_t limit, struct str *out, struct error *err);
/* An object is not there, and should be. Returns ERROR_FAILED. */
int odb_missing(struct repo *repo, const git_oid *oid, struct str what,
		struct error *err);

/* ---- rev.c */

/*
 * The object that a revision names, and what it peels to; the caller frees
 * it. ERROR_ABSENT: there is no such name; a name of an object that is not
 * there is ERROR_FAILED.
 */
int rev_object(git_object **out, struct repo *repo, const char *rev,
	       struct error *err);
int rev_peel(git_object **out, struct repo *repo, const char *rev,
	     git_object_t type, struct error *err);

/* ---- path.c */

/* Whether one segment of a path may be read or written. */
bool path_segment_ok(struct str segment);
/* Whether path lies below folder ("" has everything below it). */
bool path_below(struct str path, struct str folder);

/* ---- tree.c: tree objects, parsed by us, cached by their path */

struct tree;
struct tree_entry {
	struct str path; /* whole, from the top of the view */
	struct str name; /* the end of path */
	enum view_type type;
	bool folder;
	bool twice; /* the name is there more than once: no id, no bytes */
	struct view_oid oid;
};
struct folder {
	struct view_oid oid;
	struct tree_entry *entries; /* in git's order: a folder's name has a
				     * slash behind it */
	size_t count;
};
struct tree *tree_new(struct arena *a, struct repo *repo, const git_oid *root);
/* A folder by its path. ERROR_ABSENT: there is none. */
int tree_folder(struct tree *tree, struct str path, struct folder **out,
		struct error *err);
/* The folder that entry, of a folder of this tree, names. */
int tree_open(struct tree *tree, const struct tree_entry *entry,
	      struct folder **out, struct error *err);
/* What is no folder, by its name; or NULL. */
struct tree_entry *folder_entry(const struct folder *folder, struct str name);
/* As view_each gives it. */
void tree_view_entry(const struct tree_entry *entry, struct view_entry *out);
/* Every entry of folder and below, in bytewise order of path. */
int tree_each(struct tree *tree, struct folder *folder, view_each_fn *each,
	      void *argument, struct error *err);
/* Order of two entries of folders: git's. */
int tree_order(const struct tree_entry *a, const struct tree_entry *b);
/* The tree behind a view, or NULL: it is not made of tree objects. */
struct tree *commit_tree(struct view *view);

/* ---- index.c */

struct index_entry {
	struct view_entry entry;
	bool intent, skip; /* intent-to-add, skip-worktree */
	uint32_t mode, size, ino;
	int32_t mtime_s, ctime_s;
	uint32_t mtime_ns, ctime_ns;
};
struct index {
	struct index_entry *entries; /* bytewise by path, each path once */
	size_t count;
	struct timespec mtime; /* of the file, before it was read */
};
/* Read the index in force, with its intent-to-add entries. */
int index_load(struct index *out, struct arena *a, struct repo *repo,
	       struct error *err);
/* Give libgit2's reading of attributes the index in force, too. */
int index_lend(struct repo *repo, struct error *err);
/* The entry with that path, or NULL. */
struct index_entry *index_at(const struct index *index, struct str path);
/* The same where the place is known to be in [from, to): index_range. */
struct index_entry *index_within(const struct index *index, struct str path,
				 size_t from, size_t to);
/* Place of the first entry whose path is not before path. */
size_t index_from(const struct index *index, struct str path);
/* First entry below folder and one past the last. */
void index_range(const struct index *index, struct str folder, size_t *from,
		 size_t *to);

/* ---- disk.c: the work tree, no symbolic link followed */

/* Open beneath root. Returns a descriptor or -errno. */
int disk_open(int root, const char *path, int flags);
/*
 * Stat beneath root, the last segment not followed. Returns 0 or -errno;
 * -ELOOP or -ENOTDIR where a parent is no folder.
 */
int disk_stat(int root, const char *path, struct stat *out);
/* Read an open regular file of about size bytes whole. 0 or -errno. */
int disk_read(int fd, struct arena *a, size_t size, struct str *out);

/* ---- convert.c: what attributes do between work tree and index */

struct convert; /* attribute files found, by folder */
/* index: where a .gitattributes that is not checked out may be; or NULL. */
struct convert *convert_new(struct arena *a, struct repo *repo,
			    const struct index *index, int root);
/* Bytes of the work tree to those of the index. ERROR_REFUSED. */
int convert_in(struct convert *convert, struct arena *a, struct str path,
	       struct str bytes, struct str *out, struct error *err);
/* Bytes of the index to those of the work tree. ERROR_REFUSED. */
int convert_out(struct convert *convert, struct arena *a, struct str path,
		struct str bytes, struct str *out, struct error *err);
/* Whether a filter driver or an encoding stands before the bytes. */
int convert_matters(struct convert *convert, struct str path, bool *out,
		    struct error *err);

/* ---- ignore.c */

struct ignore; /* the rules found, by folder */
struct ignore *ignore_new(struct arena *a, struct repo *repo,
			  const struct index *index, int root);
/* Whether the rules leave path out, the folders above it being let in. */
bool ignore_says(struct ignore *ignore, struct str path, bool folder);
/* Whether a pattern of gitignore(5), without its signs, has text. */
bool ignore_match(struct str pattern, struct str text);

/* ---- view.c */

/* Every entry below folder as an array in a. */
struct view_list {
	struct view_entry *entries;
	size_t count, room;
	struct arena *arena;
};
int view_listing(struct view_list *out, struct arena *a, struct view *view,
		 struct str folder, struct error *err);
/* Bytewise by path; for qsort. */
int view_entry_order(const void *a, const void *b);

/* ---- refs.c */

struct ref {
	const char *full; /* refs/remotes/origin/main */
	const char *name; /* main */
	const char *commit;
};
struct refs {
	const char *authority; /* or NULL */
	bool remote;	       /* there is one */
	struct ref *all;       /* the authority's, sorted by full */
	size_t count, room;
	const struct ref *fallback; /* the default branch, or NULL */
};
int refs_load(struct refs *out, struct arena *a, struct repo *repo, bool server,
	      struct error *err);
/* Whether a branch name is a name or glob of `protected:`. */
bool refs_match(const char *pattern, const char *name);

/* ---- bases.c */

struct oids {
	git_oid *oid;
	size_t count, room;
};
void oids_add(struct oids *oids, struct arena *a, const git_oid *oid);
/*
 * Best common ancestors of the merge of ours and the merge of theirs.
 * ERROR_FAILED in a shallow repository where what is missing matters.
 */
int bases_find(struct oids *out, struct arena *a, struct repo *repo,
	       const struct oids *ours, const struct oids *theirs,
	       struct error *err);

#endif
