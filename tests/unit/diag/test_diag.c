/* The sink of findings: order, fingerprints, the worst level, its bound. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "diag/diag.h"

static struct finding *add(struct sink *s, enum rule rule, const char *prompt,
			   unsigned line, const char *key)
{
	struct finding *f = sink_add(s, rule, str_of(prompt), STR("p.md"),
				     (struct pos){ line, 1 });

	finding_key(f, str_of(key));
	return f;
}

static void a_fingerprint_knows_no_line(void **state)
{
	struct arena a = { 0 };
	struct sink one = sink_in(&a), two = sink_in(&a);

	(void)state;
	add(&one, RULE_DRIFT, "x", 3, "k");
	add(&two, RULE_DRIFT, "x", 90, "k");
	sink_finish(&one);
	sink_finish(&two);
	assert_true(store_id_equal(&one.items[0].fingerprint,
				   &two.items[0].fingerprint));
	arena_free(&a);
}

static void fields_do_not_run_into_each_other(void **state)
{
	struct arena a = { 0 };
	struct sink s = sink_in(&a);
	struct finding *f;

	(void)state;
	f = add(&s, RULE_DRIFT, "x", 1, "ab");
	finding_key(f, STR("c"));
	f = add(&s, RULE_DRIFT, "x", 2, "a");
	finding_key(f, STR("bc"));
	add(&s, RULE_UNRELEASED, "x", 3, "ab");
	sink_finish(&s);
	assert_false(store_id_equal(&s.items[0].fingerprint,
				    &s.items[1].fingerprint));
	assert_false(store_id_equal(&s.items[1].fingerprint,
				    &s.items[2].fingerprint));
	arena_free(&a);
}

static void equals_are_told_apart_by_their_order(void **state)
{
	struct arena a = { 0 };
	struct sink s = sink_in(&a);

	(void)state;
	add(&s, RULE_DRIFT, "x", 9, "k");
	add(&s, RULE_DRIFT, "x", 4, "k");
	sink_finish(&s);
	assert_int_equal(s.items[0].pos.line, 4);
	assert_false(store_id_equal(&s.items[0].fingerprint,
				    &s.items[1].fingerprint));
	arena_free(&a);
}

static void inherited_and_waived_do_not_count(void **state)
{
	struct arena a = { 0 };
	struct sink s = sink_in(&a);

	(void)state;
	assert_int_equal(sink_worst(&s), LEVEL_OFF);
	add(&s, RULE_DRIFT, "x", 1, "k")->inherited = true;
	add(&s, RULE_DRIFT, "y", 1, "k")->waived = true;
	add(&s, RULE_VARIABLE_UNUSED, "z", 1, "k");
	assert_int_equal(sink_worst(&s), LEVEL_WARNING);
	assert_int_equal(sink_count(&s, LEVEL_ERROR), 0);
	assert_int_equal(sink_count(&s, LEVEL_WARNING), 1);
	arena_free(&a);
}

static void a_flood_is_counted_and_stays_an_error(void **state)
{
	struct arena a = { 0 };
	struct sink s = sink_in(&a);

	(void)state;
	for (int i = 0; i < SINK_LIMIT; i++)
		add(&s, RULE_VARIABLE_UNUSED, "x", 1, "k");
	add(&s, RULE_DRIFT, "x", 1, "k");
	assert_int_equal(s.count, SINK_LIMIT);
	assert_int_equal(s.dropped, 1);
	assert_int_equal(sink_worst(&s), LEVEL_ERROR);
	arena_free(&a);
}

static void every_id_is_found_again(void **state)
{
	(void)state;
	for (int i = 0; i < RULE_COUNT; i++) {
		enum rule rule;

		assert_int_equal(
			rule_find(str_of(rule_info((enum rule)i)->id), &rule),
			0);
		assert_int_equal(rule, i);
	}
	for (int i = 0; i < CHANGE_COUNT; i++) {
		enum change_kind kind;

		assert_int_equal(
			change_find(
				str_of(change_info((enum change_kind)i)->id),
				&kind),
			0);
		assert_int_equal(kind, i);
	}
	assert_int_equal(rule_find(STR("drif"), &(enum rule){ 0 }), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_fingerprint_knows_no_line),
		cmocka_unit_test(fields_do_not_run_into_each_other),
		cmocka_unit_test(equals_are_told_apart_by_their_order),
		cmocka_unit_test(inherited_and_waived_do_not_count),
		cmocka_unit_test(a_flood_is_counted_and_stays_an_error),
		cmocka_unit_test(every_id_is_found_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
