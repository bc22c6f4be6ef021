#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/code/kit.h"

static void is(const char *source, const char *expected)
{
	kit_is("ruby", source, expected);
}

static void strings_have_the_value_that_the_language_gives_them(void **state)
{
	(void)state;
	is("A = 'a\\'b\\\\c\\n'", "A = a'b\\c\\n\n");
	is("A = \"a\\x41\\u00e9\\u{1F600 41}\\101\\s\\q\"", "A = aA\xc3\xa9"
							    "\xf0\x9f\x98\x80"
							    "AA q\n");
	is("A = %q(it's (ok) \\) \\n)", "A = it's (ok) ) \\n\n");
	is("A = %Q[a\\n[b]] + %(x \"y\")", "A = a$[b]x \"y\"\n");
	is("A = 'a' \"b\" \\\n"
	   "  'c'",
	   "A = abc\n");
	is("A = \"\\#{x} #\\{y} #\"", "A = #{x} #{y} #\n");
	is("A = \"\\xff\"", "A = !\n");
	is("A = ' a '.strip.freeze", "A = a\n");
	is("A = \"x\\n\\n\".chomp", "A = x$\n");
	is("A = 'a'.upcase", "A = a <upcase>\n");
	is("A = 'a %s' % x", "A = a %s <%>\n");
}

static void heredocs_are_read_as_ruby_reads_them(void **state)
{
	(void)state;
	is("A = <<~T\n"
	   "    a\n"
	   "      b\n"
	   "\n"
	   "\tc\n"
	   "T\n",
	   "A = a$  b$$\tc$\n");
	is("A = <<-T\n"
	   "    a\n"
	   "    T\n"
	   "B = 'b'",
	   "A =     a$\n"
	   "B = b\n");
	is("A = <<T\n"
	   " a\\\n"
	   " b\n"
	   "T\n",
	   "A =  a b$\n");
	is("A = <<~'R'\n"
	   "\tx \\n #{y}\n"
	   "        z\n"
	   "R\n",
	   "A = x \\n #{y}$z$\n");
	is("A = <<~T\n"
	   "  \\tab\n"
	   "    two \\\n"
	   "    joined\n"
	   "   three\n"
	   "T\n",
	   "A = \tab$  two   joined$ three$\n");
	is("A = <<~T.strip\n"
	   "   x  \n"
	   "\n"
	   "T\n",
	   "A = x\n");
	is("A = <<~\"A B\"\n"
	   "  q\n"
	   "A B\n",
	   "A = q$\n");
	is("f(<<~ONE, b: <<~TWO)\n"
	   "  one\n"
	   "ONE\n"
	   "  two\n"
	   "TWO\n"
	   "C = 'c'",
	   "~ one$ <f>\n"
	   "b : two$\n"
	   "C = c\n");
}

static void expressions_stay(void **state)
{
	(void)state;
	is("A = \"hi #{x[\"}\"]} #@iv #$g #{\"#{y}\"} \\\\#{z}\"",
	   "A = hi #{x[\"}\"]} #{@iv} #{$g} #{\"#{y}\"} \\\\#{z} [ruby-interpolated]\n");
	is("A = <<~T\n"
	   "  a #{f(\n"
	   "   x\n"
	   ")} b\n"
	   "    c\n"
	   "T\n",
	   "A = a #{f($   x$)} b$  c$ [ruby-interpolated]\n");
}

static void names_are_those_of_the_code(void **state)
{
	(void)state;
	is("module A\n"
	   "  class B < C\n"
	   "    P = 'p'\n"
	   "    def self.build(x, prompt: \"d\")\n"
	   "      @t = 't'\n"
	   "      call(system: 's', user: 'u')\n"
	   "      <<~E.strip\n"
	   "        h\n"
	   "      E\n"
	   "    end\n"
	   "    def other\n"
	   "      foo content: 'one', role: \"user\"\n"
	   "      h = { \"k\" => 'v', a: 'w' }\n"
	   "      return 'z' if x\n"
	   "      y.each { |q| puts \"q\" }\n"
	   "    end\n"
	   "  end\n"
	   "end\n"
	   "Z = 'after'\n",
	   "A.B.P = p\n"
	   "A.B.build.prompt : d\n"
	   "A.B.build.t = t\n"
	   "A.B.build.system : s\n"
	   "A.B.build.user : u\n"
	   "A.B.build -> h\n"
	   "A.B.other.content : one\n"
	   "A.B.other.role : user\n"
	   "~ k\n"
	   "A.B.other.h.k : v\n"
	   "A.B.other.h.a : w\n"
	   "A.B.other -> z <if>\n"
	   "A.B.other ~ q <|>\n"
	   "Z = after\n");
}

static void what_only_looks_like_a_quote_is_none(void **state)
{
	(void)state;
	is("# 'a\n"
	   "x = a / b; y = /['\"]/; z = \?'; s = :'t'; u = %w[a b]; v = 'v'\n",
	   "v = v\n");
	is("=begin\n"
	   "'\n"
	   "=end\n"
	   "A = 'a'\n"
	   "__END__\n"
	   "'b'",
	   "A = a\n");
	is("a << b\n"
	   "c = 1 <<2\n"
	   "D = 'd'",
	   "D = d\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			strings_have_the_value_that_the_language_gives_them),
		cmocka_unit_test(heredocs_are_read_as_ruby_reads_them),
		cmocka_unit_test(expressions_stay),
		cmocka_unit_test(names_are_those_of_the_code),
		cmocka_unit_test(what_only_looks_like_a_quote_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
