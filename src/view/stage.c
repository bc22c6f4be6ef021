#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "view/internal.h"
#include "view/write.h"

#define NO_ID "0000000000000000000000000000000000000000"

static int store(struct repo *repo, const struct write_entry *entry,
		 char hex[GIT_OID_HEXSZ + 1], struct error *err)
{
	git_oid oid;

	if (git_odb_write(&oid, repo->odb, entry->bytes.p, entry->bytes.n,
			  GIT_OBJECT_BLOB) < 0)
		return error_set(err, ERROR_FAILED,
				 "%.*s: could not store its bytes: %s",
				 STR_ARG(entry->path), git_words());
	git_oid_tostr(hex, GIT_OID_HEXSZ + 1, &oid);
	return 0;
}

static unsigned mode_of(const struct index *index, struct str path)
{
	const struct index_entry *entry = index_at(index, path);

	return entry && entry->mode == 0100755 ? 0100755 : 0100644;
}

/*
 * To wait for the disk after each of thousands of blobs takes minutes. From
 * this many on it is waited for once, before the index names any of them.
 */
enum { AT_ONCE = 64 };

/* Let libgit2 flush every file that it writes, or none. */
static int flush_each(bool on, struct error *err)
{
	return git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, (int)on) < 0 ?
		       error_set(err, ERROR_FAILED, "libgit2: %s",
				 git_words()) :
		       0;
}

static int flush_all(struct repo *repo, struct arena *a, struct error *err)
{
	const char *path = str_fmt(a, "%sobjects", repo->common_dir).p;
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc = 0;

	if (fd < 0 || syncfs(fd) < 0)
		rc = error_set(err, ERROR_FAILED, "%s: %s", path,
			       strerror(errno));
	if (fd >= 0)
		(void)close(fd);
	return rc;
}

/* Store every blob and write its line; what is there already is not written
 * again by libgit2. */
static int store_each(struct repo *repo, const struct index *index,
		      const struct write_entry *entries, size_t count,
		      struct buf *input, struct error *err)
{
	for (size_t i = 0; i < count; i++) {
		char hex[GIT_OID_HEXSZ + 1];

		if (!entries[i].bytes.p)
			continue;
		if (store(repo, entries + i, hex, err) < 0)
			return ERROR_FAILED;
		buf_addf(input, "%o %s\t", mode_of(index, entries[i].path),
			 hex);
		buf_add(input, entries[i].path);
		buf_addc(input, '\0');
	}
	return 0;
}

static int store_all(struct repo *repo, struct arena *a,
		     const struct index *index,
		     const struct write_entry *entries, size_t count,
		     struct buf *input, struct error *err)
{
	struct error ignored = { 0 };
	int rc;

	if (count < AT_ONCE)
		return store_each(repo, index, entries, count, input, err);
	rc = flush_each(false, err);
	if (rc == 0)
		rc = store_each(repo, index, entries, count, input, err);
	if (flush_each(true, rc == 0 ? err : &ignored) < 0)
		return ERROR_FAILED;
	return rc < 0 ? rc : flush_all(repo, a, err);
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
	struct index index;
	int rc;

	if (count == 0)
		return 0;
	if (index_load(&index, a, repo, err) < 0)
		return ERROR_FAILED;
	/* Every path goes first: a conflict's stages with it, and a file
	 * where a folder is to be. */
	for (size_t i = 0; i < count; i++) {
		assert(view_path_ok(entries[i].path));
		buf_adds(&input, "0 " NO_ID "\t");
		buf_add(&input, entries[i].path);
		buf_addc(&input, '\0');
	}
	if (store_all(repo, a, &index, entries, count, &input, err) < 0)
		return ERROR_FAILED;
	rc = repo_git(repo, a, argv, buf_str(&input), NULL, err);
	return rc < 0 ? locked(repo, err) : 0;
}
