#include "schema/decimal.h"

#include "base/arena.h"
#include "base/buf.h"
#include "syntax/json.h"

/* Up to so many digits, ten times a number is still a uint64_t. */
enum { SMALL_DIGITS = 18 };

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The exponent behind e or E; within what json_read lets pass. */
static int read_exponent(struct str s)
{
	bool negative = s.n && s.p[0] == '-';
	int value = 0;

	for (size_t i = 0; i < s.n; i++)
		if (is_digit(s.p[i]) && value < 100000)
			value = value * 10 + (s.p[i] - '0');
	return negative ? -value : value;
}

/* Drop the zeros at both ends; what is left may be nothing. */
static struct decimal strip(struct decimal d)
{
	size_t front = 0;

	while (front < d.digits.n && d.digits.p[front] == '0')
		front++;
	d.digits = str_cut(d.digits, front, d.digits.n);
	while (d.digits.n && d.digits.p[d.digits.n - 1] == '0') {
		d.digits.n--;
		d.exponent++;
	}
	if (d.digits.n == 0)
		return (struct decimal){ .digits = STR_EMPTY };
	return d;
}

int decimal_parse(struct arena *a, struct str text, struct decimal *out)
{
	struct decimal d = { .negative = text.n && text.p[0] == '-' };
	size_t i = d.negative ? 1 : 0, start = i, point = text.n, n = 0;
	char *digits = NULL;

	while (i < text.n && (is_digit(text.p[i]) || text.p[i] == '.')) {
		if (text.p[i] == '.')
			point = i;
		i++;
	}
	if (i < text.n)
		d.exponent = read_exponent(str_cut(text, i + 1, text.n));
	d.digits = str_cut(text, start, i);
	if (point < i) {
		digits = arena_alloc(a, i - start);
		for (size_t j = start; j < i; j++)
			if (j != point)
				digits[n++] = text.p[j];
		d.digits = (struct str){ digits, n };
		d.exponent -= (int)(i - point - 1);
	}
	d = strip(d);
	if (d.digits.n > DECIMAL_DIGITS)
		return -1;
	*out = d;
	return 0;
}

struct decimal decimal_of(struct arena *a, int64_t value)
{
	struct decimal d = { .digits = STR_EMPTY };
	struct str text = str_fmt(a, "%lld", (long long)value);
	int rc = decimal_parse(a, text, &d);

	(void)rc; /* nineteen digits are read */
	return d;
}

bool decimal_is_zero(const struct decimal *x)
{
	return x->digits.n == 0;
}

bool decimal_is_integer(const struct decimal *x)
{
	return x->exponent >= 0;
}

static int sign(const struct decimal *x)
{
	return x->digits.n == 0 ? 0 : x->negative ? -1 : 1;
}

/* How far before the decimal point the first digit stands. */
static long long magnitude(const struct decimal *x)
{
	return (long long)x->digits.n + x->exponent;
}

static int compare_size(const struct decimal *x, const struct decimal *y)
{
	size_t n = x->digits.n < y->digits.n ? x->digits.n : y->digits.n;
	int order;

	if (magnitude(x) != magnitude(y))
		return magnitude(x) < magnitude(y) ? -1 : 1;
	order = n ? memcmp(x->digits.p, y->digits.p, n) : 0;
	if (order)
		return order < 0 ? -1 : 1;
	/* Without zeros at the end, the one with more digits is larger. */
	return (x->digits.n > y->digits.n) - (x->digits.n < y->digits.n);
}

int decimal_compare(const struct decimal *x, const struct decimal *y)
{
	if (sign(x) != sign(y) || sign(x) == 0)
		return (sign(x) > sign(y)) - (sign(x) < sign(y));
	return sign(x) * compare_size(x, y);
}

int decimal_to_int(const struct decimal *x, int64_t *out)
{
	uint64_t value = 0, limit = (uint64_t)INT64_MAX + (x->negative ? 1 : 0);

	if (x->exponent < 0 || magnitude(x) > 19)
		return -1;
	for (long long i = 0; i < magnitude(x); i++) {
		unsigned digit = i < (long long)x->digits.n ?
					 (unsigned)(x->digits.p[i] - '0') :
					 0;

		value = value * 10 + digit; /* nineteen digits fit */
	}
	if (value > limit)
		return -1;
	if (x->negative)
		*out = value > INT64_MAX ? INT64_MIN : -(int64_t)value;
	else
		*out = (int64_t)value;
	return 0;
}

