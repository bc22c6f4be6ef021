#include "release_kit.h"

/* ---- the worked example ---------------------------------------------------- */

static int is_an_example_object(void *argument, const struct store_id *id)
{
	size_t *count = argument;
	bool found = false;

	for (unsigned i = 0; i < KIT_OBJECTS; i++) {
		struct store_bytes bytes = kit_object(i);
		struct store_id name;

		store_id_of(&name, bytes.p, bytes.n);
		found = found || store_id_equal(&name, id);
		free(bytes.p);
	}
	assert_true(found);
	++*count;
	return 0;
}

static void reads_the_worked_example(void **state)
{
	struct store_bytes bytes = kit_block("release", 0);
	struct store_bytes line = kit_block("head", 0);
	struct store_release *r = NULL;
	struct store_why why;
	struct store_head head;
	struct store_id digest;
	size_t count = 0;

	(void)state;
	assert_int_equal(kit_read(bytes.p, bytes.n, &why), STORE_OK);
	assert_int_equal(store_release_read(&r, bytes.p, bytes.n, NULL), 0);
	assert_string_equal(r->prompt, "support/triage");
	assert_string_equal(r->version, "1.1.0");
	assert_string_equal(r->at, "2026-11-21T10:00:00Z");
	assert_int_equal(r->parent_count, 1);
	assert_null(r->parents[0].prompt);
	assert_string_equal(r->parents[0].version, "1.0.0");
	assert_string_equal(r->reason,
			    "\"Sie\", not \"du\": formal tone für alle");
	assert_int_equal(r->rules, 1);
	assert_int_equal(r->effective.message_count, 3);
	assert_string_equal(r->effective.messages[0].role, "system");
	assert_string_equal(r->effective.messages[1].slot, "history");
	assert_null(r->effective.messages[1].role);
	assert_int_equal(r->effective.messages[2].option_count, 1);
	assert_string_equal(r->effective.messages[2].options[0].name,
			    "trim_blocks");
	assert_string_equal(r->effective.messages[2].options[0].json, "true");
	assert_int_equal(r->effective.messages[2].part_count, 1);
	assert_string_equal(r->effective.messages[2].parts[0].name,
			    "partials/tone.j2");
	assert_string_equal(r->effective.model->provider, "openai");
	assert_null(r->effective.model->revision);
	assert_non_null(r->effective.params);
	assert_null(r->effective.retrieval);
	assert_int_equal(r->source_count, 4);
	assert_non_null(r->sources[0].digest);
	assert_null(r->sources[0].at);
	assert_string_equal(r->sources[3].at, "/prompts/support~1triage");
	assert_int_equal(store_release_objects(r, is_an_example_object, &count),
			 0);
	assert_int_equal(count, 7);
	store_id_of(&digest, bytes.p, bytes.n);
	assert_int_equal(store_head_read(&head, line.p, line.n, NULL), 0);
	assert_string_equal(head.version, r->version);
	assert_true(store_id_equal(&head.release, &digest));
	store_release_free(r);
	free(bytes.p);
	free(line.p);
}

/* ---- a release with every member ---- */

static int count_each(void *argument, const struct store_id *id)
{
	size_t *count = argument;

	(void)id;
	return ++*count == 9 ? 77 : 0;
}

static int count_all(void *argument, const struct store_id *id)
{
	size_t *count = argument;

	(void)id;
	++*count;
	return 0;
}

static void reads_every_member(void **state)
{
	struct store_bytes bytes = kit_expand(kit_full);
	struct store_release *r = NULL;
	struct store_why why = { 0 };
	const struct store_effective *e;
	size_t count = 0;

	(void)state;
	assert_int_equal(kit_read(bytes.p, bytes.n, &why), STORE_OK);
	assert_int_equal(store_release_read(&r, bytes.p, bytes.n, &why), 0);
	e = &r->effective;
	assert_int_equal(r->parent_count, 3);
	assert_string_equal(r->parents[0].prompt, "b");
	assert_string_equal(r->parents[1].version, "1.9.0");
	assert_string_equal(r->parents[2].version, "1.8.0");
	assert_string_equal(r->reason,
			    "q\" b\\ n\n r\r t\t b\b f\f e\x1b o\x01 "
			    "d\x7f u\xe2\x80\xa8 \xf0\x9f\x98\x80");
	assert_int_equal(r->rules, UINT32_MAX);
	assert_int_equal(e->message_count, 2);
	assert_string_equal(e->messages[0].role, "user");
	assert_int_equal(e->messages[0].option_count, 6);
	assert_string_equal(e->messages[0].options[0].json, "\"x\\ny\"");
	assert_string_equal(e->messages[0].options[1].json, "-12");
	assert_string_equal(e->messages[0].options[4].json, "\"\"");
	assert_string_equal(e->messages[0].options[5].json,
			    "999999999999999999");
	assert_int_equal(e->messages[0].part_count, 3);
	assert_string_equal(e->messages[0].parts[0].name, "\n");
	assert_string_equal(e->messages[1].role, "assistant");
	assert_int_equal(e->tool_count, 2);
	assert_string_equal(e->tools[0].parts[0].name, "x.json");
	assert_string_equal(e->tools[1].shape, "mcp");
	assert_true(e->output->wrapped);
	assert_int_equal(e->output->part_count, 1);
	assert_int_equal(e->variables->part_count, 1);
	assert_int_equal(e->example_count, 3);
	assert_int_equal(e->examples[1].byte[31], 5);
	assert_int_equal(e->examples[2].byte[31], 4);
	assert_null(e->model->provider);
	assert_string_equal(e->model->adapter, "l");
	assert_int_equal(e->opaque_count, 1);
	assert_int_equal(store_release_objects(r, count_all, &count), 0);
	assert_int_equal(count, 20);
	count = 0;
	assert_int_equal(store_release_objects(r, count_each, &count), 77);
	assert_int_equal(count, 9);
	store_release_free(r);
	free(bytes.p);
}

