/*
 * look.h - what the path of a file promises: a prompt, source code that a
 * prompt may stand in, or nothing of interest.
 *
 * `init` looks for prompts by it, the rules untracked-prompt and hidden-prompt
 * say what nobody declared, and the front door of the hooks asks whether a
 * commit touches anything that those rules would read. All three must mean the
 * same files, so the names stand here, once.
 *
 *	switch (look_path(path)) {
 *	case LOOK_PROMPT:	 ...by its name alone
 *	case LOOK_MAYBE_CONTENT: ...if it is one, its content has to say so
 *
 * Nothing is read and nothing is allocated. Folders of tests, of build results
 * and of other people's code promise nothing, and neither do hidden ones but
 * those of coding assistants.
 */
#ifndef PP_PATTERN_LOOK_H
#define PP_PATTERN_LOOK_H

#include "base/str.h"

enum look {
	LOOK_NO,
	/* The name is of what prompts are often written in, or in a place where
	 * they often are. */
	LOOK_MAYBE_CONTENT,
	LOOK_PROMPT,
	/* Instructions of a coding assistant (AGENTS.md, SKILL.md, rules of an
	 * editor): a prompt, but most often none of the application's. */
	LOOK_AGENT
};

enum look look_path(struct str path);
/* Whether it is source code, of a language that literals are known of. */
bool look_code(struct str path);
/*
 * False: look_path and look_code say no, for sure. Meant for every path of a
 * large repository: it looks at the end of the path, and only where that is of a
 * kind that documents have, too, at the rest.
 */
bool look_may(struct str path);

/* Whether by its name it is a part of other prompts: a leading underscore, a
 * folder of partials or includes. */
bool look_is_part(struct str path);
/* Whether a folder has the name of one in which prompts are kept. */
bool look_is_prompt_folder(struct str segment);

#endif
