/*
 * A split index (core.splitIndex) is a list of changes: its `link` extension
 * names a shared index by the checksum at its end, and has two bitmaps over
 * the entries of that: those that are gone, and those that were replaced. The
 * replacements come first among the entries, without names; what was added
 * comes behind them, in order.
 */
#include "base/arena.h"
#include "view/dirc.h"
#include "view/internal.h"

enum { GONE = 1, REPLACED = 2, WORD = 8 };

struct entries {
	struct dirc_entry *at;
	size_t count;
};

struct split {
	const struct dirc *index; /* the split one */
	struct repo *repo;
	struct arena *arena;
	struct entries own, shared;
	unsigned char *marks; /* of each shared entry */
};

static int damaged(const struct split *s, const char *how, struct error *err)
{
	(void)error_set(err, ERROR_FAILED, "%s: damaged: %s", s->index->name,
			how);
	error_help(err, "git update-index --no-split-index");
	return ERROR_FAILED;
}

/* ---- the bitmaps: EWAH, words of 64 bits, big-endian */

struct bits {
	const unsigned char *at, *end;
	uint64_t place;
};

static uint64_t big_endian(const unsigned char *p, size_t n)
{
	uint64_t value = 0;

	for (size_t i = 0; i < n; i++)
		value = value << 8 | p[i];
	return value;
}

/* Mark count entries from place on; false: there are not so many. */
static bool mark(struct split *s, uint64_t place, uint64_t count,
		 unsigned char how)
{
	if (count &&
	    (place >= s->shared.count || count > s->shared.count - place))
		return false;
	for (uint64_t i = 0; i < count; i++)
		s->marks[place + i] |= how;
	return true;
}

/* A word of bits as they are. */
static bool mark_word(struct split *s, struct bits *b, unsigned char how)
{
	uint64_t word = big_endian(b->at, WORD);

	for (unsigned i = 0; i < 64; i++)
		if (word >> i & 1 && !mark(s, b->place + i, 1, how))
			return false;
	b->at += WORD;
	b->place += 64;
	return true;
}

/* A run of equal words, and as many words of bits as its head says. */
static bool mark_run(struct split *s, struct bits *b, unsigned char how)
{
	uint64_t head = big_endian(b->at, WORD);
	uint64_t run = (head >> 1 & 0xffffffff) * 64, words = head >> 33;

	b->at += WORD;
	if (words > (size_t)(b->end - b->at) / WORD)
		return false;
	if (head & 1 && !mark(s, b->place, run, how))
		return false;
	/* Nothing so far out is marked; never so far that it wraps. */
	b->place += run;
	if (b->place > UINT32_MAX)
		b->place = UINT32_MAX;
	while (words--)
		if (!mark_word(s, b, how))
			return false;
	return true;
}

/* Cut a bitmap off *rest. */
static bool read_bitmap(struct split *s, struct str *rest, unsigned char how)
{
	const unsigned char *p = (const unsigned char *)rest->p;
	struct bits b = { NULL, NULL, 0 };
	uint64_t words;

	if (rest->n < 12)
		return false;
	words = big_endian(p + 4, 4);
	if (words > (rest->n - 12) / WORD)
		return false;
	b.at = p + 8;
	b.end = b.at + words * WORD;
	while (b.at < b.end)
		if (!mark_run(s, &b, how))
			return false;
	*rest = str_cut(*rest, 12 + words * WORD, rest->n);
	return true;
}

/* ---- the two indexes */

static int read_entries(struct entries *out, struct arena *a, struct dirc *d,
			struct error *err)
{
	int rc;

	out->at = arena_alloc(a, (dirc_left(d) + 1) * sizeof(*out->at));
	while ((rc = dirc_next(d, out->at + out->count, err)) > 0)
		out->count++;
	return rc;
}

static int read_shared(struct split *s, bool *sparse, struct error *err)
{
	size_t width = s->repo->width;
	struct timespec ignored;
	struct view_oid id = { { 0 } };
	char hex[OID_HEX + 1];
	const char *path;
	struct str bytes;
	struct dirc d;
	int rc;

	memcpy(id.byte, s->index->link.p, width);
	oid_hex(s->repo, &id, hex);
	path = str_fmt(s->arena, "%ssharedindex.%s", s->repo->git_dir, hex).p;
	rc = index_slurp(&bytes, &ignored, s->arena, path, err);
	if (rc == ERROR_ABSENT)
		return damaged(s, "the shared index that it changes is gone",
			       err);
	if (rc < 0)
		return rc;
	if (bytes.n < width ||
	    memcmp(bytes.p + bytes.n - width, id.byte, width) != 0)
		return damaged(s, "the shared index is not the one it changes",
			       err);
	rc = dirc_start_any(&d, s->arena, bytes, width, path, err);
	if (rc == 0)
		rc = read_entries(&s->shared, s->arena, &d, err);
	if (rc == 0 && d.link.n)
		return damaged(s, "the shared index is split itself", err);
	*sparse = d.sparse;
	return rc;
}

