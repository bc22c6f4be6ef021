#include "view/dirc.h"

#include <endian.h>

#include "base/arena.h"

enum {
	SHA1 = 20,
	HEADER = 12,
	STAT = 40, /* of an entry, before its id */
	FLAGS = 2,
	NAME = 2, /* the least that is behind them, in any version */
	EXTENDED = 0x4000,
	STAGE = 0x3000,
	LENGTH = 0xfff, /* in the flags; a longer name is said to be this long */
	SKIP = 0x4000,	/* in the extended flags */
	INTENT = 0x2000
};

static uint32_t u16(const unsigned char *p)
{
	return (uint32_t)p[0] << 8 | p[1];
}

static uint32_t u32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

static int damaged(const struct dirc *d, const char *how, struct error *err)
{
	(void)error_set(err, ERROR_FAILED, "%s: damaged: %s", d->name, how);
	error_help(err, "git fsck; git read-tree HEAD writes a new index");
	return ERROR_FAILED;
}

/* Bytes of the smallest entry there can be. */
static size_t least(const struct dirc *d)
{
	return STAT + d->width + FLAGS + NAME;
}

int dirc_start(struct dirc *d, struct arena *a, struct str bytes,
	       const char *name, struct error *err)
{
	int rc = dirc_start_any(d, a, bytes, SHA1, name, err);

	d->any = false;
	return rc;
}

int dirc_start_any(struct dirc *d, struct arena *a, struct str bytes,
		   size_t width, const char *name, struct error *err)
{
	const unsigned char *p = (const unsigned char *)bytes.p;

	*d = (struct dirc){
		.name = name, .arena = a, .width = width, .any = true
	};
	/* Behind all stands the checksum, or zeros. */
	if (bytes.n < HEADER + width)
		return damaged(d, "too short", err);
	if (memcmp(p, "DIRC", 4) != 0)
		return damaged(d, "no index", err);
	d->version = u32(p + 4);
	d->left = u32(p + 8);
	d->at = p + HEADER;
	d->end = p + bytes.n - width;
	if (d->version < 2 || d->version > 4) {
		(void)error_set(err, ERROR_FAILED,
				"%s: version %lu of the index is not known",
				name, (unsigned long)d->version);
		error_help(err, "git update-index --index-version 4");
		return ERROR_FAILED;
	}
	if (d->left > (size_t)(d->end - d->at) / least(d))
		return damaged(d, "more entries than it has room for", err);
	return 0;
}

size_t dirc_left(const struct dirc *d)
{
	return d->left;
}

/* How many bytes of the path before are not in this one, from *p on. Each
 * byte makes it more, so it is bounded by that path. */
static bool read_strip(const struct dirc *d, const unsigned char **p,
		       size_t *strip)
{
	const unsigned char *at = *p;

	if (at == d->end)
		return false;
	*strip = *at & 0x7f;
	while (*at++ & 0x80) {
		if (at == d->end || *strip >= d->path.n)
			return false;
		*strip = ((*strip + 1) << 7) + (*at & 0x7f);
	}
	*p = at;
	return *strip <= d->path.n;
}

/* Version 4: a path is what it shares with the one before, and an end. */
static bool spell(struct dirc *d, size_t strip, struct str ending,
		  struct str *out)
{
	size_t shared = d->path.n - strip, n = shared + ending.n;
	char *path;

	/* A few bytes can stand for a long path, again and again. */
	d->spelled += n + 1;
	if (d->spelled > DIRC_LIMIT)
		return false;
	path = arena_alloc(d->arena, n + 1);
	if (shared)
		memcpy(path, d->path.p, shared);
	memcpy(path + shared, ending.p, ending.n + 1);
	*out = (struct str){ path, n };
	return true;
}

/* How many bytes at their beginning are the same. */
static size_t shared(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n, i = 0;

	while (n - i >= 8) {
		uint64_t x, y;

		memcpy(&x, a.p + i, 8);
		memcpy(&y, b.p + i, 8);
		if (x != y)
			break;
		i += 8;
	}
	while (i < n && a.p[i] == b.p[i])
		i++;
	return i;
}

