/*
 * text.h - bytes for the store's own files: a buffer that grows, and UTF-8.
 *
 *	struct text t = { 0 };
 *
 *	text_add(&t, "{\n");
 *	text_add_json(&t, name);
 *	rc = text_done(&t, &bytes);
 *
 * Failure is sticky: after the first append that cannot grow, every later
 * one does nothing, and text_done says STORE_NOMEM. Append freely, look once.
 */
#ifndef STORE_TEXT_H
#define STORE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "store.h"

/* n <= cap always. Change the fields only through the calls below. */
struct text {
	char *p;
	size_t n, cap;
	bool failed;
};

void text_add_bytes(struct text *t, const char *p, size_t n);
void text_add(struct text *t, const char *s);
/* Append s as a JSON string, spelled as Python's json.dumps spells it. */
void text_add_json(struct text *t, const char *s);
/*
 * Give the bytes, with a NUL behind them, to *out, who frees them. STORE_OK or
 * STORE_NOMEM, then *out is left alone. Either way *t is empty again.
 */
int text_done(struct text *t, struct store_bytes *out);
/* Drop what was built. */
void text_release(struct text *t);

/*
 * The length of the one UTF-8 sequence that starts at p, 1 to 4, or 0 where
 * there is none within n bytes: overlong, surrogate, beyond U+10FFFF, cut.
 */
size_t text_utf8(const char *p, size_t n);
bool text_is_utf8(const char *p, size_t n);

#endif
