/*
 * Merge bases. Two sides, each the hypothetical merge of several commits: the
 * best common ancestors are those of the best of every commit of our side
 * with the whole of theirs that are not an ancestor of another one.
 *
 * libgit2 1.5 does not know grafts, so in a shallow repository git itself is
 * asked, and whether its answer is the truth: it is, where no commit whose
 * parents are missing lies on one side only. Such a commit could hide a
 * common ancestor better than those that are seen.
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "view/internal.h"

void oids_add(struct oids *oids, struct arena *a, const git_oid *oid)
{
	for (size_t i = 0; i < oids->count; i++)
		if (git_oid_equal(oids->oid + i, oid))
			return;
	oids->oid = arena_grow(a, oids->oid, oids->count, &oids->room,
			       sizeof(*oids->oid));
	oids->oid[oids->count++] = *oid;
}

static const char *hex_of(struct arena *a, const git_oid *oid)
{
	char hex[GIT_OID_HEXSZ + 1];

	git_oid_tostr(hex, sizeof(hex), oid);
	return str_c(a, str_of(hex));
}

static int no_history(struct repo *repo, struct error *err)
{
	(void)error_set(
		err, ERROR_FAILED, "%s",
		repo->shallow ?
			"the history that was fetched is too short to tell "
			"what this is based on (shallow clone)" :
			git_words());
	error_help(err, repo->shallow ? "git fetch --unshallow (in CI: "
					"fetch-depth: 0)" :
					"git fsck --connectivity-only");
	return ERROR_FAILED;
}

/* ---- by libgit2 */

static int bases_of_one(struct oids *out, struct arena *a, struct repo *repo,
			const git_oid *ours, const struct oids *theirs,
			struct error *err)
{
	git_oid *all = arena_alloc(a, (theirs->count + 1) * sizeof(*all));
	git_oidarray found;
	int rc;

	all[0] = *ours;
	memcpy(all + 1, theirs->oid, theirs->count * sizeof(*all));
	rc = git_merge_bases_many(&found, repo->git, theirs->count + 1, all);
	if (rc == GIT_ENOTFOUND && git_odb_exists(repo->odb, ours))
		return 0;
	if (rc < 0)
		return no_history(repo, err);
	for (size_t i = 0; i < found.count; i++)
		oids_add(out, a, found.ids + i);
	git_oidarray_dispose(&found);
	return 0;
}

/* Those that no other one descends from. */
static int keep_best(struct oids *out, struct arena *a, struct repo *repo,
		     const struct oids *all, struct error *err)
{
	for (size_t i = 0; i < all->count; i++) {
		bool best = true;

		for (size_t k = 0; k < all->count && best; k++) {
			int rc = k == i ? 0 :
					  git_graph_descendant_of(repo->git,
								  all->oid + k,
								  all->oid + i);

			if (rc < 0)
				return no_history(repo, err);
			best = rc == 0;
		}
		if (best)
			oids_add(out, a, all->oid + i);
	}
	return 0;
}

static int by_libgit2(struct oids *out, struct arena *a, struct repo *repo,
		      const struct oids *ours, const struct oids *theirs,
		      struct error *err)
{
	struct oids all = { 0 };
	int rc = 0;

	for (size_t i = 0; i < ours->count && rc == 0; i++)
		rc = bases_of_one(&all, a, repo, ours->oid + i, theirs, err);
	return rc < 0 ? rc : keep_best(out, a, repo, &all, err);
}

/* ---- by git, in a shallow repository */

/* Add every id that stands on a line of its own. */
static void add_lines(struct oids *out, struct arena *a, struct str text)
{
	size_t end;

	for (size_t from = 0; from < text.n; from = end + 1) {
		git_oid oid;

		end = str_find(text, '\n', from);
		if (end - from == GIT_OID_HEXSZ &&
		    git_oid_fromstrn(&oid, text.p + from, GIT_OID_HEXSZ) == 0)
			oids_add(out, a, &oid);
	}
}

static int git_bases_of_one(struct oids *out, struct arena *a,
			    struct repo *repo, const git_oid *ours,
			    const struct oids *theirs, struct error *err)
{
	const char **argv = arena_zero(a, theirs->count + 4, sizeof(*argv));
	struct str text;
	int status;
	size_t n = 0;

	argv[n++] = "merge-base";
	argv[n++] = "--all";
	argv[n++] = hex_of(a, ours);
	for (size_t i = 0; i < theirs->count; i++)
		argv[n++] = hex_of(a, theirs->oid + i);
	if (git_run(repo, a, argv, STR_EMPTY, &text, &status, err) < 0)
		return ERROR_FAILED;
	add_lines(out, a, text); /* status 1: there is none */
	return 0;
}

