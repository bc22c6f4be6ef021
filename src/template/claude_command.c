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
#include "base/arena.h"
#include "template/draft.h"
#include "template/language.h"

struct reader {
	struct draft draft;
	struct place_cursor cursor; /* of what is opaque */
	struct template_opaque *opaque;
	size_t opaque_count, opaque_room;
	size_t text; /* where the text segment begins */
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z') || c == '_';
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
	while (i < text.n && is_digit(text.p[i]))
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
	if (at + 1 >= text.n || !is_digit(text.p[at + 1]) ||
	    (at + 2 < text.n && is_word(text.p[at + 2])))
		return 0;
	*name = str_cut(text, at + 1, at + 2);
	return at + 2;
}

static void add_use(struct reader *r, size_t at, size_t end, struct str name)
{
	struct draft_use *use = draft_use(&r->draft, at + 1);

	use->root = name;
	use->use.path = draft_path(&r->draft, STR_EMPTY, "",
				   str_cut(r->draft.text, at + 1, end));
	use->use.through = STR_EMPTY;
	use->use.output = true;
}

/* Bytes [from, to) are no text. */
static void add_tag(struct reader *r, size_t from, size_t to)
{
	if (from > r->text)
		(void)draft_segment(&r->draft, SEGMENT_TEXT, r->text, from);
	(void)draft_segment(&r->draft, SEGMENT_EXPRESSION, from, to);
	r->text = to;
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

static void add_command(struct reader *r, size_t from, size_t to)
{
	struct draft *d = &r->draft;
	struct str name;

	r->opaque = arena_grow(d->out, r->opaque, r->opaque_count,
			       &r->opaque_room, sizeof(*r->opaque));
	r->opaque[r->opaque_count++] = (struct template_opaque){
		place_at(&r->cursor, from), str_cut(d->text, from + 2, to - 1)
	};
	add_tag(r, from, to);
	for (size_t at = from; at < to; at++) {
		size_t end = d->text.p[at] == '$' ?
				     field_end(d->text, at, &name) :
				     0;

		if (end && end < to)
			add_use(r, at, end, name);
	}
}

static void read_all(struct reader *r)
{
	struct str text = r->draft.text, name;
	size_t at = 0, end;

	while (at < text.n) {
		end = 0;
		if (text.p[at] == '$' && (end = field_end(text, at, &name))) {
			add_tag(r, at, end);
			add_use(r, at, end, name);
		} else if (text.p[at] == '!' && (end = command_end(text, at))) {
			add_command(r, at, end);
		}
		at = end ? end : at + 1;
	}
	if (r->text < text.n)
		(void)draft_segment(&r->draft, SEGMENT_TEXT, r->text, text.n);
}

static const struct option_spec no_options[] = { { NULL, OPTION_BOOL, NULL } };

static int read_claude_command(struct arena *a, struct str text,
			       const struct template_option *options,
			       size_t count, struct template *out,
			       struct template_error *why)
{
	struct arena scratch = { 0 };
	struct reader r = { .draft = draft_in(a, &scratch, text),
			    .cursor = place_start(text) };
	int rc = draft_check_options("claude-command", no_options, options,
				     count, why);

	if (rc == 0) {
		read_all(&r);
		draft_finish(&r.draft, out);
		out->opaque = r.opaque;
		out->opaque_count = r.opaque_count;
	}
	arena_free(&scratch);
	return rc;
}

static const char *const no_suffixes[] = { NULL };

const struct language language_claude_command = {
	.name = "claude-command",
	.suffixes = no_suffixes,
	.options = no_options,
	.read = read_claude_command,
};
