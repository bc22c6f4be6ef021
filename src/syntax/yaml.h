/*
 * yaml.h - the plain part of YAML, by libyaml's events.
 *
 * Errors, found while the events come, so that no bomb unfolds: anchors,
 * aliases, the merge key << (in quotes it is a key like any other), tags (!
 * too), directives, second documents, duplicate keys (with both places), keys
 * that are not one scalar, nesting past NODE_DEPTH, NUL even where escaped,
 * control characters, encodings other than UTF-8. A byte order mark at the
 * start is ignored.
 *
 * Some more, where libyaml reads what others read differently or refuse: a
 * text in [] or {} that begins with a question mark or is a lone dash; a block
 * scalar (without "-") that the text ends in without a line break; U+0085,
 * U+2028 and U+2029 unless escaped; a comment without a space before it.
 *
 * What a plain scalar means depends on who asks. The reader gives it as
 * NODE_STRING with plain set. Where a key of promptpin's asks for text, that
 * is it (`1.10`). The user's own values go through yaml_resolve:
 *
 *	if (yaml_read(a, bytes, &node, &why) < 0 ||
 *	    yaml_resolve(&node, &why) < 0)
 *		a finding: why.pos, why.text, and why.other if it has a line
 *
 * Lines end with LF, CRLF or CR.
 */
#ifndef PP_SYNTAX_YAML_H
#define PP_SYNTAX_YAML_H

#include "syntax/node.h"

struct arena;

/*
 * Read one document into a. An empty one (or comments alone) is NODE_NULL; a
 * value that is not there is an empty plain scalar. Nothing points into text.
 * Returns 0, or -1 with *why; then *out is left alone.
 */
int yaml_read(struct arena *a, struct str text, struct node *out,
	      struct syntax_error *why);

/*
 * Give every plain scalar in and below node the type that its spelling has:
 *
 * | spelling | is |
 * | --- | --- |
 * | null, true, false | that |
 * | a number in JSON's grammar: 1, -0, 1.10, 1e3 | a number, as written |
 * | nothing at all | an error: write null or quotes |
 * | ~ Null NULL True TRUE False FALSE | an error that asks for quotes |
 * | 0x1F 0o17 0b11, with a sign too | an error |
 * | +1 017 08 -01 1_000 .5 5. -.5e3 and their like | an error |
 * | .inf -.INF .nan (and .Inf .NaN .NAN) | an error |
 * | all else: yes no on off y n, 12:30, 2024-01-01, 1.5.2, NaN | text |
 *
 * Errors are what a core schema of YAML 1.1 or 1.2 reads as something other
 * than text and JSON does not spell so. A number's exponent is bounded as in
 * json_read. Keys are text always. Returns 0 and leaves no scalar plain, or
 * -1 with *why and node resolved in part.
 */
int yaml_resolve(struct node *node, struct syntax_error *why);

/*
 * The same for files that belong to another tool, which reads them as YAML's
 * versions 1.1 and 1.2 both do: a value that is not there, ~, Null and NULL are
 * null, True and its like booleans; +1, .5 and 5. are the numbers 1, 0.5 and 5.
 * What is then left of the errors above is read differently by the two.
 */
int yaml_resolve_core(struct arena *a, struct node *node,
		      struct syntax_error *why);

#endif
