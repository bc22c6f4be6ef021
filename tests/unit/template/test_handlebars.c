#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/template/kit_language.h"

static const char language[] = "handlebars";

static void uses_are_told_with_their_paths(void **state)
{
	const struct kit_case cases[] = {
		{ "{{a}}{{{b.c}}}{{& d/e}}", "a b d", "a=escaped b.c= d.e=" },
		{ "{{this}}{{.}}{{this.a}}{{./b}}{{../c}}", "a b",
		  ".=escaped .=escaped a=escaped b=escaped" },
		{ "{{#each items}}{{name}}{{this}}{{../t}}{{@index}}{{@root.r}}"
		  "{{else}}{{e}}{{/each}}",
		  "e items r t",
		  "items:each items[].name=escaped items[]=escaped t=escaped "
		  "r=escaped e=escaped" },
		{ "{{#with user}}{{name}}{{#each tags}}{{x}}{{../y}}{{../../z}}"
		  "{{/each}}{{/with}}",
		  "user z",
		  "user:with user.name=escaped user.tags:each "
		  "user.tags[].x=escaped user.y=escaped z=escaped" },
		{ "{{#each a as |b i|}}{{b.c}}{{i}}{{d}}{{#with e}}{{b}}{{/with}}"
		  "{{/each}}{{b}}",
		  "a b",
		  "a:each a[].c=escaped a[].d=escaped a[].e:with a[]=escaped "
		  "b=escaped" },
		{ "{{#a}}{{b}}{{../c}}{{/a}}{{^d}}{{e}}{{/d}}", "a? b?~ c d? e",
		  "a? a[].b=escaped,perhaps c=escaped d? e=escaped" },
		{ "{{#each a}}{{#b}}{{c}}{{/b}}{{/each}}", "a",
		  "a:each a[].b? a[].b[].c=escaped,perhaps" },
		{ "{{#if a}}{{a.b}}{{else if c}}{{c}}{{a}}{{else}}{{d}}{{/if}}",
		  "a c? d", "a? a.b=escaped c? c=escaped a=escaped d=escaped" },
		{ "{{#if a}}{{b}}{{else}}{{a}}{{/if}}", "a b",
		  "a? b=escaped a=escaped" },
		{ "{{elsewhere}}{{#a}}{{else-x}}{{y}}{{/a}}",
		  "-x? a? elsewhere y?~",
		  "elsewhere=escaped a? -x? -x[].y=escaped,perhaps" },
		{ "{{#unless a}}{{b}}{{else}}{{a}}{{/unless}}", "a? b",
		  "a? b=escaped a=escaped" },
		{ "{{^if a}}{{b}}{{else}}{{a}}{{/if}}", "a? b",
		  "a? b=escaped a=escaped" },
		{ "{{f a (g b c=d) 'x' 1 true}}{{lookup e f}}", "a b d e f",
		  "a:f=escaped b:g f=escaped d:g f=escaped "
		  "e:lookup=escaped f:lookup=escaped" },
		{ "{{#if (eq a 1)}}{{a}}{{/if}}", "a", "a:eq if a=escaped" },
		{ "{{#each (f a)}}{{b}}{{/each}}", "a", "a:f each" },
		{ "{{\"a b\"}}{{12}}{{true}}{{[c d].e}}", "12 a b c d true",
		  "a b=escaped 12=escaped true=escaped c d.e=escaped" },
		{ "{{> p a b=c}}{{> (f d)}}{{> q this}}", "a c d", "a c d:f" },
		{ "{{#*inline \"x\"}}{{a}}{{/inline}}{{> x}}", "a?~",
		  "a=escaped,perhaps" },
		{ "{{#helper a}}{{b}}{{/helper}}{{*dec c}}", "a b c",
		  "a:helper= b=escaped c:dec" },
		{ "{{{{raw a}}}}{{b}}{{{{/raw}}}}\\{{c}} {{d}}\\\\{{e}}",
		  "a d e", "a:raw= d=escaped e=escaped" },
		{ "{{@state.x}}{{@a}}{{if}}{{! x }}", "", "" },
	};

	(void)state;
	kit_check_cases(language, cases, sizeof(cases) / sizeof(*cases), NULL,
			0);
}

