/*
 * kit.h - what src/code finds in a source, as lines that can be compared.
 *
 *	kit_is("python", "A = 'x'\nf(b='y')\n", "A = x\nb : y\n");
 *
 * One line a literal: its symbol, a sign for how it got it (= assigned, :
 * argument, -> returned, ~ bare), its text, in which a line feed is $; behind
 * that its syntax in [] unless it is text, with its option, and in <> what it
 * is wrapped in. A text that is not known is !.
 */
#ifndef PP_TESTS_CODE_KIT_H
#define PP_TESTS_CODE_KIT_H

#include "base/arena.h"
#include "base/buf.h"
#include "code/code.h"

static inline const struct code_language *kit_language(const char *name)
{
	for (const struct code_language *const *l = code_all(); *l; l++)
		if (strcmp(code_name(*l), name) == 0)
			return *l;
	fail_msg("no language %s", name);
	return NULL;
}

static inline void kit_text(struct buf *out, struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		buf_addc(out, text.p[i] == '\n' ? '$' : text.p[i]);
}

static inline void kit_line(struct buf *out, const struct code_literal *l)
{
	static const char *const signs[] = { "=", ":", "->", "~" };

	buf_add(out, l->symbol);
	buf_addf(out, "%s%s ", l->symbol.n ? " " : "", signs[l->how]);
	if (l->undecided)
		buf_addc(out, '!');
	kit_text(out, l->text);
	if (strcmp(l->syntax, "text") != 0)
		buf_addf(out, " [%s%s%.*s]", l->syntax,
			 l->option_count ? " " : "",
			 STR_ARG(l->option_count ? l->options[0].json :
						   STR_EMPTY));
	if (l->wrapped)
		buf_addf(out, " <%.*s>", STR_ARG(l->wrapper));
	buf_addc(out, '\n');
}

/* What holds of any literal of any file. */
static inline void kit_holds(const struct code_literal *l, struct str source)
{
	struct pos pos = text_pos(source, l->from);

	assert_true(l->from <= l->to && l->to <= source.n);
	assert_true(l->undecided ? l->text.n == 0 : l->text.n + 1 > 0);
	assert_true(text_utf8_bad(l->text) == l->text.n);
	assert_true(text_utf8_bad(l->symbol) == l->symbol.n);
	assert_int_equal(l->pos.line, pos.line);
	assert_int_equal(l->wrapped, l->wrapper.n > 0);
}

static inline const char *kit_list(struct arena *a, const char *language,
				   struct str source)
{
	struct code_literals all;
	struct code_error why;
	struct buf out = buf_in(a);

	if (code_literals(a, kit_language(language), source, &all, &why) < 0)
		fail_msg("%u:%u: %s", why.pos.line, why.pos.column, why.text);
	for (size_t i = 0; i < all.count; i++) {
		kit_holds(&all.items[i], source);
		kit_line(&out, &all.items[i]);
	}
	return buf_str(&out).p;
}

static inline void kit_is(const char *language, const char *source,
			  const char *expected)
{
	struct arena a = { 0 };

	assert_string_equal(kit_list(&a, language, str_of(source)), expected);
	arena_free(&a);
}

/* The one literal of a symbol, as a line without its end; else LINE:COLUMN
 * and what is wrong. */
static inline const char *kit_symbol(struct arena *a, const char *language,
				     const char *source, const char *symbol)
{
	struct code_literal found;
	struct code_error why;
	struct buf out = buf_in(a);

	if (code_symbol(a, kit_language(language), str_of(source),
			str_of(symbol), &found, &why) < 0) {
		buf_addf(&out, "%u:%u %s", why.pos.line, why.pos.column,
			 why.text);
	} else {
		kit_line(&out, &found);
		out.len--;
	}
	return buf_str(&out).p;
}

#endif
