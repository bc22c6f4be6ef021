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
#include "base/arena.h"
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

static int refuse(struct interpolation *r, size_t at, const char *text)
{
	return template_fail(r->why, text_pos(r->draft.text, at), "%s", text);
}

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
static void add_nested(struct interpolation *r, size_t from, size_t to)
{
	struct str s = r->draft.text;

	for (size_t i = from; i < to; i++) {
		size_t end;
		struct str name;
		bool plain;

		if (s.p[i] != '{')
			continue;
		end = skip_code(s, i + 1, 0);
		if (end >= to)
			return;
		name = interpolation_trim(str_cut(s, i + 1, end));
		plain = interpolation_root(name, &names) == name.n;
		if (plain && name.n) {
			struct draft_use *use = draft_use(
				&r->draft, (size_t)(name.p - s.p));

			use->root = use->use.path = name;
			use->use.output = true;
		}
		i = end;
	}
}

/* The field at *at; to behind it. */
static int read_field(struct interpolation *r, size_t *at)
{
	const struct str s = r->draft.text;
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
		return refuse(r, from, unclosed);
	if (s.p[end] != '}')
		return refuse(
			r, code,
			"an expression ends here, and its field does not");
	if (!interpolation_trim(str_cut(s, from + 1, code)).n)
		return refuse(r, from, "{} has no expression in it");
	interpolation_code(r, from, end + 1, str_cut(s, from + 1, code),
			   str_cut(s, code, end), &names);
	if (spec < end)
		add_nested(r, spec + 1, end);
	*at = end + 1;
	return 0;
}

static int read_fields(struct interpolation *r)
{
	const struct str s = r->draft.text;

	for (size_t i = 0; i < s.n;) {
		char c = s.p[i];

		if (c != '{' && c != '}') {
			i++;
		} else if (i + 1 < s.n && s.p[i + 1] == c) {
			i += 2;
		} else if (c == '}') {
			return refuse(r, i, "a } alone; as text, write }}");
		} else if (read_field(r, &i) < 0) {
			return -1;
		}
	}
	return 0;
}

static const struct option_spec no_options[] = { { NULL, OPTION_BOOL, NULL } };

static int read_f_string(struct arena *a, struct str text,
			 const struct template_option *options, size_t count,
			 struct template *out, struct template_error *why)
{
	struct arena scratch = { 0 };
	struct interpolation r = interpolation_in(a, &scratch, text, why);
	int rc = draft_check_options("python-f-string", no_options, options,
				     count, why);

	if (rc == 0)
		rc = read_fields(&r);
	if (rc == 0)
		interpolation_finish(&r, out);
	arena_free(&scratch);
	return rc;
}

static const char *const no_suffixes[] = { NULL };

const struct language language_python_f_string = {
	.name = "python-f-string",
	.suffixes = no_suffixes,
	.options = no_options,
	.read = read_f_string,
};