/* ---- limits -------------------------------------------------------------------- */

/* The example with a string of n bytes in place of from. */
static int read_with_long(const char *from, const char *before, size_t n,
			  const char *after)
{
	struct store_bytes bytes = kit_expand(kit_full), changed;
	size_t a = strlen(before), b = strlen(after);
	char *to = calloc(1, a + n + b + 1);
	struct store_why why;
	int rc;

	assert_non_null(to);
	memcpy(to, before, a);
	memset(to + a, 'x', n);
	memcpy(to + a + n, after, b);
	changed = kit_replace(&bytes, from, to);
	rc = kit_read(changed.p, changed.n, &why);
	free(to);
	free(bytes.p);
	free(changed.p);
	return rc;
}

static void keeps_to_the_limits_of_texts(void **state)
{
	(void)state;
	assert_int_equal(read_with_long("\"mcp", "\"", 4096, ""), STORE_OK);
	assert_int_equal(read_with_long("\"mcp", "\"", 4097, ""), STORE_LIMIT);
	assert_int_equal(read_with_long("\"q\\\"", "\"", 65000, ""), STORE_OK);
	assert_int_equal(read_with_long("\"q\\\"", "\"", 65537, ""),
			 STORE_LIMIT);
	assert_int_equal(read_with_long("\"\",", "\"", 4094, "\","), STORE_OK);
	assert_int_equal(read_with_long("\"\",", "\"", 4095, "\","),
			 STORE_LIMIT);
	assert_int_equal(read_with_long("\"q\\\"", "\"", 1 << 20, ""),
			 STORE_LIMIT);
}

static void keeps_to_the_limit_of_entries(void **state)
{
	struct store_id *many = calloc(10001, sizeof(*many));
	struct store_effective effective = { .examples = many };
	struct store_release release = {
		.prompt = "a",
		.version = "1.0.0",
		.at = "2026-11-21T10:00:00Z",
		.rules = 1,
	};
	struct store_bytes bytes = { 0 };

	(void)state;
	assert_non_null(many);
	effective.example_count = 10000;
	release.effective = effective;
	assert_int_equal(store_release_write(&bytes, &release), STORE_OK);
	store_bytes_release(&bytes);
	release.effective.example_count = 10001;
	assert_int_equal(store_release_write(&bytes, &release), STORE_LIMIT);
	assert_null(bytes.p);
	free(many);
}

/* ---- writing ---------------------------------------------------------------------- */

static void refuses_to_write_what_it_would_not_read(void **state)
{
	static const struct store_option two_in_one = {
		"a", "1,\n          \"b\": 2"
	};
	static const struct store_option comma = { "a", "1," };
	static const struct store_message messages[] = {
		{ .slot = "s", .role = "user" },
		{ .role = "user" },
		{ .role = "user", .syntax = "" },
		{ .role = "\xff", .syntax = "text" },
		{ .role = "user",
		  .syntax = "text",
		  .options = &two_in_one,
		  .option_count = 1 },
		{ .role = "user",
		  .syntax = "text",
		  .options = &comma,
		  .option_count = 1 },
	};
	static const struct store_id id;
	static const struct store_origin origins[] = {
		{ .path = "a" },
		{ .path = "a", .at = "b", .digest = &id },
		{ .path = "../a", .at = "b" },
		{ .at = "b" },
	};
	static const struct store_message good = { .slot = "s" };
	struct store_release release = {
		.prompt = "a",
		.version = "1.0.0",
		.at = "2026-11-21T10:00:00Z",
		.rules = 1,
		.effective = { .messages = &good, .message_count = 1 },
	};
	struct store_bytes bytes = { 0 };

	(void)state;
	assert_int_equal(store_release_write(&bytes, &release), STORE_OK);
	store_bytes_release(&bytes);
	for (size_t i = 0; i < sizeof(messages) / sizeof(*messages); i++) {
		release.effective.messages = &messages[i];
		assert_int_equal(store_release_write(&bytes, &release),
				 STORE_INVALID);
	}
	release.effective.messages = &good;
	release.source_count = 1;
	for (size_t i = 0; i < sizeof(origins) / sizeof(*origins); i++) {
		release.sources = &origins[i];
		assert_int_equal(store_release_write(&bytes, &release),
				 STORE_INVALID);
	}
	release.source_count = 0;
	release.effective.message_count = 0;
	assert_int_equal(store_release_write(&bytes, &release), STORE_INVALID);
	release.effective.message_count = 1;
	release.rules = 0;
	assert_int_equal(store_release_write(&bytes, &release), STORE_INVALID);
	release.rules = 1;
	release.reason = "";
	assert_int_equal(store_release_write(&bytes, &release), STORE_INVALID);
	release.reason = NULL;
	release.version = NULL;
	assert_int_equal(store_release_write(&bytes, &release), STORE_INVALID);
	assert_null(bytes.p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_the_worked_example),
		cmocka_unit_test(reads_every_member),
		cmocka_unit_test(keeps_to_the_limits_of_texts),
		cmocka_unit_test(keeps_to_the_limit_of_entries),
		cmocka_unit_test(refuses_to_write_what_it_would_not_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
