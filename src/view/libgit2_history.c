#include "base/arena.h"
#include "view/libgit2.h"

static int no_history(struct error *err)
{
	error_help(err, "git fsck --connectivity-only");
	return error_set(err, ERROR_FAILED, "%s", git_words());
}

/* ---- refs */

int libgit2_unborn(struct repo *repo, bool *out, struct error *err)
{
	int rc = git_repository_head_unborn(repo->git);

	*out = rc == 1;
	return rc < 0 ? error_set(err, ERROR_FAILED, "HEAD: %s", git_words()) :
			0;
}

static void describe(struct arena *a, git_reference *ref, struct ref_seen *out)
{
	const char *full = git_reference_name(ref);
	git_object *commit;
	int rc;

	*out = (struct ref_seen){ .full = str_c(a, str_of(full)) };
	if (git_reference_type(ref) == GIT_REFERENCE_SYMBOLIC) {
		out->target = str_c(a,
				    str_of(git_reference_symbolic_target(ref)));
		return;
	}
	rc = git_reference_peel(&commit, ref, GIT_OBJECT_COMMIT);
	if (rc == GIT_EPEEL || rc == GIT_EINVALIDSPEC)
		return;
	if (rc < 0) {
		out->broken = str_c(a, str_of(git_words()));
		return;
	}
	out->commit = true;
	oid_from_git(&out->oid, git_object_id(commit));
	git_object_free(commit);
}

int libgit2_refs(struct repo *repo, struct arena *a, const char *prefix,
		 ref_fn *each, void *argument, struct error *err)
{
	git_reference_iterator *all;
	git_reference *ref;
	struct ref_seen seen;
	int rc = 0, next;

	/* The pattern keeps it out of the folders of all other refs. */
	if (git_reference_iterator_glob_new(&all, repo->git,
					    str_fmt(a, "%s*", prefix).p) < 0)
		return error_set(err, ERROR_FAILED, "refs: %s", git_words());
	while (rc == 0 && (next = git_reference_next(&ref, all)) == 0) {
		if (str_starts(str_of(git_reference_name(ref)), prefix)) {
			describe(a, ref, &seen);
			rc = each(argument, &seen, err);
		}
		git_reference_free(ref);
	}
	if (rc == 0 && next != GIT_ITEROVER)
		rc = error_set(err, ERROR_FAILED, "refs: %s", git_words());
	git_reference_iterator_free(all);
	return rc;
}

int libgit2_ref(struct repo *repo, struct arena *a, const char *full,
		struct ref_seen *out, struct error *err)
{
	git_reference *ref;
	int rc = git_reference_lookup(&ref, repo->git, full);

	if (rc == GIT_ENOTFOUND || rc == GIT_EINVALIDSPEC)
		return ERROR_ABSENT;
	if (rc < 0) {
		error_help(err, "git fetch");
		return error_set(err, ERROR_FAILED, "%s: %s", full,
				 git_words());
	}
	describe(a, ref, out);
	git_reference_free(ref);
	return 0;
}

/* ---- merge bases */

static git_oid *as_git(struct arena *a, const struct oids *oids)
{
	git_oid *out = arena_alloc(a, (oids->count + 1) * sizeof(*out));

	for (size_t i = 0; i < oids->count; i++)
		oid_to_git(out + i, oids->oid + i);
	return out;
}

static int bases_of_one(struct oids *out, struct arena *a, struct repo *repo,
			const git_oid *ours, const git_oid *theirs,
			size_t count, struct error *err)
{
	git_oid *all = arena_alloc(a, (count + 1) * sizeof(*all));
	git_oidarray found;
	int rc;

	all[0] = *ours;
	memcpy(all + 1, theirs, count * sizeof(*all));
	rc = git_merge_bases_many(&found, repo->git, count + 1, all);
	if (rc == GIT_ENOTFOUND && git_odb_exists(repo->odb, ours))
		return 0;
	if (rc < 0)
		return no_history(err);
	for (size_t i = 0; i < found.count; i++) {
		struct view_oid oid;

		oid_from_git(&oid, found.ids + i);
		oids_add(out, a, &oid);
	}
	git_oidarray_dispose(&found);
	return 0;
}

