#include "schema/schema.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "unit/schema/kit.h"

/* Where and in which words a value is refused. */
static void errors_name_both_places_and_say_why(void **state)
{
	static const struct {
		const char *schema, *value, *instance, *pointer, *words;
	} rows[] = {
		{ "{'type': ['string', 'null']}", "3", "", "/type",
		  "has to be string or null, is 3" },
		{ "{'type': 'number'}", "'a'", "", "/type",
		  "has to be number, is \"a\"" },
		{ "{'properties': {'a/b': {'items': {'minimum': 3}}}}",
		  "{'a/b': [7, 2]}", "/a~1b/1",
		  "/properties/a~1b/items/minimum", "2 has to be at least 3" },
		{ "{'exclusiveMaximum': 3}", "3", "", "/exclusiveMaximum",
		  "3 has to be below 3" },
		{ "{'multipleOf': 0.01}", "0.075", "", "/multipleOf",
		  "0.075 is no multiple of 0.01" },
		{ "{'enum': [1, 2]}", "3", "", "/enum",
		  "3 is none of the 2 values" },
		{ "{'const': {'a': 1}}", "3", "", "/const",
		  "3 is not an object" },
		{ "{'minLength': 2}", "'\xc3\xa9'", "", "/minLength",
		  "has 1 characters, fewer than 2" },
		{ "{'pattern': '^a'}", "'ba'", "", "/pattern",
		  "\"ba\" does not match the pattern ^a" },
		{ "{'required': ['a']}", "{}", "", "/required",
		  "the property \"a\" is missing" },
		{ "{'dependentRequired': {'a': ['b']}}", "{'a': 1}", "",
		  "/dependentRequired", "\"b\" is missing" },
		{ "{'additionalProperties': false, 'properties': {'a': true}}",
		  "{'a': 1, 'b': 2}", "/b", "/additionalProperties",
		  "nothing is allowed here" },
		{ "{'propertyNames': {'maxLength': 1}}", "{'ab': 1}", "/ab",
		  "/propertyNames/maxLength", "more than 1" },
		{ "{'uniqueItems': true}", "[1, 'a', 1.0]", "", "/uniqueItems",
		  "items 0 and 2 are equal" },
		{ "{'contains': {'type': 'null'}}", "[1]", "", "/contains",
		  "has 0 items" },
		{ "{'maxItems': 1}", "[1, 2]", "", "/maxItems",
		  "has 2 items, more than 1" },
		{ "{'anyOf': [false, {'type': 'null'}]}", "1", "", "/anyOf",
		  "none of the 2 schemas" },
		{ "{'oneOf': [true, true]}", "1", "", "/oneOf",
		  "more than one" },
		{ "{'not': {}}", "1", "", "/not", "satisfies the schema" },
		{ "{'$ref': '#/$defs/a', '$defs': {'a': {'maximum': 1}}}", "2",
		  "", "/$defs/a/maximum", "at most 1" },
		{ "{'if': true, 'then': {'maximum': 1}}", "2", "",
		  "/then/maximum", "at most 1" },
		{ "{'properties': {'a': true}, 'unevaluatedProperties': false}",
		  "{'a': 1, 'b': 1}", "/b", "/unevaluatedProperties",
		  "nothing is allowed" },
	};
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct schema_set *set = kit_set(&a, rows[i].schema, 0);
		struct schema_errors errors = schema_errors_in(&a);
		const struct schema_error *e;

		assert_int_equal(schema_validate(&a, set,
						 kit_node(&a, rows[i].value),
						 &errors),
				 SCHEMA_INVALID);
		e = errors.items;
		if (errors.count != 1 ||
		    !str_is(e->instance, rows[i].instance) ||
		    !str_is(e->schema, rows[i].pointer) ||
		    !strstr(e->text.p, rows[i].words) || !e->pos.line ||
		    !e->instance_pos.line)
			fail_msg("%s: %zu, %s %s: %s", rows[i].schema,
				 errors.count, e->instance.p, e->schema.p,
				 e->text.p);
	}
	arena_free(&a);
}

