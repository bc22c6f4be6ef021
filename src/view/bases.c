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

void oids_add(struct oids *oids, struct arena *a, const struct view_oid *oid)
{
	for (size_t i = 0; i < oids->count; i++)
		if (view_oid_equal(oids->oid + i, oid))
			return;
	oids->oid = arena_grow(a, oids->oid, oids->count, &oids->room,
			       sizeof(*oids->oid));
	oids->oid[oids->count++] = *oid;
}

void oids_add_lines(struct oids *oids, struct arena *a, const struct repo *repo,
		    struct str text)
{
	size_t end;

	for (size_t from = 0; from < text.n; from = end + 1) {
		struct view_oid oid;

		end = str_find(text, '\n', from);
		if (oid_read(repo, str_cut(text, from, end), &oid))
			oids_add(oids, a, &oid);
	}
}

static const char *hex_of(struct arena *a, const struct repo *repo,
			  const struct view_oid *oid)
{
	char hex[OID_HEX + 1];

	oid_hex(repo, oid, hex);
	return str_c(a, str_of(hex));
}

/* ---- by git */

static int bases_of_one(struct oids *out, struct arena *a, struct repo *repo,
			const struct view_oid *ours, const struct oids *theirs,
			struct error *err)
{
	const char **argv = arena_zero(a, theirs->count + 4, sizeof(*argv));
	struct str text;
	int status;
	size_t n = 0;

	argv[n++] = "merge-base";
	argv[n++] = "--all";
	argv[n++] = hex_of(a, repo, ours);
	for (size_t i = 0; i < theirs->count; i++)
		argv[n++] = hex_of(a, repo, theirs->oid + i);
	if (git_run(repo, a, argv, STR_EMPTY, &text, &status, err) < 0)
		return ERROR_FAILED;
	oids_add_lines(out, a, repo, text); /* status 1: there is none */
	return 0;
}

int git_descends(struct repo *repo, const struct view_oid *ancestor,
		 const struct view_oid *descendant, bool *out,
		 struct error *err)
{
	struct arena scratch = { 0 };
	const char *const argv[] = { "merge-base", "--is-ancestor",
				     hex_of(&scratch, repo, ancestor),
				     hex_of(&scratch, repo, descendant), NULL };
	int status;
	int rc = git_run(repo, &scratch, argv, STR_EMPTY, NULL, &status, err);

	arena_free(&scratch);
	*out = rc == 0 && status == 0;
	return rc;
}

/* Add those of all that no other one descends from. */
static int keep_best(struct oids *out, struct arena *a, struct repo *repo,
		     const struct oids *all, struct error *err)
{
	for (size_t i = 0; i < all->count; i++) {
		bool best = true;

		for (size_t k = 0; k < all->count && best; k++) {
			bool over = false;

			if (k != i &&
			    git_descends(repo, all->oid + i, all->oid + k,
					 &over, err) < 0)
				return ERROR_FAILED;
			best = !over;
		}
		if (best)
			oids_add(out, a, all->oid + i);
	}
	return 0;
}

/* Of each commit of ours by itself, not cleared of one another. */
static int all_bases(struct oids *out, struct arena *a, struct repo *repo,
		     const struct oids *ours, const struct oids *theirs,
		     struct error *err)
{
	int rc = 0;

	for (size_t i = 0; i < ours->count && rc == 0; i++)
		rc = bases_of_one(out, a, repo, ours->oid + i, theirs, err);
	return rc;
}

int git_bases(struct oids *out, struct arena *a, struct repo *repo,
	      const struct oids *ours, const struct oids *theirs,
	      struct error *err)
{
	struct oids all = { 0 };

	if (all_bases(&all, a, repo, ours, theirs, err) < 0)
		return ERROR_FAILED;
	return keep_best(out, a, repo, &all, err);
}

static void add_text(struct buf *b, const struct repo *repo, const char *sign,
		     const struct oids *oids)
{
	for (size_t i = 0; i < oids->count; i++) {
		char hex[OID_HEX + 1];

		oid_hex(repo, oids->oid + i, hex);
		buf_addf(b, "%s%s\n", sign, hex);
	}
}

int git_history(struct repo *repo, const struct oids *from,
		const struct oids *without, history_fn *each, void *argument,
		struct error *err)
{
	static const char *const argv[] = { "rev-list", "--stdin", NULL };
	struct arena scratch = { 0 };
	struct buf input = buf_in(&scratch);
	struct str text = STR_EMPTY;
	size_t end;
	int rc = 0;

	add_text(&input, repo, "", from);
	add_text(&input, repo, "^", without);
	if (from->count)
		rc = repo_git(repo, &scratch, argv, buf_str(&input), &text,
			      err);
	for (size_t at = 0; rc == 0 && at < text.n; at = end + 1) {
		end = str_find(text, '\n', at);
		rc = each(argument, str_c(&scratch, str_cut(text, at, end)));
	}
	arena_free(&scratch);
	return rc;
}

/* ---- in a shallow repository */

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
	oids_add_lines(out, a, repo, text);
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

	add_text(&input, repo, "", ours);
	add_text(&input, repo, "", theirs);
	add_text(&input, repo, "^", bases);
	if (read_shallow(&edge, a, repo, err) < 0 ||
	    repo_git(repo, a, argv, buf_str(&input), &text, err) < 0)
		return ERROR_FAILED;
	for (size_t from = 0; from < text.n; from = end + 1) {
		end = str_find(text, '\n', from);
		*map_put(&between, str_cut(text, from, end)) = &between;
	}
	*out = false;
	for (size_t i = 0; i < edge.count && !*out; i++)
		*out = map_get(&between, str_of(hex_of(a, repo, edge.oid + i)));
	return 0;
}

static int in_shallow(struct oids *out, struct arena *a, struct repo *repo,
		      const struct oids *ours, const struct oids *theirs,
		      struct error *err)
{
	struct oids all = { 0 };
	bool cut;

	if (all_bases(&all, a, repo, ours, theirs, err) < 0 ||
	    is_cut(a, repo, ours, theirs, &all, &cut, err) < 0)
		return ERROR_FAILED;
	if (!cut)
		return keep_best(out, a, repo, &all, err);
	error_help(err, "git fetch --unshallow (in CI: fetch-depth: 0)");
	return error_set(err, ERROR_FAILED,
			 "the history that was fetched is too short to tell "
			 "what this is based on (shallow clone)");
}

int bases_find(struct oids *out, struct arena *a, struct repo *repo,
	       const struct oids *ours, const struct oids *theirs,
	       struct error *err)
{
	*out = (struct oids){ 0 };
	/* The same commit needs no history, and is the common case. */
	if (ours->count == 1 && theirs->count == 1 &&
	    view_oid_equal(ours->oid, theirs->oid)) {
		oids_add(out, a, ours->oid);
		return 0;
	}
	return (repo->shallow ? in_shallow : repo->source->bases)(
		out, a, repo, ours, theirs, err);
}

int base_contains(struct repo *repo, const char *ancestor,
		  const char *descendant, bool *out, struct error *err)
{
	struct view_oid old, new;

	if (!oid_read(repo, str_of(ancestor), &old) ||
	    !oid_read(repo, str_of(descendant), &new))
		return error_set(err, ERROR_FAILED, "%s or %s: not a full id",
				 ancestor, descendant);
	*out = view_oid_equal(&old, &new);
	if (*out)
		return 0;
	return (repo->shallow ? git_descends : repo->source->descends)(
		repo, &old, &new, out, err);
}
