#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "format/role_lines.h"
#include "format/role_mark.h"

/* pieces: `role<text>`, `[slot]`; ! in front: something stays text. */
struct row {
	const char *text, *pieces;
};

static const struct template_option promptflow[] = {
	{ { "keep_trailing_newline", 21 }, { "true", 4 } },
	{ { "trim_blocks", 11 }, { "true", 4 } },
};

static struct role_request request_of(const char *text, enum role_rule rule,
				      const char *language)
{
	struct role_request request = {
		.text = str_of(text),
		.language = language_find(str_of(language)),
		.rule = rule,
	};

	if (rule == ROLES_PROMPTFLOW) {
		request.options = promptflow;
		request.option_count = 2;
	}
	return request;
}

static struct str shown(struct arena *a, const struct role_request *request)
{
	struct buf b = buf_in(a);
	struct role_lines lines;

	role_lines(a, request, &lines);
	if (lines.bad)
		buf_adds(&b, "bad ");
	if (lines.kept)
		buf_addc(&b, '!');
	for (size_t i = 0; i < lines.count; i++) {
		const struct role_piece *p = &lines.pieces[i];

		if (p->slot.n)
			buf_addf(&b, "[%.*s]", STR_ARG(p->slot));
		else
			buf_addf(&b, "%.*s<%.*s>", STR_ARG(p->role),
				 STR_ARG(str_cut(request->text, p->from,
						 p->to)));
	}
	return buf_str(&b);
}

static void check(const struct row *rows, enum role_rule rule,
		  const char *language)
{
	static const struct str threads[] = { { "talk", 4 }, { "more", 4 } };
	struct arena a = { 0 };

	for (; rows->text; rows++) {
		struct role_request request = request_of(rows->text, rule,
							 language);
		struct str got;

		if (rule == ROLES_PROMPTY_2) {
			request.threads = threads;
			request.thread_count = 2;
		}
		got = shown(&a, &request);
		if (!str_is(got, rows->pieces))
			fail_msg("\"%s\"\n is %.*s\nnot %s", rows->text,
				 STR_ARG(got), rows->pieces);
	}
	arena_free(&a);
}

static void cuts_at_lines_that_are_a_role(void **state)
{
	static const struct row rows[] = {
		{ "system:\nA\nuser:\nB", "system<A\n>user<B>" },
		{ "A\nuser:\nB", "<A\n>user<B>" },
		{ "A", "<A>" },
		{ "", "<>" },
		{ "system:", "system<>" },
		{ "system:\nuser:\nB", "system<>user<B>" },
		{ "  # System :  \nA", "system<A>" },
		{ "#user:\nA", "user<A>" },
		{ "\t\n user:\nA", "<\t\n>user<A>" },
		{ "## user:\nA", "<## user:\nA>" },
		{ "users:\nA", "<users:\nA>" },
		{ "The user:\nA", "<The user:\nA>" },
		{ "user: A", "<user: A>" },
		{ "user\n:\nA", "<user\n:\nA>" },
		{ "user[name=\"x\"]:\nA", "user<A>" },
		{ "user[name = x , id=7 ]:\nA", "user<A>" },
		{ "user[ name=x]:\nA", "<user[ name=x]:\nA>" },
		{ "user[name=\"x\"] :\nA", "user<A>" },
		{ "user[]:\nA", "<user[]:\nA>" },
		{ "user[name]:\nA", "<user[name]:\nA>" },
		{ "user[name=\"x]:\nA", "<user[name=\"x]:\nA>" },
		{ "user[name=\"{{x}}\"]:\nA", "user<A>" },
		{ "user[name={{x}}]:\nA", "user<A>" },
		{ "developer:\nA", "developer<A>" },
		{ "tool:\nA\nfunction:\nB", "<tool:\nA\nfunction:\nB>" },
		{ "{{x}}user:\nA", "<{{x}}user:\nA>" },
		{ "user:{{x}}\nA", "<user:{{x}}\nA>" },
		{ "{{role}}:\nA", "<{{role}}:\nA>" },
		{ "system:\r\nA\r\nuser:\r\nB\r\n",
		  "system<A\r\n>user<B\r\n>" },
		{ "system:\rA\ruser:\rB", "system<A\r>user<B>" },
		{ 0 },
	};

	(void)state;
	check(rows, ROLES_PROMPTY_2, "jinja2");
}

