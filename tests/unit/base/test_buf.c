#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"

static void appends_bytes_texts_and_formats(void **state)
{
	struct arena a = { 0 };
	struct buf b = buf_in(&a);

	(void)state;
	buf_add(&b, STR("a\0b"));
	buf_addc(&b, '-');
	buf_adds(&b, "text");
	buf_adds(&b, "");
	buf_addf(&b, " %u %s", 42u, "x");
	assert_int_equal(buf_str(&b).n, 13);
	assert_memory_equal(buf_str(&b).p, "a\0b-text 42 x", 14);
	arena_free(&a);
}

static void is_empty_text_at_first(void **state)
{
	struct arena a = { 0 };
	struct buf b = buf_in(&a);
	struct str s = buf_str(&b);

	(void)state;
	assert_int_equal(s.n, 0);
	assert_int_equal(s.p[0], '\0');
	arena_free(&a);
}

/* The NUL behind it needs room as well, at every length. */
static void has_room_for_a_nul_at_every_length(void **state)
{
	struct arena a = { 0 };
	struct buf b = buf_in(&a);

	(void)state;
	for (size_t i = 0; i < 5000; i++) {
		struct str s = buf_str(&b);

		assert_int_equal(s.n, i);
		assert_int_equal(s.p[i], '\0');
		buf_addc(&b, 'x');
		assert_true(b.len <= b.room);
	}
	arena_free(&a);
}

static void a_part_of_itself_can_be_appended(void **state)
{
	struct arena a = { 0 };
	struct buf b = buf_in(&a);

	(void)state;
	buf_adds(&b, "ab");
	for (int i = 0; i < 12; i++)
		buf_add(&b, (struct str){ b.data, b.len });
	assert_int_equal(b.len, 2 << 12);
	for (size_t i = 0; i < b.len; i++)
		assert_int_equal(b.data[i], i % 2 ? 'b' : 'a');
	arena_free(&a);
}

static void what_it_gave_stays_while_it_grows(void **state)
{
	struct arena a = { 0 };
	struct buf b = buf_in(&a);
	struct str before;

	(void)state;
	buf_adds(&b, "before");
	before = buf_str(&b);
	for (int i = 0; i < 100000; i++)
		buf_adds(&b, "more and more");
	assert_true(str_is(before, "before"));
	arena_free(&a);
}

static void long_formats_are_whole(void **state)
{
	struct arena a = { 0 };
	struct buf b = buf_in(&a);

	(void)state;
	buf_addf(&b, "%10000d", 7);
	assert_int_equal(b.len, 10000);
	assert_int_equal(buf_str(&b).p[9999], '7');
	arena_free(&a);
}

static void clear_keeps_the_room(void **state)
{
	struct arena a = { 0 };
	struct buf b = buf_in(&a);
	char *data;

	(void)state;
	buf_adds(&b, "text");
	data = b.data;
	buf_clear(&b);
	assert_int_equal(buf_str(&b).n, 0);
	buf_adds(&b, "x");
	assert_ptr_equal(b.data, data);
	assert_true(str_is(buf_str(&b), "x"));
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(appends_bytes_texts_and_formats),
		cmocka_unit_test(is_empty_text_at_first),
		cmocka_unit_test(has_room_for_a_nul_at_every_length),
		cmocka_unit_test(a_part_of_itself_can_be_appended),
		cmocka_unit_test(what_it_gave_stays_while_it_grows),
		cmocka_unit_test(long_formats_are_whole),
		cmocka_unit_test(clear_keeps_the_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
