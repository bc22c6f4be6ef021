/*
 * tips.h - the refs of a push: what their objects come to, and which of them
 * bring commits that the other side has not.
 *
 *	struct far far;
 *
 *	if (tip_peel(&tip, a, repo, oid, err) < 0 ||
 *	    far_open(&far, a, repo, remote, err) < 0)
 *		return err->code;
 *	far_add(&far, old);
 *	if (far_lacks(&far, commits, count, lacks, err) < 0)
 *		...the history cannot be read
 *
 * "Far" is what is known of the other side of a push: its branches as they
 * were at the last fetch, and what git says the pushed refs are there now. It
 * may be out of date, so it only ever saves work; what counts is F (base.h).
 */
#ifndef PP_VIEW_TIPS_H
#define PP_VIEW_TIPS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/map.h"

struct arena;
struct error;
struct repo;

/* Full hex ids. */
struct tip {
	const char *commit; /* NULL: a tree or a blob, or a tag of one */
	const char *tree;   /* NULL: a blob, or a tag of one */
};

/*
 * What an object comes to, through tags of tags. oid is a full id in hex.
 * ERROR_ABSENT (nothing in err): it is not here. ERROR_FAILED: a tag's target
 * is missing, or tags are nested too deep. No blob is read.
 */
int tip_peel(struct tip *out, struct arena *a, struct repo *repo,
	     struct str oid, struct error *err);

/* ---- what the other side has */

struct far {
	struct arena *arena;
	struct repo *repo;
	struct map commits; /* full hex ids, all of them here */
};

/*
 * remote: the name or URL that is pushed to; NULL, or a URL that no remote
 * has: nothing is known. Every ref below refs/remotes/<name>/ counts.
 */
int far_open(struct far *out, struct arena *a, struct repo *repo,
	     const char *remote, struct error *err);
/* Every ref below prefix ("refs/" on a server, which is that side itself). */
int far_refs(struct far *far, const char *prefix, struct error *err);
/* An object that the other side has too; passed over where it is not here or
 * is no commit. */
int far_add(struct far *far, struct str oid, struct error *err);
/*
 * Set lacks[i]: whether commits[i] (full hex ids) is not reachable from what
 * the other side has. One walk for all of them. ERROR_FAILED: history is
 * missing here.
 */
int far_lacks(const struct far *far, const char *const *commits, size_t count,
	      bool *lacks, struct error *err);
/*
 * The commits that a tip brings, itself among them, newest first. More than
 * limit: ERROR_REFUSED, nothing in err. *out belongs to a.
 */
int far_new(const struct far *far, struct arena *a, const char *tip,
	    size_t limit, const char *const **out, size_t *count,
	    struct error *err);

#endif
