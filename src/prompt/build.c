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
	b->cuts = map_in(a);
	b->parts = map_in(a);
	b->normal = normal_new(a);
	b->canonical = buf_in(a);
	return b;
}

struct normal *builder_normal(struct builder *b)
{
	return b->normal;
}

static unsigned thousandths(size_t spent, size_t of)
{
	return (unsigned)((unsigned long long)spent * 1000 / of) + 1;
}

unsigned builder_spent(const struct builder *b)
{
	const unsigned of[] = { thousandths(b->work, BUILD_WORK),
				thousandths(b->glob_steps, BUILD_GLOB_STEPS),
				thousandths(b->bytes, BUILD_BYTES) };
	unsigned most = 0;

	for (size_t i = 0; i < sizeof(of) / sizeof(of[0]); i++)
		most = of[i] > most ? of[i] : most;
	return most;
}

enum { FEW_OBJECTS = 32 }; /* so many are sorted best by insertion */

static int by_id(const void *x, const void *y)
{
	const struct object *a = x, *b = y;
	int order = memcmp(a->id.byte, b->id.byte, sizeof(a->id.byte));

	/* of equal bytes, those that are a file's own say more */
	if (order == 0)
		order = (int)b->whole - (int)a->whole;
	if (order == 0)
		order = str_compare(a->path, b->path);
	return order ? order : (b->node != NULL) - (a->node != NULL);
}

static void insert_objects(struct build *p)
{
	for (size_t i = 1; i < p->object_count; i++) {
		const struct object o = p->objects[i];
		size_t k = i;

		for (; k > 0 && by_id(&p->objects[k - 1], &o) > 0; k--)
			p->objects[k] = p->objects[k - 1];
		p->objects[k] = o;
	}
}

/* Each object once: prompts that share partials name many of them twice. */
static void sort_objects(struct build *p)
{
	size_t n = 0;

	if (p->object_count <= FEW_OBJECTS)
		insert_objects(p);
	else
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
	if (p->entry->at.n) {
		add_part_of_manifest(p, str_copy(p->b->a, p->entry->at));
	} else {
		node_pointer_add(&at, STR("prompts"));
		node_pointer_add(&at, p->entry->id);
		add_part_of_manifest(p, buf_str(&at));
	}
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

/* Start with empty arrays, keeping their room. */
static struct build *begin(struct builder *b, const struct prompt_entry *entry,
			   struct sink *sink, struct built *out,
			   struct error *err)
{
	struct build *p = &b->build;

	p->b = b;
	p->entry = entry;
	p->sink = sink;
	p->err = err;
	p->rc = 0;
	p->bad = false;
	p->effective = &out->effective;
	p->variables = NULL;
	p->variables_path = STR_EMPTY;
	p->variables_open = false;
	p->object_count = p->source_count = p->use_count = p->text_count = 0;
	p->tool_count = p->edge_count = p->opaque_count = 0;
	p->formatted = NULL;
	p->own = NULL;
	b->prompts++;
	return p;
}

static void finish(struct build *p, struct built *out)
{
	sort_objects(p);
	finish_sources(p);
	out->objects = build_keep(p, p->objects, p->object_count,
				  sizeof(*p->objects));
	out->object_count = p->object_count;
	out->sources = build_keep(p, p->sources, p->source_count,
				  sizeof(*p->sources));
	out->source_count = p->source_count;
	out->uses = build_keep(p, p->uses, p->use_count, sizeof(*p->uses));
	out->use_count = p->use_count;
	out->texts = build_keep(p, p->texts, p->text_count, sizeof(*p->texts));
	out->text_count = p->text_count;
	out->variables = p->variables;
	out->variables_pos = p->entry->variables.pos;
	out->variables_path = p->variables_path;
	out->variables_open = p->variables_open;
	out->file = p->formatted ? &p->formatted->file : NULL;
	out->of_file = p->own;
	out->version_file = p->entry->version_file;
}

struct str built_line(const struct built *b, struct str path, unsigned line)
{
	for (size_t i = 0; i < b->text_count; i++) {
		const struct text_file *t = &b->texts[i];

		if (str_eq(t->path, path))
			return text_line(t->cut ? t->cut->file : t->bytes,
					 line);
	}
	return STR_EMPTY;
}

int prompt_file(struct builder *b, const struct prompt_entry *entry,
		struct sink *sink, const struct format_file **out,
		struct error *err)
{
	struct built unused = { 0 };
	struct build *p = begin(b, entry, sink, &unused, err);

	*out = build_own_file(p);
	return p->rc;
}

int prompt_build(struct builder *b, const struct prompt_entry *entry,
		 struct sink *sink, struct built *out, struct error *err)
{
	struct build *p;

	*out = (struct built){ .id = entry->id };
	if (entry->invalid)
		return 0;
	p = begin(b, entry, sink, out, err);
	if (entry->own_file.file.path.n)
		build_own(p);
	else
		build_messages(p);
	if (p->rc == 0 && p->own)
		build_own_messages(p);
	if (p->rc == 0)
		build_tools(p);
	if (p->rc == 0)
		build_values(p);
	if (p->rc == 0 && p->own && !p->bad)
		build_own_check(p);
	if (p->rc < 0)
		return p->rc;
	finish(p, out);
	if (!p->bad)
		set_normal(p, out);
	return p->rc;
}
