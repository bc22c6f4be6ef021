#include "kit.h"

static int read_text(struct store_version *v, const char *text)
{
	return store_version_read(v, text, strlen(text));
}

/* semver.org's list of valid versions, without those with build metadata. */
static void reads_and_writes_valid_versions(void **state)
{
	static const char *const valid[] = {
		"0.0.4",
		"1.2.3",
		"10.20.30",
		"1.1.2-prerelease",
		"1.0.0-alpha",
		"1.0.0-beta",
		"1.0.0-alpha.beta",
		"1.0.0-alpha.beta.1",
		"1.0.0-alpha.1",
		"1.0.0-alpha0.valid",
		"1.0.0-alpha.0valid",
		"1.0.0-rc.1",
		"2.0.0",
		"1.1.7",
		"2.0.0-rc.1",
		"1.2.3-beta",
		"10.2.3-DEV-SNAPSHOT",
		"1.2.3-SNAPSHOT-123",
		"1.2.3----RC-SNAPSHOT.12.9.1--.12",
		"1.0.0-0A.is.legal",
		"1.2.3----R-S.12.9.1--.12",
		"1.0.0-0",
		"1.0.0--",
		"999999999.999999999.999999999",
		"0.0.0",
		"1.0.0-99999999999999999999999",
	};
	char text[STORE_VERSION_MAX + 32];
	struct store_version v;

	(void)state;
	for (size_t i = 0; i < sizeof(valid) / sizeof(*valid); i++) {
		if (read_text(&v, valid[i]) < 0)
			fail_msg("refused: %s", valid[i]);
		store_version_write(&v, text);
		assert_string_equal(text, valid[i]);
		assert_int_equal(store_version_compare(&v, &v), 0);
	}
}

/* semver.org's list of invalid ones, those with build metadata, and ours. */
static void refuses_invalid_versions(void **state)
{
	static const char *const invalid[] = {
		"1",
		"1.2",
		"1.2.3-0123",
		"1.2.3-0123.0123",
		"1.1.2+.123",
		"+invalid",
		"-invalid",
		"-invalid+invalid",
		"-invalid.01",
		"alpha",
		"alpha.beta",
		"alpha.beta.1",
		"alpha.1",
		"alpha+beta",
		"alpha_beta",
		"alpha.",
		"alpha..",
		"beta",
		"1.0.0-alpha_beta",
		"-alpha.",
		"1.0.0-alpha..",
		"1.0.0-alpha..1",
		"1.0.0-alpha...1",
		"1.0.0-alpha....1",
		"1.0.0-alpha.....1",
		"1.0.0-alpha......1",
		"1.0.0-alpha.......1",
		"01.1.1",
		"1.01.1",
		"1.1.01",
		"1.2.3.DEV",
		"1.2-SNAPSHOT",
		"1.2.31.2.3----RC-SNAPSHOT.12.09.1--..12+788",
		"1.2-RC-SNAPSHOT",
		"-1.0.3-gamma+b7718",
		"+justmeta",
		"9.8.7+meta+meta",
		"9.8.7-whatever+meta+meta",
		"99999999999999999999999.999999999999999999.99999999999999999----RC-SNAPSHOT.12.09.1--------------------------------..12",
		"1.1.2+meta",
		"1.1.2-prerelease+meta",
		"1.1.2+meta-valid",
		"1.0.0-rc.1+build.1",
		"2.0.0+build.1848",
		"1.0.0+0.build.1-rc",
		"1.2.3----RC-SNAPSHOT.12.9.1--.12+788",
		"99999999999999999999999.999999999999999999.99999999999999999",
		"",
		".",
		"..",
		"1.",
		"1.2.",
		"1.2.3-",
		"1.2.3 ",
		" 1.2.3",
		"1.2.3\n",
		"v1.2.3",
		"1000000000.0.0",
		"0.1000000000.0",
		"0.0.1000000000",
		"1.2.3-a.",
		"1.2.3-.a",
		"1.2.3-a/b",
		"1.2.3-\xc3\xa4",
		"1..2",
		"1.2.3-00",
		"0x1.0.0",
		"1.-2.3",
		"1.+2.3",
		"1,2,3",
	};
	struct store_version v, before;

	(void)state;
	memset(&before, 7, sizeof(before));
	v = before;
	for (size_t i = 0; i < sizeof(invalid) / sizeof(*invalid); i++)
		if (read_text(&v, invalid[i]) == 0)
			fail_msg("taken: %s", invalid[i]);
	assert_int_equal(store_version_read(&v, "1.2.3\0", 6), -1);
	assert_int_equal(store_version_read(&v, "1.2.3-a\0b", 9), -1);
	assert_int_equal(store_version_read(&v, "1.2.345", 4), -1);
	assert_memory_equal(&v, &before, sizeof(v));
	assert_int_equal(store_version_read(&v, "1.2.345", 5), 0);
	assert_int_equal(v.patch, 3);
}

static void bounds_what_follows_the_dash(void **state)
{
	char text[128] = "999999999.999999999.999999999-";
	char out[STORE_VERSION_MAX + 32];
	const size_t n = strlen(text);
	struct store_version v;

	(void)state;
	memset(text + n, 'a', 64);
	assert_int_equal(store_version_read(&v, text, n + 64), -1);
	assert_int_equal(store_version_read(&v, text, n + 63), 0);
	text[n + 63] = '\0';
	store_version_write(&v, out);
	assert_string_equal(out, text);
}

/* Ascending by section 11; each is compared with each. */
static void orders_by_precedence(void **state)
{
	static const char *const ascending[] = {
		"0.0.0-0",
		"0.0.0",
		"0.0.1",
		"0.1.0",
		"1.0.0-0",
		"1.0.0-9",
		"1.0.0-10",
		"1.0.0-99999999999999999999",
		"1.0.0-100000000000000000000",
		"1.0.0--",
		"1.0.0-A",
		"1.0.0-alpha",
		"1.0.0-alpha.1",
		"1.0.0-alpha.1.0",
		"1.0.0-alpha.beta",
		"1.0.0-alpha0",
		"1.0.0-beta",
		"1.0.0-beta.2",
		"1.0.0-beta.11",
		"1.0.0-rc.1",
		"1.0.0",
		"1.0.1-a",
		"2.0.0",
		"2.1.0",
		"2.1.1",
		"10.0.0",
		"999999999.0.0",
	};
	const size_t n = sizeof(ascending) / sizeof(*ascending);
	struct store_version a, b;

	(void)state;
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < n; j++) {
			int order;

			assert_int_equal(read_text(&a, ascending[i]), 0);
			assert_int_equal(read_text(&b, ascending[j]), 0);
			order = store_version_compare(&a, &b);
			if ((order > 0) - (order < 0) != (i > j) - (i < j))
				fail_msg("%s and %s: %d", ascending[i],
					 ascending[j], order);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_and_writes_valid_versions),
		cmocka_unit_test(refuses_invalid_versions),
		cmocka_unit_test(bounds_what_follows_the_dash),
		cmocka_unit_test(orders_by_precedence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
