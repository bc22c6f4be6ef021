#include "schema/model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "unit/schema/kit.h"

static void tuples_have_one_shape(void **state)
{
	static const struct {
		const char *text;
		enum schema_dialect dialect;
	} rows[] = {
		{ "{'items': [{'type': 'string'}], 'additionalItems': false}",
		  SCHEMA_DRAFT_04 },
		{ "{'items': [{'type': 'string'}], 'additionalItems': false}",
		  SCHEMA_DRAFT_07 },
		{ "{'additionalItems': false, 'items': [{'type': 'string'}]}",
		  SCHEMA_2019_09 },
		{ "{'prefixItems': [{'type': 'string'}], 'items': false}",
		  SCHEMA_2020_12 },
		{ "{'prefixItems': [{'type': 'string'}], 'items': false}",
		  SCHEMA_OAS_31 },
	};
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct schema *s = kit_schema(&a, rows[i].text,
					      rows[i].dialect);

		assert_int_equal(s->prefix_items.count, 1);
		assert_int_equal(s->prefix_items.items[0]->types, TYPE_STRING);
		assert_int_equal(s->items->kind, SCHEMA_FALSE);
		assert_int_equal(s->unknown_count, 0);
	}
	arena_free(&a);
}

static void a_bound_is_the_tighter_one(void **state)
{
	static const struct {
		const char *text;
		enum schema_dialect dialect;
		const char *value;
		bool exclusive;
		const char *keyword;
	} rows[] = {
		{ "{'minimum': 3}", SCHEMA_DRAFT_04, "3", false, "minimum" },
		{ "{'minimum': 3, 'exclusiveMinimum': true}", SCHEMA_DRAFT_04,
		  "3", true, "minimum" },
		{ "{'exclusiveMinimum': true, 'minimum': 3}", SCHEMA_OAS_30,
		  "3", true, "minimum" },
		{ "{'exclusiveMinimum': false, 'minimum': 3}", SCHEMA_DRAFT_04,
		  "3", false, "minimum" },
		{ "{'minimum': 3, 'exclusiveMinimum': 2.5}", SCHEMA_DRAFT_06,
		  "3", false, "minimum" },
		{ "{'minimum': 3, 'exclusiveMinimum': 3.0}", SCHEMA_2020_12,
		  "3", true, "exclusiveMinimum" },
		{ "{'exclusiveMinimum': 3, 'minimum': 3}", SCHEMA_2020_12, "3",
		  true, "exclusiveMinimum" },
		{ "{'exclusiveMinimum': 3, 'minimum': 4}", SCHEMA_2020_12, "4",
		  false, "minimum" },
	};
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct schema *s = kit_schema(&a, rows[i].text,
					      rows[i].dialect);

		assert_true(s->lower.set);
		assert_false(s->upper.set);
		assert_string_equal(decimal_text(&a, &s->lower.value).p,
				    rows[i].value);
		assert_int_equal(s->lower.exclusive, rows[i].exclusive);
		assert_string_equal(s->lower.keyword, rows[i].keyword);
	}
	arena_free(&a);
}

static void types_are_bits(void **state)
{
	struct arena a = { 0 };

	(void)state;
	assert_int_equal(kit_schema(&a, "{}", SCHEMA_UNSAID)->types, TYPE_ANY);
	assert_int_equal(
		kit_schema(&a, "{'type': ['number', 'null']}", SCHEMA_UNSAID)
			->types,
		TYPE_NUMBER | TYPE_NULL);
	assert_int_equal(kit_schema(&a, "{'nullable': true, 'type': 'string'}",
				    SCHEMA_OAS_30)
				 ->types,
			 TYPE_STRING | TYPE_NULL);
	assert_int_equal(
		kit_schema(&a, "{'nullable': true}", SCHEMA_OAS_30)->types,
		TYPE_ANY);
	assert_int_equal(kit_schema(&a, "{'nullable': true, 'type': 'string'}",
				    SCHEMA_2020_12)
				 ->types,
			 TYPE_STRING);
	assert_int_equal(schema_type_of(kit_node(&a, "1.50e1")), TYPE_INTEGER);
	assert_int_equal(schema_type_of(kit_node(&a, "-0.0")), TYPE_INTEGER);
	assert_int_equal(schema_type_of(kit_node(&a, "150e-2")), TYPE_FRACTION);
	assert_int_equal(schema_type_of(kit_node(&a, "100e-2")), TYPE_INTEGER);
	arena_free(&a);
}

