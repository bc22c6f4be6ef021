/* Near misses of the one form, each refused with the line it is on. */
#include "release_kit.h"

/* "D" is a digest here too. later: lines from the first difference on. */
struct mutation {
	const char *what, *from, *to;
	unsigned later;
};

/* The line of the first byte that differs. */
static unsigned first_difference(const struct store_bytes *a,
				 const struct store_bytes *b)
{
	unsigned line = 1;

	for (size_t i = 0; i < a->n && a->p[i] == b->p[i]; i++)
		line += a->p[i] == '\n';
	return line;
}

static void refuse_all(const char *text, const struct mutation *list, size_t n)
{
	struct store_bytes bytes = kit_expand(text);
	struct store_why why;

	for (size_t i = 0; i < n; i++) {
		struct store_bytes from = kit_expand(list[i].from);
		struct store_bytes to = kit_expand(list[i].to);
		struct store_bytes changed = kit_replace(&bytes, from.p, to.p);
		unsigned line = first_difference(&bytes, &changed) +
				list[i].later;
		int rc = kit_read(changed.p, changed.n, &why);

		if (rc != STORE_INVALID || why.line != line)
			fail_msg("%s: status %d, line %u, not %u (%s)",
				 list[i].what, rc, why.line, line,
				 why.what ? why.what : "");
		free(changed.p);
		free(from.p);
		free(to.p);
	}
	free(bytes.p);
}

static void refuses_another_layout(void **state)
{
	static const struct mutation list[] = {
		{ "byte order mark", "{\n  \"format\"",
		  "\xef\xbb\xbf{\n  \"format\"", 0 },
		{ "space before", "{\n  \"format\"", " {\n  \"format\"", 0 },
		{ "CRLF", "{\n  \"format\"", "{\r\n  \"format\"", 0 },
		{ "tab", "\n  \"prompt\"", "\n\t\"prompt\"", 0 },
		{ "one space less", "\n  \"prompt\"", "\n \"prompt\"", 0 },
		{ "one space more", "\n  \"prompt\"", "\n   \"prompt\"", 0 },
		{ "no space after colon", "\"prompt\": ", "\"prompt\":", 0 },
		{ "space before colon", "\"prompt\": ", "\"prompt\" : ", 0 },
		{ "space before comma", "\"a\",\n", "\"a\" ,\n", 0 },
		{ "space after comma", "\"a\",\n", "\"a\", \n", 0 },
		{ "two members on a line", ",\n  \"version\"", ", \"version\"",
		  0 },
		{ "comma missing", "\"a\",\n", "\"a\"\n", 1 },
		{ "comma after the last", "\n  ]\n}", "\n  ],\n}", 1 },
		{ "no line feed at the end", "\n}\n", "\n}", 0 },
		{ "two line feeds at the end", "\n}\n", "\n}\n\n", 0 },
		{ "something behind", "\n}\n", "\n}\n{}\n", 0 },
		{ "comment", "{\n  \"format\"", "{ // x\n  \"format\"", 0 },
		{ "brackets joined", "    },\n    {\n      \"version\": \"1.8",
		  "    }, {\n      \"version\": \"1.8", 0 },
	};

	(void)state;
	refuse_all(kit_full, list, sizeof(list) / sizeof(*list));
}

