#include "fixture.h"

/* One user message in Jinja2. */
#define USER(text) "{'messages':[{'role':'user','text':'" text "'}]}"
#define USER_WITH(text, parts) \
	"{'messages':[{'role':'user','text':'" text "','parts':{" parts "}}]}"
#define OPTIONS(options, text, parts)                                       \
	"{'messages':[{'role':'user','options':{" options "},'text':'" text \
	"','parts':{" parts "}}]}"
#define PLAIN(text) \
	"{'messages':[{'role':'user','syntax':'text','text':'" text "'}]}"

static void text_is_compared_by_its_canonical_form(void **state)
{
	static const struct fixture_row rows[] = {
		{ "the same", USER("Hi {{ a }}"), USER("Hi {{ a }}"), "" },
		{ "line ends", USER("a\\nb"), USER("a\\r\\nb"), "" },
		{ "spelling of a tag", USER("Hi {{ a|upper }}"),
		  USER("Hi {{a | upper}}"), "" },
		{ "other words", USER("Hi {{ a }}"), USER("Hey {{ a }}"),
		  "message-text-changed messages[0] minor\n" },
		{ "another expression", USER("Hi {{ a }}"),
		  USER("Hi {{ a|upper }}"),
		  "variable-format-changed variables/a minor\n"
		  "message-text-changed messages[0] minor\n" },
		{ "white space", USER("Hi  {{ a }}\\n\\nBye"),
		  USER("Hi {{ a }}\\nBye\\n\\n"),
		  "message-whitespace-changed messages[0] patch\n" },
		{ "white space where there was none", USER("Hi{{ a }}"),
		  USER("Hi {{ a }}"),
		  "message-text-changed messages[0] minor\n" },
		{ "white space in a tag's text", USER("{{ \\\"a b\\\" }}"),
		  USER("{{ \\\"a  b\\\" }}"),
		  "message-text-changed messages[0] minor\n" },
		{ "a comment", USER("Hi{# x #} all"), USER("Hi all"),
		  "message-whitespace-changed messages[0] patch\n" },
		{ "plain text", PLAIN("{{ a  }} b"), PLAIN("{{ a }}  b"),
		  "message-whitespace-changed messages[0] patch\n" },
		{ "plain text changed", PLAIN("{{ a }}"), PLAIN("{{a}}"),
		  "message-text-changed messages[0] minor\n" },
	};

	(void)state;
	FIXTURE_ROWS(rows);
}

