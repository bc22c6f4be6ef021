#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "template/bound.h"
#include "unit/template/kit.h"

/* One include after another, a semicolon between: what is bound there. */
static const char *bound(struct kit *k)
{
	struct buf b = buf_in(&k->arena);

	for (size_t i = 0; i < k->t.include_count; i++) {
		const struct include *in = &k->t.includes[i];

		buf_adds(&b, i ? ";" : "");
		for (size_t n = 0; n < in->bound_count; n++)
			buf_addf(&b, "%s%.*s%s", n || i ? " " : "",
				 STR_ARG(in->bound[n].name),
				 in->bound[n].perhaps ? "?" : "");
	}
	return buf_str(&b).n ? buf_str(&b).p : "";
}

struct example {
	const char *text, *bound;
};

static void check(const struct example *examples, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct kit k = { 0 };

		kit_read(&k, examples[i].text);
		if (strcmp(bound(&k), examples[i].bound) != 0)
			fail_msg("%s\nwant: %s\nhave: %s", examples[i].text,
				 examples[i].bound, bound(&k));
		kit_free(&k);
	}
}

#define CHECK(examples) check(examples, sizeof(examples) / sizeof(*(examples)))

static void an_include_sees_what_the_frames_around_it_bind(void **state)
{
	static const struct example examples[] = {
		{ "{% include 'p' %}", "" },
		{ "{{ x }}{% include 'p' %}", "" },
		{ "{% for b, a in xs %}{% include 'p' %}{% endfor %}", "a b" },
		{ "{% for x in xs %}{% endfor %}{% include 'p' %}", "" },
		{ "{% for x in xs %}{% else %}{% include 'p' %}{% endfor %}",
		  "" },
		{ "{% with z = 1 %}{% include 'p' %}{% endwith %}"
		  "{% include 'p' %}",
		  "z;" },
		{ "{% macro m(a, b=1) %}{% include 'p' %}{% endmacro %}",
		  "a b m" },
		{ "{% call(a) m() %}{% include 'p' %}{% endcall %}", "a" },
		{ "{% for x in xs %}{% with y = x %}{% include 'p' %}"
		  "{% endwith %}{% endfor %}",
		  "x y" },
		{ "{% filter upper %}{% set y = 1 %}{% include 'p' %}"
		  "{% endfilter %}{% include 'p' %}",
		  "y;" },
	};

	(void)state;
	CHECK(examples);
}

static void loop_is_handed_on_where_the_compiler_makes_it(void **state)
{
	static const struct example examples[] = {
		{ "{% for x in xs %}{% include 'p' %}{% endfor %}", "x" },
		{ "{% for x in xs %}{{ loop.index }}{% include 'p' %}"
		  "{% endfor %}",
		  "loop x" },
		{ "{% for x in xs recursive %}{% include 'p' %}{% endfor %}",
		  "loop x" },
	};

	(void)state;
	CHECK(examples);
}

static void what_is_assigned_before_is_bound_and_after_is_not(void **state)
{
	static const struct example examples[] = {
		{ "{% set y = 1 %}{% include 'p' %}", "y" },
		{ "{% include 'p' %}{% set y = 1 %}", "" },
		{ "{{ y }}{% include 'p' %}{% set y = 1 %}{% include 'p' %}",
		  "; y" },
		{ "{% set y %}{% include 'p' %}{% endset %}", "" },
		{ "{% set n.y = 1 %}{% include 'p' %}", "" },
		{ "{% import 'l' as l %}{% from 'l' import a as b, c %}"
		  "{% include 'p' %}",
		  ";; b c l" },
		{ "{% macro m() %}{% endmacro %}{% include 'p' %}", "m" },
		{ "{% set y = 1 %}{% for x in xs %}{% include 'p' %}"
		  "{% set y = 2 %}{% endfor %}",
		  "x y" },
		{ "{% for x in xs %}{% include 'p' %}{% set y = 2 %}"
		  "{% endfor %}",
		  "x" },
		/* by the time the macro is called */
		{ "{% macro m() %}{% include 'p' %}{% endmacro %}"
		  "{% set y = 1 %}",
		  "m y" },
		{ "{% set y = 1 %}{% include 'p' without context %}"
		  "{% import 'l' as l %}{% import 'l' as k with context %}",
		  ";; l y" },
	};

	(void)state;
	CHECK(examples);
}

