#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/code/kit.h"

static void finds(const char *language, const char *source, const char *symbol,
		  const char *expected)
{
	struct arena a = { 0 };

	assert_string_equal(kit_symbol(&a, language, source, symbol), expected);
	arena_free(&a);
}

/* It is not found, with words that contain part. */
static void misses(const char *source, const char *symbol, const char *place,
		   const char *part)
{
	struct arena a = { 0 };
	const char *said = kit_symbol(&a, "python", source, symbol);

	if (strncmp(said, place, strlen(place)) != 0 || !strstr(said, part))
		fail_msg("%s: %s", symbol, said);
	arena_free(&a);
}

static const char source[] = "P = 'p'\n"
			     "class A:\n"
			     "    P = 'a'\n"
			     "    Q = 'q'\n"
			     "    def f(self):\n"
			     "        return f'{x}'\n"
			     "class B:\n"
			     "    P = 'b'\n"
			     "m = [{'content': 'c'}]\n"
			     "Z = f('z')\n";

static void a_symbol_is_found_whole_or_by_its_end(void **state)
{
	(void)state;
	finds("python", source, "P", "P = p");
	finds("python", source, "A.P", "A.P = a");
	finds("python", source, "Q", "A.Q = q");
	finds("python", source, "content", "m.0.content : c");
	finds("python", source, "0.content", "m.0.content : c");
	finds("python", source, "f", "A.f -> {x} [python-f-string]");
	finds("python", source, "Z", "Z = z <f>");
}

static void what_is_not_there_is_said_to_be_missing(void **state)
{
	(void)state;
	misses(source, "R", "0:0", "no string literal is assigned to \"R\"");
	misses(source, ".P", "3:9", "2 string literals");
	misses(source, "", "0:0", "no string literal");
	misses(source, "ontent", "0:0", "no string literal");
	misses("'''doc'''", "doc", "0:0", "no string literal");
}

static void several_of_one_name_are_told_with_their_places(void **state)
{
	(void)state;
	misses("P = 'a'\nP = 'b'\n", "P", "1:5",
	       "2 string literals are \"P\" (1:5, 2:5)");
	misses("class A:\n P = 'a'\nclass B:\n P = 'b'\n", "P", "2:6",
	       "(2:6, 4:6)");
	misses("P='a'\nP='a'\nP='a'\nP='a'\nP='a'\nP='a'\nP='a'\n", "P", "1:3",
	       "7 string literals are \"P\" (1:3, 2:3, 3:3, 4:3, 5:3, ...)");
}

static void a_text_that_is_not_known_is_none(void **state)
{
	(void)state;
	misses("P = '\\ud800'", "P", "1:5", "UTF-16");
}

static void another_name_is_followed_once(void **state)
{
	(void)state;
	finds("python", "A = 'a'\nB = A\n", "B", "A = a");
	finds("python", "class X:\n  A = 'a'\nclass Y:\n  B = X.A\n", "B",
	      "X.A = a");
	finds("python", "x = y = 'a'\n", "x", "y = a");
	misses("A = 'a'\nB = A\nC = B\n", "C", "0:0", "no string literal");
	misses("A = A\n", "A", "0:0", "no string literal");
	finds("javascript", "const A = `a`; const B = A;", "B", "A = a");
}

static void yaml_is_asked_by_json_pointer(void **state)
{
	static const char yaml[] = "a:\n  b: |\n    x\nc:\n- b: 'y'\n";

	(void)state;
	finds("yaml", yaml, "/a/b", "/a/b = x$");
	finds("yaml", yaml, "/0/b", "/c/0/b = y");
	finds("yaml", yaml, "a/b", "/a/b = x$");
}

static void files_that_cannot_be_read_are_told(void **state)
{
	struct arena a = { 0 };
	struct code_literals all;
	struct code_error why;

	(void)state;
	assert_int_equal(code_literals(&a, kit_language("python"),
				       STR("a\nb \xff"), &all, &why),
			 -1);
	assert_int_equal(why.pos.line, 2);
	assert_non_null(strstr(why.text, "UTF-8"));
	assert_int_equal(code_literals(&a, kit_language("yaml"),
				       STR("a: &b c\n"), &all, &why),
			 -1);
	assert_int_equal(why.pos.line, 1);
	arena_free(&a);
}

static void a_byte_order_mark_is_passed_over(void **state)
{
	struct arena a = { 0 };
	struct code_literals all;
	struct code_error why;

	(void)state;
	assert_int_equal(code_literals(&a, kit_language("python"),
				       STR("\xef\xbb\xbf"
					   "A = 'a'"),
				       &all, &why),
			 0);
	assert_int_equal(all.count, 1);
	assert_int_equal(all.items[0].from, 7);
	assert_int_equal(all.items[0].to, 10);
	assert_int_equal(all.items[0].pos.column, 5);
	arena_free(&a);
}

/* ---- by pattern */

