/*
 * edit_parts.h - places in the text of a manifest, for the files of edit.h.
 * Private to src/prompt.
 */
#ifndef PP_PROMPT_EDIT_PARTS_H
#define PP_PROMPT_EDIT_PARTS_H

#include "base/text.h"

/* Offset at which a line begins, or the end of the text. */
size_t edit_line_start(struct str text, unsigned line);
/*
 * Where an entry ends: before the first later line that is indented no
 * deeper than its key. Comments right above the next key stay with that key.
 */
size_t edit_entry_end(struct str text, struct pos key);

#endif