static void all_errors_are_said_up_to_a_bound(void **state)
{
	struct arena a = { 0 };
	struct schema_errors errors = schema_errors_in(&a);
	struct buf b = buf_in(&a);
	struct schema_set *set = kit_set(
		&a, "{'required': ['a', 'b'], 'items': {'type': 'null'}}", 0);

	(void)state;
	assert_int_equal(schema_validate(&a, set, kit_node(&a, "{}"), &errors),
			 SCHEMA_INVALID);
	assert_int_equal(errors.count, 2);
	buf_addc(&b, '[');
	for (int i = 0; i < 100; i++)
		buf_adds(&b, "1,");
	buf_adds(&b, "1]");
	errors = schema_errors_in(&a);
	assert_int_equal(
		schema_validate(&a, set, kit_node(&a, buf_str(&b).p), &errors),
		SCHEMA_INVALID);
	assert_int_equal(errors.count, SCHEMA_ERRORS);
	arena_free(&a);
}

/* Not to be decided, and whatever is around it: never valid by that. */
static void undecided_is_never_valid(void **state)
{
	/* U: a schema that is undecided for everything */
#define U "{'$ref': '#/$defs/u'}"
	static const struct {
		const char *schema;
		enum schema_verdict verdict;
	} rows[] = {
		{ "" U, SCHEMA_UNDECIDED },
		{ "{'not': " U "}", SCHEMA_UNDECIDED },
		{ "{'allOf': [" U ", true]}", SCHEMA_UNDECIDED },
		{ "{'allOf': [" U ", false]}", SCHEMA_INVALID },
		{ "{'anyOf': [" U ", false]}", SCHEMA_UNDECIDED },
		{ "{'anyOf': [" U ", true]}", SCHEMA_VALID },
		{ "{'oneOf': [" U ", true]}", SCHEMA_UNDECIDED },
		{ "{'oneOf': [" U ", true, true]}", SCHEMA_INVALID },
		{ "{'if': " U ", 'then': false}", SCHEMA_UNDECIDED },
		{ "{'if': " U ", 'then': false, 'else': false}",
		  SCHEMA_INVALID },
		{ "{'if': " U ", 'then': true, 'else': true}", SCHEMA_VALID },
		{ "{'items': " U "}", SCHEMA_UNDECIDED },
		{ "{'items': " U ", 'maxItems': 0}", SCHEMA_INVALID },
		{ "{'contains': " U "}", SCHEMA_UNDECIDED },
		{ "{'contains': " U ", 'minContains': 3}", SCHEMA_INVALID },
		{ "{'contains': " U ", 'minContains': 0}", SCHEMA_VALID },
		{ "{'contains': " U ", 'minContains': 0, 'maxContains': 0}",
		  SCHEMA_UNDECIDED },
		{ "{'contains': " U ", 'minContains': 0,"
		  " 'unevaluatedItems': false}",
		  SCHEMA_UNDECIDED },
		{ "{'anyOf': [true, {'allOf': [{'items': true}, " U "]}],"
		  " 'unevaluatedItems': false}",
		  SCHEMA_UNDECIDED },
	};
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		size_t n = strlen(rows[i].schema) - 1;
		struct str text = str_fmt(
			&a, "%.*s, '$defs': {'u': {'$ref': '#/$defs/u'}}}",
			(int)n, rows[i].schema);
		struct schema_set *set = kit_set(&a, text.p, 0);
		struct schema_errors errors = schema_errors_in(&a);
		const struct node *value = kit_node(&a, "['x']");

		assert_int_equal(schema_validate(&a, set, value, NULL),
				 rows[i].verdict);
		assert_int_equal(schema_validate(&a, set, value, &errors),
				 rows[i].verdict);
		assert_int_equal(errors.count > 0,
				 rows[i].verdict == SCHEMA_INVALID);
	}
	arena_free(&a);
}

