#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "format/picoschema.h"
#include "syntax/json.h"
#include "syntax/yaml.h"
#include "unit/syntax/suite.h"

static struct node *yaml(struct arena *a, struct str text)
{
	struct node *node = arena_zero(a, 1, sizeof(*node));
	struct syntax_error why;

	if (yaml_read(a, text, node, &why) < 0 ||
	    yaml_resolve_core(a, node, &why) < 0)
		fail_msg("%.*s: %u:%u: %s", STR_ARG(text), why.pos.line,
			 why.pos.column, why.text);
	return node;
}

/* json NULL: there is none; "": it is refused, at line:column with why. */
struct row {
	const char *yaml, *json, *why;
	unsigned line, column;
};

static void check(const struct row *row)
{
	struct arena a = { 0 };
	struct picoschema pico = { .a = &a };
	struct buf b = buf_in(&a);
	const struct node *out;
	int rc = picoschema_read(&pico, yaml(&a, str_of(row->yaml)), &out);

	if (row->why) {
		if (rc == 0 || pico.pos.line != row->line ||
		    pico.pos.column != row->column ||
		    !strstr(str_c(&a, pico.why), row->why) || !pico.help.n)
			fail_msg("%s: %d %u:%u %.*s", row->yaml, rc,
				 pico.pos.line, pico.pos.column,
				 STR_ARG(pico.why));
		arena_free(&a);
		return;
	}
	if (rc < 0)
		fail_msg("%s: %.*s", row->yaml, STR_ARG(pico.why));
	if (out)
		json_compact(&b, out);
	assert_string_equal(buf_str(&b).p, row->json ? row->json : "");
	arena_free(&a);
}

static void check_all(const struct row *rows)
{
	for (; rows->yaml; rows++)
		check(rows);
}

#define OBJECT(properties, more) \
	"{\"type\":\"object\",\"properties\":{" properties "}" more
#define CLOSED ",\"additionalProperties\":false}"

static void makes_types_and_descriptions(void **state)
{
	static const struct row rows[] = {
		{ "string", "{\"type\":\"string\"}", NULL, 0, 0 },
		{ "integer, how many",
		  "{\"type\":\"integer\",\"description\":\"how many\"}", NULL,
		  0, 0 },
		{ "'boolean,   a, b '",
		  "{\"type\":\"boolean\",\"description\":\"a, b \"}", NULL, 0,
		  0 },
		{ "'string, '", "{\"type\":\"string\"}", NULL, 0, 0 },
		{ "any", "{}", NULL, 0, 0 },
		{ "any, what", "{\"description\":\"what\"}", NULL, 0, 0 },
		{ "'null'", "{\"type\":\"null\"}", NULL, 0, 0 },
		/* a dot takes no line feed */
		{ "\"string\\nnumber, b\"",
		  "{\"type\":\"number\",\"description\":\"b\"}", NULL, 0, 0 },
		{ "", NULL, NULL, 0, 0 },
		{ "false", NULL, NULL, 0, 0 },
		{ "\"\"", NULL, NULL, 0, 0 },
		{ 0 },
	};

	(void)state;
	check_all(rows);
}

