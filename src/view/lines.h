/*
 * lines.h - line ends and `ident`, between work tree and index, as git does
 * it (gitattributes(5): text, eol, ident; core.autocrlf, core.eol).
 *
 *	struct line_rule rule = line_rule_of(values, autocrlf, eol);
 *
 *	if (line_rule_guesses(&rule) && <the index has CRLF in it>)
 *		rule.ends = LINES_KEEP;
 *	bytes = lines_in(a, bytes, &rule);
 *
 * Both ways give bytes back that belong to a, or those that were given.
 */
#ifndef PP_VIEW_LINES_H
#define PP_VIEW_LINES_H

#include "base/str.h"
#include "view/source.h"

struct arena;

enum line_ends {
	LINES_KEEP,
	LINES_LF,      /* LF in both */
	LINES_CRLF,    /* CRLF in the work tree */
	LINES_AUTO_LF, /* the same where the bytes look like text */
	LINES_AUTO_CRLF
};

struct line_rule {
	enum line_ends ends;
	bool ident;
};

enum line_config { LINE_CONFIG_NONE, LINE_CONFIG_LF, LINE_CONFIG_CRLF };

/* From attributes, core.autocrlf (LF: input; CRLF: true) and core.eol. */
struct line_rule line_rule_of(const char *const values[ATTRIBUTE_COUNT],
			      enum line_config autocrlf, enum line_config eol);
/* Whether the rule asks what is in the index before it converts. */
bool line_rule_guesses(const struct line_rule *rule);
/* Whether bytes are text that has CRLF. */
bool lines_have_crlf(struct str bytes);

/* Of the work tree to those of the index. */
struct str lines_in(struct arena *a, struct str bytes,
		    const struct line_rule *rule);
/* And back; id: hex of the blob with those bytes, for ident. */
struct str lines_out(struct arena *a, struct str bytes,
		     const struct line_rule *rule, const char *id);

#endif
