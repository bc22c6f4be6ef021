#include "base/arena.h"

#include <setjmp.h>
#include <stdbool.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { PIECES = 3000 };

/* Sizes from none to far over a block's, so that every path is taken. */
static size_t size_of_piece(size_t i)
{
	static const size_t sizes[] = { 0,   1,	   15,	  16,	  17,
					100, 5000, 70000, 300000, 2000000 };

	return i % 300 == 299 ? sizes[9] :
	       i % 100 == 99  ? sizes[8] :
				sizes[i * 7 % 8];
}

static void pieces_are_aligned_and_apart(void **state)
{
	struct arena a = { 0 };
	unsigned char *pieces[PIECES];

	(void)state;
	for (size_t i = 0; i < PIECES; i++) {
		pieces[i] = arena_alloc(&a, size_of_piece(i));
		assert_non_null(pieces[i]);
		assert_int_equal((uintptr_t)pieces[i] % _Alignof(max_align_t),
				 0);
		memset(pieces[i], (int)(i % 251), size_of_piece(i));
	}
	for (size_t i = 0; i < PIECES; i++)
		for (size_t j = 0; j < size_of_piece(i); j += 61)
			assert_int_equal(pieces[i][j], i % 251);
	arena_free(&a);
}

static void the_first_may_be_a_large_one(void **state)
{
	struct arena a = { 0 };
	unsigned char *large = arena_alloc(&a, 5000000), *small;

	(void)state;
	memset(large, 1, 5000000);
	small = arena_alloc(&a, 100);
	memset(small, 2, 100);
	assert_int_equal(large[4999999], 1);
	arena_free(&a);
}

static void is_empty_and_usable_after_free(void **state)
{
	struct arena a = { 0 };

	(void)state;
	arena_free(&a);
	(void)arena_alloc(&a, 10);
	arena_free(&a);
	assert_null(a.block);
	memset(arena_alloc(&a, 10), 1, 10);
	arena_free(&a);
}

static void zero_is_zero_in_used_memory_too(void **state)
{
	struct arena a = { 0 };

	(void)state;
	for (int i = 0; i < 50; i++) {
		unsigned char *p = arena_zero(&a, 33, 7);

		for (size_t j = 0; j < 33 * 7; j++)
			assert_int_equal(p[j], 0);
		memset(p, 0xff, 33 * 7);
	}
	arena_free(&a);
}

static void a_growing_array_keeps_its_elements(void **state)
{
	struct arena a = { 0 };
	size_t count = 0, room = 0, *items = NULL;

	(void)state;
	for (; count < 10000; count++) {
		items = arena_grow(&a, items, count, &room, sizeof(*items));
		assert_true(room > count);
		items[count] = count;
	}
	for (size_t i = 0; i < count; i++)
		assert_int_equal(items[i], i);
	arena_free(&a);
}

static void leave_with_3(void)
{
	_exit(3);
}

/* In a child: whether asking for so much ends in the handler. */
static bool ends_in_the_handler(size_t count, size_t size)
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		struct arena a = { 0 };

		arena_on_exhausted(leave_with_3);
		if (size)
			(void)arena_zero(&a, count, size);
		else
			(void)arena_alloc(&a, count);
		_exit(0);
	}
	return child > 0 && waitpid(child, &status, 0) == child &&
	       WIFEXITED(status) && WEXITSTATUS(status) == 3;
}

static void no_memory_ends_in_the_handler(void **state)
{
	(void)state;
	assert_true(ends_in_the_handler(SIZE_MAX, 0));
	assert_true(ends_in_the_handler(SIZE_MAX - 20, 0));
	/* products that wrap around to something small */
	assert_true(ends_in_the_handler(SIZE_MAX / 8 + 2, 8));
	assert_true(ends_in_the_handler(SIZE_MAX, SIZE_MAX));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_are_aligned_and_apart),
		cmocka_unit_test(the_first_may_be_a_large_one),
		cmocka_unit_test(is_empty_and_usable_after_free),
		cmocka_unit_test(zero_is_zero_in_used_memory_too),
		cmocka_unit_test(a_growing_array_keeps_its_elements),
		cmocka_unit_test(no_memory_ends_in_the_handler),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
