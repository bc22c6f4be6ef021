/*
 * normal_json.h - the RFC 8785 text of an effective prompt with every digest
 * replaced: what the normal digest is of. Private to src/prompt.
 */
#ifndef PP_PROMPT_NORMAL_JSON_H
#define PP_PROMPT_NORMAL_JSON_H

#include "prompt/normal.h"

struct buf;

/* Gives the normal digest of an object; message for texts, else NULL. */
struct normal_source {
	void *context;
	int (*digest)(void *context, const struct store_id *id,
		      enum object_role role,
		      const struct store_message *message,
		      struct store_id *out);
};

/* Append the text. 0, or the first code that source returned. */
int normal_json(struct buf *out, const struct store_effective *effective,
		const struct normal_source *source);

#endif
