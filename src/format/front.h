/*
 * front.h - front matter: the YAML header of a text file, between lines of
 * three hyphens.
 *
 * Tools disagree where it ends, so each states its rule:
 *
 * | rule | opens | closes |
 * | --- | --- | --- |
 * | FRONT_LINES (Markdown) | the first line is `---` and blanks | the next such line; the end of the file counts as its line feed |
 * | FRONT_DOTPROMPT | blank lines and lines that begin with # may come before; `---` and white space with a line end | the next line that begins so, not the very next |
 * | FRONT_PROMPTY | white space may come before; `---` or `+++` | the next `---` or `+++`, anywhere, if anything follows |
 *
 * The last two are the regular expressions of parse.ts of google/dotprompt
 * and of microsoft/prompty's specification, to the byte. A file whose header
 * is not closed has none.
 */
#ifndef PP_FORMAT_FRONT_H
#define PP_FORMAT_FRONT_H

#include "base/str.h"
#include "base/text.h"

enum front_rule { FRONT_LINES, FRONT_DOTPROMPT, FRONT_PROMPTY };

struct front {
	bool present;
	bool open;	     /* it begins as one, and is not closed */
	struct str header;   /* YAML, without the lines that enclose it */
	size_t header_from;  /* offset of header in the text */
	unsigned first_line; /* of header, from 1 */
	struct str body;     /* all behind it; without one: the whole text */
	size_t body_from;
};

/* text has no byte order mark; any line ends. */
void front_split(struct str text, enum front_rule rule, struct front *out);

#endif
