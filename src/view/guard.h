/*
 * guard.h - whether a push moves a protected ref (DESIGN 2.4). base_find
 * answers that for refs that are there, on the way to F; this is for asking
 * about many refs, new ones too, before anything is judged.
 *
 *	struct guard *guard;
 *
 *	if (guard_open(&guard, a, repo, false, "origin", read, context, err) < 0)
 *		return err->code;
 *	if (guard_watches(guard) && guard_protects(guard, ref, names))
 *		...it is always checked
 */
#ifndef PP_VIEW_GUARD_H
#define PP_VIEW_GUARD_H

#include <stdbool.h>

#include "base/str.h"

struct arena;
struct error;
struct far;
struct guard;
struct repo;
struct view;

/*
 * read gives `protected:` of the manifest of a commit, in a (NULL: it has
 * none); its failures are its own. server: this repository is the one that is
 * pushed to. remote: else, as git names it to the hook.
 */
int guard_open(struct guard **out, struct arena *a, struct repo *repo,
	       bool server, const char *remote,
	       const char *const *(*read)(void *context, struct arena *a,
					  struct view *view),
	       void *context, struct error *err);
/* Whether a push to this remote can move a protected ref at all. */
bool guard_watches(const struct guard *guard);
/* Whether ref (refs/heads/main) is protected there, as base_find has it, be
 * it there already or new. names: `protected:` of what is pushed, or NULL. */
bool guard_protects(const struct guard *guard, const char *ref,
		    const char *const *names);
/* The protected tips that are known, as commits that need no look. */
int guard_tips(const struct guard *guard, struct far *far, struct error *err);

#endif
