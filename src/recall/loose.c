#include "recall/loose.h"

#include <stdio.h>
#include <zlib.h>

#include "base/arena.h"
#include "recall/place.h"

enum { HEADER = 32, RAW = 20 };

/* "commit 123" and a NUL, then that many bytes. */
static int read_header(struct str head, const char *type, size_t limit,
		       size_t *header, size_t *size)
{
	size_t end = str_find(head, '\0', 0), at = strlen(type);

	if (end == head.n || !str_starts(head, type) || at + 1 >= end ||
	    head.p[at] != ' ')
		return -1;
	*size = 0;
	for (at++; at < end; at++) {
		if (head.p[at] < '0' || head.p[at] > '9')
			return -1;
		*size = *size * 10 + (size_t)(head.p[at] - '0');
		if (*size > limit)
			return -1;
	}
	*header = end + 1;
	return 0;
}

static int inflate_all(z_stream *z, struct str *out, struct arena *a,
		       const char *type, size_t limit)
{
	unsigned char head[HEADER];
	size_t header, size, got;
	char *bytes;
	int rc;

	z->next_out = head;
	z->avail_out = sizeof(head);
	rc = inflate(z, Z_SYNC_FLUSH);
	got = sizeof(head) - z->avail_out;
	if ((rc != Z_OK && rc != Z_STREAM_END) ||
	    read_header((struct str){ (const char *)head, got }, type, limit,
			&header, &size) < 0 ||
	    got - header > size)
		return -1;
	bytes = arena_alloc(a, size + 1);
	memcpy(bytes, head + header, got - header);
	z->next_out = (unsigned char *)bytes + (got - header);
	z->avail_out = (uInt)(size + 1 - (got - header));
	while (rc == Z_OK && z->avail_out)
		rc = inflate(z, Z_FINISH);
	/* One byte of room is left: there is no more than was said. */
	if (rc != Z_STREAM_END || z->avail_out != 1)
		return -1;
	bytes[size] = '\0';
	*out = (struct str){ bytes, size };
	return 0;
}

int loose_read(struct str *out, struct arena *a, const char *objects,
	       struct str id, const char *type, size_t limit)
{
	struct file_state file;
	z_stream z = { 0 };
	int rc;

	if (id.n != LOOSE_HEX ||
	    file_read(&file, a,
		      str_fmt(a, "%s%.2s/%.38s", objects, id.p, id.p + 2).p,
		      limit) < 0 ||
	    !file.there || inflateInit(&z) != Z_OK)
		return -1;
	/* zlib's own type has no const */
	memcpy(&z.next_in, &file.bytes.p, sizeof(z.next_in));
	z.avail_in = (uInt)file.bytes.n;
	rc = inflate_all(&z, out, a, type, limit);
	(void)inflateEnd(&z);
	return rc;
}

/* "name <id>" and a newline, off *rest. */
static bool cut_line(struct str *rest, const char *name, struct str *id)
{
	size_t n = strlen(name);

	if (!str_starts(*rest, name) || rest->n < n + LOOSE_HEX + 1 ||
	    rest->p[n + LOOSE_HEX] != '\n')
		return false;
	*id = str_cut(*rest, n, n + LOOSE_HEX);
	*rest = str_cut(*rest, n + LOOSE_HEX + 1, rest->n);
	return true;
}

int loose_commit(struct loose_commit *out, struct str bytes)
{
	struct str rest = bytes, second;

	*out = (struct loose_commit){ .parent = STR_EMPTY };
	if (!cut_line(&rest, "tree ", &out->tree))
		return -1;
	if (cut_line(&rest, "parent ", &out->parent) &&
	    cut_line(&rest, "parent ", &second))
		out->parent = STR_EMPTY;
	return 0;
}

static void to_hex(char hex[LOOSE_HEX + 1], const char *raw)
{
	static const char digits[] = "0123456789abcdef";

	for (int i = 0; i < RAW; i++) {
		unsigned char byte = (unsigned char)raw[i];

		hex[2 * i] = digits[byte >> 4];
		hex[2 * i + 1] = digits[byte & 15];
	}
	hex[LOOSE_HEX] = '\0';
}

/* Cut "mode name NUL id" off *rest. */
static bool cut_entry(struct str *rest, uint32_t *mode, struct str *name,
		      const char **raw)
{
	size_t space = str_find(*rest, ' ', 0);
	size_t nul = str_find(*rest, '\0', 0);

	if (space == 0 || space > 7 || nul >= rest->n || space > nul ||
	    rest->n - nul - 1 < RAW)
		return false;
	*mode = 0;
	for (size_t i = 0; i < space; i++) {
		if (rest->p[i] < '0' || rest->p[i] > '7')
			return false;
		*mode = *mode << 3 | (uint32_t)(rest->p[i] - '0');
	}
	*name = str_cut(*rest, space + 1, nul);
	*raw = rest->p + nul + 1;
	*rest = str_cut(*rest, nul + 1 + RAW, rest->n);
	return true;
}

int loose_next(struct loose_entry *out, struct str *name, struct str *tree)
{
	const char *raw;

	if (!tree->n)
		return 0;
	if (!cut_entry(tree, &out->mode, name, &raw))
		return -1;
	to_hex(out->id, raw);
	return 1;
}

int loose_entry(struct loose_entry *out, struct str tree, struct str name)
{
	struct str rest = tree, found;
	const char *raw;
	uint32_t mode;
	int count = 0;

	while (rest.n) {
		if (!cut_entry(&rest, &mode, &found, &raw))
			return -1;
		if (!str_eq(found, name))
			continue;
		out->mode = mode;
		to_hex(out->id, raw);
		count++;
	}
	return count > 1 ? -1 : count;
}
