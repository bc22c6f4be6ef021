#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/template/kit.h"

/* Nunjucks where it is not Jinja2; what it reads and refuses is what 3.2.4
 * itself said of the same text. */

static int try_as(struct kit *k, struct str text,
		  const struct template_option *options, size_t count)
{
	return template_read(&k->arena, language_find(STR("nunjucks")), text,
			     options, count, &k->t, &k->why);
}

static void assert_variables(const char *text, const char *want)
{
	struct kit k = { 0 };

	if (try_as(&k, str_of(text), NULL, 0) < 0)
		fail_msg("%s\n%u:%u: %s", text, k.why.pos.line,
			 k.why.pos.column, k.why.text);
	assert_string_equal(kit_variables(&k), want);
	kit_free(&k);
}

static void assert_wrong(const char *text, unsigned line, unsigned column,
			 const char *want)
{
	struct kit k = { 0 };

	if (try_as(&k, str_of(text), NULL, 0) == 0)
		fail_msg("read: %s", text);
	assert_string_equal(k.why.text, want);
	assert_int_equal(k.why.pos.line, line);
	assert_int_equal(k.why.pos.column, column);
	kit_free(&k);
}

static void what_nunjucks_compiles_is_read(void **state)
{
	static const char *const texts[] = {
		"{%- raw -%}{{x}}{% endraw %}",
		"{% raw -%} {{x}}{% endraw %}",
		"{% raw %}a{% raw %}b{% endraw %}c{% endraw %}d",
		"{% verbatim %}{{x}}{% endverbatim %}",
		"{{ a is defined }}",
		"{% macro f(a=1,b) %}{% endmacro %}",
		"{% set a, b = 1 %}",
		"{{ 1. }}",
		"{{ 1abc }}",
		"{{ a;b }}",
		"{{ a === b }}",
		"{{ r/a}}b\\//g }}",
		"{% switch a %}{% case 1 %}x{% default %}y{% endswitch %}",
		"{% for x in y if z %}{% endfor %}",
		"{{+ b }}",
		"{{ a | f.g(1) }}",
		"{{ -a|abs }}",
		"{{ a not in b }}",
		"{% for x in y %}{% set loop = 1 %}{% endfor %}",
		"{% if a %}{% extends \"x\" %}{% endif %}",
		"{% set x %}a{% endset %}",
		"{{ f(a=1, b) }}",
		"{% import \"a\" as b without context %}",
		"{% from \"a\" import b as c, d with context %}",
		"{% if a %}{% elseif b %}{% else %}{% endif %}",
		"{% asyncEach a in b %}{% endeach %}",
		"{% asyncAll a in b %}{% else %}{% endall %}",
		"{% ifAsync a %}{% endif %}",
		"{% call(u) f(1) %}{% endcall %}",
		"{{ a ~ b // 2 ** 3 !== 1 }}",
		"{{ true and null and none and True }}",
		"{{ () }}",
		"{% include [\"a\",\"b\"] ignore missing %}",
		"{% if a is not b %}{% endif %}",
		"{{ a[\"b\"].c(d)[0] }}",
		"{{ not not a }}",
		"{{ a if b }}",
		"{%if a%}{%endif%}",
		"{{ \"a\\qb\\x\" }}",
		"{{ a.b.$c }}",
		"{{ @x }}",
		"{{ a is sameas(b) and c }}",
	};
	struct kit k = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (try_as(&k, str_of(texts[i]), NULL, 0) < 0)
			fail_msg("%s\n%u: %s", texts[i], k.why.pos.column,
				 k.why.text);
	kit_free(&k);
}

static void what_nunjucks_refuses_is_refused(void **state)
{
	static const char *const texts[] = {
		"{% raw %}{{x}}{%- endraw -%}",
		"{{ {a: {b: 1}} }}",
		"{{ a b }}",
		"{{ a[1:2] }}",
		"{{ a.0 }}",
		"{{ (1,) }}",
		"{{ [1,] }}",
		"{{ {a: 1,} }}",
		"{{ f(1,) }}",
		"{{ \"a\" \"b\" }}",
		"{% if a: %}{% endif %}",
		"{{ a is divisibleby 3 }}",
		"{% for (a,b) in x %}{% endfor %}",
		"{{ a, b }}",
		"{{ a if b else c if d else e }}",
		"{% filter upper|lower %}{% endfilter %}",
		"{% include \"a\" with context %}",
		"{% if a, b %}{% endif %}",
		"{% endif %}",
		"{{ x",
		"{{ \"x",
		"{# x",
		"{#",
		"x #}",
		"{{ x }} #} {{ y }}",
		"{%+ if a %}{% endif %}",
		"{% if a +%}{% endif %}",
		"{{}}",
		"{% block a %}{% block a %}{% endblock %}{% endblock %}",
		"{% set x | upper %}a{% endset %}",
		"{{ {a} }}",
		"{% print a %}",
		"{% with a=1 %}{% endwith %}",
		"{% autoescape true %}{% endautoescape %}",
		"{{ f(*a) }}",
		"{{ f(**a) }}",
		"{% block a scoped %}{% endblock %}",
		"{{ a%}",
		"{% if a }}",
		"{{ a[] }}",
		"{{ a[1,2] }}",
		"{% for a in b recursive %}{% endfor %}",
		"{{ a if b else c if d }}",
		"{{ a & b }}",
		"{% set a.b = 1 %}",
		"{% for a.b in c %}{% endfor %}",
		"{% else %}",
		"{% if a %}{% else %}{% else %}{% endif %}",
		"{% macro f() %}{% endmacro f %}",
		"{% for a in b, c %}{% endfor %}",
		"{% set a = 1, 2 %}",
		"{{ a := b}}",
	};
	struct kit k = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (try_as(&k, str_of(texts[i]), NULL, 0) == 0)
			fail_msg("read: %s", texts[i]);
	kit_free(&k);
}

