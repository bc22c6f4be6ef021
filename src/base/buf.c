#include "base/buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"

enum { FIRST_ROOM = 128 };

struct buf buf_in(struct arena *a)
{
	return (struct buf){ .arena = a };
}

/* Room for extra more bytes and a NUL. */
static void reserve(struct buf *b, size_t extra)
{
	size_t room = b->room ? b->room : FIRST_ROOM;
	char *data;

	if (b->room > b->len && extra < b->room - b->len)
		return;
	while (room - b->len <= extra && room <= SIZE_MAX / 2)
		room *= 2;
	/* The arena keeps the old block, so a str into it stays valid. */
	data = arena_alloc(b->arena, room);
	if (b->len)
		memcpy(data, b->data, b->len);
	b->data = data;
	b->room = room;
}

void buf_add(struct buf *b, struct str s)
{
	if (s.n == 0)
		return;
	reserve(b, s.n);
	memmove(b->data + b->len, s.p, s.n);
	b->len += s.n;
}

void buf_addc(struct buf *b, char c)
{
	reserve(b, 1);
	b->data[b->len++] = c;
}

void buf_adds(struct buf *b, const char *text)
{
	buf_add(b, str_of(text));
}

void buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	reserve(b, (size_t)n + 1);
	va_start(ap, fmt);
	(void)vsnprintf(b->data + b->len, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->len += (size_t)n;
}

struct str buf_str(struct buf *b)
{
	reserve(b, 0);
	b->data[b->len] = '\0';
	return (struct str){ b->data, b->len };
}

void buf_clear(struct buf *b)
{
	b->len = 0;
}