static void dependencies_are_of_two_kinds(void **state)
{
	struct arena a = { 0 };
	struct schema *s = kit_schema(
		&a,
		"{'dependencies': {'a': ['b', 'c'], 'd': {'minProperties': 2}}}",
		SCHEMA_DRAFT_07);

	(void)state;
	assert_int_equal(s->dependent_required_count, 1);
	assert_int_equal(s->dependent_required[0].count, 2);
	assert_int_equal(s->dependent_schema_count, 1);
	assert_int_equal(s->dependent_schemas[0].schema->min_properties, 2);
	/* since 2019-09 a word like any other */
	s = kit_schema(&a, "{'dependencies': {'a': ['b']}}", SCHEMA_2020_12);
	assert_int_equal(s->dependent_required_count, 0);
	assert_int_equal(s->unknown_count, 1);
	arena_free(&a);
}

static void what_stands_alone_asserts_nothing(void **state)
{
	struct arena a = { 0 };
	struct schema *s = kit_schema(&a,
				      "{'then': false, 'else': false,"
				      " 'minContains': 3, 'maxContains': 0}",
				      SCHEMA_2020_12);

	(void)state;
	assert_null(s->then_of);
	assert_null(s->else_of);
	assert_int_equal(s->min_contains, 1);
	assert_true(s->max_contains == SCHEMA_NO_LIMIT);
	s = kit_schema(&a,
		       "{'$ref': '#/definitions/a', 'type': 'string',"
		       " 'description': 'kept',"
		       " 'definitions': {'a': {'title': 'A'}}}",
		       SCHEMA_DRAFT_07);
	assert_true(s->only_ref);
	assert_int_equal(s->types, TYPE_ANY);
	assert_non_null(s->description);
	assert_true(str_is(s->ref->title->text, "A"));
	s = kit_schema(
		&a,
		"{'$ref': '#/$defs/a', 'type': 'string', '$defs': {'a': true}}",
		SCHEMA_2020_12);
	assert_false(s->only_ref);
	assert_int_equal(s->types, TYPE_STRING);
	arena_free(&a);
}

static void properties_keep_their_order_and_places(void **state)
{
	struct arena a = { 0 };
	struct schema *s = kit_schema(
		&a,
		"{'properties': {'z': {}, 'a/b': {'x-note': 1, 'maxLength': 3}},\n"
		" 'required': ['z']}",
		SCHEMA_UNSAID);
	struct schema *inner = schema_property(s, STR("a/b"));

	(void)state;
	assert_int_equal(s->property_count, 2);
	assert_true(str_is(s->properties[0].name, "z"));
	assert_ptr_equal(s->properties[1].schema, inner);
	assert_true(str_is(inner->pointer, "/properties/a~1b"));
	assert_int_equal(inner->unknown_count, 1);
	assert_true(str_is(inner->unknown[0]->name, "x-note"));
	assert_true(schema_requires(s, STR("z")));
	assert_false(schema_requires(s, STR("a/b")));
	assert_int_equal(schema_keyword_pos(s, "required").line, 2);
	assert_int_equal(schema_keyword_pos(s, "title").line, 1);
	assert_int_equal(s->id, 0);
	arena_free(&a);
}

static void references_are_pointers_and_may_be_cycles(void **state)
{
	struct arena a = { 0 };
	struct schema_set *set = kit_set(
		&a,
		"{'$id': 'http://x/a/root.json', '$defs': {"
		"  'b': {'$id': 'b/b.json', '$anchor': 'here',"
		"        '$defs': {'c': {'$ref': 'c.json#/x'}}},"
		"  'c': {'$id': 'http://x/a/b/c.json', 'x': {'type': 'null'}}},"
		" 'properties': {'self': {'$ref': '#'},"
		"  'anchor': {'$ref': 'b/b.json#here'},"
		"  'deep': {'$ref': '#/$defs/b/$defs/c'},"
		"  'escaped': {'$ref': '#/%24defs/b'}}}",
		SCHEMA_2020_12);
	struct schema *s = set->root;
	struct schema *b = schema_property(s, STR("anchor"))->ref;

	(void)state;
	assert_ptr_equal(schema_property(s, STR("self"))->ref, s);
	assert_true(str_is(b->resource->uri, "http://x/a/b/b.json"));
	assert_ptr_equal(schema_property(s, STR("escaped"))->ref, b);
	assert_int_equal(schema_property(s, STR("deep"))->ref->ref->types,
			 TYPE_NULL);
	for (size_t i = 0; i < set->count; i++)
		assert_int_equal(set->all[i]->id, i);
	arena_free(&a);
}

