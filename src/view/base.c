#include "view/base.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "view/internal.h"

enum { SHORT = 7, WITNESS_LIMIT = 300 };

extern char **environ;

int base_resolve(struct repo *repo, struct arena *a, const char *rev,
		 const char **commit, struct error *err)
{
	char hex[OID_HEX + 1];
	struct view_oid oid;
	int rc = repo->source->resolve(repo, rev, OBJECT_COMMIT, &oid, err);

	if (rc < 0)
		return rc;
	oid_hex(repo, &oid, hex);
	*commit = str_c(a, str_of(hex));
	return 0;
}

/* ---- what is judged */

static int add_rev(struct oids *out, struct arena *a, struct repo *repo,
		   const char *rev, struct error *err)
{
	struct view_oid oid;
	int rc = repo->source->resolve(repo, rev, OBJECT_COMMIT, &oid, err);

	if (rc == 0)
		oids_add(out, a, &oid);
	return rc;
}

/* Commits of MERGE_HEAD, one a line. */
static int add_merge_heads(struct oids *out, struct arena *a, struct repo *repo,
			   struct error *err)
{
	const char *path = str_fmt(a, "%sMERGE_HEAD", repo->git_dir).p;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct str text = STR_EMPTY;
	struct stat st;
	size_t end;
	int rc;

	if (fd < 0)
		return 0;
	rc = fstat(fd, &st);
	if (rc == 0)
		rc = disk_read(fd, a, (size_t)st.st_size, &text);
	(void)close(fd);
	if (rc < 0)
		return error_set(err, ERROR_FAILED, "%s: cannot be read", path);
	for (size_t from = 0; from < text.n; from = end + 1) {
		end = str_find(text, '\n', from);
		rc = end == from ?
			     0 :
			     add_rev(out, a, repo,
				     str_c(a, str_cut(text, from, end)), err);
		if (rc < 0)
			return error_set(err, ERROR_FAILED,
					 "%s: names no commit", path);
	}
	return 0;
}

/* While `git merge` runs pre-merge-commit there is no MERGE_HEAD yet. */
static void add_git_heads(struct oids *out, struct arena *a, struct repo *repo)
{
	static const char prefix[] = "GITHEAD_";

	for (char **at = environ; *at; at++) {
		const char *hex = *at + sizeof(prefix) - 1;
		struct error ignored = { 0 };

		if (strncmp(*at, prefix, sizeof(prefix) - 1) == 0 &&
		    strcspn(hex, "=") == 2 * repo->width)
			(void)add_rev(
				out, a, repo,
				str_c(a, (struct str){ hex, 2 * repo->width }),
				&ignored);
	}
}

/*
 * Our side: the commit asked for; else HEAD and what is being merged into it.
 * A merge that is not committed yet has the common ancestors of all its
 * parents-to-be, so all of them together are the side.
 */
static int find_ours(struct oids *out, struct arena *a, struct repo *repo,
		     const struct base_request *request, struct error *err)
{
	bool unborn;
	int rc;

	*out = (struct oids){ 0 };
	if (request->rev) {
		rc = add_rev(out, a, repo, request->rev, err);
		if (rc == ERROR_ABSENT)
			return error_set(err, ERROR_FAILED,
					 "%s: no such revision", request->rev);
		return rc;
	}
	if (repo->source->unborn(repo, &unborn, err) < 0)
		return ERROR_FAILED;
	if (unborn)
		return 0;
	if (add_rev(out, a, repo, "HEAD", err) < 0)
		return error_set(err, ERROR_FAILED, "HEAD: names no commit");
	if (add_merge_heads(out, a, repo, err) < 0)
		return ERROR_FAILED;
	add_git_heads(out, a, repo);
	return 0;
}

/* ---- protected tips */

static bool protects(const char *const *patterns, const char *name)
{
	for (; patterns && *patterns; patterns++)
		if (refs_match(*patterns, name))
			return true;
	return false;
}

static const char *const *or_null(const char *const *names)
{
	return names && names[0] ? names : NULL;
}

static int add_tip(struct base *out, struct arena *a, struct repo *repo,
		   const struct ref *ref, size_t *room, struct error *err)
{
	struct base_tip *tips = arena_grow(
		a, (struct base_tip *)(uintptr_t)out->tips, out->tip_count,
		room, sizeof(*tips));
	struct base_tip *tip = tips + out->tip_count;

	out->tips = tips;
	*tip = (struct base_tip){ ref->full, ref->name, ref->commit, NULL };
	out->tip_count++;
	return view_commit(&tip->view, a, repo, ref->commit, err);
}

/* The view's word and the default branch's own, together. Neither has one:
 * the default branch. Where only the view has one the default branch counts
 * as well, so that a change cannot take it out. */
