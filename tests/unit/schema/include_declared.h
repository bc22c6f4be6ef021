/*
 * include_declared.h - random schemas as they are written, and with the
 * declared reading of them written out: what a sender closes, and what a
 * reader opens.
 *
 * The same dice give the same schema in each reading. Every object says its
 * type, and no name is declared in two places at once, so that there is one
 * way to write the reading out.
 */
#ifndef PP_TESTS_INCLUDE_DECLARED_H
#define PP_TESTS_INCLUDE_DECLARED_H

#include "include_random.h"

enum written {
	AS_WRITTEN,
	CLOSED_OUT, /* nothing but what is declared */
	OPENED_OUT  /* what is not declared is passed over */
};

static inline void declared_schema(struct dice *d, struct buf *b, int depth,
				   enum written how);

static inline void declared_scalar(struct dice *d, struct buf *b)
{
	static const char *const all[] = {
		"{\"type\":\"string\"}",
		"{\"type\":\"string\",\"maxLength\":2}",
		"{\"type\":\"string\",\"pattern\":\"^a\"}",
		"{\"type\":\"integer\"}",
		"{\"type\":\"number\"}",
		"{\"type\":\"number\",\"minimum\":2}",
		"{\"enum\":[1,\"a\",null]}",
		"{\"enum\":[\"a\",\"b\"]}",
		"{\"type\":[\"string\",\"null\"]}",
		"{\"type\":\"null\"}"
	};

	buf_adds(b, dice_pick(d, all, sizeof(all) / sizeof(*all)));
}

/* `additionalProperties`, which in a sender's schema says what it says only
 * where it is a schema. */
static inline void declared_more(struct dice *d, struct buf *b, unsigned more,
				 int depth, enum written how)
{
	if (more == 3) {
		buf_adds(b, ",\"additionalProperties\":");
		declared_schema(d, b, depth, how);
	} else if (how == CLOSED_OUT || (more == 1 && how == AS_WRITTEN)) {
		buf_adds(b, ",\"additionalProperties\":false");
	} else if (more == 2) {
		buf_adds(b, ",\"additionalProperties\":true");
	}
}

/* {"type": "object", ...} of some of count names; inner: a part of another. */
static inline void declared_object(struct dice *d, struct buf *b,
				   const char *names, int depth,
				   enum written how, bool inner)
{
	unsigned more = inner ? 0 : dice_below(d, 4);
	unsigned has = dice_below(d, 8), needs = dice_below(d, 8);
	/* A name that is only required is declared by that. */
	unsigned only = more == 0 || more == 2 ? needs & ~has : 0;
	bool first = true;

	if (!dice_one_in(d, 2))
		needs = 0, only = 0;
	buf_adds(b, "{\"type\":\"object\",\"properties\":{");
	for (unsigned i = 0; names[i]; i++) {
		if (has >> i & 1) {
			buf_addf(b, "%s\"%c\":", first ? "" : ",", names[i]);
			declared_schema(d, b, depth - 1, how);
			first = false;
		} else if ((only >> i & 1) && how == CLOSED_OUT) {
			buf_addf(b, "%s\"%c\":true", first ? "" : ",",
				 names[i]);
			first = false;
		}
	}
	buf_adds(b, "},\"required\":[");
	first = true;
	for (unsigned i = 0; names[i]; i++)
		if (needs >> i & 1) {
			buf_addf(b, "%s\"%c\"", first ? "" : ",", names[i]);
			first = false;
		}
	buf_addc(b, ']');
	if (dice_one_in(d, 5)) {
		buf_addf(b, ",\"patternProperties\":{\"^%c.\":", names[0]);
		declared_schema(d, b, depth - 1, how);
		buf_addc(b, '}');
	}
	if (!inner)
		declared_more(d, b, more, depth - 1, how);
	buf_addc(b, '}');
}

static inline void declared_schema(struct dice *d, struct buf *b, int depth,
				   enum written how)
{
	switch (depth > 0 ? dice_below(d, 9) : 0) {
	case 0:
	case 1:
		declared_scalar(d, b);
		return;
	case 2:
		buf_adds(b, "{\"type\":\"array\",\"items\":");
		declared_schema(d, b, depth - 1, how);
		buf_addc(b, '}');
		return;
	case 3:
		buf_adds(b, "{\"anyOf\":[");
		declared_object(d, b, "abc", depth, how, false);
		buf_adds(b, ",{\"type\":\"null\"}]}");
		return;
	case 4:
		buf_adds(b, "{\"allOf\":[");
		declared_object(d, b, "abc", depth, how, true);
		buf_addc(b, ',');
		declared_object(d, b, "xyz", depth, how, true);
		buf_adds(b, how == CLOSED_OUT ?
				    "],\"unevaluatedProperties\":false}" :
				    "]}");
		return;
	case 5:
		buf_adds(b, "{\"$ref\":\"#/$defs/a\"}");
		return;
	default:
		declared_object(d, b, "abc", depth, how, false);
	}
}

static inline void declared_root(struct dice *d, struct buf *b,
				 enum written how)
{
	buf_adds(b, "{\"$defs\":{\"a\":");
	declared_object(d, b, "abc", 2, how, false);
	buf_adds(b, "},\"allOf\":[");
	declared_object(d, b, "abc", 3, how, false);
	buf_adds(b, "]}");
}

#endif
