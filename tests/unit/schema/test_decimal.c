#include "schema/decimal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"

static struct decimal read(struct arena *a, const char *text)
{
	struct decimal d;

	if (decimal_parse(a, str_of(text), &d) < 0)
		fail_msg("%s is not read", text);
	return d;
}

static const char *show(struct arena *a, const struct decimal *d)
{
	return decimal_text(a, d).p;
}

static void one_value_has_one_form(void **state)
{
	static const char *const rows[][2] = {
		{ "0", "0" },
		{ "-0", "0" },
		{ "0.000", "0" },
		{ "0e99", "0" },
		{ "1", "1" },
		{ "1.0", "1" },
		{ "10e-1", "1" },
		{ "0.1e1", "1" },
		{ "100", "100" },
		{ "-1.50", "-1.5" },
		{ "1e2", "100" },
		{ "12e-3", "0.012" },
		{ "1e30", "1e+30" },
		{ "1E+2", "100" },
		{ "9007199254740993", "9007199254740993" },
		{ "1e-9999", "1e-9999" },
	};
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct decimal d = read(&a, rows[i][0]);
		struct decimal e = read(&a, rows[i][1]);

		assert_string_equal(show(&a, &d), rows[i][1]);
		assert_int_equal(decimal_compare(&d, &e), 0);
		assert_true(str_eq(d.digits, e.digits));
		assert_int_equal(d.exponent, e.exponent);
	}
	arena_free(&a);
}

static void too_many_digits_are_not_read(void **state)
{
	struct arena a = { 0 };
	struct buf b = buf_in(&a);
	struct decimal d;

	(void)state;
	for (int i = 0; i < DECIMAL_DIGITS; i++)
		buf_addc(&b, '7');
	assert_int_equal(decimal_parse(&a, buf_str(&b), &d), 0);
	buf_adds(&b, "000");
	assert_int_equal(decimal_parse(&a, buf_str(&b), &d), 0);
	buf_addc(&b, '7');
	assert_int_equal(decimal_parse(&a, buf_str(&b), &d), -1);
	arena_free(&a);
}

static void values_are_ordered(void **state)
{
	static const char *const rising[] = {
		"-1e9999", "-100",     "-99.5", "-1",
		"-0.5",	   "-1e-9999", "0",	"1e-9999",
		"0.1",	   "0.11",     "1",	"1.00000000000000000001",
		"2",	   "10",       "99",	"1e9999",
	};
	enum { COUNT = sizeof(rising) / sizeof(*rising) };
	struct arena a = { 0 };

	(void)state;
	for (int i = 0; i < COUNT; i++)
		for (int j = 0; j < COUNT; j++) {
			struct decimal x = read(&a, rising[i]);
			struct decimal y = read(&a, rising[j]);
			int order = decimal_compare(&x, &y);

			assert_int_equal(order, (i > j) - (i < j));
		}
	arena_free(&a);
}

static void integers_are_told_and_counts_are_cut(void **state)
{
	struct arena a = { 0 };
	struct decimal d;
	int64_t value = 7;
	uint64_t count = 7;

	(void)state;
	d = read(&a, "1.0");
	assert_true(decimal_is_integer(&d));
	d = read(&a, "1.5");
	assert_false(decimal_is_integer(&d));
	assert_int_equal(decimal_to_int(&d, &value), -1);
	assert_int_equal(decimal_to_count(&d, &count), -1);
	d = read(&a, "9223372036854775807");
	assert_int_equal(decimal_to_int(&d, &value), 0);
	assert_true(value == INT64_MAX);
	d = read(&a, "-9223372036854775808");
	assert_int_equal(decimal_to_int(&d, &value), 0);
	assert_true(value == INT64_MIN);
	assert_int_equal(decimal_to_count(&d, &count), -1);
	d = read(&a, "9223372036854775808");
	assert_int_equal(decimal_to_int(&d, &value), -1);
	assert_int_equal(decimal_to_count(&d, &count), 0);
	assert_true(count == UINT64_MAX);
	d = read(&a, "20e1");
	assert_int_equal(decimal_to_count(&d, &count), 0);
	assert_int_equal(count, 200);
	d = decimal_of(&a, INT64_MIN);
	assert_string_equal(show(&a, &d), "-9223372036854775808");
	arena_free(&a);
}

static void sums_and_roundings_are_exact(void **state)
{
	static const struct {
		const char *x, *y, *sum, *difference, *floor, *ceil;
	} rows[] = {
		{ "0.1", "0.2", "0.3", "-0.1", "0", "1" },
		{ "-0.1", "0.1", "0", "-0.2", "-1", "0" },
		{ "99", "1", "100", "98", "99", "99" },
		{ "1e20", "-1", "99999999999999999999", "100000000000000000001",
		  "100000000000000000000", "100000000000000000000" },
		{ "-2.5", "-2.5", "-5", "0", "-3", "-2" },
		{ "0", "-7", "-7", "7", "0", "0" },
		{ "-50", "1", "-49", "-51", "-50", "-50" },
		{ "10.5", "0", "10.5", "10.5", "10", "11" },
		{ "-1e-30", "0", "-1e-30", "-1e-30", "-1", "0" },
	};
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct decimal x = read(&a, rows[i].x), y = read(&a, rows[i].y);
		struct decimal out;

		assert_int_equal(decimal_add(&a, &x, &y, &out), 0);
		assert_string_equal(show(&a, &out), rows[i].sum);
		assert_int_equal(decimal_subtract(&a, &x, &y, &out), 0);
		assert_string_equal(show(&a, &out), rows[i].difference);
		assert_int_equal(decimal_floor(&a, &x, &out), 0);
		assert_string_equal(show(&a, &out), rows[i].floor);
		assert_int_equal(decimal_ceil(&a, &x, &out), 0);
		assert_string_equal(show(&a, &out), rows[i].ceil);
	}
	arena_free(&a);
}

