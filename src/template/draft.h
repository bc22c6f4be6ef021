/*
 * draft.h - a struct template under construction.
 *
 * Private to this folder. A language goes through its text once, adds what it
 * meets, and has the rest done here: places, the order of things, and the
 * variables that the uses come to.
 *
 *	static int fill(struct draft *d)	of a struct language
 *	{
 *		draft_segment(d, SEGMENT_EXPRESSION, from, to)->canonical = ...;
 *		draft_use(d, offset)->path = ...;
 *		draft_include(d, d->segment_count - 1)->names = ...;
 *		return 0;
 *	}
 *
 * What a call returns is valid until the next call of the same kind. Segments
 * and includes are added in the order of the text; uses in any order. All
 * that the template points to is out's, the rest scratch's.
 */
#ifndef PP_TEMPLATE_DRAFT_H
#define PP_TEMPLATE_DRAFT_H

#include "template/place.h"
#include "template/template.h"

struct draft_use {
	size_t offset;
	struct str root; /* the variable, empty: it is no use of one */
	struct template_use use;
	bool optional;
};

struct draft {
	struct arena *out, *scratch;
	struct str text;
	struct template_error *why;
	const struct template_option *options; /* of the language's, each */
	size_t option_count;		       /* of the type it has */
	struct place_cursor cursor;
	struct segment *segments;
	size_t segment_count, segment_room;
	struct include *includes;
	size_t include_count, include_room;
	struct draft_use *uses;
	size_t use_count, use_room;
	struct template_opaque *opaque;
	size_t opaque_count, opaque_room;
	size_t done; /* by draft_tag and draft_text: what is before is added */
};

/* A path is cut to that many bytes, so that all of them together are no more
 * than a multiple of the text. */
enum { DRAFT_PATH = 200 };

/* Read text as the language fills a draft: 0, or -1 with *why. */
int draft_read(struct arena *a, const struct language *language,
	       struct str text, const struct template_option *options,
	       size_t option_count, struct template *out,
	       struct template_error *why);
struct draft draft_in(struct arena *out, struct arena *scratch,
		      struct str text);
/* Refuse what stands at offset; returns -1. */
int draft_refuse(struct draft *d, size_t offset, const char *text);
/* Bytes [from, to) of the text; canonical is what they are. */
struct segment *draft_segment(struct draft *d, enum segment_kind kind,
			      size_t from, size_t to);
/* The same, of a tag; what is between it and the one before is text. At last,
 * draft_text(d, d->text.n). */
struct segment *draft_tag(struct draft *d, enum segment_kind kind, size_t from,
			  size_t to);
/* Up to offset to all is text. */
void draft_text(struct draft *d, size_t to);
/* In order of the text. */
void draft_opaque(struct draft *d, struct pos pos, struct str text);
struct draft_use *draft_use(struct draft *d, size_t offset);
/* A use of root that reaches the text; path is cut to DRAFT_PATH. */
struct draft_use *draft_output(struct draft *d, size_t offset, struct str root,
			       struct str path, struct str through);
/* An include by that segment: kind INCLUDE, with context, no names. */
struct include *draft_include(struct draft *d, size_t segment);
/* base, between, name, cut to DRAFT_PATH. It may be base or name itself: both
 * live as long as out. */
struct str draft_path(struct draft *d, struct str base, const char *between,
		      struct str name);

/* The value of an option, of the type its spec says. */
struct str draft_option_text(struct arena *a,
			     const struct template_option *option);
bool draft_option_flag(const struct template_option *option);
/* Refuse an option that the language has not, or whose value has another type. */
int draft_check_options(const struct language *language,
			const struct template_option *options, size_t count,
			struct template_error *why);

#endif
