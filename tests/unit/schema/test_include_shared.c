/* Steps that many comparisons share: together they end, each for itself has
 * what a plain pair takes. */
#include "include_kit.h"

static struct arena a;

static int clear(void **state)
{
	(void)state;
	arena_free(&a);
	return 0;
}

/* Of two numbers of oneOf inside each other: more work than there is. */
static void nested(struct buf *b, int depth, int salt)
{
	if (depth == 0) {
		buf_addf(b, "{\"minimum\":%d}", salt);
		return;
	}
	buf_adds(b, "{\"oneOf\":[");
	for (int i = 1; i <= 3; i++) {
		buf_adds(b, i > 1 ? "," : "");
		nested(b, depth - 1, salt * 3 + i);
	}
	buf_adds(b, "]}");
}

static struct schema_set *hard(int salt)
{
	struct buf b = buf_in(&a);

	nested(&b, 4, salt);
	return kit_set(&a, buf_str(&b));
}

static struct schema_set *plain(const char *type)
{
	return kit_set(&a, str_fmt(&a,
				   "{\"type\":\"object\",\"properties\":"
				   "{\"a\":{\"type\":\"%s\"}}}",
				   type));
}

static void hard_pairs_share_their_steps_and_plain_ones_need_none(void **state)
{
	struct include_options options = include_options(INCLUDE_INPUT,
							 INCLUDE_STRICT);
	size_t left = 2 * INCLUDE_STEPS, before = left;
	struct schema_set *one = hard(1), *two = hard(2);
	struct inclusion r;

	(void)state;
	options.shared = &left;
	for (int i = 0; i < 20; i++) {
		schema_compare(&a, one, two, &options, &r);
		assert_int_equal(r.verdict, INCLUSION_UNDECIDED);
		assert_true(r.steps_spent);
		assert_true(r.count > 0);
		assert_true(left <= before);
		before = left;
	}
	assert_int_equal(left, 0);
	schema_compare(&a, plain("integer"), plain("number"), &options, &r);
	assert_int_equal(r.verdict, INCLUSION_HOLDS);
	schema_compare(&a, plain("number"), plain("integer"), &options, &r);
	assert_int_equal(r.verdict, INCLUSION_FAILS);
	assert_non_null(r.witness);
	assert_int_equal(r.count, 1);
}

static void a_plain_pair_takes_nothing_of_what_is_shared(void **state)
{
	struct include_options options = include_options(INCLUDE_INPUT,
							 INCLUDE_STRICT);
	size_t left = 1000;
	struct inclusion r;

	(void)state;
	options.shared = &left;
	schema_compare(&a, plain("number"), plain("integer"), &options, &r);
	assert_int_equal(r.verdict, INCLUSION_FAILS);
	assert_int_equal(left, 1000);
}

static void without_a_share_a_pair_has_its_own_steps(void **state)
{
	struct include_options options = include_options(INCLUDE_INPUT,
							 INCLUDE_STRICT);
	size_t left = SIZE_MAX;
	struct inclusion alone, together;

	(void)state;
	schema_compare(&a, hard(1), hard(2), &options, &alone);
	options.shared = &left;
	schema_compare(&a, hard(1), hard(2), &options, &together);
	assert_int_equal(alone.verdict, together.verdict);
	assert_true(alone.steps_spent);
	/* no more than one comparison and its report, however much there is */
	assert_true(SIZE_MAX - left <= 2 * INCLUDE_STEPS);
	assert_true(SIZE_MAX - left > INCLUDE_STEPS / 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(
			hard_pairs_share_their_steps_and_plain_ones_need_none,
			clear),
		cmocka_unit_test_teardown(
			a_plain_pair_takes_nothing_of_what_is_shared, clear),
		cmocka_unit_test_teardown(
			without_a_share_a_pair_has_its_own_steps, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
