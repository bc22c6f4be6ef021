#include "view/libgit2.h"

#include <errno.h>
#include <fcntl.h>
#include <git2/sys/repository.h>
#include <unistd.h>

#include "base/arena.h"

static void shut(struct repo *repo)
{
	git_config_free(repo->config);
	git_odb_free(repo->odb);
	git_repository_free(repo->git);
}

void oid_from_git(struct view_oid *out, const git_oid *oid)
{
	memset(out, 0, sizeof(*out));
	memcpy(out->byte, oid->id, GIT_OID_RAWSZ);
}

void oid_to_git(git_oid *out, const struct view_oid *oid)
{
	memset(out, 0, sizeof(*out));
	memcpy(out->id, oid->byte, GIT_OID_RAWSZ);
}

/* ---- objects */

static enum object_kind kind_of(git_object_t type)
{
	return type == GIT_OBJECT_COMMIT ? OBJECT_COMMIT :
	       type == GIT_OBJECT_TREE	 ? OBJECT_TREE :
	       type == GIT_OBJECT_BLOB	 ? OBJECT_BLOB :
	       type == GIT_OBJECT_TAG	 ? OBJECT_TAG :
					   OBJECT_ANY;
}

static git_object_t type_of(enum object_kind kind)
{
	static const git_object_t types[] = { GIT_OBJECT_ANY, GIT_OBJECT_COMMIT,
					      GIT_OBJECT_TREE, GIT_OBJECT_BLOB,
					      GIT_OBJECT_TAG };

	return types[kind];
}

static int object(struct repo *repo, struct arena *a, const struct view_oid *id,
		  enum object_kind want, size_t limit, struct object *out,
		  struct error *err)
{
	git_odb_object *read = NULL;
	git_object_t type;
	git_oid oid;
	int rc;

	*out = (struct object){ 0 };
	oid_to_git(&oid, id);
	rc = git_odb_read_header(&out->size, &type, repo->odb, &oid);
	if (rc == 0) {
		out->kind = kind_of(type);
		if ((want != OBJECT_ANY && out->kind != want) ||
		    out->size > limit)
			return 0;
		rc = git_odb_read(&read, repo->odb, &oid);
	}
	if (rc == GIT_ENOTFOUND)
		return ERROR_ABSENT;
	if (rc < 0)
		return error_set(err, ERROR_FAILED, "%s", git_words());
	out->bytes = str_copy(a, (struct str){ git_odb_object_data(read),
					       git_odb_object_size(read) });
	git_odb_object_free(read);
	return 0;
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

/* What is there already is not written again by libgit2. */
static int store_each(struct repo *repo, const struct str *blobs, size_t count,
		      struct view_oid *out, struct error *err)
{
	for (size_t i = 0; i < count; i++) {
		git_oid oid;

		if (git_odb_write(&oid, repo->odb, blobs[i].n ? blobs[i].p : "",
				  blobs[i].n, GIT_OBJECT_BLOB) < 0)
			return error_set(err, ERROR_FAILED,
					 "could not store bytes: %s",
					 git_words());
		oid_from_git(out + i, &oid);
	}
	return 0;
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

static int store(struct repo *repo, struct arena *a, const struct str *blobs,
		 size_t count, struct view_oid *out, struct error *err)
{
	struct error ignored = { 0 };
	int rc;

	if (count < AT_ONCE)
		return store_each(repo, blobs, count, out, err);
	rc = flush_each(false, err);
	if (rc == 0)
		rc = store_each(repo, blobs, count, out, err);
	if (flush_each(true, rc == 0 ? err : &ignored) < 0)
		return ERROR_FAILED;
	return rc < 0 ? rc : flush_all(repo, a, err);
}

/* ---- names */

static bool is_hex(const char *rev)
{
	size_t n = strspn(rev, "0123456789abcdefABCDEF");

	return rev[n] == '\0' && n >= GIT_OID_MINPREFIXLEN &&
	       n <= GIT_OID_HEXSZ;
}

/* A ref whose object is not there is not an unknown name. */
static int of_ref(git_object **out, struct repo *repo, git_reference *ref,
		  const char *rev, struct error *err)
{
	git_reference *direct;
	int rc = git_reference_resolve(&direct, ref);

	if (rc == GIT_ENOTFOUND)
		return ERROR_ABSENT; /* HEAD of a branch without a commit */
	if (rc == 0) {
		rc = git_object_lookup(out, repo->git,
				       git_reference_target(direct),
				       GIT_OBJECT_ANY);
		git_reference_free(direct);
	}
	if (rc < 0)
		error_help(err, repo->shallow ? "git fetch --unshallow" :
						"git fsck");
	return rc < 0 ? error_set(err, ERROR_FAILED, "%s: %s", rev,
				  git_words()) :
			0;
}

static int named(git_object **out, struct repo *repo, const char *rev,
		 struct error *err)
{
	git_reference *ref;
	int rc;

