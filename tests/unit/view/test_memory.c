#include "scratch.h"

static const struct view_file files[] = {
	{ { "p/b", 3 }, { "2\n", 2 } },
	{ { "a", 1 }, { "1\n", 2 } },
	{ { "p-c", 3 }, { "", 0 } },
	{ { "a", 1 }, { "one\n", 4 } }, /* the later one wins */
};

static void files_from_memory_are_a_view(void **state)
{
	struct view *view;
	struct str bytes;

	(void)state;
	works(view_memory(&view, &arena, files, 4, &err));
	assert_int_equal(view_kind(view), VIEW_MEMORY);
	assert_string_equal(view_name(view), "memory");
	assert_string_equal(list_of(view, ""), "a p-c p/b");
	assert_string_equal(list_of(view, "p"), "p/b");
	assert_string_equal(bytes_of(view, "a"), "one\n");
	assert_string_equal(bytes_of(view, "p-c"), "");
	assert_string_equal(bytes_of(view, "p"), "(absent)");
	assert_string_equal(hex_at(view, "a"),
			    "5626abf0f72e58d7a153368ba57db4c673c0e171");
	assert_int_equal(view_read(view, &arena, STR("a"), 3, &bytes, &err),
			 ERROR_REFUSED);
	error_clear(&err);
	works(view_memory(&view, &arena, NULL, 0, &err));
	assert_string_equal(list_of(view, ""), "");
	arena_free(&arena);
}

static void an_overlay_replaces_adds_and_takes_away(void **state)
{
	static const struct view_file plan[] = {
		{ { "p/b", 3 }, { "new\n", 4 } },
		{ { "p/a", 3 }, { "added\n", 6 } },
		{ { "a", 1 }, { NULL, 0 } },
		{ { "gone", 4 }, { NULL, 0 } },
		{ { "z", 1 }, { "z\n", 2 } },
	};
	struct view *base, *view, *twice;

	(void)state;
	works(view_memory(&base, &arena, files, 4, &err));
	works(view_overlay(&view, &arena, base, plan, 5, &err));
	assert_string_equal(list_of(view, ""), "p-c p/a p/b z");
	assert_string_equal(list_of(view, "p"), "p/a p/b");
	assert_string_equal(bytes_of(view, "a"), "(absent)");
	assert_string_equal(bytes_of(view, "p/b"), "new\n");
	assert_string_equal(bytes_of(view, "p/a"), "added\n");
	assert_string_equal(bytes_of(view, "p-c"), "");
	assert_string_equal(bytes_of(base, "a"), "one\n");
	assert_string_equal(diff_of(base, view, ""), "-a +p/a !p/b +z");
	assert_string_equal(diff_of(base, view, "p"), "+p/a !p/b");
	assert_string_equal(diff_of(view, view, ""), "");
	works(view_overlay(&twice, &arena, view, files, 2, &err));
	assert_string_equal(diff_of(base, twice, ""), "!a +p/a +z");
	arena_free(&arena);
}

static void a_union_has_what_any_has_and_the_first_wins(void **state)
{
	static const struct view_file more[] = {
		{ { "a", 1 }, { "other\n", 6 } },
		{ { "b", 1 }, { "b\n", 2 } },
	};
	struct view *two[2], *view;

	(void)state;
	works(view_memory(&two[0], &arena, files, 4, &err));
	works(view_memory(&two[1], &arena, more, 2, &err));
	works(view_union(&view, &arena, two, 2, &err));
	assert_string_equal(list_of(view, ""), "a b p-c p/b");
	assert_string_equal(list_of(view, "p"), "p/b");
	assert_string_equal(bytes_of(view, "a"), "one\n");
	assert_string_equal(bytes_of(view, "b"), "b\n");
	assert_string_equal(bytes_of(view, "c"), "(absent)");
	arena_free(&arena);
}

static int stop(void *argument, const struct view_entry *entry)
{
	(void)entry;
	++*(int *)argument;
	return 7;
}

static void a_listing_ends_when_its_caller_says_so(void **state)
{
	struct view *two[2], *view;
	int calls = 0;

	(void)state;
	works(view_memory(&two[0], &arena, files, 4, &err));
	works(view_overlay(&two[1], &arena, two[0], files, 1, &err));
	assert_int_equal(view_each(two[0], STR_EMPTY, stop, &calls, &err), 7);
	assert_int_equal(view_each(two[1], STR_EMPTY, stop, &calls, &err), 7);
	works(view_union(&view, &arena, two, 2, &err));
	assert_int_equal(view_each(view, STR_EMPTY, stop, &calls, &err), 7);
	assert_int_equal(calls, 3);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_from_memory_are_a_view),
		cmocka_unit_test(an_overlay_replaces_adds_and_takes_away),
		cmocka_unit_test(a_union_has_what_any_has_and_the_first_wins),
		cmocka_unit_test(a_listing_ends_when_its_caller_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
