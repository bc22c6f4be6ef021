/*
 * draft.h - a struct template under construction.
 *
 * Private to this folder. A language goes through its text once, adds what it
 * meets, and has the rest done here: places, the order of things, and the
 * variables that the uses come to.
 *
 *	struct draft d = draft_in(out, scratch, text);
 *
 *	draft_segment(&d, SEGMENT_EXPRESSION, from, to)->canonical = ...;
 *	draft_use(&d, offset)->path = ...;
 *	draft_include(&d, d.segment_count - 1)->names = ...;
 *	draft_finish(&d, &template);
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
	struct place_cursor cursor;
	struct segment *segments;
	size_t segment_count, segment_room;
	struct include *includes;
	size_t include_count, include_room;
	struct draft_use *uses;
	size_t use_count, use_room;
};

/* A path is cut to that many bytes, so that all of them together are no more
 * than a multiple of the text. */
enum { DRAFT_PATH = 200 };

struct draft draft_in(struct arena *out, struct arena *scratch,
		      struct str text);
/* Bytes [from, to) of the text; canonical is what they are. */
struct segment *draft_segment(struct draft *d, enum segment_kind kind,
			      size_t from, size_t to);
struct draft_use *draft_use(struct draft *d, size_t offset);
/* An include by that segment: kind INCLUDE, with context, no names. */
struct include *draft_include(struct draft *d, size_t segment);
/* base, between, name, cut to DRAFT_PATH. It may be base or name itself: both
 * live as long as out. */
struct str draft_path(struct draft *d, struct str base, const char *between,
		      struct str name);
void draft_finish(struct draft *d, struct template *t);

/* The value of an option, of the type its spec says. */
struct str draft_option_text(struct arena *a,
			     const struct template_option *option);
bool draft_option_flag(const struct template_option *option);
/* Refuse an option that is not in specs, or whose value has another type. */
int draft_check_options(const char *language, const struct option_spec *specs,
			const struct template_option *options, size_t count,
			struct template_error *why);

#endif
