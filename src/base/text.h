/*
 * text.h - questions about Unicode text, and how to show foreign bytes.
 */
#ifndef PP_BASE_TEXT_H
#define PP_BASE_TEXT_H

#include <stdint.h>

#include "base/str.h"

struct buf;

/* 1-based; column counts code points. 0: no place. */
struct pos {
	unsigned line, column;
};

/* Where the byte at offset stands in text. */
struct pos text_pos(struct str text, size_t offset);
/* The line of text with that number, without its end; empty if none. */
struct str text_line(struct str text, unsigned line);

/* Offset of the first byte that is not strict UTF-8, or s.n. */
size_t text_utf8_bad(struct str s);
/* At most n bytes of s, cut between two characters: for messages. */
struct str text_shorten(struct str s, size_t n);
/* Decode the code point at p[0..n), n > 0; its length, or 0 if malformed. */
size_t text_decode(uint32_t *out, const char *p, size_t n);
/* Append a code point (a scalar value) as UTF-8. */
void text_encode(struct buf *out, uint32_t code);

/* Offset of the first character that makes s not NFC, or s.n. s is UTF-8. */
size_t text_not_nfc(struct arena *scratch, struct str s);
/*
 * Offset of the first invisible character (bidirectional control, tag
 * character, zero-width character outside an emoji sequence) at or after
 * from, or s.n; *code is the character. s is UTF-8.
 */
size_t text_invisible(struct str s, size_t from, uint32_t *code);

/*
 * Append s for a terminal or a log: control characters, DEL, bidirectional
 * and other invisible characters and bytes that are not UTF-8 as \xNN or
 * \u{NNNN}; with tabs kept if keep_tab.
 */
void text_escape(struct buf *out, struct str s, bool keep_tab);
/* Append s as one word of a shell, in quotes where need be. */
void text_word(struct buf *out, struct str s);

#endif