static void what_is_assigned_in_a_branch_is_bound_perhaps(void **state)
{
	static const struct example examples[] = {
		{ "{% if c %}{% set y = 1 %}{% endif %}{% include 'p' %}",
		  "y?" },
		{ "{% if c %}{% set y = 1 %}{% include 'p' %}{% endif %}",
		  "c? y" },
		{ "{% if c %}{% set y = 1 %}{% else %}{% set y = 2 %}"
		  "{% endif %}{% include 'p' %}",
		  "y" },
		{ "{% if c %}{% else %}{% include 'p' %}{% endif %}", "" },
		{ "{% if y is defined %}{% include 'p' %}{% endif %}"
		  "{% include 'p' %}",
		  "y?;" },
	};

	(void)state;
	CHECK(examples);
}

static void a_parent_sees_the_whole_top_level(void **state)
{
	static const struct example examples[] = {
		{ "{% extends 'p' %}", "" },
		{ "{% set a = 1 %}{% extends 'p' %}{% set b = 1 %}"
		  "{% macro m(q) %}{% endmacro %}{% import 'l' as l %}"
		  "{% if c %}{% set d = 1 %}{% endif %}"
		  "{% for x in xs %}{% set y = 1 %}{% endfor %}",
		  "a b d? l m;" },
	};

	(void)state;
	CHECK(examples);
}

static void a_block_sees_the_top_level_that_runs_before_it(void **state)
{
	static const struct example examples[] = {
		{ "{% set t = 1 %}{% block b %}{% include 'p' %}{% endblock %}",
		  "t" },
		{ "{% block b %}{% include 'p' %}{% endblock %}{% set t = 1 %}",
		  "" },
		{ "{% extends 'p' %}"
		  "{% block b %}{% include 'p' %}{% endblock %}"
		  "{% set t = 1 %}",
		  "t; t" },
		{ "{% if c %}{% set t = 1 %}{% endif %}"
		  "{% block b %}{% set t = 1 %}{% include 'p' %}{% endblock %}",
		  "t" },
		{ "{% for x in xs %}{% block b %}{% include 'p' %}"
		  "{% endblock %}{% endfor %}",
		  "" },
	};

	(void)state;
	CHECK(examples);
}

/* Of a name: whether it may be read outside, and whether it is optional. */
static void check_variable(const char *text, bool read, bool optional)
{
	struct kit k = { 0 };

	kit_read(&k, text);
	for (size_t i = 0; i < k.t.variable_count; i++) {
		const struct variable *v = &k.t.variables[i];

		if (!str_is(v->name, "t"))
			continue;
		if (v->read != read || v->optional != optional)
			fail_msg("%s: read %d, optional %d", text, v->read,
				 v->optional);
		kit_free(&k);
		return;
	}
	fail_msg("%s: no t", text);
}

static void a_name_that_is_only_assigned_is_not_read(void **state)
{
	(void)state;
	check_variable("{% if c %}{% set t = 1 %}{% endif %}", false, true);
	check_variable("{% if c %}{% set t = 1 %}{{ t }}{% endif %}", false,
		       true);
	check_variable("{% if c %}{% import 'l' as t %}{% endif %}", false,
		       true);
	check_variable("{% if c %}{% set t = 1 %}{% endif %}{{ t }}", true,
		       false);
	check_variable("{% if c %}{% set t.x = 1 %}{% endif %}", true, false);
	check_variable("{% if not t %}{% set t = 1 %}{% endif %}{{ t }}", true,
		       true);
}

