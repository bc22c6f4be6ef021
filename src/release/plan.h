/*
 * plan.h - changes to the store, planned whole before the first byte is
 * written, and carried out in an order in which a kill at any moment leaves a
 * store that `verify` accepts: objects, releases, head; where a draft of the
 * same version is replaced the head is first set back to the published one.
 * The index is written last, at once.
 *
 * A small plan is carried out step by step in the order in which it was made,
 * each step on the disk before the next. A large one would wait for the disk
 * for minutes so: it is arranged into phases (plan_order.c), and waits after
 * each of them.
 */
#ifndef PP_RELEASE_PLAN_H
#define PP_RELEASE_PLAN_H

#include "base/error.h"
#include "store/store.h"
#include "view/repo.h"

struct arena;

enum step_kind {
	STEP_PUT,  /* a file of the store: object, release, record */
	STEP_HEAD, /* a head, replacing */
	STEP_DROP, /* remove a file of the store */
	STEP_WRITE, /* a file of the work tree, staged too: bytes as in the index */
	STEP_EDIT, /* a file of the work tree alone */
	STEP_STAGE /* a file of the index only: it is in the work tree already */
};

/* In this order; why each place is safe says plan_order.c. */
enum phase {
	PHASE_OBJECTS,
	PHASE_HEADS_BACK,
	PHASE_DRAFTS,
	PHASE_RELEASES,
	PHASE_HEADS,
	PHASE_FILES,
	PHASE_DROPS,
	PHASE_PUBLISHED,
	PHASE_OBJECT_DROPS
};
enum { PHASES = PHASE_OBJECT_DROPS + 1 };

struct step {
	enum step_kind kind;
	struct str path; /* relative to the top of the work tree */
	struct str bytes;
	enum phase phase; /* set by plan_arrange */
};

struct plan {
	struct arena *arena;
	struct step *steps; /* in the order in which they are done */
	size_t count, room;
};

struct plan plan_in(struct arena *a);
void plan_add(struct plan *p, enum step_kind kind, struct str path,
	      struct str bytes);
/*
 * Carry the plan out. All or nothing: a failure puts back what was there.
 * Takes the lock of write_lock; makes the store if it is not there.
 */
int plan_run(struct plan *p, struct repo *repo, struct error *err);
/* Bring the steps into the order of their phases. Private to plan.c and its
 * tests. */
void plan_arrange(struct plan *p);

#endif
