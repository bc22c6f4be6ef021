/*
 * mustache.h - Mustache as its specification (mustache/spec) has it.
 *
 * Private to this folder and its tests. mustache_read() cuts the text into
 * pieces, checks that sections are closed, and adds what it finds to the
 * draft, all in one pass. The optional modules of the specification that can
 * be seen in a text are read: dynamic names (`{{>*name}}`) and inheritance
 * (`{{<parent}}`, `{{$block}}`), unless the option `extensions` is false:
 * mustache.js and chevron have neither, `$x` and `<x` are names there.
 * Whether a value is a lambda cannot be seen.
 *
 * Where the specification is silent mustache.js decides: white space before
 * the sign of a tag, a tag without a name, which is read and means nothing.
 *
 * Variables. A name in a section is looked up in the section's value, then
 * outside, so it is a use of `items[].name` and, perhaps, of a variable
 * `name`, which need not be declared and need not be passed. That a section
 * or an inverted one asks about a name does not make it required. The body of
 * a block that replaces a parent's is rendered where the parent has it, so
 * its names are such as well. What stands in a parent outside of blocks is
 * never rendered: no uses, no includes.
 *
 * The canonical form of a tag, rule set 1: its opening delimiter with its
 * sign, one space, its name as written, one space, the closing delimiter.
 * `{{{name}}}` has the signs `{` and `}`, and stays apart from `{{&name}}`.
 * A comment is `{{! }}`. A change of delimiters is `{{= <% %> =}}`. Text
 * stays.
 */
#ifndef PP_TEMPLATE_MUSTACHE_H
#define PP_TEMPLATE_MUSTACHE_H

#include "template/draft.h"

/* The sign is a tag's, or one of these. */
enum { MUSTACHE_TEXT = 0, MUSTACHE_NAME = 'n' };

struct mustache_piece {
	char sign; /* # ^ / > ! = & { $ <, or above */
	bool dynamic;
	/* Its line is only white space and such tags: all of it goes. */
	bool standalone;
	size_t offset, length;
	struct str name;
	struct str indent; /* standalone: the white space before the first */
};

/* A section, inverted section, parent or block that is open. */
struct mustache_frame {
	char sign;
	struct str name;
	size_t offset;
	struct str path; /* of the current item inside it */
	bool looked_up;	 /* a name inside may be a member of the item */
	bool lost;	 /* it is never rendered */
};

struct mustache {
	struct draft *draft;
	struct template_error *why;
	struct str text;
	struct str open, close; /* the delimiters */
	bool escape, extensions;
	struct mustache_frame frames[TEMPLATE_DEPTH + 1]; /* [0]: no section */
	size_t depth;
	struct mustache_piece *pieces;
	size_t piece_count, piece_room;
	size_t line_from; /* the first piece that begins in this line */
	bool line_other;  /* it has more than tags that give nothing */
};

/* 0, or -1 with *why. */
int mustache_read(struct mustache *m);

#endif
