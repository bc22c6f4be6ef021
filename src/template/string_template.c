/*
 * Python's string.Template: `$name`, `${name}`, and `$$` for a dollar sign.
 *
 * A `$` before anything else is refused, as substitute() does; with the option
 * safe_substitute it is text, and a value that is not passed leaves its field
 * as it stands. Names are ASCII, as in the class's idpattern.
 *
 * Its text has no normal form of its own (rule set 1): `$name` is not
 * `${name}`, and `$$` is text as it is written.
 */
#include "template/ascii.h"
#include "template/draft.h"
#include "template/language.h"

static size_t name_end(struct str text, size_t from)
{
	size_t i = from;

	if (i < text.n && ascii_letter(text.p[i]))
		while (i < text.n &&
		       (ascii_letter(text.p[i]) || ascii_digit(text.p[i])))
			i++;
	return i;
}

/* The name behind the `$` at from; 0, or the end of the placeholder. */
static size_t placeholder(struct str text, size_t from, struct str *name)
{
	bool braced = from + 1 < text.n && text.p[from + 1] == '{';
	size_t start = from + 1 + braced, end = name_end(text, start);

	*name = str_cut(text, start, end);
	if (end == start)
		return 0;
	if (!braced)
		return end;
	return end < text.n && text.p[end] == '}' ? end + 1 : 0;
}

static void add_field(struct draft *d, size_t from, size_t to, struct str name,
		      bool safe)
{
	(void)draft_tag(d, SEGMENT_EXPRESSION, from, to);
	draft_output(d, (size_t)(name.p - d->text.p), name, name, STR_EMPTY)
		->optional = safe;
}

static int read_fields(struct draft *d)
{
	size_t at = str_find(d->text, '$', 0);
	bool safe = false;

	for (size_t i = 0; i < d->option_count; i++)
		safe = draft_option_flag(&d->options[i]);
	while (at < d->text.n) {
		struct str name;
		size_t end = placeholder(d->text, at, &name);

		if (end)
			add_field(d, at, end, name, safe);
		else if (at + 1 < d->text.n && d->text.p[at + 1] == '$')
			end = at + 2;
		else if (safe)
			end = at + 1;
		else
			return draft_refuse(d, at,
					    "no name follows `$`; a dollar "
					    "sign that is text is doubled: "
					    "`$$`");
		at = str_find(d->text, '$', end);
	}
	draft_text(d, d->text.n);
	return 0;
}

static const struct option_spec specs[] = {
	{ "safe_substitute", OPTION_BOOL, "false" },
	{ NULL, OPTION_BOOL, NULL },
};

const struct language language_string_template = {
	.name = "string-template",
	.suffixes = language_no_suffixes,
	.options = specs,
	.fill = read_fields,
};
