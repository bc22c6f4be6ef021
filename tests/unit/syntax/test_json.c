#include "syntax/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"

static struct arena a;

static int clear(void **state)
{
	(void)state;
	arena_free(&a);
	return 0;
}

static struct node read_ok(struct str text)
{
	struct node node = { 0 };
	struct syntax_error why = { 0 };

	if (json_read(&a, text, &node, &why) < 0)
		fail_msg("%.*s: %u:%u: %s", STR_ARG(text), why.pos.line,
			 why.pos.column, why.text);
	assert_true(json_is(text));
	return node;
}

static struct syntax_error read_bad(struct str text)
{
	struct node node = { .kind = NODE_TRUE, .count = 7 };
	struct syntax_error why = { 0 };

	if (json_read(&a, text, &node, &why) == 0)
		fail_msg("was read: %.*s", STR_ARG(text));
	assert_int_equal(node.kind, NODE_TRUE); /* left alone */
	assert_int_equal(node.count, 7);
	assert_true(why.text[0] != '\0');
	assert_true(why.pos.line > 0 && why.pos.column > 0);
	return why;
}

static void is_at(struct pos pos, unsigned line, unsigned column)
{
	assert_int_equal(pos.line, line);
	assert_int_equal(pos.column, column);
}

static struct str compact(const struct node *node)
{
	struct buf b = buf_in(&a);

	json_compact(&b, node);
	return buf_str(&b);
}

static void is_str(struct str s, const char *text)
{
	if (!str_is(s, text))
		fail_msg("'%.*s' is not '%s'", STR_ARG(s), text);
}

static void keeps_order_numbers_and_escapes(void **state)
{
	struct node node = read_ok(STR(
		" { \"b\" : 1.50, \"a\" : [ -0, 1E+2, null , true,false ],"
		"\"\\u0041\\n\" : \"\\ud83d\\ude00\\/\", \"e\": {}, \"f\":[] } "));

	(void)state;
	is_str(compact(&node),
	       "{\"b\":1.50,\"a\":[-0,1E+2,null,true,false],\"A\\n\":"
	       "\"\xf0\x9f\x98\x80/\",\"e\":{},\"f\":[]}");
}

static void says_where_every_node_and_member_is(void **state)
{
	struct node node = read_ok(
		STR("{\r\n  \"\xc3\xa9\xf0\x9f\x98\x80\": [1,\r"
		    "\"\xc3\xa9\", {\"x\":\ttrue}]\n}"));
	const struct member *first = &node.members[0];

	(void)state;
	is_at(node.pos, 1, 1);
	is_at(first->pos, 2, 3);
	is_at(first->value.pos, 2, 9);
	is_at(first->value.items[0].pos, 2, 10);
	is_at(first->value.items[1].pos, 3, 1);
	is_at(first->value.items[2].pos, 3, 6);
	is_at(first->value.items[2].members[0].pos, 3, 7);
	is_at(first->value.items[2].members[0].value.pos, 3, 12);
}

static void borrows_strings_without_escapes(void **state)
{
	const struct str text = STR("[\"plain\",\"esc\\u0061ped\"]");
	struct node node = read_ok(text);
	const char *p = node.items[0].text.p, *q = node.items[1].text.p;

	(void)state;
	assert_true(p == text.p + 2);
	assert_true(q < text.p || q >= text.p + text.n);
	is_str(node.items[1].text, "escaped");
}

