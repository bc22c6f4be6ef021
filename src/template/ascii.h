/*
 * ascii.h - what characters of ASCII are to most languages of this folder,
 * whatever the locale.
 */
#ifndef PP_TEMPLATE_ASCII_H
#define PP_TEMPLATE_ASCII_H

#include "base/str.h"

static inline bool ascii_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool ascii_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* What a name begins with: the underscore too. */
static inline bool ascii_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* s without white space at its ends. */
static inline struct str ascii_trim(struct str s)
{
	while (s.n && ascii_space(s.p[0]))
		s = str_cut(s, 1, s.n);
	while (s.n && ascii_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

#endif
