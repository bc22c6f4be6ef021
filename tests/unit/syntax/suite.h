/*
 * suite.h - the independent test data: where it is, and reading its files.
 *
 * Where it is missing a test prints so and is skipped:
 *
 *	const char *folder = suite_folder(&a, "templates/jcs");
 *
 *	if (!folder)
 *		skip();
 */
#ifndef PP_TESTS_SUITE_H
#define PP_TESTS_SUITE_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/buf.h"

/* The folder of a suite, or NULL with a line that says it is skipped. */
static inline const char *suite_folder(struct arena *a, const char *name)
{
	const char *root = getenv("PROMPTPIN_SUITES");
	struct stat st;
	const char *path;

	if (!root || !*root)
		root = "../shared/suites";
	path = str_fmt(a, "%s/%s", root, name).p;
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return path;
	printf("skipped: no %s; PROMPTPIN_SUITES names the folder of the "
	       "independent suites\n",
	       path);
	return NULL;
}

/* All bytes of a file; the test fails where it cannot be read. */
static inline struct str suite_read(struct arena *a, const char *folder,
				    const char *name)
{
	const char *path = str_fmt(a, "%s/%s", folder, name).p;
	FILE *file = fopen(path, "rb");
	struct buf b = buf_in(a);
	char part[4096];
	size_t n;

	if (!file)
		fail_msg("cannot read %s", path);
	while ((n = fread(part, 1, sizeof(part), file)) > 0)
		buf_add(&b, (struct str){ part, n });
	(void)fclose(file);
	return buf_str(&b);
}

static inline int suite_order(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

/* The names in a folder, in order, ended by NULL. */
static inline const char **suite_names(struct arena *a, const char *folder)
{
	DIR *dir = opendir(folder);
	const char **names = NULL;
	size_t count = 0, room = 0;

	for (struct dirent *e; dir && (e = readdir(dir)) != NULL;) {
		if (e->d_name[0] == '.')
			continue;
		names = arena_grow(a, names, count, &room, sizeof(*names));
		names[count++] = str_c(a, str_of(e->d_name));
	}
	if (dir)
		(void)closedir(dir);
	if (count)
		qsort(names, count, sizeof(*names), suite_order);
	names = arena_grow(a, names, count, &room, sizeof(*names));
	names[count] = NULL;
	return names;
}

#endif