static void leaves_roles_in_blocks_alone(void **state)
{
	static const struct row rows[] = {
		{ "{% if a %}\nuser:\nA{% endif %}\nsystem:\nB",
		  "!<{% if a %}\nuser:\nA{% endif %}\n>system<B>" },
		{ "{% for x in y %}\nuser:\n{% endfor %}",
		  "!<{% for x in y %}\nuser:\n{% endfor %}>" },
		{ "{% raw %}\nuser:\n{% endraw %}\nuser:\nA",
		  "!<{% raw %}\nuser:\n{% endraw %}\n>user<A>" },
		{ "{% raw %}{% if %}{% endraw %}\nuser:\nA",
		  "<{% raw %}{% if %}{% endraw %}\n>user<A>" },
		{ "{% set x %}\nuser:\n{% endset %}\nuser:\nA",
		  "!<{% set x %}\nuser:\n{% endset %}\n>user<A>" },
		{ "{% set x | upper %}a{% endset %}\nuser:\nA",
		  "<{% set x | upper %}a{% endset %}\n>user<A>" },
		{ "{% set x = f(a = 1) %}\nuser:\nA",
		  "<{% set x = f(a = 1) %}\n>user<A>" },
		{ "{% set x | f(a = 1) %}\nuser:\n{% endset %}",
		  "!<{% set x | f(a = 1) %}\nuser:\n{% endset %}>" },
		{ "{% macro m() %}\nuser:\n{% endmacro %}\nuser:\nA",
		  "!<{% macro m() %}\nuser:\n{% endmacro %}\n>user<A>" },
		{ "A{% macro m() %}\n{% endmacro %}user:\nA",
		  "<A{% macro m() %}\n{% endmacro %}user:\nA>" },
		{ "{% if a %}{% if b %}x{% endif %}\nuser:\n{% endif %}",
		  "!<{% if a %}{% if b %}x{% endif %}\nuser:\n{% endif %}>" },
		{ "{# user:\n#}A", "<{# user:\n#}A>" },
		{ "{{ \"\\nuser:\\n\" }}", "<{{ \"\\nuser:\\n\" }}>" },
		{ "{% include \"x\" %}\nuser:\nA",
		  "<{% include \"x\" %}\n>user<A>" },
		{ "user:\n{% if a %}\nA", "bad <user:\n{% if a %}\nA>" },
		{ "{% extends \"x\" %}\nuser:\nA",
		  "<{% extends \"x\" %}\nuser:\nA>" },
		{ 0 },
	};

	(void)state;
	check(rows, ROLES_PROMPTY_2, "jinja2");
}

/* A line is what is rendered: comments and statements leave nothing there. */
static void looks_through_what_leaves_nothing(void **state)
{
	static const struct row rows[] = {
		{ "{# a #}user:\nA", "<{# a #}>user<A>" },
		{ "user:{# a #}\nA", "user<A>" },
		{ "us{# a #}er:\nA", "user<A>" },
		{ "A\n{# a\nb #}user:\nB", "<A\n{# a\nb #}>user<B>" },
		{ "{% set x = 1 %}user:\nA", "<{% set x = 1 %}>user<A>" },
		{ "A{# a #}\nuser:\nB", "<A{# a #}\n>user<B>" },
		{ "A{% if a %}\n{% endif %}user:\nB",
		  "<A{% if a %}\n{% endif %}user:\nB>" },
		{ "A\n{% if a %}B\n{% endif %}user:\nC",
		  "<A\n{% if a %}B\n{% endif %}>user<C>" },
		{ "A\n{% if a %}B{% else %}C\n{% endif %}user:\nD",
		  "<A\n{% if a %}B{% else %}C\n{% endif %}user:\nD>" },
		{ "A{% if a %}B\n{% else %}C\n{% endif %}user:\nD",
		  "<A{% if a %}B\n{% else %}C\n{% endif %}>user<D>" },
		{ "A\n{%- if a %}B{% endif -%}\nuser:\nC",
		  "<A\n{%- if a %}B{% endif -%}\nuser:\nC>" },
		{ "user:\n{%- if a %}\nA{% endif %}",
		  "!<user:\n{%- if a %}\nA{% endif %}>" },
		{ "user{{- x }}:\nA", "<user{{- x }}:\nA>" },
		{ 0 },
	};

	(void)state;
	check(rows, ROLES_PROMPTY_2, "jinja2");
}

