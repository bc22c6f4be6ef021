#include <stdio.h>

#include "base/arena.h"
#include "store/store.h"
#include "view/libgit2.h"

bool view_oid_equal(const struct view_oid *a, const struct view_oid *b)
{
	return memcmp(a->byte, b->byte, VIEW_OID_SIZE) == 0;
}

void oid_hex(const struct repo *repo, const struct view_oid *oid,
	     char hex[OID_HEX + 1])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < repo->width; i++) {
		hex[2 * i] = digits[oid->byte[i] >> 4];
		hex[2 * i + 1] = digits[oid->byte[i] & 15];
	}
	hex[2 * repo->width] = '\0';
}

static int digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' :
	       c >= 'a' && c <= 'f' ? c - 'a' + 10 :
	       c >= 'A' && c <= 'F' ? c - 'A' + 10 :
				      -1;
}

bool oid_read(const struct repo *repo, struct str hex, struct view_oid *out)
{
	struct view_oid oid = { { 0 } };

	if (hex.n != 2 * repo->width)
		return false;
	for (size_t i = 0; i < repo->width; i++) {
		int high = digit(hex.p[2 * i]), low = digit(hex.p[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		oid.byte[i] = (unsigned char)(high << 4 | low);
	}
	*out = oid;
	return true;
}

/* git hashes the kind and the size of an object before its bytes. */
static void by_sha256(struct view_oid *out, struct str bytes)
{
	struct arena scratch = { 0 };
	char head[32];
	int n = snprintf(head, sizeof(head), "blob %zu", bytes.n);
	struct str whole = str_join(
		&scratch,
		(const struct str[]){ { head, (size_t)n + 1 }, bytes }, 2);
	struct store_id id;

	store_id_of(&id, whole.p, whole.n);
	memcpy(out->byte, id.byte, VIEW_OID_SIZE);
	arena_free(&scratch);
}

int oid_of_bytes(const struct repo *repo, struct view_oid *out,
		 struct str bytes, struct error *err)
{
	git_oid oid;

	if (repo && repo->width == OID_SHA256) {
		by_sha256(out, bytes);
		return 0;
	}
	if (git_start(err) < 0)
		return ERROR_FAILED;
	if (git_odb_hash(&oid, bytes.n ? bytes.p : "", bytes.n,
			 GIT_OBJECT_BLOB) < 0)
		return error_set(err, ERROR_FAILED, "could not hash: %s",
				 git_words());
	oid_from_git(out, &oid);
	return 0;
}

int odb_missing(struct repo *repo, const struct view_oid *oid, struct str what,
		struct error *err)
{
	char hex[OID_HEX + 1];

	oid_hex(repo, oid, hex);
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

int odb_blob(struct repo *repo, struct arena *a, const struct view_oid *oid,
	     struct str path, size_t limit, struct str *out, struct error *err)
{
	struct error why = { 0 };
	struct object object;
	int rc = repo->source->object(repo, a, oid, OBJECT_BLOB, limit, &object,
				      &why);

	if (rc == ERROR_ABSENT)
		return odb_missing(repo, oid, path, err);
	if (rc < 0)
		return error_set(err, ERROR_FAILED, "%.*s: %s", STR_ARG(path),
				 why.text);
	if (object.kind != OBJECT_BLOB)
		return error_set(err, ERROR_FAILED, "%.*s: not a blob",
				 STR_ARG(path));
	if (object.size > limit)
		return error_set(err, ERROR_REFUSED,
				 "%.*s: %zu bytes, more than the limit of %zu",
				 STR_ARG(path), object.size, limit);
	*out = object.bytes;
	return 0;
}

/* Bytes of a commit or a tag. */
enum { TEXT_LIMIT = 64 << 20 };

int odb_first_id(struct view_oid *out, struct repo *repo,
		 const struct view_oid *of, enum object_kind kind,
		 struct error *err)
{
	const char *word = kind == OBJECT_TAG ? "object " : "tree ";
	struct arena scratch = { 0 };
	struct object object;
	size_t n = strlen(word);
	char hex[OID_HEX + 1];
	int rc = repo->source->object(repo, &scratch, of, kind, TEXT_LIMIT,
				      &object, err);

	if (rc == 0 &&
	    (object.kind != kind || !str_starts(object.bytes, word) ||
	     !oid_read(repo, str_cut(object.bytes, n, n + 2 * repo->width),
		       out))) {
		oid_hex(repo, of, hex);
		rc = error_set(err, ERROR_FAILED, "%s is damaged", hex);
	}
	arena_free(&scratch);
	return rc;
}
