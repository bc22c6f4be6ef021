/*
 * kit_as.h - kit.h for any language, and what it says of each use.
 *
 *	kit_as(&k, "python-format", "{a.b:>4}");
 *	assert_string_equal(kit_ways(&k), "a.b :>4");
 */
#ifndef PP_TESTS_KIT_AS_H
#define PP_TESTS_KIT_AS_H

#include "unit/template/kit_language.h"

/* 0, or -1 with k->why. */
static inline int kit_try_as(struct kit *k, const char *language,
			     struct str text)
{
	return kit_language_try(k, language, text, NULL, 0);
}

static inline void kit_as_str(struct kit *k, const char *language,
			      struct str text)
{
	kit_language(k, language, text, NULL, 0);
	kit_check(k, language, text, NULL, 0);
	assert_true(str_eq(kit_canonical(k), kit_raws(k)));
}

/* Read it; the raws are the text, and it has no normal form of its own. */
static inline void kit_as(struct kit *k, const char *language, const char *text)
{
	kit_as_str(k, language, str_of(text));
}

/* It is refused there, with words that contain part. */
static inline void kit_refused(const char *language, const char *text,
			       unsigned line, unsigned column, const char *part)
{
	struct kit k = { 0 };

	if (kit_try_as(&k, language, str_of(text)) == 0)
		fail_msg("read: %s", text);
	if (k.why.pos.line != line || k.why.pos.column != column ||
	    !strstr(k.why.text, part))
		fail_msg("%s\n%u:%u: %s", text, k.why.pos.line,
			 k.why.pos.column, k.why.text);
	kit_free(&k);
}

/* Path and what it passes through of each use, one a line. */
static inline const char *kit_ways(struct kit *k)
{
	struct buf b = buf_in(&k->arena);

	for (size_t i = 0; i < k->t.use_count; i++) {
		const struct template_use *u = &k->t.uses[i];

		buf_addf(&b, "%s%.*s%s%.*s%s", i ? "\n" : "", STR_ARG(u->path),
			 u->through.n ? " " : "", STR_ARG(u->through),
			 u->escaped ? " escaped" : "");
	}
	return buf_str(&b).p;
}

/* A letter a segment: T, E, S, C. */
static inline const char *kit_shape(struct kit *k)
{
	struct buf b = buf_in(&k->arena);

	for (size_t i = 0; i < k->t.segment_count; i++)
		buf_addc(&b, "TESC"[k->t.segments[i].kind]);
	return buf_str(&b).p;
}

/* So that what is not linear shows. */
enum { KIT_LARGE = TEMPLATE_SIZE / 8 };

/* Each of n parts by itself, as often as there is room: it is read to the end,
 * whether it is refused then or, with read, may not be. */
static inline void kit_ends_well(const char *language, const char *const *parts,
				 size_t n, bool read)
{
	struct kit k = { 0 };

	for (size_t i = 0; i < n; i++) {
		struct str text = kit_repeat(&k, "", parts[i],
					     KIT_LARGE / strlen(parts[i]), "");

		if (read)
			kit_as_str(&k, language, text);
		else
			(void)kit_try_as(&k, language, text);
		kit_free(&k);
	}
}

/* The opaque parts, one a line. */
static inline const char *kit_opaque(struct kit *k)
{
	struct buf b = buf_in(&k->arena);

	for (size_t i = 0; i < k->t.opaque_count; i++)
		buf_addf(&b, "%s%.*s", i ? "\n" : "",
			 STR_ARG(k->t.opaque[i].text));
	return buf_str(&b).p;
}

/* Each of n expressions between open and close is code, not a variable. */
static inline void kit_all_opaque(const char *language, const char *open,
				  const char *close, const char *const *cases,
				  size_t n)
{
	struct kit k = { 0 };

	for (size_t i = 0; i < n; i++) {
		kit_as_str(
			&k, language,
			str_fmt(&k.arena, "x%s%s%sy", open, cases[i], close));
		assert_string_equal(kit_shape(&k), "TET");
		assert_string_equal(kit_variables(&k), "");
		assert_string_equal(kit_opaque(&k), cases[i]);
		assert_int_equal(k.t.opaque[0].pos.column, 2);
		kit_free(&k);
	}
}

#endif
