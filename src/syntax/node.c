#include "syntax/node.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "syntax/json.h"

const struct member *node_member(const struct node *node, struct str name)
{
	if (!node || node->kind != NODE_OBJECT)
		return NULL;
	for (size_t i = 0; i < node->count; i++)
		if (str_eq(node->members[i].name, name))
			return &node->members[i];
	return NULL;
}

const struct node *node_get(const struct node *node, const char *name)
{
	const struct member *member = node_member(node, str_of(name));

	return member ? &member->value : NULL;
}

static int by_name(const void *a, const void *b)
{
	const struct member *const *x = a, *const *y = b;

	return str_compare((*x)->name, (*y)->name);
}

/* The members of node in order of their names, in scratch. */
static const struct member **sorted(struct arena *scratch,
				    const struct node *node)
{
	const struct member **list = arena_alloc(scratch,
						 node->count * sizeof(*list));

	for (size_t i = 0; i < node->count; i++)
		list[i] = &node->members[i];
	if (node->count)
		qsort(list, node->count, sizeof(*list), by_name);
	return list;
}

/* Recursion is as deep as the trees are: NODE_DEPTH. */
static bool equal(struct arena *scratch, const struct node *a,
		  const struct node *b)
{
	const struct member **x, **y;

	if (a->kind != b->kind || a->count != b->count)
		return false;
	switch (a->kind) {
	case NODE_NULL:
	case NODE_FALSE:
	case NODE_TRUE:
		return true;
	case NODE_NUMBER:
		return json_number_compare(a->text, b->text) == 0;
	case NODE_STRING:
		return str_eq(a->text, b->text);
	case NODE_ARRAY:
		for (size_t i = 0; i < a->count; i++)
			if (!equal(scratch, &a->items[i], &b->items[i]))
				return false;
		return true;
	case NODE_OBJECT:
		break;
	}
	x = sorted(scratch, a);
	y = sorted(scratch, b);
	for (size_t i = 0; i < a->count; i++)
		if (!str_eq(x[i]->name, y[i]->name) ||
		    !equal(scratch, &x[i]->value, &y[i]->value))
			return false;
	return true;
}

bool node_equal(const struct node *a, const struct node *b)
{
	struct arena scratch = { 0 };
	bool same = equal(&scratch, a, b);

	arena_free(&scratch);
	return same;
}

const char *node_kind_name(const struct node *node)
{
	switch (node->kind) {
	case NODE_NULL:
		return "null";
	case NODE_FALSE:
		return "false";
	case NODE_TRUE:
		return "true";
	case NODE_NUMBER:
		return "number";
	case NODE_STRING:
		return "string";
	case NODE_ARRAY:
		return "array";
	case NODE_OBJECT:
		break;
	}
	return "object";
}

/* Whether name is what token stands for; *ok turns false on a bad escape. */
static bool token_is(struct str token, struct str name, bool *ok)
{
	size_t at = 0;
	bool same = true;

	for (size_t i = 0; i < token.n; i++, at++) {
		char c = token.p[i];

		if (c == '~') {
			i++;
			if (i == token.n ||
			    (token.p[i] != '0' && token.p[i] != '1')) {
				*ok = false;
				return false;
			}
			c = token.p[i] == '0' ? '~' : '/';
		}
		same = same && at < name.n && name.p[at] == c;
	}
	return same && at == name.n;
}

/* An array index as RFC 6901 spells it: no leading zeros, no sign. */
static const struct node *element(const struct node *node, struct str token)
{
	size_t index = 0;

	if (token.n == 0 || (token.n > 1 && token.p[0] == '0'))
		return NULL;
	for (size_t i = 0; i < token.n; i++) {
		if (token.p[i] < '0' || token.p[i] > '9' ||
		    index >= node->count)
			return NULL;
		index = index * 10 + (size_t)(token.p[i] - '0');
	}
	return index < node->count ? &node->items[index] : NULL;
}

static const struct node *child(const struct node *node, struct str token)
{
	bool ok = true;

	if (node->kind == NODE_ARRAY)
		return element(node, token);
	if (node->kind != NODE_OBJECT)
		return NULL;
	for (size_t i = 0; i < node->count && ok; i++)
		if (token_is(token, node->members[i].name, &ok))
			return &node->members[i].value;
	return NULL;
}

const struct node *node_pointer(const struct node *root, struct str pointer)
{
	const struct node *node = root;
	size_t at = 0;

	if (pointer.n && pointer.p[0] != '/')
		return NULL;
	while (node && at < pointer.n) {
		size_t end = str_find(pointer, '/', at + 1);

		node = child(node, str_cut(pointer, at + 1, end));
		at = end;
	}
	return node;
}

void node_pointer_add(struct buf *pointer, struct str token)
{
	buf_addc(pointer, '/');
	for (size_t i = 0; i < token.n; i++) {
		if (token.p[i] == '~')
			buf_adds(pointer, "~0");
		else if (token.p[i] == '/')
			buf_adds(pointer, "~1");
		else
			buf_addc(pointer, token.p[i]);
	}
}