	if (!rev[0])
		return ERROR_ABSENT; /* to libgit2 it is HEAD */
	if (strlen(rev) < GIT_OID_HEXSZ &&
	    git_reference_dwim(&ref, repo->git, rev) == 0) {
		rc = of_ref(out, repo, ref, rev, err);
		git_reference_free(ref);
		return rc;
	}
	/* libgit2 1.5 leaks when it looks for a plain name in vain, so it is
	 * only asked for what is an expression. */
	if (!is_hex(rev) && !strpbrk(rev, "^~@:") && !strstr(rev, "-g") &&
	    strlen(rev) < GIT_OID_HEXSZ)
		return ERROR_ABSENT;
	rc = git_revparse_single(out, repo->git, rev);
	if (rc == GIT_ENOTFOUND || rc == GIT_EINVALIDSPEC)
		return ERROR_ABSENT;
	if (rc == GIT_EAMBIGUOUS)
		return error_set(err, ERROR_FAILED,
				 "%s: several objects begin so", rev);
	if (rc < 0)
		return error_set(err, ERROR_FAILED, "%s: %s", rev, git_words());
	return 0;
}

static int resolve(struct repo *repo, const char *rev, enum object_kind want,
		   struct view_oid *out, struct error *err)
{
	git_object *first = NULL, *peeled;
	int rc = named(&first, repo, rev, err);

	if (rc < 0)
		return rc;
	rc = git_object_peel(&peeled, first, type_of(want));
	git_object_free(first);
	if (rc == GIT_EPEEL || rc == GIT_EINVALIDSPEC)
		return error_set(err, ERROR_FAILED, "%s: not a %s", rev,
				 git_object_type2string(type_of(want)));
	if (rc < 0) {
		error_help(err, "git fsck");
		return error_set(err, ERROR_FAILED, "%s: %s", rev, git_words());
	}
	oid_from_git(out, git_object_id(peeled));
	git_object_free(peeled);
	return 0;
}

/* ---- settings and attributes */

static const char *setting(struct repo *repo, const char *key)
{
	const char *value;

	return git_config_get_string(&value, repo->config, key) < 0 ? NULL :
								      value;
}

/* Iterating with a pattern would leak in libgit2 1.5, for each entry that
 * does not match. */
static void settings(struct repo *repo, setting_fn *each, void *argument)
{
	git_config_iterator *all;
	git_config_entry *entry;
	bool go_on = true;

	if (git_config_iterator_new(&all, repo->config) < 0)
		return;
	while (go_on && git_config_next(&entry, all) == 0)
		go_on = each(argument, entry->name, entry->value);
	git_config_iterator_free(all);
}

/* Attribute files that are not on the disk are looked for in the index: in
 * the one in force, not that of the git dir, and one that libgit2 could not
 * read itself. No other entry of it matters to attributes. */
static int lend(struct repo *repo, struct error *err)
{
	struct arena scratch = { 0 };
	struct index index;
	git_index *git;
	int rc;

	if (repo->lent)
		return 0;
	if (git_index_new(&git) < 0)
		return error_set(err, ERROR_FAILED, "%s: %s", repo->index_path,
				 git_words());
	rc = index_load(&index, &scratch, repo, err);
	for (size_t i = 0; rc == 0 && i < index.count; i++) {
		const struct view_entry *from = &index.entries[i].entry;
		git_index_entry entry = { 0 };

		if (from->type != VIEW_FILE ||
		    !str_ends(from->path, ".gitattributes"))
			continue;
		entry.mode = GIT_FILEMODE_BLOB;
		entry.path = from->path.p;
		oid_to_git(&entry.id, &from->oid);
		rc = git_index_add(git, &entry);
	}
	if (rc < 0 || (rc = git_repository_set_index(repo->git, git)) < 0)
		rc = error_set(err, ERROR_FAILED, "%s: %s", repo->index_path,
			       git_words());
	git_index_free(git);
	arena_free(&scratch);
	repo->lent = rc == 0;
	return rc;
}

static int attributes(struct repo *repo, struct arena *a, struct str path,
		      const char *values[ATTRIBUTE_COUNT], struct error *err)
{
	const char *names[ATTRIBUTE_COUNT];

	if (lend(repo, err) < 0)
		return ERROR_FAILED;
	memcpy(names, attribute_names, sizeof(names));
	if (git_attr_get_many(values, repo->git, GIT_ATTR_CHECK_FILE_THEN_INDEX,
			      str_c(a, path), ATTRIBUTE_COUNT, names) < 0)
		return error_set(err, ERROR_FAILED, "%.*s: attributes: %s",
				 STR_ARG(path), git_words());
	for (size_t i = 0; i < ATTRIBUTE_COUNT; i++) {
		switch (git_attr_value(values[i])) {
		case GIT_ATTR_VALUE_STRING:
			values[i] = str_c(a, str_of(values[i]));
			break;
		case GIT_ATTR_VALUE_TRUE:
			values[i] = attribute_set;
			break;
		case GIT_ATTR_VALUE_FALSE:
			values[i] = attribute_unset;
			break;
		case GIT_ATTR_VALUE_UNSPECIFIED:
			values[i] = NULL;
			break;
		}
	}
	return 0;
}

const struct source source_libgit2 = {
	.close = shut,
	.object = object,
	.resolve = resolve,
	.store = store,
	.unborn = libgit2_unborn,
	.refs = libgit2_refs,
	.ref = libgit2_ref,
	.bases = libgit2_bases,
	.descends = libgit2_descends,
	.history = libgit2_history,
	.merges = libgit2_merges,
	.setting = setting,
	.settings = settings,
	.attributes = attributes,
};
