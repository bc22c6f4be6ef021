/* What a view was asked for, as a whole and in parts. */
#include "unit/view/scratch.h"

#include "view/trace.h"

static const struct view_file files[] = {
	{ { "a", 1 }, { "1", 1 } },
	{ { "b/c", 3 }, { "2", 1 } },
	{ { "b/d", 3 }, { "3", 1 } },
};

static struct view *traced(void)
{
	struct view *view;

	assert_int_equal(view_memory(&view, &arena, files, 3, &err), 0);
	return view_trace(&arena, view);
}

static int ignore(void *argument, const struct view_entry *entry)
{
	(void)argument, (void)entry;
	return 0;
}

static void ask(struct view *view, const char *path)
{
	(void)view_find(view, str_of(path), NULL, &err);
}

static void list(struct view *view, const char *folder)
{
	assert_int_equal(view_each(view, str_of(folder), ignore, NULL, &err),
			 0);
}

/* The keys of the part that ends here, joined. */
static const char *cut(struct view *view)
{
	struct str all = STR_EMPTY, *keys;
	size_t count;

	assert_true(view_trace_cut(view, &arena, &keys, &count));
	for (size_t i = 0; i < count; i++)
		all = str_fmt(&arena, "%.*s%.*s|", STR_ARG(all),
			      STR_ARG(keys[i]));
	return str_c(&arena, all);
}

static void a_part_has_what_was_asked_for_since_the_cut(void **state)
{
	struct view *view = traced();

	(void)state;
	assert_string_equal(cut(view), "");
	ask(view, "a");
	ask(view, "missing");
	ask(view, "a");
	list(view, "b");
	assert_string_equal(cut(view), "a|missing|b/|");
	ask(view, "missing"); /* again, for another */
	ask(view, "b/c");
	assert_string_equal(cut(view), "missing|b/c|");
	list(view, "");
	assert_string_equal(cut(view), "|");
	assert_string_equal(cut(view), "");
	arena_free(&arena);
}

static void who_knows_an_answer_says_that_it_is_used_again(void **state)
{
	struct view *view = traced();
	struct str *keys;
	size_t count;

	(void)state;
	ask(view, "a");
	list(view, "b");
	(void)cut(view);
	view_trace_again(view, STR("a"));
	view_trace_again(view, STR("b/"));
	view_trace_listed(view, STR("b"));
	view_trace_listed(view, STR(""));
	assert_string_equal(cut(view), "a|b/||");
	assert_true(view_traced(view, &arena, &keys, &count));
	assert_int_equal(count, 1); /* all of it */
	arena_free(&arena);
}

static void cuts_take_nothing_from_the_whole(void **state)
{
	struct view *view = traced();
	struct str *keys;
	size_t count;

	(void)state;
	ask(view, "b/d");
	(void)cut(view);
	ask(view, "a");
	(void)cut(view);
	list(view, "b");
	assert_true(view_traced(view, &arena, &keys, &count));
	assert_int_equal(count, 2);
	assert_true(str_is(keys[0], "a"));
	assert_true(str_is(keys[1], "b/"));
	arena_free(&arena);
}

static void another_view_keeps_nothing(void **state)
{
	struct view *view;
	struct str *keys;
	size_t count;

	(void)state;
	assert_int_equal(view_memory(&view, &arena, files, 3, &err), 0);
	view_trace_again(view, STR("a"));
	view_trace_listed(view, STR("b"));
	assert_false(view_trace_cut(view, &arena, &keys, &count));
	assert_false(view_traced(view, &arena, &keys, &count));
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_part_has_what_was_asked_for_since_the_cut),
		cmocka_unit_test(
			who_knows_an_answer_says_that_it_is_used_again),
		cmocka_unit_test(cuts_take_nothing_from_the_whole),
		cmocka_unit_test(another_view_keeps_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