static void what_has_no_end_is_undecided(void **state)
{
	static const struct {
		const char *schema, *value;
	} rows[] = {
		{ "{'$ref': '#'}", "1" },
		{ "{'allOf': [{'$ref': '#'}, {'$ref': '#'}]}", "1" },
		{ "{'anyOf': [{'$ref': '#/$defs/a'}, {'$ref': '#/$defs/a'}],"
		  " '$defs': {'a': {'oneOf': [{'$ref': '#'}, {'$ref': '#'}]}}}",
		  "1" },
		{ "{'pattern': '^(a+)+$'}",
		  "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'" },
		{ "{'patternProperties': {'^(a|a)*$': true}}",
		  "{'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!': 1}" },
		{ "{'pattern': '(?<=a+)b'}", "'ab'" },
		{ "{'patternProperties': {'(?<=a+)b': true},"
		  " 'additionalProperties': false}",
		  "{'ab': 1}" },
		{ "{'patternProperties': {'(?<=a+)b': true},"
		  " 'unevaluatedProperties': false}",
		  "{'ab': 1}" },
	};
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (schema_validate(&a, kit_set(&a, rows[i].schema, 0),
				    kit_node(&a, rows[i].value),
				    NULL) != SCHEMA_UNDECIDED)
			fail_msg("%s is decided", rows[i].schema);
	arena_free(&a);
}

/* A chain of references, each a schema inside another. */
static enum schema_verdict through(struct arena *a, int links)
{
	struct buf b = buf_in(a);

	buf_adds(&b, "{'$ref': '#/$defs/0', '$defs': {");
	for (int i = 0; i < links; i++)
		buf_addf(&b, "'%d': {'$ref': '#/$defs/%d'},", i, i + 1);
	buf_addf(&b, "'%d': true}}", links);
	return schema_validate(a, kit_set(a, buf_str(&b).p, 0),
			       kit_node(a, "1"), NULL);
}

static void schemas_inside_each_other_are_bounded(void **state)
{
	struct arena a = { 0 };

	(void)state;
	assert_int_equal(through(&a, SCHEMA_DEPTH - 1), SCHEMA_VALID);
	assert_int_equal(through(&a, SCHEMA_DEPTH), SCHEMA_UNDECIDED);
	arena_free(&a);
}

/* a refers to b, b to c, and all three have the name. */
static void a_dynamic_reference_comes_out_at_the_outermost(void **state)
{
	struct arena a = { 0 };
	struct schema_set *set = kit_set(
		&a,
		"{'$id': 'http://x/a', '$dynamicAnchor': 'n', '$ref': 'b',"
		" 'maxItems': 1, '$defs': {"
		"  'b': {'$id': 'b', '$dynamicAnchor': 'n', '$ref': 'c'},"
		"  'c': {'$id': 'c', '$dynamicAnchor': 'n',"
		"        'items': {'$dynamicRef': '#n'}}}}",
		SCHEMA_2020_12);
	size_t steps = SCHEMA_STEPS;

	(void)state;
	assert_int_equal(
		schema_validate(&a, set, kit_node(&a, "[[1, 2]]"), NULL),
		SCHEMA_INVALID);
	assert_int_equal(schema_validate(&a, set, kit_node(&a, "[[1]]"), NULL),
			 SCHEMA_VALID);
	assert_int_equal(schema_validate_by(&a, set, set->root->ref,
					    kit_node(&a, "[[1, 2]]"), &steps,
					    NULL),
			 SCHEMA_VALID);
	arena_free(&a);
}

static void a_budget_of_steps_is_shared(void **state)
{
	struct arena a = { 0 };
	struct schema_set *set = kit_set(&a, "{'items': {'type': 'null'}}", 0);
	const struct node *value = kit_node(&a, "[null, null, null]");
	size_t steps = 5;

	(void)state;
	assert_int_equal(
		schema_validate_by(&a, set, set->root, value, &steps, NULL),
		SCHEMA_VALID);
	assert_int_equal(steps, 1);
	assert_int_equal(schema_validate_by(&a, set, set->root->items,
					    &value->items[0], &steps, NULL),
			 SCHEMA_VALID);
	assert_int_equal(steps, 0);
	assert_int_equal(
		schema_validate_by(&a, set, set->root, value, &steps, NULL),
		SCHEMA_UNDECIDED);
	arena_free(&a);
}