static void multiples_are_exact(void **state)
{
	static const struct {
		const char *x, *y;
		bool multiple;
		const char *floor, *ceil, *lcm;
	} rows[] = {
		{ "0.3", "0.1", true, "0.3", "0.3", "0.3" },
		{ "0.0075", "0.0001", true, "0.0075", "0.0075", "0.0075" },
		{ "0.00751", "0.0001", false, "0.0075", "0.0076", "0.0751" },
		{ "7", "2", false, "6", "8", "14" },
		{ "-7", "2", false, "-8", "-6", NULL },
		{ "0", "3", true, "0", "0", NULL },
		{ "1e300", "0.123456789", false, NULL, NULL, NULL },
		{ "12", "18", false, "0", "18", "36" },
		{ "1.5", "1", false, "1", "2", "3" },
	};
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct decimal x = read(&a, rows[i].x), y = read(&a, rows[i].y);
		struct decimal out;

		assert_int_equal(decimal_is_multiple(&x, &y), rows[i].multiple);
		if (rows[i].floor) {
			assert_int_equal(
				decimal_multiple_floor(&a, &x, &y, &out), 0);
			assert_string_equal(show(&a, &out), rows[i].floor);
			assert_int_equal(
				decimal_multiple_ceil(&a, &x, &y, &out), 0);
			assert_string_equal(show(&a, &out), rows[i].ceil);
		}
		if (rows[i].lcm) {
			assert_int_equal(decimal_lcm(&a, &x, &y, &out), 0);
			assert_string_equal(show(&a, &out), rows[i].lcm);
		}
	}
	arena_free(&a);
}

/* Divisors of few digits and of many go two ways: both come to the same. */
static void many_digits_divide_too(void **state)
{
	struct arena a = { 0 };
	struct decimal x = read(&a, "1e9999"), y, z;

	(void)state;
	y = read(&a, "1024e-40");
	assert_true(decimal_is_multiple(&x, &y));
	y = read(&a, "98765432109876543210987654321");
	assert_false(decimal_is_multiple(&x, &y));
	x = y;
	for (int i = 1; i < 7; i++)
		assert_int_equal(decimal_add(&a, &x, &y, &x), 0);
	assert_true(decimal_is_multiple(&x, &y));
	z = decimal_of(&a, 1);
	assert_int_equal(decimal_add(&a, &x, &z, &z), 0);
	assert_false(decimal_is_multiple(&z, &y));
	/* past what is worked out */
	x = read(&a, "1e2000");
	z = read(&a, "7");
	assert_int_equal(decimal_multiple_floor(&a, &x, &z, &y), -1);
	assert_int_equal(decimal_lcm(&a, &x, &z, &y), -1);
	x = read(&a, "1e9999");
	z = read(&a, "1e-9999");
	assert_int_equal(decimal_add(&a, &x, &z, &y), 0);
	arena_free(&a);
}

static int64_t gcd(int64_t x, int64_t y)
{
	while (y) {
		int64_t rest = x % y;

		x = y;
		y = rest;
	}
	return x;
}

/* Against the machine's own arithmetic, where that is exact. */
static void agrees_with_integers(void **state)
{
	unsigned seed = 7;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		struct arena a = { 0 };
		int64_t u = rand_r(&seed) % 20001 - 10000;
		int64_t v = rand_r(&seed) % 300 + 1, got = 0;
		int64_t rest = ((u % v) + v) % v;
		struct decimal x = decimal_of(&a, u), y = decimal_of(&a, v);
		struct decimal out;

		assert_int_equal(decimal_compare(&x, &y), (u > v) - (u < v));
		assert_int_equal(decimal_is_multiple(&x, &y), rest == 0);
		assert_int_equal(decimal_add(&a, &x, &y, &out), 0);
		assert_int_equal(decimal_to_int(&out, &got), 0);
		assert_true(got == u + v);
		assert_int_equal(decimal_multiple_floor(&a, &x, &y, &out), 0);
		assert_int_equal(decimal_to_int(&out, &got), 0);
		assert_true(got == u - rest);
		assert_int_equal(decimal_multiple_ceil(&a, &x, &y, &out), 0);
		assert_int_equal(decimal_to_int(&out, &got), 0);
		assert_true(got == (rest ? u - rest + v : u));
		if (u > 0) {
			assert_int_equal(decimal_lcm(&a, &x, &y, &out), 0);
			assert_int_equal(decimal_to_int(&out, &got), 0);
			assert_true(got == u / gcd(u, v) * v);
		}
		arena_free(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_value_has_one_form),
		cmocka_unit_test(too_many_digits_are_not_read),
		cmocka_unit_test(values_are_ordered),
		cmocka_unit_test(integers_are_told_and_counts_are_cut),
		cmocka_unit_test(sums_and_roundings_are_exact),
		cmocka_unit_test(multiples_are_exact),
		cmocka_unit_test(many_digits_divide_too),
		cmocka_unit_test(agrees_with_integers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
