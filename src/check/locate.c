/* What changes say in a finding, and where they are in the files. */
#include "base/arena.h"
#include "check/context.h"
#include "release/judge.h"

/* Offset of the first byte in which two texts differ. */
static size_t first_difference(struct str a, struct str b)
{
	size_t i = 0;

	while (i < a.n && i < b.n && a.p[i] == b.p[i])
		i++;
	return i;
}

/* The place of a difference; what was cut off at the end is missed by the last line. */
static void point(struct finding *f, const struct object *o, size_t offset)
{
	struct str now = o->bytes;

	if (offset >= now.n && now.n)
		offset = now.n - 1;
	f->pos = text_pos(now, offset);
	if (o->cut)
		f->pos = format_place(&o->cut->text, f->pos);
	f->line = text_line(o->cut ? o->cut->file : now, f->pos.line);
}

/* Where a JSON Pointer leads to, or as far on the way there as there is. */
static struct pos place(const struct node *root, struct str pointer)
{
	const struct node *node = NULL;

	for (;;) {
		node = node_pointer(root, pointer);
		if (node || !pointer.n)
			return node ? node->pos : root->pos;
		pointer = str_cut(pointer, 0, str_rfind(pointer, '/'));
	}
}

/* The bytes of a file of the prompt, where they are at hand. */
static struct str file_bytes(const struct context *c, const struct built *b,
			     struct str path)
{
	if (str_eq(path, c->manifest->path))
		return c->manifest->text;
	for (size_t i = 0; i < b->object_count; i++) {
		const struct object *o = &b->objects[i];

		if (str_eq(o->path, path) && (o->whole || o->cut || o->file.n))
			return o->whole ? o->bytes :
			       o->cut	? o->cut->file :
					  o->file;
	}
	return STR_EMPTY;
}

void context_point(struct context *c, const struct built *b, struct finding *f,
		   const struct object *now, struct str pointer)
{
	struct str bytes = file_bytes(c, b, now->path);

	f->path = now->path;
	f->pos = place(now->node, pointer);
	if (bytes.n)
		f->line = text_line(bytes, f->pos.line);
	for (size_t i = 0; i < now->chain_count; i++)
		finding_chain(f, now->chain[i]);
}

/* Point a finding at what a change made of an object. */
static void locate_object(struct context *c, const struct built *b,
			  struct finding *f, const struct change *change,
			  const struct object *now, struct error *err)
{
	struct str before = STR_EMPTY;

	if (now->node && (!now->whole || change->pointer.n)) {
		context_point(c, b, f, now, change->pointer);
		return;
	}
	f->path = now->path;
	if (!str_eq(now->path, c->manifest->path))
		f->pos = (struct pos){ 0, 0 };
	for (size_t i = 0; i < now->chain_count; i++)
		finding_chain(f, now->chain[i]);
	if (now->cut) {
		f->pos = now->cut->text.pos;
		f->line = text_line(now->cut->file, f->pos.line);
	}
	if ((!now->whole && !now->cut) || !change->from)
		return;
	if (vault_object(c->store, c->arena, change->from, &before, err) == 0)
		point(f, now, first_difference(before, now->bytes));
	else
		error_clear(err); /* reported by check_objects */
}

int context_locate(struct context *c, struct subject *s, struct finding *f,
		   struct error *err)
{
	struct compat_side to = { &s->built.effective,
				  built_reader(&s->built) };
	struct changes changes;
	struct str unread;
	enum bump asks;
	int rc = judge_changes(c->arena, s->release->release, c->store, &to,
			       &c->force.bumps, &changes, &asks, &unread, err);

	for (size_t i = 0; i < changes.count && rc == 0; i++) {
		const struct change *change = &changes.items[i];
		const struct object *now = change->to ?
						   built_object(&s->built,
								change->to) :
						   NULL;

		if (!now)
			continue;
		locate_object(c, &s->built, f, change, now, err);
		break;
	}
	for (size_t i = 0; i < s->built.text_count && !f->chain_count; i++) {
		const struct text_file *t = &s->built.texts[i];

		if (!str_eq(t->path, f->path))
			continue;
		for (size_t j = 0; j < t->chain_count; j++)
			finding_chain(f, t->chain[j]);
		break;
	}
	return rc;
}

void context_reasons(struct context *c, struct finding *f,
		     const struct changes *changes)
{
	struct str *list = arena_zero(
		c->arena, f->reason_count + changes->count + 1, sizeof(*list));

	for (size_t i = 0; i < f->reason_count; i++)
		list[i] = f->reasons[i];
	f->reasons = list;
	for (size_t i = 0; i < changes->count; i++) {
		const struct change *change = &changes->items[i];

		list[f->reason_count++] = str_fmt(
			c->arena, "%s asks for %s%s: %.*s",
			change_info(change->kind)->id, bump_name(change->needs),
			change->proven ? "" : " (not proven)",
			STR_ARG(change->message));
		if (change->why.n && !f->why.n)
			f->why = change->why;
	}
}
