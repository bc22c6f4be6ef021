/*
 * frozen.h - the stores that a change is judged against: that of the frozen
 * base F, and those at the tips of protected refs (DESIGN 2.4).
 */
#ifndef PP_RELEASE_FROZEN_H
#define PP_RELEASE_FROZEN_H

#include "release/view_store.h"
#include "view/base.h"

struct frozen {
	struct arena *arena;
	const struct base *base;
	struct vault *store; /* of F: the union where there are several bases */
	struct vault **bases; /* one by one */
	size_t base_count;
	struct vault **tips; /* as base->tips */
	size_t tip_count;
	const struct base_tip *beside; /* frozen_beside */
	struct vault **beside_stores;
	size_t beside_count;
};

/* base may be NULL: F is empty. Reads nothing yet. */
struct frozen *frozen_new(struct arena *a, const struct base *base);
/*
 * What the push that is judged puts on protected refs, its own one as well:
 * a version there is taken too, though it is not published yet. So one push
 * cannot bring two contents of one version. tips is borrowed.
 */
void frozen_beside(struct frozen *f, const struct base_tip *tips, size_t count);

/* A head that a base has. */
struct frozen_head {
	struct str version;
	struct store_version parsed;
	struct store_id digest;
	const struct store_release *release;
};
/*
 * Heads that the bases have of a prompt, each release once, highest first:
 * the first is F's head, all are parents of a merge's release. Heads that are
 * not valid are passed over.
 */
int frozen_heads(struct frozen *f, struct arena *a, struct str prompt,
		 const struct frozen_head **out, size_t *count,
		 struct error *err);
/* Whether this release, byte for byte, is in F's store or at a known tip. */
int frozen_published(struct frozen *f, struct str prompt, struct str version,
		     const struct store_id *digest, bool *out,
		     struct error *err);
/*
 * The ref at whose tip (or "F") the version stands for other bytes; digest
 * NULL: for any bytes. *ref is empty if the version is free.
 */
int frozen_taken(struct frozen *f, struct str prompt, struct str version,
		 const struct store_id *digest, struct str *ref,
		 struct error *err);

#endif
