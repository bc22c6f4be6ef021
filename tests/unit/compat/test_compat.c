#include "fixture.h"

static void a_preset_is_the_catalogue_s(void **state)
{
	struct compat_policy p, m;

	(void)state;
	assert_int_equal(compat_preset(STR("prompt"), &p), 0);
	assert_int_equal(compat_preset(STR("model"), &m), 0);
	for (int i = 0; i < CHANGE_COUNT; i++) {
		const struct change_info *info = change_info(
			(enum change_kind)i);

		assert_int_equal(p.bumps[i], info->prompt);
		assert_int_equal(m.bumps[i], info->model);
	}
	assert_int_equal(compat_preset(STR("other"), &p), -1);
}

#define USER(text) "{'messages':[{'role':'user','text':'" text "'}]}"

static void what_is_needed_is_the_policy_s(void **state)
{
	struct arena a = { 0 };
	struct changes changes;
	struct str got;

	(void)state;
	got = fixture_compare(&a, USER("a"), USER("b"), "model", &changes);
	assert_string_equal(got.p, "message-text-changed messages[0] patch\n");
	assert_int_equal(changes.needs, BUMP_PATCH);
	got = fixture_compare(&a, USER("a"), USER("b"), "prompt", &changes);
	assert_int_equal(changes.needs, BUMP_MINOR);
	got = fixture_compare(&a, USER("a"), USER("a"), "prompt", &changes);
	assert_int_equal(got.n, 0);
	assert_int_equal(changes.needs, BUMP_NONE);
	arena_free(&a);
}

static void a_policy_that_moved_a_kind_has_no_exceptions(void **state)
{
	struct arena a = { 0 };
	struct compat_policy policy;
	struct changes changes;
	struct error err = { 0 };
	struct fixture x, y;

	(void)state;
	fixture_open(&x, "{'params':{'stop':'a'}}");
	fixture_open(&y, "{'params':{'stop':'b'}}");
	assert_int_equal(compat_preset(STR("prompt"), &policy), 0);
	policy.bumps[CHANGE_PARAM_CHANGED] = BUMP_NONE;
	assert_int_equal(
		compat_changes(&a, &x.side, &y.side, &policy, &changes, &err),
		0);
	assert_int_equal(changes.count, 1);
	assert_int_equal(changes.needs, BUMP_NONE);
	arena_free(&x.arena);
	arena_free(&y.arena);
	arena_free(&a);
}

static void the_worst_comes_first(void **state)
{
	static const struct fixture_row rows[] = {
		{ "a little of everything",
		  "{'messages':[{'role':'user','text':'{{ a }}'}],"
		  "'params':{'seed':1},'model':{'id':'gpt-4-0314'}}",
		  "{'messages':[{'role':'user','text':'{{ a }} {{ b }}'}],"
		  "'params':{'seed':2},'model':{'id':'gpt-4-0613'}}",
		  "variable-required-added variables/b major\n"
		  "message-text-changed messages[0] minor\n"
		  "model-version-changed model minor\n"
		  "param-changed params/seed patch\n" },
	};

	(void)state;
	FIXTURE_ROWS(rows);
}

static void both_sides_are_shown_on_one_line(void **state)
{
	struct arena a = { 0 };
	struct changes changes;

	(void)state;
	fixture_compare(&a, USER("one\\ntwo {{ x }}\\nthree"),
			USER("one\\n2 {{ x }}\\nthree"), "prompt", &changes);
	assert_int_equal(changes.count, 1);
	assert_true(str_is(changes.items[0].before, "two {{ x }}"));
	assert_true(str_is(changes.items[0].after, "2 {{ x }}"));
	arena_free(&a);
}

static void a_missing_object_is_an_error(void **state)
{
	struct arena a = { 0 };
	struct compat_policy policy;
	struct changes changes;
	struct error err = { 0 };
	struct fixture x, y;

	(void)state;
	fixture_open(&x, USER("a"));
	fixture_open(&y, USER("b"));
	y.objects = map_in(&y.arena);
	assert_int_equal(compat_preset(STR("prompt"), &policy), 0);
	assert_int_equal(
		compat_changes(&a, &x.side, &y.side, &policy, &changes, &err),
		ERROR_ABSENT);
	assert_true(err.text[0] != '\0');
	arena_free(&x.arena);
	arena_free(&y.arena);
	arena_free(&a);
}

static struct store_id digest(struct fixture *f)
{
	struct normal *n = normal_new(&f->arena);
	struct store_id id, missing;
	struct error err = { 0 };

	if (normal_digest(n, &f->effective, RULES_NEWEST, &f->side.objects, &id,
			  &missing, &err) < 0)
		fail_msg("%s", err.text);
	return id;
}

