/*
 * role_lines.h - a template whose messages begin at lines like `user:`, taken
 * apart.
 *
 * The tools render the whole text first and look for role lines in what comes
 * out. So a line is one here only if it is one whatever the application
 * passes: it stands outside of every block, a line feed surely comes before
 * it, and nothing but text, comments and statements without output is on it
 * (in the brackets of its attributes, expressions as well). All others stay
 * text, and the first of them is told: `kept`.
 *
 *	struct role_request request = { .text = body, .language = jinja2,
 *					.rule = ROLES_PROMPTY_2 };
 *	struct role_lines lines;
 *
 *	role_lines(a, &request, &lines);
 *	for (i = 0; i < lines.count; i++)
 *		...lines.pieces[i]
 *
 * | rule | roles |
 * | --- | --- |
 * | ROLES_PROMPTY_1 | assistant function system tools user |
 * | ROLES_PROMPTY_2 | assistant developer system user |
 * | ROLES_PROMPTFLOW | assistant function system tool user |
 *
 * A line is `user:` or `# user:`, and in Prompty `user[name="x"]:`. The end of
 * the text ends it too, but not in prompt flow. In Prompty 1 `![thread]` is a
 * slot of that name, in Prompty 2 a lone variable that is one of `threads`.
 *
 * White space may stand anywhere around these tokens, and case means nothing.
 * A text that the language refuses, or that extends another, whose blocks
 * decide what the messages are, is one piece. Linear time. All that the
 * result points to is the arena's or the text's.
 */
#ifndef PP_FORMAT_ROLE_LINES_H
#define PP_FORMAT_ROLE_LINES_H

#include "template/template.h"

struct arena;

enum role_rule { ROLES_PROMPTY_1, ROLES_PROMPTY_2, ROLES_PROMPTFLOW };

/* Most pieces that are made; what comes behind is the last one's. */
enum { ROLE_PIECES = 2000 };

struct role_request {
	struct str text; /* no byte order mark; any line ends */
	const struct language *language;
	const struct template_option *options;
	size_t option_count;
	enum role_rule rule;
	const struct str *threads; /* variables that are conversations */
	size_t thread_count;
};

struct role_piece {
	struct str role; /* in small letters; empty: before any role line */
	struct str slot; /* not empty: it is a slot and nothing else */
	struct str mark; /* the role line, if it has attributes */
	size_t mark_at;
	size_t from, to; /* bytes of the text */
	bool beside;	 /* it touches a slot that was cut out of it */
};

struct role_lines {
	bool bad;    /* the language refuses it */
	bool parent; /* it extends another template */
	struct template whole;
	struct role_piece *pieces; /* at least one */
	size_t count, room;
	bool kept; /* what looks like a role line at kept_at stays text */
	size_t kept_at;
	/* Text outside of blocks stands before the first role line, or where
	 * there is none. */
	bool stray;
	size_t stray_at;
};

void role_lines(struct arena *a, const struct role_request *request,
		struct role_lines *out);

#endif
