#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/template/kit.h"

struct example {
	const char *text, *variables;
};

static void check(const struct example *examples, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct kit k = { 0 };

		kit_read(&k, examples[i].text);
		if (strcmp(kit_variables(&k), examples[i].variables) != 0)
			fail_msg("%s\nwant: %s\nhave: %s", examples[i].text,
				 examples[i].variables, kit_variables(&k));
		kit_free(&k);
	}
}

#define CHECK(examples) check(examples, sizeof(examples) / sizeof(*(examples)))

static void what_the_first_mention_in_a_frame_does_decides(void **state)
{
	static const struct example examples[] = {
		{ "{{ t }}{% set t = 1 %}{{ t }}", "t" },
		{ "{% set t = 1 %}{{ t }}", "" },
		{ "{% if c %}{% set t = 1 %}{% endif %}", "c? t?" },
		{ "{% for i in s %}{{ t }}{% endfor %}{% set t = 1 %}", "s" },
		{ "{% for i in s %}{% set t = 1 %}{% endfor %}{{ t }}", "s t" },
		{ "{% if c %}{% import 'x' as m %}{% endif %}{{ m }}", "c? m" },
		{ "{% set x %}{{ a }}{% set x = 1 %}{% endset %}", "a" },
		{ "{% set x | f(a, y=b) %}{% endset %}", "a b" },
		{ "{% with x = x %}{{ x }}{% endwith %}", "x" },
		{ "{% for in in in %}{{ in }}{% endfor %}", "in" },
	};

	(void)state;
	CHECK(examples);
}

static void names_that_a_place_defines_are_bound_only_there(void **state)
{
	static const struct example examples[] = {
		{ "{{ loop }}{% for i in s %}{{ loop }}{% endfor %}",
		  "loop s" },
		{ "{% for i in s %}{% else %}{{ loop }}{% endfor %}",
		  "loop s" },
		{ "{% for i in s recursive %}{{ loop(i) }}{% endfor %}", "s" },
		{ "{{ self.b() }}{% block b %}{{ super() }}{{ self }}{% endblock %}",
		  "" },
		{ "{% macro m() %}{{ caller() }}{{ varargs }}{{ kwargs }}{% endmacro %}",
		  "" },
		{ "{% set caller = 1 %}{% macro m() %}{{ caller }}{% endmacro %}",
		  "" },
		{ "{% call m() %}{{ varargs }}{% endcall %}", "m" },
		{ "{% macro m(caller=a) %}{{ caller }}{% endmacro %}", "a" },
	};

	(void)state;
	CHECK(examples);
}

static void what_follows_a_second_extends_is_not_compiled(void **state)
{
	static const struct example examples[] = {
		{ "{% extends 'a' %}{% extends 'b' %}{% for x in y %}{{ z }}{% endfor %}",
		  "y?" },
		{ "{% if c %}{% extends 'a' %}{% endif %}{% extends 'b' %}"
		  "{% for x in y %}{{ z }}{% endfor %}",
		  "c? y z" },
	};

	(void)state;
	CHECK(examples);
}

static void a_name_with_a_default_is_optional(void **state)
{
	static const struct example examples[] = {
		{ "{{ a|default('x') }}", "a?" },
		{ "{{ a|d('x')|upper }}", "a?" },
		{ "{{ a | default(b) }}", "a? b" },
		{ "{{ a.b|default('x') }}", "a" },
		{ "{{ -a|default('x') }}", "a" },
		{ "{{ a|upper|default('x') }}", "a" },
		{ "{{ a|default('x') }}{{ a }}", "a" },
		{ "{{ (a or b)|default('x') }}", "a? b?" },
		{ "{{ a or 'x' }}{{ b or c }}", "a? b? c" },
		{ "{% filter f(a|default(1)) %}{% endfilter %}", "a?" },
	};

	(void)state;
	CHECK(examples);
}