static void numbers_are_decimals(void **state)
{
	static const struct {
		const char *schema, *value;
		bool valid;
	} rows[] = {
		{ "{'const': 1}", "1.0", true },
		{ "{'enum': [10]}", "1e1", true },
		{ "{'type': 'integer'}", "1.0", true },
		{ "{'type': 'integer'}", "1e-1", false },
		{ "{'maximum': 9007199254740992}", "9007199254740993", false },
		{ "{'multipleOf': 0.0001}", "0.0075", true },
		{ "{'multipleOf': 1e-8}", "12391239123", true },
		{ "{'const': 9007199254740993}", "9007199254740992", false },
		{ "{'uniqueItems': true}", "[{'a': 1}, {'a': 1.0}]", false },
		{ "{'uniqueItems': true}", "[1, true]", true },
	};
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_int_equal(
			schema_validate(&a, kit_set(&a, rows[i].schema, 0),
					kit_node(&a, rows[i].value), NULL),
			rows[i].valid ? SCHEMA_VALID : SCHEMA_INVALID);
	arena_free(&a);
}

static void a_number_of_too_many_digits_is_undecided(void **state)
{
	struct arena a = { 0 };
	struct buf b = buf_in(&a);

	(void)state;
	for (int i = 0; i < 600; i++)
		buf_addc(&b, '7');
	assert_int_equal(schema_validate(&a, kit_set(&a, "{'minimum': 1}", 0),
					 kit_node(&a, buf_str(&b).p), NULL),
			 SCHEMA_UNDECIDED);
	assert_int_equal(schema_validate(&a,
					 kit_set(&a, "{'type': 'integer'}", 0),
					 kit_node(&a, buf_str(&b).p), NULL),
			 SCHEMA_VALID);
	arena_free(&a);
}

static void oas_3_0_reads_nullable_and_old_bounds(void **state)
{
	struct arena a = { 0 };
	struct schema_set *set = kit_set(
		&a,
		"{'type': 'number', 'nullable': true, 'minimum': 1,"
		" 'exclusiveMinimum': true, 'const': 7}",
		SCHEMA_OAS_30);

	(void)state;
	assert_int_equal(schema_validate(&a, set, kit_node(&a, "null"), NULL),
			 SCHEMA_VALID);
	assert_int_equal(schema_validate(&a, set, kit_node(&a, "1"), NULL),
			 SCHEMA_INVALID);
	/* const is no keyword there */
	assert_int_equal(schema_validate(&a, set, kit_node(&a, "2"), NULL),
			 SCHEMA_VALID);
	arena_free(&a);
}

static void a_format_is_asserted_where_asked_for(void **state)
{
	struct arena a = { 0 };
	struct schema_options options = { .assert_format = false };
	struct schema_errors errors = schema_errors_in(&a);
	const struct node *schema = kit_node(&a, "{'format': 'date'}");
	const struct node *value = kit_node(&a, "'2026-02-30'");

	(void)state;
	assert_int_equal(
		schema_validate(&a,
				schema_compile(&a, schema, &options, &errors),
				value, &errors),
		SCHEMA_VALID);
	options.assert_format = true;
	assert_int_equal(
		schema_validate(&a,
				schema_compile(&a, schema, &options, &errors),
				value, &errors),
		SCHEMA_INVALID);
	assert_non_null(strstr(errors.items[0].text.p, "of the format date"));
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(errors_name_both_places_and_say_why),
		cmocka_unit_test(all_errors_are_said_up_to_a_bound),
		cmocka_unit_test(undecided_is_never_valid),
		cmocka_unit_test(what_has_no_end_is_undecided),
		cmocka_unit_test(schemas_inside_each_other_are_bounded),
		cmocka_unit_test(
			a_dynamic_reference_comes_out_at_the_outermost),
		cmocka_unit_test(a_budget_of_steps_is_shared),
		cmocka_unit_test(numbers_are_decimals),
		cmocka_unit_test(a_number_of_too_many_digits_is_undecided),
		cmocka_unit_test(oas_3_0_reads_nullable_and_old_bounds),
		cmocka_unit_test(a_format_is_asserted_where_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
