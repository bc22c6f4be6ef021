#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/template/kit.h"

static void what_jinja2_refuses_is_refused_at_its_place(void **state)
{
	static const struct {
		const char *text;
		unsigned line, column;
		const char *why;
	} cases[] = {
		{ "a\n {% do x %}", 2, 5, "unknown tag 'do'" },
		{ "{% endif %}", 1, 4, "unknown tag 'endif'" },
		{ "{% if a %}{% endfor %}", 1, 14,
		  "unknown tag 'endfor', expected elif or else or endif" },
		{ "{% if a %}{% else if b %}{% endif %}", 1, 19,
		  "unexpected 'if', expected the end of the tag" },
		{ "\n{% if a %}x", 2, 1, "block is not closed by endif" },
		{ "{% for a in b %}x", 1, 1, "block is not closed by endfor" },
		{ "{% macro m() %}", 1, 1, "block is not closed by endmacro" },
		{ "{{ }}", 1, 4,
		  "unexpected end of the tag, expected an expression" },
		{ "{% %}", 1, 4,
		  "unexpected end of the tag, expected the name of a tag" },
		{ "x{{ a", 1, 2, "tag is not closed by \"}}\"" },
		{ "x{% if", 1, 2, "tag is not closed by \"%}\"" },
		{ "x{# a }}", 1, 2, "comment is not closed by \"#}\"" },
		{ "{% raw %}{{ a }}", 1, 1, "raw is not closed by endraw" },
		{ "{{ a }", 1, 6, "unexpected '}'" },
		{ "{{ (a] }}", 1, 6, "unexpected ']', expected ')'" },
		{ "{{{ a }}}", 1, 7, "unexpected '}', expected ':'" },
		{ "\xc3\xa9{{ $x }}", 1, 5, "unexpected character '$'" },
		{ "{{ a ? b : c }}", 1, 6, "unexpected character '?'" },
		{ "{{ \xe2\x80\x9c"
		  "a\xe2\x80\x9d }}",
		  1, 4, "unexpected character '\xe2\x80\x9c'" },
		{ "{{ 'a }}", 1, 4, "string is not closed" },
		{ "{{ '\\x4' }}", 1, 4, "malformed escape in string" },
		{ "{{ '\\U00110000' }}", 1, 4, "malformed escape in string" },
		{ "{{ .5 }}", 1, 4, "unexpected '.', expected an expression" },
		{ "{{ a.1.5.b.'c' }}", 1, 12,
		  "unexpected ''c'', expected a name or a number" },
		{ "{{+ b +}}", 1, 8,
		  "unexpected end of the tag, expected an expression" },
		{ "{{ a b }}", 1, 6,
		  "unexpected 'b', expected the end of the tag" },
		{ "{{ f(a=1, b) }}", 1, 5,
		  "arguments of the call are out of order" },
		{ "{{ f(**a, *b) }}", 1, 5,
		  "arguments of the call are out of order" },
		{ "{{ a is b is c }}", 1, 11,
		  "unexpected 'is', expected one test: `is` does not chain" },
		{ "{% set true = 1 %}", 1, 8, "cannot assign to this" },
		{ "{% set a.b.c = 1 %}", 1, 11,
		  "unexpected '.', expected the end of the tag" },
		{ "{% for a.b in c %}{% endfor %}", 1, 9,
		  "unexpected '.', expected 'in'" },
		{ "{% for loop in c %}{% endfor %}", 1, 8,
		  "cannot assign to 'loop' inside a loop" },
		{ "{% for a in b %}{% if c %}{% set (x, loop) = 1 %}{% endif %}{% endfor %}",
		  1, 38, "cannot assign to 'loop' inside a loop" },
		{ "{% import 'a' as none %}", 1, 18,
		  "cannot assign to 'none'" },
		{ "{% from 'a' import _b %}", 1, 20,
		  "a name that begins with '_' cannot be imported" },
		{ "{% from 'a' import %}", 1, 20,
		  "unexpected end of the tag, expected a name" },
		{ "{% call a.b %}{% endcall %}", 1, 9, "expected a call" },
		{ "{% macro m(a=1, b) %}{% endmacro %}", 1, 17,
		  "a parameter without a default follows one with" },
		{ "{% macro m(caller) %}{{ caller }}{% endmacro %}", 1, 12,
		  "the parameter 'caller' needs a default" },
		{ "{% block a %}{% endblock %}{% block a %}{% endblock %}", 1,
		  37, "block 'a' is defined twice" },
		{ "{% block a %}{% endblock b %}", 1, 26,
		  "unexpected 'b', expected the end of the tag" },
		{ "{% block a-b %}{% endblock %}", 1, 11,
		  "unexpected '-', expected the end of the tag" },
		{ "{% block a required %}x{% endblock %}", 1, 4,
		  "a required block can only contain comments or white space" },
		{ "{% for a in b %}{% extends 'x' %}{% endfor %}", 1, 20,
		  "extends only at the top level" },
		{ "{% raw x %}{% endraw %}", 1, 4, "unknown tag 'raw'" },
		{ "{% if a %}{% elif %}{% endif %}", 1, 19,
		  "unexpected end of the tag, expected an expression" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct kit k = { 0 };

		if (kit_try(&k, str_of(cases[i].text)) == 0)
			fail_msg("read: %s", cases[i].text);
		if (strcmp(k.why.text, cases[i].why) != 0 ||
		    k.why.pos.line != cases[i].line ||
		    k.why.pos.column != cases[i].column)
			fail_msg("%s\nwant %u:%u: %s\nhave %u:%u: %s",
				 cases[i].text, cases[i].line, cases[i].column,
				 cases[i].why, k.why.pos.line, k.why.pos.column,
				 k.why.text);
		kit_free(&k);
	}
}

static void what_jinja2_takes_is_taken(void **state)
{
	static const char *const cases[] = {
		"",
		"{ { a } } %} }} #}",
		"{{ if }}{{ not and }}",
		"{{ a.0.b[1:2, ::3][:] }}{{ a[] }}",
		"{{ f(a, *b, **c) }}{{ f(a, k=1,) }}{{ f()|g()() }}",
		"{{ {'a': 1, 'b': [1, 2,], 'c': (1,), 'd': ()} }}",
		"{{ 1_000 + 1e3 + 0x_1F + 0b1 + 0O7 + 1.5E-3 + 00 }}",
		"{{ 'a' \"b\" 'it\\'s \\u00e9\\N{DASH}\\x41' }}",
		"{{ a if b if c else d if e else f }}",
		"{{ not not a is not b.c(1) is d [1] }}{{ - + -a ** -b|f }}",
		"{{ a < b <= c == d != e > f >= g in h not in i }}",
		"{{ a ~ b + c - d * e / f // g % h ** i }}",
		"{% if a: %}{% elif b: %}{% else: %}{% endif %}",
		"{% for a, (b, c) in d.e() if f recursive %}{% else %}{% endfor %}",
		"{% for a in b, c %}{% endfor %}",
		"{% with %}{% endwith %}{% with a = 1, b = 2 %}{% endwith %}",
		"{% block a scoped required %} {# x #}\n{% raw %} {% endraw %}{% endblock a %}",
		"{% print a, b %}{% print %}",
		"{% autoescape false %}{% endautoescape %}",
		"{% filter upper|trim %}{% endfilter %}",
		"{% call(a, b=1) m(c) %}{% endcall %}",
		"{% from 'a' import b, c as d, with context %}",
		"{% import 'a' as b without context %}",
		"{% set a, ns.b = c %}{% set (a, b) %}{% endset %}",
		"{%- if a -%}{%+ endif +%}{{- a -}}{#- b -#}",
		"{% raw -%} {{ {% raw %} {%- endraw +%}",
		"{{ a|unknown is unknown }}",
		"{#",
		"{% raw %}",
		"{% raw -%} \n",
		("{{ \xc3\xa9t\xc3\xa9 }}{{ \xe5\x8f\x98 }}{{\xc2\xa0"
		 "a\xe2\x80\x83}}"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct kit k = { 0 };

		kit_read(&k, cases[i]);
		assert_true(str_is(kit_raws(&k), cases[i]));
		kit_free(&k);
	}
}

static void nesting_is_read_to_its_bound_and_no_deeper(void **state)
{
	struct kit k = { 0 };
	struct str ends;

	(void)state;
	for (size_t n = TEMPLATE_DEPTH; n <= TEMPLATE_DEPTH + 1; n++) {
		int want = n > TEMPLATE_DEPTH ? -1 : 0;

		ends = kit_repeat(&k, "", ")", n, " }}");
		assert_int_equal(
			kit_try(&k, kit_repeat(&k, "{{ ", "(", n,
					       str_fmt(&k.arena, "a%.*s",
						       STR_ARG(ends))
						       .p)),
			want);
		ends = kit_repeat(&k, "", "{% endif %}", n, "");
		assert_int_equal(kit_try(&k, kit_repeat(&k, "", "{% if a %}", n,
							ends.p)),
				 want);
	}
	assert_string_equal(k.why.text, "nested deeper than 32");
	assert_int_equal(k.why.pos.column, 1 + 10 * TEMPLATE_DEPTH);
	kit_free(&k);
}

static void long_chains_are_not_deep(void **state)
{
	static const char *const parts[] = {
		" + a", ".a",	    " or a",  " if a else a", "|f",  "(a)",
		" ~ a", " is b(a)", " and a", " < a",	      "[a]", ", a",
	};
	struct kit k = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		kit_read_str(&k,
			     kit_repeat(&k, "{{ a", parts[i], 50000, " }}"));
		assert_int_equal(k.t.variable_count, 1);
		kit_free(&k);
	}
	kit_read_str(&k, kit_repeat(&k, "{{ ", "not ", 100000, "a }}"));
	kit_read_str(&k, kit_repeat(&k, "{{ ", "-", 100000, "a }}"));
	kit_read_str(&k, kit_repeat(&k, "{% if a %}",
				    "{% elif not a %}{% set a = 1 %}", 20000,
				    "{% endif %}"));
	kit_free(&k);
}

/* Each of these takes minutes if any step is quadratic. */
static void hostile_text_of_the_largest_size_takes_linear_time(void **state)
{
	static const char *const parts[] = {
		"{{",
		"{%",
		"{#",
		"{% if a %}",
		"{{ (",
		"(((",
		"{% raw %}",
		"{% endraw ",
		"{{a}}",
		"{#a#}",
		"\n",
		"{{a}}\n",
		"'",
		"{{'",
		"{% if a %}{% endif %}",
		"{% set a = 1 %}",
		"{{ a.b|d(c) }}",
		"{%- ",
		"#}{#",
		"{# -",
		"\xe2\x80\x83",
		"{% for a in a %}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		struct kit k = { 0 };
		size_t n = TEMPLATE_SIZE / strlen(parts[i]) - 4;

		(void)kit_try(&k, kit_repeat(&k, "", parts[i], n, ""));
		(void)kit_try(&k, kit_repeat(&k, "{% raw %}", parts[i], n, ""));
		(void)kit_try(&k, kit_repeat(&k, "{{ a ", parts[i], n, ""));
		(void)kit_try(&k, kit_repeat(&k, "{% if", parts[i], n, ""));
		kit_free(&k);
	}
}

/* A set and a branch for each of many names: symbols are not copied. */
static void many_names_in_many_branches_take_linear_time(void **state)
{
	struct kit k = { 0 };
	struct buf b = buf_in(&k.arena);

	(void)state;
	for (unsigned i = 0; b.len < TEMPLATE_SIZE - 100; i++)
		buf_addf(&b, "{%% if a%u %%}{%% set b%u=1 %%}{%% endif %%}", i,
			 i);
	kit_read_str(&k, buf_str(&b));
	assert_true(k.t.variable_count > 40000);
	kit_free(&k);
}

static void messages_are_cut_between_characters(void **state)
{
	static const char *const heads[] = { "{{ a ", "{% ", "{% if a %}{% " };

	(void)state;
	/* a character of two bytes across each place where one may be cut */
	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++)
		for (size_t letters = 0; letters < 2; letters++) {
			struct kit k = { 0 };
			struct str text = kit_repeat(
				&k,
				str_fmt(&k.arena, "%s%s", heads[i],
					letters ? "aa" : "a")
					.p,
				"\xc3\xa9", 300, " %}");

			assert_int_equal(kit_try(&k, text), -1);
			assert_int_equal(text_utf8_bad(str_of(k.why.text)),
					 strlen(k.why.text));
			kit_free(&k);
		}
}

