/*
 * reader.h - what all files that read a part of the manifest need: say what
 * is wrong, and take texts, paths and values out of nodes.
 *
 * Private to src/prompt. A place is a chain of names on the stack; it becomes
 * a JSON Pointer only when something is wrong there, or has to be kept:
 *
 *	const struct place at = { up, STR("model"), 0 };
 *
 *	if (!reader_text(r, node, &at, &out))
 *		return;		(the finding is in the sink)
 */
#ifndef PP_PROMPT_READER_H
#define PP_PROMPT_READER_H

#include "prompt/lines.h"
#include "prompt/manifest.h"

enum { READER_TEXT = 4096 }; /* longest text of a key of promptpin's */

/* name, or where that is empty the index in a list. */
struct place {
	const struct place *up; /* NULL: a key at the top */
	struct str name;
	size_t index;
};

struct reader {
	struct arena *a;
	struct manifest *manifest;
	struct sink *sink;
	struct lines lines;
	struct str prompt; /* whose part is read; empty: one that all share */
	bool bad;	   /* set by every finding */
	struct finding spare; /* what is past the sink's limit */
};

struct str place_pointer(struct arena *a, const struct place *at);

/*
 * Add a manifest-invalid finding, its message a sentence without full stop.
 * help is what to write instead.
 */
void reader_wrong(struct reader *r, struct pos pos, const struct place *at,
		  struct str help, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));
/* The same of a source that is not there: source-missing. */
void reader_missing(struct reader *r, struct pos pos, const struct place *at,
		    struct str help, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));
/* A key that is none of names (NULL ends); whose is "a prompt". */
void reader_unknown(struct reader *r, const struct member *member,
		    const struct place *at, const char *whose,
		    const char *const *names);
/* A value that is not what the key takes: expected is "a list of paths". */
void reader_mismatch(struct reader *r, const struct node *node,
		     const struct place *at, const char *expected,
		     struct str help);

/* A text of one line, 1 to READER_TEXT bytes, nothing invisible in it. */
bool reader_text(struct reader *r, const struct node *node,
		 const struct place *at, struct str *out);
/* A list of such texts; *out is an array in r->a. */
bool reader_texts(struct reader *r, const struct node *node,
		  const struct place *at, struct str **out, size_t *count);
/* A path, made relative to the top; one that leaves is path-escape. */
bool reader_path(struct reader *r, const struct node *node,
		 const struct place *at, struct path_ref *out);
/* A list of paths; folders: "." and "" are the top. */
bool reader_paths(struct reader *r, struct node *node, const struct place *at,
		  bool folders, struct path_ref **out, size_t *count);
/* Give plain scalars their types (yaml_resolve). */
bool reader_resolve(struct reader *r, struct node *node,
		    const struct place *at);
/* Whether a path names a file that is read as one value. */
bool reader_is_value_path(struct str path);

#endif
