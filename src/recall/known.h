/*
 * known.h - which prompts the pre-commit hook has found clean, one by one, and
 * what each of them hung on.
 *
 * The record of memo.h answers where nothing at all has changed. Where one
 * prompt of many has, the full program asks this one: a prompt is passed over
 * if
 *
 *   its entry in the manifest     is the same text,
 *   what all prompts share        the rest of the manifest, and the levels of
 *                                 all rules, are the same (src/check/known.c),
 *   every path it was made from   and those that were looked for in vain, the
 *                                 folders that were listed, its head, its release, the
 *                                 objects: their entries in the index are,
 *   the store says nothing else   about it than F does, now (not in here),
 *   program and day               are the same,
 *
 * and nothing of it was an error then. What is passed over can then only say
 * what it said, which refused nothing. The check that passes prompts over and
 * ends in a refusal, or not at all, is run again without this record, so that
 * every message comes from a whole check.
 *
 * A key is a path, or a folder with a slash at its end; its answer is half the
 * digest of what answers_entry tells of it. Trusted as far as memo.h says.
 */
#ifndef PP_RECALL_KNOWN_H
#define PP_RECALL_KNOWN_H

#include "base/str.h"
#include "store/store.h"

struct arena;

enum { KNOWN_ANSWER = STORE_ID_SIZE / 2 }; /* bytes */

struct known_key {
	struct str path;
	unsigned char answer[KNOWN_ANSWER];
};

struct known_prompt {
	struct str id;
	struct store_id entry; /* of its part of the manifest */
	const size_t *keys;    /* places in keys */
	size_t key_count;
};

struct known {
	struct str program, day;
	struct store_id shared;
	unsigned spent; /* builder_spent, of all prompts in here and more */
	struct known_key *keys;
	size_t key_count;
	size_t common; /* so many of the first keys all prompts hang on */
	struct known_prompt *prompts;
	size_t prompt_count;
};

/* The bytes of k, in a. */
struct str known_write(struct arena *a, const struct known *k);
/* *out borrows bytes. 0, or -1: not a record that this program wrote. */
int known_read(struct known *out, struct arena *a, struct str bytes);

#endif
