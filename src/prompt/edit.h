/*
 * edit.h - small edits of promptpin.yaml that leave every other byte alone:
 * comments, order and spelling are the user's.
 *
 * An edit is made on the text and then proved: the new text is read again and
 * must be the old tree with just that change. Where that cannot be done (flow
 * style, an entry that shares its line) the edit is refused, and the user is
 * told what to write.
 */
#ifndef PP_PROMPT_EDIT_H
#define PP_PROMPT_EDIT_H

#include "base/error.h"
#include "base/str.h"

struct arena;

/* Take the entry of a prompt out. ERROR_ABSENT: it is not there;
 * ERROR_REFUSED: not by this program. */
int edit_remove(struct arena *a, struct str text, struct str id,
		struct str *out, struct error *err);
/* Give the entry of a prompt another id. As edit_remove. */
int edit_rename(struct arena *a, struct str text, struct str id,
		struct str new_id, struct str *out, struct error *err);

/*
 * Add lines to what stands below a key at the top: the last entries of a
 * mapping, the last elements of a list. block is those lines, indented by two
 * and each with its LF; they are indented as what is there already. A key that
 * is not there is written at the end, with the lines of above (a comment, often
 * empty) over it.
 *
 * ERROR_REFUSED: the key's value is in flow style or otherwise not to be
 * added to; *out is left alone.
 */
int edit_append(struct arena *a, struct str text, const char *key,
		struct str above, struct str block, struct str *out,
		struct error *err);

#endif
