/*
 * Results that need digits of their own: sums, integers, multiples.
 */
#include "base/arena.h"
#include "schema/decimal.h"

/* A number of places, most significant first, from 10^low up. */
struct places {
	char *digit; /* '0' to '9' */
	size_t n;
	long long low;
};

static long long top(const struct decimal *x)
{
	return x->exponent + (long long)x->digits.n;
}

/* The digit of x at 10^power. */
static int at(const struct decimal *x, long long power)
{
	long long i = top(x) - 1 - power;

	return i < 0 || i >= (long long)x->digits.n ? 0 : x->digits.p[i] - '0';
}

/* Room for all digits of x and y and one before. -1: too many. */
static int places_for(struct arena *a, const struct decimal *x,
		      const struct decimal *y, struct places *out)
{
	long long low = x->exponent < y->exponent ? x->exponent : y->exponent;
	long long high = (top(x) > top(y) ? top(x) : top(y)) + 1;

	if (high - low > DECIMAL_RESULT)
		return -1;
	out->low = low;
	out->n = (size_t)(high - low);
	out->digit = arena_alloc(a, out->n);
	return 0;
}

static struct decimal from_places(const struct places *p, bool negative)
{
	struct decimal d = { negative, { p->digit, p->n }, (int)p->low };

	while (d.digits.n && d.digits.p[0] == '0')
		d.digits = str_cut(d.digits, 1, d.digits.n);
	while (d.digits.n && d.digits.p[d.digits.n - 1] == '0') {
		d.digits.n--;
		d.exponent++;
	}
	if (d.digits.n == 0)
		return (struct decimal){ .digits = STR_EMPTY };
	return d;
}

/* |x| + |y|, or |x| - |y| where |x| is not the smaller one. */
static void combine(const struct decimal *x, const struct decimal *y,
		    bool minus, struct places *p)
{
	int carry = 0;

	for (size_t i = p->n; i > 0; i--) {
		long long power = p->low + (long long)(p->n - i);
		int digit = minus ? at(x, power) - at(y, power) - carry :
				    at(x, power) + at(y, power) + carry;

		carry = digit < 0 || digit > 9;
		if (carry)
			digit += minus ? 10 : -10;
		p->digit[i - 1] = (char)('0' + digit);
	}
}

int decimal_add(struct arena *a, const struct decimal *x,
		const struct decimal *y, struct decimal *out)
{
	struct decimal u = *x, v = *y;
	struct places p;
	int order;

	if (x->digits.n == 0 || y->digits.n == 0) {
		*out = x->digits.n == 0 ? *y : *x;
		return 0;
	}
	if (places_for(a, x, y, &p) < 0)
		return -1;
	if (x->negative == y->negative) {
		combine(x, y, false, &p);
		*out = from_places(&p, x->negative);
		return 0;
	}
	u.negative = v.negative = false;
	order = decimal_compare(&u, &v);
	combine(order < 0 ? y : x, order < 0 ? x : y, true, &p);
	*out = from_places(&p, order < 0 ? y->negative : x->negative);
	return 0;
}

int decimal_subtract(struct arena *a, const struct decimal *x,
		     const struct decimal *y, struct decimal *out)
{
	struct decimal minus = decimal_negate(*y);

	return decimal_add(a, x, &minus, out);
}

/* x without what is behind the point. */
static struct decimal truncate_to_integer(const struct decimal *x)
{
	struct decimal d = *x;

	if (x->exponent >= 0)
		return d;
	if (top(x) <= 0)
		return (struct decimal){ .digits = STR_EMPTY };
	d.digits.n = (size_t)top(x);
	d.exponent = 0;
	while (d.digits.p[d.digits.n - 1] == '0') { /* the first is not */
		d.digits.n--;
		d.exponent++;
	}
	return d;
}

static const struct decimal one = { .digits = { "1", 1 } };

