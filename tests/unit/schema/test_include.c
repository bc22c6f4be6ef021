#include "include_kit.h"

static struct arena a;

static int clear(void **state)
{
	(void)state;
	arena_free(&a);
	return 0;
}

static struct inclusion compare(const char *before, const char *after,
				enum include_direction direction,
				enum include_readers readers)
{
	struct include_options options = include_options(direction, readers);
	const struct schema_set *x = kit_set(&a, str_of(before));
	const struct schema_set *y = kit_set(&a, str_of(after));
	struct inclusion r;

	schema_compare(&a, x, y, &options, &r);
	kit_sound(&a, direction == INCLUDE_INPUT ? x : y,
		  direction == INCLUDE_INPUT ? y : x, &r);
	return r;
}

struct pair {
	const char *small, *large;
	enum inclusion_verdict verdict;
};

static void judge(const struct pair *pairs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct inclusion r = compare(pairs[i].small, pairs[i].large,
					     INCLUDE_INPUT, INCLUDE_STRICT);

		if (r.verdict != pairs[i].verdict)
			fail_msg("%s\nin %s\n%s, witness %.*s", pairs[i].small,
				 pairs[i].large, kit_word(r.verdict),
				 STR_ARG(kit_text(&a, r.witness)));
	}
}

#define JUDGE(pairs) judge(pairs, sizeof(pairs) / sizeof(*(pairs)))

static void numbers_are_compared_as_decimals(void **state)
{
	static const struct pair pairs[] = {
		{ "{\"const\":1}", "{\"const\":1.0}", INCLUSION_HOLDS },
		{ "{\"enum\":[1e2]}", "{\"multipleOf\":0.1}", INCLUSION_HOLDS },
		{ "{\"type\":\"number\",\"multipleOf\":0.3}",
		  "{\"multipleOf\":0.1}", INCLUSION_HOLDS },
		{ "{\"type\":\"number\",\"multipleOf\":0.1}",
		  "{\"multipleOf\":0.3}", INCLUSION_FAILS },
		{ "{\"type\":\"integer\",\"exclusiveMinimum\":0}",
		  "{\"minimum\":1}", INCLUSION_HOLDS },
		{ "{\"type\":\"number\",\"exclusiveMinimum\":0}",
		  "{\"minimum\":1}", INCLUSION_FAILS },
		{ "{\"type\":\"number\",\"minimum\":1,\"maximum\":1}",
		  "{\"const\":1}", INCLUSION_HOLDS },
		{ "{\"type\":\"number\",\"minimum\":1.25,\"maximum\":1.75,"
		  "\"multipleOf\":0.5}",
		  "{\"const\":1.5}", INCLUSION_HOLDS },
		{ "{\"type\":\"integer\",\"minimum\":5,\"maximum\":3}", "false",
		  INCLUSION_HOLDS },
		{ "{\"type\":\"number\",\"multipleOf\":6}",
		  "{\"allOf\":[{\"multipleOf\":2},{\"multipleOf\":3}]}",
		  INCLUSION_HOLDS },
		{ "{\"type\":\"number\",\"multipleOf\":2,"
		  "\"not\":{\"multipleOf\":3}}",
		  "{\"not\":{\"multipleOf\":6}}", INCLUSION_HOLDS },
		{ "{\"type\":\"integer\"}",
		  "{\"anyOf\":[{\"maximum\":3},{\"minimum\":4}]}",
		  INCLUSION_HOLDS },
		{ "{\"type\":\"number\"}",
		  "{\"anyOf\":[{\"maximum\":3},{\"minimum\":4}]}",
		  INCLUSION_FAILS },
		{ "{\"type\":\"integer\",\"allOf\":[{\"minimum\":1},"
		  "{\"exclusiveMinimum\":1}]}",
		  "{\"minimum\":2}", INCLUSION_HOLDS },
		{ "{\"type\":\"number\",\"minimum\":1e400}",
		  "{\"exclusiveMinimum\":9.9e399}", INCLUSION_HOLDS },
	};

	(void)state;
	JUDGE(pairs);
}