/*
 * Every pair: a change if and only if the normal digests differ. A family
 * alone varies in each list, so none can hide behind another.
 */
static void pairs(const char *const *sides, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < count; j++) {
			struct arena a = { 0 };
			struct changes changes;
			struct fixture x, y;
			struct store_id one, two;
			struct str got;

			fixture_open(&x, sides[i]);
			fixture_open(&y, sides[j]);
			one = digest(&x);
			two = digest(&y);
			got = fixture_compare(&a, sides[i], sides[j], "prompt",
					      &changes);
			if (store_id_equal(&one, &two) != (got.n == 0))
				fail_msg("%s to %s: %.*s", sides[i], sides[j],
					 STR_ARG(got));
			/* Only the last resort is of no place. */
			assert_null(got.n ? strstr(got.p, " effective ") :
					    NULL);
			arena_free(&x.arena);
			arena_free(&y.arena);
			arena_free(&a);
		}
	}
}
#define PAIRS(list) pairs(list, sizeof(list) / sizeof(*(list)))

#define M(more) "{'messages':[" more "]}"
#define V(schema, parts) \
	"{'variables':{'schema':" schema ",'parts':{" parts "}}}"
#define T(definition, parts)                                                \
	"{'tools':[{'name':'t','definition':" definition ",'parts':{" parts \
	"}}]}"
#define O(member, parts) \
	"{'output':{'format':'json_schema'," member ",'parts':{" parts "}}}"

static void whatever_changes_the_digest_is_seen(void **state)
{
	static const char *const messages[] = {
		"{}",
		M("{'slot':'a'}"),
		M("{'slot':'a'},{'slot':'a'}"),
		M("{'role':'user','text':''}"),
		M("{'role':'user','text':'\\n'}"),
		M("{'role':'user','text':'a{{ x }}'}"),
		M("{'role':'user','text':'a{{x}}'}"),
		M("{'role':'user','text':'a{{- x }}'}"),
		M("{'role':'user','text':'a {{x}}'}"),
		M("{'role':'user','text':'a{# c #}{{ x }}'}"),
		M("{'role':'system','text':'a{{ x }}'}"),
		M("{'role':'user','syntax':'text','text':'a{{ x }}'}"),
		M("{'role':'user','options':{'lstrip_blocks':true},"
		  "'text':'a{{ x }}'}"),
		M("{'role':'user','text':'{% include \\\"p\\\" %}',"
		  "'parts':{'p':'a{{ x }}'}}"),
		M("{'role':'user','text':'{% include \\\"q\\\" %}',"
		  "'parts':{'q':'a{{ x }}'}}"),
		M("{'role':'user','text':'{% include \\\"q\\\" %}',"
		  "'parts':{'q':'a{{x}}','r':'not used'}}"),
		M("{'role':'user','text':'{% include \\\"q\\\" %}',"
		  "'parts':{'q':'a{{ x }}','r':'not used at all'}}"),
		M("{'role':'user','text':'{% include \\\"q\\\" %}',"
		  "'parts':{'q':'a{{ x }}\\n'}}"),
		M("{'role':'user','text':'a{{ x }}'},{'slot':'a'}"),
		M("{'slot':'a'},{'role':'user','text':'a{{ x }}'}"),
	};
	static const char *const variables[] = {
		"{}",
		V("{}", ""),
		V("{'type':'object'}", ""),
		V("{'type':'object','properties':{'a':{}},'required':['a'],"
		  "'additionalProperties':false}",
		  ""),
		V("{'type':'object','properties':{'a':{},'b':{}},'required':["
		  "'a','b'],'additionalProperties':false}",
		  ""),
		V("{'type':'object','properties':{'b':{},'a':{}},'required':["
		  "'b','a'],'additionalProperties':false}",
		  ""),
		V("{'type':'object','properties':{'a':{'title':'x'}},"
		  "'required':['a'],'additionalProperties':false}",
		  ""),
		V("{'type':'object','properties':{'a':{'title':'x',"
		  "'default':1}},'required':[],'additionalProperties':false}",
		  ""),
		V("{'type':'object','properties':{'a':true},'required':[],"
		  "'additionalProperties':false,'title':'t'}",
		  ""),
		V("{'type':'object','properties':{'a':{'$ref':'p'}},"
		  "'required':[],'additionalProperties':false}",
		  "'p':{'a':1,'title':'x'}"),
		V("{'type':'object','properties':{'a':{'$ref':'p'}},"
		  "'required':[],'additionalProperties':false}",
		  "'p':{'title':'x','a':1.0}"),
		V("{'type':'object','properties':{'a':{'$ref':'p'}},"
		  "'required':[],'additionalProperties':false}",
		  "'p':{'title':'y','a':1.0}"),
		V("[]", ""),
		V("1", ""),
		V("1.0", ""),
	};
	static const char *const tools[] = {
		"{}",
		T("{}", ""),
		T("{'name':'a'}", ""),
		T("{'strict':false}", ""),
		T("{'strict':true}", ""),
		T("{'parameters':{}}", ""),
		T("{'parameters':{'json':{}}}", ""),
		T("{'parameters':{},'input_schema':{}}", ""),
		T("{'function':{'parameters':{'properties':{'a':{}}}}}", ""),
		T("{'function':{'parameters':{'properties':{'a':{}},"
		  "'required':[]}}}",
		  ""),
		T("{'function':{'parameters':{'properties':{'a':{}},"
		  "'required':['a','b']}}}",
		  ""),
		T("{'function':{'parameters':{'properties':{'a':{}},"
		  "'required':['b','a']}}}",
		  ""),
		T("{'function':{'parameters':{'properties':{'a':{'type':"
		  "'string','title':'x'}}}}}",
		  ""),
		T("{'function':{'parameters':{'properties':{'a':{'title':'x',"
		  "'type':'string'}}}}}",
		  ""),
		T("{'parameters':{}}", "'p':1"),
		T("{'parameters':{}}", "'p':1.0"),
		T("{'parameters':{}}", "'q':1"),
		T("[1,2]", ""),
	};
	static const char *const outputs[] = {
		"{}",
		O("'schema':{}", ""),
		O("'definition':{}", ""),
		O("'definition':{'schema':{}}", ""),
		O("'definition':{'strict':false,'schema':{}}", ""),
		O("'definition':{'strict':true,'schema':{}}", ""),
		O("'definition':{'schema':{},'strict':true}", ""),
		O("'definition':{'json_schema':{'schema':{'a':1}}}", ""),
		O("'schema':{'properties':{'a':{},'b':{}}}", ""),
		O("'schema':{'properties':{'b':{},'a':{}}}", ""),
		O("'schema':{'properties':{'b':{},'a':{'items':{'title':'t'}}}"
		  "}",
		  ""),
		O("'schema':{'properties':{'b':{},'a':{'items':{'title':'u'}}}"
		  "}",
		  ""),
		O("'schema':{}", "'p':{}"),
		O("'schema':{}", "'p':{'title':'x'}"),
		O("'schema':[]", ""),
		"{'output':{'format':'text','schema':{}}}",
	};

	(void)state;
	PAIRS(messages);
	PAIRS(variables);
	PAIRS(tools);
	PAIRS(outputs);
}

