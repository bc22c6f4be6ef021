/*
 * memo.h - the last clean answer of the pre-commit hook, and what it
 * depended on.
 *
 * A record is questions and one digest of their answers. Who asks them again
 * and comes to the same digest would be told what was told then: nothing is
 * wrong. The questions and what they cover stand in answers.h; that F, which
 * the index is judged against, is still the same is told by base.h.
 *
 *	struct memo r;
 *
 *	if (memo_read(&r, &arena, bytes) == 0)
 *		...ask
 *
 * Its bytes (seal.h) are one text that names the format, then one a member. A
 * record that is cut short, altered or of another format is refused whole. It is no secret and no proof: who may write it may also call
 * git with --no-verify. No server and no CI reads it.
 */
#ifndef PP_RECALL_MEMO_H
#define PP_RECALL_MEMO_H

#include <stdint.h>

#include "base/str.h"
#include "store/store.h"

struct arena;

enum {
	MEMO_ITEMS = 200000 /* files, keys or nodes in it */
};

/* How F hangs on HEAD. */
enum memo_base {
	MEMO_FIXED = 'f', /* F is known for that very commit only */
	MEMO_OPEN = 'o',  /* no commit on top of HEAD is at a protected tip */
	MEMO_ANY = 'a',	  /* there is no protected tip: F is empty */
	MEMO_LOCAL = 'l'  /* there is no remote: F is HEAD's tree */
};

/*
 * What F's tree was asked for, where F is HEAD: a path, and what stood there.
 * An id is 40 hex digits, or "-": there was none.
 */
enum memo_kind {
	MEMO_FOLDER = 't', /* on the way to others: its id, to skip them by */
	MEMO_LISTED = 's', /* all of it was looked at */
	MEMO_FILE = 'b'	   /* a regular file */
};
struct memo_node {
	enum memo_kind kind;
	struct str path,
		id; /* in order of path; a folder before what is in it */
};

struct memo {
	struct str program; /* version and file of who gave the answer */
	struct str day;	    /* on which it was given: rules may ask for it */
	struct str head, branch; /* commit; ref, or empty: detached */
	enum memo_base base;
	struct str *files; /* absolute paths outside the repository */
	size_t file_count;
	/* Paths of the index, and folders, which end in a slash (the top is
	 * empty): rising, and none lies in another. */
	struct str *keys;
	size_t key_count;
	/* Files were looked for that may hold prompts, whichever they are: the
	 * answer hangs on all of those in the index (answers.h) as well. */
	bool looked;
	uint32_t detectors;	 /* if looked: those in force (code/detect.h) */
	struct memo_node *nodes; /* MEMO_LOCAL */
	size_t node_count;
	struct store_id answer;
	/* Without those files: where nothing else is another, only they need be
	 * looked at (src/cli/remember_rest.h). */
	struct store_id rest;
	/* Of the first key alone: most often the store's, which every release
	 * changes, and which lies at the beginning of the index. */
	struct store_id first;
};

/* The bytes of r, in a. */
struct str memo_write(struct arena *a, const struct memo *r);
/* *out borrows bytes. 0, or -1: not a record that this program wrote. */
int memo_read(struct memo *out, struct arena *a, struct str bytes);
/* Whether a key is of a folder. */
bool memo_is_folder(struct str key);

#endif