static void patterns_are_decided_as_languages(void **state)
{
	static const struct pair pairs[] = {
		{ "{\"type\":\"string\",\"pattern\":\"^a+$\"}",
		  "{\"pattern\":\"^[ab]+$\"}", INCLUSION_HOLDS },
		{ "{\"type\":\"string\",\"pattern\":\"^[ab]+$\"}",
		  "{\"pattern\":\"^a+$\"}", INCLUSION_FAILS },
		{ "{\"type\":\"string\",\"pattern\":\"^a\"}",
		  "{\"pattern\":\"a\"}", INCLUSION_HOLDS },
		{ "{\"type\":\"string\",\"pattern\":\"a\"}",
		  "{\"pattern\":\"^a\"}", INCLUSION_FAILS },
		{ "{\"type\":\"string\"}", "{\"pattern\":\"[a-z]*\"}",
		  INCLUSION_HOLDS },
		{ "{\"type\":\"string\",\"pattern\":\"^(foo|bar)$\"}",
		  "{\"enum\":[\"foo\",\"bar\"]}", INCLUSION_HOLDS },
		{ "{\"type\":\"string\",\"pattern\":\"^(foo|bar)?$\"}",
		  "{\"enum\":[\"foo\",\"bar\"]}", INCLUSION_FAILS },
		{ "{\"type\":\"string\",\"pattern\":\"^\\\\d{3}$\"}",
		  "{\"minLength\":3,\"maxLength\":3}", INCLUSION_HOLDS },
		{ "{\"type\":\"string\",\"minLength\":3,\"maxLength\":3,"
		  "\"pattern\":\"^\\\\d+$\"}",
		  "{\"pattern\":\"^[0-9]{3}$\"}", INCLUSION_HOLDS },
		{ "{\"type\":\"string\",\"pattern\":\"^[^a]$\"}",
		  "{\"not\":{\"const\":\"a\"}}", INCLUSION_HOLDS },
		{ "{\"type\":\"string\",\"pattern\":\"^$\"}",
		  "{\"const\":\"\"}", INCLUSION_HOLDS },
		{ "{\"type\":\"string\",\"pattern\":\"^.$\"}",
		  "{\"not\":{\"const\":\"\\n\"}}", INCLUSION_HOLDS },
		/* Not decided as a language, but the same. */
		{ "{\"type\":\"string\",\"pattern\":\"^(?!a)b\"}",
		  "{\"pattern\":\"^(?!a)b\",\"minLength\":0}",
		  INCLUSION_HOLDS },
		{ "{\"type\":\"string\",\"pattern\":\"^(?!a)b\"}",
		  "{\"pattern\":\"^(?=b)b\"}", INCLUSION_UNDECIDED },
		{ "{\"type\":\"string\",\"maxLength\":1}", "{\"maxLength\":0}",
		  INCLUSION_FAILS },
		{ "{\"type\":\"string\",\"maxLength\":400000}",
		  "{\"maxLength\":300000}", INCLUSION_FAILS },
	};

	(void)state;
	JUDGE(pairs);
}

