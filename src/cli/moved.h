/*
 * moved.h - the refs of a push as a server's hook is told of them: what each
 * comes to, whether it is protected, and whether it brings anything.
 *
 *	struct moved_refs refs;
 *
 *	if (moved_read(&refs, run) < 0)
 *		return run->err->code;
 *	for (i = 0; i < refs.count; i++)
 *		if (!refs.items[i].known)
 *			...judge refs.items[i].tip
 *
 * Everything in it is owned by the arena of the run.
 */
#ifndef PP_CLI_MOVED_H
#define PP_CLI_MOVED_H

#include "cli/hook.h"
#include "view/base.h"
#include "view/guard.h"

struct moved {
	struct ref_update update;
	struct tip tip; /* commit NULL: a deletion, or no commit */
	/* It is protected, be it there or new: by the word of the default
	 * branch here, or of what is pushed or taken away. */
	bool guarded;
	/*
	 * Nobody protects it, and all of its commits are here already: they
	 * were judged when they came. A protected ref is never passed over,
	 * since it may be moved back, or to what was judged by weaker rules.
	 */
	bool known;
};

struct moved_refs {
	struct moved *items;
	size_t count;
	struct guard *guard;
	/* What need not be looked at again: of a push to a protected ref what
	 * protected refs have, of any other what is here at all. */
	struct far there, here;
	struct base_tip *tips; /* that protected refs are to get */
	size_t tip_count;
};

/*
 * Read them from standard input, "<old> <new> <ref>" a line. ERROR_USAGE: one
 * is no line of git's; ERROR_FAILED: an object is not here, or it cannot be
 * told what is protected.
 */
int moved_read(struct moved_refs *out, struct run *run);

#endif
