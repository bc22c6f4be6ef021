#include "base/arena.h"
#include "prompt/builder.h"

void *build_keep(struct build *p, const void *items, size_t count, size_t size)
{
	void *copy;

	if (count == 0)
		return NULL;
	copy = arena_alloc(p->b->a, count * size);
	memcpy(copy, items, count * size);
	return copy;
}

void build_object(struct build *p, const struct store_id *id, struct str bytes,
		  struct str path, bool whole)
{
	p->objects = arena_grow(p->b->a, p->objects, p->object_count,
				&p->object_room, sizeof(*p->objects));
	p->objects[p->object_count++] = (struct object){
		.id = *id, .bytes = bytes, .path = path, .whole = whole
	};
}

void build_tree(struct build *p, const struct node *node,
		const struct link *link)
{
	struct object *o = &p->objects[p->object_count - 1];

	o->node = node;
	if (!link || !link->up)
		return;
	o->chain = build_chain(p->b->a, link);
	o->chain_count = link->depth + 1;
}

static void add_source(struct build *p, struct store_origin source)
{
	p->sources = arena_grow(p->b->a, p->sources, p->source_count,
				&p->source_room, sizeof(*p->sources));
	p->sources[p->source_count++] = source;
}

/* A part of a file is an object of its own. In a file of source code it is the
 * source too: what stands around it is no concern of the prompt's. */
static bool add_cut(struct build *p, struct file *f)
{
	build_object(p, &f->id, f->bytes, f->path, false);
	p->objects[p->object_count - 1].cut = f->cut;
	if (!f->at.n)
		return false;
	if (f->source_mark != p->b->prompts)
		add_source(p, (struct store_origin){
				      .path = f->path.p,
				      .at = str_c(p->b->a, f->at) });
	f->source_mark = p->b->prompts;
	return true;
}

void build_source(struct build *p, struct file *f)
{
	if (f->in) {
		if (add_cut(p, f))
			return;
		f = f->in;
	}
	if (f->source_mark == p->b->prompts)
		return;
	f->source_mark = p->b->prompts;
	add_source(p, (struct store_origin){ .path = f->path.p,
					     .digest = &f->id });
	build_object(p, &f->id, f->bytes, f->path, true);
}
