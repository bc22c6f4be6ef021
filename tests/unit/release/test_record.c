/* Records of retired and moved prompts: one form, read back as written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "release/record.h"

static struct record example(void)
{
	struct record r = { .kind = STR("moved"),
			    .prompt = STR("old"),
			    .version = STR("2.3.1"),
			    .to = STR("team/new"),
			    .at = STR("2026-11-21T10:00:00Z"),
			    .reason = STR("a \"better\" name") };

	store_id_of(&r.release, "x", 1);
	return r;
}

static void reads_what_it_wrote(void **state)
{
	struct arena a = { 0 };
	struct record r = example(), again;

	(void)state;
	assert_int_equal(record_read(&a, record_write(&a, &r), &again), 0);
	assert_true(str_eq(again.kind, r.kind));
	assert_true(str_eq(again.prompt, r.prompt));
	assert_true(str_eq(again.version, r.version));
	assert_true(str_eq(again.to, r.to));
	assert_true(str_eq(again.at, r.at));
	assert_true(str_eq(again.reason, r.reason));
	assert_true(store_id_equal(&again.release, &r.release));
	assert_true(str_is(record_path(&a, &r),
			   ".promptpin/records/moved/old@2.3.1"));
	arena_free(&a);
}

static void leaves_out_what_does_not_apply(void **state)
{
	struct arena a = { 0 };
	struct record r = example();
	struct str text;

	(void)state;
	r.kind = STR("retired");
	r.to = r.reason = STR_EMPTY;
	text = record_write(&a, &r);
	assert_null(strstr(text.p, "\"to\""));
	assert_null(strstr(text.p, "\"reason\""));
	assert_true(str_ends(text, "\n}\n"));
	arena_free(&a);
}

static void refuses_what_is_no_record(void **state)
{
	static const char *const texts[] = {
		"",
		"{}",
		"[]",
		"not json",
		"{\"format\":\"promptpin.record/2\"}",
		"{\"format\":\"promptpin.record/1\",\"prompt\":\"old\"}",
		/* a path is no prompt id */
		("{\"format\":\"promptpin.record/1\",\"prompt\":\"../x\","
		 "\"release\":\"sha256:2d711642b726b04401627ca9fbac32f5"
		 "c8530fb1903cc4db02258717921a4881\"}"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct arena a = { 0 };
		struct record r;

		assert_int_equal(record_read(&a, str_of(texts[i]), &r), -1);
		arena_free(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_it_wrote),
		cmocka_unit_test(leaves_out_what_does_not_apply),
		cmocka_unit_test(refuses_what_is_no_record),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
