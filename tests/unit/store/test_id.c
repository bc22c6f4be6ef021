#include "kit.h"

static const char abc[] =
	"sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

static void names_the_vectors_of_fips_180(void **state)
{
	static const struct {
		const char *bytes, *digest;
	} vectors[] = {
		{ "", "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca"
		      "495991b7852b855" },
		{ "abc", abc },
		{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		  "sha256:248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd"
		  "419db06c1" },
	};
	char text[STORE_DIGEST_TEXT + 1];
	struct store_id id;

	(void)state;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(*vectors); i++) {
		store_id_of(&id, vectors[i].bytes, strlen(vectors[i].bytes));
		store_id_write(&id, text);
		assert_string_equal(text, vectors[i].digest);
	}
}

static void reads_what_it_writes(void **state)
{
	char text[STORE_DIGEST_TEXT + 1];
	struct store_id id, again;

	(void)state;
	for (unsigned i = 0; i < 256; i++) {
		unsigned char byte = (unsigned char)i;

		store_id_of(&id, &byte, 1);
		id.byte[i % STORE_ID_SIZE] = byte;
		store_id_write(&id, text);
		assert_int_equal(store_id_read(&again, text, strlen(text)), 0);
		assert_true(store_id_equal(&id, &again));
	}
}

/* At every place, every byte that is no lower-case digit is refused. */
static void refuses_every_other_spelling(void **state)
{
	struct store_id id, before;
	char text[STORE_DIGEST_TEXT + 2];

	(void)state;
	memset(&before, 7, sizeof(before));
	id = before;
	for (size_t place = 0; place < STORE_DIGEST_TEXT; place++) {
		for (int c = 0; c < 256; c++) {
			(void)snprintf(text, sizeof(text), "%s", abc);
			if (text[place] == (char)c ||
			    (place > 6 && c && strchr("0123456789abcdef", c)))
				continue;
			text[place] = (char)c;
			assert_int_equal(
				store_id_read(&id, text, STORE_DIGEST_TEXT),
				-1);
		}
	}
	for (size_t n = 0; n < STORE_DIGEST_TEXT; n++)
		assert_int_equal(store_id_read(&id, abc, n), -1);
	(void)snprintf(text, sizeof(text), "%s0", abc);
	assert_int_equal(store_id_read(&id, text, STORE_DIGEST_TEXT + 1), -1);
	assert_true(store_id_equal(&id, &before));
}

static void compares_bytes_from_the_first(void **state)
{
	struct store_id a = { { 0 } }, b = { { 0 } };

	(void)state;
	assert_int_equal(store_id_compare(&a, &b), 0);
	b.byte[31] = 1;
	assert_true(store_id_compare(&a, &b) < 0);
	assert_false(store_id_equal(&a, &b));
	a.byte[0] = 0xff;
	assert_true(store_id_compare(&a, &b) > 0);
}

static void has_a_sentence_for_every_status(void **state)
{
	(void)state;
	for (int status = STORE_NOMEM - 1; status <= 0; status++) {
		const char *text = store_strerror(status);

		assert_non_null(text);
		assert_true(strlen(text) > 5);
		assert_true(text[strlen(text) - 1] != '.');
		for (int other = status + 1; other <= 0; other++)
			assert_string_not_equal(text, store_strerror(other));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_the_vectors_of_fips_180),
		cmocka_unit_test(reads_what_it_writes),
		cmocka_unit_test(refuses_every_other_spelling),
		cmocka_unit_test(compares_bytes_from_the_first),
		cmocka_unit_test(has_a_sentence_for_every_status),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
