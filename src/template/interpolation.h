/*
 * interpolation.h - texts of source code with expressions in them: what
 * python-f-string, csharp-interpolated and ruby-interpolated share.
 *
 * Private to this folder. A language finds where an expression begins and
 * ends; whether it is a variable is decided here: a name with members behind
 * it (`user.name`, `items[0]`, `d["key"]`) is one, any other code is opaque.
 *
 *	struct interpolation i = interpolation_in(out, scratch, text, why);
 *
 *	interpolation_code(&i, from, to, code, through, &names);
 *	interpolation_finish(&i, &template);
 *
 * What is between two expressions is text, and added here.
 */
#ifndef PP_TEMPLATE_INTERPOLATION_H
#define PP_TEMPLATE_INTERPOLATION_H

#include "template/draft.h"

struct interpolation {
	struct draft draft;
	struct template_error *why;
	struct template_opaque *opaque;
	size_t opaque_count, opaque_room;
	size_t done; /* the text before it has its segments */
};

/* What a name is to a language. */
struct interpolation_names {
	const char *signs;	     /* that it may begin with: "@$" */
	bool symbols;		     /* x[:key] */
	bool constants;		     /* a capital begins no variable */
	const char *const *reserved; /* words that are no variable; NULL ends */
};

struct interpolation interpolation_in(struct arena *out, struct arena *scratch,
				      struct str text,
				      struct template_error *why);
/* The tag [from, to); code and through lie in it. */
void interpolation_code(struct interpolation *i, size_t from, size_t to,
			struct str code, struct str through,
			const struct interpolation_names *names);
/* The length of the root of a name with members, if that is all of s; else 0. */
size_t interpolation_root(struct str s,
			  const struct interpolation_names *names);
void interpolation_finish(struct interpolation *i, struct template *out);

/* s without white space at its ends. */
struct str interpolation_trim(struct str s);
/*
 * Behind the text in quotes at i of s, which a backslash and then its quote
 * does not end, nor, if twice, its quote twice; s.n if it is not closed.
 */
size_t interpolation_quoted(struct str s, size_t i, bool twice);

#endif
