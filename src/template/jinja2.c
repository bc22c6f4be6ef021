#include "template/language.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "syntax/json.h"
#include "template/jinja.h"
#include "template/place.h"

int jinja_fail(struct jinja *j, size_t offset, const char *fmt, ...)
{
	char text[sizeof(j->why->text)];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	return template_fail(j->why, text_pos(j->text, offset), "%s", text);
}

/* ---- options */

static const struct option_spec specs[] = {
	{ "block_end_string", OPTION_TEXT, "\"%}\"" },
	{ "block_start_string", OPTION_TEXT, "\"{%\"" },
	{ "comment_end_string", OPTION_TEXT, "\"#}\"" },
	{ "comment_start_string", OPTION_TEXT, "\"{#\"" },
	{ "keep_trailing_newline", OPTION_BOOL, "false" },
	{ "lstrip_blocks", OPTION_BOOL, "false" },
	{ "trim_blocks", OPTION_BOOL, "false" },
	{ "variable_end_string", OPTION_TEXT, "\"}}\"" },
	{ "variable_start_string", OPTION_TEXT, "\"{{\"" },
	{ NULL, OPTION_BOOL, NULL },
};

static struct str *delimiter(struct jinja_delimiters *d, struct str name)
{
	if (str_is(name, "block_end_string"))
		return &d->block_end;
	if (str_is(name, "block_start_string"))
		return &d->block_start;
	if (str_is(name, "comment_end_string"))
		return &d->comment_end;
	if (str_is(name, "comment_start_string"))
		return &d->comment_start;
	if (str_is(name, "variable_end_string"))
		return &d->variable_end;
	if (str_is(name, "variable_start_string"))
		return &d->variable_start;
	return NULL;
}

static bool *flag(struct jinja_options *o, struct str name)
{
	if (str_is(name, "keep_trailing_newline"))
		return &o->keep_trailing_newline;
	if (str_is(name, "lstrip_blocks"))
		return &o->lstrip_blocks;
	if (str_is(name, "trim_blocks"))
		return &o->trim_blocks;
	return NULL;
}

static int option_fail(struct jinja *j, const char *wrong, struct str name)
{
	return template_fail(j->why, (struct pos){ 0, 0 }, "option \"%.*s\" %s",
			     STR_ARG(name), wrong);
}

/*
 * White space in a delimiter would be taken for the white space between
 * tokens, of which the canonical form has its own.
 */
int jinja_set_delimiter(struct jinja *j, struct str name, struct str value,
			struct str *out)
{
	if (value.n == 0)
		return option_fail(j, "is empty", name);
	for (size_t i = 0; i < value.n;) {
		uint32_t code;

		i += jinja_decode(&code, value, i);
		if (jinja_is_space(code))
			return option_fail(j, "contains white space", name);
	}
	*out = value;
	return 0;
}

static int set_option(struct jinja *j, const struct template_option *option)
{
	struct str *text = delimiter(&j->options.delimiters, option->name);
	bool *on = flag(&j->options, option->name);
	struct syntax_error unused;
	struct node value;

	if (!text && !on)
		return option_fail(j, "is not one of jinja2's", option->name);
	if (json_read(j->arena, option->json, &value, &unused) < 0)
		return option_fail(j, "is not JSON", option->name);
	if (text && value.kind == NODE_STRING)
		return jinja_set_delimiter(j, option->name, value.text, text);
	if (on && (value.kind == NODE_TRUE || value.kind == NODE_FALSE)) {
		*on = value.kind == NODE_TRUE;
		return 0;
	}
	return option_fail(j, text ? "is not text" : "is not true or false",
			   option->name);
}

struct jinja_delimiters jinja_delimiters(void)
{
	return (struct jinja_delimiters){
		.block_start = STR("{%"),
		.block_end = STR("%}"),
		.variable_start = STR("{{"),
		.variable_end = STR("}}"),
		.comment_start = STR("{#"),
		.comment_end = STR("#}"),
	};
}

