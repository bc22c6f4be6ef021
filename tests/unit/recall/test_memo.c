/* The record: what is written is read, and nothing else is. */
#include "unit/view/scratch.h"

#include "base/buf.h"
#include "recall/memo.h"

#define HEAD_ID "0123456789012345678901234567890123456789"

static struct memo sample(void)
{
	static struct str files[] = { { "/etc/gitconfig", 14 } };
	static struct str keys[] = { { "a", 1 }, { "b/", 2 }, { "b0", 2 } };
	static struct memo_node nodes[] = {
		{ MEMO_FOLDER, { "", 0 }, { HEAD_ID, 40 } },
		{ MEMO_FILE, { "a", 1 }, { "-", 1 } },
		{ MEMO_LISTED, { "b", 1 }, { HEAD_ID, 40 } },
	};

	return (struct memo){ .program = STR("1.0.0 1 2"),
			      .day = STR("20000"),
			      .head = STR(HEAD_ID),
			      .branch = STR("refs/heads/main"),
			      .base = MEMO_LOCAL,
			      .files = files,
			      .file_count = 1,
			      .keys = keys,
			      .key_count = 3,
			      .nodes = nodes,
			      .node_count = 3,
			      .looked = true,
			      .detectors = 0x1020abcd,
			      .answer = { { 1, 2, 3 } },
			      .rest = { { 4, 5, 6 } } };
}

/* The bytes with other text in the place of some, and a checksum that is
 * right again. */
static struct str forged(struct str bytes, struct str from, struct str to)
{
	struct buf b = buf_in(&arena);
	struct store_id sum;
	char text[STORE_DIGEST_TEXT + 1];
	const char *at;

	bytes.n -= STORE_DIGEST_TEXT + 2;
	at = memmem(bytes.p, bytes.n, from.p, from.n);
	assert_non_null(at);
	buf_add(&b, (struct str){ bytes.p, (size_t)(at - bytes.p) });
	buf_add(&b, to);
	at += from.n;
	buf_add(&b, (struct str){ at, (size_t)(bytes.p + bytes.n - at) });
	store_id_of(&sum, b.data, b.len);
	store_id_write(&sum, text);
	buf_addf(&b, "S%s", text);
	buf_addc(&b, '\0');
	return buf_str(&b);
}

#define FORGED(from, to) forged(bytes, STR(from), STR(to))

static void what_was_written_is_read(void **state)
{
	struct memo in = sample(), out;
	struct str bytes = memo_write(&arena, &in);

	(void)state;
	assert_int_equal(memo_read(&out, &arena, bytes), 0);
	assert_true(str_eq(out.program, in.program));
	assert_true(str_eq(out.day, in.day));
	assert_true(str_eq(out.head, in.head));
	assert_true(str_eq(out.branch, in.branch));
	assert_int_equal(out.base, in.base);
	assert_int_equal(out.file_count, 1);
	assert_true(str_eq(out.files[0], in.files[0]));
	assert_int_equal(out.key_count, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_true(str_eq(out.keys[i], in.keys[i]));
		assert_int_equal(out.nodes[i].kind, in.nodes[i].kind);
		assert_true(str_eq(out.nodes[i].path, in.nodes[i].path));
		assert_true(str_eq(out.nodes[i].id, in.nodes[i].id));
	}
	assert_true(store_id_equal(&out.answer, &in.answer));
	assert_true(out.looked);
	assert_int_equal(out.detectors, in.detectors);
	assert_true(store_id_equal(&out.rest, &in.rest));
	assert_true(str_eq(memo_write(&arena, &out), bytes));
	arena_free(&arena);
}

static void the_top_and_a_detached_head_are_empty_texts(void **state)
{
	struct memo in = sample(), out;
	struct str top = STR_EMPTY;

	(void)state;
	in.keys = &top;
	in.key_count = 1;
	in.branch = STR_EMPTY;
	assert_int_equal(memo_read(&out, &arena, memo_write(&arena, &in)), 0);
	assert_int_equal(out.key_count, 1);
	assert_int_equal(out.keys[0].n, 0);
	assert_int_equal(out.branch.n, 0);
	arena_free(&arena);
}

static void every_cut_and_every_flipped_bit_is_refused(void **state)
{
	struct memo in = sample(), out;
	struct str bytes = memo_write(&arena, &in);
	char *copy = str_c(&arena, bytes);

	(void)state;
	for (size_t n = 0; n < bytes.n; n++) {
		char *cut = malloc(n + 1);

		memcpy(cut, bytes.p, n);
		assert_int_equal(
			memo_read(&out, &arena, (struct str){ cut, n }), -1);
		free(cut);
	}
	for (size_t i = 0; i < 8 * bytes.n; i++) {
		copy[i / 8] = (char)(copy[i / 8] ^ 1 << i % 8);
		assert_int_equal(
			memo_read(&out, &arena, (struct str){ copy, bytes.n }),
			-1);
		copy[i / 8] = (char)(copy[i / 8] ^ 1 << i % 8);
	}
	arena_free(&arena);
}

static void a_right_checksum_alone_does_not_make_a_record(void **state)
{
	struct memo in = sample(), out;
	struct str bytes = memo_write(&arena, &in);
	struct str all[] = {
		FORGED("promptpin-clean 4", "promptpin-clean 1"),
		FORGED("D20000\0", ""),
		FORGED("D20000\0", "D20000\0D20001\0"),
		FORGED("H" HEAD_ID, "H0123"),
		FORGED("H" HEAD_ID,
		       "HX123456789012345678901234567890123456789"),
		FORGED("Fl\0", "Fz\0"),
		FORGED("Fl\0", "Fll\0"),
		FORGED("Fl\0", ""),
		FORGED("C/etc/gitconfig", "Cetc/gitconfig"),
		FORGED("Ka\0", "Kz\0"),	   /* out of order */
		FORGED("Kb0\0", "Kb/x\0"), /* inside another */
		FORGED("Kb0\0", "Kb/\0"),  /* twice */
		FORGED("Ka\0", "K\0Ka\0"), /* all of it, and more */
		FORGED("=-\0", ""),	   /* a node without its id */
		FORGED("=-\0", "=-\0=-\0"),
		FORGED("=-\0", "=\0"),
		FORGED("=-\0", "=+\0"),
		FORGED("ba\0", "=-\0ba\0"),
		FORGED("Asha256:01", "Asha256:0x"),
		FORGED("Asha256:", "Zsha256:"),
		FORGED("Bsha256:", "Asha256:"),
		FORGED("Qsha256:", "Asha256:"),
		FORGED("Ly1020abcd", "Ly1020abc"),
		FORGED("Ly1020abcd", "Ly1020abcg"),
		FORGED("Ly1020abcd", "Lz1020abcd"),
		FORGED("Ly1020abcd", "Ln1020abcd"),
		FORGED("Ly1020abcd", "Ly"),
		FORGED("Ly1020abcd", "Lz"),
		FORGED("Qsha256:04", "Qsha256:0x"),
		FORGED("Ka\0", "Qa\0"),
		FORGED("Ka\0", "\0Ka\0"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (memo_read(&out, &arena, all[i]) != -1)
			fail_msg("forgery %zu is taken", i);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_written_is_read),
		cmocka_unit_test(the_top_and_a_detached_head_are_empty_texts),
		cmocka_unit_test(every_cut_and_every_flipped_bit_is_refused),
		cmocka_unit_test(a_right_checksum_alone_does_not_make_a_record),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
