/*
 * include_random.h - schemas and values from a seed.
 *
 * Small on purpose: two of them meet often, and values hit them often.
 */
#ifndef PP_TESTS_INCLUDE_RANDOM_H
#define PP_TESTS_INCLUDE_RANDOM_H

#include <stdint.h>

#include "base/buf.h"

struct dice {
	uint64_t state;
	bool refs;  /* there is #/$defs/a and #/$defs/b to refer to */
	int inside; /* members and items around */
};

/* SplitMix64 (Steele, Lea, Flood, 2014). */
static inline uint64_t dice_roll(struct dice *d)
{
	uint64_t z = d->state += 0x9E3779B97F4A7C15u;

	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
	z = (z ^ z >> 27) * 0x94D049BB133111EBu;
	return z ^ z >> 31;
}

static inline unsigned dice_below(struct dice *d, unsigned n)
{
	return (unsigned)(dice_roll(d) % n);
}

static inline bool dice_one_in(struct dice *d, unsigned n)
{
	return dice_below(d, n) == 0;
}

static inline const char *dice_pick(struct dice *d, const char *const *list,
				    unsigned count)
{
	return list[dice_below(d, count)];
}

static inline void random_value(struct dice *d, struct buf *b, int depth)
{
	static const char *const plain[] = {
		"null", "true",	   "false",   "0",     "1",	 "2",
		"3",	"-1",	   "0.5",     "1.5",   "5",	 "6",
		"10",	"\"\"",	   "\"a\"",   "\"b\"", "\"ab\"", "\"1\"",
		"12",	"\"abc\"", "\"aab\"", "4",     "100",	 "\"\xc3\xa9\""
	};
	static const char *const names[] = { "a", "b", "c", "ab", "x", "" };
	unsigned what = dice_below(d, depth > 0 ? 10 : 6);
	unsigned count = dice_below(d, 4);
	unsigned used = 0;

	if (what < 6) {
		buf_adds(b, dice_pick(d, plain, 24));
		return;
	}
	buf_addc(b, what < 8 ? '[' : '{');
	for (unsigned i = 0; i < count; i++) {
		unsigned name = dice_below(d, 6);

		if (what >= 8 && (used >> name & 1))
			continue;
		if (b->data[b->len - 1] != '[' && b->data[b->len - 1] != '{')
			buf_addc(b, ',');
		used |= 1u << name;
		if (what >= 8)
			buf_addf(b, "\"%s\":", names[name]);
		random_value(d, b, depth - 1);
	}
	buf_addc(b, what < 8 ? ']' : '}');
}

static inline void random_schema(struct dice *d, struct buf *b, int depth);

static inline void random_list(struct dice *d, struct buf *b, int depth)
{
	unsigned count = 1 + dice_below(d, 3);

	buf_addc(b, '[');
	for (unsigned i = 0; i < count; i++) {
		buf_adds(b, i ? "," : "");
		random_schema(d, b, depth);
	}
	buf_addc(b, ']');
}

static inline void random_map(struct dice *d, struct buf *b, int depth,
			      const char *const *names, unsigned count)
{
	bool first = true;

	buf_addc(b, '{');
	for (unsigned i = 0; i < count; i++) {
		if (dice_one_in(d, 2))
			continue;
		buf_addf(b, "%s\"%s\":", first ? "" : ",", names[i]);
		first = false;
		random_schema(d, b, depth);
	}
	buf_addc(b, '}');
}

/* A keyword for scalars. */
static inline void random_plain(struct dice *d, struct buf *b)
{
	static const char *const all[] = {
		"\"type\":\"string\"",
		"\"type\":\"integer\"",
		"\"type\":\"number\"",
		"\"type\":\"object\"",
		"\"type\":\"array\"",
		"\"type\":\"null\"",
		"\"type\":[\"string\",\"null\"]",
		"\"type\":[\"integer\",\"object\"]",
		"\"type\":[\"array\",\"string\",\"boolean\"]",
		"\"type\":\"boolean\"",
		"\"minimum\":0",
		"\"minimum\":2",
		"\"maximum\":5",
		"\"maximum\":1.5",
		"\"exclusiveMinimum\":1",
		"\"exclusiveMaximum\":3",
		"\"multipleOf\":2",
		"\"multipleOf\":3",
		"\"multipleOf\":0.5",
		"\"minLength\":1",
		"\"minLength\":2",
		"\"maxLength\":1",
		"\"maxLength\":3",
		"\"pattern\":\"^a\"",
		"\"pattern\":\"^[ab]+$\"",
		"\"pattern\":\"b\"",
		"\"enum\":[1,\"a\",null]",
		"\"enum\":[\"a\",\"b\"]",
		"\"enum\":[0,1,2,{\"a\":1}]",
		"\"const\":\"a\"",
		"\"const\":2",
		"\"minItems\":1",
		"\"minItems\":2",
		"\"maxItems\":1",
		"\"maxItems\":2",
		"\"uniqueItems\":true",
		"\"required\":[\"a\"]",
		"\"required\":[\"a\",\"b\"]",
		"\"required\":[\"c\"]",
		"\"minProperties\":1",
		"\"minProperties\":2",
		"\"maxProperties\":1",
		"\"maxProperties\":2",
		"\"dependentRequired\":{\"a\":[\"b\"]}",
		"\"additionalProperties\":false",
		"\"items\":false",
		"\"propertyNames\":{\"pattern\":\"^a\"}",
		"\"propertyNames\":{\"maxLength\":1}",
		"\"minContains\":0,\"contains\":{\"type\":\"integer\"}",
		"\"minContains\":2,\"contains\":{\"type\":\"integer\"}",
		"\"maxContains\":1,\"contains\":{\"type\":\"integer\"}"
	};

	buf_adds(b, dice_pick(d, all, sizeof(all) / sizeof(*all)));
}

