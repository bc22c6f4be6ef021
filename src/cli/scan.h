/*
 * scan.h - what looks like a prompt in a repository that has no manifest yet,
 * and the manifest that a person would have written for it.
 *
 * Taken: *.j2, *.jinja, *.jinja2 in a folder or under a name that says
 * "prompt", and *.md, *.txt below a folder named prompts or prompt. Files that
 * another template includes are no prompts of their own. Files of one
 * folder that are called system, user and so on, or STEM.system and
 * STEM.user, make one prompt.
 */
#ifndef PP_CLI_SCAN_H
#define PP_CLI_SCAN_H

#include "cli/run.h"

enum { SCAN_ROLES = 4 };

/* A prompt that was found. */
struct scanned_prompt {
	struct str id;
	struct str files[SCAN_ROLES]; /* by role, see scan_roles; empty: none */
	struct str *templates; /* folders that its includes need; often none */
	size_t template_count;
};

/* "system", "developer", "user", "assistant": the order of messages. */
extern const char *const scan_roles[SCAN_ROLES];

struct scanned {
	struct scanned_prompt *prompts; /* sorted by id */
	size_t count, room;
	struct str *unread; /* "path:line:column: why", of files left out */
	size_t unread_count, unread_room;
};

/* Look through a view. ERROR_FAILED: it cannot be read. */
int scan_view(struct scanned *out, struct run *run, struct view *view);
/* promptpin.yaml for what was found. */
struct str scan_manifest(struct arena *a, const struct scanned *found);

#endif
