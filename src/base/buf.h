/*
 * buf.h - build bytes whose length is not known in advance.
 *
 * To read bytes that exist already, borrow them with struct str (str.h).
 *
 *	struct buf b = buf_in(run);
 *
 *	buf_add(&b, STR("line "));
 *	buf_addf(&b, "%u", line);
 *	text = buf_str(&b);
 *
 * Appending cannot fail (arena.h says why).
 */
#ifndef PP_BASE_BUF_H
#define PP_BASE_BUF_H

#include "base/str.h"

struct arena;

/* len <= room always. Change the fields only through the calls below. */
struct buf {
	struct arena *arena; /* owns data */
	char *data;
	size_t len, room;
};

/* Return an empty buffer whose memory will come from, and belong to, a. */
struct buf buf_in(struct arena *a);
/* Append s, which may lie inside b. */
void buf_add(struct buf *b, struct str s);
void buf_addc(struct buf *b, char c);
/* Append a NUL-terminated text. */
void buf_adds(struct buf *b, const char *text);
/* Append as printf would, without the final NUL. */
void buf_addf(struct buf *b, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/*
 * The bytes built so far; a NUL that n does not count follows them. Valid
 * as long as the arena: growing b leaves the old bytes where they are.
 */
struct str buf_str(struct buf *b);
/* Empty b, keeping its room. What buf_str gave before is overwritten. */
void buf_clear(struct buf *b);

#endif