static void text_moved_into_parts_is_a_split(void **state)
{
	static const struct fixture_row rows[] = {
		{ "moved", USER("a b c"),
		  USER_WITH("a {% include \\\"p\\\" %} c", "'p':'b'"),
		  "message-split messages[0] patch\n" },
		{ "its last newline is dropped", USER("a b c"),
		  USER_WITH("a {% include \\\"p\\\" %} c", "'p':'b\\n'"),
		  "message-split messages[0] patch\n" },
		{ "unless kept",
		  OPTIONS("'keep_trailing_newline':true", "a b c", ""),
		  OPTIONS("'keep_trailing_newline':true",
			  "a {% include \\\"p\\\" %} c", "'p':'b\\n'"),
		  "message-whitespace-changed messages[0] patch\n" },
		{ "two deep", USER("a b c"),
		  USER_WITH("{% include \\\"p\\\" %} c",
			    "'p':'a {% include \\\"q\\\" %}','q':'b'"),
		  "message-split messages[0] patch\n" },
		{ "another name",
		  USER_WITH("{% include \\\"p\\\" %}", "'p':'a'"),
		  USER_WITH("{% include \\\"q\\\" %}", "'q':'a'"),
		  "message-split messages[0] patch\n" },
		{ "not the same words", USER("a b c"),
		  USER_WITH("a {% include \\\"p\\\" %} c", "'p':'x'"),
		  "message-text-changed messages[0] minor\n" },
		{ "a sign removes the space", USER("a b c"),
		  USER_WITH("a {%- include \\\"p\\\" %} c", "'p':'b'"),
		  "message-text-changed messages[0] minor\n" },
		{ "a sign on both sides", USER("ab c"),
		  USER_WITH("a {%- include \\\"p\\\" %} c", "'p':'b'"),
		  "message-split messages[0] patch\n" },
		{ "a sign behind", USER("a bc"),
		  USER_WITH("a {% include \\\"p\\\" -%} c", "'p':'b'"),
		  "message-split messages[0] patch\n" },
		{ "a sign of a neighbour", USER("{{ x -}}  b"),
		  USER_WITH("{{ x -}}{% include \\\"p\\\" %}", "'p':'  b'"),
		  "message-text-changed messages[0] minor\n" },
		{ "the first of several names", USER("b"),
		  USER_WITH("{% include [\\\"p\\\",\\\"q\\\"] %}", "'p':'b'"),
		  "message-text-changed messages[0] minor\n" },
		{ "a computed name", USER("b"),
		  USER_WITH("{% include \\\"p\\\" ~ \\\"\\\" %}", "'p':'b'"),
		  "message-text-changed messages[0] minor\n" },
		{ "a loop around it",
		  USER("{% for i in a %}{{ loop.index }}"
		       "{% endfor %}"),
		  USER_WITH("{% for i in a %}{% include \\\"p\\\" %}"
			    "{% endfor %}",
			    "'p':'{{ loop.index }}'"),
		  "variable-required-added variables/loop major\n"
		  "message-text-changed messages[0] minor\n" },
		{ "raw keeps its newline",
		  OPTIONS("'trim_blocks':true", "{% raw %}\\nb{% endraw %}",
			  ""),
		  OPTIONS("'trim_blocks':true", "{% include \\\"p\\\" %}",
			  "'p':'{% raw %}b{% endraw %}'"),
		  "message-text-changed messages[0] minor\n" },
		{ "trim_blocks", OPTIONS("'trim_blocks':true", "a\\nb\\nc", ""),
		  OPTIONS("'trim_blocks':true",
			  "a\\n{% include \\\"p\\\" %}\\n\\nc", "'p':'b'"),
		  "message-split messages[0] patch\n" },
		{ "without trim_blocks", USER("a\\nb\\nc"),
		  USER_WITH("a\\n{% include \\\"p\\\" %}\\n\\nc", "'p':'b'"),
		  "message-whitespace-changed messages[0] patch\n" },
		{ "lstrip_blocks", OPTIONS("'lstrip_blocks':true", "a\\nb", ""),
		  OPTIONS("'lstrip_blocks':true",
			  "a\\n  {% include \\\"p\\\" %}", "'p':'b'"),
		  "message-split messages[0] patch\n" },
		{ "a part that assigns", USER("{% set x = 1 %}{{ x }}"),
		  USER_WITH("{% include \\\"p\\\" %}{{ x }}",
			    "'p':'{% set x = 1 %}'"),
		  "variable-required-added variables/x major\n"
		  "message-text-changed messages[0] minor\n" },
		{ "without context", USER("{{ x }}"),
		  USER_WITH("{% include \\\"p\\\" without context %}",
			    "'p':'{{ x }}'"),
		  "variable-removed variables/x major\n"
		  "message-text-changed messages[0] minor\n" },
		{ "without context, a name of its own", USER("a"),
		  USER_WITH("{% import \\\"p\\\" as p %}a", "'p':'{{ x }}'"),
		  "message-text-changed messages[0] minor\n" },
		{ "a name that is bound where a part stands",
		  USER("{% for x in xs %}{{ x }}{% endfor %}"),
		  USER_WITH("{% for x in xs %}{% include [\\\"p\\\", "
			    "\\\"q\\\"] %}{% endfor %}",
			    "'p':'{% set y = x %}{{ y }}'"),
		  "message-text-changed messages[0] minor\n" },
		{ "a name that is bound at one of two places", USER("{{ xs }}"),
		  USER_WITH("{{ xs }}{% set x = 1 %}{% include [\\\"p\\\"] %}"
			    "{% include \\\"q\\\" %}",
			    "'p':'{% set y = x %}','q':'{% extends r %}',"
			    "'r':'{{ z }}'"),
		  "variable-required-added variables/r major\n"
		  "variable-required-added variables/z major\n"
		  "message-text-changed messages[0] minor\n" },
	};

	(void)state;
	FIXTURE_ROWS(rows);
}