static void refuses_other_members(void **state)
{
	static const struct mutation list[] = {
		{ "unlisted member", "  \"prompt\": \"a\",\n",
		  "  \"prompt\": \"a\",\n  \"owner\": \"x\",\n", 0 },
		{ "repeated member", "  \"prompt\": \"a\",\n",
		  "  \"prompt\": \"a\",\n  \"prompt\": \"a\",\n", 0 },
		{ "out of order",
		  "  \"prompt\": \"a\",\n  \"version\": \"2.0.0-rc.1\",\n",
		  "  \"version\": \"2.0.0-rc.1\",\n  \"prompt\": \"a\",\n", 0 },
		{ "required one missing", "  \"prompt\": \"a\",\n", "", 0 },
		{ "null", "\"prompts.py:build\"", "null", 0 },
		{ "empty string", "\"ref\": \"prompts.py:build\"",
		  "\"ref\": \"\"", 0 },
		{ "number for a string", "\"prompt\": \"a\"", "\"prompt\": 1",
		  0 },
		{ "string for a number", "4294967295", "\"1\"", 0 },
		{ "empty list",
		  "\"examples\": [\n      \"D\",\n      \"E\",\n      \"D\"\n    ]",
		  "\"examples\": []", 0 },
		{ "both schema and definition", "      \"definition\": \"",
		  "      \"schema\": \"D\",\n      \"definition\": \"", 0 },
		{ "slot with role", "        \"role\": \"user\"",
		  "        \"slot\": \"x\",\n        \"role\": \"user\"", 1 },
		{ "message without text",
		  "        \"syntax\": \"text\",\n        \"text\"",
		  "        \"syntax\": \"text\",\n        \"txt\"", 0 },
		{ "digest for at of the manifest", "\"path\": \"a.md\"",
		  "\"path\": \"a.md\",\n      \"at\": \"/x\"", 1 },
		{ "parent that names its own prompt", "\"prompt\": \"b\"",
		  "\"prompt\": \"a\"", 0 },
	};

	(void)state;
	refuse_all(kit_full, list, sizeof(list) / sizeof(*list));
}

static void refuses_other_values(void **state)
{
	static const struct mutation list[] = {
		{ "escape \\/", "\"q\\\"", "\"q\\/\\\"", 0 },
		{ "escape of a letter", "\"q\\\"", "\"\\u0071\\\"", 0 },
		{ "escape in upper case", "\\u001b", "\\u001B", 0 },
		{ "escape U", "\\u001b", "\\U001b", 0 },
		{ "long escape of LF", " n\\n", " n\\u000a", 0 },
		{ "escape of DEL", "d\x7f", "d\\u007f", 0 },
		{ "escaped NUL", "\\u0001", "\\u0000", 0 },
		{ "raw control byte", "\\u0001", "\x01", 0 },
		{ "escaped surrogates", "\xf0\x9f\x98\x80", "\\ud83d\\ude00",
		  0 },
		{ "raw surrogate", "\xf0\x9f\x98\x80", "\xed\xa0\xbd", 0 },
		{ "overlong", "\xf0\x9f\x98\x80", "\xc0\xaf", 0 },
		{ "beyond U+10FFFF", "\xf0\x9f\x98\x80", "\xf4\x90\x80\x80",
		  0 },
		{ "cut sequence", "\xf0\x9f\x98\x80", "\xf0\x9f\x98", 0 },
		{ "rules 0", "4294967295", "0", 0 },
		{ "rules too large", "4294967295", "4294967296", 0 },
		{ "rules with zeros", "4294967295", "01", 0 },
		{ "rules as a fraction", "4294967295", "1.0", 0 },
		{ "rules negative", "4294967295", "-1", 0 },
		{ "minus zero", "-12", "-0", 0 },
		{ "plus", "-12", "+1", 0 },
		{ "exponent", "-12", "1e3", 0 },
		{ "option of 19 digits", "999999999999999999",
		  "1999999999999999999", 0 },
		{ "option null", "\"d\": false", "\"d\": null", 0 },
		{ "option list", "\"d\": false", "\"d\": []", 0 },
		{ "True", "\"d\": false", "\"d\": False", 0 },
		{ "options out of order",
		  "          \"d\": false,\n          \"e\"",
		  "          \"e\": false,\n          \"d\"", 1 },
		{ "option twice", "          \"d\": false",
		  "          \"c\": false", 0 },
		{ "parts out of order", "\"../p\": ", "\"~\": ", 1 },
		{ "digest in upper case", "\"digest\": \"sha256:0",
		  "\"digest\": \"sha256:A", 0 },
		{ "digest of sha1",
		  "\"digest\": \"sha256:", "\"digest\": \"sha1:", 0 },
		{ "digest cut", "\"digest\": \"sha256:0",
		  "\"digest\": \"sha256:", 0 },
		{ "prompt in upper case", "\"prompt\": \"a\"",
		  "\"prompt\": \"A\"", 0 },
		{ "prompt that leaves", "\"prompt\": \"a\"",
		  "\"prompt\": \"../a\"", 0 },
		{ "version with build", "2.0.0-rc.1", "2.0.0+rc.1", 0 },
		{ "version with v", "2.0.0-rc.1", "v2.0.0", 0 },
		{ "no leap year", "2024-02-29", "2023-02-29", 0 },
		{ "century without leap day", "2024-02-29", "2100-02-29", 0 },
		{ "month 13", "2024-02-29", "2024-13-01", 0 },
		{ "month 0", "2024-02-29", "2024-00-01", 0 },
		{ "day 0", "2024-02-29", "2024-02-00", 0 },
		{ "year 0", "2024-02-29", "0000-02-29", 0 },
		{ "hour 24", "T23:59:59Z", "T24:00:00Z", 0 },
		{ "minute 60", "T23:59:59Z", "T23:60:00Z", 0 },
		{ "leap second", "T23:59:59Z", "T23:59:60Z", 0 },
		{ "offset", "T23:59:59Z", "T23:59:59+00:00", 0 },
		{ "space for T", "T23:59:59Z", " 23:59:59Z", 0 },
		{ "no zone", "T23:59:59Z", "T23:59:59", 0 },
		{ "source that leaves", "\"a.md\"", "\"../a.md\"", 0 },
		{ "absolute source", "\"a.md\"", "\"/a.md\"", 0 },
		{ "source in .git", "\"a.md\"", "\"x/.GIT/hooks\"", 0 },
		{ "format 0", "release/1", "release/0", 0 },
		{ "format 01", "release/1", "release/01", 0 },
		{ "format 2x", "release/1", "release/2x", 0 },
		{ "another format", "promptpin.release/1", "promptpin.head/2",
		  0 },
	};

	(void)state;
	refuse_all(kit_full, list, sizeof(list) / sizeof(*list));
}

