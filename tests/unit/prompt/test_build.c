#include "memory.h"

#define TOP "promptpin: 1\nprompts:\n  a:\n    "
#define SYSTEM "messages: [{system: s.md}]\n"

static void hex(const struct store_id *id, char text[STORE_DIGEST_TEXT + 1])
{
	store_id_write(id, text);
}

static void builds_the_simplest_prompt(void **state)
{
	struct memory m;
	struct built p;

	(void)state;
	memory_open(&m, MEMORY_FILES(MEMORY_FILE("promptpin.yaml", TOP SYSTEM),
				     MEMORY_FILE("s.md", "You are helpful.\n")));
	assert_int_equal(memory_build(&m, "a", &p), 0);
	memory_clean(&m);
	assert_true(p.complete);
	assert_int_equal(p.effective.message_count, 1);
	assert_string_equal(p.effective.messages[0].role, "system");
	assert_string_equal(p.effective.messages[0].syntax, "text");
	assert_int_equal(p.object_count, 1);
	assert_true(p.objects[0].whole);
	assert_int_equal(p.source_count, 2);
	assert_string_equal(p.sources[0].path, "promptpin.yaml");
	assert_string_equal(p.sources[0].at, "/prompts/a");
	assert_string_equal(p.sources[1].path, "s.md");
	memory_close(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(builds_the_simplest_prompt),
	};

	(void)hex;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