static void a_part_alone_can_change(void **state)
{
	static const struct fixture_row rows[] = {
		{ "words", USER_WITH("{% include \\\"p\\\" %}", "'p':'a'"),
		  USER_WITH("{% include \\\"p\\\" %}", "'p':'b'"),
		  "message-text-changed messages[0]/parts/p minor\n" },
		{ "white space",
		  USER_WITH("{% include \\\"p\\\" %}", "'p':'a  b'"),
		  USER_WITH("{% include \\\"p\\\" %}", "'p':'a b'"),
		  "message-whitespace-changed messages[0]/parts/p patch\n" },
		{ "spelling",
		  USER_WITH("{% include \\\"p\\\" %}", "'p':'{{a}}'"),
		  USER_WITH("{% include \\\"p\\\" %}", "'p':'{{ a }}'"), "" },
		{ "one of two",
		  USER_WITH("{% include \\\"p\\\" %}{% include \\\"q\\\" %}",
			    "'p':'a','q':'b'"),
		  USER_WITH("{% include \\\"p\\\" %}{% include \\\"q\\\" %}",
			    "'p':'a','q':'c'"),
		  "message-text-changed messages[0]/parts/q minor\n" },
		{ "from one to the other",
		  USER_WITH("{% include \\\"p\\\" %}{% include \\\"q\\\" %}",
			    "'p':'ab','q':'c'"),
		  USER_WITH("{% include \\\"p\\\" %}{% include \\\"q\\\" %}",
			    "'p':'a','q':'bc'"),
		  "message-split messages[0]/parts/p patch\n"
		  "message-split messages[0]/parts/q patch\n" },
		{ "one that nothing includes",
		  USER_WITH("{% include \\\"p\\\" %}", "'p':'a','q':'b'"),
		  USER_WITH("{% include \\\"p\\\" %}", "'p':'a','q':'c'"),
		  "message-text-changed messages[0]/parts/q minor\n" },
		{ "one that a computed include may bring",
		  USER_WITH("{% include \\\"p\\\" %}{% include n %}",
			    "'p':'{{ n }}{# a #}'"),
		  USER_WITH("{% include \\\"p\\\" %}{% include n %}",
			    "'p':'{{ n }}'"),
		  "message-text-changed messages[0]/parts/p minor\n" },
		{ "a newline that parted two words",
		  USER_WITH("{% include \\\"p\\\" %}b", "'p':'a\\n'"),
		  USER_WITH("{% include \\\"p\\\" %}b", "'p':'a\\n\\n'"),
		  "message-text-changed messages[0]/parts/p minor\n" },
		{ "one of a list",
		  USER_WITH("{% include [\\\"p\\\",\\\"q\\\"] %}",
			    "'p':'a','q':'b'"),
		  USER_WITH("{% include [\\\"p\\\",\\\"q\\\"] %}",
			    "'p':'a','q':'c'"),
		  "message-text-changed messages[0]/parts/q minor\n" },
		{ "a macro's file",
		  USER_WITH("{% import \\\"p\\\" as p %}{{ p.m() }}",
			    "'p':'{% macro m() %}a{% endmacro %}'"),
		  USER_WITH("{% import \\\"p\\\" as p %}{{ p.m() }}",
			    "'p':'{% macro m() %}b{% endmacro %}'"),
		  "message-text-changed messages[0]/parts/p minor\n" },
		{ "parts that include themselves",
		  USER_WITH("{% include \\\"p\\\" %}",
			    "'p':'a{% include \\\"p\\\" %}'"),
		  USER_WITH("{% include \\\"p\\\" %}",
			    "'p':'b{% include \\\"p\\\" %}'"),
		  "message-text-changed messages[0]/parts/p minor\n" },
	};

	(void)state;
	FIXTURE_ROWS(rows);
}

static void messages_are_matched_by_role_and_order(void **state)
{
#define ROLE(role, text) "{'role':'" role "','text':'" text "'}"
#define THESE(list) "{'messages':[" list "]}"
	static const struct fixture_row rows[] = {
		{ "a role is gone",
		  THESE(ROLE("system", "a") "," ROLE("user", "b")),
		  THESE(ROLE("user", "b")),
		  "message-role-removed messages[0] major\n" },
		{ "all of a role are gone",
		  THESE(ROLE("system", "a") "," ROLE("system", "b")), "{}",
		  "message-role-removed messages[0] major\n"
		  "message-roles-changed messages[1] minor\n" },
		{ "one of several is gone",
		  THESE(ROLE("user", "a") "," ROLE("user", "b")),
		  THESE(ROLE("user", "b")),
		  "message-roles-changed messages[0] minor\n" },
		{ "one in front", THESE(ROLE("user", "a")),
		  THESE(ROLE("user", "x") "," ROLE("user", "a")),
		  "message-roles-changed messages[0] minor\n" },
		{ "another role", THESE(ROLE("user", "a")),
		  THESE(ROLE("user", "a") "," ROLE("assistant", "b")),
		  "message-roles-changed messages[1] minor\n" },
		{ "reordered", THESE(ROLE("system", "a") "," ROLE("user", "b")),
		  THESE(ROLE("user", "b") "," ROLE("system", "a")),
		  "message-roles-changed messages minor\n" },
		{ "reordered and changed",
		  THESE(ROLE("system", "a") "," ROLE("user", "b")),
		  THESE(ROLE("user", "b") "," ROLE("system", "c")),
		  "message-roles-changed messages minor\n"
		  "message-text-changed messages[1] minor\n" },
		{ "a slot is gone", THESE("{'slot':'h'}," ROLE("user", "b")),
		  THESE(ROLE("user", "b")),
		  "message-slot-removed messages[0] major\n" },
		{ "a slot is added", THESE(ROLE("user", "b")),
		  THESE("{'slot':'h'}," ROLE("user", "b")),
		  "message-roles-changed messages[0] minor\n" },
		{ "another slot", THESE("{'slot':'h'}"), THESE("{'slot':'i'}"),
		  "message-slot-removed messages[0] major\n"
		  "message-roles-changed messages[0] minor\n" },
	};

	(void)state;
	FIXTURE_ROWS(rows);
}

