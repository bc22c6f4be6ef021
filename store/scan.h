/*
 * scan.h - read the one JSON form of a release file, token by token.
 *
 * Not a JSON parser: it knows only the bytes that Python's
 * json.dumps(x, indent=2, ensure_ascii=False) gives, so indentation, order
 * and escapes are not skipped over but demanded. What it accepts can
 * therefore be written again to the same bytes.
 *
 *	scan_open(s, '{');
 *	scan_need(s, 1, "prompt");
 *	scan_text(s, SCAN_TEXT_MAX, &prompt);
 *	if (scan_member(s, 1, "reason"))
 *		scan_text(s, SCAN_REASON_MAX, &reason);
 *	scan_close(s, 0, '}');
 *
 * Depth counts indentations. Failure is sticky: after the first thing that
 * is wrong every call returns false and leaves its output alone, so a reader
 * can be written straight down and looks at the result once, at its end.
 * Loops over input must look at what the call returned.
 *
 * The scanner owns the bytes while it reads and writes NULs into those that
 * are behind it; texts point into them.
 */
#ifndef STORE_SCAN_H
#define STORE_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store.h"

enum { SCAN_TEXT_MAX = 4096, SCAN_REASON_MAX = 65536, SCAN_COUNT_MAX = 10000 };

struct scan {
	char *p;	   /* the next byte */
	char *start, *end; /* a NUL stands at end */
	bool first;	   /* nothing since the last opening bracket */
	int status;	   /* STORE_OK until something is wrong */
	const char *what;  /* then this, at this byte */
	const char *where;
};

/* Say what is wrong, unless something was before. Always returns false. */
bool scan_fail(struct scan *s, int status, const char *what);

bool scan_open(struct scan *s, char bracket);
/* The line that closes what was opened on a line of this depth. */
bool scan_close(struct scan *s, unsigned depth, char bracket);
/* Whether the next member is key; it is then taken. No failure if not. */
bool scan_member(struct scan *s, unsigned depth, const char *key);
/* The same, and a failure if not. */
bool scan_need(struct scan *s, unsigned depth, const char *key);
/* The start of the next element of an array. */
bool scan_element(struct scan *s, unsigned depth);
/* The start of the next member whatever its name, up to its value. */
bool scan_key(struct scan *s, unsigned depth, const char **name);
/* Whether another element or member follows the one just read. */
bool scan_more(const struct scan *s);

/* A string of 1 to max bytes, without its quotes and escapes. */
bool scan_text(struct scan *s, size_t max, const char **out);
bool scan_digest(struct scan *s, struct store_id *out);
/* A number from 1 to UINT32_MAX. */
bool scan_count(struct scan *s, uint32_t *out);
/*
 * true, false, an integer or a string, as it is written. No NUL follows it
 * yet: the byte at end is still to be read, and may be overwritten by the
 * caller when it has been.
 */
struct scan_raw {
	const char *text;
	char *end;
};
bool scan_raw(struct scan *s, struct scan_raw *out);

#endif
