/*
 * scan_text.h - what was found, as the text of a manifest: all of one, or the
 * lines below each of its keys, indented by two.
 */
#ifndef PP_CLI_SCAN_TEXT_H
#define PP_CLI_SCAN_TEXT_H

#include "cli/scan.h"

/* A whole manifest. */
struct str scan_text_new(struct arena *a, const struct scanned *found);
/* The entries below `prompts:`, `collections:` and `ignore:`; often empty. */
struct str scan_text_prompts(struct arena *a, const struct scanned *found);
struct str scan_text_collections(struct arena *a, const struct scanned *found);
struct str scan_text_ignore(struct arena *a, const struct scanned *found);
/* The comments that stand above the two keys. */
extern const char scan_above_collections[], scan_above_ignore[];

#endif
