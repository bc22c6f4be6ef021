/*
 * lines.h - what a file was read to, one line a thing, to compare in tests.
 *
 *	assert_string_equal(lines_file(&a, &file),
 *			    "1:1 user jinja2 \"Hi {{ x }}\"\n"
 *			    "variables {...}\n");
 *
 * A message has the place of its text. A prompt of several is headed by its
 * name. What is wrong comes last, then the notes, each with its place.
 */
#ifndef PP_TESTS_FORMAT_LINES_H
#define PP_TESTS_FORMAT_LINES_H

#include "base/buf.h"
#include "diag/rule.h"
#include "format/format.h"
#include "syntax/json.h"

static inline void lines_value(struct buf *b, const char *name,
			       const struct format_value *value)
{
	if (!value->node)
		return;
	buf_addf(b, "%s ", name);
	json_compact(b, value->node);
	buf_adds(b, value->whole ? " whole\n" : "\n");
}

static inline void lines_message(struct buf *b, const struct format_message *m)
{
	if (m->slot.n) {
		buf_addf(b, "slot %.*s\n", STR_ARG(m->slot));
		return;
	}
	buf_addf(b, "%u:%u %.*s %s", m->text.pos.line, m->text.pos.column,
		 STR_ARG(m->role), m->language->name);
	for (size_t i = 0; i < m->option_count; i++)
		buf_addf(b, " %.*s=%.*s", STR_ARG(m->options[i].name),
			 STR_ARG(m->options[i].json));
	for (size_t i = 0; i < m->bound_count; i++)
		buf_addf(b, " bound:%.*s", STR_ARG(m->bound[i].name));
	if (m->text.whole)
		buf_addf(b, " whole:%.*s", STR_ARG(m->text.path));
	buf_addc(b, ' ');
	json_string(b, m->text.text);
	buf_addc(b, '\n');
}

static inline void lines_model(struct buf *b, const struct format_prompt *p)
{
	if (!p->model.n && !p->provider.n && !p->revision.n && !p->adapter.n)
		return;
	buf_addf(b, "model %.*s %.*s", STR_ARG(p->provider), STR_ARG(p->model));
	if (p->revision.n)
		buf_addf(b, " revision %.*s", STR_ARG(p->revision));
	if (p->adapter.n)
		buf_addf(b, " adapter %.*s", STR_ARG(p->adapter));
	buf_addc(b, '\n');
}

static inline void lines_prompt(struct buf *b, const struct format_prompt *p)
{
	if (p->name.n)
		buf_addf(b, "prompt %.*s\n", STR_ARG(p->name));
	if (p->version.n)
		buf_addf(b, "version %.*s\n", STR_ARG(p->version));
	if (p->description.n)
		buf_addf(b, "description %.*s\n", STR_ARG(p->description));
	for (size_t i = 0; i < p->message_count; i++)
		lines_message(b, &p->messages[i]);
	for (size_t i = 0; i < p->tool_count; i++) {
		buf_addf(b, "tool %.*s %s", STR_ARG(p->tools[i].name),
			 p->tools[i].shape);
		lines_value(b, "", &p->tools[i].definition);
	}
	lines_value(b, "tool_choice", &p->tool_choice);
	lines_value(b, "output", &p->output);
	lines_value(b, "variables", &p->variables);
	for (size_t i = 0; i < p->example_count; i++)
		lines_value(b, "example", &p->examples[i]);
	lines_model(b, p);
	lines_value(b, "params", &p->params);
	lines_value(b, "retrieval", &p->retrieval);
	for (size_t i = 0; i < p->opaque_count; i++)
		buf_addf(b, "opaque %.*s%s%.*s\n", STR_ARG(p->opaque[i].ref),
			 p->opaque[i].path.n ? " " : "",
			 STR_ARG(p->opaque[i].path));
}

static inline const char *lines_file(struct arena *a,
				     const struct format_file *f)
{
	struct buf b = buf_in(a);

	for (size_t i = 0; i < f->prompt_count; i++)
		lines_prompt(&b, &f->prompts[i]);
	for (size_t i = 0; i < f->trouble_count; i++)
		buf_addf(&b, "%s %u:%u %.*s\n",
			 rule_info(f->troubles[i].rule)->id,
			 f->troubles[i].pos.line, f->troubles[i].pos.column,
			 STR_ARG(f->troubles[i].message));
	for (size_t i = 0; i < f->note_count; i++)
		buf_addf(&b, "note %u:%u %.*s\n", f->notes[i].pos.line,
			 f->notes[i].pos.column, STR_ARG(f->notes[i].text));
	return buf_str(&b).p;
}

#endif
