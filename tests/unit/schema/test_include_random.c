/*
 * Pairs of schemas from fixed seeds. Whatever the verdict, values must bear it
 * out. INCLUDE_PAIRS in the environment asks for more pairs, INCLUDE_SEED for
 * others.
 */
#include "include_declared.h"
#include "include_kit.h"
#include "include_random.h"

enum { PAIRS = 1500, VALUES = 30 };

static struct arena a;

static int clear(void **state)
{
	(void)state;
	arena_free(&a);
	return 0;
}

static uint64_t setting(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);

	return text ? strtoull(text, NULL, 10) : otherwise;
}

static const struct schema_set *random_set(struct dice *d, struct str *text)
{
	for (;;) {
		struct buf b = buf_in(&a);
		struct node *node = arena_zero(&a, 1, sizeof(*node));
		struct syntax_error why;
		const struct schema_set *set;

		random_root(d, &b, 3);
		*text = str_copy(&a, buf_str(&b));
		if (json_read(&a, *text, node, &why) < 0)
			continue; /* a member twice */
		set = kit_compile(&a, node, SCHEMA_UNSAID, false);
		if (set)
			return set;
	}
}

static struct inclusion include(const struct schema_set *small,
				const struct schema_set *large)
{
	struct inclusion r;

	schema_include(&a, small, large, NULL, &r);
	kit_sound(&a, small, large, &r);
	return r;
}

/* No value may be accepted by small and refused by large. */
static void no_value_refutes(struct dice *d, const struct schema_set *small,
			     const struct schema_set *large, struct str x,
			     struct str y)
{
	for (int i = 0; i < VALUES; i++) {
		struct buf b = buf_in(&a);
		struct node value;

		random_value(d, &b, 2);
		value = kit_node(&a, buf_str(&b));
		if (schema_validate(&a, small, &value, NULL) == SCHEMA_VALID &&
		    schema_validate(&a, large, &value, NULL) ==
			    SCHEMA_INVALID) {
			printf("%.*s\nis not within\n%.*s\nby %.*s\n",
			       STR_ARG(x), STR_ARG(y), STR_ARG(buf_str(&b)));
			fail_msg("a value refutes the verdict");
		}
	}
}

static void verdicts_are_borne_out_by_values(void **state)
{
	uint64_t pairs = setting("INCLUDE_PAIRS", PAIRS);
	uint64_t seed = setting("INCLUDE_SEED", 1);
	size_t count[3] = { 0 };

	(void)state;
	for (uint64_t i = 0; i < pairs; i++) {
		struct dice d = { .state = seed << 32 | i };
		struct str x, y;
		const struct schema_set *small = random_set(&d, &x);
		const struct schema_set *large = random_set(&d, &y);
		struct inclusion r = include(small, large);

		count[r.verdict]++;
		if (r.verdict == INCLUSION_HOLDS)
			no_value_refutes(&d, small, large, x, y);
		if (r.verdict == INCLUSION_UNDECIDED && getenv("INCLUDE_SHOW"))
			printf("undecided%s:\n  %.*s\n  %.*s\n",
			       r.steps_spent ? " (steps)" : "", STR_ARG(x),
			       STR_ARG(y));
		arena_free(&a);
	}
	printf("%zu pairs: %zu hold, %zu fail, %zu undecided (%.2f %%)\n",
	       (size_t)pairs, count[INCLUSION_HOLDS], count[INCLUSION_FAILS],
	       count[INCLUSION_UNDECIDED],
	       100.0 * (double)count[INCLUSION_UNDECIDED] / (double)pairs);
	assert_true(count[INCLUSION_HOLDS] > pairs / 50);
	assert_true(count[INCLUSION_FAILS] > pairs / 2);
	assert_true(count[INCLUSION_UNDECIDED] < pairs / 20);
}

static struct schema_set *in(const char *form, struct str x, struct str y)
{
	/* The schemas are put below members, so that their own references to
	 * the root would break: they have none. */
	struct buf b = buf_in(&a);

	for (const char *p = form; *p; p++) {
		if (*p == 'X')
			buf_add(&b, x);
		else if (*p == 'Y')
			buf_add(&b, y);
		else
			buf_addc(&b, *p);
	}
	return kit_set(&a, str_copy(&a, buf_str(&b)));
}

/* An expected verdict that is not reached is no error of soundness; one that
 * is contradicted is. */
static size_t expect(const struct schema_set *x, const struct schema_set *y,
		     struct str text)
{
	struct inclusion r = include(x, y);

	if (r.verdict == INCLUSION_FAILS)
		fail_msg("law broken for %.*s", STR_ARG(text));
	return r.verdict == INCLUSION_UNDECIDED;
}

