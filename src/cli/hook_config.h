/*
 * hook_config.h - hooks that stand in git's configuration. From 2.54 on git
 * runs, besides the file in the hooks folder, every command that a section
 *
 *	[hook "promptpin-pre-commit"]
 *		command = /usr/local/libexec/promptpin/hooks/pre-commit
 *		event = pre-commit
 *
 * of any scope names. An older git passes such sections over in silence, and
 * a section with an event and no command stops every commit: so the command is
 * written first, and a section is taken out whole.
 */
#ifndef PP_CLI_HOOK_CONFIG_H
#define PP_CLI_HOOK_CONFIG_H

#include "base/error.h"
#include "base/str.h"
#include "cli/hook_kind.h"

struct arena;
struct repo;

/* One section, whoever wrote it. Empty: not said. */
struct hook_section {
	const char *name; /* promptpin-pre-commit */
	const char *scope;
	const char *command, *event;
	bool disabled;
};

struct hook_configs {
	bool here;	 /* the git of PATH runs hooks from the configuration */
	const char *git; /* its version, "2.39.5", or NULL without a git */
	struct hook_section *items;
	size_t count;
};

/* What is configured, in any scope. All of it is owned by a. */
void hook_configs_read(struct hook_configs *out, struct arena *a,
		       struct repo *repo);
/*
 * Our section for a hook, if git would run it: configured, not disabled, the
 * command a program that is there. NULL: none.
 */
const struct hook_section *hook_configs_find(const struct hook_configs *all,
					     const struct hook_kind *kind);
/* Write our section into the repository's own configuration. */
int hook_config_write(struct repo *repo, struct arena *a,
		      const struct hook_kind *kind, const char *command,
		      struct error *err);
/* Take it out of there. */
int hook_config_remove(struct repo *repo, struct arena *a,
		       const struct hook_kind *kind, struct error *err);
/*
 * The command for a hook: the link of that name in the program's own folder,
 * which git runs without a shell, else the program with `hook NAME`.
 */
const char *hook_config_command(struct arena *a, const char *program,
				const struct hook_kind *kind);

#endif
