/* tests of report/trailer: where `Prompt:` trailers go in a commit message. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "report/trailer.h"

static const struct trailer alpha = { { "alpha", 5 },
				      { "1.0.0 -> 1.1.0", 14 } };
static const struct trailer_style hash = { { "#", 1 }, true };
static const struct trailer_style plain = { { "", 0 }, false };

#define ADDED "Prompt: alpha 1.0.0 -> 1.1.0\n"

static void becomes(const char *message, const struct trailer_style *style,
		    const char *expected)
{
	struct arena a = { 0 };
	struct buf out = buf_in(&a);
	bool changed = trailer_add(&out, str_of(message), style, &alpha, 1);

	assert_true(changed == (expected != NULL));
	assert_string_equal(out.len ? buf_str(&out).p : "",
			    expected ? expected : "");
	arena_free(&a);
}

static void begins_a_paragraph_of_its_own(void **state)
{
	(void)state;
	becomes("title\n", &hash, "title\n\n" ADDED);
	becomes("title", &hash, "title\n\n" ADDED);
	becomes("title: value\n", &hash, "title: value\n\n" ADDED);
	becomes("title\n\nbody\n", &hash, "title\n\nbody\n\n" ADDED);
}

static void leaves_the_line_of_the_title_free(void **state)
{
	(void)state;
	becomes("", &hash, "\n\n" ADDED);
	becomes("\n# Please\n", &hash, "\n\n" ADDED "\n# Please\n");
}

static void joins_the_block_that_is_there(void **state)
{
	(void)state;
	becomes("t\n\nA: b\n", &hash, "t\n\nA: b\n" ADDED);
	becomes("t\n\nA: b\n c\n", &hash, "t\n\nA: b\n c\n" ADDED);
	becomes("t\n\nA: b", &hash, "t\n\nA: b\n" ADDED);
	becomes("t\n\nA: b\n  \n\n", &hash, "t\n\nA: b\n" ADDED "  \n\n");
	becomes("t\n\nno\nA: b\n", &hash, "t\n\nno\nA: b\n\n" ADDED);
	becomes("t\n\nno\nSigned-off-by: x\n", &hash,
		"t\n\nno\nSigned-off-by: x\n" ADDED);
}

static void stays_above_what_git_takes_off(void **state)
{
	(void)state;
	becomes("t\n\n# a\n# b\n", &hash, "t\n\n" ADDED "\n# a\n# b\n");
	becomes("t\n# ------------------------ >8 ------------------------\nx\n",
		&hash,
		"t\n\n" ADDED
		"# ------------------------ >8 ------------------------\nx\n");
	/* where nothing is taken off it is text */
	becomes("t\n\n# a\n", &plain, "t\n\n# a\n\n" ADDED);
}

static void never_stands_twice(void **state)
{
	(void)state;
	becomes("t\n\n" ADDED, &hash, NULL);
	becomes("t\n\n" ADDED "\nbody\n", &hash, NULL);
	becomes("t\n\n" ADDED "A: b\n" ADDED, &hash, "t\n\n" ADDED "A: b\n");
}

static void replaces_another_move_of_the_same_prompt(void **state)
{
	(void)state;
	becomes("t\n\nPrompt: alpha 1.0.0 -> 1.0.1\nA: b\n", &hash,
		"t\n\nA: b\n" ADDED);
	becomes("t\n\nPrompt: alpha -> 1.0.0\n", &hash, "t\n\n" ADDED);
	/* another prompt's, and what somebody wrote by hand */
	becomes("t\n\nPrompt: alpha/two 1.0.0 -> 1.0.1\n", &hash,
		"t\n\nPrompt: alpha/two 1.0.0 -> 1.0.1\n" ADDED);
	becomes("t\n\nPrompt: alpha is better\n", &hash,
		"t\n\nPrompt: alpha is better\n" ADDED);
	/* in the text it is a quotation */
	becomes("t\n\nPrompt: alpha 1.0.0 -> 1.0.1\n\nbody\n", &hash,
		"t\n\nPrompt: alpha 1.0.0 -> 1.0.1\n\nbody\n\n" ADDED);
}

static void replaces_a_count(void **state)
{
	const struct trailer more = { STR("and"), STR("7 more") };
	struct arena a = { 0 };
	struct buf out = buf_in(&a);

	(void)state;
	assert_true(trailer_add(&out, STR("t\n\nPrompt: and 5 more\n"), &hash,
				&more, 1));
	assert_string_equal(buf_str(&out).p, "t\n\nPrompt: and 7 more\n");
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(begins_a_paragraph_of_its_own),
		cmocka_unit_test(leaves_the_line_of_the_title_free),
		cmocka_unit_test(joins_the_block_that_is_there),
		cmocka_unit_test(stays_above_what_git_takes_off),
		cmocka_unit_test(never_stands_twice),
		cmocka_unit_test(replaces_another_move_of_the_same_prompt),
		cmocka_unit_test(replaces_a_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
