#include "scratch.h"

static void paths_that_may_be_read_or_written(void **state)
{
	static const char *const good[] = { "a",
					    "a/b",
					    ".promptpin/heads/support/triage@",
					    "promptpin.yaml",
					    ".gitattributes",
					    ".gitignore",
					    ".github/x",
					    "a.git",
					    "git",
					    "git~2",
					    "gitt~1",
					    "prompts/\xc3\xa9t\xc3\xa9.j2",
					    "a b",
					    "-rf",
					    "..a",
					    "a..b",
					    ".a",
					    "...a",
					    "a/.gitmodules",
					    "~",
					    "CON",
					    "\xe6\x97\xa5\xe6\x9c\xac.md",
					    ".gi\xe2\x80\x8cx" };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		if (!view_path_ok(str_of(good[i])))
			fail_msg("refused: %s", good[i]);
}

static void paths_that_may_not(void **state)
{
	static const char *const bad[] = { "",
					   "/",
					   "/etc/passwd",
					   "//a",
					   "a//b",
					   "a/",
					   ".",
					   "..",
					   "./a",
					   "../a",
					   "a/..",
					   "a/../b",
					   "a/.",
					   "a/./b",
					   ".git",
					   ".git/config",
					   "a/.git/hooks/x",
					   ".GIT",
					   ".Git/x",
					   ".gIT",
					   "git~1",
					   "GIT~1/config",
					   "a/Git~1",
					   ".git.",
					   ".git ",
					   ".git . .",
					   ".git...",
					   "git~1.",
					   "git~1 ",
					   ".git::$INDEX_ALLOCATION",
					   ".git::$INDEX_ALLOCATION/x",
					   ".git:stream",
					   "a:b",
					   "C:",
					   "C:/x",
					   "C:x",
					   "a\\b",
					   "..\\a",
					   "\\\\host\\x",
					   ".git\\config",
					   "a\nb",
					   "a\rb",
					   "a\tb",
					   "a\x1b[31m",
					   "a\x7f",
					   "\x01",
					   "a\xc2\x9bz",
					   "a\xc2\x80",
					   ".g\xe2\x80\x8cit",
					   ".git\xe2\x80\x8d",
					   "\xe2\x80\x8e.git",
					   ".gi\xe2\x80\xaat",
					   ".g\xe2\x80\xaeIT/x",
					   ".git\xe2\x81\xaa",
					   ".git\xef\xbb\xbf",
					   "\xff",
					   "a\xc3",
					   "\xc0\xae\xc0\xae/x",
					   "\xed\xa0\x80",
					   "a.",
					   "a /b",
					   "a./b" };
	char large[4098];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (view_path_ok(str_of(bad[i])))
			fail_msg("let through: %s", bad[i]);
	assert_false(view_path_ok((struct str){ "a\0b", 3 }));
	memset(large, 'a', sizeof(large));
	assert_true(view_path_ok((struct str){ large, 4096 }));
	assert_false(view_path_ok((struct str){ large, 4097 }));
}

static void joining_never_leaves_the_repository(void **state)
{
	static const struct {
		const char *folder, *relative, *want;
	} cases[] = {
		{ "", "a", "a" },
		{ "", "a/b", "a/b" },
		{ "a", "b", "a/b" },
		{ "a/b", "../c", "a/c" },
		{ "a/b", "../../c", "c" },
		{ "a", "./b/./c", "a/b/c" },
		{ "a", "b/../c", "a/c" },
		{ "a", "..//b", NULL },
		{ "a", "../../b", NULL },
		{ "", "../a", NULL },
		{ "", "..", NULL },
		{ "a", "..", NULL },
		{ "a", ".", NULL },
		{ "a", "", NULL },
		{ "a", "/b", NULL },
		{ "a", "b/", NULL },
		{ "a", "b//c", NULL },
		{ "a", ".git/x", NULL },
		{ "a", "b/..", NULL },
		{ "a", "../../../../etc/passwd", NULL },
		{ "a", "b\\..\\c", NULL },
		{ "a", ".../b", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct str out = STR("untouched");
		int rc = view_path_join(&arena, str_of(cases[i].folder),
					str_of(cases[i].relative), &out);

		if (!cases[i].want) {
			assert_int_equal(rc, -1);
			assert_string_equal(out.p, "untouched");
			continue;
		}
		if (rc < 0)
			fail_msg("%s + %s", cases[i].folder, cases[i].relative);
		assert_string_equal(out.p, cases[i].want);
	}
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_that_may_be_read_or_written),
		cmocka_unit_test(paths_that_may_not),
		cmocka_unit_test(joining_never_leaves_the_repository),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
