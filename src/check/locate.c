/* What changes say in a finding, and where they are in the files. */
#include "base/arena.h"
#include "check/context.h"
#include "release/judge.h"
#include "syntax/json.h"

enum { MEMBERS = 1000 /* of a value that is looked into: they are compared */ };

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
	f->pos = o->cut ? cut_place(o->cut, offset) : text_pos(now, offset);
	f->line = text_line(o->cut ? o->cut->file : now, f->pos.line);
}

/* The first value inside of which the two differ, as far down as one alone does
 * so; now itself where something is gone from it. */
static const struct node *first_other(const struct node *before,
				      const struct node *now)
{
	size_t i = 0;

	while (before && before->kind == now->kind && i < now->count &&
	       now->count <= MEMBERS) {
		const struct node *old, *new;

		if (now->kind == NODE_OBJECT) {
			const struct member *m = node_member(
				before, now->members[i].name);

			old = m ? &m->value : NULL;
			new = &now->members[i].value;
		} else if (now->kind == NODE_ARRAY) {
			old = i < before->count ? &before->items[i] : NULL;
			new = &now->items[i];
		} else {
			break;
		}
		if (old && node_equal(old, new)) {
			i++;
			continue;
		}
		before = old;
		now = new;
		i = 0;
	}
	return now;
}

/* Where a JSON Pointer leads to, or as far on the way there as there is; below
 * that what is not as it was, where before is known. */
static struct pos place(const struct node *root, struct str pointer,
			const struct node *before)
{
	const struct node *node = NULL;

	for (;;) {
		node = node_pointer(root, pointer);
		if (node)
			break;
		if (!pointer.n)
			return root->pos;
		pointer = str_cut(pointer, 0, str_rfind(pointer, '/'));
	}
	if (before)
		before = node_pointer(before, pointer);
	return before ? first_other(before, node)->pos : node->pos;
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

static void point_into(struct context *c, const struct built *b,
		       struct finding *f, const struct object *now,
		       struct str pointer, const struct node *before)
{
	struct str bytes = file_bytes(c, b, now->path);

	f->path = now->path;
	f->pos = place(now->node, pointer, before);
	if (bytes.n)
		f->line = text_line(bytes, f->pos.line);
	for (size_t i = 0; i < now->chain_count; i++)
		finding_chain(f, now->chain[i]);
}

void context_point(struct context *c, const struct built *b, struct finding *f,
		   const struct object *now, struct str pointer)
{
	point_into(c, b, f, now, pointer, NULL);
}

/* The value that a change began with, or NULL. */
static const struct node *value_before(struct context *c,
				       const struct change *change,
				       struct error *err)
{
	struct node *out = arena_zero(c->arena, 1, sizeof(*out));
	struct syntax_error why;
	struct str bytes;

	if (!change->from)
		return NULL;
	if (vault_object(c->store, c->arena, change->from, &bytes, err) < 0) {
		error_clear(err); /* reported by check_objects */
		return NULL;
	}
	return json_read(c->arena, bytes, out, &why) == 0 ? out : NULL;
}

/* Point at a member of a value: true where it has it. */
static bool point_member(struct finding *f, const struct node *value,
			 struct str name, struct str path)
{
	const struct member *m = value ? node_member(value, name) : NULL;

	if (m) {
		f->path = path;
		f->pos = m->value.pos;
	}
	return m != NULL;
}

/*
 * Settings are no objects, or are put together from several places: the last
 * that says it is where it changed. What is gone was in one of them.
 */
static bool locate_setting(struct context *c, const struct subject *s,
			   struct finding *f, const struct change *change)
{
	const struct prompt_entry *e = s->entry;
	const struct format_prompt *own = s->built.of_file;
	struct str manifest = c->manifest->path, name;
	bool mine = e->own & OWN_PARAMS;

	if (str_is(change->where, "model")) {
		if (own && own->model.n && !(e->own & OWN_MODEL)) {
			f->path = e->own_file.file.path;
			f->pos = own->model_pos;
		} else if (e->model.given) {
			f->path = manifest;
			f->pos = e->model.pos;
		}
	} else if (str_starts(change->where, "params/")) {
		const struct node *file = own ? own->params.node : NULL;

		name = str_cut(change->where, 7, change->where.n);
		if (!(mine &&
		      point_member(f, e->params.value, name, manifest)) &&
		    !point_member(f, file, name,
				  own ? own->params.path : STR_EMPTY) &&
		    !point_member(
			    f, mine ? e->params_default.value : e->params.value,
			    name, manifest) &&
		    file && !mine) {
			f->path = own->params.path;
			f->pos = file->pos;
		}
	} else {
		return false;
	}
	f->line = str_eq(f->path, manifest) ?
			  text_line(c->manifest->text, f->pos.line) :
			  built_line(&s->built, f->path, f->pos.line);
	return true;
}

/* Point a finding at what a change made of an object. */
static void locate_object(struct context *c, const struct built *b,
			  struct finding *f, const struct change *change,
			  const struct object *now, struct error *err)
{
	struct str before = STR_EMPTY;

	if (now->node && (!now->whole || change->pointer.n)) {
		point_into(c, b, f, now, change->pointer,
			   value_before(c, change, err));
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

		if (!now && !locate_setting(c, s, f, change))
			continue;
		if (now)
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
