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

#include <sys/stat.h>

#include "base/arena.h"
#include "base/map.h"
#include "view/base.h"
#include "view/repo.h"
#include "view/source.h"
#include "view/view.h"

enum {
	PATH_LIMIT = 4096,     /* bytes of a path */
	ENTRY_LIMIT = 1000000, /* entries and folders of one listing */
	TREE_LIMIT = 64 << 20, /* bytes of one tree object */
	HASH_LIMIT = 1 << 30,  /* bytes of a file read only to be hashed */
	OID_SHA1 = 20,
	OID_SHA256 = 32, /* bytes of an id */
	OID_HEX = 2 * VIEW_OID_SIZE,
	INDEX_FOLDER = 040000 /* mode of an entry that stands for a folder */
};

struct repo {
	struct arena arena;
	const struct source *source;
	size_t width;		    /* bytes of an id */
	struct git_repository *git; /* libgit2's; or NULL */
	struct git_odb *odb;
	struct git_config *config; /* a snapshot */
	bool lent;		   /* it knows the index in force */
	struct plumbing *plumbing; /* plumbing.c's; or NULL */
	const char *objects;	   /* GIT_OBJECT_DIRECTORY, absolute; or NULL */
	const char *git_dir, *common_dir, *work_tree, *prefix, *index_path;
	bool bare, shallow, promisor;
	int root; /* of the work tree; -1: not open */
	bool keeps_refs;
	struct refs *kept[2]; /* of a client, of a server; NULL: not read yet */
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

struct oids;

struct view {
	const struct view_ops *ops;
	enum view_kind kind;
	const char *name;
	struct arena *arena;
	struct repo *repo; /* NULL: memory */
};

/* ---- repo.c */

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
/* Path made absolute against folder, in a. */
const char *repo_absolute(struct arena *a, const char *folder,
			  const char *path);
/* A variable of the environment, NULL where it is empty. */
const char *repo_told(const char *name);

/* ---- plumbing.c */

/* As repo_open, by asking git. */
int plumbing_open(struct repo *repo, const char *start, const char *cwd,
		  struct error *err);

/* ---- git.c */

/* As repo_git, but the exit status of git is given, not judged. */
int git_run(struct repo *repo, struct arena *a, const char *const *argv,
	    struct str input, struct str *out, int *status, struct error *err);
/* As git_run, of what stands around folder (NULL: the current one), before a
 * repository is open. */
int git_ask(const char *folder, struct arena *a, const char *const *argv,
	    struct str *out, struct error *err);
/* Start git as git_run does, with those descriptors, all above 2. */
int git_spawn(struct repo *repo, struct arena *a, const char *const *argv,
	      const int fds[3], int *pid, struct error *err);
/* The same descriptor, or a copy above 2, which no child needs for itself. */
int git_above_stdio(int fd);
/* A file without a name that has those bytes; -1 and errno. */
int git_scratch_file(struct str bytes);
/* The end of what git said: some lines at most. */
struct str git_last_words(struct str text);
/*
 * Ask git itself whether a repository may be read by this user (its
 * safe.directory knows more than libgit2's). ERROR_FAILED with git's words.
 */
int git_allows(const char *start, struct error *err);

/* ---- bases.c: by git, in any repository; as struct source has them */

int git_bases(struct oids *out, struct arena *a, struct repo *repo,
	      const struct oids *ours, const struct oids *theirs,
	      struct error *err);
int git_history(struct repo *repo, const struct oids *from,
		const struct oids *without, history_fn *each, void *argument,
		struct error *err);
int git_descends(struct repo *repo, const struct view_oid *ancestor,
		 const struct view_oid *descendant, bool *out,
		 struct error *err);

/* ---- odb.c */

void oid_hex(const struct repo *repo, const struct view_oid *oid,
	     char hex[OID_HEX + 1]);
/* False: not a whole id in hex. */
bool oid_read(const struct repo *repo, struct str hex, struct view_oid *out);
/* Id that a blob with those bytes has in repo (NULL: by SHA-1). */
int oid_of_bytes(const struct repo *repo, struct view_oid *out,
		 struct str bytes, struct error *err);
/*
 * Read a blob. ERROR_REFUSED over limit (the header is asked first),
 * ERROR_FAILED where it is missing: never absent. path is for the message.
 */
int odb_blob(struct repo *repo, struct arena *a, const struct view_oid *oid,
	     struct str path, size_t limit, struct str *out, struct error *err);
/* The tree of a commit, or what a tag is of, which need not be here. kind is
 * that of `of`. ERROR_ABSENT: it is not here. */
int odb_first_id(struct view_oid *out, struct repo *repo,
		 const struct view_oid *of, enum object_kind kind,
		 struct error *err);
/* An object is not there, and should be. Returns ERROR_FAILED. */
int odb_missing(struct repo *repo, const struct view_oid *oid, struct str what,
		struct error *err);

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
	unsigned mode;
	bool folder;
	bool twice;  /* the name is there more than once: no id, no bytes */
	bool closed; /* as struct view_entry has it */
	struct view_oid oid;
};
struct folder {
	struct view_oid oid;
	struct tree_entry *entries; /* in git's order: a folder's name has a
				     * slash behind it */
	size_t count;
};
/* path: where root lies itself, "" for a whole tree. */
struct tree *tree_new(struct arena *a, struct repo *repo, struct str path,
		      const struct view_oid *root);
