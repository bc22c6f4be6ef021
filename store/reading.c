#include "reading.h"

#include <assert.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

/* The least number of lines of each: see reading.h. */
static_assert(sizeof(struct store_message) <= 3 * READING_UNIT, "3 lines");
static_assert(sizeof(struct store_tool) <= 5 * READING_UNIT, "5 lines");
static_assert(sizeof(struct store_opaque) <= 4 * READING_UNIT, "4 lines");
static_assert(sizeof(struct store_parent) <= 4 * READING_UNIT, "4 lines");
static_assert(sizeof(struct store_origin) + sizeof(struct store_id) <=
		      4 * READING_UNIT,
	      "4 lines");
static_assert(sizeof(struct store_id) <= READING_UNIT, "1 line");
static_assert(sizeof(struct store_option) <= READING_UNIT, "1 line");
static_assert(READING_UNIT % alignof(struct store_message) == 0, "aligned");
static_assert(sizeof(struct store_id) % alignof(struct store_part) == 0,
	      "aligned");

size_t reading_lines(const char *p, const char *end)
{
	size_t n = 0;

	for (; p < end && (p = memchr(p, '\n', (size_t)(end - p))) != NULL; p++)
		n++;
	return n;
}

struct reading *reading_new(const char *p, size_t n)
{
	const size_t room = reading_lines(p, p + n) * READING_UNIT;
	struct reading *r = malloc(sizeof(*r) + room + n + 1);

	if (!r)
		return NULL;
	memset(r, 0, sizeof(*r));
	r->front = (char *)(r + 1);
	r->back = r->front + room;
	r->scan.start = r->scan.p = r->back;
	r->scan.end = r->scan.start + n;
	memcpy(r->scan.start, p, n);
	*r->scan.end = '\0';
	return r;
}

void *reading_take_front(struct reading *r, size_t size)
{
	char *taken = r->front;

	assert(size <= (size_t)(r->back - r->front));
	r->front += size;
	return taken;
}

void *reading_take_back(struct reading *r, size_t size)
{
	assert(size <= (size_t)(r->back - r->front));
	r->back -= size;
	return r->back;
}

void reading_turn_round(void *array, size_t count, size_t size)
{
	char spare[3 * READING_UNIT];
	char *low = array, *high = low + count * size;

	assert(size <= sizeof(spare));
	while (count > 1 && low < (high -= size)) {
		memcpy(spare, low, size);
		memcpy(low, high, size);
		memcpy(high, spare, size);
		low += size;
	}
}

bool reading_count_ok(struct scan *s, size_t count)
{
	return count < SCAN_COUNT_MAX ||
	       scan_fail(s, STORE_LIMIT, "too many entries in a list");
}
