#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "prompt/lines.h"
#include "prompt/nearest.h"
#include "prompt/requires.h"

static const struct {
	const char *value;
	int rc;
} values[] = {
	{ ">=0", 0 },
	{ ">=0.1", 0 },
	{ ">=0.1.0", 0 },
	{ ">= 0.1", 0 },
	{ ">=0.1.1", ERROR_FAILED },
	{ ">=0.2", ERROR_FAILED },
	{ ">=1", ERROR_FAILED },
	{ ">=10.0.0", ERROR_FAILED },
	{ "", ERROR_USAGE },
	{ "0.1", ERROR_USAGE },
	{ ">=", ERROR_USAGE },
	{ ">=1.", ERROR_USAGE },
	{ ">=1.2.3.4", ERROR_USAGE },
	{ ">=x", ERROR_USAGE },
	{ ">=1 2", ERROR_USAGE },
	{ ">0.1", ERROR_USAGE },
	{ ">=99999999999999999999", ERROR_USAGE },
};

static void compares_versions_number_by_number(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		struct error err = { 0 };

		if (requires_value(str_of(values[i].value), &err) !=
		    values[i].rc)
			fail_msg("%s", values[i].value);
		assert_int_equal(err.code != ERROR_NONE,
				 values[i].rc == ERROR_FAILED);
	}
}

static const struct {
	const char *text;
	bool newer;
} scans[] = {
	{ "requires: \">=2\"", true },
	{ "requires : >=2 # comment", true },
	{ "a: b\r\nrequires: '>=2'\r\n", true },
	{ "a: b\rrequires: '>=2'\r", true },
	{ "promptpin: 2", true },
	{ "promptpin: \"2\"\n{{{", true },
	{ " requires: \">=2\"", false }, /* a key of something else */
	{ "# requires: \">=2\"", false },
	{ "requires_not: \">=2\"", false },
	{ "requires: nonsense", false }, /* said when the key is read */
	{ "promptpin: 1", false },
	{ "", false },
};

static void scans_for_it_whatever_else_there_is(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(scans) / sizeof(scans[0]); i++) {
		struct error err = { 0 };

		if ((requires_scan(str_of(scans[i].text), &err) ==
		     ERROR_FAILED) != scans[i].newer)
			fail_msg("%s", scans[i].text);
		assert_true(!scans[i].newer || err.help[0]);
	}
}

static void knows_a_newer_store(void **state)
{
	struct error err = { 0 };

	(void)state;
	assert_int_equal(requires_format(STR("promptpin-store 1\n"), &err), 0);
	assert_int_equal(requires_format(STR("something\n"), &err), 0);
	assert_int_equal(err.code, ERROR_NONE);
	assert_int_equal(requires_format(STR("promptpin-store 12\n"), &err),
			 ERROR_FAILED);
}

static void finds_the_nearest_name(void **state)
{
	static const char *const names[] = { "params", "prompts", "push", "x",
					     NULL };

	(void)state;
	assert_string_equal(nearest(STR("parms"), names), "params");
	assert_string_equal(nearest(STR("prmpts"), names), "prompts");
	assert_string_equal(nearest(STR("psuh"), names), "push");
	assert_null(nearest(STR("zzzzzz"), names));
	assert_null(nearest(STR("y"), names)); /* nothing of it is left */
	assert_null(nearest(STR(""), names));
}

static void gives_lines_by_number(void **state)
{
	struct arena a = { 0 };
	struct lines lines = { .text = STR("one\r\ntwo\rthree\n\nfive") };

	(void)state;
	assert_true(str_is(lines_get(&lines, &a, 1), "one"));
	assert_true(str_is(lines_get(&lines, &a, 2), "two"));
	assert_true(str_is(lines_get(&lines, &a, 3), "three"));
	assert_true(str_is(lines_get(&lines, &a, 4), ""));
	assert_true(str_is(lines_get(&lines, &a, 5), "five"));
	assert_true(str_is(lines_get(&lines, &a, 6), ""));
	assert_true(str_is(lines_get(&lines, &a, 0), ""));
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compares_versions_number_by_number),
		cmocka_unit_test(scans_for_it_whatever_else_there_is),
		cmocka_unit_test(knows_a_newer_store),
		cmocka_unit_test(finds_the_nearest_name),
		cmocka_unit_test(gives_lines_by_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
