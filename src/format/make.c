#include "format/make.h"

#include "base/arena.h"

struct node make_text(struct str text, struct pos pos)
{
	return (struct node){ .kind = NODE_STRING, .pos = pos, .text = text };
}

struct node make_bool(bool value, struct pos pos)
{
	return (struct node){ .kind = value ? NODE_TRUE : NODE_FALSE,
			      .pos = pos };
}

struct node make_null(struct pos pos)
{
	return (struct node){ .kind = NODE_NULL, .pos = pos };
}

static struct node *make(struct arena *a, enum node_kind kind, struct pos pos)
{
	struct node *node = arena_zero(a, 1, sizeof(*node));

	*node = (struct node){ .kind = kind, .pos = pos };
	return node;
}

struct node *make_object(struct arena *a, struct pos pos)
{
	return make(a, NODE_OBJECT, pos);
}

struct node *make_array(struct arena *a, struct pos pos)
{
	return make(a, NODE_ARRAY, pos);
}

/*
 * The room of an array that grows by doubling: what count filled up, the next
 * power of two. Nothing else need be kept of it.
 */
static size_t room_of(size_t count)
{
	size_t room = 1;

	while (room < count)
		room *= 2;
	return count ? room : 0;
}

/* Those items, of that size, with room for one more. */
static void *with_room(struct arena *a, void *items, size_t count, size_t size)
{
	void *grown;

	if (count != room_of(count))
		return items;
	grown = arena_zero(a, count ? count * 2 : 1, size);
	if (count)
		memcpy(grown, items, count * size);
	return grown;
}

struct node *make_member(struct arena *a, struct node *object, struct str name)
{
	struct member *member;

	object->members = with_room(a, object->members, object->count,
				    sizeof(*object->members));
	member = &object->members[object->count++];
	*member = (struct member){ .name = name, .pos = object->pos };
	return &member->value;
}

struct node *make_item(struct arena *a, struct node *array)
{
	array->items = with_room(a, array->items, array->count,
				 sizeof(*array->items));
	return &array->items[array->count++];
}

/* Recursion is as deep as the tree: NODE_DEPTH. */
static void copy(struct arena *a, struct node *to, const struct node *from)
{
	*to = *from;
	if (from->kind == NODE_ARRAY) {
		to->items = arena_zero(a, room_of(from->count),
				       sizeof(*to->items));
		for (size_t i = 0; i < from->count; i++)
			copy(a, &to->items[i], &from->items[i]);
	} else if (from->kind == NODE_OBJECT) {
		to->members = arena_zero(a, room_of(from->count),
					 sizeof(*to->members));
		for (size_t i = 0; i < from->count; i++) {
			to->members[i] = from->members[i];
			copy(a, &to->members[i].value, &from->members[i].value);
		}
	}
}

struct node *make_copy(struct arena *a, const struct node *node)
{
	struct node *out = arena_zero(a, 1, sizeof(*out));

	copy(a, out, node);
	return out;
}

static bool is_named(struct str s, const char *const *names)
{
	for (; *names; names++)
		if (str_is(s, *names))
			return true;
	return false;
}

struct node *make_without(struct arena *a, const struct node *object,
			  const char *const *names)
{
	struct node *out = make_object(a, object->pos);

	for (size_t i = 0; i < object->count; i++) {
		const struct member *m = &object->members[i];

		if (is_named(m->name, names))
			continue;
		copy(a, make_member(a, out, m->name), &m->value);
		out->members[out->count - 1].pos = m->pos;
	}
	return out;
}

struct make_variables make_variables(struct arena *a, struct pos pos)
{
	struct make_variables v = { .a = a,
				    .names = map_in(a),
				    .object = make_object(a, pos) };

	*make_member(a, v.object, STR("type")) = make_text(STR("object"), pos);
	v.properties = make_object(a, pos);
	v.required = make_array(a, pos);
	return v;
}

struct node *make_variable(struct make_variables *v, struct str name,
			   bool required)
{
	size_t *known = map_get(&v->names, name);

	if (known)
		return &v->properties->members[*known].value;
	known = arena_alloc(v->a, sizeof(*known));
	*known = v->properties->count;
	*map_put(&v->names, name) = known;
	if (required)
		*make_item(v->a, v->required) = make_text(name, v->object->pos);
	return make_member(v->a, v->properties, name);
}

struct node *make_variables_end(struct make_variables *v, bool closed)
{
	struct pos pos = v->object->pos;

	/* a variable stands where its schema does */
	for (size_t i = 0; i < v->properties->count; i++)
		if (v->properties->members[i].value.pos.line)
			v->properties->members[i].pos =
				v->properties->members[i].value.pos;
	*make_member(v->a, v->object, STR("properties")) = *v->properties;
	*make_member(v->a, v->object, STR("required")) = *v->required;
	if (closed)
		*make_member(v->a, v->object,
			     STR("additionalProperties")) = make_bool(false,
								      pos);
	return v->object;
}
