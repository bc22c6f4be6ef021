#include "base/arena.h"
#include "view/internal.h"

bool view_oid_equal(const struct view_oid *a, const struct view_oid *b)
{
	return memcmp(a->byte, b->byte, VIEW_OID_SIZE) == 0;
}

void oid_from_git(struct view_oid *out, const git_oid *oid)
{
	memset(out, 0, sizeof(*out));
	memcpy(out->byte, oid->id, GIT_OID_RAWSZ);
}

void oid_to_git(git_oid *out, const struct view_oid *oid)
{
	memcpy(out->id, oid->byte, GIT_OID_RAWSZ);
}

int oid_of_bytes(struct view_oid *out, struct str bytes, struct error *err)
{
	git_oid oid;

	if (git_start(err) < 0)
		return ERROR_FAILED;
	if (git_odb_hash(&oid, bytes.n ? bytes.p : "", bytes.n,
			 GIT_OBJECT_BLOB) < 0)
		return error_set(err, ERROR_FAILED, "could not hash: %s",
				 git_words());
	oid_from_git(out, &oid);
	return 0;
}

int odb_missing(struct repo *repo, const git_oid *oid, struct str what,
		struct error *err)
{
	char hex[GIT_OID_HEXSZ + 1];

	git_oid_tostr(hex, sizeof(hex), oid);
	(void)error_set(err, ERROR_FAILED,
			"object %s (%.*s) is not in this repository%s", hex,
			STR_ARG(what),
			repo->promisor ? ", which is a partial clone" : "");
	if (repo->promisor)
		error_help(err, "git cat-file -p %s >/dev/null", hex);
	else
		error_help(err, "git fsck --connectivity-only");
	return ERROR_FAILED;
}

static int unreadable(struct repo *repo, int rc, const git_oid *oid,
		      struct str path, struct error *err)
{
	if (rc == GIT_ENOTFOUND)
		return odb_missing(repo, oid, path, err);
	return error_set(err, ERROR_FAILED, "%.*s: %s", STR_ARG(path),
			 git_words());
}

int odb_blob(struct repo *repo, struct arena *a, const struct view_oid *id,
	     struct str path, size_t limit, struct str *out, struct error *err)
{
	git_odb_object *object;
	git_object_t type;
	git_oid oid;
	size_t size;
	int rc;

	oid_to_git(&oid, id);
	rc = git_odb_read_header(&size, &type, repo->odb, &oid);
	if (rc < 0)
		return unreadable(repo, rc, &oid, path, err);
	if (type != GIT_OBJECT_BLOB)
		return error_set(err, ERROR_FAILED, "%.*s: not a blob",
				 STR_ARG(path));
	if (size > limit)
		return error_set(err, ERROR_REFUSED,
				 "%.*s: %zu bytes, more than the limit of %zu",
				 STR_ARG(path), size, limit);
	rc = git_odb_read(&object, repo->odb, &oid);
	if (rc < 0)
		return unreadable(repo, rc, &oid, path, err);
	*out = str_copy(a, (struct str){ git_odb_object_data(object),
					 git_odb_object_size(object) });
	git_odb_object_free(object);
	return 0;
}
