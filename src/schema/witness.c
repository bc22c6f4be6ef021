#include "schema/witness.h"

#include "base/arena.h"

static struct node *make(struct arena *a, enum node_kind kind)
{
	struct node *node = arena_zero(a, 1, sizeof(*node));

	node->kind = kind;
	return node;
}

const struct node *witness_number(struct arena *a, struct str text)
{
	struct node *node = make(a, NODE_NUMBER);

	node->text = text;
	return node;
}

const struct node *witness_string(struct arena *a, struct str text)
{
	struct node *node = make(a, NODE_STRING);

	node->text = text;
	return node;
}

const struct node *witness_array(struct arena *a,
				 const struct node *const *items, size_t count)
{
	struct node *node = make(a, NODE_ARRAY);

	node->items = arena_zero(a, count, sizeof(*node->items));
	for (size_t i = 0; i < count; i++)
		node->items[i] = *items[i];
	node->count = count;
	return node;
}

const struct node *witness_object(struct arena *a, const struct str *names,
				  const struct node *const *values,
				  size_t count)
{
	struct node *node = make(a, NODE_OBJECT);

	node->members = arena_zero(a, count, sizeof(*node->members));
	for (size_t i = 0; i < count; i++) {
		node->members[i].name = names[i];
		node->members[i].value = *values[i];
	}
	node->count = count;
	return node;
}
