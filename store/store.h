/*
 * store.h - a content-addressed store of prompt releases.
 *
 * The only header of store/ that others include. FORMAT.md beside it says
 * what the bytes on disk are. Paths are relative to the store's folder
 * (".promptpin") and use '/'.
 *
 *	struct store *s;
 *	struct store_bytes object = { 0 };
 *
 *	rc = store_open_folder(&s, "/repo/.promptpin");
 *	if (rc == STORE_OK)
 *		rc = store_object(s, &id, &object);
 *	store_bytes_release(&object);
 *	store_close(s);
 *
 * Every fallible call returns an enum store_status: STORE_OK or a negative
 * code. When it is negative, outputs are left alone. Nothing is printed and
 * nothing exits. Strings are UTF-8 without NUL. Nothing here is thread-safe
 * for one struct store; two stores are independent.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum store_status {
	STORE_OK = 0,
	STORE_ABSENT = -1,  /* no such file, object, release or head */
	STORE_CORRUPT = -2, /* the bytes do not have the digest asked for */
	STORE_INVALID = -3, /* not in its one form, or it says another name */
	STORE_NEWER = -4,   /* written in a format newer than this program's */
	STORE_EXISTS = -5,  /* the name is taken by other bytes */
	STORE_LIMIT = -6,   /* larger than a limit of FORMAT.md */
	STORE_IO = -7,	    /* a system call failed; store_errno() says which */
	STORE_NOMEM = -8    /* out of memory */
};

/* One sentence, without a full stop, for a status. */
const char *store_strerror(int status);

enum { STORE_LIBRARY_TEXT = 40 };
/* The SHA-256 library at run time: its name and version, with a NUL. */
void store_library(char text[STORE_LIBRARY_TEXT]);

/* ---- digests -------------------------------------------------------- */

enum { STORE_ID_SIZE = 32, STORE_ID_HEX = 64, STORE_DIGEST_TEXT = 71 };

/* The name of some bytes: their SHA-256. */
struct store_id {
	unsigned char byte[STORE_ID_SIZE];
};

/* Name the n bytes at p. */
void store_id_of(struct store_id *id, const void *p, size_t n);
/* Read "sha256:" and 64 lower-case hex digits, n bytes in all. 0 or -1. */
int store_id_read(struct store_id *id, const char *text, size_t n);
/* Write "sha256:<hex>" and a NUL. */
void store_id_write(const struct store_id *id,
		    char text[STORE_DIGEST_TEXT + 1]);
bool store_id_equal(const struct store_id *a, const struct store_id *b);
int store_id_compare(const struct store_id *a, const struct store_id *b);

/* ---- versions: semver 2.0.0 without build metadata ------------------- */

enum { STORE_VERSION_MAX = 64, STORE_PROMPT_MAX = 200, STORE_PATH_MAX = 512 };

struct store_version {
	uint32_t major, minor, patch; /* each below 10^9 */
	char pre[STORE_VERSION_MAX];  /* "rc.1", or "" for a stable version */
};

/* Read a version, n bytes in all. 0 or -1; then *v is left alone. */
int store_version_read(struct store_version *v, const char *text, size_t n);
/* Write it, with a NUL; always fits. */
void store_version_write(const struct store_version *v,
			 char text[STORE_VERSION_MAX + 32]);
/* Precedence by semver 2.0.0 section 11: negative, zero, positive. */
int store_version_compare(const struct store_version *a,
			  const struct store_version *b);

/* Whether n bytes at id are a prompt id (DESIGN: Words). */
bool store_prompt_ok(const char *id, size_t n);

/* ---- paths ----------------------------------------------------------- */

enum store_kind {
	STORE_FORMAT,  /* format */
	STORE_OBJECT,  /* objects/ab/cdef... */
	STORE_RELEASE, /* releases/<prompt>@<version> */
	STORE_HEAD,    /* heads/<prompt>@ */
	STORE_RECORD,  /* records/<kind>/... known or not */
	STORE_STRAY    /* anything else */
};

