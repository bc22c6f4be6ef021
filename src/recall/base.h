/*
 * base.h - whether F, which the index was judged against, is still the same,
 * though HEAD may have moved. The refs of remotes are the same already
 * (answers.h), and no merge is on its way.
 *
 * F is the best common ancestors of HEAD and the protected tips. Where HEAD
 * was A and is B now, and B comes from A by commits with one parent each, and
 * none of those is an ancestor of a tip, then what B and the tips have in
 * common is what A and the tips had. None of them is: they descend from A, so
 * A would be a proper ancestor of that tip, and the record says that it is
 * not (MEMO_OPEN). Without a protected tip F is empty, whatever HEAD is.
 *
 * Without a remote F is HEAD. The record then has what was looked at in F's
 * tree, and F's answer is the same if B's tree has that, too. Folders with
 * the same id are not looked into.
 *
 * The commits, and the trees that differ, have to be objects of their own, as
 * they are until git packs them.
 */
#ifndef PP_RECALL_BASE_H
#define PP_RECALL_BASE_H

#include "recall/place.h"
#include "recall/memo.h"

/*
 * HEAD's ref (empty: detached) and commit. -1: unborn, or not to be found
 * where it usually is.
 */
int recall_head(struct arena *a, const struct place *place, struct str *branch,
		struct str *commit);
/* 0: F is what it was; -1: it may not be. */
int recall_base(struct arena *a, const struct place *place,
		const struct memo *r);

#endif
