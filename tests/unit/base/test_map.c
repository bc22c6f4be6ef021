#include "base/map.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"

static void an_absent_key_has_no_value(void **state)
{
	struct arena a = { 0 };
	struct map m = map_in(&a);
	int one = 1;

	(void)state;
	assert_null(map_get(&m, STR("a")));
	*map_put(&m, STR("a")) = &one;
	assert_null(map_get(&m, STR("b")));
	assert_null(map_get(&m, STR("")));
	assert_ptr_equal(map_get(&m, STR("a")), &one);
	arena_free(&a);
}

static void a_key_is_put_once(void **state)
{
	struct arena a = { 0 };
	struct map m = map_in(&a);
	int one = 1, two = 2;
	void **place = map_put(&m, STR("a"));

	(void)state;
	assert_null(*place);
	*place = &one;
	place = map_put(&m, STR("a"));
	assert_ptr_equal(*place, &one);
	*place = &two;
	assert_ptr_equal(map_get(&m, STR("a")), &two);
	assert_int_equal(m.count, 1);
	arena_free(&a);
}

static void keys_may_hold_any_byte(void **state)
{
	static const struct str keys[] = {
		{ "", 0 },	    { "\0", 1 },       { "\0\0", 2 },
		{ "a\0b", 3 },	    { "a\0c", 3 },     { "\xff", 1 },
		{ "1234567", 7 },   { "12345678", 8 }, { "123456789", 9 },
		{ "1234567\0", 8 },
	};
	const size_t count = sizeof(keys) / sizeof(*keys);
	struct arena a = { 0 };
	struct map m = map_in(&a);
	int values[10];

	(void)state;
	for (size_t i = 0; i < count; i++)
		*map_put(&m, keys[i]) = &values[i];
	assert_int_equal(m.count, count);
	for (size_t i = 0; i < count; i++)
		assert_ptr_equal(map_get(&m, keys[i]), &values[i]);
	arena_free(&a);
}

static void many_keys_are_found_and_stay_in_order(void **state)
{
	enum { MANY = 50000 };
	static int values[MANY];
	struct arena a = { 0 };
	struct map m = map_in(&a);

	(void)state;
	for (int i = 0; i < MANY; i++)
		*map_put(&m, str_fmt(&a, "key/%d", i)) = &values[i];
	assert_int_equal(m.count, MANY);
	for (int i = 0; i < MANY; i++) {
		assert_ptr_equal(map_get(&m, str_fmt(&a, "key/%d", i)),
				 &values[i]);
		assert_ptr_equal(m.entries[i].value, &values[i]);
	}
	assert_null(map_get(&m, STR("key/50000")));
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_absent_key_has_no_value),
		cmocka_unit_test(a_key_is_put_once),
		cmocka_unit_test(keys_may_hold_any_byte),
		cmocka_unit_test(many_keys_are_found_and_stay_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
