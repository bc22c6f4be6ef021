#include "fixture.h"

#include "compat/passage.h"

/* The passages of one text, as "path through?default!" and a space each:
 * ! is escaped. */
static struct str passages_of(struct arena *a, const char *text)
{
	struct passages p = { .arena = a, .left = PASSAGE_STEPS };
	struct buf b = buf_in(a);
	struct template_error why;
	struct template t;

	if (template_read(a, language_find(STR("jinja2")), str_of(text), NULL,
			  0, &t, &why) < 0)
		fail_msg("%s: %s", text, why.text);
	for (size_t i = 0; i < t.segment_count; i++)
		passage_tag(&p, &t.segments[i]);
	for (size_t i = 0; i < p.count; i++) {
		const struct passage *one = &p.items[i];

		assert_true(str_starts(one->path, str_c(a, one->name)));
		buf_addf(&b, "%s%.*s%.*s", i ? " " : "", STR_ARG(one->path),
			 STR_ARG(one->through));
		if (one->has_default)
			buf_addf(&b, "?%.*s", STR_ARG(one->fallback));
		if (one->escaped)
			buf_adds(&b, "!");
	}
	return buf_str(&b);
}

static void a_use_passes_through_what_is_behind_it(void **state)
{
	static const struct {
		const char *text, *passages;
	} rows[] = {
		{ "{{ a }}", "a" },
		{ "{{a|round(2)|e}}", "a|round(2)|e!" },
		{ "{{ a|e|safe }}", "a|e|safe" },
		{ "{{ a ~ b | upper }}", "a b|upper" },
		{ "{{ (a ~ b) | upper }}", "a|upper b|upper" },
		{ "{{ ((a) | f ~ b) | g }}", "a|f|g b|g" },
		{ "{{ a.b.c | f }}", "a.b.c|f" },
		{ "{{ a['x y'] | f }}", "a['x y']|f" },
		{ "{{ a[b] }}", "a b" },
		{ "{{ a.0.b }}", "a.0.b" },
		{ "{{ a.upper() | f }}", "a.upper()|f" },
		{ "{{ '%d' | format(a) }}", "a>'%d'|format" },
		{ "{{ '{}'.format(a | f) }}", "a|f>'{}'.format" },
		{ "{{ '%d' % a }}", "a'%d'%" },
		{ "{{ '%d %s' % (a, b | f) | g }}",
		  "a|g'%d %s'% b|f|g'%d %s'%" },
		{ "{{ 5 % a }}", "a5%" },
		{ "{{ a % 5 }}", "a" },
		{ "{{ f(a, x=b) }}", "f a>f b>f" },
		{ "{{ a | default('x | y') }}", "a?x | y" },
		{ "{{ a | d(1) | f }}", "a|f?1" },
		{ "{{ a | default }}", "a?" },
		{ "{{ a or 'x' }}", "a?x" },
		{ "{{ a or b }}", "a b" },
		{ "{{ a if b is not defined else c | f }}", "a b c|f" },
		{ "{{ a is divisibleby 3 }}", "a" },
		{ "{{ [a, b] | join(',') }}", "a|join(',') b|join(',')" },
		{ "{% if a | f %}x{% endif %}", "" },
		{ "{% set a = b | f %}", "b|f" },
		{ "{% for x in a | sort %}{{ x }}{% endfor %}", "a|sort x" },
		{ "a | f {# b | f #}{% raw %}{{ c | f }}{% endraw %}", "" },
		{ "{{ none }}{{ true | f }}{{ not a }}", "a" },
	};
	bool failed = false;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena a = { 0 };
		struct str got = passages_of(&a, rows[i].text);

		if (!str_is(got, rows[i].passages)) {
			print_error("%s: %.*s\n", rows[i].text, STR_ARG(got));
			failed = true;
		}
		arena_free(&a);
	}
	assert_false(failed);
}

#define USER(text) "{'messages':[{'role':'user','text':'" text "'}]}"
#define TEXT "message-text-changed messages[0] minor\n"
#define FORMAT "variable-format-changed variables/a minor\n"
#define DEFAULT "variable-default-changed variables/a minor\n"