struct store_path {
	enum store_kind kind;
	struct store_id object;		      /* OBJECT */
	char prompt[STORE_PROMPT_MAX + 1];    /* RELEASE, HEAD */
	char version[STORE_VERSION_MAX + 32]; /* RELEASE */
};

/* Say what path, relative to the store's folder, names. Never fails. */
void store_path_read(struct store_path *out, const char *path);
/*
 * Whether path is the temporary file of a writer (its last name starts with
 * ".tmp-"). One that was interrupted leaves it behind. It is no part of a
 * folder's store and must not be added to git, where it is a stray file.
 */
bool store_path_temporary(const char *path);
void store_object_path(const struct store_id *id, char path[STORE_PATH_MAX]);
void store_release_path(const char *prompt, const char *version,
			char path[STORE_PATH_MAX]);
void store_head_path(const char *prompt, char path[STORE_PATH_MAX]);

/* ---- releases -------------------------------------------------------- */

/* A member of `options`: its value as JSON: true, false, integer, "text". */
struct store_option {
	const char *name;
	const char *json;
};

/* A member of `parts`: the name as written in the template or $ref. */
struct store_part {
	const char *name;
	struct store_id id;
};

/* Either slot is set and nothing else, or role, syntax and text are. */
struct store_message {
	const char *slot;
	const char *role;
	const char *syntax;
	const struct store_option *options; /* sorted bytewise by name */
	size_t option_count;
	struct store_id text;
	const struct store_part *parts; /* sorted bytewise by name */
	size_t part_count;
};

struct store_tool {
	const char *name;
	const char *shape;
	struct store_id definition;
	const struct store_part *parts;
	size_t part_count;
};

struct store_output {
	const char *format;
	bool wrapped; /* the member is `definition`, not `schema` */
	struct store_id schema;
	const struct store_part *parts;
	size_t part_count;
};

struct store_variables {
	struct store_id schema;
	const struct store_part *parts;
	size_t part_count;
};

struct store_model {
	const char *provider; /* NULL: not written */
	const char *id;
	const char *revision; /* NULL: none */
	const char *adapter;  /* NULL: none */
};

struct store_opaque {
	const char *ref;
	struct store_id file;
};

/* Everything the model receives. A NULL pointer or a count of 0: absent. */
struct store_effective {
	const struct store_message *messages;
	size_t message_count;
	const struct store_tool *tools;
	size_t tool_count;
	const struct store_id *tool_choice;
	const struct store_output *output;
	const struct store_variables *variables;
	const struct store_id *examples;
	size_t example_count;
	const struct store_model *model;
	const struct store_id *params;
	const struct store_id *retrieval;
	const struct store_opaque *opaque;
	size_t opaque_count;
};

struct store_parent {
	const char *prompt; /* NULL: the release's own prompt */
	const char *version;
	struct store_id release;
};

/* Where it came from: a whole file with digest, or a part of one with at. */
struct store_origin {
	const char *path;
	const struct store_id *digest; /* NULL where at is set */
	const char *at;		       /* NULL where digest is set */
};

struct store_release {
	const char *prompt;
	const char *version;
	const char *at; /* "2026-11-21T10:00:00Z" */
	const struct store_parent *parents;
	size_t parent_count;
	const char *reason; /* NULL: none */
	uint32_t rules;	    /* the rule set of normal, from 1 */
	struct store_id normal;
	struct store_effective effective;
	const struct store_origin *sources;
	size_t source_count;
};

/* Why bytes were refused: a line of them (0: none) and a static sentence. */
struct store_why {
	unsigned line;
	const char *what;
};

/* Bytes from malloc; p has a NUL behind it that n does not count. */
struct store_bytes {
	char *p;
	size_t n;
};
void store_bytes_release(struct store_bytes *bytes);
/* A copy of n bytes, for a store_reader to hand over. STORE_NOMEM. */
int store_bytes_copy(struct store_bytes *out, const void *p, size_t n);

/*
 * Read a release file. Only the one form of FORMAT.md is taken.
 * *out belongs to the caller, who gives it to store_release_free; everything
 * it points to lives as long. why may be NULL.
 * STORE_INVALID, STORE_NEWER, STORE_LIMIT, STORE_NOMEM.
 */