int decimal_to_count(const struct decimal *x, uint64_t *out)
{
	int64_t value;

	if (x->negative || x->exponent < 0)
		return -1;
	*out = decimal_to_int(x, &value) < 0 ? UINT64_MAX : (uint64_t)value;
	return 0;
}

struct decimal decimal_negate(struct decimal x)
{
	if (x.digits.n)
		x.negative = !x.negative;
	return x;
}

void decimal_write(struct buf *out, const struct decimal *x)
{
	struct buf b = buf_in(out->arena);

	if (x->negative)
		buf_addc(&b, '-');
	buf_add(&b, x->digits.n ? x->digits : STR("0"));
	buf_addf(&b, "e%d", x->exponent);
	json_number(out, buf_str(&b));
}

struct str decimal_text(struct arena *a, const struct decimal *x)
{
	struct buf b = buf_in(a);

	decimal_write(&b, x);
	return buf_str(&b);
}

/* ---- multiples ---------------------------------------------------------- */

/* Digits of dividend, and zeros more zeros behind, are a multiple of y. */
static bool small_divides(struct str dividend, long long zeros, struct str y)
{
	uint64_t divisor = 0, rest = 0;

	for (size_t i = 0; i < y.n; i++)
		divisor = divisor * 10 + (uint64_t)(y.p[i] - '0');
	for (size_t i = 0; i < dividend.n; i++)
		rest = (rest * 10 + (uint64_t)(dividend.p[i] - '0')) % divisor;
	for (long long i = 0; i < zeros && rest; i++)
		rest = rest * 10 % divisor;
	return rest == 0;
}

/*
 * A remainder while digits are brought down: a number below 10 * divisor,
 * most significant digit first, in n + 1 places where the divisor has n.
 */
struct rest {
	struct str divisor;
	unsigned char place[DECIMAL_RESULT + 2];
};

static bool rest_reaches(const struct rest *r)
{
	if (r->place[0])
		return true;
	for (size_t i = 0; i < r->divisor.n; i++) {
		int order = r->place[i + 1] - (r->divisor.p[i] - '0');

		if (order)
			return order > 0;
	}
	return true;
}

static void rest_take(struct rest *r)
{
	int borrow = 0;

	for (size_t i = r->divisor.n; i > 0; i--) {
		int place = r->place[i] - (r->divisor.p[i - 1] - '0') - borrow;

		borrow = place < 0;
		r->place[i] = (unsigned char)(borrow ? place + 10 : place);
	}
	r->place[0] = (unsigned char)(r->place[0] - borrow);
}

static void rest_bring(struct rest *r, int digit)
{
	memmove(r->place, r->place + 1, r->divisor.n);
	r->place[r->divisor.n] = (unsigned char)digit;
	while (rest_reaches(r))
		rest_take(r);
}

/* dividend, with zeros more zeros behind, modulo r->divisor, into r->place. */
static void rest_of(struct rest *r, struct str dividend, long long zeros)
{
	memset(r->place, 0, r->divisor.n + 1);
	for (size_t i = 0; i < dividend.n; i++)
		rest_bring(r, dividend.p[i] - '0');
	for (long long i = 0; i < zeros; i++)
		rest_bring(r, 0);
}

static bool rest_is_zero(const struct rest *r)
{
	for (size_t i = 0; i <= r->divisor.n; i++)
		if (r->place[i])
			return false;
	return true;
}

bool decimal_is_multiple(const struct decimal *x, const struct decimal *y)
{
	long long zeros = (long long)x->exponent - y->exponent;
	struct rest r;

	if (x->digits.n == 0)
		return true;
	/* The last digit of x is not 0, so what x has behind y's stays. */
	if (zeros < 0)
		return false;
	if (y->digits.n <= SMALL_DIGITS)
		return small_divides(x->digits, zeros, y->digits);
	r.divisor = y->digits;
	rest_of(&r, x->digits, zeros);
	return rest_is_zero(&r);
}
