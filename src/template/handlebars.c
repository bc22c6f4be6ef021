#include "template/handlebars.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "template/language.h"

int hb_fail(struct handlebars *h, size_t offset, const char *fmt, ...)
{
	char text[sizeof(h->why->text)];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	return template_fail(h->why, text_pos(h->text, offset), "%s", text);
}

struct str hb_token_text(const struct handlebars *h, const struct hb_token *t)
{
	return (struct str){ h->text.p + t->offset, t->length };
}

struct str hb_shown(struct str s)
{
	return text_shorten(s, 40);
}

/* ---- canonical forms */

/* White space in the token is one space: `{{  else`, `as   |`. */
static void put_token(struct buf *b, struct str token, bool inner)
{
	for (size_t i = 0; i < token.n;) {
		size_t n = inner ? hb_spaces(token, i) : 0;

		if (n)
			buf_addc(b, ' ');
		else
			buf_addc(b, token.p[i]);
		i += n ? n : 1;
	}
}

/* `{{~`, then what makes it a comment or an else, then `~}}`. */
static void put_alone(struct buf *b, struct str tag, const char *sign)
{
	buf_adds(b, str_starts(tag, "{{~") ? "{{~" : "{{");
	buf_adds(b, sign);
	buf_addc(b, ' ');
	buf_adds(b, str_ends(tag, "~}}") ? "~}}" : "}}");
}

static void put_tag(struct buf *b, const struct handlebars *h,
		    const struct hb_piece *piece)
{
	const struct hb_token *open = &h->tokens[piece->token];
	const struct hb_token *close = open + piece->count - 1;
	struct str sign = hb_token_text(h, open);

	if (open->kind == HB_OPEN_INVERSE_CHAIN)
		sign = str_starts(sign, "{{~") ? STR("{{~ else") :
						 STR("{{ else");
	buf_add(b, sign);
	for (const struct hb_token *t = open + 1; t <= close; t++) {
		size_t end = t[-1].offset + t[-1].length;

		if (t == open + 1 || t == close || t->offset > end)
			buf_addc(b, ' ');
		put_token(b, hb_token_text(h, t),
			  t->kind == HB_OPEN_BLOCK_PARAMS);
	}
}

static struct str canonical(const struct handlebars *h,
			    const struct hb_piece *piece)
{
	struct str raw = { h->text.p + piece->offset, piece->length };
	struct buf b = buf_in(h->arena);
	enum hb_token_kind kind;

	if (piece->count == 0)
		return raw;
	kind = (enum hb_token_kind)h->tokens[piece->token].kind;
	if (kind == HB_CONTENT || kind == HB_END_RAW_BLOCK)
		return raw;
	if (kind == HB_COMMENT)
		put_alone(&b, raw, "!");
	else if (kind == HB_INVERSE)
		put_alone(&b, raw,
			  str_find(raw, '^', 0) < raw.n ? "^" : " else");
	else
		put_tag(&b, h, piece);
	return str_eq(buf_str(&b), raw) ? raw :
					  str_copy(h->draft->out, buf_str(&b));
}

static enum segment_kind kind_of(enum hb_tag_kind kind)
{
	switch ((int)kind) {
	case HB_TAG_TEXT:
		return SEGMENT_TEXT;
	case HB_TAG_COMMENT:
		return SEGMENT_COMMENT;
	case HB_TAG_MUSTACHE:
		return SEGMENT_EXPRESSION;
	default:
		return SEGMENT_STATEMENT;
	}
}

static void add_segments(struct handlebars *h)
{
	for (size_t i = 0; i < h->piece_count; i++) {
		const struct hb_piece *p = &h->pieces[i];

		draft_segment(h->draft, kind_of(h->tags[i].kind), p->offset,
			      p->offset + p->length)
			->canonical = canonical(h, p);
	}
}

/* ---- options */

static const struct option_spec specs[] = {
	{ "dialect", OPTION_TEXT, "\"handlebars\"" },
	{ "ignoreStandalone", OPTION_BOOL, "false" },
	{ "knownHelpers", OPTION_TEXT, "\"\"" },
	{ "knownHelpersOnly", OPTION_BOOL, "false" },
	{ "noEscape", OPTION_BOOL, "false" },
	{ "preventIndent", OPTION_BOOL, "false" },
	{ NULL, OPTION_BOOL, NULL },
};

/* Names with white space between. */
static void add_helpers(struct handlebars *h, struct str names)
{
	size_t at = hb_spaces(names, 0);

	while (at < names.n) {
		size_t from = at;

		while (at < names.n && !hb_spaces(names, at))
			at++;
		*map_put(&h->helpers, str_cut(names, from, at)) = h;
		at += hb_spaces(names, at);
	}
}

static int set_dialect(struct handlebars *h, struct str name)
{
	if (str_is(name, "dotprompt")) {
		h->dialect = HB_DOTPROMPT;
		h->known_only = true;
		h->escape = false;
		add_helpers(h, STR("history ifEquals json media role section "
				   "unlessEquals"));
		return 0;
	}
	if (str_is(name, "semantic-kernel")) {
		h->dialect = HB_SEMANTIC_KERNEL;
		h->escape = false;
		add_helpers(h, STR("array concat equals get json message or "
				   "range raw set"));
		return 0;
	}
	if (str_is(name, "handlebars"))
		return 0;
	return template_fail(h->why, (struct pos){ 0, 0 },
			     "option \"dialect\" is not handlebars, dotprompt "
			     "or semantic-kernel");
}

static int set_option(struct handlebars *h,
		      const struct template_option *option)
{
	if (str_is(option->name, "dialect"))
		return set_dialect(h, draft_option_text(h->draft->out, option));
	if (str_is(option->name, "knownHelpers"))
		add_helpers(h, draft_option_text(h->draft->out, option));
	else if (str_is(option->name, "knownHelpersOnly"))
		h->known_only = h->known_only || draft_option_flag(option);
	else if (str_is(option->name, "noEscape"))
		h->escape = h->escape && !draft_option_flag(option);
	/* The others change what is written, not what is read. */
	return 0;
}

static int read_all(struct handlebars *h)
{
	if (hb_lex(h) < 0 || hb_parse(h) < 0)
		return -1;
	add_segments(h);
	return hb_scope(h);
}

static int read_handlebars(struct draft *d)
{
	struct handlebars h = { .draft = d,
				.arena = d->scratch,
				.text = d->text,
				.why = d->why,
				.escape = true,
				.helpers = map_in(d->scratch) };

	add_helpers(&h, STR("blockHelperMissing each helperMissing if log "
			    "lookup unless with"));
	for (size_t i = 0; i < d->option_count; i++)
		if (set_option(&h, &d->options[i]) < 0)
			return -1;
	return read_all(&h);
}

static const struct name_form forms[] = {
	{ "", "" },	    { "", ".hbs" }, { "", ".handlebars" },
	{ "_", ".prompt" }, /* dotprompt's own */
	{ NULL, NULL },
};

const struct language language_handlebars = {
	.name = "handlebars",
	.suffixes = language_no_suffixes,
	.options = specs,
	.name_forms = forms,
	.fill = read_handlebars,
};