static void makes_objects(void **state)
{
	static const struct row rows[] = {
		{ "{a: string, b?: number}",
		  OBJECT("\"a\":{\"type\":\"string\"},"
			 "\"b\":{\"type\":[\"number\",\"null\"]}",
			 ",\"required\":[\"a\"]" CLOSED),
		  NULL, 0, 0 },
		{ "{}", OBJECT("", CLOSED), NULL, 0, 0 },
		{ "a?: any, x", OBJECT("\"a\":{\"description\":\"x\"}", CLOSED),
		  NULL, 0, 0 },
		{ "a?(array, x, y): string",
		  OBJECT("\"a\":{\"type\":[\"array\",\"null\"],\"items\":"
			 "{\"type\":\"string\"},\"description\":\"x, y\"}",
			 CLOSED),
		  NULL, 0, 0 },
		{ "a?(object): {b: any}",
		  OBJECT("\"a\":{\"type\":[\"object\",\"null\"],"
			 "\"properties\":{\"b\":{}},\"required\":[\"b\"]"
			 ",\"additionalProperties\":false}",
			 CLOSED),
		  NULL, 0, 0 },
		{ "a: {b?: {c: any}}",
		  OBJECT("\"a\":{\"type\":\"object\",\"properties\":{\"b\":"
			 "{\"type\":[\"object\",\"null\"],\"properties\":"
			 "{\"c\":{}},\"required\":[\"c\"],"
			 "\"additionalProperties\":false}},"
			 "\"additionalProperties\":false}",
			 ",\"required\":[\"a\"]" CLOSED),
		  NULL, 0, 0 },
		{ "a?(enum, x): [1, B]",
		  OBJECT("\"a\":{\"enum\":[1,\"B\",null],"
			 "\"description\":\"x\"}",
			 CLOSED),
		  NULL, 0, 0 },
		{ "a?(enum): [null, B]",
		  OBJECT("\"a\":{\"enum\":[null,\"B\"]}", CLOSED), NULL, 0, 0 },
		{ "(*): string",
		  OBJECT("", ",\"additionalProperties\":"
			     "{\"type\":\"string\"}}"),
		  NULL, 0, 0 },
		/* what stands behind a second parenthesis is lost, as there */
		{ "'a(array, x (y) z)': string",
		  OBJECT("\"a\":{\"type\":\"array\",\"items\":"
			 "{\"type\":\"string\"},\"description\":\"x\"}",
			 ",\"required\":[\"a\"]" CLOSED),
		  NULL, 0, 0 },
		{ "'a (array)': string",
		  OBJECT("\"a \":{\"type\":\"array\",\"items\":"
			 "{\"type\":\"string\"}}",
			 ",\"required\":[\"a \"]" CLOSED),
		  NULL, 0, 0 },
		{ "a(: string",
		  OBJECT("\"a\":{\"type\":\"string\"}",
			 ",\"required\":[\"a\"]" CLOSED),
		  NULL, 0, 0 },
		{ "{a: string, 'a?': number}",
		  OBJECT("\"a\":{\"type\":[\"number\",\"null\"]}",
			 ",\"required\":[\"a\"]" CLOSED),
		  NULL, 0, 0 },
		/* JavaScript's lists and null */
		{ "a: [string]",
		  OBJECT("\"a\":{\"type\":\"object\",\"properties\":{\"0\":"
			 "{\"type\":\"string\"}},\"required\":[\"0\"],"
			 "\"additionalProperties\":false}",
			 ",\"required\":[\"a\"]" CLOSED),
		  NULL, 0, 0 },
		{ "a:",
		  OBJECT("\"a\":{\"type\":\"object\",\"properties\":{},"
			 "\"additionalProperties\":false}",
			 ",\"required\":[\"a\"]" CLOSED),
		  NULL, 0, 0 },
		{ 0 },
	};

	(void)state;
	check_all(rows);
}

static void leaves_json_schema_as_it_is(void **state)
{
	static const struct row rows[] = {
		{ "{type: string, x: [1.50]}",
		  "{\"type\":\"string\",\"x\":[1.50]}", NULL, 0, 0 },
		{ "{type: any}", "{\"type\":\"any\"}", NULL, 0, 0 },
		{ "{type: array, items: {}}",
		  "{\"type\":\"array\",\"items\":{}}", NULL, 0, 0 },
		{ "{properties: {a: 1}}",
		  "{\"properties\":{\"a\":1},\"type\":\"object\"}", NULL, 0,
		  0 },
		{ "{type: thing, properties: {}}",
		  "{\"type\":\"object\",\"properties\":{}}", NULL, 0, 0 },
		{ 0 },
	};

	(void)state;
	check_all(rows);
}

static void names_what_only_the_application_knows(void **state)
{
	static const struct row rows[] = {
		{ "Foo, a foo",
		  "{\"$ref\":\"#/$defs/Foo\",\"description\":\"a foo\","
		  "\"$defs\":{\"Foo\":{}}}",
		  NULL, 0, 0 },
		{ "{a: Foo, b?: 'x[]', c(array): Foo}",
		  OBJECT("\"a\":{\"$ref\":\"#/$defs/Foo\"},"
			 "\"b\":{\"$ref\":\"#/$defs/x%5B%5D\"},"
			 "\"c\":{\"type\":\"array\",\"items\":"
			 "{\"$ref\":\"#/$defs/Foo\"}}",
			 ",\"required\":[\"a\",\"c\"],"
			 "\"additionalProperties\":false,"
			 "\"$defs\":{\"Foo\":{},\"x[]\":{}}}"),
		  NULL, 0, 0 },
		{ "'a/b~c'",
		  "{\"$ref\":\"#/$defs/a~1b~0c\",\"$defs\":{\"a/b~c\":{}}}",
		  NULL, 0, 0 },
		{ 0 },
	};

	(void)state;
	check_all(rows);
}

