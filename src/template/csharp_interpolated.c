/*
 * C#'s interpolated strings, as a literal of source code has them: what stands
 * between the quotes with its escapes undone (src/code).
 *
 * With the option braces an expression has that many braces around it, as in
 * a raw literal with so many dollars; fewer are text. Without it there is one,
 * and `{{` and `}}` are braces.
 *
 * `{name}` is a variable, `{user.Name}` and `{items[0]}` too; any other
 * expression is code, in which no variable is looked for. What a value passes
 * through is its alignment and its format (`{x,10:N2}`).
 *
 * A text has no canonical form of its own (rule set 1).
 */
#include "template/ascii.h"
#include "template/interpolation.h"
#include "template/language.h"

enum { BRACES = 8 }; /* most that are around an expression */

static const char *const reserved[] = { "true",	 "false",   "null",   "this",
					"base",	 "new",	    "nameof", "typeof",
					"await", "default", NULL };

static const struct interpolation_names names = { .signs = "",
						  .reserved = reserved };

static size_t run_of(struct str s, size_t i, char c)
{
	size_t n = 0;

	while (i + n < s.n && s.p[i + n] == c)
		n++;
	return n;
}

struct field {
	size_t code, through, end; /* where each ends */
};

/* The field whose code begins at i; false: it is not closed. */
static bool find_field(struct str s, size_t i, struct field *out)
{
	size_t open = 0;

	out->code = 0;
	while (i < s.n) {
		char c = s.p[i];

		if (c == '"' || (c == '\'' && !out->code)) {
			i = interpolation_quoted(s, i,
						 i > 0 && s.p[i - 1] == '@');
			continue;
		}
		if (c == '}' && open == 0) {
			out->through = i;
			out->code = out->code ? out->code : i;
			return true;
		}
		if (c && strchr("([{", c))
			open++;
		else if (open && c && strchr(")]}", c))
			open--;
		else if (open == 0 && !out->code && (c == ',' || c == ':'))
			out->code = i;
		i++;
	}
	return false;
}

/* An expression whose braces begin at from; *at to behind it. */
static int read_field(struct draft *d, size_t from, size_t braces, size_t *at)
{
	const struct str s = d->text;
	size_t code = from + braces;
	struct field f;

	if (!find_field(s, code, &f))
		return draft_refuse(d, from, "the braces are not closed");
	f.end = f.through + braces;
	if (run_of(s, f.through, '}') < braces)
		return draft_refuse(d, f.through,
				    "fewer braces close here than were opened");
	if (!ascii_trim(str_cut(s, code, f.code)).n)
		return draft_refuse(d, from,
				    "there is no expression in the braces");
	interpolation_code(d, from, f.end, str_cut(s, code, f.code),
			   str_cut(s, f.code, f.through), &names);
	*at = f.end;
	return 0;
}

static int read_fields(struct draft *d, size_t braces)
{
	const struct str s = d->text;

	for (size_t i = 0; i < s.n;) {
		char c = s.p[i];
		size_t n = c == '{' || c == '}' ? run_of(s, i, c) : 0;
		size_t text = braces == 1 ? n / 2 * 2 :
			      n > braces  ? n - braces :
					    n;

		if (n == 0) {
			i++;
		} else if (c == '}' && braces == 1 && n % 2) {
			return draft_refuse(d, i + n - 1,
					    "a } alone; as text, write }}");
		} else if (c == '}' ||
			   (braces == 1 ? n % 2 == 0 : n < braces)) {
			i += n;
		} else if (read_field(d, i + (n == braces ? 0 : text), braces,
				      &i) < 0) {
			return -1;
		}
	}
	draft_text(d, s.n);
	return 0;
}

static const struct option_spec specs[] = {
	{ "braces", OPTION_TEXT, "\"1\"" },
	{ NULL, OPTION_BOOL, NULL },
};

static int braces_of(struct draft *d, size_t *out)
{
	const struct pos none = { 0, 0 };

	*out = 1;
	for (size_t i = 0; i < d->option_count; i++) {
		struct str s = draft_option_text(d->scratch, &d->options[i]);

		if (s.n != 1 || s.p[0] < '1' || s.p[0] > '0' + BRACES)
			return template_fail(
				d->why, none,
				"the option braces of csharp-interpolated is a "
				"text from \"1\" to \"%d\"",
				BRACES);
		*out = (size_t)(s.p[0] - '0');
	}
	return 0;
}

static int read_interpolated(struct draft *d)
{
	size_t braces;

	if (braces_of(d, &braces) < 0)
		return -1;
	return read_fields(d, braces);
}

const struct language language_csharp_interpolated = {
	.name = "csharp-interpolated",
	.suffixes = language_no_suffixes,
	.options = specs,
	.fill = read_interpolated,
};
