/*
 * shown.h - what a format read, as lines of text, to compare or to read.
 *
 *	assert_string_equal(shown(&arena, &file),
 *			    "prompt 1:1\n"
 *			    "user text 3:5 `Hello`\n");
 *
 * A prompt's line is followed by those of its parts, in the order of struct
 * format_prompt; then come troubles and notes. A place is line:column, with a
 * star where places inside of the text are not told.
 */
#ifndef PP_TESTS_FORMAT_SHOWN_H
#define PP_TESTS_FORMAT_SHOWN_H

#include "base/arena.h"
#include "base/buf.h"
#include "diag/rule.h"
#include "format/format.h"
#include "syntax/json.h"
#include "unit/format/files.h"

static inline void shown_text(struct buf *b, const struct format_message *m)
{
	buf_addf(b, "%.*s %s", STR_ARG(m->role), m->language->name);
	for (size_t i = 0; i < m->option_count; i++)
		buf_addf(b, " %.*s=%.*s", STR_ARG(m->options[i].name),
			 STR_ARG(m->options[i].json));
	for (size_t i = 0; i < m->bound_count; i++)
		buf_addf(b, " -%.*s", STR_ARG(m->bound[i].name));
	buf_addf(b, " %u:%u%s%s `%.*s`\n", m->text.pos.line, m->text.pos.column,
		 m->text.point ? "*" : "", m->text.whole ? " whole" : "",
		 STR_ARG(m->text.text));
}

static inline void shown_value(struct buf *b, const char *name,
			       const struct format_value *value)
{
	if (!value->node)
		return;
	buf_addf(b, "%s ", name);
	json_compact(b, value->node);
	buf_addc(b, '\n');
}

static inline void shown_model(struct buf *b, const struct format_prompt *p)
{
	if (p->provider.n + p->model.n == 0)
		return;
	buf_addf(b, "model %.*s/%.*s %u:%u\n", STR_ARG(p->provider),
		 STR_ARG(p->model), p->model_pos.line, p->model_pos.column);
}

static inline void shown_prompt(struct buf *b, const struct format_prompt *p)
{
	buf_addf(b, "prompt%s%.*s %u:%u\n", p->name.n ? " " : "",
		 STR_ARG(p->name), p->pos.line, p->pos.column);
	if (p->description.n)
		buf_addf(b, "description %.*s\n", STR_ARG(p->description));
	for (size_t i = 0; i < p->message_count; i++)
		shown_text(b, &p->messages[i]);
	for (size_t i = 0; i < p->tool_count; i++) {
		buf_addf(b, "tool %.*s %s ", STR_ARG(p->tools[i].name),
			 p->tools[i].shape);
		json_compact(b, p->tools[i].definition.node);
		buf_addc(b, '\n');
	}
	for (size_t i = 0; i < p->opaque_count; i++)
		buf_addf(b, "opaque %.*s (%.*s) `%.*s`\n",
			 STR_ARG(p->opaque[i].ref), STR_ARG(p->opaque[i].path),
			 STR_ARG(p->opaque[i].bytes));
	shown_value(b, "choice", &p->tool_choice);
	shown_value(b, "output", &p->output);
	shown_value(b, "params", &p->params);
	shown_value(b, "variables", &p->variables);
	shown_model(b, p);
}

static inline const char *shown(struct arena *a, const struct format_file *file)
{
	struct buf b = buf_in(a);

	for (size_t i = 0; i < file->prompt_count; i++)
		shown_prompt(&b, &file->prompts[i]);
	for (size_t i = 0; i < file->trouble_count; i++) {
		const struct format_trouble *t = &file->troubles[i];

		buf_addf(&b, "%s %.*s:%u:%u: %.*s\n", rule_info(t->rule)->id,
			 STR_ARG(t->path), t->pos.line, t->pos.column,
			 STR_ARG(t->message));
	}
	for (size_t i = 0; i < file->note_count; i++)
		buf_addf(&b, "note %u:%u: %.*s\n", file->notes[i].pos.line,
			 file->notes[i].pos.column,
			 STR_ARG(file->notes[i].text));
	return buf_str(&b).p;
}

/* As what it is recognized as, or as name. */
static inline void shown_is(const char *path, const char *bytes,
			    const char *name, const struct file_row *files,
			    const char *expected)
{
	struct arena a = { 0 };
	struct format_file file;
	struct error err = { 0 };

	assert_int_equal(
		files_format(&a, path, str_of(bytes), name, files, &file, &err),
		0);
	assert_string_equal(shown(&a, &file), expected);
	arena_free(&a);
}

/* The file of that path, with those beside it. */
static inline void shown_row_is(const char *path, const struct file_row *files,
				const char *expected)
{
	const struct file_row *own = files;

	while (strcmp(own->path, path) != 0)
		own++;
	shown_is(path, own->bytes, NULL, files, expected);
}

#endif
