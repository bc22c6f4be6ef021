#include "format/spots.h"

#include "base/arena.h"

enum { BETWEEN = 512 }; /* bytes from one mark to the next, about */

struct mark {
	size_t offset;
	struct pos pos;
};

struct spots {
	struct str text;
	struct mark *marks; /* the first is that of the beginning */
	size_t count, room;
};

static bool goes_on(struct str s, size_t i)
{
	return i < s.n && ((unsigned char)s.p[i] & 0xc0) == 0x80;
}

/* Behind the character at m. */
static void step(struct str s, struct mark *m)
{
	bool crlf = s.p[m->offset] == '\r' && m->offset + 1 < s.n &&
		    s.p[m->offset + 1] == '\n';
	bool end = s.p[m->offset] == '\n' || s.p[m->offset] == '\r';

	m->offset += crlf ? 2 : 1;
	while (!end && goes_on(s, m->offset))
		m->offset++;
	m->pos.line += end;
	m->pos.column = end ? 1 : m->pos.column + 1;
}

struct spots *spots_of(struct arena *a, struct str text)
{
	struct spots *s = arena_zero(a, 1, sizeof(*s));
	struct mark at = { 0, { 1, 1 } };
	size_t next = 0;

	s->text = text;
	for (;;) {
		if (at.offset >= next) {
			s->marks = arena_grow(a, s->marks, s->count, &s->room,
					      sizeof(*s->marks));
			s->marks[s->count++] = at;
			next = at.offset + BETWEEN;
		}
		if (at.offset >= text.n)
			return s;
		step(text, &at);
	}
}

static bool is_behind(struct pos a, struct pos b)
{
	return a.line != b.line ? a.line > b.line : a.column > b.column;
}

/* The last mark that is not behind the offset, or where by_offset is false
 * the place. */
static struct mark before(const struct spots *s, bool by_offset, size_t offset,
			  struct pos pos)
{
	size_t low = 0, high = s->count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		const struct mark *m = &s->marks[middle];

		if (by_offset ? m->offset > offset : is_behind(m->pos, pos))
			high = middle;
		else
			low = middle;
	}
	return s->marks[low];
}

struct pos spots_pos(const struct spots *s, size_t offset)
{
	struct mark at = before(s, true, offset, (struct pos){ 0, 0 });

	while (at.offset < s->text.n) {
		struct mark next = at;

		step(s->text, &next);
		if (next.offset > offset)
			break;
		at = next;
	}
	return at.pos;
}

size_t spots_offset(const struct spots *s, struct pos pos)
{
	struct mark at = before(s, false, 0, pos);

	while (at.offset < s->text.n && is_behind(pos, at.pos))
		step(s->text, &at);
	return at.offset;
}