static void objects_are_compared_name_by_name(void **state)
{
	static const struct pair pairs[] = {
		{ "{\"type\":\"object\",\"required\":[\"a\"]}",
		  "{\"minProperties\":1}", INCLUSION_HOLDS },
		{ "{\"type\":\"object\",\"minProperties\":1,"
		  "\"propertyNames\":{\"enum\":[\"a\"]}}",
		  "{\"required\":[\"a\"]}", INCLUSION_HOLDS },
		{ "{\"type\":\"object\",\"propertyNames\":{\"pattern\":"
		  "\"^a\"}}",
		  "{\"properties\":{\"b\":false}}", INCLUSION_HOLDS },
		{ "{\"type\":\"object\",\"patternProperties\":{\"^a\":"
		  "{\"type\":\"integer\"}},\"additionalProperties\":false}",
		  "{\"additionalProperties\":{\"type\":\"number\"}}",
		  INCLUSION_HOLDS },
		{ "{\"type\":\"object\",\"dependentRequired\":{\"a\":[\"b\"],"
		  "\"b\":[\"c\"]}}",
		  "{\"dependentRequired\":{\"a\":[\"c\"]}}", INCLUSION_HOLDS },
		{ "{\"type\":\"object\",\"dependentSchemas\":{\"a\":"
		  "{\"required\":[\"b\"]}}}",
		  "{\"dependentRequired\":{\"a\":[\"b\"]}}", INCLUSION_HOLDS },
		{ "{\"type\":\"object\",\"required\":[\"a\",\"b\"]}",
		  "{\"maxProperties\":1}", INCLUSION_FAILS },
		{ "{\"type\":\"object\",\"minProperties\":2}",
		  "{\"additionalProperties\":false}", INCLUSION_FAILS },
		{ "{\"type\":\"object\",\"required\":[\"a\"],"
		  "\"additionalProperties\":false}",
		  "false", INCLUSION_HOLDS },
		{ "{\"allOf\":[{\"properties\":{\"a\":{}}},"
		  "{\"properties\":{\"b\":{}}}],\"type\":\"object\","
		  "\"unevaluatedProperties\":false}",
		  "{\"properties\":{\"a\":{},\"b\":{}},"
		  "\"additionalProperties\":false}",
		  INCLUSION_HOLDS },
		{ "{\"type\":\"object\",\"properties\":{\"a\":{},\"b\":{}},"
		  "\"additionalProperties\":false}",
		  "{\"anyOf\":[{\"properties\":{\"a\":{}}},"
		  "{\"properties\":{\"b\":{}}}],"
		  "\"unevaluatedProperties\":false}",
		  INCLUSION_HOLDS },
		{ "{\"type\":\"object\",\"properties\":{\"a\":{},\"b\":{}},"
		  "\"additionalProperties\":false}",
		  "{\"if\":{\"required\":[\"a\"]},\"then\":{\"properties\":"
		  "{\"a\":{}}},\"unevaluatedProperties\":false}",
		  INCLUSION_FAILS },
	};

	(void)state;
	JUDGE(pairs);
}

static void arrays_are_compared_place_by_place(void **state)
{
	static const struct pair pairs[] = {
		{ "{\"type\":\"array\",\"prefixItems\":[{\"type\":\"integer\"}],"
		  "\"items\":false}",
		  "{\"items\":{\"type\":\"number\"},\"maxItems\":1}",
		  INCLUSION_HOLDS },
		{ "{\"type\":\"array\",\"items\":{\"type\":\"integer\"},"
		  "\"minItems\":1}",
		  "{\"contains\":{\"type\":\"number\"}}", INCLUSION_HOLDS },
		{ "{\"type\":\"array\",\"contains\":{\"const\":1},"
		  "\"minContains\":2}",
		  "{\"minItems\":2}", INCLUSION_HOLDS },
		{ "{\"type\":\"array\",\"items\":{\"type\":\"boolean\"},"
		  "\"uniqueItems\":true}",
		  "{\"maxItems\":2}", INCLUSION_HOLDS },
		{ "{\"type\":\"array\",\"items\":{\"enum\":[1,2,3]},"
		  "\"uniqueItems\":true}",
		  "{\"maxItems\":2}", INCLUSION_FAILS },
		{ "{\"type\":\"array\",\"maxItems\":1}",
		  "{\"uniqueItems\":true}", INCLUSION_HOLDS },
		{ "{\"type\":\"array\",\"prefixItems\":[{\"const\":1}],"
		  "\"items\":{\"const\":2},\"maxItems\":2}",
		  "{\"uniqueItems\":true}", INCLUSION_HOLDS },
		{ "{\"type\":\"array\",\"items\":false}", "{\"const\":[]}",
		  INCLUSION_HOLDS },
		{ "{\"type\":\"array\",\"contains\":{\"type\":\"string\"},"
		  "\"maxContains\":1,\"minItems\":2,\"items\":"
		  "{\"type\":\"string\"}}",
		  "false", INCLUSION_HOLDS },
		{ "{\"type\":\"array\",\"prefixItems\":[{},{}],"
		  "\"unevaluatedItems\":false}",
		  "{\"maxItems\":2}", INCLUSION_HOLDS },
	};

	(void)state;
	JUDGE(pairs);
}

