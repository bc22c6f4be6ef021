/*
 * role_mark.h - whether a line is a role line (role_lines.h has the rules).
 *
 * Private to role_lines.c and its tests: line is what is rendered of a line
 * as far as it is known, without its line feed.
 */
#ifndef PP_FORMAT_ROLE_MARK_H
#define PP_FORMAT_ROLE_MARK_H

#include "format/role_lines.h"

struct role_mark {
	struct str role; /* in small letters */
	bool attributes;
	struct str line; /* without white space and # around it */
};

bool role_mark(enum role_rule rule, struct str line, struct role_mark *out);
/* `![thread]` of Prompty 1: what follows it on the line means nothing. */
bool role_is_thread(enum role_rule rule, struct str line);

#endif
