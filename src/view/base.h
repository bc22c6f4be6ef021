/*
 * base.h - what is published, and the frozen base F that a change is judged
 * against (DESIGN 2.4).
 */
#ifndef PP_VIEW_BASE_H
#define PP_VIEW_BASE_H

#include "view/view.h"

enum base_state {
	BASE_NONE,  /* HEAD unborn, no common ancestor, no protected ref at a
		     * remote: F is empty */
	BASE_LOCAL, /* no remote at all: F is HEAD */
	BASE_FOUND  /* merge bases with protected tips, or what was asked for */
};

struct base_tip {
	const char *ref;    /* "refs/remotes/origin/main" */
	const char *name;   /* "main": as in `protected:` */
	const char *commit; /* hex */
	struct view *view;
};

struct base {
	enum base_state state;
	/* "origin/main@1a2b3c4", for `base:` in every refusal; "" if none */
	const char *label;
	struct view *view;	    /* NULL if empty; a view_union if several */
	struct view *const *views;  /* the merge bases one by one */
	const char *const *commits; /* their hex ids */
	size_t count;
	const struct base_tip *tips; /* known protected tips, sorted by ref */
	size_t tip_count;
	const char *authority;	/* remote, or NULL: on a server, or none */
	bool protected_missing; /* a remote is there, but no protected ref */
	bool branches_known;	/* of the authority: some, protected or not */
};

/* What to compute F for. */
struct base_request {
	const char *rev;   /* what is judged; NULL: HEAD, with MERGE_HEAD and
			    * GITHEAD_<oid> in a merge */
	const char *asked; /* --base REV, or NULL */
	bool server;	   /* the repository itself is the authority */
	/* `protected:` of the manifest in the view judged: names and globs,
	 * NULL ends; NULL: it has none. */
	const char *const *protected_names;
	/*
	 * Give `protected:` of a commit's manifest, in a (NULL: it has none). Called with the tip of
	 * the authority's default branch, whose word counts besides.
	 */
	const char *const *(*protected_of)(void *context, struct arena *a,
					   struct view *view);
	void *context;
	/* A push: the remote (its name or URL; on a server NULL), the full name of
	 * its ref and the commit that stood there, or NULL. A protected ref of the
	 * authority is judged against that commit, so a forced push cannot take
	 * anything away. */
	const char *remote, *pushed_ref, *pushed_over;
};

/* The refs of this repository do not move any more in this run: they are read
 * once, however often base_find asks. */
void refs_keep(struct repo *repo);

/*
 * Compute F. ERROR_FAILED where it is known but not computable (shallow):
 * then err->help has the setting that mends it.
 */
int base_find(struct base *out, struct arena *a, struct repo *repo,
	      const struct base_request *request, struct error *err);

/* Full hex id of the commit a revision names. ERROR_ABSENT. */
int base_resolve(struct repo *repo, struct arena *a, const char *rev,
		 const char **commit, struct error *err);
/* Whether ancestor is reachable from descendant, or is it; both full hex ids. */
int base_contains(struct repo *repo, const char *ancestor,
		  const char *descendant, bool *out, struct error *err);

/* Views that may still hold bytes that the store lost: HEAD, MERGE_HEAD and
 * the parents of merges since F (at most a few hundred). For `mend`. */
int base_witnesses(struct arena *a, struct repo *repo, const struct base *base,
		   struct view ***out, size_t *count, struct error *err);

#endif
