/*
 * show.h - a file as a format reads it, as lines a test can compare.
 *
 *	struct show s = { 0 };
 *
 *	show_read(&s, "a/SKILL.md", "text", NULL);
 *	assert_string_equal(show(&s), "system text 1:1 \"text\"\n");
 *	show_free(&s);
 */
#ifndef PP_TESTS_FORMAT_SHOW_H
#define PP_TESTS_FORMAT_SHOW_H

#include "base/buf.h"
#include "syntax/json.h"
#include "unit/format/files.h"

struct show {
	struct arena arena;
	struct format_file file;
	struct buf out;
};

static inline void show_free(struct show *s)
{
	arena_free(&s->arena);
	*s = (struct show){ 0 };
}

/* What the file is taken for, or "-". */
static inline const char *show_taken(struct show *s, const char *path,
				     const char *bytes)
{
	return files_taken(&s->arena, path, bytes);
}

/* Read it as what it is taken for, or as name. */
static inline void show_read_as(struct show *s, const char *path,
				struct str bytes, const char *name,
				const struct file_row *rows)
{
	struct error err = { 0 };

	if (files_format(&s->arena, path, bytes, name, rows, &s->file, &err) <
	    0)
		fail_msg("%s: %s", path, err.text);
	s->out = buf_in(&s->arena);
}

static inline void show_read(struct show *s, const char *path,
			     const char *bytes, const struct file_row *rows)
{
	show_read_as(s, path, str_of(bytes), NULL, rows);
}

static inline void show_value(struct show *s, const char *name,
			      struct format_value value)
{
	if (!value.node)
		return;
	buf_addf(&s->out, "%s ", name);
	json_compact(&s->out, value.node);
	buf_addc(&s->out, '\n');
}

static inline void show_name(struct show *s, const char *name, struct str text)
{
	if (text.n)
		buf_addf(&s->out, "%s %.*s\n", name, STR_ARG(text));
}

static inline void show_message(struct show *s, const struct format_message *m)
{
	if (m->slot.n) {
		show_name(s, "slot", m->slot);
		return;
	}
	buf_addf(&s->out, "%.*s %s %u:%u ", STR_ARG(m->role), m->language->name,
		 m->text.pos.line, m->text.pos.column);
	json_string(&s->out, m->text.text);
	buf_addc(&s->out, '\n');
}

static inline void show_prompt(struct show *s, const struct format_prompt *p)
{
	show_name(s, "prompt", p->name);
	show_name(s, "version", p->version);
	for (size_t i = 0; i < p->message_count; i++)
		show_message(s, &p->messages[i]);
	for (size_t i = 0; i < p->tool_count; i++) {
		buf_addf(&s->out, "tool %.*s %s ", STR_ARG(p->tools[i].name),
			 p->tools[i].shape);
		json_compact(&s->out, p->tools[i].definition.node);
		buf_addc(&s->out, '\n');
	}
	for (size_t i = 0; i < p->opaque_count; i++)
		buf_addf(&s->out, "opaque %.*s = %.*s (%.*s) %u:%u\n",
			 STR_ARG(p->opaque[i].ref), STR_ARG(p->opaque[i].path),
			 STR_ARG(p->opaque[i].bytes), p->opaque[i].pos.line,
			 p->opaque[i].pos.column);
	show_value(s, "tool_choice", p->tool_choice);
	show_value(s, "output", p->output);
	show_value(s, "variables", p->variables);
	show_name(s, "provider", p->provider);
	show_name(s, "model", p->model);
	show_value(s, "params", p->params);
}

/* All prompts, without troubles and notes. */
static inline const char *show(struct show *s)
{
	buf_clear(&s->out);
	for (size_t i = 0; i < s->file.prompt_count; i++)
		show_prompt(s, &s->file.prompts[i]);
	return buf_str(&s->out).p;
}

static inline const char *show_troubles(struct show *s)
{
	buf_clear(&s->out);
	for (size_t i = 0; i < s->file.trouble_count; i++)
		buf_addf(&s->out, "%u:%u %.*s\n", s->file.troubles[i].pos.line,
			 s->file.troubles[i].pos.column,
			 STR_ARG(s->file.troubles[i].message));
	return buf_str(&s->out).p;
}

static inline const char *show_notes(struct show *s)
{
	buf_clear(&s->out);
	for (size_t i = 0; i < s->file.note_count; i++)
		buf_addf(&s->out, "%u:%u %.*s\n", s->file.notes[i].pos.line,
			 s->file.notes[i].pos.column,
			 STR_ARG(s->file.notes[i].text));
	return buf_str(&s->out).p;
}

/* Read it, and compare; nothing is wrong with it. */
static inline void show_is(const char *path, const char *bytes,
			   const struct file_row *rows, const char *want)
{
	struct show s = { 0 };

	show_read(&s, path, bytes, rows);
	assert_string_equal(show_troubles(&s), "");
	assert_string_equal(show(&s), want);
	show_free(&s);
}

static inline void show_notes_are(const char *path, const char *bytes,
				  const char *want)
{
	struct show s = { 0 };

	show_read(&s, path, bytes, NULL);
	assert_string_equal(show_troubles(&s), "");
	assert_string_equal(show_notes(&s), want);
	show_free(&s);
}

static inline void show_wrong(const char *path, const char *bytes,
			      const char *format, const char *want)
{
	struct show s = { 0 };

	show_read_as(&s, path, str_of(bytes), format, NULL);
	assert_string_equal(show_troubles(&s), want);
	show_free(&s);
}

#endif
