/* A prompt file for people. */
#include "cli/inspect_format.h"
#include "syntax/json.h"

static void write_messages(struct buf *out, const struct format_prompt *p)
{
	buf_addf(out, "messages:  %s\n", p->message_count ? "" : "none");
	for (size_t i = 0; i < p->message_count; i++) {
		const struct format_message *m = &p->messages[i];

		if (m->slot.n) {
			buf_adds(out, "            slot ");
			text_escape(out, m->slot, false);
			buf_addc(out, '\n');
			continue;
		}
		inspect_place(out, m->text.pos);
		text_escape(out, m->role, false);
		buf_addf(out, ", %s, %zu byte%s", m->language->name,
			 m->text.text.n, m->text.text.n == 1 ? "" : "s");
		for (size_t k = 0; k < m->option_count; k++)
			buf_addf(out, ", %.*s %.*s",
				 STR_ARG(m->options[k].name),
				 STR_ARG(m->options[k].json));
		buf_addc(out, '\n');
	}
}

static void write_variables(struct arena *a, struct buf *out,
			    const struct built *b,
			    const struct format_prompt *p)
{
	struct inspect_variable *all;
	size_t count = inspect_variables(a, b, p, &all);

	buf_addf(out, "variables: %s\n", count ? "" : "none");
	for (size_t i = 0; i < count; i++) {
		const struct inspect_variable *v = &all[i];

		inspect_place(out, v->pos);
		text_escape(out, v->name, false);
		if (v->schema) {
			buf_adds(out, v->optional ? ", declared, optional " :
						    ", declared ");
			json_compact(out, v->schema);
		} else if (v->optional) {
			buf_adds(out, ", optional");
		}
		buf_addc(out, '\n');
	}
}

static void write_includes(struct buf *out, const struct built *b)
{
	bool any = false;

	for (size_t i = 0; i < b->effective.message_count; i++) {
		const struct store_message *m = &b->effective.messages[i];

		for (size_t k = 0; k < m->part_count; k++) {
			if (!any)
				buf_adds(out, "includes:  \n");
			any = true;
			buf_adds(out, "            ");
			text_escape(out, str_of(m->parts[k].name), false);
			buf_addc(out, '\n');
		}
	}
}

static void write_value(struct buf *out, const char *label,
			const struct format_value *value)
{
	if (!value->node)
		return;
	buf_adds(out, label);
	json_compact(out, value->node);
	buf_addc(out, '\n');
}

static void write_settings(struct buf *out, const struct format_prompt *p)
{
	buf_addf(out, "tools:     %s\n", p->tool_count ? "" : "none");
	for (size_t i = 0; i < p->tool_count; i++) {
		inspect_place(out, p->tools[i].pos);
		text_escape(out, p->tools[i].name, false);
		buf_addf(out, ", %s\n", p->tools[i].shape);
	}
	write_value(out, "choice:    ", &p->tool_choice);
	write_value(out, "output:    ", &p->output);
	buf_adds(out, "model:     ");
	if (p->provider.n) {
		text_escape(out, p->provider, false);
		buf_addc(out, '/');
	}
	text_escape(out, p->model.n ? p->model : STR("none"), false);
	buf_addc(out, '\n');
	write_value(out, "params:    ", &p->params);
	write_value(out, "retrieval: ", &p->retrieval);
	if (p->example_count)
		buf_addf(out, "examples:  %zu\n", p->example_count);
	if (p->version.n) {
		buf_adds(out, "version:   ");
		text_escape(out, p->version, false);
		buf_addc(out, '\n');
	}
	if (p->opaque_count)
		buf_adds(out, "opaque:    known only when code runs\n");
	for (size_t i = 0; i < p->opaque_count; i++) {
		inspect_place(out, p->opaque[i].pos);
		text_escape(out, p->opaque[i].ref, false);
		buf_adds(out,
			 p->opaque[i].path.n ? ", with the bytes of " : "\n");
		if (p->opaque[i].path.n) {
			text_escape(out, p->opaque[i].path, false);
			buf_addc(out, '\n');
		}
	}
}

static void write_findings(struct buf *out, const struct inspected_file *w)
{
	if (w->sink.count)
		buf_adds(out, "wrong:     \n");
	for (size_t i = 0; i < w->sink.count; i++) {
		const struct finding *f = &w->sink.items[i];

		buf_adds(out, "  ");
		text_escape(out, f->path, false);
		if (f->pos.line)
			buf_addf(out, ":%u:%u", f->pos.line, f->pos.column);
		buf_addf(out, ": %s: ", rule_info(f->rule)->id);
		text_escape(out, f->message, false);
		buf_addc(out, '\n');
	}
}

void inspect_format_text(const struct inspected_file *w)
{
	struct buf *out = &w->run->out;
	const struct format_file *file = w->file;

	buf_adds(out, "file:      ");
	text_escape(out, str_of(w->in->name), false);
	buf_addf(out, "\nformat:    %s%s%s", format_name(w->in->format),
		 file && file->variant ? " " : "",
		 file && file->variant ? file->variant : "");
	if (w->in->why.n) {
		buf_adds(out, ": ");
		text_escape(out, w->in->why, false);
	}
	buf_addc(out, '\n');
	for (size_t i = w->first; i < w->count; i++) {
		const struct format_prompt *p = &file->prompts[i];

		if (p->name.n || file->prompt_count > 1) {
			buf_adds(out, "\nprompt:    ");
			text_escape(out, p->name, false);
			buf_addc(out, '\n');
		}
		write_messages(out, p);
		write_variables(w->run->arena, out, &w->built[i], p);
		write_includes(out, &w->built[i]);
		write_settings(out, p);
	}
	if (file && file->prompt_count == 0)
		buf_adds(out, "prompts:   none\n");
	if (file && file->note_count)
		buf_adds(out, "notes:     \n");
	for (size_t i = 0; file && i < file->note_count; i++) {
		inspect_place(out, file->notes[i].pos);
		text_escape(out, file->notes[i].text, false);
		buf_addc(out, '\n');
	}
	write_findings(out, w);
}
