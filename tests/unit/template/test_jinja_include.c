#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/template/kit.h"

/* One line an include: kind, names, and what is set. */
static const char *includes(struct kit *k)
{
	static const char *const kinds[] = { "include", "import", "from",
					     "extends" };
	struct buf b = buf_in(&k->arena);

	for (size_t i = 0; i < k->t.include_count; i++) {
		const struct include *in = &k->t.includes[i];

		buf_addf(&b, "%s%s", i ? "; " : "", kinds[in->kind]);
		for (size_t n = 0; n < in->name_count; n++)
			buf_addf(&b, " [%.*s]", STR_ARG(in->names[n]));
		buf_adds(&b, in->dynamic ? " dynamic" : "");
		buf_adds(&b, in->ignore_missing ? " ignore" : "");
		buf_adds(&b, in->with_context ? " context" : "");
	}
	return buf_str(&b).p;
}

static void every_kind_of_reference_is_told(void **state)
{
	static const struct {
		const char *text, *includes;
	} cases[] = {
		{ "{{ a }}", "" },
		{ "{% include 'a.j2' %}", "include [a.j2] context" },
		{ "{% include 'a' without context %}", "include [a]" },
		{ "{% include 'a' ignore missing %}",
		  "include [a] ignore context" },
		{ "{% include 'a' ignore missing without context %}",
		  "include [a] ignore" },
		{ "{% include ['a', \"b\"] %}", "include [a] [b] context" },
		{ "{% include ('a', b, 1) %}", "include [a] dynamic context" },
		{ "{% include [] %}", "include context" },
		{ "{% include 'a' if b else 'c' %}",
		  "include dynamic context" },
		{ "{% include a %}", "include dynamic context" },
		{ "{% include 'a' ~ b %}", "include dynamic context" },
		{ "{% include ('a') %}", "include [a] context" },
		{ "{% include 1 %}", "include dynamic context" },
		{ "{% include 'a' 'b' %}", "include [ab] context" },
		{ "{% import 'a' as b %}", "import [a]" },
		{ "{% import 'a' as b with context %}", "import [a] context" },
		{ "{% from 'a' import b %}", "from [a]" },
		{ "{% from 'a' import b as c, d with context %}",
		  "from [a] context" },
		{ "{% from 'a' import with context %}", "from [a] context" },
		{ "{% from 'a' import b, without context %}", "from [a]" },
		{ "{% extends 'a' %}", "extends [a] context" },
		{ "{% extends a %}{% include 'b' %}",
		  "extends dynamic context; include [b] context" },
		{ "{% raw %}{% include 'a' %}{% endraw %}", "" },
		{ "{# {% include 'a' %} #}", "" },
		{ "{% if a %}{% for b in c %}{% include 'd' %}{% endfor %}{% endif %}",
		  "include [d] context" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct kit k = { 0 };

		kit_read(&k, cases[i].text);
		assert_string_equal(includes(&k), cases[i].includes);
		kit_free(&k);
	}
}

static void a_name_is_what_its_literal_says(void **state)
{
	static const struct {
		const char *literal, *name;
	} cases[] = {
		{ "'a\\'b\"c'", "a'b\"c" },
		{ "\"a\\\"b\\\\c\"", "a\"b\\c" },
		{ "'\\x41\\u00e9\\U0001F600'", "A\xc3\xa9\xf0\x9f\x98\x80" },
		{ "'\\101\\0601\\n\\t\\q'", "A01\n\t\\q" },
		{ "'a\\\nb'", "ab" },
		{ "'\\ud800'", "\xef\xbf\xbd" },
		{ "'\xc3\xa9/../a.j2'", "\xc3\xa9/../a.j2" },
		{ "''", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct kit k = { 0 };

		kit_read_str(&k, str_fmt(&k.arena, "{%% include %s %%}",
					 cases[i].literal));
		assert_int_equal(k.t.include_count, 1);
		assert_int_equal(k.t.includes[0].name_count, 1);
		assert_true(str_is(k.t.includes[0].names[0], cases[i].name));
		kit_free(&k);
	}
}

static void the_tag_is_found_in_the_text(void **state)
{
	struct kit k = { 0 };
	struct str raws;

	(void)state;
	kit_read(&k, "\xef\xbb\xbf"
		     "a\r\n {%- import 'x' as y -%}\r\n{% include 'z' %}");
	raws = kit_raws(&k);
	assert_int_equal(k.t.include_count, 2);
	for (size_t i = 0; i < k.t.segment_count; i++) {
		const struct segment *s = &k.t.segments[i];
		const struct include *in;

		if (!s->include)
			continue;
		in = &k.t.includes[s->include - 1];
		assert_true(str_eq(s->raw, str_cut(raws, in->offset,
						   in->offset + in->length)));
		assert_int_equal(in->pos.line, s->pos.line);
		assert_int_equal(in->pos.column, s->pos.column);
	}
	assert_int_equal(k.t.includes[0].pos.line, 2);
	assert_int_equal(k.t.includes[0].pos.column, 2);
	assert_int_equal(k.t.includes[1].pos.line, 3);
	kit_free(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_of_reference_is_told),
		cmocka_unit_test(a_name_is_what_its_literal_says),
		cmocka_unit_test(the_tag_is_found_in_the_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