static void knows_what_trim_blocks_does(void **state)
{
	static const struct row rows[] = {
		{ "{% if a %}\nA\n{% endif %}\nuser:\nB\n",
		  "<{% if a %}\nA\n{% endif %}>user<B\n>" },
		{ "{% if a %}A{% endif %}\nuser:\nB\n",
		  "<{% if a %}A{% endif %}\nuser:\nB\n>" },
		{ "{% if a %}A{% endif +%}\nuser:\nB\n",
		  "<{% if a %}A{% endif +%}\n>user<B\n>" },
		{ "{% if a %}A{% endif %}\n\nuser:\nB\n",
		  "<{% if a %}A{% endif %}\n\n>user<B\n>" },
		{ "A{# a #}\nuser:\nB\n", "<A{# a #}\nuser:\nB\n>" },
		{ "user:{# a #}\nA\n", "<user:{# a #}\nA\n>" },
		{ "{{ x }}\nuser:\nA\n", "<{{ x }}\n>user<A\n>" },
		{ "tool:\nA\nfunction:\nB\n", "tool<A\n>function<B\n>" },
		{ "developer:\nA\n", "<developer:\nA\n>" },
		{ "user[name=x]:\nA\n", "<user[name=x]:\nA\n>" },
		{ "A\n # \n\nuser:\nB\n", "<A\n >user<B\n>" },
		{ "#\nuser:\nB\n", "user<B\n>" },
		{ "#\n#\nuser:\nB\n", "<#\n>user<B\n>" },
		{ "#\nA\nuser:\nB\n", "<#\nA\n>user<B\n>" },
		{ "#\n{% set x = 1 %}\nuser:\n", "<#\n{% set x = 1 %}>user<>" },
		{ "A\nuser:", "<A\nuser:>" },
		{ "A\nuser:\n", "<A\n>user<>" },
		{ 0 },
	};

	(void)state;
	check(rows, ROLES_PROMPTFLOW, "jinja2");
}

static void cuts_conversations_out(void **state)
{
	static const struct row one[] = {
		{ "user:\nA\n![thread]\nB\n", "user<A\n>[thread]user<B\n>" },
		{ " ![thread] x\n", "<>[thread]user<>" },
		{ "{% if a %}\n![thread]\n{% endif %}",
		  "!<{% if a %}\n![thread]\n{% endif %}>" },
		{ "tools:\n- a\nfunction:\nA", "tools<- a\n>function<A>" },
		{ "{{talk}}", "<{{talk}}>" },
		{ 0 },
	};
	static const struct row two[] = {
		{ "system:\nA\n\n{{talk}}\n\nuser:\nB",
		  "system<A\n\n>[talk]system<\n\n>user<B>" },
		{ "A {{- talk -}} B {{ more }}", "<A >[talk]< B >[more]<>" },
		{ "{{ talk | x }}{{ talk.a }}",
		  "<{{ talk | x }}{{ talk.a }}>" },
		{ "{% if a %}{{ talk }}{% endif %}",
		  "!<{% if a %}{{ talk }}{% endif %}>" },
		{ "![thread]", "<![thread]>" },
		{ 0 },
	};

	(void)state;
	check(one, ROLES_PROMPTY_1, "jinja2");
	check(two, ROLES_PROMPTY_2, "jinja2");
}

