#include "pattern/regex_translate.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/text.h"

enum {
	REPEAT_MAX = 65535, /* PCRE2's */
	GROUPS_MAX = 100    /* open at a time */
};

bool translate_fail(struct translate *t, enum regex_status status,
		    size_t offset, const char *fmt, ...)
{
	va_list ap;

	if (t->status != REGEX_OK)
		return false;
	t->status = status;
	t->why->offset = offset;
	va_start(ap, fmt);
	(void)vsnprintf(t->why->text, sizeof(t->why->text), fmt, ap);
	va_end(ap);
	return false;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static char peek(const struct translate *t, size_t ahead)
{
	return ahead < t->in.n - t->at ? t->in.p[t->at + ahead] : '\0';
}

static bool comes(const struct translate *t, const char *text)
{
	return str_starts(str_cut(t->in, t->at, t->in.n), text);
}

void literal_write(struct buf *out, uint32_t code)
{
	if ((code >= '0' && code <= '9') || (code >= 'a' && code <= 'z') ||
	    (code >= 'A' && code <= 'Z'))
		buf_addc(out, (char)code);
	else
		buf_addf(out, "\\x{%x}", (unsigned)code);
}

bool group_name(struct translate *t, struct str *out)
{
	size_t from = t->at, to = str_find(t->in, '>', from);

	*out = str_cut(t->in, from, to);
	if (to == t->in.n || to == from)
		return translate_fail(t, REGEX_WRONG, from,
				      "a group's name has no end");
	t->at = to + 1;
	return true;
}

/* Count the groups and read their names first: \1 and \k<a> may stand before
 * the group they mean. */
static void count_groups(struct translate *t)
{
	size_t room = 0;
	bool in_class = false;

	t->groups = arena_grow(t->arena, NULL, 0, &room, sizeof(*t->groups));
	t->groups[0] = (struct regex_group){ .name = STR_EMPTY };
	for (t->at = 0; t->at < t->in.n; t->at++) {
		struct regex_group group = { .name = STR_EMPTY };
		char c = t->in.p[t->at];

		if (c == '\\')
			t->at++;
		else if (c == '[')
			in_class = true;
		else if (c == ']')
			in_class = false;
		if (c != '(' || in_class)
			continue;
		if (peek(t, 1) == '?') {
			if (peek(t, 2) != '<' || peek(t, 3) == '=' ||
			    peek(t, 3) == '!')
				continue;
			group.name = str_cut(t->in, t->at + 3,
					     str_find(t->in, '>', t->at));
		}
		t->groups = arena_grow(t->arena, t->groups, t->group_count + 1,
				       &room, sizeof(*t->groups));
		t->groups[++t->group_count] = group;
	}
	t->at = 0;
}

/* ---- quantifiers -------------------------------------------------------- */

/* The number at t->at, cut to REPEAT_MAX + 1. */
static unsigned read_number(struct translate *t)
{
	unsigned value = 0;

	for (; is_digit(peek(t, 0)); t->at++)
		if (value <= REPEAT_MAX)
			value = value * 10 + (unsigned)(peek(t, 0) - '0');
	return value > REPEAT_MAX ? REPEAT_MAX + 1 : value;
}

/* Whether {n}, {n,} or {n,m} is next. */
static bool is_braces(const struct translate *t)
{
	size_t i = 1;

	if (peek(t, 0) != '{' || !is_digit(peek(t, 1)))
		return false;
	while (is_digit(peek(t, i)))
		i++;
	if (peek(t, i) == ',')
		for (i++; is_digit(peek(t, i)); i++)
			;
	return peek(t, i) == '}';
}

static bool is_quantifier(const struct translate *t)
{
	char c = peek(t, 0);

	return c == '*' || c == '+' || c == '?' || is_braces(t);
}

static bool braces(struct translate *t)
{
	size_t start = t->at++;
	unsigned from = read_number(t), to = from;
	bool open = false;

	if (peek(t, 0) == ',') {
		t->at++;
		open = peek(t, 0) == '}';
		to = open ? from : read_number(t);
	}
	t->at++;
	if (to < from)
		return translate_fail(t, REGEX_WRONG, start,
				      "the numbers of a repetition are out of "
				      "order");
	if (to > REPEAT_MAX)
		return translate_fail(t, REGEX_UNSUPPORTED, start,
				      "a repetition of more than %d is not "
				      "decided",
				      (int)REPEAT_MAX);
	if (open)
		buf_addf(&t->out, "{%u,}", from);
	else
		buf_addf(&t->out, "{%u,%u}", from, to);
	return true;
}

/* What may follow an atom; first is the first group inside it. */
static bool quantifier(struct translate *t, size_t first)
{
	if (!is_quantifier(t))
		return true;
	for (size_t i = first; i <= t->opened; i++)
		t->groups[i].repeated = true;
	if (peek(t, 0) == '{') {
		if (!braces(t))
			return false;
	} else {
		buf_addc(&t->out, peek(t, 0));
		t->at++;
	}
	if (peek(t, 0) == '?') {
		buf_addc(&t->out, '?');
		t->at++;
	}
	if (is_quantifier(t))
		return translate_fail(t, REGEX_WRONG, t->at,
				      "nothing stands before the repetition");
	return true;
}

/* ---- atoms -------------------------------------------------------------- */

static bool reference(struct translate *t, uint32_t group, size_t start)
{
	if (group > t->group_count)
		return translate_fail(t, REGEX_WRONG, start,
				      "there is no group %u", (unsigned)group);
	t->groups[group].referred = t->refers = true;
	buf_addf(&t->out, "\\g{%u}", (unsigned)group);
	return true;
}

static bool escape(struct translate *t)
{
	size_t start = t->at;
	struct escape e = escape_read(t, false);

	switch (e.kind) {
	case ESCAPE_CHARACTER:
		literal_write(&t->out, e.code);
		break;
	case ESCAPE_SET:
		buf_addc(&t->out, '[');
		set_write(&t->out, e.code);
		buf_addc(&t->out, ']');
		break;
	case ESCAPE_PROPERTY:
		buf_addc(&t->out, '[');
		if (!property_write(t, &e))
			return false;
		buf_addc(&t->out, ']');
		break;
	case ESCAPE_BOUNDARY:
		buf_addf(&t->out, "\\%c", (char)e.code);
		if (is_quantifier(t))
			return translate_fail(t, REGEX_WRONG, t->at,
					      "a boundary cannot be repeated");
		return true;
	case ESCAPE_REFERENCE:
		if (!reference(t, e.code, start))
			return false;
		break;
	case ESCAPE_BAD:
		return false;
	}
	return quantifier(t, t->opened + 1);
}

/* Groups that are open, innermost last. */
struct nest {
	struct {
		size_t first; /* capturing group inside */
		bool assertion;
	} open[GROUPS_MAX];
	size_t count;
};

static const struct {
	const char *begins;
	bool assertion, behind;
} groups[] = {
	{ "(?:", false, false }, { "(?=", true, false }, { "(?!", true, false },
	{ "(?<=", true, true },	 { "(?<!", true, true },
};

/* A parenthesis that opens. */
static bool open_group(struct translate *t, struct nest *nest)
{
	size_t start = t->at, i;
	struct str name;

	if (nest->count == GROUPS_MAX)
		return translate_fail(t, REGEX_UNSUPPORTED, start,
				      "groups are nested deeper than %d",
				      (int)GROUPS_MAX);
	nest->open[nest->count].assertion = false;
	for (i = 0; i < sizeof(groups) / sizeof(*groups); i++)
		if (comes(t, groups[i].begins))
			break;
	if (i < sizeof(groups) / sizeof(*groups)) {
		buf_adds(&t->out, groups[i].begins);
		t->at += strlen(groups[i].begins);
		nest->open[nest->count].assertion = groups[i].assertion;
		t->lookbehind = t->lookbehind || groups[i].behind;
		nest->open[nest->count++].first = t->opened + 1;
		return true;
	}
	t->at++;
	if (comes(t, "?<")) {
		t->at += 2;
		if (!group_name(t, &name))
			return false;
		for (i = 1; i <= t->opened; i++)
			if (str_eq(t->groups[i].name, name))
				return translate_fail(t, REGEX_WRONG, start,
						      "two groups have one "
						      "name");
	} else if (peek(t, 0) == '?') {
		t->why->foreign = true;
		return translate_fail(t, REGEX_UNSUPPORTED, start,
				      "(?%c begins no group of ECMA-262",
				      peek(t, 1) > ' ' && peek(t, 1) < '\x7f' ?
					      peek(t, 1) :
					      '?');
	}
	buf_addc(&t->out, '(');
	t->opened++;
	nest->open[nest->count++].first = t->opened + 1;
	return true;
}

static bool close_group(struct translate *t, struct nest *nest)
{
	if (nest->count == 0)
		return translate_fail(t, REGEX_WRONG, t->at,
				      "a parenthesis closes what none opened");
	buf_addc(&t->out, ')');
	t->at++;
	nest->count--;
	if (nest->open[nest->count].assertion && is_quantifier(t))
		return translate_fail(t, REGEX_WRONG, t->at,
				      "an assertion cannot be repeated");
	return quantifier(t, nest->open[nest->count].first);
}

static bool plain(struct translate *t)
{
	uint32_t code;
	size_t n = text_decode(&code, t->in.p + t->at, t->in.n - t->at);

	if (n == 0)
		return translate_fail(t, REGEX_WRONG, t->at, "not UTF-8");
	t->at += n;
	literal_write(&t->out, code);
	return quantifier(t, t->opened + 1);
}

/* One thing, whatever it is. */
static bool term(struct translate *t, struct nest *nest)
{
	char c = peek(t, 0);

	if (is_quantifier(t))
		return translate_fail(t, REGEX_WRONG, t->at,
				      "nothing stands before the repetition");
	switch (c) {
	case '\\':
		return escape(t);
	case '[':
		return class_translate(t) && quantifier(t, t->opened + 1);
	case '(':
		return open_group(t, nest);
	case ')':
		return close_group(t, nest);
	case '.':
		t->at++;
		buf_adds(&t->out, "[^\\n\\r\\x{2028}\\x{2029}]");
		return quantifier(t, t->opened + 1);
	case '^':
	case '$':
		t->at++;
		buf_adds(&t->out, c == '^' ? "\\A" : "\\z");
		if (is_quantifier(t))
			return translate_fail(t, REGEX_WRONG, t->at,
					      "%c cannot be repeated", c);
		return true;
	case '|':
		t->at++;
		buf_addc(&t->out, '|');
		return true;
	default:
		return plain(t);
	}
}

void translate(struct translate *t)
{
	struct nest nest = { .count = 0 };

	t->out = buf_in(t->arena);
	count_groups(t);
	while (t->at < t->in.n)
		if (!term(t, &nest))
			return;
	if (nest.count) {
		translate_fail(t, REGEX_WRONG, t->in.n,
			       "a parenthesis is not closed");
		return;
	}
	for (size_t i = 1; i <= t->group_count; i++)
		if (t->groups[i].referred && t->groups[i].repeated)
			translate_fail(t, REGEX_UNSUPPORTED, 0,
				       "a reference to a group that is inside "
				       "a repetition is not decided");
	if (t->refers && t->lookbehind)
		translate_fail(t, REGEX_UNSUPPORTED, 0,
			       "references beside a lookbehind are not "
			       "decided");
}
