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
#include "base/arena.h"
#include "template/draft.h"
#include "template/language.h"

static bool begins_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static size_t name_end(struct str text, size_t from)
{
	size_t i = from;

	if (i < text.n && begins_name(text.p[i]))
		while (i < text.n && (begins_name(text.p[i]) ||
				      (text.p[i] >= '0' && text.p[i] <= '9')))
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

static void add_field(struct draft *d, size_t text, size_t from, size_t to,
		      struct str name, bool safe)
{
	struct draft_use *use = draft_use(d, (size_t)(name.p - d->text.p));

	if (from > text)
		(void)draft_segment(d, SEGMENT_TEXT, text, from);
	(void)draft_segment(d, SEGMENT_EXPRESSION, from, to);
	use->root = name;
	use->optional = safe;
	use->use.path = draft_path(d, STR_EMPTY, "", name);
	use->use.through = STR_EMPTY;
	use->use.output = true;
}

static int read_fields(struct draft *d, bool safe, struct template_error *why)
{
	size_t text = 0, at = str_find(d->text, '$', 0);

	while (at < d->text.n) {
		struct str name;
		size_t end = placeholder(d->text, at, &name);

		if (end) {
			add_field(d, text, at, end, name, safe);
			text = end;
		} else if (at + 1 < d->text.n && d->text.p[at + 1] == '$') {
			end = at + 2;
		} else if (safe) {
			end = at + 1;
		} else {
			return template_fail(why, text_pos(d->text, at),
					     "no name follows `$`; a dollar "
					     "sign that is text is doubled: "
					     "`$$`");
		}
		at = str_find(d->text, '$', end);
	}
	if (text < d->text.n)
		(void)draft_segment(d, SEGMENT_TEXT, text, d->text.n);
	return 0;
}

static const struct option_spec specs[] = {
	{ "safe_substitute", OPTION_BOOL, "false" },
	{ NULL, OPTION_BOOL, NULL },
};

static int read_string_template(struct arena *a, struct str text,
				const struct template_option *options,
				size_t count, struct template *out,
				struct template_error *why)
{
	struct arena scratch = { 0 };
	struct draft d = draft_in(a, &scratch, text);
	bool safe = false;
	int rc = draft_check_options("string-template", specs, options, count,
				     why);

	for (size_t i = 0; rc == 0 && i < count; i++)
		safe = draft_option_flag(&options[i]);
	if (rc == 0)
		rc = read_fields(&d, safe, why);
	if (rc == 0)
		draft_finish(&d, out);
	arena_free(&scratch);
	return rc;
}

static const char *const no_suffixes[] = { NULL };

const struct language language_string_template = {
	.name = "string-template",
	.suffixes = no_suffixes,
	.options = specs,
	.read = read_string_template,
};