static void a_message_with_a_long_name_ends_in_a_whole_character(void **state)
{
	(void)state;
	for (size_t letters = 0; letters < 2; letters++) {
		struct kit k = { 0 };
		struct str name = kit_repeat(&k, letters ? "aa" : "a",
					     "\xc3\xa9", 300, "");

		assert_int_equal(
			kit_try(&k,
				str_fmt(&k.arena,
					"{%% block %.*s %%}{%% endblock %%}"
					"{%% block %.*s %%}{%% endblock %%}",
					STR_ARG(name), STR_ARG(name))),
			-1);
		assert_int_equal(text_utf8_bad(str_of(k.why.text)),
				 strlen(k.why.text));
		kit_free(&k);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_jinja2_refuses_is_refused_at_its_place),
		cmocka_unit_test(what_jinja2_takes_is_taken),
		cmocka_unit_test(nesting_is_read_to_its_bound_and_no_deeper),
		cmocka_unit_test(long_chains_are_not_deep),
		cmocka_unit_test(
			hostile_text_of_the_largest_size_takes_linear_time),
		cmocka_unit_test(many_names_in_many_branches_take_linear_time),
		cmocka_unit_test(messages_are_cut_between_characters),
		cmocka_unit_test(
			a_message_with_a_long_name_ends_in_a_whole_character),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
