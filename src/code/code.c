#include "code/code.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/text.h"
#include "code/reader.h"
#include "template/place.h"

static const struct code_language *const languages[] = {
	&code_python, &code_javascript, &code_go,   &code_csharp,
	&code_java,   &code_ruby,	&code_yaml, NULL,
};

const struct code_language *const *code_all(void)
{
	return languages;
}

const char *code_name(const struct code_language *language)
{
	return language->name;
}

const struct code_language *code_by_path(struct str path)
{
	for (const struct code_language *const *l = languages; *l; l++)
		for (const char *const *s = (*l)->suffixes; *s; s++)
			if (str_ends(path, *s))
				return *l;
	return NULL;
}

int code_fail(struct code_error *why, struct pos pos, const char *fmt, ...)
{
	va_list args;
	struct str s;

	why->pos = pos;
	va_start(args, fmt);
	(void)vsnprintf(why->text, sizeof(why->text), fmt, args);
	va_end(args);
	s = str_of(why->text);
	why->text[text_utf8_bad(s)] = '\0'; /* cut inside a character? */
	return -1;
}

void code_emit(struct code_reader *r, const struct code_literal *literal)
{
	if (literal->how == CODE_BARE && literal->text.n == 0 &&
	    !literal->undecided)
		return;
	if (r->count == CODE_LITERALS) {
		r->full = true;
		return;
	}
	r->literals = arena_grow(r->out, r->literals, r->count, &r->room,
				 sizeof(*r->literals));
	r->literals[r->count++] = *literal;
}

struct code_reader code_reader_in(struct arena *out, struct arena *scratch,
				  const struct code_language *language,
				  struct str text)
{
	return (struct code_reader){ .out = out,
				     .scratch = scratch,
				     .language = language,
				     .text = text };
}

/* ---- all of a file */

static int by_offset(const void *a, const void *b)
{
	const struct code_literal *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return (x->to > y->to) - (x->to < y->to);
}

static void find_places(struct code_reader *r, size_t mark)
{
	struct place_cursor cursor = place_start(r->text);

	if (r->count)
		qsort(r->literals, r->count, sizeof(*r->literals), by_offset);
	for (size_t i = 0; i < r->count; i++) {
		struct code_literal *l = &r->literals[i];

		l->pos = place_at(&cursor, l->from);
		l->from += mark;
		l->to += mark;
	}
}

static int check_bytes(struct str bytes, struct code_error *why)
{
	const struct pos none = { 0, 0 };
	size_t bad;

	if (bytes.n > CODE_SIZE)
		return code_fail(why, none, "it is larger than %d MiB",
				 CODE_SIZE >> 20);
	bad = text_utf8_bad(bytes);
	if (bad < bytes.n)
		return code_fail(why, text_pos(bytes, bad),
				 "it is not UTF-8 here");
	return 0;
}

int code_read(struct code_reader *r, struct code_error *why)
{
	const struct pos none = { 0, 0 };
	size_t mark = str_starts(r->text, "\xef\xbb\xbf") ? 3 : 0;
	int rc = check_bytes(r->text, why);

	if (rc < 0)
		return rc;
	r->text = str_cut(r->text, mark, r->text.n);
	r->budget = 4 * r->text.n;
	if (r->language->read)
		rc = r->language->read(r, why);
	else
		code_bind(r);
	if (rc < 0)
		return rc;
	if (r->full)
		return code_fail(why, none,
				 "it has more than %d string literals",
				 CODE_LITERALS);
	find_places(r, mark);
	return 0;
}

int code_literals(struct arena *a, const struct code_language *language,
		  struct str bytes, struct code_literals *out,
		  struct code_error *why)
{
	struct arena scratch = { 0 };
	struct code_reader r = code_reader_in(a, &scratch, language, bytes);
	int rc = code_read(&r, why);

	arena_free(&scratch);
	if (rc < 0)
		return rc;
	out->items = r.literals;
	out->count = r.count;
	return 0;
}
