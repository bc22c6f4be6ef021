/*
 * scan.h - what prompts there are in a repository, and the manifest that a
 * person would have written for them.
 *
 *	struct scan *s = scan_new(run, view);
 *
 *	if (scan_look(s) < 0 || scan_write(s, &text) < 0)
 *		return run->err->code;
 *	...scan_found(s), text
 *
 * Taken are the files of prompt file formats (format.h), texts and templates in
 * folders of prompts, and prompts that stand in source code (detect.h), as far
 * as their paths promise one (look.h). Files of one folder that are called
 * system, user and so on, or STEM.system and STEM.user, make one prompt,
 * with the tools and the schema beside them; so do constants of one file of
 * code. Many files of one kind are a collection. What a manifest has
 * already, and what its `ignore:` names, is passed over.
 *
 * What is found is tried: the check runs on the manifest that would be
 * written, and what it has errors in is left out and said. So the check after
 * the first releases is clean.
 *
 * Everything belongs to the run's arena.
 */
#ifndef PP_CLI_SCAN_H
#define PP_CLI_SCAN_H

#include "cli/run.h"
#include "prompt/manifest.h"

struct candidate;

enum {
	SCAN_ROLES = 4,
	SCAN_FILES = 20000,		/* of prompts, at most */
	SCAN_BYTES = 256 * 1024 * 1024, /* of files that are read, at most */
	SCAN_MANY = 4			/* from so many on: a collection */
};

/* "system", "developer", "user", "assistant": the order of messages. */
extern const char *const scan_roles[SCAN_ROLES];
enum {
	ROLE_SYSTEM = 0,
	ROLE_DEVELOPER,
	ROLE_USER,
	ROLE_ASSISTANT,
	NO_ROLE = -1
};

/* A text: a file, or the part of it that symbol names or match finds. */
struct scanned_message {
	int role;
	struct str path, symbol, match;
	unsigned line;	    /* where match finds it */
	const char *syntax; /* that its ending does not tell, or NULL */
};

/* A prompt that was found: file, or messages. */
struct scanned_prompt {
	struct str id;
	struct str file, name; /* name: which of several in it, or empty */
	struct scanned_message *messages;
	size_t message_count, message_room;
	struct str *templates; /* folders that its includes need; often none */
	size_t template_count;
	struct str *tools;
	size_t tool_count, tool_room;
	struct str output; /* a schema, or empty */
	bool version_file;
	const char *kind; /* what many of them are called: "Prompty files" */
	struct str why;	  /* what it is: "a Prompty file" */
	bool dropped;
};

/* Many of one kind. */
struct scanned_collection {
	struct str files, root; /* root: as written, or empty: not needed */
	int role;		/* NO_ROLE: not needed */
	const char *syntax;	/* NULL: not needed */
	struct str *templates;
	size_t template_count;
	bool version_file;
	const char *kind;
	size_t count;		    /* 0: it is dropped */
	struct candidate **members; /* each of them, to begin with */
	size_t member_count;
};

struct scanned {
	struct scanned_prompt *prompts; /* sorted by id */
	size_t count, room;
	struct scanned_collection *collections; /* sorted by files */
	size_t collection_count, collection_room;
	struct str *ignore; /* files of collections that cannot be read */
	size_t ignore_count, ignore_room;
	/* What is not in the manifest, and why: "a.j2:1:2: ..." */
	struct str *left;
	size_t left_count, left_room;
	size_t nameless;	/* prompts in code that nothing names */
	struct str nameless_at; /* "src/a.py:12", the first */
	size_t opaque; /* prompts of which only running code knows a part */
	bool full;     /* a limit was reached: there may be more */
};

/* How many prompts there are, those of collections too. */
size_t scanned_prompts(const struct scanned *found);

struct scan;
struct scan *scan_new(struct run *run, struct view *view);

/* Look through the view. ERROR_FAILED: it cannot be read; ERROR_REFUSED: its
 * manifest cannot. */
int scan_look(struct scan *s);
const struct scanned *scan_found(const struct scan *s);
/* The manifest of the view; present false: none yet. */
const struct manifest *scan_manifest(const struct scan *s);

/*
 * The manifest with what was found: a new one, or the old one with it added.
 * What the check has errors in is dropped. *out is the manifest's text, empty
 * where nothing is to be added. ERROR_REFUSED: the old one cannot be added to
 * safely.
 */
int scan_write(struct scan *s, struct str *out);

/* ---- for `adopt` */

/* What one file is, or the text of its code at a line (0: the file). Adds it to
 * what was found. ERROR_REFUSED: there is nothing, or it is taken. */
struct scan_wish {
	struct str path;
	unsigned line;
	int role;      /* NO_ROLE: by its name */
	struct str id; /* empty: by its path */
};
int scan_adopt(struct scan *s, const struct scan_wish *wish);

#endif