static void add_text(struct buf *b, struct arena *a, const char *sign,
		     const struct oids *oids)
{
	for (size_t i = 0; i < oids->count; i++)
		buf_addf(b, "%s%s\n", sign, hex_of(a, oids->oid + i));
}

static int read_shallow(struct oids *out, struct arena *a, struct repo *repo,
			struct error *err)
{
	const char *path = str_fmt(a, "%sshallow", repo->common_dir).p;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct str text;
	struct stat st;
	int rc = -1;

	if (fd >= 0) {
		if (fstat(fd, &st) == 0)
			rc = disk_read(fd, a, (size_t)st.st_size, &text);
		(void)close(fd);
	}
	if (rc < 0)
		return error_set(err, ERROR_FAILED, "%s: cannot be read", path);
	add_lines(out, a, text);
	return 0;
}

/* Whether a commit with parents missing lies between the sides and their
 * bases. */
static int is_cut(struct arena *a, struct repo *repo, const struct oids *ours,
		  const struct oids *theirs, const struct oids *bases,
		  bool *out, struct error *err)
{
	static const char *const argv[] = { "rev-list", "--stdin", NULL };
	struct oids edge = { 0 };
	struct buf input = buf_in(a);
	struct map between = map_in(a);
	struct str text;
	size_t end;

	add_text(&input, a, "", ours);
	add_text(&input, a, "", theirs);
	add_text(&input, a, "^", bases);
	if (read_shallow(&edge, a, repo, err) < 0 ||
	    repo_git(repo, a, argv, buf_str(&input), &text, err) < 0)
		return ERROR_FAILED;
	for (size_t from = 0; from < text.n; from = end + 1) {
		end = str_find(text, '\n', from);
		*map_put(&between, str_cut(text, from, end)) = &between;
	}
	*out = false;
	for (size_t i = 0; i < edge.count && !*out; i++)
		*out = map_get(&between, str_of(hex_of(a, edge.oid + i)));
	return 0;
}

static int by_git(struct oids *out, struct arena *a, struct repo *repo,
		  const struct oids *ours, const struct oids *theirs,
		  struct error *err)
{
	struct oids all = { 0 };
	bool cut;
	int rc = 0;

	for (size_t i = 0; i < ours->count && rc == 0; i++)
		rc = git_bases_of_one(&all, a, repo, ours->oid + i, theirs,
				      err);
	if (rc == 0)
		rc = is_cut(a, repo, ours, theirs, &all, &cut, err);
	if (rc == 0 && cut)
		return no_history(repo, err);
	for (size_t i = 0; i < all.count && rc == 0; i++) {
		bool best = true;

		for (size_t k = 0; k < all.count && best && rc == 0; k++) {
			bool over = false;

			if (k != i)
				rc = base_contains(repo, hex_of(a, all.oid + i),
						   hex_of(a, all.oid + k),
						   &over, err);
			best = !over;
		}
		if (best)
			oids_add(out, a, all.oid + i);
	}
	return rc;
}

int bases_find(struct oids *out, struct arena *a, struct repo *repo,
	       const struct oids *ours, const struct oids *theirs,
	       struct error *err)
{
	*out = (struct oids){ 0 };
	/* The same commit needs no history, and is the common case. */
	if (ours->count == 1 && theirs->count == 1 &&
	    git_oid_equal(ours->oid, theirs->oid)) {
		oids_add(out, a, ours->oid);
		return 0;
	}
	return (repo->shallow ? by_git : by_libgit2)(out, a, repo, ours, theirs,
						     err);
}

static int descends_by_git(struct repo *repo, const char *ancestor,
			   const char *descendant, bool *out, struct error *err)
{
	const char *const argv[] = { "merge-base", "--is-ancestor", ancestor,
				     descendant, NULL };
	struct arena scratch = { 0 };
	int status;
	int rc = git_run(repo, &scratch, argv, STR_EMPTY, NULL, &status, err);

	arena_free(&scratch);
	*out = rc == 0 && status == 0;
	return rc;
}

int base_contains(struct repo *repo, const char *ancestor,
		  const char *descendant, bool *out, struct error *err)
{
	git_oid old, new;
	int rc;

	if (git_oid_fromstr(&old, ancestor) < 0 ||
	    git_oid_fromstr(&new, descendant) < 0)
		return error_set(err, ERROR_FAILED, "%s or %s: not a full id",
				 ancestor, descendant);
	*out = git_oid_equal(&old, &new);
	if (*out)
		return 0;
	if (repo->shallow)
		return descends_by_git(repo, ancestor, descendant, out, err);
	rc = git_graph_descendant_of(repo->git, &new, &old);
	if (rc < 0)
		return no_history(repo, err);
	*out = rc == 1;
	return 0;
}