/* The root. */
int tree_top(struct tree *tree, struct folder **out, struct error *err);
/* A folder of a whole tree by its path. ERROR_ABSENT: there is none. */
int tree_folder(struct tree *tree, struct str path, struct folder **out,
		struct error *err);
/* The folder that entry, of a folder of this tree, names. */
int tree_open(struct tree *tree, const struct tree_entry *entry,
	      struct folder **out, struct error *err);
/* What is no folder, by its name; or NULL. */
struct tree_entry *folder_entry(const struct folder *folder, struct str name);
/* What is one; or NULL. */
struct tree_entry *folder_below(const struct folder *folder, struct str name);
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
	struct arena *arena;
	struct repo *repo;
	size_t folders; /* entries that stand for all below: see index_open */
	size_t opened;	/* entries that came out of such */
};
/* Read the index in force, with its intent-to-add entries. */
int index_load(struct index *out, struct arena *a, struct repo *repo,
	       struct error *err);
/*
 * A sparse index has one entry ("a/b/", VIEW_OTHER) for a folder that is not
 * checked out. Before anything at path, or below it, is looked for, those in
 * the way are replaced by what is in their trees. Places change then; what was
 * had from the table before stays.
 */
int index_open(struct index *index, struct str path, bool below,
	       struct error *err);
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

/* ---- split.c: an index that is kept as changes to a shared one */

struct dirc_entry;
struct dirc;
/*
 * Every entry of the split index d (dirc_next has said 0), whose bytes those
 * are, with the entries of the shared index that it names. *sparse: that one
 * is.
 */
int split_load(struct dirc_entry **out, size_t *count, bool *sparse,
	       struct arena *a, struct repo *repo, const struct dirc *d,
	       struct str bytes, struct error *err);
/* A whole index file, and when it was written. ERROR_ABSENT: there is none. */
int index_slurp(struct str *out, struct timespec *mtime, struct arena *a,
		const char *path, struct error *err);

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

/* ---- trace.c */

/* Keep that view_changes was asked; not of a view that keeps nothing. */
void trace_changes(struct view *view);

/* ---- staged.c */

/* Whether it is staged.c's; and git keeps ids of its folders. */
bool staged_is(struct view *view);
bool staged_knows_folders(struct view *view);
/*
 * Every path below folder that tree or view has (from or to NULL: it has not),
 * bytewise, but for what lies in folders that have one id in both.
 * wanted, if not NULL: paths that view has and that are wanted are enough.
 */
typedef int view_pair_fn(void *argument, const struct view_entry *from,
			 const struct view_entry *to);
int staged_pairs(struct view *view, struct tree *tree, struct str folder,
		 bool (*wanted)(struct str path), view_pair_fn *each,
		 void *argument, struct error *err);

/* ---- diff.c */

/* view_diff of a commit and an index of staged.c, no traces; wanted as for
 * staged_pairs. */
int diff_staged(struct view *from, struct view *to, struct str folder,
		bool (*wanted)(struct str path), view_pair_fn *each,
		void *argument, struct error *err);

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
	size_t count, room, sorted;
	const struct ref *fallback; /* the default branch, or NULL */
};
int refs_load(struct refs *out, struct arena *a, struct repo *repo, bool server,
	      struct error *err);
/* Whether a remote, by its name or URL, is the authority (NULL: none is). */
bool refs_is_authority(struct arena *a, struct repo *repo,
		       const char *authority, const char *remote);
/* Whether a branch name is a name or glob of `protected:`. */
bool refs_match(const char *pattern, const char *name);

/* ---- bases.c */

struct oids {
	struct view_oid *oid;
	size_t count, room;
};
void oids_add(struct oids *oids, struct arena *a, const struct view_oid *oid);
/* Every id that stands on a line of its own. */
void oids_add_lines(struct oids *oids, struct arena *a, const struct repo *repo,
		    struct str text);
/*
 * Best common ancestors of the merge of ours and the merge of theirs.
 * ERROR_FAILED in a shallow repository where what is missing matters.
 */
int bases_find(struct oids *out, struct arena *a, struct repo *repo,
	       const struct oids *ours, const struct oids *theirs,
	       struct error *err);

#endif
