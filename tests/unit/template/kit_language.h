/*
 * kit_language.h - reading templates of any language in tests; see kit.h.
 *
 *	kit_language(&k, "mustache", text, NULL, 0);	fails if it is refused
 *	kit_check(&k, "mustache", text, NULL, 0);	what holds for all
 */
#ifndef PP_TESTS_KIT_LANGUAGE_H
#define PP_TESTS_KIT_LANGUAGE_H

#include "unit/template/kit.h"

static inline int kit_language_try(struct kit *k, const char *language,
				   struct str text,
				   const struct template_option *options,
				   size_t count)
{
	return template_read(&k->arena, language_find(str_of(language)), text,
			     options, count, &k->t, &k->why);
}

static inline void kit_language(struct kit *k, const char *language,
				struct str text,
				const struct template_option *options,
				size_t count)
{
	if (kit_language_try(k, language, text, options, count) < 0)
		fail_msg("%.*s\n%u:%u: %s", STR_ARG(text), k->why.pos.line,
			 k->why.pos.column, k->why.text);
}

/* `name?~`: optional, perhaps. */
static inline struct str kit_names(struct kit *k)
{
	struct buf b = buf_in(&k->arena);

	for (size_t i = 0; i < k->t.variable_count; i++)
		buf_addf(&b, "%s%.*s%s%s", i ? " " : "",
			 STR_ARG(k->t.variables[i].name),
			 k->t.variables[i].optional ? "?" : "",
			 k->t.variables[i].perhaps ? "~" : "");
	return buf_str(&b);
}

/* `path` read, `path?` asked about, `path=how` written; `:helpers`. */
static inline struct str kit_uses(struct kit *k)
{
	struct buf b = buf_in(&k->arena);

	for (size_t i = 0; i < k->t.use_count; i++) {
		const struct template_use *u = &k->t.uses[i];

		buf_addf(&b, "%s%.*s", i ? " " : "", STR_ARG(u->path));
		if (u->through.n)
			buf_addf(&b, ":%.*s", STR_ARG(u->through));
		buf_adds(&b, u->asked ? "?" : u->output ? "=" : "");
		buf_adds(&b, u->escaped ? "escaped" : "");
		buf_adds(&b, u->perhaps ? ",perhaps" : "");
	}
	return buf_str(&b);
}

/* The raws are the text, and the canonical form reads to itself and to the
 * same variables and includes. */
static inline void kit_check(struct kit *k, const char *language,
			     struct str text,
			     const struct template_option *options,
			     size_t count)
{
	struct kit again = { 0 };
	struct str form = kit_canonical(k);

	if (!str_eq(kit_raws(k), text_normal(&k->arena, text)))
		fail_msg("%.*s\nraws: %.*s", STR_ARG(text),
			 STR_ARG(kit_raws(k)));
	kit_language(&again, language, form, options, count);
	if (!str_eq(kit_canonical(&again), form) ||
	    !str_eq(kit_names(&again), kit_names(k)) ||
	    !str_eq(kit_uses(&again), kit_uses(k)) ||
	    again.t.segment_count != k->t.segment_count ||
	    again.t.include_count != k->t.include_count)
		fail_msg("%.*s\nform: %.*s\nthen: %.*s", STR_ARG(text),
			 STR_ARG(form), STR_ARG(kit_canonical(&again)));
	kit_free(&again);
}

struct kit_case {
	const char *text, *names, *uses;
};

static inline void kit_check_cases(const char *language,
				   const struct kit_case *cases, size_t n,
				   const struct template_option *options,
				   size_t count)
{
	for (size_t i = 0; i < n; i++) {
		struct kit k = { 0 };
		struct str text = str_of(cases[i].text);

		kit_language(&k, language, text, options, count);
		if (!str_is(kit_names(&k), cases[i].names) ||
		    !str_is(kit_uses(&k), cases[i].uses))
			fail_msg("%s\nwant: %s | %s\nhave: %.*s | %.*s",
				 cases[i].text, cases[i].names, cases[i].uses,
				 STR_ARG(kit_names(&k)), STR_ARG(kit_uses(&k)));
		kit_check(&k, language, text, options, count);
		kit_free(&k);
	}
}

struct kit_wrong {
	const char *text;
	unsigned line, column;
	const char *why;
};

static inline void kit_check_wrong(const char *language,
				   const struct kit_wrong *cases, size_t n,
				   const struct template_option *options,
				   size_t count)
{
	for (size_t i = 0; i < n; i++) {
		struct kit k = { 0 };

		if (kit_language_try(&k, language, str_of(cases[i].text),
				     options, count) == 0)
			fail_msg("read: %s", cases[i].text);
		if (strcmp(k.why.text, cases[i].why) != 0 ||
		    k.why.pos.line != cases[i].line ||
		    k.why.pos.column != cases[i].column)
			fail_msg("%s\nwant %u:%u: %s\nhave %u:%u: %s",
				 cases[i].text, cases[i].line, cases[i].column,
				 cases[i].why, k.why.pos.line, k.why.pos.column,
				 k.why.text);
		kit_free(&k);
	}
}

/* n times part ends, and with what; NULL: it is read. */
static inline void kit_check_large(const char *language, const char *part,
				   size_t n, const char *why)
{
	struct kit k = { 0 };
	struct str text = kit_repeat(&k, "", part, n, "");
	int rc = kit_language_try(&k, language, text, NULL, 0);

	if (rc != (why ? -1 : 0) || (why && !strstr(k.why.text, why)))
		fail_msg("%zu times %s: %d, %s", n, part, rc, k.why.text);
	kit_free(&k);
}

#endif
