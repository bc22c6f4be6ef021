/*
 * interpolation.h - texts of source code with expressions in them: what
 * python-f-string, csharp-interpolated and ruby-interpolated share.
 *
 * Private to this folder. A language finds where an expression begins and
 * ends; whether it is a variable is decided here: a name with members behind
 * it (`user.name`, `items[0]`, `d["key"]`) is one, any other code is opaque.
 *
 *	interpolation_code(draft, from, to, code, through, &names);
 *
 * What is between two expressions is text, and added here.
 */
#ifndef PP_TEMPLATE_INTERPOLATION_H
#define PP_TEMPLATE_INTERPOLATION_H

#include "template/draft.h"

/* What a name is to a language. */
struct interpolation_names {
	const char *signs;	     /* that it may begin with: "@$" */
	bool symbols;		     /* x[:key] */
	bool constants;		     /* a capital begins no variable */
	const char *const *reserved; /* words that are no variable; NULL ends */
};

/* The tag [from, to); code and through lie in it. */
void interpolation_code(struct draft *d, size_t from, size_t to,
			struct str code, struct str through,
			const struct interpolation_names *names);
/* The length of the root of a name with members, if that is all of s; else 0. */
size_t interpolation_root(struct str s,
			  const struct interpolation_names *names);
/*
 * Behind the text in quotes at i of s, which a backslash and then its quote
 * does not end, nor, if twice, its quote twice; s.n if it is not closed.
 */
size_t interpolation_quoted(struct str s, size_t i, bool twice);

#endif
