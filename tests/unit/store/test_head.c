#include "kit.h"

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static int read_text(const char *p, size_t n, struct store_head *head,
		     struct store_why *why)
{
	char *copy = malloc(n ? n : 1);
	int rc;

	assert_non_null(copy);
	memcpy(copy, p, n);
	*why = (struct store_why){ 0 };
	rc = store_head_read(head, copy, n, why);
	free(copy);
	return rc;
}

static void reads_what_it_writes(void **state)
{
	static const char *const heads[] = {
		"2.3.1 sha256:" HEX "\n",
		"999999999.999999999.999999999-rc.1 sha256:" HEX "\n",
	};
	char text[STORE_HEAD_TEXT];
	struct store_head head;
	struct store_why why;

	(void)state;
	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++) {
		assert_int_equal(
			read_text(heads[i], strlen(heads[i]), &head, &why),
			STORE_OK);
		assert_int_equal(store_head_write(&head, text),
				 strlen(heads[i]));
		assert_string_equal(text, heads[i]);
	}
}

static void refuses_everything_else(void **state)
{
	static const struct {
		const char *what, *text;
		unsigned line;
	} bad[] = {
		{ "empty", "", 1 },
		{ "only a line feed", "\n", 1 },
		{ "no line feed", "2.3.1 sha256:" HEX, 1 },
		{ "CRLF", "2.3.1 sha256:" HEX "\r\n", 1 },
		{ "two spaces", "2.3.1  sha256:" HEX "\n", 1 },
		{ "tab", "2.3.1\tsha256:" HEX "\n", 1 },
		{ "space before", " 2.3.1 sha256:" HEX "\n", 1 },
		{ "space after", "2.3.1 sha256:" HEX " \n", 1 },
		{ "no version", "sha256:" HEX "\n", 1 },
		{ "no digest", "2.3.1 \n", 1 },
		{ "build metadata", "2.3.1+b sha256:" HEX "\n", 1 },
		{ "leading zero", "02.3.1 sha256:" HEX "\n", 1 },
		{ "upper case",
		  "2.3.1 sha256:A"
		  "123456789abcdef0123456789abcdef"
		  "0123456789abcdef0123456789abcdef\n",
		  1 },
		{ "other algorithm", "2.3.1 sha512:" HEX "\n", 1 },
		{ "byte order mark",
		  "\xef\xbb\xbf"
		  "2.3.1 sha256:" HEX "\n",
		  1 },
		{ "two lines", "2.3.1 sha256:" HEX "\n2.3.2 sha256:" HEX "\n",
		  2 },
		{ "empty line after", "2.3.1 sha256:" HEX "\n\n", 2 },
		{ "empty line before", "\n2.3.1 sha256:" HEX "\n", 1 },
		{ "conflict",
		  "<<<<<<< HEAD\n2.3.1 sha256:" HEX "\n=======\n"
		  "2.3.2 sha256:" HEX "\n>>>>>>> b\n",
		  1 },
	};
	struct store_head head, before;
	struct store_why why;

	(void)state;
	memset(&before, 7, sizeof(before));
	head = before;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		int rc = read_text(bad[i].text, strlen(bad[i].text), &head,
				   &why);

		if (rc != STORE_INVALID || why.line != bad[i].line || !why.what)
			fail_msg("%s: %d, line %u", bad[i].what, rc, why.line);
	}
	assert_memory_equal(&head, &before, sizeof(head));
}

static void stays_in_its_one_form_whatever_byte_changes(void **state)
{
	char text[] = "2.3.1-a sha256:" HEX "\n", again[STORE_HEAD_TEXT];
	const size_t n = sizeof(text) - 1;
	struct store_head head;
	struct store_why why;

	(void)state;
	for (size_t i = 0; i < n; i++) {
		const char before = text[i];

		assert_int_equal(read_text(text, i, &head, &why),
				 STORE_INVALID);
		for (int c = 0; c < 256; c++) {
			text[i] = (char)c;
			if (read_text(text, n, &head, &why) < 0)
				continue;
			assert_int_equal(store_head_write(&head, again), n);
			assert_memory_equal(again, text, n);
		}
		text[i] = before;
	}
}

static void refuses_a_longer_file_at_once(void **state)
{
	char text[300];
	struct store_head head;
	struct store_why why;

	(void)state;
	memset(text, '1', sizeof(text));
	assert_int_equal(read_text(text, 257, &head, &why), STORE_INVALID);
	assert_int_equal(why.line, 0);
	assert_int_equal(read_text(text, 256, &head, &why), STORE_INVALID);
	assert_int_equal(why.line, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_it_writes),
		cmocka_unit_test(refuses_everything_else),
		cmocka_unit_test(stays_in_its_one_form_whatever_byte_changes),
		cmocka_unit_test(refuses_a_longer_file_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
