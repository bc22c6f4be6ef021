/* What is known of single prompts: what is written is read, and nothing else is. */
#include "unit/view/scratch.h"

#include "base/buf.h"
#include "recall/known.h"
#include "recall/seal.h"

#define SHARED \
	"0300000000000000000000000000000000000000000000000000000000000000"

static struct known sample(void)
{
	static struct known_key keys[] = {
		{ { ".promptpin/records/", 19 }, { 1, 2 } },
		{ { "a.md", 4 }, { 0xab, 0xcd } },
		{ { "tools/", 6 }, { 0 } },
	};
	static const size_t all[] = { 1, 2 }, one[] = { 2 };
	static struct known_prompt prompts[] = {
		{ { "a/b", 3 }, { { 7 } }, all, 2 },
		{ { "c", 1 }, { { 8 } }, one, 1 },
		{ { "nothing", 7 }, { { 9 } }, one, 0 },
	};

	return (struct known){ .program = STR("1.0.0 1 2"),
			       .day = STR("20000"),
			       .shared = { { 3 } },
			       .spent = 17,
			       .keys = keys,
			       .key_count = 3,
			       .common = 1,
			       .prompts = prompts,
			       .prompt_count = 3 };
}

/* The bytes with other text in the place of some, and a checksum that is
 * right again. */
static struct str forged(struct str bytes, struct str from, struct str to)
{
	struct buf b = buf_in(&arena);
	const char *at;

	bytes.n -= STORE_DIGEST_TEXT + 2;
	at = memmem(bytes.p, bytes.n, from.p, from.n);
	assert_non_null(at);
	buf_add(&b, (struct str){ bytes.p, (size_t)(at - bytes.p) });
	buf_add(&b, to);
	at += from.n;
	buf_add(&b, (struct str){ at, (size_t)(bytes.p + bytes.n - at) });
	seal_end(&b);
	return buf_str(&b);
}

#define FORGED(from, to) forged(bytes, STR(from), STR(to))

static void what_was_written_is_read(void **state)
{
	struct known in = sample(), out;
	struct str bytes = known_write(&arena, &in);

	(void)state;
	assert_int_equal(known_read(&out, &arena, bytes), 0);
	assert_true(str_eq(out.program, in.program));
	assert_true(str_eq(out.day, in.day));
	assert_true(store_id_equal(&out.shared, &in.shared));
	assert_int_equal(out.spent, 17);
	assert_int_equal(out.common, 1);
	assert_int_equal(out.key_count, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_true(str_eq(out.keys[i].path, in.keys[i].path));
		assert_memory_equal(out.keys[i].answer, in.keys[i].answer,
				    KNOWN_ANSWER);
	}
	assert_int_equal(out.prompt_count, 3);
	for (size_t i = 0; i < 3; i++) {
		const struct known_prompt *a = &out.prompts[i];
		const struct known_prompt *b = &in.prompts[i];

		assert_true(str_eq(a->id, b->id));
		assert_true(store_id_equal(&a->entry, &b->entry));
		assert_int_equal(a->key_count, b->key_count);
		for (size_t j = 0; j < a->key_count; j++)
			assert_int_equal(a->keys[j], b->keys[j]);
	}
	assert_true(str_eq(known_write(&arena, &out), bytes));
	arena_free(&arena);
}

static void an_empty_record_is_one(void **state)
{
	struct known in = { .program = STR_EMPTY, .day = STR_EMPTY }, out;

	(void)state;
	assert_int_equal(known_read(&out, &arena, known_write(&arena, &in)), 0);
	assert_int_equal(out.key_count, 0);
	assert_int_equal(out.prompt_count, 0);
	assert_int_equal(known_read(&out, &arena, STR_EMPTY), -1);
	arena_free(&arena);
}

static void every_cut_and_every_flipped_bit_is_refused(void **state)
{
	struct known in = sample(), out;
	struct str bytes = known_write(&arena, &in);
	char *copy = str_c(&arena, bytes);

	(void)state;
	for (size_t n = 0; n < bytes.n; n++) {
		char *cut = malloc(n + 1);

		memcpy(cut, bytes.p, n);
		assert_int_equal(
			known_read(&out, &arena, (struct str){ cut, n }), -1);
		free(cut);
	}
	for (size_t i = 0; i < 8 * bytes.n; i++) {
		copy[i / 8] = (char)(copy[i / 8] ^ 1 << i % 8);
		assert_int_equal(
			known_read(&out, &arena, (struct str){ copy, bytes.n }),
			-1);
		copy[i / 8] = (char)(copy[i / 8] ^ 1 << i % 8);
	}
	arena_free(&arena);
}

static void a_right_checksum_alone_does_not_make_a_record(void **state)
{
	struct known in = sample(), out;
	struct str bytes = known_write(&arena, &in);
	struct str all[] = {
		FORGED("promptpin-prompts 1", "promptpin-prompts 0"),
		FORGED("promptpin-prompts 1", "promptpin-clean 2"),
		FORGED("D20000\0", ""),
		FORGED("D20000\0", "D20000\0D20000\0"),
		FORGED("Xsha256:" SHARED "\0", "Xsha256:\0"),
		FORGED("U17\0", "U\0"),
		FORGED("U17\0", "U1x\0"),
		FORGED("U17\0", "U-1\0"),
		FORGED("U17\0", "U9999999999\0"),
		FORGED("C1\0", "C4\0"), /* more keys than there are */
		FORGED("Kabcd", "Kabcg"),
		FORGED("Kabcd", "KABCD"),
		FORGED("Kabcd0000000000000000000000000000a.md", "Kabcd"),
		FORGED("Kabcd", "Qabcd"),
		FORGED("Ia/b\0", "Ia/b\0Ia/b\0"),
		FORGED("Ia/b\0", ""),
		FORGED("L1 2 \0", ""),
		FORGED("L1 2 \0", "L1 3 \0"), /* no such key */
		FORGED("L1 2 \0", "L1 2\0"),
		FORGED("L1 2 \0", "L1  2 \0"),
		FORGED("L1 2 \0", "L1 -2 \0"),
		FORGED("L1 2 \0", "L1 00000000000000000002 \0"),
		FORGED("L1 2 \0", "L18446744073709551617 \0"), /* 1, wrapped */
		FORGED("L1 2 \0", "L1 2 \0L1 \0"),
		FORGED("L1 2 \0", "L1 2 \0\0"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (known_read(&out, &arena, all[i]) != -1)
			fail_msg("forgery %zu is taken", i);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_written_is_read),
		cmocka_unit_test(an_empty_record_is_one),
		cmocka_unit_test(every_cut_and_every_flipped_bit_is_refused),
		cmocka_unit_test(a_right_checksum_alone_does_not_make_a_record),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
