/*
 * files.h - further files for a format, out of a table in memory.
 *
 *	static const struct file_row rows[] = { { "a.txt", "text" }, { 0 } };
 *	const struct format_files files = files_of(rows);
 */
#ifndef PP_TESTS_FORMAT_FILES_H
#define PP_TESTS_FORMAT_FILES_H

#include "base/arena.h"
#include "format/format.h"
#include "pattern/glob.h"

struct file_row {
	const char *path, *bytes; /* path NULL ends */
};

static inline int files_read(void *context, struct arena *a, struct str path,
			     struct str *bytes, struct error *err)
{
	(void)a;
	for (const struct file_row *row = context; row->path; row++)
		if (str_is(path, row->path)) {
			*bytes = str_of(row->bytes);
			return 0;
		}
	return error_set(err, ERROR_ABSENT, "%.*s is not there", STR_ARG(path));
}

static inline int files_list(void *context, struct arena *a, struct str glob,
			     struct str **paths, size_t *count,
			     struct error *err)
{
	size_t room = 0;

	(void)err;
	*paths = NULL;
	*count = 0;
	for (const struct file_row *row = context; row->path; row++)
		if (glob_match(glob, str_of(row->path))) {
			*paths = arena_grow(a, *paths, *count, &room,
					    sizeof(**paths));
			(*paths)[(*count)++] = str_of(row->path);
		}
	return 0;
}

/* What the file is taken for, or "-". */
static inline const char *files_taken(struct arena *a, const char *path,
				      const char *bytes)
{
	struct str why;
	const struct format *format = format_recognize(a, str_of(path),
						       str_of(bytes), &why);

	return format ? format_name(format) : "-";
}

/* The file is taken for that format for this reason; NULL: it is not. */
static inline void files_taken_for(const char *path, const char *bytes,
				   const char *name, const char *reason)
{
	struct arena a = { 0 };
	struct str why;
	const struct format *format = format_recognize(&a, str_of(path),
						       str_of(bytes), &why);
	bool is = format && strcmp(format_name(format), name) == 0;

	if (is != (reason != NULL) || (is && !str_is(why, reason)))
		fail_msg("%s: %s: %.*s", path, bytes, STR_ARG(why));
	arena_free(&a);
}

static inline struct format_files files_of(const struct file_row *rows)
{
	return (struct format_files){ (void *)(size_t)rows, files_read,
				      files_list };
}

/* Read bytes as the format that they are recognized as, or as name. */
static inline int files_format(struct arena *a, const char *path,
			       struct str bytes, const char *name,
			       const struct file_row *rows,
			       struct format_file *out, struct error *err)
{
	struct format_request request = { .a = a,
					  .path = str_of(path),
					  .bytes = bytes };
	struct str why;

	request.format = name ? format_find(str_of(name)) :
				format_recognize(a, str_of(path), bytes, &why);
	if (rows)
		request.files = files_of(rows);
	if (!request.format)
		return error_set(err, ERROR_REFUSED, "not recognized");
	return format_read(&request, out, err);
}

#endif
