/* Lines and columns of offsets, in any order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "format/spots.h"

static void agrees_with_counting_from_the_top(void **state)
{
	static const char *const pieces[] = { "a",	   "\n",
					      "\r\n",	   "\r",
					      "\xc3\xa9",  "\xf0\x9f\x98\x80",
					      "long line " };
	struct arena a = { 0 };
	struct buf b = buf_in(&a);
	struct str text;
	struct spots *s;
	unsigned seed = 1;

	(void)state;
	for (size_t i = 0; i < 3000; i++) {
		seed = seed * 1103515245 + 12345;
		buf_adds(&b, pieces[(seed >> 16) % 7]);
		if (i % 1000 == 999) /* a line of several marks */
			for (size_t k = 0; k < 400; k++)
				buf_adds(&b, pieces[4 + k % 3]);
	}
	text = buf_str(&b);
	s = spots_of(&a, text);
	for (size_t i = 0; i <= text.n; i += 7) {
		struct pos want = text_pos(text, i), is;
		bool inside = i < text.n &&
			      (((unsigned char)text.p[i] & 0xc0) == 0x80 ||
			       (i && text.p[i] == '\n' &&
				text.p[i - 1] == '\r'));

		if (inside)
			continue;
		is = spots_pos(s, i);
		assert_int_equal(is.line, want.line);
		assert_int_equal(is.column, want.column);
		assert_int_equal(spots_offset(s, want), i);
	}
	arena_free(&a);
}

static void ends_where_the_text_does(void **state)
{
	struct arena a = { 0 };
	struct spots *empty = spots_of(&a, STR_EMPTY);
	struct spots *s = spots_of(&a, STR("ab\nc"));

	(void)state;
	assert_int_equal(spots_pos(empty, 0).line, 1);
	assert_int_equal(spots_pos(empty, 9).column, 1);
	assert_int_equal(spots_offset(empty, (struct pos){ 3, 1 }), 0);
	assert_int_equal(spots_pos(s, 99).line, 2);
	assert_int_equal(spots_pos(s, 99).column, 2);
	assert_int_equal(spots_offset(s, (struct pos){ 9, 9 }), 4);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_counting_from_the_top),
		cmocka_unit_test(ends_where_the_text_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
