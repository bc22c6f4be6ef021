/*
 * Numbers as exact decimals: compared and spelled from their digits, never
 * through a double.
 */
#include "base/buf.h"
#include "syntax/fail.h"
#include "syntax/json.h"

/* Exponents beyond this are cut to it while they are read: far outside what
 * is accepted, and far inside what a long long holds. */
enum { HUGE_EXPONENT = 1000000000, LARGEST_EXPONENT = 9999 };

/* ECMA-262, Number::toString: up to here digits are laid out in full. */
enum { FULL_DIGITS = 21, FULL_ZEROS = 6 };

/*
 * A value d1 d2 ... dk * 10^(point - k), where the digits are those of whole
 * and then of fraction, without zeros at either end. Zero has none.
 */
struct decimal {
	bool negative;
	struct str whole, fraction;
	long long point;
	long long written; /* the exponent as written, cut to HUGE_EXPONENT */
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t digits(struct str s, size_t from)
{
	while (from < s.n && is_digit(s.p[from]))
		from++;
	return from;
}

bool number_is(struct str s)
{
	size_t i = s.n && s.p[0] == '-' ? 1 : 0, end;

	end = digits(s, i);
	if (end == i || (s.p[i] == '0' && end > i + 1))
		return false;
	i = end;
	if (i < s.n && s.p[i] == '.') {
		end = digits(s, i + 1);
		if (end == i + 1)
			return false;
		i = end;
	}
	if (i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
		i++;
		if (i < s.n && (s.p[i] == '+' || s.p[i] == '-'))
			i++;
		end = digits(s, i);
		if (end == i)
			return false;
		i = end;
	}
	return i == s.n;
}

static long long exponent(struct str s)
{
	bool negative = s.n && s.p[0] == '-';
	long long value = 0;

	for (size_t i = 0; i < s.n; i++)
		if (is_digit(s.p[i]) && value < HUGE_EXPONENT)
			value = value * 10 + (s.p[i] - '0');
	if (value > HUGE_EXPONENT)
		value = HUGE_EXPONENT;
	return negative ? -value : value;
}

static struct str strip_front(struct str s, long long *dropped)
{
	size_t n = 0;

	while (n < s.n && s.p[n] == '0')
		n++;
	*dropped += (long long)n;
	return str_cut(s, n, s.n);
}

static struct str strip_back(struct str s)
{
	while (s.n && s.p[s.n - 1] == '0')
		s.n--;
	return s;
}

/* s is a number in JSON's grammar. */
static struct decimal parse(struct str s)
{
	struct decimal d = { .negative = s.n && s.p[0] == '-' };
	size_t start = d.negative ? 1 : 0, end = digits(s, start);
	long long dropped = 0;

	d.whole = str_cut(s, start, end);
	d.fraction = STR_EMPTY;
	if (end < s.n && s.p[end] == '.') {
		start = end + 1;
		end = digits(s, start);
		d.fraction = str_cut(s, start, end);
	}
	d.written = exponent(str_cut(s, end + 1, s.n));
	d.point = (long long)d.whole.n + d.written;
	d.whole = strip_front(d.whole, &dropped);
	if (d.whole.n == 0)
		d.fraction = strip_front(d.fraction, &dropped);
	d.point -= dropped;
	d.fraction = strip_back(d.fraction);
	if (d.fraction.n == 0)
		d.whole = strip_back(d.whole);
	if (d.whole.n + d.fraction.n == 0)
		d.point = 0;
	return d;
}

static bool is_zero(const struct decimal *d)
{
	return d->whole.n + d->fraction.n == 0;
}

bool number_in_range(struct str s)
{
	struct decimal d = parse(s);

	if (d.written < -LARGEST_EXPONENT || d.written > LARGEST_EXPONENT)
		return false;
	return is_zero(&d) || (d.point - 1 >= -LARGEST_EXPONENT &&
			       d.point - 1 <= LARGEST_EXPONENT);
}

/* Append digits from and up to (not with) to, zeros where there are none. */
static void add_digits(struct buf *out, const struct decimal *d, size_t from,
		       size_t to)
{
	size_t whole = d->whole.n, all = whole + d->fraction.n;

	buf_add(out, str_cut(d->whole, from, to));
	if (to > whole)
		buf_add(out,
			str_cut(d->fraction, from > whole ? from - whole : 0,
				to - whole));
	for (size_t i = from > all ? from : all; i < to; i++)
		buf_addc(out, '0');
}

void json_number(struct buf *out, struct str written)
{
	struct decimal d = parse(written);
	size_t count = d.whole.n + d.fraction.n;

	if (is_zero(&d)) {
		buf_addc(out, '0');
		return;
	}
	if (d.negative)
		buf_addc(out, '-');
	if (d.point > FULL_DIGITS || d.point <= -FULL_ZEROS) {
		add_digits(out, &d, 0, 1);
		if (count > 1) {
			buf_addc(out, '.');
			add_digits(out, &d, 1, count);
		}
		buf_addf(out, "e%+lld", d.point - 1);
	} else if (d.point <= 0) {
		buf_adds(out, "0.");
		for (long long i = d.point; i < 0; i++)
			buf_addc(out, '0');
		add_digits(out, &d, 0, count);
	} else {
		size_t point = (size_t)d.point;

		add_digits(out, &d, 0, point);
		if (count > point) {
			buf_addc(out, '.');
			add_digits(out, &d, point, count);
		}
	}
}

static char digit_at(const struct decimal *d, size_t i)
{
	if (i < d->whole.n)
		return d->whole.p[i];
	i -= d->whole.n;
	return i < d->fraction.n ? d->fraction.p[i] : '0';
}

/* Order of two values without their signs, neither zero. */
static int compare_size(const struct decimal *a, const struct decimal *b)
{
	size_t x = a->whole.n + a->fraction.n, y = b->whole.n + b->fraction.n;

	if (a->point != b->point)
		return a->point < b->point ? -1 : 1;
	for (size_t i = 0; i < (x > y ? x : y); i++) {
		int order = digit_at(a, i) - digit_at(b, i);

		if (order)
			return order;
	}
	return 0;
}

static int sign(const struct decimal *d)
{
	return is_zero(d) ? 0 : d->negative ? -1 : 1;
}

int json_number_compare(struct str a, struct str b)
{
	struct decimal x = parse(a), y = parse(b);

	if (sign(&x) != sign(&y) || sign(&x) == 0)
		return sign(&x) - sign(&y);
	return sign(&x) * compare_size(&x, &y);
}