static void variables_are_found_as_in_jinja2(void **state)
{
	(void)state;
	assert_variables("{{ a.b }}{% for x in xs %}{{ x }}{{ loop.index }}"
			 "{% endfor %}",
			 "a xs");
	assert_variables("{% set t = 1 %}{{ t }}{% if u %}{{ u }}{% endif %}",
			 "u?");
	assert_variables("{{ True }}{{ null }}{{ none }}{{ dict }}{{ range }}",
			 "True dict");
	assert_variables("{{ $a }}{{ @b }}{{ c-d }}{{ r/e f/ }}", "$a @b c d");
	assert_variables("{% switch a %}x{% case b %}{{ c }}{% case d %}"
			 "{% default %}{{ e }}{% endswitch %}",
			 "a b c d e");
	assert_variables("{% asyncEach i, j in l %}{{ i }}{{ k }}{% endeach %}",
			 "k l");
	assert_variables("{% raw %}{{ a }}{% raw %}{% endraw %}{{ b }}"
			 "{% endraw %}{{ c }}",
			 "c");
	assert_variables("{% verbatim %}{% endraw %}{{ a }}{% endverbatim %}",
			 "");
	/* Where raw is not closed. */
	assert_variables("{% raw %}{{ a }}{% raw %}{% endraw %}{{ b }}", "b");
	assert_variables("{% verbatim %}{{ a }}", "a");
	assert_variables("{% for x in y if z %}{% endfor %}", "y z?");
}

static void tags_are_hashed_as_they_are_written(void **state)
{
	struct kit k = { 0 };
	const char text[] = "{{a|b}} {#- c -#}{%if   d%}{%endif%}\n";

	(void)state;
	assert_int_equal(try_as(&k, str_of(text), NULL, 0), 0);
	assert_string_equal(kit_canonical(&k).p, text);
	assert_string_equal(kit_raws(&k).p, text);
	kit_free(&k);
}

static void names_of_includes_are_unescaped_as_nunjucks_does(void **state)
{
	struct kit k = { 0 };

	(void)state;
	assert_int_equal(try_as(&k, STR("{% include \"a\\x\\tb\" %}"), NULL, 0),
			 0);
	assert_int_equal(k.t.include_count, 1);
	assert_true(str_is(k.t.includes[0].names[0], "ax\tb"));
	kit_free(&k);
}

static void options_are_its_environments(void **state)
{
	const struct template_option tags[] = {
		{ STR("variableStart"), STR("\"<<\"") },
		{ STR("variableEnd"), STR("\">>\"") },
		{ STR("autoescape"), STR("false") },
	};
	const struct template_option same[] = {
		{ STR("variableStart"), STR("\"{%\"") },
	};
	const struct template_option unknown[] = {
		{ STR("trim_blocks"), STR("true") },
	};
	struct kit k = { 0 };

	(void)state;
	assert_int_equal(try_as(&k, STR("{{ a }}<< b >>"), tags, 3), 0);
	assert_string_equal(kit_variables(&k), "b");
	assert_int_equal(try_as(&k, STR("x"), same, 1), -1);
	assert_int_equal(try_as(&k, STR("x"), unknown, 1), -1);
	assert_string_equal(k.why.text,
			    "option \"trim_blocks\" is not one of nunjucks's");
	kit_free(&k);
}

static void errors_tell_their_place(void **state)
{
	(void)state;
	assert_wrong("a\n  #}", 2, 3, "unexpected end of a comment");
	assert_wrong("{{ {a: {b: 1}} }}", 1, 13,
		     "unexpected end of the tag, expected '}'");
	assert_wrong("{% switch a %}{% endswitch %}", 1, 18,
		     "unexpected 'endswitch', expected 'case'");
}

static void assert_refused(struct str text, const char *want)
{
	struct kit k = { 0 };

	assert_int_equal(try_as(&k, text, NULL, 0), -1);
	if (!strstr(k.why.text, want))
		fail_msg("%s", k.why.text);
	kit_free(&k);
}

static void much_of_anything_ends_well(void **state)
{
	struct kit k = { 0 };

	(void)state;
	assert_refused(kit_repeat(&k, "", "{{", 500000, ""), "nested deeper");
	assert_int_equal(try_as(&k,
				kit_repeat(&k, "", "{%- raw %}", 100000, ""),
				NULL, 0),
			 0);
	assert_refused(kit_repeat(&k, "", "{% if a %}", 100000, ""),
		       "nested deeper than 32");
	assert_refused(
		kit_repeat(&k, "", "{% switch a %}{% case b %}", 40000, ""),
		"nested deeper than 32");
	assert_refused(kit_repeat(&k, "{{ ", "r/", 500000, ""), "");
	kit_free(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_nunjucks_compiles_is_read),
		cmocka_unit_test(what_nunjucks_refuses_is_refused),
		cmocka_unit_test(variables_are_found_as_in_jinja2),
		cmocka_unit_test(tags_are_hashed_as_they_are_written),
		cmocka_unit_test(
			names_of_includes_are_unescaped_as_nunjucks_does),
		cmocka_unit_test(options_are_its_environments),
		cmocka_unit_test(errors_tell_their_place),
		cmocka_unit_test(much_of_anything_ends_well),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