static void laws_of_sets_hold(void **state)
{
	size_t undecided = 0, laws = 0;

	(void)state;
	for (uint64_t i = 0; i < PAIRS / 5; i++) {
		struct dice d = { .state = (uint64_t)7 << 32 | i };
		struct buf bx = buf_in(&a), by = buf_in(&a);
		struct str x, y;
		struct schema_set *one, *two;
		struct syntax_error why;
		struct node ignored;

		random_schema(&d, &bx, 2);
		random_schema(&d, &by, 2);
		x = buf_str(&bx);
		y = buf_str(&by);
		if (json_read(&a, x, &ignored, &why) < 0 ||
		    json_read(&a, y, &ignored, &why) < 0)
			continue;
		one = in("X", x, y);
		two = in("X", x, y);
		assert_int_equal(include(one, one).verdict, INCLUSION_HOLDS);
		assert_int_equal(include(one, two).verdict, INCLUSION_HOLDS);
		undecided += expect(in("{\"allOf\":[X,Y]}", x, y), two, x);
		undecided += expect(one, in("{\"anyOf\":[Y,X]}", x, y), x);
		undecided += expect(in("{\"not\":{\"not\":X}}", x, y), two, x);
		undecided += expect(one, in("{\"not\":{\"not\":X}}", x, y), x);
		undecided += expect(
			in("{\"not\":{\"anyOf\":[X,Y]}}", x, y),
			in("{\"allOf\":[{\"not\":X},{\"not\":Y}]}", x, y), x);
		undecided += expect(in("{\"oneOf\":[X,Y]}", x, y),
				    in("{\"anyOf\":[Y,X]}", x, y), x);
		undecided += expect(in("false", x, y), two, x);
		undecided += expect(one, in("true", x, y), x);
		laws += 8;
		arena_free(&a);
	}
	printf("%zu laws, %zu undecided\n", laws, undecided);
	assert_true(undecided < laws / 20);
}

/* ---- the declared reading, and the same written out -------------------- */

static struct schema_set *declared(uint64_t seed, enum written how)
{
	struct dice d = { .state = seed };
	struct buf b = buf_in(&a);

	declared_root(&d, &b, how);
	return kit_set(&a, str_copy(&a, buf_str(&b)));
}

static struct str declared_text(uint64_t seed, enum written how)
{
	struct dice d = { .state = seed };
	struct buf b = buf_in(&a);

	declared_root(&d, &b, how);
	return buf_str(&b);
}

/*
 * The verdict in a reading is that of sets where the reading is written out.
 * *same counts what both decided.
 */
static enum inclusion_verdict read_both(uint64_t x, uint64_t y, bool open,
					size_t *same)
{
	const struct include_options reading = { .direction = INCLUDE_OUTPUT,
						 .closed_small = true,
						 .open_large = open };
	struct inclusion read, written;

	schema_include(&a, declared(x, AS_WRITTEN), declared(y, AS_WRITTEN),
		       &reading, &read);
	schema_include(&a, declared(x, CLOSED_OUT),
		       declared(y, open ? OPENED_OUT : AS_WRITTEN), NULL,
		       &written);
	if (read.verdict == INCLUSION_UNDECIDED ||
	    written.verdict == INCLUSION_UNDECIDED)
		return INCLUSION_UNDECIDED;
	if (read.verdict != written.verdict)
		fail_msg("%s, and written out %s:\n%.*s\n%.*s",
			 kit_word(read.verdict), kit_word(written.verdict),
			 STR_ARG(declared_text(x, AS_WRITTEN)),
			 STR_ARG(declared_text(y, AS_WRITTEN)));
	++*same;
	return read.verdict;
}

static void a_reading_is_as_if_it_were_written_out(void **state)
{
	uint64_t pairs = setting("INCLUDE_PAIRS", PAIRS);
	uint64_t seed = setting("INCLUDE_SEED", 1);
	size_t same = 0, count[3] = { 0 };

	(void)state;
	for (uint64_t i = 0; i < pairs; i++) {
		uint64_t x = seed << 40 | i, y = x;

		/* One in two is compared with itself, which is hard to fit
		 * into for others. */
		if (i % 2)
			y = seed << 40 | (i + 1) << 20;
		count[read_both(x, y, i % 4 < 2, &same)]++;
		arena_free(&a);
	}
	printf("%zu readings: %zu hold, %zu fail, %zu undecided\n",
	       (size_t)pairs, count[INCLUSION_HOLDS], count[INCLUSION_FAILS],
	       count[INCLUSION_UNDECIDED]);
	assert_true(count[INCLUSION_HOLDS] > pairs / 10);
	assert_true(count[INCLUSION_FAILS] > pairs / 10);
	assert_true(same > pairs - pairs / 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(verdicts_are_borne_out_by_values,
					  clear),
		cmocka_unit_test_teardown(laws_of_sets_hold, clear),
		cmocka_unit_test_teardown(
			a_reading_is_as_if_it_were_written_out, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
