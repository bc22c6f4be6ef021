/*
 * decimal.h - exact decimal numbers of bounded size, for bounds and multiples.
 *
 *	if (decimal_parse(a, node->text, &d) < 0)
 *		more digits than are read: could not decide
 *	if (decimal_compare(&d, &bound) < 0)
 *		...
 *
 * A value is digits * 10^exponent without zeros at either end of the digits,
 * so each value has one form, and zero has no digits. Nothing goes through a
 * double. Values are plain and may be copied; digits belong to the arena that
 * was given, or are borrowed from the text that was read (which has to live as
 * long as the value).
 *
 * Bounds: what is read has at most DECIMAL_DIGITS digits, and an exponent in
 * the range that src/syntax reads (10^-9999 to 10^9999). A result may need
 * as many digits as lie between; functions that return int return -1 where it
 * would have more than DECIMAL_RESULT, and then leave *out alone.
 */
#ifndef PP_SCHEMA_DECIMAL_H
#define PP_SCHEMA_DECIMAL_H

#include <stdint.h>

#include "base/str.h"

struct arena;
struct buf;

enum {
	DECIMAL_DIGITS = 512, /* significant digits of a number that is read */
	DECIMAL_RESULT = 24000, /* digits of a result */
	DECIMAL_MODULO = 1024,	/* from the first digit of one operand of
				 * decimal_multiple_* to the other's last */
	DECIMAL_LCM = 128	/* digits of either operand of decimal_lcm */
};

struct decimal {
	bool negative;	   /* never of zero */
	struct str digits; /* '1' to '9' at either end; empty: zero */
	int exponent;	   /* of the last digit; 0 for zero */
};

/* The value of a number in JSON's grammar. -1: too many digits. */
int decimal_parse(struct arena *a, struct str text, struct decimal *out);
struct decimal decimal_of(struct arena *a, int64_t value);

/* Negative, zero, positive, as x is below, equal to, above y. */
int decimal_compare(const struct decimal *x, const struct decimal *y);
bool decimal_is_zero(const struct decimal *x);
bool decimal_is_integer(const struct decimal *x);
/* The integer, if it is one and fits: 0; else -1. */
int decimal_to_int(const struct decimal *x, int64_t *out);
/* A count: a non-negative integer, UINT64_MAX if larger. -1: no count. */
int decimal_to_count(const struct decimal *x, uint64_t *out);

struct decimal decimal_negate(struct decimal x);
int decimal_add(struct arena *a, const struct decimal *x,
		const struct decimal *y, struct decimal *out);
int decimal_subtract(struct arena *a, const struct decimal *x,
		     const struct decimal *y, struct decimal *out);
/* The largest integer not above x, the least not below it. */
int decimal_floor(struct arena *a, const struct decimal *x,
		  struct decimal *out);
int decimal_ceil(struct arena *a, const struct decimal *x, struct decimal *out);

/* Whether x is an integer times y; y is positive. Exact for any two values
 * that were read, needs no memory that stays. */
bool decimal_is_multiple(const struct decimal *x, const struct decimal *y);
/* The largest multiple of y not above x; the least not below. y > 0. -1 past
 * DECIMAL_MODULO. */
int decimal_multiple_floor(struct arena *a, const struct decimal *x,
			   const struct decimal *y, struct decimal *out);
int decimal_multiple_ceil(struct arena *a, const struct decimal *x,
			  const struct decimal *y, struct decimal *out);
/* The least positive number that is a multiple of x and of y, both > 0. -1
 * also where one has more than DECIMAL_LCM digits, zeros up to the other's
 * last digit counted. */
int decimal_lcm(struct arena *a, const struct decimal *x,
		const struct decimal *y, struct decimal *out);

/* Append it as a JSON number, in canonical spelling (json_number). */
void decimal_write(struct buf *out, const struct decimal *x);
struct str decimal_text(struct arena *a, const struct decimal *x);

#endif
