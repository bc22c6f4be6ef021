/*
 * seal.h - the bytes of what is remembered: texts, each with a NUL behind it,
 * its first byte says what it is; at the end the SHA-256 of all before it.
 *
 *	seal_add(&b, 'p', STR("promptpin-clean 2"));
 *	...
 *	seal_end(&b);
 *
 *	if (seal_open(&rest, bytes) < 0)
 *		...cut short, or altered
 *	while (rest.n)
 *		if (!seal_cut(&rest, &what, &text))
 *			...not written so
 *
 * The checksum finds what an accident did; it keeps nobody from writing
 * another (memo.h says why that is enough).
 */
#ifndef PP_RECALL_SEAL_H
#define PP_RECALL_SEAL_H

#include "base/str.h"
#include "store/store.h"

struct buf;

/* text has no NUL. */
void seal_add(struct buf *b, char what, struct str text);
void seal_add_id(struct buf *b, char what, const struct store_id *id);
void seal_end(struct buf *b);
/* *rest is bytes without the checksum, borrowed. 0, or -1: it is wrong. */
int seal_open(struct str *rest, struct str bytes);
/* Cut a text, and its NUL, off *rest; one is behind the text's last byte. */
bool seal_cut(struct str *rest, char *what, struct str *text);

#endif
