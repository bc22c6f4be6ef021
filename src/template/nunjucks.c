#include "template/nunjucks.h"

#include "base/arena.h"
#include "template/jinja.h"
#include "template/draft.h"
#include "template/language.h"

/* ---- tokens */

/* Characters that no name contains. */
static bool ends_name(struct str text, size_t at)
{
	return strchr(" \n\t\r()[]{}%*-+~/#,:|.<>=!", text.p[at]) ||
	       jinja_spaces(text, at) > 0;
}

static bool is_digit(struct str text, size_t at)
{
	return at < text.n && text.p[at] >= '0' && text.p[at] <= '9';
}

/* A number or a name. */
static int word_at(struct str text, size_t from, size_t *length)
{
	size_t at = from;
	bool number = true;

	while (at < text.n && !ends_name(text, at)) {
		uint32_t code;

		number = number && is_digit(text, at);
		at += jinja_decode(&code, text, at);
	}
	*length = at - from;
	if (at == from)
		return 0;
	if (!number)
		return TOKEN_NAME;
	if (at == text.n || text.p[at] != '.')
		return TOKEN_INTEGER;
	for (at++; is_digit(text, at);)
		at++;
	*length = at - from;
	return TOKEN_FLOAT;
}

static size_t string_at(struct str text, size_t from)
{
	for (size_t at = from + 1; at < text.n; at++) {
		if (text.p[at] == text.p[from])
			return at + 1 - from;
		if (text.p[at] == '\\')
			at++;
	}
	return 0;
}

/* r/../gimy: for us a constant like any other. */
static size_t regex_at(struct str text, size_t from)
{
	size_t at = from + 2;

	while (at < text.n && (text.p[at] != '/' || text.p[at - 1] == '\\'))
		at++;
	if (at == text.n)
		return 0;
	for (at++; at < text.n && text.p[at] && strchr("gimy", text.p[at]);)
		at++;
	return at - from;
}

static int operator_at(struct str text, size_t at, size_t *length)
{
	static const struct {
		const char *text;
		int kind;
	} table[] = {
		{ "===", TOKEN_EQ }, { "!==", TOKEN_NE },
		{ "==", TOKEN_EQ },  { "!=", TOKEN_NE },
		{ "<=", TOKEN_LE },  { ">=", TOKEN_GE },
		{ "**", TOKEN_POW }, { "//", TOKEN_FLOORDIV },
	};
	struct str rest = str_cut(text, at, text.n);

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (str_starts(rest, table[i].text)) {
			*length = strlen(table[i].text);
			return table[i].kind;
		}
	*length = 1;
	return rest.p[0] && strchr("+-/*%~[](){}><=.:|,", rest.p[0]) ?
		       rest.p[0] :
		       0;
}

int nunjucks_token_at(struct str text, size_t at, size_t *length)
{
	char c = text.p[at];

	if (c == '"' || c == '\'') {
		*length = string_at(text, at);
		return *length > 0 ? TOKEN_STRING : 0;
	}
	if (c == 'r' && at + 1 < text.n && text.p[at + 1] == '/') {
		*length = regex_at(text, at);
		return *length > 0 ? TOKEN_FLOAT : 0;
	}
	if (ends_name(text, at))
		return operator_at(text, at, length);
	return word_at(text, at, length);
}

/* ---- options: those of its Environment, `tags` one by one */

static const struct option_spec specs[] = {
	{ "autoescape", OPTION_BOOL, "true" },
	{ "blockEnd", OPTION_TEXT, "\"%}\"" },
	{ "blockStart", OPTION_TEXT, "\"{%\"" },
	{ "commentEnd", OPTION_TEXT, "\"#}\"" },
	{ "commentStart", OPTION_TEXT, "\"{#\"" },
	{ "lstripBlocks", OPTION_BOOL, "false" },
	{ "trimBlocks", OPTION_BOOL, "false" },
	{ "variableEnd", OPTION_TEXT, "\"}}\"" },
	{ "variableStart", OPTION_TEXT, "\"{{\"" },
	{ NULL, OPTION_BOOL, NULL },
};

static struct str *delimiter(struct jinja_delimiters *d, struct str name)
{
	if (str_is(name, "blockEnd"))
		return &d->block_end;
	if (str_is(name, "blockStart"))
		return &d->block_start;
	if (str_is(name, "commentEnd"))
		return &d->comment_end;
	if (str_is(name, "commentStart"))
		return &d->comment_start;
	if (str_is(name, "variableEnd"))
		return &d->variable_end;
	return &d->variable_start;
}

static int set_options(struct jinja *j, const struct template_option *options,
		       size_t count)
{
	if (draft_check_options(&language_nunjucks, options, count, j->why) < 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		const struct template_option *o = &options[i];

		if (str_is(o->name, "trimBlocks"))
			j->options.trim_blocks = draft_option_flag(o);
		else if (str_is(o->name, "lstripBlocks"))
			j->options.lstrip_blocks = draft_option_flag(o);
		else if (!str_is(o->name, "autoescape") &&
			 jinja_set_delimiter(j, o->name,
					     draft_option_text(j->out, o),
					     delimiter(&j->options.delimiters,
						       o->name)) < 0)
			return -1;
	}
	return jinja_check_delimiters(j);
}

static int read_nunjucks(struct arena *a, struct str text,
			 const struct template_option *options,
			 size_t option_count, struct template *out,
			 struct template_error *why)
{
	struct arena scratch = { 0 };
	struct jinja j = {
		.arena = &scratch, .out = a, .text = text, .why = why
	};
	int rc;

	j.options.delimiters = jinja_delimiters();
	j.options.nunjucks = j.options.keep_trailing_newline = true;
	rc = set_options(&j, options, option_count);
	if (rc == 0)
		rc = jinja_read(&j, out);
	arena_free(&scratch);
	return rc;
}

static const char *const suffixes[] = { ".njk", ".nunjucks", NULL };

const struct language language_nunjucks = {
	.name = "nunjucks",
	.suffixes = suffixes,
	.options = specs,
	.read = read_nunjucks,
};