static void refuses_what_picoschema_refuses(void **state)
{
	static const struct row rows[] = {
		{ "3", NULL, "not of number", 1, 1 },
		{ "true", NULL, "not of true", 1, 1 },
		{ "a:\n  b: 1", NULL, "not of number", 2, 6 },
		{ "a(list): string", NULL, "\"list\" is no type", 1, 10 },
		{ "a(enum): B", NULL, "are a list", 1, 10 },
		{ 0 },
	};

	(void)state;
	check_all(rows);
}

/* Deeper than what could be read again is refused, however it is nested. */
static void makes_nothing_too_deep_to_be_read(void **state)
{
	static const char *const steps[] = { "{a: ", "{a(array): ", "{(*): " };

	(void)state;
	for (size_t s = 0; s < 3; s++)
		for (int depth = 1; depth < NODE_DEPTH; depth++) {
			struct arena a = { 0 };
			struct picoschema pico = { .a = &a };
			struct buf b = buf_in(&a), json = buf_in(&a);
			const struct node *out;
			struct syntax_error why;
			struct node again;

			for (int i = 0; i < depth; i++)
				buf_adds(&b, steps[s]);
			buf_adds(&b, "string");
			for (int i = 0; i < depth; i++)
				buf_addc(&b, '}');
			if (picoschema_read(&pico, yaml(&a, buf_str(&b)),
					    &out) == 0) {
				json_compact(&json, out);
				assert_int_equal(json_read(&a, buf_str(&json),
							   &again, &why),
						 0);
			} else {
				assert_true(depth > 15);
			}
			arena_free(&a);
		}
}

/* ---- the vectors */

static const struct node *expected(const struct node *suite, const char *where)
{
	const struct node *tests = node_get(suite, "tests");
	const struct node *expect = node_get(&tests->items[0], "expect");

	return node_get(node_get(expect, where), "schema");
}

/* The YAML between the first two lines of hyphens. */
static const struct node *header(struct arena *a, struct str template)
{
	const char *end = memmem(template.p + 3, template.n - 3, "---", 3);

	assert_non_null(end);
	return yaml(a, str_cut(template, 4, (size_t)(end - template.p)));
}

static size_t check_vector(struct arena *a, const struct node *suite,
			   const char *where)
{
	const struct node *want = expected(suite, where), *out;
	struct picoschema pico = { .a = a,
				   .known = node_get(suite, "schemas") };
	const struct node *value = node_get(
		header(a, node_get(suite, "template")->text), where);

	if (!want)
		return 0;
	if (picoschema_read(&pico, node_get(value, "schema"), &out) < 0)
		fail_msg("%.*s: %.*s", STR_ARG(node_get(suite, "name")->text),
			 STR_ARG(pico.why));
	if (!node_equal(out, want))
		fail_msg("%.*s", STR_ARG(node_get(suite, "name")->text));
	return 1;
}

static void makes_what_the_vectors_say(void **state)
{
	struct arena a = { 0 };
	const char *folder = suite_folder(&a, "templates/dotprompt-spec/spec");
	const struct node *root;
	size_t schemas = 0;

	(void)state;
	if (!folder) {
		arena_free(&a);
		skip();
	}
	root = yaml(&a, suite_read(&a, folder, "picoschema.yaml"));
	assert_int_equal(root->count, 19);
	for (size_t i = 0; i < root->count; i++) {
		schemas += check_vector(&a, &root->items[i], "input");
		schemas += check_vector(&a, &root->items[i], "output");
	}
	assert_int_equal(schemas, 21);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(makes_types_and_descriptions),
		cmocka_unit_test(makes_objects),
		cmocka_unit_test(leaves_json_schema_as_it_is),
		cmocka_unit_test(names_what_only_the_application_knows),
		cmocka_unit_test(refuses_what_picoschema_refuses),
		cmocka_unit_test(makes_nothing_too_deep_to_be_read),
		cmocka_unit_test(makes_what_the_vectors_say),
	};

	return cmocka_run_group_tests_name("format/picoschema", tests, NULL,
					   NULL);
}
