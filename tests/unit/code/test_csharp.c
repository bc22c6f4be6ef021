#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/code/kit.h"

static void is(const char *source, const char *expected)
{
	kit_is("csharp", source, expected);
}

static void strings_have_the_value_that_the_language_gives_them(void **state)
{
	(void)state;
	is("var A = \"a\\\"\\n\\x41\\u00e9\\U0001F600\";", "A = a\"$A\xc3\xa9"
							   "\xf0\x9f\x98\x80"
							   "\n");
	is("var A = @\"a\\n \"\"b\"\"\n"
	   " c\";",
	   "A = a\\n \"b\"$ c\n");
	is("var A = \"a\" + @\"b\" + \"c\"u8;", "A = abc\n");
	is("var A = \"\\q\";", "A = !\n");
	is("var A = \" a \".Trim();", "A = a\n");
	is("var A = string.Format(\"x {0}\", y);",
	   "A = x {0} <string.Format>\n");
}

static void interpolated_strings_keep_their_expressions(void **state)
{
	(void)state;
	is("var A = $\"hi {n,10:N2} {{x}} {d[\"k\"]} {f(\"}\")}\";",
	   "A = hi {n,10:N2} {{x}} {d[\"k\"]} {f(\"}\")} [csharp-interpolated]\n");
	is("var A = $@\"v \"\"{x}\"\" \\n\" + \"{y}\";",
	   "A = v \"{x}\" \\n{{y}} [csharp-interpolated]\n");
	is("var A = @$\"{x}\";", "A = {x} [csharp-interpolated]\n");
	is("var A = $\"none {{x}}\";", "A = none {x}\n");
	is("var A = $\"{c == '}'}\";",
	   "A = {c == '}'} [csharp-interpolated]\n");
}

static void raw_strings_lose_their_indentation(void **state)
{
	(void)state;
	is("var A = \"\"\"\n"
	   "    one \"q\"\n"
	   "      two\n"
	   "\n"
	   "    \"\"\";",
	   "A = one \"q\"$  two$\n");
	is("var A = \"\"\"in \"q\" line\"\"\";", "A = in \"q\" line\n");
	is("var A = \"\"\"\"\n"
	   "  a \"\"\" b\n"
	   "  \"\"\"\";",
	   "A = a \"\"\" b\n");
	is("var A = $$\"\"\"\n"
	   "    {\"a\": {{x}}, {b}} {{{y}}}\n"
	   "    \"\"\";",
	   "A = {\"a\": {{x}}, {b}} {{{y}}} [csharp-interpolated \"2\"]\n");
	is("var A = $\"\"\"\n"
	   "    {x} \"q\"\n"
	   "    \"\"\";",
	   "A = {x} \"q\" [csharp-interpolated]\n");
	is("var A = $$\"\"\"{{x}}\"\"\" + \"{\";",
	   "A = {x}{{ [csharp-interpolated]\n");
}

static void names_are_those_of_the_code(void **state)
{
	(void)state;
	is("namespace N;\n"
	   "public class A : B {\n"
	   "  public const string P = \"p\";\n"
	   "  public string Q { get; set; } = \"q\";\n"
	   "  public string R { get; }\n"
	   "  string S = \"s\";\n"
	   "  string T => $\"t {x}\";\n"
	   "  string U(string x = \"d\") => \"u\";\n"
	   "  string V() { var w = \"w\"; Call(prompt: \"a\", new F { G = \"g\", H = new[] { \"h\" } }); return \"v\"; }\n"
	   "}\n",
	   "A.P = p\n"
	   "A.Q = q\n"
	   "A.S = s\n"
	   "A.T = t {x} [csharp-interpolated]\n"
	   "A.x : d\n"
	   "A.U = u\n"
	   "A.V.w = w\n"
	   "A.V.prompt : a\n"
	   "A.V.G : g\n"
	   "A.V.H.0 : h\n"
	   "A.V -> v\n");
	is("char c = '\"'; // \"\n"
	   "#region \"x\n"
	   "string d = \"d\"; /* \" */",
	   "d = d\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			strings_have_the_value_that_the_language_gives_them),
		cmocka_unit_test(interpolated_strings_keep_their_expressions),
		cmocka_unit_test(raw_strings_lose_their_indentation),
		cmocka_unit_test(names_are_those_of_the_code),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