/* What would be wrong in a whole index: in a split one, an entry that takes
 * the place of one of the shared index has no name. */
static void look_at_order(struct dirc *d, struct dirc_entry *entry)
{
	struct str last = d->path, path = entry->path;
	size_t same = shared(last, path);

	entry->shared = same;
	if (path.n == 0)
		d->amiss = "an entry has no name";
	else if (same == path.n && same == last.n ?
			 d->stage == 0 || d->stage >= entry->stage :
			 same < last.n && (same == path.n ||
					   (unsigned char)last.p[same] >
						   (unsigned char)path.p[same]))
		d->amiss = "the entries are out of order";
}

static void fill(struct dirc_entry *out, const unsigned char *p, uint32_t flags,
		 uint32_t extended)
{
	out->ctime_s = u32(p);
	out->ctime_ns = u32(p + 4);
	out->mtime_s = u32(p + 8);
	out->mtime_ns = u32(p + 12);
	out->ino = u32(p + 20);
	out->mode = u32(p + 24);
	out->size = u32(p + 36);
	out->id = p + STAT;
	out->stage = flags >> 12 & 3;
	out->intent = extended & INTENT;
	out->skip = extended & SKIP;
}

/* The path at name, in an entry that begins at start. */
static int read_path(struct dirc *d, const unsigned char *start,
		     const unsigned char *name, size_t length, struct str *path,
		     struct error *err)
{
	const unsigned char *end;
	size_t strip = 0, size;

	if (d->version == 4 && !read_strip(d, &name, &strip))
		return damaged(d, "an entry shares more than there is", err);
	end = memchr(name, '\0', (size_t)(d->end - name));
	if (!end)
		return damaged(d, "an entry runs past the end", err);
	*path = (struct str){ (const char *)name, (size_t)(end - name) };
	size = (size_t)(end - start) + 1;
	if (d->version == 4) {
		if (!spell(d, strip, *path, path))
			return damaged(d, "the paths are too long", err);
	} else {
		size = (size + 7) & ~(size_t)7;
	}
	if (length != (path->n < LENGTH ? path->n : LENGTH))
		return damaged(d, "a path is not as long as it says", err);
	if (size > (size_t)(d->end - start))
		return damaged(d, "an entry runs past the end", err);
	d->at = start + size;
	return 0;
}