static void another_syntax_is_a_change_of_its_own(void **state)
{
	static const struct fixture_row rows[] = {
		{ "language", USER("Hi"), PLAIN("Hi"),
		  "template-syntax-changed messages[0] major\n" },
		{ "language and text", USER("Hi"), PLAIN("Ho"),
		  "template-syntax-changed messages[0] major\n"
		  "message-text-changed messages[0] minor\n" },
		{ "options", USER("Hi"),
		  OPTIONS("'trim_blocks':true", "Hi", ""),
		  "template-syntax-changed messages[0] major\n" },
	};

	(void)state;
	FIXTURE_ROWS(rows);
}

static void many_messages_are_still_matched(void **state)
{
	struct arena a = { 0 };
	struct buf x = buf_in(&a), y = buf_in(&a);
	struct changes changes;
	struct str got;

	(void)state;
	buf_adds(&x, "{'messages':[");
	buf_adds(&y, "{'messages':[");
	for (int i = 0; i < 1200; i++) {
		buf_addf(&x, "%s{'slot':'s%d'}", i ? "," : "", i);
		buf_addf(&y, "{'slot':'s%d'},", i);
	}
	buf_adds(&x, "]}");
	buf_adds(&y, "{'slot':'last'}]}");
	got = fixture_compare(&a, buf_str(&x).p, buf_str(&y).p, "prompt",
			      &changes);
	assert_string_equal(got.p,
			    "message-roles-changed messages[1200] minor\n");
	arena_free(&a);
}

static void parts_that_unfold_without_end_are_not_expanded(void **state)
{
	struct arena a = { 0 };
	struct buf x = buf_in(&a);
	struct changes changes;
	struct str from, to, got;

	(void)state;
	buf_adds(&x, "{'messages':[{'role':'user','text':"
		     "'{% include \\\"a\\\" %}%','parts':{");
	for (int i = 0; i < 15; i++) {
		buf_addf(&x, "%s'%c':'", i ? "," : "", 'a' + i);
		for (int j = 0; j < 50 && i < 14; j++)
			buf_addf(&x, "{%% include \\\"%c\\\" %%}", 'b' + i);
		buf_adds(&x, "'");
	}
	buf_adds(&x, "}}]}");
	from = str_copy(&a, buf_str(&x));
	to = str_copy(&a, from);
	/* One word of the message itself: the '%' before its parts. */
	for (size_t i = 0; i + 1 < to.n; i++)
		if (to.p[i] == '%' && to.p[i + 1] == '\'')
			to = str_fmt(&a, "%.*s!%s", str_int(i), to.p,
				     to.p + i + 1);
	got = fixture_compare(&a, from.p, to.p, "prompt", &changes);
	assert_string_equal(got.p, "message-text-changed messages[0] minor\n");
	arena_free(&a);
}

static void what_cannot_be_read_is_an_error(void **state)
{
	struct arena a = { 0 };
	struct changes changes;
	struct str got = fixture_compare(&a, USER("Hi"), USER("Hi {{"),
					 "prompt", &changes);

	(void)state;
	assert_true(str_starts(got, "error -4"));
	got = fixture_compare(
		&a, "{'messages':[{'role':'user','syntax':'new','text':'a'}]}",
		"{'messages':[{'role':'user','syntax':'new','text':'b'}]}",
		"prompt", &changes);
	assert_true(str_starts(got, "error -4"));
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_compared_by_its_canonical_form),
		cmocka_unit_test(text_moved_into_parts_is_a_split),
		cmocka_unit_test(a_part_alone_can_change),
		cmocka_unit_test(messages_are_matched_by_role_and_order),
		cmocka_unit_test(another_syntax_is_a_change_of_its_own),
		cmocka_unit_test(many_messages_are_still_matched),
		cmocka_unit_test(
			parts_that_unfold_without_end_are_not_expanded),
		cmocka_unit_test(what_cannot_be_read_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