static int find_tips(struct base *out, struct arena *a, struct repo *repo,
		     const struct refs *refs,
		     const struct base_request *request, struct error *err)
{
	const char *const *asked = or_null(request->protected_names);
	const char *const *own = NULL;
	struct view *view;
	size_t room = 0;
	int rc = 0;

	if (refs->fallback && request->protected_of) {
		rc = view_commit(&view, a, repo, refs->fallback->commit, err);
		if (rc < 0)
			return rc;
		own = or_null(request->protected_of(request->context, a, view));
	}
	for (size_t i = 0; i < refs->count && rc == 0; i++) {
		const struct ref *ref = refs->all + i;

		if ((!own && ref == refs->fallback) ||
		    protects(own, ref->name) || protects(asked, ref->name))
			rc = add_tip(out, a, repo, ref, &room, err);
	}
	return rc;
}

/* ---- labels */

static const char *short_name(struct arena *a, const char *ref)
{
	static const char *const cut[] = { "refs/remotes/", "refs/heads/" };

	for (size_t i = 0; i < 2; i++)
		if (str_starts(str_of(ref), cut[i]))
			ref += strlen(cut[i]);
	return str_c(a, str_of(ref));
}

/* The tip that the base belongs to: one that is the base, else the default
 * branch, else the first. */
static const char *label_of(struct arena *a, const struct base *base,
			    const struct refs *refs)
{
	struct buf label = buf_in(a);
	const char *near = base->tip_count ? base->tips[0].ref : NULL;

	for (size_t i = 0; base->count == 1 && i < base->tip_count; i++)
		if (strcmp(base->tips[i].commit, base->commits[0]) == 0)
			return str_fmt(a, "%s@%.*s",
				       short_name(a, base->tips[i].ref), SHORT,
				       base->commits[0])
				.p;
	for (size_t i = 0; i < base->count; i++)
		buf_addf(&label, "%s%.*s", i ? "+" : "", SHORT,
			 base->commits[i]);
	for (size_t i = 0; i < base->tip_count; i++)
		if (refs->fallback &&
		    strcmp(base->tips[i].ref, refs->fallback->full) == 0)
			near = base->tips[i].ref;
	if (near)
		buf_addf(&label, " (merge base with %s)", short_name(a, near));
	return buf_str(&label).p;
}

/* ---- F */

static int take(struct base *out, struct arena *a, struct repo *repo,
		const struct oids *bases, struct error *err)
{
	const char **commits = arena_zero(a, bases->count, sizeof(*commits));
	struct view **views = arena_zero(a, bases->count, sizeof(*views));

	for (size_t i = 0; i < bases->count; i++) {
		char hex[OID_HEX + 1];

		oid_hex(repo, bases->oid + i, hex);
		commits[i] = str_c(a, str_of(hex));
		if (view_commit(&views[i], a, repo, hex, err) < 0)
			return error_set(err, ERROR_FAILED,
					 "base %s: cannot be read", hex);
	}
	out->views = views;
	out->commits = commits;
	out->count = bases->count;
	out->view = views[0];
	return bases->count == 1 ?
		       0 :
		       view_union(&out->view, a, views, bases->count, err);
}

static int by_asked(struct base *out, struct arena *a, struct repo *repo,
		    const char *asked, struct error *err)
{
	struct oids one = { 0 };
	int rc = add_rev(&one, a, repo, asked, err);

	if (rc == ERROR_ABSENT) {
		error_help(err, "git fetch origin %s", asked);
		return error_set(err, ERROR_FAILED,
				 "base %s: no such revision here", asked);
	}
	if (rc < 0)
		return rc;
	out->state = BASE_FOUND;
	if (take(out, a, repo, &one, err) < 0)
		return ERROR_FAILED;
	if (strcmp(asked, out->commits[0]) == 0)
		out->label = str_fmt(a, "%.*s", SHORT, asked).p;
	else
		out->label =
			str_fmt(a, "%s@%.*s", asked, SHORT, out->commits[0]).p;
	return 0;
}

/* No remote at all: F is HEAD. Another commit is judged against what it has
 * in common with HEAD. */
static int by_head(struct base *out, struct arena *a, struct repo *repo,
		   const struct base_request *request, const struct oids *ours,
		   struct error *err)
{
	struct oids head = { 0 }, bases = { 0 };
	bool unborn;

	if (repo->source->unborn(repo, &unborn, err) < 0)
		return ERROR_FAILED;
	if (unborn)
		return 0;
	if (add_rev(&head, a, repo, "HEAD", err) < 0)
		return error_set(err, ERROR_FAILED, "HEAD: names no commit");
	if (!request->rev)
		bases = head;
	else if (bases_find(&bases, a, repo, ours, &head, err) < 0)
		return ERROR_FAILED;
	if (bases.count == 0)
		return 0;
	out->state = BASE_LOCAL;
	if (take(out, a, repo, &bases, err) < 0)
		return ERROR_FAILED;
	if (bases.count == 1 && view_oid_equal(bases.oid, head.oid))
		out->label = str_fmt(a, "HEAD@%.*s", SHORT, out->commits[0]).p;
	else
		out->label = str_fmt(a, "%.*s (merge base with HEAD)", SHORT,
				     out->commits[0])
				     .p;
	return 0;
}

static int by_tips(struct base *out, struct arena *a, struct repo *repo,
		   const struct refs *refs, const struct oids *ours,
		   struct error *err)
{
	struct oids theirs = { 0 }, bases;

