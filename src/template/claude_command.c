/*
 * What Claude Code fills into a command: `$ARGUMENTS`, all that was typed
 * behind its name, `$ARGUMENTS[0]`, and `$0` to `$9`, one word of it.
 *
 * Nothing is refused. A digit that a letter, a digit or an underscore follows
 * is text, and so is any other `$`. !`command` at the beginning of a word is
 * run, and what it prints is put in its place: opaque. Variables are filled
 * into the command before.
 *
 * Its text has no normal form of its own (rule set 1).
 */
#include "template/ascii.h"
#include "template/draft.h"
#include "template/language.h"

static bool is_word(char c)
{
	return ascii_letter(c) || ascii_digit(c);
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

/* The byte behind `[12]` at from, or from. */
static size_t index_end(struct str text, size_t from)
{
	size_t i = from + 1;

	if (from >= text.n || text.p[from] != '[')
		return from;
	while (i < text.n && ascii_digit(text.p[i]))
		i++;
	return i > from + 1 && i < text.n && text.p[i] == ']' ? i + 1 : from;
}

/* The byte behind the field at the `$`, or 0; *name is the variable. */
static size_t field_end(struct str text, size_t at, struct str *name)
{
	static const char all[] = "$ARGUMENTS";
	size_t end = at + sizeof(all) - 1;

	if (str_is(str_cut(text, at, end), all)) {
		*name = str_cut(text, at + 1, end);
		return index_end(text, end);
	}
	if (at + 1 >= text.n || !ascii_digit(text.p[at + 1]) ||
	    (at + 2 < text.n && is_word(text.p[at + 2])))
		return 0;
	*name = str_cut(text, at + 1, at + 2);
	return at + 2;
}

static void add_use(struct draft *d, size_t at, size_t end, struct str name)
{
	(void)draft_output(d, at + 1, name, str_cut(d->text, at + 1, end),
			   STR_EMPTY);
}

/* The byte behind the !`command` at from, or 0: on its line. */
static size_t command_end(struct str text, size_t from)
{
	if (from + 1 >= text.n || text.p[from + 1] != '`' ||
	    (from > 0 && !is_space(text.p[from - 1])))
		return 0;
	for (size_t i = from + 2; i < text.n && text.p[i] != '\n'; i++)
		if (text.p[i] == '`')
			return i > from + 2 ? i + 1 : 0;
	return 0;
}

static void add_command(struct draft *d, size_t from, size_t to)
{
	struct pos pos = draft_tag(d, SEGMENT_EXPRESSION, from, to)->pos;
	struct str name;

	draft_opaque(d, pos, str_cut(d->text, from + 2, to - 1));
	for (size_t at = from; at < to; at++) {
		size_t end = d->text.p[at] == '$' ?
				     field_end(d->text, at, &name) :
				     0;

		if (end && end < to)
			add_use(d, at, end, name);
	}
}

static int read_all(struct draft *d)
{
	struct str text = d->text, name;
	size_t at = 0, end;

	while (at < text.n) {
		end = 0;
		if (text.p[at] == '$' && (end = field_end(text, at, &name))) {
			(void)draft_tag(d, SEGMENT_EXPRESSION, at, end);
			add_use(d, at, end, name);
		} else if (text.p[at] == '!' && (end = command_end(text, at))) {
			add_command(d, at, end);
		}
		at = end ? end : at + 1;
	}
	draft_text(d, text.n);
	return 0;
}

const struct language language_claude_command = {
	.name = "claude-command",
	.suffixes = language_no_suffixes,
	.options = language_no_options,
	.fill = read_all,
};
