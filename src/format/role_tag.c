#include "format/role_tag.h"

enum {
	DELIMITER = 2, /* bytes of {% and the like */
	SIGNED = 5     /* fewest bytes of a tag with a sign at its end */
};

struct row {
	const char *word;
	struct role_tag tag;
};

/* Those of Nunjucks are no tags of Jinja2's, where they are refused. */
static const struct row rows[] = {
	{ "include", { ROLE_TAG_OUTPUT, false, false } },
	{ "if", { ROLE_TAG_OPEN, false, false } },
	{ "ifAsync", { ROLE_TAG_OPEN, false, false } },
	{ "for", { ROLE_TAG_OPEN, false, false } },
	{ "asyncEach", { ROLE_TAG_OPEN, false, false } },
	{ "asyncAll", { ROLE_TAG_OPEN, false, false } },
	{ "switch", { ROLE_TAG_OPEN, false, false } },
	{ "macro", { ROLE_TAG_OPEN, false, true } },
	{ "call", { ROLE_TAG_OPEN, false, false } },
	{ "filter", { ROLE_TAG_OPEN, false, false } },
	{ "block", { ROLE_TAG_OPEN, true, false } },
	{ "with", { ROLE_TAG_OPEN, true, false } },
	{ "autoescape", { ROLE_TAG_OPEN, true, false } },
	{ "raw", { ROLE_TAG_OPEN, true, false } },
	{ "verbatim", { ROLE_TAG_OPEN, true, false } },
	{ "elif", { ROLE_TAG_BRANCH, false, false } },
	{ "elseif", { ROLE_TAG_BRANCH, false, false } },
	{ "case", { ROLE_TAG_BRANCH, false, false } },
	{ "else", { ROLE_TAG_BRANCH, true, false } },
	{ "default", { ROLE_TAG_BRANCH, true, false } },
};

/* The next token of a canonical form, empty at its end. */
static struct str next_token(struct str s, size_t *at)
{
	size_t from = *at, to = str_find(s, ' ', from);

	*at = to < s.n ? to + 1 : s.n;
	return str_cut(s, from, to);
}

/* `set x = 1` has its value with it; `set x` and `set x | f(a = 1)` wait for
 * endset. */
static bool is_inline_set(struct str canonical, size_t at)
{
	int depth = 0;

	while (at < canonical.n) {
		struct str token = next_token(canonical, &at);

		if (str_is(token, "(") || str_is(token, "["))
			depth++;
		else if (str_is(token, ")") || str_is(token, "]"))
			depth--;
		else if (depth == 0 && str_is(token, "="))
			return true;
	}
	return false;
}

static struct role_tag jinja_tag(struct str canonical)
{
	size_t at = 0;
	struct str word;

	(void)next_token(canonical, &at);
	word = next_token(canonical, &at);
	if (str_starts(word, "end"))
		return (struct role_tag){ .kind = ROLE_TAG_CLOSE };
	if (str_is(word, "set") && !is_inline_set(canonical, at))
		return (struct role_tag){ ROLE_TAG_OPEN, false, true };
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (str_is(word, rows[i].word))
			return rows[i].tag;
	return (struct role_tag){ .kind = ROLE_TAG_NOTHING };
}

/* The sign is the last byte in front of the name. */
static struct role_tag mustache_tag(struct str canonical)
{
	size_t at = 0;
	struct str open = next_token(canonical, &at);
	char sign = open.n > 0 ? open.p[open.n - 1] : '\0';

	if (sign == '#' || sign == '^')
		return (struct role_tag){ .kind = ROLE_TAG_OPEN };
	if (sign == '$' || sign == '<')
		return (struct role_tag){ ROLE_TAG_OPEN, true, false };
	if (sign == '/')
		return (struct role_tag){ .kind = ROLE_TAG_CLOSE };
	if (sign == '>')
		return (struct role_tag){ .kind = ROLE_TAG_OUTPUT };
	return (struct role_tag){ .kind = ROLE_TAG_NOTHING };
}

struct role_tag role_tag(struct str canonical, bool jinja)
{
	return jinja ? jinja_tag(canonical) : mustache_tag(canonical);
}

struct str role_lone_name(struct str canonical)
{
	size_t at = 0;
	struct str name;

	(void)next_token(canonical, &at);
	name = next_token(canonical, &at);
	(void)next_token(canonical, &at);
	return at == canonical.n ? name : STR_EMPTY;
}

bool role_trims_left(struct str raw)
{
	return raw.n >= SIGNED && raw.p[DELIMITER] == '-';
}

static char last_sign(struct str raw)
{
	return raw.n >= SIGNED ? raw.p[raw.n - DELIMITER - 1] : '\0';
}

bool role_trims_right(struct str raw)
{
	return last_sign(raw) == '-';
}

bool role_keeps_right(struct str raw)
{
	return last_sign(raw) == '+';
}
