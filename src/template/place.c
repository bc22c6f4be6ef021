#include "template/place.h"

struct place_cursor place_start(struct str text)
{
	return (struct place_cursor){ text, 0, { 1, 1 } };
}

/* Bytes that begin a character, eight at once. */
static unsigned characters(const char *p, const char *end)
{
	unsigned n = 0;

	for (; end - p >= 8; p += 8) {
		uint64_t word;

		memcpy(&word, p, sizeof(word));
		/* 10xxxxxx: a 1 in the lowest bit of its byte. */
		word = word >> 7 & ~(word >> 6) & 0x0101010101010101u;
		n += 8 - (unsigned)(word * 0x0101010101010101u >> 56);
	}
	for (; p < end; p++)
		n += ((unsigned char)*p & 0xc0) != 0x80;
	return n;
}

struct pos place_at(struct place_cursor *c, size_t offset)
{
	const char *p = c->text.p + c->offset, *end = c->text.p + offset;
	const char *newline;

	while (p < end && (newline = memchr(p, '\n', (size_t)(end - p)))) {
		c->pos.line++;
		c->pos.column = 1;
		p = newline + 1;
	}
	c->pos.column += characters(p, end);
	c->offset = offset;
	return c->pos;
}
