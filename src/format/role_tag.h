/*
 * role_tag.h - what a tag does to the lines around it, by its canonical form.
 *
 * Private to role_lines.c. Jinja2, Nunjucks (jinja) or Mustache; a template
 * that was read has no tag that is not closed.
 */
#ifndef PP_FORMAT_ROLE_TAG_H
#define PP_FORMAT_ROLE_TAG_H

#include "base/str.h"

enum role_tag_kind {
	ROLE_TAG_NOTHING, /* gives no output: set, import */
	ROLE_TAG_OUTPUT,  /* gives some: include */
	ROLE_TAG_OPEN,
	ROLE_TAG_BRANCH, /* else */
	ROLE_TAG_CLOSE
};

struct role_tag {
	enum role_tag_kind kind;
	bool always; /* OPEN: its body is rendered; BRANCH: else one other is */
	bool silent; /* OPEN: its body is rendered elsewhere, or kept */
};

struct role_tag role_tag(struct str canonical, bool jinja);
/* The name in `{{ name }}`, empty where it is more than one. */
struct str role_lone_name(struct str canonical);

/* The signs of a tag of Jinja's, as it is written: - before its text takes
 * the white space in front of it, and so on; + keeps a line feed. */
bool role_trims_left(struct str raw);
bool role_trims_right(struct str raw);
bool role_keeps_right(struct str raw);

#endif
