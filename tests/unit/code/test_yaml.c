#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/code/kit.h"

static void is(const char *source, const char *expected)
{
	kit_is("yaml", source, expected);
}

static void scalars_are_named_by_their_pointers(void **state)
{
	(void)state;
	is("a:\n"
	   "  b: |\n"
	   "    x\n"
	   "      y\n"
	   "  'c d': \"e\\n\"\n"
	   "l: [p, {q: 'r'}]\n"
	   "m/n: >-\n"
	   "  s\n"
	   "  t\n",
	   "/a/b = x$  y$\n"
	   "/a/c d = e$\n"
	   "/l/0 = p\n"
	   "/l/1/q = r\n"
	   "/m~1n = s t\n");
	is("prompt: plain text # c\n"
	   "empty:\n"
	   "n: ''\n",
	   "/prompt = plain text\n"
	   "/n = \n");
	is("just text", "~ just text\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scalars_are_named_by_their_pointers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
