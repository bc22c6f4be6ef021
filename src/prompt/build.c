/*
 * One prompt: its members in turn, then what is common to all of them.
 */
#include "prompt/build.h"

#include <stdlib.h>

#include "base/arena.h"
#include "prompt/builder.h"

struct builder *builder_new(struct arena *a, struct view *view,
			    const struct manifest *manifest)
{
	struct builder *b = arena_zero(a, 1, sizeof(*b));

	b->a = a;
	b->view = view;
	b->manifest = manifest;
	b->manifest_lines.text = manifest->text;
	b->files = map_in(a);
	b->globs = map_in(a);
	b->listings = map_in(a);
	b->inlines = map_in(a);
	b->normal = normal_new(a);
	b->canonical = buf_in(a);
	return b;
}

struct normal *builder_normal(struct builder *b)
{
	return b->normal;
}

static int by_id(const void *x, const void *y)
{
	const struct object *a = x, *b = y;
	int order = store_id_compare(&a->id, &b->id);

	/* of equal bytes, those that are a file's own say more */
	if (order == 0)
		order = (int)b->whole - (int)a->whole;
	return order ? order : str_compare(a->path, b->path);
}

static void sort_objects(struct build *p)
{
	size_t n = 0;

	if (p->object_count == 0)
		return;
	qsort(p->objects, p->object_count, sizeof(*p->objects), by_id);
	for (size_t i = 0; i < p->object_count; i++)
		if (n == 0 ||
		    !store_id_equal(&p->objects[n - 1].id, &p->objects[i].id))
			p->objects[n++] = p->objects[i];
	p->object_count = n;
}

static int by_source(const void *x, const void *y)
{
	const struct store_origin *a = x, *b = y;
	int order = strcmp(a->path, b->path);

	return order ? order : strcmp(a->at ? a->at : "", b->at ? b->at : "");
}

static void add_part_of_manifest(struct build *p, struct str at)
{
	p->sources = arena_grow(p->b->a, p->sources, p->source_count,
				&p->source_room, sizeof(*p->sources));
	p->sources[p->source_count++] = (struct store_origin){
		.path = p->b->manifest->path.p, .at = at.p
	};
}

/* The entry itself is always a source: roles and their order stand in it. */
static void finish_sources(struct build *p)
{
	struct buf at = buf_in(p->b->a);

	if (p->entry->defaults_used)
		add_part_of_manifest(p, STR("/defaults"));
	node_pointer_add(&at, STR("prompts"));
	node_pointer_add(&at, p->entry->id);
	add_part_of_manifest(p, buf_str(&at));
	qsort(p->sources, p->source_count, sizeof(*p->sources), by_source);
}

/* Only what was not digested while it was read comes here. */
static int read_object(void *context, struct arena *a,
		       const struct store_id *id, struct str *out,
		       struct error *err)
{
	const struct build *p = context;
	const struct object key = { .id = *id };
	size_t low = 0, high = p->object_count;

	(void)a;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = store_id_compare(&p->objects[middle].id, &key.id);

		if (order == 0) {
			*out = p->objects[middle].bytes;
			return 0;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return error_set(err, ERROR_ABSENT, "an object is missing");
}

static void set_normal(struct build *p, struct built *out)
{
	const struct object_reader reader = { p, read_object };
	struct store_id missing;

	p->rc = normal_digest(p->b->normal, &out->effective,
			      p->b->manifest->rules, &reader, &out->normal,
			      &missing, p->err);
	/* All was read before, so whatever is wrong now is ours. */
	if (p->rc < 0)
		p->rc = ERROR_FAILED;
	else
		out->complete = true;
}

int prompt_build(struct builder *b, const struct prompt_entry *entry,
		 struct sink *sink, struct built *out, struct error *err)
{
	struct build p = { .b = b, .entry = entry, .sink = sink, .err = err,
			   .effective = &out->effective };

	*out = (struct built){ .id = entry->id };
	if (entry->invalid)
		return 0;
	b->prompts++;
	build_messages(&p);
	if (p.rc == 0)
		build_tools(&p);
	if (p.rc == 0)
		build_values(&p);
	if (p.rc < 0)
		return p.rc;
	sort_objects(&p);
	finish_sources(&p);
	out->objects = p.objects;
	out->object_count = p.object_count;
	out->sources = p.sources;
	out->source_count = p.source_count;
	out->uses = p.uses;
	out->use_count = p.use_count;
	out->texts = p.texts;
	out->text_count = p.text_count;
	out->variables = p.variables;
	out->variables_pos = entry->variables.pos;
	if (!p.bad)
		set_normal(&p, out);
	return p.rc;
}
