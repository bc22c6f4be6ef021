#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "release/version.h"

static struct store_version version(const char *text)
{
	struct store_version v;

	assert_int_equal(version_read(str_of(text), &v), 0);
	return v;
}

static void what_is_read_is_written_again(void **state)
{
	static const char *const good[] = { "0.0.0", "1.2.3", "10.20.30",
					    "2.0.0-rc.1", "1.0.0-alpha-7.0" };
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		struct store_version v = version(good[i]);

		assert_string_equal(version_text(&a, &v).p, good[i]);
	}
	arena_free(&a);
}

static void what_is_not_semver_is_refused(void **state)
{
	static const char *const bad[] = { "",	      "1",	   "1.2",
					   "01.2.3",  "1.2.3+b",   "v1.2.3",
					   "1.2.3-",  "1.2.3-01",  "1.2.3 ",
					   "1.2.3.4", "2026-11-20" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct store_version v = { .major = 7 };

		assert_int_equal(version_read(str_of(bad[i]), &v), -1);
		assert_int_equal(v.major, 7);
	}
}

static void only_a_version_without_pre_release_is_stable(void **state)
{
	struct store_version v = version("1.0.0"), rc = version("1.0.0-rc.1");

	(void)state;
	assert_true(version_stable(&v));
	assert_false(version_stable(&rc));
}

static void what_moved_is_the_highest_component_that_rose(void **state)
{
	static const struct {
		const char *from, *to;
		enum bump moved;
	} rows[] = {
		{ "2.3.1", "2.3.1", BUMP_NONE },
		{ "2.3.1", "2.3.0", BUMP_NONE },
		{ "2.3.1", "1.9.9", BUMP_NONE },
		{ "2.3.1", "2.3.2", BUMP_PATCH },
		{ "2.3.1", "2.4.0", BUMP_MINOR },
		{ "2.3.1", "2.5.7", BUMP_MINOR },
		{ "2.3.1", "3.0.0", BUMP_MAJOR },
		{ "0.3.1", "0.4.0", BUMP_MINOR },
		{ "0.3.1", "1.0.0", BUMP_MAJOR },
		/* A pre-release counts as the version it leads to. */
		{ "2.3.1", "3.0.0-rc.1", BUMP_MAJOR },
		{ "2.3.1", "2.4.0-rc.1", BUMP_MINOR },
		{ "2.3.1", "2.3.2-rc.1", BUMP_PATCH },
		{ "2.3.1", "2.3.1-rc.1", BUMP_NONE },
		{ "2.0.0-rc.1", "2.0.0", BUMP_MAJOR },
		{ "2.0.0-rc.1", "2.0.0-rc.2", BUMP_MAJOR },
		{ "2.0.0-rc.2", "2.0.0-rc.1", BUMP_NONE },
		{ "2.1.0-rc.1", "2.1.0", BUMP_MINOR },
		{ "2.1.1-rc.1", "2.1.1", BUMP_PATCH },
		{ "2.1.0-rc.1", "2.1.1", BUMP_PATCH },
		{ "2.1.0-rc.1", "3.0.0", BUMP_MAJOR },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct store_version from = version(rows[i].from);
		struct store_version to = version(rows[i].to);

		if (version_moved(&from, &to) != rows[i].moved)
			fail_msg("%s to %s", rows[i].from, rows[i].to);
	}
}

static void before_1_major_asks_for_minor_and_all_else_for_patch(void **state)
{
	struct store_version early = version("0.4.2"), late = version("1.0.0");

	(void)state;
	assert_int_equal(version_asked(&early, BUMP_MAJOR), BUMP_MINOR);
	assert_int_equal(version_asked(&early, BUMP_MINOR), BUMP_PATCH);
	assert_int_equal(version_asked(&early, BUMP_PATCH), BUMP_PATCH);
	assert_int_equal(version_asked(&early, BUMP_NONE), BUMP_NONE);
	for (int b = BUMP_NONE; b <= BUMP_MAJOR; b++)
		assert_int_equal(version_asked(&late, (enum bump)b), b);
}

static void raising_sets_all_below_to_zero(void **state)
{
	static const struct {
		const char *from;
		enum bump level;
		const char *to;
	} rows[] = {
		{ "2.3.1", BUMP_PATCH, "2.3.2" },
		{ "2.3.1", BUMP_MINOR, "2.4.0" },
		{ "2.3.1", BUMP_MAJOR, "3.0.0" },
		{ "2.3.1", BUMP_NONE, "2.3.1" },
		{ "2.3.1-rc.1", BUMP_MINOR, "2.4.0" },
		{ "0.9.9", BUMP_MINOR, "0.10.0" },
	};
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct store_version from = version(rows[i].from);
		struct store_version to = version_raised(&from, rows[i].level);

		assert_string_equal(version_text(&a, &to).p, rows[i].to);
		if (rows[i].level != BUMP_NONE)
			assert_int_equal(version_moved(&from, &to),
					 rows[i].level);
	}
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_read_is_written_again),
		cmocka_unit_test(what_is_not_semver_is_refused),
		cmocka_unit_test(only_a_version_without_pre_release_is_stable),
		cmocka_unit_test(what_moved_is_the_highest_component_that_rose),
		cmocka_unit_test(
			before_1_major_asks_for_minor_and_all_else_for_patch),
		cmocka_unit_test(raising_sets_all_below_to_zero),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