static void branches_are_taken_apart(void **state)
{
	static const struct pair pairs[] = {
		{ "{\"type\":[\"string\",\"null\"]}",
		  "{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"null\"}]}",
		  INCLUSION_HOLDS },
		{ "{\"oneOf\":[{\"type\":\"number\"},{\"minimum\":5}]}",
		  "{\"not\":{\"type\":\"number\",\"minimum\":5}}",
		  INCLUSION_HOLDS },
		{ "{\"anyOf\":[{\"type\":\"object\",\"properties\":{\"k\":"
		  "{\"const\":\"a\"}},\"required\":[\"k\"]},{\"type\":"
		  "\"object\",\"properties\":{\"k\":{\"const\":\"b\"}},"
		  "\"required\":[\"k\"]}]}",
		  "{\"oneOf\":[{\"type\":\"object\",\"properties\":{\"k\":"
		  "{\"const\":\"b\"}},\"required\":[\"k\"]},{\"type\":"
		  "\"object\",\"properties\":{\"k\":{\"const\":\"a\"}},"
		  "\"required\":[\"k\"]}]}",
		  INCLUSION_HOLDS },
		{ "{\"type\":\"integer\",\"if\":{\"minimum\":5},\"then\":"
		  "{\"multipleOf\":2},\"else\":{\"const\":1}}",
		  "{\"anyOf\":[{\"const\":1},{\"multipleOf\":2}]}",
		  INCLUSION_HOLDS },
		{ "{\"not\":{\"not\":{\"type\":\"string\"}}}",
		  "{\"type\":\"string\"}", INCLUSION_HOLDS },
		{ "{\"type\":\"boolean\"}", "{\"enum\":[true,false]}",
		  INCLUSION_HOLDS },
	};

	(void)state;
	JUDGE(pairs);
}

#define AB(type)                                                             \
	"{\"$defs\":{\"a\":{\"properties\":{\"p\":{\"$ref\":\"#/$defs/b\"}," \
	"\"q\":{\"type\":\"" type "\"}}},\"b\":{\"properties\":{\"r\":"      \
	"{\"$ref\":\"#/$defs/a\"}}}},"

#define TREE(leaf)                                                   \
	"{\"$defs\":{\"n\":{\"type\":\"object\",\"properties\":{"    \
	"\"v\":" leaf ",\"kids\":{\"type\":\"array\",\"items\":"     \
	"{\"$ref\":\"#/$defs/n\"}}},\"additionalProperties\":false," \
	"\"required\":[\"v\"]}},\"$ref\":\"#/$defs/n\"}"