/* A keyword that has schemas in it. */
static inline void random_nested(struct dice *d, struct buf *b, int depth)
{
	static const char *const single[] = { "items",
					      "additionalProperties",
					      "not",
					      "contains",
					      "propertyNames",
					      "unevaluatedItems",
					      "additionalProperties",
					      "items",
					      "unevaluatedProperties" };
	static const char *const lists[] = { "anyOf", "allOf", "oneOf",
					     "prefixItems", "anyOf" };
	static const char *const names[] = { "a", "b", "c" };
	static const char *const patterns[] = { "^a", "b", "^.$" };

	switch (dice_below(d, 7)) {
	case 0:
	case 1:
		buf_adds(b, "\"properties\":");
		d->inside++;
		random_map(d, b, depth, names, 3);
		d->inside--;
		return;
	case 2:
		buf_addf(b, "\"%s\":", dice_pick(d, single, 9));
		random_schema(d, b, depth);
		return;
	case 3:
		buf_adds(b, "\"if\":");
		random_schema(d, b, depth);
		buf_adds(b, ",\"then\":");
		random_schema(d, b, depth);
		if (dice_one_in(d, 2))
			return;
		buf_adds(b, ",\"else\":");
		random_schema(d, b, depth);
		return;
	case 4:
		buf_adds(b, dice_one_in(d, 2) ? "\"dependentSchemas\":" :
						"\"patternProperties\":");
		random_map(d, b, depth,
			   b->data[b->len - 4] == 'm' ? names : patterns, 3);
		return;
	default:
		buf_addf(b, "\"%s\":", dice_pick(d, lists, 5));
		random_list(d, b, depth);
	}
}

/* Whether the keyword that begins at from occurs before it, at its level. */
static inline bool random_twice(const struct buf *b, size_t start, size_t from)
{
	int level = 0;
	size_t n = from + 1;

	while (n < b->len && b->data[n] != '"')
		n++;
	n -= from;
	for (size_t i = start; i + n < from; i++) {
		char c = b->data[i];

		if (c == '{' || c == '[')
			level++;
		if (c == '}' || c == ']')
			level--;
		if (level == 1 && c == '"' &&
		    (b->data[i - 1] == '{' || b->data[i - 1] == ',') &&
		    memcmp(b->data + i, b->data + from, n + 1) == 0)
			return true;
	}
	return false;
}

static inline void random_schema(struct dice *d, struct buf *b, int depth)
{
	unsigned count = 1 + dice_below(d, 3);
	size_t start = b->len;

	if (dice_one_in(d, 16)) {
		buf_adds(b, dice_one_in(d, 2) ? "true" : "false");
		return;
	}
	buf_addc(b, '{');
	for (unsigned i = 0; i < count; i++) {
		size_t before = b->len, from;

		if (b->data[b->len - 1] != '{')
			buf_addc(b, ',');
		from = b->len;
		/* In place they go round in circles; once in a while. */
		if (d->refs && dice_one_in(d, d->inside ? 6 : 300))
			buf_addf(b, "\"$ref\":\"#/$defs/%c\"",
				 dice_one_in(d, 2) ? 'a' : 'b');
		else if (depth > 0 && dice_one_in(d, 2))
			random_nested(d, b, depth - 1);
		else
			random_plain(d, b);
		if (random_twice(b, start, from) ||
		    memchr(b->data + from, '\0', b->len - from))
			b->len = before;
		else if (memcmp(b->data + from, "\"m", 2) == 0 &&
			 random_twice(b, start, from))
			b->len = before;
	}
	buf_addc(b, '}');
}

/* A whole schema; one in three is recursive. */
static inline void random_root(struct dice *d, struct buf *b, int depth)
{
	d->refs = dice_one_in(d, 3);
	if (!d->refs) {
		random_schema(d, b, depth);
		return;
	}
	buf_adds(b, "{\"$defs\":{\"a\":");
	random_schema(d, b, depth - 1);
	buf_adds(b, ",\"b\":");
	random_schema(d, b, depth - 1);
	buf_adds(b, "},\"allOf\":[");
	random_schema(d, b, depth);
	buf_adds(b, "]}");
}

#endif