int jinja_check_delimiters(struct jinja *j)
{
	const struct jinja_delimiters *d = &j->options.delimiters;

	if (str_eq(d->block_start, d->variable_start) ||
	    str_eq(d->block_start, d->comment_start) ||
	    str_eq(d->variable_start, d->comment_start))
		return template_fail(
			j->why, (struct pos){ 0, 0 },
			"block, variable and comment start strings must differ");
	return 0;
}

static int set_options(struct jinja *j, const struct template_option *options,
		       size_t count)
{
	j->options.delimiters = jinja_delimiters();
	for (size_t i = 0; i < count; i++)
		if (set_option(j, &options[i]) < 0)
			return -1;
	return jinja_check_delimiters(j);
}

/* ---- places: asked for in the order of the text, so found in one pass;
 * those of names from the tag that they stand in */

/* ---- what the caller gets */

static void add_segments(struct jinja *j, struct template *out)
{
	struct segment *s = arena_zero(j->out, j->piece_count, sizeof(*s));
	struct include *includes = arena_alloc(
		j->out, j->include_count * sizeof(*includes));
	struct place_cursor c = place_start(j->text);

	for (size_t i = 0; i < j->piece_count; i++) {
		const struct jinja_piece *piece = &j->pieces[i];

		s[i].kind = piece->kind;
		s[i].raw = (struct str){ j->text.p + piece->offset,
					 piece->length };
		s[i].canonical = jinja_piece_canonical(j, piece);
		s[i].pos = place_at(&c, piece->offset);
		s[i].include = piece->include;
		if (piece->include)
			j->includes[piece->include - 1].pos = s[i].pos;
	}
	if (j->include_count > 0)
		memcpy(includes, j->includes,
		       j->include_count * sizeof(*includes));
	out->segments = s;
	out->segment_count = j->piece_count;
	out->includes = includes;
	out->include_count = j->include_count;
}

static int by_offset(const void *a, const void *b)
{
	const struct jinja_free *x = a, *y = b;

	return (x->offset > y->offset) - (x->offset < y->offset);
}

static int by_name(const void *a, const void *b)
{
	const struct variable *x = a, *y = b;

	return str_compare(x->name, y->name);
}

static void add_variables(struct jinja *j, struct template *out)
{
	struct variable *v = arena_zero(j->out, j->free_count, sizeof(*v));
	struct jinja_free *sorted = arena_alloc(
		j->arena, j->free_count * sizeof(*sorted));
	size_t n = 0, piece = 0;

	if (j->free_count == 0)
		return;
	for (struct jinja_free *f = j->free; f; f = f->next)
		sorted[n++] = *f;
	qsort(sorted, n, sizeof(*sorted), by_offset);
	for (size_t i = 0; i < n; i++) {
		struct place_cursor c = place_start(j->text);

		while (piece + 1 < j->piece_count &&
		       j->pieces[piece + 1].offset <= sorted[i].offset)
			piece++;
		c.offset = j->pieces[piece].offset;
		c.pos = out->segments[piece].pos;
		v[i].name = sorted[i].symbol->name;
		v[i].pos = place_at(&c, sorted[i].offset);
		v[i].optional = !sorted[i].required;
		v[i].read = sorted[i].read;
	}
	qsort(v, n, sizeof(*v), by_name);
	out->variables = v;
	out->variable_count = n;
}

int jinja_read(struct jinja *j, struct template *out)
{
	struct template t = { 0 };

	if (jinja_lex(j) < 0 || jinja_parse(j) < 0 || jinja_scope(j) < 0)
		return -1;
	add_segments(j, &t);
	add_variables(j, &t);
	*out = t;
	return 0;
}

static int read_jinja2(struct arena *a, struct str text,
		       const struct template_option *options,
		       size_t option_count, struct template *out,
		       struct template_error *why)
{
	struct arena scratch = { 0 };
	struct jinja j = {
		.arena = &scratch, .out = a, .text = text, .why = why
	};
	int rc = set_options(&j, options, option_count);

	if (rc == 0)
		rc = jinja_read(&j, out);
	arena_free(&scratch);
	return rc;
}

static const char *const suffixes[] = { ".j2", ".jinja", ".jinja2", NULL };

const struct language language_jinja2 = {
	.name = "jinja2",
	.suffixes = suffixes,
	.options = specs,
	.read = read_jinja2,
};
