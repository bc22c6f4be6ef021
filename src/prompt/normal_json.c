/*
 * Members are written straight in the order RFC 8785 sorts them in, which for
 * names known here is that of their letters. `parts` and `options` have names
 * from outside: those are sorted, since the store keeps them bytewise.
 */
#include "prompt/normal_json.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "syntax/json.h"

struct writer {
	struct buf *out;
	const struct normal_source *source;
	bool first; /* nothing since the last opening bracket */
	int rc;	    /* the first failure; then nothing more is asked */
};

static void comma(struct writer *w)
{
	if (!w->first)
		buf_addc(w->out, ',');
	w->first = false;
}

/* Start a member; key is of letters that need no escape. */
static void key(struct writer *w, const char *name)
{
	comma(w);
	buf_addc(w->out, '"');
	buf_adds(w->out, name);
	buf_add(w->out, STR("\":"));
}

static void open_with(struct writer *w, char bracket)
{
	buf_addc(w->out, bracket);
	w->first = true;
}

static void close_with(struct writer *w, char bracket)
{
	buf_addc(w->out, bracket);
	w->first = false;
}

static void text_member(struct writer *w, const char *name, const char *value)
{
	if (!value)
		return;
	key(w, name);
	json_string(w->out, str_of(value));
}

static void digest(struct writer *w, const struct store_id *id,
		   enum object_role role, const struct store_message *message)
{
	char text[STORE_DIGEST_TEXT + 1];
	struct store_id normal = { { 0 } };

	if (w->rc == 0)
		w->rc = w->source->digest(w->source->context, id, role, message,
					  &normal);
	store_id_write(&normal, text);
	buf_addc(w->out, '"');
	buf_add(w->out, (struct str){ text, STORE_DIGEST_TEXT });
	buf_addc(w->out, '"');
}

static void digest_member(struct writer *w, const char *name,
			  const struct store_id *id, enum object_role role)
{
	if (!id)
		return;
	key(w, name);
	digest(w, id, role, NULL);
}

static int by_part_name(const void *x, const void *y)
{
	const struct store_part *const *a = x, *const *b = y;

	return json_name_compare(str_of((*a)->name), str_of((*b)->name));
}

/* Whether the store's order is RFC 8785's too: it is for most names. */
static bool in_order(const struct store_part *items, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (json_name_compare(str_of(items[i - 1].name),
				      str_of(items[i].name)) > 0)
			return false;
	return true;
}

static void part(struct writer *w, const struct store_part *p,
		 enum object_role role, const struct store_message *message)
{
	comma(w);
	json_string(w->out, str_of(p->name));
	buf_addc(w->out, ':');
	digest(w, &p->id, role, message);
}

static void sorted_parts(struct writer *w, const struct store_part *items,
			 size_t count, enum object_role role,
			 const struct store_message *message)
{
	struct arena scratch = { 0 };
	const struct store_part **sorted = arena_zero(&scratch, count,
						      sizeof(*sorted));

	for (size_t i = 0; i < count; i++)
		sorted[i] = &items[i];
	qsort(sorted, count, sizeof(*sorted), by_part_name);
	for (size_t i = 0; i < count; i++)
		part(w, sorted[i], role, message);
	arena_free(&scratch);
}

static void parts(struct writer *w, const struct store_part *items,
		  size_t count, enum object_role role,
		  const struct store_message *message)
{
	if (count == 0)
		return;
	key(w, "parts");
	open_with(w, '{');
	if (!in_order(items, count))
		sorted_parts(w, items, count, role, message);
	else
		for (size_t i = 0; i < count; i++)
			part(w, &items[i], role, message);
	close_with(w, '}');
}

static int by_option_name(const void *x, const void *y)
{
	const struct store_option *const *a = x, *const *b = y;

	return json_name_compare(str_of((*a)->name), str_of((*b)->name));
}

/* Values are canonical already: true, false, an integer, or a string in the
 * spelling that Python and RFC 8785 share. */
static void options(struct writer *w, const struct store_message *message)
{
	struct arena scratch = { 0 };
	const struct store_option **sorted;

	if (message->option_count == 0)
		return;
	sorted = arena_zero(&scratch, message->option_count, sizeof(*sorted));
	for (size_t i = 0; i < message->option_count; i++)
		sorted[i] = &message->options[i];
	qsort(sorted, message->option_count, sizeof(*sorted), by_option_name);
	key(w, "options");
	open_with(w, '{');
	for (size_t i = 0; i < message->option_count; i++) {
		comma(w);
		json_string(w->out, str_of(sorted[i]->name));
		buf_addc(w->out, ':');
		buf_adds(w->out, sorted[i]->json);
	}
	close_with(w, '}');
	arena_free(&scratch);
}

