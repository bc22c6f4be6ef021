#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/code/kit.h"

static void is(const char *source, const char *expected)
{
	kit_is("java", source, expected);
}

static void strings_have_the_value_that_the_language_gives_them(void **state)
{
	(void)state;
	is("String A = \"a\\\"\\n\\s\\101\\u0041\\uu00e9\\ud83d\\ude00\" + \"b\";",
	   "A = a\"$ AA\xc3\xa9"
	   "\xf0\x9f\x98\x80"
	   "b\n");
	is("String A = \"\\q\";", "A = !\n");
	is("String A = \" a \".trim() + \" b \".strip();", "A = ab\n");
	is("String A = String.format(\"x %s\", y);",
	   "A = x %s <String.format>\n");
}

static void text_blocks_are_stripped_as_the_specification_says(void **state)
{
	(void)state;
	is("A = \"\"\"\n"
	   "        Hello \\\n"
	   "        world\n"
	   "          \"x\" \\t.   \n"
	   "        end\\s\n"
	   "        \"\"\";",
	   "A = Hello world$  \"x\" \t.$end $\n");
	is("A = \"\"\"\n"
	   "      a\n"
	   "     b\"\"\";",
	   "A =  a$b\n");
	is("A = \"\"\"\n"
	   "\ttab\n"
	   "\t  two\\n  three\n"
	   "      \"\"\";",
	   "A = tab$  two$  three$\n");
	is("A = \"\"\"\n"
	   "\n"
	   "      \\\"\"\"\n"
	   "   \n"
	   "      x\"\"\".strip();",
	   "A = \"\"\"$$x\n");
	is("A = \"\"\"  \r\n"
	   "    a\r\n"
	   "    c   \"\"\";",
	   "A = a$c\n");
}

static void names_are_those_of_the_code(void **state)
{
	(void)state;
	is("public class A {\n"
	   "  static final String P = \"p\";\n"
	   "  @SystemMessage(\"s\")\n"
	   "  String chat(String a) { return \"r\" + \"s\"; }\n"
	   "  private static String b(int x) throws E {\n"
	   "    String y = \"y\";\n"
	   "    foo(\"a\", new String[]{\"b\"});\n"
	   "    char c = '\"'; // \"\n"
	   "    return y + \"t\";\n"
	   "  }\n"
	   "  String q = \"q\";\n"
	   "}\n",
	   "A.P = p\n"
	   "A ~ s <SystemMessage>\n"
	   "A.chat -> rs\n"
	   "A.b.y = y\n"
	   "A.b ~ a <foo>\n"
	   "A.b ~ b <foo>\n"
	   "A.b -> t <+>\n"
	   "A.q = q\n");
	is("a = \"x\n"
	   "b = \"b\";",
	   "b = b\n");
	is("a = \"\"\"\n"
	   "x",
	   "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			strings_have_the_value_that_the_language_gives_them),
		cmocka_unit_test(
			text_blocks_are_stripped_as_the_specification_says),
		cmocka_unit_test(names_are_those_of_the_code),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