static void dialects_have_their_helpers(void **state)
{
	const struct template_option dotprompt[] = {
		{ STR("dialect"), STR("\"dotprompt\"") },
		{ STR("knownHelpers"), STR("\"now  upper\"") },
	};
	const struct template_option kernel = { STR("dialect"),
						STR("\"semantic-kernel\"") };
	const struct kit_case prompt_cases[] = {
		{ "{{role \"system\"}}{{history}}{{now}}{{x}}{{json y indent=2}}"
		  "{{upper z}}{{media url=u}}",
		  "u x y z", "x= y:json= z:upper= u:media=" },
		{ "{{#ifEquals a \"x\"}}{{b}}{{/ifEquals}}{{#c}}{{/c}}",
		  "a b c?", "a:ifEquals b= c?" },
	};
	const struct kit_case kernel_cases[] = {
		{ "{{set \"x\" y}}{{x}}{{#message role=r}}{{P-F a=q}}"
		  "{{set name=\"v\" value=1}}{{/message}}{{v}}{{get \"z.w\"}}"
		  "{{P-G}}",
		  "q r y z", "y:set x= r:message= q:P-F= v= z.w:get=" },
		{ "{{x}}{{#if a}}{{set \"x\" 1}}{{set \"y\" 2}}{{else}}{{y}}"
		  "{{/if}}{{x}}{{y}}",
		  "a? x y?", "x= a? y= x= y=" },
	};
	const struct kit_wrong wrong[] = {
		{ "a\n{{foo bar}}", 2, 3, "unknown helper 'foo'" },
		{ "{{#foo bar}}{{/foo}}", 1, 4, "unknown helper 'foo'" },
	};

	(void)state;
	kit_check_cases(language, prompt_cases, 2, dotprompt, 2);
	kit_check_wrong(language, wrong, 2, dotprompt, 2);
	kit_check_cases(language, kernel_cases, 2, &kernel, 1);
}

static void includes_are_told(void **state)
{
	struct kit k = { 0 };
	const struct include *in;

	(void)state;
	kit_language(
		&k, language,
		STR("{{> a/b }}{{#each s}}{{> c}}{{> d @root}}{{/each}}"
		    "{{#f}}{{> [e e] y=1 x=2}}{{/f}}\n {{> (lookup . 'g')}}"
		    "{{#> h}}{{> @partial-block}}{{/h}}"
		    "{{#with i}}{{#*inline 'j'}}{{/inline}}{{> j}}{{/with}}"
		    "{{> j k}}"),
		NULL, 0);
	in = k.t.includes;
	assert_int_equal(k.t.include_count, 7);
	assert_true(in[0].with_context && !in[0].perhaps &&
		    str_is(in[0].names[0], "a/b"));
	assert_true(!in[1].with_context && str_is(in[1].names[0], "c"));
	assert_true(!in[2].with_context);
	assert_true(in[3].with_context && in[3].perhaps &&
		    str_is(in[3].names[0], "e e") && in[3].bound_count == 2 &&
		    str_is(in[3].bound[0].name, "x"));
	assert_true(in[4].dynamic && in[4].name_count == 0);
	assert_int_equal(in[4].pos.line, 2);
	assert_int_equal(in[4].pos.column, 2);
	assert_true(in[5].kind == INCLUDE_EXTENDS && in[5].ignore_missing);
	assert_true(str_is(in[6].names[0], "j") && !in[6].with_context);
	kit_free(&k);
}

static void what_handlebars_refuses_is_refused_at_its_place(void **state)
{
	const struct kit_wrong cases[] = {
		{ "{{a", 1, 1, "tag is not closed by \"}}\"" },
		{ "x\n {{a}", 2, 5, "unexpected '}'" },
		{ "{{ a | b }}", 1, 6, "unexpected '|', expected a name" },
		{ "{{ }}", 1, 4, "unexpected '}}', expected a name" },
		{ "{{a}}}", 1, 4, "unexpected '}}}', expected \"}}\"" },
		{ "{{{a}}", 1, 5, "unexpected '}}', expected \"}}}\"" },
		{ "{{a=b}}", 1, 4, "unexpected '=', expected a name" },
		{ "{{a b=c d}}", 1, 9,
		  "unexpected 'd', expected a name with '=' or the end of the "
		  "tag" },
		{ "{{a.this}}", 1, 3, "invalid path: a.this" },
		{ "{{a (b}}", 1, 7, "unexpected '}}', expected ')'" },
		{ "{{'a}}", 1, 3, "text in quotes is not closed" },
		{ "{{[a}}", 1, 3, "name in brackets is not closed" },
		{ "{{a \xc3\xa9!}}", 1, 5, "unexpected '\xc3\xa9'" },
		{ "{{! a", 1, 1, "comment is not closed by \"}}\"" },
		{ "{{!-- a }}", 1, 1, "comment is not closed by \"--}}\"" },
		{ "{{#a}}", 1, 1, "block 'a' is not closed" },
		{ "{{#a}}\n{{/b}}", 2, 1, "b does not match a" },
		{ "{{/a}}", 1, 1, "'a' closes no block" },
		{ "{{#a}}{{/a b}}", 1, 7,
		  "the end of a block takes nothing but its name" },
		{ "{{else}}", 1, 1, "else outside of a block" },
		{ "{{#a}}{{else}}{{else}}{{/a}}", 1, 15, "unexpected else" },
		{ "{{^a}}{{else if b}}{{/a}}", 1, 7, "unexpected else" },
		{ "{{#a as ||}}{{/a}}", 1, 10,
		  "unexpected '|', expected a name" },
		{ "{{> a b c}}", 1, 9, "a partial takes one context" },
		{ "{{{{a}}}} {{{{/a", 1, 1, "raw block is not closed" },
	};

	(void)state;
	kit_check_wrong(language, cases, sizeof(cases) / sizeof(*cases), NULL,
			0);
}

