/*
 * prompty_shown.h - a prompt that was read, as one text, for tables of tests.
 *
 *	shown_messages: system<text>user<text>[history]
 *	shown_troubles: path:3:1 rule: message; ...
 */
#ifndef PP_TESTS_FORMAT_PROMPTY_SHOWN_H
#define PP_TESTS_FORMAT_PROMPTY_SHOWN_H

#include "base/arena.h"
#include "base/buf.h"
#include "format/format.h"
#include "syntax/json.h"

static inline struct str shown_messages(struct arena *a,
					const struct format_prompt *p)
{
	struct buf b = buf_in(a);

	for (size_t i = 0; i < p->message_count; i++) {
		const struct format_message *m = &p->messages[i];

		if (m->slot.n)
			buf_addf(&b, "[%.*s]", STR_ARG(m->slot));
		else
			buf_addf(&b, "%.*s<%.*s>", STR_ARG(m->role),
				 STR_ARG(m->text.text));
	}
	return buf_str(&b);
}

static inline struct str shown_value(struct arena *a, struct format_value value)
{
	struct buf b = buf_in(a);

	if (value.node)
		json_compact(&b, value.node);
	return buf_str(&b);
}

static inline struct str shown_tools(struct arena *a,
				     const struct format_prompt *p)
{
	struct buf b = buf_in(a);

	for (size_t i = 0; i < p->tool_count; i++) {
		const struct format_tool *t = &p->tools[i];

		buf_addf(&b, "%s%.*s %s ", i ? "; " : "", STR_ARG(t->name),
			 t->shape);
		buf_add(&b, shown_value(a, t->definition));
	}
	return buf_str(&b);
}

static inline struct str shown_opaque(struct arena *a,
				      const struct format_prompt *p)
{
	struct buf b = buf_in(a);

	for (size_t i = 0; i < p->opaque_count; i++) {
		const struct format_opaque *o = &p->opaque[i];

		buf_addf(&b, "%s%u:%u %.*s", i ? "; " : "", o->pos.line,
			 o->pos.column, STR_ARG(o->ref));
		if (o->path.n)
			buf_addf(&b, " %.*s<%.*s>", STR_ARG(o->path),
				 STR_ARG(o->bytes));
	}
	return buf_str(&b);
}

static inline struct str shown_troubles(struct arena *a,
					const struct format_file *file)
{
	struct buf b = buf_in(a);

	for (size_t i = 0; i < file->trouble_count; i++) {
		const struct format_trouble *t = &file->troubles[i];

		buf_addf(&b, "%s%.*s:%u:%u %s: %.*s", i ? "; " : "",
			 STR_ARG(t->path), t->pos.line, t->pos.column,
			 rule_info(t->rule)->id, STR_ARG(t->message));
	}
	return buf_str(&b);
}

static inline struct str shown_notes(struct arena *a,
				     const struct format_file *file)
{
	struct buf b = buf_in(a);

	for (size_t i = 0; i < file->note_count; i++)
		buf_addf(&b, "%s%u:%u %.*s", i ? "; " : "",
			 file->notes[i].pos.line, file->notes[i].pos.column,
			 STR_ARG(file->notes[i].text));
	return buf_str(&b);
}

#endif