static void a_dynamic_reference_with_one_target_is_plain(void **state)
{
	struct arena a = { 0 };
	struct schema *s = kit_schema(
		&a,
		"{'$dynamicAnchor': 'n',"
		" 'properties': {'c': {'$dynamicRef': '#n'}}}",
		SCHEMA_2020_12);
	struct schema *c = schema_property(s, STR("c"));

	(void)state;
	assert_ptr_equal(c->ref, s);
	assert_null(c->dynamic.target);
	s = kit_schema(&a,
		       "{'$dynamicAnchor': 'n', '$ref': 'other',"
		       " '$defs': {'o': {'$id': 'other', '$dynamicAnchor': 'n',"
		       " 'items': {'$dynamicRef': '#n'}}}}",
		       SCHEMA_2020_12);
	c = s->ref->items;
	assert_null(c->ref);
	assert_true(str_is(c->dynamic.anchor, "n"));
	assert_ptr_equal(c->dynamic.target, s->ref);
	s = kit_schema(&a, "{'items': {'$recursiveRef': '#'}}", SCHEMA_2019_09);
	assert_ptr_equal(s->items->ref, s);
	arena_free(&a);
}

static void documents_are_asked_for_once_by_their_place(void **state)
{
	static const struct kit_file files[] = {
		{ "schemas/parts/tone.json",
		  "{'$defs': {'t': {'$ref': '../all.json#/x'}}}" },
		{ "schemas/all.json", "{'x': {'type': 'null'}}" },
		{ NULL, NULL },
	};
	struct arena a = { 0 };
	struct kit kit = { .arena = &a, .files = files };
	struct schema_options options = {
		.uri = STR("schemas/triage.json"),
		.load = kit_load,
		.context = &kit,
	};
	struct schema_errors errors = schema_errors_in(&a);
	struct schema_set *set = schema_compile(
		&a,
		kit_node(&a, "{'items': {'$ref': './parts/tone.json#/$defs/t'},"
			     " 'not': {'$ref': 'parts/tone.json'},"
			     " 'contains': {'$ref': 'all.json#/x'}}"),
		&options, &errors);

	(void)state;
	assert_non_null(set);
	assert_int_equal(kit.asked, 2);
	assert_string_equal(kit.written, "all.json");
	assert_ptr_equal(set->root->items->ref->ref, set->root->contains->ref);
	assert_true(str_is(set->root->not_of->ref->resource->document->uri,
			   "schemas/parts/tone.json"));
	arena_free(&a);
}

static void the_dialect_is_what_schema_says(void **state)
{
	struct arena a = { 0 };

	(void)state;
	assert_int_equal(kit_set(&a, "{}", SCHEMA_UNSAID)->dialect,
			 SCHEMA_2020_12);
	assert_int_equal(kit_set(&a, "{}", SCHEMA_OAS_30)->dialect,
			 SCHEMA_OAS_30);
	assert_int_equal(
		kit_set(&a,
			"{'$schema': 'https://json-schema.org/draft-07/schema'}",
			SCHEMA_OAS_30)
			->dialect,
		SCHEMA_DRAFT_07);
	assert_int_equal(
		kit_set(&a, "{'$schema': 'http://json-schema.org/schema#'}",
			SCHEMA_DRAFT_06)
			->dialect,
		SCHEMA_DRAFT_06);
	for (enum schema_dialect d = SCHEMA_DRAFT_04; d <= SCHEMA_OAS_31; d++)
		assert_int_equal(
			schema_dialect_named(str_of(schema_dialect_name(d))),
			d);
	assert_int_equal(schema_dialect_named(STR("2021")), SCHEMA_UNSAID);
	arena_free(&a);
}