static int unknown(const struct dirc *d, const char *name, struct error *err)
{
	if (strspn(name, "abcdefghijklmnopqrstuvwxyz"
			 "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 4)
		return damaged(d, "no extension behind the entries", err);
	(void)error_set(err, ERROR_FAILED,
			"%s: the index has the extension '%s', which is not "
			"known",
			d->name, name);
	error_help(err, "git read-tree HEAD writes a new index");
	return ERROR_FAILED;
}

/* Zeros name no other index: these are all the entries. */
static int split(struct dirc *d, struct str bytes, struct error *err)
{
	if (bytes.n < d->width || d->link.n)
		return damaged(d, "it is not said which index it changes", err);
	for (size_t i = 0; i < d->width; i++)
		if (bytes.p[i])
			d->link = bytes;
	return 0;
}

/* An extension that may not be passed over. */
static int extension(struct dirc *d, struct str bytes, struct error *err)
{
	bool is_link = memcmp(d->at, "link", 4) == 0;
	char name[5] = "";

	memcpy(name, d->at, 4);
	if (!is_link && memcmp(d->at, "sdir", 4) != 0)
		return unknown(d, name, err);
	if (d->any && is_link)
		return split(d, bytes, err);
	if (d->any) {
		d->sparse = true;
		return 0;
	}
	(void)error_set(err, ERROR_FAILED, "%s: the index is %s", d->name,
			is_link ? "split" : "sparse");
	error_help(err, is_link ? "git update-index --no-split-index" :
				  "git sparse-checkout reapply "
				  "--no-sparse-index");
	return ERROR_FAILED;
}

/* Behind the entries: an upper-case name may be passed over. */
static int finish(struct dirc *d, struct error *err)
{
	while (d->at < d->end) {
		size_t room = (size_t)(d->end - d->at);
		struct str bytes;

		if (room < 8 || u32(d->at + 4) > room - 8)
			return damaged(d, "an extension runs past the end",
				       err);
		bytes = (struct str){ (const char *)d->at + 8, u32(d->at + 4) };
		if (memcmp(d->at, "TREE", 4) == 0)
			d->folders = bytes;
		if ((d->at[0] < 'A' || d->at[0] > 'Z') &&
		    extension(d, bytes, err) < 0)
			return ERROR_FAILED;
		d->at += 8 + bytes.n;
	}
	return d->amiss && !d->link.n ? damaged(d, d->amiss, err) : 0;
}

/* The next entry but for what fill() reads; *flags and *extended are for that. */
static inline int step(struct dirc *d, struct dirc_entry *out, uint32_t *flags,
		       uint32_t *extended, struct error *err)
{
	const unsigned char *start = d->at;
	const unsigned char *name = start + STAT + d->width + FLAGS;

	if (d->left == 0)
		return finish(d, err);
	if ((size_t)(d->end - start) < least(d))
		return damaged(d, "an entry runs past the end", err);
	*flags = u16(name - FLAGS);
	*extended = 0;
	if (*flags & EXTENDED) {
		*extended = u16(name);
		name += 2;
		if (*extended & ~(uint32_t)(SKIP | INTENT))
			return damaged(d, "an entry has unknown flags", err);
	}
	if (read_path(d, start, name, *flags & LENGTH, &out->path, err) < 0)
		return ERROR_FAILED;
	out->stage = *flags >> 12 & 3;
	look_at_order(d, out);
	d->path = out->path;
	d->stage = out->stage;
	d->left--;
	return 1;
}

int dirc_next(struct dirc *d, struct dirc_entry *out, struct error *err)
{
	const unsigned char *start = d->at;
	uint32_t flags = 0, extended = 0;
	int rc = step(d, out, &flags, &extended, err);

	if (rc > 0)
		fill(out, start, flags, extended);
	return rc;
}

/* ---- many entries */

/* The entry before, where it is like most. */
struct before {
	const unsigned char *at; /* NULL: it is not */
	size_t last;		 /* where its last eight bytes begin */
};

static inline uint64_t word_at(const unsigned char *p)
{
	uint64_t word;

	memcpy(&word, p, sizeof(word));
	return word;
}

static inline bool has_nul(uint64_t word)
{
	const uint64_t ones = 0x0101010101010101U;

	return ((word - ones) & ~word & ones << 7) != 0;
}

/*
 * Whether a path of n bytes (with what is before it) comes behind the one
 * before, and has NULs at its end alone. Its words are those from `from` to
 * last; of the first, what is in head is not the path's.
 */
static inline bool rises(const unsigned char *at, size_t from, size_t last,
			 size_t n, uint64_t head, struct before before)
{
	const size_t both = last < before.last ? last : before.last;
	const uint64_t tail = UINT64_MAX >> 8 * (n & 7);
	uint64_t word = word_at(at + from), other = word_at(before.at + from);

	if ((word ^ other) & htobe64(~head)) {
		word = be64toh(word) | head;
		other = be64toh(other) | head;
	} else {
		/* No NUL in them: there is none in the one before. */
		do {
			if (from == both)
				return false;
			from += 8;
			word = word_at(at + from);
			other = word_at(before.at + from);
		} while (word == other);
		word = be64toh(word);
		other = be64toh(other);
	}
	if (word < other)
		return false;
	for (; from < last; from += 8) {
		if (has_nul(word))
			return false;
		word = be64toh(word_at(at + from + 8));
	}
	return !(word & tail) && !has_nul(word | tail);
}

/*
 * Where the last eight bytes begin of an entry like most, whose path comes
 * behind that of one before that is so, too; 0: it is not like most, or not
 * right, and step() has to say which. One that is has no stage and no more
 * flags, says how long its path is, and has nothing but NULs behind it. In two
 * such entries the paths begin at the same place, so the words of eight bytes
 * that they fill compare as they do, NULs included. name: where they begin.
 */
static inline size_t glance(const unsigned char *at, size_t room, size_t name,
			    struct before before)
{
	const size_t from = name & ~(size_t)7, bits = 8 * (name & 7);
	uint64_t word;
	size_t n;

	if (room < from + 8)
		return 0;
	word = be64toh(word_at(at + from));
	n = word >> (64 - bits) & (EXTENDED | STAGE | LENGTH);
	if (n - 1 >= LENGTH - 1 || ((name + n) | 7) >= room)
		return 0;
	n += name;
	if (!rises(at, from, n & ~(size_t)7, n, ~(UINT64_MAX >> bits), before))
		return 0;
	return n & ~(size_t)7;
}

/* An entry whose place in the order is known: nothing is before it. */
static struct before alone(const struct dirc *d, const unsigned char *at,
			   size_t name)
{
	static const unsigned char nothing[STAT + 32 + FLAGS + 8];
	struct before before = { nothing, name & ~(size_t)7 };
	size_t last = glance(at, (size_t)(d->end - at), name, before);

	return (struct before){ last ? at : NULL, last };
}

/* Pass entries like most, as long as they come. How many they are. */
static inline uint32_t pass(struct dirc *d, const unsigned char *first,
			    uint32_t *places, struct before before, size_t name)
{
	const unsigned char *at = d->at, *const end = d->end;
	const uint32_t left = d->left;
	uint32_t n = 0;
	size_t last;

	while (n < left &&
	       (last = glance(at, (size_t)(end - at), name, before)) != 0) {
		places[n++] = (uint32_t)(at - first);
		before = (struct before){ at, last };
		at += last + 8;
	}
	d->at = at;
	d->left -= n;
	d->path = (struct str){ (const char *)before.at + name,
				u16(before.at + name - FLAGS) & LENGTH };
	d->stage = 0;
	return n;
}

int dirc_places(struct dirc *d, struct arena *a, uint32_t **places,
		size_t *count, struct error *err)
{
	enum { OFTEN = STAT + SHA1 + FLAGS };
	const size_t name = STAT + d->width + FLAGS;
	const unsigned char *first = d->at;
	struct before before = { NULL, 0 };
	struct dirc_entry entry;
	uint32_t flags = 0, extended = 0;
	size_t n = 0;
	int rc;

	*places = arena_alloc(a, ((size_t)d->left + 1) * sizeof(**places));
	for (;;) {
		const unsigned char *start;

		if (before.at && name == OFTEN)
			n += pass(d, first, *places + n, before, OFTEN);
		else if (before.at)
			n += pass(d, first, *places + n, before, name);
		start = d->at;
		rc = step(d, &entry, &flags, &extended, err);
		if (rc <= 0)
			break;
		if (entry.stage || extended & INTENT)
			d->odd = true;
		(*places)[n++] = (uint32_t)(start - first);
		if (d->version < 4)
			before = alone(d, start, name);
	}
	*count = n;
	return rc;
}

int dirc_again(const struct dirc *d, const unsigned char *at,
	       struct dirc_entry *out)
{
	const unsigned char *name = at + STAT + d->width + FLAGS, *end;
	uint32_t flags, extended = 0;
	size_t n;

	if (d->version > 3 || (size_t)(d->end - at) < least(d))
		return -1;
	flags = u16(name - FLAGS);
	if (flags & EXTENDED) {
		extended = u16(name);
		name += 2;
	}
	n = flags & LENGTH;
	end = n < LENGTH ? name + n :
			   memchr(name, '\0', (size_t)(d->end - name));
	if (!end || end >= d->end || *end)
		return -1;
	fill(out, at, flags, extended);
	out->path = (struct str){ (const char *)name, (size_t)(end - name) };
	out->shared = 0;
	return 0;
}
