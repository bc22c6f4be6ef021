/*
 * What VS Code fills into a prompt file: `${input:name}`, which it asks the
 * user for, `${input:name:placeholder}`, and what it knows itself, such as
 * `${selection}`.
 *
 * Nothing is refused. A `${..}` that is neither stays as it is, and in
 * Markdown most are shell or documentation: they are text. What VS Code knows
 * itself is not passed by anyone, so it is no variable either.
 *
 * Its text has no normal form of its own (rule set 1).
 */
#include "template/draft.h"
#include "template/language.h"

static bool is_known(struct str name)
{
	static const char *const known[] = {
		"file",
		"fileBasename",
		"fileBasenameNoExtension",
		"fileDirname",
		"selectedText",
		"selection",
		"workspaceFolder",
		"workspaceFolderBasename",
		NULL,
	};

	for (const char *const *k = known; *k; k++)
		if (str_is(name, *k))
			return true;
	return false;
}

/* The byte behind the `}` that closes the `${` at from, or 0: on its line. */
static size_t field_end(struct str text, size_t from)
{
	for (size_t i = from + 2; i < text.n; i++) {
		if (text.p[i] == '}')
			return i + 1;
		/* Also so that no byte is looked at again and again. */
		if (text.p[i] == '{' || text.p[i] == '$' || text.p[i] == '\n')
			return 0;
	}
	return 0;
}

/* The name in `input:name` and `input:name:placeholder`, or empty. */
static struct str input_name(struct str inner)
{
	if (!str_starts(inner, "input:"))
		return STR_EMPTY;
	return str_cut(inner, 6, str_find(inner, ':', 6));
}

/* If it is a field; else it stays text. */
static void add_field(struct draft *d, size_t from, size_t to)
{
	struct str inner = str_cut(d->text, from + 2, to - 1);
	struct str name = input_name(inner);

	if (!name.n && !is_known(inner))
		return;
	(void)draft_tag(d, SEGMENT_EXPRESSION, from, to);
	(void)draft_output(d, from + 2, name, name.n ? name : inner, STR_EMPTY);
}

static int read_fields(struct draft *d)
{
	size_t at = str_find(d->text, '$', 0);

	while (at < d->text.n) {
		bool opens = at + 1 < d->text.n && d->text.p[at + 1] == '{';
		size_t end = opens ? field_end(d->text, at) : 0;

		if (end)
			add_field(d, at, end);
		at = str_find(d->text, '$', end ? end : at + 1);
	}
	draft_text(d, d->text.n);
	return 0;
}

const struct language language_vscode_prompt = {
	.name = "vscode-prompt",
	.suffixes = language_no_suffixes,
	.options = language_no_options,
	.fill = read_fields,
};