static void refuses_with_a_sentence_and_a_place(void **state)
{
	static const struct {
		const char *text;
		unsigned line, column;
		const char *says;
	} cases[] = {
		{ "", 1, 1, "ends where a value" },
		{ "  ", 1, 3, "ends where a value" },
		{ "[1,]", 1, 4, "expected a value" },
		{ "[1 2]", 1, 4, "comma or ]" },
		{ "[1", 1, 3, "comma or ]" },
		{ "{\"a\":1 \"b\":2}", 1, 8, "comma or }" },
		{ "{\"a\" 1}", 1, 6, "colon" },
		{ "{a:1}", 1, 2, "member name" },
		{ "{\"a\":1,}", 1, 8, "member name" },
		{ "[\n \"ab", 2, 2, "not closed" },
		{ "\"\\", 1, 2, "escape" },
		{ "\"\\x\"", 1, 2, "no such escape" },
		{ "\"\\u12g4\"", 1, 2, "four hexadecimal" },
		{ "\"a\tb\"", 1, 3, "control character" },
		{ "\"\\ud800\"", 1, 2, "surrogate" },
		{ "\"\\ud800\\u0041\"", 1, 2, "surrogate" },
		{ "\"\\udc00\\ud800\"", 1, 2, "surrogate" },
		{ "\"\xc3\xa9\xff\"", 1, 3, "UTF-8" },
		{ "\"\xed\xa0\x80\"", 1, 2, "UTF-8" },
		{ "01", 1, 1, "number" },
		{ "-", 1, 1, "number" },
		{ "1.", 1, 1, "number" },
		{ ".5", 1, 1, "value" },
		{ "+1", 1, 1, "value" },
		{ "1e", 1, 1, "number" },
		{ "nul", 1, 1, "value" },
		{ "NaN", 1, 1, "value" },
		{ "truefalse", 1, 5, "goes on" },
		{ "1\n 2", 2, 2, "goes on" },
		{ "\xef\xbb\xbf{}", 1, 1, "byte order mark" },
		{ "// x\n1", 1, 1, "value" },
		{ "[1e10000]", 1, 2, "exponent is out of range" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct syntax_error why = read_bad(str_of(cases[i].text));

		if (!strstr(why.text, cases[i].says) ||
		    why.pos.line != cases[i].line ||
		    why.pos.column != cases[i].column)
			fail_msg("%s: %u:%u: %s", cases[i].text, why.pos.line,
				 why.pos.column, why.text);
		assert_int_equal(why.other.line, 0);
	}
}

static void a_nul_is_read_escaped_and_refused_raw(void **state)
{
	struct node node = read_ok(STR("\"a\\u0000b\""));

	(void)state;
	assert_int_equal(node.text.n, 3);
	assert_memory_equal(node.text.p, "a\0b", 3);
	is_str(compact(&node), "\"a\\u0000b\"");
	(void)read_bad(STR("\"a\0b\""));
	(void)read_bad(STR("1\0"));
}

static void a_member_twice_is_refused_with_both_places(void **state)
{
	struct syntax_error why = read_bad(
		STR("{\"a\":1,\n\"b\":{},\"\\u0061\":2}"));

	(void)state;
	is_at(why.pos, 2, 8);
	is_at(why.other, 1, 2);
	assert_non_null(strstr(why.text, "\"a\" occurs twice"));
	/* Two spellings of a character that normalize alike are two names. */
	(void)read_ok(STR("{\"\xc3\xa9\":1,\"e\xcc\x81\":2}"));
	/* In sibling objects a name may be the same. */
	(void)read_ok(STR("[{\"a\":1},{\"a\":{\"a\":1}}]"));
}

static void many_equal_members_are_found_in_linear_time(void **state)
{
	struct buf b = buf_in(&a);
	clock_t start;
	struct syntax_error why;

	(void)state;
	buf_addc(&b, '{');
	for (int i = 0; i < 100000; i++)
		buf_addf(&b, "\"key%d\":%d,\n", i, i);
	buf_adds(&b, "\"key77\":0}");
	start = clock();
	why = read_bad(buf_str(&b));
	assert_true(clock() - start < CLOCKS_PER_SEC * 2);
	is_at(why.pos, 100001, 1);
	is_at(why.other, 78, 1);
	buf_clear(&b);
	buf_addc(&b, '{');
	for (int i = 0; i < 100000; i++)
		buf_adds(&b, "\"k\":0,\n");
	buf_adds(&b, "\"k\":0}");
	why = read_bad(buf_str(&b));
	is_at(why.pos, 2, 1);
	is_at(why.other, 1, 2);
}

static struct str repeated(const char *open, const char *middle,
			   const char *close, size_t count)
{
	struct buf b = buf_in(&a);

	for (size_t i = 0; i < count; i++)
		buf_adds(&b, open);
	buf_adds(&b, middle);
	for (size_t i = 0; i < count; i++)
		buf_adds(&b, close);
	return buf_str(&b);
}

static void reads_64_levels_and_not_65(void **state)
{
	struct syntax_error why;

	(void)state;
	(void)read_ok(repeated("[", "", "]", 64));
	(void)read_ok(repeated("[", "1", "]", 64));
	(void)read_ok(repeated("{\"a\":", "1", "}", 64));
	why = read_bad(repeated("[", "", "]", 65));
	is_at(why.pos, 1, 65);
	assert_non_null(strstr(why.text, "nested more than 64 deep"));
	(void)read_bad(repeated("{\"a\":", "1", "}", 65));
	assert_false(json_is(repeated("[", "", "]", 65)));
}

/* Run what in a child with 256 kB of stack; whether it ends well. */
static bool survives(void (*what)(void))
{
	const struct rlimit small = { 256 * 1024, 256 * 1024 };
	int status;
	pid_t child = fork();

	if (child == 0) {
		(void)setrlimit(RLIMIT_STACK, &small);
		what();
		_exit(0);
	}
	return child > 0 && waitpid(child, &status, 0) == child &&
	       WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void hostile_inputs(void)
{
	static const char *const opens[] = { "[", "{\"a\":", "[{\"a\":[",
					     "\"\\" };
	const struct node deep = read_ok(repeated("[", "1", "]", 64));

	for (size_t i = 0; i < sizeof(opens) / sizeof(*opens); i++) {
		struct str text = repeated(opens[i], "", "", 1000000);
		struct node node;
		struct syntax_error why;

		if (json_read(&a, text, &node, &why) == 0 || json_is(text))
			_exit(1);
	}
	(void)compact(&deep);
	if (!node_equal(&deep, &deep))
		_exit(1);
}

static void a_million_brackets_end_soon_on_a_small_stack(void **state)
{
	clock_t start = clock();

	(void)state;
	assert_true(survives(hostile_inputs));
	assert_true(clock() - start < CLOCKS_PER_SEC * 2);
}

static void is_takes_what_only_our_rules_refuse(void **state)
{
	static const char *const texts[] = { "{\"a\":1,\"a\":1}", "\"\\ud800\"",
					     "[1e99999]", "\"\\u0000\"" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		assert_true(json_is(str_of(texts[i])));
	assert_false(json_is(STR("{\"a\":1,}")));
	assert_false(json_is(STR("")));
	assert_false(json_is((struct str){ NULL, 0 }));
}

static void compact_form_reads_back_the_same(void **state)
{
	struct node once = read_ok(STR("{\"a\":[1.0,\"\\u001f\\\"\\\\\x7f\"],"
				       "\"\\b\\f\\r\\t\":-1e-3}"));
	struct str text = compact(&once);
	struct node again = read_ok(text);

	(void)state;
	is_str(text, "{\"a\":[1.0,\"\\u001f\\\"\\\\\x7f\"],"
		     "\"\\b\\f\\r\\t\":-1e-3}");
	assert_true(node_equal(&once, &again));
}

static void pretty_form_is_pythons_indent_2(void **state)
{
	struct node node = read_ok(STR("{\"a\":[1,{\"b\":null}],\"c\":{},"
				       "\"d\":[],\"\xc3\xa9\":\"\xc3\xa9\"}"));
	struct buf b = buf_in(&a);

	(void)state;
	json_pretty(&b, &node);
	is_str(buf_str(&b), "{\n  \"a\": [\n    1,\n    {\n      \"b\": null\n"
			    "    }\n  ],\n  \"c\": {},\n  \"d\": [],\n"
			    "  \"\xc3\xa9\": \"\xc3\xa9\"\n}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_order_numbers_and_escapes),
		cmocka_unit_test(says_where_every_node_and_member_is),
		cmocka_unit_test(borrows_strings_without_escapes),
		cmocka_unit_test(refuses_with_a_sentence_and_a_place),
		cmocka_unit_test(a_nul_is_read_escaped_and_refused_raw),
		cmocka_unit_test(a_member_twice_is_refused_with_both_places),
		cmocka_unit_test(many_equal_members_are_found_in_linear_time),
		cmocka_unit_test(reads_64_levels_and_not_65),
		cmocka_unit_test(a_million_brackets_end_soon_on_a_small_stack),
		cmocka_unit_test(is_takes_what_only_our_rules_refuse),
		cmocka_unit_test(compact_form_reads_back_the_same),
		cmocka_unit_test(pretty_form_is_pythons_indent_2),
	};

	return cmocka_run_group_tests(tests, NULL, clear);
}
