/* Blocks and tokens: what TemplateTokenizer and CodeTokenizer do. */
#include "template/semantic_kernel.h"

#include "base/text.h"

/* ---- blocks */

static bool twice(struct str text, size_t at, char c)
{
	return at + 1 < text.n && text.p[at] == c && text.p[at + 1] == c;
}

static bool is_quote(char c)
{
	return c == '"' || c == '\'';
}

static bool is_escape(struct str text, size_t at, size_t to)
{
	return text.p[at] == '\\' && at + 1 < to &&
	       (is_quote(text.p[at + 1]) || text.p[at + 1] == '\\');
}

/* What .NET's Trim() takes away: white space of Unicode. */
static bool is_white(uint32_t c)
{
	return (c >= 9 && c <= 13) || c == ' ' || c == 0x85 || c == 0xa0 ||
	       c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 ||
	       c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

static void trim(struct str text, size_t *from, size_t *to)
{
	uint32_t code;

	while (*from < *to) {
		size_t n = text_decode(&code, text.p + *from, *to - *from);

		if (!is_white(code))
			break;
		*from += n;
	}
	while (*from < *to) {
		size_t start = *to - 1;

		while (start > *from &&
		       ((unsigned char)text.p[start] & 0xc0) == 0x80)
			start--;
		(void)text_decode(&code, text.p + start, *to - start);
		if (!is_white(code))
			break;
		*to = start;
	}
}

/*
 * The next `{{`..`}}`. Another `{{` on the way begins it anew, and quotes hide
 * both, so that a quote that is not closed hides all that follows.
 */
static bool find(struct sk_scan *s, struct sk_block *out)
{
	const struct str text = s->text;
	bool open = false;
	size_t start = 0;
	char quote = 0;

	for (size_t i = s->cursor; i + 1 < text.n; i++) {
		if (quote) {
			if (is_escape(text, i, text.n))
				i++;
			else if (text.p[i] == quote)
				quote = 0;
			continue;
		}
		if (twice(text, i, '{')) {
			open = true;
			start = i;
		} else if (open && is_quote(text.p[i])) {
			quote = text.p[i];
		} else if (open && twice(text, i, '}')) {
			*out = (struct sk_block){ .from = start,
						  .to = i + 2,
						  .code_from = start + 2,
						  .code_to = i };
			trim(text, &out->code_from, &out->code_to);
			out->code = out->code_from < out->code_to;
			return true;
		}
	}
	return false;
}

bool sk_next(struct sk_scan *s, struct sk_block *out)
{
	struct sk_block found;

	if (s->has_kept) {
		*out = s->kept;
		s->has_kept = false;
		s->done = out->to;
		return true;
	}
	if (s->done == s->text.n)
		return false;
	if (!find(s, &found))
		found = (struct sk_block){ .from = s->text.n, .to = s->text.n };
	s->cursor = found.to;
	if (found.from == s->done) {
		*out = found;
		s->done = found.to;
		return true;
	}
	*out = (struct sk_block){ .from = s->done, .to = found.from };
	s->done = found.from;
	s->kept = found;
	s->has_kept = found.to > found.from;
	return true;
}

/* ---- tokens */

struct sk_code sk_code_in(struct str text, size_t from, size_t to)
{
	return (struct sk_code){ .text = text, .at = from, .to = to };
}

static bool refuse(struct sk_code *c, size_t at, const char *wrong)
{
	c->wrong = wrong;
	c->wrong_at = at;
	return false;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static bool is_name(struct str s, bool dot)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == '.' && dot)
			dot = false;
		else if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			   (c >= '0' && c <= '9') || c == '_'))
			return false;
	}
	return s.n > 0;
}

static void skip_blank(struct sk_code *c)
{
	while (c->at < c->to && is_blank(c->text.p[c->at]))
		c->at++;
}

/* Up to white space, or to the `=` of a named argument. */
static struct str word(struct sk_code *c, bool named)
{
	size_t from = c->at;

	while (c->at < c->to && !is_blank(c->text.p[c->at]) &&
	       !(named && c->text.p[c->at] == '='))
		c->at++;
	return str_cut(c->text, from, c->at);
}

static bool value(struct sk_code *c)
{
	size_t from = c->at;

	for (c->at++; c->at < c->to; c->at++) {
		if (is_escape(c->text, c->at, c->to)) {
			c->at++;
		} else if (c->text.p[c->at] == c->text.p[from]) {
			c->at++;
			return true;
		}
	}
	return refuse(c, from, "the value has no closing quote");
}

static bool variable(struct sk_code *c, struct sk_token *t)
{
	size_t from = c->at;

	t->variable = str_cut(word(c, false), 1, SIZE_MAX);
	if (t->variable.n == 0)
		return refuse(c, from, "no name follows `$`");
	if (!is_name(t->variable, false))
		return refuse(c, from,
			      "a variable's name has letters a to z, digits "
			      "and `_` only");
	return true;
}

static bool named(struct sk_code *c, struct sk_token *t)
{
	size_t from = c->at;

	t->kind = SK_NAMED;
	t->name = word(c, true);
	skip_blank(c);
	if (c->at == c->to || c->text.p[c->at] != '=')
		return refuse(c, from,
			      "an argument is `$variable`, a value in quotes, "
			      "or a name with `=` and one of these");
	c->at++;
	skip_blank(c);
	if (!is_name(t->name, false))
		return refuse(c, from,
			      "an argument's name has letters a to z, digits "
			      "and `_` only");
	if (c->at < c->to && c->text.p[c->at] == '$')
		return variable(c, t);
	if (c->at < c->to && is_quote(c->text.p[c->at]))
		return value(c);
	return refuse(c, from,
		      "behind `=` stands `$variable` or a value in quotes");
}

static bool function(struct sk_code *c, struct sk_token *t)
{
	size_t from = c->at;

	t->kind = SK_FUNCTION;
	t->name = word(c, false);
	if (str_find(t->name, '=', 0) < t->name.n)
		return refuse(c, from,
			      "an argument needs the function before it");
	if (!is_name(t->name, true))
		return refuse(c, from,
			      "not `$variable`, a value in quotes or a "
			      "function: a function's name has letters a to z, "
			      "digits, `_` and one `.`");
	return true;
}

/* Whether another token may begin there. */
static bool may_follow(struct sk_code *c, size_t from, bool space)
{
	if (c->first == SK_VARIABLE)
		return refuse(c, from, "nothing may follow a variable");
	if (c->first == SK_VALUE)
		return refuse(c, from, "nothing may follow a value");
	if (!space)
		return refuse(c, from, "a space has to stand between two");
	return true;
}

bool sk_token_next(struct sk_code *c, struct sk_token *out)
{
	size_t before = c->at, from;
	bool read;

	skip_blank(c);
	if (c->at == c->to)
		return false;
	from = c->at;
	*out = (struct sk_token){ .name = STR_EMPTY, .variable = STR_EMPTY };
	if (c->count && !may_follow(c, from, from > before))
		return false;
	if (c->text.p[from] == '$') {
		out->kind = SK_VARIABLE;
		read = variable(c, out);
		out->name = out->variable;
	} else if (is_quote(c->text.p[from])) {
		out->kind = SK_VALUE;
		read = value(c);
	} else {
		read = c->count ? named(c, out) : function(c, out);
	}
	if (!read)
		return false;
	if (c->count > 1 && out->kind != SK_NAMED)
		return refuse(c, from,
			      "only the first argument may be without a name");
	if (c->count++ == 0)
		c->first = out->kind;
	out->text = str_cut(c->text, from, c->at);
	return true;
}
