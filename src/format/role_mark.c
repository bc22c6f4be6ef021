#include "format/role_mark.h"

struct cursor {
	struct str s;
	size_t at;
};

static char peek(const struct cursor *c)
{
	return c->at < c->s.n ? c->s.p[c->at] : '\0';
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static void skip_space(struct cursor *c)
{
	while (c->at < c->s.n && is_space(c->s.p[c->at]))
		c->at++;
}

static bool take(struct cursor *c, char wanted)
{
	if (c->at >= c->s.n || c->s.p[c->at] != wanted)
		return false;
	c->at++;
	return true;
}

static char small(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_word(char c)
{
	c = small(c);
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/* Longer ones before those that they begin with. */
static const char *const roles_prompty_1[] = { "assistant", "function",
					       "system",    "tools",
					       "user",	    NULL };
static const char *const roles_prompty_2[] = { "assistant", "developer",
					       "system", "user", NULL };
static const char *const roles_promptflow[] = { "assistant", "function",
						"system",    "tool",
						"user",	     NULL };

static const char *const *roles_of(enum role_rule rule)
{
	if (rule == ROLES_PROMPTY_1)
		return roles_prompty_1;
	return rule == ROLES_PROMPTY_2 ? roles_prompty_2 : roles_promptflow;
}

static bool take_role(struct cursor *c, enum role_rule rule, struct str *role)
{
	for (const char *const *r = roles_of(rule); *r; r++) {
		size_t n = strlen(*r), same = 0;

		while (same < n && c->at + same < c->s.n &&
		       small(c->s.p[c->at + same]) == (*r)[same])
			same++;
		if (same == n) {
			c->at += n;
			*role = str_of(*r);
			return true;
		}
	}
	return false;
}

/* name = "value" or name = value, and perhaps a comma. */
static bool take_attribute(struct cursor *c)
{
	size_t from = c->at;

	while (is_word(peek(c)))
		c->at++;
	if (c->at == from)
		return false;
	skip_space(c);
	if (!take(c, '='))
		return false;
	skip_space(c);
	if (take(c, '"')) {
		while (c->at < c->s.n && peek(c) != '"')
			c->at++;
		if (!take(c, '"'))
			return false;
	} else {
		while (c->at < c->s.n && peek(c) != '"' && peek(c) != ',' &&
		       peek(c) != ']')
			c->at++;
	}
	skip_space(c);
	if (take(c, ','))
		skip_space(c);
	return true;
}

static bool take_attributes(struct cursor *c)
{
	size_t count = 0;

	while (take_attribute(c))
		count++;
	return count > 0 && take(c, ']');
}

bool role_mark(enum role_rule rule, struct str line, struct role_mark *out)
{
	struct cursor c = { line, 0 };
	size_t from;

	skip_space(&c);
	if (take(&c, '#'))
		skip_space(&c);
	from = c.at;
	*out = (struct role_mark){ 0 };
	if (!take_role(&c, rule, &out->role))
		return false;
	if (rule != ROLES_PROMPTFLOW && take(&c, '[')) {
		out->attributes = true;
		if (!take_attributes(&c))
			return false;
	}
	skip_space(&c);
	if (!take(&c, ':'))
		return false;
	out->line = str_cut(line, from, c.at);
	skip_space(&c);
	return c.at == line.n;
}

bool role_is_thread(enum role_rule rule, struct str line)
{
	struct cursor c = { line, 0 };

	if (rule != ROLES_PROMPTY_1)
		return false;
	skip_space(&c);
	return str_starts(str_cut(line, c.at, line.n), "![thread]");
}
