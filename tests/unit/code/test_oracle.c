/*
 * Against those who know: what python3 and node make of literals, in what
 * literals.py beside this file prints.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "unit/code/kit.h"

enum { MOST = 1 << 20, SOURCES = 800, FILES = 60 };

static bool can_run(const char *program)
{
	char line[100];

	(void)snprintf(line, sizeof(line), "command -v %s >/dev/null 2>&1",
		       program);
	return system(line) == 0;
}

static struct str read_all(struct arena *a, FILE *file)
{
	struct buf out = buf_in(a);
	char chunk[65536];
	size_t n;

	while ((n = fread(chunk, 1, sizeof(chunk), file)) > 0)
		buf_add(&out, (struct str){ chunk, n });
	return buf_str(&out);
}

static struct str run(struct arena *a, const char *arguments)
{
	char line[200];
	struct str out;
	FILE *pipe;

	(void)snprintf(line, sizeof(line),
		       "python3 tests/unit/code/literals.py %s", arguments);
	pipe = popen(line, "r");
	assert_non_null(pipe);
	out = read_all(a, pipe);
	assert_int_equal(pclose(pipe), 0);
	return out;
}

static struct str line_of(struct str *rest)
{
	size_t end = str_find(*rest, '\n', 0);
	struct str line = str_cut(*rest, 0, end);

	*rest = str_cut(*rest, end + 1, rest->n);
	return line;
}

static struct str unhex(struct arena *a, struct str hex)
{
	struct buf out = buf_in(a);

	for (size_t i = 0; i + 1 < hex.n; i += 2) {
		const char pair[] = { hex.p[i], hex.p[i + 1], '\0' };

		buf_addc(&out, (char)strtol(pair, NULL, 16));
	}
	return buf_str(&out);
}

/* The literal that begins at offset, if there is one. */
static const struct code_literal *at(const struct code_literals *all,
				     size_t offset)
{
	size_t low = 0, high = all->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (all->items[middle].from < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low < all->count && all->items[low].from == offset ?
		       &all->items[low] :
		       NULL;
}

static void compare(const char *what, struct str source,
		    const struct code_literal *found, struct str expected)
{
	if (!found)
		fail_msg("%s: not found: %.*s\n%.*s", what, STR_ARG(expected),
			 STR_ARG(str_cut(source, 0, 500)));
	/* A character by its name is not known here. */
	if (found->undecided && strstr(found->undecided, "names a character"))
		return;
	if (strcmp(found->syntax, "text") != 0 ||
	    !str_eq(found->text, expected))
		fail_msg("%s: %.*s\nis:     %.*s\nshould: %.*s", what,
			 STR_ARG(str_cut(source, found->from,
					 found->from + 200)),
			 STR_ARG(found->text), STR_ARG(expected));
}

static struct str source_of(struct arena *a, struct str head, struct str *rest)
{
	struct str source;
	FILE *file;

	if (head.p[0] != '@') {
		size_t n = (size_t)strtoul(str_c(a, head), NULL, 10);

		source = str_cut(*rest, 0, n);
		*rest = str_cut(*rest, n, rest->n);
		return source;
	}
	file = fopen(str_c(a, str_cut(head, 1, head.n)), "rb");
	assert_non_null(file);
	source = read_all(a, file);
	(void)fclose(file);
	return source;
}

/* Compares all blocks; returns how many literals there were. */
static size_t compare_all(const char *language, const char *arguments)
{
	struct arena a = { 0 };
	struct str rest = run(&a, arguments), line;
	size_t count = 0;

	while (rest.n) {
		struct str head = line_of(&rest);
		struct str source = source_of(&a, head, &rest);
		struct code_literals all;
		struct code_error why;

		assert_int_equal(code_literals(&a, kit_language(language),
					       source, &all, &why),
				 0);
		while (!str_is(line = line_of(&rest), "end")) {
			size_t offset = (size_t)strtoul(str_c(&a, line), NULL,
							10);
			struct str value = str_cut(
				line, str_find(line, ' ', 0) + 1, line.n);
			const struct code_literal *found =
				head.p[0] == '@' ? at(&all, offset) :
				all.count	 ? &all.items[0] :
						   NULL;

			compare(str_c(&a, head), source, found,
				unhex(&a,
				      str_is(value, "-") ? STR_EMPTY : value));
			count++;
		}
	}
	arena_free(&a);
	return count;
}

static void random_literals_are_what_python_says(void **state)
{
	char arguments[50];

	(void)state;
	if (!can_run("python3")) {
		puts("skipped: literals against python3, which is not there");
		skip();
	}
	(void)snprintf(arguments, sizeof(arguments), "python 7 %d",
		       (int)SOURCES);
	assert_int_equal(compare_all("python", arguments), SOURCES);
}

static void the_literals_of_its_library_are_what_python_says(void **state)
{
	char arguments[50];

	(void)state;
	if (!can_run("python3")) {
		puts("skipped: Python's library, which is not there");
		skip();
	}
	(void)snprintf(arguments, sizeof(arguments), "files %d", (int)FILES);
	assert_true(compare_all("python", arguments) > 1000);
}

static void random_literals_are_what_node_says(void **state)
{
	char arguments[50];

	(void)state;
	if (!can_run("python3") || !can_run("node")) {
		puts("skipped: literals against node, which is not there");
		skip();
	}
	(void)snprintf(arguments, sizeof(arguments), "node 7 %d", (int)SOURCES);
	assert_true(compare_all("javascript", arguments) > SOURCES / 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_literals_are_what_python_says),
		cmocka_unit_test(
			the_literals_of_its_library_are_what_python_says),
		cmocka_unit_test(random_literals_are_what_node_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
