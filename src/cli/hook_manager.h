/*
 * hook_manager.h - the tools that write hooks themselves. Their files are
 * never touched, since they compare or rewrite them whole; promptpin is called
 * from the tools' own configuration instead, by a line that is printed.
 */
#ifndef PP_CLI_HOOK_MANAGER_H
#define PP_CLI_HOOK_MANAGER_H

#include "cli/hook_kind.h"

struct hook_manager {
	const char *name;
	const char *mark; /* in the hooks that it writes */
	bool restores;	  /* writes them anew when they were moved aside */
};

/* Every tool; the row with name NULL ends. */
const struct hook_manager *hook_managers(void);
/* The row of a name, or NULL. */
const struct hook_manager *hook_manager_find(const char *name);
/* Who wrote a hook with this text, or NULL. */
const struct hook_manager *hook_manager_of(struct str text);
/* Who owns a folder of hooks by its path, or NULL. */
const struct hook_manager *hook_manager_of_folder(const char *path);

/*
 * Whether the tool's own file below the work tree (with a slash at its end) has
 * been told to call promptpin for this hook.
 */
bool hook_manager_calls(struct arena *a, const struct hook_manager *m,
			const char *work_tree, const struct hook_kind *kind);
/*
 * What to do so that a hook which is not ours calls promptpin: one line to
 * add, and where. m may be NULL; path is the hook's file. Ends with a newline.
 */
const char *hook_advice(struct arena *a, const struct hook_manager *m,
			const char *path, const struct hook_kind *kind);
/* The lines alone, for every hook that is installed unasked. */
struct str hook_manager_lines(struct arena *a, const struct hook_manager *m);

#endif
