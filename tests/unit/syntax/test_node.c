#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "syntax/json.h"

static struct arena a;

static int clear(void **state)
{
	(void)state;
	arena_free(&a);
	return 0;
}

static struct node *tree(const char *text)
{
	struct node *node = arena_alloc(&a, sizeof(*node));
	struct syntax_error why;

	if (json_read(&a, str_of(text), node, &why) < 0)
		fail_msg("%s: %s", text, why.text);
	return node;
}

static void a_member_is_found_by_name(void **state)
{
	const struct node *node = tree("{\"a\":1,\"b\":null,\"\":2}");

	(void)state;
	assert_int_equal(node_get(node, "a")->kind, NODE_NUMBER);
	assert_int_equal(node_get(node, "b")->kind, NODE_NULL);
	assert_non_null(node_get(node, ""));
	assert_null(node_get(node, "c"));
	assert_null(node_get(NULL, "a"));
	assert_null(node_get(tree("[1]"), "a"));
	assert_int_equal(node_member(node, STR("b"))->pos.column, 8);
}

static void equal_is_by_value_and_without_order(void **state)
{
	static const struct {
		const char *a, *b;
		bool same;
	} cases[] = {
		{ "{\"a\":1,\"b\":[2]}", "{\"b\":[2.0],\"a\":10e-1}", true },
		{ "[1,2]", "[2,1]", false },
		{ "[1,2]", "[1,2,3]", false },
		{ "{}", "[]", false },
		{ "{\"a\":null}", "{}", false },
		{ "{\"a\":null}", "{\"b\":null}", false },
		{ "\"1\"", "1", false },
		{ "\"a\"", "\"\\u0061\"", true },
		{ "true", "false", false },
		{ "null", "null", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		if (node_equal(tree(cases[i].a), tree(cases[i].b)) !=
		    cases[i].same)
			fail_msg("%s and %s", cases[i].a, cases[i].b);
}

static void kinds_have_names(void **state)
{
	(void)state;
	assert_string_equal(node_kind_name(tree("null")), "null");
	assert_string_equal(node_kind_name(tree("true")), "true");
	assert_string_equal(node_kind_name(tree("false")), "false");
	assert_string_equal(node_kind_name(tree("1")), "number");
	assert_string_equal(node_kind_name(tree("\"\"")), "string");
	assert_string_equal(node_kind_name(tree("[]")), "array");
	assert_string_equal(node_kind_name(tree("{}")), "object");
}

/* The examples of RFC 6901, part 5. */
static void pointers_are_rfc_6901s(void **state)
{
	static const struct {
		const char *pointer, *value;
	} cases[] = {
		{ "/foo/0", "\"bar\"" },
		{ "/foo/1", "\"baz\"" },
		{ "/", "0" },
		{ "/a~1b", "1" },
		{ "/c%d", "2" },
		{ "/e^f", "3" },
		{ "/g|h", "4" },
		{ "/i\\j", "5" },
		{ "/k\"l", "6" },
		{ "/ ", "7" },
		{ "/m~0n", "8" },
		{ "/foo/01", NULL },
		{ "/foo/2", NULL },
		{ "/foo/-", NULL },
		{ "/foo/", NULL },
		{ "foo", NULL },
		{ "/m~n", NULL },
		{ "/m~", NULL },
		{ "/x", NULL },
		{ "/a~1b/c", NULL },
		{ "/foo/+1", NULL },
		{ "/foo/18446744073709551616", NULL },
	};
	const struct node *root = tree(
		"{\"foo\":[\"bar\",\"baz\"],\"\":0,\"a/b\":1,\"c%d\":2,"
		"\"e^f\":3,\"g|h\":4,\"i\\\\j\":5,\"k\\\"l\":6,\" \":7,"
		"\"m~n\":8}");

	(void)state;
	assert_ptr_equal(node_pointer(root, STR("")), root);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct node *hit = node_pointer(root,
						      str_of(cases[i].pointer));

		if (!hit != !cases[i].value ||
		    (hit && !node_equal(hit, tree(cases[i].value))))
			fail_msg("%s", cases[i].pointer);
	}
}

static void an_added_token_is_found_again(void **state)
{
	const struct node *root = tree("{\"~1/~0\":{\"\":1}}");
	struct buf pointer = buf_in(&a);

	(void)state;
	node_pointer_add(&pointer, STR("~1/~0"));
	node_pointer_add(&pointer, STR(""));
	assert_true(str_is(buf_str(&pointer), "/~01~1~00/"));
	assert_non_null(node_pointer(root, buf_str(&pointer)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_member_is_found_by_name),
		cmocka_unit_test(equal_is_by_value_and_without_order),
		cmocka_unit_test(kinds_have_names),
		cmocka_unit_test(pointers_are_rfc_6901s),
		cmocka_unit_test(an_added_token_is_found_again),
	};

	return cmocka_run_group_tests(tests, NULL, clear);
}
