#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/code/kit.h"

static void is(const char *source, const char *expected)
{
	kit_is("python", source, expected);
}

static void strings_have_the_value_that_python_gives_them(void **state)
{
	(void)state;
	is("A = 'a\\'b\\\\\\n\\x41\\u00e9\\U0001F600\\101\\q'",
	   "A = a'b\\$A\xc3\xa9\xf0\x9f\x98\x80"
	   "A\\q\n");
	is("A = \"\"\"\nx\\\ny\"z\"\\\"\"\"\"", "A = $xy\"z\"\"\n");
	is("A = r'\\n' R\"\\'\" u'u'", "A = \\n\\'u\n");
	is("A = b'x\\x41' rb'\\x'", "A = xA\\x\n");
	is("A = '''a\r\nb\rc'''", "A = a$b$c\n");
	is("A = 'a\\\r\nb'", "A = ab\n");
	is("A = ''", "A = \n");
}

static void what_is_no_text_is_said_to_be_none(void **state)
{
	(void)state;
	is("A = '\\ud800'", "A = !\n");
	is("A = '\\ud83d\\ude00'", "A = !\n");
	is("A = b'\\xff'", "A = !\n");
	is("A = '\\N{BULLET}'", "A = !\n");
	is("A = '\\x4'", "A = !\n");
	is("A = '\\U00110000'", "A = !\n");
}

static void literals_side_by_side_are_one(void **state)
{
	(void)state;
	is("A = 'a' \"b\" f'c'", "A = abc\n");
	is("A = ('a'\n     # why\n     'b' + \"c\"\n     + 'd')", "A = abcd\n");
	is("A = 'a' \\\n    'b'", "A = ab\n");
	is("A = 'a'\n'b'", "A = a\n~ b\n");
	is("f('a', 'b')", "~ a <f>\n~ b <f>\n");
	is("A = f'{x}{{' '{y}' + '}'", "A = {x}{{{{y}}}} [python-f-string]\n");
}

static void f_strings_keep_their_expressions(void **state)
{
	(void)state;
	is("A = f'Hi {name!r:>{w}}, {d[\"k\"]} \\n{{x}}'",
	   "A = Hi {name!r:>{w}}, {d[\"k\"]} ${{x}} [python-f-string]\n");
	is("A = f'{f(\"}\", {1: 2})}{x != y}{z=}'",
	   "A = {f(\"}\", {1: 2})}{x != y}{z=} [python-f-string]\n");
	is("A = f'{x['a']}' \"z\"", "A = {x['a']}z [python-f-string]\n");
	is("A = f'{f\"{y}'\"}'", "A = {f\"{y}'\"} [python-f-string]\n");
	is("A = rf'\\d{x}'", "A = \\d{x} [python-f-string]\n");
	is("A = f'''{\n  x # '''\n}'''",
	   "A = {$  x # '''$} [python-f-string]\n");
	is("A = f'none {{}}'", "A = none {}\n");
}

static void dedent_and_cleandoc_do_what_python_does(void **state)
{
	(void)state;
	is("A = textwrap.dedent('''\\\n    a\n      b\n   \n    c\n    ''')",
	   "A = a$  b$$c$\n");
	is("A = dedent(\"\"\"\n\ta\n    b\"\"\")", "A = $\ta$    b\n");
	is("A = dedent('''\n    {x}\n  y\n''').strip()", "A = {x}$y\n");
	is("A = dedent(f'''\n    {x}\n      y\n    ''')",
	   "A = ${x}$  y$ [python-f-string]\n");
	is("A = inspect.cleandoc('''  a\n      b\n\tc\n\n   ''')",
	   "A = a$b$  c\n");
	is("A = dedent('  a' '\\n  b')", "A = a$b\n");
}

static void strip_and_its_like_strip(void **state)
{
	(void)state;
	is("A = ' a\xc2\xa0\\n'.strip()", "A = a\n");
	is("A = ' a '.lstrip() + ' b '.rstrip()", "A = a  b\n");
	is("A = '--a-'.strip('-')", "A = a\n~ -\n");
	is("A = ('a ' 'b ').rstrip()", "A = a b\n");
	is("A = f' {x} '.strip()", "A = {x} [python-f-string]\n");
}

static void what_code_does_to_a_literal_is_told(void **state)
{
	(void)state;
	is("A = '{x}'.format(x='y')", "A = {x} [python-format]\nA.x : y\n");
	is("A = 'a %s' % x", "A = a %s <%>\n");
	is("A = PromptTemplate.from_template('a')",
	   "A = a <PromptTemplate.from_template>\n");
	is("A = BASE + 'a'", "A = a <+>\n");
	is("A = 'a' + name + 'b'", "A = a <+>\nA = b <+>\n");
	is("A = 'a'.upper()", "A = a <upper>\n");
	is("A = ', '.join(x)", "A = ,  <join>\n");
	is("A = 'a' if c else 'b'", "A = a <if>\nA = b <else>\n");
	is("A += 'a' 'b'", "A = ab <+=>\n");
	is("A = 'a'[1:]", "A = a <[]>\n");
	is("A = 'a' + 'b' * 3", "A = a <+>\nA = b <*>\n");
}

static void names_are_those_of_the_code(void **state)
{
	(void)state;
	is("class Agent(Base, key='k'):\n"
	   "    '''doc'''\n"
	   "    PROMPT: str = 'p'\n"
	   "    def run(self, n: str = 'n') -> 'T':\n"
	   "        self.prompt = 's'\n"
	   "        if x == 'c': y = 'z'\n"
	   "        return 'r'\n"
	   "    other = 'o'\n"
	   "AFTER = 'a'\n",
	   "Agent.key : k\nAgent ~ doc\nAgent.PROMPT = p\nAgent.run.n : n\n"
	   "Agent ~ T <->>\nAgent.run.prompt = s\nAgent.run ~ c <==>\n"
	   "Agent.run.y = z\nAgent.run -> r\nAgent.other = o\nAFTER = a\n");
	is("m = [{'role': 'system', 'content': 'c'}]\n"
	   "a = Agent(name='n', instructions='i')\n"
	   "D['k']['l'] = 'v'\n"
	   "a = b = 'x'\n",
	   "~ role\nm.0.role : system\n~ content\nm.0.content : c\n"
	   "a.name : n\na.instructions : i\n~ k\n~ l\nD.k.l = v\nb = x\n");
	is("async def f():\n  def g():\n    x = 'a'\n  y = 'b'\n",
	   "f.g.x = a\nf.y = b\n");
}

static void code_that_is_broken_is_read_on(void **state)
{
	(void)state;
	is("A = 'open\nB = 'b'\n", "B = b\n");
	is("A = f(('x',\ndef g():\n  B = 'b'\n", "A = x <f>\ng.B = b\n");
	is(")]} A = 'a'", "A = a\n");
	is("A = '''open", "");
	is("A = f'{x' \nB = 'b'", "B = b\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strings_have_the_value_that_python_gives_them),
		cmocka_unit_test(what_is_no_text_is_said_to_be_none),
		cmocka_unit_test(literals_side_by_side_are_one),
		cmocka_unit_test(f_strings_keep_their_expressions),
		cmocka_unit_test(dedent_and_cleandoc_do_what_python_does),
		cmocka_unit_test(strip_and_its_like_strip),
		cmocka_unit_test(what_code_does_to_a_literal_is_told),
		cmocka_unit_test(names_are_those_of_the_code),
		cmocka_unit_test(code_that_is_broken_is_read_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
