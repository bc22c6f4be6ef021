/*
 * JSON-Schema-Test-Suite: every required test of every dialect that is there,
 * and the optional ones, save those listed here with a reason. Documents that
 * the tests refer to come from the suite's own folder; nothing is fetched.
 */
#include "schema/schema.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "syntax/json.h"
#include "unit/syntax/suite.h"

static const char suite[] = "schema-compat/JSON-Schema-Test-Suite";

/* None of these is a required test. group: NULL for all of the file. */
static const struct exclusion {
	const char *file, *group, *reason;
} excluded[] = {
	{ "/optional/content.json", NULL,
	  "content* are annotations: what a text holds is not looked into" },
	{ "/optional/dependencies-compatibility.json", NULL,
	  "`dependencies` is no keyword since 2019-09, and means nothing" },
	{ "/optional/format/hostname.json",
	  "validation of A-label (punycode) host names",
	  "what Punycode stands for is not looked into" },
	{ "/optional/format/idn-email.json", NULL,
	  "not asserted: needs tables of IDNA" },
	{ "/optional/format/idn-hostname.json", NULL,
	  "not asserted: needs tables of IDNA" },
	{ "/optional/format/iri.json", NULL, "not asserted" },
	{ "/optional/format/iri-reference.json", NULL, "not asserted" },
	{ "/optional/format/uri-template.json", NULL, "not asserted" },
};

struct tally {
	unsigned passed, excluded, failed;
};

struct runner {
	struct arena *arena;
	const char *remotes;
	enum schema_dialect dialect;
	bool assert_format;
	const char *file;
	struct tally tally;
};

static int load(void *context, const struct schema_request *request,
		const struct node **out)
{
	static const char host[] = "http://localhost:1234/";
	struct runner *r = context;
	struct syntax_error why;
	struct str name;
	struct node *node = arena_zero(r->arena, 1, sizeof(*node));

	if (!str_starts(request->uri, host))
		return -1;
	name = str_cut(request->uri, sizeof(host) - 1, request->uri.n);
	if (json_read(r->arena,
		      suite_read(r->arena, r->remotes, str_c(r->arena, name)),
		      node, &why) < 0)
		fail_msg("%s: %s", name.p, why.text);
	*out = node;
	return 0;
}

static const char *text_of(struct arena *a, const struct node *node,
			   const char *name)
{
	return str_c(a, node_get(node, name)->text);
}

static bool is_excluded(const char *file, struct str group)
{
	for (size_t i = 0; i < sizeof(excluded) / sizeof(*excluded); i++)
		if (strcmp(excluded[i].file, file) == 0 &&
		    (!excluded[i].group || str_is(group, excluded[i].group)))
			return true;
	return false;
}

static void one_test(struct runner *r, const struct schema_set *set,
		     const struct node *group, const struct node *test)
{
	static const char *const words[] = { "valid", "invalid", "undecided" };
	struct arena scratch = { 0 };
	struct schema_errors errors = schema_errors_in(&scratch);
	const struct node *data = node_get(test, "data");
	enum schema_verdict wanted = node_get(test, "valid")->kind ==
						     NODE_TRUE ?
					     SCHEMA_VALID :
					     SCHEMA_INVALID;
	enum schema_verdict quiet = schema_validate(&scratch, set, data, NULL);
	enum schema_verdict loud = schema_validate(&scratch, set, data,
						   &errors);

	if (quiet == wanted && loud == wanted &&
	    (errors.count > 0) == (wanted == SCHEMA_INVALID)) {
		r->tally.passed++;
	} else {
		printf("%s: %s: %s: %s and %s, not %s\n", r->file,
		       text_of(&scratch, group, "description"),
		       text_of(&scratch, test, "description"), words[quiet],
		       words[loud], words[wanted]);
		r->tally.failed++;
	}
	arena_free(&scratch);
}

