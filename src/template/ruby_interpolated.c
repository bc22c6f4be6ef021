/*
 * Ruby's strings with `#{expression}`, as a literal of source code has them:
 * what stands between the quotes with its escapes undone (src/code). A
 * backslash before `#{` makes it text; `#@name` is text.
 *
 * `#{name}` and `#{@name}` are variables, `#{user.name}` and `#{h[:key]}` too;
 * any other expression is code, in which no variable is looked for.
 *
 * A text has no canonical form of its own (rule set 1).
 */
#include "template/interpolation.h"
#include "template/language.h"

static const char *const reserved[] = { "true",	      "false",	  "nil",
					"self",	      "super",	  "yield",
					"not",	      "__FILE__", "defined",
					"__method__", NULL };

static const struct interpolation_names names = {
	.signs = "@$", .symbols = true, .constants = true, .reserved = reserved
};

/* Behind the brace that closes the one before i; 0: there is none. */
static size_t skip_code(struct str s, size_t i)
{
	bool text[TEMPLATE_DEPTH] = { false }; /* quotes " or braces */
	size_t depth = 1;

	while (i < s.n) {
		bool quoted = text[depth - 1];
		char c = s.p[i];

		if (quoted && c == '\\') {
			i += 2;
			continue;
		}
		if (quoted ? c == '"' : c == '}') {
			if (--depth == 0)
				return i + 1;
		} else if (c == '"' || (!quoted && c == '{') ||
			   (quoted && c == '#' && i + 1 < s.n &&
			    s.p[i + 1] == '{')) {
			if (depth == TEMPLATE_DEPTH)
				return 0;
			text[depth++] = c == '"';
			i += c == '#';
		} else if (!quoted && (c == '\'' || c == '`')) {
			i = interpolation_quoted(s, i, false);
			continue;
		}
		i++;
	}
	return 0;
}

static int read_fields(struct draft *d)
{
	const struct str s = d->text;

	for (size_t i = 0; i < s.n;) {
		size_t end;

		if (s.p[i] == '\\') {
			i += 2;
			continue;
		}
		if (s.p[i] != '#' || i + 1 == s.n || s.p[i + 1] != '{') {
			i++;
			continue;
		}
		end = skip_code(s, i + 2);
		if (!end)
			return draft_refuse(d, i,
					    "`#{` is not closed; where it is "
					    "text, write `\\#{`");
		interpolation_code(d, i, end, str_cut(s, i + 2, end - 1),
				   STR_EMPTY, &names);
		i = end;
	}
	draft_text(d, s.n);
	return 0;
}

const struct language language_ruby_interpolated = {
	.name = "ruby-interpolated",
	.suffixes = language_no_suffixes,
	.options = language_no_options,
	.fill = read_fields,
};
