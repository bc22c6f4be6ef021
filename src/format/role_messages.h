/*
 * role_messages.h - the messages of a template with role lines.
 *
 * Private to the formats that have them (prompty, promptflow).
 *
 *	struct role_text text = { .path = r->path, .bytes = r->bytes,
 *				  .from = body, .to = r->bytes.n,
 *				  .language = jinja2, .rule = ROLES_PROMPTY_2,
 *				  .role = STR("system") };
 *
 *	role_messages(r, p, &text);
 *
 * Each message has the bytes of its piece without what the tool takes off
 * after rendering, where that is text of the file: line feeds, or white space.
 * A piece in front of the first role line is a message of the role named, if
 * anything but white space and comments is in it. A role line that stays text,
 * and attributes of role lines, are told; the latter are opaque, since they
 * are part of what is sent.
 */
#ifndef PP_FORMAT_ROLE_MESSAGES_H
#define PP_FORMAT_ROLE_MESSAGES_H

#include "format/reading.h"
#include "format/role_lines.h"

enum role_trim {
	ROLE_TRIM_NOTHING,
	ROLE_TRIM_LINES, /* line feeds */
	ROLE_TRIM_SPACE
};

struct role_text {
	struct str path;  /* of the file it stands in */
	struct str bytes; /* of that file */
	size_t from, to;  /* where in it */
	const struct language *language;
	const struct template_option *options;
	size_t option_count;
	enum role_rule rule;
	enum role_trim trim;
	struct str role; /* where no role line says one */
	bool whole;	 /* it is one message, without role lines */
	const struct str *threads;
	size_t thread_count;
};

/* Whether text stands in front of the first role line, or there is none;
 * *stray is where. */
bool role_messages(struct reading *r, struct format_prompt *p,
		   const struct role_text *text, struct pos *stray);

#endif
