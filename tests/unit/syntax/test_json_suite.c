/*
 * nst/JSONTestSuite: every y_ is JSON and every n_ is not, to json_is. What
 * json_read refuses besides is listed here by name, each with the rule of
 * ours that stands against it.
 */
#include "syntax/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "unit/syntax/suite.h"

static const char *const refused_by_rule[][2] = {
	{ "y_object_duplicated_key.json", "occurs twice" },
	{ "y_object_duplicated_key_and_value.json", "occurs twice" },
};

/* Accepted or not, an i_ has to end; these are the ones that are read. */
enum { YES = 95, NO = 188, EITHER = 35, EITHER_READ = 6 };

static const char *rule_against(const char *name)
{
	for (size_t i = 0;
	     i < sizeof(refused_by_rule) / sizeof(*refused_by_rule); i++)
		if (strcmp(refused_by_rule[i][0], name) == 0)
			return refused_by_rule[i][1];
	return NULL;
}

static void check_yes(struct arena *a, const char *name, struct str text)
{
	const char *rule = rule_against(name);
	struct node node;
	struct syntax_error why = { 0 };
	int rc = json_read(a, text, &node, &why);

	if (!json_is(text))
		fail_msg("%s is not taken for JSON", name);
	if (!rule && rc < 0)
		fail_msg("%s: %u:%u: %s", name, why.pos.line, why.pos.column,
			 why.text);
	if (rule && (rc == 0 || !strstr(why.text, rule)))
		fail_msg("%s is not refused as listed", name);
}

static void check_no(struct arena *a, const char *name, struct str text)
{
	struct node node;
	struct syntax_error why = { 0 };

	if (json_read(a, text, &node, &why) == 0)
		fail_msg("%s is read", name);
	if (json_is(text))
		fail_msg("%s is taken for JSON", name);
	if (!why.text[0] || !why.pos.line)
		fail_msg("%s is refused without a word", name);
}

static void every_y_is_read_and_every_n_refused(void **state)
{
	struct arena a = { 0 };
	const char *folder = suite_folder(&a, "templates/JSONTestSuite/"
					      "test_parsing");
	int yes = 0, no = 0, either = 0, read = 0;

	(void)state;
	if (!folder)
		skip();
	for (const char **name = suite_names(&a, folder); *name; name++) {
		struct str text = suite_read(&a, folder, *name);
		struct node node;
		struct syntax_error why;

		if (**name == 'y') {
			check_yes(&a, *name, text);
			yes++;
		} else if (**name == 'n') {
			check_no(&a, *name, text);
			no++;
		} else {
			read += json_read(&a, text, &node, &why) == 0;
			either++;
		}
	}
	arena_free(&a);
	assert_int_equal(yes, YES);
	assert_int_equal(no, NO);
	assert_int_equal(either, EITHER);
	assert_int_equal(read, EITHER_READ);
}

/* What others transform in many ways we read exactly or refuse. */
static void nothing_is_transformed(void **state)
{
	static const struct {
		const char *name, *becomes; /* NULL: refused */
	} cases[] = {
		{ "number_-9223372036854775808.json",
		  "[-9223372036854775808]" },
		{ "number_-9223372036854775809.json",
		  "[-9223372036854775809]" },
		{ "number_1.0.json", "[1.0]" },
		{ "number_1.000000000000000005.json",
		  "[1.000000000000000005]" },
		{ "number_1000000000000000.json", "[1000000000000000]" },
		{ "number_10000000000000000999.json",
		  "[10000000000000000999]" },
		{ "number_1e-999.json", "[1E-999]" },
		{ "number_1e6.json", "[1E6]" },
		{ "number_9223372036854775807.json", "[9223372036854775807]" },
		{ "number_9223372036854775808.json", "[9223372036854775808]" },
		{ "object_key_nfc_nfd.json",
		  "{\"\xc3\xa9\":\"NFC\",\"e\xcc\x81\":\"NFD\"}" },
		{ "object_key_nfd_nfc.json",
		  "{\"e\xcc\x81\":\"NFD\",\"\xc3\xa9\":\"NFC\"}" },
		{ "object_same_key_different_values.json", NULL },
		{ "object_same_key_same_value.json", NULL },
		{ "object_same_key_unclear_values.json", NULL },
		{ "string_1_escaped_invalid_codepoint.json", NULL },
		{ "string_1_invalid_codepoint.json", NULL },
		{ "string_2_escaped_invalid_codepoints.json", NULL },
		{ "string_2_invalid_codepoints.json", NULL },
		{ "string_3_escaped_invalid_codepoints.json", NULL },
		{ "string_3_invalid_codepoints.json", NULL },
		{ "string_with_escaped_NULL.json", "[\"A\\u0000B\"]" },
	};
	struct arena a = { 0 };
	const char *folder = suite_folder(&a, "templates/JSONTestSuite/"
					      "test_transform");

	(void)state;
	if (!folder)
		skip();
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct str text = suite_read(&a, folder, cases[i].name);
		struct buf b = buf_in(&a);
		struct node node;
		struct syntax_error why;
		int rc = json_read(&a, text, &node, &why);

		assert_int_equal(rc, cases[i].becomes ? 0 : -1);
		if (rc < 0)
			continue;
		json_compact(&b, &node);
		if (!str_is(buf_str(&b), cases[i].becomes))
			fail_msg("%s: %s", cases[i].name, buf_str(&b).p);
	}
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_y_is_read_and_every_n_refused),
		cmocka_unit_test(nothing_is_transformed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
