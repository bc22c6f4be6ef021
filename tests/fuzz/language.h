/*
 * language.h - what holds for a template of any language.
 *
 *	language_check("mustache", text, options, count);
 *
 * Whatever is read: the raws are the text, and the canonical form reads to
 * itself, with the same variables, uses and includes.
 */
#ifndef PP_TESTS_FUZZ_LANGUAGE_H
#define PP_TESTS_FUZZ_LANGUAGE_H

#include <assert.h>

#include "base/arena.h"
#include "base/buf.h"
#include "template/template.h"

static inline struct str language_form(struct arena *a,
				       const struct template *t)
{
	struct buf b = buf_in(a);

	template_canonical(&b, t);
	return buf_str(&b);
}

static inline void language_segments(struct arena *a, struct str text,
				     const struct template *t)
{
	struct buf b = buf_in(a);

	for (size_t i = 0; i < t->segment_count; i++) {
		const struct segment *s = &t->segments[i];

		assert(s->raw.n > 0 && s->include <= t->include_count);
		assert(!s->include || s->kind == SEGMENT_STATEMENT);
		assert(s->kind != SEGMENT_TEXT || str_eq(s->raw, s->canonical));
		buf_add(&b, s->raw);
	}
	assert(str_eq(buf_str(&b), text_normal(a, text)));
}

static inline void language_same(const struct template *x,
				 const struct template *y)
{
	assert(x->segment_count == y->segment_count);
	assert(x->variable_count == y->variable_count);
	assert(x->include_count == y->include_count);
	assert(x->use_count == y->use_count);
	for (size_t i = 0; i < x->variable_count; i++) {
		const struct variable *v = &x->variables[i];

		assert(str_eq(v->name, y->variables[i].name));
		assert(v->optional == y->variables[i].optional);
		assert(v->perhaps == y->variables[i].perhaps);
		assert(i == 0 || str_compare(v[-1].name, v->name) < 0);
	}
	for (size_t i = 0; i < x->use_count; i++)
		assert(str_eq(x->uses[i].path, y->uses[i].path) &&
		       str_eq(x->uses[i].through, y->uses[i].through) &&
		       text_utf8_bad(x->uses[i].path) == x->uses[i].path.n);
	for (size_t i = 0; i < x->include_count; i++) {
		const struct include *a = &x->includes[i];
		const struct include *b = &y->includes[i];

		assert(a->kind == b->kind && a->dynamic == b->dynamic &&
		       a->with_context == b->with_context &&
		       a->perhaps == b->perhaps &&
		       a->bound_count == b->bound_count &&
		       a->name_count == b->name_count);
		for (size_t n = 0; n < a->name_count; n++)
			assert(str_eq(a->names[n], b->names[n]));
	}
}

static inline void language_check(const char *name, struct str text,
				  const struct template_option *options,
				  size_t count)
{
	const struct language *language = language_find(str_of(name));
	struct arena a = { 0 };
	struct template first, second;
	struct template_error why;
	struct str form;

	/* What stands after the mark is text, even if it is another one. */
	if (str_starts(text_normal(&a, text), "\xef\xbb\xbf")) {
		arena_free(&a);
		return;
	}
	if (template_read(&a, language, text, options, count, &first, &why) <
	    0) {
		assert(text_utf8_bad(str_of(why.text)) == strlen(why.text));
		assert(why.text[0]);
		arena_free(&a);
		return;
	}
	language_segments(&a, text, &first);
	form = language_form(&a, &first);
	if (form.n <= TEMPLATE_SIZE) {
		assert(template_read(&a, language, form, options, count,
				     &second, &why) == 0);
		language_same(&first, &second);
		assert(str_eq(form, language_form(&a, &second)));
	}
	arena_free(&a);
}

#endif
