/*
 * memory.h - what the tests of prompts share: a repository in memory, its
 * manifest read and its prompts built.
 *
 *	struct memory m;
 *
 *	memory_open(&m, (const struct view_file[]){ FILE_(...), ... }, n);
 *	...m.manifest, m.sink
 *	memory_close(&m);
 */
#ifndef TESTS_PROMPT_MEMORY_H
#define TESTS_PROMPT_MEMORY_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "prompt/build.h"
#include "view/view.h"

#define MEMORY_FILES(...)                                           \
	(const struct view_file[]){ __VA_ARGS__ },                  \
		sizeof((const struct view_file[]){ __VA_ARGS__ }) / \
			sizeof(struct view_file)
/* bytes: a literal or an array */
#define MEMORY_FILE(path, bytes)                 \
	{                                        \
		STR(path),                       \
		{                                \
			bytes, sizeof(bytes) - 1 \
		}                                \
	}

struct memory {
	struct arena a;
	struct view *view;
	struct manifest manifest;
	struct sink sink;
	struct error err;
	struct builder *builder;
	int rc; /* of manifest_read */
};

static inline void memory_open(struct memory *m, const struct view_file *files,
			       size_t count)
{
	*m = (struct memory){ 0 };
	m->sink = sink_in(&m->a);
	assert_int_equal(view_memory(&m->view, &m->a, files, count, &m->err),
			 0);
	m->rc = manifest_read(&m->manifest, &m->a, m->view, &m->sink, &m->err);
	m->builder = builder_new(&m->a, m->view, &m->manifest);
}

static inline void memory_close(struct memory *m)
{
	arena_free(&m->a);
}

static inline int memory_build(struct memory *m, const char *id,
			       struct built *out)
{
	const struct prompt_entry *entry = manifest_prompt(&m->manifest,
							   str_of(id));

	assert_non_null(entry);
	return prompt_build(m->builder, entry, &m->sink, out, &m->err);
}

static inline void memory_show(const struct memory *m)
{
	for (size_t i = 0; i < m->sink.count; i++) {
		const struct finding *f = &m->sink.items[i];

		print_message("%.*s:%u:%u: %s: %.*s [%.*s]\n", STR_ARG(f->path),
			      f->pos.line, f->pos.column,
			      rule_info(f->rule)->id, STR_ARG(f->message),
			      STR_ARG(f->help[0]));
	}
	if (m->err.code)
		print_message("%d: %s\n", m->err.code, m->err.text);
}

static inline bool memory_has(struct str text, const char *part)
{
	return memmem(text.p, text.n, part, strlen(part)) != NULL;
}

/* The finding whose message has part; fails the test if there is none. */
static inline const struct finding *memory_finding(const struct memory *m,
						   enum rule rule,
						   const char *part)
{
	for (size_t i = 0; i < m->sink.count; i++)
		if (m->sink.items[i].rule == rule &&
		    memory_has(m->sink.items[i].message, part))
			return &m->sink.items[i];
	memory_show(m);
	fail_msg("no finding %s with \"%s\"", rule_info(rule)->id, part);
	return NULL;
}

static inline void memory_clean(const struct memory *m)
{
	if (m->sink.count || m->err.code)
		memory_show(m);
	assert_int_equal(m->sink.count, 0);
	assert_int_equal(m->err.code, 0);
}

#endif
