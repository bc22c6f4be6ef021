#include "pattern/regex.h"

#include <stdio.h>

#include "base/arena.h"
#include "pattern/regex_translate.h"
#include "pattern/steps.h"

struct regex {
	pcre2_code *code;
};

enum { HARDEST = PCRE2_UTF | PCRE2_AUTO_CALLOUT | PCRE2_MATCH_UNSET_BACKREF };

static void release(void *what)
{
	pcre2_code_free(what);
}

static enum regex_status undecided(struct regex_error *why, int code)
{
	PCRE2_UCHAR text[sizeof(why->text)];

	why->offset = 0;
	if (pcre2_get_error_message(code, text, sizeof(text)) < 0)
		text[0] = '\0';
	(void)snprintf(why->text, sizeof(why->text),
		       "what it matches is not decided: %.80s",
		       (const char *)text);
	return REGEX_UNSUPPORTED;
}

enum regex_status regex_compile(struct arena *a, struct str pattern,
				const struct regex **out,
				struct regex_error *why)
{
	struct translate t = { .arena = a, .in = pattern, .why = why };
	struct regex *regex;
	struct str translated;
	PCRE2_SIZE offset;
	pcre2_code *code;
	int error;

	why->foreign = false;
	if (pattern.n > REGEX_LENGTH) {
		translate_fail(&t, REGEX_UNSUPPORTED, 0,
			       "a pattern of more than %d bytes is not decided",
			       (int)REGEX_LENGTH);
		return t.status;
	}
	translate(&t);
	if (t.status != REGEX_OK)
		return t.status;
	translated = buf_str(&t.out);
	code = pcre2_compile((PCRE2_SPTR)translated.p, translated.n,
			     (uint32_t)HARDEST | PCRE2_NEVER_BACKSLASH_C,
			     &error, &offset, NULL);
	/* The syntax is right, so what PCRE2 refuses is a limit of its own. */
	if (!code)
		return undecided(why, error);
	regex = arena_zero(a, 1, sizeof(*regex));
	regex->code = code;
	arena_defer(a, release, code);
	*out = regex;
	return REGEX_OK;
}

static int match(const struct regex *regex, struct str text, size_t *left)
{
	pcre2_match_context *limits = pcre2_match_context_create(NULL);
	pcre2_match_data *data = pcre2_match_data_create(1, NULL);
	int rc = PCRE2_ERROR_NOMEMORY;

	if (limits && data) {
		pcre2_set_match_limit(limits, REGEX_MATCHES);
		pcre2_set_depth_limit(limits, REGEX_BACKTRACKS);
		pcre2_set_heap_limit(limits, REGEX_HEAP);
		pcre2_set_callout(limits, steps_count_down, left);
		rc = pcre2_match(regex->code, (PCRE2_SPTR)text.p, text.n, 0,
				 PCRE2_NO_JIT, data, limits);
	}
	pcre2_match_data_free(data);
	pcre2_match_context_free(limits);
	return rc;
}

enum regex_answer regex_search_within(const struct regex *regex,
				      struct str text, size_t *steps)
{
	size_t budget = *steps < REGEX_MATCHES ? *steps : REGEX_MATCHES;
	size_t left = budget;
	int rc = match(regex, text.n ? text : STR_EMPTY, &left);

	*steps -= budget - left;
	if (rc >= 0)
		return REGEX_YES;
	return rc == PCRE2_ERROR_NOMATCH ? REGEX_NO : REGEX_UNDECIDED;
}

enum regex_answer regex_search(const struct regex *regex, struct str text)
{
	size_t steps = REGEX_MATCHES;

	return regex_search_within(regex, text, &steps);
}
