/*
 * JavaScript's template literals: `${expression}`.
 *
 * The text is what stands between the backquotes, as it is written: escapes
 * are not undone, so `\${` is text. (One that src/code cut out of a source has
 * that escape alone, and what it needs of backslashes before it.) A backquote
 * needs no escape here, since a file may hold such a text by itself.
 *
 * An expression is code. One that is a name with what is done to it is a
 * variable: `user.name`, `items[0].title`, `name.trim()`, `tone ?? 'kind'`
 * (which makes it optional). Any other is opaque: it is told as such, and no
 * variable is looked for in it. Regular expressions are not known: `/}/` ends
 * an expression early.
 *
 * Its text has no normal form of its own (rule set 1).
 */
#include "template/ascii.h"
#include "template/draft.h"
#include "template/language.h"

/* ---- where an expression ends */

/* The state of one `${`: what its braces and backquotes are open in. */
struct nesting {
	struct str text;
	size_t at;
	bool literal[TEMPLATE_DEPTH]; /* a template literal, else braces */
	size_t depth;
	const char *wrong;
};

static bool open_level(struct nesting *n, bool literal)
{
	if (n->depth == TEMPLATE_DEPTH) {
		n->wrong = "braces nest too deeply";
		return false;
	}
	n->literal[n->depth++] = literal;
	return true;
}

static bool at_pair(const struct nesting *n, char first, char second)
{
	return n->at + 1 < n->text.n && n->text.p[n->at] == first &&
	       n->text.p[n->at + 1] == second;
}

/* At a quote: to its last byte. False: it ends with its line. */
static bool skip_string(struct nesting *n)
{
	char quote = n->text.p[n->at];

	for (n->at++; n->at < n->text.n; n->at++) {
		char c = n->text.p[n->at];

		if (c == quote)
			return true;
		if (c == '\n')
			break;
		if (c == '\\')
			n->at++;
	}
	n->wrong = "a text in quotes is not closed";
	return false;
}

static void skip_comment(struct nesting *n)
{
	bool line = n->text.p[n->at + 1] == '/';

	for (n->at += 2; n->at < n->text.n; n->at++) {
		if (line && n->text.p[n->at] == '\n')
			return;
		if (!line && at_pair(n, '*', '/')) {
			n->at++;
			return;
		}
	}
}

static bool literal_byte(struct nesting *n)
{
	char c = n->text.p[n->at];

	if (c == '\\')
		n->at++;
	else if (c == '`')
		n->depth--;
	else if (at_pair(n, '$', '{'))
		return n->at++, open_level(n, false);
	return true;
}

static bool code_byte(struct nesting *n)
{
	char c = n->text.p[n->at];

	if (c == '"' || c == '\'')
		return skip_string(n);
	if (c == '`' || c == '{')
		return open_level(n, c == '`');
	if (c == '}')
		n->depth--;
	else if (at_pair(n, '/', '/') || at_pair(n, '/', '*'))
		skip_comment(n);
	return true;
}

/* The byte behind the brace that closes the `${` at from, or 0 with *wrong. */
static size_t expression_end(struct str text, size_t from, const char **wrong)
{
	struct nesting n = { .text = text, .at = from + 2, .depth = 1 };

	for (; n.at < text.n; n.at++) {
		if (!(n.literal[n.depth - 1] ? literal_byte(&n) :
					       code_byte(&n)))
			break;
		if (n.depth == 0)
			return n.at + 1;
	}
	*wrong = n.wrong ? n.wrong :
			   "`${` is not closed; where it is text, write `\\${`";
	return 0;
}

/* ---- what an expression is */

static bool begins_name(char c)
{
	return ascii_letter(c) || c == '$' || (unsigned char)c > 127;
}

static size_t skip_name(struct str s, size_t i)
{
	if (i < s.n && begins_name(s.p[i]))
		while (i < s.n && (begins_name(s.p[i]) || ascii_digit(s.p[i])))
			i++;
	return i;
}

/* Words that are no names, and names that are the language's own. */
static bool is_reserved(struct str s)
{
	static const char *const words[] = {
		"Array",      "Boolean", "Date",   "Infinity", "JSON",
		"Math",	      "NaN",	 "Number", "Object",   "String",
		"await",      "class",	 "delete", "false",    "function",
		"import",     "new",	 "null",   "super",    "this",
		"true",	      "typeof",	 "void",   "yield",    "undefined",
		"globalThis", "async",	 NULL,
	};

	for (const char *const *w = words; *w; w++)
		if (str_is(s, *w))
			return true;
	return false;
}

