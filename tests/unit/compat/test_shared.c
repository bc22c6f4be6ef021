/* What the comparisons of one run share: found once, the same every time, and
 * bounded however many there are. */
#include "fixture.h"

#include "base/arena.h"

#define OUTPUT(value)                                                  \
	"{'output':{'format':'json_schema','schema':{'type':'object'," \
	"'properties':{'v':" value "},'additionalProperties':false}}}"

struct scene {
	struct arena a;
	struct compat_policy policy;
};

static void scene_open(struct scene *s)
{
	*s = (struct scene){ 0 };
	assert_int_equal(compat_preset(STR("prompt"), &s->policy), 0);
	s->policy.shared = compat_shared_new(&s->a);
}

static struct changes changes_of(struct scene *s, struct arena *a,
				 const char *from, const char *to)
{
	struct error err = { 0 };
	struct changes changes;
	struct fixture x, y;

	fixture_open(&x, from);
	fixture_open(&y, to);
	assert_int_equal(
		compat_changes(a, &x.side, &y.side, &s->policy, &changes, &err),
		0);
	/* What is kept may not hang on either side. */
	arena_free(&x.arena);
	arena_free(&y.arena);
	return changes;
}

/* oneOf inside each other: undecided after INCLUDE_STEPS. */
static void nested(struct buf *b, int depth, int salt)
{
	if (depth == 0) {
		buf_addf(b, "{'minimum':%d}", salt);
		return;
	}
	buf_adds(b, "{'oneOf':[");
	for (int i = 1; i <= 3; i++) {
		buf_adds(b, i > 1 ? "," : "");
		nested(b, depth - 1, salt * 3 + i);
	}
	buf_adds(b, "]}");
}

static const char *hard(struct arena *a, int salt)
{
	struct buf b = buf_in(a);

	buf_adds(&b, "{'output':{'format':'json_schema','schema':"
		     "{'type':'object','properties':{'v':");
	nested(&b, 4, salt);
	buf_adds(&b, "}}}}");
	return str_c(a, buf_str(&b));
}

static void what_was_found_is_found_again(void **state)
{
	struct scene s;
	struct changes one, two;

	(void)state;
	scene_open(&s);
	one = changes_of(&s, &s.a, OUTPUT("{'enum':['a']}"),
			 OUTPUT("{'enum':['a','b']}"));
	two = changes_of(&s, &s.a, OUTPUT("{'enum':['a']}"),
			 OUTPUT("{'enum':['a','b']}"));
	assert_int_equal(one.count, 1);
	assert_int_equal(two.count, 1);
	assert_int_equal(two.items[0].kind, CHANGE_OUTPUT_ENUM_VALUE_ADDED);
	assert_true(str_eq(one.items[0].message, two.items[0].message));
	assert_true(one.items[0].why.n > 0);
	/* the very same, not found anew */
	assert_ptr_equal(one.items[0].why.p, two.items[0].why.p);
	arena_free(&s.a);
}

static void what_differs_is_not_taken_for_what_was_found(void **state)
{
	struct scene s;
	struct changes c;

	(void)state;
	scene_open(&s);
	(void)changes_of(&s, &s.a, OUTPUT("{'enum':['a']}"),
			 OUTPUT("{'enum':['a','b']}"));
	c = changes_of(&s, &s.a, OUTPUT("{'enum':['a','b']}"),
		       OUTPUT("{'enum':['a']}"));
	assert_int_equal(c.items[0].kind, CHANGE_OUTPUT_NARROWED);
	c = changes_of(&s, &s.a, OUTPUT("{'enum':['a']}"),
		       OUTPUT("{'enum':['a','c']}"));
	assert_true(str_is(c.items[0].after, "[\"a\",\"c\"]"));
	s.policy.readers_strict = true;
	c = changes_of(&s, &s.a, OUTPUT("{'enum':['a']}"),
		       OUTPUT("{'enum':['a']},'w':{'type':'null'}"));
	assert_true(c.items[0].why.n > 0);
	s.policy.readers_strict = false;
	c = changes_of(&s, &s.a, OUTPUT("{'enum':['a']}"),
		       OUTPUT("{'enum':['a']},'w':{'type':'null'}"));
	assert_int_equal(c.items[0].why.n, 0);
	arena_free(&s.a);
}

#define PARTS(part)                                                      \
	"{'output':{'format':'json_schema','schema':{'properties':{'v':" \
	"{'$ref':'o.json'}}},'parts':{'o.json':" part "}}}"

static void the_files_that_a_schema_names_count(void **state)
{
	struct scene s;
	struct changes c;

	(void)state;
	scene_open(&s);
	c = changes_of(&s, &s.a, PARTS("{'enum':['a']}"),
		       PARTS("{'enum':['a','b']}"));
	assert_int_equal(c.items[0].kind, CHANGE_OUTPUT_ENUM_VALUE_ADDED);
	c = changes_of(&s, &s.a, PARTS("{'enum':['a']}"),
		       PARTS("{'type':'string'}"));
	assert_true(c.items[0].kind != CHANGE_OUTPUT_ENUM_VALUE_ADDED);
	arena_free(&s.a);
}

static void nothing_is_kept_of_another_arena(void **state)
{
	struct scene s;
	struct arena own = { 0 };
	struct changes c;

	(void)state;
	scene_open(&s);
	(void)changes_of(&s, &own, OUTPUT("{'enum':['a']}"),
			 OUTPUT("{'enum':['a','b']}"));
	arena_free(&own);
	c = changes_of(&s, &s.a, OUTPUT("{'enum':['a']}"),
		       OUTPUT("{'enum':['a','b']}"));
	assert_true(str_is(c.items[0].after, "[\"a\",\"b\"]"));
	arena_free(&s.a);
}

static void hard_schemas_leave_the_plain_ones_decided(void **state)
{
	struct scene s;
	struct changes c = { 0 };

	(void)state;
	scene_open(&s);
	/* Many times what all share. */
	for (int i = 1; i < 60; i++) {
		c = changes_of(&s, &s.a, hard(&s.a, i), hard(&s.a, i + 1));
		assert_true(c.count > 0);
		assert_int_equal(c.needs, BUMP_MAJOR);
	}
	assert_false(c.items[0].proven);
	c = changes_of(&s, &s.a, OUTPUT("{'enum':['a']}"),
		       OUTPUT("{'enum':['a','b']}"));
	assert_int_equal(c.count, 1);
	assert_true(c.items[0].proven);
	assert_true(c.items[0].why.n > 0);
	/* What was undecided before the end is so after it as well. */
	c = changes_of(&s, &s.a, hard(&s.a, 1), hard(&s.a, 2));
	assert_int_equal(c.needs, BUMP_MAJOR);
	arena_free(&s.a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_found_is_found_again),
		cmocka_unit_test(what_differs_is_not_taken_for_what_was_found),
		cmocka_unit_test(the_files_that_a_schema_names_count),
		cmocka_unit_test(nothing_is_kept_of_another_arena),
		cmocka_unit_test(hard_schemas_leave_the_plain_ones_decided),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