static void recursion_ends_by_itself(void **state)
{
	static const struct pair pairs[] = {
		{ TREE("{\"type\":\"integer\"}"), TREE("{\"type\":\"number\"}"),
		  INCLUSION_HOLDS },
		{ TREE("{\"type\":\"number\"}"), TREE("{\"type\":\"integer\"}"),
		  INCLUSION_FAILS },
		/* Inside g, c has no value, since it needs a g; g has one. */
		{ "{\"$defs\":{\"g\":{\"anyOf\":[{\"type\":\"array\","
		  "\"prefixItems\":[{\"$ref\":\"#/$defs/c\"}],\"minItems\":1},"
		  "{\"type\":\"string\"}]},\"c\":{\"type\":\"array\","
		  "\"prefixItems\":[{\"$ref\":\"#/$defs/g\"}],\"minItems\":1}},"
		  "\"type\":\"object\",\"required\":[\"y\",\"x\"],"
		  "\"properties\":{\"x\":{\"$ref\":\"#/$defs/g\"},"
		  "\"y\":{\"$ref\":\"#/$defs/c\"}}}",
		  "false", INCLUSION_FAILS },
		/* b is within B as long as a is within A, and it is not. */
		{ AB("string") "\"properties\":{\"x\":{\"$ref\":\"#/$defs/a\"},"
			       "\"y\":{\"$ref\":\"#/$defs/b\"}}}",
		  AB("integer") "\"anyOf\":[{\"properties\":{\"x\":{\"$ref\":\"#/$defs/a\"}}},"
				"{\"properties\":{\"y\":{\"$ref\":\"#/$defs/b\"}}}]}",
		  INCLUSION_FAILS },
		/* No finite value: it must contain itself. */
		{ "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#\"}},"
		  "\"required\":[\"a\"]}",
		  "false", INCLUSION_HOLDS },
		{ "{\"$defs\":{\"a\":{\"type\":\"array\",\"items\":{\"$ref\":"
		  "\"#/$defs/b\"},\"minItems\":1},\"b\":{\"type\":\"array\","
		  "\"items\":{\"$ref\":\"#/$defs/a\"}}},\"$ref\":"
		  "\"#/$defs/a\"}",
		  "{\"items\":{\"maxItems\":0}}", INCLUSION_FAILS },
		{ "{\"$defs\":{\"a\":{\"anyOf\":[{\"type\":\"null\"},"
		  "{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/a\"}}]}},"
		  "\"$ref\":\"#/$defs/a\"}",
		  "{\"$defs\":{\"b\":{\"type\":[\"null\",\"array\"],"
		  "\"items\":{\"type\":[\"array\",\"null\"],\"items\":"
		  "{\"$ref\":\"#/$defs/b\"}}}},\"$ref\":\"#/$defs/b\"}",
		  INCLUSION_HOLDS },
	};

	(void)state;
	JUDGE(pairs);
}

/* ---- limits ---------------------------------------------------------- */

/* oneOf in oneOf, each branch of which overlaps the others. */
static struct str nested(int depth, int width, int salt)
{
	struct buf b = buf_in(&a);

	if (depth == 0)
		return str_fmt(&a,
			       "{\"properties\":{\"p%d\":{\"minimum\":%d},"
			       "\"q%d\":{\"multipleOf\":%d}}}",
			       salt % 7, salt % 11, salt % 5, 2 + salt % 3);
	buf_adds(&b, "{\"oneOf\":[");
	for (int i = 0; i < width; i++) {
		buf_adds(&b, i ? "," : "");
		buf_add(&b, nested(depth - 1, width, salt * 3 + i));
	}
	buf_adds(&b, "]}");
	return buf_str(&b);
}

static void nested_one_of_ends_within_the_steps(void **state)
{
	struct inclusion r = compare(nested(4, 4, 1).p, nested(4, 4, 2).p,
				     INCLUDE_INPUT, INCLUDE_STRICT);

	(void)state;
	assert_int_not_equal(r.verdict, INCLUSION_HOLDS);
	if (r.verdict == INCLUSION_UNDECIDED)
		assert_true(r.steps_spent);
}

static struct str mutual(int count, int salt)
{
	struct buf b = buf_in(&a);

	buf_adds(&b, "{\"$ref\":\"#/$defs/d0\",\"$defs\":{");
	for (int i = 0; i < count; i++) {
		buf_addf(&b, "%s\"d%d\":{\"type\":\"object\",\"properties\":{",
			 i ? "," : "", i);
		for (int j = 0; j < 4; j++)
			buf_addf(&b,
				 "%s\"m%d\":{\"anyOf\":[{\"$ref\":"
				 "\"#/$defs/d%d\"},{\"$ref\":\"#/$defs/d%d\"},"
				 "{\"type\":\"null\"}]}",
				 j ? "," : "", j,
				 (i * 5 + j * 3 + salt) % count,
				 (i * 7 + j + 1) % count);
		buf_adds(&b, "}}");
	}
	buf_adds(&b, "}}");
	return buf_str(&b);
}

