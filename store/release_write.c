/*
 * A release into its file. Whether names, texts and counts are allowed is
 * asked in one place only, by reading what was written.
 */
#include "store.h"

#include <stdio.h>
#include <string.h>

#include "limit.h"
#include "text.h"

struct out {
	struct text text;
	bool first;   /* nothing since the last opening bracket */
	bool invalid; /* the release says two things at once, or half of one */
};

/* Start a line, after a comma where something stands before. */
static void line(struct out *o, unsigned depth)
{
	text_add(&o->text, o->first ? "\n" : ",\n");
	for (unsigned i = 0; i < depth; i++)
		text_add(&o->text, "  ");
	o->first = false;
}

static void key(struct out *o, unsigned depth, const char *name)
{
	line(o, depth);
	text_add_json(&o->text, name);
	text_add(&o->text, ": ");
}

static void open_with(struct out *o, const char *bracket)
{
	text_add(&o->text, bracket);
	o->first = true;
}

static void close_with(struct out *o, unsigned depth, const char *bracket)
{
	/* An empty list is never opened, so there is something before. */
	o->first = true;
	line(o, depth);
	text_add(&o->text, bracket);
}

/* A member that must be there. */
static void text_member(struct out *o, unsigned depth, const char *name,
			const char *value)
{
	if (!value) {
		o->invalid = true;
		return;
	}
	key(o, depth, name);
	text_add_json(&o->text, value);
}

static void optional_text(struct out *o, unsigned depth, const char *name,
			  const char *value)
{
	if (value)
		text_member(o, depth, name, value);
}

static void digest(struct out *o, const struct store_id *id)
{
	char text[STORE_DIGEST_TEXT + 1];

	store_id_write(id, text);
	text_add_json(&o->text, text);
}

static void digest_member(struct out *o, unsigned depth, const char *name,
			  const struct store_id *id)
{
	if (!id)
		return;
	key(o, depth, name);
	digest(o, id);
}

static void write_parts(struct out *o, unsigned depth,
			const struct store_part *parts, size_t count)
{
	if (count == 0)
		return;
	key(o, depth, "parts");
	open_with(o, "{");
	for (size_t i = 0; i < count; i++)
		digest_member(o, depth + 1, parts[i].name, &parts[i].id);
	close_with(o, depth, "}");
}

static void write_options(struct out *o, const struct store_message *message)
{
	if (message->option_count == 0)
		return;
	key(o, 4, "options");
	open_with(o, "{");
	for (size_t i = 0; i < message->option_count; i++) {
		const char *json = message->options[i].json;

		/* One value is one line; two lines could pass for two options. */
		o->invalid = o->invalid || strchr(json, '\n');
		key(o, 5, message->options[i].name);
		text_add(&o->text, json);
	}
	close_with(o, 4, "}");
}

static void write_message(struct out *o, const struct store_message *message)
{
	line(o, 3);
	open_with(o, "{");
	if (message->slot) {
		text_member(o, 4, "slot", message->slot);
		o->invalid = o->invalid || message->role || message->syntax ||
			     message->option_count || message->part_count;
	} else {
		text_member(o, 4, "role", message->role);
		text_member(o, 4, "syntax", message->syntax);
		write_options(o, message);
		digest_member(o, 4, "text", &message->text);
		write_parts(o, 4, message->parts, message->part_count);
	}
	close_with(o, 3, "}");
}

static void write_messages(struct out *o, const struct store_effective *e)
{
	if (e->message_count == 0)
		return;
	key(o, 2, "messages");
	open_with(o, "[");
	for (size_t i = 0; i < e->message_count; i++)
		write_message(o, &e->messages[i]);
	close_with(o, 2, "]");
}

static void write_tools(struct out *o, const struct store_effective *e)
{
	if (e->tool_count == 0)
		return;
	key(o, 2, "tools");
	open_with(o, "[");
	for (size_t i = 0; i < e->tool_count; i++) {
		const struct store_tool *tool = &e->tools[i];

		line(o, 3);
		open_with(o, "{");
		text_member(o, 4, "name", tool->name);
		text_member(o, 4, "shape", tool->shape);
		digest_member(o, 4, "definition", &tool->definition);
		write_parts(o, 4, tool->parts, tool->part_count);
		close_with(o, 3, "}");
	}
	close_with(o, 2, "]");
}

static void write_output(struct out *o, const struct store_output *output)
{
	if (!output)
		return;
	key(o, 2, "output");
	open_with(o, "{");
	text_member(o, 3, "format", output->format);
	digest_member(o, 3, output->wrapped ? "definition" : "schema",
		      &output->schema);
	write_parts(o, 3, output->parts, output->part_count);
	close_with(o, 2, "}");
}