int store_release_read(struct store_release **out, const char *p, size_t n,
		       struct store_why *why);
void store_release_free(struct store_release *release);

/*
 * Write the one form of a release. STORE_INVALID where a member is not what
 * store_release_read would take (so that whatever is written can be read).
 */
int store_release_write(struct store_bytes *out,
			const struct store_release *release);

/* ---- heads ----------------------------------------------------------- */

struct store_head {
	char version[STORE_VERSION_MAX + 32];
	struct store_id release;
};

/* "2.3.1 sha256:<hex>\n" and nothing else. STORE_INVALID otherwise. */
int store_head_read(struct store_head *out, const char *p, size_t n,
		    struct store_why *why);
enum { STORE_HEAD_TEXT = STORE_VERSION_MAX + 32 + STORE_DIGEST_TEXT + 3 };
/* Write it with a NUL; returns its length. */
size_t store_head_write(const struct store_head *head,
			char text[STORE_HEAD_TEXT]);

/* ---- opening --------------------------------------------------------- */

/*
 * Where a store's files come from when it is not a folder: a git tree, an
 * index, memory. Paths are relative to the store's folder.
 */
struct store_reader {
	void *context;
	/*
	 * Set *out to the whole file, from malloc. STORE_ABSENT; STORE_LIMIT
	 * where it has more than limit bytes, found out without reading it
	 * (a limit of 0 asks only what it is); STORE_INVALID where it is not
	 * a regular file; STORE_NOMEM; STORE_IO for any other failure, with
	 * errno set.
	 */
	int (*read)(void *context, const char *path, size_t limit,
		    struct store_bytes *out);
	/* Call each for every file, in bytewise order; stop when it returns
	 * non-zero, and return that. */
	int (*list)(void *context,
		    int (*each)(void *argument, const char *path),
		    void *argument);
};

struct store;

/*
 * Open the store in a folder, or behind a reader. A store without a `format`
 * file is STORE_ABSENT; of another format STORE_NEWER or STORE_INVALID.
 */
int store_open_folder(struct store **out, const char *folder);
int store_open_reader(struct store **out, const struct store_reader *reader);
void store_close(struct store *store);
/*
 * errno of the last STORE_IO, and the path it happened at (path may be NULL;
 * it lives as long as the store). Where store_open_* or store_create fails
 * there is no store to ask: errno itself says it.
 */
int store_errno(const struct store *store, const char **path);

/* ---- reading; every read is verified ---------------------------------- */

/* STORE_ABSENT, STORE_CORRUPT. */
int store_object(struct store *store, const struct store_id *id,
		 struct store_bytes *out);
/*
 * The release, and in *digest (may be NULL) the SHA-256 of its file.
 * STORE_ABSENT; STORE_INVALID also where it says another prompt or version
 * than its path.
 */
int store_release(struct store *store, const char *prompt, const char *version,
		  struct store_release **out, struct store_id *digest,
		  struct store_why *why);
/* STORE_ABSENT, STORE_INVALID. Does not look at the release it names. */
int store_head(struct store *store, const char *prompt, struct store_head *out,
	       struct store_why *why);
/* A file as it is, not verified: for records and for showing damage. */
int store_file(struct store *store, const char *path, struct store_bytes *out);
/*
 * Every file in bytewise order of its path, as store_reader.list. In a folder
 * that is all but folders and temporary files (store_path_temporary).
 */
int store_list(struct store *store,
	       int (*each)(void *argument, const char *path), void *argument);

/*
 * Call each(argument, id) for every object a release names, in the order of
 * the file, `sources` included; duplicates as they come. Stops at non-zero.
 */
int store_release_objects(const struct store_release *release,
			  int (*each)(void *argument,
				      const struct store_id *id),
			  void *argument);

enum store_fault {
	STORE_FAULT_STRAY,	     /* a file outside the known folders */
	STORE_FAULT_OBJECT_MISSING,  /* a release names it, it is not there */
	STORE_FAULT_OBJECT_CORRUPT,  /* its bytes have another digest */
	STORE_FAULT_RELEASE_INVALID, /* not in its one form, or misnamed */
	STORE_FAULT_HEAD_INVALID, /* unreadable; names no release or other bytes */
	STORE_FAULT_PARENT_FALSE /* a parent that is there has other bytes */
};

