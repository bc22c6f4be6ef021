/*
 * json.h - RFC 8259, strictly: our own reader, since no packaged library keeps
 * member order, numbers as written and the place of every node; and the
 * writers of the two forms that are hashed.
 *
 *	if (json_read(a, bytes, &node, &why) < 0)
 *		a finding: why.pos, why.text, and why.other if it has a line
 *	json_canonical(&b, &node, JSON_SORTED);
 *
 * Writers take trees that json_read or yaml_read made, or of their depth: they
 * recurse as deep as the tree. A YAML scalar that is still plain is written
 * as the string it is.
 */
#ifndef PP_SYNTAX_JSON_H
#define PP_SYNTAX_JSON_H

#include "syntax/node.h"

struct arena;
struct buf;

/*
 * Read exactly one JSON value, white space around it allowed, into a; text has
 * to live as long as *out, which points into it where nothing was escaped.
 *
 * Errors besides those of RFC 8259's grammar:
 * - a byte order mark (whoever reads a file strips it);
 * - nesting past NODE_DEPTH;
 * - two members of one name in an object, after escapes (why->other is the
 *   place of the first), and lone surrogates: DESIGN 2.3;
 * - a number whose exponent is beyond +-9999, as written or in the form that
 *   json_number writes (10e9999 would be 1e+10000).
 * A NUL is read where it is escaped, \u0000, for the grammar has it; raw it is
 * a control character, and those are errors. Names are compared by their
 * bytes: two spellings that normalize alike are two names.
 *
 * Lines end with LF, CRLF or CR. Returns 0, or -1 with *why; then *out is left
 * alone. Linear time, no recursion.
 */
int json_read(struct arena *a, struct str text, struct node *out,
	      struct syntax_error *why);

/*
 * Whether text is JSON by RFC 8259's grammar alone, with nesting up to
 * NODE_DEPTH: duplicate members, lone surrogates and any exponent pass. For
 * telling JSON from other text, not for reading it.
 */
bool json_is(struct str text);

enum json_order {
	JSON_SORTED, /* RFC 8785: members by UTF-16 code units, at every depth */
	JSON_KEPT    /* member order as read */
};

/*
 * Append the canonical form: RFC 8785 spelling, save that a number is its
 * exact decimal value (DESIGN 2.3): digits stripped of zeros at either end,
 * laid out as ECMAScript's Number::toString lays out those digits and that
 * exponent; -0 is 0.
 */
void json_canonical(struct buf *out, const struct node *node,
		    enum json_order order);
/* Append compact JSON: member order kept, numbers as written, strings with
 * RFC 8785's escapes. What an object cut from YAML is stored as. */
void json_compact(struct buf *out, const struct node *node);
/* As json_compact over lines with 2 spaces a level: what Python's
 * json.dumps(x, indent=2, ensure_ascii=False) writes. No LF at the end. */
void json_pretty(struct buf *out, const struct node *node);
/* Append one string with its quotes, RFC 8785 escapes. */
void json_string(struct buf *out, struct str s);
/* Append the canonical spelling of a number in JSON's grammar. */
void json_number(struct buf *out, struct str written);
/* Order of the values of two numbers in JSON's grammar: negative, zero,
 * positive. Exact. */
int json_number_compare(struct str a, struct str b);
/* Order of two member names by UTF-16 code units (RFC 8785 3.2.3). */
int json_name_compare(struct str a, struct str b);

#endif