static void write_variables(struct out *o,
			    const struct store_variables *variables)
{
	if (!variables)
		return;
	key(o, 2, "variables");
	open_with(o, "{");
	digest_member(o, 3, "schema", &variables->schema);
	write_parts(o, 3, variables->parts, variables->part_count);
	close_with(o, 2, "}");
}

static void write_examples(struct out *o, const struct store_effective *e)
{
	if (e->example_count == 0)
		return;
	key(o, 2, "examples");
	open_with(o, "[");
	for (size_t i = 0; i < e->example_count; i++) {
		line(o, 3);
		digest(o, &e->examples[i]);
	}
	close_with(o, 2, "]");
}

static void write_model(struct out *o, const struct store_model *model)
{
	if (!model)
		return;
	key(o, 2, "model");
	open_with(o, "{");
	optional_text(o, 3, "provider", model->provider);
	text_member(o, 3, "id", model->id);
	optional_text(o, 3, "revision", model->revision);
	optional_text(o, 3, "adapter", model->adapter);
	close_with(o, 2, "}");
}

static void write_opaque(struct out *o, const struct store_effective *e)
{
	if (e->opaque_count == 0)
		return;
	key(o, 2, "opaque");
	open_with(o, "[");
	for (size_t i = 0; i < e->opaque_count; i++) {
		line(o, 3);
		open_with(o, "{");
		text_member(o, 4, "ref", e->opaque[i].ref);
		digest_member(o, 4, "file", &e->opaque[i].file);
		close_with(o, 3, "}");
	}
	close_with(o, 2, "]");
}

static void write_effective(struct out *o, const struct store_effective *e)
{
	key(o, 1, "effective");
	open_with(o, "{");
	write_messages(o, e);
	write_tools(o, e);
	digest_member(o, 2, "tool_choice", e->tool_choice);
	write_output(o, e->output);
	write_variables(o, e->variables);
	write_examples(o, e);
	write_model(o, e->model);
	digest_member(o, 2, "params", e->params);
	digest_member(o, 2, "retrieval", e->retrieval);
	write_opaque(o, e);
	close_with(o, 1, "}");
}

static void write_parents(struct out *o, const struct store_release *release)
{
	if (release->parent_count == 0)
		return;
	key(o, 1, "parents");
	open_with(o, "[");
	for (size_t i = 0; i < release->parent_count; i++) {
		const struct store_parent *parent = &release->parents[i];

		line(o, 2);
		open_with(o, "{");
		optional_text(o, 3, "prompt", parent->prompt);
		text_member(o, 3, "version", parent->version);
		digest_member(o, 3, "release", &parent->release);
		close_with(o, 2, "}");
	}
	close_with(o, 1, "]");
}

static void write_sources(struct out *o, const struct store_release *release)
{
	if (release->source_count == 0)
		return;
	key(o, 1, "sources");
	open_with(o, "[");
	for (size_t i = 0; i < release->source_count; i++) {
		const struct store_origin *source = &release->sources[i];

		line(o, 2);
		open_with(o, "{");
		text_member(o, 3, "path", source->path);
		digest_member(o, 3, "digest", source->digest);
		optional_text(o, 3, "at", source->at);
		close_with(o, 2, "}");
	}
	close_with(o, 1, "]");
}

static void write_normal(struct out *o, const struct store_release *release)
{
	char rules[16];

	(void)snprintf(rules, sizeof(rules), "%u", (unsigned)release->rules);
	key(o, 1, "normal");
	open_with(o, "{");
	key(o, 2, "rules");
	text_add(&o->text, rules);
	digest_member(o, 2, "digest", &release->normal);
	close_with(o, 1, "}");
}

static void write_all(struct out *o, const struct store_release *release)
{
	open_with(o, "{");
	text_member(o, 1, "format", LIMIT_RELEASE_FORMAT);
	text_member(o, 1, "prompt", release->prompt);
	text_member(o, 1, "version", release->version);
	text_member(o, 1, "at", release->at);
	write_parents(o, release);
	optional_text(o, 1, "reason", release->reason);
	write_normal(o, release);
	write_effective(o, &release->effective);
	write_sources(o, release);
	close_with(o, 0, "}");
	text_add(&o->text, "\n");
}

/* Whether a reader takes the bytes: STORE_OK, or what it says instead. */
static int can_be_read(const struct store_bytes *bytes)
{
	struct store_release *release;
	int rc = store_release_read(&release, bytes->p, bytes->n, NULL);

	if (rc == STORE_OK)
		store_release_free(release);
	return rc;
}

int store_release_write(struct store_bytes *out,
			const struct store_release *release)
{
	struct out o = { .first = true };
	struct store_bytes bytes;
	int rc;

	write_all(&o, release);
	rc = text_done(&o.text, &bytes);
	if (rc != STORE_OK)
		return rc;
	rc = o.invalid ? STORE_INVALID : can_be_read(&bytes);
	if (rc == STORE_OK)
		*out = bytes;
	else
		store_bytes_release(&bytes);
	return rc;
}