static void says_that_a_format_is_newer(void **state)
{
	static const char *const newer[] = {
		"{\n  \"format\": \"promptpin.release/2\"",
		"{\n  \"format\": \"promptpin.release/10\",\n  \"any\": [",
		"{\n  \"format\": \"promptpin.release/99999999999999999999\"}",
	};
	struct store_why why;

	(void)state;
	for (size_t i = 0; i < sizeof(newer) / sizeof(*newer); i++) {
		assert_int_equal(kit_read(newer[i], strlen(newer[i]), &why),
				 STORE_NEWER);
		assert_int_equal(why.line, 2);
	}
}

/* Every byte replaced by every other: refused, or another valid release. */
static void stays_in_its_one_form_whatever_byte_changes(void **state)
{
	static const char bytes_tried[] =
		"\0\n\r\t \"\\/,:{}[]-+.0129aAfFntux@\x7f\x80\xc3\xff";
	struct store_bytes bytes = kit_block("release", 0);
	struct store_why why;

	(void)state;
	for (size_t i = 0; i < bytes.n; i++) {
		const char before = bytes.p[i];

		for (unsigned c = 0; c < sizeof(bytes_tried) - 1 + 8; c++) {
			int rc;

			if (c < sizeof(bytes_tried) - 1)
				bytes.p[i] = bytes_tried[c];
			else
				bytes.p[i] = (char)(before ^ (1 << (c % 8)));
			rc = kit_read(bytes.p, bytes.n, &why);
			assert_true(rc == STORE_OK || rc == STORE_NEWER ||
				    (rc == STORE_INVALID && why.line > 0));
		}
		bytes.p[i] = before;
	}
	free(bytes.p);
}

static void refuses_every_truncation(void **state)
{
	struct store_bytes bytes[] = { kit_block("release", 0),
				       kit_expand(kit_full) };
	struct store_why why;

	(void)state;
	for (size_t b = 0; b < 2; b++) {
		for (size_t n = 0; n < bytes[b].n; n++) {
			assert_int_equal(kit_read(bytes[b].p, n, &why),
					 STORE_INVALID);
			assert_true(why.line > 0);
		}
		free(bytes[b].p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_another_layout),
		cmocka_unit_test(refuses_other_members),
		cmocka_unit_test(refuses_other_values),
		cmocka_unit_test(says_that_a_format_is_newer),
		cmocka_unit_test(stays_in_its_one_form_whatever_byte_changes),
		cmocka_unit_test(refuses_every_truncation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
