/* A prompt file for programs. */
#include "cli/inspect_format.h"
#include "report/report.h"
#include "syntax/json.h"

static void add_text(struct buf *out, const char *key, struct str text)
{
	buf_adds(out, key);
	report_json_string(out, text);
}

static void add_messages(struct buf *out, const struct format_prompt *p)
{
	buf_adds(out, "\"messages\":[");
	for (size_t i = 0; i < p->message_count; i++) {
		const struct format_message *m = &p->messages[i];

		if (m->slot.n) {
			add_text(out,
				 i ? ",{\"slot\":" : "{\"slot\":", m->slot);
			buf_addc(out, '}');
			continue;
		}
		add_text(out, i ? ",{\"role\":" : "{\"role\":", m->role);
		buf_addf(out, ",\"syntax\":\"%s\"", m->language->name);
		add_text(out, ",\"text\":", m->text.text);
		add_text(out, ",\"path\":", m->text.path);
		inspect_json_place(out, m->text.pos);
		buf_addc(out, '}');
	}
	buf_addc(out, ']');
}

static void add_variables(struct arena *a, struct buf *out,
			  const struct built *b, const struct format_prompt *p)
{
	struct inspect_variable *all;
	size_t count = inspect_variables(a, b, p, &all);

	buf_adds(out, ",\"variables\":[");
	for (size_t i = 0; i < count; i++) {
		const struct inspect_variable *v = &all[i];

		add_text(out, i ? ",{\"name\":" : "{\"name\":", v->name);
		inspect_json_place(out, v->pos);
		buf_addf(out, ",\"optional\":%s,\"declared\":%s",
			 v->optional ? "true" : "false",
			 v->schema ? "true,\"schema\":" : "false");
		if (v->schema)
			json_compact(out, v->schema);
		buf_addc(out, '}');
	}
	buf_addc(out, ']');
}

static void add_value(struct buf *out, const char *key,
		      const struct format_value *value)
{
	if (!value->node)
		return;
	buf_adds(out, key);
	json_compact(out, value->node);
}

static void add_settings(struct buf *out, const struct format_prompt *p)
{
	buf_adds(out, ",\"tools\":[");
	for (size_t i = 0; i < p->tool_count; i++) {
		add_text(out,
			 i ? ",{\"name\":" : "{\"name\":", p->tools[i].name);
		buf_addf(out, ",\"shape\":\"%s\"", p->tools[i].shape);
		inspect_json_place(out, p->tools[i].pos);
		buf_addc(out, '}');
	}
	buf_adds(out, "],\"opaque\":[");
	for (size_t i = 0; i < p->opaque_count; i++) {
		add_text(out, i ? ",{\"ref\":" : "{\"ref\":", p->opaque[i].ref);
		if (p->opaque[i].path.n)
			add_text(out, ",\"path\":", p->opaque[i].path);
		inspect_json_place(out, p->opaque[i].pos);
		buf_addc(out, '}');
	}
	buf_adds(out, "],\"model\":");
	if (p->model.n) {
		add_text(out, "{\"id\":", p->model);
		if (p->provider.n)
			add_text(out, ",\"provider\":", p->provider);
		buf_addc(out, '}');
	} else {
		buf_adds(out, "null");
	}
	add_value(out, ",\"tool_choice\":", &p->tool_choice);
	add_value(out, ",\"output\":", &p->output);
	add_value(out, ",\"params\":", &p->params);
	add_value(out, ",\"retrieval\":", &p->retrieval);
	buf_addf(out, ",\"examples\":%zu", p->example_count);
	if (p->version.n)
		add_text(out, ",\"version\":", p->version);
}

/* The members of one prompt, without braces. */
static int add_prompt(const struct inspected_file *w, struct buf *out, size_t i)
{
	const struct format_prompt *p = &w->file->prompts[i];
	struct node effective;
	int rc;

	rc = inspect_effective(w, i, &effective);
	if (rc < 0)
		return rc;
	add_messages(out, p);
	add_variables(w->run->arena, out, &w->built[i], p);
	add_settings(out, p);
	buf_adds(out, ",\"effective\":");
	json_compact(out, &effective);
	return 0;
}

static void add_findings(struct buf *out, const struct inspected_file *w)
{
	buf_adds(out, ",\"findings\":[");
	for (size_t i = 0; i < w->sink.count; i++) {
		const struct finding *f = &w->sink.items[i];

		buf_addf(out, "%s{\"rule\":\"%s\"", i ? "," : "",
			 rule_info(f->rule)->id);
		add_text(out, ",\"path\":", f->path);
		inspect_json_place(out, f->pos);
		add_text(out, ",\"message\":", f->message);
		buf_addc(out, '}');
	}
	buf_addc(out, ']');
}

int inspect_format_json(const struct inspected_file *w)
{
	struct buf *out = &w->run->out;
	const struct format_file *file = w->file;
	int rc = 0;

	add_text(out,
		 "{\"format_version\":\"1.0\",\"file\":", str_of(w->in->name));
	buf_addf(out, ",\"format\":\"%s\"", format_name(w->in->format));
	if (file && file->variant)
		buf_addf(out, ",\"variant\":\"%s\"", file->variant);
	add_text(out, ",\"why\":", w->in->why);
	if (w->count - w->first == 1) { /* by itself, too, for scripts */
		buf_addc(out, ',');
		rc = add_prompt(w, out, w->first);
	}
	buf_adds(out, ",\"prompts\":[");
	for (size_t i = w->first; i < w->count && rc == 0; i++) {
		add_text(out, i > w->first ? ",{\"name\":" : "{\"name\":",
			 file->prompts[i].name);
		buf_addc(out, ',');
		rc = add_prompt(w, out, i);
		buf_addc(out, '}');
	}
	buf_adds(out, "],\"notes\":[");
	for (size_t i = 0; file && i < file->note_count; i++) {
		add_text(out,
			 i ? ",{\"text\":" : "{\"text\":", file->notes[i].text);
		inspect_json_place(out, file->notes[i].pos);
		buf_addc(out, '}');
	}
	buf_addc(out, ']');
	add_findings(out, w);
	buf_adds(out, "}\n");
	return rc;
}
