#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

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

static struct str canonical(struct str text, enum json_order order)
{
	struct buf b = buf_in(&a);
	struct node node;
	struct syntax_error why;

	if (json_read(&a, text, &node, &why) < 0)
		fail_msg("%.*s: %s", STR_ARG(text), why.text);
	json_canonical(&b, &node, order);
	return buf_str(&b);
}

/*
 * Where RFC 8785 rounds to a double we keep the value: these texts of the
 * vectors' outputs stand for what we write.
 */
static const struct {
	const char *file, *rfc, *ours;
} exact[] = {
	{ "values.json", "333333333.3333333,", "333333333.33333329," },
};

static struct str expected(const char *name, struct str output)
{
	for (size_t i = 0; i < sizeof(exact) / sizeof(*exact); i++) {
		const char *hit;
		struct buf b = buf_in(&a);

		if (strcmp(exact[i].file, name) != 0)
			continue;
		output = str_copy(&a, output);
		hit = strstr(output.p, exact[i].rfc);
		assert_non_null(hit);
		buf_add(&b, str_cut(output, 0, (size_t)(hit - output.p)));
		buf_adds(&b, exact[i].ours);
		buf_adds(&b, hit + strlen(exact[i].rfc));
		output = buf_str(&b);
	}
	return output;
}

static void is_as_the_vectors_save_where_doubles_round(void **state)
{
	const char *input = suite_folder(&a, "templates/jcs/testdata/input");
	const char *output = suite_folder(&a, "templates/jcs/testdata/output");
	int count = 0;

	(void)state;
	if (!input || !output)
		skip();
	for (const char **name = suite_names(&a, input); *name; name++) {
		struct str want = expected(*name,
					   suite_read(&a, output, *name));
		struct str got = canonical(suite_read(&a, input, *name),
					   JSON_SORTED);

		if (!str_eq(got, want))
			fail_msg("%s:\n%s\n%s", *name, got.p, want.p);
		count++;
	}
	assert_int_equal(count, 6);
}

static void kept_order_differs_in_order_alone(void **state)
{
	const struct str text = STR("{\"b\":1.0,\"a\":[{\"d\":1e2,\"c\":0}]}");

	(void)state;
	assert_true(str_is(canonical(text, JSON_KEPT),
			   "{\"b\":1,\"a\":[{\"d\":100,\"c\":0}]}"));
	assert_true(str_is(canonical(text, JSON_SORTED),
			   "{\"a\":[{\"c\":0,\"d\":100}],\"b\":1}"));
}

/* U+10000 is D800 DC00 in UTF-16: before U+E000, though greater. */
static void names_are_ordered_by_utf16_units(void **state)
{
	static const char *const rising[] = {
		"",
		"\x01",
		"A",
		"AA",
		"B",
		"a",
		"\x7f",
		"\xc2\x80",
		"\xc3\xb6",
		"\xe2\x82\xac",
		"\xed\x9f\xbf",
		"\xf0\x90\x80\x80",
		"\xf0\x9f\x98\x82",
		"\xf4\x8f\xbf\xbf",
		"\xee\x80\x80",
		"\xef\xac\xb3",
		"\xef\xbf\xbf",
	};
	const size_t count = sizeof(rising) / sizeof(*rising);

	(void)state;
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < count; j++) {
			int order = json_name_compare(str_of(rising[i]),
						      str_of(rising[j]));

			if ((order > 0) - (order < 0) != (i > j) - (i < j))
				fail_msg("%zu and %zu", i, j);
		}
}

static void canonical_form_is_its_own(void **state)
{
	const struct str once = canonical(
		STR("{\"\\u00e9\":[10e-1,\"\\/\\u001f\\u007f\",{}],\"a\":[],"
		    "\"\\ud83d\\ude00\":null,\"\\u0000\":true}"),
		JSON_SORTED);

	(void)state;
	assert_true(str_is(once, "{\"\\u0000\":true,\"a\":[],\"\xc3\xa9\":[1,"
				 "\"/\\u001f\x7f\",{}],\"\xf0\x9f\x98\x80\":"
				 "null}"));
	assert_true(str_eq(once, canonical(once, JSON_SORTED)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_as_the_vectors_save_where_doubles_round),
		cmocka_unit_test(kept_order_differs_in_order_alone),
		cmocka_unit_test(names_are_ordered_by_utf16_units),
		cmocka_unit_test(canonical_form_is_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, clear);
}