static void another_format_of_the_same_variable_is_seen(void **state)
{
	static const struct fixture_row rows[] = {
		{ "filter", USER("{{ a }}"), USER("{{ a|round(2) }}"),
		  FORMAT TEXT },
		{ "its argument", USER("{{ a|round(1) }}"),
		  USER("{{ a|round(2) }}"), FORMAT TEXT },
		{ "gone", USER("{{ a|round }}"), USER("{{ a }}"), FORMAT TEXT },
		{ "moved", USER("{{ a|round }} b"), USER("b {{ a|round }}"),
		  TEXT },
		{ "used once more", USER("{{ a|round }}"),
		  USER("{{ a|round }} {{ a }}"), TEXT },
		{ "used once less", USER("{{ a|round }} {{ a }}"),
		  USER("{{ a|round }}"), TEXT },
		{ "of a member", USER("{{ a.b }}"), USER("{{ a.b|e }}"),
		  "variable-format-changed variables/a.b minor\n" TEXT },
		{ "of another member", USER("{{ a.b }} {{ a.c|e }}"),
		  USER("{{ a.d }} {{ a.c|e }}"), TEXT },
		{ "of a name that is the template's",
		  USER("{% set a = 1 %}{{ a }}"),
		  USER("{% set a = 1 %}{{ a|e }}"), TEXT },
		{ "in a part",
		  "{'messages':[{'role':'user','text':'{% include \\\"p\\\" %}',"
		  "'parts':{'p':'{{ a }}'}}]}",
		  "{'messages':[{'role':'user','text':'{% include \\\"p\\\" %}',"
		  "'parts':{'p':'{{ a|e }}'}}]}",
		  FORMAT "message-text-changed messages[0]/parts/p minor\n" },
		{ "text has no filters",
		  "{'messages':[{'role':'user','syntax':'text','text':'{{ a }}'}]}",
		  "{'messages':[{'role':'user','syntax':'text','text':'{{ a|e }}'}]}",
		  TEXT },
	};

	(void)state;
	FIXTURE_ROWS(rows);
}

static void defaults_in_the_text_are_seen(void **state)
{
	static const struct fixture_row rows[] = {
		{ "another", USER("{{ a|default(1) }}"),
		  USER("{{ a|default(2) }}"), DEFAULT TEXT },
		{ "or", USER("{{ a or 1 }}"), USER("{{ a or 2 }}"),
		  DEFAULT TEXT },
		{ "by the filter's other name",
		  USER("{{ a|default(\\\"x\\\") }}"),
		  USER("b {{ a|d(\\\"x\\\") }}"), TEXT },
		{ "gone", USER("{{ a|default(1) }}"), USER("{{ a }}"),
		  "variable-default-removed variables/a major\n" TEXT },
		{ "new", USER("{{ a }}"), USER("{{ a|default(1) }}"),
		  "variable-widened variables/a minor\n" TEXT },
		{ "gone, still optional", USER("{{ a|default(1) }}"),
		  USER("{% if a %}{{ a }}{% endif %}"), DEFAULT TEXT },
		{ "required by another use",
		  USER("{% if a %}{{ a }}{% endif %}"), USER("{{ a }}"),
		  "variable-became-required variables/a major\n" TEXT },
		{ "of a declared one",
		  "{'variables':{'schema':{'type':'object','properties':{'a':{}},"
		  "'additionalProperties':false}},"
		  "'messages':[{'role':'user','text':'{{ a|d(1) }}'}]}",
		  "{'variables':{'schema':{'type':'object','properties':{'a':{}},"
		  "'additionalProperties':false}},"
		  "'messages':[{'role':'user','text':'{{ a|d(2) }}'}]}",
		  DEFAULT TEXT },
	};

	(void)state;
	FIXTURE_ROWS(rows);
}

/* What nests or repeats without end ends all the same. */
static void hostile_tags_end(void **state)
{
	struct arena a = { 0 };
	struct buf chain = buf_in(&a), wide = buf_in(&a);

	(void)state;
	buf_adds(&chain, "{{ x");
	buf_adds(&wide, "{{ (x");
	for (int i = 0; i < 20000; i++) {
		buf_adds(&chain, i % 2 ? ".y" : "|f");
		buf_adds(&wide, "~x");
	}
	buf_adds(&wide, ")");
	for (int i = 0; i < 20000; i++)
		buf_adds(&wide, "|f");
	buf_adds(&chain, " }}");
	buf_adds(&wide, " }}");
	(void)passages_of(&a, str_c(&a, buf_str(&chain)));
	(void)passages_of(&a, str_c(&a, buf_str(&wide)));
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_use_passes_through_what_is_behind_it),
		cmocka_unit_test(another_format_of_the_same_variable_is_seen),
		cmocka_unit_test(defaults_in_the_text_are_seen),
		cmocka_unit_test(hostile_tags_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
