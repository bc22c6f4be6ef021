/*
 * promptfoo.h - what the tests of promptfoo's files share.
 */
#ifndef PP_TESTS_FORMAT_PROMPTFOO_H
#define PP_TESTS_FORMAT_PROMPTFOO_H

#include "unit/format/files.h"
#include "unit/format/shown.h"

#define NUN "nunjucks autoescape=false -env"

/* A configuration e/promptfooconfig.yaml, with other files. */
static inline void with_files(const char *bytes, const struct file_row *files,
			      const char *expected)
{
	shown_is("e/promptfooconfig.yaml", bytes, NULL, files, expected);
}

static inline void as_read(const char *bytes, const char *expected)
{
	with_files(bytes, NULL, expected);
}

static const struct file_row some_files[] = {
	{ "e/p/a.txt",
	  "\n One \r\nline\r\n--- \r\n\xef\xbb\xbfTwo\n---\n---\n" },
	{ "e/p/b.txt", "Three" },
	{ "e/p/README", "x" },
	{ "e/p/c.md", "---\nFour\n---\n" },
	{ "e/p/d.j2", "{% if x %}5{% endif %}\n" },
	{ "e/p/e.jsonl",
	  "[{\"role\":\"user\",\"content\":\"s\"}]\r\n\r\nseven\n" },
	{ "e/p/f.yaml", "\xef\xbb\xbf- role: system\n  content: eight\n" },
	{ "e/p/g.yml", "{a: ~}" },
	{ "e/p/h.py", "def f(): pass\n" },
	{ "e/p/i.sh", "echo\n" },
	{ "e/p/j.yaml", "'nine'" },
	{ "top.txt", "Ten" },
	{ "e/k.md", "Eleven" },
	{ 0 },
};

#endif
