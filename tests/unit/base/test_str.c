#include "base/str.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"

static void equal_and_order_are_of_bytes(void **state)
{
	static const char *const rising[] = { "",   "a", "a\x01",
					      "aa", "b", "\xff" };
	const size_t count = sizeof(rising) / sizeof(*rising);

	(void)state;
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < count; j++) {
			struct str x = str_of(rising[i]), y = str_of(rising[j]);
			int order = str_compare(x, y);

			assert_int_equal((order > 0) - (order < 0),
					 (i > j) - (i < j));
			assert_int_equal(str_eq(x, y), i == j);
			assert_int_equal(str_is(x, rising[j]), i == j);
		}
	assert_false(str_eq(STR("a\0b"), STR("a\0c")));
	assert_true(str_eq((struct str){ NULL, 0 }, STR("")));
	assert_int_equal(str_compare((struct str){ NULL, 0 }, STR("")), 0);
}

static void null_is_an_empty_text(void **state)
{
	(void)state;
	assert_int_equal(str_of(NULL).n, 0);
	assert_true(str_is(str_of(NULL), ""));
}

static void begins_and_ends(void **state)
{
	(void)state;
	assert_true(str_starts(STR("prompt.j2"), "prompt"));
	assert_true(str_starts(STR("a"), ""));
	assert_false(str_starts(STR("a"), "ab"));
	assert_true(str_ends(STR("prompt.j2"), ".j2"));
	assert_true(str_ends(STR(""), ""));
	assert_false(str_ends(STR("j2"), ".j2"));
}

static void a_cut_is_clamped_to_the_text(void **state)
{
	const struct str s = STR("abcdef");

	(void)state;
	assert_true(str_is(str_cut(s, 1, 3), "bc"));
	assert_true(str_is(str_cut(s, 0, 99), "abcdef"));
	assert_true(str_is(str_cut(s, 7, 99), ""));
	assert_true(str_is(str_cut(s, 4, 2), ""));
	assert_true(str_is(str_cut(s, 6, 6), ""));
}

static void finds_first_and_last(void **state)
{
	const struct str s = STR("a/b/c");

	(void)state;
	assert_int_equal(str_find(s, '/', 0), 1);
	assert_int_equal(str_find(s, '/', 1), 1);
	assert_int_equal(str_find(s, '/', 2), 3);
	assert_int_equal(str_find(s, '/', 4), s.n);
	assert_int_equal(str_find(s, 'x', 0), s.n);
	assert_int_equal(str_find(s, 'a', 99), s.n);
	assert_int_equal(str_rfind(s, '/'), 3);
	assert_int_equal(str_rfind(s, 'a'), 0);
	assert_int_equal(str_rfind(s, 'x'), s.n);
	assert_int_equal(str_rfind(STR(""), 'x'), 0);
}

static void a_copy_has_a_nul_behind_it(void **state)
{
	struct arena a = { 0 };
	char text[] = { 'a', '\0', 'b', 'x' };
	struct str copy = str_copy(&a, (struct str){ text, 3 });

	(void)state;
	text[0] = 'z';
	assert_int_equal(copy.n, 3);
	assert_memory_equal(copy.p, "a\0b\0", 4);
	assert_string_equal(str_c(&a, STR("abc")), "abc");
	assert_string_equal(str_c(&a, (struct str){ NULL, 0 }), "");
	arena_free(&a);
}

static void formats_as_printf_does(void **state)
{
	struct arena a = { 0 };
	struct str s = str_fmt(&a, "%d-%.*s-%s", 7, STR_ARG(STR("abc")), "x");

	(void)state;
	assert_true(str_is(s, "7-abc-x"));
	assert_int_equal(s.p[s.n], '\0');
	s = str_fmt(&a, "%5000s", "x");
	assert_int_equal(s.n, 5000);
	arena_free(&a);
}

static void a_length_for_printf_is_never_negative(void **state)
{
	(void)state;
	assert_int_equal(str_int(0), 0);
	assert_int_equal(str_int(INT_MAX), INT_MAX);
	assert_int_equal(str_int((size_t)INT_MAX + 1), INT_MAX);
	assert_int_equal(str_int(SIZE_MAX), INT_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_and_order_are_of_bytes),
		cmocka_unit_test(null_is_an_empty_text),
		cmocka_unit_test(begins_and_ends),
		cmocka_unit_test(a_cut_is_clamped_to_the_text),
		cmocka_unit_test(finds_first_and_last),
		cmocka_unit_test(a_copy_has_a_nul_behind_it),
		cmocka_unit_test(formats_as_printf_does),
		cmocka_unit_test(a_length_for_printf_is_never_negative),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
