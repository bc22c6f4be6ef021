/*
 * nunjucks.h - Nunjucks 3.2, the JavaScript dialect of Jinja2.
 *
 * Private to this folder. It is read by the reader of Jinja2 (jinja.h) with
 * jinja_options.nunjucks set; this is all that is different:
 *
 *	tags		switch, verbatim, ifAsync, asyncEach, asyncAll, elseif;
 *			no with, autoescape, print; block has no scoped and
 *			required, for no recursive, set..endset and filter no
 *			more filters, include no context, `if a:` no colon
 *	for		`x if y` is one expression; targets are plain names
 *	values		null; no True, False and None, which are names; ===,
 *			!==; r/../g; no slices, no tuples but `(a, b)`, no
 *			comma after the last value, no *a and **b, one index,
 *			no `a.0`, no `is x y`, one `if` without brackets, no
 *			strings one after another
 *	names		what is neither white space nor an operator: `$x`,
 *			`@x`; range, cycler, joiner are defined and no other
 *	tags' ends	no plus sign; end a tag in brackets too
 *	text		the newline at the end stays; `#}` alone is an error;
 *			raw nests, endraw has no minus, and a raw that is not
 *			closed ends behind the last raw or endraw
 *
 * Filters and tests may be the host's: any name is one.
 *
 * Nunjucks has no canonical form of tags in rule set 1: a tag is hashed as it
 * is written, comments too.
 */
#ifndef PP_TEMPLATE_NUNJUCKS_H
#define PP_TEMPLATE_NUNJUCKS_H

#include "base/str.h"

/* The token at that byte: an enum jinja_token_kind, 0 for none, its length. */
int nunjucks_token_at(struct str text, size_t at, size_t *length);

#endif