static void other_members_that_change_the_digest_are_seen(void **state)
{
	static const char *const models[] = {
		"{}",
		"{'model':{'id':'a'}}",
		"{'model':{'id':'a-001'}}",
		"{'model':{'id':'a-latest'}}",
		"{'model':{'provider':'p','id':'a'}}",
		"{'model':{'provider':'p','id':'a','revision':'r'}}",
		"{'model':{'provider':'p','id':'a','adapter':'r'}}",
	};
	static const char *const values[] = {
		"{}",
		"{'tool_choice':'auto'}",
		"{'tool_choice':null}",
		"{'params':{}}",
		"{'params':null}",
		"{'params':{'a':null}}",
		"{'params':{'a':[1,2]}}",
		"{'params':{'a':[1.0,2]}}",
		"{'params':{'a':[2,1]}}",
		"{'retrieval':null}",
		"{'retrieval':{'a':1,'b':2}}",
		"{'retrieval':{'b':2,'a':1}}",
		"{'examples':[1]}",
		"{'examples':[1,2]}",
		"{'examples':[2,1]}",
		"{'opaque':[{'ref':'a','file':'x'}]}",
		"{'opaque':[{'ref':'a','file':'x\\r\\n'}]}",
		"{'opaque':[{'ref':'a','file':'x'},{'ref':'b','file':'x'}]}",
		"{'opaque':[{'ref':'b','file':'x'},{'ref':'a','file':'x'}]}",
	};

	(void)state;
	PAIRS(models);
	PAIRS(values);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_preset_is_the_catalogue_s),
		cmocka_unit_test(what_is_needed_is_the_policy_s),
		cmocka_unit_test(a_policy_that_moved_a_kind_has_no_exceptions),
		cmocka_unit_test(the_worst_comes_first),
		cmocka_unit_test(both_sides_are_shown_on_one_line),
		cmocka_unit_test(a_missing_object_is_an_error),
		cmocka_unit_test(whatever_changes_the_digest_is_seen),
		cmocka_unit_test(other_members_that_change_the_digest_are_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