static void message(struct writer *w, const struct store_message *m)
{
	comma(w);
	open_with(w, '{');
	if (m->slot) {
		text_member(w, "slot", m->slot);
	} else {
		options(w, m);
		parts(w, m->parts, m->part_count, OBJECT_TEXT, m);
		text_member(w, "role", m->role);
		text_member(w, "syntax", m->syntax);
		key(w, "text");
		digest(w, &m->text, OBJECT_TEXT, m);
	}
	close_with(w, '}');
}

static void examples(struct writer *w, const struct store_effective *e)
{
	if (e->example_count == 0)
		return;
	key(w, "examples");
	open_with(w, '[');
	for (size_t i = 0; i < e->example_count; i++) {
		comma(w);
		digest(w, &e->examples[i], OBJECT_JSON, NULL);
	}
	close_with(w, ']');
}

static void messages(struct writer *w, const struct store_effective *e)
{
	if (e->message_count == 0)
		return;
	key(w, "messages");
	open_with(w, '[');
	for (size_t i = 0; i < e->message_count; i++)
		message(w, &e->messages[i]);
	close_with(w, ']');
}

static void model(struct writer *w, const struct store_model *m)
{
	if (!m)
		return;
	key(w, "model");
	open_with(w, '{');
	text_member(w, "adapter", m->adapter);
	text_member(w, "id", m->id);
	text_member(w, "provider", m->provider);
	text_member(w, "revision", m->revision);
	close_with(w, '}');
}

static void opaque(struct writer *w, const struct store_effective *e)
{
	if (e->opaque_count == 0)
		return;
	key(w, "opaque");
	open_with(w, '[');
	for (size_t i = 0; i < e->opaque_count; i++) {
		comma(w);
		open_with(w, '{');
		digest_member(w, "file", &e->opaque[i].file, OBJECT_BYTES);
		text_member(w, "ref", e->opaque[i].ref);
		close_with(w, '}');
	}
	close_with(w, ']');
}

static void output(struct writer *w, const struct store_output *o)
{
	if (!o)
		return;
	key(w, "output");
	open_with(w, '{');
	if (o->wrapped)
		digest_member(w, "definition", &o->schema, OBJECT_ORDERED);
	text_member(w, "format", o->format);
	parts(w, o->parts, o->part_count, OBJECT_ORDERED, NULL);
	if (!o->wrapped)
		digest_member(w, "schema", &o->schema, OBJECT_ORDERED);
	close_with(w, '}');
}

/* Names and shapes of tools say how to read them; they are left out. */
static void tools(struct writer *w, const struct store_effective *e)
{
	if (e->tool_count == 0)
		return;
	key(w, "tools");
	open_with(w, '[');
	for (size_t i = 0; i < e->tool_count; i++) {
		const struct store_tool *tool = &e->tools[i];

		comma(w);
		open_with(w, '{');
		digest_member(w, "definition", &tool->definition,
			      OBJECT_ORDERED);
		parts(w, tool->parts, tool->part_count, OBJECT_ORDERED, NULL);
		close_with(w, '}');
	}
	close_with(w, ']');
}

static void variables(struct writer *w, const struct store_variables *v)
{
	if (!v)
		return;
	key(w, "variables");
	open_with(w, '{');
	parts(w, v->parts, v->part_count, OBJECT_JSON, NULL);
	digest_member(w, "schema", &v->schema, OBJECT_JSON);
	close_with(w, '}');
}

int normal_json(struct buf *out, const struct store_effective *e,
		const struct normal_source *source)
{
	struct writer w = { .out = out, .source = source, .first = true };

	open_with(&w, '{');
	examples(&w, e);
	messages(&w, e);
	model(&w, e->model);
	opaque(&w, e);
	output(&w, e->output);
	digest_member(&w, "params", e->params, OBJECT_JSON);
	digest_member(&w, "retrieval", e->retrieval, OBJECT_JSON);
	digest_member(&w, "tool_choice", e->tool_choice, OBJECT_JSON);
	tools(&w, e);
	variables(&w, e->variables);
	close_with(&w, '}');
	return w.rc;
}