static void mutual_recursion_ends_within_the_steps(void **state)
{
	struct inclusion r;

	(void)state;
	r = compare(mutual(40, 1).p, mutual(40, 1).p, INCLUDE_INPUT,
		    INCLUDE_STRICT);
	assert_int_equal(r.verdict, INCLUSION_HOLDS);
	/* All of them come to the same set, along other ways. */
	r = compare(mutual(40, 1).p, mutual(40, 2).p, INCLUDE_INPUT,
		    INCLUDE_STRICT);
	assert_int_not_equal(r.verdict, INCLUSION_FAILS);
}

static void a_reference_in_a_circle_is_undecided(void **state)
{
	struct inclusion r = compare("{\"$ref\":\"#\"}",
				     "{\"type\":\"string\"}", INCLUDE_INPUT,
				     INCLUDE_STRICT);

	(void)state;
	assert_int_equal(r.verdict, INCLUSION_UNDECIDED);
}

static void few_steps_are_undecided_and_say_so(void **state)
{
	struct include_options options = include_options(INCLUDE_INPUT,
							 INCLUDE_STRICT);
	struct inclusion r;

	(void)state;
	options.steps = 3;
	schema_compare(&a, kit_set(&a, STR("{\"anyOf\":[{\"minimum\":1}]}")),
		       kit_set(&a, STR("{\"anyOf\":[{\"minimum\":2}]}")),
		       &options, &r);
	assert_int_equal(r.verdict, INCLUSION_UNDECIDED);
	assert_true(r.steps_spent);
	assert_true(r.count > 0);
}

/* ---- differences ----------------------------------------------------- */

#define OBJECT(properties, more) \
	"{\"type\":\"object\",\"properties\":{" properties "}" more "}"

