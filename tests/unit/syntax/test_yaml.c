#include "syntax/yaml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "syntax/json.h"
#include "unit/syntax/suite.h"

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

	if (yaml_read(&a, text, &node, &why) < 0)
		fail_msg("%.*s: %u:%u: %s", STR_ARG(text), why.pos.line,
			 why.pos.column, why.text);
	return node;
}

static struct syntax_error read_bad(struct str text)
{
	struct node node = { .kind = NODE_TRUE, .count = 7 };
	struct syntax_error why = { 0 };

	if (yaml_read(&a, text, &node, &why) == 0)
		fail_msg("was read: %.*s", STR_ARG(text));
	assert_int_equal(node.kind, NODE_TRUE); /* left alone */
	assert_int_equal(node.count, 7);
	assert_true(why.text[0] && why.pos.line && why.pos.column);
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

/* The value of text as JSON, plain scalars resolved. */
static void reads_as(const char *text, const char *json)
{
	struct node node = read_ok(str_of(text));
	struct syntax_error why;

	if (yaml_resolve(&node, &why) < 0)
		fail_msg("%s: %s", text, why.text);
	if (!str_is(compact(&node), json))
		fail_msg("%s: %s, not %s", text, compact(&node).p, json);
}

static void reads_the_plain_part(void **state)
{
	static const char *const cases[][2] = {
		{ "a: 1\nb: [x, 'y', \"z\"]\nc:\n- d: {e: null}\n- true\n",
		  "{\"a\":1,\"b\":[\"x\",\"y\",\"z\"],\"c\":[{\"d\":{\"e\":"
		  "null}},true]}" },
		{ "|\n  two\n  lines\n", "\"two\\nlines\\n\"" },
		{ ">-\n  one\n  line\n", "\"one line\"" },
		{ "", "null" },
		{ "# only a comment\n", "null" },
		{ "\xef\xbb\xbf"
		  "a: b\n",
		  "{\"a\":\"b\"}" },
		{ "\"\\u00e9\\x41\\t\"", "\"\xc3\xa9"
					 "A\\t\"" },
		{ "---\na: b\n...\n", "{\"a\":\"b\"}" },
		{ "'<<': {a: 1}\n", "{\"<<\":{\"a\":1}}" },
		{ "? a\n: b\n", "{\"a\":\"b\"}" },
		{ "'': x\n", "{\"\":\"x\"}" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		reads_as(cases[i][0], cases[i][1]);
	assert_int_equal(read_ok((struct str){ NULL, 0 }).kind, NODE_NULL);
}

static void says_where_every_node_and_key_is(void **state)
{
	struct node node = read_ok(
		STR("# first\r\n\xc3\xa9: 1\r\nb:\r\n"
		    "  - \xf0\x9f\x98\x80: x\r\n  - [y, z]\r\n"));
	const struct node *list = node_get(&node, "b");

	(void)state;
	is_at(node.pos, 2, 1);
	is_at(node.members[0].pos, 2, 1);
	is_at(node.members[0].value.pos, 2, 4);
	is_at(list->pos, 4, 3);
	is_at(list->items[0].members[0].pos, 4, 5);
	is_at(list->items[0].members[0].value.pos, 4, 8);
	is_at(list->items[1].items[1].pos, 5, 9);
	/* A byte order mark takes no column. */
	node = read_ok(STR("\xef\xbb\xbf"
			   "a: b"));
	is_at(node.members[0].value.pos, 1, 4);
}

static void plain_scalars_are_marked_and_quoted_ones_not(void **state)
{
	struct node node = read_ok(STR("[1.10, '1.10', \"1\", ~]"));

	(void)state;
	assert_true(node.items[0].plain);
	assert_true(str_is(node.items[0].text, "1.10"));
	assert_false(node.items[1].plain);
	assert_false(node.items[2].plain);
	assert_true(node.items[3].plain);
	for (size_t i = 0; i < node.count; i++)
		assert_int_equal(node.items[i].kind, NODE_STRING);
}

static const struct {
	const char *text;
	unsigned line, column;
	const char *says;
} not_plain[] = {
	{ "a: &x 1\n", 1, 4, "anchor &x" },
	{ "a: &x [1]\n", 1, 4, "anchor &x" },
	{ "a: &x {}\n", 1, 4, "anchor &x" },
	{ "&x a: 1\n", 1, 1, "anchor &x" },
	{ "a: 1\nb: *x\n", 2, 4, "alias" },
	{ "files: **/*.j2\n", 1, 9, "while scanning an alias" },
	{ "a: !t 1\n", 1, 4, "tag !t" },
	{ "a: ! 1\n", 1, 4, "tag !" },
	{ "a: !!str 1\n", 1, 4, "tag tag:yaml.org,2002:str" },
	{ "a: !!seq []\n", 1, 4, "tag tag:yaml.org" },
	{ "!!map {}\n", 1, 1, "tag tag:yaml.org" },
	{ "a: !<x> 1\n", 1, 4, "tag x" },
	{ "%YAML 1.1\n---\na\n", 1, 1, "directives" },
	{ "%TAG ! x\n---\na\n", 1, 1, "directives" },
	{ "a\n...\n%YAML 1.1\n---\nb\n", 3, 1, "directives" },
	{ "a\n---\nb\n", 2, 1, "second document" },
	{ "a\n---\n", 2, 1, "second document" },
	{ "---\n---\n", 2, 1, "second document" },
	{ "? [a]\n: b\n", 1, 3, "key has to be one text" },
	{ "{a: b}: c\n", 1, 1, "key has to be one text" },
	{ "? {a: b}\n: c\n", 1, 3, "key has to be one text" },
	{ "x: 1\n<<: {a: 1}\n", 2, 1, "merge keys" },
	{ "{<<: {a: 1}}\n", 1, 2, "merge keys" },
	{ "a: \"x\\0\"\n", 1, 4, "NUL" },
	{ "\"\\0\": 1\n", 1, 1, "NUL" },
	{ "a: \x01\n", 1, 4, "control character" },
	{ "a: \x7f\n", 1, 4, "control character" },
	{ "a: \xc2\x80\n", 1, 4, "control characters" },
	{ "\xc3\xa9: \xff\n", 1, 4, "not UTF-8" },
	{ "a: \"\\ud800\"\n", 1, 7, "Unicode character" },
	{ "\xff\xfe"
	  "a",
	  1, 1, "not UTF-8" },
	{ "a: b\xc2\x85\n", 1, 5, "ends a line" },
	{ "a:\n  'b\xe2\x80\xa8'\n", 2, 5, "ends a line" },
	{ "# \xe2\x80\xa9%YAML 1.1\n", 1, 3, "ends a line" },
	{ "# a\r%YAML 1.1\r---\r", 2, 1, "directives" },
	{ "a: 'b\n", 2, 1, "unexpected end of stream" },
	{ "a: b: c\n", 1, 5, "mapping values are not allowed" },
	{ "a: [b\n", 2, 1, "did not find expected ',' or ']'" },
	{ "a:\n\tb: c\n", 2, 1, "cannot start any token" },
	{ "a: @x\n", 1, 4, "cannot start any token" },
	{ "[a]#b\n", 1, 4, "space before it" },
	{ "- 'x'#b\n", 1, 6, "space before it" },
	{ "[a,#b\nc]\n", 1, 4, "space before it" },
	{ "k: |#b\n  x\n", 1, 5, "space before it" },
	{ "[-, a]\n", 1, 2, "dash alone" },
	{ "{?a: 1}", 1, 3, "begins with ?" },
	{ "[?a]", 1, 3, "begins with ?" },
	{ "a: |\n  x", 2, 4, "ends in a block scalar" },
	{ "a: >+\n  x\n ", 3, 1, "ends in a block scalar" },
};

static void refuses_what_is_not_plain_yaml(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(not_plain) / sizeof(*not_plain); i++) {
		struct syntax_error why = read_bad(str_of(not_plain[i].text));

		if (!strstr(why.text, not_plain[i].says) ||
		    why.pos.line != not_plain[i].line ||
		    why.pos.column != not_plain[i].column)
			fail_msg("%s: %u:%u: %s", not_plain[i].text,
				 why.pos.line, why.pos.column, why.text);
		assert_int_equal(why.other.line, 0);
	}
	(void)read_bad(STR("a: b\0c"));
	(void)read_bad(STR("a\0:\0 \0b\0"));
	reads_as("#a\na: [x, #b\n  'y#z', # c # d[#\n  d#e] #\n  # f\n#",
		 "{\"a\":[\"x\",\"y#z\",\"d#e\"]}");
	reads_as("a: | # b\n  #c\n#d\nb: >-\n  x#\n#e\n",
		 "{\"a\":\"#c\\n\",\"b\":\"x#\"}");
	reads_as("\"\\N\\L\\P\" # \xc2\xa0\xe2\x80\xa6",
		 "\"\xc2\x85\xe2\x80\xa8\xe2\x80\xa9\"");
	reads_as("a: |-\n  x", "{\"a\":\"x\"}");
	reads_as("a: |\n  x\n ", "{\"a\":\"x\\n\"}");
	reads_as("[what?, a?b, '?x', ? c : d]",
		 "[\"what?\",\"a?b\",\"?x\",{\"c\":\"d\"}]");
}

static void a_key_twice_is_refused_with_both_places(void **state)
{
	struct syntax_error why = read_bad(
		STR("a:\n  x: 1\n  y: 2\n  \"\\x78\": 3\n"));
	struct buf b = buf_in(&a);
	clock_t start;

	(void)state;
	is_at(why.pos, 4, 3);
	is_at(why.other, 2, 3);
	assert_non_null(strstr(why.text, "key \"x\" occurs twice"));
	for (int i = 0; i < 100000; i++)
		buf_addf(&b, "k%d: %d\n", i, i);
	buf_adds(&b, "k9: x\n");
	start = clock();
	why = read_bad(buf_str(&b));
	assert_true(clock() - start < CLOCKS_PER_SEC * 3);
	is_at(why.pos, 100001, 1);
	is_at(why.other, 10, 1);
}

static struct str repeated(const char *text, const char *last, size_t count)
{
	struct buf b = buf_in(&a);

	for (size_t i = 0; i < count; i++)
		buf_adds(&b, text);
	buf_adds(&b, last);
	return buf_str(&b);
}

static void reads_64_levels_and_not_65(void **state)
{
	struct syntax_error why;
	struct buf b = buf_in(&a);

	(void)state;
	(void)read_ok(repeated("- ", "x", 64));
	why = read_bad(repeated("- ", "x", 65));
	is_at(why.pos, 1, 129);
	assert_non_null(strstr(why.text, "nested more than 64 deep"));
	buf_add(&b, repeated("[", "", 64));
	buf_add(&b, repeated("]", "", 64));
	(void)read_ok(buf_str(&b));
	why = read_bad(repeated("[", "", 65));
	is_at(why.pos, 1, 65);
	buf_clear(&b);
	for (int i = 0; i < 64; i++)
		buf_addf(&b, "%*sa:\n", i, "");
	(void)read_ok(buf_str(&b));
	buf_addf(&b, "%*sa: b\n", 64, "");
	(void)read_bad(buf_str(&b));
}

static double seconds(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* In a child with 256 kB of stack; ends with 0 if all is refused soon. */
static void read_hostile(void)
{
	static const char *const texts[] = { "[",     "{a: ",	    "- ",
					     "? ",    "{",	    "[{a: ",
					     "---\n", "...\n---\n", "!",
					     "&a ",   "\"\\" };
	const struct rlimit small = { 256 * 1024, 256 * 1024 };

	(void)setrlimit(RLIMIT_STACK, &small);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct str text = repeated(texts[i], "", 1000000);
		struct node node;
		struct syntax_error why;
		double start = seconds(), took;

		if (yaml_read(&a, text, &node, &why) == 0)
			_exit(1);
		took = seconds() - start;
		/* Sanitizers and busy machines take their time. */
		if (took > 1.0) {
			printf("%s: %.3f s\n", texts[i], took);
			_exit(2);
		}
		if (getenv("VERBOSE"))
			printf("%s: %.1f ms: %s\n", texts[i], took * 1e3,
			       why.text);
	}
	(void)fflush(stdout);
	_exit(0);
}

static void a_million_openings_end_soon_on_a_small_stack(void **state)
{
	pid_t child;
	int status = 1;

	(void)state;
	(void)fflush(stdout);
	child = fork();
	if (child == 0)
		read_hostile();
	assert_true(child > 0 && waitpid(child, &status, 0) == child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* No step may look through the rest of the text for each event. */
static void a_large_file_takes_linear_time(void **state)
{
	static const char *const lines[] = { "- a\n", "- 'b' # c\n",
					     "- {x: [y]}\n", "- |-\n  d\n",
					     "- \n" };

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		struct str text = repeated(lines[i], "", 200000);
		double start = seconds();

		assert_int_equal(read_ok(text).count, 200000);
		assert_true(seconds() - start < 5.0);
	}
}

static void bombs_do_not_unfold(void **state)
{
	struct buf b = buf_in(&a);
	double start = seconds();

	(void)state;
	for (char c = 'a'; c < 'j'; c++) {
		buf_addf(&b, "%c: &%c [", c, c);
		for (int i = 0; i < 9; i++)
			buf_addf(&b, "%s*%c", i ? ", " : "",
				 c == 'a' ? 'x' : c - 1);
		buf_adds(&b, "]\n");
	}
	(void)read_bad(buf_str(&b));
	buf_clear(&b);
	for (int i = 0; i < 100000; i++)
		buf_addf(&b, "- &a%d x\n", i);
	(void)read_bad(buf_str(&b));
	for (int after = 0; after < 2; after++) {
		struct syntax_error why;

		buf_clear(&b);
		buf_adds(&b, after ? "a: b\n... # end\n# more\n" : "# first\n");
		for (int i = 0; i < 20000; i++)
			buf_addf(&b, "%%TAG !%d! x\n", i);
		why = read_bad(buf_str(&b));
		is_at(why.pos, after ? 4 : 2, 1);
		assert_non_null(strstr(why.text, "directives"));
	}
	assert_true(seconds() - start < 1.0);
}

/* The table of yaml.h. */
static void spellings_are_jsons_or_text_or_ask_for_quotes(void **state)
{
	static const char *const typed[][2] = {
		{ "null", "null" },	  { "true", "true" },
		{ "false", "false" },	  { "0", "0" },
		{ "-0", "-0" },		  { "1.10", "1.10" },
		{ "1e3", "1e3" },	  { "1E+9999", "1E+9999" },
		{ "-1.5e-3", "-1.5e-3" },
	};
	static const char *const quoted[] = {
		"~",	 "Null",  "NULL",  "True",  "TRUE",  "False",
		"FALSE", "+1",	  "+1.5",  "01",    "-017",  "08",
		"00",	 "1_000", "1_0.5", "1.",    "-1.",   ".5",
		"-.5",	 "+.5",	  "1.e3",  ".5e3",  "0x1F",  "-0x1f",
		"0o17",	 "0b11",  ".inf",  "-.Inf", "+.INF", ".nan",
		".NaN",	 ".NAN",  "01.5",  "1_",    "1._5",  "1e10000",
	};
	static const char *const text[] = {
		"yes",	    "no",   "On",    "off",    "y",	     "n",
		"nUll",	    "tRUE", "12:30", "1:30:0", "1.5.2",	     "4o",
		"-",	    "+",    ".",     "..",     "e3",	     "1e",
		"0x",	    "0xG",  "0o8",   "+x",     "2024-01-01", "NaN",
		"Infinity", "inf",  "_1",    "._5",    "1e+",	     "-x",
		"gpt-4",    "=",    "1,000", "+.",     "0X1F",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(typed) / sizeof(*typed); i++)
		reads_as(typed[i][0], typed[i][1]);
	for (size_t i = 0; i < sizeof(quoted) / sizeof(*quoted); i++) {
		struct node node = read_ok(
			str_fmt(&a, "k: [ %s ]\n", quoted[i]));
		struct syntax_error why = { 0 };

		if (yaml_resolve(&node, &why) == 0)
			fail_msg("%s is taken", quoted[i]);
		is_at(why.pos, 1, 6);
		reads_as(str_fmt(&a, "'%s'", quoted[i]).p,
			 str_fmt(&a, "\"%s\"", quoted[i]).p);
	}
	/* A dash alone would begin a sequence. */
	for (size_t i = 0; i < sizeof(text) / sizeof(*text); i++) {
		struct node node = { .kind = NODE_STRING,
				     .plain = true,
				     .text = str_of(text[i]) };
		struct syntax_error why = { 0 };

		if (yaml_resolve(&node, &why) < 0 || node.kind != NODE_STRING)
			fail_msg("%s is not text: %s", text[i], why.text);
		assert_false(node.plain);
	}
}

static void empty_values_ask_for_null_or_quotes(void **state)
{
	static const char *const texts[] = { "k:\n", "[a, {b}]", "- \n",
					     "{k: }" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct node node = read_ok(str_of(texts[i]));
		struct syntax_error why = { 0 };

		assert_int_equal(yaml_resolve(&node, &why), -1);
		assert_non_null(strstr(why.text, "value is empty"));
		assert_true(why.pos.line > 0);
	}
	reads_as("k: ''", "{\"k\":\"\"}");
}

/*
 * What four readers made of 77 scalars: where we say null, boolean or number
 * YAML 1.2 does too, and where we say text all 1.2 readers do.
 */
static bool agrees(const struct node *node, struct str their)
{
	switch (node->kind) {
	case NODE_NULL:
		return str_starts(their, "null");
	case NODE_FALSE:
	case NODE_TRUE:
		return str_starts(their, "boolean");
	case NODE_NUMBER:
		return str_starts(their, "number");
	case NODE_STRING:
		return str_starts(their, "string");
	case NODE_ARRAY:
	case NODE_OBJECT:
	default:
		return str_starts(their, "object") || str_starts(their, "list");
	}
}

static void agrees_with_yaml_12_wherever_it_does_not_refuse(void **state)
{
	const char *folder = suite_folder(&a, "templates/yaml-scalars");
	const struct node *cases;
	int read = 0, refused = 0;
	struct node file;
	struct syntax_error why;

	(void)state;
	if (!folder)
		skip();
	if (json_read(&a, suite_read(&a, folder, "oracle.json"), &file, &why) <
	    0)
		fail_msg("%s", why.text);
	cases = node_get(&file, "cases");
	for (size_t i = 0; i < cases->count; i++) {
		struct str scalar = node_get(&cases->items[i], "scalar")->text;
		struct node node;

		if (yaml_read(&a, str_fmt(&a, "k: %.*s\n", STR_ARG(scalar)),
			      &node, &why) < 0 ||
		    yaml_resolve(&node, &why) < 0) {
			refused++;
			continue;
		}
		read++;
		if (!agrees(node_get(&node, "k"),
			    node_get(&cases->items[i], "yaml12")->text))
			fail_msg("%.*s", STR_ARG(scalar));
	}
	assert_int_equal(read, 43);
	assert_int_equal(refused, 34);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_the_plain_part),
		cmocka_unit_test(says_where_every_node_and_key_is),
		cmocka_unit_test(plain_scalars_are_marked_and_quoted_ones_not),
		cmocka_unit_test(refuses_what_is_not_plain_yaml),
		cmocka_unit_test(a_key_twice_is_refused_with_both_places),
		cmocka_unit_test(reads_64_levels_and_not_65),
		cmocka_unit_test(a_million_openings_end_soon_on_a_small_stack),
		cmocka_unit_test(a_large_file_takes_linear_time),
		cmocka_unit_test(bombs_do_not_unfold),
		cmocka_unit_test(spellings_are_jsons_or_text_or_ask_for_quotes),
		cmocka_unit_test(empty_values_ask_for_null_or_quotes),
		cmocka_unit_test(
			agrees_with_yaml_12_wherever_it_does_not_refuse),
	};

	return cmocka_run_group_tests(tests, NULL, clear);
}