int decimal_floor(struct arena *a, const struct decimal *x, struct decimal *out)
{
	struct decimal whole = truncate_to_integer(x);

	if (x->exponent < 0 && x->negative)
		return decimal_subtract(a, &whole, &one, out);
	*out = whole;
	return 0;
}

int decimal_ceil(struct arena *a, const struct decimal *x, struct decimal *out)
{
	struct decimal whole = truncate_to_integer(x);

	if (x->exponent < 0 && !x->negative)
		return decimal_add(a, &whole, &one, out);
	*out = whole;
	return 0;
}

/* ---- multiples ---------------------------------------------------------- */

/* |x| modulo y, digit by digit: x = q * y + rest, 0 <= rest < y. */
static int modulo(struct arena *a, const struct decimal *x,
		  const struct decimal *y, struct decimal *out)
{
	struct decimal rest = *x;
	long long low = x->exponent < y->exponent ? x->exponent : y->exponent;

	if (top(x) - low > DECIMAL_MODULO || top(y) - low > DECIMAL_MODULO)
		return -1;
	rest.negative = false;
	for (long long shift = top(x) - top(y); shift >= 0; shift--) {
		struct arena scratch = { 0 };
		struct decimal step = *y, less;
		bool any = false;

		step.exponent += (int)shift;
		while (decimal_compare(&rest, &step) >= 0) {
			if (decimal_subtract(&scratch, &rest, &step, &less) <
			    0) {
				arena_free(&scratch);
				return -1;
			}
			rest = less;
			any = true;
		}
		if (any)
			rest.digits = str_copy(a, rest.digits);
		arena_free(&scratch);
	}
	*out = rest;
	return 0;
}

int decimal_multiple_floor(struct arena *a, const struct decimal *x,
			   const struct decimal *y, struct decimal *out)
{
	struct decimal rest, size = *x, below;

	size.negative = false;
	if (modulo(a, &size, y, &rest) < 0)
		return -1;
	if (decimal_subtract(a, &size, &rest, &below) < 0)
		return -1;
	if (x->negative && rest.digits.n &&
	    decimal_add(a, &below, y, &below) < 0)
		return -1;
	*out = x->negative ? decimal_negate(below) : below;
	return 0;
}

int decimal_multiple_ceil(struct arena *a, const struct decimal *x,
			  const struct decimal *y, struct decimal *out)
{
	struct decimal mirror = decimal_negate(*x), below;

	if (decimal_multiple_floor(a, &mirror, y, &below) < 0)
		return -1;
	*out = decimal_negate(below);
	return 0;
}

/* Digits that x has from 10^low up. */
static long long width(const struct decimal *x, long long low)
{
	return top(x) - low;
}

/* x / d * y where d divides x exactly, by adding up: no division is needed
 * digit by digit but the quotient's. */
static int scale(struct arena *a, const struct decimal *x,
		 const struct decimal *d, const struct decimal *y,
		 struct decimal *out)
{
	struct decimal rest = *x, sum = { .digits = STR_EMPTY };

	for (long long shift = top(x) - top(d); shift >= 0 && rest.digits.n;
	     shift--) {
		struct decimal step = *d, part = *y;

		step.exponent += (int)shift;
		part.exponent += (int)shift;
		while (decimal_compare(&rest, &step) >= 0)
			if (decimal_subtract(a, &rest, &step, &rest) < 0 ||
			    decimal_add(a, &sum, &part, &sum) < 0)
				return -1;
	}
	*out = sum;
	return 0;
}

int decimal_lcm(struct arena *a, const struct decimal *x,
		const struct decimal *y, struct decimal *out)
{
	long long low = x->exponent < y->exponent ? x->exponent : y->exponent;
	struct decimal u = *x, v = *y, rest;

	if (width(x, low) > DECIMAL_LCM || width(y, low) > DECIMAL_LCM)
		return -1;
	/* Euclid; both are integers times 10^low. */
	while (v.digits.n) {
		if (modulo(a, &u, &v, &rest) < 0)
			return -1;
		u = v;
		v = rest;
	}
	return scale(a, x, &u, y, out);
}
