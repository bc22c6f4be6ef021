/*
 * compat.h - what changed between two effective prompts: a list of changes,
 * each of a kind of diag/change.def, with the bump it asks for.
 *
 * Judged from the objects, never from what a release says of itself.
 */
#ifndef PP_COMPAT_COMPAT_H
#define PP_COMPAT_COMPAT_H

#include "diag/rule.h"
#include "prompt/normal.h"
#include "store/store.h"

struct arena;
struct node;

struct change {
	enum change_kind kind;
	enum bump needs;  /* by the preset and policy in force */
	bool proven;	  /* false: "not proven": could not be decided */
	struct str where; /* "messages[1]", "tools/search", "variables/tone" */
	struct str message;	  /* a sentence without a full stop */
	struct str before, after; /* short; empty where there is none */
	struct str why; /* a value that shows it, as a sentence; or empty */
	/* the objects that differ, to show as text; NULL: none */
	const struct store_id *from, *to;
	struct str pointer; /* JSON Pointer of the place in to; maybe empty */
	bool schema;	    /* of a schema: what is not proven is undecided */
};

struct changes {
	const struct change *items; /* worst first */
	size_t count;
	enum bump needs; /* the highest of them */
};

/* One side: an effective prompt and where its objects are. */
struct compat_side {
	const struct store_effective *effective;
	struct object_reader objects;
};

/*
 * What all comparisons of a run have in common: the work that may be done for
 * them, which is bounded however many there are, and what was found of two
 * schemas before, so that it is found once and is the same every time.
 */
struct compat_shared;
struct compat_shared *compat_shared_new(struct arena *a);

/* Which bump each kind asks for: preset and policy, see release/policy.h. */
struct compat_policy {
	enum bump bumps[CHANGE_COUNT];
	/* Who reads the output refuses members that it does not know. */
	bool readers_strict;
	struct compat_shared *shared; /* NULL: each compares for itself */
};
/* Preset "prompt" or "model"; -1 for another. */
int compat_preset(struct str name, struct compat_policy *out);

/*
 * Compare. Equal normal digests have no changes that ask for anything; the caller looks
 * at those first. ERROR_ABSENT, ERROR_REFUSED: an object is missing, or not
 * what its member says; ERROR_FAILED.
 */
int compat_changes(struct arena *a, const struct compat_side *from,
		   const struct compat_side *to,
		   const struct compat_policy *policy, struct changes *out,
		   struct error *err);
/*
 * Add to changes what two manifests say of the prompt's evaluation sets, which
 * no release has. from, to: the values of `evals:`, NULL where there is none.
 */
void compat_evals(struct arena *a, const struct node *from,
		  const struct node *to, const struct compat_policy *policy,
		  struct changes *changes);

#endif