static void differences_have_stable_names_and_places(void **state)
{
	static const struct {
		const char *before, *after, *input, *output;
	} rows[] = {
		{ OBJECT("\"a\":{\"type\":\"number\"}", ""),
		  OBJECT("\"a\":{\"type\":\"integer\"}", ""),
		  "type-narrowed /a", "" },
		{ OBJECT("\"a\":{\"type\":\"string\"}", ""),
		  OBJECT("\"a\":{\"type\":\"integer\"}", ""), "type-changed /a",
		  "type-changed /a" },
		{ OBJECT("\"a\":{\"type\":\"string\"}", ""),
		  OBJECT("\"a\":{\"type\":[\"string\",\"null\"]}", ""), "",
		  "null-added /a" },
		{ OBJECT("\"a\":{\"anyOf\":[{\"type\":\"string\"},"
			 "{\"type\":\"null\"}]}",
			 ""),
		  OBJECT("\"a\":{\"anyOf\":[{\"type\":\"string\",\"maxLength\":"
			 "3},{\"type\":\"null\"}]}",
			 ""),
		  "max-length-decreased /a", "" },
		{ OBJECT("\"a\":{\"enum\":[1,2,3]}", ""),
		  OBJECT("\"a\":{\"enum\":[2,4]}", ""),
		  "enum-value-removed /a; enum-value-removed /a",
		  "enum-value-added /a" },
		{ OBJECT("\"a\":{}", ",\"required\":[\"a\"]"),
		  OBJECT("\"a\":{},\"b\":{}", ",\"required\":[\"b\"]"),
		  "required-added ", "required-removed " },
		{ OBJECT("\"a\":{},\"b\":{}",
			 ",\"additionalProperties\":false"),
		  OBJECT("\"a\":{}", ",\"additionalProperties\":false"),
		  "property-removed /b", "" },
		{ OBJECT("\"l\":{\"type\":\"array\",\"items\":{\"maximum\":9}}",
			 ""),
		  OBJECT("\"l\":{\"type\":\"array\",\"items\":{\"maximum\":8},"
			 "\"maxItems\":4}",
			 ""),
		  "max-items-decreased /l; maximum-decreased /l/-", "" },
		{ "{\"$ref\":\"#/$defs/x\",\"$defs\":{\"x\":{\"type\":"
		  "\"string\",\"pattern\":\"^[ab]$\"}}}",
		  "{\"type\":\"string\",\"pattern\":\"^a$\"}",
		  "pattern-narrowed ", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct inclusion in = compare(rows[i].before, rows[i].after,
					      INCLUDE_INPUT, INCLUDE_DECLARED);
		struct inclusion out = compare(rows[i].before, rows[i].after,
					       INCLUDE_OUTPUT,
					       INCLUDE_DECLARED);

		assert_string_equal(
			kit_rules(&a, &in).p ? kit_rules(&a, &in).p : "",
			rows[i].input);
		assert_string_equal(
			kit_rules(&a, &out).p ? kit_rules(&a, &out).p : "",
			rows[i].output);
	}
}

static void a_difference_points_into_both_documents(void **state)
{
	struct inclusion r = compare(
		"{\"$ref\":\"#/$defs/x\",\"$defs\":{\"x\":{\"properties\":"
		"{\"a/b\":{\"maximum\":9}}}}}",
		"{\"properties\":{\"a/b\":{\"exclusiveMaximum\":9}}}",
		INCLUDE_INPUT, INCLUDE_STRICT);

	(void)state;
	assert_int_equal(r.count, 1);
	assert_string_equal(r.items[0].rule, "maximum-decreased");
	assert_true(str_is(r.items[0].instance, "/a~1b"));
	assert_true(str_is(r.items[0].small, "/$defs/x/properties/a~1b"));
	assert_true(
		str_is(r.items[0].large, "/properties/a~1b/exclusiveMaximum"));
	assert_true(str_is(kit_text(&a, r.items[0].example), "9"));
	assert_true(str_is(kit_text(&a, r.witness), "{\"a/b\":9}"));
}

static void a_message_tells_old_and_new(void **state)
{
	struct inclusion in = compare("{\"enum\":[1,2]}", "{\"enum\":[1,3]}",
				      INCLUDE_INPUT, INCLUDE_STRICT);
	struct inclusion out = compare("{\"enum\":[1,2]}", "{\"enum\":[1,3]}",
				       INCLUDE_OUTPUT, INCLUDE_STRICT);

	(void)state;
	assert_true(str_is(in.items[0].message,
			   "the value 2 is no longer accepted"));
	assert_true(str_is(out.items[0].message, "the value 3 may come now"));
	in = compare("{\"maximum\":9}", "{\"maximum\":8}", INCLUDE_INPUT,
		     INCLUDE_STRICT);
	assert_true(str_is(in.items[0].message, "maximum was 9 and is 8"));
	out = compare("{\"maximum\":8}", "{}", INCLUDE_OUTPUT, INCLUDE_STRICT);
	assert_true(
		str_is(out.items[0].message, "maximum was 8 and is absent"));
}

static void every_kind_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (int i = 0; i < DIFFERENCE_COUNT; i++) {
		enum difference_kind kind = (enum difference_kind)i;

		assert_non_null(include_rule(kind, INCLUDE_INPUT));
		assert_non_null(include_rule(kind, INCLUDE_OUTPUT));
		for (int j = 0; j < i; j++) {
			enum difference_kind other = (enum difference_kind)j;

			assert_string_not_equal(
				include_rule(kind, INCLUDE_INPUT),
				include_rule(other, INCLUDE_INPUT));
			assert_string_not_equal(
				include_rule(kind, INCLUDE_OUTPUT),
				include_rule(other, INCLUDE_OUTPUT));
		}
	}
}