static void a_name_that_is_guarded_is_optional(void **state)
{
	static const struct example examples[] = {
		{ "{% if a %}{{ a.b }}{% endif %}", "a?" },
		{ "{% if a is defined %}{{ a }}{% endif %}", "a?" },
		{ "{% if a is none %}{{ 1 }}{% endif %}", "a?" },
		{ "{% if a is not none %}{{ a }}{% endif %}", "a" },
		{ "{% if a is not defined %}{{ a }}{% endif %}", "a" },
		{ "{% if a is not defined %}x{% else %}{{ a }}{% endif %}",
		  "a?" },
		{ "{% if a is undefined %}x{% elif b %}{{ a }}{% endif %}",
		  "a? b?" },
		{ "{% if not a %}x{% else %}{{ a }}{% endif %}", "a?" },
		{ "{% if a and b %}{{ a }}{{ b }}{% endif %}", "a? b?" },
		{ "{% if a or b %}{{ a }}{% endif %}", "a b?" },
		{ "{% if not (a and b) %}x{% else %}{{ a }}{% endif %}",
		  "a?"
		  " b?" },
		{ "{% if a %}x{% else %}{{ a }}{% endif %}", "a" },
		{ "{% if a %}x{% elif b %}{{ a }}{% endif %}", "a b?" },
		{ "{% if a %}{% endif %}{{ a }}", "a" },
		{ "{% if a == 1 %}{% endif %}", "a" },
		{ "{% if a.b %}{% endif %}", "a" },
		{ "{{ a.b if a else 'x' }}", "a?" },
		{ "{{ 'x' if not a else a.b }}", "a?" },
		{ "{{ 'x' if a is undefined else 'y' if b else a ~ c }}",
		  "a? b? c" },
		{ "{{ a if b }}", "a b?" },
		{ "{{ a and a.b }}{{ not b }}", "a? b?" },
		{ "{% if a is defined and a.b > 1 %}{{ a.c }}{% endif %}",
		  "a?" },
		{ "{% for i in x if a and i %}{{ a.b }}{% endfor %}", "a? x" },
		{ "{% if a %}{% for i in a %}{{ a }}{{ i }}{% endfor %}{% endif %}",
		  "a?" },
		{ "{% if a %}{% block b %}{{ a }}{% endblock %}{% endif %}",
		  "a" },
		{ "{% if a %}{% include 'x' %}{{ b }}{% endif %}", "a? b" },
	};

	(void)state;
	CHECK(examples);
}

static void a_name_that_was_assigned_before_is_not_asked_for(void **state)
{
	static const struct example examples[] = {
		{ "{% set a = a or 1 %}{{ a.b }}", "a?" },
		{ "{% set a = a %}{{ a.b }}", "a" },
		{ "{% if c %}{% set t = 1 %}{% else %}{% set t = 2 %}{% endif %}{{ t }}",
		  "c? t?" },
		{ "{% if c %}{% set t = 1 %}{% elif d %}{% set t = 2 %}{% endif %}{{ t }}",
		  "c? d? t" },
		{ "{% if c %}{% set t = 1 %}{{ t }}{% endif %}", "c? t?" },
		{ "{% if c %}{% set t = 1 %}{% else %}{{ t }}{% endif %}",
		  "c? t" },
		{ "{% if not a %}{% set a = 1 %}{% endif %}{{ a.b }}", "a?" },
		{ "{% if a is not defined %}{% set a = 1 %}{% endif %}{{ a.b }}",
		  "a?" },
		{ "{% if a %}{% set b = 1 %}{% endif %}{{ b }}", "a? b" },
		{ "{% if a is not defined %}{% set a = 1 %}{% endif %}"
		  "{% if x %}{% set a = 2 %}{% endif %}{{ a }}",
		  "a? x?" },
		{ "{% if c %}{% if d %}{% set t = 1 %}{% else %}{% set t = 1 %}{% endif %}"
		  "{% else %}{% set t = 3 %}{% endif %}{{ t }}",
		  "c? d? t?" },
		{ "{% if c %}{% set t = 1 %}{% else %}{% set t = 2 %}{% endif %}"
		  "{% for i in s %}{{ t }}{% endfor %}",
		  "c? s t?" },
		{ "{{ a|d }}{% for i in s %}{{ a }}{% set a = 1 %}{% endfor %}",
		  "a s" },
		{ "{% set a, b = c %}{{ a }}{{ b }}{% set a.x = 1 %}", "c" },
		{ "{% set ns.x = 1 %}", "ns" },
	};

	(void)state;
	CHECK(examples);
}

static void a_variable_stands_where_it_is_used_first(void **state)
{
	struct kit k = { 0 };

	(void)state;
	kit_read(&k,
		 "{% for i in s %}\n \xc3\xa9{{ b.c }}{% endfor %}{{ b + a }}");
	assert_string_equal(kit_variables(&k), "a b s");
	assert_int_equal(k.t.variables[0].pos.line, 2);
	assert_int_equal(k.t.variables[0].pos.column, 31);
	assert_int_equal(k.t.variables[1].pos.line, 2);
	assert_int_equal(k.t.variables[1].pos.column, 6);
	assert_int_equal(k.t.variables[2].pos.line, 1);
	assert_int_equal(k.t.variables[2].pos.column, 13);
	kit_free(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			what_the_first_mention_in_a_frame_does_decides),
		cmocka_unit_test(
			names_that_a_place_defines_are_bound_only_there),
		cmocka_unit_test(what_follows_a_second_extends_is_not_compiled),
		cmocka_unit_test(a_name_with_a_default_is_optional),
		cmocka_unit_test(a_name_that_is_guarded_is_optional),
		cmocka_unit_test(
			a_name_that_was_assigned_before_is_not_asked_for),
		cmocka_unit_test(a_variable_stands_where_it_is_used_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
