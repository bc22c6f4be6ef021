/*
 * js_text.h - white space as JavaScript has it, for languages and formats
 * whose tool is written in it: \s of its regular expressions, and what trim() takes off.
 *
 *	at += js_space(text, at);	past one character of it, or none
 *	body = js_trim(body);
 *
 * Texts are UTF-8 or not: a byte that is no part of a character is no space.
 */
#ifndef PP_TEMPLATE_JS_TEXT_H
#define PP_TEMPLATE_JS_TEXT_H

#include "base/str.h"

/* Bytes of the white space character at offset, or 0: there is none. */
size_t js_space(struct str s, size_t at);
/* The offset behind all white space at offset. */
size_t js_skip(struct str s, size_t at);
/* The offset of the white space that s ends in, or s.n. */
size_t js_end(struct str s);
struct str js_trim(struct str s);

#endif
