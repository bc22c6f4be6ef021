/*
 * regex_translate.h - from ECMA-262's syntax to PCRE2's. Private to this
 * folder; regex.h says what is taken and how it is read.
 *
 * One pass over the pattern writes the translation into a buffer. Every
 * literal is written as \x{...} unless it is a letter or digit, so nothing of
 * it can mean anything to PCRE2. The first thing that is wrong ends it.
 */
#ifndef PP_PATTERN_REGEX_TRANSLATE_H
#define PP_PATTERN_REGEX_TRANSLATE_H

#include <stdint.h>

#include "base/buf.h"
#include "pattern/regex.h"

/* A capturing group. */
struct regex_group {
	struct str name; /* empty: none */
	bool repeated;	 /* inside a group that is repeated: ECMA-262 forgets
			  * what it took, PCRE2 does not */
	bool referred;
};

struct translate {
	struct arena *arena;
	struct str in;
	size_t at;
	struct buf out;
	struct regex_group *groups; /* from 1 */
	size_t group_count, opened;
	bool lookbehind, refers;
	enum regex_status status;
	struct regex_error *why;
};

/* What an escape stands for. */
enum escape_kind {
	ESCAPE_CHARACTER, /* code */
	ESCAPE_SET,	  /* \d \D \s \S \w \W, in code */
	ESCAPE_PROPERTY,  /* \p \P: written by property_write */
	ESCAPE_BOUNDARY,  /* \b \B, in code; \b is a character in a class */
	ESCAPE_REFERENCE, /* code is the group's number */
	ESCAPE_BAD
};

struct escape {
	enum escape_kind kind;
	uint32_t code;
	struct str property; /* what stands in the braces */
	bool negated;
};

/* Record the first thing wrong, at offset; always false. */
bool translate_fail(struct translate *t, enum regex_status status,
		    size_t offset, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
/* All of t->in; t->status says how it went. */
void translate(struct translate *t);

/* Read an escape, t->at on its backslash. */
struct escape escape_read(struct translate *t, bool in_class);
/* A group's number and names; t->at is behind the name's <. */
bool group_name(struct translate *t, struct str *out);

/* Write one literal. */
void literal_write(struct buf *out, uint32_t code);
/* \d and its like, as members of a class. */
void set_write(struct buf *out, uint32_t letter);
/* \p{...}, as a member of a class. False, and failed, if unknown. */
bool property_write(struct translate *t, const struct escape *e);
/* A class, t->at on its bracket. */
bool class_translate(struct translate *t);

#endif