static void matches(const char *language, const char *text, const char *pattern,
		    const char *expected)
{
	struct arena a = { 0 };
	struct code_literal found;
	struct code_error why;
	struct buf out = buf_in(&a);

	if (code_match(&a, language ? kit_language(language) : NULL,
		       str_of(text), str_of(pattern), &found, &why) < 0) {
		buf_addf(&out, "%u:%u %s", why.pos.line, why.pos.column,
			 why.text);
	} else {
		kit_line(&out, &found);
		out.len--;
	}
	assert_string_equal(buf_str(&out).p, expected);
	arena_free(&a);
}

static void a_pattern_takes_what_stands_there(void **state)
{
	(void)state;
	matches(NULL, "x = [[a\\n\n  b]]\n", "(?s)\\[\\[(?<prompt>.*?)\\]\\]",
		"~ a\\n$  b");
	matches(NULL, "a: 1\nb: 2\n", "^b: (?<prompt>.*)$", "~ 2");
	matches("python", "A = 'a\\n'\n", "A = '(?<prompt>.*)'", "~ a\\n");
}

static void a_literal_with_its_quotes_is_decoded(void **state)
{
	(void)state;
	matches("python", "A = 'a\\n' \"b\"\n", "A = (?<prompt>.*)", "A = a$b");
	matches("python", "A = 'a\\n'  \n", "A = (?<prompt>.*)", "~ 'a\\n'  ");
	matches("python", "A = f'{x}'\n", "A = (?<prompt>.*)",
		"A = {x} [python-f-string]");
	matches("python", "A = '\\ud800'\n", "A = (?<prompt>.*)",
		"1:5 the text of this literal is not known: it has half of a "
		"UTF-16 pair, which is no character");
	matches("yaml", "a: \"b\\n\"\n", "a: (?<prompt>.*)", "~ \"b\\n\"");
}

static void a_pattern_must_match_once(void **state)
{
	(void)state;
	matches(NULL, "a b", "(?<prompt>x)", "0:0 the pattern matches nothing");
	matches(NULL, "a\na", "(?<prompt>a)",
		"1:1 the pattern matches 2 times (1:1, 2:1); it must match "
		"once");
	matches(NULL, "ab", "a|(?<prompt>b)", "~ b");
}

static void a_pattern_that_is_wrong_is_told(void **state)
{
	(void)state;
	matches(NULL, "a", "(?<prompt>a",
		"0:0 the pattern is wrong at its byte 12: missing closing "
		"parenthesis");
	matches(NULL, "a", "a",
		"0:0 the pattern is wrong at its byte 1: the named group is "
		"not there");
	matches(NULL, "a\xff", "(?<prompt>a)", "1:2 it is not UTF-8 here");
	matches(NULL, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!",
		"^(?<prompt>(a+)+)$",
		"0:0 the pattern takes too many steps in this file");
}

/* Read once, asked often: the answers are those of a file read for each. */
static void a_source_that_is_asked_again_says_the_same(void **state)
{
	const struct str bytes = STR("A = 'one'\nB = A\nC = \"two\"\n");
	struct arena a = { 0 };
	struct code_source *s = code_source(&a, kit_language("python"), bytes);
	struct code_literal x, y;
	struct code_error why;
	size_t steps = 0;

	(void)state;
	for (int i = 0; i < 2; i++) {
		size_t before = steps;

		assert_int_equal(
			code_source_symbol(s, STR("B"), &x, &steps, &why), 0);
		assert_true(str_is(x.text, "one"));
		assert_true(steps > before);
		assert_int_equal(
			code_source_symbol(s, STR("D"), &x, &steps, &why), -1);
		assert_int_equal(code_source_match(s,
						   STR("C = (?<prompt>\".*\")"),
						   &y, &steps, &why),
				 0);
		assert_true(str_is(y.text, "two"));
		assert_int_equal(y.pos.line, 3);
	}
	s = code_source(&a, kit_language("python"), STR("A = '\xff'\n"));
	for (int i = 0; i < 2; i++) {
		why.text[0] = '\0';
		assert_int_equal(
			code_source_symbol(s, STR("A"), &x, &steps, &why), -1);
		assert_true(why.text[0] != '\0');
	}
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_symbol_is_found_whole_or_by_its_end),
		cmocka_unit_test(what_is_not_there_is_said_to_be_missing),
		cmocka_unit_test(
			several_of_one_name_are_told_with_their_places),
		cmocka_unit_test(a_text_that_is_not_known_is_none),
		cmocka_unit_test(another_name_is_followed_once),
		cmocka_unit_test(a_source_that_is_asked_again_says_the_same),
		cmocka_unit_test(yaml_is_asked_by_json_pointer),
		cmocka_unit_test(files_that_cannot_be_read_are_told),
		cmocka_unit_test(a_byte_order_mark_is_passed_over),
		cmocka_unit_test(a_pattern_takes_what_stands_there),
		cmocka_unit_test(a_literal_with_its_quotes_is_decoded),
		cmocka_unit_test(a_pattern_must_match_once),
		cmocka_unit_test(a_pattern_that_is_wrong_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
