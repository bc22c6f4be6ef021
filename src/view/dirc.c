#include "view/dirc.h"

#include "base/arena.h"

enum {
	SHA1 = 20,
	HEADER = 12,
	STAT = 40, /* of an entry, before its id */
	FLAGS = 2,
	NAME = 2, /* the least that is behind them, in any version */
	EXTENDED = 0x4000,
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

int dirc_places(struct dirc *d, struct arena *a, uint32_t **places,
		size_t *count, struct error *err)
{
	const unsigned char *first = d->at;
	struct dirc_entry entry;
	uint32_t flags = 0, extended = 0;
	size_t n = 0;
	int rc;

	*places = arena_alloc(a, ((size_t)d->left + 1) * sizeof(**places));
	for (;;) {
		const unsigned char *start = d->at;

		rc = step(d, &entry, &flags, &extended, err);
		if (rc <= 0)
			break;
		(*places)[n++] = (uint32_t)(start - first);
	}
	*count = n;
	return rc;
}

int dirc_again(const struct dirc *d, const unsigned char *at,
	       struct dirc_entry *out)
{
	struct error ignored = { 0 };
	struct dirc one = *d;

	one.at = at;
	one.left = 1;
	one.path = STR_EMPTY;
	one.stage = 0;
	one.amiss = NULL;
	return d->version < 4 && dirc_next(&one, out, &ignored) > 0 ? 0 : -1;
}
