/*
 * The bytes of an index: what is read without complaint is in order, each
 * path a text of its own, and as many as were announced. Each input is read as
 * a whole index, as one that may be split or sparse, and as one with ids by
 * SHA-256. Read at once (dirc_places) it is the same, failures included.
 */
#include <assert.h>
#include <stdint.h>

#include "base/arena.h"
#include "view/dirc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool rises(const struct dirc_entry *from, const struct dirc_entry *to)
{
	int order = str_compare(from->path, to->path);

	return order < 0 ||
	       (order == 0 && from->stage > 0 && from->stage < to->stage);
}

/* All the entries at once: d as it was before any, and how it ended for who
 * read one after the other. */
static void read_at_once(struct dirc d, const struct dirc *ended, int rc,
			 const struct error *said)
{
	const unsigned char *first = d.at;
	struct dirc_entry entry, again;
	struct error err = { 0 };
	struct dirc one = d;
	bool odd = false;
	uint32_t *places;
	size_t count;

	assert(dirc_places(&d, d.arena, &places, &count, &err) == rc);
	assert(err.code == said->code && strcmp(err.text, said->text) == 0);
	assert(d.at == ended->at && d.left == ended->left &&
	       d.link.n == ended->link.n && d.sparse == ended->sparse);
	for (size_t i = 0; i < count; i++) {
		assert(dirc_next(&one, &entry, &err) == 1);
		odd = odd || entry.stage || entry.intent;
		if (d.version > 3)
			continue;
		assert(first + places[i] == entry.id - 40);
		assert(dirc_again(&d, first + places[i], &again) == 0);
		assert(str_eq(again.path, entry.path) && again.id == entry.id &&
		       again.stage == entry.stage && again.mode == entry.mode &&
		       again.intent == entry.intent &&
		       again.skip == entry.skip);
	}
	assert(one.left == d.left && odd == d.odd);
}

/* width 0: as a whole index. */
static void read_as(const uint8_t *data, size_t size, size_t width)
{
	struct str bytes = { size ? (const char *)data : "", size };
	struct dirc_entry last = { 0 }, entry;
	struct arena arena = { 0 };
	struct error err = { 0 };
	size_t announced, count = 0;
	bool right = true, started;
	struct dirc d, fresh;
	int rc;

	rc = width ? dirc_start_any(&d, &arena, bytes, width, "index", &err) :
		     dirc_start(&d, &arena, bytes, "index", &err);
	announced = rc == 0 ? dirc_left(&d) : 0;
	started = rc == 0;
	fresh = d;
	while (rc == 0 && (rc = dirc_next(&d, &entry, &err)) > 0) {
		rc = 0;
		assert(strlen(entry.path.p) == entry.path.n);
		assert((const uint8_t *)entry.id >= data + 12 &&
		       (const uint8_t *)entry.id + d.width <=
			       data + size - d.width);
		assert(entry.stage <= 3 && entry.shared <= entry.path.n);
		right = right && entry.path.n > 0 &&
			(count == 0 || rises(&last, &entry));
		last = entry;
		count++;
	}
	if (rc == 0)
		assert((right || (width && d.link.n)) && count == announced &&
		       err.code == ERROR_NONE);
	else
		assert(rc == ERROR_FAILED && err.code == rc &&
		       err.help[0] != '\0');
	if (started)
		read_at_once(fresh, &d, rc, &err);
	if (rc == 0 && d.link.n)
		assert(width && d.link.n >= width);
	arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	read_as(data, size, 0);
	read_as(data, size, 20);
	read_as(data, size, 32);
	return 0;
}
