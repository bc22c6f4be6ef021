#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "report/text_diff.h"

static struct arena arena;

static void expect(const char *before, const char *after, const char *hunks)
{
	struct buf out = buf_in(&arena);
	struct error err = { 0 };
	int differs = text_diff(&out, str_of(before), str_of(after), false,
				&err);

	assert_string_equal(str_c(&arena, buf_str(&out)), hunks);
	assert_int_equal(differs, *hunks != '\0');
}

static void says_nothing_of_equal_texts(void **state)
{
	(void)state;
	expect("", "", "");
	expect("a\nb\n", "a\nb\n", "");
}

static void shows_a_changed_line_with_its_context(void **state)
{
	(void)state;
	expect("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n",
	       "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
}

static void shows_a_text_that_came_or_went(void **state)
{
	(void)state;
	expect("", "a\nb\n", "@@ -0,0 +1,2 @@\n+a\n+b\n");
	expect("a\n", "", "@@ -1,1 +0,0 @@\n-a\n");
}

static void tells_a_missing_newline_at_the_end(void **state)
{
	(void)state;
	expect("a\n", "a",
	       "@@ -1,1 +1,1 @@\n-a\n+a\n\\ No newline at end of file\n");
}

static void joins_changes_that_are_near_and_parts_those_that_are_far(
	void **state)
{
	(void)state;
	expect("x\n1\n2\n3\n4\n5\n6\ny\n", "X\n1\n2\n3\n4\n5\n6\nY\n",
	       "@@ -1,8 +1,8 @@\n-x\n+X\n 1\n 2\n 3\n 4\n 5\n 6\n-y\n+Y\n");
	expect("x\n1\n2\n3\n4\n5\n6\n7\ny\n", "X\n1\n2\n3\n4\n5\n6\n7\nY\n",
	       "@@ -1,4 +1,4 @@\n-x\n+X\n 1\n 2\n 3\n"
	       "@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-y\n+Y\n");
}

static void escapes_what_a_terminal_would_obey(void **state)
{
	(void)state;
	expect("", "\033[31m\xff\n", "@@ -0,0 +1,1 @@\n+\\x1B[31m\\xFF\n");
}

/* Applying what is shown to before must give after, whatever they are. */
static void check_applies(struct str before, struct str after)
{
	struct buf hunks = buf_in(&arena), built = buf_in(&arena);
	struct error err = { 0 };
	size_t line = 1, from = 0;
	struct str text;

	assert_true(text_diff(&hunks, before, after, false, &err) >= 0);
	text = buf_str(&hunks);
	for (size_t i = 0; i < text.n;) {
		size_t end = str_find(text, '\n', i);
		struct str shown = str_cut(text, i, end + 1);

		i = end + 1;
		if (shown.p[0] == '@') {
			size_t start = strtoul(shown.p + 4, NULL, 10);
			const char *comma = memchr(shown.p, ',', shown.n);

			if (strtoul(comma + 1, NULL, 10) == 0)
				start++;
			for (; line < start; line++) {
				size_t next = str_find(before, '\n', from) + 1;

				buf_add(&built, str_cut(before, from, next));
				from = next;
			}
			continue;
		}
		if (shown.p[0] != '+') {
			from = str_find(before, '\n', from) + 1;
			line++;
		}
		if (shown.p[0] != '-')
			buf_add(&built, str_cut(shown, 1, shown.n));
	}
	buf_add(&built, str_cut(before, from, before.n));
	assert_true(str_eq(buf_str(&built), after));
}

static struct str random_text(unsigned letters, unsigned lines)
{
	struct buf b = buf_in(&arena);

	for (unsigned i = 0; i < lines; i++)
		buf_addf(&b, "%c\n", 'a' + rand() % (int)letters);
	return buf_str(&b);
}

static void what_it_shows_makes_one_text_of_the_other(void **state)
{
	(void)state;
	srand(7);
	for (int i = 0; i < 2000; i++) {
		struct str before = random_text(3, (unsigned)rand() % 12);

		check_applies(before, random_text(3, (unsigned)rand() % 12));
	}
	/* more edits than are looked for */
	check_applies(random_text(9, 3000), random_text(9, 3000));
}

static void expect_words(const char *before, const char *after,
			 const char *shown)
{
	struct buf out = buf_in(&arena);
	struct error err = { 0 };
	int differs = text_diff_words(&out, str_of(before), str_of(after),
				      false, &err);

	assert_string_equal(str_c(&arena, buf_str(&out)), shown);
	assert_int_equal(differs, *shown != '\0');
}

static void shows_words_that_came_and_went(void **state)
{
	(void)state;
	expect_words("Be kind.\n", "Be kind.\n", "");
	expect_words("Be kind.\n", "Be formal.\n",
		     "@@ line 1 @@\nBe [-kind-]{+formal+}.\n");
	expect_words("a b c\n", "a c\n", "@@ line 1 @@\na [-b -]c\n");
	expect_words("na\xc3\xafve x\n", "na\xc3\xafvely x\n",
		     "@@ line 1 @@\n[-na\xc3\xafve-]{+na\xc3\xafvely+} x\n");
}

static void shows_lines_that_came_and_went_one_by_one(void **state)
{
	(void)state;
	expect_words("a\n", "a\nb c\nd\n", "@@ line 1 @@\na\n{+b c+}\n{+d+}\n");
	expect_words("a\n\nb\n", "a\nb\n", "@@ line 1 @@\na\n[-\\n-]\nb\n");
	expect_words("a", "a\n", "@@ line 1 @@\na{+\\n+}\n");
}

static void shows_words_with_the_lines_around_them_only(void **state)
{
	(void)state;
	expect_words("1\n2\n3\n4\n5\n6\n7\n8\n9\nx\n",
		     "1\n2\n3\n4\nfive\n6\n7\n8\n9\nx\n",
		     "@@ line 2 @@\n2\n3\n4\n[-5-]{+five+}\n6\n7\n8\n");
}

static void escapes_words(void **state)
{
	(void)state;
	expect_words("", "\033[31m\n", "@@ line 1 @@\n{+\\x1B[31m+}\n");
}

static int free_arena(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

static struct str words_of(struct str before, struct str after)
{
	struct buf out = buf_in(&arena);
	struct error err = { 0 };

	assert_int_equal(text_diff_words(&out, before, after, false, &err), 1);
	return buf_str(&out);
}

static struct str repeated(const char *text, size_t count)
{
	struct buf out = buf_in(&arena);

	while (count--)
		buf_adds(&out, text);
	return buf_str(&out);
}

static void words_of_much_that_differs_are_lines(void **state)
{
	struct str before = repeated("(,)[", TEXT_DIFF_TOKENS / 8);
	struct str after = repeated(";:!?", TEXT_DIFF_TOKENS / 8);
	struct str more = repeated("x;:!?", TEXT_DIFF_TOKENS / 8);

	(void)state;
	assert_true(str_starts(words_of(before, after), "@@ line 1 @@\n"));
	assert_true(str_starts(words_of(before, more), "@@ -1,1 +1,1 @@\n"));
}

static void a_word_in_a_long_text_is_shown_as_a_word(void **state)
{
	const struct str same = repeated("(,)[\n", TEXT_DIFF_TOKENS);
	const struct str before[] = { same, STR("kind\n"), same };
	const struct str after[] = { same, STR("formal\n"), same };

	(void)state;
	assert_non_null(strstr(words_of(str_join(&arena, before, 3),
					str_join(&arena, after, 3))
				       .p,
			       "\n[-kind-]{+formal+}\n"));
}

static void line_ends_of_other_systems_and_bytes_are_shown(void **state)
{
	(void)state;
	assert_string_equal(words_of(STR("a\nb\n"), STR("a\r\nb\n")).p,
			    "@@ line 1 @@\na{+\\x0D+}\nb\n");
	assert_string_equal(words_of(STR("a"), STR("a\n")).p,
			    "@@ line 1 @@\na{+\\n+}\n");
	assert_string_equal(words_of((struct str){ "a\0b", 3 }, STR("a b")).p,
			    "@@ line 1 @@\na[-\\x00-]{+ +}b\n");
	assert_string_equal(words_of(STR(""), STR("\033")).p,
			    "@@ line 1 @@\n{+\\x1B+}\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_nothing_of_equal_texts),
		cmocka_unit_test(shows_a_changed_line_with_its_context),
		cmocka_unit_test(shows_a_text_that_came_or_went),
		cmocka_unit_test(tells_a_missing_newline_at_the_end),
		cmocka_unit_test(
			joins_changes_that_are_near_and_parts_those_that_are_far),
		cmocka_unit_test(escapes_what_a_terminal_would_obey),
		cmocka_unit_test(what_it_shows_makes_one_text_of_the_other),
		cmocka_unit_test(shows_words_that_came_and_went),
		cmocka_unit_test(shows_lines_that_came_and_went_one_by_one),
		cmocka_unit_test(shows_words_with_the_lines_around_them_only),
		cmocka_unit_test(escapes_words),
		cmocka_unit_test(words_of_much_that_differs_are_lines),
		cmocka_unit_test(a_word_in_a_long_text_is_shown_as_a_word),
		cmocka_unit_test(
			line_ends_of_other_systems_and_bytes_are_shown),
	};

	return cmocka_run_group_tests(tests, NULL, free_arena);
}
