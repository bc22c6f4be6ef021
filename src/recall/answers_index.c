/* What the index says. */
#include "base/arena.h"
#include "base/buf.h"
#include "pattern/look.h"
#include "recall/answers.h"
#include "view/placed.h"

/* Where an entry lies: before the key, at or in it, behind it. */
static int place_of(struct str path, struct str key)
{
	if (memo_is_folder(key) && path.n > key.n &&
	    (key.n == 0 || memcmp(path.p, key.p, key.n) == 0))
		return 0;
	return str_compare(path, key);
}

void answers_entry(void *out, const struct dirc_entry *e)
{
	unsigned char head[6] = { 'e',
				  (unsigned char)(e->mode >> 24),
				  (unsigned char)(e->mode >> 16),
				  (unsigned char)(e->mode >> 8),
				  (unsigned char)e->mode,
				  (unsigned char)(e->stage << 1 |
						  (e->intent ? 1U : 0U)) };

	buf_add(out, (struct str){ (const char *)head, sizeof(head) });
	buf_add(out, (struct str){ (const char *)e->id, 20 });
	buf_add(out, e->path);
	buf_addc(out, '\0');
}

void answers_end(struct buf *out)
{
	buf_addc(out, '.');
}

static uint64_t mix(uint64_t h, uint64_t word)
{
	h = (h ^ word) * 0x9e3779b97f4a7c15U;
	return h ^ h >> 29;
}

void answers_look(void *argument, const struct dirc_entry *e)
{
	struct answers_sum *looked = argument;
	const char *p = e->path.p, *end = p + e->path.n;
	uint64_t path = e->path.n, word, id[2];
	uint32_t rest;

	for (; end - p >= 8; p += 8) {
		memcpy(&word, p, 8);
		path = mix(path, word);
	}
	word = 0;
	if (p < end)
		memcpy(&word, p, (size_t)(end - p));
	path = mix(path, word);
	memcpy(id, e->id, sizeof(id));
	memcpy(&rest, e->id + sizeof(id), sizeof(rest));
	looked->a = mix(mix(looked->a, path), id[0]);
	looked->b = mix(mix(looked->b, id[1]),
			path ^ ((uint64_t)rest << 32 | e->mode << 3 |
				e->stage << 1 | (e->intent ? 1U : 0U)));
}

void answers_looked(struct buf *out, const struct answers_sum *looked)
{
	buf_addf(out, "%llx %llx", (unsigned long long)looked->a,
		 (unsigned long long)looked->b);
	answers_end(out);
}

struct store_id answers_digest(const struct buf *out, size_t from)
{
	struct store_id id;

	store_id_of(&id, out->data + from, out->len - from);
	return id;
}

static void keep_file(struct answers_files *files, struct arena *a,
		      const struct dirc_entry *e)
{
	files->items = arena_grow(a, files->items, files->count, &files->room,
				  sizeof(*files->items));
	files->items[files->count++] = (struct answers_file){ e->path, e->id,
							      e->mode,
							      e->stage };
}

/* The first key alone, from the beginning of the index: 0 if it is as it was,
 * 1 if not. */
static int ask_first(struct arena *a, const struct memo *r, struct str bytes,
		     struct error *err)
{
	struct buf out = buf_in(a);
	struct dirc_entry entry;
	struct store_id first;
	struct dirc dirc;
	int rc = dirc_start(&dirc, a, bytes, "index", err), order = -1;

	while (rc == 0 && order <= 0 &&
	       (rc = dirc_next(&dirc, &entry, err)) > 0) {
		rc = 0;
		order = place_of(entry.path, r->keys[0]);
		if (order == 0)
			answers_entry(&out, &entry);
	}
	answers_end(&out);
	first = answers_digest(&out, 0);
	return rc < 0 ? rc : !store_id_equal(&first, &r->first);
}

struct looking {
	struct answers_sum sum;
	struct answers_files *files; /* NULL: not wanted */
	struct arena *arena;
};

static void look_at(void *argument, const struct dirc_entry *entry)
{
	struct looking *look = argument;

	answers_look(&look->sum, entry);
	if (look->files)
		keep_file(look->files, look->arena, entry);
}

static void ask_placed(struct buf *out, const struct memo *r,
		       const struct placed *p, struct looking *look)
{
	size_t at = 0;

	for (size_t i = 0; i < r->key_count; i++) {
		at = placed_each(p, at, r->keys[i], answers_entry, out);
		answers_end(out);
	}
	if (r->looked)
		placed_wanted(p, look_may, look_at, look);
}

/* The same of one whose entries have to be read one after the other. */
static int ask_each(struct buf *out, const struct memo *r, struct dirc *dirc,
		    struct looking *look, struct error *err)
{
	struct dirc_entry entry;
	size_t at = 0;
	int rc;

	while ((rc = dirc_next(dirc, &entry, err)) > 0) {
		int order = -1;

		if (r->looked && look_may(entry.path))
			look_at(look, &entry);
		while (at < r->key_count &&
		       (order = place_of(entry.path, r->keys[at])) > 0) {
			answers_end(out);
			at++;
		}
		if (at < r->key_count && order == 0)
			answers_entry(out, &entry);
	}
	for (; at < r->key_count; at++)
		answers_end(out);
	return rc;
}

int answers_index(struct buf *out, struct arena *a, const struct memo *r,
		  struct str bytes, struct answers_files *files,
		  struct error *err)
{
	struct looking look = { { 0, 0 }, files, a };
	struct placed placed;
	int rc = r->key_count ? ask_first(a, r, bytes, err) : 0;

	if (rc == 0)
		rc = placed_read(&placed, a, bytes, "index", err);
	if (rc == 0)
		ask_placed(out, r, &placed, &look);
	else if (rc == ERROR_ABSENT)
		rc = ask_each(out, r, &placed.dirc, &look, err);
	if (rc != 0)
		return rc;
	if (r->looked)
		answers_looked(out, &look.sum);
	if (files)
		files->folders = placed.dirc.folders;
	return 0;
}