struct store_problem {
	enum store_fault fault;
	const char *path;	/* the file that is wrong */
	const char *named_by;	/* the release or head, or NULL */
	struct store_id object; /* OBJECT_* */
	struct store_why why;
};

struct store_tally {
	size_t objects, releases, heads, records;
};

/*
 * Verify the whole store: every object, every release, every head, every
 * chain. each is called once a problem; tally (may be NULL) counts what was
 * read. STORE_OK means that all could be looked at, not that all is well.
 */
int store_verify(struct store *store,
		 void (*each)(void *argument, const struct store_problem *),
		 void *argument, struct store_tally *tally);

/* ---- writing; folders only -------------------------------------------- */

/*
 * Every write is atomic, idempotent and, outside of a batch, on the disk when
 * it returns: a nameless or temporary file, fsync, then a name that replaces
 * nothing, then fsync of the folder. Symbolic links are never followed below
 * the folder.
 */

/* Make the folder and its format file, unless they are there. */
int store_create(const char *folder);
/* Store bytes, and name them in *id (may be NULL). What is there already is
 * hashed again: STORE_CORRUPT where it is not what its name says. */
int store_put_object(struct store *store, const void *p, size_t n,
		     struct store_id *id);
/* STORE_EXISTS where the version is there with other bytes. */
int store_put_release(struct store *store, const struct store_release *release,
		      struct store_id *digest);
/* Atomically replace the head, or set the first. */
int store_set_head(struct store *store, const char *prompt,
		   const struct store_head *head);
/* Put a file back as it was: object, release, head or record; replaces. */
int store_put_file(struct store *store, const char *path, const void *p,
		   size_t n);
/*
 * Add an object, release or record, as store_put_object and _release do:
 * nothing is replaced, STORE_EXISTS where other bytes are there. STORE_CORRUPT
 * where an object has not the digest that path says; STORE_INVALID for a head.
 */
int store_add_file(struct store *store, const char *path, const void *p,
		   size_t n);
/* Remove one file, and folders it leaves empty. STORE_ABSENT is success. */
int store_drop(struct store *store, const char *path);
/*
 * Remove the temporary files beside path that writers left which were
 * interrupted: of this process, of one that is gone, or an hour old. Only
 * where the caller knows that nobody else is writing, and outside of a batch.
 */
int store_sweep(struct store *store, const char *path);

/* ---- many writes at once ------------------------------------------------ */

/*
 * To wait for the disk after each of thousands of files takes minutes. In a
 * batch nothing waits, and store_batch_sync makes all of it durable at once:
 *
 *	store_batch_begin(s);
 *	... store_add_file of objects ...
 *	rc = store_batch_sync(s);
 *	if (rc == STORE_OK)
 *		... store_add_file of releases, store_batch_sync ...
 *		... store_set_head of heads, store_batch_sync ...
 *	store_batch_end(s);
 *
 * What is added and dropped has and loses its name at once. What is replaced
 * (store_set_head, store_put_file) is still read as it was, and gets its new
 * bytes in store_batch_sync, when those are on the disk: a head is at no
 * moment anything but the old or the new.
 *
 * An end of the process at any moment leaves what single writes leave. If the
 * machine itself goes down, a file that was added since the last sync may
 * have a name and not its bytes, and a drop may be undone. So the order is the
 * caller's to keep, with a sync between: objects, then releases, then heads;
 * and the other way round to drop them. Then nothing that is wrong is named.
 */

/* Begin. Where the system cannot flush a whole file system (it is not Linux)
 * this does nothing, and each write goes on to wait. */
void store_batch_begin(struct store *store);
/*
 * All that was written since store_batch_begin is on the disk when this
 * returns STORE_OK, and what waited has its name. The batch goes on. When it
 * fails, some of what waited may have its name and the rest still waits.
 * Outside of a batch: STORE_OK.
 */
int store_batch_sync(struct store *store);
/* End the batch; what still waits to replace something is given up. */
void store_batch_end(struct store *store);

#endif