/* Each row: what is wrong, at which pointer, in which words. */
static void what_is_no_schema_is_refused_with_its_place(void **state)
{
	static const struct {
		const char *text, *pointer, *words;
		enum schema_trouble kind;
		enum schema_dialect dialect;
	} rows[] = {
		{ "3", "", "an object or a boolean, not number", SCHEMA_WRONG,
		  0 },
		{ "{'type': 'strnig'}", "/type", "\"strnig\" is no type",
		  SCHEMA_WRONG, 0 },
		{ "{'type': []}", "/type", "names no type", SCHEMA_WRONG, 0 },
		{ "{'type': ['null', 'null']}", "/type", "twice", SCHEMA_WRONG,
		  0 },
		{ "{'items': {'minLength': -1}}", "/items/minLength",
		  "non-negative integer, not -1", SCHEMA_WRONG, 0 },
		{ "{'minLength': 1.5}", "/minLength", "non-negative",
		  SCHEMA_WRONG, 0 },
		{ "{'minimum': '3'}", "/minimum", "a number, not string",
		  SCHEMA_WRONG, 0 },
		{ "{'exclusiveMinimum': true}", "/exclusiveMinimum",
		  "a number since draft-06", SCHEMA_WRONG, SCHEMA_2020_12 },
		{ "{'exclusiveMinimum': 3}", "/exclusiveMinimum",
		  "true or false", SCHEMA_WRONG, SCHEMA_DRAFT_04 },
		{ "{'multipleOf': 0}", "/multipleOf", "above 0", SCHEMA_WRONG,
		  0 },
		{ "{'pattern': 'a('}", "/pattern", "not closed, at byte 3",
		  SCHEMA_WRONG, 0 },
		{ "{'patternProperties': {'[': {}}}", "/patternProperties",
		  "class is not closed", SCHEMA_WRONG, 0 },
		{ "{'required': ['a', 'a']}", "/required", "named twice",
		  SCHEMA_WRONG, 0 },
		{ "{'required': true}", "/required", "an array, not true",
		  SCHEMA_WRONG, 0 },
		{ "{'anyOf': []}", "/anyOf", "has no schema", SCHEMA_WRONG, 0 },
		{ "{'properties': []}", "/properties", "an object, not array",
		  SCHEMA_WRONG, 0 },
		{ "{'properties': {'a': 'string'}}", "/properties/a",
		  "not string", SCHEMA_WRONG, 0 },
		{ "{'items': [{}]}", "/items", "prefixItems", SCHEMA_WRONG, 0 },
		{ "{'enum': 3}", "/enum", "an array", SCHEMA_WRONG, 0 },
		{ "{'uniqueItems': 1}", "/uniqueItems", "true or false",
		  SCHEMA_WRONG, 0 },
		{ "{'$ref': 3}", "/$ref", "a string", SCHEMA_WRONG, 0 },
		{ "{'$id': 'a#b'}", "/$id", "no fragment", SCHEMA_WRONG, 0 },
		{ "{'title': 3}", "/title", "a string", SCHEMA_WRONG, 0 },
		{ "{'not': {'$ref': '#/$defs/a'}}", "/not/$ref",
		  "nothing is found at #/$defs/a", SCHEMA_UNRESOLVED, 0 },
		{ "{'$ref': 'http://example.com/a.json'}", "/$ref",
		  "nothing is found", SCHEMA_UNRESOLVED, 0 },
		{ "{'$ref': '#here'}", "/$ref", "nothing is found",
		  SCHEMA_UNRESOLVED, 0 },
		{ "{'$schema': 'http://example.com/mine'}", "/$schema",
		  "not known", SCHEMA_UNKNOWN, 0 },
	};
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct schema_errors errors;
		const struct schema_error *e;

		if (kit_try(&a, rows[i].text, rows[i].dialect, &errors))
			fail_msg("%s is compiled", rows[i].text);
		e = &errors.items[0];
		if (errors.count != 1 || e->kind != rows[i].kind ||
		    !str_is(e->schema, rows[i].pointer) ||
		    !strstr(e->text.p, rows[i].words) || !e->pos.line)
			fail_msg("%s: %zu, %s: %s", rows[i].text, errors.count,
				 e->schema.p, e->text.p);
	}
	arena_free(&a);
}

static void every_error_is_said_up_to_a_bound(void **state)
{
	struct arena a = { 0 };
	struct schema_errors errors;
	struct buf b = buf_in(&a);

	(void)state;
	assert_null(
		kit_try(&a, "{'minItems': '', 'maxItems': ''}", 0, &errors));
	assert_int_equal(errors.count, 2);
	buf_adds(&b, "{'allOf': [0");
	for (int i = 0; i < SCHEMA_ERRORS + 4; i++)
		buf_adds(&b, ", 0");
	buf_adds(&b, "]}");
	assert_null(kit_try(&a, buf_str(&b).p, 0, &errors));
	assert_int_equal(errors.count, SCHEMA_ERRORS);
	assert_int_equal(errors.more, 5);
	arena_free(&a);
}

static void what_is_too_large_is_not_compiled(void **state)
{
	struct arena a = { 0 };
	struct schema_errors errors;
	struct buf b = buf_in(&a);

	(void)state;
	buf_adds(&b, "{'allOf': [{}");
	for (int i = 0; i < SCHEMA_COUNT; i++)
		buf_adds(&b, ",{}");
	buf_adds(&b, "]}");
	assert_null(kit_try(&a, buf_str(&b).p, 0, &errors));
	assert_int_equal(errors.count, 1);
	assert_int_equal(errors.items[0].kind, SCHEMA_TOO_LARGE);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tuples_have_one_shape),
		cmocka_unit_test(a_bound_is_the_tighter_one),
		cmocka_unit_test(types_are_bits),
		cmocka_unit_test(dependencies_are_of_two_kinds),
		cmocka_unit_test(what_stands_alone_asserts_nothing),
		cmocka_unit_test(properties_keep_their_order_and_places),
		cmocka_unit_test(references_are_pointers_and_may_be_cycles),
		cmocka_unit_test(a_dynamic_reference_with_one_target_is_plain),
		cmocka_unit_test(documents_are_asked_for_once_by_their_place),
		cmocka_unit_test(the_dialect_is_what_schema_says),
		cmocka_unit_test(what_is_no_schema_is_refused_with_its_place),
		cmocka_unit_test(every_error_is_said_up_to_a_bound),
		cmocka_unit_test(what_is_too_large_is_not_compiled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
