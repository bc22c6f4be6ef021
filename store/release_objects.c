#include "store.h"

struct visit {
	int (*each)(void *argument, const struct store_id *id);
	void *argument;
	int stopped; /* what each returned, once it is not 0 */
};

static void one(struct visit *v, const struct store_id *id)
{
	if (id && v->stopped == 0)
		v->stopped = v->each(v->argument, id);
}

static void each_part(struct visit *v, const struct store_part *parts,
		      size_t count)
{
	for (size_t i = 0; i < count && v->stopped == 0; i++)
		one(v, &parts[i].id);
}

static void each_message(struct visit *v, const struct store_effective *e)
{
	for (size_t i = 0; i < e->message_count && v->stopped == 0; i++) {
		if (e->messages[i].slot)
			continue;
		one(v, &e->messages[i].text);
		each_part(v, e->messages[i].parts, e->messages[i].part_count);
	}
}

static void each_tool(struct visit *v, const struct store_effective *e)
{
	for (size_t i = 0; i < e->tool_count && v->stopped == 0; i++) {
		one(v, &e->tools[i].definition);
		each_part(v, e->tools[i].parts, e->tools[i].part_count);
	}
}

static void effective(struct visit *v, const struct store_effective *e)
{
	each_message(v, e);
	each_tool(v, e);
	one(v, e->tool_choice);
	if (e->output) {
		one(v, &e->output->schema);
		each_part(v, e->output->parts, e->output->part_count);
	}
	if (e->variables) {
		one(v, &e->variables->schema);
		each_part(v, e->variables->parts, e->variables->part_count);
	}
	for (size_t i = 0; i < e->example_count; i++)
		one(v, &e->examples[i]);
	one(v, e->params);
	one(v, e->retrieval);
	for (size_t i = 0; i < e->opaque_count; i++)
		one(v, &e->opaque[i].file);
}

int store_release_objects(const struct store_release *release,
			  int (*each)(void *argument,
				      const struct store_id *id),
			  void *argument)
{
	struct visit v = { each, argument, 0 };

	effective(&v, &release->effective);
	for (size_t i = 0; i < release->source_count; i++)
		one(&v, release->sources[i].digest);
	return v.stopped;
}