static void one_group(struct runner *r, const struct node *group)
{
	const struct node *tests = node_get(group, "tests");
	const struct schema_options options = {
		.dialect = r->dialect,
		.assert_format = r->assert_format,
		.load = load,
		.context = r,
	};
	struct schema_errors errors = schema_errors_in(r->arena);
	struct schema_set *set = schema_compile(
		r->arena, node_get(group, "schema"), &options, &errors);

	if (!set)
		printf("%s: %s: %s%s: %s\n", r->file,
		       text_of(r->arena, group, "description"),
		       errors.items[0].document.p, errors.items[0].schema.p,
		       errors.items[0].text.p);
	for (size_t i = 0; i < tests->count; i++) {
		const struct node *test = &tests->items[i];

		if (is_excluded(r->file, node_get(group, "description")->text))
			r->tally.excluded++;
		else if (set)
			one_test(r, set, group, test);
		else
			r->tally.failed++;
	}
}

static void run_folder(struct runner *r, const char *folder, const char *below)
{
	for (const char **name = suite_names(r->arena, folder); *name; name++) {
		struct arena a = { 0 }, *outer = r->arena;
		struct syntax_error why;
		struct node file;

		if (!strstr(*name, ".json"))
			continue;
		r->arena = &a;
		r->file = str_fmt(&a, "%s/%s", below, *name).p;
		if (json_read(&a, suite_read(&a, folder, *name), &file, &why) <
		    0)
			fail_msg("%s: %s", *name, why.text);
		for (size_t i = 0; i < file.count; i++)
			one_group(r, &file.items[i]);
		r->arena = outer;
		arena_free(&a);
	}
}

/* Numbers are written down so that no test vanishes unnoticed. */
static void run(const char *dialect, enum schema_dialect as, const char *below,
		unsigned passed, unsigned left_out)
{
	struct arena a = { 0 };
	struct runner r = {
		.arena = &a,
		.dialect = as,
		.assert_format = strstr(below, "format") != NULL,
	};
	const char *folder = suite_folder(&a, suite);

	if (!folder)
		skip();
	r.remotes = str_fmt(&a, "%s/remotes", folder).p;
	run_folder(&r, str_fmt(&a, "%s/tests/%s%s", folder, dialect, below).p,
		   below);
	printf("%s%s: %u passed, %u excluded, %u failed\n", dialect, below,
	       r.tally.passed, r.tally.excluded, r.tally.failed);
	arena_free(&a);
	assert_int_equal(r.tally.failed, 0);
	assert_int_equal(r.tally.passed, passed);
	assert_int_equal(r.tally.excluded, left_out);
}

static void every_required_test_of_draft_07_passes(void **state)
{
	(void)state;
	run("draft7", SCHEMA_DRAFT_07, "", 927, 0);
}

static void every_required_test_of_2019_09_passes(void **state)
{
	(void)state;
	run("draft2019-09", SCHEMA_2019_09, "", 1259, 0);
}

static void every_required_test_of_2020_12_passes(void **state)
{
	(void)state;
	run("draft2020-12", SCHEMA_2020_12, "", 1299, 0);
}

static void optional_tests_pass(void **state)
{
	(void)state;
	run("draft7", SCHEMA_DRAFT_07, "/optional", 108, 10);
	run("draft2019-09", SCHEMA_2019_09, "/optional", 122, 36);
	run("draft2020-12", SCHEMA_2020_12, "/optional", 126, 36);
}

static void formats_are_told_when_asserted(void **state)
{
	(void)state;
	run("draft7", SCHEMA_DRAFT_07, "/optional/format", 456, 220);
	run("draft2019-09", SCHEMA_2019_09, "/optional/format", 536, 221);
	run("draft2020-12", SCHEMA_2020_12, "/optional/format", 543, 221);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_required_test_of_draft_07_passes),
		cmocka_unit_test(every_required_test_of_2019_09_passes),
		cmocka_unit_test(every_required_test_of_2020_12_passes),
		cmocka_unit_test(optional_tests_pass),
		cmocka_unit_test(formats_are_told_when_asserted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
