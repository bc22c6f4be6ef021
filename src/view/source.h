/*
 * source.h - where the objects, names and settings of a repository come from.
 *
 * One table, filled twice:
 *
 *	source_libgit2	 the library, in libgit2.c and libgit2_history.c
 *	source_plumbing	 git itself, asked through its plumbing, in plumbing.c
 *			 and plumbing_read.c: for what libgit2 cannot open
 *			 (ids by SHA-256, refs as reftable, an extension that
 *			 it does not know)
 *
 * repo_open chooses; nobody above can tell which it was. Everything that
 * judges bytes (trees, the index, line ends, ignore files, globs of refs)
 * stands above this table and is there once, so the two cannot differ in it.
 *
 * Neither ever fetches: an object that a partial clone left at its remote is
 * ERROR_ABSENT, and whoever needs it fails with the command that gets it. A
 * check that went to the network would hang a hook, and run what the
 * configuration names as transport. Neither follows replace refs, runs a
 * hook, a filter or a monitor of the repository's, or writes, save store().
 *
 * Every call returns 0 or an enum error_code; ERROR_ABSENT says nothing in
 * *err.
 */
#ifndef PP_VIEW_SOURCE_H
#define PP_VIEW_SOURCE_H

#include "view/view.h"

struct oids;

enum object_kind {
	OBJECT_ANY,
	OBJECT_COMMIT,
	OBJECT_TREE,
	OBJECT_BLOB,
	OBJECT_TAG
};

struct object {
	enum object_kind kind;
	size_t size;
	struct str bytes; /* where it is of the kind wanted, within the limit */
};

/* A ref as it is listed. */
struct ref_seen {
	const char *full;
	const char *target; /* of a symbolic one; else NULL */
	bool commit;	    /* names one, maybe by way of a tag */
	const char *broken; /* why what it names cannot be read; or NULL */
	struct view_oid oid;
};
typedef int ref_fn(void *argument, const struct ref_seen *ref,
		   struct error *err);

typedef int history_fn(void *argument, const char *hex);

/* False: enough. value may be NULL. */
typedef bool setting_fn(void *argument, const char *key, const char *value);

/* What decides over the bytes of a work tree. */
enum attribute {
	ATTRIBUTE_FILTER,
	ATTRIBUTE_ENCODING,
	ATTRIBUTE_TEXT,
	ATTRIBUTE_CRLF,
	ATTRIBUTE_EOL,
	ATTRIBUTE_IDENT,
	ATTRIBUTE_COUNT
};
extern const char *const attribute_names[ATTRIBUTE_COUNT];
/* The value of `name` and of `-name`: to be compared as pointers. */
extern const char attribute_set[], attribute_unset[];

struct source {
	void (*close)(struct repo *repo);

	/* Bytes go to a. ERROR_ABSENT: there is no such object here. */
	int (*object)(struct repo *repo, struct arena *a,
		      const struct view_oid *oid, enum object_kind want,
		      size_t limit, struct object *out, struct error *err);
	/* What rev names, peeled. ERROR_ABSENT: there is no such name; a name
	 * of what is not there, or not of the kind wanted, is ERROR_FAILED. */
	int (*resolve)(struct repo *repo, const char *rev,
		       enum object_kind want, struct view_oid *out,
		       struct error *err);
	/* Store blobs: on the disk when it returns. */
	int (*store)(struct repo *repo, struct arena *a,
		     const struct str *blobs, size_t count,
		     struct view_oid *out, struct error *err);

	/* Whether HEAD names a branch without a commit. */
	int (*unborn)(struct repo *repo, bool *out, struct error *err);
	/* Every ref whose name begins with prefix (refs/heads/), in no
	 * order. */
	int (*refs)(struct repo *repo, struct arena *a, const char *prefix,
		    ref_fn *each, void *argument, struct error *err);
	/* One by its full name, HEAD too. ERROR_ABSENT: there is none, or it
	 * is no name of a ref; ERROR_FAILED: it cannot be read. */
	int (*ref)(struct repo *repo, struct arena *a, const char *full,
		   struct ref_seen *out, struct error *err);

	/* As bases_find, in a repository that is not shallow. */
	int (*bases)(struct oids *out, struct arena *a, struct repo *repo,
		     const struct oids *ours, const struct oids *theirs,
		     struct error *err);
	/* Whether ancestor is reachable from descendant, another commit; not
	 * for a shallow repository. */
	int (*descends)(struct repo *repo, const struct view_oid *ancestor,
			const struct view_oid *descendant, bool *out,
			struct error *err);
	/* Each commit that is reachable from `from` and not from `without`,
	 * newest first, with its id in hex; the end of a shallow history is an
	 * end, or ERROR_FAILED. Stops at what each returns if that is not 0,
	 * and returns it. */
	int (*history)(struct repo *repo, const struct oids *from,
		       const struct oids *without, history_fn *each,
		       void *argument, struct error *err);
	/* Add the parents of merges that are reachable from `from` and not
	 * from `without`, up to limit. */
	int (*merges)(struct oids *out, struct arena *a, struct repo *repo,
		      const struct oids *from, const struct oids *without,
		      size_t limit, struct error *err);

	/* The last value of a setting, owned by the repository; or NULL. */
	const char *(*setting)(struct repo *repo, const char *key);
	/* All settings, in their order. */
	void (*settings)(struct repo *repo, setting_fn *each, void *argument);
	/* Attributes of path: NULL is unspecified. Texts go to a. */
	int (*attributes)(struct repo *repo, struct arena *a, struct str path,
			  const char *values[ATTRIBUTE_COUNT],
			  struct error *err);
};

extern const struct source source_libgit2, source_plumbing;

#endif
