/*
 * message_text.h - one message's text with its parts, read, and with its
 * includes replaced where that provably renders the same. Private to this
 * folder.
 *
 * The stream is what text and tags a rendering goes through: white space that
 * a tag removes is removed, signs, comments and inlined includes are gone. So
 * two equal streams render the same with any values. A part is kept where the
 * stream does not hold all it can do: the include is computed, or lists
 * several names, or has no context; or the part assigns names, which would
 * then be seen outside it.
 */
#ifndef PP_COMPAT_MESSAGE_TEXT_H
#define PP_COMPAT_MESSAGE_TEXT_H

#include "compat/compare.h"
#include "template/template.h"

enum {
	EXPAND_DEPTH = 16,	       /* includes within includes */
	EXPAND_BYTES = 4 * 1024 * 1024 /* of files gone through */
};

struct text_source {
	struct str name; /* of a part; empty: the text itself */
	const struct store_id *id;
	struct template t;
	struct str form; /* canonical */
	bool inlinable;
	bool kept;
};

struct message_text {
	const struct store_message *message;
	const struct language *language;
	const struct template_option *options;
	size_t option_count;
	struct text_source main;
	struct text_source *parts; /* as in the message */
	size_t part_count;
	/*
	 * Text as it is, each tag between 0xFF and 0xFE, which no text holds.
	 */
	struct str stream;
	bool expanded; /* false: stream is the text with its includes */
};

/*
 * One message of c->from or c->to, which must not be a slot. Read once, owned
 * by the comparison.
 */
int message_text_read(struct compare *c, const struct compat_side *side,
		      size_t index, const struct message_text **out);
/* The part of that name, or NULL. */
struct text_source *message_text_part(const struct message_text *m,
				      struct str name);
/* Set stream, and inlinable and kept of the parts. */
void message_text_expand(struct arena *a, struct message_text *m);
/* A stream with each run of white space in its text made one space; trim:
 * none at either end. */
struct str stream_collapsed(struct arena *a, struct str stream, bool trim);
/* A stream as a template. */
struct str stream_source(struct arena *a, struct str stream);
/* One file's own stream, nothing expanded. */
struct str stream_of(struct arena *a, const struct template *t);

#endif
