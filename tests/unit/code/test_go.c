#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/code/kit.h"

static void is(const char *source, const char *expected)
{
	kit_is("go", source, expected);
}

static void strings_have_the_value_that_the_language_gives_them(void **state)
{
	(void)state;
	is("const A = \"a\\\"\\n\\x41\\101\\u00e9\\U0001F600\"",
	   "A = a\"$AA\xc3\xa9"
	   "\xf0\x9f\x98\x80"
	   "\n");
	is("var A = `raw\r\n"
	   " \\n \"q\"`",
	   "A = raw$ \\n \"q\"\n");
	is("A := \"a\" + `b`", "A = ab\n");
	is("A := \"\\xc3\\xa9\"", "A = \xc3\xa9"
				  "\n");
	is("A := \"\\xff\"", "A = !\n");
	is("A := \"\\q\"", "A = !\n");
	is("A := strings.TrimSpace(`\n"
	   " t\n"
	   "`)",
	   "A = t\n");
	is("A := fmt.Sprintf(\"x %s\", y)", "A = x %s <fmt.Sprintf>\n");
}

static void names_are_those_of_the_code(void **state)
{
	(void)state;
	is("const (\n"
	   "\tA = \"a\"\n"
	   "\tB = `b`\n"
	   ")\n"
	   "var C string = \"c\"",
	   "A = a\n"
	   "B = b\n"
	   "C = c\n");
	is("type T struct {\n"
	   "\tP string `json:\"p\"`\n"
	   "}\n"
	   "var m = map[string]string{\"k\": \"v\", \"l\": \"w\"}\n"
	   "func (a *T) Build(x string) string {\n"
	   "\tif x == \"e\" { return \"r\" + \"s\" }\n"
	   "\ta.P = \"p\" + x\n"
	   "\treturn \"z\"\n"
	   "}\n"
	   "var Z = \"z\"",
	   "T ~ json:\"p\" <\?>\n"
	   "~ k\n"
	   "m.k : v\n"
	   "~ l\n"
	   "m.l : w\n"
	   "Build ~ e <==>\n"
	   "Build -> rs\n"
	   "Build.a.P = p <+>\n"
	   "Build -> z\n"
	   "Z = z\n");
	is("func f() {\n"
	   "\tmsgs := []M{{Role: \"s\", C: `c`}, {Role: \"u\"}}\n"
	   "}\n"
	   "func g() A { return A{P: \"q\"} }",
	   "f.msgs.0.Role : s\n"
	   "f.msgs.0.C : c\n"
	   "f.msgs.1.Role : u\n"
	   "g.P : q\n");
}

static void what_only_looks_like_a_quote_is_none(void **state)
{
	(void)state;
	is("a := '\"'; b := '\\''\n"
	   "// \"x\n"
	   "c := \"c\" /* \" */",
	   "c = c\n");
	is("a := \"x\n"
	   "b := \"b\"",
	   "b = b\n");
	is("a := `x", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			strings_have_the_value_that_the_language_gives_them),
		cmocka_unit_test(names_are_those_of_the_code),
		cmocka_unit_test(what_only_looks_like_a_quote_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
