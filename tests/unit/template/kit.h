/*
 * kit.h - reading templates in tests.
 *
 *	struct kit k = { 0 };
 *
 *	kit_read(&k, "{{ a }}");	fails the test if it is refused
 *	assert_string_equal(kit_variables(&k), "a b?");
 *	kit_free(&k);
 */
#ifndef PP_TESTS_KIT_H
#define PP_TESTS_KIT_H

#include "base/arena.h"
#include "base/buf.h"
#include "template/template.h"

struct kit {
	struct arena arena;
	struct template t;
	struct template_error why;
};

static inline void kit_free(struct kit *k)
{
	arena_free(&k->arena);
	*k = (struct kit){ 0 };
}

/* Read text as Jinja2: 0, or -1 with k->why. */
static inline int kit_try(struct kit *k, struct str text)
{
	return template_read(&k->arena, language_find(STR("jinja2")), text,
			     NULL, 0, &k->t, &k->why);
}

static inline void kit_read_str(struct kit *k, struct str text)
{
	if (kit_try(k, text) < 0)
		fail_msg("%.*s\n%u:%u: %s", STR_ARG(text), k->why.pos.line,
			 k->why.pos.column, k->why.text);
}

static inline void kit_read(struct kit *k, const char *text)
{
	kit_read_str(k, str_of(text));
}

/* The names, with a question mark where optional, a space between two. */
static inline const char *kit_variables(struct kit *k)
{
	struct buf b = buf_in(&k->arena);

	for (size_t i = 0; i < k->t.variable_count; i++)
		buf_addf(&b, "%s%.*s%s", i ? " " : "",
			 STR_ARG(k->t.variables[i].name),
			 k->t.variables[i].optional ? "?" : "");
	return buf_str(&b).p;
}

static inline struct str kit_canonical(struct kit *k)
{
	struct buf b = buf_in(&k->arena);

	template_canonical(&b, &k->t);
	return buf_str(&b);
}

/* All raws, one after another. */
static inline struct str kit_raws(struct kit *k)
{
	struct buf b = buf_in(&k->arena);

	for (size_t i = 0; i < k->t.segment_count; i++)
		buf_add(&b, k->t.segments[i].raw);
	return buf_str(&b);
}

/* n times part, between head and tail. */
static inline struct str kit_repeat(struct kit *k, const char *head,
				    const char *part, size_t n,
				    const char *tail)
{
	struct buf b = buf_in(&k->arena);

	buf_adds(&b, head);
	for (size_t i = 0; i < n; i++)
		buf_adds(&b, part);
	buf_adds(&b, tail);
	return buf_str(&b);
}

#endif