static void declared_readers_take_names_at_their_word(void **state)
{
	static const struct {
		const char *before, *after;
		enum inclusion_verdict input, output;
	} rows[] = {
		/* Names of all parts of an allOf are declared. */
		{ "{\"allOf\":[{\"type\":\"object\",\"properties\":{\"a\":"
		  "{\"type\":\"string\"}}},{\"type\":\"object\",\"properties\":"
		  "{\"b\":{\"type\":\"string\"}}}]}",
		  "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":"
		  "\"string\"},\"b\":{\"type\":\"integer\"}}}",
		  INCLUSION_FAILS, INCLUSION_FAILS },
		{ "{\"allOf\":[{\"type\":\"object\",\"properties\":{\"a\":"
		  "{\"type\":\"string\"}}},{\"type\":\"object\",\"properties\":"
		  "{\"b\":{\"type\":\"string\"}}}]}",
		  "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":"
		  "\"string\"},\"b\":{\"type\":\"string\"},\"c\":{\"type\":"
		  "\"string\"}},\"additionalProperties\":false}",
		  INCLUSION_HOLDS, INCLUSION_HOLDS },
		/* A branch may have the names of another that holds too. */
		{ "{\"type\":\"object\",\"anyOf\":[{\"required\":[\"a\"]},"
		  "{\"required\":[\"b\"]}]}",
		  "{\"type\":\"object\",\"properties\":{\"a\":{},\"b\":{}},"
		  "\"maxProperties\":1}",
		  INCLUSION_FAILS, INCLUSION_FAILS },
		/* What is required comes, declared or not. */
		{ "{\"type\":\"object\",\"required\":[\"a\"]}",
		  "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":"
		  "\"string\"}},\"required\":[\"a\"]}",
		  INCLUSION_FAILS, INCLUSION_HOLDS },
		/* Any value at all is not closed. */
		{ "{\"properties\":{\"m\":{}}}",
		  "{\"properties\":{\"m\":{\"properties\":{\"x\":{\"type\":"
		  "\"string\"}}}}}",
		  INCLUSION_FAILS, INCLUSION_HOLDS },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct inclusion in = compare(rows[i].before, rows[i].after,
					      INCLUDE_INPUT, INCLUDE_DECLARED);
		struct inclusion out = compare(rows[i].before, rows[i].after,
					       INCLUDE_OUTPUT,
					       INCLUDE_DECLARED);

		if (in.verdict != rows[i].input ||
		    out.verdict != rows[i].output)
			fail_msg("%s\n%s\n%s, %s", rows[i].before,
				 rows[i].after, kit_word(in.verdict),
				 kit_word(out.verdict));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(numbers_are_compared_as_decimals,
					  clear),
		cmocka_unit_test_teardown(patterns_are_decided_as_languages,
					  clear),
		cmocka_unit_test_teardown(objects_are_compared_name_by_name,
					  clear),
		cmocka_unit_test_teardown(arrays_are_compared_place_by_place,
					  clear),
		cmocka_unit_test_teardown(branches_are_taken_apart, clear),
		cmocka_unit_test_teardown(recursion_ends_by_itself, clear),
		cmocka_unit_test_teardown(nested_one_of_ends_within_the_steps,
					  clear),
		cmocka_unit_test_teardown(
			mutual_recursion_ends_within_the_steps, clear),
		cmocka_unit_test_teardown(a_reference_in_a_circle_is_undecided,
					  clear),
		cmocka_unit_test_teardown(few_steps_are_undecided_and_say_so,
					  clear),
		cmocka_unit_test_teardown(
			differences_have_stable_names_and_places, clear),
		cmocka_unit_test_teardown(
			a_difference_points_into_both_documents, clear),
		cmocka_unit_test_teardown(a_message_tells_old_and_new, clear),
		cmocka_unit_test_teardown(every_kind_has_a_name_of_its_own,
					  clear),
		cmocka_unit_test_teardown(
			declared_readers_take_names_at_their_word, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
