/* What a configuration includes. */
#include "unit/view/scratch.h"

#include "recall/include.h"

static struct str found;

static void add(void *argument, const char *path)
{
	(void)argument;
	found = str_fmt(&arena, "%.*s%s ", STR_ARG(found), path);
}

static int in(const char *text)
{
	found = STR_EMPTY;
	return include_each(&arena, "/home/ada/.gitconfig", str_of(text),
			    "/home/ada", add, NULL);
}

static void gives(const char *text, const char *paths)
{
	assert_int_equal(in(text), 0);
	if (!str_is(found, paths))
		fail_msg("%s: %.*s", text, STR_ARG(found));
}

static void a_path_in_a_section_include_is_found(void **state)
{
	(void)state;
	gives("", "");
	gives("[core]\n\tpath = x\n", "");
	gives("[include]\n\tpath = more\n", "/home/ada/more ");
	gives("[include]\n\tPATH=more", "/home/ada/more ");
	gives("[ include ]\n", "");
	gives("[INCLUDE] path = /abs\n", "/abs ");
	gives("[include]\r\n\tpath = ~/a b \r\n", "/home/ada/a b ");
	gives("[include]\npath = x ; why\n# path = y\n", "/home/ada/x ");
	gives("[includeIf \"gitdir:~/work]/\"]\n\tpath = w\n[user]\npath = n\n",
	      "/home/ada/w ");
	gives("\xef\xbb\xbf[include]\npath = x\n", "/home/ada/x ");
	gives("[include]\npath = a\npath = b\n[x]\n[include]\npath = c\n",
	      "/home/ada/a /home/ada/b /home/ada/c ");
	arena_free(&arena);
}

static void what_cannot_be_told_is_said(void **state)
{
	(void)state;
	assert_int_equal(in("[include]\npath = \"x\"\n"), -1);
	assert_int_equal(in("[include]\npath = x\\\ny\n"), -1);
	assert_int_equal(in("[include]\npath = ~bob/x\n"), -1);
	assert_int_equal(in("[include]\npath = %(prefix)/x\n"), -1);
	assert_int_equal(in("[include]\npath = #\n"), -1);
	assert_int_equal(include_each(&arena, "/x", STR("[include]\npath=~/y"),
				      NULL, add, NULL),
			 -1);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_path_in_a_section_include_is_found),
		cmocka_unit_test(what_cannot_be_told_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
