/*
 * Python's f-strings, as a literal of source code has them: what stands
 * between the quotes with its escapes undone (src/code). `{{` and `}}` are
 * braces.
 *
 * `{name}` is a variable, `{user.name}` and `{d["key"]}` too; any other
 * expression is code, in which no variable is looked for. What a value passes
 * through is its `=`, its conversion and its format spec (`{x!r:>10}`). Fields
 * in a spec are variables or code of their own.
 *
 * An expression may have any quotes in it, as since Python 3.12. A text has no
 * canonical form of its own (rule set 1).
 */
#include "template/ascii.h"
#include "template/interpolation.h"
#include "template/language.h"

static const char *const reserved[] = { "True",	    "False",	"None",
					"self",	    "cls",	"not",
					"lambda",   "await",	"yield",
					"__name__", "__file__", NULL };

static const struct interpolation_names names = { .signs = "",
						  .reserved = reserved };

/* ---- where an expression ends */

static size_t skip_string(struct str s, size_t i, size_t depth);

/* From i, behind the brace, to the `}`, `!`, `:` or `=` that ends the code; s.n:
 * there is none. */
static size_t skip_code(struct str s, size_t i, size_t depth)
{
	size_t open = 0;

	while (i < s.n) {
		char c = s.p[i];

		if (c == '"' || c == '\'') {
			i = skip_string(s, i, depth);
			continue;
		}
		if (c && strchr("([{", c)) {
			open++;
		} else if (open && c && strchr(")]}", c)) {
			open--;
		} else if (open == 0 && c && strchr("!=<>", c) && i + 1 < s.n &&
			   s.p[i + 1] == '=') {
			i++;
		} else if (open == 0 && c && strchr("}!:=", c)) {
			return i;
		}
		i++;
	}
	return s.n;
}

/* Whether the quote at i has an f before it: fields are in the string. */
static bool has_fields(struct str s, size_t i)
{
	return (i > 0 && strchr("fFtT", s.p[i - 1]) && s.p[i - 1]) ||
	       (i > 1 && (s.p[i - 1] | 0x20) == 'r' && s.p[i - 2] &&
		strchr("fFtT", s.p[i - 2]));
}

/* Behind the field at i of an f-string in an expression. */
static size_t skip_field(struct str s, size_t i, size_t depth)
{
	size_t open = 0;

	i = skip_code(s, i + 1, depth + 1);
	for (; i < s.n; i++) {
		if (s.p[i] == '{')
			open++;
		else if (s.p[i] == '}' && open-- == 0)
			return i + 1;
	}
	return s.n;
}

/* Behind the string whose quotes begin at i; s.n if it is not closed. */
static size_t skip_string(struct str s, size_t i, size_t depth)
{
	char quote = s.p[i];
	bool fields = has_fields(s, i);
	bool triple = s.n - i >= 3 && s.p[i + 1] == quote &&
		      s.p[i + 2] == quote;

	if (depth == TEMPLATE_DEPTH)
		return s.n;
	i += triple ? 3 : 1;
	while (i < s.n) {
		if (s.p[i] == quote &&
		    (!triple || (s.n - i >= 3 && s.p[i + 1] == quote &&
				 s.p[i + 2] == quote)))
			return i + (triple ? 3 : 1);
		if (s.p[i] == '{' && fields) {
			if (i + 1 < s.n && s.p[i + 1] == '{')
				i += 2;
			else
				i = skip_field(s, i, depth);
			continue;
		}
		i += s.p[i] == '\\' ? 2 : 1;
	}
	return s.n;
}

/* ---- fields */

static const char unclosed[] = "{ is not closed; where it is text, write {{";

/* Where the spec at i, behind its colon, ends: at its }; s.n: it does not. */
static size_t spec_end(struct str s, size_t i)
{
	size_t open = 0;

	for (; i < s.n; i++) {
		if (s.p[i] == '{')
			open++;
		else if (s.p[i] == '}' && open-- == 0)
			return i;
	}
	return s.n;
}

/* The variable of each field in a spec; code in it is part of it. */
static void add_nested(struct draft *d, size_t from, size_t to)
{
	struct str s = d->text;

	for (size_t i = from; i < to; i++) {
		size_t end;
		struct str name;
		bool plain;

		if (s.p[i] != '{')
			continue;
		end = skip_code(s, i + 1, 0);
		if (end >= to)
			return;
		name = ascii_trim(str_cut(s, i + 1, end));
		plain = interpolation_root(name, &names) == name.n;
		if (plain && name.n) {
			struct draft_use *use = draft_use(
				d, (size_t)(name.p - s.p));

			use->root = use->use.path = name;
			use->use.output = true;
		}
		i = end;
	}
}

/* The field at *at; to behind it. */
static int read_field(struct draft *d, size_t *at)
{
	const struct str s = d->text;
	size_t from = *at, code = skip_code(s, from + 1, 0), end = code, spec;

	if (code < s.n && s.p[end] == '=')
		end++;
	while (end < s.n && s.p[end] == ' ')
		end++;
	if (end < s.n && s.p[end] == '!')
		while (end < s.n && s.p[end] != ':' && s.p[end] != '}')
			end++;
	spec = end;
	if (end < s.n && s.p[end] == ':')
		end = spec_end(s, end + 1);
	if (end >= s.n)
		return draft_refuse(d, from, unclosed);
	if (s.p[end] != '}')
		return draft_refuse(
			d, code,
			"an expression ends here, and its field does not");
	if (!ascii_trim(str_cut(s, from + 1, code)).n)
		return draft_refuse(d, from, "{} has no expression in it");
	interpolation_code(d, from, end + 1, str_cut(s, from + 1, code),
			   str_cut(s, code, end), &names);
	if (spec < end)
		add_nested(d, spec + 1, end);
	*at = end + 1;
	return 0;
}

static int read_fields(struct draft *d)
{
	const struct str s = d->text;

	for (size_t i = 0; i < s.n;) {
		char c = s.p[i];

		if (c != '{' && c != '}') {
			i++;
		} else if (i + 1 < s.n && s.p[i + 1] == c) {
			i += 2;
		} else if (c == '}') {
			return draft_refuse(d, i,
					    "a } alone; as text, write }}");
		} else if (read_field(d, &i) < 0) {
			return -1;
		}
	}
	draft_text(d, s.n);
	return 0;
}

const struct language language_python_f_string = {
	.name = "python-f-string",
	.suffixes = language_no_suffixes,
	.options = language_no_options,
	.fill = read_fields,
};
