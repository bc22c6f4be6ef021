#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/code/kit.h"

static void is(const char *source, const char *expected)
{
	kit_is("javascript", source, expected);
}

static void strings_have_the_value_that_the_language_gives_them(void **state)
{
	(void)state;
	is("const A = 'a\\'\\n\\x41\\u00e9\\u{1F600}\\ud83d\\ude00\\q\\101'",
	   "A = a'$A\xc3\xa9"
	   "\xf0\x9f\x98\x80"
	   "\xf0\x9f\x98\x80"
	   "qA\n");
	is("let A = \"a\\\n"
	   "b\"",
	   "A = ab\n");
	is("A = '\\ud800'", "A = !\n");
	is("A = '\\u12'", "A = !\n");
	is("A = 'a' + \"b\" + `c`", "A = abc\n");
}

static void template_literals_keep_their_expressions(void **state)
{
	(void)state;
	is("const A = `hi ${n} \\${x} \\\\${y} \\d \\` \\n$`",
	   "A = hi ${n} \\${x} \\\\${y} d ` $$ [js-template]\n");
	is("A = `a\r\n"
	   "b`",
	   "A = a$b\n");
	is("A = `${f(`}${'}'}`)}${a.replace(/`}/g, '')}${/* } */ b}`",
	   "A = ${f(`}${'}'}`)}${a.replace(/`}/g, '')}${/* } */ b} [js-template]\n");
	is("A = `none \\${x}`", "A = none ${x}\n");
	is("A = `x` + y", "A = x <+>\n");
}

static void tags_that_are_known_are_applied_and_others_told(void **state)
{
	(void)state;
	is("A = dedent`\n"
	   "    a\n"
	   "      b ${x}\n"
	   "    c\\n\\`d\n"
	   "  `",
	   "A = a$  b ${x}$c$`d [js-template]\n");
	is("A = dedent(`\n"
	   "    a\n"
	   "     b\n"
	   "`)",
	   "A = a$ b\n");
	is("A = String.raw`\\n${x}\\d`", "A = \\n${x}\\d [js-template]\n");
	is("A = gql`q`", "A = q <gql>\n");
	is("A = ` a `.trim()", "A = a\n");
	is("A = ' a '.trimEnd().trimStart()", "A = a\n");
	is("A = 'a'.toUpperCase()", "A = a <toUpperCase>\n");
}

static void names_are_those_of_the_code(void **state)
{
	(void)state;
	is("export const agents: X = { triage: { instructions: 'be', f() { return `r ${1}` } }, 'x y': \"z\" };",
	   "agents.triage.instructions : be\n"
	   "agents.triage.f -> r ${1} [js-template]\n"
	   "~ x y\n"
	   "agents.x y : z\n");
	is("class A { prompt = 'p'; private q\?: string = 'q'\n"
	   "  static s: string = 's'\n"
	   "  build(x: string = 'd'): string { return `b ${x}` }\n"
	   "}\n"
	   "const z = 'z'",
	   "A.prompt = p\n"
	   "A.q = q\n"
	   "A.s = s\n"
	   "A.x : d\n"
	   "A.build -> b ${x} [js-template]\n"
	   "z = z\n");
	is("const f = (x) => `a ${x}`\n"
	   "const g = async (x) => { const y = 'in'; return 'out' }\n"
	   "function h(p = 'd') { return { role: 'r' } }",
	   "f = a ${x} [js-template]\n"
	   "g.y = in\n"
	   "g -> out\n"
	   "h.p : d\n"
	   "h.role : r\n");
	is("const m = [{ role: 'system', content: 'c' + 'd' }];\n"
	   "call({ system: 's' }, 't');",
	   "m.0.role : system\n"
	   "m.0.content : cd\n"
	   "system : s\n"
	   "~ t <call>\n");
	is("const a = 'x', b = 'y'\n"
	   "module.exports.p = 'z'\n"
	   "this.q = 'w'",
	   "a = x\n"
	   "b = y\n"
	   "module.exports.p = z\n"
	   "q = w\n");
	is("const r = c \? 'a' : 'b'\n"
	   "const s = x as string, t = 'u' as const",
	   "r = a <\?>\n"
	   "r = b <\?>\n"
	   "t = u\n");
}

static void what_only_looks_like_a_quote_is_none(void **state)
{
	(void)state;
	is("a = /['\"`]/.test(b) / 2; d = 'd'", "d = d\n");
	is("const j = <p>Don't <b c={d} /> it is</p>\n"
	   "const k = 'k'",
	   "k = k\n");
	is("// 'a\n"
	   "/* \"b */ c = 'c'",
	   "c = c\n");
	is("return e.replace(/</g, '&lt;').replace(/>/g, '&gt;')",
	   "~ &lt; <e.replace>\n"
	   "~ &gt; <replace>\n");
}

static void code_that_is_broken_is_read_on(void **state)
{
	(void)state;
	is("a = 'x\n"
	   "b = 'b'",
	   "b = b\n");
	is("a = `x ${ 'y'; b = 'b'\n", "a.0 = y\n"
				       "a.b : b\n");
	is("})]; a = 'a'", "a = a\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			strings_have_the_value_that_the_language_gives_them),
		cmocka_unit_test(template_literals_keep_their_expressions),
		cmocka_unit_test(
			tags_that_are_known_are_applied_and_others_told),
		cmocka_unit_test(names_are_those_of_the_code),
		cmocka_unit_test(what_only_looks_like_a_quote_is_none),
		cmocka_unit_test(code_that_is_broken_is_read_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
