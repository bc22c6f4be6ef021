#include "kit.h"

static void takes_prompt_ids(void **state)
{
	static const char *const ids[] = {
		"a",	"0",	 "support/triage", "a.b_c-d/0", "a..b",	 "com",
		"com0", "com10", "console",	   "nullable",	"x.con", "a-",
		"a_",	"lpt",	 "auxiliary/prn1",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++)
		if (!store_prompt_ok(ids[i], strlen(ids[i])))
			fail_msg("refused: %s", ids[i]);
}

static const char *const hostile_ids[] = {
	"",	     "/",      "/a",	      "a/",
	"a//b",	     ".",      "..",	      "../a",
	"a/..",	     "a/../b", "a/.",	      "./a",
	".git",	     "a/.git", ".git/config", "A",
	"a/B",	     "aB",     "a.",	      "a./b",
	"_a",	     "-a",     "a/-b",	      "a b",
	"a\tb",	     "a\nb",   "a\\b",	      "c:a",
	"a@",	     "a@b",    "@",	      "git~1",
	"a*",	     "a?",     "con",	      "prn",
	"aux",	     "nul",    "com1",	      "com9",
	"lpt1",	     "lpt9",   "con.txt",     "nul.a.b",
	"a/con",     "aux/b",  "a/com1.x/b",  "\xc3\xa4",
	"a\xcc\x88", "a\x7f",  "a\x1b[31m",   "\xe2\x80\xaez",
	"a,b",	     "a+b",    "~",	      "$a",
	"%2e%2e",    "a#b",    "a:b",	      "a|b",
	"\"a\"",
};

static void refuses_hostile_prompt_ids(void **state)
{
	char text[STORE_PROMPT_MAX + 2];

	(void)state;
	for (size_t i = 0; i < sizeof(hostile_ids) / sizeof(*hostile_ids); i++)
		if (store_prompt_ok(hostile_ids[i], strlen(hostile_ids[i])))
			fail_msg("taken: %s", hostile_ids[i]);
	memset(text, 'a', sizeof(text));
	assert_true(store_prompt_ok(text, STORE_PROMPT_MAX));
	assert_false(store_prompt_ok(text, STORE_PROMPT_MAX + 1));
	assert_false(store_prompt_ok("a\0b", 3));
	assert_false(store_prompt_ok("\0", 1));
	assert_true(store_prompt_ok("ab/", 2));
}

static enum store_kind kind_of(const char *path)
{
	struct store_path out;

	memset(&out, 7, sizeof(out));
	store_path_read(&out, path);
	return out.kind;
}

#define HEX62 "23456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void tells_the_kinds_apart(void **state)
{
	struct store_path out;
	char path[STORE_PATH_MAX];

	(void)state;
	assert_int_equal(kind_of("format"), STORE_FORMAT);
	store_path_read(&out, "objects/01/" HEX62);
	assert_int_equal(out.kind, STORE_OBJECT);
	assert_int_equal(out.object.byte[0], 1);
	assert_int_equal(out.object.byte[1], 0x23);
	store_object_path(&out.object, path);
	assert_string_equal(path, "objects/01/" HEX62);
	store_path_read(&out, "releases/support/triage@1.0.0-rc.1");
	assert_int_equal(out.kind, STORE_RELEASE);
	assert_string_equal(out.prompt, "support/triage");
	assert_string_equal(out.version, "1.0.0-rc.1");
	store_release_path(out.prompt, out.version, path);
	assert_string_equal(path, "releases/support/triage@1.0.0-rc.1");
	store_path_read(&out, "heads/support/triage@");
	assert_int_equal(out.kind, STORE_HEAD);
	assert_string_equal(out.prompt, "support/triage");
	assert_string_equal(out.version, "");
	store_head_path(out.prompt, path);
	assert_string_equal(path, "heads/support/triage@");
	assert_int_equal(kind_of("records/retired/a/b@1.0.0"), STORE_RECORD);
	assert_int_equal(kind_of("records/README"), STORE_RECORD);
	assert_int_equal(kind_of("records/Unknown Kind/\xc3\xa4 (1).JSON"),
			 STORE_RECORD);
}

