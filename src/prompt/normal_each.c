#include "prompt/normal.h"

/* Calls each for a run of objects of one role. */
struct caller {
	void (*each)(void *context, const struct store_id *id,
		     enum object_role role,
		     const struct store_message *message);
	void *context;
};

static void call(const struct caller *c, const struct store_id *id,
		 enum object_role role)
{
	if (id)
		c->each(c->context, id, role, NULL);
}

static void call_parts(const struct caller *c, const struct store_part *parts,
		       size_t count, enum object_role role)
{
	for (size_t i = 0; i < count; i++)
		c->each(c->context, &parts[i].id, role, NULL);
}

static void call_message(const struct caller *c,
			 const struct store_message *message)
{
	if (message->slot)
		return;
	c->each(c->context, &message->text, OBJECT_TEXT, message);
	for (size_t i = 0; i < message->part_count; i++)
		c->each(c->context, &message->parts[i].id, OBJECT_TEXT,
			message);
}

void normal_each(const struct store_effective *e,
		 void (*each)(void *context, const struct store_id *id,
			      enum object_role role,
			      const struct store_message *message),
		 void *context)
{
	const struct caller c = { each, context };

	for (size_t i = 0; i < e->message_count; i++)
		call_message(&c, &e->messages[i]);
	for (size_t i = 0; i < e->tool_count; i++) {
		call(&c, &e->tools[i].definition, OBJECT_ORDERED);
		call_parts(&c, e->tools[i].parts, e->tools[i].part_count,
			   OBJECT_ORDERED);
	}
	call(&c, e->tool_choice, OBJECT_JSON);
	if (e->output) {
		call(&c, &e->output->schema, OBJECT_ORDERED);
		call_parts(&c, e->output->parts, e->output->part_count,
			   OBJECT_ORDERED);
	}
	if (e->variables) {
		call(&c, &e->variables->schema, OBJECT_JSON);
		call_parts(&c, e->variables->parts, e->variables->part_count,
			   OBJECT_JSON);
	}
	for (size_t i = 0; i < e->example_count; i++)
		call(&c, &e->examples[i], OBJECT_JSON);
	call(&c, e->params, OBJECT_JSON);
	call(&c, e->retrieval, OBJECT_JSON);
	for (size_t i = 0; i < e->opaque_count; i++)
		call(&c, &e->opaque[i].file, OBJECT_BYTES);
}