	for (size_t i = 0; i < out->tip_count; i++) {
		struct view_oid oid;

		if (oid_read(repo, str_of(out->tips[i].commit), &oid))
			oids_add(&theirs, a, &oid);
	}
	if (bases_find(&bases, a, repo, ours, &theirs, err) < 0)
		return ERROR_FAILED;
	if (bases.count == 0)
		return 0;
	out->state = BASE_FOUND;
	if (take(out, a, repo, &bases, err) < 0)
		return ERROR_FAILED;
	out->label = label_of(a, out, refs);
	return 0;
}

bool refs_is_authority(struct arena *a, struct repo *repo,
		       const char *authority, const char *remote)
{
	static const char *const keys[] = { "url", "pushurl" };

	if (!authority || !remote)
		return false;
	for (size_t i = 0; i < 2; i++) {
		const char *url = repo_config(
			repo, a,
			str_fmt(a, "remote.%s.%s", authority, keys[i]).p);

		if (url && strcmp(url, remote) == 0)
			return true;
	}
	return strcmp(authority, remote) == 0;
}

/* The protected tip that a push would move, or NULL. */
static const struct base_tip *pushed_tip(const struct base *base,
					 struct arena *a, struct repo *repo,
					 const struct base_request *request)
{
	static const char heads[] = "refs/heads/";
	const char *ref = request->pushed_ref;

	if (!ref || !request->pushed_over ||
	    strncmp(ref, heads, sizeof(heads) - 1) != 0 ||
	    !(request->server ||
	      refs_is_authority(a, repo, base->authority, request->remote)))
		return NULL;
	for (size_t i = 0; i < base->tip_count; i++)
		if (strcmp(base->tips[i].name, ref + sizeof(heads) - 1) == 0)
			return base->tips + i;
	return NULL;
}

/* F of a push to a protected ref is what the ref has now. */
static int by_pushed(struct base *out, struct arena *a, struct repo *repo,
		     const struct base_tip *tip, const char *old,
		     struct error *err)
{
	struct oids one = { 0 };
	int rc = add_rev(&one, a, repo, old, err);

	if (rc == ERROR_ABSENT) {
		if (out->authority)
			error_help(err, "git fetch %.200s", out->authority);
		else
			error_help(err, "git fsck, on the server");
		return error_set(err, ERROR_FAILED,
				 "%s: the commit that it has, %s, is not here",
				 short_name(a, tip->ref), old);
	}
	if (rc < 0)
		return rc;
	out->state = BASE_FOUND;
	if (take(out, a, repo, &one, err) < 0)
		return ERROR_FAILED;
	out->label = str_fmt(a, "%s@%.*s", short_name(a, tip->ref), SHORT,
			     out->commits[0])
			     .p;
	return 0;
}

int base_find(struct base *out, struct arena *a, struct repo *repo,
	      const struct base_request *request, struct error *err)
{
	const struct base_tip *moved;
	struct refs refs;
	struct oids ours;

	*out = (struct base){ .label = "" };
	if (refs_load(&refs, a, repo, request->server, err) < 0)
		return ERROR_FAILED;
	out->authority = refs.authority;
	if (find_tips(out, a, repo, &refs, request, err) < 0)
		return ERROR_FAILED;
	out->protected_missing = refs.remote && out->tip_count == 0;
	out->branches_known = refs.count > 0;
	if (request->asked)
		return by_asked(out, a, repo, request->asked, err);
	moved = pushed_tip(out, a, repo, request);
	if (moved)
		return by_pushed(out, a, repo, moved, request->pushed_over,
				 err);
	if (find_ours(&ours, a, repo, request, err) < 0)
		return ERROR_FAILED;
	if (!request->server && !refs.remote)
		return by_head(out, a, repo, request, &ours, err);
	if (ours.count == 0 || out->tip_count == 0)
		return 0;
	return by_tips(out, a, repo, &refs, &ours, err);
}

/* ---- witnesses */

int base_witnesses(struct arena *a, struct repo *repo, const struct base *base,
		   struct view ***out, size_t *count, struct error *err)
{
	struct base_request head = { 0 };
	struct oids from, all = { 0 }, seen = { 0 };
	struct view **views;

	*out = NULL;
	*count = 0;
	if (find_ours(&from, a, repo, &head, err) < 0)
		return ERROR_FAILED;
	for (size_t i = 0; i < from.count; i++)
		oids_add(&all, a, from.oid + i);
	for (size_t i = 0; i < base->count; i++) {
		struct view_oid oid;

		if (oid_read(repo, str_of(base->commits[i]), &oid))
			oids_add(&seen, a, &oid);
	}
	if (repo->source->merges(&all, a, repo, &from, &seen, WITNESS_LIMIT,
				 err) < 0)
		return ERROR_FAILED;
	views = arena_zero(a, all.count, sizeof(*views));
	for (size_t i = 0; i < all.count; i++) {
		char hex[OID_HEX + 1];
		struct error missing = { 0 };

		oid_hex(repo, all.oid + i, hex);
		if (view_commit(&views[*count], a, repo, hex, &missing) == 0)
			++*count;
	}
	*out = views;
	return 0;
}