static void calls_everything_else_stray(void **state)
{
	static const char *const stray[] = {
		"",
		"Format",
		"format/",
		"format.txt",
		"/format",
		"./format",
		"objects",
		"objects/",
		"objects/01",
		"objects/01/",
		"objects/01/" HEX62 "0",
		"objects/01" HEX62,
		"objects/0/1" HEX62,
		"objects//01/" HEX62,
		"objects/01/" HEX62 "/",
		"Objects/01/" HEX62,
		"objects/0A/" HEX62,
		"objects/012/3456789abcdef0123456789abcdef01"
		"23456789abcdef0123456789abcdef",
		"objects/01/" HEX62 ".tmp",
		"objects/../objects/01/" HEX62,
		"releases/a",
		"releases/a@",
		"releases/@1.0.0",
		"releases/a@1",
		"releases/a@1.0.0/b",
		"releases/a@1.0.0@2.0.0",
		"releases/a@1.0.0+b",
		"releases/a@01.0.0",
		"releases/a@1.0.0 ",
		"releases/A@1.0.0",
		"releases//a@1.0.0",
		"releases/../a@1.0.0",
		"releases/a/../b@1.0.0",
		"releases/con@1.0.0",
		"releases/a@1.0.0.orig",
		"release/a@1.0.0",
		"heads/a",
		"heads/@",
		"heads/a@1.0.0",
		"heads/a@/",
		"heads/a@b",
		"heads/a@@",
		"heads/.git@",
		"heads/A@",
		"heads",
		"heads/",
		"records",
		"records/",
		"records//a",
		"records/a/",
		"records/.",
		"records/..",
		"records/../format",
		"records/a/../../b",
		"records/.git",
		"records/.GIT/config",
		"records/git~1",
		"records/GIT~1/x",
		"records/a.",
		"records/a ",
		"records/a./b",
		"records/CON",
		"records/nul.txt",
		"records/a\\b",
		"records/c:",
		"records/a\nb",
		"records/\x7f",
		"records/\xff",
		"records/\xc3",
		"records/.tmp-1-2",
		"records/a/.tmp-1-0",
		".git/config",
		"..",
		"../format",
		"/etc/passwd",
		"a",
		"a/b",
		"objects/01/.tmp-1-0",
		"heads/.tmp-1-0",
		"format\n",
	};
	char path[2 * STORE_PATH_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(stray) / sizeof(*stray); i++)
		if (kind_of(stray[i]) != STORE_STRAY)
			fail_msg("not stray: %s", stray[i]);
	for (size_t i = 0; i < sizeof(hostile_ids) / sizeof(*hostile_ids);
	     i++) {
		(void)snprintf(path, sizeof(path), "heads/%s@", hostile_ids[i]);
		assert_int_equal(kind_of(path), STORE_STRAY);
		(void)snprintf(path, sizeof(path), "releases/%s@1.0.0",
			       hostile_ids[i]);
		assert_int_equal(kind_of(path), STORE_STRAY);
	}
}

/* A head of n times 'a', or a record of it. */
static enum store_kind kind_of_long(const char *before, size_t n,
				    const char *after)
{
	char path[5000] = "";
	size_t start = strlen(before);

	memcpy(path, before, start);
	memset(path + start, 'a', n);
	strcpy(path + start + n, after);
	return kind_of(path);
}

static void keeps_to_the_limits_of_names(void **state)
{
	(void)state;
	assert_int_equal(kind_of_long("heads/", 200, "@"), STORE_HEAD);
	assert_int_equal(kind_of_long("heads/", 201, "@"), STORE_STRAY);
	assert_int_equal(kind_of_long("releases/", 200, "@1.0.0"),
			 STORE_RELEASE);
	assert_int_equal(
		kind_of_long(
			"releases/", 200,
			"@1.0.0-"
			"0123456789abcdef0123456789abcdef0123456789abcdef"),
		STORE_RELEASE);
	assert_int_equal(
		kind_of_long(
			"releases/", 200,
			"@1.0.0-"
			"0123456789abcdef0123456789abcdef0123456789abcdef0"),
		STORE_STRAY);
	assert_int_equal(
		kind_of_long(
			"releases/b/", 198,
			"@1.0.0-"
			"0123456789abcdef0123456789abcdef0123456789abcdef"),
		STORE_RELEASE);
	assert_int_equal(kind_of_long("records/", 255, ""), STORE_RECORD);
	assert_int_equal(kind_of_long("records/", 256, ""), STORE_STRAY);
	assert_int_equal(
		kind_of_long(
			"records/a/b/", 246,
			"/0123456789012345678"
			"901234567890123456789012345678901234567890123456789012"
			"345678901234567890123456789012345678901234567890123456"
			"789012345678901234567890123456789012345678901234567890"
			"12345678901234567890123456789012345678901234567890123"
			"45678901234567"),
		STORE_RECORD);
	assert_int_equal(kind_of_long("records/", 4900, ""), STORE_STRAY);
}

static void knows_temporary_files(void **state)
{
	(void)state;
	assert_true(store_path_temporary(".tmp-1-0"));
	assert_true(store_path_temporary("heads/a/.tmp-1-0"));
	assert_false(store_path_temporary("heads/.tmp-1/a@"));
	assert_false(store_path_temporary("heads/a.tmp-1"));
	assert_false(store_path_temporary(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_prompt_ids),
		cmocka_unit_test(refuses_hostile_prompt_ids),
		cmocka_unit_test(tells_the_kinds_apart),
		cmocka_unit_test(calls_everything_else_stray),
		cmocka_unit_test(keeps_to_the_limits_of_names),
		cmocka_unit_test(knows_temporary_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
