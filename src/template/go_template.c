#include "template/go_template.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/arena.h"
#include "template/language.h"

int go_fail(struct go *g, size_t offset, const char *fmt, ...)
{
	char text[sizeof(g->why->text)];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	return template_fail(g->why, text_pos(g->text, offset), "%s", text);
}

/* ---- options: the delimiters, as Template.Delims takes them */

static const struct option_spec specs[] = {
	{ "left_delimiter", OPTION_TEXT, "\"{{\"" },
	{ "right_delimiter", OPTION_TEXT, "\"}}\"" },
	{ NULL, OPTION_BOOL, NULL },
};

static int set_delimiter(struct go *g, const struct template_option *option)
{
	struct str text = draft_option_text(g->arena, option);
	const struct pos nowhere = { 0, 0 };

	if (text.n == 0)
		return template_fail(g->why, nowhere,
				     "option \"%.*s\" is empty",
				     STR_ARG(option->name));
	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] <= ' ')
			return template_fail(
				g->why, nowhere,
				"option \"%.*s\" contains white space",
				STR_ARG(option->name));
	if (str_is(option->name, "left_delimiter"))
		g->left = text;
	else
		g->right = text;
	return 0;
}

/* ---- what the caller gets */

static void add_include(struct draft *d, const struct go_piece *piece)
{
	struct include *include = draft_include(d, d->segment_count - 1);
	struct str *name = arena_alloc(d->out, sizeof(*name));

	*name = piece->call->text;
	include->names = name;
	include->name_count = 1;
	/* What is not handed the data sees none of the variables. */
	include->with_context = piece->passes_data;
}

static int read_go_template(struct draft *d)
{
	struct go g = { .arena = d->scratch,
			.out = d->out,
			.text = d->text,
			.left = STR("{{"),
			.right = STR("}}"),
			.why = d->why };

	for (size_t i = 0; i < d->option_count; i++)
		if (set_delimiter(&g, &d->options[i]) < 0)
			return -1;
	if (go_lex(&g) < 0 || go_parse(&g) < 0)
		return -1;
	go_scope(&g, d);
	for (size_t i = 0; i < g.piece_count; i++) {
		const struct go_piece *p = &g.pieces[i];

		(void)draft_segment(d, p->kind, p->offset,
				    p->offset + p->length);
		if (p->call && !map_get(&g.defines, p->call->text))
			add_include(d, p);
	}
	return 0;
}

static const char *const suffixes[] = { ".gotmpl", ".tmpl", NULL };

const struct language language_go_template = {
	.name = "go-template",
	.suffixes = suffixes,
	.options = specs,
	.fill = read_go_template,
};