/* ---- one of two */

static int by_place(const struct dirc_entry *a, const struct dirc_entry *b)
{
	int rc = str_compare(a->path, b->path);

	return rc ? rc : (a->stage > b->stage) - (a->stage < b->stage);
}

/* Put the replacements in their places; *used: how many there were. */
static int replace(struct split *s, size_t *used, struct error *err)
{
	*used = 0;
	for (size_t i = 0; i < s->shared.count; i++) {
		struct dirc_entry *to = s->shared.at + i, *from;
		struct str path = to->path;

		if (!(s->marks[i] & REPLACED))
			continue;
		if (s->marks[i] & GONE)
			return damaged(s, "an entry is gone and replaced", err);
		if (*used == s->own.count)
			return damaged(s, "a replacement is missing", err);
		from = s->own.at + (*used)++;
		if (from->path.n)
			return damaged(s, "a replacement has a name", err);
		*to = *from;
		to->path = path;
	}
	for (size_t i = *used; i < s->own.count; i++) {
		const struct dirc_entry *at = s->own.at + i;

		if (at->path.n == 0)
			return damaged(s, "an entry has no name", err);
		if (i > *used && by_place(at - 1, at) >= 0)
			return damaged(s, "the entries are out of order", err);
	}
	return 0;
}

/* Whether an added entry takes the place of one that is there: the same
 * stage, or every stage of a conflict that it resolves. */
static bool takes_place(const struct dirc_entry *added,
			const struct dirc_entry *there)
{
	return str_eq(added->path, there->path) &&
	       (added->stage == 0 || added->stage == there->stage);
}

static int merge(struct split *s, size_t from, struct dirc_entry **out,
		 size_t *count, struct error *err)
{
	size_t room = s->shared.count + s->own.count - from, n = 0, i = 0;
	struct dirc_entry *all = arena_alloc(s->arena,
					     (room + 1) * sizeof(*all));

	while (i < s->shared.count || from < s->own.count) {
		const struct dirc_entry *there = s->shared.at + i;
		const struct dirc_entry *added = s->own.at + from;
		bool has = from < s->own.count;

		if (i < s->shared.count &&
		    (s->marks[i] & GONE || (has && takes_place(added, there))))
			i++;
		else if (i < s->shared.count &&
			 (!has || by_place(there, added) < 0))
			all[n++] = s->shared.at[i++];
		else
			all[n++] = s->own.at[from++];
	}
	for (i = 1; i < n; i++)
		if (by_place(all + i - 1, all + i) >= 0 ||
		    (all[i - 1].stage == 0 &&
		     str_eq(all[i - 1].path, all[i].path)))
			return damaged(s, "the entries are out of order", err);
	for (i = 0; i < n; i++)
		all[i].shared = 0; /* with another entry than that before */
	*out = all;
	*count = n;
	return 0;
}

int split_load(struct dirc_entry **out, size_t *count, bool *sparse,
	       struct arena *a, struct repo *repo, const struct dirc *d,
	       struct str bytes, struct error *err)
{
	struct split s = { .index = d, .repo = repo, .arena = a };
	struct str rest = str_cut(d->link, d->width, d->link.n);
	struct dirc again;
	size_t used;

	if (dirc_start_any(&again, a, bytes, d->width, d->name, err) < 0 ||
	    read_entries(&s.own, a, &again, err) < 0 ||
	    read_shared(&s, sparse, err) < 0)
		return ERROR_FAILED;
	s.marks = arena_zero(a, s.shared.count + 1, 1);
	if (rest.n && (!read_bitmap(&s, &rest, GONE) ||
		       !read_bitmap(&s, &rest, REPLACED) || rest.n))
		return damaged(&s, "what it changes is not told", err);
	if (replace(&s, &used, err) < 0)
		return ERROR_FAILED;
	return merge(&s, used, out, count, err);
}
