#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "syntax/json.h"

static struct arena a;

static int clear(void **state)
{
	(void)state;
	arena_free(&a);
	return 0;
}

static struct str canonical(struct str written)
{
	struct buf b = buf_in(&a);

	json_number(&b, written);
	return buf_str(&b);
}

static void one_value_has_one_spelling(void **state)
{
	static const char *const cases[][2] = {
		{ "0", "0" },
		{ "-0", "0" },
		{ "-0.0e5", "0" },
		{ "0e9999", "0" },
		{ "1", "1" },
		{ "-1.0", "-1" },
		{ "10e-1", "1" },
		{ "0.00e0", "0" },
		{ "100", "100" },
		{ "1E2", "100" },
		{ "1.10", "1.1" },
		{ "0.7", "0.7" },
		{ "70e-2", "0.7" },
		{ "0.000001", "0.000001" },
		{ "0.0000001", "1e-7" },
		{ "0.00000123", "0.00000123" },
		{ "0.000000123", "1.23e-7" },
		{ "123e-20", "1.23e-18" },
		{ "1e20", "100000000000000000000" },
		{ "1e21", "1e+21" },
		{ "12e20", "1.2e+21" },
		{ "123456789012345678901", "123456789012345678901" },
		{ "1234567890123456789012", "1.234567890123456789012e+21" },
		{ "123456789012345678901.5", "123456789012345678901.5" },
		{ "9007199254740993", "9007199254740993" },
		{ "1.7976931348623157e308", "1.7976931348623157e+308" },
		{ "1.7976931348623159e308", "1.7976931348623159e+308" },
		{ "5e-324", "5e-324" },
		{ "1e9999", "1e+9999" },
		{ "-1e-9999", "-1e-9999" },
		{ "333333333.33333329", "333333333.33333329" },
		{ "0.1000000000000000055511151231257827",
		  "0.1000000000000000055511151231257827" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct str got = canonical(str_of(cases[i][0]));

		if (!str_is(got, cases[i][1]))
			fail_msg("%s: %s, not %s", cases[i][0], got.p,
				 cases[i][1]);
		/* And that spelling stays. */
		got = canonical(got);
		if (!str_is(got, cases[i][1]))
			fail_msg("%s: again %s", cases[i][0], got.p);
	}
}

static uint64_t seed = 88172645463325252u;

static uint64_t next_random(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

/* ECMAScript's layout of a double's shortest digits, by its own steps. */
static struct str ecmascript(const char *digits, int point, bool negative)
{
	struct buf b = buf_in(&a);
	int k = (int)strlen(digits);

	if (negative)
		buf_addc(&b, '-');
	if (k <= point && point <= 21) {
		buf_adds(&b, digits);
		for (int i = k; i < point; i++)
			buf_addc(&b, '0');
	} else if (0 < point && point <= 21) {
		buf_addf(&b, "%.*s.%s", point, digits, digits + point);
	} else if (-6 < point && point <= 0) {
		buf_adds(&b, "0.");
		for (int i = point; i < 0; i++)
			buf_addc(&b, '0');
		buf_adds(&b, digits);
	} else {
		buf_addc(&b, digits[0]);
		if (k > 1)
			buf_addf(&b, ".%s", digits + 1);
		buf_addf(&b, "e%c%d", point > 0 ? '+' : '-', abs(point - 1));
	}
	return buf_str(&b);
}

/* Random digits and exponents, written in many ways: one layout. */
static void layout_is_ecmascripts_however_it_was_written(void **state)
{
	(void)state;
	for (int round = 0; round < 20000; round++) {
		char digits[32];
		int k = 1 + (int)(next_random() % 25), shift, point;
		bool negative = next_random() % 2;
		struct str want, got;
		struct buf written = buf_in(&a);

		for (int i = 0; i < k; i++)
			digits[i] = (char)('0' + next_random() % 10);
		digits[0] = (char)('1' + next_random() % 9);
		digits[k - 1] = (char)('1' + next_random() % 9);
		digits[k] = '\0';
		point = (int)(next_random() % 60) - 30;
		want = ecmascript(digits, point, negative);
		shift = (int)(next_random() % (unsigned)k);
		/* first digits, point, the rest, zeros, exponent */
		buf_addf(&written, "%s%.*s.%s00e%d", negative ? "-" : "",
			 shift + 1, digits, digits + shift + 1,
			 point - shift - 1);
		got = canonical(buf_str(&written));
		if (!str_eq(got, want))
			fail_msg("%s: %s, not %s", buf_str(&written).p, got.p,
				 want.p);
		if (json_number_compare(got, buf_str(&written)) != 0)
			fail_msg("%s is not %s", got.p, buf_str(&written).p);
	}
}

static void compares_by_value(void **state)
{
	static const char *const rising[] = {
		"-1e9999", "-1e21",    "-10",	  "-9.99",
		"-9.9",	   "-1e-9999", "0",	  "1e-7",
		"0.1",	   "0.11",     "1",	  "1.000000000000000000001",
		"2",	   "10",       "10.0001", "9.9e10",
		"1e9999",
	};
	const size_t count = sizeof(rising) / sizeof(*rising);

	(void)state;
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < count; j++) {
			int order = json_number_compare(str_of(rising[i]),
							str_of(rising[j]));

			if ((order > 0) - (order < 0) != (i > j) - (i < j))
				fail_msg("%s and %s: %d", rising[i], rising[j],
					 order);
		}
	assert_int_equal(json_number_compare(STR("-0"), STR("0.000")), 0);
	assert_int_equal(json_number_compare(STR("1e2"), STR("100.00")), 0);
}

static int reads(const char *text)
{
	struct node node;
	struct syntax_error why;

	return json_read(&a, str_of(text), &node, &why);
}

static void exponents_end_at_9999(void **state)
{
	(void)state;
	assert_int_equal(reads("1e9999"), 0);
	assert_int_equal(reads("1E+9999"), 0);
	assert_int_equal(reads("-9.99e-9999"), 0);
	assert_int_equal(reads("1e09999"), 0);
	assert_int_equal(reads("1e10000"), -1);
	assert_int_equal(reads("1e-10000"), -1);
	assert_int_equal(reads("0e10000"), -1);
	assert_int_equal(reads("1e99999999999999999999"), -1);
	/* What the canonical form would have to write counts as well. */
	assert_int_equal(reads("10e9999"), -1);
	assert_int_equal(reads("0.1e-9999"), -1);
	assert_int_equal(reads("0.1e9999"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_value_has_one_spelling),
		cmocka_unit_test(layout_is_ecmascripts_however_it_was_written),
		cmocka_unit_test(compares_by_value),
		cmocka_unit_test(exponents_end_at_9999),
	};

	return cmocka_run_group_tests(tests, NULL, clear);
}