static void reads_mustache(void **state)
{
	static const struct row rows[] = {
		{ "system:\nA{{x}}\n{{#a}}\nuser:\n{{/a}}\nuser:\n{{b}}",
		  "!system<A{{x}}\n{{#a}}\nuser:\n{{/a}}\n>user<{{b}}>" },
		{ "{{! a }}user:\nA", "<{{! a }}>user<A>" },
		{ "{{> a}}\nuser:\nA", "<{{> a}}\n>user<A>" },
		{ "{{^a}}x{{/a}}\nuser[name=\"{{{n}}}\"]:\nA",
		  "<{{^a}}x{{/a}}\n>user<A>" },
		{ "{{=<% %>=}}\nuser:\n<%talk%>",
		  "<{{=<% %>=}}\n>user<>[talk]user<>" },
		{ "{{{talk}}}", "<>[talk]<>" },
		{ 0 },
	};

	(void)state;
	check(rows, ROLES_PROMPTY_2, "mustache");
}

static void says_where_text_stands_before_all(void **state)
{
	static const struct {
		const char *text;
		int at;
	} rows[] = {
		{ "A\nuser:\nB\n", 0 },	  { "\n\n  A", 4 },
		{ "user:\nA\n", -1 },	  { "{{ x }}\nuser:\nA\n", -1 },
		{ "{{ x }} A\n", 8 },	  { "{% if a %}A{% endif %}\n", -1 },
		{ "{# a #}\nA\r\n", 8 },  { "\r\n\r\nA", 4 },
		{ "user:\nA\nB\n", -1 },  { "#\n\nuser:\nB\n", -1 },
		{ "\n#\nA\nuser:\n", 1 }, { "#\n{# a #}user:\n", 0 },
	};
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct role_request request = request_of(
			rows[i].text, ROLES_PROMPTFLOW, "jinja2");
		struct role_lines lines;

		role_lines(&a, &request, &lines);
		if (lines.stray != (rows[i].at >= 0) ||
		    (lines.stray && lines.stray_at != (size_t)rows[i].at))
			fail_msg("\"%s\": %d at %zu", rows[i].text, lines.stray,
				 lines.stray_at);
	}
	arena_free(&a);
}

static void keeps_the_line_of_attributes(void **state)
{
	struct role_request request = request_of("A\n # User[name=\"x\"] :\nB",
						 ROLES_PROMPTY_2, "jinja2");
	struct arena a = { 0 };
	struct role_lines lines;

	(void)state;
	role_lines(&a, &request, &lines);
	assert_int_equal(lines.count, 2);
	assert_int_equal(lines.pieces[0].mark.n, 0);
	assert_true(str_is(lines.pieces[1].mark, "User[name=\"x\"] :"));
	assert_int_equal(lines.pieces[1].mark_at, 3);
	arena_free(&a);
}

static struct str repeat(struct arena *a, const char *text, size_t count)
{
	struct buf b = buf_in(a);

	while (count--)
		buf_adds(&b, text);
	return buf_str(&b);
}

/* Whatever comes, the pieces are few and the last one has the rest. */
static void makes_a_bounded_number_of_pieces(void **state)
{
	struct arena a = { 0 };
	struct role_request request = request_of("", ROLES_PROMPTY_2, "jinja2");
	struct role_lines lines;

	(void)state;
	request.text = repeat(&a, "user:\nA\r\n", 100 * 1000);
	role_lines(&a, &request, &lines);
	assert_true(lines.count <= ROLE_PIECES);
	assert_true(lines.kept);
	assert_int_equal(lines.pieces[lines.count - 1].to, request.text.n);
	request.text = repeat(&a, "user[a=", 100 * 1000);
	role_lines(&a, &request, &lines);
	assert_int_equal(lines.count, 1);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cuts_at_lines_that_are_a_role),
		cmocka_unit_test(leaves_roles_in_blocks_alone),
		cmocka_unit_test(looks_through_what_leaves_nothing),
		cmocka_unit_test(knows_what_trim_blocks_does),
		cmocka_unit_test(cuts_conversations_out),
		cmocka_unit_test(reads_mustache),
		cmocka_unit_test(says_where_text_stands_before_all),
		cmocka_unit_test(keeps_the_line_of_attributes),
		cmocka_unit_test(makes_a_bounded_number_of_pieces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
