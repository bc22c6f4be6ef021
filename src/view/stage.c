#include <assert.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "view/internal.h"
#include "view/write.h"

static unsigned mode_of(const struct index *index, struct str path)
{
	const struct index_entry *entry = index_at(index, path);

	return entry && entry->mode == 0100755 ? 0100755 : 0100644;
}

/* Store the blobs and write the line of each. */
static int store_all(struct repo *repo, struct arena *a,
		     const struct index *index,
		     const struct write_entry *entries, size_t count,
		     struct buf *input, struct error *err)
{
	struct str *blobs = arena_zero(a, count, sizeof(*blobs));
	struct view_oid *oids = arena_zero(a, count, sizeof(*oids));
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		if (entries[i].bytes.p)
			blobs[n++] = entries[i].bytes;
	if (n && repo->source->store(repo, a, blobs, n, oids, err) < 0)
		return ERROR_FAILED;
	n = 0;
	for (size_t i = 0; i < count; i++) {
		char hex[OID_HEX + 1];

		if (!entries[i].bytes.p)
			continue;
		oid_hex(repo, oids + n++, hex);
		buf_addf(input, "%o %s\t", mode_of(index, entries[i].path),
			 hex);
		buf_add(input, entries[i].path);
		buf_addc(input, '\0');
	}
	return 0;
}

/* The lock that git would not get past, if that is what it said. */
static int locked(struct repo *repo, struct error *err)
{
	char path[PATH_LIMIT];
	struct stat st;

	if (snprintf(path, sizeof(path), "%s.lock", repo->index_path) <
		    (int)sizeof(path) &&
	    strstr(err->text, ".lock") && stat(path, &st) == 0)
		error_help(err, "rm -f %.200s   (if no git runs here)", path);
	return ERROR_FAILED;
}

int write_index(struct repo *repo, struct arena *a,
		const struct write_entry *entries, size_t count,
		struct error *err)
{
	static const char *const argv[] = { "update-index", "-z",
					    "--index-info", NULL };
	struct buf input = buf_in(a);
	char none[OID_HEX + 1];
	struct index index;
	int rc;

	if (count == 0)
		return 0;
	if (index_load(&index, a, repo, err) < 0)
		return ERROR_FAILED;
	for (size_t i = 0; i < count; i++)
		if (index_open(&index, entries[i].path, false, err) < 0)
			return ERROR_FAILED;
	oid_hex(repo, &(struct view_oid){ { 0 } }, none);
	/* Every path goes first: a conflict's stages with it, and a file
	 * where a folder is to be. */
	for (size_t i = 0; i < count; i++) {
		assert(view_path_ok(entries[i].path));
		buf_addf(&input, "0 %s\t", none);
		buf_add(&input, entries[i].path);
		buf_addc(&input, '\0');
	}
	if (store_all(repo, a, &index, entries, count, &input, err) < 0)
		return ERROR_FAILED;
	rc = repo_git(repo, a, argv, buf_str(&input), NULL, err);
	return rc < 0 ? locked(repo, err) : 0;
}