static void a_block_reads_what_the_top_level_did_not_set(void **state)
{
	(void)state;
	check_variable("{% set t = 1 %}{% block b %}{{ t }}{% endblock %}",
		       false, true);
	check_variable("{% block b %}{{ t }}{% endblock %}{% set t = 1 %}",
		       true, false);
	check_variable("{% extends 'p' %}{% block b %}{{ t }}{% endblock %}"
		       "{% set t = 1 %}",
		       false, true);
	check_variable("{% if c %}{% set t = 1 %}{% endif %}"
		       "{% block b %}{{ t }}{% endblock %}",
		       true, true);
}

static void names_past_the_limit_are_passed_over_quickly(void **state)
{
	struct kit k = { 0 };
	struct buf b = buf_in(&k.arena);

	(void)state;
	for (size_t i = 0; i < 20000; i++)
		buf_addf(&b, "{%% set a%zu = 1 %%}{%% include 'p' %%}", i);
	kit_read_str(&k, buf_str(&b));
	assert_int_equal(k.t.includes[10].bound_count, 11);
	assert_int_equal(k.t.includes[19999].bound_count, 0);
	kit_free(&k);
}

/* ---- sets along the ways to a file */

static struct bound_set set_of(const struct bound *items, size_t count)
{
	return (struct bound_set){ .items = items, .count = count };
}

static void paths_add_names_up_and_meetings_leave_those_of_both(void **state)
{
	static const struct bound one[] = { { { "a", 1 }, false },
					    { { "c", 1 }, true } };
	static const struct bound two[] = { { { "b", 1 }, false },
					    { { "c", 1 }, false } };
	const struct include in = { .with_context = true,
				    .bound = two,
				    .bound_count = 2 };
	const struct include bare = { .bound = two, .bound_count = 2 };
	struct bound_set known = bound_all(), x = set_of(one, 2), y;
	struct arena a = { 0 };

	(void)state;
	assert_int_equal(bound_get(&known, STR("z")), BOUND_SURELY);
	assert_true(bound_along(&a, x, &bare).all);
	assert_true(bound_along(&a, bound_all(), &in).all);
	y = bound_along(&a, x, &in);
	assert_int_equal(y.count, 3);
	assert_int_equal(bound_get(&y, STR("a")), BOUND_SURELY);
	assert_int_equal(bound_get(&y, STR("c")), BOUND_SURELY);
	assert_int_equal(bound_get(&y, STR("d")), BOUND_NOT);

	assert_false(bound_narrow(&a, &known, bound_all()));
	assert_true(bound_narrow(&a, &known, y));
	assert_false(bound_narrow(&a, &known, y));
	assert_true(bound_narrow(&a, &known, x));
	assert_int_equal(known.count, 2);
	assert_int_equal(bound_get(&known, STR("c")), BOUND_PERHAPS);
	assert_false(bound_narrow(&a, &known, y));
	assert_true(bound_narrow(&a, &known, set_of(two, 2)));
	assert_int_equal(known.count, 1);
	assert_true(bound_narrow(&a, &known, bound_none()));
	assert_false(bound_narrow(&a, &known, bound_none()));
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			an_include_sees_what_the_frames_around_it_bind),
		cmocka_unit_test(loop_is_handed_on_where_the_compiler_makes_it),
		cmocka_unit_test(
			what_is_assigned_before_is_bound_and_after_is_not),
		cmocka_unit_test(what_is_assigned_in_a_branch_is_bound_perhaps),
		cmocka_unit_test(a_parent_sees_the_whole_top_level),
		cmocka_unit_test(
			a_block_sees_the_top_level_that_runs_before_it),
		cmocka_unit_test(a_name_that_is_only_assigned_is_not_read),
		cmocka_unit_test(a_block_reads_what_the_top_level_did_not_set),
		cmocka_unit_test(names_past_the_limit_are_passed_over_quickly),
		cmocka_unit_test(
			paths_add_names_up_and_meetings_leave_those_of_both),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
