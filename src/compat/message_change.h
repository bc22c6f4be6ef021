/*
 * message_change.h - how the text of one message differs. Private to
 * this folder.
 */
#ifndef PP_COMPAT_MESSAGE_CHANGE_H
#define PP_COMPAT_MESSAGE_CHANGE_H

#include "compat/compare.h"

/* Messages from and to, by index, are the same message: no slots. */
int message_change(struct compare *c, size_t from, size_t to, struct str where);

/* Whether two messages are the same to the byte. */
bool message_same(const struct store_message *x, const struct store_message *y);

/* The line in which two texts first differ, of each. */
void message_excerpt(struct arena *a, struct str x, struct str y,
		     struct str *before, struct str *after);

#endif