/* Those that no other one descends from. */
static int keep_best(struct oids *out, struct arena *a, struct repo *repo,
		     const struct oids *all, struct error *err)
{
	const git_oid *git = as_git(a, all);

	for (size_t i = 0; i < all->count; i++) {
		bool best = true;

		for (size_t k = 0; k < all->count && best; k++) {
			int rc = k == i ? 0 :
					  git_graph_descendant_of(
						  repo->git, git + k, git + i);

			if (rc < 0)
				return no_history(err);
			best = rc == 0;
		}
		if (best)
			oids_add(out, a, all->oid + i);
	}
	return 0;
}

int libgit2_bases(struct oids *out, struct arena *a, struct repo *repo,
		  const struct oids *ours, const struct oids *theirs,
		  struct error *err)
{
	const git_oid *from = as_git(a, ours), *to = as_git(a, theirs);
	struct oids all = { 0 };
	int rc = 0;

	for (size_t i = 0; i < ours->count && rc == 0; i++)
		rc = bases_of_one(&all, a, repo, from + i, to, theirs->count,
				  err);
	return rc < 0 ? rc : keep_best(out, a, repo, &all, err);
}

int libgit2_descends(struct repo *repo, const struct view_oid *ancestor,
		     const struct view_oid *descendant, bool *out,
		     struct error *err)
{
	git_oid old, new;
	int rc;

	oid_to_git(&old, ancestor);
	oid_to_git(&new, descendant);
	rc = git_graph_descendant_of(repo->git, &new, &old);
	if (rc < 0)
		return no_history(err);
	*out = rc == 1;
	return 0;
}

/* ---- what is beyond */

static git_revwalk *beyond(struct repo *repo, const struct oids *from,
			   const struct oids *without, struct error *err)
{
	git_revwalk *walk;
	git_oid oid;
	int rc;

	rc = git_revwalk_new(&walk, repo->git);
	if (rc < 0) {
		(void)no_history(err);
		return NULL;
	}
	for (size_t i = 0; i < from->count && rc == 0; i++) {
		oid_to_git(&oid, from->oid + i);
		rc = git_revwalk_push(walk, &oid);
	}
	for (size_t i = 0; i < without->count && rc == 0; i++) {
		oid_to_git(&oid, without->oid + i);
		rc = git_revwalk_hide(walk, &oid);
	}
	if (rc == 0)
		return walk;
	(void)no_history(err);
	git_revwalk_free(walk);
	return NULL;
}

int libgit2_history(struct repo *repo, const struct oids *from,
		    const struct oids *without, history_fn *each,
		    void *argument, struct error *err)
{
	git_revwalk *walk = beyond(repo, from, without, err);
	char hex[GIT_OID_HEXSZ + 1];
	git_oid oid;
	int rc = 0, next = 0;

	if (!walk)
		return ERROR_FAILED;
	while (rc == 0 && (next = git_revwalk_next(&oid, walk)) == 0) {
		git_oid_tostr(hex, sizeof(hex), &oid);
		rc = each(argument, hex);
	}
	git_revwalk_free(walk);
	if (rc == 0 && next != GIT_ITEROVER)
		rc = no_history(err);
	return rc;
}

static int add_parents(struct oids *out, struct arena *a, struct repo *repo,
		       const git_oid *oid, struct error *err)
{
	git_commit *commit;

	if (git_commit_lookup(&commit, repo->git, oid) < 0)
		return error_set(err, ERROR_FAILED, "%s", git_words());
	if (git_commit_parentcount(commit) > 1)
		for (unsigned i = 0; i < git_commit_parentcount(commit); i++) {
			struct view_oid parent;

			oid_from_git(&parent, git_commit_parent_id(commit, i));
			oids_add(out, a, &parent);
		}
	git_commit_free(commit);
	return 0;
}

int libgit2_merges(struct oids *out, struct arena *a, struct repo *repo,
		   const struct oids *from, const struct oids *without,
		   size_t limit, struct error *err)
{
	git_revwalk *walk = beyond(repo, from, without, err);
	git_oid oid;
	int rc = 0;

	if (!walk)
		return ERROR_FAILED;
	/* The end of a shallow history ends the walk as well: what can be
	 * seen is offered, nothing is promised. */
	while (rc == 0 && out->count < limit &&
	       git_revwalk_next(&oid, walk) == 0)
		rc = add_parents(out, a, repo, &oid, err);
	git_revwalk_free(walk);
	return rc;
}