static void canonical_forms_are_as_the_manual_says(void **state)
{
	static const char *const cases[][2] = {
		{ "{{a}}{{~ a  'b  c'\n d = (e  f) ~}}{{{a}}}{{& a}}",
		  "{{ a }}{{~ a 'b  c' d = (e f) ~}}{{{ a }}}{{& a }}" },
		{ "{{#if a}}{{else}}{{/if}}{{#x}}{{~^~}}{{/x}}",
		  "{{# if a }}{{ else }}{{/ if }}{{# x }}{{~^ ~}}{{/ x }}" },
		{ "{{#if a}}{{~else  if  b~}}{{/if}}",
		  "{{# if a }}{{~ else if b ~}}{{/ if }}" },
		{ "{{#each  a  as  | b  c |}}{{/each}}",
		  "{{# each a as | b c | }}{{/ each }}" },
		{ "{{!a}}{{~!-- a }} b --~}}{{!~}}", "{{! }}{{~! ~}}{{! ~}}" },
		{ "{{>a}}{{#>b}}{{/b}}{{#*inline 'c'}}{{/inline}}{{*d}}",
		  "{{> a }}{{#> b }}{{/ b }}{{#* inline 'c' }}{{/ inline }}"
		  "{{* d }}" },
		{ "{{{{a}}}} {{x}} {{{{/a}}}}\\{{y}} \\\\{{z}}",
		  "{{{{ a }}}} {{x}} {{{{/a}}}}\\{{y}} \\\\{{ z }}" },
		{ "{{[a  b].c}}\r\n", "{{ [a  b].c }}\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct kit k = { 0 };

		kit_language(&k, language, str_of(cases[i][0]), NULL, 0);
		if (!str_is(kit_canonical(&k), cases[i][1]))
			fail_msg("%s\n%.*s", cases[i][0],
				 STR_ARG(kit_canonical(&k)));
		kit_check(&k, language, str_of(cases[i][0]), NULL, 0);
		kit_free(&k);
	}
}

static void wrong_options_are_refused(void **state)
{
	const struct template_option wrong[] = {
		{ STR("dialect"), STR("\"klingon\"") },
		{ STR("noEscape"), STR("\"no\"") },
		{ STR("tags"), STR("\"<% %>\"") },
	};
	const struct template_option bare = { STR("noEscape"), STR("true") };
	const struct kit_case plain = { "{{a}}", "a", "a=" };

	(void)state;
	kit_check_cases(language, &plain, 1, &bare, 1);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct kit k = { 0 };

		assert_int_equal(
			kit_language_try(&k, language, STR("a"), &wrong[i], 1),
			-1);
		assert_int_equal(k.why.pos.line, 0);
		kit_free(&k);
	}
}

static void large_and_deep_texts_end(void **state)
{
	(void)state;
	kit_check_large(language, "{{", 1 << 19, "unexpected");
	kit_check_large(language, "{{", 5 << 20, "larger than");
	kit_check_large(language, "{{#a}}", 100000, "nested deeper");
	kit_check_large(language, "{{{{a}}}}", 100000, "not closed");
	kit_check_large(language, "\\{{", 300000, NULL);
	kit_check_large(language, "{{#a}}{{b}}{{/a}}", 60000, NULL);
	kit_check_large(language, "{{#*inline 'a'}}{{/inline}}{{>a}}", 30000,
			NULL);
	kit_check_large(language, "{{!--", 200000, "comment is not closed");
	kit_check_large(language, "{{a '\\'", 100000, "");
	kit_check_large(language, "{{> a b=c}}", 90000, NULL);
}

static void parentheses_are_bounded(void **state)
{
	struct kit k = { 0 };
	struct str text = kit_repeat(&k, "{{a ", "(a ", 40, "");

	(void)state;
	assert_int_equal(
		kit_language_try(
			&k, language,
			str_fmt(&k.arena, "%.*sb%.*s}}", STR_ARG(text),
				STR_ARG(kit_repeat(&k, "", ")", 40, ""))),
			NULL, 0),
		-1);
	assert_string_equal(k.why.text, "nested deeper than 32");
	kit_free(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(uses_are_told_with_their_paths),
		cmocka_unit_test(dialects_have_their_helpers),
		cmocka_unit_test(includes_are_told),
		cmocka_unit_test(
			what_handlebars_refuses_is_refused_at_its_place),
		cmocka_unit_test(canonical_forms_are_as_the_manual_says),
		cmocka_unit_test(wrong_options_are_refused),
		cmocka_unit_test(large_and_deep_texts_end),
		cmocka_unit_test(parentheses_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
