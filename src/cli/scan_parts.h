/*
 * scan_parts.h - what the files of the scan share. Private to scan*.c.
 *
 * scan.c walks through the view; scan_file.c and scan_code.c say what stands in
 * a file; scan_known.c what the manifest has already; scan_group.c makes
 * prompts of files, scan_collect.c collections of prompts, scan_name.c their
 * ids; scan_text.c writes the manifest, scan_prove.c tries it.
 */
#ifndef PP_CLI_SCAN_PARTS_H
#define PP_CLI_SCAN_PARTS_H

#include "base/map.h"
#include "cli/scan.h"
#include "code/detect.h"
#include "format/format.h"
#include "pattern/look.h"

/* One of the prompts of a file of some format. */
struct own_prompt {
	struct str name, version;
	struct str *texts; /* the files that its messages stand in */
	size_t text_count;
	bool opaque;
};

/* A file that is a prompt, or a part of one. */
struct candidate {
	struct str path, folder, name;
	struct str stem; /* the name without suffix and role */
	int role;	 /* that its name says, or NO_ROLE */
	enum look look;
	bool is_part;
	bool taken;  /* it stands in a prompt */
	bool broken; /* it cannot be read, and that was said */
	/* Of a format, else a text. */
	const struct format *format;
	struct own_prompt *prompts;
	size_t prompt_count;
	struct str *others; /* further files that it is made of */
	size_t other_count;
	/* A text. */
	const struct language *language;
	bool named;	/* its ending does not tell the language */
	bool variables; /* it takes some */
	struct str *includes;
	size_t include_count;
	size_t next; /* of the same name: index plus 1 */
};

/* A text in source code. */
struct piece_of_code {
	struct str path, symbol;
	unsigned line;
	struct str match;  /* instead, where no symbol is its alone */
	struct str parent; /* of the symbol: up to what names this one text */
	struct str stem;   /* what it is called there, without its role */
	struct str finds;
	int role;
	bool said;   /* the role is the code's word, not a guess */
	bool listed; /* it is one of a list: its place is its order */
	bool taken;
};

struct scan {
	struct run *run;
	struct view *view;
	struct manifest manifest;
	struct scanned found;
	struct str *paths; /* every regular file of the view, sorted */
	size_t path_count, path_room;
	struct map path_set;
	struct candidate *items;
	size_t count, room;
	struct map by_name; /* name -> size_t *: index of the last one plus 1 */
	struct map by_path; /* path -> size_t *: index plus 1 */
	struct piece_of_code *code;
	size_t code_count, code_room;
	struct detect *detect;
	size_t bytes;	    /* that were read */
	struct map systems; /* folder -> struct candidate **, or NULL in it */
	struct map ids;	    /* that are taken */
	/* Paths that the manifest's prompts are made of; each struct str * is
	 * the first one's id. */
	struct map known;
	struct map several;   /* files of which it names prompts one by one */
	struct map with_code; /* files that prompts stand in */
	struct map symbols;   /* "path NUL symbol" of those in code */
};

/* ---- scan_name.c */

/* Split "triage.system" into stem and role; NO_ROLE: it names none. */
int scan_role_of(struct str name, struct str *stem);
/* The id of a path: below the folder of prompts, in the letters of ids. */
struct str scan_make_id(struct arena *a, struct str path);
/* An id that is not taken, from a path; empty: there is none. It is taken
 * then. */
struct str scan_take_id(struct scan *s, struct str path);
/* The first folder of prompts on the way, with all above; empty: none. */
struct str scan_prompt_root(struct str path);
/* Where the path without its ending, for messages. */
struct str scan_folder_of(struct str path);
char scan_lower(char c);
/* What a format's files are called: "Prompty files", "a Prompty file". */
const char *scan_kind(const struct format *format);
struct str scan_why(struct arena *a, const struct format *format);

/* ---- scan.c */

void scan_sort(struct scanned *found);
void scan_leave(struct scan *s, struct str text);
/* Whether the view has that file. */
bool scan_has(const struct scan *s, struct str path);
struct candidate *scan_candidate(struct scan *s, struct str path);
struct scanned_prompt *scan_add(struct scan *s, struct str path,
				const char *kind, struct str why);
void scan_message(struct scan *s, struct scanned_prompt *p, int role,
		  struct str path);
/* Read a file that is there. False: it cannot be, which is said if say, or
 * run->err is set. */
bool scan_read(struct scan *s, struct arena *a, struct str path, bool say,
	       struct str *bytes);

/* ---- the steps. 0 or a negative error code */

/* The paths of the view, and what the manifest has. */
int scan_start(struct scan *s);
int scan_known(struct scan *s);
/* From now on the manifest has that, too. */
void scan_know_prompt(struct scan *s, const struct scanned_prompt *p);
/* Whether the manifest has that prompt of a file of several. */
bool scan_knows_name(const struct scan *s, struct str path, struct str name);
/* The prompt that a text in code belongs to already, or NULL. */
const struct str *scan_known_code(const struct scan *s, struct str path,
				  const struct code_literal *l);
bool scan_is_ignored(const struct scan *s, struct str path);
/* Add the file as a candidate, if it is one. sure: the user says it is. */
int scan_file(struct scan *s, struct str path, struct str bytes, enum look look,
	      bool sure);
int scan_code(struct scan *s, struct str path, struct str bytes);
void scan_add_code(struct scan *s, struct str path,
		   const struct code_literal *l, struct str bytes,
		   struct str match, struct str finds);
/* A pattern that finds that text in the file and nothing else; empty: none
 * was found. */
struct str scan_make_match(struct arena *a,
			   const struct code_language *language,
			   struct str bytes, const struct code_literal *l);
/* Prompts of the files; what is left in singles is a prompt each. */
void scan_group(struct scan *s, struct candidate ***singles, size_t *count);
void scan_single(struct scan *s, struct candidate *c);
void scan_group_code(struct scan *s);
/* The folders that a text's includes have to be looked up in; false: those
 * that are by default suffice. */
bool scan_folders(struct scan *s, const struct candidate *c, struct str **items,
		  size_t *count);
/* A version that releases can have. */
bool scan_has_version(const struct own_prompt *own);
/* Of so many members of a collection one may be an exception. */
enum { SCAN_SPARE = 4 };
/* An entry for each of its members after all. */
void scan_uncollect(struct scan *s, struct scanned_collection *c);
void scan_collect(struct scan *s, struct candidate **singles, size_t count);

#endif
