#include "pattern/match.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/text.h"
#include "pattern/steps.h"

struct match {
	pcre2_code *code;
	pcre2_match_context *limits;
	pcre2_match_data *data;
	enum match_trust trust;
	uint32_t group; /* its number, or 0 */
};

static int fail(struct match_error *why, size_t offset, const char *text)
{
	why->offset = offset;
	(void)snprintf(why->text, sizeof(why->text), "%s", text);
	return -1;
}

static int fail_code(struct match_error *why, size_t offset, int code)
{
	PCRE2_UCHAR text[sizeof(why->text)];

	if (pcre2_get_error_message(code, text, sizeof(text)) < 0)
		return fail(why, offset, "it is no pattern");
	return fail(why, offset, (const char *)text);
}

/* ---- what belongs to the library */

static void release(void *what)
{
	struct match *m = what;

	pcre2_match_data_free(m->data);
	pcre2_match_context_free(m->limits);
	pcre2_code_free(m->code);
}

static pcre2_code *compile(struct str pattern, enum match_trust trust,
			   struct match_error *why)
{
	pcre2_compile_context *context = pcre2_compile_context_create(NULL);
	uint32_t options = PCRE2_UTF | PCRE2_MULTILINE |
			   PCRE2_NEVER_BACKSLASH_C;
	pcre2_code *code;
	PCRE2_SIZE offset = 0;
	int error = PCRE2_ERROR_NOMEMORY;

	if (trust == MATCH_FOREIGN)
		options |= PCRE2_AUTO_CALLOUT;
	if (context)
		pcre2_set_newline(context, PCRE2_NEWLINE_ANYCRLF);
	code = pcre2_compile((PCRE2_SPTR)pattern.p, pattern.n, options, &error,
			     &offset, context);
	pcre2_compile_context_free(context);
	if (!code)
		(void)fail_code(why, offset, error);
	else if (trust == MATCH_OWN)
		/* Where there is no JIT the interpreter does it. */
		(void)pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
	return code;
}

int match_compile(struct arena *a, struct str pattern, const char *group,
		  enum match_trust trust, const struct match **out,
		  struct match_error *why)
{
	struct match *m;
	pcre2_code *code;
	int number = 0;

	if (pattern.n > MATCH_LENGTH)
		return fail(why, MATCH_LENGTH, "the pattern is too long");
	code = compile(pattern.n ? pattern : STR_EMPTY, trust, why);
	if (!code)
		return -1;
	m = arena_zero(a, 1, sizeof(*m));
	m->code = code;
	m->trust = trust;
	arena_defer(a, release, m);
	m->limits = pcre2_match_context_create(NULL);
	m->data = pcre2_match_data_create_from_pattern(code, NULL);
	if (!m->limits || !m->data)
		return fail_code(why, 0, PCRE2_ERROR_NOMEMORY);
	pcre2_set_match_limit(m->limits, MATCH_LIMIT);
	pcre2_set_depth_limit(m->limits, MATCH_DEPTH);
	pcre2_set_heap_limit(m->limits, MATCH_HEAP);
	if (group) {
		number = pcre2_substring_number_from_name(code,
							  (PCRE2_SPTR)group);
		if (number == PCRE2_ERROR_NOUNIQUESUBSTRING)
			return fail(why, 0, "two groups have one name");
		if (number <= 0)
			return fail(why, 0, "the named group is not there");
	}
	m->group = (uint32_t)number;
	*out = m;
	return 0;
}

/* ---- a walk */

void match_start(struct match_walk *walk, const struct match *pattern,
		 struct str text)
{
	*walk = (struct match_walk){
		.pattern = pattern,
		.text = text.n ? text : STR_EMPTY,
		.steps = MATCH_STEPS + text.n * MATCH_BYTE_STEPS,
		.ended = MATCH_FOUND,
	};
	/* Asked once: PCRE2 would look at all of the text for each match. */
	if (text_utf8_bad(walk->text) < walk->text.n)
		walk->ended = MATCH_UNDECIDED;
}

static int search(struct match_walk *walk)
{
	const struct match *m = walk->pattern;
	uint32_t options = PCRE2_NO_UTF_CHECK;
	int rc;

	if (m->trust == MATCH_FOREIGN) {
		pcre2_set_callout(m->limits, steps_count_down, &walk->steps);
		options |= PCRE2_NO_JIT;
	}
	rc = pcre2_match(m->code, (PCRE2_SPTR)walk->text.p, walk->text.n,
			 walk->at, options, m->data, m->limits);
	if (rc == PCRE2_ERROR_JIT_STACKLIMIT)
		rc = pcre2_match(m->code, (PCRE2_SPTR)walk->text.p,
				 walk->text.n, walk->at, options | PCRE2_NO_JIT,
				 m->data, m->limits);
	return rc;
}

/* Behind the character at i. */
static size_t after(struct str text, size_t i)
{
	for (i++; i < text.n && ((unsigned char)text.p[i] & 0xC0) == 0x80; i++)
		;
	return i;
}

enum match_answer match_next(struct match_walk *walk, struct match_found *out)
{
	const PCRE2_SIZE *where;
	uint32_t group = walk->pattern->group;
	int rc;

	if (walk->ended != MATCH_FOUND)
		return walk->ended;
	if (walk->at > walk->text.n)
		return walk->ended = MATCH_NONE;
	rc = search(walk);
	if (rc < 0)
		return walk->ended = rc == PCRE2_ERROR_NOMATCH ?
					     MATCH_NONE :
					     MATCH_UNDECIDED;
	where = pcre2_get_ovector_pointer(walk->pattern->data);
	/* \K may set the beginning behind the end. */
	if (where[0] > where[1] || where[1] < walk->at)
		return walk->ended = MATCH_UNDECIDED;
	*out = (struct match_found){ .from = where[0],
				     .to = where[1],
				     .group_from = where[0],
				     .group_to = where[1] };
	if (group && where[(size_t)2 * group] != PCRE2_UNSET) {
		out->group_from = where[(size_t)2 * group];
		out->group_to = where[(size_t)2 * group + 1];
		out->grouped = true;
	}
	walk->at = where[1] > where[0] ? where[1] : after(walk->text, where[1]);
	return MATCH_FOUND;
}