/* A number or a text in quotes at i: its end; else i. */
static size_t skip_literal(struct str s, size_t i)
{
	struct nesting n = { .text = s, .at = i };

	if (i < s.n && (s.p[i] == '"' || s.p[i] == '\''))
		return skip_string(&n) ? n.at + 1 : i;
	while (i < s.n && (ascii_digit(s.p[i]) || s.p[i] == '.'))
		i++;
	return i;
}

/* Behind `(..)` at i, with literals only in it; else i. */
static size_t skip_call(struct str s, size_t i)
{
	size_t at = i + 1, end;

	while (at < s.n && s.p[at] != ')') {
		end = skip_literal(s, at);
		if (end == at && s.p[at] != ',' && s.p[at] != '-' &&
		    !ascii_space(s.p[at]))
			return i;
		at = end == at ? at + 1 : end;
	}
	return at < s.n ? at + 1 : i;
}

/* Behind `.name`, `?.name` or `[literal]` at i; else i. */
static size_t skip_member(struct str s, size_t i)
{
	size_t from = i, end;

	if (i < s.n && s.p[i] == '[') {
		end = skip_literal(s, i + 1);
		return end > i + 1 && end < s.n && s.p[end] == ']' ? end + 1 :
								     i;
	}
	if (i + 1 < s.n && s.p[i] == '?' && s.p[i + 1] == '.')
		i++;
	if (i >= s.n || s.p[i] != '.')
		return from;
	end = skip_name(s, i + 1);
	return end > i + 1 ? end : from;
}

/* `?? literal` or `|| literal` up to the end. */
static bool is_fallback(struct str s)
{
	size_t i = 2, end;

	if (!str_starts(s, "??") && !str_starts(s, "||"))
		return false;
	while (i < s.n && ascii_space(s.p[i]))
		i++;
	end = skip_literal(s, i);
	return end > i && end == s.n;
}

struct chain {
	struct str root, path, through;
	bool optional;
};

/* False: more than a name with what is done to it. */
static bool read_chain(struct str s, struct chain *out)
{
	size_t root = skip_name(s, 0), path = root, at = root, end;
	bool called = false;

	*out = (struct chain){ .root = str_cut(s, 0, root) };
	if (root == 0 || is_reserved(out->root))
		return false;
	while ((end = skip_member(s, at)) > at) {
		at = end;
		if (at < s.n && s.p[at] == '(') {
			end = skip_call(s, at);
			if (end == at)
				return false;
			called = true;
			at = end;
		}
		path = called ? path : at;
	}
	out->path = str_cut(s, 0, path);
	out->through = str_cut(s, path, at);
	while (at < s.n && ascii_space(s.p[at]))
		at++;
	out->optional = is_fallback(str_cut(s, at, s.n));
	return at == s.n || out->optional;
}

/* ---- the text */

static void add_expression(struct draft *d, size_t from, size_t to)
{
	struct pos pos = draft_tag(d, SEGMENT_EXPRESSION, from, to)->pos;
	struct str code = ascii_trim(str_cut(d->text, from + 2, to - 1));
	struct chain chain;

	if (read_chain(code, &chain))
		draft_output(d, (size_t)(code.p - d->text.p), chain.root,
			     chain.path, chain.through)
			->optional = chain.optional;
	else
		draft_opaque(d, pos, code);
}

static int read_text(struct draft *d)
{
	const struct str text = d->text;

	for (size_t i = 0; i < text.n; i++) {
		const char *wrong = NULL;
		size_t end;

		if (text.p[i] == '\\') {
			i++;
			continue;
		}
		if (text.p[i] != '$' || i + 1 == text.n || text.p[i + 1] != '{')
			continue;
		end = expression_end(text, i, &wrong);
		if (!end)
			return draft_refuse(d, i, wrong);
		add_expression(d, i, end);
		i = end - 1;
	}
	draft_text(d, text.n);
	return 0;
}

const struct language language_js_template = {
	.name = "js-template",
	.suffixes = language_no_suffixes,
	.options = language_no_options,
	.fill = read_text,
};
