#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "view/patch.h"

/* The patch as text: a header a hunk, then sign and text of each line. */
static const char *patch_text(struct arena *a, struct str before,
			      struct str after, unsigned context)
{
	struct buf out = buf_in(a);
	struct error err = { 0 };
	struct patch p;

	assert_int_equal(patch_texts(&p, a, before, after, context, &err), 0);
	for (size_t i = 0; i < p.hunk_count; i++) {
		const struct patch_hunk *h = &p.hunks[i];

		buf_addf(&out, "@%zu,%zu %zu,%zu\n", h->before, h->before_count,
			 h->after, h->after_count);
		for (size_t j = 0; j < h->line_count; j++) {
			buf_addc(&out, h->lines[j].sign);
			buf_add(&out, h->lines[j].text);
			buf_addc(&out, '|');
		}
	}
	buf_addc(&out, '\0');
	return buf_str(&out).p;
}

static const struct {
	const char *what, *before, *after;
	unsigned context;
	const char *patch;
} cases[] = {
	{ "nothing", "", "", 3, "" },
	{ "the same", "a\nb", "a\nb", 3, "" },
	{ "a line changed", "a\nb\nc\n", "a\nB\nc\n", 1,
	  "@1,3 1,3\n a\n|-b\n|+B\n| c\n|" },
	{ "all is new", "", "a\nb\n", 3, "@0,0 1,2\n+a\n|+b\n|" },
	{ "all went", "a\n", "", 3, "@1,1 0,0\n-a\n|" },
	{ "no line end", "a", "b", 3, "@1,1 1,1\n-a|+b|" },
	{ "a line end came", "a", "a\n", 3, "@1,1 1,1\n-a|+a\n|" },
	{ "two hunks", "1\n2\n3\n4\n5\n", "x\n2\n3\n4\ny\n", 0,
	  "@1,1 1,1\n-1\n|+x\n|@5,1 5,1\n-5\n|+y\n|" },
	{ "one, with every line", "1\n2\n3\n4\n5\n", "x\n2\n3\n4\ny\n",
	  PATCH_ALL, "@1,5 1,5\n-1\n|+x\n| 2\n| 3\n| 4\n|-5\n|+y\n|" },
	{ "other line ends", "a\n", "a\r\n", 3, "@1,1 1,1\n-a\n|+a\r\n|" },
};

static void gives_hunks_with_their_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena a = { 0 };

		print_message("%s\n", cases[i].what);
		assert_string_equal(patch_text(&a, str_of(cases[i].before),
					       str_of(cases[i].after),
					       cases[i].context),
				    cases[i].patch);
		arena_free(&a);
	}
}

static void bytes_are_text(void **state)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct patch p;

	(void)state;
	assert_int_equal(patch_texts(&p, &a, (struct str){ "\0\xff\n", 3 },
				     (struct str){ "\0\xfe\n", 3 }, 3, &err),
			 0);
	assert_int_equal(p.hunk_count, 1);
	assert_int_equal(p.hunks[0].line_count, 2);
	assert_int_equal(p.hunks[0].lines[0].text.n, 3);
	arena_free(&a);
}

static void lines_outlive_what_they_came_from(void **state)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	char before[] = "a\n", after[] = "b\n";
	struct patch p;

	(void)state;
	assert_int_equal(
		patch_texts(&p, &a, str_of(before), str_of(after), 3, &err), 0);
	memset(before, 'x', 2);
	memset(after, 'x', 2);
	assert_true(str_is(p.hunks[0].lines[0].text, "a\n"));
	assert_true(str_is(p.hunks[0].lines[1].text, "b\n"));
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_hunks_with_their_lines),
		cmocka_unit_test(bytes_are_text),
		cmocka_unit_test(lines_outlive_what_they_came_from),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
