/*
 * Jinja2: the text, once with the delimiters as they are and once with others.
 * Whatever is read: the raws are the text, and the canonical form reads to
 * itself, with the same variables and the same includes.
 */
#include <assert.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "template/template.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct options {
	const struct template_option *list;
	size_t count;
};

static int read(struct arena *a, struct str text, const struct options *o,
		struct template *t, struct template_error *why)
{
	return template_read(a, language_find(STR("jinja2")), text, o->list,
			     o->count, t, why);
}

static struct str canonical(struct arena *a, const struct template *t)
{
	struct buf b = buf_in(a);

	template_canonical(&b, t);
	return buf_str(&b);
}

static void check_segments(struct arena *a, struct str text,
			   const struct template *t)
{
	struct buf b = buf_in(a);

	for (size_t i = 0; i < t->segment_count; i++) {
		const struct segment *s = &t->segments[i];

		assert(s->raw.n > 0);
		assert(s->include <= t->include_count);
		assert(!s->include || s->kind == SEGMENT_STATEMENT);
		if (s->kind == SEGMENT_TEXT)
			assert(str_eq(s->raw, s->canonical));
		buf_add(&b, s->raw);
	}
	assert(str_eq(buf_str(&b), text_normal(a, text)));
}

static void check_same(const struct template *x, const struct template *y)
{
	assert(x->segment_count == y->segment_count);
	assert(x->variable_count == y->variable_count);
	for (size_t i = 0; i < x->variable_count; i++) {
		assert(str_eq(x->variables[i].name, y->variables[i].name));
		assert(x->variables[i].optional == y->variables[i].optional);
		if (i > 0)
			assert(str_compare(x->variables[i - 1].name,
					   x->variables[i].name) < 0);
	}
	assert(x->include_count == y->include_count);
	for (size_t i = 0; i < x->include_count; i++) {
		const struct include *a = &x->includes[i];
		const struct include *b = &y->includes[i];

		assert(a->kind == b->kind && a->dynamic == b->dynamic &&
		       a->ignore_missing == b->ignore_missing &&
		       a->with_context == b->with_context &&
		       a->name_count == b->name_count);
		for (size_t n = 0; n < a->name_count; n++)
			assert(str_eq(a->names[n], b->names[n]));
	}
}

static void check(struct str text, const struct options *o)
{
	struct arena a = { 0 };
	struct template first, second;
	struct template_error why;
	struct str form;

	/* What stands after the mark is text, even if it is another one. */
	if (str_starts(text_normal(&a, text), "\xef\xbb\xbf")) {
		arena_free(&a);
		return;
	}
	if (read(&a, text, o, &first, &why) < 0) {
		assert(text_utf8_bad(str_of(why.text)) == strlen(why.text));
		assert(why.text[0]);
	} else {
		check_segments(&a, text, &first);
		form = canonical(&a, &first);
		assert(form.n > TEMPLATE_SIZE ||
		       read(&a, form, o, &second, &why) == 0);
		if (form.n <= TEMPLATE_SIZE) {
			check_same(&first, &second);
			assert(str_eq(form, canonical(&a, &second)));
		}
	}
	arena_free(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct template_option others[] = {
		{ STR("block_start_string"), STR("\"<\"") },
		{ STR("block_end_string"), STR("\">\"") },
		{ STR("variable_start_string"), STR("\"<-\"") },
		{ STR("variable_end_string"), STR("\"-\"") },
		{ STR("comment_start_string"), STR("\"{\"") },
		{ STR("comment_end_string"), STR("\"-}\"") },
		{ STR("keep_trailing_newline"), STR("true") },
		{ STR("trim_blocks"), STR("true") },
	};
	const struct options none = { NULL, 0 };
	const struct options all = { others, sizeof(others) / sizeof(*others) };
	const struct str text = { (const char *)data, size };

	check(text, &none);
	check(text, &all);
	return 0;
}
